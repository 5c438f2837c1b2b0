"""What the screen needs of the counter behind it; whoever starts the screen hands it over once the counter stands."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from appliance.catalog.places import Floor
from appliance.messages import Message, Snapshot
from appliance.screen.staff.services import Services
from appliance.settings import Places
from appliance.settings_keys import Settings
from drivers.contracts import Label
from drivers.frame import Frame


class StationSeen(Protocol):
    """The station as the screen sees it; all three from any thread."""

    @property
    def snapshot(self) -> Snapshot:
        """How things stand."""

    @property
    def preview(self) -> Frame | None:
        """The newest picture of the tray."""

    def post(self, message: Message) -> None:
        """Tell it something."""


@dataclass(frozen=True)
class Backstage:
    """The counter behind the screen.

    Attributes
    ----------
    places : calibration, catalog and journal
    floor : where the bays are; None where the store has no map
    beat : to be called once a really drawn frame; the watchdog waits for it
    print_label : prints one label and raises DeviceFault where it cannot; called in a thread of its own; None where
        there is no printer
    pictures : folder of product pictures, SKU.jpg or SKU.png
    staff : what only the staff's pages need; None where there are none of these
    """

    settings: Settings
    places: Places
    station: StationSeen
    beat: Callable[[], None]
    floor: Floor | None = None
    print_label: Callable[[Label], None] | None = None
    pictures: Path | None = None
    staff: Services | None = None
