"""How a solid comes to rest on the tray: on a facet of its convex hull that its centre of mass stands over."""

from dataclasses import dataclass
from enum import StrEnum
from math import pi

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from models_onnx.synthetic.mesh import Mesh

Array = NDArray[np.float64]


class Posture(StrEnum):
    """Lying on its side, or standing on an end."""

    LYING = "lying"
    STANDING = "standing"


@dataclass(frozen=True)
class Pose:
    """Where a solid lies.

    Attributes
    ----------
    rotation : (3, 3) part to world
    shift_mm : (3,)
    """

    rotation: Array
    shift_mm: Array

    def apply(self, mesh: Mesh) -> Mesh:
        """The mesh as it lies."""
        return mesh.moved(self.rotation, self.shift_mm)

    @property
    def tilt_rad(self) -> float:
        """How far the head's end of the axis stands above its tail, as an angle."""
        return float(np.arcsin(np.clip(self.rotation[2, 0], -1, 1)))

    def turned(self, angle_rad: float, about_xy_mm: tuple[float, float] = (0.0, 0.0)) -> "Pose":
        """The pose turned about the vertical."""
        c, s = np.cos(angle_rad), np.sin(angle_rad)
        turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])
        pivot = np.array([*about_xy_mm, 0.0])
        return Pose(turn @ self.rotation, turn @ (self.shift_mm - pivot) + pivot)

    def shifted(self, x_mm: float, y_mm: float, z_mm: float = 0.0) -> "Pose":
        """The pose moved."""
        return Pose(self.rotation, self.shift_mm + np.array([x_mm, y_mm, z_mm]))


def _stable(corners: Array, normal: Array, centre: Array) -> NDArray[np.bool_]:
    """Whether the centre of mass stands over each facet; corners (m, 3, 3), outward normals (m, 3)."""
    inside = np.ones(len(corners), bool)
    orient = np.einsum("ij,ij->i", np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), normal)
    sign = np.where(orient >= 0, 1.0, -1.0)
    for k in range(3):
        edge = corners[:, (k + 1) % 3] - corners[:, k]
        to_centre = centre - corners[:, k]
        inside &= sign * np.einsum("ij,ij->i", np.cross(edge, to_centre), normal) >= -1e-9
    return inside


def _down(normal: Array) -> Array:
    """A rotation that brings `normal` to point straight down."""
    x = np.array([1.0, 0, 0]) if abs(normal[0]) < 0.9 else np.array([0, 1.0, 0])
    x = x - (x @ normal) * normal
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(-normal, x), -normal])


def resting_pose(mesh: Mesh, rng: np.random.Generator, posture: Posture = Posture.LYING) -> Pose:
    """A stable pose on z = 0, turned at random about the vertical, its centre of mass over the origin.

    Parameters
    ----------
    mesh : closed solid in part coordinates, its axis along x
    rng : chooses how it rolled and how it is turned
    posture : where it asks for a posture that no facet gives, the other one is taken

    Returns
    -------
    Pose
    """
    used = mesh.used
    points = mesh.vertices[used]
    hull = ConvexHull(points)
    normal = hull.equations[:, :3]
    corners = points[hull.simplices]
    centre = mesh.centre_of_mass()
    upright = np.abs(normal[:, 0])
    fitting = upright > 0.99 if posture is Posture.STANDING else upright < 0.75
    stable = _stable(corners, normal, centre)
    candidates = np.flatnonzero(stable & fitting) if (stable & fitting).any() else np.flatnonzero(stable)
    height = np.einsum("ij,j->i", normal[candidates], -centre) - hull.equations[candidates, 3]
    # A spade balances on its edge in theory only: what can fall further does.
    candidates = candidates[height <= 1.15 * height.min() + 0.05]
    # A part that rolls comes to rest on a facet as often as directions from its centre meet that facet.
    roll = rng.uniform(-pi, pi)
    away = np.abs((np.arctan2(normal[candidates, 2], normal[candidates, 1]) - roll + pi) % (2 * pi) - pi)
    chosen = candidates[int(np.argmin(away))]
    rotation = _down(normal[chosen])
    low = (points @ rotation.T)[:, 2].min()
    middle = rotation @ centre
    pose = Pose(rotation, np.array([-middle[0], -middle[1], -low]))
    return pose.turned(rng.uniform(-pi, pi))
