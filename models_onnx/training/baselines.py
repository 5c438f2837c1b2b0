"""What the case study tried for finishes, to see what a network is worth: colour histograms and nearest LAB colours.

Histogram intersection: Swain and Ballard, IJCV 7 (1991). Both look at the part's pixels by top light alone.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.training.networks import FINISHES
from models_onnx.training.patches import TASKS, UNKNOWN, Patches

Floats = NDArray[np.float64]
_BINS = 6  # a channel


def _inside(patch: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(n, 3) B, G, R of the part's own pixels, by the root of their light."""
    return np.asarray(patch[1:4, patch[4] == 255].T, np.uint8)


def lab_of(patch: NDArray[np.uint8]) -> Floats:
    """(3,) mean CIE L*a*b* of a part; the light's root stands in for sRGB's curve."""
    pixels = _inside(patch)
    if len(pixels) == 0:
        return np.zeros(3)
    return np.asarray(cv2.cvtColor(pixels[None].astype(np.float32) / 255, cv2.COLOR_BGR2LAB)[0].mean(axis=0), float)


def histogram_of(patch: NDArray[np.uint8]) -> Floats:
    """(_BINS^3,) shares of a part's colours."""
    pixels = _inside(patch).astype(np.intp) * _BINS // 256
    flat = pixels @ [_BINS * _BINS, _BINS, 1]
    counts = np.bincount(flat, minlength=_BINS**3).astype(np.float64)
    return np.asarray(counts / max(counts.sum(), 1.0), np.float64)


def known(patches: Patches, most: int, seed: int) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Rows whose finish and white are known, at most so many, and their finishes."""
    truth = patches.labels[:, TASKS.index("finish")].astype(np.int64)
    rows = np.flatnonzero((truth != UNKNOWN) & (patches.lamp != "photo"))
    rows = np.random.default_rng(seed).permutation(rows)[:most]
    return rows, truth[rows]


def nearest(features: Floats, truth: NDArray[np.int64]) -> Callable[[Floats], int]:
    """The finish whose mean feature is nearest."""
    means = np.stack([features[truth == k].mean(axis=0) for k in range(len(FINISHES))])
    return lambda feature: int(np.linalg.norm(means - feature, axis=1).argmin())


def best_intersection(features: Floats, truth: NDArray[np.int64]) -> Callable[[Floats], int]:
    """The finish of the example whose histogram shares most."""
    return lambda feature: int(truth[np.minimum(features, feature).sum(axis=1).argmax()])


def baselines(learnt: Patches, most: int = 3000, seed: int = 0) -> dict[str, Callable[[NDArray[np.uint8]], int]]:
    """Both baselines, ready to say a finish's number of a patch."""
    rows, truth = known(learnt, most, seed)
    pixels = [learnt.pixels[int(row)] for row in rows]
    by_lab = nearest(np.stack([lab_of(p) for p in pixels]), truth)
    by_histogram = best_intersection(np.stack([histogram_of(p) for p in pixels]), truth)
    return {
        "nearest LAB colour": lambda patch: by_lab(lab_of(patch)),
        "colour histogram intersection": lambda patch: by_histogram(histogram_of(patch)),
    }


def accuracies(said_by: dict[str, Callable[[NDArray[np.uint8]], int]], patches: Patches) -> dict[str, float]:
    """Share right of each baseline on patches."""
    rows, truth = known(patches, len(patches), 0)
    return {
        name: float(np.mean([say(patches.pixels[int(row)]) == t for row, t in zip(rows, truth, strict=True)]))
        for name, say in said_by.items()
    }
