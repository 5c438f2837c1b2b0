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


def test_a_catalog_does_not_uncover_what_is_hidden() -> None:
    hidden = replace(UNSURE, drive=Odds({Drive.HIDDEN: 0.8, Drive.PHILLIPS: 0.2}))
    after = judged(hidden)
    assert after.drive is not None
    assert after.drive.p[Drive.HIDDEN] == pytest.approx(0.8)


def test_what_was_not_looked_at_stays_unknown() -> None:
    after = judged(Attributes(head=UNSURE.head))
    assert (after.drive, after.finish, after.tip) == (None, None, None)


def test_the_head_stays_as_it_was_measured() -> None:
    assert judged(UNSURE).head == UNSURE.head
