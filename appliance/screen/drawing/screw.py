"""A screw as a drawing shows it: from the side, head to the left, and its head from the front.

Proportions follow the trade's tables roughly (ASME B18.6.3, ISO 7045, ISO 4762); what is unknown is left out.
"""

from dataclasses import dataclass
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from appliance.catalog.product import Product
from appliance.screen.drawing.pens import Palette, metal, pen


@dataclass(frozen=True)
class Look:
    """What of a screw can be drawn; lengths in diameters."""

    head: str | None = "pan"
    drive: str | None = None
    tip: str | None = "die"
    finish: str | None = None
    fully_threaded: bool = True
    length: float = 5.0
    pitch: float = 0.2

    @classmethod
    def of(cls, product: Product) -> "Look":
        """What a product's name says; a usual screw where it says nothing."""
        words = product.designation
        diameter, length = words.diameter_mm or 4.0, words.length_mm or 20.0
        pitch = words.pitch_mm or (0.2 if product.tip != "cone" else 0.4) * diameter
        return cls(
            product.head or "pan",
            product.drive,
            product.tip or "die",
            product.finish,
            product.coverage != "threaded_on_one_end",
            min(max(length / diameter, 1.6), 8.0),
            min(max(pitch / diameter, 0.14), 0.5),
        )


# head -> (diameter, height, how much of the height counts into the length: countersunk heads wholly), in diameters
_HEADS = {
    "pan": (1.95, 0.66, 0.0),
    "round": (1.85, 0.78, 0.0),
    "truss": (2.4, 0.55, 0.0),
    "cheese": (1.7, 0.7, 0.0),
    "button": (1.8, 0.58, 0.0),
    "flat": (1.95, 0.58, 1.0),
    "oval": (1.95, 0.82, 0.7),
    "socket_cap": (1.55, 1.0, 0.0),
    "hex": (1.75, 0.7, 0.0),
    "hex_washer": (2.3, 0.8, 0.0),
    "thumb": (2.6, 1.9, 0.0),
    "eye": (2.6, 2.6, 0.0),
    "none": (1.0, 0.0, 0.0),
}


def head_size(head: str | None) -> tuple[float, float]:
    """Diameter and height of a head, in diameters."""
    diameter, height, _ = _HEADS.get(head or "pan", _HEADS["pan"])
    return diameter, height


def side_extent(look: Look) -> tuple[float, float]:
    """Length and thickness of the side view, in diameters."""
    diameter, height, counts = _HEADS.get(look.head or "pan", _HEADS["pan"])
    return look.length + height * (1 - counts), max(diameter, 1.0)


def draw_side(painter: QPainter, look: Look, box: QRectF, palette: Palette, line: float) -> None:
    """The side view, as large as fits into the box."""
    wide, high = side_extent(look)
    scale = min(box.width() / wide, box.height() / high)
    painter.save()
    painter.translate(box.center().x() - wide * scale / 2, box.center().y())
    _, height, counts = _HEADS.get(look.head or "pan", _HEADS["pan"])
    seat, end = height * scale, (height * (1 - counts) + look.length) * scale
    _draw_shank(painter, look, (seat * (0.92 if look.head != "none" else 0), end), scale, palette, line)
    _draw_head(painter, look, scale, palette, line)
    painter.setPen(pen(palette.faint, line * 0.6, dashed=True))
    painter.drawLine(QPointF(-0.18 * scale, 0), QPointF(end + 0.18 * scale, 0))
    painter.restore()


def _draw_shank(
    painter: QPainter, look: Look, ends: tuple[float, float], scale: float, palette: Palette, line: float
) -> None:
    start, end = ends
    r, pitch = 0.5 * scale, look.pitch * scale
    depth = min(0.16 * scale, 0.55 * pitch)
    point = {"cone": 1.15, "drill": 1.0, "dog": 0.35}.get(look.tip or "die", 0.12) * scale
    begin = start if look.fully_threaded else start + 0.34 * (end - start)
    body = QPainterPath(QPointF(start, -r * (1 if look.fully_threaded else 0.94)))
    upper: list[QPointF] = [] if look.fully_threaded else [QPointF(begin, -0.94 * r)]
    x = begin
    while x < end - point:
        upper += [QPointF(x, -(r - depth)), QPointF(min(x + pitch / 2, end - point), -r)]
        x += pitch
    upper += _tip(look.tip, end, point, r, depth)
    for at in upper:
        body.lineTo(at)
    for at in reversed(upper):
        body.lineTo(QPointF(at.x(), -at.y()))
    body.lineTo(QPointF(start, r * (1 if look.fully_threaded else 0.94)))
    body.closeSubpath()
    painter.setBrush(metal(look.finish, -r, r))
    painter.setPen(pen(palette.ink, line))
    painter.drawPath(body)
    painter.setPen(pen(palette.ink, line * 0.55))
    x = begin + pitch / 2
    while x + pitch / 2 < end - point:
        painter.drawLine(QPointF(x, -r), QPointF(x + pitch / 2, r))
        x += pitch


def _tip(tip: str | None, end: float, point: float, r: float, depth: float) -> list[QPointF]:
    """The upper edge of the tip."""
    inner = r - depth
    match tip:
        case "cone":
            return [
                QPointF(end - 0.7 * point, -inner * 0.7),
                QPointF(end - 0.5 * point, -inner * 0.72),
                QPointF(end, 0),
            ]
        case "drill":
            return [QPointF(end - point, -inner), QPointF(end - 0.4 * point, -inner * 0.85), QPointF(end, -0.04 * r)]
        case "dog":
            return [QPointF(end - point, -inner), QPointF(end - point, -inner * 0.8), QPointF(end, -inner * 0.8)]
        case _:
            return [QPointF(end - point, -inner), QPointF(end, -inner * 0.86)]


def _draw_head(painter: QPainter, look: Look, scale: float, palette: Palette, line: float) -> None:
    head = look.head or "pan"
    if head == "none":
        return
    diameter, height, _ = _HEADS.get(head, _HEADS["pan"])
    r, h = diameter * scale / 2, height * scale
    painter.setBrush(metal(look.finish, -r, r))
    painter.setPen(pen(palette.ink, line))
    painter.drawPath(_head_path(head, r, h, scale))
    painter.setPen(pen(palette.ink, line * 0.55))
    if head in ("hex", "hex_washer"):
        face = r if head == "hex" else 0.76 * r
        for y in (-face / 2, face / 2):
            painter.drawLine(QPointF(0.04 * scale, y), QPointF(h * (1.0 if head == "hex" else 0.8), y))
    if head == "eye":
        painter.setPen(pen(palette.ink, line))
        painter.setBrush(QColor(palette.paper))
        painter.drawEllipse(QPointF(h / 2, 0), r * 0.62, r * 0.62)


def _head_path(head: str, r: float, h: float, scale: float) -> QPainterPath:
    """The outline of a head whose top is at x = 0 and whose bearing side is at x = h."""
    path = QPainterPath()
    neck = 0.5 * scale
    match head:
        case "flat":
            path.addPolygon(QPolygonF([QPointF(0, -r), QPointF(0.06 * scale, -r), QPointF(h, -neck), QPointF(h, neck),
                                       QPointF(0.06 * scale, r), QPointF(0, r), QPointF(0, -r)]))  # fmt: skip
        case "oval":
            rim = 0.3 * h
            path.moveTo(rim, -r)
            path.quadTo(-rim, 0, rim, r)
            path.lineTo(h, neck)
            path.lineTo(h, -neck)
            path.closeSubpath()
        case "round" | "button" | "truss" | "pan":
            bulge = {"round": 0.62, "button": 0.8, "truss": 0.75, "pan": 0.95}[head]
            edge = {"round": 0.0, "button": 0.0, "truss": 0.12, "pan": 0.22}[head]
            path.moveTo(h, -r)
            path.lineTo(h * (1 - edge), -r)
            path.cubicTo(0, -r * bulge, 0, -r * (bulge - 0.45), 0, 0)
            path.cubicTo(0, r * (bulge - 0.45), 0, r * bulge, h * (1 - edge), r)
            path.lineTo(h, r)
            path.closeSubpath()
        case "hex_washer":
            face = 0.76 * r
            path.addPolygon(QPolygonF([QPointF(0, -face * 0.92), QPointF(0.1 * h, -face), QPointF(0.78 * h, -face),
                                       QPointF(0.84 * h, -r), QPointF(h, -r), QPointF(h, r), QPointF(0.84 * h, r),
                                       QPointF(0.78 * h, face), QPointF(0.1 * h, face), QPointF(0, face * 0.92),
                                       QPointF(0, -face * 0.92)]))  # fmt: skip
        case "eye":
            path.addEllipse(QPointF(h / 2, 0), r, r)
        case "thumb":
            path.addRoundedRect(QRectF(0, -r, h * 0.78, 2 * r), 0.35 * r, 0.35 * r)
            path.addRect(QRectF(h * 0.78, -0.75 * neck, h * 0.22, 1.5 * neck))
        case _:  # cheese, socket_cap, hex
            corner = 0.1 * scale if head != "hex" else 0.16 * scale
            edges = ((h, -r), (corner, -r), (0.0, -r + corner), (0.0, r - corner), (corner, r), (h, r), (h, -r))
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in edges]))
    return path


def draw_front(painter: QPainter, look: Look, box: QRectF, palette: Palette, line: float) -> None:
    """The head seen from the front, with its recess; the whole box is its diameter."""
    r, centre = min(box.width(), box.height()) / 2 - line, box.center()
    painter.save()
    painter.translate(centre)
    painter.setBrush(metal(look.finish, -r, r))
    painter.setPen(pen(palette.ink, line))
    if look.head in ("hex", "hex_washer"):
        if look.head == "hex_washer":
            painter.drawEllipse(QPointF(0, 0), r, r)
        painter.drawPolygon(_polygon(6, r if look.head == "hex" else 0.8 * r, pi / 6))
    else:
        painter.drawEllipse(QPointF(0, 0), r, r)
        if look.head in ("pan", "button", "round", "socket_cap"):
            painter.setPen(pen(palette.ink, line * 0.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(0, 0), 0.88 * r, 0.88 * r)
    _draw_drive(painter, look.drive, r, palette, line)
    painter.restore()


def _draw_drive(painter: QPainter, drive: str | None, r: float, palette: Palette, line: float) -> None:
    painter.setPen(pen(palette.ink, line))
    painter.setBrush(QColor(_dark(palette)))
    match drive:
        case "slotted":
            painter.drawRect(QRectF(-0.98 * r, -0.09 * r, 1.96 * r, 0.18 * r))
        case "one_way":
            for turn in (0, 180):
                painter.save()
                painter.rotate(turn)
                painter.drawPolygon(
                    QPolygonF([QPointF(0.12 * r, -0.1 * r), QPointF(0.9 * r, -0.1 * r), QPointF(0.8 * r, 0.32 * r)])
                )
                painter.restore()
        case "phillips" | "pozidriv" | "combo":
            if drive == "combo":
                painter.drawRect(QRectF(-0.98 * r, -0.08 * r, 1.96 * r, 0.16 * r))
            painter.drawPath(_cross(0.62 * r, 0.13 * r))
            if drive == "pozidriv":
                painter.setPen(pen(palette.ink, line * 0.8))
                for turn in range(4):
                    a = pi / 4 + turn * pi / 2
                    painter.drawLine(
                        QPointF(0.24 * r * cos(a), 0.24 * r * sin(a)), QPointF(0.52 * r * cos(a), 0.52 * r * sin(a))
                    )
        case "square":
            painter.drawRect(QRectF(-0.34 * r, -0.34 * r, 0.68 * r, 0.68 * r))
        case "hex_socket":
            painter.drawPolygon(_polygon(6, 0.5 * r, 0.0))
        case "torx":
            painter.drawPath(_torx(0.55 * r))
        case _:
            painter.setBrush(Qt.BrushStyle.NoBrush)  # none, thumb, external hex: no recess


def _dark(palette: Palette) -> str:
    return "#2a333c" if palette.paper != "#000000" else "#000000"


def _polygon(corners: int, r: float, turn: float) -> QPolygonF:
    angles = [turn + 2 * pi * k / corners for k in range(corners)]
    return QPolygonF([QPointF(r * cos(a), r * sin(a)) for a in angles])


def _cross(reach: float, half: float) -> QPainterPath:
    """A cross with a star's inner corners, as a Phillips recess has."""
    inner = half * 1.75
    points = []
    for k in range(4):
        a = k * pi / 2
        for along, across in ((reach, -half), (reach, half), (inner, inner)):
            points.append(QPointF(along * cos(a) - across * sin(a), along * sin(a) + across * cos(a)))
    path = QPainterPath()
    path.addPolygon(QPolygonF([*points, points[0]]))
    return path


def _torx(r: float) -> QPainterPath:
    """Six rounded lobes (ISO 10664, roughly)."""
    path = QPainterPath()
    for k in range(121):
        a = 2 * pi * k / 120
        reach = r * (0.86 + 0.14 * cos(6 * a))
        at = QPointF(reach * cos(a), reach * sin(a))
        path.moveTo(at) if k == 0 else path.lineTo(at)
    return path
