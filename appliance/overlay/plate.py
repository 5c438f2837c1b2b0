"""A plate: one part turned level on its own photograph, head to the left, with its dimensions around it.

Turning the photograph rather than the lettering leaves room on known sides, so no label can meet another or the part.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from appliance import wording
from appliance.overlay.dimensions import ROW_PX, Label, across, fitting, upright
from appliance.overlay.ink import DIMENSION, FAINT, PAPER, SIGN, Paper
from appliance.reading import Part
from calibration.estimate import Estimate
from models_onnx.vocabulary import Head

_SIDE_PX = 385  # left and right of the part, for the diameters
_TALLEST_PX = 460
_MOST_ENLARGED = 5.0
_MARGIN_PX = 46
_PITCHES_SHOWN = 5
_FIRST_ROW_PX = 40  # from the part to the nearest dimension line
_SCALE_BAR_PX = 110  # what the scale bar takes off the lower side


@dataclass(frozen=True)
class _Level:
    """The part's points on the plate: axis level, head to the left.

    Attributes
    ----------
    to_plate : (2, 3) affine map from the photograph
    outline_xy : (n, 2) on the plate
    """

    to_plate: NDArray[np.float64]
    outline_xy: NDArray[np.float64]
    height_px: int

    def at(self, points_xy_px: ArrayLike) -> NDArray[np.float64]:
        """Points of the photograph on the plate; same shape as given."""
        points = np.asarray(points_xy_px, np.float64)
        return np.asarray(points @ self.to_plate[:, :2].T + self.to_plate[:, 2], np.float64)


def draw_plate(photograph: NDArray[np.uint8], part: Part, width_px: int, least_height_px: int) -> NDArray[np.uint8]:
    """Draw a measured part.

    Parameters
    ----------
    photograph : (height, width, 3) B, G, R
    part : with its outline; landmarks where it was measured
    least_height_px : height of the card it stands beside

    Returns
    -------
    (height, `width_px`, 3) B, G, R; as high as the part and its dimensions need
    """
    above, below = _rows(part)
    above_px, below_px = _MARGIN_PX + above * ROW_PX, max(_MARGIN_PX + below * ROW_PX, _SCALE_BAR_PX)
    level = _levelled(part, width_px, above_px, below_px, least_height_px)
    paper = Paper(_washed(photograph, level, width_px))
    paper.path(level.outline_xy, SIGN, 2, closed=True)
    if part.landmarks is not None:
        _draw_lengths(paper, part, level)
        _draw_diameters(paper, part, level)
    _draw_scale_bar(paper, part, level)
    return paper.pixels


def _rows(part: Part) -> tuple[int, int]:
    """How many dimensions stand above and below the part."""
    m, marks = part.measurement, part.landmarks
    if marks is None:
        return 0, 0
    above = bool(m.overall_length_mm) + bool(m.pitch_mm and marks.thread_xy_px is not None)
    below = _has_nominal_row(part) + bool(m.threaded_length_mm and marks.thread_xy_px is not None)
    return above, below


def _levelled(part: Part, width_px: int, above_px: float, below_px: float, least_height_px: int) -> _Level:
    """Turn the axis level with the head to the left, and enlarge the part to fill what the labels leave."""
    outline = np.asarray(part.outline_xy_px, np.float64)
    if part.landmarks is not None:
        axis = np.asarray(part.landmarks.tail_xy_px, np.float64) - part.landmarks.face_xy_px
    else:
        axis = np.linalg.svd(outline - outline.mean(axis=0), full_matrices=False)[2][0]
    axis = axis / np.hypot(*axis)
    turn = np.array([[axis[0], axis[1]], [-axis[1], axis[0]]])
    lying = outline @ turn.T
    low, high = lying.min(axis=0), lying.max(axis=0)
    extent = np.maximum(high - low, 1.0)
    scale = min((width_px - 2 * _SIDE_PX) / extent[0], _TALLEST_PX / extent[1], _MOST_ENLARGED)
    height_px = round(above_px + below_px + scale * extent[1])
    above_px += max(least_height_px - height_px, 0) / 2
    height_px = max(height_px, least_height_px)
    shift = np.array([width_px / 2 - scale * (low[0] + high[0]) / 2, above_px - scale * low[1]])
    to_plate = np.column_stack([scale * turn, shift])
    return _Level(to_plate, scale * lying + shift, height_px)


def _washed(photograph: NDArray[np.uint8], level: _Level, width_px: int) -> NDArray[np.uint8]:
    """The turned photograph, washed out towards paper away from the part, so that ink reads on any background."""
    size = (width_px, level.height_px)
    picture = cv2.warpAffine(
        photograph, level.to_plate, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    near = np.zeros(size[::-1], np.uint8)
    cv2.fillPoly(near, [np.round(level.outline_xy).astype(np.int32)], 255)
    far_px = cv2.distanceTransform(255 - near, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    kept = (0.18 + 0.82 * np.exp(-((np.maximum(far_px - 4, 0) / 26) ** 2)))[..., None]
    return np.asarray(kept * picture + (1 - kept) * np.array(PAPER, np.float32), np.float32).round().astype(np.uint8)


def _draw_lengths(paper: Paper, part: Part, level: _Level) -> None:
    marks, m = part.landmarks, part.measurement
    assert marks is not None
    face_x, tail_x = level.at(marks.face_xy_px)[0], level.at(marks.tail_xy_px)[0]
    thread = None if marks.thread_xy_px is None else level.at(marks.thread_xy_px)[:, 0]
    upper = level.outline_xy[:, 1].min() - _FIRST_ROW_PX
    if isinstance(m.pitch_mm, Estimate) and thread is not None:
        _draw_pitch(paper, part, level, (min(thread), max(thread)), upper)
        upper -= ROW_PX
    if isinstance(m.overall_length_mm, Estimate):
        ends = _on_outline(level, face_x, upper=True), _on_outline(level, tail_x, upper=True)
        across(
            paper,
            *ends,
            upper,
            _length_label(part, m.overall_length_mm, "overall" if _has_nominal_row(part) else "length"),
        )
    lower = level.outline_xy[:, 1].max() + _FIRST_ROW_PX
    if isinstance(m.threaded_length_mm, Estimate) and thread is not None:
        ends = _on_outline(level, min(thread), upper=False), _on_outline(level, max(thread), upper=False)
        label = fitting(Label(wording.with_doubt(m.threaded_length_mm), "thread"), max(thread) - min(thread) - 20)
        if label is not None:
            across(paper, *ends, lower, label)
            lower += ROW_PX
    px_per_mm = _px_per_mm(part, level)
    if _has_nominal_row(part) and isinstance(m.nominal_length_mm, Estimate) and px_per_mm is not None:
        # Where the trade begins to count (under the head, at the rim of an oval one) follows from the length itself.
        start_x = tail_x - m.nominal_length_mm.value * px_per_mm
        ends = _on_outline(level, start_x, upper=False), _on_outline(level, tail_x, upper=False)
        across(paper, *ends, lower, _length_label(part, m.nominal_length_mm, "length"))


def _has_nominal_row(part: Part) -> bool:
    """Whether the trade's length is another than the overall one, which has a row already."""
    overall, nominal = part.measurement.overall_length_mm, part.measurement.nominal_length_mm
    if not isinstance(overall, Estimate) or not isinstance(nominal, Estimate):
        return False
    return overall.value - nominal.value > 0.02 * overall.value


def _draw_pitch(paper: Paper, part: Part, level: _Level, thread_x: tuple[float, float], y: float) -> None:
    """A few pitches from crest to crest at the upper side, near the middle of the thread."""
    pitch_mm, marks, px_per_mm = part.measurement.pitch_mm, part.landmarks, _px_per_mm(part, level)
    if px_per_mm is None or marks is None or not isinstance(pitch_mm, Estimate):
        return
    pitch_px = pitch_mm.value * px_per_mm
    begin, end = thread_x
    count = min(_PITCHES_SHOWN, int((end - begin) / pitch_px) - 1)
    if count < 1:
        return
    start = (begin + end - count * pitch_px) / 2
    crest = min(
        (_on_outline(level, x, upper=True) for x in np.linspace(start - pitch_px / 2, start + pitch_px / 2, 41)),
        key=lambda point: float(point[1]),
    )
    far = np.array([crest[0] + count * pitch_px, crest[1]])
    ends_x = level.at(np.stack([marks.face_xy_px, marks.tail_xy_px]))[:, 0]
    middle = (crest[0] + far[0]) / 2
    room_px = 2 * (min(middle - min(ends_x), max(ends_x) - middle) - 16)
    value = f"{f'{count} × ' if count > 1 else ''}{wording.with_doubt(pitch_mm)}"
    label = fitting(Label(value, _threads(part, pitch_mm)), room_px)
    if label is not None:
        across(paper, crest, far, y, label)


def _px_per_mm(part: Part, level: _Level) -> float | None:
    """Enlargement along the part's axis, from its overall length."""
    overall, marks = part.measurement.overall_length_mm, part.landmarks
    if not isinstance(overall, Estimate) or marks is None:
        return None
    return float(np.hypot(*(level.at(marks.tail_xy_px) - level.at(marks.face_xy_px)))) / overall.value


def _threads(part: Part, pitch_mm: Estimate) -> str:
    return "pitch" if wording.is_metric(part) else f"pitch, {wording.INCH_MM / pitch_mm.value:.1f} per inch"


def _draw_diameters(paper: Paper, part: Part, level: _Level) -> None:
    marks, m = part.landmarks, part.measurement
    assert marks is not None
    left, right = level.outline_xy[:, 0].min(), level.outline_xy[:, 0].max()
    if marks.head_xy_px is not None and isinstance(m.head_diameter_mm, Estimate):
        upper, lower = _upper_first(level.at(marks.head_xy_px))
        upright(paper, upper, lower, left - 54, _diameter_label(m.head_diameter_mm, _head_word(part)))
    if marks.body_xy_px is not None and isinstance(m.major_diameter_mm, Estimate):
        upper, lower = _upper_first(level.at(marks.body_xy_px))
        upright(paper, upper, lower, right + 54, _diameter_label(m.major_diameter_mm, _size_name(part)))


def _size_name(part: Part) -> str:
    return part.sizes[0].name if part.sizes else "body"


def _upper_first(pair_xy: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    a, b = pair_xy
    return (a, b) if a[1] <= b[1] else (b, a)


def _diameter_label(diameter_mm: Estimate, note: str) -> Label:
    return Label("Ø " + wording.with_doubt(diameter_mm), f"{note}, {diameter_mm.value / wording.INCH_MM:.3f} in")


def _head_word(part: Part) -> str:
    return "eye" if part.attributes.head is not None and part.attributes.head.best is Head.EYE else "head"


def _length_label(part: Part, length: Estimate, what: str) -> Label:
    inches = wording.trade_inches(length.value) or f"{length.value / wording.INCH_MM:.2f} in"
    return Label(wording.with_doubt(length), what if wording.is_metric(part) else f"{what}, {inches}")


def _on_outline(level: _Level, x: float, *, upper: bool) -> NDArray[np.float64]:
    """The outermost point of the outline near x, on its upper or lower side."""
    distance = np.abs(level.outline_xy[:, 0] - x)
    near = level.outline_xy[distance <= max(3.0, float(distance.min()) + 0.5)]
    point = near[np.argmin(near[:, 1]) if upper else np.argmax(near[:, 1])]
    return np.array([x, point[1]])


def _draw_scale_bar(paper: Paper, part: Part, level: _Level) -> None:
    """Ten millimetres at the height of the part, in the lower left corner."""
    px_per_mm = _px_per_mm(part, level)
    if px_per_mm is None:
        return
    length_mm = 10 if 10 * px_per_mm < 260 else 5
    y, x = level.height_px - 34.0, 40.0
    end = x + length_mm * px_per_mm
    paper.path([[x, y], [end, y]], DIMENSION, 2)
    for tick in (x, end):
        paper.path([[tick, y - 7], [tick, y + 7]], DIMENSION, 2)
    paper.text((x, y - 16), f"{length_mm} mm", 21, 400, FAINT)
