"""Sizes and doubts are said as the trade says them."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import wording
from appliance.reading import Difference, Match, Part, Question, Refused, ThreadSize
from calibration.estimate import Estimate
from tests.appliance import readings


@pytest.mark.parametrize(
    ("length_mm", "said"),
    [(19.05, "3/4 in"), (25.4, "1 in"), (31.75, "1 1/4 in"), (11.0, "7/16 in"), (101.6, "4 in"), (94.0, None)],
)
def test_a_length_is_said_as_a_rule_reads_it(length_mm, said):
    assert wording.trade_inches(length_mm) == said


@given(st.floats(2, 150))
def test_a_trade_length_is_never_more_than_a_thirty_second_off(length_mm):
    said = wording.trade_inches(length_mm)
    if said is not None:
        inches = sum(Fraction(word) for word in said.removesuffix(" in").split())
        assert float(inches) * 25.4 == pytest.approx(length_mm, abs=25.4 / 32 + 1e-9)


@pytest.mark.parametrize(
    ("value", "u", "said"),
    [(25.314, 0.018, "25.31 ± 0.04 mm"), (17.93, 0.12, "17.9 ± 0.2 mm"), (1.0583, 0.0009, "1.058 ± 0.002 mm")],
)
def test_the_doubt_says_how_many_digits_count(value, u, said):
    assert wording.with_doubt(Estimate(value, u)) == said


def test_a_doubt_of_nothing_is_not_claimed():
    assert wording.with_doubt(Estimate(1.0, 0.0)) == "1.000 ± 0.001 mm"


def test_a_part_is_called_by_size_length_head_drive_and_finish():
    assert wording.name(readings.machine_screw()) == "#10-24 UNC, 3/4 in, pan head, Phillips, zinc"


def test_a_metric_part_is_called_in_millimetres():
    metric = replace(readings.machine_screw(), sizes=(ThreadSize("M5x0.8", 0.9),))
    assert wording.name(metric) == "M5x0.8, 19 mm, pan head, Phillips, zinc"


def test_an_unsure_size_is_described_not_named():
    unsure = replace(readings.machine_screw(), sizes=(ThreadSize("#10-24 UNC", 0.4),))
    assert wording.name(unsure).startswith("4.8 mm thick, 3/4 in")


def test_a_part_of_which_nothing_is_known_is_still_called_something():
    bare = readings.machine_screw()
    assert wording.name(Part(bare.kind, bare.outline_xy_px)) == "A screw of unknown size"


@pytest.mark.parametrize("why", list(Refused))
def test_every_refusal_has_its_words(why):
    assert wording.refusal(readings.refused(why))


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        (Difference("length", 3.2), "3.2 mm longer"),
        (Difference("length", -3.2), "3.2 mm shorter"),
        (Difference("drive"), "other drive"),
        (Difference("length", 6.4, "same thread, 1/4 in longer"), "same thread, 1/4 in longer"),
    ],
)
def test_a_match_says_how_it_differs(differs, said):
    assert wording.differences(Match("1", 0.5, "t", None, None, None, (differs,))) == said


def test_the_matchings_own_words_go_before_bare_figures():
    both = Difference("length", 6.4), Difference("thread", says="same thread, 1/4 in longer")
    assert wording.differences(Match("1", 0.5, "t", None, None, None, both)) == "same thread, 1/4 in longer"


def test_a_question_names_what_to_look_at_and_the_answers():
    asked = Question("finish", ("stainless", "zinc", "yellow_zinc"), 1.2)
    assert wording.question(asked) == "Look at its finish: stainless, zinc or yellow zinc?"


def test_nobody_is_ever_wholly_sure():
    assert wording.in_per_cent(1.0) == "over 99 %"
    assert wording.in_per_cent(0.0) == "under 1 %"
