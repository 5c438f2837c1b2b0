"""The types of an answer: what lies on the tray, what it measures, which products match.

`identify/1` of the contract is `to_json` of a `Reading` (see `appliance/contract.py`).
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from calibration.estimate import Measured, Unmeasured
from models_onnx.attributes import Attributes

QUANTITIES = (
    "overall_length_mm",
    "nominal_length_mm",
    "head_diameter_mm",
    "head_height_mm",
    "major_diameter_mm",
    "minor_diameter_mm",
    "shank_diameter_mm",
    "pitch_mm",
    "threaded_length_mm",
)


class Kind(StrEnum):
    """What an object on the tray is."""

    FASTENER = "fastener"
    COIN = "coin"
    OTHER = "other"


class Refused(StrEnum):
    """Why a part was not measured."""

    TOUCHES_BORDER = "touches_border"
    OVERLAPPING = "overlapping"
    TOO_SMALL = "too_small"
    NOT_A_FASTENER = "not_a_fastener"
    BLURRED = "blurred"
    STANDING = "standing"


class ScaleSource(StrEnum):
    """Where the millimetres come from."""

    CALIBRATION = "calibration"
    QUARTER = "quarter"
    NONE = "none"


@dataclass(frozen=True)
class Scale:
    """Millimetres a pixel at the tray, and its relative standard uncertainty."""

    source: ScaleSource
    mm_per_px: float | None = None
    u_rel: float | None = None


def _not_tried() -> Measured:
    return Unmeasured("not measured")


@dataclass(frozen=True)
class Measurement:
    """The nine quantities of the contract, each an Estimate in mm or the reason why there is none."""

    overall_length_mm: Measured = field(default_factory=_not_tried)
    nominal_length_mm: Measured = field(default_factory=_not_tried)
    head_diameter_mm: Measured = field(default_factory=_not_tried)
    head_height_mm: Measured = field(default_factory=_not_tried)
    major_diameter_mm: Measured = field(default_factory=_not_tried)
    minor_diameter_mm: Measured = field(default_factory=_not_tried)
    shank_diameter_mm: Measured = field(default_factory=_not_tried)
    pitch_mm: Measured = field(default_factory=_not_tried)
    threaded_length_mm: Measured = field(default_factory=_not_tried)


@dataclass(frozen=True)
class Landmarks:
    """Where on the picture the measured lengths begin and end, to draw dimension lines; pixels (x, y), None if unknown.

    Attributes
    ----------
    tail_xy_px, face_xy_px : ends of the part on its axis: tip (or blunt end) and top of the head
    seat_xy_px : where the head's bearing side meets the axis; None on headless parts
    body_xy_px : (2, 2) two opposite points that span the major diameter
    head_xy_px : (2, 2) two opposite points that span the head diameter
    thread_xy_px : (2, 2) where the thread begins and ends, on the axis
    """

    tail_xy_px: NDArray[np.float64]
    face_xy_px: NDArray[np.float64]
    seat_xy_px: NDArray[np.float64] | None = None
    body_xy_px: NDArray[np.float64] | None = None
    head_xy_px: NDArray[np.float64] | None = None
    thread_xy_px: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class ThreadSize:
    """A standard thread that fits what was measured (`#10-24 UNC`, `M5x0.8`, `#8 wood`), and its probability."""

    name: str
    p: float


@dataclass(frozen=True)
class Difference:
    """How a match differs from the part: in `what`, by how many mm, or in words."""

    what: str
    by_mm: float | None = None
    says: str | None = None


@dataclass(frozen=True)
class Match:
    """A product that may be the part, with where it hangs, in what it differs from the part, and in what it agrees."""

    sku: str
    p: float
    title: str
    aisle: str | None
    bay: str | None
    bin: str | None
    differs: tuple[Difference, ...] = ()
    agrees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What to ask the customer: the attribute, the answers, and the information expected from it in bits."""

    ask: str
    options: tuple[str, ...]
    gain_bits: float


@dataclass(frozen=True)
class Part:
    """One object on the tray.

    Attributes
    ----------
    outline_xy_px : (n, 2) sub-pixel outer outline
    sizes : standard threads that fit, likeliest first
    matches : likeliest first; their p and not_in_catalog sum to 1 when all are listed
    not_in_catalog : None where there is no catalog
    """

    kind: Kind
    outline_xy_px: NDArray[np.float64]
    refused: Refused | None = None
    measurement: Measurement = field(default_factory=Measurement)
    landmarks: Landmarks | None = None
    sizes: tuple[ThreadSize, ...] = ()
    attributes: Attributes = field(default_factory=Attributes)
    matches: tuple[Match, ...] = ()
    not_in_catalog: float | None = None
    question: Question | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """The answer to one shot, with what it was made by."""

    shot: str
    scale: Scale
    parts: tuple[Part, ...]
    calibration: str | None
    models: str
    catalog: str | None
    warnings: tuple[str, ...] = ()
    timing_ms: tuple[tuple[str, float], ...] = ()
