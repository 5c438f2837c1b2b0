"""The drawings by name: a product, an answer to a question, what fits, a QR code, the map, what to do."""

from collections.abc import Callable
from math import cos, pi, sin

import segno
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from appliance.catalog.product import Product
from appliance.screen.drawing.pens import Palette, metal, pen, smooth
from appliance.screen.drawing.screw import Look, draw_front, draw_side, head_size, side_extent


def line_width(box: QRectF) -> float:
    """The pen for a picture of that size."""
    return max(1.1, 0.011 * min(box.width(), box.height()))


def draw_product(painter: QPainter, product: Product, box: QRectF, palette: Palette) -> None:
    """Front and side view of a product, as its name describes it."""
    draw_two_views(painter, Look.of(product), box, palette)


def draw_two_views(painter: QPainter, look: Look, box: QRectF, palette: Palette) -> None:
    """The head from the front, and the screw from the side, on one middle line and to one scale."""
    smooth(painter)
    line = line_width(box)
    box = box.adjusted(2 * line, 2 * line, -2 * line, -2 * line)
    wide, high = side_extent(look)
    gap, front = 0.9, head_size(look.head)[0]
    scale = min(box.width() / (wide + gap + front), 0.92 * box.height() / max(high, front))
    left = box.center().x() - (wide + gap + front) * scale / 2
    middle = box.center().y()
    size = front * scale
    draw_front(painter, look, QRectF(left, middle - size / 2, size, size), palette, line)
    side = QRectF(left + size + gap * scale, middle - high * scale / 2, wide * scale, high * scale)
    draw_side(painter, look, side, palette, line)


def draw_option(painter: QPainter, ask: str, option: str, box: QRectF, palette: Palette) -> None:
    """What an answer to a question looks like."""
    smooth(painter)
    line = 1.4 * line_width(box)
    inner = box.adjusted(0.05 * box.width(), 0.06 * box.height(), -0.05 * box.width(), -0.06 * box.height())
    match ask:
        case "drive":
            head = "hex" if option == "hex_external" else "pan"
            side = min(inner.width(), inner.height())
            square = QRectF(inner.center().x() - side / 2, inner.center().y() - side / 2, side, side)
            draw_front(painter, Look(head, option, finish="zinc"), square, palette, line)
        case "head":
            draw_side(painter, Look(option, finish="zinc", length=2.2), inner, palette, line)
        case "tip":
            draw_side(painter, Look("none", tip=option, finish="zinc", length=3.2, pitch=0.24), inner, palette, line)
        case "coverage":
            look = Look("pan", finish="zinc", length=4.5, fully_threaded=option != "threaded_on_one_end")
            draw_side(painter, look, inner, palette, line)
        case _:
            draw_two_views(painter, Look("pan", "phillips", "die", option, length=2.6), inner, palette)


def draw_fit(painter: QPainter, what: str, box: QRectF, palette: Palette) -> None:
    """A nut, a washer, a drill, a driver's bit."""
    smooth(painter)
    line = 1.3 * line_width(box)
    side = 0.86 * min(box.width(), box.height())
    painter.translate(box.center())
    painter.setPen(pen(palette.ink, line))
    _FITS.get(what, _draw_drill)(painter, side / 2, palette, line)


def _draw_nut(painter: QPainter, r: float, palette: Palette, line: float) -> None:
    painter.setBrush(metal("zinc", -r, r))
    painter.drawPolygon(QPolygonF([QPointF(r * cos(k * pi / 3), r * sin(k * pi / 3)) for k in range(6)]))
    painter.setPen(pen(palette.ink, 0.5 * line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(0, 0), 0.84 * r, 0.84 * r)
    _hole(painter, 0.48 * r, palette, line)


def _draw_washer(painter: QPainter, r: float, palette: Palette, line: float) -> None:
    painter.setBrush(metal("zinc", -r, r))
    painter.drawEllipse(QPointF(0, 0), r, r)
    _hole(painter, 0.46 * r, palette, line)


def _hole(painter: QPainter, r: float, palette: Palette, line: float) -> None:
    painter.setPen(pen(palette.ink, line))
    painter.setBrush(QColor(palette.paper))
    painter.drawEllipse(QPointF(0, 0), r, r)


def _draw_drill(painter: QPainter, r: float, palette: Palette, line: float) -> None:
    painter.rotate(-35)
    half = 0.17 * r
    painter.setBrush(metal("stainless", -half, half))
    painter.drawRect(QRectF(-1.05 * r, -0.8 * half, 0.75 * r, 1.6 * half))
    edge = ((-0.3 * r, -half), (0.9 * r, -half), (1.1 * r, 0.0), (0.9 * r, half), (-0.3 * r, half))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in edge]))
    painter.setPen(pen(palette.ink, 0.7 * line))
    for k in range(5):
        x = (-0.28 + 0.24 * k) * r
        painter.drawLine(QPointF(x, half), QPointF(x + 0.2 * r, -half))


def _draw_driver(painter: QPainter, r: float, palette: Palette, line: float) -> None:
    painter.rotate(-35)
    painter.setBrush(QColor(palette.sign))
    painter.drawRoundedRect(QRectF(-1.1 * r, -0.26 * r, 0.95 * r, 0.52 * r), 0.14 * r, 0.14 * r)
    painter.setBrush(metal("stainless", -0.1 * r, 0.1 * r))
    painter.drawRect(QRectF(-0.15 * r, -0.09 * r, 0.95 * r, 0.18 * r))
    painter.setPen(pen(palette.ink, line))
    edge = ((0.8, -0.14), (1.1, -0.05), (1.1, 0.05), (0.8, 0.14))
    painter.drawPolygon(QPolygonF([QPointF(x * r, y * r) for x, y in edge]))


_FITS: dict[str, Callable[[QPainter, float, Palette, float], None]] = {
    "nut": _draw_nut,
    "washer": _draw_washer,
    "driver": _draw_driver,
}


def draw_qr(painter: QPainter, content: str, box: QRectF) -> None:
    """A QR code, always dark on white, four modules of bare paper around it (ISO/IEC 18004)."""
    modules = [list(row) for row in segno.make(content, error="m", micro=False).matrix]
    side = min(box.width(), box.height())
    count = len(modules) + 8
    left, top = box.center().x() - side / 2, box.center().y() - side / 2
    painter.fillRect(QRectF(left, top, side, side), QColor("#ffffff"))
    at = [round(k * side / count) for k in range(count + 1)]
    for row, line in enumerate(modules, start=4):
        for column, dark in enumerate(line, start=4):
            if dark:
                x, y = left + at[column], top + at[row]
                module = QRectF(x, y, at[column + 1] - at[column], at[row + 1] - at[row])
                painter.fillRect(module, QColor("#000000"))
