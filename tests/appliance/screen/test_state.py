"""The screen's machine: every state with every event, and the stories that it must tell."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.messages import Chose, Phase, Replied
from appliance.messages import NoneOfThese as NoneOfTheseSaid
from appliance.reading import Kind, Refused
from appliance.screen import events
from appliance.screen.events import (
    OF_A_PART,
    Back,
    Choose,
    Comfort,
    Comforted,
    Go,
    Hush,
    Knock,
    LeftStaff,
    Load,
    MoreTime,
    NoneOfThese,
    OpenStaff,
    Page,
    Panel,
    PartSeen,
    Pick,
    Print,
    Printed,
    PrintLabel,
    Problem,
    Reply,
    ShowAgain,
    Sighted,
    Skip,
    Speak,
    StartOver,
    Tell,
    Tick,
    Touched,
)
from appliance.screen.state import Rules, State, opened, seconds_left, step

RULES = Rules(idle_s=60, warning_s=20, attract_s=45, saver_s=900)
SCREW = PartSeen(skus=("1", "2"))
ASKED = PartSeen(skus=("1", "2"), ask="tip", options=("cone", "die"))
UNKNOWN = PartSeen()
COIN = PartSeen(kind=Kind.COIN)
AT_EDGE = PartSeen(refused=Refused.TOUCHES_BORDER)
LOADS = (
    Load(1, "a", (SCREW,)),
    Load(2, "b", (ASKED, COIN)),
    Load(3, "c", (SCREW, ASKED, AT_EDGE)),
    Load(4, None, (SCREW,)),
    Load(5, "e", (UNKNOWN,)),
    Load(6, "f", (AT_EDGE,)),
    Load(7, "g", (SCREW,) * 13),
    Load(8, "h", ()),
)
EVENTS = (
    *(Sighted(phase) for phase in (Phase.EMPTY, Phase.HAND, Phase.MOVING, Phase.STILL, Phase.LOOKING)),
    *(Sighted(Phase.FAULT, None, trouble) for trouble in ("camera", "light", "broken")),
    *(Sighted(Phase.ANSWER, load) for load in LOADS[:5]),
    *(Sighted(Phase.REFUSED, load) for load in LOADS[5:]),
    Sighted(Phase.REFUSED, None, "broken"),
    *(Tick(now_s) for now_s in (0.0, 50.0, 70.0, 100.0, 10_000.0)),
    *(Pick(part) for part in (-1, 0, 1, 2, 99)),
    *(Choose(sku) for sku in ("1", "2", "no such")),
    *(Reply(option) for option in ("cone", "no such")),
    *(Go(page) for page in Page),
    *(Comforted(comfort) for comfort in (Comfort(), Comfort("fr", large=True), Comfort(speech=True))),
    *(Printed(ok) for ok in (True, False)),
    *(Panel(shown) for shown in (True, False)),
    *(kind() for kind in (Touched, Skip, Back, NoneOfThese, Print, MoreTime, StartOver, ShowAgain, Knock, LeftStaff)),
)


def after(*happened, state=None) -> State:
    """The state after all of that."""
    now = state or opened(RULES)
    for event in happened:
        now, _ = step(now, event, RULES)
    return now


def reachable() -> dict[tuple, State]:
    """One state of each kind that three events lead to."""
    found: dict[tuple, State] = {}
    layer = [opened(RULES)]
    for _ in range(3):
        following = []
        for now, event in itertools.product(layer, EVENTS):
            then, _ = step(now, event, RULES)
            kind = (then.page, then.phase, then.load and then.load.key, then.part, then.present, then.panel,
                    then.waiting, then.warned_s is None, then.dismissed, then.problem)  # fmt: skip
            if kind not in found:
                found[kind] = then
                following.append(then)
        layer = following
    return found


STATES = tuple(reachable().values())


def check(now: State) -> None:
    """What must hold of every state."""
    assert now.page in list(Page)
    if now.page in OF_A_PART:
        assert now.load is not None
        assert now.part in now.load.told
    if now.page in (Page.WAY, Page.LABEL, Page.ALTERNATIVES):
        assert now.seen.skus
    if now.page is Page.QUESTION:
        assert now.seen.ask
    if now.page is Page.CHOOSE:
        assert len(now.load.things) > 1
    if now.page is Page.PROBLEM:
        assert now.problem is not None
    if now.sku is not None:
        assert now.sku in now.seen.skus
    assert now.part is None or now.load is not None


def test_all_pages_are_reached():
    assert {now.page for now in STATES} == set(Page)
    assert len(STATES) > 300


@pytest.mark.parametrize("event", EVENTS, ids=str)
def test_every_state_takes_every_event(event):
    for now in STATES:
        then, effects = step(now, event, RULES)
        check(then)
        for effect in effects:
            if isinstance(effect, Tell):
                assert now.present, "the station would not heed it"
                assert effect.message.scan == now.load.scan is not None
        if now.page is Page.STAFF and not isinstance(event, LeftStaff | StartOver):
            assert then.page is Page.STAFF
        if not isinstance(event, Tick):
            assert then.now_s == now.now_s


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(EVENTS), max_size=40))
def test_no_story_leads_to_a_state_that_cannot_be_shown(happened):
    now = opened(RULES)
    for event in happened:
        now, _ = step(now, event, RULES)
        check(now)


def test_a_screw_is_laid_down_and_answered():
    pages = []
    now = opened(RULES)
    for phase in (Phase.EMPTY, Phase.HAND, Phase.MOVING, Phase.STILL, Phase.LOOKING):
        now = after(Sighted(phase), state=now)
        pages.append(now.page)
    now = after(Sighted(Phase.ANSWER, LOADS[0]), state=now)
    assert pages == [Page.INVITE, Page.LOOKING, Page.LOOKING, Page.LOOKING, Page.LOOKING]
    assert (now.page, now.part, now.present) == (Page.ANSWER, 0, True)


def test_the_answer_stays_when_the_screw_is_taken_in_hand_and_goes_with_the_next_one():
    now = after(Sighted(Phase.ANSWER, LOADS[0]), Go(Page.WAY), Sighted(Phase.HAND), Sighted(Phase.EMPTY))
    assert (now.page, now.present) == (Page.WAY, False)
    now = after(Sighted(Phase.HAND), state=now)
    assert now.page is Page.WAY
    now = after(Sighted(Phase.STILL), state=now)
    assert now.page is Page.LOOKING
    assert after(Sighted(Phase.ANSWER, LOADS[4]), state=now).page is Page.ANSWER


def test_what_the_station_would_not_heed_is_not_posted():
    gone = after(Sighted(Phase.ANSWER, LOADS[0]), Sighted(Phase.EMPTY))
    assert step(gone, NoneOfThese(), RULES)[1] == ()
    unkept = after(Sighted(Phase.ANSWER, LOADS[3]))
    assert step(unkept, Choose("2"), RULES)[1] == ()


def test_a_question_is_asked_answered_and_weighed():
    now = after(Sighted(Phase.ANSWER, LOADS[1]))
    assert now.page is Page.QUESTION
    now, effects = step(now, Reply("cone"), RULES)
    assert effects == (Tell(Replied("b", 0, "tip", "cone")),)
    assert step(now, Reply("die"), RULES)[1] == (), "one answer is enough"
    weighed = replace(LOADS[1], parts=(SCREW, COIN))
    assert after(Sighted(Phase.ANSWER, weighed), state=now).page is Page.ANSWER
    again = replace(LOADS[1], parts=(replace(ASKED, ask="head", options=("pan", "flat")), COIN))
    assert after(Sighted(Phase.ANSWER, again), state=now).page is Page.QUESTION


def test_whoever_cannot_tell_sees_the_answer_and_is_not_asked_again():
    now = after(Sighted(Phase.ANSWER, LOADS[1]), Skip(), Sighted(Phase.HAND), Sighted(Phase.ANSWER, LOADS[1]))
    assert now.page is Page.ANSWER


def test_several_parts_are_chosen_from():
    now = after(Sighted(Phase.ANSWER, LOADS[2]))
    assert now.page is Page.CHOOSE
    assert after(Pick(2), state=now).page is Page.CHOOSE, "what was refused has no page"
    now = after(Pick(1), state=now)
    assert (now.page, now.part) == (Page.QUESTION, 1)
    assert after(Back(), state=now).page is Page.CHOOSE


def test_an_alternative_is_chosen_and_kept():
    now, effects = step(after(Sighted(Phase.ANSWER, LOADS[0]), Go(Page.ALTERNATIVES)), Choose("2"), RULES)
    assert (now.page, now.sku) == (Page.ANSWER, "2")
    assert effects == (Tell(Chose("a", 0, "2")),)
    now, effects = step(after(Go(Page.LABEL), state=now), Print(), RULES)
    assert effects == (PrintLabel(0, "2"),)
    assert after(Printed(False), state=now).printed == "failed"


def test_none_of_these_is_kept_for_the_buyer():
    now, effects = step(after(Sighted(Phase.ANSWER, LOADS[0])), NoneOfThese(), RULES)
    assert now.page is Page.NONE
    assert effects == (Tell(NoneOfTheseSaid("a", 0)),)


@pytest.mark.parametrize(
    ("refused", "problem"),
    [
        (Refused.TOUCHES_BORDER, Problem.AT_THE_EDGE),
        (Refused.OVERLAPPING, Problem.TOUCHING),
        (Refused.STANDING, Problem.STANDING),
        (Refused.BLURRED, Problem.BLURRED),
        (Refused.NOT_A_FASTENER, Problem.NOT_A_SCREW),
        (Refused.TOO_SMALL, Problem.DIRTY),
    ],
)
def test_each_refusal_has_a_page(refused, problem):
    now = after(Sighted(Phase.REFUSED, Load(9, "i", (PartSeen(refused=refused),))))
    assert (now.page, now.problem) == (Page.PROBLEM, problem)


def test_too_many_parts_are_a_problem_of_their_own():
    assert after(Sighted(Phase.ANSWER, LOADS[6])).problem is Problem.TOO_MANY


def test_a_camera_that_comes_back_brings_the_answer_back():
    now = after(Sighted(Phase.ANSWER, LOADS[0]), Sighted(Phase.FAULT, None, "camera"))
    assert (now.page, now.problem) == (Page.PROBLEM, Problem.CAMERA)
    assert after(Tick(1000.0), Tick(2000.0), state=now).page is Page.PROBLEM, "a fault does not time out"
    assert after(Sighted(Phase.ANSWER, LOADS[0]), state=now).page is Page.ANSWER


def test_time_runs_out_with_a_warning_and_the_next_customer_finds_nothing():
    french = Comforted(Comfort("fr", large=True))
    now = after(Tick(0.0), Sighted(Phase.ANSWER, LOADS[0]), french, Tick(59.0))
    assert now.warned_s is None
    now = after(Tick(60.0), state=now)
    assert seconds_left(now, RULES) == 20
    assert after(MoreTime(), Tick(61.0), state=now).warned_s is None
    now = after(Tick(79.9), state=now)
    assert now.page is Page.ANSWER
    now = after(Tick(80.0), state=now)
    assert (now.page, now.comfort, now.load, now.dismissed) == (Page.INVITE, Comfort(), None, 1)
    now = after(Sighted(Phase.HAND), Sighted(Phase.ANSWER, LOADS[0]), state=now)
    assert now.page is Page.INVITE, "the same old load is nobody's any more"
    assert after(ShowAgain(), state=now).page is Page.ANSWER
    assert after(Sighted(Phase.EMPTY), Sighted(Phase.ANSWER, LOADS[4]), state=now).page is Page.ANSWER


def test_an_empty_counter_invites_then_attracts_then_goes_dark_and_any_touch_wakes_it():
    now = after(Tick(0.0), Sighted(Phase.EMPTY), Tick(44.0))
    assert now.page is Page.INVITE
    now = after(Tick(45.0), state=now)
    assert now.page is Page.ATTRACT
    assert after(Touched(), state=now).page is Page.INVITE
    now = after(Tick(45.0 + 900.0), state=now)
    assert now.page is Page.SAVER
    assert after(Touched(), state=now).page is Page.INVITE
    assert after(Sighted(Phase.HAND), state=now).page is Page.LOOKING


def test_a_hand_over_the_tray_counts_as_somebody_there():
    now = after(Tick(0.0), Sighted(Phase.ANSWER, LOADS[0]), Tick(65.0))
    assert now.warned_s is not None
    assert after(Sighted(Phase.HAND), Tick(66.0), state=now).warned_s is None


def test_staff_come_in_and_leave_a_fresh_screen():
    now, effects = step(after(Sighted(Phase.ANSWER, LOADS[0])), Knock(), RULES)
    assert (now.page, effects) == (Page.STAFF, (OpenStaff(),))
    assert after(Sighted(Phase.ANSWER, LOADS[4]), Tick(5000.0), state=now).page is Page.STAFF
    assert after(LeftStaff(), state=now).page is Page.INVITE


def test_pages_are_read_aloud_where_that_was_asked_for():
    spoken = Comforted(Comfort(speech=True))
    now, effects = step(after(Sighted(Phase.EMPTY)), spoken, RULES)
    assert effects == (Speak(),)
    assert step(now, Sighted(Phase.ANSWER, LOADS[0]), RULES)[1] == (Speak(),)
    assert step(now, Tick(1.0), RULES)[1] == ()
    assert step(now, Comforted(Comfort()), RULES)[1] == (Hush(),)
    assert step(after(Sighted(Phase.EMPTY)), Sighted(Phase.ANSWER, LOADS[0]), RULES)[1] == ()


def test_all_events_are_tried():
    kinds = set(events.Event.__args__)
    assert kinds == {type(event) for event in EVENTS}
