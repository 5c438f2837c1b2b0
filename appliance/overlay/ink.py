"""Lines, arrows and type on paper, all antialiased at sub-pixel positions. Points are (x, y) in pixels of the paper.

OpenCV 5 brings two typefaces of its own; `sans` (Rubik) has the ×, ±, Ø and fractions that dimensions need.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Colour: TypeAlias = tuple[int, int, int]
Align: TypeAlias = Literal["left", "middle", "right"]

PAPER: Colour = (246, 249, 250)  # B, G, R throughout
INK: Colour = (52, 41, 30)
DIMENSION: Colour = (122, 86, 40)
FAINT: Colour = (160, 150, 140)
RULE: Colour = (219, 214, 208)
SIGN: Colour = (110, 92, 14)  # the petrol of the aisle sign and of outlines
WARN: Colour = (38, 92, 176)

_SHIFT = 4  # OpenCV draws at 1/16 px


@cache
def _face(name: str) -> "cv2.FontFace":
    return cv2.FontFace(name)


def _runs(text: str) -> list[tuple[str, "cv2.FontFace"]]:
    """The text in runs of one face: OpenCV's `sans` lacks round brackets and would set them wide apart."""
    return [(run, _face("uni" if run in "()" else "sans")) for run in re.split(r"([()])", text) if run]


def text_width(text: str, size_px: int, weight: int = 400) -> int:
    """Width of a line of text in pixels."""
    return sum(int(cv2.getTextSize((0, 0), run, (0, 0), face, size_px, weight)[2]) for run, face in _runs(text))


def wrapped(text: str, size_px: int, weight: int, width_px: int, most_lines: int) -> list[str]:
    """The text broken between words into lines of at most `width_px`; the last one ends in … where words are left."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most_lines:
        taken = 1
        while taken < len(words) and text_width(" ".join(words[: taken + 1]), size_px, weight) <= width_px:
            taken += 1
        lines.append(" ".join(words[:taken]))
        words = words[taken:]
    if words:
        lines[-1] += " …"
    return [shortened(line, size_px, weight, width_px) for line in lines]


def shortened(text: str, size_px: int, weight: int, width_px: int) -> str:
    """The text, cut with … where it is wider than `width_px`."""
    if text_width(text, size_px, weight) <= width_px:
        return text
    while text and text_width(text + "…", size_px, weight) > width_px:
        text = text[:-1]
    return text.rstrip(" …") + "…"


@dataclass(frozen=True)
class Paper:
    """Something to draw on.

    Attributes
    ----------
    pixels : (height, width, 3) uint8 in B, G, R order, drawn on in place
    """

    pixels: NDArray[np.uint8]

    @classmethod
    def blank(cls, width_px: int, height_px: int) -> "Paper":
        """An empty sheet."""
        return cls(np.full((height_px, width_px, 3), PAPER, np.uint8))

    def path(self, points_xy: ArrayLike, colour: Colour, width_px: int = 2, *, closed: bool = False) -> None:
        """A line through points."""
        fixed = np.round(np.asarray(points_xy, np.float64) * (1 << _SHIFT)).astype(np.int32)
        cv2.polylines(self.pixels, [fixed.reshape(-1, 1, 2)], closed, colour, width_px, cv2.LINE_AA, _SHIFT)

    def fill(self, points_xy: ArrayLike, colour: Colour) -> None:
        """A filled polygon."""
        fixed = np.round(np.asarray(points_xy, np.float64) * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(self.pixels, [fixed.reshape(-1, 1, 2)], colour, cv2.LINE_AA, _SHIFT)

    def disc(self, centre_xy: ArrayLike, radius_px: float, colour: Colour) -> None:
        """A filled circle."""
        x, y = np.round(np.asarray(centre_xy, np.float64) * (1 << _SHIFT)).astype(int)
        radius = round(radius_px * (1 << _SHIFT))
        cv2.circle(self.pixels, (int(x), int(y)), radius, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)

    def plaque(self, left: float, top: float, right: float, bottom: float, colour: Colour, radius_px: float) -> None:
        """A filled rectangle with round corners."""
        r = radius_px
        quarter = np.linspace(0, np.pi / 2, 12)
        arc = r * np.stack([np.cos(quarter), np.sin(quarter)], axis=1)
        corners = [
            np.array([right - r, bottom - r]) + arc,
            np.array([left + r, bottom - r]) + arc[::-1] * [-1, 1],
            np.array([left + r, top + r]) - arc,
            np.array([right - r, top + r]) + arc[::-1] * [1, -1],
        ]
        self.fill(np.concatenate(corners), colour)

    def arrow(self, at_xy: ArrayLike, towards_xy: ArrayLike) -> None:
        """A slim arrow head that ends at `at_xy` and comes from `towards_xy` (ISO 129-1: filled)."""
        at = np.asarray(at_xy, np.float64)
        back = np.asarray(towards_xy, np.float64) - at
        back *= 17.0 / np.hypot(*back)
        side = np.array([-back[1], back[0]]) * 0.16
        self.fill([at, at + back + side, at + back - side], DIMENSION)

    def text(
        self, at_xy: ArrayLike, text: str, size_px: int, weight: int = 400, colour: Colour = INK, align: Align = "left"
    ) -> float:
        """A line of text on its base line; returns the x where it ends."""
        x, y = np.asarray(at_xy, np.float64)
        width = text_width(text, size_px, weight)
        x -= {"left": 0.0, "middle": width / 2, "right": float(width)}[align]
        for run, face in _runs(text):
            cv2.putText(self.pixels, run, (round(x), round(y)), colour, face, size_px, weight)
            x += cv2.getTextSize((0, 0), run, (0, 0), face, size_px, weight)[2]
        return float(x)
