"""An outline moved to the edge near it: a smooth path around the thing, then a fraction of a pixel in linear light."""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

Floats = NDArray[np.float32]
Floats64 = NDArray[np.float64]


class EdgeFollower:
    """The edges of a picture, for outlines to settle on.

    Parameters
    ----------
    pixels : (h, w, 3) uint8 BGR, sRGB-coded
    """

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        coded = cv2.GaussianBlur(pixels.astype(np.float32) / 255, (0, 0), 0.7)
        self._lab = np.asarray(cv2.cvtColor(coded, cv2.COLOR_BGR2LAB), np.float32)
        linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)  # IEC 61966-2-1
        self._linear = np.asarray(linear, np.float32)

    def follow(self, rough_xy_px: Floats64, search_px: float) -> tuple[Floats64, float, float]:
        """Move a closed outline to the strongest edge near it.

        Returns
        -------
        (n, 2) outline, contrast (1), u of a point along the normal in pixels
        """
        outline = _resampled(rough_xy_px, 1.0)
        normal = _normals(outline, 2.0)
        offsets = np.arange(-np.ceil(search_px), np.ceil(search_px) + 0.25, 0.5)
        step = _step(self._lab, outline, normal, offsets)
        roughness = float(np.median(step)) + 0.1
        best = _smooth_path(step / (step + 4 * roughness), offsets)
        shift = _peak(_step(self._linear, outline, normal, offsets), best, offsets)
        strength = step[np.arange(len(step)), best]
        u_edge_px = float(np.clip(np.std(shift - gaussian_filter1d(shift, 3, mode="wrap")), 0.05, 3.0))
        return outline + shift[:, None] * normal, float(np.median(strength) / roughness), u_edge_px


def _step(picture: Floats, outline: Floats64, normal: Floats64, offsets: Floats64) -> Floats:
    """(n, m) size of the step across the outline moved by each offset."""
    spacing = offsets[1] - offsets[0]
    reach = np.concatenate([offsets[:1] - spacing, offsets, offsets[-1:] + spacing])
    at = (outline[:, None, :] + reach[None, :, None] * normal[:, None, :]).astype(np.float32)
    rows = [  # cv2.remap takes at most 32767 rows
        cv2.remap(picture, part[..., 0], part[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for part in np.array_split(at, 1 + len(at) // 30000)
    ]
    profile = np.concatenate(rows)
    return np.asarray(np.linalg.norm(profile[:, 2:] - profile[:, :-2], axis=2), np.float32)


def _smooth_path(merit: Floats, offsets: Floats64) -> NDArray[np.intp]:
    """Index of the offset at each point on the closed path of greatest merit that jumps at most two offsets a point."""
    n, m = merit.shape
    twice = np.concatenate([merit, merit])  # a second round makes the ends meet
    total = np.zeros((2 * n, m), np.float32)
    came = np.zeros((2 * n, m), np.int8)
    jump_cost = {-2: 0.3, -1: 0.1, 0: 0.0, 1: 0.1, 2: 0.3}
    total[0] = twice[0] - 0.02 * np.abs(offsets)
    for i in range(1, 2 * n):
        options = np.full((5, m), -np.inf, np.float32)
        for j, (jump, cost) in enumerate(jump_cost.items()):
            lo, hi = max(0, -jump), min(m, m - jump)
            options[j, lo:hi] = total[i - 1, lo + jump : hi + jump] - cost
        came[i] = options.argmax(axis=0) - 2
        total[i] = options.max(axis=0) + twice[i]
    path = np.empty(2 * n, np.intp)
    path[-1] = int(total[-1].argmax())
    for i in range(2 * n - 1, 0, -1):
        path[i - 1] = path[i] + came[i, path[i]]
    return np.concatenate([path[n : n + n // 2], path[n // 2 : n]])


def _peak(step: Floats, best: NDArray[np.intp], offsets: Floats64) -> Floats64:
    """Offset of the step's maximum within two samples of `best`, by a parabola through three of them."""
    rows = np.arange(len(step))
    near = np.clip(best[:, None] + np.arange(-2, 3), 1, len(offsets) - 2)
    mid = near[rows, step[rows[:, None], near].argmax(axis=1)]
    a, b, c = (step[rows, mid + k].astype(np.float64) for k in (-1, 0, 1))
    bend = np.minimum(a - 2 * b + c, -1e-9)
    part = np.clip(0.5 * (a - c) / bend, -1, 1)
    return np.asarray(offsets[mid] + part * (offsets[1] - offsets[0]))


def _resampled(outline: Floats64, spacing_px: float) -> Floats64:
    """Closed outline with points equally spaced along it, its pixel stairs smoothed."""
    closed = np.vstack([outline, outline[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.linspace(0, along[-1], max(16, int(along[-1] / spacing_px)), endpoint=False)
    points = np.column_stack([np.interp(at, along, closed[:, i]) for i in range(2)])
    return np.asarray(gaussian_filter1d(points, 1.0, axis=0, mode="wrap"))


def _normals(outline: Floats64, sigma_points: float) -> Floats64:
    """(n, 2) unit normals of a closed outline."""
    tangent = gaussian_filter1d(
        np.roll(outline, -1, axis=0) - np.roll(outline, 1, axis=0), sigma_points, axis=0, mode="wrap"
    )
    normal = np.column_stack([tangent[:, 1], -tangent[:, 0]])
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9))
