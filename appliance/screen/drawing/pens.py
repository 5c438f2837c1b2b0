"""Colours and pens of the drawings, in both modes; the same as `qml/kit/Theme.qml`."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen


@dataclass(frozen=True)
class Palette:
    """The colours of one mode."""

    paper: str
    ink: str
    faint: str
    rule: str
    sign: str
    on_sign: str
    dimension: str
    shelf: str
    warn: str


PLAIN = Palette("#faf9f6", "#1e2934", "#56616c", "#d3cfc6", "#0e5c6e", "#ffffff", "#28567a", "#e4e1d9", "#9c4510")
CONTRAST = Palette("#000000", "#ffffff", "#f0f0f0", "#ffffff", "#ffd400", "#000000", "#8fd3ff", "#2c2c2c", "#ffb454")

# A finish as light falls on it: shade, body, shine.
FINISHES = {
    "zinc": ("#8d9aa3", "#cfd8de", "#f6f9fa"),
    "yellow_zinc": ("#9a7a1f", "#dcbf62", "#f8edc4"),
    "stainless": ("#868b8d", "#c3c8c9", "#eff1f1"),
    "brass": ("#8a661b", "#d3aa4a", "#f5e2a8"),
    "black": ("#15181b", "#43494f", "#868e95"),
    "copper": ("#7d3d1d", "#c47a4c", "#f0c3a2"),
    "bronze": ("#4d3617", "#8f6b3b", "#cdae7f"),
    "nickel": ("#98958a", "#d9d6cb", "#fbfaf5"),
    "galvanized": ("#7c8587", "#adb6b8", "#d9dfe0"),
    "painted": ("#b9b3a6", "#efece5", "#ffffff"),
}
UNKNOWN_FINISH = ("#b4bbc0", "#e6eaec", "#ffffff")


def pen(colour: str, width: float, *, dashed: bool = False) -> QPen:
    """A round pen; dashed with dots as the middle line of a drawing."""
    made = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if dashed:
        made.setDashPattern([9.0, 3.0, 1.5, 3.0])
    return made


def metal(finish: str | None, top: float, bottom: float) -> QLinearGradient:
    """A round bar's light from its upper edge to its lower one."""
    shade, body, shine = FINISHES.get(finish or "", UNKNOWN_FINISH)
    gradient = QLinearGradient(0.0, top, 0.0, bottom)
    for at, colour in ((0.0, body), (0.22, shine), (0.5, body), (1.0, shade)):
        gradient.setColorAt(at, QColor(colour))
    return gradient


def smooth(painter: QPainter) -> None:
    """Edges without steps."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
