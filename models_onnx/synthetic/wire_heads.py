"""Heads that are not turned: the spade of a thumb screw and the ring of an eye."""

from math import pi

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.mesh import Mesh, Piece, tube
from models_onnx.synthetic.spec import HeadShape, ScrewSpec

Array = NDArray[np.float64]

# Half the outline of a type P spade, from its neck to the middle of its top: (height, half width), each relative.
SPADE = np.array(
    [
        [0.00, 0.27],
        [0.06, 0.30],
        [0.16, 0.45],
        [0.30, 0.70],
        [0.45, 0.90],
        [0.60, 0.99],
        [0.72, 1.00],
        [0.84, 0.94],
        [0.93, 0.80],
        [0.98, 0.62],
        [1.00, 0.45],
        [0.985, 0.30],
        [0.965, 0.15],
        [0.96, 0.0],
    ]
)


def _smooth_closed(points: Array, n: int) -> Array:
    """(n, 2) points along a closed polyline, rounded by a short moving average."""
    closed = np.concatenate([points, points[:1]])
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    t = np.linspace(0, along[-1], n, endpoint=False)
    dense = np.stack([np.interp(t, along, closed[:, k]) for k in range(2)], axis=1)
    kernel = np.array([1, 2, 3, 2, 1]) / 9
    return np.asarray(sum(w * np.roll(dense, k - 2, axis=0) for k, w in enumerate(kernel)), np.float64)


def _outside_out(mesh: Mesh) -> Mesh:
    if mesh.volume_mm3() > 0:
        return mesh
    return Mesh(mesh.vertices, mesh.faces[:, ::-1].copy(), mesh.piece, mesh.smooth)


def spade_head(spec: ScrewSpec, shape: HeadShape, columns: int) -> Mesh:
    """A flat plate of rim_mm thickness whose outline is exactly diameter_mm wide and height_mm high."""
    half = np.concatenate([SPADE, SPADE[-2:0:-1] * [1, -1]])
    outline = _smooth_closed(half, max(columns, 64))
    outline[:, 0] -= outline[:, 0].min()
    outline *= [shape.height_mm / outline[:, 0].max(), shape.diameter_mm / 2 / outline[:, 1].max()]
    middle = np.array([0.5 * shape.height_mm, 0.0])
    t = shape.rim_mm / 2
    bevel = 0.35 * shape.rim_mm
    rings = []
    for z, inset in ((-t, None), (-t, bevel), (-t + bevel, 0.0), (t - bevel, 0.0), (t, bevel), (t, None)):
        shrink = 0.0 if inset is None else 1 - inset / np.linalg.norm(outline - middle, axis=1, keepdims=True)
        flat = middle + (outline - middle) * shrink
        rings.append(np.column_stack([spec.seat_mm + flat[:, 0], flat[:, 1], np.full(len(flat), z)]))
    return _outside_out(tube(np.stack(rings), Piece.HEAD, [0, 1, 2, 3, 4]))


def eye_head(spec: ScrewSpec, shape: HeadShape, columns: int) -> Mesh:
    """A wire bent to a ring of diameter_mm outside, its end not quite closed against the shank."""
    wire = spec.shank_mm / 2
    ring = shape.diameter_mm / 2 - wire
    turn = np.linspace(-0.04 * pi, 1.90 * pi, max(columns, 48))
    centre = np.array([spec.overall_mm - shape.diameter_mm / 2, 0.0, 0.0])
    outward = np.stack([-np.cos(turn), np.sin(turn), np.zeros_like(turn)], axis=1)
    around = 2 * pi * np.arange(max(columns // 2, 16)) / max(columns // 2, 16)
    aside = np.array([0.0, 0.0, 1.0])
    section = outward[:, None] * np.cos(around)[:, None] + aside * np.sin(around)[:, None]
    middle = centre + ring * outward
    rings = middle[:, None] + wire * section
    ends = [np.broadcast_to(middle[k], rings[0].shape) for k in (0, -1)]
    whole = np.concatenate([ends[0][None], rings, ends[1][None]])
    bands = np.array([0, *[1] * (len(turn) - 1), 2])
    return _outside_out(tube(whole, Piece.HEAD, bands))
