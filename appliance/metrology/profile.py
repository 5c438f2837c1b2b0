"""The profile of a part: radius against axial position on both sides, in the pose in which it lies.

Axis, tilt and height depend on each other: the profile says how the part rests, the pose says what the profile is. A
few rounds settle both.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from appliance.metrology.pose import Axis, closest_approach, rest

ROUNDS = 4
SETTLED_MM, SETTLED_RAD = 0.005, 0.0005  # a round that moves the axis by less is the last
MOST_POINTS = 600


@dataclass(frozen=True)
class Profile:
    """What a silhouette says of a solid of revolution.

    Attributes
    ----------
    axis : the part's axis; s grows towards the head once anatomy has found it
    points_s_mm, points_offset_mm : (n,) every outline point in order: axial position, and distance from the axis
        (positive to its left)
    step_mm : spacing of the even grid
    s_mm : (m,) even grid from end to end
    left_mm, right_mm : (m,) radius on each side at s_mm
    camera_height_mm : of the pupil
    """

    axis: Axis
    points_s_mm: NDArray[np.float64]
    points_offset_mm: NDArray[np.float64]
    step_mm: float
    s_mm: NDArray[np.float64]
    left_mm: NDArray[np.float64]
    right_mm: NDArray[np.float64]
    camera_height_mm: float

    @property
    def widest_mm(self) -> NDArray[np.float64]:
        """(m,) the larger of both radii."""
        return np.maximum(self.left_mm, self.right_mm)

    @property
    def length_mm(self) -> float:
        """From end to end, as seen."""
        return float(self.s_mm[-1] - self.s_mm[0])

    def envelope(self, window_mm: float) -> NDArray[np.float64]:
        """(m,) rolling maximum of both sides over a window, so that crests of a thread make a line."""
        return maximum_filter1d(self.widest_mm, max(1, round(window_mm / self.step_mm) | 1), mode="nearest")

    def backwards(self) -> "Profile":
        """The same part with the axis turned round."""
        return Profile(
            self.axis.backwards(),
            -self.points_s_mm,
            -self.points_offset_mm,
            self.step_mm,
            -self.s_mm[::-1],
            self.right_mm[::-1],
            self.left_mm[::-1],
            self.camera_height_mm,
        )


def initial_axis(tray_xy_mm: NDArray[np.float64], height_mm: float) -> Axis:
    """The long axis of the outline's area, at a height.

    Parameters
    ----------
    tray_xy_mm : (n, 2) closed outline
    """
    centre = tray_xy_mm.mean(axis=0)
    m = cv2.moments((tray_xy_mm - centre).astype(np.float32))
    at = centre + np.array([m["m10"], m["m01"]]) / m["m00"]
    heading = 0.5 * np.arctan2(2 * m["mu11"], m["mu20"] - m["mu02"])
    return Axis.lying(at, float(heading), height_mm)


def side_radii(
    s_mm: NDArray[np.float64], offset_mm: NDArray[np.float64], grid_mm: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Left and right radius on an even grid: the outermost of what the outline shows at each place.

    Parameters
    ----------
    s_mm, offset_mm : (n,) outline points in order, closed
    grid_mm : (m,) even grid
    """
    h = grid_mm[1] - grid_mm[0]
    # the outline is finer than the grid after this: no cell between two neighbours is passed over
    ds, dd = np.roll(s_mm, -1) - s_mm, np.roll(offset_mm, -1) - offset_mm
    parts = np.clip(np.ceil(np.abs(ds) / (0.5 * h)).astype(int), 1, 200)
    index = np.repeat(np.arange(len(s_mm)), parts)
    part = np.arange(len(index)) - (np.cumsum(parts) - parts)[index]
    s = s_mm[index] + part * (ds / parts)[index]
    d = offset_mm[index] + part * (dd / parts)[index]
    cell = np.rint((s - grid_mm[0]) / h).astype(int)
    np.minimum(np.maximum(cell, 0, out=cell), len(grid_mm) - 1, out=cell)
    left, right = np.full(len(grid_mm), -np.inf), np.full(len(grid_mm), -np.inf)
    np.maximum.at(left, cell, d)
    np.maximum.at(right, cell, -d)
    return _filled(left), _filled(right)


def _filled(radius: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.isfinite(radius)
    at = np.arange(len(radius))
    return np.maximum(np.interp(at, at[known], radius[known]), 0.0)


def robust_spread(residual: NDArray[np.float64]) -> float:
    """Standard deviation by the median of absolute residuals; np.median's own checks cost more than its sorting."""
    middle = len(residual) // 2
    return 1.4826 * float(np.partition(np.abs(residual), middle)[middle])


def robust_line(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64] | None = None, rounds: int = 8
) -> tuple[float, float, NDArray[np.float64]]:
    """Slope, intercept and final weights of a line by iteratively re-weighted least squares (Tukey's biweight)."""
    every = max(1, len(x) // MOST_POINTS)  # medians of thousands of points cost more than they tell
    if weight is None and every > 1:
        x, y = x[::every], y[::every]
    base = np.ones_like(x) if weight is None else weight
    w = base
    slope = intercept = 0.0
    for _ in range(rounds):
        total = max(float(w.sum()), 1e-12)
        mx, my = float((w * x).sum()) / total, float((w * y).sum()) / total
        before = slope
        slope = float((w * (x - mx) * (y - my)).sum() / max(float((w * (x - mx) ** 2).sum()), 1e-12))
        intercept = my - slope * mx
        residual = y - slope * x - intercept
        spread = robust_spread(residual if weight is None else residual[base > 0]) + 1e-6
        w = base * np.clip(1 - (residual / (4.685 * spread)) ** 2, 0, None) ** 2
        if abs(slope - before) <= 1e-5 * abs(slope):
            break
    return slope, intercept, w


def settle(tray_xy_mm: NDArray[np.float64], camera_height_mm: float, step_mm: float) -> Profile:
    """Find axis, tilt and height of a part that lies on the tray, and its profile.

    Parameters
    ----------
    tray_xy_mm : (n, 2) closed outline in tray coordinates
    camera_height_mm : height of the pupil
    step_mm : spacing of the profile's grid, about half a pixel
    """
    area, perimeter = abs(_area(tray_xy_mm)), _perimeter(tray_xy_mm)
    axis = initial_axis(tray_xy_mm, height_mm=area / perimeter)
    for _ in range(ROUNDS):
        s, offset = closest_approach(axis, tray_xy_mm, camera_height_mm)
        grid = np.arange(s.min(), s.max() + step_mm, 2 * step_mm)
        left, right = side_radii(s, offset, grid)
        window = max(1, round(0.06 * (grid[-1] - grid[0]) / step_mm) | 1)
        middle = (maximum_filter1d(left, window) - maximum_filter1d(right, window)) / 2
        inner = slice(len(grid) // 20, -(len(grid) // 20) or None)
        slope, intercept, _ = robust_line(grid[inner], middle[inner])
        before = axis
        axis = axis.turned(intercept, slope)
        axis = axis.leant(*rest(*_lower_line(grid, np.maximum(left, right))), camera_height_mm)
        risen = abs(float(axis.point_xyz_mm[2] - before.point_xyz_mm[2]))
        turned = max(abs(slope), abs(axis.tilt_rad - before.tilt_rad))
        if max(abs(intercept), 4 * risen) < SETTLED_MM and turned < SETTLED_RAD:
            break
    return profile_about(axis, tray_xy_mm, camera_height_mm, step_mm)


def recentred(profile: Profile, tray_xy_mm: NDArray[np.float64], window_mm: float, is_resting: bool = True) -> Profile:
    """The profile about the axis that makes both sides most alike.

    `settle` follows rolling maxima, which a few crests on one side can pull over. Here both sides' whole outlines are
    compared, the thread averaged out over one turn; a head's steep flanks then fix the heading, its rim the place.

    Parameters
    ----------
    window_mm : one turn of the thread; 0 where there is none
    is_resting : whether the pose follows from the profile; else tilt and height stay
    """
    axis, camera = profile.axis, profile.camera_height_mm
    grid = profile.s_mm[::2]
    width = max(1, round(window_mm / (2 * profile.step_mm)))

    def difference(about: Axis) -> NDArray[np.float64]:
        s, offset = closest_approach(about, tray_xy_mm, camera)
        left, right = side_radii(s, offset, grid)
        return uniform_filter1d(left - right, width, mode="nearest")

    aside, angle = 0.02, 0.002
    f = difference(axis)
    # the slopes change little on the way: they serve both rounds
    moved, turned = difference(axis.turned(aside, 0.0)), difference(axis.turned(0.0, angle))
    J = np.stack([(moved - f) / aside, (turned - f) / angle], axis=1)
    for again in (False, True):
        f = difference(axis) if again else f
        w = np.ones_like(f)
        step: NDArray[np.float64] = np.zeros(2)
        for _ in range(4):
            step = np.asarray(np.linalg.lstsq(J * w[:, None], -f * w, rcond=None)[0], np.float64)
            residual = f + J @ step
            spread = robust_spread(residual) + 1e-4
            w = np.sqrt(1 / (1 + (residual / (2 * spread)) ** 2))
        limit = np.array([0.3, 0.03])
        axis = axis.turned(*np.clip(step, -limit, limit))
        if is_resting:
            left, right = side_radii(*closest_approach(axis, tray_xy_mm, camera), profile.s_mm)
            axis = axis.leant(*rest(*_lower_line(profile.s_mm, np.maximum(left, right))), camera)
        if abs(step[0]) < SETTLED_MM and abs(step[1]) < SETTLED_RAD:
            break
    return profile_about(axis, tray_xy_mm, camera, profile.step_mm)


def profile_about(axis: Axis, tray_xy_mm: NDArray[np.float64], camera_height_mm: float, step_mm: float) -> Profile:
    """The profile of an outline about a given axis."""
    s, offset = closest_approach(axis, tray_xy_mm, camera_height_mm)
    grid = np.arange(s.min(), s.max() + step_mm / 2, step_mm)
    left, right = side_radii(s, offset, grid)
    return Profile(axis, s, offset, step_mm, grid, left, right, camera_height_mm)


def _lower_line(
    grid: NDArray[np.float64], widest: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The profile thinned to what can touch."""
    every = max(1, len(grid) // 1500)
    n = len(grid) // every
    cells = widest[: n * every].reshape(n, every)
    at = cells.argmax(axis=1) + np.arange(n) * every
    return grid[at], widest[at]


def _area(points: NDArray[np.float64]) -> float:
    x, y = points[:, 0], points[:, 1]
    return float(0.5 * (x @ np.roll(y, -1) - y @ np.roll(x, -1)))


def _perimeter(points: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(np.roll(points, -1, 0) - points, axis=1).sum())
