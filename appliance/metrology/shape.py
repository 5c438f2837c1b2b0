"""What geometry alone says of head, tip and coverage, as odds.

Heads are told by their proportions (standard dimensions: ASME B18.6.3, B18.3, ISO 4762, 7045, 7380, 4017; see
`catalog/standards/heads.csv`), by the cone under countersunk heads and by the washer under hex washer heads.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.metrology.anatomy import Anatomy
from models_onnx.attributes import Odds
from models_onnx.vocabulary import Coverage, Head, Tip

# (fullness, height / radius, radius / body radius) of heads with a square bearing side, and how far they scatter
PROPORTIONS: dict[Head, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    Head.PAN: ((0.87, 0.70, 1.95), (0.025, 0.06, 0.10)),
    Head.ROUND: ((0.80, 0.77, 1.86), (0.022, 0.05, 0.10)),
    Head.TRUSS: ((0.75, 0.46, 2.28), (0.050, 0.06, 0.14)),
    Head.CHEESE: ((0.94, 1.00, 1.66), (0.035, 0.16, 0.10)),
    Head.SOCKET_CAP: ((0.985, 1.18, 1.62), (0.020, 0.09, 0.10)),
    Head.BUTTON: ((0.76, 0.59, 1.85), (0.030, 0.05, 0.12)),
    Head.HEX: ((0.96, 0.78, 1.86), (0.030, 0.10, 0.16)),
}
FLOOR = 1e-3  # no head is ever ruled out by its proportions alone


@dataclass(frozen=True)
class HeadFeatures:
    """Proportions of a head, free of scale."""

    fullness: float
    height_over_radius: float
    radius_over_body: float
    cone_rad: float | None
    dome_over_radius: float
    has_washer: bool


def head_features(anatomy: Anatomy, face_s_mm: float, seat_s_mm: float) -> HeadFeatures:
    """The proportions of the head between its true seat and face."""
    assert anatomy.head is not None
    head, profile = anatomy.head, anatomy.profile
    mean = (profile.left_mm + profile.right_mm) / 2
    s = profile.s_mm
    height = face_s_mm - seat_s_mm
    inside = (s >= seat_s_mm) & (s <= face_s_mm)
    area = float(np.trapezoid(mean[inside], s[inside])) if inside.sum() > 3 else 0.0
    return HeadFeatures(
        fullness=area / max(height * head.radius_mm, 1e-9),
        height_over_radius=height / head.radius_mm,
        radius_over_body=head.radius_mm / anatomy.body_radius_mm,
        cone_rad=head.cone_rad,
        dome_over_radius=(face_s_mm - rim_edge_s(anatomy)) / head.radius_mm,
        has_washer=_has_washer(s, mean, head.rim_s_mm, face_s_mm, head.radius_mm),
    )


def rim_edge_s(anatomy: Anatomy) -> float:
    """Where the widest part of the head ends towards the face."""
    assert anatomy.head is not None
    profile, head = anatomy.profile, anatomy.head
    mean = (profile.left_mm + profile.right_mm) / 2
    return float(profile.s_mm[np.flatnonzero(mean >= 0.99 * head.radius_mm)[-1]])


def _has_washer(s: NDArray[np.float64], mean: NDArray[np.float64], rim_s: float, face_s: float, radius: float) -> bool:
    """A narrower prism of constant width stands on the rim."""
    beyond = (s > rim_s) & (s < face_s - 0.05 * radius)
    if beyond.sum() < 8:
        return False
    r = mean[beyond] / radius
    plateau = (r > 0.6) & (r < 0.93)
    if plateau.sum() < 0.35 * beyond.sum():
        return False
    level = np.median(r[plateau])
    return bool((np.abs(r - level) < 0.02).sum() * (s[1] - s[0]) > 0.2 * radius)


def head_odds(features: HeadFeatures | None) -> Odds[Head]:
    """Odds of the head's shape; `none` when there is no head."""
    if features is None:
        return Odds.sure(Head.NONE, list(Head), 0.98)
    f = features
    if f.radius_over_body > 2.2 and f.height_over_radius > 1.05:
        return Odds.sure(Head.THUMB, list(Head), 0.93)
    if f.cone_rad is not None and f.cone_rad < np.radians(58):
        oval = 1 / (1 + np.exp(-(f.dome_over_radius - 0.19) / 0.02))
        weights = dict.fromkeys(Head, FLOOR)
        weights.update({Head.FLAT: float(1 - oval), Head.OVAL: float(oval)})
        return Odds({k: max(v, FLOOR) for k, v in weights.items()})
    if f.has_washer:
        return Odds.sure(Head.HEX_WASHER, list(Head), 0.96)
    weights = dict.fromkeys(Head, FLOOR)
    seen = (f.fullness, f.height_over_radius, f.radius_over_body)
    for head, (means, spreads) in PROPORTIONS.items():
        # Student-like tails: a proportion out of the standard lowers, it does not rule out
        logs = [-2.5 * np.log1p(((x - m) / w) ** 2 / 4) for x, m, w in zip(seen, means, spreads, strict=True)]
        weights[head] = float(np.exp(sum(logs)) / np.prod(spreads) * 1e-3) + FLOOR * 0.2
    return Odds(weights)


def tip_odds(anatomy: Anatomy, is_pointed: bool, drill_mm: float) -> Odds[Tip]:
    """Odds of the tip from its silhouette.

    Parameters
    ----------
    is_pointed : the end runs out into a point
    drill_mm : unthreaded length before the point, beyond what a gimlet point leaves; > 0 hints at a drill point
    """
    if is_pointed:
        drill = 0.75 if drill_mm > 0.5 * anatomy.body_radius_mm else 0.07
        return Odds({Tip.CONE: 1 - drill, Tip.DRILL: drill - 0.01, Tip.DIE: 0.006, Tip.DOG: 0.004})
    if anatomy.head is None:
        return Odds({Tip.DIE: 0.72, Tip.DOG: 0.26, Tip.CONE: 0.01, Tip.DRILL: 0.01})
    return Odds({Tip.DIE: 0.975, Tip.DOG: 0.01, Tip.CONE: 0.005, Tip.DRILL: 0.01})


def coverage_odds(anatomy: Anatomy, is_threaded_at_both_ends: bool) -> Odds[Coverage]:
    """Odds of the coverage from where the thread lives."""
    if is_threaded_at_both_ends:
        return Odds.sure(Coverage.THREADED_ON_BOTH_ENDS, list(Coverage), 0.98)
    if anatomy.pitch is None:
        return Odds.sure(Coverage.NONE, list(Coverage), 0.9)
    if anatomy.shank_s_mm is None:
        return Odds.sure(Coverage.FULLY_THREADED, list(Coverage), 0.985)
    share = (anatomy.shank_s_mm[1] - anatomy.shank_s_mm[0]) / (anatomy.pitch.value_mm)
    sure = 0.7 + 0.285 * min(1.0, max(0.0, (share - 1.6) / 0.8))
    return Odds.sure(Coverage.THREADED_ON_ONE_END, list(Coverage), float(sure))
