"""Dust, fibres, scratches and smudges on the tray."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera

Array32 = NDArray[np.float32]


@dataclass(frozen=True)
class Marks:
    """Factors on the light of the bare tray, (height, width) each."""

    backlit: Array32
    toplit: Array32


def _polyline(canvas: NDArray[np.uint8], points_px: NDArray[np.float64], width_px: float) -> Array32:
    """Coverage of a thin line; thinner than a pixel it is fainter, not narrower."""
    canvas[:] = 0
    cv2.polylines(
        canvas, [np.round(points_px * 16).astype(np.int32)], False, 255, max(round(width_px), 1), cv2.LINE_AA, 4
    )
    return canvas.astype(np.float32) * np.float32(min(width_px, 1.0) / 255)


def _specks(canvas: Array32, camera: Camera, per_cm2: float, largest_mm: float, rng: np.random.Generator) -> None:
    """Adds round grains to a coverage map."""
    px = 1 / camera.mm_per_px
    area_cm2 = camera.width_px * camera.height_px / px**2 / 100
    for _ in range(int(rng.poisson(per_cm2 * area_cm2))):
        r = min(rng.lognormal(np.log(0.035), 0.6), largest_mm) * px
        x, y = rng.uniform(0, camera.width_px), rng.uniform(0, camera.height_px)
        reach = int(np.ceil(r + 2))
        x0, y0 = max(int(x) - reach, 0), max(int(y) - reach, 0)
        x1, y1 = min(int(x) + reach + 1, camera.width_px), min(int(y) + reach + 1, camera.height_px)
        gx, gy = np.meshgrid(np.arange(x0, x1) - x, np.arange(y0, y1) - y)
        squash = rng.uniform(0.5, 1.0)
        disc = np.clip(r - np.hypot(gx, gy / squash) + 0.5, 0, 1) * min(1.0, (2 * r) ** 2)
        patch = canvas[y0:y1, x0:x1]
        np.maximum(patch, disc.astype(np.float32) * np.float32(rng.uniform(0.3, 0.95)), out=patch)


def _threads(
    camera: Camera, per_cm2: float, length_mm: float, width_mm: float, kinky: float, rng: np.random.Generator
) -> Array32:
    """Coverage of fibres (kinky) or scratches (straight)."""
    px = 1 / camera.mm_per_px
    total = np.zeros((camera.height_px, camera.width_px), np.float32)
    canvas = np.zeros(total.shape, np.uint8)
    area_cm2 = camera.width_px * camera.height_px / px**2 / 100
    for _ in range(int(rng.poisson(per_cm2 * area_cm2))):
        steps = 24
        step = length_mm * rng.uniform(0.3, 1.5) * px / steps
        heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, kinky, steps))
        start = rng.uniform(0, 1, 2) * [camera.width_px, camera.height_px]
        points = start + np.cumsum(step * np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0)
        strength = np.float32(rng.uniform(0.3, 1.0))
        np.maximum(total, strength * _polyline(canvas, points, width_mm * px), out=total)
    return total


def _clouds(camera: Camera, scale_mm: float, rng: np.random.Generator) -> Array32:
    """Smooth unevenness of about unit variance."""
    size = scale_mm / camera.mm_per_px
    coarse = (int(camera.height_px / size) + 4, int(camera.width_px / size) + 4)
    noise = cv2.resize(rng.standard_normal(coarse).astype(np.float32), (camera.width_px, camera.height_px),
                       interpolation=cv2.INTER_CUBIC)  # fmt: skip
    return np.asarray(noise, np.float32)


def tray_marks(camera: Camera, dirtiness: float, rng: np.random.Generator) -> Marks:
    """What lies and sticks on a used tray.

    Parameters
    ----------
    camera : whose pixels it covers
    dirtiness : 0 clean, 1 as used, 3 neglected
    rng : Generator
    """
    dark = np.zeros((camera.height_px, camera.width_px), np.float32)
    _specks(dark, camera, 0.35 * dirtiness, 0.25, rng)
    fibres = _threads(camera, 0.02 * dirtiness, 5.0, 0.025, 0.25, rng)
    scratches = _threads(camera, 0.02 * dirtiness, 14.0, 0.02, 0.01, rng)
    smudge = np.float32(0.004 * dirtiness) * _clouds(camera, 9.0, rng)
    back = (1 - 0.85 * dark) * (1 - 0.45 * fibres) * (1 + 0.04 * scratches) * (1 + 0.5 * smudge)
    light_dust = np.float32(rng.uniform(-0.2, 0.75))  # dust may be paler than the tray
    top = (1 - light_dust * dark) * (1 - 0.35 * fibres) * (1 + 0.05 * scratches) * (1 + smudge)
    return Marks(back.astype(np.float32), top.astype(np.float32))
