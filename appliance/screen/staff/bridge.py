"""The staff's side as QML sees it: `ui.staff`."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from appliance.messages import Snapshot
from appliance.screen.backstage import Backstage

if TYPE_CHECKING:
    from appliance.screen.bridge import Ui


class Staff(QObject):
    """Behind the door: opened by a long press on the store's name, left by itself or by time-out."""

    def __init__(self, ui: "Ui") -> None:
        super().__init__()
        self._ui = ui

    def attach(self, backstage: Backstage) -> None:
        """The counter stands."""

    def open(self) -> None:
        """Somebody knocked: the door with its PIN is to be shown."""

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """The station has news."""

    def touched(self) -> None:
        """Somebody touched something; for the session's time-out."""

    def tick(self, now_s: float) -> None:
        """Time passed, about twice a second."""
