"""A counter's own scans: what staff confirmed, kept as `models_onnx.confirmed` says, as patches to learn from."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models_onnx.confirmed import read_all
from models_onnx.patch import HEIGHT_PX, PLANES, WIDTH_PX, cut_patch
from models_onnx.training.networks import FINISHES, LABELS
from models_onnx.training.patches import TASKS, UNKNOWN, Patches, Pixels, jitter, worn_mask

JOURNAL = "journal"  # in place of a lamp's style
SHARE = 0.4  # of what is learnt from; the rest stays made, so that nothing is forgotten


def journal_patches(folder: Path, variants: int, seed: int) -> Patches:
    """Patches of all confirmed parts, `variants` cuts of each.

    Raises
    ------
    ValueError
        if there is none, or one cannot be read
    """
    rng = np.random.default_rng(seed)
    pixels: list[NDArray[np.uint8]] = []
    labels: list[list[int]] = []
    for part, backlit, toplit in read_all(folder):
        words = [_number(part.labels.get(task), options) for task, options in (LABELS | {"finish": FINISHES}).items()]
        for k in range(variants):
            mask = worn_mask(part.mask, rng) if k else part.mask
            pixels.append(cut_patch(mask, part.box_px, backlit, toplit, jitter(rng) if k else None))
            labels.append([*words, 0])
    if not pixels:
        raise ValueError(f"{folder} holds no confirmed part")
    stacked = np.stack(pixels).reshape(-1, PLANES, HEIGHT_PX, WIDTH_PX)
    lamps = np.full(len(labels), JOURNAL)
    shown = np.full(len(labels), np.nan, np.float32)
    return Patches(Pixels([stacked]), np.array(labels, np.int16).reshape(-1, len(TASKS)), lamps, shown)


def _number(word: str | None, options: list[str]) -> int:
    return UNKNOWN if word is None else options.index(word)


def with_share(weights: NDArray[np.float64], patches: Patches) -> NDArray[np.float64]:
    """Weights by which journal and made examples are drawn as SHARE says."""
    own = patches.lamp == JOURNAL
    weights = weights.copy()
    for which, share in ((own, SHARE), (~own, 1 - SHARE)):
        total = weights[which].sum()
        if total > 0:
            weights[which] *= share / total
    return weights
