"""What can be seen of the trade's words, and what a kind has without its name saying so."""

import pytest

from appliance.catalog.designation import parse
from appliance.catalog.product import Designation, Product, describe
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip


def seen(title: str) -> Product:
    return describe(Product("1", title, parse(title)))


@pytest.mark.parametrize(
    ("title", "head", "drive"),
    [
        ("#6 x 1 bugle head phillips drywall screw", Head.FLAT, Drive.PHILLIPS),
        ("#6 x 1 drywall screw", Head.FLAT, None),
        ("#8 x 1 one way wood screw", Head.ROUND, Drive.ONE_WAY),
        ("10-24 x 1 type p thumb screw", Head.THUMB, Drive.THUMB),
        ("#8 x 1 slotted hex washer head sheet metal screw", Head.HEX_WASHER, Drive.SLOTTED),
        ("M5 x 12 pin torx button head screw", Head.BUTTON, Drive.TORX),
        ("#8 x 1 wafer head screw", None, None),
        ("#212 screw eye", Head.EYE, Drive.NONE),
        ("1/4-20 x 1/2 hex set screw", Head.NONE, Drive.HEX_SOCKET),
        ("#8 x 1 flat head wood screw", Head.FLAT, None),
    ],
)
def test_trade_words_become_what_the_networks_know(title: str, head: Head | None, drive: Drive | None) -> None:
    product = seen(title)
    assert (product.head, product.drive) == (head, drive)


@pytest.mark.parametrize(
    ("title", "finish"),
    [
        ("black phosphate screw", Finish.BLACK),
        ("blk ox screw", Finish.BLACK),
        ("green exterior coated deck screw", Finish.PAINTED),
        ("chrome screw", Finish.NICKEL),
        ("steel screw", None),
        ("screw", None),
    ],
)
def test_finishes_become_what_the_eye_sees(title: str, finish: Finish | None) -> None:
    assert seen(title).finish is finish


@pytest.mark.parametrize(
    ("title", "tip", "coverage"),
    [
        ("8-32 x 1/2 pan head machine screw", Tip.DIE, Coverage.FULLY_THREADED),
        ("8-32 x 3 pan head machine screw", Tip.DIE, None),
        ("M6 x 60 SHCS", Tip.DIE, None),
        ("#8 x 1 wood screw", Tip.CONE, None),
        ("#8 x 1 sheet metal screw", Tip.CONE, Coverage.FULLY_THREADED),
        ("#8 x 1 self-drilling screw", Tip.DRILL, Coverage.FULLY_THREADED),
        ("#8 x 1 deck screw", None, None),
        ("M6 x 8 cup point set screw", None, Coverage.FULLY_THREADED),
        ("1/4 x 2 hanger bolt", None, Coverage.THREADED_ON_BOTH_ENDS),
    ],
)
def test_only_what_is_certain_is_implied(title: str, tip: Tip | None, coverage: Coverage | None) -> None:
    product = seen(title)
    assert (product.tip, product.coverage) == (tip, coverage)


def test_what_has_no_noun_is_a_fastener_only_with_the_marks_of_one() -> None:
    assert seen("pan | zinc | #8 – 32 x 2 in | die").is_fastener
    assert not seen("Interior paint 1/2 x 3 in").is_fastener
    assert not Product("1", "gift card", Designation()).is_fastener
    assert not seen("#8 hex nut").is_fastener
