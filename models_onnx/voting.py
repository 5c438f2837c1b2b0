"""Geometry, colour and networks vote: one set of odds out of theirs.

Votes are pooled by their logarithms, each with a weight (Genest and Zidek, "Combining probability distributions",
Statistical Science 1986): witnesses that agree do not make each other surer than they are together, and one that is
sure of its case outweighs one that is not. The weights follow made scenes of six rigs that no network was trained on
(`python -m tests.benchmarks.vote_weights`); the reasons stand in docs/decisions/0011-votes.md.
"""

from collections.abc import Mapping

import numpy as np

from models_onnx.attributes import Attributes, Label, Odds
from models_onnx.recogniser import Looks
from models_onnx.vocabulary import Drive, Finish, Head

# (of geometry or colour, of the network)
WEIGHTS: Mapping[str, tuple[float, float]] = {
    "head": (0.7, 0.9),
    "tip": (0.2, 0.9),
    "coverage": (0.7, 0.8),
    "finish": (0.35, 0.7),
}
GUESSED_WHITE = 0.2  # of the weight of colours where the ground had to be taken for white
UNSURE_OUTLINE = 0.4  # of the weight of geometry where there was no backlight: polished flanks are lost to the ground
FLOOR = 1e-3  # of any vote: nobody has a veto
_ODD = 0.03  # weight of a drive that a head is not made with

# What heads are driven by, ASME B18.6.3, B18.3, ISO 4762, 7380, 14583 and the trade's catalogs; others take any recess.
_HEXAGONS = frozenset({Drive.HEX_EXTERNAL, Drive.SLOTTED, Drive.PHILLIPS, Drive.COMBO})
_SOCKETS = frozenset({Drive.HEX_SOCKET, Drive.TORX, Drive.HIDDEN})
_RECESSES = frozenset(set(Drive) - {Drive.HEX_EXTERNAL, Drive.THUMB, Drive.NONE})
DRIVES_OF: Mapping[Head, frozenset[Drive]] = {
    **dict.fromkeys(Head, _RECESSES),
    Head.HEX: _HEXAGONS,
    Head.HEX_WASHER: _HEXAGONS,
    Head.THUMB: frozenset({Drive.THUMB}),
    Head.EYE: frozenset({Drive.NONE}),
    Head.SOCKET_CAP: _SOCKETS,
    Head.BUTTON: _SOCKETS,
    Head.NONE: frozenset({Drive.HEX_SOCKET, Drive.SLOTTED, Drive.TORX, Drive.SQUARE, Drive.NONE, Drive.HIDDEN}),
}


def pooled(one: Odds[Label] | None, other: Odds[Label] | None, weights: tuple[float, float]) -> Odds[Label] | None:
    """Two votes as one; the only one there is where the other is missing.

    Parameters
    ----------
    weights : exponents of the two
    """
    votes = [(odds.p, weight) for odds, weight in zip((one, other), weights, strict=True) if odds is not None]
    if len(votes) < 2:
        return one or other
    labels = list(dict.fromkeys(label for p, _ in votes for label in p))
    logs = np.zeros(len(labels))
    for p, weight in votes:
        logs += weight * np.log([max(p.get(label, 0.0), FLOOR) for label in labels])
    return Odds(dict(zip(labels, np.exp(logs - logs.max()).tolist(), strict=True)))


def drive_given_head(drive: Odds[Drive], head: Odds[Head] | None) -> Odds[Drive]:
    """Odds of the drive once the head is known: hexagons are turned from outside, socket caps by sockets."""
    if head is None:
        return drive
    weights = {}
    for label, p in drive.p.items():
        made = sum(share for kind, share in head.p.items() if label in DRIVES_OF[kind])
        weights[label] = p * (_ODD + (1 - _ODD) * made)
    return Odds(weights)


def vote(
    geometry: Attributes,
    colour: Odds[Finish] | None,
    looks: Looks | None,
    is_white_known: bool = True,
    is_outline_sure: bool = True,
) -> Attributes:
    """What a part looks like, all witnesses heard.

    Parameters
    ----------
    geometry : odds of head, tip and coverage from what was measured
    colour : odds of the finish from colours alone; None without a top light
    looks : of the networks; None where there are none. The stranger the part is to them the less they weigh
    is_white_known : False for photographs, whose ground `colour` had to take for white
    is_outline_sure : False where geometry had no backlit silhouette
    """
    if looks is None:
        return Attributes(geometry.head, geometry.drive, colour, geometry.tip, geometry.coverage)
    known = 1.0 - looks.unlike
    weights = {name: (own, network * known) for name, (own, network) in WEIGHTS.items()}
    if not is_white_known:
        weights["finish"] = (GUESSED_WHITE * weights["finish"][0], weights["finish"][1])
    if not is_outline_sure:
        weights |= {name: (UNSURE_OUTLINE * weights[name][0], weights[name][1]) for name in ("head", "tip", "coverage")}
    head = pooled(geometry.head, looks.head, weights["head"])
    return Attributes(
        head=head,
        drive=drive_given_head(looks.drive, head),
        finish=pooled(colour, looks.finish, weights["finish"]),
        tip=pooled(geometry.tip, looks.tip, weights["tip"]),
        coverage=pooled(geometry.coverage, looks.coverage, weights["coverage"]),
    )
