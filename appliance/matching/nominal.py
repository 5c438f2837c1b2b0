"""What a product's words mean in millimetres: for each measured quantity a band, or a weighted choice of bands.

A name says `#10 wood screw, flat, 2 in`; a screw of that name has a major diameter, a pitch, a length and a head
within bands that its standard sets. Where a name leaves something open (a machine screw without threads per inch, a
sheet metal screw without type A or AB, a head that it does not name) the guesses share its probability.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache

import numpy as np

from appliance.catalog.bands import Band
from appliance.catalog.product import Kind
from appliance.catalog.sightings import FloatArray, certain, spread_over
from appliance.catalog.sizes import Looks, commonness, looks_of
from appliance.catalog.standards import (
    HeadStandard,
    Series,
    ThreadStandard,
    head_standards,
    length_tolerances,
    thread_standards,
)
from appliance.matching.trade import CUP_TIP, DRIVES, FINISHES, HEADS, SERIES, TIPS
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

# What a quantity may be where nothing is said of it: what screws on a counter's tray are.
ANY_MAJOR = Band(2.0, 9.0, 1.0)
ANY_PITCH = Band(0.5, 2.6, 0.2)
ANY_DEPTH = Band(0.4, 1.8, 0.2)
ANY_LENGTH = Band(6.0, 80.0, 8.0)
ANY_HEAD_DIAMETER = Band(4.0, 18.0, 2.0)
ANY_HEAD_HEIGHT = Band(1.0, 8.0, 1.0)

SEAT_MISJUDGED = 0.03  # how often the seat of a head is found in the wrong place, a tilted or hidden one


class Convention(IntEnum):
    """Between which points a length is stated."""

    OVERALL = 0  # countersunk and headless parts, eyes
    RIM = 1  # oval heads
    SEAT = 2  # all heads that stand on the surface


@dataclass(frozen=True, eq=False)
class ThreadGuess:
    """One thread that a product may have: bands in mm, and probabilities over `Tip` and `Coverage`."""

    weight: float
    major: Band
    pitch: Band
    depth: Band
    tip: FloatArray
    coverage: FloatArray


@dataclass(frozen=True)
class HeadGuess:
    """One head that a product may have; bands in mm."""

    weight: float
    head: Head
    diameter: Band
    height: Band


@dataclass(frozen=True)
class LengthGuess:
    """A stated length as a band in mm, under the convention of a head."""

    weight: float
    convention: Convention
    length: Band


# --- threads


@cache
def thread_guesses(
    kind: Kind,
    metric: bool,
    diameter_mm: float | None,
    pitch_mm: float | None,
    tip: Tip | None,
    cup: bool,
    coverage: Coverage | None,
    head: Head | None = None,
) -> tuple[ThreadGuess, ...]:
    """The threads that a product of these words may have; their weights sum to 1.

    Where the kind is open, a known tip, coverage or head speaks for the threads that usually go with it.
    """
    shares = SERIES.get(kind, SERIES[Kind.SCREW])
    rows = _rows(shares, metric, diameter_mm, pitch_mm)
    found = [(row.major_band, row.pitch_band, row.depth_band, row.series, share) for row, share in rows]
    # A thread of no standard is like the kind's others: a machine thread, a spaced one, or (kind unknown) either.
    odd = shares[None] if rows else 1.0
    spaced = [series for series in shares if series and not series.is_machine]
    machine = [series for series in shares if series and series.is_machine]
    for likely in (machine[:1] if len(machine) > 1 else []) + spaced[:1]:
        both = len(machine) > 1 and bool(spaced)
        found.append((*_odd_bands(kind, likely, diameter_mm, pitch_mm), likely, odd / (2 if both else 1)))
    guesses = []
    for major, pitch, depth, series, share in found:
        looks = looks_of(series)
        tips = spread_over(CUP_TIP, Tip) if cup else _tips(kind, tip, looks)
        coverages = certain(coverage, Coverage) if coverage else looks.coverage
        usual = _goes_with(looks, tip, coverage, head) if kind is Kind.SCREW else 1.0
        guesses.append(ThreadGuess(share * usual, major, pitch, depth, tips, coverages))
    total = sum(guess.weight for guess in guesses)
    return tuple(replace(guess, weight=guess.weight / total) for guess in guesses)


def _goes_with(looks: Looks, tip: Tip | None, coverage: Coverage | None, head: Head | None) -> float:
    """How usual that tip, coverage and head are on screws that look like `looks`."""
    usual = 1.0
    for known, vocabulary, row in (
        (tip, Tip, looks.tip),
        (coverage, Coverage, looks.coverage),
        (head, Head, looks.head),
    ):
        if known:
            usual *= max(float(row @ certain(known, vocabulary)), 1e-3)
    return usual


def _rows(
    shares: Mapping[Series | None, float], metric: bool, diameter_mm: float | None, pitch_mm: float | None
) -> list[tuple[ThreadStandard, float]]:
    """Standard threads of that diameter (and pitch), with their shares."""
    if diameter_mm is None:
        return []
    fitting = []
    for series, share in shares.items():
        rows = [
            row
            for row in thread_standards()
            if row.series is series
            and series.is_metric == metric
            and abs(row.nominal_mm / diameter_mm - 1) < 0.01
            and (pitch_mm is None or abs(row.pitch_mm / pitch_mm - 1) < 0.015)
        ]
        total = sum(commonness(row) for row in rows)
        fitting += [(row, share * commonness(row) / total) for row in rows]
    return fitting


@cache
def standard_pitches(kind: Kind, metric: bool, diameter_mm: float | None) -> tuple[tuple[float, float], ...]:
    """(pitch in mm, share) of the machine threads of a diameter; none for kinds that cut their own thread."""
    rows = [(row, share) for row, share in _rows(SERIES.get(kind, {}), metric, diameter_mm, None)]
    if not rows or not all(row.series.is_machine for row, _ in rows):
        return ()
    total = sum(share for _, share in rows)
    return tuple((row.pitch_mm, share / total) for row, share in rows)


def _tips(kind: Kind, tip: Tip | None, looks: Looks) -> FloatArray:
    if tip:
        return certain(tip, Tip)
    return spread_over(TIPS[kind], Tip) if kind in TIPS else looks.tip


def _odd_bands(
    kind: Kind, series: Series, diameter_mm: float | None, pitch_mm: float | None
) -> tuple[Band, Band, Band]:
    """Major diameter, pitch and depth of a thread of no standard: proportions that screws like `series` have."""
    if series.is_machine:
        major, pitch, depth = Band(0.95, 1.005, 0.01), Band(0.10, 0.26, 0.02), Band(0.10, 0.32, 0.03)
    else:
        largest = 1.15 if kind is Kind.CONCRETE_SCREW else 1.03
        major, pitch, depth = Band(0.93, largest, 0.02), Band(0.33, 0.70, 0.04), Band(0.18, 0.38, 0.03)
    if pitch_mm is not None:
        pitch = Band(0.997, 1.003, 0.003).scaled(pitch_mm)
    elif diameter_mm is not None:
        pitch = pitch.scaled(diameter_mm)
    else:
        pitch = ANY_PITCH
    if diameter_mm is None:
        return ANY_MAJOR, pitch, ANY_DEPTH
    return major.scaled(diameter_mm), pitch, depth.scaled(diameter_mm)


# --- heads


@cache
def head_guesses(
    kind: Kind, metric: bool, diameter_mm: float | None, head: Head | None, socket: bool
) -> tuple[HeadGuess, ...]:
    """The heads that a product of these words may have; `socket`: its drive is a hex socket."""
    weights = {head: 1.0} if head else HEADS.get(kind, HEADS[Kind.SCREW])
    guesses = []
    for each, weight in weights.items():
        bands = _head_bands(kind, metric, diameter_mm, each, socket)
        guesses.append(HeadGuess(weight / sum(weights.values()), each, *bands))
    return tuple(guesses)


# Head height over the tabulated height: oval heads are tabulated to the rim; flat ones end where the cone meets the
# body, which is below the tabulated height.
_HEIGHT_RANGE = {Head.FLAT: (0.85, 1.30), Head.OVAL: (1.20, 1.85)}
_ODD_HEADS = {  # diameter and height over nominal diameter, where no table has them
    Head.FLAT: (1.75, 2.05, 0.50, 0.75),
    Head.OVAL: (1.75, 2.05, 0.70, 1.00),
    Head.PAN: (1.80, 2.10, 0.55, 0.85),
    Head.ROUND: (1.75, 2.05, 0.60, 0.90),
    Head.TRUSS: (2.10, 2.60, 0.50, 0.75),
    Head.CHEESE: (1.50, 1.80, 0.55, 0.95),
    Head.SOCKET_CAP: (1.45, 1.75, 0.95, 1.05),
    Head.BUTTON: (1.70, 2.00, 0.45, 0.65),
    Head.HEX: (1.50, 2.10, 0.50, 0.85),
    Head.HEX_WASHER: (1.95, 2.40, 0.60, 0.85),
    Head.THUMB: (2.00, 3.40, 1.00, 2.40),
    Head.EYE: (3.00, 8.00, 2.50, 9.00),
}


@cache
def _head_bands(kind: Kind, metric: bool, diameter_mm: float | None, head: Head, socket: bool) -> tuple[Band, Band]:
    """Bands of head diameter and height, in mm; a headless part's say nothing."""
    if diameter_mm is None or head is Head.NONE:
        return ANY_HEAD_DIAMETER, ANY_HEAD_HEIGHT
    for family in _families(kind, metric):
        rows = [row for row in head_standards() if row.family == family and row.head is head]
        if rows:
            smallest, largest, low, high = _interpolated(rows, diameter_mm)
            if socket and head is Head.FLAT:
                largest *= 1.15  # flat heads with a hex socket (ASME B18.3, ISO 10642) are that much larger than others
            least, most = _HEIGHT_RANGE.get(head, (0.80, 1.06))
            height = Band(least * low, most * high, 0.03 * high)
            return Band(0.985 * smallest, 1.005 * largest, 0.012 * largest), height
    narrow, wide, low, high = _ODD_HEADS[head]
    return Band(narrow, wide, 0.1).scaled(diameter_mm), Band(low, high, 0.08).scaled(diameter_mm)


def _families(kind: Kind, metric: bool) -> tuple[str, ...]:
    """Families of `heads.csv` to look in, best first."""
    if kind is Kind.LAG_SCREW:
        return ("lag metric", "metric") if metric else ("lag", "inch")
    if kind in (Kind.WOOD_SCREW, Kind.DECK_SCREW, Kind.DRYWALL_SCREW):
        return ("wood metric", "metric") if metric else ("wood", "inch")
    if not metric:
        return ("inch",)
    return ("ST", "metric") if kind is Kind.SHEET_METAL_SCREW else ("metric",)


def _interpolated(rows: list[HeadStandard], diameter_mm: float) -> tuple[float, float, float, float]:
    """Smallest and largest diameter, smallest and largest height at `diameter_mm`, between the sizes of the table."""
    sizes = sorted({row.nominal_mm for row in rows})
    columns = []
    for pick, name in ((min, "diameter_min_mm"), (max, "diameter_max_mm"), (min, "height_mm"), (max, "height_mm")):
        ratios = [pick(getattr(row, name) for row in rows if row.nominal_mm == size) / size for size in sizes]
        columns.append(float(np.interp(diameter_mm, sizes, ratios)) * diameter_mm)
    return columns[0], columns[1], columns[2], columns[3]


# --- lengths


def convention_of(head: Head) -> Convention:
    """From where to where the trade states the length of a part with that head (CONTRACT, `nominal_length_mm`)."""
    if head in (Head.FLAT, Head.NONE, Head.EYE):
        return Convention.OVERALL
    return Convention.RIM if head is Head.OVAL else Convention.SEAT


@cache
def length_guesses(
    kind: Kind, metric: bool, diameter_mm: float | None, length_mm: float | None, head: Head | None
) -> tuple[LengthGuess, ...]:
    """The bands of a stated length, one for each convention that the product's head may call for."""
    heads = {head: 1.0} if head else HEADS.get(kind, HEADS[Kind.SCREW])
    weights: dict[Convention, float] = {}
    for each, weight in heads.items():
        convention = convention_of(each)
        weights[convention] = weights.get(convention, 0.0) + weight / sum(heads.values())
    if length_mm is None:
        return tuple(LengthGuess(weight, convention, ANY_LENGTH) for convention, weight in weights.items())
    band = _length_band(kind, metric, diameter_mm, length_mm, head)
    if Convention.SEAT not in weights or diameter_mm is None:
        return tuple(LengthGuess(weight, convention, band) for convention, weight in weights.items())
    seated = weights[Convention.SEAT]
    weights[Convention.SEAT] = (1 - SEAT_MISJUDGED) * seated
    guesses = [LengthGuess(weight, convention, band) for convention, weight in weights.items()]
    # The seat was misjudged: then only the overall length is good, which is larger by the head's height.
    overall = Band(band.low + 0.3 * diameter_mm, band.high + 0.9 * diameter_mm, band.soft)
    guesses.append(LengthGuess(SEAT_MISJUDGED * seated, Convention.OVERALL, overall))
    return tuple(guesses)


def _length_band(kind: Kind, metric: bool, diameter_mm: float | None, length_mm: float, head: Head | None) -> Band:
    """The tolerance of `length_tolerances.csv`, softened: shops mix standards, and plating and points add a little."""
    if kind is Kind.LAG_SCREW:
        family = "lag inch"
    elif kind is Kind.SHEET_METAL_SCREW:
        family = "tapping metric" if metric else "tapping inch"
    elif kind in (Kind.MACHINE_SCREW, Kind.BOLT, Kind.SET_SCREW):
        socket = head in (Head.SOCKET_CAP, Head.BUTTON, Head.NONE)
        family = "machine metric" if metric else "socket inch" if socket else "machine inch"
    else:
        family = "wood metric" if metric else "wood inch"
    across = diameter_mm or 4.0
    for row in length_tolerances():
        if (
            row.family == family
            and row.diameter_over_mm < across <= row.diameter_to_mm
            and row.length_over_mm < length_mm <= row.length_to_mm
        ):
            return Band(length_mm - row.minus_mm, length_mm + row.plus_mm, 0.10 + 0.001 * length_mm)
    raise AssertionError(f"length_tolerances.csv has no row for {family}, {length_mm} mm")


# --- drives and finishes


@cache
def drive_odds(kind: Kind, head: Head | None, drive: Drive | None) -> FloatArray:
    """Probabilities over the drives (`true_labels(Drive)`) that a product of these words shows."""
    if drive:
        row = certain(drive, Drive)
        if head in (Head.HEX, Head.HEX_WASHER) and drive is not Drive.HEX_EXTERNAL:
            # A slotted hex head shows both.
            row = 0.7 * row + 0.3 * certain(Drive.HEX_EXTERNAL, Drive)
        return row
    if head is None:
        heads = HEADS.get(kind, HEADS[Kind.SCREW])
        rows = [weight * drive_odds(kind, each, None) for each, weight in heads.items()]
        mixed: FloatArray = np.sum(rows, axis=0) / sum(heads.values())
        return mixed
    if head is Head.NONE and kind in (Kind.DOWEL_SCREW, Kind.HANGER_BOLT):
        return certain(Drive.NONE, Drive)
    return spread_over(DRIVES[head], Drive)


@cache
def finish_odds(finish: Finish | None) -> FloatArray:
    """Probabilities over the finishes of a product of these words."""
    return certain(finish, Finish) if finish else spread_over(FINISHES, Finish)
