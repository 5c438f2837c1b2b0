"""Whether a calibration measures a known part right, wherever it lies on the tray."""

from dataclasses import dataclass
from math import hypot

import numpy as np

from calibration.estimate import Estimate
from calibration.refusal import CalibrationRefused

LEAST_PLACES = 5
_LEAST_APART_SHARE = 0.35  # of the field's width and of its height
_SIGNIFICANT = 3.0
_LEAST_SLOPE_MM = 0.02


@dataclass(frozen=True)
class Place:
    """A part of known size, measured somewhere on the tray.

    Attributes
    ----------
    at_xy_mm : where, tray coordinates
    measured : in mm
    """

    at_xy_mm: tuple[float, float]
    measured: Estimate


@dataclass(frozen=True)
class Verification:
    """Whether a calibration measures a known part right, wherever it lies.

    Attributes
    ----------
    bias_mm : mean of measured less true, with the doubt of both
    spread_mm : standard deviation from place to place
    slope_mm : by how much more it measures at one side of the places than at the other, by the best plane
    reason : why it is not right, one sentence; empty where it is
    """

    bias_mm: Estimate
    spread_mm: float
    slope_mm: float
    reason: str

    @property
    def ok(self) -> bool:
        """Whether the calibration can be relied on."""
        return not self.reason


def verify(places: list[Place], true_mm: Estimate, field_mm: tuple[float, float]) -> Verification:
    """Compare what was measured at several places with what is true.

    Parameters
    ----------
    places : five or more, all over the tray
    true_mm : of the gauge, from its certificate; of a worn quarter 24.26 with u of 0.04
    field_mm : (width, height) of what the camera sees of the tray

    Raises
    ------
    CalibrationRefused
        where the places are too few or too near each other to tell anything
    """
    if len(places) < LEAST_PLACES:
        raise CalibrationRefused(f"{len(places)} places are too few: measure it in the middle and in all four corners.")
    at = np.array([place.at_xy_mm for place in places])
    if (np.ptp(at, axis=0) < _LEAST_APART_SHARE * np.array(field_mm)).any():
        raise CalibrationRefused("the places are too near each other: lay it into all four corners of the tray.")
    errors = np.array([place.measured.value for place in places]) - true_mm.value
    u_each = float(np.sqrt(np.mean([place.measured.u**2 for place in places])))
    spread = float(errors.std(ddof=1))
    bias = Estimate.from_terms(float(errors.mean()), true=true_mm.u, place=spread / len(places) ** 0.5, measured=u_each)
    terms = np.column_stack([np.ones(len(at)), at - at.mean(axis=0)])
    plane, *_ = np.linalg.lstsq(terms, errors, rcond=None)
    slope = hypot(*(plane[1:] * np.ptp(at, axis=0)))
    return Verification(bias, spread, slope, _why_wrong(bias, spread, slope, u_each))


def _why_wrong(bias: Estimate, spread_mm: float, slope_mm: float, u_each_mm: float) -> str:
    if abs(bias.value) > _SIGNIFICANT * bias.u:
        return (
            f"It measures {1e3 * bias.value:+.0f} µm off, {abs(bias.value) / bias.u:.0f} times the doubt: "
            "check the board's square_mm and face_height_mm, then calibrate again."
        )
    if slope_mm > max(_LEAST_SLOPE_MM, _SIGNIFICANT * u_each_mm):
        return (
            f"It measures {1e3 * slope_mm:.0f} µm more at one side of the tray than at the other: "
            "did the board lie flat on the tray in the flat view?"
        )
    if spread_mm > max(_LEAST_SLOPE_MM, _SIGNIFICANT * u_each_mm):
        return (
            f"It measures differently from place to place, by {1e3 * spread_mm:.0f} µm: wipe tray and part, and repeat."
        )
    return ""
