"""Repeatability and reproducibility of a gauge: one part laid down again and again, photographed several times each.

One-way analysis of variance with random effects (ISO 5725-2:2019, 7.4; Montgomery, Design and Analysis of Experiments,
ch. 13): what varies while the part lies still is repeatability, what varies in addition from laying to laying
(moved, turned, rolled) is reproducibility.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

LEAST_PLACEMENTS = 3


@dataclass(frozen=True)
class Spread:
    """How one quantity varies, in its own unit.

    Attributes
    ----------
    mean : of all values
    repeatability : standard deviation while the part lies still; None where no placement was photographed twice
    reproducibility : standard deviation that laying it down anew adds; with one photograph each it holds both
    total : of a single photograph of a part laid down anew
    u_total : standard uncertainty of `total`, from the number of placements
    values : those of each placement
    """

    mean: float
    repeatability: float | None
    reproducibility: float
    total: float
    u_total: float
    values: tuple[tuple[float, ...], ...]


def spread(placements: Sequence[Sequence[float]]) -> Spread | None:
    """The components of variance; None with fewer than three placements that have a value.

    Parameters
    ----------
    placements : for each laying-down the values of its photographs
    """
    groups = [np.asarray(values, np.float64) for values in placements if len(values)]
    if len(groups) < LEAST_PLACEMENTS:
        return None
    sizes = np.array([len(group) for group in groups])
    count, mean = int(sizes.sum()), float(np.concatenate(groups).mean())
    means = np.array([group.mean() for group in groups])
    between = float((sizes * (means - mean) ** 2).sum()) / (len(groups) - 1)
    kept = tuple(tuple(float(value) for value in group) for group in groups)
    if count == len(groups):
        total = sqrt(between)
        return Spread(mean, None, total, total, _u_of_deviation(total, len(groups) - 1), kept)
    within = float(sum(((group - group.mean()) ** 2).sum() for group in groups)) / (count - len(groups))
    typical_size = (count - float((sizes**2).sum()) / count) / (len(groups) - 1)
    added = max(0.0, between - within) / typical_size
    total = sqrt(within + added)
    return Spread(mean, sqrt(within), sqrt(added), total, _u_of_deviation(total, len(groups) - 1), kept)


def _u_of_deviation(deviation: float, freedom: int) -> float:
    """Standard uncertainty of a standard deviation of normal values (GUM, E.4.3)."""
    return deviation / sqrt(2 * freedom)
