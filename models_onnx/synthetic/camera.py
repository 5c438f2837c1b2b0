"""The camera of the made world: a pinhole with Brown-Conrady distortion over a tray at z = 0."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """World millimetres, z = 0 on the tray, z up; pixel centres at integers.

    Attributes
    ----------
    width_px, height_px : size of the picture
    fx, fy, cx, cy : pixels
    distortion : k1, k2, p1, p2, k3, as OpenCV has them
    rotation : (3, 3) world to camera
    centre_mm : (3,) the pupil in the world
    """

    width_px: int
    height_px: int
    fx: float
    fy: float
    cx: float
    cy: float
    distortion: tuple[float, float, float, float, float]
    rotation: Array
    centre_mm: Array

    @property
    def matrix(self) -> Array:
        """(3, 3) camera matrix."""
        return np.array([[self.fx, 0, self.cx], [0, self.fy, self.cy], [0, 0, 1.0]])

    @property
    def mm_per_px(self) -> float:
        """Millimetres a pixel on the tray below the camera."""
        return float(self.centre_mm[2] / np.sqrt(self.fx * self.fy))

    def project(self, points_xyz_mm: ArrayLike) -> Array:
        """(n, 3) world points to (n, 2) pixels."""
        p = (np.asarray(points_xyz_mm, np.float64).reshape(-1, 3) - self.centre_mm) @ self.rotation.T
        x, y = p[:, 0] / p[:, 2], p[:, 1] / p[:, 2]
        k1, k2, p1, p2, k3 = self.distortion
        r2 = x * x + y * y
        radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3))
        xd = x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x)
        yd = y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y
        return np.stack([self.fx * xd + self.cx, self.fy * yd + self.cy], axis=1)

    def directions(self, points_xy_px: ArrayLike) -> Array:
        """(n, 3) unit vectors in the world along the rays of pixels (n, 2)."""
        points = np.asarray(points_xy_px, np.float64).reshape(-1, 1, 2)
        if len(points) == 0:
            return np.zeros((0, 3))
        flat = cv2.undistortPoints(points, self.matrix, np.asarray(self.distortion)).reshape(-1, 2)
        rays = np.column_stack([flat, np.ones(len(flat))]) @ self.rotation
        return np.asarray(rays / np.linalg.norm(rays, axis=1, keepdims=True), np.float64)

    def on_tray(self, points_xy_px: ArrayLike) -> Array:
        """(n, 3) where the rays of pixels (n, 2) meet z = 0."""
        rays = self.directions(points_xy_px)
        return np.asarray(self.centre_mm - rays * (self.centre_mm[2] / rays[:, 2:]), np.float64)

    def window(self, left_px: float, top_px: float, width_px: int, height_px: int, scale: float = 1.0) -> "Camera":
        """The camera that sees only a part of this one's picture, enlarged; the corner is a pixel's, not its centre."""
        return replace(
            self,
            width_px=width_px,
            height_px=height_px,
            fx=self.fx * scale,
            fy=self.fy * scale,
            cx=(self.cx + 0.5 - left_px) * scale - 0.5,
            cy=(self.cy + 0.5 - top_px) * scale - 0.5,
        )


def _euler(x: float, y: float, z: float) -> Array:
    turns = []
    for axis, angle in enumerate((x, y, z)):
        vector = np.zeros(3)
        vector[axis] = angle
        turns.append(cv2.Rodrigues(vector)[0])
    return np.asarray(turns[2] @ turns[1] @ turns[0], np.float64)


DOWNWARD = np.diag([1.0, -1.0, -1.0])


def overhead(
    width_px: int,
    height_px: int,
    mm_per_px: float,
    height_mm: float = 300.0,
    tilt_xyz_rad: tuple[float, float, float] = (0.0, 0.0, 0.0),
    distortion: tuple[float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0),
    principal_shift_px: tuple[float, float] = (0.0, 0.0),
    over_xy_mm: tuple[float, float] = (0.0, 0.0),
) -> Camera:
    """A camera that looks down on the tray, x to the right of the picture, y up.

    Parameters
    ----------
    width_px, height_px : size of the picture
    mm_per_px : on the tray, below the camera
    height_mm : of the pupil above the tray
    tilt_xyz_rad : turns of the camera about its own axes
    distortion : k1, k2, p1, p2, k3
    principal_shift_px : of the principal point from the middle
    over_xy_mm : the foot of the pupil
    """
    f = height_mm / mm_per_px
    cx, cy = (width_px - 1) / 2 + principal_shift_px[0], (height_px - 1) / 2 + principal_shift_px[1]
    centre = np.array([*over_xy_mm, height_mm])
    return Camera(width_px, height_px, f, f, cx, cy, distortion, _euler(*tilt_xyz_rad) @ DOWNWARD, centre)
