"""Solids of revolution and helices built in 3-D and projected exactly: the truth that metrology is to recover.

The convex hull of two circles projects into the convex hull of their projections, so a stack of frustums has as its
outline the outer envelope of plane hulls: no ray is traced, no pixel is drawn, and nothing of `appliance.metrology` is
used but `Axis`.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from appliance.metrology.pose import Axis
from calibration.plane import TrayView

Array = NDArray[np.float64]
AROUND = 720  # points on a circle: 0.01 permille of the radius inside the true one
STEP_MM = 0.01  # between points of an outline


def tray_view(
    height_mm: float = 300.0,
    mm_per_px: float = 0.055,
    size_px: tuple[int, int] = (2028, 1520),
    distortion: tuple[float, float, float, float, float] = (-0.12, 0.08, 4e-4, -3e-4, 0.0),
    normal: tuple[float, float, float] = (0.006, -0.004, -1.0),
    u_scale_rel: float = 2e-4,
) -> TrayView:
    """A camera over the tray with a real lens, not quite square to it."""
    f = height_mm / mm_per_px
    matrix = np.array([[f, 0, size_px[0] / 2 + 7.3], [0, f * 1.0005, size_px[1] / 2 - 5.1], [0, 0, 1.0]])
    n = np.array(normal)
    return TrayView(matrix, np.array(distortion), n / np.linalg.norm(n), height_mm, u_scale_rel, 0.05)


def on_tray(points_xyz_mm: Array, camera_height_mm: float) -> Array:
    """(n, 2) where the rays through points meet z = 0."""
    return np.asarray(points_xyz_mm[:, :2] * (camera_height_mm / (camera_height_mm - points_xyz_mm[:, 2:])), np.float64)


def circle(axis: Axis, s_mm: float, radius_mm: float, around: int = AROUND) -> Array:
    """(n, 3) points of a circle about the axis."""
    turn = np.linspace(0, 2 * np.pi, around, endpoint=False)
    across = np.cos(turn)[:, None] * axis.sideways + np.sin(turn)[:, None] * axis.upright
    return np.asarray(axis.point_xyz_mm + s_mm * axis.direction + radius_mm * across, np.float64)


def _chains(polygon: Array, t: Array) -> tuple[Array, Array]:
    """Upper and lower y of a convex polygon at t; not a number beside it."""
    hull = polygon[ConvexHull(polygon).vertices]
    i, j = int(hull[:, 0].argmin()), int(hull[:, 0].argmax())
    lower = np.roll(hull, -i, 0)[: (j - i) % len(hull) + 1]  # ConvexHull goes counter-clockwise
    upper = np.roll(hull, -j, 0)[: (i - j) % len(hull) + 1][::-1]
    high = np.interp(t, upper[:, 0], upper[:, 1], np.nan, np.nan)
    low = np.interp(t, lower[:, 0], lower[:, 1], np.nan, np.nan)
    return high, low


def outline(axis: Axis, s_mm: Array, radius_mm: Array, camera_height_mm: float, step_mm: float = STEP_MM) -> Array:
    """(n, 2) closed outline on the tray of the solid whose profile is the polyline (s, radius)."""
    heading = axis.direction[:2] / np.linalg.norm(axis.direction[:2])
    turn = np.array([heading, [-heading[1], heading[0]]])
    circles = [on_tray(circle(axis, s, max(r, 1e-6)), camera_height_mm) @ turn.T for s, r in zip(s_mm, radius_mm)]
    first, last = min(c[:, 0].min() for c in circles), max(c[:, 0].max() for c in circles)
    # the ends are steep: there the grid crowds
    even = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, int(4 * (last - first) / step_mm)))
    t = first + (last - first) * even
    high, low = np.full(len(t), -np.inf), np.full(len(t), np.inf)
    for (a, s_a), (b, s_b) in pairwise(zip(circles, s_mm)):
        if s_a == s_b:
            continue  # a flat face shows no more than its rims do
        upper, lower = _chains(np.concatenate([a, b]), t)
        high, low = np.fmax(high, upper), np.fmin(low, lower)
    known = np.isfinite(high)
    t, low, high = t[known], low[known], high[known]
    closed = np.concatenate([np.column_stack([t, low]), np.column_stack([t, high])[::-1]])
    return evenly(closed, step_mm) @ turn


def evenly(closed: Array, step_mm: float) -> Array:
    """A closed polyline resampled at even steps along it."""
    around = np.vstack([closed, closed[:1]])
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(around, axis=0), axis=1))])
    t = np.arange(0, along[-1], step_mm)
    return np.column_stack([np.interp(t, along, around[:, k]) for k in range(2)])


def sampled(points_xy_mm: Array, view: TrayView, noise_px: float = 0.0, seed: int = 0) -> Array:
    """An outline as a perfect edge finder has it: a point a pixel through the lens and back, with noise if wanted."""
    px = evenly(view.to_px(points_xy_mm), 1.0)
    px = px + noise_px * np.random.default_rng(seed).standard_normal(px.shape)
    return view.to_tray_xy_mm(px)


def trapezoid(turn: Array, crest: float, flank: float) -> Array:
    """Height, 0 to 1, of one turn of a thread: flat crest at 0, straight flanks, flat root; lengths in turns."""
    away = np.abs(turn - np.round(turn))
    return np.clip(1 - (away - crest / 2) / flank, 0.0, 1.0)


def seen_helix(
    radius_mm: Callable[[Array, Array], Array], s_mm: Array, slant: float = 0.0, around: int = 1441
) -> Array:
    """Upper outline y(s') of a surface radius(s, angle) seen from afar, the line of sight leaning by atan(slant).

    Every point of the half that can graze is laid down where the eye sees it; the outline is the outermost.
    """
    highest = np.full(len(s_mm), -np.inf)
    fine = np.linspace(s_mm[0], s_mm[-1], 4 * len(s_mm))
    for angle in np.linspace(-np.pi / 2, np.pi / 2, around):
        r = radius_mm(fine, np.full_like(fine, angle))
        seen_s, y = fine - r * np.sin(angle) * slant, r * np.cos(angle)
        if np.all(np.diff(seen_s) > 0):
            highest = np.fmax(highest, np.interp(s_mm, seen_s, y, np.nan, np.nan))
        else:  # a steep flank folds over: its pieces are told apart
            cell = np.round((seen_s - s_mm[0]) / (s_mm[1] - s_mm[0])).astype(int)
            on = (cell >= 0) & (cell < len(s_mm))
            np.maximum.at(highest, cell[on], y[on])
    return highest
