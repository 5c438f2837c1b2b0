"""A simulated sensor: photons, noise, and 8-bit sRGB."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.contracts import Exposure
from drivers.frame import Light

EXPOSURE_AT_WHITE: Mapping[Light, Exposure] = MappingProxyType(
    {Light.BACKLIT: Exposure(8_000), Light.TOPLIT: Exposure(8_000), Light.AMBIENT: Exposure(30_000)}
)
_STEPS = 4095  # of the square root of light: finer than 12 bits of light itself where it matters, in the dark
_PATCH, _SHIFTS = 1 << 21, 1 << 16


@lru_cache(maxsize=64)
def _srgb_of_root(always: float) -> NDArray[np.uint8]:
    """8-bit sRGB (IEC 61966-2-1) of `_STEPS` square roots of light, less some light that is always there."""
    light = np.maximum(np.square(np.arange(_STEPS + 1) / _STEPS) * (1 + always) - always, 0)
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)
    return np.asarray(np.round(255 * coded), np.uint8)


@dataclass(frozen=True)
class Sensor:
    """What a simulated sensor is like; as it stands, an IMX477 with 2 x 2 pixels binned.

    Attributes
    ----------
    frame_time_s : between the beginnings of two pictures, where the exposure is no longer than that
    readout_s : from the first row's beginning to the last row's
    queue : pictures that wait to be fetched; then the oldest is dropped
    exposure_lag : pictures until an exposure comes true
    full_well_e : photo-electrons at white and gain 1
    read_e : read noise, electrons
    """

    frame_time_s: float = 0.04
    readout_s: float = 0.02
    queue: int = 3
    exposure_lag: int = 2
    full_well_e: float = 22_000.0
    read_e: float = 5.0


@cache
def _stock() -> NDArray[np.float32]:
    """Normal noise to draw from, the same for every sensor: making it takes longer than a picture."""
    return np.random.default_rng(0).standard_normal(_PATCH + _SHIFTS, np.float32)


class Noise:
    """Noise of a sensor, from a stock of it that is shifted at random: much faster than fresh noise.

    The square root of light has the same shot noise everywhere, 1 / (2 sqrt(well)), so that one addition there does it
    (Anscombe 1948); read noise joins as light that is always there.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._stock = _stock()

    def added(self, linear: NDArray[np.float32], gain: float, well_e: float, read_e: float) -> NDArray[np.uint8]:
        """8-bit sRGB of linear light with noise; the light is used up."""
        always = read_e**2 / well_e
        linear += np.float32(always)
        root = np.sqrt(linear, out=linear).reshape(-1)
        sigma = 0.5 / float(np.sqrt(well_e))
        for start in range(0, root.size, _PATCH):
            part = root[start : start + _PATCH]
            shift = int(self._rng.integers(_SHIFTS))
            cv2.scaleAdd(self._stock[shift : shift + part.size], sigma, part, part)
        white = float(np.sqrt(1 / gain + always))
        np.clip(root, 0, white, out=root)
        root *= np.float32(_STEPS / white)
        return _srgb_of_root(always * gain)[linear.astype(np.uint16)]
