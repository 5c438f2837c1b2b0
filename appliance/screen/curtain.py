"""The window itself, up before anything else: Qt, the typeface, a word of patience. Imports nothing that takes time."""

import os
import time
from pathlib import Path

from font_source_sans_pro import SourceSansPro, SourceSansProBold, SourceSansProLight, SourceSansProSemibold
from PySide6.QtCore import QCoreApplication, QEventLoop, QUrl
from PySide6.QtGui import QFontDatabase, QGuiApplication, QWindow
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

QML = Path(__file__).parent / "qml"
_FIRST_FRAME_S = 1.0


def application() -> QGuiApplication:
    """Qt's one application of this process."""
    running = QCoreApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):  # OpenCV sets them for a Qt of its own
        os.environ.pop(name, None)
    app = QGuiApplication(["screwtray"])
    for file in (SourceSansProLight, SourceSansPro, SourceSansProSemibold, SourceSansProBold):
        QFontDatabase.addApplicationFont(file)
    return app


class Curtain:
    """The window with nothing behind it yet; `kiosk.Kiosk` fills it.

    Parameters
    ----------
    size_px : of the window
    full_screen : over all of the screen
    desk : with room for a simulated tray beside the screen
    """

    def __init__(self, size_px: tuple[int, int], *, full_screen: bool = False, desk: bool = False) -> None:
        self.app = application()
        self.engine = QQmlApplicationEngine()
        self.engine.setOutputWarningsToStandardError(False)
        self.engine.setInitialProperties({"width": size_px[0], "height": size_px[1], "desk": desk})
        self.engine.load(QUrl.fromLocalFile(str(QML / "Main.qml")))
        window = self.engine.rootObjects()[0] if self.engine.rootObjects() else None
        if not isinstance(window, QQuickWindow):
            raise RuntimeError("Qt could not open the window: is its installation whole?")
        self.window = window
        if full_screen:
            self.window.setVisibility(QWindow.Visibility.FullScreen)

    def show(self) -> None:
        """Let the first frame be drawn."""
        drawn: list[bool] = []
        self.window.frameSwapped.connect(lambda: drawn.append(True))
        until_s = time.monotonic() + _FIRST_FRAME_S
        while not drawn and time.monotonic() < until_s:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
