"""Pictures of the parts of a scan, cut from its shot, small enough to keep."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from appliance.reading import Reading
from drivers.frame import Frame, Light, Shot

_MARGIN_SHARE = 0.15  # of the longer side: the patch that networks see reaches over the outline
_LEAST_MARGIN_PX = 64  # training keeps 60 around a part (models_onnx.confirmed)


@dataclass(frozen=True)
class Crop:
    """A part's surroundings in one frame.

    Attributes
    ----------
    part : its place in the reading's parts
    light : the frame that it was cut from
    left_px, top_px : where its upper left pixel is in the frame
    picture : a JPEG file
    """

    part: int
    light: Light
    left_px: int
    top_px: int
    picture: bytes


def crops_of(shot: Shot, reading: Reading, quality: int) -> Iterator[Crop]:
    """Every part in every frame, as JPEG of this quality (1 to 100)."""
    for number, part in enumerate(reading.parts):
        for frame in shot.frames:
            left, top, right, bottom = _box_px(np.asarray(part.outline_xy_px), frame)
            if right > left and bottom > top:
                picture = _jpeg(frame, left, top, right, bottom, quality)
                yield Crop(number, frame.light, left, top, picture)


def _box_px(
    outline_xy_px: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", frame: Frame
) -> tuple[int, int, int, int]:
    """Left, top, right, bottom (the latter two exclusive), within the frame."""
    low, high = outline_xy_px.min(axis=0), outline_xy_px.max(axis=0)
    margin = max(_LEAST_MARGIN_PX, _MARGIN_SHARE * float((high - low).max()))
    width, height = frame.size_px
    left, top = np.floor(np.clip(low - margin, 0, (width, height))).astype(int)
    right, bottom = np.ceil(np.clip(high + margin + 1, 0, (width, height))).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _jpeg(frame: Frame, left: int, top: int, right: int, bottom: int, quality: int) -> bytes:
    done, coded = cv2.imencode(".jpg", frame.pixels[top:bottom, left:right], [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise OSError("a part's picture cannot be encoded")
    return coded.tobytes()
