"""Exact silhouettes: how much of each pixel a solid covers, and a backlit picture made of it.

Needs numpy and OpenCV only, so that metrology can be tested against solids in every clone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.mesh import Mesh

Array = NDArray[np.float64]


def _crossings(corners: Array, triangle: NDArray[np.int64], y: Array) -> tuple[Array, Array]:
    """Where scan lines y (n,) enter and leave triangles; corners (m, 3, 2)."""
    left, right = np.full(len(y), np.inf), np.full(len(y), -np.inf)
    for k in range(3):
        p, q = corners[:, k], corners[:, (k + 1) % 3]
        swap = p[:, 1] > q[:, 1]  # both triangles at an edge must find the very same crossing
        low, high = np.where(swap[:, None], q, p), np.where(swap[:, None], p, q)
        rise = high[:, 1] - low[:, 1]
        slope = (high[:, 0] - low[:, 0]) / np.where(rise > 0, rise, 1.0)
        y_low, y_high = low[triangle, 1], high[triangle, 1]
        x = low[triangle, 0] + (y - y_low) * slope[triangle]
        on = (y >= y_low) & (y < y_high)
        left = np.where(on & (x < left), x, left)
        right = np.where(on & (x > right), x, right)
    return left, right


def _merged(row: NDArray[np.int64], left: Array, right: Array, width: int) -> tuple[NDArray[np.int64], Array, Array]:
    """The union of intervals on each row."""
    stride = float(width + 4)
    start = row * stride + np.clip(left, 0, width)
    order = np.argsort(start)
    start = start[order]
    reach = np.maximum.accumulate((row * stride + np.clip(right, 0, width))[order])
    fresh = np.concatenate([[True], start[1:] > reach[:-1] + 1e-7])
    first = np.flatnonzero(fresh)
    last = np.concatenate([first[1:], [len(start)]]) - 1
    rows = row[order][first]
    return rows, start[first] - rows * stride, reach[last] - rows * stride


def coverage(
    points_xy_px: Array, faces: NDArray[np.int32], width_px: int, height_px: int, rows: int = 16
) -> NDArray[np.float32]:
    """The share of each pixel that lies behind any triangle: exact across, sampled by scan lines down.

    Parameters
    ----------
    points_xy_px : (n, 2) projected vertices, pixel centres at integers
    faces : (m, 3)
    width_px, height_px : size of the picture
    rows : scan lines a pixel

    Returns
    -------
    (height_px, width_px) 0 to 1
    """
    empty = np.zeros((height_px, width_px), np.float32)
    corners = (points_xy_px + 0.5)[faces] * [1.0, float(rows)]
    top, bottom = corners[..., 1].min(axis=1), corners[..., 1].max(axis=1)
    first = np.clip(np.ceil(top - 0.5), 0, height_px * rows).astype(np.int64)
    last = np.clip(np.ceil(bottom - 0.5), 0, height_px * rows).astype(np.int64)
    seen = (last > first) & (corners[..., 0].max(axis=1) > 0) & (corners[..., 0].min(axis=1) < width_px)
    corners, first, count = corners[seen], first[seen], (last - first)[seen]
    if len(count) == 0:
        return empty
    triangle = np.repeat(np.arange(len(count)), count)
    row = np.arange(len(triangle)) - np.repeat(np.cumsum(count) - count, count) + first[triangle]
    left, right = _crossings(corners, triangle, row + 0.5)
    row, left, right = _merged(row, left, right, width_px)
    flat = np.zeros((height_px * (width_px + 2)), np.float64)
    for x, sign in ((left, 1.0), (right, -1.0)):
        column = np.floor(x).astype(np.int64)
        at = (row // rows) * (width_px + 2) + column
        flat += np.bincount(at, sign * (column + 1 - x), len(flat)) + np.bincount(
            at + 1, sign * (x - column), len(flat)
        )
    share = np.cumsum(flat.reshape(height_px, width_px + 2), axis=1)[:, :width_px] / rows
    return np.clip(share, 0, 1).astype(np.float32)


def seen_from(camera: Camera, mesh: Mesh) -> tuple[Array, NDArray[np.int32]]:
    """Projected vertices (n, 2) and the triangles that face the camera."""
    points = camera.project(mesh.vertices)
    a, b, c = (points[mesh.faces[:, k]] for k in range(3))
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    return points, mesh.faces[turn < 0]  # the picture's y runs down: counter-clockwise from outside is negative


@dataclass(frozen=True)
class Silhouettes:
    """A backlit picture of solids and what is true of it.

    Attributes
    ----------
    backlit : (height, width) uint8, sRGB-coded
    covered : (height, width) float32, the share of each pixel that any solid covers
    masks : for each solid (height, width) bool, more than half covered
    """

    backlit: NDArray[np.uint8]
    covered: NDArray[np.float32]
    masks: tuple[NDArray[np.bool_], ...]


@lru_cache(maxsize=1)
def _srgb_levels() -> NDArray[np.uint8]:
    light = np.arange(65536) / 65535
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return np.asarray(np.round(255 * coded), np.uint8)


def srgb_8bit(linear: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """Linear light, 1 = white, to 8-bit sRGB code values (IEC 61966-2-1)."""
    light = np.clip(np.asarray(linear, np.float32), 0, 1)
    return np.asarray(_srgb_levels()[(light * np.float32(65535) + np.float32(0.5)).astype(np.uint16)], np.uint8)


def silhouettes(
    camera: Camera,
    solids: Sequence[Mesh],
    panel: float = 0.80,
    dark: float = 0.015,
    blur_px: float = 0.6,
    noise_rel: float = 0.004,
    seed: int = 0,
    rows: int = 16,
) -> Silhouettes:
    """Solids before a bright panel, without any reflection.

    Parameters
    ----------
    camera : Camera
    solids : lying where they lie, world mm
    panel, dark : linear light of the bare panel and of what is covered, 1 = white
    blur_px : sigma of the point spread
    noise_rel : shot noise of the bare panel, relative
    seed : of the noise
    rows : scan lines a pixel

    Returns
    -------
    Silhouettes
    """
    shares = [coverage(*seen_from(camera, m), camera.width_px, camera.height_px, rows) for m in solids]
    # Where two solids share a pixel the sum may count it twice; never more than the pixel.
    covered = np.minimum(np.sum(shares, axis=0), 1.0) if shares else np.zeros((camera.height_px, camera.width_px))
    light = (panel + (dark - panel) * covered).astype(np.float32)
    if blur_px > 0:
        light = np.asarray(cv2.GaussianBlur(light, (0, 0), blur_px, borderType=cv2.BORDER_REPLICATE), np.float32)
    if noise_rel > 0:
        grain = np.random.default_rng(seed).standard_normal(light.shape, np.float32)
        light = light + np.sqrt(light * panel) * noise_rel * grain
    return Silhouettes(srgb_8bit(light), covered.astype(np.float32), tuple(s > 0.5 for s in shares))
