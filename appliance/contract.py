"""What the outside sees of a reading: `identify/1` of the contract, as it is printed and as the journal keeps it."""

from typing import Any

from appliance import explanation
from appliance.reading import QUANTITIES, Match, Part, Reading
from calibration.estimate import Estimate, Measured
from models_onnx.attributes import Odds

SCHEMA = "identify/1"
_ATTRIBUTES = ("head", "drive", "finish", "tip", "coverage")


def to_json(reading: Reading, explain: bool = False) -> dict[str, Any]:
    """The reading as the contract's `identify/1`."""
    scale = reading.scale
    return {
        "schema": SCHEMA,
        "shot": reading.shot,
        "models": reading.models,
        "catalog": reading.catalog,
        "calibration": reading.calibration,
        "scale": {"source": scale.source.value, "mm_per_px": scale.mm_per_px, "u_rel": scale.u_rel},
        "warnings": list(reading.warnings),
        "parts": [
            part_to_json(part) | ({"budget": explanation.budget(part)} if explain else {}) for part in reading.parts
        ],
        "timing_ms": {step: round(ms, 1) for step, ms in reading.timing_ms},
    }


def part_to_json(part: Part) -> dict[str, Any]:
    """One entry of `parts`."""
    measured: dict[str, Measured] = {quantity: getattr(part.measurement, quantity) for quantity in QUANTITIES}
    sizes = [{"thread": size.name, "p": size.p} for size in part.sizes]
    return {
        "kind": part.kind.value,
        "refused": part.refused and part.refused.value,
        "outline_px": [[round(float(x), 2), round(float(y), 2)] for x, y in part.outline_xy_px],
        "measurements": {
            quantity: {"value": round(one.value, 5), "u": round(one.u, 5)} if isinstance(one, Estimate) else None
            for quantity, one in measured.items()
        },
        "unmeasured": {quantity: one.reason for quantity, one in measured.items() if not isinstance(one, Estimate)},
        "size": {**sizes[0], "also": sizes[1:]} if sizes else None,
        "attributes": {what: _odds_json(getattr(part.attributes, what)) for what in _ATTRIBUTES},
        "matches": [_match_json(match) for match in part.matches],
        "not_in_catalog": part.not_in_catalog,
        "question": part.question
        and {"ask": part.question.ask, "options": list(part.question.options), "gain_bits": part.question.gain_bits},
        "warnings": list(part.warnings),
    }


def _odds_json(odds: Odds[Any] | None) -> list[dict[str, Any]] | None:
    return None if odds is None else [{"label": str(label), "p": round(p, 6)} for label, p in odds.ranked() if p > 0]


def _match_json(match: Match) -> dict[str, Any]:
    return {
        "sku": match.sku,
        "p": match.p,
        "title": match.title,
        "aisle": match.aisle,
        "bay": match.bay,
        "bin": match.bin,
        "differs": [
            {
                "what": differs.what,
                **({} if differs.by_mm is None else {"by_mm": differs.by_mm}),
                **({} if differs.says is None else {"says": differs.says}),
            }
            for differs in match.differs
        ],
        "agrees": list(match.agrees),
    }
