"""The staff's machine: what their pages show and what follows from a touch. A pure function, without Qt or clock.

`step(state, event, rules)` gives the next state and what is to be done; `office.py` does it. Nothing behind the door is
reached but by `Tried` with the right PIN, or by choosing the first one.
"""

from dataclasses import dataclass, field, replace

from appliance.messages import Answer
from appliance.screen.staff import audit, returns
from appliance.screen.staff.audit import Audit
from appliance.screen.staff.calibrating import Stage
from appliance.screen.staff.door import Asks, Door
from appliance.screen.staff.events import Examined, Page
from appliance.screen.staff.finding import Entry, Find
from appliance.screen.staff.lessons import Teaching
from appliance.screen.staff.records import PastScan, Wish
from appliance.screen.staff.returns import Returns
from appliance.settings_keys import Settings


@dataclass(frozen=True)
class Rules:
    """How patient the staff's pages are, seconds.

    Attributes
    ----------
    door_s : at the door without a touch, until customers have the screen again
    warning_s : from the announcement until the pages are closed
    """

    door_s: float = 30.0
    warning_s: float = 20.0


@dataclass(frozen=True)
class Past:
    """Earlier scans.

    Attributes
    ----------
    scans : newest first; None while they are read
    at, part : the one looked at
    keeping : staff's word is being written
    """

    scans: tuple[PastScan, ...] | None = None
    at: int = 0
    part: int = 0
    keeping: bool = False

    @property
    def scan(self) -> PastScan | None:
        """The one looked at."""
        return self.scans[self.at] if self.scans and self.at < len(self.scans) else None


@dataclass(frozen=True)
class Health:
    """The counter's health, as far as it was checked."""

    found: tuple[Examined, ...] = ()
    running: bool = False


@dataclass(frozen=True)
class Trouble:
    """Something did not work out.

    Attributes
    ----------
    what : to choose words by
    says : for the technician
    """

    what: str
    says: str = ""


@dataclass(frozen=True)
class State:
    """All that the staff's screen remembers; begun anew with every opening.

    Attributes
    ----------
    inside : somebody is signed in
    lying : the answer of what lies on the tray
    blind : camera or lamps do not work just now
    touched_s : when somebody was last active
    warned_s : since when the time-out is announced, None where it is not
    """

    page: Page = Page.CLOSED
    inside: bool = False
    settings: Settings = field(default_factory=Settings)
    door: Door = field(default_factory=Door)
    lying: Answer | None = None
    blind: bool = False
    returns: Returns = field(default_factory=Returns)
    audit: Audit = field(default_factory=Audit)
    find: Find = field(default_factory=Find)
    entry: Entry = field(default_factory=Entry)
    teaching: Teaching = field(default_factory=Teaching)
    past: Past = field(default_factory=Past)
    wanted: tuple[Wish, ...] | None = None
    health: Health = field(default_factory=Health)
    calibration: Stage | None = None
    calibrating: bool = False
    going_down: bool = False
    trouble: Trouble | None = None
    touched_s: float = 0.0
    now_s: float = 0.0
    warned_s: float | None = None

    @property
    def is_first(self) -> bool:
        """Whether the very first PIN is being chosen."""
        return not self.inside and self.door.asks is not Asks.PIN


def closed(now: State) -> State:
    """Nobody is here; how the tray and the settings are is not forgotten."""
    return State(settings=now.settings, lying=now.lying, blind=now.blind, now_s=now.now_s, touched_s=now.now_s)


def seconds_left(now: State, rules: Rules) -> int | None:
    """Until the pages are closed, where that is announced."""
    return None if now.warned_s is None else max(0, round(rules.warning_s - (now.now_s - now.warned_s)))


def on_tray(now: State, answer: Answer | None) -> State:
    """What lies on the tray, for the pages that need no more than that."""
    now = replace(now, lying=answer)
    match now.page:
        case Page.RETURNS:
            return replace(now, returns=returns.laid(now.returns, answer))
        case Page.AUDIT:
            return replace(now, audit=audit.laid(now.audit, answer))
        case _:
            return now
