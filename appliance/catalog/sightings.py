"""What a network's odds say for each label that could be the truth.

Odds are posterior probabilities by a network; dividing by the shares of the labels in what it was taught makes them
likelihoods; a confusion table (which labels look alike, and a floor for what a network never saw) tempers
them, since a network's doubt is too small on pictures unlike its own.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from models_onnx.attributes import Odds
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

FloatArray = NDArray[np.float64]
Label = TypeVar("Label", Head, Drive, Finish, Tip, Coverage)
Vocabulary = type[Head] | type[Drive] | type[Finish] | type[Tip] | type[Coverage]

# Probability that one of the two is seen as the other, by judgement: they differ little in a small picture.
_ALIKE: Mapping[Vocabulary, Mapping[tuple[str, str], float]] = {
    Head: {
        (Head.PAN, Head.ROUND): 0.015,
        (Head.PAN, Head.BUTTON): 0.015,
        (Head.PAN, Head.CHEESE): 0.015,
        (Head.PAN, Head.TRUSS): 0.01,
        (Head.ROUND, Head.BUTTON): 0.015,
        (Head.ROUND, Head.TRUSS): 0.005,
        (Head.CHEESE, Head.SOCKET_CAP): 0.015,
        (Head.FLAT, Head.OVAL): 0.015,
        (Head.HEX, Head.HEX_WASHER): 0.015,
        (Head.THUMB, Head.EYE): 0.005,
    },
    Drive: {
        (Drive.PHILLIPS, Drive.POZIDRIV): 0.03,
        (Drive.PHILLIPS, Drive.COMBO): 0.02,
        (Drive.SLOTTED, Drive.COMBO): 0.02,
        (Drive.SLOTTED, Drive.ONE_WAY): 0.015,
        (Drive.HEX_SOCKET, Drive.TORX): 0.015,
        (Drive.SQUARE, Drive.TORX): 0.01,
        (Drive.SQUARE, Drive.HEX_SOCKET): 0.01,
        (Drive.SQUARE, Drive.PHILLIPS): 0.005,
        (Drive.HEX_EXTERNAL, Drive.NONE): 0.015,
        (Drive.THUMB, Drive.NONE): 0.015,
    },
    Finish: {
        (Finish.ZINC, Finish.STAINLESS): 0.03,
        (Finish.ZINC, Finish.NICKEL): 0.02,
        (Finish.ZINC, Finish.GALVANIZED): 0.02,
        (Finish.STAINLESS, Finish.NICKEL): 0.025,
        (Finish.STAINLESS, Finish.GALVANIZED): 0.01,
        (Finish.BRASS, Finish.YELLOW_ZINC): 0.025,
        (Finish.BRASS, Finish.BRONZE): 0.015,
        (Finish.BRONZE, Finish.COPPER): 0.02,
        (Finish.BRONZE, Finish.BLACK): 0.02,
        (Finish.BLACK, Finish.PAINTED): 0.01,
        (Finish.GALVANIZED, Finish.PAINTED): 0.01,
    },
    Tip: {(Tip.CONE, Tip.DRILL): 0.02, (Tip.DIE, Tip.DOG): 0.02, (Tip.DIE, Tip.DRILL): 0.005},
    Coverage: {
        (Coverage.FULLY_THREADED, Coverage.THREADED_ON_ONE_END): 0.025,
        (Coverage.THREADED_ON_ONE_END, Coverage.NONE): 0.01,
        (Coverage.THREADED_ON_ONE_END, Coverage.THREADED_ON_BOTH_ENDS): 0.005,
    },
}
# Shares of the labels that the networks saw in training; about even where nothing is said. A type 17 point whose cut is
# turned away looks like a cone: how often it is one all the same must come from the products, not from the training.
_TAUGHT: Mapping[Vocabulary, Mapping[str, float]] = {
    Tip: {Tip.CONE: 0.30, Tip.DIE: 0.45, Tip.DRILL: 0.18, Tip.DOG: 0.07},
}
_FLOOR: Mapping[Vocabulary, float] = {Head: 0.03, Drive: 0.04, Finish: 0.03, Tip: 0.03, Coverage: 0.04}


@cache
def true_labels(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The labels that a product can have: all but `hidden`."""
    return tuple(label for label in vocabulary if label is not Drive.HIDDEN)


@cache
def _taught(vocabulary: Vocabulary) -> FloatArray:
    """Share of each of `true_labels(vocabulary)` in training."""
    shares = np.array([_TAUGHT.get(vocabulary, {}).get(label, 1.0) for label in true_labels(vocabulary)])
    return np.asarray(shares / shares.sum(), np.float64)


@cache
def confusion(vocabulary: Vocabulary) -> FloatArray:
    """Table (true, seen) of the probability to see one label where another is true; each row sums to 1."""
    labels = true_labels(vocabulary)
    table = np.full((len(labels), len(labels)), _FLOOR[vocabulary] / len(labels))
    for (one, other), p in _ALIKE[vocabulary].items():
        i, j = labels.index(one), labels.index(other)
        table[i, j] += p
        table[j, i] += p
    table[np.diag_indices(len(labels))] += 1 - table.sum(axis=1)
    table.setflags(write=False)
    return table


def likelihoods(odds: Odds[Any] | None, vocabulary: Vocabulary) -> FloatArray:
    """Likelihood of what was seen for each label of `true_labels(vocabulary)`; all 1 where nothing was seen.

    Over the labels as they were taught they average 1. `hidden` says nothing about the drive.
    """
    labels = true_labels(vocabulary)
    if odds is None:
        return np.ones(len(labels))
    seen = np.array([odds.p.get(label, 0.0) for label in labels])
    spread = _taught(vocabulary) @ confusion(vocabulary)  # what would be seen of each label in training
    told: FloatArray = confusion(vocabulary) @ (seen / spread)
    return told + max(0.0, 1.0 - float(seen.sum()))


def certain(label: str, vocabulary: Vocabulary) -> FloatArray:
    """Probabilities over `true_labels(vocabulary)` for a label that is known."""
    return np.array([1.0 if other == label else 0.0 for other in true_labels(vocabulary)])


def spread_over(weights: Mapping[Any, float], vocabulary: Vocabulary) -> FloatArray:
    """Probabilities over `true_labels(vocabulary)` in proportion to `weights`."""
    row = np.array([weights.get(label, 0.0) for label in true_labels(vocabulary)])
    total: FloatArray = row / row.sum()
    return total
