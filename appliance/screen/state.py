"""What the screen shows and what follows from a touch: a pure function, without Qt, clock or station.

`step(state, event, rules)` gives the next state and what is to be done; `bridge.py` carries it out.
"""

from dataclasses import dataclass, field, replace
from typing import assert_never

from appliance.messages import Chose, Phase, Replied
from appliance.messages import NoneOfThese as NoneOfTheseSaid
from appliance.reading import Refused
from appliance.screen.events import (
    NOBODY_THERE,
    OF_A_LOAD,
    OF_A_PART,
    Back,
    Choose,
    Comfort,
    Comforted,
    Effect,
    Event,
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


@dataclass(frozen=True)
class Rules:
    """How patient the screen is, seconds.

    Attributes
    ----------
    idle_s : without a touch until the customer is asked
    warning_s : from then until the next customer's turn
    attract_s : of an empty tray until the attract loop
    saver_s : of the attract loop until the screen goes dark
    most_parts : more are too many for cards
    """

    idle_s: float = 60.0
    warning_s: float = 20.0
    attract_s: float = 45.0
    saver_s: float = 900.0
    most_parts: int = 12
    comfort: Comfort = field(default_factory=Comfort)


@dataclass(frozen=True)
class State:
    """All that the customer's screen remembers.

    Attributes
    ----------
    phase, trouble : of the station, and the fault's device where it is FAULT
    load : on show; still there after the tray was emptied, so that the way can be read with the screw in hand
    present : whether the load still lies on the tray, so that the station hears what is said of it
    dismissed : key of a load that nobody wants to see any more though it lies there
    part, sku : which part and which product are shown; sku None is the best match
    skipped : parts whose question was waved away
    waiting : an answer was given and the station has not weighed it yet
    panel : whether language, text size and the like are on show
    touched_s : when somebody was last active
    warned_s : since when the time-out is announced, None where it is not
    printed : "", "printing", "done" or "failed"
    """

    page: Page = Page.STARTING
    phase: Phase = Phase.EMPTY
    trouble: str | None = None
    load: Load | None = None
    present: bool = False
    dismissed: int | None = None
    part: int | None = None
    sku: str | None = None
    skipped: frozenset[int] = frozenset()
    waiting: bool = False
    problem: Problem | None = None
    comfort: Comfort = field(default_factory=Comfort)
    panel: bool = False
    touched_s: float = 0.0
    now_s: float = 0.0
    warned_s: float | None = None
    printed: str = ""

    @property
    def seen(self) -> PartSeen | None:
        """The part that is shown."""
        return None if self.load is None or self.part is None else self.load.parts[self.part]


Step = tuple[State, tuple[Effect, ...]]


def opened(rules: Rules, now_s: float = 0.0) -> State:
    """The state at the start."""
    return State(comfort=rules.comfort, touched_s=now_s, now_s=now_s)


def fresh(now: State, rules: Rules) -> State:
    """For the next customer: nothing remembered but how the station stands."""
    lies = now.load.key if now.load is not None and now.present else now.dismissed
    page = Page.PROBLEM if now.phase is Phase.FAULT else Page.INVITE
    problem = now.problem or _OF_TROUBLE.get(now.trouble or "", Problem.BROKEN) if page is Page.PROBLEM else None
    return State(
        page=page,
        phase=now.phase,
        trouble=now.trouble,
        problem=problem,
        dismissed=lies,
        comfort=rules.comfort,
        touched_s=now.now_s,
        now_s=now.now_s,
    )


def step(now: State, event: Event, rules: Rules) -> Step:
    """What the screen shows after an event, and what is to be done."""
    after, effects = _follow(now, event, rules)
    if not isinstance(event, Tick | Sighted | Printed):
        after = replace(after, touched_s=after.now_s, warned_s=None)
    moved = (after.page, after.part, after.sku, after.comfort) != (now.page, now.part, now.sku, now.comfort)
    if moved and after.comfort.speech:
        effects = (*effects, Speak())
    elif now.comfort.speech and not after.comfort.speech:
        effects = (*effects, Hush())
    return after, effects


def _follow(now: State, event: Event, rules: Rules) -> Step:
    match event:
        case Sighted():
            return _sighted(now, event, rules), ()
        case Tick():
            return _ticked(replace(now, now_s=event.now_s), rules), ()
        case Touched():
            return (replace(now, page=Page.INVITE) if now.page in (Page.SAVER, Page.ATTRACT) else now), ()
        case MoreTime():
            return now, ()
        case StartOver():
            return fresh(now, rules), ()
        case Comforted():
            return replace(now, comfort=event.comfort), ()
        case Panel():
            return replace(now, panel=event.shown and now.page is not Page.STARTING), ()
        case Knock():
            if now.page in (Page.STARTING, Page.STAFF):
                return now, ()
            return replace(now, page=Page.STAFF, panel=False), (OpenStaff(),)
        case LeftStaff():
            return (fresh(now, rules) if now.page is Page.STAFF else now), ()
        case Printed():
            return replace(now, printed=("done" if event.ok else "failed") if now.page is Page.LABEL else ""), ()
        case ShowAgain():
            if now.page is Page.INVITE and now.load is not None and now.load.key == now.dismissed:
                return _shown(replace(now, dismissed=None), now.load, rules), ()
            return now, ()
        case Pick() | Choose() | Reply() | Skip() | Go() | Back() | NoneOfThese() | Print():
            return _asked(now, event, rules) if now.page in OF_A_LOAD else (now, ())
        case _:
            assert_never(event)


# What the station says --------------------------------------------------------------------------------------------

_OF_TROUBLE = {"camera": Problem.CAMERA, "light": Problem.LIGHT}
_OF_REFUSAL = {  # those that a customer can mend come first
    Refused.TOUCHES_BORDER: Problem.AT_THE_EDGE,
    Refused.OVERLAPPING: Problem.TOUCHING,
    Refused.STANDING: Problem.STANDING,
    Refused.BLURRED: Problem.BLURRED,
    Refused.NOT_A_FASTENER: Problem.NOT_A_SCREW,
    Refused.TOO_SMALL: Problem.DIRTY,
}


def _sighted(now: State, event: Sighted, rules: Rules) -> State:
    """The station's news: what is on show changes only where the tray's contents did."""
    active = event.phase is not now.phase and event.phase is not Phase.EMPTY
    touched_s = now.now_s if active else now.touched_s
    warned_s = None if active else now.warned_s
    now = replace(now, phase=event.phase, trouble=event.trouble, touched_s=touched_s, warned_s=warned_s)
    if now.page is Page.STAFF:
        return replace(now, load=event.load or now.load, present=event.load is not None)
    if now.page is Page.STARTING:
        now = replace(now, page=Page.INVITE)
    match event.phase:
        case Phase.FAULT:
            problem = _OF_TROUBLE.get(event.trouble or "", Problem.BROKEN)
            return replace(now, page=Page.PROBLEM, problem=problem, part=None, sku=None, waiting=False)
        case Phase.EMPTY:
            return _emptied(now)
        case Phase.HAND | Phase.MOVING | Phase.STILL | Phase.LOOKING:
            return _stirred(now)
        case Phase.ANSWER | Phase.REFUSED:
            return _answered(now, event, rules)
        case _:
            assert_never(event.phase)


def _emptied(now: State) -> State:
    """Nothing lies there; an answer stays, for the screw is in somebody's hand and the way is still to be read."""
    now = replace(now, present=False, dismissed=None, waiting=False)
    if now.page in OF_A_LOAD and now.page is not Page.CHOOSE:
        return now if now.page is not Page.QUESTION else replace(now, page=Page.ANSWER)
    if now.page in NOBODY_THERE:
        return now
    return replace(now, page=Page.INVITE, load=None, part=None, sku=None, problem=None)


def _stirred(now: State) -> State:
    """Something happens over the tray."""
    if now.page in OF_A_LOAD and (now.present or now.phase in (Phase.HAND, Phase.MOVING)):
        if now.present and now.phase in (Phase.STILL, Phase.LOOKING):
            return replace(now, page=Page.LOOKING, present=False, part=None, sku=None)  # it is another load by now
        return now
    if now.page is Page.INVITE and now.dismissed is not None and now.phase in (Phase.HAND, Phase.MOVING):
        return now
    problem = Problem.HAND if now.phase is Phase.HAND else None
    return replace(now, page=Page.LOOKING, problem=problem, present=False, part=None, sku=None)


def _answered(now: State, event: Sighted, rules: Rules) -> State:
    load = event.load
    if load is None:
        problem = _OF_TROUBLE.get(event.trouble or "", Problem.BROKEN)
        return replace(now, page=Page.PROBLEM, problem=problem, load=None, present=False, part=None, sku=None)
    if load.key == now.dismissed:
        return replace(now, page=now.page if now.page in NOBODY_THERE else Page.INVITE, load=load, present=True)
    if now.load is not None and now.load.key == load.key and now.page in OF_A_LOAD:
        return _weighed_again(replace(now, present=True), load)
    return _shown(now, load, rules)


def _shown(now: State, load: Load, rules: Rules) -> State:
    """A load that is new to this customer."""
    now = replace(
        now, load=load, present=True, part=None, sku=None, skipped=frozenset(), waiting=False, problem=None,
        dismissed=None, printed="",
    )  # fmt: skip
    if len(load.things) > rules.most_parts:
        return replace(now, page=Page.PROBLEM, problem=Problem.TOO_MANY)
    if not load.told:
        return replace(now, page=Page.PROBLEM, problem=_worst(load))
    if len(load.things) > 1:
        return replace(now, page=Page.CHOOSE)
    return _of_part(now, load.told[0])


def _worst(load: Load) -> Problem:
    reasons = [load.parts[i].refused for i in load.things]
    for reason, problem in _OF_REFUSAL.items():
        if reason in reasons:
            return problem
    return Problem.NOT_A_SCREW


def _of_part(now: State, part: int) -> State:
    """A part's first page: the question where one is worth asking, else the answer."""
    assert now.load is not None
    asks = now.load.parts[part].ask is not None and now.present and now.load.scan is not None
    page = Page.QUESTION if asks and part not in now.skipped else Page.ANSWER
    return replace(now, page=page, part=part, sku=None, waiting=False, printed="")


def _weighed_again(now: State, load: Load) -> State:
    """The same load, of which something was said meanwhile."""
    now = replace(now, load=load)
    if now.waiting and now.page is Page.QUESTION and now.part is not None:
        return _of_part(now, now.part)
    return now


# What a customer asks for -----------------------------------------------------------------------------------------

_Asked = Pick | Choose | Reply | Skip | Go | Back | NoneOfThese | Print


def _asked(now: State, event: _Asked, rules: Rules) -> Step:
    load, seen = now.load, now.seen
    if load is None:
        return now, ()
    if isinstance(event, Pick):
        return (_of_part(now, event.part) if event.part in load.told else now), ()
    if seen is None or now.part is None:
        return (fresh(now, rules) if isinstance(event, Back) else now), ()
    scan = load.scan if now.present else None
    match event:
        case Reply() if now.page is Page.QUESTION and event.option in seen.options and seen.ask and not now.waiting:
            if scan is None:
                return replace(now, page=Page.ANSWER), ()
            return replace(now, waiting=True), (Tell(Replied(scan, now.part, seen.ask, event.option)),)
        case Skip() if now.page is Page.QUESTION:
            return replace(now, page=Page.ANSWER, skipped=now.skipped | {now.part}, waiting=False), ()
        case Choose() if event.sku in seen.skus:
            told = () if scan is None else (Tell(Chose(scan, now.part, event.sku)),)
            return replace(now, page=Page.ANSWER, sku=event.sku), told
        case NoneOfThese() if now.page in (Page.ANSWER, Page.ALTERNATIVES):
            told_none = () if scan is None else (Tell(NoneOfTheseSaid(scan, now.part)),)
            return replace(now, page=Page.NONE), told_none
        case Print() if now.page is Page.LABEL and now.printed != "printing":
            sku = now.sku or (seen.skus[0] if seen.skus else None)
            return (now, ()) if sku is None else (replace(now, printed="printing"), (PrintLabel(now.part, sku),))
        case Go():
            return _gone_to(now, event.page, seen), ()
        case Back():
            return _back(now, load, rules), ()
    return now, ()


def _gone_to(now: State, page: Page, seen: PartSeen) -> State:
    needs_product = page in (Page.WAY, Page.LABEL, Page.ALTERNATIVES)
    if page not in OF_A_PART or page in (Page.QUESTION, Page.NONE) or (needs_product and not seen.skus):
        return now
    return replace(now, page=page, printed="")


def _back(now: State, load: Load, rules: Rules) -> State:
    if now.page in (Page.WAY, Page.LABEL, Page.FITS, Page.ALTERNATIVES, Page.NONE):
        return replace(now, page=Page.ANSWER, printed="")
    if len(load.things) > 1:
        return replace(now, page=Page.CHOOSE, part=None, sku=None, waiting=False)
    return fresh(now, rules)


# Time -------------------------------------------------------------------------------------------------------------


def _ticked(now: State, rules: Rules) -> State:
    away_s = now.now_s - now.touched_s
    if now.page is Page.STAFF or now.page is Page.STARTING:
        return now  # staff have a clock of their own
    if now.page is Page.SAVER:
        return now
    if now.page is Page.ATTRACT:
        return replace(now, page=Page.SAVER) if away_s >= rules.saver_s else now
    if now.page in OF_A_LOAD or now.panel or now.comfort != rules.comfort or _refused(now):
        return _running_out(now, away_s, rules)
    if now.page is Page.INVITE and away_s >= rules.attract_s:
        return replace(now, page=Page.ATTRACT, touched_s=now.now_s)
    return now


def _refused(now: State) -> bool:
    """Whether a refusal is on show, which goes away with whoever laid that down; a fault stays until it is mended."""
    return now.page is Page.PROBLEM and now.phase is not Phase.FAULT


def _running_out(now: State, away_s: float, rules: Rules) -> State:
    if now.warned_s is None:
        return replace(now, warned_s=now.now_s) if away_s >= rules.idle_s else now
    return fresh(now, rules) if now.now_s - now.warned_s >= rules.warning_s else now


def seconds_left(now: State, rules: Rules) -> int | None:
    """Of the announced time-out; None where none is announced."""
    return None if now.warned_s is None else max(0, round(rules.warning_s - (now.now_s - now.warned_s)))
