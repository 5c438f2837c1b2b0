"""A made-up store and parts of it: products of many sorts, and what a box would measure and see of one of them.

Parts are made from what their words mean (`appliance.matching.nominal`): every quantity uniform in its band, measured
with a normal error of its stated u, looked at by a network whose stated odds are true.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from appliance.catalog.product import Designation, Kind, Product
from appliance.catalog.shelving import Wording
from appliance.catalog.sightings import true_labels
from appliance.catalog.sizes import nominal_diameter_mm
from appliance.matching.nominal import (
    Convention,
    convention_of,
    drive_odds,
    finish_odds,
    head_guesses,
    length_guesses,
    thread_guesses,
)
from appliance.reading import Measurement
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

_INCHES = (0.5, 0.75, 1.0, 1.5, 2.0)
_UNC = {"#6": 32, "#8": 32, "#10": 24, "1/4": 20}


def product(sku: str = "1", **words: object) -> Product:
    """A product; `head`, `drive`, `finish`, `tip`, `coverage` are what can be seen, the rest is its designation."""
    seen = {k: words.pop(k) for k in ("head", "drive", "finish", "tip", "coverage") if k in words}
    size = words.get("size")
    if isinstance(size, str):
        words.setdefault("diameter_mm", nominal_diameter_mm(size))
    return Product(sku, f"product {sku}", Designation(**words), **seen)  # type: ignore[arg-type]


def store() -> list[Product]:
    """Some 900 products: machine, wood and sheet metal screws, inch and metric, and set screws."""
    return [product(f"{number:05d}", **words) for number, words in enumerate(_assortment())]


def _assortment() -> Iterator[dict[str, object]]:
    heads = (Head.PAN, Head.FLAT, Head.ROUND)
    finishes = (Finish.ZINC, Finish.STAINLESS, Finish.BRASS)
    for size, tpi in _UNC.items():
        for head in (*heads, Head.SOCKET_CAP):
            for inches in _INCHES:
                for finish in finishes:
                    drive = Drive.HEX_SOCKET if head is Head.SOCKET_CAP else Drive.PHILLIPS
                    yield {
                        "kind": Kind.MACHINE_SCREW,
                        "size": size,
                        "pitch_mm": 25.4 / tpi,
                        "length_mm": 25.4 * inches,
                        "head": head,
                        "drive": drive,
                        "finish": finish,
                        "tip": Tip.DIE,
                    }
    for size in ("M3", "M4", "M5", "M6"):
        for head in heads[:2]:
            for mm in (8.0, 10.0, 16.0, 20.0, 30.0):
                for drive in (Drive.PHILLIPS, Drive.TORX):
                    yield {
                        "kind": Kind.MACHINE_SCREW,
                        "size": size,
                        "length_mm": mm,
                        "head": head,
                        "drive": drive,
                        "finish": Finish.STAINLESS,
                    }
    for kind in (Kind.WOOD_SCREW, Kind.SHEET_METAL_SCREW):
        for size in ("#6", "#8", "#10", "#12"):
            for head in (*heads, Head.OVAL):
                for inches in _INCHES:
                    for finish in finishes:
                        yield {
                            "kind": kind,
                            "size": size,
                            "length_mm": 25.4 * inches,
                            "head": head,
                            "drive": Drive.SLOTTED if kind is Kind.WOOD_SCREW else Drive.PHILLIPS,
                            "finish": finish,
                            "tip": Tip.CONE,
                        }
    for size in _UNC:
        yield {"kind": Kind.SET_SCREW, "size": size, "length_mm": 12.7, "head": Head.NONE, "finish": Finish.BLACK}


@dataclass(frozen=True)
class Box:
    """How well a box measures and looks: u in mm (relative for the pitch), and the mean of its odds' best label.

    Attributes
    ----------
    gross : chance that a quantity is off by some 15 %
    hidden : chance that the drive cannot be seen
    """

    u_mm: dict[str, float] = field(
        default_factory=lambda: {"length": 0.04, "major": 0.02, "depth": 0.05, "head": 0.06, "height": 0.08}
    )
    u_pitch: float = 0.002
    sure: float = 0.97
    gross: float = 0.0
    hidden: float = 0.3

    @classmethod
    def perfect(cls) -> "Box":
        """Measures to microns, sees all."""
        return cls({"length": 2e-3, "major": 2e-3, "depth": 4e-3, "head": 2e-3, "height": 2e-3}, 1e-4, 0.999, 0.0, 0.0)


def part_of(product: Product, box: Box, rng: np.random.Generator) -> tuple[Measurement, Attributes]:
    """A part of that product, as the box measures it and looks at it."""
    words = Wording.of(product)
    size = (words.kind, words.metric, words.diameter_mm)
    thread = _one(thread_guesses(*size, words.pitch_mm, words.tip, words.cup, words.coverage), rng)
    head = _one(head_guesses(*size, words.head, words.drive is Drive.HEX_SOCKET), rng)
    stated = length_guesses(*size, words.length_mm, head.head)[0].length

    def measure(true: float, u: float) -> Estimate:
        off = rng.normal(0, 0.15 * true) if rng.random() < box.gross else rng.normal(0, u)
        return Estimate(true + off, u)

    major = rng.uniform(thread.major.low, thread.major.high)
    pitch = rng.uniform(thread.pitch.low, thread.pitch.high)
    depth = rng.uniform(thread.depth.low, thread.depth.high)
    quantities = {
        "major_diameter_mm": measure(major, box.u_mm["major"]),
        "pitch_mm": measure(pitch, box.u_pitch * pitch),
        "minor_diameter_mm": measure(major - depth, box.u_mm["depth"]),
    }
    height = 0.0
    if head.head is not Head.NONE:
        height = rng.uniform(head.height.low, head.height.high)
        diameter = rng.uniform(head.diameter.low, head.diameter.high)
        quantities["head_diameter_mm"] = measure(diameter, box.u_mm["head"])
        quantities["head_height_mm"] = measure(height, box.u_mm["height"])
    above = {Convention.OVERALL: 0.0, Convention.RIM: 0.36, Convention.SEAT: 1.0}[convention_of(head.head)]
    overall = rng.uniform(stated.low, stated.high) + above * height
    quantities["overall_length_mm"] = overall_mm = measure(overall, box.u_mm["length"])
    if above:
        shift = above * quantities["head_height_mm"].value
        quantities["nominal_length_mm"] = Estimate(overall_mm.value - shift, box.u_mm["length"] + box.u_mm["height"])
    looks = {
        "head": head.head,
        "drive": _label(drive_odds(words.kind, head.head, words.drive), Drive, rng),
        "finish": _label(finish_odds(words.finish), Finish, rng),
        "tip": _label(thread.tip, Tip, rng),
        "coverage": _label(thread.coverage, Coverage, rng),
    }
    if rng.random() < box.hidden:
        looks["drive"] = Drive.HIDDEN
    odds = {what: _odds(label, box, rng) for what, label in looks.items()}
    return Measurement(**quantities), Attributes(**odds)  # type: ignore[arg-type]


def _one(guesses, rng):  # type: ignore[no-untyped-def]
    return guesses[rng.choice(len(guesses), p=[guess.weight for guess in guesses])]


def _label(row, vocabulary, rng):  # type: ignore[no-untyped-def]
    return true_labels(vocabulary)[rng.choice(len(row), p=row)]


def _odds(label, box: Box, rng):  # type: ignore[no-untyped-def]
    p = rng.beta(box.sure / (1 - box.sure), 1)
    others = [other for other in type(label) if other is not label]
    said = label if rng.random() < p else others[rng.integers(len(others))]
    return Odds.sure(said, type(label), p)
