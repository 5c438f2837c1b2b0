"""What the staff's pages need of the counter besides its station; whoever starts the screen hands it over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appliance.screen.staff.events import Examined
from appliance.screen.staff.records import PastScan, Wish


class ServiceRefused(Exception):
    """Something that was asked for does not work just now; the message is one plain sentence for the technician."""


@dataclass(frozen=True)
class Services:
    """All of them may be called from any thread, may take their time, and raise ServiceRefused.

    Attributes
    ----------
    scans : the newest scans of the journal, at most so many, newest first
    picture : a part of a scan as a JPEG file; None where none was kept
    wishes : what customers wanted and did not find
    is_kept : whether staff's word is in the journal: (scan, parts, sku)
    examine : the counter's health, one check after the other
    reload : match and measure by the catalog, the lessons and the calibration as they are on disk now
    power_off : switch the machine off; None where that cannot be done here
    brighten : set the display's own light, per cent; False where it has none that can be set
    """

    scans: Callable[[int], tuple[PastScan, ...]]
    picture: Callable[[str, int], bytes | None]
    wishes: Callable[[], tuple[Wish, ...]]
    is_kept: Callable[[str, tuple[int, ...], str], bool]
    examine: Callable[[], Iterator[Examined]]
    reload: Callable[[], None]
    power_off: Callable[[], None] | None = None
    brighten: Callable[[int], bool] = lambda percent: False  # noqa: ARG005 - without a display's light
