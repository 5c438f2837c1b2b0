"""What a part looks like, judged once more by the products that it may be."""

from dataclasses import replace

import pytest

from appliance.catalog.product import Kind
from appliance.matching.evidence import Shelf
from appliance.matching.hindsight import in_hindsight
from appliance.matching.rank import weigh
from appliance.reading import Measurement
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Drive, Finish, Head, Tip
from tests.appliance.matching.counter import product

WOOD = {"kind": Kind.WOOD_SCREW, "size": "#8", "length_mm": 25.4, "head": Head.FLAT, "tip": Tip.CONE}
MEASURED = Measurement(
    overall_length_mm=Estimate(25.2, 0.04),
    head_diameter_mm=Estimate(8.0, 0.06),
    major_diameter_mm=Estimate(4.05, 0.02),
    minor_diameter_mm=Estimate(2.72, 0.05),
    pitch_mm=Estimate(1.693, 0.003),
)
UNSURE = Attributes(
    head=Odds.sure(Head.FLAT, Head, 0.99),
    drive=Odds({Drive.POZIDRIV: 0.5, Drive.PHILLIPS: 0.4, Drive.HIDDEN: 0.1}),
    finish=Odds({Finish.STAINLESS: 0.5, Finish.ZINC: 0.4, Finish.NICKEL: 0.1}),
)
TWINS = [("a", Drive.PHILLIPS), ("b", Drive.SLOTTED), ("c", Drive.SQUARE)]
SHELF = Shelf.of([product("a", **WOOD, drive=Drive.PHILLIPS, finish=Finish.ZINC)])


def judged(attributes: Attributes, measured: Measurement = MEASURED) -> Attributes:
    return in_hindsight(weigh(measured, attributes, SHELF))


def test_what_was_half_seen_is_what_the_store_sells() -> None:
    after = judged(UNSURE)
    assert after.drive is not None
    assert after.drive.best is Drive.PHILLIPS
    assert after.finish is not None
    assert after.finish.best is Finish.ZINC


def test_what_was_clearly_seen_is_believed() -> None:
    brass = replace(UNSURE, finish=Odds.sure(Finish.BRASS, Finish, 0.995))
    after = judged(brass)
    assert after.finish is not None
    assert after.finish.best is Finish.BRASS


HIDDEN = replace(UNSURE, drive=Odds({Drive.HIDDEN: 0.8, Drive.PHILLIPS: 0.1, Drive.SLOTTED: 0.1}))


def test_a_hidden_drive_is_what_all_likely_products_have() -> None:
    after = judged(HIDDEN)
    assert after.drive is not None
    assert after.drive.best is Drive.PHILLIPS
    assert after.drive.p[Drive.PHILLIPS] < 0.97
    assert sum(after.drive.p.values()) == pytest.approx(1.0)


def test_a_hidden_drive_stays_hidden_where_products_differ() -> None:
    both = Shelf.of([product(sku, **WOOD, drive=drive, finish=Finish.ZINC) for sku, drive in TWINS])
    after = in_hindsight(weigh(MEASURED, HIDDEN, both))
    assert after.drive is not None
    assert after.drive.best is Drive.HIDDEN


def test_what_was_not_looked_at_stays_unknown() -> None:
    after = judged(Attributes(head=UNSURE.head))
    assert (after.drive, after.finish, after.tip) == (None, None, None)


def test_the_head_stays_as_it_was_measured() -> None:
    assert judged(UNSURE).head == UNSURE.head
