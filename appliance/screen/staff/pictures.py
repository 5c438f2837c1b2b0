"""Pictures of earlier scans for QML, read from the journal when they are shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

if TYPE_CHECKING:
    from appliance.screen.staff.bridge import Staff


class PastPictures(QQuickImageProvider):
    """`image://past/SCAN/PART`; nothing where no picture was kept, or nobody is signed in."""

    def __init__(self, staff: "Staff") -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._staff = staff

    def requestImage(self, ident: str, size: QSize, wanted: QSize) -> QImage:  # noqa: ARG002, N802 - Qt's signature
        """Called by QML."""
        scan, _, part = ident.rpartition("/")
        coded = self._staff.picture(scan, int(part)) if part.isdigit() else None
        image = QImage.fromData(coded) if coded is not None else QImage()
        if image.isNull():
            image = QImage(1, 1, QImage.Format.Format_ARGB32)
            image.fill(Qt.GlobalColor.transparent)
        if 0 < wanted.width() < image.width():
            return image.scaledToWidth(wanted.width(), Qt.TransformationMode.SmoothTransformation)
        return image
