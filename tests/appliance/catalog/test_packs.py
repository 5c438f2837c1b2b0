"""How many pieces are sold as one."""

import pytest

from appliance.catalog.packs import pieces


@pytest.mark.parametrize(
    ("title", "unit", "count"),
    [
        ("#8 x 1 in. Wood Screw (6-Pack)", "EA", 6),
        ("No. 8 X 1-1/2 in. L Phillips Screws 100 pk", None, 100),
        ("MS PH PAN 10-24X3/4 ZN 100/BX", "BX", 100),
        ("Box of 250 deck screws #8 x 2", None, 250),
        ("Spanplattenschrauben 4,0 x 40 - 200 Stück", None, 200),
        ("Vis à bois 4 x 40, lot de 20", None, 20),
        ("Tornillo 8 x 1 bolsa con 50 pzas", None, 50),
        ("1,000 ct. drywall screws", None, 1000),
        ("#8-32 x 1/2 pan head", "C", 100),
        ("#8-32 x 1/2 pan head", "BX50", 50),
        ("#8-32 x 1/2 pan head", "EA", 1),
        ("#8-32 x 1/2 pan head", None, None),
        ("M4 x 20 pan 7985", None, None),
    ],
)
def test_names_and_units_say_how_many(title: str, unit: str | None, count: int | None) -> None:
    assert pieces(title, unit) == count
