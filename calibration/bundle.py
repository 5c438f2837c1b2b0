"""Bundle adjustment: one lens and a pose a view, by least squares on all corners, with the covariance of all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.board import BoardSpec
from calibration.corners import ViewCorners
from calibration.refusal import CalibrationRefused


@dataclass(frozen=True, eq=False)
class Bundle:
    """A lens and the poses of some views, at the least-squares optimum.

    Attributes
    ----------
    lens : (9,) fx, fy, cx, cy, k1, k2, p1, p2, k3
    poses : (views, 6) rotation vector and translation, board to camera
    free : how many of the lens parameters were solved for (8 or 9)
    """

    views: tuple[ViewCorners, ...]
    board: BoardSpec
    lens: NDArray[np.float64]
    poses: NDArray[np.float64]
    free: int

    def residuals(self, view: int) -> NDArray[np.float64]:
        """(n, 2) seen minus predicted, px."""
        predicted, _ = self._project(view)
        return np.asarray(self.views[view].points_xy_px - predicted, np.float64)

    def _project(self, view: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        points = np.zeros((len(self.views[view].ids), 3))
        points[:, :2] = self.board.corners_xy_mm[self.views[view].ids]
        px, slopes = cv2.projectPoints(
            points, self.poses[view, :3], self.poses[view, 3:], camera_matrix(self.lens), self.lens[4:]
        )
        return np.asarray(px, np.float64).reshape(-1, 2), np.asarray(slopes, np.float64)

    def normal_equations(self) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
        """Of each view its J'J and J'r over all parameters: lens first, then pose after pose."""
        size = self.free + 6 * len(self.views)
        squares, slopes_by_rest = [], []
        for i in range(len(self.views)):
            predicted, slopes = self._project(i)
            rest = (self.views[i].points_xy_px - predicted).ravel()
            part = np.concatenate([slopes[:, 6 : 6 + self.free], slopes[:, :6]], axis=1)
            at = np.r_[0 : self.free, self.free + 6 * i : self.free + 6 * i + 6]
            square, by_rest = np.zeros((size, size)), np.zeros(size)
            square[np.ix_(at, at)] = part.T @ part
            by_rest[at] = part.T @ rest
            squares.append(square)
            slopes_by_rest.append(by_rest)
        return squares, slopes_by_rest

    def moved(self, step: NDArray[np.float64]) -> "Bundle":
        """The bundle with all parameters changed."""
        lens = self.lens.copy()
        lens[: self.free] += step[: self.free]
        return Bundle(self.views, self.board, lens, self.poses + step[self.free :].reshape(-1, 6), self.free)

    @property
    def sum_of_squares(self) -> float:
        """Of all residuals, px^2."""
        return float(sum((self.residuals(i) ** 2).sum() for i in range(len(self.views))))

    @property
    def reprojection_px(self) -> float:
        """Root mean square distance."""
        return float(np.sqrt(self.sum_of_squares / sum(len(v.ids) for v in self.views)))

    def covariance(self) -> NDArray[np.float64]:
        """Of all parameters: the larger of jackknife over views and residual scatter, parameter by parameter."""
        squares, slopes = self.normal_equations()
        total = np.sum(squares, axis=0)
        inverse = _inverse(total)
        freedom = max(2 * sum(len(v.ids) for v in self.views) - len(total), 1)
        plain = inverse * self.sum_of_squares / freedom
        shifts = []
        for i, (square, by_rest) in enumerate(zip(squares, slopes)):
            keep = np.ones(len(total), bool)
            keep[self.free + 6 * i : self.free + 6 * i + 6] = False  # without its view a pose has no meaning
            shift = np.zeros(len(total))
            rest = (total - square)[np.ix_(keep, keep)]
            shift[keep] = -_inverse(rest) @ by_rest[keep]
            shifts.append(shift)
        n = len(shifts)
        jackknife = (n - 1) / n * np.einsum("vi,vj->ij", shifts, shifts)
        grow = np.sqrt(np.maximum(1.0, np.diag(jackknife) / np.maximum(np.diag(plain), 1e-300)))
        return np.asarray(plain * np.outer(grow, grow), np.float64)


def _inverse(square: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inverse of a normal matrix whose rows differ by many orders of magnitude."""
    scale = 1.0 / np.sqrt(np.maximum(np.diag(square), 1e-300))
    scaled = square * np.outer(scale, scale)
    try:
        inverse = np.linalg.inv(scaled)
    except np.linalg.LinAlgError:
        inverse = np.linalg.pinv(scaled, hermitian=True)
    return np.asarray(scale[:, None] * inverse * scale, np.float64)


def camera_matrix(lens: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3, 3) from fx, fy, cx, cy and whatever follows."""
    return np.array([[lens[0], 0.0, lens[2]], [0.0, lens[1], lens[3]], [0.0, 0.0, 1.0]])


def start(views: Sequence[ViewCorners], board: BoardSpec) -> Bundle:
    """OpenCV's calibration as the starting point, k3 = 0.

    Raises
    ------
    CalibrationRefused
        where OpenCV finds none
    """
    corners = np.zeros((len(board.corners_xy_mm), 3), np.float32)
    corners[:, :2] = board.corners_xy_mm
    try:
        _, matrix, distortion, rotations, shifts = cv2.calibrateCamera(
            [corners[v.ids] for v in views],
            [v.points_xy_px.astype(np.float32) for v in views],
            views[0].size_px,
            np.eye(3),
            np.zeros(5),
            flags=cv2.CALIB_FIX_K3,
        )
    except cv2.error:
        raise CalibrationRefused(
            "the views do not determine a lens: are they all alike, or of another board?"
        ) from None
    lens = np.concatenate(
        [[matrix[0, 0], matrix[1, 1], matrix[0, 2], matrix[1, 2]], np.asarray(distortion).ravel()[:5]]
    )
    poses = np.array([np.concatenate([np.ravel(r), np.ravel(t)]) for r, t in zip(rotations, shifts)])
    if not (np.isfinite(lens).all() and np.isfinite(poses).all()):
        raise CalibrationRefused("the views do not determine a lens: are they all alike, or of another board?")
    return Bundle(tuple(views), board, lens.astype(np.float64), poses.astype(np.float64), 8)


def optimum(bundle: Bundle) -> Bundle:
    """Levenberg-Marquardt from a bundle near the optimum."""
    damping, best = 1e-6, bundle.sum_of_squares
    for _ in range(60):
        squares, slopes = bundle.normal_equations()
        total, by_rest = np.sum(squares, axis=0), np.sum(slopes, axis=0)
        step = _inverse(total + damping * np.diag(np.diag(total))) @ by_rest
        tried = bundle.moved(step)
        reached = tried.sum_of_squares
        if not reached < best:
            damping *= 10
            if damping > 1e3:
                break
            continue
        gain = best - reached
        bundle, best, damping = tried, reached, max(damping / 10, 1e-12)
        if gain < 1e-10 * best:
            break
    return bundle
