"""How sure a network may be: a temperature for each of its outputs, and how well its odds then keep their word.

Temperature scaling: Guo et al., ICML 2017 (arXiv:1706.04599). Softmax alone is no doubt: the temperature comes from
pictures of another kind than those learnt from (another lamp, worse cameras), so that the odds hold away from home.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

Floats = NDArray[np.float64]
_BINS = 10


def softmax(logits: NDArray[np.floating]) -> Floats:
    """Probabilities (n, k) of logits (n, k)."""
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float64)


def temperature_of(logits: NDArray[np.floating], truth: NDArray[np.integer]) -> float:
    """The temperature under which the truth (n,) is likeliest, given logits (n, k); 1 where there is no truth."""
    if len(truth) == 0:
        return 1.0

    def surprise(log_temperature: float) -> float:
        p = softmax(logits / np.exp(log_temperature))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(p, 1e-12)).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-2.0, 3.0), method="bounded").x))


def calibration_error(p: Floats, truth: NDArray[np.integer]) -> float:
    """Expected calibration error of the likeliest label over ten bins of its probability.

    Parameters
    ----------
    p : (n, k)
    truth : (n,)
    """
    if len(truth) == 0:
        return 0.0
    sure, right = p.max(axis=1), p.argmax(axis=1) == truth
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = [abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return float(np.sum(gaps))
