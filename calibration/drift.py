"""What changed since the calibration, told by one shot of the empty tray: the lamp, the camera's pose, dirt.

What a change means decides when to ask for something (figures for METROLOGY.md's reference box, 58 um/px, H = 300 mm):
a camera tilted so that the picture moves by 1 px has its nadir off by 0.06 mm and its scale by 0.003 % at the picture's
rim: harmless in itself, but nothing bolted down moves by that much unless something came loose, and a lens that came
loose changes more than its picture shows. A change of scale goes into every length in full.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import hypot

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from calibration.estimate import Unmeasured
from calibration.flat import FlatField, srgb_to_linear
from calibration.marks import CELL_PX, Displacement, Texture, TrayMarks, displacement, texture_of
from calibration.plane import TrayView
from calibration.record import Calibration, check_fits
from calibration.refusal import CalibrationRefused
from drivers.frame import Frame, Light, Shot

_CELL_PX = 2 * CELL_PX
_LEVEL_CHANGED = 0.10  # every shot is evened out; beyond this the exposure no longer fits the lamp
_SHAPE_CHANGED = 0.04  # of the field, after its level: what evening out by the old field leaves on the tray
_OVEREXPOSED = 0.01
_OBJECT, _OBJECT_CORE = 0.25, 0.4  # how much light something takes (or adds) that is more than dust
_OBJECT_CELLS = 2  # 2 cells of 16 px are 1.7 mm2 on the reference box; a hair is thinner than a cell is wide
_SMUDGE_LEAST, _SMUDGE_SIGMAS, _SMUDGE_CELLS = 0.012, 5.0, 6
_SPECK, _SPECK_SIGMAS, _SPECK_LEAST_PX = 0.03, 7.5, 6
_DIRTY_SPECKS = 60  # as in flat.py
_SAME_MARK_PX = 5.0
_KNOCK_SHIFT_PX, _KNOCK_TURN_DEG = 1.0, 0.05
_SIGNIFICANT = 5.0
_SCALE_TIMES_U = 3.0
_U_MOST_SHIFT_PX, _U_MOST_TURN_DEG = 0.2, 0.01  # a fifth of what is asked about


class Remedy(StrEnum):
    """What somebody should do."""

    WIPE = "wipe"
    RETAKE_EMPTY = "retake_empty"
    CALIBRATE = "calibrate"


@dataclass(frozen=True)
class LampDrift:
    """How one lamp's light changed.

    Attributes
    ----------
    level_rel : relative change of the level, one a channel (grey, or blue, green, red)
    shape_rel : largest relative change anywhere on the tray once the level is taken out
    tilt_rel : how much more one side of the tray gained than the other, by the best plane
    overexposed : share of pixels that are white
    """

    light: Light
    level_rel: tuple[float, ...]
    shape_rel: float
    tilt_rel: float
    overexposed: float

    @property
    def greatest_level_rel(self) -> float:
        """The change of the channel that changed most."""
        return max(self.level_rel, key=abs)


@dataclass(frozen=True)
class Dirt:
    """What lies on the tray that did not when it was remembered.

    Attributes
    ----------
    specks_xy_px : middles of dust and crumbs
    smudges_xy_px : middles of faint spots some millimetres wide: fingerprints, oil
    """

    light: Light
    specks_xy_px: tuple[tuple[float, float], ...]
    smudges_xy_px: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Finding:
    """Something to be done, and why, in one sentence."""

    remedy: Remedy
    sentence: str


@dataclass(frozen=True)
class Drift:
    """What changed since the calibration.

    Attributes
    ----------
    lamps, dirt : by light, where the calibration has a flat field for it
    pose : how the picture moved, or why that cannot be told
    findings : what to do; empty when all is well
    """

    lamps: tuple[LampDrift, ...]
    pose: Displacement | Unmeasured
    dirt: tuple[Dirt, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing has to be done. Says nothing of a pose that cannot be told."""
        return not self.findings


def check_drift(empty: Shot, calibration: Calibration) -> Drift:
    """Compare a shot of the empty tray with what the calibration remembers of it.

    Raises
    ------
    CalibrationRefused
        if something lies on the tray, or the calibration has nothing to compare this shot with
    """
    check_fits(calibration, empty.size_px)
    frames = [frame for frame in (empty.backlit, empty.toplit) if frame is not None]
    known = [(frame, calibration.flats[frame.light]) for frame in frames if frame.light in calibration.flats]
    if not known:
        raise CalibrationRefused(
            "the calibration knows no empty tray under this light: calibrate with --empty and the same lights."
        )
    textures = {frame.light: texture_of(frame) for frame, _ in known}
    lamps, faint = [], []
    for frame, flat in known:
        lamp, smudges = _lamp(frame, flat, textures[frame.light])
        lamps.append(lamp)
        faint.append(smudges)
    pose = _told(displacement(calibration.marks, textures)) if calibration.marks else _NO_MARKS
    dirt = tuple(
        Dirt(light, _specks(texture, calibration.marks.get(light), pose), smudges)
        for (light, texture), smudges in zip(textures.items(), faint, strict=True)
    )
    findings = (*_about_pose(pose, calibration.view), *_about_lamps(lamps), *_about_dirt(dirt))
    return Drift(tuple(lamps), pose, dirt, findings)


_NO_MARKS = Unmeasured("the calibration file is from before marks of the tray were kept: calibrate again to have them")


def _told(pose: Displacement | Unmeasured) -> Displacement | Unmeasured:
    """A pose that would not show a knock is none."""
    if isinstance(pose, Displacement) and (pose.shift_px.u > _U_MOST_SHIFT_PX or pose.turn_deg.u > _U_MOST_TURN_DEG):
        return Unmeasured(
            f"the {pose.found} marks found again fix the picture only to "
            f"{pose.shift_px.u:.1f} px and {pose.turn_deg.u:.2f}°"
        )
    return pose


def _lamp(frame: Frame, flat: FlatField, texture: Texture) -> tuple[LampDrift, tuple[tuple[float, float], ...]]:
    """How the light changed, and the middles of smudges.

    Raises
    ------
    CalibrationRefused
        if something lies on the tray
    """
    if flat.size_px != frame.size_px or flat.grid.ndim != frame.pixels.ndim:
        raise CalibrationRefused(f"the {frame.light} frame and its flat field do not agree on size, colour or grey.")
    ratio = _cell_ratios(flat, texture)
    level = float(np.median(ratio))
    surface, plane = _low_order(ratio / max(level, 1e-6))
    left = np.asarray(ratio / max(level, 1e-6) / np.maximum(surface, 0.05) - 1.0, np.float32)
    _refuse_objects(left, frame.light)
    tilt = 2 * hypot(float(plane[0]), float(plane[1]))
    white = float(np.mean(frame.pixels[3::8, 3::8] >= 254))
    shape = float(np.abs(surface / np.median(surface) - 1.0).max())
    lamp = LampDrift(frame.light, _level_changes(frame, flat), shape, tilt, white)
    return lamp, _smudges(left, texture.reduced)


def _cell_ratios(flat: FlatField, texture: Texture) -> NDArray[np.float64]:
    """(rows, columns): light now over light then, mean of cells."""
    rows, columns = (n // 2 for n in texture.cells.shape)
    cells = texture.cells[: 2 * rows, : 2 * columns].astype(np.float64).reshape(rows, 2, columns, 2).mean(axis=(1, 3))
    step = _CELL_PX * texture.reduced
    then = flat.light_at(np.arange(columns) * step + (step - 1) / 2, np.arange(rows) * step + (step - 1) / 2)
    return np.asarray(cells / np.maximum(then if then.ndim == 2 else then[..., 1], 1e-4), np.float64)


def _level_changes(frame: Frame, flat: FlatField) -> tuple[float, ...]:
    """Relative change of the light, channel by channel, as the median over a grid of pixels."""
    width, height = frame.size_px
    columns, rows = np.arange(7, width, 13), np.arange(7, height, 13)
    then = flat.light_at(columns.astype(np.float64), rows.astype(np.float64))
    ratio = srgb_to_linear(frame.pixels[7::13, 7::13]) / np.maximum(then, 1e-4)
    return tuple(float(v) for v in np.atleast_1d(np.median(ratio, axis=(0, 1)) - 1.0))


def _low_order(ratio: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A quadratic surface through cells, those that do not fit left out; and its slopes over half the picture."""
    rows, columns = ratio.shape
    y, x = np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij")
    everywhere = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    terms, values = everywhere[::2, ::2].reshape(-1, 6), ratio[::2, ::2].ravel()  # a quarter of the cells is plenty
    near = np.abs(values - 1.0) < 0.5
    fit = np.array([1.0, 0, 0, 0, 0, 0])
    for _ in range(6):
        if near.sum() < 20:
            break
        used = terms[near]
        fit = np.linalg.solve(used.T @ used, used.T @ values[near])
        off = np.abs(values - terms @ fit)
        near = off <= max(4.0 * 1.4826 * float(np.median(off)), 0.005)
    return everywhere @ fit, fit[1:3]


def _refuse_objects(left: NDArray[np.float32], light: Light) -> None:
    """Raise where something takes so much light over so large a place that it is no dust."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((np.abs(left) > _OBJECT).astype(np.uint8), connectivity=8)
    large = np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= _OBJECT_CELLS) + 1
    count = sum(bool(np.abs(left[labels == i]).max() > _OBJECT_CORE) for i in large)
    if count:
        things = "something lies" if count == 1 else f"{count} things lie"
        raise CalibrationRefused(f"{things} on the tray in the {light} frame: the check wants it empty.")


def _smudges(left: NDArray[np.float32], reduced: int) -> tuple[tuple[float, float], ...]:
    """Middles, in px of the frame, of faint spots many cells wide."""
    smooth = cv2.medianBlur(left, 3)
    noise = 1.4826 * float(np.median(np.abs(smooth - np.median(smooth))))
    marked = (np.abs(smooth) > max(_SMUDGE_LEAST, _SMUDGE_SIGMAS * noise)).astype(np.uint8)
    _, _, stats, middles = cv2.connectedComponentsWithStats(marked, connectivity=8)
    kept = middles[1:][stats[1:, cv2.CC_STAT_AREA] >= _SMUDGE_CELLS]
    step = _CELL_PX * reduced
    return tuple((float(x * step + (step - 1) / 2), float(y * step + (step - 1) / 2)) for x, y in kept)


def _specks(
    texture: Texture, marks: TrayMarks | None, pose: Displacement | Unmeasured
) -> tuple[tuple[float, float], ...]:
    """Middles, in px of the frame, of specks that are not among the marks remembered."""
    xy, strength = texture.clear
    xy = xy[strength > max(_SPECK, _SPECK_SIGMAS * texture.noise)]
    if len(xy) == 0:
        return ()
    labels = _connected(xy, texture.contrast.shape[1])
    area = np.bincount(labels)
    new = area >= _SPECK_LEAST_PX
    if marks is not None and len(marks.xy_px):
        height, width = texture.contrast.shape
        known = marks.xy_px.astype(np.float64)
        if isinstance(pose, Displacement):
            full = texture.reduced
            known = pose.moved(known * full, full * (np.array([width, height]) - 1) / 2) / full
        # Any pixel near a mark will do: a scratch is long.
        apart = np.asarray(cKDTree(known).query(xy, distance_upper_bound=_SAME_MARK_PX)[0])
        new[labels[np.isfinite(apart)]] = False
    middles = np.column_stack([np.bincount(labels, xy[:, i]) / area for i in (0, 1)])[new] * texture.reduced
    return tuple((float(x), float(y)) for x, y in middles)


def _connected(xy: NDArray[np.int32], width: int) -> NDArray[np.intp]:
    """Number of the speck that each pixel belongs to (8 neighbours); pixels come row by row."""
    place = xy[:, 1].astype(np.int64) * (width + 2) + xy[:, 0]
    pairs = []
    for step in (1, width + 1, width + 2, width + 3):
        at = np.searchsorted(place, place + step).clip(0, len(place) - 1)
        here = np.flatnonzero(place[at] == place + step)
        pairs.append(np.column_stack([here, at[here]]))
    one, other = np.vstack(pairs).T
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(xy), len(xy)))
    return np.asarray(connected_components(graph, directed=False)[1], np.intp)


def _about_pose(pose: Displacement | Unmeasured, view: TrayView) -> list[Finding]:
    if isinstance(pose, Unmeasured):
        return []
    shift, turn, scale = pose.shift_px, pose.turn_deg, pose.scale_rel
    shifted = shift.value > max(_KNOCK_SHIFT_PX, _SIGNIFICANT * shift.u)
    turned = abs(turn.value) > max(_KNOCK_TURN_DEG, _SIGNIFICANT * turn.u)
    grown = abs(scale.value) > max(_SCALE_TIMES_U * view.u_scale_rel, _SIGNIFICANT * scale.u)
    if not (shifted or turned or grown):
        return []
    moved = [f"moved by {shift.value:.1f} px"]
    moved += [f"turned by {abs(turn.value):.2f}°"] if turned else []
    moved += [f"{'grown' if scale.value > 0 else 'shrunk'} by {abs(scale.value):.2%}"] if grown else []
    words = " and ".join(moved) if len(moved) < 3 else f"{moved[0]}, {moved[1]} and {moved[2]}"
    sentence = f"the camera or the tray was knocked: the picture has {words}; calibrate again"
    return [Finding(Remedy.CALIBRATE, sentence)]


def _about_lamps(lamps: list[LampDrift]) -> list[Finding]:
    findings = []
    for lamp in lamps:
        name = "backlight" if lamp.light is Light.BACKLIT else "top light"
        level = lamp.greatest_level_rel
        if lamp.overexposed > _OVEREXPOSED:
            said = f"{lamp.overexposed:.0%} of the {name}'s frame is white: shorten the exposure, then"
        elif abs(level) > _LEVEL_CHANGED:
            said = f"the {name} has changed by {level:+.0%}:"
        elif lamp.shape_rel > _SHAPE_CHANGED:
            said = f"the {name} is spread otherwise over the tray by up to {lamp.shape_rel:.0%}:"
        else:
            continue
        findings.append(Finding(Remedy.RETAKE_EMPTY, f"{said} re-take the empty tray"))
    return findings


def _about_dirt(dirt: tuple[Dirt, ...]) -> list[Finding]:
    specks = max(len(d.specks_xy_px) for d in dirt)
    smudges = max(len(d.smudges_xy_px) for d in dirt)
    if specks <= _DIRTY_SPECKS and not smudges:
        return []
    seen = [f"{specks} new specks"] if specks > _DIRTY_SPECKS else []
    seen += [f"{smudges} smudge{'s' if smudges > 1 else ''}"] if smudges else []
    return [Finding(Remedy.WIPE, f"wipe the tray: {' and '.join(seen)} on it")]
