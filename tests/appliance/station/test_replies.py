"""An answer to the question changes the odds of the matches."""

import numpy as np
import pytest

from appliance.catalog.product import Kind as ProductKind
from appliance.matching.evidence import Shelf
from appliance.matching.question import best_question
from appliance.matching.rank import listed, weigh
from appliance.reading import Kind, Measurement, Part
from appliance.station.replies import replied
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Drive, Finish, Head, Tip
from tests.appliance.matching.counter import product

WOOD = {"kind": ProductKind.WOOD_SCREW, "size": "#8", "length_mm": 25.4, "head": Head.FLAT, "tip": Tip.CONE}
MEASURED = Measurement(
    overall_length_mm=Estimate(25.2, 0.04),
    head_diameter_mm=Estimate(8.0, 0.06),
    major_diameter_mm=Estimate(4.05, 0.02),
    minor_diameter_mm=Estimate(2.72, 0.05),
    pitch_mm=Estimate(1.693, 0.003),
)
SHELF = Shelf.of(
    [
        product(f"{drive}-{finish}", **WOOD, drive=drive, finish=finish)
        for drive in (Drive.PHILLIPS, Drive.SLOTTED)
        for finish in (Finish.ZINC, Finish.BRASS)
    ]
)


def part() -> Part:
    """A screw of which neither drive nor finish could be told."""
    attributes = Attributes(head=Odds.sure(Head.FLAT, Head, 0.99))
    posterior = weigh(MEASURED, attributes, SHELF)
    return Part(
        Kind.FASTENER, np.zeros((4, 2)), None, MEASURED, attributes=attributes, matches=listed(posterior),
        not_in_catalog=posterior.not_in_catalog, question=best_question(posterior),
    )  # fmt: skip


def test_two_answers_lead_from_four_candidates_to_one():
    before = part()
    assert before.matches[0].p < 0.3
    first = replied(before, "drive", "slotted", SHELF, 5, asked=1)
    assert first.question is not None
    assert first.question.ask == "finish"
    second = replied(first, "finish", "brass", SHELF, 5, asked=2)
    assert second.matches[0].sku == "slotted-brass"
    assert second.matches[0].p > 0.8
    assert second.question is None
    assert sum(match.p for match in second.matches) + second.not_in_catalog == pytest.approx(1, abs=0.01)


def test_never_more_than_two_questions_are_asked():
    assert replied(part(), "tip", "cone", SHELF, 5, asked=2).question is None


@pytest.mark.parametrize(("ask", "option"), [("drive", "wobbly"), ("colour", "red"), ("size", "#8")])
def test_what_is_no_answer_changes_nothing(ask, option):
    with pytest.raises(ValueError, match="is no answer"):
        replied(part(), ask, option, SHELF, 5, asked=1)
