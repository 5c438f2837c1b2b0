"""Sizes as the trade writes them, and which standard threads fit what was measured."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np

from appliance.catalog.bands import Bands, gross_density
from appliance.catalog.sightings import FloatArray, likelihoods, spread_over
from appliance.catalog.standards import Series, ThreadStandard, thread_standards
from appliance.reading import Measurement, ThreadSize
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes
from models_onnx.vocabulary import Coverage, Head, Tip

MM_PER_INCH = 25.4


@cache
def nominal_diameter_mm(size: str) -> float | None:
    """Nominal major diameter of a size as the trade writes it: `#8`, `1/4`, `M4`, `3.5mm`; None if unreadable.

    Gauges are 0.060 in + 0.013 in each (ASME B18.6.1). Eyes are numbered from 200 on (`#206`): wire of that gauge less
    200 (steel wire gauge).
    """
    text = size.strip().lower().removesuffix('"').removesuffix("in.").removesuffix("in").strip()
    if match := re.fullmatch(r"(?:#|no\.?\s*)(\d{1,3})", text):
        gauge = int(match[1])
        return MM_PER_INCH * (0.060 + 0.013 * gauge) if gauge < 100 else _wire_mm(gauge)
    if match := re.fullmatch(r"(?:m|st)\s*(\d+(?:\.\d+)?)", text) or re.fullmatch(r"(\d+(?:\.\d+)?)\s*mm", text):
        return float(match[1])
    if match := re.fullmatch(r"(?:(\d+)[ -])?(\d+)/([1-9]\d*)", text):
        return MM_PER_INCH * float(int(match[1] or 0) + Fraction(int(match[2]), int(match[3])))
    return MM_PER_INCH * float(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else None


# Steel wire gauge (Washburn & Moen), inches, gauge 0 on; ASTM A510 table.
_WIRE_IN = (0.3065, 0.2830, 0.2625, 0.2437, 0.2253, 0.2070, 0.1920, 0.1770, 0.1620, 0.1483, 0.1350, 0.1205, 0.1055)
_THIN_WIRE_IN = (0.0915, 0.0800, 0.0720, 0.0625)


def _wire_mm(number: int) -> float | None:
    gauges = _WIRE_IN + _THIN_WIRE_IN
    return MM_PER_INCH * gauges[number % 100] if number % 100 < len(gauges) else None


# How often a thread is met in a hardware store of the United States, relative; by judgement.
_SERIES_SHARE = {
    Series.UNC: 0.38,
    Series.UNF: 0.08,
    Series.ISO_COARSE: 0.18,
    Series.ISO_FINE: 0.01,
    Series.WOOD: 0.13,
    Series.TAPPING_AB: 0.13,
    Series.TAPPING_A: 0.06,
    Series.TAPPING_ISO: 0.005,
    Series.WOOD_METRIC: 0.01,
    Series.LAG: 0.013,
    Series.LAG_METRIC: 0.002,
}
_COMMON_MM = {  # nominal diameters that every store has; the others weigh `_SELDOM`
    Series.UNC: (2.1844, 2.8448, 3.5052, 4.1656, 4.826, 6.35, 7.9375, 9.525, 12.7),
    Series.UNF: (4.826, 6.35, 7.9375, 9.525),
    Series.ISO_COARSE: (2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0),
    Series.ISO_FINE: (8.0, 10.0, 12.0),
    Series.WOOD: (2.8448, 3.5052, 4.1656, 4.826, 5.4864, 6.1468),
    Series.TAPPING_AB: (2.8448, 3.5052, 4.1656, 4.826, 5.4864, 6.35),
    Series.TAPPING_A: (2.8448, 3.5052, 4.1656, 4.826, 5.4864, 6.1468),
}
_SELDOM = 0.12


def commonness(standard: ThreadStandard) -> float:
    """How often a thread is met, relative to others."""
    common = _COMMON_MM.get(standard.series)
    usual = common is None or any(abs(standard.nominal_mm - mm) < 0.005 for mm in common)
    share = _SERIES_SHARE[standard.series] / (12 if common is None else len(common))
    return share * (1.0 if usual else _SELDOM) * (0.1 if standard.rare else 1.0)


@dataclass(frozen=True)
class Looks:
    """What screws of a kind of thread look like: probabilities over tips, coverages and heads, by judgement."""

    tip: FloatArray
    coverage: FloatArray
    head: FloatArray


@cache
def looks_of(series: Series) -> Looks:
    """What screws with a thread of `series` look like."""
    full, one_end, both = Coverage.FULLY_THREADED, Coverage.THREADED_ON_ONE_END, Coverage.THREADED_ON_BOTH_ENDS
    if series.is_machine:
        tip = {Tip.DIE: 0.90, Tip.DOG: 0.05, Tip.CONE: 0.02, Tip.DRILL: 0.03}
        coverage = {full: 0.85, one_end: 0.13, both: 0.01, Coverage.NONE: 0.01}
        head = {Head.FLAT: 0.22, Head.PAN: 0.22, Head.ROUND: 0.12, Head.SOCKET_CAP: 0.10, Head.HEX: 0.10}
        head |= {Head.OVAL: 0.05, Head.TRUSS: 0.05, Head.CHEESE: 0.03, Head.BUTTON: 0.03, Head.NONE: 0.05}
        head |= {Head.HEX_WASHER: 0.01, Head.THUMB: 0.015, Head.EYE: 0.005}
    elif series in (Series.TAPPING_AB, Series.TAPPING_A, Series.TAPPING_ISO):
        blunt = 0.01 if series is Series.TAPPING_A else 0.05  # type B has a blunt point
        tip = {Tip.CONE: 0.84, Tip.DRILL: 0.15 - blunt, Tip.DIE: blunt, Tip.DOG: 0.01}
        coverage = {full: 0.92, one_end: 0.07, both: 0.005, Coverage.NONE: 0.005}
        head = {Head.PAN: 0.40, Head.FLAT: 0.19, Head.HEX_WASHER: 0.16, Head.ROUND: 0.09, Head.OVAL: 0.07}
        head |= {Head.TRUSS: 0.06, Head.HEX: 0.01, Head.BUTTON: 0.01, Head.NONE: 0.005, Head.CHEESE: 0.005}
    else:
        tip = {Tip.CONE: 0.82, Tip.DRILL: 0.16, Tip.DIE: 0.01, Tip.DOG: 0.01}
        coverage = {full: 0.24, one_end: 0.72, both: 0.03, Coverage.NONE: 0.01}
        head = {Head.FLAT: 0.58, Head.ROUND: 0.16, Head.OVAL: 0.11, Head.PAN: 0.04, Head.HEX: 0.03}
        head |= {Head.TRUSS: 0.01, Head.EYE: 0.03, Head.NONE: 0.03, Head.HEX_WASHER: 0.01}
    return Looks(spread_over(tip, Tip), spread_over(coverage, Coverage), spread_over(head, Head))


_NO_STANDARD = 0.01  # share of screws whose thread follows none of the tables


@cache
def _thread_bands() -> tuple[Bands, Bands, Bands, FloatArray]:
    standards = thread_standards()
    prior = np.array([commonness(s) for s in standards])
    return (
        Bands.of(s.major_band for s in standards),
        Bands.of(s.pitch_band for s in standards),
        Bands.of(s.depth_band for s in standards),
        np.log((1 - _NO_STANDARD) * prior / prior.sum()),
    )


def thread_depth(measurement: Measurement) -> Estimate | None:
    """Major less minor diameter, in mm, or None; the error of scale that both share cancels, so it is new evidence."""
    major, minor = measurement.major_diameter_mm, measurement.minor_diameter_mm
    if not (isinstance(major, Estimate) and isinstance(minor, Estimate)) or minor.value >= major.value:
        return None
    return Estimate(major.value - minor.value, float(np.hypot(major.u, minor.u)))


def fitting_threads(measurement: Measurement, attributes: Attributes) -> tuple[ThreadSize, ...]:
    """Which standard threads fit what was measured and seen, likeliest first; those of p >= 1e-4.

    What their probabilities lack to 1 is the chance that the thread follows no standard of the tables. Empty where
    neither major diameter nor pitch was measured.
    """
    major, pitch, depth = _thread_bands()[:3]
    told = [
        (estimate, bands)
        for estimate, bands in (
            (measurement.major_diameter_mm, major),
            (measurement.pitch_mm, pitch),
            (thread_depth(measurement), depth),
        )
        if isinstance(estimate, Estimate)
    ]
    if not any(bands is not depth for _, bands in told):
        return ()
    log_p = _thread_bands()[3] + _log_looks(attributes)
    log_none = np.log(_NO_STANDARD)
    for estimate, bands in told:
        log_p = log_p + bands.log_density(estimate.value, estimate.u)
        # Without a standard a quantity can have any value that screws have: broad about a middling one.
        log_none += np.log(gross_density(estimate.value, float(np.median(bands.middle)), scale=0.8))
    top = max(log_p.max(), log_none)
    weights = np.exp(log_p - top)
    p = weights / (weights.sum() + np.exp(log_none - top))
    order = np.argsort(-p, kind="stable")
    standards = thread_standards()
    return tuple(ThreadSize(standards[i].name, float(p[i])) for i in order if p[i] >= 1e-4)


def _log_looks(attributes: Attributes) -> FloatArray:
    """Log-likelihood of the tip, coverage and head that were seen, for each thread standard."""
    tip = likelihoods(attributes.tip, Tip)
    coverage = likelihoods(attributes.coverage, Coverage)
    head = likelihoods(attributes.head, Head)
    by_series = {}
    for series in Series:
        looks = looks_of(series)
        by_series[series] = np.log((looks.tip @ tip) * (looks.coverage @ coverage) * (looks.head @ head))
    return np.array([by_series[s.series] for s in thread_standards()])
