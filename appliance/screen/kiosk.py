"""The kiosk's window: Qt's application, the typeface, the QML engine, and pictures of what is on the screen."""

import threading
import time
from collections.abc import Callable
from functools import cache

import shiboken6
import structlog
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtQml import QQmlError, qmlRegisterType
from PySide6.QtQuick import QQuickItem

from appliance.screen.backstage import Backstage
from appliance.screen.bridge import Ui
from appliance.screen.curtain import Curtain, application
from appliance.screen.desk import Desk, Thumbnails
from appliance.screen.preview import Preview
from appliance.screen.providers import Drawings, PartPictures
from appliance.screen.staff.pictures import PastPictures
from appliance.settings_keys import Settings

__all__ = ["Kiosk", "application"]
_TICK_MS = 500
_TICKS_A_BEAT = 4  # a frame is drawn at least so often, so that the watchdog sees the screen alive
_log = structlog.get_logger("screen")


@cache
def _register() -> None:
    """Tell QML of our own items; once a process."""
    qmlRegisterType(Preview, "Screwtray", 1, 0, "Preview")  # type: ignore[call-overload]


class Kiosk:
    """A window with the whole screen in it.

    Parameters
    ----------
    size_px : of the window
    now_s : a clock that never goes back
    still : nothing moves by itself
    desk : with a simulated tray and its drawer of parts beside the screen
    curtain : the window, where it is up already; `size_px` and `desk` are its own then
    """

    def __init__(
        self,
        settings: Settings,
        size_px: tuple[int, int] = (1280, 800),
        now_s: Callable[[], float] = time.monotonic,
        *,
        still: bool = False,
        desk: bool = False,
        curtain: Curtain | None = None,
    ) -> None:
        curtain = curtain or Curtain(size_px, desk=desk)
        self.app, self._engine, self.window = curtain.app, curtain.engine, curtain.window
        self.ui = Ui(settings, now_s, still=still)
        self.complaints: list[str] = []
        self._beat: Callable[[], None] = lambda: None
        _register()
        self._engine.warnings.connect(self._complain)
        self._engine.addImageProvider("part", PartPictures(self.ui.gallery))
        self._engine.addImageProvider("sample", Thumbnails())
        self._engine.addImageProvider("drawing", Drawings(self.ui))
        self._engine.addImageProvider("past", PastPictures(self.ui.staff_side))
        self._engine.rootContext().setContextProperty("ui", self.ui)
        if not self.window.setProperty("raised", True) or self.item("kiosk") is None:
            raise RuntimeError("\n".join(self.complaints))
        self.window.frameSwapped.connect(lambda: self._beat())
        self._ticks = 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)

    def attach(self, backstage: Backstage) -> None:
        """The counter stands."""
        self._beat = backstage.beat
        self.ui.attach(backstage)

    def lay_out(self, desk: Desk) -> None:
        """Parts to lay on the simulated tray, beside the screen."""
        self.ui.take_desk(desk)

    def run(self, *, until: threading.Event, for_s: float | None = None) -> None:
        """Show the window until it is closed, `until` is set or so many seconds have passed."""
        ends_s = None if for_s is None else time.monotonic() + for_s

        def look() -> None:  # Python's signals are heard only while Python runs: at every tick
            if until.is_set() or (ends_s is not None and time.monotonic() >= ends_s):
                self.app.quit()

        self._timer.timeout.connect(look)
        self._timer.start(_TICK_MS)
        if not until.is_set():
            self.app.exec()
        until.set()

    def close(self) -> None:
        """Take the window away."""
        self._timer.stop()
        self.window.close()
        self._engine.warnings.disconnect(self._complain)
        shiboken6.delete(self._engine)  # before what its context shows

    def settle(self, for_ms: int = 0) -> None:
        """Let Qt do what is due, at least for so long."""
        until = time.monotonic() + for_ms / 1000
        while True:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            if time.monotonic() >= until:
                return

    def resize(self, size_px: tuple[int, int]) -> None:
        """Another window size."""
        self.window.resize(*size_px)
        self.settle()

    def picture(self) -> QImage:
        """What is on the screen."""
        self.settle()
        return self.window.grabWindow()

    def item(self, name: str) -> QQuickItem | None:
        """The item of that object name, wherever it is on the screen."""
        waiting = [self.window.contentItem()]
        while waiting:
            item = waiting.pop(0)
            if item.objectName() == name:
                return item
            waiting += item.childItems()
        return None

    def _tick(self) -> None:
        self.ui.tick()
        self._ticks += 1
        if self._ticks % _TICKS_A_BEAT == 0:
            self.window.update()

    def _complain(self, warnings: list[QQmlError]) -> None:
        for warning in warnings:
            said = warning.toString()
            self.complaints.append(said)
            _log.error("qml", says=said)
