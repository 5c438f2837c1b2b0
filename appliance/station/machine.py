"""What the station is at, and what follows from what it sees: a pure function, without clock, thread or device."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import assert_never

from appliance.messages import LookAgain, Phase

_EARLY_S = 0.02  # a preview comes a little early or late; waiting for the next one would cost a tenth of a second


class Sight(Enum):
    """What a preview shows."""

    EMPTY = auto()
    HAND = auto()
    MOVING = auto()
    STILL = auto()


@dataclass(frozen=True)
class Seen:
    """A preview came.

    Attributes
    ----------
    quiet_s : for how long nothing has moved
    unchanged : whether it is what was photographed last
    """

    sight: Sight
    quiet_s: float = 0.0
    unchanged: bool = False


class Outcome(Enum):
    """What came of looking."""

    ANSWERED = auto()
    REFUSED = auto()  # every part was, or there was no use in the picture
    BLURRED = auto()  # worth another photograph
    DISTURBED = auto()  # the tray changed while it was photographed
    NOTHING = auto()  # what the preview saw is no thing: dirt


@dataclass(frozen=True)
class Broken:
    """A device failed."""


Event = Seen | Outcome | Broken | LookAgain


class Act(Enum):
    """What is to be done now."""

    REST = auto()
    LOOK = auto()  # photograph and identify
    LEARN = auto()  # what lies there belongs to the empty tray


@dataclass(frozen=True)
class Rules:
    """How patient the station is.

    Attributes
    ----------
    still_s : how long things must lie still before they are photographed
    retakes : how often a blurred photograph is taken again
    """

    still_s: float = 0.2
    retakes: int = 2


@dataclass(frozen=True)
class Situation:
    """Where the station stands.

    Attributes
    ----------
    shown : ANSWER or REFUSED where the result of the last look is still on show
    retaken : how many photographs of what lies there were blurred
    """

    phase: Phase = Phase.EMPTY
    shown: Phase | None = None
    retaken: int = 0


def step(now: Situation, event: Event, rules: Rules) -> tuple[Situation, Act]:
    """Where the station stands after an event, and what it is to do."""
    match event:
        case Seen():
            return _seen(now, event, rules)
        case Outcome():
            return _looked(now, event, rules)
        case Broken():
            return replace(now, phase=Phase.FAULT, retaken=0), Act.REST
        case LookAgain():
            if now.phase in (Phase.ANSWER, Phase.REFUSED):
                return Situation(Phase.LOOKING), Act.LOOK
            return now, Act.REST
        case _:
            assert_never(event)


def _seen(now: Situation, seen: Seen, rules: Rules) -> tuple[Situation, Act]:
    match seen.sight:
        case Sight.EMPTY:
            return Situation(), Act.REST
        case Sight.HAND:
            return Situation(Phase.HAND, now.shown), Act.REST
        case Sight.MOVING:
            return Situation(Phase.MOVING, now.shown), Act.REST
        case Sight.STILL:
            if now.shown is not None and seen.unchanged:
                return Situation(now.shown, now.shown), Act.REST
            if seen.quiet_s + _EARLY_S >= rules.still_s:
                return Situation(Phase.LOOKING), Act.LOOK
            return Situation(Phase.STILL, now.shown), Act.REST
        case _:
            assert_never(seen.sight)


def _looked(now: Situation, outcome: Outcome, rules: Rules) -> tuple[Situation, Act]:
    if now.phase is not Phase.LOOKING:
        return now, Act.REST  # nobody waits for it any more
    match outcome:
        case Outcome.ANSWERED:
            return Situation(Phase.ANSWER, Phase.ANSWER), Act.REST
        case Outcome.BLURRED if now.retaken < rules.retakes:
            return Situation(Phase.LOOKING, retaken=now.retaken + 1), Act.LOOK
        case Outcome.REFUSED | Outcome.BLURRED:
            return Situation(Phase.REFUSED, Phase.REFUSED), Act.REST
        case Outcome.DISTURBED:
            return Situation(Phase.MOVING), Act.REST
        case Outcome.NOTHING:
            return Situation(), Act.LEARN
        case _:
            assert_never(outcome)
