"""The independent evidence in a measurement.

Quantities share errors: the overall and the nominal length share both ends, diameters and lengths share the scale. Here
a measurement becomes quantities whose likelihoods can be multiplied: one length (read by each convention), the major
diameter, the thread's depth, the pitch, the head; and where the scale itself is in doubt, a few scales to average over.
"""

from dataclasses import dataclass, replace
from math import exp, hypot, sqrt

import numpy as np

from appliance.catalog.sizes import thread_depth
from appliance.matching.nominal import Convention
from appliance.reading import Measurement
from calibration.estimate import Estimate, Measured


@dataclass(frozen=True)
class Sighted:
    """What was measured, in mm, as independent evidence; None where it was not measured.

    Attributes
    ----------
    lengths_mm : the one measured length as each `Convention` would state it, in their order; empty if unmeasured
    depth_mm : major less minor diameter
    """

    major_mm: Estimate | None = None
    pitch_mm: Estimate | None = None
    depth_mm: Estimate | None = None
    head_diameter_mm: Estimate | None = None
    head_height_mm: Estimate | None = None
    lengths_mm: tuple[Estimate, ...] = ()


def _known(measured: Measured) -> Estimate | None:
    if isinstance(measured, Estimate) and measured.value > 0:
        return measured
    return None


def sight(measurement: Measurement) -> Sighted:
    """The independent evidence of a measurement."""
    return Sighted(
        major_mm=_known(measurement.major_diameter_mm),
        pitch_mm=_known(measurement.pitch_mm),
        depth_mm=thread_depth(measurement),
        head_diameter_mm=_known(measurement.head_diameter_mm),
        head_height_mm=_known(measurement.head_height_mm),
        lengths_mm=_lengths(measurement),
    )


# The part of an oval head that stands above the rim, over the head's height; makers differ by that much.
_CROWN, _U_CROWN = 0.36, 0.06


def _lengths(measurement: Measurement) -> tuple[Estimate, ...]:
    """The measured length under each convention: overall, from the rim, from the seat of the head.

    The nominal length was taken under the convention of the head that the metrology believed in; which one follows from
    what it is short of the overall length. The others are worked out, with more doubt.
    """
    overall, nominal = _known(measurement.overall_length_mm), _known(measurement.nominal_length_mm)
    height = _known(measurement.head_height_mm)
    if overall is None:
        return () if nominal is None else (nominal,) * len(Convention)
    if height is None:
        # Without a head the three are one; a head that was overlooked is up to some millimetres high.
        seat = nominal or overall
        return overall, seat, seat
    rim = Estimate(overall.value - _CROWN * height.value, hypot(overall.u, _CROWN * height.u, _U_CROWN * height.value))
    seat = Estimate(overall.value - height.value, hypot(overall.u, height.u))
    if nominal:
        short = (overall.value - nominal.value) / height.value
        if 0.75 < short < 1.25:
            seat = nominal
        elif 0.15 < short <= 0.75:
            rim = nominal
    return overall, rim, seat


# Five-point Gauss-Hermite rule for a standard normal (Abramowitz & Stegun 25.4.46).
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_SCALE_MATTERS = 8e-4  # relative; below it the scale's error is lost in tolerances


def scales(measurement: Measurement) -> list[tuple[float, Sighted]]:
    """(log weight, evidence) at a few scales of the picture; one where the scale is certain.

    A doubtful scale (a coin's) stretches all quantities alike, which is one error, not one a quantity: evidence is
    averaged over the scale, with what is left of each u. The estimates' terms named `scale` say what part that is.
    """
    estimates = [m for m in vars(measurement).values() if isinstance(m, Estimate) and m.value > 0]
    u_rel = float(np.median([_scale_u(e) for e in estimates])) if estimates else 0.0
    sighted = sight(measurement)
    if u_rel < _SCALE_MATTERS:
        return [(0.0, sighted)]
    total = float(np.sum(_WEIGHTS))
    return [
        (float(np.log(weight / total)), _rescaled(sighted, exp(-node * u_rel), u_rel))
        for node, weight in zip(_NODES, _WEIGHTS, strict=True)
    ]


def _scale_u(estimate: Estimate) -> float:
    """The relative u that an estimate owes to the scale."""
    return hypot(*(u for name, u in estimate.terms if name == "scale")) / estimate.value


def _rescaled(sighted: Sighted, factor: float, u_rel: float) -> Sighted:
    def fix(estimate: Estimate) -> Estimate:
        own = sqrt(max(estimate.u**2 - (u_rel * estimate.value) ** 2, (0.2 * estimate.u) ** 2))
        return Estimate(estimate.value * factor, own)

    fixed = {name: fix(value) for name, value in vars(sighted).items() if isinstance(value, Estimate)}
    return replace(sighted, lengths_mm=tuple(fix(e) for e in sighted.lengths_mm), **fixed)
