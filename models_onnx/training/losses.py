"""What the networks are to get right, and how much of each example counts."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from models_onnx.training.networks import LABELS
from models_onnx.training.patches import TASKS, UNKNOWN, Patches

_SMOOTHING = 0.03
_BALANCE = 0.4  # exponent by which rare labels are drawn oftener: 0 not at all, 1 all alike
_SHARES = {"head": 1.0, "drive": 2.0, "tip": 1.0, "coverage": 0.7}  # a drive is hardest to see


def part_loss(network: nn.Module, pixels: Tensor, labels: Tensor) -> Tensor:
    """Of head, drive, tip and coverage where they are known, and of being unlike any fastener."""
    *logits, unlike = network(pixels)
    total = 0.5 * functional.binary_cross_entropy_with_logits(unlike, labels[:, TASKS.index("unlike")].float())
    for task, logit in zip(LABELS, logits, strict=True):
        truth = labels[:, TASKS.index(task)]
        if (truth != UNKNOWN).any():
            total = total + _SHARES[task] * functional.cross_entropy(
                logit, truth, ignore_index=UNKNOWN, label_smoothing=_SMOOTHING
            )
    return total


def finish_loss(network: nn.Module, pixels: Tensor, labels: Tensor) -> Tensor:
    """Of the finish."""
    truth = labels[:, TASKS.index("finish")]
    return functional.cross_entropy(network(pixels), truth, ignore_index=UNKNOWN, label_smoothing=_SMOOTHING)


def part_weights(patches: Patches) -> NDArray[np.float64]:
    """How often each example is drawn: rare heads, drives and tips oftener, things that are no fasteners less."""
    weights = np.ones(len(patches))
    for task in ("head", "drive", "tip"):
        weights *= _rareness(patches.labels[:, TASKS.index(task)]) ** (_BALANCE / 2)
    return weights


def finish_weights(patches: Patches) -> NDArray[np.float64]:
    """Finishes alike; photographs, whose white is not known, and what shows no top light are left out."""
    truth = patches.labels[:, TASKS.index("finish")]
    return np.asarray((truth != UNKNOWN) * (patches.lamp != "photo") * _rareness(truth), np.float64)


def _rareness(truth: NDArray[np.int16]) -> NDArray[np.float64]:
    counts = np.bincount(truth[truth != UNKNOWN], minlength=1).astype(np.float64)
    share = counts.mean() / np.maximum(counts, 1)
    return np.where(truth == UNKNOWN, 1.0, np.clip(share[np.maximum(truth, 0)], 0.2, 8.0))


def logits_of(network: nn.Module, pixels: NDArray[np.uint8], batch: int = 64) -> list[NDArray[np.float32]]:
    """Logits of each output over many patches, as numpy; the network is left in its evaluating state."""
    network.eval()
    outputs: list[tuple[Tensor, ...]] = []
    with torch.inference_mode():
        for at in range(0, len(pixels), batch):
            out = network(torch.from_numpy(np.ascontiguousarray(pixels[at : at + batch])))
            outputs.append(out if isinstance(out, tuple) else (out,))
    return [torch.cat(column).numpy() for column in zip(*outputs, strict=True)]
