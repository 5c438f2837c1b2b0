"""Where the board's inner corners are in a picture, to a hundredth of a pixel.

Three steps. OpenCV finds the markers (or the chessboard) and roughly the corners. A smooth map from the board to the
picture (a homography and a cubic for the lens) is drawn through them, which also tells where corners are that were not
found; it needs no camera parameters, and unlike interpolation between markers it does not ignore distortion. Then a
blurred saddle is fitted to the linear light about each corner, in the board's own coordinates, so that tilt and
perspective bend neither of its two edges. The map is drawn anew through the fitted corners and the fit repeated.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from calibration.board import BoardSpec
from calibration.estimate import Unmeasured
from calibration.flat import srgb_to_linear
from drivers.frame import Frame

_FEWEST = 8  # corners a view must show
_ARM = 0.42  # how far along its edges a corner's fit reaches, in squares
_ARMS_PX = (16.0, 80.0)  # the same in pixels: short while the map is rough, then long
_BAND_PX = 5.0  # how far across its edges
_STRAY_PX = 1.5  # a fit farther from the map than this is a fit to something else
_SHARPEST_PX = 0.3  # an edge narrower than its pixel says no more of where it is
_PARAMETERS = 11


@dataclass(frozen=True, eq=False)
class ViewCorners:
    """The corners seen in one view.

    Attributes
    ----------
    name : of the picture
    size_px : (width, height) of the picture
    ids : (n,) rows of `BoardSpec.corners_xy_mm`
    points_xy_px : (n, 2) where they are
    u_px : (n,) standard uncertainty of each coordinate, from the noise of the light alone
    blur_px : sigma of the edges' blur, median over the corners; None where it was not fitted
    """

    name: str
    size_px: tuple[int, int]
    ids: NDArray[np.intp]
    points_xy_px: NDArray[np.float64]
    u_px: NDArray[np.float64]
    blur_px: float | None = None

    def only(self, keep: NDArray[np.bool_]) -> "ViewCorners":
        """The same view with some of its corners."""
        return ViewCorners(
            self.name, self.size_px, self.ids[keep], self.points_xy_px[keep], self.u_px[keep], self.blur_px
        )


def find_corners(frame: Frame, board: BoardSpec, name: str = "the view") -> ViewCorners | Unmeasured:
    """Find the board's inner corners with sub-pixel accuracy.

    Parameters
    ----------
    frame : a view of the board, grey or colour
    board : what it should show
    name : what to call the view

    Returns
    -------
    the corners, or the reason why there are none
    """
    grey = _grey(frame)
    rough = _rough_chessboard(grey, board) if board.type == "chessboard" else _rough_charuco(grey, board)
    if isinstance(rough, Unmeasured):
        return rough
    linear = np.asarray(srgb_to_linear(grey), np.float32)
    ids, points = rough
    for arm_px in _ARMS_PX:
        board_map = _BoardMap.through(board.corners_xy_mm[ids], points)
        ids, points, u, blur_px = _fit_saddles(linear, board, board_map, arm_px)
        if len(ids) < _FEWEST:
            return Unmeasured(f"only {len(ids)} of its corners are sharp")
    return ViewCorners(name, frame.size_px, ids, points, u, blur_px)


def opencv_corners(frame: Frame, board: BoardSpec, name: str = "the view") -> ViewCorners | Unmeasured:
    """A chessboard's corners as OpenCV's own tools have them (`cornerSubPix`, windows of 23 x 23 pixels).

    Only to compare with other software: where a square is smaller than the window they can be pixels off.
    """
    grey = _grey(frame)
    rough = _rough_chessboard(grey, board)
    if isinstance(rough, Unmeasured):
        return rough
    criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 60, 1e-4)
    points = cv2.cornerSubPix(grey, rough[1].astype(np.float32).reshape(-1, 1, 2), (11, 11), (-1, -1), criteria)
    points = np.asarray(points, np.float64).reshape(-1, 2)
    return ViewCorners(name, frame.size_px, rough[0], points, np.full(len(points), 0.1))


def _grey(frame: Frame) -> NDArray[np.uint8]:
    colour = frame.pixels.ndim == 3
    return np.asarray(cv2.cvtColor(frame.pixels, cv2.COLOR_BGR2GRAY) if colour else frame.pixels, np.uint8)


def _rough_chessboard(
    grey: NDArray[np.uint8], board: BoardSpec
) -> tuple[NDArray[np.intp], NDArray[np.float64]] | Unmeasured:
    size = (board.squares_x - 1, board.squares_y - 1)
    found, points = cv2.findChessboardCorners(grey, size)
    if not found:  # slower, but finds boards in blur and glare
        found, points = cv2.findChessboardCornersSB(grey, size)
    if not found:
        return Unmeasured(f"no chessboard of {board.squares_x} x {board.squares_y} squares is seen whole")
    return np.arange(size[0] * size[1]), np.asarray(points, np.float64).reshape(-1, 2)


def _rough_charuco(
    grey: NDArray[np.uint8], board: BoardSpec
) -> tuple[NDArray[np.intp], NDArray[np.float64]] | Unmeasured:
    drawn = board.charuco()
    corners, ids, marker_corners, marker_ids = cv2.aruco.CharucoDetector(drawn).detectBoard(grey)
    if marker_ids is None or len(marker_ids) == 0:
        return Unmeasured(f"no marker of {board.dictionary} is seen")
    if corners is None or ids is None or len(ids) < _FEWEST:
        seen = 0 if ids is None else len(ids)
        return Unmeasured(f"only {seen} corners are seen, {_FEWEST} are the least")
    places = np.asarray(ids, np.intp).ravel()
    points = np.asarray(corners, np.float64).reshape(-1, 2)
    marker_names = [int(i) for i in np.ravel(marker_ids)]
    seen_markers = dict(zip(marker_names, np.asarray(marker_corners, np.float64).reshape(-1, 4, 2)))
    if _wrong_markers(drawn, board, places, points, seen_markers):
        return Unmeasured("its markers do not stand or are not as large as on the board named")
    return places, points


def _wrong_markers(
    drawn: cv2.aruco.CharucoBoard,
    board: BoardSpec,
    ids: NDArray[np.intp],
    points: NDArray[np.float64],
    markers: dict[int, NDArray[np.float64]],
) -> bool:
    """Whether most markers stand elsewhere or are of another size; blur alone rounds some per cent off them."""
    to_board, _ = cv2.findHomography(points, board.corners_xy_mm[ids], cv2.RANSAC, 0.1 * board.square_mm)
    if to_board is None:
        return True
    places = dict(zip(np.ravel(drawn.getIds()).tolist(), np.asarray(drawn.getObjPoints(), np.float64)))
    off, sizes = [], []
    for name in markers.keys() & places.keys():
        seen = np.asarray(cv2.perspectiveTransform(markers[name][None], to_board)[0], np.float64)
        off.append(float(np.linalg.norm(seen.mean(axis=0) - places[name][:, :2].mean(axis=0))))
        sizes.append(float(np.sqrt(cv2.contourArea(seen.astype(np.float32)))))
    if len(off) < 0.5 * len(markers):
        return True
    return float(np.median(off)) > 0.1 * board.square_mm or abs(float(np.median(sizes)) / board.marker_mm - 1.0) > 0.12


@dataclass(frozen=True, eq=False)
class _BoardMap:
    """Board millimetres to pixels: a homography, and what the lens adds to it as a cubic."""

    homography: NDArray[np.float64]
    middle_mm: NDArray[np.float64]
    half_mm: float
    bend: NDArray[np.float64]  # (terms, 2)

    @classmethod
    def through(cls, board_xy_mm: NDArray[np.float64], points_xy_px: NDArray[np.float64]) -> "_BoardMap":
        homography, _ = cv2.findHomography(board_xy_mm, points_xy_px, cv2.RANSAC, 3.0)
        found = np.eye(3) if homography is None else np.asarray(homography, np.float64)
        middle = np.asarray(board_xy_mm.mean(axis=0), np.float64)
        plain = cls(found, middle, float(np.ptp(board_xy_mm, axis=0).max()) / 2, np.zeros((10, 2)))
        rest = points_xy_px - plain(board_xy_mm)
        terms = plain._terms(board_xy_mm)
        if len(rest) < 40:
            return plain
        weights = np.ones(len(rest))
        for _ in range(5):  # Cauchy weights: a corner fitted to a speck shall not bend the map
            bend, *_ = np.linalg.lstsq(terms * weights[:, None], rest * weights[:, None], rcond=None)
            off = np.linalg.norm(rest - terms @ bend, axis=1)
            weights = 1 / np.sqrt(1 + (off / max(2 * float(np.median(off)), 1e-3)) ** 2)
        return cls(found, middle, plain.half_mm, np.asarray(bend, np.float64))

    def _terms(self, xy_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = ((xy_mm - self.middle_mm) / self.half_mm).T
        return np.stack([x**i * y**j for i in range(4) for j in range(4 - i)], axis=-1)

    def __call__(self, xy_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) mm to (n, 2) px."""
        flat = cv2.perspectiveTransform(xy_mm.reshape(-1, 1, 2), self.homography).reshape(-1, 2)
        return np.asarray(flat + self._terms(xy_mm) @ self.bend, np.float64)


@dataclass(frozen=True, eq=False)
class _Window:
    """The pixels about one corner: their board coordinates from the corner (mm) and their light."""

    at_px: NDArray[np.float64]
    per_mm: NDArray[np.float64]  # (2, 2) pixels a mm along the board's x and y
    uv_mm: NDArray[np.float64]
    light: NDArray[np.float64]

    @cached_property
    def px_per_mm_across(self) -> NDArray[np.float64]:
        """(2,) pixels a mm of board coordinate, measured square to the lines u = const and v = const."""
        return np.asarray(1.0 / np.linalg.norm(np.linalg.inv(self.per_mm), axis=1), np.float64)


def _window(
    linear: NDArray[np.float32], board: BoardSpec, board_map: _BoardMap, corner: int, arm_px: float
) -> _Window | None:
    """Pixels near the edges that cross at a corner, away from markers and neighbours; None at the picture's rim."""
    free = 0.35 * board.square_mm if board.type == "chessboard" else 0.42 * (board.square_mm - board.marker_mm)
    place, size = board.corners_xy_mm[corner], np.array(linear.shape[::-1])
    around = board_map(place + 0.1 * board.square_mm * np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]]))
    at = around[0]
    if not np.isfinite(around).all() or np.minimum(at, size - 1 - at).min() < 5.0:
        return None
    per_mm = np.stack([around[1] - around[2], around[3] - around[4]], axis=1) / (0.2 * board.square_mm)
    reach = min(_ARM * board.square_mm, arm_px / float(np.sqrt(abs(np.linalg.det(per_mm)) + 1e-9)))
    steps = np.linspace(-1, 1, 7) * reach
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    px = board_map(place + grid)
    low, high = np.maximum(np.ceil(px.min(axis=0)), 0), np.minimum(np.floor(px.max(axis=0)), size - 1)
    columns, rows = np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1)
    x, y = np.tile(columns, len(rows)), np.repeat(rows, len(columns))
    window = _Window(at, per_mm, np.empty((0, 2)), np.empty(0))
    # A linear guess leaves few pixels; a cubic through 49 points of the map then is good to far below a micrometre.
    to_mm, (k1, k2) = np.linalg.inv(per_mm), window.px_per_mm_across
    u, v = (to_mm @ np.stack([x - at[0], y - at[1]])).astype(np.float64)
    near = (np.abs(u) * k1 < _BAND_PX + 1) | (np.abs(v) * k2 < _BAND_PX + 1)
    x, y = x[near], y[near]
    span = max(float(np.abs(px - at).max()), 1e-6)
    inverse, *_ = np.linalg.lstsq(_cubic((px - at) / span), grid, rcond=None)
    u, v = (_cubic(np.column_stack([x - at[0], y - at[1]]) / span) @ inverse).T
    a, b = np.abs(u), np.abs(v)
    near = (a < reach) & (b < reach) & (np.minimum(a, b) < free) & ((a * k1 < _BAND_PX) | (b * k2 < _BAND_PX))
    if near.sum() < 6 * _PARAMETERS:
        return None
    light = linear[y[near].astype(np.intp), x[near].astype(np.intp)].astype(np.float64)
    return _Window(at, per_mm, np.column_stack([u[near], v[near]]), light)


def _cubic(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = xy.T
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y, x**3, x * x * y, x * y * y, y**3], axis=-1)


def _fit_saddles(
    linear: NDArray[np.float32], board: BoardSpec, board_map: _BoardMap, arm_px: float
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64], float]:
    """Corners, in the picture by the map, to which a saddle of the right sense fits: ids, pixels, u; their blur in
    px."""
    fits = []
    for corner in range(len(board.corners_xy_mm)):
        window = _window(linear, board, board_map, corner, arm_px)
        fit = None if window is None else _fit_saddle(window)
        if window is not None and fit is not None:
            fits.append((corner, window.at_px + window.per_mm @ fit[0], *fit[1:]))
    if not fits:
        return np.empty(0, np.intp), np.empty((0, 2)), np.empty(0), 0.0
    ids = np.array([f[0] for f in fits], np.intp)
    contrast = np.array([f[3] for f in fits])
    row, column = np.divmod(ids, board.squares_x - 1)
    sense = contrast * np.where((row + column) % 2 == 0, 1.0, -1.0)
    good = sense * np.sign(np.median(sense)) > 0.3 * np.median(np.abs(sense))
    at, u = np.array([f[1] for f in fits])[good], np.array([f[2] for f in fits])[good]
    return ids[good], at, u, float(np.median([f[4] for f in fits]))


def _saddle(p: NDArray[np.float64], window: _Window) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Light of a blurred saddle and its derivatives.

    level + slope . uv + contrast erf(d1 / s1) erf(d2 / s2); d1 and d2 are pixel distances from two lines, which step
    sideways where they cross as much as ink has spread: black is fat on every print.

    Parameters
    ----------
    p : (11,) place of the lines (mm, 2), their inclination to the board's (2), s1, s2 (px), contrast, level, slope (2),
        spread (px)

    Returns
    -------
    (n,) light; (11, n) derivatives
    """
    u, v = window.uv_mm.T
    k1, k2 = window.px_per_mm_across
    d1, d2 = (u - p[0] - p[2] * v) * k1, (v - p[1] - p[3] * u) * k2
    side1, side2 = erf(d1 / p[4]), erf(d2 / p[5])
    d1, d2 = d1 + p[10] * side2, d2 + p[10] * side1
    e1, e2 = erf(d1 / p[4]), erf(d2 / p[5])
    g1 = 2 / np.sqrt(np.pi) * np.exp(-((d1 / p[4]) ** 2)) / p[4] * e2 * p[6]
    g2 = 2 / np.sqrt(np.pi) * np.exp(-((d2 / p[5]) ** 2)) / p[5] * e1 * p[6]
    slopes = (-g1 * k1, -g2 * k2, -g1 * k1 * v, -g2 * k2 * u, -g1 * d1 / p[4], -g2 * d2 / p[5])
    saddle = e1 * e2
    light = p[7] + p[8] * u + p[9] * v + p[6] * saddle
    return light, np.stack([*slopes, saddle, np.ones_like(u), u, v, g1 * side2 + g2 * side1])


def _fit_saddle(window: _Window) -> tuple[NDArray[np.float64], float, float, float] | None:
    """Fit a saddle by Gauss-Newton.

    Returns
    -------
    the crossing's (u, v) in mm, its standard uncertainty in px (noise of the light), the contrast, sigma of the
    blur in px; None where it does not converge near the corner
    """
    contrast = 1.1 * float((window.light * np.sign(window.uv_mm[:, 0] * window.uv_mm[:, 1])).mean())
    if abs(contrast) < 1e-4:
        return None
    k = window.px_per_mm_across
    p = np.array([0.0, 0.0, 0.0, 0.0, 1.2, 1.2, contrast, float(window.light.mean()), 0.0, 0.0, 0.0])
    for _ in range(12):
        light, slopes = _saddle(p, window)
        rest = window.light - light
        try:
            inverse = np.linalg.inv(slopes @ slopes.T + 1e-12 * np.eye(_PARAMETERS))
        except np.linalg.LinAlgError:
            return None
        step = inverse @ (slopes @ rest)
        step[4:6] = np.clip(step[4:6], -0.3 * p[4:6], 0.5 * p[4:6])
        p = p + step
        p[4:6] = np.maximum(p[4:6], _SHARPEST_PX)
        strayed_px = float(np.hypot(*(p[:2] * k)))
        if not np.isfinite(p).all() or strayed_px > 3 * _STRAY_PX or p[4:6].max() > 12:
            return None
        if np.abs(step[:2] * k).max() < 3e-4:
            break
    noise = float(np.std(rest))
    if noise > 0.25 * abs(p[6]) or strayed_px > _STRAY_PX or np.abs(p[2:4]).max() > 0.2:
        return None
    # The two lines cross a little beside (p0, p1) where they are inclined.
    crossing = np.linalg.solve(np.array([[1.0, -p[2]], [-p[3], 1.0]]), p[:2])
    u_px = noise * float(np.sqrt(0.5 * np.sum(np.diag(inverse)[:2] * k**2)))
    return np.asarray(crossing, np.float64), u_px, float(p[6]), float(p[4:6].mean() / np.sqrt(2))
