"""The desk beside a windowed kiosk: a drawer of sample parts to lay on the simulated tray by hand."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Property, QObject, QSize, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from appliance.screen.preview import image_of
from appliance.simulation import sample_things
from drivers.simulated_tray import SimulatedTray, Sprite

_MOST_LYING = 14
_WHITE = 0.86  # of the tray's light, as a thumbnail shows it


@cache
def sample_sprites() -> tuple[Sprite, ...]:
    """What is in the drawer: the samples' screws, then the coin."""
    things = sample_things()
    return (*things.screws, *things.others)


class Desk(QObject):
    """What can be done to the simulated tray.

    Parameters
    ----------
    tray : where parts are laid
    """

    changed = Signal()

    def __init__(self, tray: SimulatedTray) -> None:
        super().__init__()
        self._tray = tray
        self._hand = False
        self._laid = 0

    count = Property(int, lambda self: len(sample_sprites()), notify=changed)  # noqa: ARG005
    lying = Property(int, lambda self: len(self._tray.lying), notify=changed)
    hand = Property(bool, lambda self: self._hand, notify=changed)

    @Slot(int, float, float)
    def lay(self, index: int, across: float, along: float) -> None:
        """Lay a sample down, at this share of the tray's width and height; turned a little further each time."""
        sprites = sample_sprites()
        if not 0 <= index < len(sprites) or len(self._tray.lying) >= _MOST_LYING:
            return
        width, height = self._tray.size_px
        sprite = sprites[index]
        x, y = sprite.centre_xy_px
        self._laid += 1
        turned = 0.0 if self._laid == 1 else 0.7 * self._laid % (2 * np.pi)
        self._tray.drop(sprite, (across * width - x, along * height - y), float(turned))
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Take everything off, the hand too."""
        self._tray.clear()
        self._hand, self._laid = False, 0
        self.changed.emit()

    @Slot()
    def hold(self) -> None:
        """Hold a hand over the tray, or take it away."""
        self._hand = not self._hand
        self._tray.hand(self._hand)
        self.changed.emit()


class Thumbnails(QQuickImageProvider):
    """`image://sample/INDEX`: a part of the drawer, on nothing."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, ident: str, size: QSize, wanted: QSize) -> QImage:  # noqa: ARG002, N802 - Qt's signature
        """Called by QML."""
        index = int(ident) if ident.isdigit() else -1
        if not 0 <= index < len(sample_sprites()):
            return QImage(1, 1, QImage.Format.Format_ARGB32)
        return image_of(thumbnail(sample_sprites()[index]))


def thumbnail(sprite: Sprite) -> NDArray[np.uint8]:
    """(h, w, 4) B, G, R, alpha: clear where the light passes by as if nothing lay there."""
    linear = np.clip(_WHITE * sprite.ratio.toplit, 0, 1)
    coded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    alpha = np.clip(1.6 * (1 - sprite.ratio.backlit), 0, 1)
    return np.dstack([255 * coded, 255 * alpha]).astype(np.uint8)
