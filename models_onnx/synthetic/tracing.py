"""Rays against triangles, by Embree (extra `training`)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.mesh import Mesh

Array32 = NDArray[np.float32]
OFF_SURFACE_MM = 2e-3  # a reflected ray starts this far out, so that it does not meet its own triangle


@dataclass(frozen=True)
class Hits:
    """Where rays met the scene.

    Attributes
    ----------
    ray : (k,) which of the rays did
    face : (k,) which triangle
    weights : (k, 3) barycentric
    distance_mm : (k,)
    """

    ray: NDArray[np.int64]
    face: NDArray[np.int32]
    weights: Array32
    distance_mm: Array32


class Tracer:
    """A scene that answers rays."""

    def __init__(self, mesh: Mesh) -> None:
        from embreex import rtcore_scene
        from embreex.mesh_construction import TriangleMesh

        self._scene = rtcore_scene.EmbreeScene()
        self._geometry = TriangleMesh(self._scene, mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32))

    def first_hits(self, origins: Array32, directions: Array32) -> Hits:
        """The nearest hit of each ray; origins (n, 3) or (3,), directions (n, 3) of unit length."""
        if len(directions) == 0:
            return Hits(
                np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros((0, 3), np.float32), np.zeros(0, np.float32)
            )
        starts = np.ascontiguousarray(np.broadcast_to(origins, directions.shape), np.float32)
        found = self._scene.run(starts, np.ascontiguousarray(directions, np.float32), output=True)
        ray = np.flatnonzero(found["primID"] >= 0)
        u, v = found["u"][ray], found["v"][ray]
        return Hits(ray, found["primID"][ray], np.stack([1 - u - v, u, v], axis=1), found["tfar"][ray])
