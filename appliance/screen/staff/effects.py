"""What the staff's machine asks for; `office.py` does it. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from appliance.catalog.product import Product
from appliance.catalog.taught import Lesson, Sample
from appliance.reading import Reading


@dataclass(frozen=True)
class AskDoor:
    """See whether there is a PIN."""


@dataclass(frozen=True)
class CheckPin:
    """Try this PIN."""

    pin: str = field(repr=False)


@dataclass(frozen=True)
class SetPin:
    """Make this the PIN."""

    pin: str = field(repr=False)


@dataclass(frozen=True)
class Look:
    """Find products by text."""

    query: str


@dataclass(frozen=True)
class OpenDrawer:
    """Find what belongs into the drawer of this product."""

    product: Product


@dataclass(frozen=True)
class Keep:
    """Tell the station what parts of a scan are, by staff's word."""

    scan: str
    parts: tuple[int, ...]
    sku: str
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class TakeSample:
    """Make a sample for this product of what lies on the tray."""

    reading: Reading
    product: Product | None
    earlier: tuple[Sample, ...]


@dataclass(frozen=True)
class KeepLesson:
    """Keep what was taught, and match with it from now on."""

    lesson: Lesson


@dataclass(frozen=True)
class ReadJournal:
    """Read the newest scans."""


@dataclass(frozen=True)
class ReadDemand:
    """Read what customers wanted."""


@dataclass(frozen=True)
class Examine:
    """Check the counter's health."""


@dataclass(frozen=True)
class Calibrate:
    """A step of the calibration: `begin`, `take`, `undo`, `skip`, `save` or `end`."""

    step: str


@dataclass(frozen=True)
class Choose:
    """Keep this setting."""

    name: str
    value: Any


@dataclass(frozen=True)
class PowerOff:
    """Switch the machine off."""


@dataclass(frozen=True)
class Close:
    """Give the screen back to customers."""


Effect = (
    AskDoor | CheckPin | SetPin | Look | OpenDrawer | Keep | TakeSample | KeepLesson | ReadJournal | ReadDemand
    | Examine | Calibrate | Choose | PowerOff | Close
)  # fmt: skip
