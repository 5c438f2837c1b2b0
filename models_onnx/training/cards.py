"""A card per network: what it learnt from, how often it is right, how well its odds keep their word, what it looks at
where it errs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.training.patches import UNKNOWN
from models_onnx.training.temper import calibration_error

Floats = NDArray[np.float64]
Answers = Callable[[NDArray[np.uint8]], Floats]
_WINDOW_PX, _STEP_PX = 32, 16
_LEAST_SEEN = 3  # fewer examples of a label say nothing


@dataclass(frozen=True)
class Trial:
    """What a network said of examples that it never learnt from.

    Attributes
    ----------
    task : head, drive ...
    labels : in order
    p : (n, len(labels)) tempered odds
    truth : (n,) index of the label, UNKNOWN left out
    rows : (n,) which example each is
    """

    task: str
    labels: Sequence[str]
    p: Floats
    truth: NDArray[np.int64]
    rows: NDArray[np.intp]

    @classmethod
    def of(cls, task: str, labels: Sequence[str], p: Floats, truth: NDArray[np.integer]) -> "Trial":
        """Examples whose truth is known."""
        rows = np.flatnonzero(truth != UNKNOWN)
        return cls(task, labels, p[rows], truth[rows].astype(np.int64), rows)

    @property
    def accuracy(self) -> float:
        """Share of examples whose likeliest label is true."""
        return float((self.p.argmax(axis=1) == self.truth).mean()) if len(self.truth) else 0.0

    def by_label(self) -> list[tuple[str, int, float]]:
        """(label, examples, share right) of the labels that were seen."""
        right = self.p.argmax(axis=1) == self.truth
        counts = [(label, self.truth == k) for k, label in enumerate(self.labels)]
        return [(label, int(at.sum()), float(right[at].mean())) for label, at in counts if at.any()]

    def confused(self, most: int = 8) -> list[tuple[str, str, int]]:
        """(true, said, how often), oftenest first."""
        table = np.zeros((len(self.labels), len(self.labels)), np.int64)
        np.add.at(table, (self.truth, self.p.argmax(axis=1)), 1)
        np.fill_diagonal(table, 0)
        order = np.argsort(table, axis=None)[::-1][:most]
        pairs = [np.unravel_index(k, table.shape) for k in order]
        return [(self.labels[i], self.labels[j], int(table[i, j])) for i, j in pairs if table[i, j]]

    def worst(self, most: int) -> list[int]:
        """Places in this trial of the surest mistakes."""
        wrong = np.flatnonzero(self.p.argmax(axis=1) != self.truth)
        return [int(k) for k in wrong[np.argsort(-self.p[wrong].max(axis=1))][:most]]


def occlusion(pixels: NDArray[np.uint8], answers: Answers, label: int) -> Floats:
    """How much less likely a label gets when a window of the patch is blotted out, (rows, columns) of windows.

    Zeiler and Fergus, ECCV 2014 (arXiv:1311.2901), figure 7.
    """
    _, height, width = pixels.shape
    tops = range(0, height - _WINDOW_PX + 1, _STEP_PX)
    lefts = range(0, width - _WINDOW_PX + 1, _STEP_PX)
    bare = np.where(pixels.reshape(len(pixels), -1).any(axis=1), 180, 0).astype(np.uint8)
    blotted = []
    for top in tops:
        for left in lefts:
            other = pixels.copy()
            other[:4, top : top + _WINDOW_PX, left : left + _WINDOW_PX] = bare[:4, None, None]
            blotted.append(other)
    p = answers(np.stack([pixels, *blotted]))[:, label]
    return np.asarray((p[0] - p[1:]).reshape(len(tops), len(lefts)), np.float64)


def occlusion_picture(pixels: NDArray[np.uint8], drop: Floats) -> NDArray[np.uint8]:
    """The patch in both lights, and beside it what the answer hangs on, red where the label lives."""
    backlit = np.repeat(pixels[0][..., None], 3, axis=2)
    toplit = np.ascontiguousarray(pixels[1:4].transpose(1, 2, 0))
    size = (pixels.shape[2], pixels.shape[1])
    large = cv2.resize(np.maximum(drop, 0).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    heat = np.asarray(large, np.float32) / max(float(large.max()), 0.05)
    seen = toplit if toplit.any() else backlit
    red = np.array([0, 0, 255], np.float32)
    mixed = seen * (1 - 0.6 * heat[..., None]) + red * 0.6 * heat[..., None]
    return np.hstack([backlit, toplit, mixed.astype(np.uint8)])


def write_mistakes(
    folder: Path, name: str, trial: Trial, pixels: Sequence[NDArray[np.uint8]], answers: Answers, most: int = 2
) -> list[str]:
    """Pictures of the surest mistakes; returns their lines for the card."""
    lines = []
    folder.mkdir(parents=True, exist_ok=True)
    for number, at in enumerate(trial.worst(most), 1):
        said = int(trial.p[at].argmax())
        patch = pixels[int(trial.rows[at])]
        picture = occlusion_picture(patch, occlusion(patch, answers, said))
        file = f"{name}-{trial.task}-{number}.png"
        cv2.imwrite(str(folder / file), picture & 0xF8, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        true, likeliest = trial.labels[int(trial.truth[at])], trial.labels[said]
        lines.append(f"* {true} taken for {likeliest} (p = {trial.p[at, said]:.2f}): ![{true}]({file})")
    return lines


def trial_in_words(trial: Trial) -> list[str]:
    """A trial as lines of Markdown."""
    error = calibration_error(trial.p, trial.truth)
    lines = [
        f"### {trial.task}",
        "",
        f"{len(trial.truth)} examples, {100 * trial.accuracy:.1f} % right, calibration error {error:.3f}.",
        "",
        "| label | examples | right |",
        "|---|---|---|",
        *(f"| {label} | {n} | {100 * share:.0f} % |" for label, n, share in trial.by_label() if n >= _LEAST_SEEN),
    ]
    if confused := trial.confused():
        lines += ["", "Oftenest confused: " + "; ".join(f"{a} taken for {b} ({n})" for a, b, n in confused) + "."]
    return [*lines, ""]


def write_card(path: Path, title: str, facts: Mapping[str, str], trials: Sequence[Trial], more: Sequence[str]) -> None:
    """Write a network's card, whole or not at all."""
    lines = [f"# {title}", "", *(f"* {key}: {value}" for key, value in facts.items()), ""]
    lines += ["## Held-out made examples", "", "They count for nothing by themselves: they are of the made world.", ""]
    for trial in trials:
        lines += trial_in_words(trial)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    unfinished.replace(path)
