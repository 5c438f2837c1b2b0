"""Temperatures and trials on examples that were held out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import nn

from models_onnx.training.augmentation import drifted, roughened
from models_onnx.training.cards import Trial
from models_onnx.training.export import Answer
from models_onnx.training.losses import logits_of
from models_onnx.training.networks import FINISHES, LABELS
from models_onnx.training.patches import TASKS, UNKNOWN, Patches
from models_onnx.training.temper import softmax, temperature_of

UNLIKE = ("fastener", "unlike")
_MOST = 600  # examples to look at: more would tell no more
_ROUGH = 1.6  # how much rougher than training's the pictures are that temperatures come from
_DRIFT = 2.0  # likewise for colours

Logits = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Examples for trials, and others of another kind (a lamp never learnt from, worse cameras) for temperatures."""

    plain: Patches
    other: Patches


def held_out(patches: Patches, lamp: str, seed: int) -> HeldOut:
    """Split what was held out: by its lamp where that has examples enough, else the same in worse pictures."""
    rng = np.random.default_rng(seed)
    is_other = patches.lamp == lamp
    if is_other.sum() < 100:
        is_other = np.ones(len(patches), bool)
    return HeldOut(_some(patches, patches.lamp != lamp, rng), _some(patches, is_other, rng))


def _some(patches: Patches, which: NDArray[np.bool_], rng: np.random.Generator) -> Patches:
    rows = np.flatnonzero(which)
    kept = np.zeros(len(patches), bool)
    kept[rng.permutation(rows)[:_MOST]] = True
    return patches.chosen(kept)


def part_logits(network: nn.Module, pixels: NDArray[np.uint8]) -> Logits:
    """Logits of each output of the part network, `unlike` as two labels."""
    *logits, unlike = logits_of(network, pixels)
    said = {task: np.asarray(one, np.float64) for task, one in zip(LABELS, logits, strict=True)}
    return said | {"unlike": np.stack([-unlike / 2, unlike / 2], axis=1).astype(np.float64)}


def finish_logits(network: nn.Module, pixels: NDArray[np.uint8]) -> Logits:
    """Logits of the finish network."""
    return {"finish": np.asarray(logits_of(network, pixels)[0], np.float64)}


def _pixels(patches: Patches) -> NDArray[np.uint8]:
    return patches.pixels.of(np.arange(len(patches)))


def _labels_of(task: str) -> Sequence[str]:
    return LABELS.get(task) or (FINISHES if task == "finish" else UNLIKE)


def _known(patches: Patches, task: str) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Rows whose truth is known, and the truth; no finish where white is only guessed."""
    truth = patches.labels[:, TASKS.index(task)].astype(np.int64)
    known = truth != UNKNOWN
    if task == "finish":
        known &= patches.lamp != "photo"
    rows = np.flatnonzero(known)
    return rows, truth[rows]


def part_answers(network: nn.Module, held: HeldOut, seed: int) -> dict[str, Answer]:
    """The part network's outputs with their temperatures."""
    rng = np.random.default_rng(seed)
    rough = np.stack([roughened(p, rng, _ROUGH) for p in _pixels(held.other)])
    return _answers(part_logits(network, rough), held.other)


def finish_answers(network: nn.Module, held: HeldOut, seed: int) -> dict[str, Answer]:
    """The finish network's output with its temperature."""
    rng = np.random.default_rng(seed)
    rough = np.stack([drifted(p, rng, _DRIFT) for p in _pixels(held.other)])
    return _answers(finish_logits(network, rough), held.other)


def _answers(logits: Logits, patches: Patches) -> dict[str, Answer]:
    answers = {}
    for task, said in logits.items():
        rows, truth = _known(patches, task)
        answers[task] = Answer(_labels_of(task), max(temperature_of(said[rows], truth), 0.5))
    return answers


def trials(logits: Logits, answers: Mapping[str, Answer], patches: Patches) -> list[Trial]:
    """How a network did on patches."""
    done = []
    for task, said in logits.items():
        rows, truth = _known(patches, task)
        p = softmax(said[rows] / answers[task].temperature)
        done.append(Trial(task, _labels_of(task), p, truth, rows))
    return done


def plain_logits(network: nn.Module, held: HeldOut, is_finish: bool) -> Logits:
    """Logits on the plain held-out examples."""
    return (finish_logits if is_finish else part_logits)(network, _pixels(held.plain))
