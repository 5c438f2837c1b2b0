"""What the networks make of a part's patch: odds of head, drive, tip, coverage and finish, and how strange it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models_onnx.attributes import Odds
from models_onnx.manifest import FOLDER, Network, open_network, read_manifest
from models_onnx.patch import HEIGHT_PX, PLANES, WIDTH_PX
from models_onnx.vocabulary import VOCABULARY, Coverage, Drive, Finish, Head, Tip

PARTS, FINISHES = "recogniser", "finish"  # names in the manifest
SHAPE = (PLANES, HEIGHT_PX, WIDTH_PX)
PART_LABELS = {
    **{name: VOCABULARY[name] for name in ("head", "drive", "tip", "coverage")},
    "unlike": ("fastener", "unlike"),
}
FINISH_LABELS = {"finish": VOCABULARY["finish"]}
_FEW = 1e-4  # no label is ever ruled out by a network
# Where white is only guessed, what the finish network says is averaged over the whites that it may have been: spread of
# the log gains of blue and red against green, and of all three.
_WHITES = [
    (b, r, g) for b, r in ((0.0, 0.0), (0.1, -0.1), (-0.1, 0.1), (0.1, 0.1), (-0.1, -0.1)) for g in (-0.25, 0.25)
]


@dataclass(frozen=True)
class Looks:
    """What the networks say of one part.

    Attributes
    ----------
    head, drive, tip, coverage : calibrated odds over all labels
    finish : likewise; None where there is no top light
    unlike : chance that it is unlike any fastener that they learnt
    """

    head: Odds[Head]
    drive: Odds[Drive]
    tip: Odds[Tip]
    coverage: Odds[Coverage]
    finish: Odds[Finish] | None
    unlike: float


@dataclass(frozen=True, eq=False)
class Recogniser:
    """The networks that look at parts, loaded once."""

    parts: Network
    finishes: Network

    @property
    def ident(self) -> str:
        """What an answer names them by."""
        return f"{self.parts.entry.ident} {self.finishes.entry.ident}"

    def look(self, patches: Sequence[NDArray[np.uint8]], is_white_known: bool = True) -> list[Looks]:
        """Looks of each patch of `models_onnx.patch.cut_patch`, in order.

        Parameters
        ----------
        patches : (PLANES, HEIGHT_PX, WIDTH_PX) each
        is_white_known : False for photographs: the odds of the finish get wider
        """
        if not patches:
            return []
        pixels = np.stack(patches)
        answers = {name: _softmax(logits) for name, logits in self.parts.answer(pixels).items()}
        finishes = self._finishes(pixels, is_white_known)
        return [
            Looks(
                head=_odds(list(Head), answers["head"][k]),
                drive=_odds(list(Drive), answers["drive"][k]),
                tip=_odds(list(Tip), answers["tip"][k]),
                coverage=_odds(list(Coverage), answers["coverage"][k]),
                finish=_odds(list(Finish), finishes[k]) if patch[1:4].any() else None,
                unlike=float(answers["unlike"][k][1]),
            )
            for k, patch in enumerate(patches)
        ]

    def _finishes(self, pixels: NDArray[np.uint8], is_white_known: bool) -> NDArray[np.float32]:
        if is_white_known:
            return _softmax(self.finishes.answer(pixels)["finish"])
        said = [_softmax(self.finishes.answer(_under(pixels, white))["finish"]) for white in _WHITES]
        return np.asarray(np.mean(said, axis=0), np.float32)


def load_recogniser(folder: Path = FOLDER, threads: int = 2) -> Recogniser | None:
    """The networks that look at parts; None where none were installed.

    Raises
    ------
    models_onnx.manifest.ModelRefused
        if one is not what its manifest says
    """
    entries = read_manifest(folder)
    if PARTS not in entries or FINISHES not in entries:
        return None
    return Recogniser(
        open_network(entries[PARTS], SHAPE, PART_LABELS, folder, threads),
        open_network(entries[FINISHES], SHAPE, FINISH_LABELS, folder, threads),
    )


def _under(pixels: NDArray[np.uint8], white: tuple[float, float, float]) -> NDArray[np.uint8]:
    """The same part if white had been another; light is coded by its root."""
    blue, red, gain = white
    factors = np.exp(0.5 * (np.array([blue, 0.0, red]) + gain)).astype(np.float32)
    other = pixels.copy()
    other[:, 1:4] = np.clip(pixels[:, 1:4] * factors[:, None, None] + 0.5, 0, 255)
    return other


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


def _odds(labels: list, p: NDArray[np.float32]) -> Odds:  # type: ignore[type-arg]  # of whichever vocabulary
    return Odds({label: float(share) + _FEW for label, share in zip(labels, p, strict=True)})
