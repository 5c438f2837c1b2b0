"""The words of the staff's machine: its pages, and what can happen. No Qt."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from appliance.catalog.product import Product
from appliance.catalog.taught import Sample
from appliance.messages import Answer
from appliance.reading import Difference
from appliance.screen.staff.calibrating import Stage
from appliance.screen.staff.pin import Checked
from appliance.screen.staff.records import PastScan, Wish
from appliance.settings_keys import Settings


class Page(StrEnum):
    """What is on the screen; each has a QML file of that name."""

    CLOSED = "closed"  # the customer's pages show
    DOOR = "door"
    NEW_PIN = "new_pin"
    DESK = "desk"
    RETURNS = "returns"
    CORRECT = "correct"  # what a returned part is instead
    AUDIT = "audit"
    FIND = "find"
    PRODUCT = "product"
    ENTRY = "entry"  # something is typed into fields
    TEACH = "teach"
    SCANS = "scans"
    SCAN = "scan"
    WANTED = "wanted"
    HEALTH = "health"
    CALIBRATION = "calibration"
    SETTINGS = "settings"
    SHUTDOWN = "shutdown"


OUTSIDE = (Page.CLOSED, Page.DOOR)
"""Where nobody is signed in; `NEW_PIN` is outside, too, as long as there is no PIN yet."""


class Purpose(StrEnum):
    """What a product is looked for for."""

    LOOK = "look"
    RETURN = "return"
    SCAN = "scan"
    TEACH = "teach"
    AUDIT = "audit"


# What somebody touches --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Knock:
    """A member of staff wants to be let in."""


@dataclass(frozen=True)
class Leave:
    """Close the staff's pages, from wherever."""


@dataclass(frozen=True)
class Back:
    """One step back."""


@dataclass(frozen=True)
class Go:
    """Open a page from the desk or the settings."""

    page: Page


@dataclass(frozen=True)
class Key:
    """A key of a keypad."""

    text: str


@dataclass(frozen=True)
class Erase:
    """The key that takes one character back; all of them where `all`."""

    all: bool = False


@dataclass(frozen=True)
class Enter:
    """What was typed is complete."""


@dataclass(frozen=True)
class Select:
    """This one of the list."""

    at: int


@dataclass(frozen=True)
class Confirm:
    """Yes, that is it: one of the list, or all that are still open."""

    at: int | None = None


@dataclass(frozen=True)
class Correct:
    """No, it is something else."""

    at: int


@dataclass(frozen=True)
class Split:
    """The parts of this row are not all the same."""


@dataclass(frozen=True)
class SetAside:
    """It is no product of ours."""


@dataclass(frozen=True)
class Search:
    """Look for a product by text instead."""


@dataclass(frozen=True)
class Again:
    """Once more, from the beginning."""


@dataclass(frozen=True)
class Next:
    """Done as asked: go on."""


@dataclass(frozen=True)
class Undo:
    """Take the last step back."""


@dataclass(frozen=True)
class Skip:
    """Leave this step out."""


@dataclass(frozen=True)
class Yes:
    """Do it."""


@dataclass(frozen=True)
class Put:
    """Set a key of the settings to this."""

    name: str
    value: Any


@dataclass(frozen=True)
class Stay:
    """I am still here."""


# What happens meanwhile -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tick:
    """Time passes; about twice a second."""

    now_s: float


@dataclass(frozen=True, eq=False)
class Laid:
    """The station shows this answer; None where nothing lies there, or not at rest.

    Attributes
    ----------
    blind : camera or lamps do not work just now
    """

    answer: Answer | None
    blind: bool = False


@dataclass(frozen=True)
class AtDoor:
    """Whether there is a PIN, and how long none is looked at."""

    has_pin: bool
    wait_s: float


@dataclass(frozen=True)
class Tried:
    """What came of a PIN."""

    checked: Checked


@dataclass(frozen=True)
class PinKept:
    """The new PIN rules."""


@dataclass(frozen=True)
class Found:
    """Products for a text."""

    query: str
    products: tuple[Product, ...]


@dataclass(frozen=True)
class InDrawer:
    """The products that belong into the same drawer as one of them."""

    product: Product
    skus: frozenset[str]


@dataclass(frozen=True)
class Kept:
    """Staff's word is on disk."""

    scan: str
    parts: tuple[int, ...]
    sku: str


@dataclass(frozen=True)
class Sampled:
    """The part on the tray is a sample."""

    sample: Sample


@dataclass(frozen=True)
class NotSampled:
    """The part on the tray is no sample.

    Attributes
    ----------
    why : `nothing`, `several`, `refused`, `unmeasured`, `unlike` (the samples before) or `contradicts` (its name)
    differs : in what it contradicts
    sample : the one that contradicts, to be taken even so
    """

    why: str
    differs: tuple[Difference, ...] = ()
    sample: Sample | None = None


@dataclass(frozen=True)
class Taught:
    """The lesson is on disk; so many samples are known now."""

    samples: int


@dataclass(frozen=True)
class ReadScans:
    """The newest scans of the journal."""

    scans: tuple[PastScan, ...]


@dataclass(frozen=True)
class ReadWanted:
    """What customers wanted and did not find."""

    wishes: tuple[Wish, ...]


@dataclass(frozen=True)
class Examined:
    """One check of the counter's health."""

    check: str
    state: str
    says: str
    do: str


@dataclass(frozen=True)
class AllExamined:
    """There are no more checks."""


@dataclass(frozen=True)
class Calibrated:
    """How far the calibration has come."""

    stage: Stage


@dataclass(frozen=True)
class Settled:
    """The settings in force from now on.

    Attributes
    ----------
    dim : how much is to be drawn darker, 0 to 1, where the display's own light cannot be set
    """

    settings: Settings
    dim: float = 0.0


@dataclass(frozen=True)
class GoingDown:
    """The machine switches itself off."""


@dataclass(frozen=True)
class Failed:
    """Something that was asked for did not work out.

    Attributes
    ----------
    what : to choose words by
    says : the refusal's own sentence, for the technician
    """

    what: str
    says: str = ""


Touch = (
    Knock | Leave | Back | Go | Key | Erase | Enter | Select | Confirm | Correct | Split | SetAside | Search | Again
    | Next | Undo | Skip | Yes | Put | Stay
)  # fmt: skip
Happening = (
    Tick | Laid | AtDoor | Tried | PinKept | Found | InDrawer | Kept | Sampled | NotSampled | Taught | ReadScans
    | ReadWanted | Examined | AllExamined | Calibrated | Settled | GoingDown | Failed
)  # fmt: skip
Event = Touch | Happening
