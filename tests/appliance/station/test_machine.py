"""The station's state machine: every state with every event."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.messages import LookAgain, Phase
from appliance.station.machine import Act, Broken, Outcome, Rules, Seen, Sight, Situation, step

RULES = Rules(still_s=0.2, retakes=2)
EMPTY = Seen(Sight.EMPTY, 1.0)
HAND = Seen(Sight.HAND, 1.0)
MOVING = Seen(Sight.MOVING)
JUST_STILL = Seen(Sight.STILL, 0.1)
LONG_STILL = Seen(Sight.STILL, 0.2)
UNCHANGED = Seen(Sight.STILL, 9.0, unchanged=True)
EVENTS = [EMPTY, HAND, MOVING, JUST_STILL, LONG_STILL, UNCHANGED, *Outcome, Broken(), LookAgain()]
SITUATIONS = [
    Situation(phase, shown, retaken)
    for phase, shown, retaken in product(Phase, (None, Phase.ANSWER, Phase.REFUSED), (0, 1, 2))
    if not (phase is Phase.LOOKING and shown) and (phase is Phase.LOOKING or not retaken)
    if phase is not Phase.EMPTY or not shown
    if phase not in (Phase.ANSWER, Phase.REFUSED) or shown is phase
]
every = pytest.mark.parametrize("now", SITUATIONS, ids=str)
situations, events = st.sampled_from(SITUATIONS), st.sampled_from(EVENTS)


@every
def test_an_empty_tray_ends_everything(now):
    assert step(now, EMPTY, RULES) == (Situation(Phase.EMPTY), Act.REST)


@every
def test_a_hand_is_waited_for_and_the_answer_stays_on_show(now):
    assert step(now, HAND, RULES) == (Situation(Phase.HAND, now.shown), Act.REST)


@every
def test_what_moves_is_waited_for(now):
    assert step(now, MOVING, RULES) == (Situation(Phase.MOVING, now.shown), Act.REST)


@every
def test_what_has_just_come_to_rest_is_waited_for(now):
    assert step(now, JUST_STILL, RULES) == (Situation(Phase.STILL, now.shown), Act.REST)


@every
def test_what_lies_still_long_enough_is_looked_at_and_what_was_shown_before_goes(now):
    assert step(now, LONG_STILL, RULES) == (Situation(Phase.LOOKING), Act.LOOK)


@every
def test_what_lies_as_it_was_photographed_is_not_photographed_again(now):
    after, act = step(now, UNCHANGED, RULES)
    if now.shown is None:
        assert (after, act) == (Situation(Phase.LOOKING), Act.LOOK)
    else:
        assert (after, act) == (Situation(now.shown, now.shown), Act.REST)


@every
@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_counts_only_while_looking(now, outcome):
    if now.phase is not Phase.LOOKING:
        assert step(now, outcome, RULES) == (now, Act.REST)


@pytest.mark.parametrize("retaken", [0, 1, 2])
@pytest.mark.parametrize(
    ("outcome", "after", "act"),
    [
        (Outcome.ANSWERED, Situation(Phase.ANSWER, Phase.ANSWER), Act.REST),
        (Outcome.REFUSED, Situation(Phase.REFUSED, Phase.REFUSED), Act.REST),
        (Outcome.DISTURBED, Situation(Phase.MOVING), Act.REST),
        (Outcome.NOTHING, Situation(Phase.EMPTY), Act.LEARN),
    ],
)
def test_what_came_of_looking_is_shown(retaken, outcome, after, act):
    assert step(Situation(Phase.LOOKING, retaken=retaken), outcome, RULES) == (after, act)


def test_a_blurred_photograph_is_taken_again_twice_and_then_refused():
    now, acts = Situation(Phase.LOOKING), []
    for _ in range(3):
        now, act = step(now, Outcome.BLURRED, RULES)
        acts.append(act)
    assert acts == [Act.LOOK, Act.LOOK, Act.REST]
    assert now == Situation(Phase.REFUSED, Phase.REFUSED)


@every
def test_a_fault_is_told_and_forgets_no_answer(now):
    assert step(now, Broken(), RULES) == (Situation(Phase.FAULT, now.shown), Act.REST)


@every
def test_only_what_is_on_show_can_be_looked_at_again(now):
    after, act = step(now, LookAgain(), RULES)
    if now.phase in (Phase.ANSWER, Phase.REFUSED):
        assert (after, act) == (Situation(Phase.LOOKING), Act.LOOK)
    else:
        assert (after, act) == (now, Act.REST)


@given(situations, events)
def test_a_step_never_leaves_the_known_situations(now, event):
    after, act = step(now, event, RULES)
    assert after in SITUATIONS
    assert (act is Act.LOOK) == (after.phase is Phase.LOOKING and (after != now or event in (LONG_STILL, UNCHANGED)))


@given(situations, st.lists(events, max_size=30))
def test_from_anywhere_a_part_that_lies_still_gets_its_answer(now, before):
    for event in before:
        now, _ = step(now, event, RULES)
    now, act = step(now, LONG_STILL, RULES)
    assert act is Act.LOOK
    now, _ = step(now, Outcome.ANSWERED, RULES)
    assert now.phase is Phase.ANSWER
