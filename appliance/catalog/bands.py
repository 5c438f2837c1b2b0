"""Tolerance bands, and how likely a measured value is if the truth lies in one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

FloatArray = NDArray[np.float64]

# Nine times in ten a maker keeps to the standard, now and then is loose with it; rarely the measurement is gross.
_LOOSE, GROSS = 0.075, 0.025
_GROSS_SCALE = 0.35  # of the log-Laplace of gross values: half of them within 24 % of the band's middle


class Band(NamedTuple):
    """From `low` to `high`, with edges softened by a normal of `soft`; one unit for all three."""

    low: float
    high: float
    soft: float

    def scaled(self, factor: float) -> "Band":
        """The band of a quantity that is `factor` times as large."""
        return Band(self.low * factor, self.high * factor, self.soft * factor)


@dataclass(frozen=True)
class Bands:
    """Many bands side by side: arrays of one shape; `gross` is how often such a quantity is measured quite wrong."""

    middle: FloatArray
    half: FloatArray
    soft: FloatArray
    gross: float = GROSS

    @classmethod
    def of(cls, bands: Iterable[Band], gross: float = GROSS) -> "Bands":
        """Stack single bands; shape (n,)."""
        low, high, soft = np.array(list(bands), float).reshape(-1, 3).T
        middle = (low + high) / 2
        return cls(middle, np.maximum(high - low, 2e-3 * middle) / 2, soft, gross)

    @classmethod
    def stacked(cls, rows: Iterable["Bands"]) -> "Bands":
        """Bands of several quantities, one a row; shape (quantities, n)."""
        stack = np.array([(b.middle, b.half, b.soft) for b in rows])
        return cls(stack[:, 0], stack[:, 1], stack[:, 2])

    def log_density(self, value: float | FloatArray, u: float | FloatArray) -> FloatArray:
        """Log of the probability density of measuring `value`, for each band; 0 where `value` is NaN: not measured.

        The truth is uniform in the band with soft edges; the measurement adds a normal error of `u`. Heavy tails
        (a loose maker, a gross measurement) keep one wrong quantity from ruling a candidate out.

        Parameters
        ----------
        value, u : measured value and its standard uncertainty in the bands' unit; they broadcast against the bands
        """
        off = np.abs(value - self.middle)
        sharp = np.hypot(u, self.soft)
        density = (1 - _LOOSE - self.gross) * _box(off, self.half, sharp)
        density += _LOOSE * _box(off, self.half, 3 * sharp + 0.01 * self.middle)
        density += self.gross * gross_density(value, self.middle)
        log_density = np.log(density)
        log_density[np.isnan(log_density)] = 0.0
        return log_density


@dataclass(frozen=True)
class SharedBands:
    """Bands of which many are the same: each distinct one is scored once.

    Attributes
    ----------
    distinct : the distinct bands, shape (m,)
    of : (n,) which of them each band is
    """

    distinct: Bands
    of: NDArray[np.intp]

    @classmethod
    def among(cls, bands: Iterable[Band], gross: float = GROSS) -> "SharedBands":
        """Find the distinct ones among bands."""
        numbers: dict[Band, int] = {}
        of = np.array([numbers.setdefault(band, len(numbers)) for band in bands], np.intp)
        return cls(Bands.of(numbers, gross), of)

    def log_density(self, value: float, u: float) -> FloatArray:
        """`Bands.log_density` for each of the n bands."""
        return self.distinct.log_density(value, u)[self.of]


def _box(off: FloatArray, half: FloatArray, sigma: FloatArray) -> FloatArray:
    """Density of a box of half-width `half` blurred by a normal of `sigma`, at the distance `off` from its middle."""
    blurred: FloatArray = (ndtr((half - off) / sigma) - ndtr((-half - off) / sigma)) / (2 * half)
    return blurred


def gross_density(value: float | FloatArray, middle: float | FloatArray, scale: float = _GROSS_SCALE) -> FloatArray:
    """Log-Laplace density: symmetric in the logarithm about `middle`, with tails that forgive any factor."""
    ratio = np.maximum(value, 1e-6) / middle
    density: FloatArray = np.exp(-np.abs(np.log(ratio)) / scale) / (2 * scale * np.maximum(value, 1e-6))
    return density
