"""The independent evidence in what was measured and seen.

Quantities share errors: the overall and the nominal length share both ends, diameters and lengths share the scale. Here
a measurement becomes quantities whose likelihoods can be multiplied: one length (read by each convention), the major
diameter, the thread's depth, the pitch, the head; and where the scale itself is in doubt, a few scales to average over.
"""

from dataclasses import dataclass, replace
from math import exp, hypot

import numpy as np

from appliance.catalog.sightings import FloatArray, likelihoods
from appliance.catalog.sizes import thread_depth
from appliance.matching.nominal import Convention
from appliance.reading import Measurement
from calibration.estimate import Estimate, Measured
from models_onnx.attributes import Attributes
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip


@dataclass(frozen=True)
class Sighted:
    """What was measured and seen, as independent evidence.

    Attributes
    ----------
    thread_mm : (2, 3, 1) value and u of major diameter, pitch and thread depth; NaN where not measured
    head_mm : (2, 2, 1) value and u of head diameter and height
    length_mm : (2, 3) value and u of the one measured length as each `Convention` would state it
    head, drive, finish, tip, coverage : likelihood of what was seen for each of `true_labels`
    """

    thread_mm: FloatArray
    head_mm: FloatArray
    length_mm: FloatArray
    head: FloatArray
    drive: FloatArray
    finish: FloatArray
    tip: FloatArray
    coverage: FloatArray


def sight(measurement: Measurement, attributes: Attributes) -> Sighted:
    """The independent evidence of a measurement and a look."""
    thread = (measurement.major_diameter_mm, measurement.pitch_mm, thread_depth(measurement))
    head = (measurement.head_diameter_mm, measurement.head_height_mm)
    return Sighted(
        _numbers(*thread)[:, :, None],
        _numbers(*head)[:, :, None],
        _numbers(*_lengths(measurement)),
        likelihoods(attributes.head, Head),
        likelihoods(attributes.drive, Drive),
        likelihoods(attributes.finish, Finish),
        likelihoods(attributes.tip, Tip),
        likelihoods(attributes.coverage, Coverage),
    )


def _known(measured: Measured | None) -> Estimate | None:
    return measured if isinstance(measured, Estimate) and measured.value > 0 else None


def _numbers(*measured: Measured | None) -> FloatArray:
    """(2, n) values and their u; NaN where not measured."""
    known = (_known(m) for m in measured)
    return np.array([(e.value, e.u) if e else (np.nan, np.nan) for e in known], float).T


# The part of an oval head that stands above the rim, over the head's height; makers differ by that much.
_CROWN, _U_CROWN = 0.36, 0.06


def _lengths(measurement: Measurement) -> tuple[Estimate | None, ...]:
    """The measured length under each `Convention`: overall, from the rim, from the seat of the head.

    The nominal length was taken under the convention of the head that the metrology believed in; which one follows from
    what it is short of the overall length. The others are worked out, with more doubt.
    """
    overall, nominal = _known(measurement.overall_length_mm), _known(measurement.nominal_length_mm)
    height = _known(measurement.head_height_mm)
    if overall is None:
        return (nominal,) * len(Convention)
    if height is None:
        # Headless, as far as could be measured.
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


def scales(measurement: Measurement, sighted: Sighted) -> list[tuple[float, Sighted]]:
    """(log weight, evidence) at a few scales of the picture; one where the scale is certain.

    A doubtful scale (a coin's) stretches all quantities alike, which is one error, not one a quantity: evidence is
    averaged over the scale, with what is left of each u. The estimates' terms named `scale` say what part that is.
    """
    estimates = [m for m in vars(measurement).values() if isinstance(m, Estimate) and m.value > 0]
    u_rel = float(np.median([_scale_u(e) for e in estimates])) if estimates else 0.0
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
    def fix(numbers: FloatArray) -> FloatArray:
        value, u = numbers
        own = np.sqrt(np.maximum(u**2 - (u_rel * value) ** 2, (0.05 * u) ** 2))
        return np.stack([value * factor, own])

    return replace(
        sighted,
        thread_mm=fix(sighted.thread_mm),
        head_mm=fix(sighted.head_mm),
        length_mm=fix(sighted.length_mm),
    )
