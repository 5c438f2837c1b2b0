"""What the station's thread and the screen's tell each other: frozen snapshots one way, frozen messages the other."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from appliance.reading import Reading
from drivers.frame import Shot


class Phase(StrEnum):
    """What the counter is at."""

    EMPTY = "empty"  # nothing lies on the tray
    HAND = "hand"  # a hand is over it
    MOVING = "moving"  # something comes, goes or rolls
    STILL = "still"  # something lies there and has just come to rest
    LOOKING = "looking"  # it is being photographed and identified
    ANSWER = "answer"  # the answer is of what lies there now
    REFUSED = "refused"  # it could not be told what lies there; `says` tells what to do
    FAULT = "fault"  # camera or lamps do not work just now; tried again by itself


@dataclass(frozen=True)
class Trouble:
    """Something that does not work, said twice.

    Attributes
    ----------
    kind : the name of the fault's class, to choose words by
    """

    kind: str
    for_customer: str
    for_technician: str


@dataclass(frozen=True)
class Acknowledged:
    """Something said of a part that is on disk now."""

    part: int
    what: str
    sku: str | None = None
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Times:
    """When the steps of an answer happened, seconds of the station's clock.

    Attributes
    ----------
    rest_s : the first preview that shows it at rest
    shot_s : the photographs were asked for
    second_frame_s : the second one was exposed
    looked_s : both were here and the tray was seen unchanged
    identified_s : the reading was made; next it is kept and shown, when the snapshot's phase begins
    """

    rest_s: float
    shot_s: float
    second_frame_s: float
    looked_s: float
    identified_s: float


@dataclass(frozen=True, eq=False)
class Answer:
    """What came of a look.

    Attributes
    ----------
    scan : its id in the journal; None where it could not be kept, and nothing can be said of it then
    acknowledged : what was said of it so far
    """

    shot: Shot
    reading: Reading
    scan: str | None
    times: Times
    acknowledged: tuple[Acknowledged, ...] = ()


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that a screen needs to know of the station at one moment.

    Attributes
    ----------
    number : counts up with every change
    since_s : when the phase began, seconds of the station's clock
    says : one sentence for the customer, in English; the phase, the answer and `trouble.kind` choose other languages'
    answer : what is on show; kept while a hand is over an answered tray, until that changes or is emptied
    trouble : why the phase is FAULT, or REFUSED without an answer
    notices : what a technician should see to, while customers are served all the same
    """

    number: int
    phase: Phase
    since_s: float
    says: str = ""
    answer: Answer | None = None
    trouble: Trouble | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chose:
    """The part is this product, says the customer."""

    scan: str
    part: int
    sku: str


@dataclass(frozen=True)
class NoneOfThese:
    """No product listed is right; `words` is what was asked for, where somebody typed it."""

    scan: str
    part: int
    words: str = ""


@dataclass(frozen=True)
class Replied:
    """The answer to the question that was asked about the part."""

    scan: str
    part: int
    ask: str
    option: str


@dataclass(frozen=True)
class Corrected:
    """What the part is, by staff's word: attributes, its product, or both; of any scan that is still in the journal."""

    scan: str
    part: int
    labels: Mapping[str, str]
    sku: str | None = None


@dataclass(frozen=True)
class LookAgain:
    """Photograph what lies there once more."""


@dataclass(frozen=True)
class Rest:
    """Staff need the tray to themselves: what lies there is not looked at until `on` is False."""

    on: bool


@dataclass(frozen=True, eq=False)
class Photograph:
    """Photograph the tray as it is now, resting or not.

    Attributes
    ----------
    into : where the shot comes to, or the DeviceFault
    """

    into: Future[Shot]


Message = Chose | NoneOfThese | Replied | Corrected | LookAgain | Rest | Photograph
