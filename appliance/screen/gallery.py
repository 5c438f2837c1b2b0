"""Pictures of the parts that are on show, cut from the photographs, for QML's image providers."""

import cv2
import numpy as np
from numpy.typing import NDArray

from appliance.messages import Answer
from appliance.reading import Part
from appliance.screen.levelled import Levelled, levelled

Picture = NDArray[np.uint8]


class Gallery:
    """The pictures of one answer at a time; each is made when it is first asked for."""

    def __init__(self) -> None:
        self._key = 0
        self._answer: Answer | None = None
        self._made: dict[str, Picture] = {}

    @property
    def key(self) -> int:
        """Of the load whose pictures these are."""
        return self._key

    def show(self, key: int, answer: Answer) -> None:
        """Pictures of this answer from now on."""
        if answer.shot is not (self._answer.shot if self._answer else None):
            self._made.clear()
        self._key, self._answer = key, answer

    def level(self, part: int) -> Levelled | None:
        """How a part is turned on its picture."""
        if self._answer is None or not 0 <= part < len(self._answer.reading.parts):
            return None
        return levelled(self._answer.reading.parts[part])

    def picture(self, name: str) -> Picture | None:
        """`part/KEY/INDEX` turned level and cut out, `tray/KEY` the whole photograph; (h, w, 4) B, G, R, alpha."""
        if name not in self._made:
            made = self._make(name.split("/"))
            if made is None:
                return None
            self._made[name] = made
        return self._made[name]

    def _make(self, words: list[str]) -> Picture | None:
        photograph = self._photograph()
        if photograph is None:
            return None
        match words:
            case ["tray", _]:
                return np.asarray(cv2.cvtColor(photograph, cv2.COLOR_BGR2BGRA), np.uint8)
            case ["part", _, index] if (
                index.isdigit() and self._answer and int(index) < len(self._answer.reading.parts)
            ):
                return cut_level(photograph, self._answer.reading.parts[int(index)])
        return None

    def _photograph(self) -> Picture | None:
        if self._answer is None:
            return None
        shot = self._answer.shot
        frame = shot.toplit or shot.photo or shot.backlit
        if frame is None:
            return None
        pixels = frame.pixels
        return pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)


def cut_level(photograph: Picture, part: Part) -> Picture:
    """The part turned level, fading into nothing around it; (h, w, 4) B, G, R, alpha in the size of `Levelled.box`."""
    level = levelled(part)
    x, y, width, height = level.box
    to_box = level.to_level.copy()
    to_box[:, 2] -= (x, y)
    to_box *= level.zoom
    size = (max(1, round(width * level.zoom)), max(1, round(height * level.zoom)))
    turned = cv2.warpAffine(photograph, to_box, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    inside = np.zeros(size[::-1], np.uint8)
    outline = (level.outline - (x, y)) * level.zoom
    cv2.fillPoly(inside, [np.round(outline * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    far = cv2.distanceTransform((inside < 128).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    halo = np.exp(-((np.maximum(far - 2, 0) / (0.011 * size[0] + 2)) ** 2)) * 255
    # toward the border of the box nothing may be left of it, or its edge would show
    rows, columns = (
        np.minimum(np.arange(size[1]), np.arange(size[1])[::-1]),
        np.minimum(np.arange(size[0]), np.arange(size[0])[::-1]),
    )
    rim = np.clip(np.minimum.outer(rows, columns) / (0.02 * size[0] + 1), 0, 1)
    alpha = np.maximum(inside, np.where(inside > 0, inside, halo * rim)).astype(np.uint8)
    return np.dstack([turned, alpha])
