"""The one question that tells most, answerable by looking at the part."""

from collections.abc import Iterator

import numpy as np

from appliance.catalog.sightings import FloatArray, true_labels
from appliance.matching.evidence import IntArray, Shelf
from appliance.matching.rank import Posterior, trade
from appliance.reading import Question
from models_onnx.vocabulary import Drive, Finish, Head, Tip

LEAST_GAIN_BITS = 0.2
CLEAR_P = 0.95  # nothing is asked once one answer is this likely
_LEAST_OPTION_P = 0.03
_ASKED_AND_MISTAKEN = 0.02  # people, too, mistake what they see


def best_question(posterior: Posterior) -> Question | None:
    """What to ask, the answers to offer (likeliest first) and the information expected from it; None if not worth it.

    The gain is the mutual information between the answer and which product the part is (or none), in bits:
    the entropy of the answer less what of it remains once the product is known.
    """
    if max(float(posterior.p.max(initial=0.0)), posterior.not_in_catalog) >= CLEAR_P:
        return None
    best = None
    for ask, labels, answers in _askable(posterior):
        p = np.append(posterior.p, posterior.not_in_catalog)
        mass = p @ answers
        gain = float(_entropy_bits(mass) - p @ _entropy_bits(answers))
        if gain >= LEAST_GAIN_BITS and (best is None or gain > best.gain_bits):
            order = [i for i in np.argsort(-mass, kind="stable") if mass[i] >= _LEAST_OPTION_P]
            if len(order) > 1:
                best = Question(ask, tuple(str(labels[i]) for i in order), gain)
    return best


def _entropy_bits(p: FloatArray) -> FloatArray:
    safe = np.where(p > 0, p, 1.0)
    entropy: FloatArray = -(safe * np.log2(safe)).sum(axis=-1)
    return entropy


def _askable(posterior: Posterior) -> Iterator[tuple[str, tuple[str, ...], FloatArray]]:
    """(what, labels, (n + 1, labels) probability of each answer if the part is that product, the last row if none)."""
    seen = posterior.seen
    for ask, vocabulary, sighted in (
        ("tip", Tip, seen.tip),
        ("drive", Drive, seen.drive),
        ("finish", Finish, seen.finish),
        ("head", Head, seen.head),
    ):
        own = _shown(posterior.shelf, posterior.rows, ask)
        everything = np.arange(len(trade().products))
        stranger = np.exp(trade().log_prior) @ _shown(trade(), everything, ask)
        rows = np.vstack([own, stranger]) * sighted
        rows /= rows.sum(axis=1, keepdims=True)
        mistaken = _ASKED_AND_MISTAKEN / rows.shape[1]
        yield ask, true_labels(vocabulary), (1 - _ASKED_AND_MISTAKEN) * rows + mistaken


def _shown(shelf: Shelf, rows: IntArray, ask: str) -> FloatArray:
    """(k, labels) probability that each of those products shows a label, before looking."""
    thread, _, head, drive, finish = shelf.wordings_of(rows)
    if ask == "drive":
        meanings, of_product = shelf.drives, drive
    elif ask == "finish":
        meanings, of_product = shelf.finishes, finish
    elif ask == "tip":
        meanings, of_product = shelf.threads.choices.averaged(shelf.threads.tip), thread
    else:
        each_head = np.eye(len(true_labels(Head)))[shelf.heads.head]
        meanings, of_product = shelf.heads.choices.averaged(each_head), head
    shown: FloatArray = meanings[of_product]
    return shown
