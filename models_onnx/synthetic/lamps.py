"""Light from above as a map of the upper hemisphere, and the bright panel below."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

Array32 = NDArray[np.float32]
MAP_PX = 96


class Style(StrEnum):
    """Kinds of light above a tray."""

    DOME = "dome"
    RING = "ring"
    LOW_RING = "low_ring"
    BARS = "bars"
    SOFTBOX = "softbox"


def _map_directions(size: int) -> tuple[Array32, NDArray[np.bool_]]:
    """Directions (size, size, 3) of an equal-area map of the upper hemisphere, and where the map is inside it."""
    axis = (np.arange(size, dtype=np.float32) + 0.5) / size * 2 - 1
    u, v = np.meshgrid(axis, axis)
    r2 = u * u + v * v
    z = 1 - r2
    flat = np.sqrt(np.maximum(1 - z * z, 0)) / np.sqrt(np.maximum(r2, 1e-12))
    return np.stack([u * flat, v * flat, z], axis=-1).astype(np.float32), r2 <= 1


def _harmonics(d: Array32) -> Array32:
    """The nine real spherical harmonics up to second order, (n, 9)."""
    x, y, z = d[..., 0], d[..., 1], d[..., 2]
    return np.stack([
        np.full_like(x, 0.282095), 0.488603 * y, 0.488603 * z, 0.488603 * x, 1.092548 * x * y, 1.092548 * y * z,
        0.315392 * (3 * z * z - 1), 1.092548 * x * z, 0.546274 * (x * x - y * y),
    ], axis=-1)  # fmt: skip


# Ramamoorthi and Hanrahan, "An efficient representation for irradiance environment maps" (2001), cosine lobe factors.
_COSINE = np.array([np.pi, *[2 * np.pi / 3] * 3, *[np.pi / 4] * 5], np.float32)


@dataclass(frozen=True)
class Lamp:
    """Light that comes down on the tray.

    Attributes
    ----------
    sky_bgr : (n, n, 3) radiance over the upper hemisphere, equal-area; an empty tray of albedo 1 then has radiance 1
    style : for the record
    """

    sky_bgr: Array32
    style: Style

    def smeared(self, roughness: float) -> Array32:
        """The map as a surface of that roughness sees it."""
        sigma = roughness**1.3 * MAP_PX * 0.30
        if sigma < 0.4:
            return self.sky_bgr
        return np.asarray(cv2.GaussianBlur(self.sky_bgr, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE), np.float32)

    @cached_property
    def harmonics(self) -> Array32:
        """(9, 3) coefficients of the sky alone."""
        directions, inside = _map_directions(MAP_PX)
        basis = _harmonics(directions)[inside]
        return np.asarray(basis.T @ self.sky_bgr[inside] * (2 * np.pi / inside.sum()), np.float32)

    def directions(self, count: int, rng: np.random.Generator) -> tuple[Array32, Array32]:
        """Directions (count, 3) that the tray's light comes from in equal parts, and the parts' colours (count, 3)."""
        directions, inside = _map_directions(MAP_PX)
        weight = np.where(inside, self.sky_bgr.mean(axis=2) * np.maximum(directions[..., 2], 0), 0).ravel()
        total = np.cumsum(weight) / weight.sum()
        chosen = np.searchsorted(total, (np.arange(count) + rng.random(count)) / count)
        picked = self.sky_bgr.reshape(-1, 3)[np.clip(chosen, 0, len(total) - 1)]
        colour = picked / np.maximum(picked.mean(axis=1, keepdims=True), 1e-6)
        return directions.reshape(-1, 3)[np.clip(chosen, 0, len(total) - 1)], (colour / count).astype(np.float32)


def look_up(sky: Array32, d: Array32) -> Array32:
    """Radiance (n, 3) from directions (n, 3) of the upper hemisphere; those below read the horizon."""
    z = np.clip(d[:, 2], 0, 1)
    flat = np.maximum(np.hypot(d[:, 0], d[:, 1]), 1e-6)
    r = np.sqrt(1 - z) / flat
    x = ((d[:, 0] * r + 1) * (MAP_PX / 2) - 0.5).astype(np.float32)
    y = ((d[:, 1] * r + 1) * (MAP_PX / 2) - 0.5).astype(np.float32)
    out = np.empty((len(d), 3), np.float32)
    step = 30000  # cv2.remap takes pictures of fewer than 32768 rows
    for k in range(0, len(d), step):
        at = slice(k, k + step)
        part = cv2.remap(sky, x[at, None], y[at, None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        out[at] = part.reshape(-1, 3)
    return out


def irradiance(coefficients: Array32, normals: Array32) -> Array32:
    """Irradiance over pi (n, 3) on surfaces that face `normals`, from spherical harmonics (9, 3) of the light."""
    return np.maximum(_harmonics(normals) @ (coefficients * _COSINE[:, None]) / np.float32(np.pi), 0)


def panel_harmonics(exponent: float) -> Array32:
    """(9, 1) coefficients of a panel below that shines as cos^exponent, 1 straight up."""
    directions, inside = _map_directions(48)
    below = directions[inside] * np.array([1, 1, -1], np.float32)
    light = np.maximum(-below[:, 2], 0) ** exponent
    return np.asarray(_harmonics(below).T @ light[:, None] * (2 * np.pi / inside.sum()), np.float32)


def _lobed(angle: Array32, rng: np.random.Generator, depth: float) -> Array32:
    """A factor near 1 that varies around."""
    return 1 + depth * sum(
        (rng.normal() / k * np.cos(k * angle + rng.uniform(0, 6.3)) for k in (1, 2, 3)), start=np.zeros_like(angle)
    )


def lamp(style: Style, rng: np.random.Generator) -> Lamp:
    """A light of that style, with the unevenness of a real one.

    Parameters
    ----------
    style : Style
    rng : draws its sizes, position, seams and colour

    Returns
    -------
    Lamp
    """
    d, inside = _map_directions(MAP_PX)
    off = np.degrees(np.arccos(np.clip(d[..., 2], -1, 1)))  # degrees from the zenith
    angle = np.arctan2(d[..., 1], d[..., 0])
    room = rng.uniform(0.04, 0.25) * np.clip(_lobed(angle, rng, 0.3), 0.2, 2) * (1 - 0.4 * off / 90)
    hole = 1 / (1 + np.exp((off - rng.uniform(4, 9)) * -1.2))
    if style is Style.DOME:
        light = np.clip(1 - rng.uniform(0.0, 0.5) * (off / 90) ** 2, 0, 2) * np.clip(_lobed(angle, rng, 0.12), 0.3, 2)
        sky = room * 0.2 + light * (0.05 + 0.95 * hole)
    elif style in (Style.RING, Style.LOW_RING):
        middle, half = (rng.uniform(18, 42), rng.uniform(3, 9)) if style is Style.RING else (rng.uniform(58, 76), 6.0)
        band = np.exp(-(((off - middle) / half) ** 4))
        leds = 1 + rng.uniform(0, 0.5) * np.cos(int(rng.integers(12, 48)) * angle)
        sky = room * hole + band * leds * rng.uniform(6, 14) * np.clip(_lobed(angle, rng, 0.15), 0.1, 3)
    else:
        sky = room * 1.6 * hole
        count = 2 if style is Style.BARS else int(rng.integers(1, 4))
        start = rng.uniform(0, 2 * np.pi)
        for k in range(count):
            at = start + (k * np.pi if style is Style.BARS else rng.uniform(0, 2 * np.pi))
            tilt = np.radians(rng.uniform(25, 65))
            to = np.array([np.cos(at) * np.sin(tilt), np.sin(at) * np.sin(tilt), np.cos(tilt)])
            across = np.array([-np.sin(at), np.cos(at), 0.0])
            up = np.cross(to, across)
            ahead = np.maximum(d @ to, 1e-3)
            x, y = np.abs(d @ across) / ahead, np.abs(d @ up) / ahead
            wide, high = (
                (rng.uniform(0.5, 1.2), rng.uniform(0.06, 0.14)) if style is Style.BARS else rng.uniform(0.15, 0.6, 2)
            )
            box = 1 / (1 + np.exp(np.minimum((x - wide) * 40, 30)))
            box = box / (1 + np.exp(np.minimum((y - high) * 40, 30))) * ((d @ to) > 0.02)
            sky = sky + box * rng.uniform(2, 8)
    colour = np.array([1 + rng.normal(0, 0.02), 1.0, 1 + rng.normal(0, 0.02)])
    sky_bgr = np.where(inside[..., None], np.maximum(sky, 0)[..., None] * colour, 0).astype(np.float32)
    # Beyond the rim of the map the horizon goes on, so that blurring does not darken it.
    filled = cv2.GaussianBlur(sky_bgr, (0, 0), 3) / np.maximum(
        cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 3)[..., None], 1e-3
    )
    sky_bgr = np.where(inside[..., None], sky_bgr, filled)
    flux = (sky_bgr[inside] * d[inside][:, 2:]).sum(axis=0).mean() * 2 * np.pi / inside.sum() / np.pi
    return Lamp((sky_bgr / flux).astype(np.float32), style)
