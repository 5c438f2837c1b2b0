"""Several things on one tray, apart or touching."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.mesh import Mesh

Array = NDArray[np.float64]


def footprint_xy_mm(solid: Mesh) -> Array:
    """(n, 2) the convex hull of a solid seen from straight above, mm."""
    used = solid.vertices[solid.used, :2].astype(np.float32)
    return np.asarray(cv2.convexHull(used).reshape(-1, 2), np.float64)


def gap_mm(one: Array, other: Array) -> float:
    """Distance between two convex footprints (n, 2); negative where they overlap (how far to part them)."""
    gaps = []
    for a, b in ((one, other), (other, one)):
        edge = np.roll(a, -1, axis=0) - a
        outward = np.stack([edge[:, 1], -edge[:, 0]], axis=1)
        outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-12)
        centre = a.mean(axis=0)
        outward *= np.sign(np.einsum("ij,ij->i", outward, a - centre))[:, None]
        gaps.append((b @ outward.T).min(axis=0) - np.einsum("ij,ij->i", a, outward))
    return float(max(g.max() for g in gaps))


def free_places(
    footprints: Sequence[Array], field_xy_mm: tuple[float, float], rng: np.random.Generator, apart_mm: float = 2.0
) -> list[tuple[float, float]] | None:
    """Where to shift footprints so that all lie inside a field about the origin and apart_mm from each other.

    Parameters
    ----------
    footprints : (n, 2) each, mm, about the origin
    field_xy_mm : width and height
    rng : Generator
    apart_mm : smallest gap; below zero they may overlap by so much

    Returns
    -------
    list of (x, y), or None where a hundred tries a thing found no place
    """
    placed: list[Array] = []
    shifts: dict[int, tuple[float, float]] = {}
    half = np.array(field_xy_mm) / 2
    for k in sorted(range(len(footprints)), key=lambda k: -float(np.ptp(footprints[k], axis=0).max())):
        shape = footprints[k]
        low, high = -half - shape.min(axis=0), half - shape.max(axis=0)
        if (low > high).any():
            return None
        for _ in range(100):
            at = rng.uniform(low, high)
            moved = shape + at
            if all(gap_mm(moved, other) >= apart_mm for other in placed):
                placed.append(moved)
                shifts[k] = (float(at[0]), float(at[1]))
                break
        else:
            return None
    return [shifts[k] for k in range(len(footprints))]


def pushed_together(still: Array, moving: Array, towards_rad: float, gap: float = 0.0) -> tuple[float, float]:
    """The shift that brings a footprint next to another, coming from a direction until `gap` mm are left."""
    step = np.array([np.cos(towards_rad), np.sin(towards_rad)])
    low, high = 0.0, 400.0
    for _ in range(40):
        middle = (low + high) / 2
        if gap_mm(still, moving + step * middle) > gap:
            high = middle
        else:
            low = middle
    return float(step[0] * high), float(step[1] * high)
