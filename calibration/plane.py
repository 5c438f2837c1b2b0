"""Where every pixel looks: rays, the tray plane, and points at known heights.

Two frames of reference, both in millimetres with z = 0 on the tray and z towards the camera:
*world*, as the board was laid when the rig was calibrated, and *tray*, the same plane with its origin at the
nadir N (the foot of the camera's pupil), x along the picture's x, y up the picture: right-handed.
All metrology works in tray coordinates, where the pupil stands at (0, 0, height_mm). A tray coordinate X of a pixel is
where its ray meets z = 0. (METROLOGY.md, Geometry.)
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class TrayView:
    """A camera that looks at a tray.

    Attributes
    ----------
    camera_matrix : (3, 3), pixels
    distortion : (5,) k1, k2, p1, p2, k3 (Brown-Conrady, as OpenCV has them)
    normal : (3,) unit normal of the tray in camera coordinates, pointing at the camera (so its z is negative)
    height_mm : distance of the pupil from the tray plane
    u_scale_rel : relative standard uncertainty of every length at the tray plane
    u_height_mm : standard uncertainty of height_mm
    """

    camera_matrix: NDArray[np.float64]
    distortion: NDArray[np.float64]
    normal: NDArray[np.float64]
    height_mm: float
    u_scale_rel: float
    u_height_mm: float

    @cached_property
    def _camera_to_tray(self) -> NDArray[np.float64]:
        """Rows are the tray frame's x, y, z axes in camera coordinates, z towards the camera."""
        z = self.normal / np.linalg.norm(self.normal)
        x = np.array([1.0, 0.0, 0.0])
        x -= (x @ z) * z
        x /= np.linalg.norm(x)
        return np.stack([x, np.cross(z, x), z])

    def to_tray_xy_mm(self, points_xy_px: ArrayLike) -> NDArray[np.float64]:
        """Where the rays of these pixels meet the tray plane.

        Parameters
        ----------
        points_xy_px : (n, 2) pixels, centres at integers

        Returns
        -------
        (n, 2) tray coordinates in mm
        """
        points = np.asarray(points_xy_px, np.float64).reshape(-1, 1, 2)
        if len(points) == 0:
            return np.empty((0, 2))
        criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 30, 1e-10)
        flat = cv2.undistortPoints(
            points, self.camera_matrix, self.distortion, R=np.eye(3), P=np.eye(3), criteria=criteria
        )
        rays = np.column_stack([flat.reshape(-1, 2), np.ones(len(flat))])
        in_tray = rays @ self._camera_to_tray.T
        return np.asarray(in_tray[:, :2] * (self.height_mm / -in_tray[:, 2:]), np.float64)

    def to_px(self, points_xyz_mm: ArrayLike) -> NDArray[np.float64]:
        """Project points in tray coordinates into the picture.

        Parameters
        ----------
        points_xyz_mm : (n, 3), or (n, 2) for points on the tray plane

        Returns
        -------
        (n, 2) pixels
        """
        points = np.asarray(points_xyz_mm, np.float64)
        if len(points) == 0:
            return np.empty((0, 2))
        if points.shape[1] == 2:
            points = np.column_stack([points, np.zeros(len(points))])
        in_camera = (points - [0.0, 0.0, self.height_mm]) @ self._camera_to_tray
        px, _ = cv2.projectPoints(in_camera, np.zeros(3), np.zeros(3), self.camera_matrix, self.distortion)
        return np.asarray(px.reshape(-1, 2), np.float64)

    def mm_per_px(self, at_xy_px: ArrayLike | None = None) -> float:
        """Millimetres on the tray a pixel, at a point of the picture (its principal point if none is given)."""
        x, y = self.camera_matrix[:2, 2] if at_xy_px is None else np.asarray(at_xy_px, np.float64)
        cross = self.to_tray_xy_mm([[x - 1, y], [x + 1, y], [x, y - 1], [x, y + 1]])
        jacobian = np.stack([cross[1] - cross[0], cross[3] - cross[2]]) / 2
        return float(np.sqrt(abs(np.linalg.det(jacobian))))
