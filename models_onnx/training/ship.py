"""A trained network leaves for service: temperature, ONNX, the faster of fp32 and 8 bits, its card, its manifest."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models_onnx.manifest import MANIFEST, open_network, read_manifest
from models_onnx.patch import HEIGHT_PX, PLANES, WIDTH_PX
from models_onnx.probe import keep
from models_onnx.training.cards import Answers, Trial, write_card, write_mistakes
from models_onnx.training.export import Answer, export, manifest_entry, milliseconds, quantise
from models_onnx.training.temper import softmax
from models_onnx.training.trials import (
    HeldOut,
    Logits,
    finish_answers,
    part_answers,
    plain_logits,
    trials,
)

SHAPE = (PLANES, HEIGHT_PX, WIDTH_PX)
CALIBRATING = 96  # pictures that set the ranges of an 8-bit network
MOST_LOST = 0.004  # accuracy that 8 bits may cost
_FASTER = 0.8  # of the time


class ExportedParts(nn.Module):
    """The part network with `unlike` as two labels, as the manifest wants every output."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Logits of head, drive, tip, coverage, unlike."""
        *logits, unlike = self.network(pixels)
        return (*logits, torch.stack([-unlike / 2, unlike / 2], 1))


@dataclass(frozen=True)
class Shipment:
    """What is to be said of a network besides its trials.

    Attributes
    ----------
    name : in the manifest; the file is NAME.onnx
    title : of its card
    trained_on : in words, for the manifest
    facts : for the card
    """

    name: str
    title: str
    trained_on: str
    facts: Mapping[str, str]


def logits_of_file(path: Path, outputs: Sequence[str], pixels: NDArray[np.uint8]) -> Logits:
    """Logits of an ONNX file, picture by picture in small batches."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    parts = [session.run(list(outputs), {"pixels": pixels[at : at + 16]}) for at in range(0, len(pixels), 16)]
    return {name: np.concatenate([part[k] for part in parts]) for k, name in enumerate(outputs)}


def ship(network: nn.Module, held: HeldOut, shipment: Shipment, folder: Path, seed: int = 0) -> list[Trial]:
    """Export a part or finish network into `folder`, with card and manifest; returns its trials."""
    is_finish = shipment.name == "finish"
    answers = (finish_answers if is_finish else part_answers)(network, held, seed)
    said = plain_logits(network, held, is_finish)
    done = trials(said, answers, held.plain)
    path = folder / f"{shipment.name}.onnx"
    export(network if is_finish else ExportedParts(network), SHAPE, list(answers), path)
    pixels = held.plain.pixels.of(np.arange(min(len(held.plain), 400)))
    speed = "" if is_finish else _smaller(path, answers, held, done, pixels)
    ms = milliseconds(path, pixels)
    facts = dict(shipment.facts) | {
        "temperatures": ", ".join(f"{task} {answer.temperature:.2f}" for task, answer in answers.items()),
        "time of one part": f"{ms:.1f} ms on one x86 thread {speed}".strip(),
        "size": f"{path.stat().st_size / 1e6:.1f} MB",
        "made": time.strftime("%Y-%m-%d", time.gmtime()),
    }
    cards = folder / "cards"
    mistakes = []
    for trial in done:
        if trial.task != "unlike":
            mistakes += write_mistakes(cards, shipment.name, trial, pixels_of(held), _answers_of(network, trial.task))
    more = ["## Surest mistakes", "", "Backlit, top-lit, and what the answer hangs on.", "", *mistakes, "", *LIMITS]
    write_card(cards / f"{shipment.name}.md", shipment.title, facts, done, more)
    enter(folder, shipment.name, manifest_entry(shipment.name, path, SHAPE, answers, shipment.trained_on))
    labels = {task: tuple(answer.labels) for task, answer in answers.items()}
    keep(open_network(read_manifest(folder)[shipment.name], SHAPE, labels, folder), folder)
    return done


LIMITS = (
    "## Limits",
    "",
    "Learnt from a made world alone: clean geometry, plain wear, one store's sorts of screws. A part unlike any of",
    "them gets odds all the same; `unlike` says so only where it resembles nuts, washers, coins, pens and the like.",
    "Drives are read only where the face shows. See docs/decisions/0011-votes.md for how its odds are weighed.",
)


def pixels_of(held: HeldOut) -> list[NDArray[np.uint8]]:
    """The plain held-out patches, one by one."""
    return [held.plain.pixels[k] for k in range(len(held.plain))]


def _answers_of(network: nn.Module, task: str) -> Answers:
    from models_onnx.training.trials import finish_logits, part_logits

    def answers(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
        said = finish_logits(network, pixels) if task == "finish" else part_logits(network, pixels)
        return softmax(said[task])

    return answers


def _smaller(
    path: Path, answers: Mapping[str, Answer], held: HeldOut, full: Sequence[Trial], pixels: NDArray[np.uint8]
) -> str:
    """Replace a network by its 8-bit self where that is faster and as good; says what came of it."""
    small = path.with_suffix(".int8")
    quantise(path, pixels[:CALIBRATING], small)
    whole = held.plain.pixels.of(np.arange(len(held.plain)))
    after = trials(logits_of_file(small, list(answers), whole), answers, held.plain)
    lost = max(before.accuracy - now.accuracy for before, now in zip(full, after, strict=True))
    times = milliseconds(path, pixels), milliseconds(small, pixels)
    verdict = f"(fp32 {times[0]:.1f} ms, 8 bits {times[1]:.1f} ms and {100 * lost:.1f} points worse at most)"
    if lost <= MOST_LOST and times[1] < _FASTER * times[0]:
        small.replace(path)
    else:
        small.unlink()
    return verdict


def enter(folder: Path, name: str, entry: str) -> None:
    """Put a network's lines into the manifest in place of its old ones."""
    path = folder / MANIFEST
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    blocks = [b for b in kept.split("\n\n[") if b.strip()]
    others = [b if b.startswith("[") else f"[{b}" for b in blocks]
    others = [b.strip() for b in others if not b.startswith((f"[{name}]", f"[{name}."))]
    unfinished = path.with_suffix(".part")
    unfinished.write_text("\n\n".join([*others, entry.strip()]) + "\n", encoding="utf-8")
    unfinished.replace(path)
    read_manifest(folder)  # what was written can be read
