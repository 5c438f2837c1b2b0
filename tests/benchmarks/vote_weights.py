"""How much geometry, colour and networks are to weigh: fitted on made scenes of rigs that nothing was trained on.

    python -m tests.benchmarks.made_scenes OUT
    python -m tests.benchmarks.vote_weights OUT [--kept witnesses.pickle]

Prints for each attribute what each witness is right in alone, the two weights under which the truth is likeliest, and
what the vote is right in then. `models_onnx.voting.WEIGHTS` holds what it said.
"""

import argparse
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from scipy.optimize import minimize

from appliance.looking import see
from appliance.metrology.measure import Solid, measure
from appliance.reading import Kind
from calibration.record import load
from drivers.replay import read_shot
from models_onnx.attributes import Odds
from models_onnx.recogniser import load_recogniser
from models_onnx.training.temper import calibration_error
from models_onnx.vocabulary import VOCABULARY, Head
from models_onnx.voting import FLOOR, WEIGHTS, drive_given_head, pooled

ATTRIBUTES = ("head", "tip", "coverage", "finish")
PULL = 0.02  # towards weights of 0.7: a hundred parts must not say more than they know


def owner(mask, outline, count):
    """Which true part an outline is, None where it is none of them."""
    filled = cv2.fillPoly(np.zeros(mask.shape, np.uint8), [np.round(outline).astype(np.int32)], 1) > 0
    shares = [((mask == k + 1) & filled).sum() / max(((mask == k + 1) | filled).sum(), 1) for k in range(count)]
    best = int(np.argmax(shares)) if shares else 0
    return best if shares and shares[best] > 0.5 else None


def plain(odds: Odds[Any] | None) -> dict[str, float] | None:
    """Odds as they can be kept in a file."""
    return None if odds is None else {str(label): p for label, p in odds.p.items()}


def witnesses(out: Path) -> Iterator[dict[str, Any]]:
    """What geometry and colour say of each part of the made scenes, its patch, and the truth."""
    for scene in sorted(out.glob("*/scenes/*/truth.json")):
        truth = json.loads(scene.read_text())
        picture = see(read_shot(str(scene.parent)), load(scene.parents[2] / "cal.json"), coin=True)
        mask = cv2.imread(str(scene.parent / "mask.png"), cv2.IMREAD_UNCHANGED)
        for thing in picture.things:
            if thing.kind is not Kind.FASTENER or thing.refused is not None:
                continue
            which = owner(mask, thing.silhouette.outer.points_xy_px, len(truth["parts"]))
            solid = measure(thing.silhouette, picture.view)
            if which is None or not isinstance(solid, Solid) or truth["parts"][which]["kind"] != "fastener":
                continue
            yield {
                "scene": f"{scene.parents[2].name}/{scene.parent.name}",
                "truth": truth["parts"][which]["attributes"],
                "geometry": {name: plain(getattr(solid.attributes, name)) for name in ("head", "tip", "coverage")},
                "finish": plain(picture.finish(thing.silhouette)),
                "patch": picture.patch(thing.silhouette),
            }


def table(votes: list[dict[str, float] | None], labels: tuple[str, ...]) -> np.ndarray:
    """(n, labels) log odds, floored."""
    return np.log([[max(v.get(k, 0.0), FLOOR) if v else 1.0 for k in labels] for v in votes])


def fitted(own: np.ndarray, network: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """The weights under which the truth is likeliest."""

    def surprise(weights):
        logs = weights[0] * own + weights[1] * network
        logs -= np.logaddexp.reduce(logs, axis=1, keepdims=True)
        return -logs[np.arange(len(truth)), truth].mean() + PULL * np.square(weights - 0.7).sum()

    found = minimize(surprise, [0.7, 0.7], bounds=[(0.0, 1.5)] * 2).x
    return float(found[0]), float(found[1])


def report(name: str, p: np.ndarray, truth: np.ndarray) -> str:
    """Accuracy and calibration of one witness."""
    right = (p.argmax(axis=1) == truth).mean()
    return f"{name} {100 * right:5.1f} %  ece {calibration_error(p, truth):.3f}"


def normalised(logs: np.ndarray) -> np.ndarray:
    """Log odds to odds."""
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def main() -> None:
    """Fit the weights."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--kept", type=Path)
    given = parser.parse_args()
    if given.kept and given.kept.exists():
        seen = pickle.loads(given.kept.read_bytes())  # our own file of a moment ago
    else:
        seen = list(witnesses(given.out))
        if given.kept:
            given.kept.write_bytes(pickle.dumps(seen))
    recogniser = load_recogniser()
    assert recogniser is not None
    looks = recogniser.look([one["patch"] for one in seen])
    for name in ATTRIBUTES:
        labels = VOCABULARY[name]
        own = [one["finish"] if name == "finish" else one["geometry"][name] for one in seen]
        rows = [k for k, one in enumerate(seen) if one["truth"].get(name) and own[k] and getattr(looks[k], name)]
        truth = np.array([labels.index(seen[k]["truth"][name]) for k in rows])
        one = table([own[k] for k in rows], labels)
        other = table([plain(getattr(looks[k], name)) for k in rows], labels)
        weights = fitted(one, other, truth)
        voted = normalised(weights[0] * one + weights[1] * other)
        print(f"{name:9s} n {len(rows)}  weights {weights[0]:.2f} {weights[1]:.2f}")
        print(
            "   ",
            *(report(*v, truth) for v in (("alone", normalised(one)), ("network", normalised(other)), ("vote", voted))),
            sep="   ",
        )
    drives = [k for k, one in enumerate(seen) if one["truth"].get("drive")]
    labels = VOCABULARY["drive"]
    truth = np.array([labels.index(seen[k]["truth"]["drive"]) for k in drives])
    geometry = [Odds({Head(label): p for label, p in seen[k]["geometry"]["head"].items()}) for k in drives]
    heads = [pooled(own, looks[k].head, WEIGHTS["head"]) for own, k in zip(geometry, drives, strict=True)]
    after = [drive_given_head(looks[k].drive, head) for k, head in zip(drives, heads, strict=True)]
    print("drive", report("network", np.exp(table([plain(looks[k].drive) for k in drives], labels)), truth))
    print("drive", report("with head", np.exp(table([plain(one) for one in after], labels)), truth))


if __name__ == "__main__":
    main()
