"""Where a part lies in space, and what a silhouette's rays say of a solid of revolution in that pose.

Everything stands in tray coordinates: millimetres, z = 0 on the tray, the camera's pupil at (0, 0, height_mm). A ray
that grazes a solid of revolution passes its axis at the radius of the grazed circle, whatever the perspective: the
closest approach of ray and axis therefore gives, point by point, radius and axial position of the profile. It
replaces the formulas for a lying cylinder of METROLOGY.md (Geometry 1 and 2) by what they follow from.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


def _cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3,) cross product of two vectors; np.cross takes ten times as long over one pair."""
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


@dataclass(frozen=True)
class Axis:
    """A part's axis: a point on it, and a unit vector along it towards the head.

    Attributes
    ----------
    point_xyz_mm : (3,) where s = 0
    direction : (3,) unit vector
    """

    point_xyz_mm: NDArray[np.float64]
    direction: NDArray[np.float64]

    @classmethod
    def lying(
        cls, point_xy_mm: NDArray[np.float64], heading_rad: float, height_mm: float, tilt_rad: float = 0.0
    ) -> "Axis":
        """An axis over a point of the tray, rising by tilt_rad towards its heading."""
        flat = np.array([np.cos(heading_rad), np.sin(heading_rad)])
        direction = np.array([*(np.cos(tilt_rad) * flat), np.sin(tilt_rad)])
        return cls(np.array([*point_xy_mm, height_mm]), direction)

    @property
    def tilt_rad(self) -> float:
        """How steeply the axis rises towards the head."""
        return float(np.arcsin(self.direction[2]))

    @property
    def upright(self) -> NDArray[np.float64]:
        """(3,) unit vector perpendicular to the axis, as vertical as can be."""
        up = np.array([0.0, 0.0, 1.0]) - self.direction[2] * self.direction
        return np.asarray(up / np.sqrt(up @ up), np.float64)

    @property
    def sideways(self) -> NDArray[np.float64]:
        """(3,) horizontal unit vector to the left of the axis, seen from above."""
        return _cross(self.upright, self.direction)

    def at(self, s_mm: float, up_mm: float = 0.0, left_mm: float = 0.0) -> NDArray[np.float64]:
        """(3,) the point at s on the axis, moved off it."""
        return np.asarray(
            self.point_xyz_mm + s_mm * self.direction + up_mm * self.upright + left_mm * self.sideways, np.float64
        )

    def raised(self, up_mm: float) -> "Axis":
        """A line parallel to the axis, moved up_mm along `upright`."""
        return Axis(self.point_xyz_mm + up_mm * self.upright, self.direction)

    def turned(self, aside_mm: float, aside_rad: float) -> "Axis":
        """The axis moved and turned to the left about s = 0."""
        direction = self.direction * np.cos(aside_rad) + self.sideways * np.sin(aside_rad)
        return Axis(self.point_xyz_mm + aside_mm * self.sideways, direction / np.linalg.norm(direction))

    def leant(self, tilt_rad: float, height_mm: float, camera_height_mm: float) -> "Axis":
        """The axis with another tilt and height over s = 0, in the same plane through the pupil: it looks the same.

        Parameters
        ----------
        camera_height_mm : height of the pupil
        """
        normal = _cross(self.point_xyz_mm - np.array([0.0, 0.0, camera_height_mm]), self.direction)
        normal /= np.linalg.norm(normal)
        across = max(float(np.hypot(normal[0], normal[1])), 1e-9)
        base = float(np.arctan2(normal[1], normal[0]))
        turn = float(np.arccos(np.clip(-normal[2] * np.tan(tilt_rad) / across, -1, 1)))
        now = float(np.arctan2(self.direction[1], self.direction[0]))
        heading = max((base + turn, base - turn), key=lambda h: float(np.cos(h - now)))
        shrink = (camera_height_mm - height_mm) / (camera_height_mm - self.point_xyz_mm[2])
        return Axis.lying(self.point_xyz_mm[:2] * shrink, heading, height_mm, tilt_rad)

    def backwards(self) -> "Axis":
        """The same axis pointing the other way."""
        return Axis(self.point_xyz_mm, -self.direction)


def closest_approach(
    axis: Axis, tray_xy_mm: NDArray[np.float64], camera_height_mm: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where rays pass the axis.

    Parameters
    ----------
    tray_xy_mm : (n, 2) tray coordinates of silhouette points: where their rays meet z = 0
    camera_height_mm : height of the pupil

    Returns
    -------
    s_mm : (n,) axial position of the closest approach
    offset_mm : (n,) distance of ray and axis, positive to the left of the axis
    """
    x, y = tray_xy_mm.T
    a, to_axis = axis.direction, axis.point_xyz_mm - np.array([0.0, 0.0, camera_height_mm])
    ax, ay, az = a
    # the ray is (x, y, -camera height); its common normal with the axis, component by component: np.cross is slow
    normal = camera_height_mm * ay + y * az, -camera_height_mm * ax - x * az, x * ay - y * ax
    across = normal[0] * to_axis[0] + normal[1] * to_axis[1] + normal[2] * to_axis[2]
    offset = across / np.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2)
    # closest point on the axis: the axis meets the plane of ray and common normal, ray x (ray x axis)
    ray_ray = x * x + y * y + camera_height_mm**2
    ray_a = x * ax + y * ay - camera_height_mm * az
    ray_to = x * to_axis[0] + y * to_axis[1] - camera_height_mm * to_axis[2]
    s = (ray_to * ray_a - float(a @ to_axis) * ray_ray) / (ray_ray - ray_a * ray_a)
    return s, offset


def obliquity_rad(axis: Axis, s_mm: float, camera_height_mm: float) -> float:
    """Angle between the line of sight to a point of the axis and the plane across the axis.

    Positive when the head's face is turned towards the camera.
    """
    sight = np.array([0.0, 0.0, camera_height_mm]) - axis.at(s_mm)
    return float(np.arcsin(np.clip(sight @ axis.direction / np.linalg.norm(sight), -1, 1)))


def rest(s_mm: NDArray[np.float64], radius_mm: NDArray[np.float64]) -> tuple[float, float]:
    """How a solid of revolution comes to rest on a plane.

    Its lowest line, -radius(s), stands on the edge of its convex hull that lies under the centre of mass.

    Parameters
    ----------
    s_mm, radius_mm : (n,) profile, s increasing towards the head

    Returns
    -------
    tilt_rad : rise of the axis towards the head
    height_mm : height of the axis at s = 0
    """
    weight = radius_mm**2
    centre = float((s_mm * weight).sum() / weight.sum())
    corners = cv2.convexHull(np.column_stack([s_mm, -radius_mm]).astype(np.float32), returnPoints=False).ravel()
    begin, end = corners, np.roll(corners, -1)
    low, high = np.minimum(s_mm[begin], s_mm[end]), np.maximum(s_mm[begin], s_mm[end])
    under = np.flatnonzero((low <= centre) & (centre <= high) & (high > low))
    if len(under) == 0:
        return 0.0, float(radius_mm.max())
    slope = (radius_mm[end] - radius_mm[begin])[under] / (s_mm[end] - s_mm[begin])[under]
    at_zero = radius_mm[begin][under] - slope * s_mm[begin][under]
    support = int(
        np.argmax(at_zero + slope * centre)
    )  # of the two hull edges over the centre, the one that it rests on
    tilt = float(np.arctan(slope[support]))
    # distance of the axis point s = 0 from the contact line, measured upright to the tray
    return tilt, float(at_zero[support] * np.cos(tilt))
