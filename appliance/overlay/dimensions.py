"""Dimension lines as on an engineering drawing: extension lines, a line with slim arrows, a value with its doubt."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from appliance.overlay.ink import DIMENSION, FAINT, INK, Align, Paper, text_width

_GAP_PX = 10  # between the part and its extension line (ISO 129-1 leaves a small gap)
_BEYOND_PX = 9  # how far the extension line runs past the arrow
LABEL_PX = 27
NOTE_PX = 23
ROW_PX = 84  # what a dimension with its label takes off the side it stands on


@dataclass(frozen=True)
class Label:
    """The value in bold and what it is, or its inches, in grey behind or under it."""

    value: str
    note: str = ""

    @property
    def width_px(self) -> int:
        """Width when set on one line."""
        return text_width(self.value, LABEL_PX, 500) + (14 + text_width(self.note, NOTE_PX) if self.note else 0)


def fitting(label: Label, room_px: float) -> Label | None:
    """The label, without its note or not at all where there is no room for it."""
    if label.width_px <= room_px:
        return label
    bare = Label(label.value)
    return bare if bare.width_px <= room_px else None


def across(paper: Paper, left_xy: ArrayLike, right_xy: ArrayLike, y: float, label: Label) -> None:
    """A horizontal dimension at height y between two points, its label on the line's outer side."""
    a, b = np.asarray(left_xy, np.float64), np.asarray(right_xy, np.float64)
    outwards = np.sign(y - a[1])
    for end in (a, b):
        paper.path([[end[0], end[1] + outwards * _GAP_PX], [end[0], y + outwards * _BEYOND_PX]], DIMENSION, 1)
    _between(paper, np.array([a[0], y]), np.array([b[0], y]))
    base = y - 16 if outwards < 0 else y + 16 + LABEL_PX * 0.75
    on_one_line(paper, ((a[0] + b[0]) / 2, base), label, "middle")


def upright(paper: Paper, upper_xy: ArrayLike, lower_xy: ArrayLike, x: float, label: Label) -> None:
    """A vertical dimension at x between two points, its label in two lines on the outer side."""
    a, b = np.asarray(upper_xy, np.float64), np.asarray(lower_xy, np.float64)
    outwards = np.sign(x - a[0])
    for end in (a, b):
        paper.path([[end[0] + outwards * _GAP_PX, end[1]], [x + outwards * _BEYOND_PX, end[1]]], DIMENSION, 1)
    _between(paper, np.array([x, a[1]]), np.array([x, b[1]]))
    align: Align = "left" if outwards > 0 else "right"
    side, middle = x + outwards * 22, (a[1] + b[1]) / 2
    base = middle - 4 if label.note else middle + LABEL_PX * 0.36
    paper.text((side, base), label.value, LABEL_PX, 500, INK, align)
    if label.note:
        paper.text((side, middle + NOTE_PX + 2), label.note, NOTE_PX, 400, FAINT, align)


def on_one_line(paper: Paper, at_xy: ArrayLike, label: Label, align: Align) -> None:
    """A label's value and note behind one another."""
    x, y = np.asarray(at_xy, np.float64)
    x -= {"left": 0, "middle": label.width_px / 2, "right": label.width_px}[align]
    end = paper.text((x, y), label.value, LABEL_PX, 500)
    if label.note:
        paper.text((end + 14, y), label.note, NOTE_PX, 400, FAINT)


def _between(paper: Paper, a: NDArray[np.float64], b: NDArray[np.float64]) -> None:
    """The line with its arrows, outside and pointing inwards where there is no room between them."""
    length = float(np.hypot(*(b - a)))
    if length < 1:
        return
    step = (b - a) / length
    if length >= 54:
        paper.path([a, b], DIMENSION, 2)
        paper.arrow(a, b)
        paper.arrow(b, a)
    else:
        paper.path([a - 40 * step, a], DIMENSION, 2)
        paper.path([b, b + 40 * step], DIMENSION, 2)
        paper.arrow(a, a - step)
        paper.arrow(b, b + step)
