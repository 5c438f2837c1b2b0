"""Patches of the second made world, that of `finish_colours`: cruder shapes, but other light and other surfaces.

A finish network that learnt from one renderer alone takes that renderer's habits for the finishes' own.
"""

from pathlib import Path

import cv2
import numpy as np

from models_onnx.patch import cut_patch
from models_onnx.training.finish_colours import LAMPS, SURFACES, photograph
from models_onnx.training.networks import FINISHES
from models_onnx.training.patches import TASKS, UNKNOWN, Patches, Pixels, keep_patches, load_patches
from models_onnx.vocabulary import Finish

SECOND_WORLD = "second"  # in place of a lamp's style
COUNT = 4000


def simulated_patches(count: int, seed: int) -> Patches:
    """Patches of all finishes alike, labelled by finish alone."""
    rng = np.random.default_rng(seed)
    pixels, labels = [], []
    for number in range(count):
        finish = list(Finish)[number % len(Finish)]
        which = int(rng.integers(len(SURFACES[finish])))
        crop, mask = photograph(finish, which, str(rng.choice(LAMPS)), rng)
        x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
        pixels.append(cut_patch(mask[y : y + h, x : x + w], (x, y, w, h), None, crop))
        labels.append([UNKNOWN] * (len(TASKS) - 2) + [FINISHES.index(finish), 0])
    return Patches(
        Pixels([np.stack(pixels)]),
        np.array(labels, np.int16),
        np.full(count, SECOND_WORLD),
        np.full(count, np.nan, np.float32),
    )


def second_world(folder: Path, count: int = COUNT, seed: int = 0) -> Patches:
    """The same, kept in a folder: made the first time, read afterwards."""
    file = folder / f"second-{seed}-{count}.npy"
    if not file.exists():
        keep_patches(simulated_patches(count, seed), file)
    return load_patches([file])
