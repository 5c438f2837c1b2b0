"""The store's map as one quiet drawing: shelves, aisle numbers, the bay that was found, you are here."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from appliance.catalog.places import Bay, Floor
from appliance.screen.drawing.pens import Palette, pen, smooth


def draw_floor(painter: QPainter, floor: Floor, found: tuple[Bay, ...], box: QRectF, palette: Palette) -> None:
    """The floor, `box` being its whole width and depth."""
    smooth(painter)
    scale = box.width() / floor.size_m[0]
    painter.translate(box.topLeft())
    line = max(1.0, 0.0016 * box.width())
    marked = {bay.ident for bay in found}
    for bay in floor.bays:
        shape = QRectF(bay.x_m * scale, bay.y_m * scale, bay.width_m * scale, bay.depth_m * scale)
        is_it = bay.ident in marked
        painter.setPen(pen(palette.ink if is_it else palette.rule, 2 * line if is_it else line))
        painter.setBrush(QColor(palette.sign if is_it else palette.shelf))
        painter.drawRect(shape)
        if is_it:
            _name(painter, bay.bay, shape, palette.on_sign, 0.62 * min(shape.width(), shape.height()))
    for bay in found[:1]:
        centre = QPointF((bay.x_m + bay.width_m / 2) * scale, (bay.y_m + bay.depth_m / 2) * scale)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(palette.sign, 2.5 * line))
        painter.drawEllipse(centre, 1.5 * scale, 1.5 * scale)
    _name_aisles(painter, floor, scale, palette, marked)


def _name_aisles(painter: QPainter, floor: Floor, scale: float, palette: Palette, marked: set[str]) -> None:
    """Each aisle's number above its shelves, as on the sign that hangs there; a step higher where two would meet."""
    size = min(1.05 * scale, 34.0)
    taken: list[float] = []  # how far right each step is taken
    aisles: dict[str, list[Bay]] = {}
    for bay in floor.bays:
        aisles.setdefault(bay.aisle, []).append(bay)
    centres = {aisle: scale * sum(bay.x_m + bay.width_m / 2 for bay in own) / len(own) for aisle, own in aisles.items()}
    for aisle, x in sorted(centres.items(), key=lambda named: named[1]):
        half = size * (0.35 + 0.3 * len(aisle))
        step = next((k for k, until in enumerate(taken) if x - half >= until), len(taken))
        taken[step : step + 1] = [x + half + 0.15 * size]
        y = scale * min(bay.y_m for bay in aisles[aisle]) - (1.25 + 1.2 * step) * size
        box = QRectF(x - half, y, 2 * half, 1.1 * size)
        is_it = any(bay.ident in marked for bay in aisles[aisle])
        if is_it:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.sign))
            painter.drawRoundedRect(box, 0.15 * size, 0.15 * size)
        _name(painter, aisle, box, palette.on_sign if is_it else palette.faint, 0.9 * size)


def _name(painter: QPainter, text: str, box: QRectF, colour: str, size: float) -> None:
    font = QFont("Source Sans Pro")
    font.setPixelSize(max(8, round(size)))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
