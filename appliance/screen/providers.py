"""Pictures for QML by their names: parts cut from the photograph, and our own drawings."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from appliance.screen.gallery import Gallery
from appliance.screen.preview import image_of

if TYPE_CHECKING:
    from appliance.screen.bridge import Ui


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
    """`image://drawing/WHAT?plain` or `?contrast`."""

    def __init__(self, ui: "Ui") -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._ui = ui

    def requestImage(self, ident: str, size: QSize, wanted: QSize) -> QImage:  # noqa: ARG002, N802 - Qt's signature
        """Called by QML."""
        del ident
        image = QImage(max(1, wanted.width()), max(1, wanted.height()), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        return image


def _fitted(image: QImage, wanted: QSize) -> QImage:
    """The image no larger than wanted: what is not shown need not be kept."""
    if wanted.width() <= 0 or wanted.height() <= 0 or image.width() <= wanted.width():
        return image
    return image.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
