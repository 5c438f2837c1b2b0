"""What cameras, lamps and hurry do to a patch, so that the networks learn to look past it.

No colour is touched for the finish network beyond what a lamp's drift does: colour is all it has to go by.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.patch import BRIGHTEST, MARGIN_PX, mirrored

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
BARE = float(np.sqrt(1 / BRIGHTEST))  # bare tray, coded
_KERNEL = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * MARGIN_PX + 1, 2 * MARGIN_PX + 1))


_CODE = np.arange(256, dtype=np.float32) / 255
_GRAIN = np.random.default_rng(0).standard_normal(1 << 20).astype(np.float32)  # drawn once: drawing takes longest


def _curved(plane: Pixels, gain: float, contrast: float) -> Pixels:
    """A plane through a curve, by a table."""
    table = np.round(255 * np.clip(gain * np.power(_CODE, contrast), 0, 1)).astype(np.uint8)
    return np.asarray(cv2.LUT(plane, table), np.uint8)


def _tinted(light: Pixels, rng: np.random.Generator) -> Pixels:
    """Another lamp: gain, colour, contrast; now and then no colour at all."""
    if rng.random() < 0.15:
        light = np.broadcast_to(light.mean(axis=0).astype(np.uint8), light.shape)
    gains = np.exp(rng.normal(0, 0.12) + rng.normal(0, 0.06, 3))
    contrast = float(np.exp(rng.normal(0, 0.22)))
    return np.stack([_curved(np.ascontiguousarray(p), float(g), contrast) for p, g in zip(light, gains, strict=True)])


def _grain(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    count = int(np.prod(shape))
    start = int(rng.integers(len(_GRAIN) - count))
    return _GRAIN[start : start + count].reshape(shape)


def _shade(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Light that falls off to one side."""
    x, y = np.linspace(-1, 1, shape[1], dtype=np.float32), np.linspace(-1, 1, shape[0], dtype=np.float32)
    a, b = rng.normal(0, 0.12, 2)
    return np.asarray(1 + a * x[None, :] + b * y[:, None], np.float32)


def _blurred(planes: Floats, rng: np.random.Generator) -> Floats:
    sigma = abs(rng.normal(0, 0.9))
    if sigma < 0.3:
        return planes
    return np.stack([cv2.GaussianBlur(p, (0, 0), sigma) for p in planes])


def _squeezed(planes: Pixels, rng: np.random.Generator) -> Pixels:
    """Through a JPEG of poor quality."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))]
    _, file = cv2.imencode(".jpg", np.ascontiguousarray(planes.transpose(1, 2, 0)), quality)
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR), np.uint8).transpose(2, 0, 1)


def _dropped(planes: Pixels, patch: Pixels, rng: np.random.Generator, share: float) -> None:
    """One of the two lights taken away now and then, where both are there."""
    if not patch[0].any() or not patch[1].any():
        return
    draw = rng.random()
    if draw < share:
        planes[0] = 0
    elif draw < 2 * share:
        planes[1:4] = 0


def roughened(patch: Pixels, rng: np.random.Generator, strength: float = 1.0, missing: float = 0.2) -> Pixels:
    """A patch as another counter might have taken it, for shapes.

    Parameters
    ----------
    patch : (PLANES, HEIGHT_PX, WIDTH_PX)
    strength : chance of each change, relative to training's
    missing : chance of each light to be missing
    """
    if rng.random() < 0.5:
        patch = mirrored(patch)
    levels = patch.copy()
    if rng.random() < 0.9 * strength:
        levels[1:4] = _tinted(patch[1:4], rng)
        levels[0] = _curved(patch[0], float(np.exp(rng.normal(0, 0.05))), float(np.exp(rng.normal(0, 0.15))))
    if rng.random() < 0.25 * strength:
        levels[1:4] = _squeezed(levels[1:4], rng)
    planes = levels.astype(np.float32) * np.float32(1 / 255)
    mask = planes[4]
    if rng.random() < 0.4 * strength:
        planes[1:4] *= _shade((mask.shape[0], mask.shape[1]), rng)
    if rng.random() < 0.25 * strength:  # flare
        planes[0] = planes[0] * 0.9 + np.float32(rng.uniform(0, 0.09))
    if rng.random() < 0.5 * strength:
        planes[:4] = _blurred(planes[:4], rng)
    if rng.random() < 0.6 * strength:
        planes[:4] += _grain(planes[:4].shape, rng) * np.float32(abs(rng.normal(0, 0.025)))
    near = cv2.dilate(mask, _KERNEL)
    planes[:4] = BARE + (planes[:4] - BARE) * near
    out: Pixels = np.clip(255 * planes + 0.5, 0, 255).astype(np.uint8)
    for lights in (np.s_[0:1], np.s_[1:4]):
        if not patch[lights].any():
            out[lights] = 0
    _dropped(out, patch, rng, missing)
    return out


def drifted(patch: Pixels, rng: np.random.Generator, amount: float = 1.0) -> Pixels:
    """A patch under a lamp that drifted a little, for colours."""
    if rng.random() < 0.5:
        patch = mirrored(patch)
    planes = patch.astype(np.float32) * np.float32(1 / 255)
    gain = np.exp(0.5 * amount * (rng.normal(0, 0.10) + rng.normal(0, 0.015, 3)))  # halved: light is coded by its root
    planes[1:4] *= np.asarray(gain, np.float32)[:, None, None]
    if rng.random() < 0.4:
        planes[1:4] = _blurred(planes[1:4], rng)
    planes[1:4] += _grain(planes[1:4].shape, rng) * np.float32(abs(rng.normal(0, 0.01)))
    return np.asarray(np.round(255 * np.clip(planes, 0, 1)), np.uint8)
