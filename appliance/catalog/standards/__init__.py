"""The facts of `*.csv` in this folder: standard threads, heads and length tolerances, each row with its source.

Rows marked UNVERIFIED in their source were not checked against a published table.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from appliance.catalog.bands import Band
from models_onnx.vocabulary import Head


class Series(StrEnum):
    """Families of standard threads."""

    UNC = "UNC"
    UNF = "UNF"
    ISO_COARSE = "M"
    ISO_FINE = "M fine"
    WOOD = "wood"
    TAPPING_AB = "AB"
    TAPPING_A = "A"
    TAPPING_ISO = "ST"
    WOOD_METRIC = "wood metric"
    LAG = "lag"
    LAG_METRIC = "lag metric"

    @property
    def is_machine(self) -> bool:
        """A thread for nuts and tapped holes; the others cut their own in wood or sheet."""
        return self in (Series.UNC, Series.UNF, Series.ISO_COARSE, Series.ISO_FINE)

    @property
    def is_metric(self) -> bool:
        """Whether its sizes are in millimetres."""
        return self in (
            Series.ISO_COARSE,
            Series.ISO_FINE,
            Series.TAPPING_ISO,
            Series.WOOD_METRIC,
            Series.LAG_METRIC,
        )


@dataclass(frozen=True)
class ThreadStandard:
    """One row of `threads.csv`.

    Attributes
    ----------
    name : as the trade writes it: `#10-24 UNC`, `M5x0.8`, `#8 wood`, `#8-18 AB/B`
    nominal_mm, pitch_mm : basic major diameter and pitch
    major_min_mm, major_max_mm : limits of the major diameter (body diameter of wood screws)
    minor_mm : minor diameter for reference
    rare : seldom met even where its series is common
    """

    name: str
    series: Series
    nominal_mm: float
    pitch_mm: float
    major_min_mm: float
    major_max_mm: float
    minor_mm: float
    rare: bool = False
    source: str = ""

    @property
    def major_band(self) -> Band:
        """Major diameters that makers deliver, in mm: the standard's, for wood screws down to 7 % under nominal.

        The threads of wood screws are often a little smaller than the body that the standard limits.
        """
        if self.series.is_machine:
            return Band(self.major_min_mm, self.major_max_mm, 0.015)
        if self.series in (Series.TAPPING_AB, Series.TAPPING_A, Series.TAPPING_ISO):
            return Band(self.major_min_mm, self.major_max_mm, 0.035)
        return Band(min(self.major_min_mm, 0.93 * self.nominal_mm), self.major_max_mm, 0.03)

    @property
    def pitch_band(self) -> Band:
        """Pitches that makers deliver, in mm: lead errors are about 0.1 % on machine screws, 0.3 % on others."""
        lead = 0.001 if self.series.is_machine else 0.003
        return Band((1 - lead) * self.pitch_mm, (1 + lead) * self.pitch_mm, lead / 2 * self.pitch_mm)

    @property
    def depth_band(self) -> Band:
        """Major less minor diameter, in mm; roots are rounder or deeper than the basic form by some per cent."""
        depth = self.nominal_mm - self.minor_mm
        if self.series.is_machine:
            return Band(0.88 * depth, 1.06 * depth, 0.04 * depth)
        return Band(0.82 * depth, 1.10 * depth, 0.05 * depth)


def _table(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def thread_standards() -> tuple[ThreadStandard, ...]:
    """All rows of `threads.csv`."""
    return tuple(_thread(row) for row in _table("threads.csv"))


def _thread(row: dict[str, str]) -> ThreadStandard:
    largest = float(row["major_max_mm"])
    smallest = float(row["major_min_mm"] or 0.95 * largest)  # DIN 7996 and DIN 571 give one diameter only
    return ThreadStandard(
        name=row["name"],
        series=Series(row["series"]),
        nominal_mm=float(row["nominal_mm"]),
        pitch_mm=float(row["pitch_mm"]),
        major_min_mm=smallest,
        major_max_mm=largest,
        minor_mm=float(row["minor_mm"]),
        rare=row["rare"] == "rare",
        source=row["source"],
    )


@dataclass(frozen=True)
class HeadStandard:
    """One row of `heads.csv`; `head` in the words of `models_onnx.vocabulary`."""

    family: str
    head: Head
    nominal_mm: float
    diameter_min_mm: float
    diameter_max_mm: float
    height_mm: float


# Where a table gives the largest diameter only: the smallest that B18.6.3 allows elsewhere, in parts of the largest.
_LEAST = {Head.FLAT: 0.90, Head.OVAL: 0.90, Head.SOCKET_CAP: 0.97}


@cache
def head_standards() -> tuple[HeadStandard, ...]:
    """All rows of `heads.csv`."""
    rows = []
    for row in _table("heads.csv"):
        head = Head(row["head"])
        largest = float(row["diameter_max_mm"])
        smallest = float(row["diameter_min_mm"] or _LEAST.get(head, 0.92) * largest)
        nominal, height = float(row["nominal_mm"]), float(row["height_mm"])
        rows.append(HeadStandard(row["family"], head, nominal, smallest, largest, height))
    return tuple(rows)


@dataclass(frozen=True)
class LengthTolerance:
    """One row of `length_tolerances.csv`: by how much a length may fall short or exceed, in mm."""

    family: str
    diameter_over_mm: float
    diameter_to_mm: float
    length_over_mm: float
    length_to_mm: float
    minus_mm: float
    plus_mm: float


@cache
def length_tolerances() -> tuple[LengthTolerance, ...]:
    """All rows of `length_tolerances.csv`."""
    return tuple(
        LengthTolerance(
            row["family"],
            float(row["diameter_over_mm"]),
            float(row["diameter_to_mm"] or "inf"),
            float(row["length_over_mm"]),
            float(row["length_to_mm"] or "inf"),
            float(row["minus_mm"]),
            float(row["plus_mm"]),
        )
        for row in _table("length_tolerances.csv")
    )
