"""The words of the screen's machine: pages, what can happen, what is to be done. No Qt."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.messages import Message, Phase
from appliance.reading import Kind, Refused

LANGUAGES = ("en", "es", "fr")


class Page(StrEnum):
    """What is on the screen; each has a QML file of that name."""

    STARTING = "starting"
    SAVER = "saver"  # dark, against burn-in
    ATTRACT = "attract"  # nobody is here
    INVITE = "invite"  # lay one screw down
    LOOKING = "looking"  # what the camera sees
    CHOOSE = "choose"  # several parts: which one?
    QUESTION = "question"
    ANSWER = "answer"
    ALTERNATIVES = "alternatives"
    FITS = "fits"
    WAY = "way"
    LABEL = "label"
    NONE = "none"  # none of these: kept for the buyer
    PROBLEM = "problem"  # says what to do
    STAFF = "staff"  # the staff's own machine takes over


OF_A_PART = (Page.QUESTION, Page.ANSWER, Page.ALTERNATIVES, Page.FITS, Page.WAY, Page.LABEL, Page.NONE)
OF_A_LOAD = (Page.CHOOSE, *OF_A_PART)
NOBODY_THERE = (Page.STARTING, Page.SAVER, Page.ATTRACT)


class Problem(StrEnum):
    """Which friendly page is shown instead of an answer."""

    HAND = "hand"
    TOO_MANY = "too_many"
    NOT_A_SCREW = "not_a_screw"
    AT_THE_EDGE = "at_the_edge"
    TOUCHING = "touching"
    STANDING = "standing"
    BLURRED = "blurred"
    DIRTY = "dirty"
    CAMERA = "camera"
    LIGHT = "light"
    BROKEN = "broken"


@dataclass(frozen=True)
class Comfort:
    """How this customer likes the screen; gone with the customer.

    Attributes
    ----------
    reach : everything to touch is low on the screen
    """

    language: str = "en"
    large: bool = False
    contrast: bool = False
    reach: bool = False
    speech: bool = False


@dataclass(frozen=True)
class PartSeen:
    """What of a part decides which pages there are.

    Attributes
    ----------
    skus : its matches, likeliest first
    ask : what would be worth asking, None where nothing is
    """

    kind: Kind = Kind.FASTENER
    refused: Refused | None = None
    skus: tuple[str, ...] = ()
    ask: str | None = None
    options: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether there is an answer for it."""
        return self.kind is Kind.FASTENER and self.refused is None


@dataclass(frozen=True)
class Load:
    """What was laid down at one time.

    Attributes
    ----------
    key : tells one load from another
    scan : its id in the journal, None where it could not be kept
    """

    key: int
    scan: str | None
    parts: tuple[PartSeen, ...]

    @property
    def told(self) -> tuple[int, ...]:
        """Parts with an answer."""
        return tuple(i for i, part in enumerate(self.parts) if part.is_told)

    @property
    def things(self) -> tuple[int, ...]:
        """Everything but coins, which lie there for scale."""
        return tuple(i for i, part in enumerate(self.parts) if part.kind is not Kind.COIN)


# What happens ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sighted:
    """The station has news.

    Attributes
    ----------
    trouble : `camera`, `light` or `broken` where the phase is FAULT or nothing was made of the pictures
    """

    phase: Phase
    load: Load | None = None
    trouble: str | None = None


@dataclass(frozen=True)
class Tick:
    """Time passes; about twice a second."""

    now_s: float


@dataclass(frozen=True)
class Touched:
    """Somebody touched the screen, wherever."""


@dataclass(frozen=True)
class Pick:
    """This part of several."""

    part: int


@dataclass(frozen=True)
class Choose:
    """My part is this product."""

    sku: str


@dataclass(frozen=True)
class Reply:
    """The part looks like this."""

    option: str


@dataclass(frozen=True)
class Skip:
    """I cannot tell."""


@dataclass(frozen=True)
class Go:
    """Show another page of the same part."""

    page: Page


@dataclass(frozen=True)
class Back:
    """One step back."""


@dataclass(frozen=True)
class NoneOfThese:
    """No product listed is right."""


@dataclass(frozen=True)
class Print:
    """Print the label."""


@dataclass(frozen=True)
class Printed:
    """What came of printing."""

    ok: bool


@dataclass(frozen=True)
class Comforted:
    """Language, text size and the like as the customer likes them."""

    comfort: Comfort


@dataclass(frozen=True)
class Panel:
    """Open or close the choice of language, text size and the like."""

    shown: bool


@dataclass(frozen=True)
class MoreTime:
    """I am still here."""


@dataclass(frozen=True)
class StartOver:
    """From the beginning, for somebody else."""


@dataclass(frozen=True)
class ShowAgain:
    """Show the answer of what still lies there."""


@dataclass(frozen=True)
class Knock:
    """A member of staff wants to be let in."""


@dataclass(frozen=True)
class LeftStaff:
    """Staff are done, or were away for too long."""


Event = (
    Sighted
    | Tick
    | Touched
    | Pick
    | Choose
    | Reply
    | Skip
    | Go
    | Back
    | NoneOfThese
    | Print
    | Printed
    | Comforted
    | Panel
    | MoreTime
    | StartOver
    | ShowAgain
    | Knock
    | LeftStaff
)


# What is to be done ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tell:
    """Post this to the station."""

    message: Message


@dataclass(frozen=True)
class PrintLabel:
    """Print the label of this product for this part."""

    part: int
    sku: str


@dataclass(frozen=True)
class Speak:
    """Say aloud what the page says."""


@dataclass(frozen=True)
class Hush:
    """Be silent."""


@dataclass(frozen=True)
class OpenStaff:
    """Start the staff's machine at its door."""


Effect = Tell | PrintLabel | Speak | Hush | OpenStaff
