"""What a camera delivers: frames under a known light, and shots of one or two of them."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Light(StrEnum):
    """Which lamp lit the frame."""

    BACKLIT = "backlit"
    TOPLIT = "toplit"
    AMBIENT = "ambient"  # a photograph by whatever light there was


@dataclass(frozen=True)
class Frame:
    """One picture as delivered, 8-bit and sRGB-coded.

    Attributes
    ----------
    pixels : (height, width) uint8 for grey, or (height, width, 3) uint8 in B, G, R order
    light : the lamp that lit it
    focal_px : a rough focal length in pixels where the camera wrote one into the picture (EXIF), for photographs only
    ended_s : when its exposure ended, in seconds of the rig's clock, where a camera of ours took it
    """

    pixels: NDArray[np.uint8]
    light: Light
    focal_px: float | None = None
    ended_s: float | None = None

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return int(self.pixels.shape[1]), int(self.pixels.shape[0])


@dataclass(frozen=True)
class Shot:
    """What was seen at one moment: a backlit and a top-lit frame, either alone, or a single photograph.

    Attributes
    ----------
    name : the path or the serial number it is known by
    backlit, toplit : frames of the same tray from the same camera
    photo : a photograph from a camera that nobody calibrated; then there are no other frames
    """

    name: str
    backlit: Frame | None = None
    toplit: Frame | None = None
    photo: Frame | None = None

    def __post_init__(self) -> None:
        if self.photo is not None and (self.backlit is not None or self.toplit is not None):
            raise ValueError("a shot is either a photograph or frames of the tray")
        if self.photo is None and self.backlit is None and self.toplit is None:
            raise ValueError("a shot needs at least one frame")

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames there are, backlit first."""
        return tuple(f for f in (self.backlit, self.toplit, self.photo) if f is not None)

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height) in pixels of its frames."""
        return self.frames[0].size_px
