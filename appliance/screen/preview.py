"""The live picture of the tray: the newest preview, painted when there is a new one."""

import numpy as np
from PySide6.QtCore import Property, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from drivers.frame import Frame

_LOOK_MS = 40


class Preview(QQuickPaintedItem):
    """Looks for a new picture 25 times a second while it runs; never waits for one."""

    running_changed = Signal()
    source_changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._running = False
        self._ui: QObject | None = None
        self._frame: Frame | None = None
        self._image = QImage()
        self.painted = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def _set_running(self, running: bool) -> None:
        if running != self._running:
            self._running = running
            self._timer.start(_LOOK_MS) if running else self._timer.stop()
            self.running_changed.emit()

    def _set_source(self, ui: QObject) -> None:
        self._ui = ui
        self.source_changed.emit()
        self.look()

    running = Property(bool, lambda self: self._running, _set_running, notify=running_changed)
    source = Property(QObject, lambda self: self._ui, _set_source, notify=source_changed)

    def look(self) -> None:
        """Show the newest picture, if it is not on show."""
        backstage = getattr(self._ui, "backstage", None)
        frame = None if backstage is None else backstage.station.preview
        if frame is not None and frame is not self._frame:
            self._frame = frame
            self._image = image_of(frame.pixels)
            self.update()

    def paint(self, painter: QPainter) -> None:
        """Called by the scene graph."""
        if self._image.isNull():
            painter.fillRect(QRectF(0, 0, self.width(), self.height()), "#e9e6df")
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, self.width(), self.height()), self._image)
        self.painted += 1


def image_of(pixels: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> QImage:
    """A QImage of its own from (h, w) grey, (h, w, 3) B, G, R or (h, w, 4) B, G, R, alpha."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    kind = {2: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_BGR888}
    form = kind.get(pixels.ndim if pixels.ndim == 2 else pixels.shape[2], QImage.Format.Format_ARGB32)
    if pixels.ndim == 3 and pixels.shape[2] == 3:
        form = QImage.Format.Format_BGR888
    return QImage(pixels.data, width, height, pixels.strides[0], form).copy()
