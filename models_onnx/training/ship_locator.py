"""The locator leaves for service: ONNX whose picture may have any size, its card, its manifest."""

import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from torch import nn

from models_onnx.locator import LABELS, LOCATOR, SHAPE
from models_onnx.training.cards import write_card
from models_onnx.training.export import Answer, export, manifest_entry, milliseconds, quantise
from models_onnx.training.patches import Patches
from models_onnx.training.ship import CALIBRATING, enter

OUTPUT = "label"
MOST_LOST = 0.003  # overlap that 8 bits may cost
_FASTER = 0.8  # of the time
LIMITS = (
    "## Limits",
    "",
    "Learnt from a made world alone. Maps are half as fine as the picture: outlines come from full resolution.",
    "Where it serves and where thresholds are better stands in docs/decisions/0013-the-locator.md.",
)


def overlaps(path: Path, patches: Patches) -> dict[str, dict[str, float]]:
    """Intersection over union of each label, all pixels of a sort of picture together, by sort."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    said = [_map_of(session, patches.pixels[k]) for k in range(len(patches))]
    result: dict[str, dict[str, float]] = {}
    for sort in np.unique(patches.lamp):
        rows = np.flatnonzero(patches.lamp == sort)
        here, truth = np.stack([said[k] for k in rows]), patches.labels[rows]
        result[str(sort)] = {label: _overlap(here == k, truth == k) for k, label in enumerate(LABELS)}
    return result


def _map_of(session: onnxruntime.InferenceSession, pixels: NDArray[np.uint8]) -> NDArray[np.intp]:
    (logits,) = session.run([OUTPUT], {"pixels": pixels[None]})
    return np.asarray(logits[0].argmax(axis=0), np.intp)


def _overlap(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    return float((said & truth).sum() / max(int((said | truth).sum()), 1))


def ship_locator(network: nn.Module, held: Patches, facts: Mapping[str, str], trained_on: str, folder: Path) -> None:
    """Export the locator into `folder`, in 8 bits where that is faster and as good, with card and manifest."""
    path = folder / f"{LOCATOR}.onnx"
    export(network, SHAPE, [OUTPUT], path, is_any_size=True)
    pixels = held.pixels.of(np.arange(min(len(held), CALIBRATING)))
    small = path.with_suffix(".int8")
    quantise(path, pixels, small)
    full, less = overlaps(path, held), overlaps(small, held)
    lost = max(full[sort]["fastener"] - less[sort]["fastener"] for sort in full)
    times = milliseconds(path, pixels), milliseconds(small, pixels)
    if lost <= MOST_LOST and times[1] < _FASTER * times[0]:
        small.replace(path)
        full = less
    else:
        small.unlink()
    stated = dict(facts) | {
        "time of one picture": f"fp32 {times[0]:.1f} ms, 8 bits {times[1]:.1f} ms and {100 * lost:.2f} points worse",
        "size": f"{path.stat().st_size / 1e6:.1f} MB",
        "made": time.strftime("%Y-%m-%d", time.gmtime()),
    }
    table = ["### Intersection over union", "", f"| pictures | {' | '.join(LABELS)} |", "|---" * 5 + "|"]
    table += [f"| {sort} | " + " | ".join(f"{row[label]:.3f}" for label in LABELS) + " |" for sort, row in full.items()]
    write_card(folder / "cards" / f"{LOCATOR}.md", "What lies where", stated, (), [*table, "", *LIMITS])
    enter(folder, LOCATOR, manifest_entry(LOCATOR, path, SHAPE, {OUTPUT: Answer(LABELS, 1.0)}, trained_on))
