"""The one question that tells most, answerable by looking at the part."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from appliance.catalog.shelving import IntArray
from appliance.catalog.sightings import FloatArray, true_labels
from appliance.matching.rank import Posterior
from appliance.matching.rivals import trade
from appliance.reading import Question
from models_onnx.vocabulary import Drive, Finish, Head, Tip

LEAST_GAIN_BITS = 0.2
CLEAR_P = 0.95  # nothing is asked once one answer is this likely
_LEAST_OPTION_P = 0.03
_COUNTS = 1e-5  # less likely products bear on no question
_ASKED_AND_MISTAKEN = 0.02  # people, too, mistake what they see


def best_question(posterior: Posterior) -> Question | None:
    """What to ask, the answers to offer (likeliest first) and the information expected from it; None if not worth it.

    The gain is the mutual information between the answer and which product the part is (or none), in bits:
    the entropy of the answer less what of it remains once the product is known.
    """
    if max(float(posterior.p.max(initial=0.0)), posterior.not_in_catalog) >= CLEAR_P:
        return None
    best = None
    counting = posterior.p >= _COUNTS
    p = np.append(posterior.p[counting], posterior.not_in_catalog)
    for ask, labels, answers in _askable(posterior, posterior.rows[counting]):
        mass = p @ answers
        gain = float(_entropy_bits(mass) - p @ _entropy_bits(answers))
        if gain >= LEAST_GAIN_BITS and (best is None or gain > best.gain_bits):
            order = [i for i in np.argsort(-mass, kind="stable") if mass[i] >= _LEAST_OPTION_P]
            if len(order) > 1:
                best = Question(ask, tuple(str(labels[i]) for i in order), gain)
    return best


@cache
def stranger_shows(ask: str) -> FloatArray:
    """(labels,) probability that a part which the store has not shows each label."""
    shown: FloatArray = np.exp(trade().log_prior) @ trade().shown(ask, np.arange(len(trade().products)))
    return shown


def _entropy_bits(p: FloatArray) -> FloatArray:
    safe = np.where(p > 0, p, 1.0)
    entropy: FloatArray = -(safe * np.log2(safe)).sum(axis=-1)
    return entropy


def _askable(posterior: Posterior, rows: IntArray) -> Iterator[tuple[str, tuple[str, ...], FloatArray]]:
    """(what, labels, (n + 1, labels) probability of each answer if the part is that product, the last row if none)."""
    seen = posterior.seen
    for ask, vocabulary, sighted in (
        ("tip", Tip, seen.tip),
        ("drive", Drive, seen.drive),
        ("finish", Finish, seen.finish),
        ("head", Head, seen.head),
    ):
        own = posterior.shelf.shown(ask, rows)
        stranger = stranger_shows(ask)
        shown = np.vstack([own, stranger]) * sighted
        shown /= shown.sum(axis=1, keepdims=True)
        mistaken = _ASKED_AND_MISTAKEN / shown.shape[1]
        yield ask, true_labels(vocabulary), (1 - _ASKED_AND_MISTAKEN) * shown + mistaken
