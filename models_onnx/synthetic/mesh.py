"""Triangle meshes in millimetres, sewn from grids, with creases kept sharp."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

DENSE_CORNERS = 4_000_000  # so many (vertex, surface) pairs are counted without sorting them first


class Piece(IntEnum):
    """Which piece of an object a triangle belongs to."""

    BODY = 0
    THREAD = 1
    HEAD = 2
    FACE = 3  # what the driver sees: the top of the head, or the driven end of a set screw
    RECESS = 4
    END = 5


@dataclass(frozen=True)
class Mesh:
    """A closed surface.

    Attributes
    ----------
    vertices : (n, 3) float64, mm
    faces : (m, 3) int32, counter-clockwise seen from outside
    piece : (m,) uint8, a `Piece` for each triangle
    smooth : (m,) int32; triangles of one number shade as one smooth surface where they share vertices
    """

    vertices: NDArray[np.float64]
    faces: NDArray[np.int32]
    piece: NDArray[np.uint8]
    smooth: NDArray[np.int32]

    @property
    def used(self) -> NDArray[np.int64]:
        """Numbers of the vertices that triangles use, ascending."""
        return np.asarray(np.flatnonzero(np.bincount(self.faces.ravel(), minlength=len(self.vertices))), np.int64)

    def moved(self, rotation: ArrayLike, shift_mm: ArrayLike) -> "Mesh":
        """The mesh turned by a (3, 3) rotation, then shifted by (3,) mm."""
        vertices = self.vertices @ np.asarray(rotation, np.float64).T + np.asarray(shift_mm, np.float64)
        return Mesh(vertices, self.faces, self.piece, self.smooth)

    def solid_faces(self) -> "Mesh":
        """The mesh without triangles of no area (grids clamped at an end make many)."""
        a, b, c = (self.vertices[self.faces[:, k]] for k in range(3))
        across = np.cross(b - a, c - a)
        keep = np.einsum("ij,ij->i", across, across) > 1e-18
        return Mesh(self.vertices, self.faces[keep], self.piece[keep], self.smooth[keep])

    def corner_normals(self) -> NDArray[np.float32]:
        """(m, 3, 3) unit normals at the corners of each triangle, averaged by area within smooth surfaces."""
        a, b, c = (self.vertices[self.faces[:, k]] for k in range(3))
        normal = np.cross(b - a, c - a)
        surfaces = int(self.smooth.max()) + 1
        index = (self.faces.astype(np.int64) * surfaces + self.smooth[:, None]).ravel()
        if len(self.vertices) * surfaces > DENSE_CORNERS:
            _, index = np.unique(index, return_inverse=True)
        summed = np.stack([np.bincount(index, np.repeat(normal[:, k], 3)) for k in range(3)], axis=1)
        length = np.sqrt(np.einsum("ij,ij->i", summed, summed))[:, None]
        unit = (summed / np.maximum(length, 1e-30)).astype(np.float32)
        return np.asarray(unit[index].reshape(-1, 3, 3), np.float32)

    def centre_of_mass(self) -> NDArray[np.float64]:
        """(3,) centre of mass of the enclosed solid, by signed tetrahedra."""
        middle = (self.vertices.min(axis=0) + self.vertices.max(axis=0)) / 2  # seams leave pin holes: stay near
        a, b, c = (self.vertices[self.faces[:, k]] - middle for k in range(3))
        volume = np.einsum("ij,ij->i", a, np.cross(b, c))
        return np.asarray(middle + ((a + b + c) * volume[:, None]).sum(axis=0) / (4.0 * volume.sum()), np.float64)

    def volume_mm3(self) -> float:
        """The enclosed volume; positive when the triangles look outwards."""
        a, b, c = (self.vertices[self.faces[:, k]] for k in range(3))
        return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """Several meshes as one; their smooth surfaces stay apart."""
    starts = np.cumsum([0, *(len(m.vertices) for m in meshes[:-1])])
    smooth_starts = np.cumsum([0, *(int(m.smooth.max(initial=0)) + 1 for m in meshes[:-1])])
    return Mesh(
        np.concatenate([m.vertices for m in meshes]),
        np.concatenate([m.faces + np.int32(k) for m, k in zip(meshes, starts)]),
        np.concatenate([m.piece for m in meshes]),
        np.concatenate([m.smooth + np.int32(k) for m, k in zip(meshes, smooth_starts)]),
    )


def tube(
    points: NDArray[np.float64], piece: ArrayLike, smooth: ArrayLike, cross_smooth: ArrayLike | None = None
) -> Mesh:
    """A grid of rings sewn into a tube, closed around.

    Parameters
    ----------
    points : (rings, columns, 3) mm; rings run along the tube, columns counter-clockwise about its direction
    piece, smooth : one value a band between neighbouring rings, (rings - 1,), or one for all
    cross_smooth : (columns,) added to `smooth`, where creases run along the tube (the corners of a hexagon)

    Returns
    -------
    Mesh
    """
    rings, columns = points.shape[:2]
    index = np.arange(rings * columns, dtype=np.int32).reshape(rings, columns)
    a, b = index[:-1], np.roll(index[:-1], -1, axis=1)
    c, d = index[1:], np.roll(index[1:], -1, axis=1)
    faces = np.stack([np.stack([a, b, c], -1), np.stack([b, d, c], -1)], axis=2).reshape(-1, 3)
    bands = np.broadcast_to(np.asarray(smooth, np.int32), (rings - 1,))[:, None]
    across = np.zeros(columns, np.int32) if cross_smooth is None else np.asarray(cross_smooth, np.int32)
    surfaces = bands * (int(across.max()) + 1) + across
    pieces = np.broadcast_to(np.asarray(piece, np.uint8), (rings - 1,))[:, None]
    return Mesh(
        points.reshape(-1, 3).astype(np.float64),
        faces,
        np.broadcast_to(pieces[..., None], (rings - 1, columns, 2)).ravel().copy(),
        np.broadcast_to(surfaces[..., None], (rings - 1, columns, 2)).ravel().copy(),
    )


def about_axis(s: ArrayLike, r: ArrayLike, phi: ArrayLike) -> NDArray[np.float64]:
    """Cylindrical to part coordinates: x along the axis, phi from y to z; mm and radians, broadcast."""
    s, r, phi = np.broadcast_arrays(np.asarray(s, np.float64), np.asarray(r), np.asarray(phi))
    return np.stack([s, r * np.cos(phi), r * np.sin(phi)], axis=-1)
