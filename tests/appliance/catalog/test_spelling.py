"""Words of names, taken for words of the trade."""

import pytest

from appliance.catalog.spelling import Spelling

WORDS = frozenset(
    {
        "screw",
        "drywall",
        "washer",
        "machine",
        "concrete",
        "pan",
        "zinc",
        "schraube",
        "senk",
        "kopf",
        "verzinkt",
        "hwh",
        "stainless",
    }
)


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(
        words=WORDS,
        aliases={"scr": "screw"},
        marks={"mm": "u"},
        endings=("schraube",),
        shortened=("drywall", "washer", "machine", "concrete", "stainless"),
    )


@pytest.mark.parametrize(
    ("word", "members"),
    [
        ("screws", ("screw",)),
        ("scr", ("screw",)),
        ("verzinkter", ("verzinkt",)),
        ("senkkopfschraube", ("senk", "kopf", "schraube")),
        ("justierschraube", ("justier", "schraube")),
        ("panzinc", ("pan", "zinc")),
        ("drywl", ("drywall",)),
        ("conc", ("concrete",)),
        ("wshr", ("washer",)),
        ("hwh5", ("hwh",)),
        ("stainles", ("stainless",)),
        ("stianless", ("stainless",)),
        ("stain\ufffdess", ("stainless",)),
        ("mm", ("mm",)),
        ("kobalt", ("kobalt",)),
    ],
)
def test_a_word_is_taken_for_those_of_the_trade(spelling: Spelling, word: str, members: tuple[str, ...]) -> None:
    assert spelling.members(word) == members


def test_what_could_be_two_words_stays_as_it_is() -> None:
    spelling = Spelling(frozenset({"masonry", "machinery"}), {}, {}, (), ("masonry", "machinery"))
    assert spelling.members("mnry") == ("mnry",)


def test_a_known_word_is_told_from_a_strange_one(spelling: Spelling) -> None:
    assert spelling.knows("senkkopf")
    assert not spelling.knows("everbilt")
