"""The one question that tells most."""

import pytest

from appliance.catalog.product import Kind
from appliance.matching.evidence import Shelf
from appliance.matching.question import best_question
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
FLAT = Attributes(head=Odds.sure(Head.FLAT, Head, 0.99))


def twins(**other: object) -> Shelf:
    first = {**WOOD, "drive": Drive.PHILLIPS, "finish": Finish.ZINC}
    return Shelf.of([product("a", **first), product("b", **{**first, **other})])


@pytest.mark.parametrize(
    ("ask", "other", "options"),
    [
        ("drive", Drive.SLOTTED, {"phillips", "slotted"}),
        ("finish", Finish.BRASS, {"zinc", "brass"}),
        ("tip", Tip.DRILL, {"cone", "drill"}),
    ],
)
def test_what_tells_twins_apart_is_asked(ask: str, other: str, options: set[str]) -> None:
    question = best_question(weigh(MEASURED, FLAT, twins(**{ask: other})))
    assert question is not None
    assert question.ask == ask
    assert set(question.options) == options
    assert 0.6 < question.gain_bits <= 1


def test_nothing_is_asked_when_the_answer_is_clear() -> None:
    shelf = Shelf.of([product("a", **WOOD, drive=Drive.PHILLIPS, finish=Finish.ZINC)])
    assert best_question(weigh(MEASURED, FLAT, shelf)) is None


def test_nothing_is_asked_that_tells_nothing() -> None:
    assert best_question(weigh(MEASURED, FLAT, twins())) is None


def test_what_was_seen_already_is_not_asked() -> None:
    seen = Attributes(head=FLAT.head, drive=Odds.sure(Drive.SLOTTED, Drive, 0.97))
    posterior = weigh(MEASURED, seen, twins(drive=Drive.SLOTTED))
    assert best_question(posterior) is None


def test_the_more_telling_of_two_questions_is_asked() -> None:
    first = {**WOOD, "drive": Drive.PHILLIPS, "finish": Finish.ZINC}
    shelf = Shelf.of(
        [
            product("a", **first),
            product("b", **{**first, "drive": Drive.SLOTTED}),
            product("c", **{**first, "drive": Drive.SQUARE}),
            product("d", **{**first, "drive": Drive.TORX, "finish": Finish.BRASS}),
        ]
    )
    question = best_question(weigh(MEASURED, FLAT, shelf))
    assert question is not None
    assert question.ask == "drive"
    assert question.gain_bits > 1.5


def test_nothing_is_asked_of_an_empty_catalog() -> None:
    assert best_question(weigh(MEASURED, FLAT, Shelf.of([]))) is None
