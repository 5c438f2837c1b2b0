"""Pictures for QML by their names: parts cut from the photograph, and our own drawings."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider

from appliance.screen.drawing import pictures
from appliance.screen.drawing.floor import draw_floor
from appliance.screen.drawing.pens import CONTRAST, PLAIN, Palette
from appliance.screen.drawing.problems import draw_problem
from appliance.screen.drawing.screw import Look
from appliance.screen.gallery import Gallery
from appliance.screen.preview import image_of

if TYPE_CHECKING:
    from appliance.screen.bridge import Ui

_LARGEST_PX = 4096


class PartPictures(QQuickImageProvider):
    """`image://part/KEY/INDEX` and `image://part/tray/KEY`."""

    def __init__(self, gallery: Gallery) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._gallery = gallery

    def requestImage(self, ident: str, size: QSize, wanted: QSize) -> QImage:  # noqa: ARG002, N802 - Qt's signature
        """Called by QML."""
        name = ident.partition("?")[0]
        picture = self._gallery.picture(name if name.startswith("tray/") else f"part/{name}")
        return QImage(1, 1, QImage.Format.Format_ARGB32) if picture is None else _fitted(image_of(picture), wanted)


class Drawings(QQuickImageProvider):
    """`image://drawing/WHAT?plain` or `?contrast`; WHAT as in `_draw`."""

    def __init__(self, ui: "Ui") -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._ui = ui

    def requestImage(self, ident: str, size: QSize, wanted: QSize) -> QImage:  # noqa: ARG002, N802 - Qt's signature
        """Called by QML."""
        name, _, mode = ident.partition("?")
        width, height = (min(max(1, side), _LARGEST_PX) for side in (wanted.width(), wanted.height()))
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        try:
            self._draw(painter, name.split("/"), QRectF(0, 0, width, height), CONTRAST if mode == "contrast" else PLAIN)
        finally:
            painter.end()
        return image

    def _draw(self, painter: QPainter, words: list[str], box: QRectF, palette: Palette) -> None:
        match words:
            case ["product", sku]:
                self._draw_product(painter, sku, box, palette)
            case ["option", ask, option]:
                pictures.draw_option(painter, ask, option, box, palette)
            case ["problem", what]:
                draw_problem(painter, what, box, palette)
            case ["fit", what]:
                pictures.draw_fit(painter, what, box, palette)
            case ["screw", head, drive, tip, finish]:
                pictures.draw_two_views(painter, Look(head, drive, tip, finish), box, palette)
            case ["qr", *_]:
                pictures.draw_qr(painter, str(self._ui.values.get("qr") or "-"), box)
            case ["map", aisle, bay]:
                shop = self._ui.shop
                if shop.floor is not None:
                    draw_floor(painter, shop.floor, shop.way(aisle, bay)[0], box, palette)

    def _draw_product(self, painter: QPainter, sku: str, box: QRectF, palette: Palette) -> None:
        own = self._ui.shop.picture(sku)
        if own is not None:
            image = _fitted(QImage(str(own)), box.size().toSize())
            painter.drawImage(box.center().toPoint() - image.rect().center(), image)
            return
        product = self._ui.shop.product(sku)
        if product is not None:
            pictures.draw_product(painter, product, box, palette)


def _fitted(image: QImage, wanted: QSize) -> QImage:
    """The image no larger than wanted: what is not shown need not be kept."""
    if wanted.width() <= 0 or wanted.height() <= 0 or image.width() <= wanted.width():
        return image
    return image.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
