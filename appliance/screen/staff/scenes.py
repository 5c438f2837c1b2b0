"""Every page of the staff's side, by name, for pictures and tests."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from appliance.screen.kiosk import Kiosk
    from appliance.screen.understudy import Understudy


def scenes() -> "dict[str, Callable[[Kiosk, Understudy], None]]":
    """Name of the page -> what brings a kiosk there."""
    return {}
