"""What is wrong and what to do, as one small picture each: the tray, the screw, an arrow."""

from collections.abc import Callable
from math import atan2, cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from appliance.screen.drawing.pens import Palette, metal, pen, smooth
from appliance.screen.drawing.screw import Look, draw_front, draw_side

_SCREW = Look("pan", "phillips", "die", "zinc", length=3.6)


class _Board:
    """A painter over the tray; coordinates run from -1 to 1 along its height, and a third more across."""

    def __init__(self, painter: QPainter, box: QRectF, palette: Palette) -> None:
        self.painter, self.palette = painter, palette
        self.unit = min(box.width() / 3.1, box.height() / 2.3)
        self.line = max(1.4, 0.022 * self.unit)
        painter.translate(box.center())

    def tray(self) -> None:
        """The tray's rim and its light."""
        self.painter.setPen(pen(self.palette.ink, self.line))
        self.painter.setBrush(QColor(self.palette.shelf if self.palette.paper == "#000000" else "#ffffff"))
        self.painter.drawRoundedRect(self.box(-1.4, -1.0, 2.8, 2.0), 0.1 * self.unit, 0.1 * self.unit)

    def box(self, x: float, y: float, width: float, height: float) -> QRectF:
        """A rectangle in units."""
        return QRectF(x * self.unit, y * self.unit, width * self.unit, height * self.unit)

    def at(self, x: float, y: float) -> QPointF:
        """A point in units."""
        return QPointF(x * self.unit, y * self.unit)

    def screw(self, x: float, y: float, turned_deg: float = 0.0, length: float = 1.3, opacity: float = 1.0) -> None:
        """A screw lying there."""
        self.painter.save()
        self.painter.setOpacity(opacity)
        self.painter.translate(self.at(x, y))
        self.painter.rotate(turned_deg)
        draw_side(self.painter, _SCREW, self.box(-length / 2, -0.35, length, 0.7), self.palette, self.line)
        self.painter.restore()

    def arrow(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A bold arrow: do this."""
        self.painter.setPen(pen(self.palette.sign, 2.6 * self.line))
        a, b = self.at(x1, y1), self.at(x2, y2)
        self.painter.drawLine(a, b)
        turn = atan2(b.y() - a.y(), b.x() - a.x())
        for side in (-1, 1):
            back = turn + pi + side * 0.6
            tip = QPointF(b.x() + 0.2 * self.unit * cos(back), b.y() + 0.2 * self.unit * sin(back))
            self.painter.drawLine(b, tip)

    def cross(self, x: float, y: float, size: float) -> None:
        """Crossed out."""
        self.painter.setPen(pen(self.palette.warn, 3 * self.line))
        for side in (-1, 1):
            self.painter.drawLine(self.at(x - size, y - side * size), self.at(x + size, y + side * size))


def draw_problem(painter: QPainter, what: str, box: QRectF, palette: Palette) -> None:
    """The picture of a problem by its name."""
    smooth(painter)
    board = _Board(painter, box, palette)
    board.tray()
    _PICTURES.get(what, _broken)(board)


def _at_the_edge(board: _Board) -> None:
    board.screw(1.25, 0.0, 12)
    board.arrow(0.55, -0.45, -0.15, -0.45)


def _touching(board: _Board) -> None:
    board.screw(-0.1, 0.0, 35)
    board.screw(0.1, 0.0, -30)
    board.arrow(-0.75, -0.7, -1.15, -0.7)
    board.arrow(0.75, -0.7, 1.15, -0.7)


def _standing(board: _Board) -> None:
    draw_front(board.painter, _SCREW, board.box(-1.1, -0.35, 0.7, 0.7), board.palette, board.line)
    board.arrow(-0.2, 0.0, 0.2, 0.0)
    board.screw(0.85, 0.0, 0, 0.9)


def _too_many(board: _Board) -> None:
    for k in range(15):
        board.screw(-1.0 + 0.5 * (k % 5), -0.6 + 0.6 * (k // 5), 47 * k, 0.5)


def _not_a_screw(board: _Board) -> None:
    painter, unit = board.painter, board.unit
    painter.setPen(pen(board.palette.ink, board.line))
    painter.setBrush(metal("brass", -0.4 * unit, 0.4 * unit))
    key = QPainterPath()
    key.addEllipse(board.at(-0.55, 0.0), 0.36 * unit, 0.36 * unit)
    corners: tuple[tuple[float, float], ...] = (
        (-0.25, -0.09),
        (0.85, -0.09),
        (0.85, 0.26),
        (0.68, 0.26),
        (0.68, 0.09),
        (0.55, 0.09),
        (0.55, 0.22),
    )
    corners += ((0.4, 0.22), (0.4, 0.09), (-0.25, 0.09))
    stem = QPolygonF([board.at(x, y) for x, y in corners])
    key.addPolygon(stem)
    painter.drawPath(key.simplified())
    painter.setBrush(QColor(board.palette.paper))
    painter.drawEllipse(board.at(-0.66, 0.0), 0.13 * unit, 0.13 * unit)
    board.cross(0.1, 0.0, 0.62)


def _blurred(board: _Board) -> None:
    for dy, opacity in ((-0.09, 0.3), (0.09, 0.3), (0.0, 0.5)):
        board.screw(0.0, dy, 8, 1.5, opacity)
    board.arrow(0.0, -0.75, 0.0, -0.4)


def _dirty(board: _Board) -> None:
    painter, unit = board.painter, board.unit
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(board.palette.faint))
    for k in range(26):
        x, y = ((k * 0.618) % 1) * 2.4 - 1.2, ((k * 0.382 + 0.2) % 1) * 1.6 - 0.8
        painter.drawEllipse(board.at(x, y), (0.02 + 0.02 * (k % 3)) * unit, (0.02 + 0.012 * (k % 4)) * unit)
    painter.setPen(pen(board.palette.ink, board.line))
    painter.setBrush(QColor(board.palette.sign))
    painter.drawRoundedRect(board.box(-0.5, -0.2, 0.75, 0.45), 0.08 * unit, 0.08 * unit)
    board.arrow(0.4, 0.02, 1.05, 0.02)


def _hand(board: _Board) -> None:
    board.screw(-0.5, 0.1, -15)
    painter, unit = board.painter, board.unit
    painter.setPen(pen(board.palette.ink, board.line))
    painter.setBrush(QColor("#e8c4a4"))
    palm = QPainterPath()
    palm.addRoundedRect(board.box(0.55, -0.3, 1.2, 0.75), 0.25 * unit, 0.25 * unit)
    for k, length in enumerate((0.5, 0.62, 0.58, 0.42)):
        palm.addRoundedRect(board.box(0.75 - length, -0.3 + 0.19 * k, length + 0.2, 0.18), 0.09 * unit, 0.09 * unit)
    painter.drawPath(palm.simplified())
    board.arrow(0.7, -0.65, 1.25, -0.65)


def _camera(board: _Board) -> None:
    painter, unit = board.painter, board.unit
    painter.setPen(pen(board.palette.ink, 1.4 * board.line))
    painter.setBrush(QColor(board.palette.paper))
    painter.drawRoundedRect(board.box(-0.6, -0.35, 1.2, 0.8), 0.1 * unit, 0.1 * unit)
    painter.drawRoundedRect(board.box(-0.2, -0.5, 0.4, 0.16), 0.05 * unit, 0.05 * unit)
    painter.drawEllipse(board.at(0, 0.05), 0.27 * unit, 0.27 * unit)
    painter.drawEllipse(board.at(0, 0.05), 0.13 * unit, 0.13 * unit)
    board.cross(0.62, -0.42, 0.16)


def _light(board: _Board) -> None:
    painter, unit = board.painter, board.unit
    painter.setBrush(QColor("#4a545d"))
    painter.drawRoundedRect(board.box(-1.4, -1.0, 2.8, 2.0), 0.1 * unit, 0.1 * unit)
    painter.setPen(pen("#f0eee8", 1.4 * board.line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(board.box(-0.35, -0.6, 0.7, 0.7), -50 * 16, 280 * 16)
    for y in (0.12, 0.24, 0.36):
        painter.drawLine(board.at(-0.2, y), board.at(0.2, y))
    board.cross(0.0, -0.1, 0.62)


def _broken(board: _Board) -> None:
    board.screw(-0.3, 0.1, -20)
    painter, unit = board.painter, board.unit
    painter.setPen(pen(board.palette.sign, 2.6 * board.line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(0.45 * unit, -0.55 * unit, 0.75 * unit, 0.75 * unit), 40 * 16, 280 * 16)
    board.arrow(1.2, -0.28, 1.13, -0.42)


_PICTURES: dict[str, Callable[[_Board], None]] = {
    "at_the_edge": _at_the_edge,
    "touching": _touching,
    "standing": _standing,
    "too_many": _too_many,
    "not_a_screw": _not_a_screw,
    "blurred": _blurred,
    "dirty": _dirty,
    "hand": _hand,
    "camera": _camera,
    "light": _light,
    "broken": _broken,
}
