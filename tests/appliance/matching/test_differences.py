"""How a match differs from the part and from the best match, in words."""

import pytest

from appliance.catalog.product import Kind
from appliance.matching.differences import against_best, against_part, agreements
from appliance.matching.sighted import sight
from appliance.reading import Difference, Measurement
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Drive, Finish, Head, Tip
from tests.appliance.matching.counter import product

PAN = {
    "kind": Kind.MACHINE_SCREW,
    "size": "#10",
    "pitch_mm": 25.4 / 24,
    "length_mm": 19.05,
    "head": Head.PAN,
    "drive": Drive.PHILLIPS,
    "finish": Finish.ZINC,
    "tip": Tip.DIE,
}
MEASURED = Measurement(
    overall_length_mm=Estimate(22.0, 0.04),
    nominal_length_mm=Estimate(18.8, 0.09),
    head_height_mm=Estimate(3.2, 0.08),
    major_diameter_mm=Estimate(4.72, 0.02),
    pitch_mm=Estimate(1.0585, 0.002),
)
LOOKS = Attributes(
    head=Odds.sure(Head.PAN, Head, 0.98),
    drive=Odds({Drive.HIDDEN: 1.0}),
    finish=Odds.sure(Finish.STAINLESS, Finish, 0.95),
)


def said(other: dict[str, object], than: dict[str, object] = PAN) -> str | None:
    (difference,) = against_best(product(**{**than, **other}), product(**than))
    assert difference.what == "best match"
    return difference.says


NO_LOOKS = Attributes()


def differs(attributes: Attributes = NO_LOOKS, **other: object) -> dict[str, Difference]:
    found = against_part(product(**{**PAN, **other}), sight(MEASURED, attributes), attributes)
    return {difference.what: difference for difference in found}


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"length_mm": 25.4}, "same thread, 1/4 in longer"),
        ({"length_mm": 12.7}, "same thread, 1/4 in shorter"),
        ({"length_mm": 57.15}, "same thread, 1-1/2 in longer"),
        ({"finish": Finish.STAINLESS}, "same, in stainless"),
        ({"finish": Finish.PAINTED}, "same, painted"),
        ({"head": Head.FLAT}, "same, flat head"),
        ({"drive": Drive.TORX}, "same, torx drive"),
        ({"length_mm": 25.4, "drive": Drive.TORX}, "same thread, 1/4 in longer, torx drive"),
        ({"pitch_mm": 25.4 / 32}, "#10-32 machine screw"),
        ({"kind": Kind.WOOD_SCREW, "pitch_mm": None}, "#10 wood screw"),
        ({}, "the same in all that its name says"),
        ({"finish": None}, "the same in all that its name says"),
    ],
)
def test_an_alternative_says_how_it_differs_from_the_best(other: dict[str, object], says: str) -> None:
    assert said(other) == says


def test_metric_screws_differ_in_millimetres() -> None:
    metric = {**PAN, "size": "M5", "pitch_mm": 0.8, "length_mm": 20.0}
    assert said({"length_mm": 25.0}, metric) == "same thread, 5 mm longer"
    assert said({"size": "M6", "diameter_mm": 6.0, "pitch_mm": 1.0}, metric) == "M6x1 machine screw"


def test_a_product_that_fits_does_not_differ() -> None:
    assert differs() == {}


def test_a_longer_product_says_by_how_much() -> None:
    assert differs(length_mm=25.4)["length"].by_mm == pytest.approx(25.4 - 18.8)


def test_a_flat_head_is_compared_overall() -> None:
    assert "length" not in differs(head=Head.FLAT, length_mm=22.2)


def test_a_thicker_product_and_another_pitch_are_told() -> None:
    found = differs(size="1/4", pitch_mm=1.27)
    assert found["diameter"].by_mm == pytest.approx(6.22 - 4.72, abs=0.02)
    assert found["pitch"].by_mm == pytest.approx(1.27 - 1.0585, abs=1e-3)


def test_looks_differ_where_the_network_is_sure() -> None:
    found = differs(LOOKS)
    assert set(found) == {"finish"}
    assert found["finish"].says == "zinc, the part looks stainless"


def test_what_is_not_measured_does_not_differ() -> None:
    assert against_part(product(**PAN), sight(Measurement(), Attributes()), Attributes()) == ()


def test_what_speaks_for_a_product_is_said_in_words() -> None:
    found = agreements(product(**PAN), sight(MEASURED, LOOKS), LOOKS)
    assert found == (
        "18.80 mm is 3/4 in long",
        "4.72 mm is #10 thick",
        "a pitch of 1.058 mm is that of #10",
        "its head looks pan",
    )


def test_nothing_speaks_for_what_is_wrong_in_everything() -> None:
    wrong = {"size": "1/4", "pitch_mm": 1.27, "length_mm": 50.8, "head": Head.HEX, "finish": Finish.BRASS}
    assert agreements(product(**{**PAN, **wrong}), sight(MEASURED, LOOKS), LOOKS) == ()
