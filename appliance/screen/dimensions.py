"""Which dimensions stand around a part and where, in levelled pixels; QML draws the lines. No Qt."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from appliance import wording
from appliance.reading import Part
from appliance.screen import naming
from appliance.screen.levelled import Levelled, levelled
from appliance.screen.phrases import Phrases
from calibration.estimate import Estimate

_MOST_POINTS = 420  # of an outline: a screen shows no more


def hero_of(part: Part, key: int, index: int, say: Phrases) -> dict[str, Any]:
    """The part level on its picture, with its outline and dimensions.

    Returns
    -------
    picture : its name; box : (x, y, width, height) of it; low, high : corners of the outline; outline : SVG path;
    around : its length in levelled pixels; dims : `across` or `upright` lines {kind, side, row, a, b, value, note}
    """
    level = levelled(part)
    outline = _thinned(level.outline)
    steps = np.diff(np.vstack([outline, outline[:1]]), axis=0)
    path = "M " + " L ".join(f"{x:.1f} {y:.1f}" for x, y in outline) + " Z"
    return {
        "picture": f"image://part/{key}/{index}",
        "box": list(level.box),
        "low": level.outline.min(axis=0).tolist(),
        "high": level.outline.max(axis=0).tolist(),
        "outline": path,
        "around": float(np.hypot(*steps.T).sum()),
        "dims": _dims(part, level, say),
    }


def _thinned(outline: NDArray[np.float64]) -> NDArray[np.float64]:
    step = max(1, len(outline) // _MOST_POINTS)
    return outline[::step]


def _dims(part: Part, level: Levelled, say: Phrases) -> list[dict[str, Any]]:
    marks, m = part.landmarks, part.measurement
    if marks is None:
        return []
    metric = wording.is_metric(part)
    tail_x, face_x = float(level.at(marks.tail_xy_px)[0]), float(level.at(marks.face_xy_px)[0])
    found: list[dict[str, Any]] = []
    if isinstance(m.nominal_length_mm, Estimate):
        scale = _px_per_mm(part, tail_x - face_x)
        start = face_x if scale is None else tail_x - m.nominal_length_mm.value * scale
        value, note = _length(m.nominal_length_mm, say, metric=metric)
        found.append(_across(level, (start, tail_x), "below", 0, value, note))
    if isinstance(m.overall_length_mm, Estimate) and _is_another(m.overall_length_mm, m.nominal_length_mm):
        value, note = say("dims.overall"), naming.millimetres(m.overall_length_mm, say)
        found.append(_across(level, (face_x, tail_x), "above", 0, value, note))
    if marks.head_xy_px is not None and isinstance(m.head_diameter_mm, Estimate):
        found.append(_upright(level.at(marks.head_xy_px), "left", m.head_diameter_mm, say("dims.head"), say))
    if marks.body_xy_px is not None and isinstance(m.major_diameter_mm, Estimate):
        size = naming.size_of(part) or say("dims.thread")
        found.append(_upright(level.at(marks.body_xy_px), "right", m.major_diameter_mm, size, say))
    return found


def _is_another(overall: Estimate, nominal: object) -> bool:
    return not isinstance(nominal, Estimate) or overall.value - nominal.value > 0.02 * overall.value


def _px_per_mm(part: Part, length_px: float) -> float | None:
    overall = part.measurement.overall_length_mm
    return length_px / overall.value if isinstance(overall, Estimate) else None


def _length(length: Estimate, say: Phrases, *, metric: bool) -> tuple[str, str]:
    """The trade's length in large, what was measured in small."""
    measured = naming.millimetres(length, say)
    if metric:
        return say("format.mm", n=say.number(length.value, 0)), f"{measured} · {naming.inches(length.value, say, 2)}"
    trade = wording.trade_inches(length.value)
    words = naming.inch(trade.removesuffix(" in"), say) if trade else naming.inches(length.value, say, 2)
    return words, measured


def _across(level: Levelled, ends_x: tuple[float, float], side: str, row: int, value: str, note: str) -> dict[str, Any]:
    a, b = ([x, _edge(level, x, upper=side == "above")] for x in sorted(ends_x))
    return {"kind": "across", "side": side, "row": row, "a": a, "b": b, "value": value, "note": note}


def _upright(pair_xy: NDArray[np.float64], side: str, diameter: Estimate, name: str, say: Phrases) -> dict[str, Any]:
    a, b = sorted(pair_xy.tolist(), key=lambda at: float(at[1]))
    value = f"Ø {say('format.mm', n=say.number(diameter.value, 2))}"
    note = f"{name}, {naming.inches(diameter.value, say)}"
    return {"kind": "upright", "side": side, "row": 0, "a": a, "b": b, "value": value, "note": note}


def _edge(level: Levelled, x: float, *, upper: bool) -> float:
    """Height of the outline near x on its upper or lower side."""
    distance = np.abs(level.outline[:, 0] - x)
    near = level.outline[distance <= max(3.0, float(distance.min()) + 0.5), 1]
    return float(near.min() if upper else near.max())
