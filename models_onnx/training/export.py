"""From torch to ONNX: exported, compared, made smaller where that is faster, and entered into the manifest."""

import hashlib
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

MOST_APART = 2e-3  # of logits, between torch and ONNX
_OPSET = 18


class NotTheSame(Exception):
    """The exported network does not answer as the trained one does."""


@dataclass(frozen=True)
class Answer:
    """An output of a network: its labels, and the temperature of its logits."""

    labels: Sequence[str]
    temperature: float


def export(
    network: nn.Module, shape: tuple[int, ...], outputs: Sequence[str], path: Path, is_any_size: bool = False
) -> None:
    """Write a network as ONNX, its batch free, and see that it answers alike.

    Parameters
    ----------
    is_any_size : height and width of the pictures are free too

    Raises
    ------
    NotTheSame
        if any logit is off by more than MOST_APART
    """
    network = network.cpu().eval()
    example = torch.randint(1, 255, (2, *shape), dtype=torch.uint8)
    unfinished = path.with_suffix(".part")
    free = {0: "n", 2: "height", 3: "width"} if is_any_size else {0: "n"}
    torch.onnx.export(
        network, (example,), str(unfinished), input_names=["pixels"], output_names=list(outputs),
        dynamic_axes=dict.fromkeys(("pixels", *outputs), free), opset_version=_OPSET, dynamo=False,
    )  # fmt: skip
    onnx.checker.check_model(onnx.load(unfinished))
    apart = difference(network, unfinished, torch.randint(0, 255, (3, *shape), dtype=torch.uint8))
    if apart > MOST_APART:
        raise NotTheSame(f"{path.name}: logits are off by {apart:.2g}")
    unfinished.replace(path)


def difference(network: nn.Module, path: Path, pixels: torch.Tensor) -> float:
    """The largest difference between torch's logits and ONNX Runtime's."""
    with torch.inference_mode():
        said = network(pixels)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    answers = session.run(None, {"pixels": pixels.numpy()})
    wanted = said if isinstance(said, tuple) else (said,)
    return max(float(np.abs(w.numpy() - a.reshape(w.shape)).max()) for w, a in zip(wanted, answers, strict=True))


class _Reader(CalibrationDataReader):
    """Feeds pictures to the quantiser one at a time."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self.left = [pixels[k : k + 1] for k in range(len(pixels))]

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        """The next picture."""
        return {"pixels": self.left.pop()} if self.left else None


def quantise(path: Path, pixels: NDArray[np.uint8], target: Path) -> None:
    """Weights and activations in 8 bits (QDQ, per channel), its ranges from some real pictures (n, *shape)."""
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
        quantize_static(
            str(prepared), str(target), _Reader(pixels), quant_format=QuantFormat.QDQ, per_channel=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv", "Clip", "Add", "Gemm"],
        )  # fmt: skip


def milliseconds(path: Path, pixels: NDArray[np.uint8], rounds: int = 12) -> float:
    """Median processor time of one picture on one thread: others may be at work on the machine."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    times = []
    for k in range(rounds):
        began = time.process_time()
        session.run(None, {"pixels": pixels[k % len(pixels)][None]})
        times.append(1e3 * (time.process_time() - began))
    return float(np.median(times[2:]))


def manifest_entry(name: str, path: Path, shape: Sequence[int], outputs: Mapping[str, Answer], trained_on: str) -> str:
    """The network's lines of `manifest.toml`."""
    lines = [
        f"[{name}]",
        f"file = {json.dumps(path.name)}",
        f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"',
        f"input = {list(shape)}",
        f"trained_on = {json.dumps(trained_on)}",
    ]
    for key, answer in outputs.items():
        lines += [
            "",
            f"[{name}.outputs.{key}]",
            f"labels = {json.dumps(list(answer.labels))}",
            f"temperature = {answer.temperature:.4f}",
        ]
    return "\n".join(lines) + "\n"
