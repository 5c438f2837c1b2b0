"""Which networks there are, what goes into them and what comes out; networks that are not what the manifest says are
refused.

`manifest.toml` names for each network its file, the file's SHA-256, its input, the labels of each output and the
temperature by which that output's logits are divided.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models_onnx.refusal import ModelRefused

FOLDER = Path(__file__).parent
MANIFEST = "manifest.toml"


@dataclass(frozen=True)
class Output:
    """One answer of a network: its labels in order, and its temperature."""

    labels: tuple[str, ...]
    temperature: float


@dataclass(frozen=True)
class Entry:
    """What the manifest says of a network.

    Attributes
    ----------
    file, sha256 : of the network
    shape : of its one input, uint8, without the batch
    outputs : by name, in order
    trained_on : in words
    """

    name: str
    file: str
    sha256: str
    shape: tuple[int, ...]
    outputs: Mapping[str, Output]
    trained_on: str

    @property
    def ident(self) -> str:
        """What an answer names it by."""
        return f"{self.name}/{self.sha256[:8]}"


@dataclass(frozen=True, eq=False)
class Network:
    """A network that is what its manifest says, ready to answer."""

    entry: Entry
    session: onnxruntime.InferenceSession

    def answer(self, pixels: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        """Tempered logits of each output for a batch (n, *shape)."""
        outputs = self.session.run(list(self.entry.outputs), {self.session.get_inputs()[0].name: pixels})
        return {
            name: np.asarray(logits, np.float32) / np.float32(output.temperature)
            for (name, output), logits in zip(self.entry.outputs.items(), outputs, strict=True)
        }


def read_manifest(folder: Path = FOLDER) -> dict[str, Entry]:
    """The networks that there are, by name; none without a manifest.

    Raises
    ------
    ModelRefused
        if the manifest cannot be read
    """
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: _entry(name, fields) for name, fields in stated.items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelRefused(f"The list of networks {path} cannot be read ({error}); install again.") from error


def _entry(name: str, fields: Mapping[str, Any]) -> Entry:
    outputs = {
        key: Output(tuple(map(str, value["labels"])), float(value["temperature"]))
        for key, value in fields["outputs"].items()
    }
    if not all(output.temperature > 0 for output in outputs.values()):
        raise ValueError(f"{name}: a temperature must be positive")
    shape = tuple(int(size) for size in fields["input"])
    return Entry(
        name, str(fields["file"]), str(fields["sha256"]), shape, MappingProxyType(outputs), str(fields["trained_on"])
    )


def open_network(
    entry: Entry, shape: tuple[int, ...], labels: Mapping[str, tuple[str, ...]], folder: Path = FOLDER, threads: int = 2
) -> Network:
    """Load a network and check it.

    Parameters
    ----------
    shape : of the input that this program will give it
    labels : of each output, as this program reads them
    threads : of the processor

    Raises
    ------
    ModelRefused
        if the file, its input or its labels are not as they should be
    """
    stated = {name: output.labels for name, output in entry.outputs.items()}
    if stated != dict(labels):
        raise ModelRefused(f"The network {entry.name} speaks of other labels than this program; install again.")
    if entry.shape != shape:
        raise ModelRefused(f"The network {entry.name} wants another picture than this program gives; install again.")
    path = folder / entry.file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelRefused(f"The network {path} cannot be read; install again.") from error
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise ModelRefused(f"The network {path} is not the one that its manifest names; install again.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # threads that spin while they wait would take the processor from the camera and the screen
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own kinds, which it does not export
        raise ModelRefused(f"The network {path} is damaged; install again.") from error
    given = session.get_inputs()
    sizes = {output.name: output.shape for output in session.get_outputs()}
    fits = len(given) == 1 and given[0].type == "tensor(uint8)" and _takes(given[0].shape[1:], shape)
    if not fits or list(sizes) != list(labels):
        raise ModelRefused(f"The network {path} is not built as its manifest says; install again.")
    if any(sizes[name][1] != len(words) for name, words in labels.items()):
        raise ModelRefused(f"The network {path} gives another number of answers than its labels; install again.")
    return Network(entry, session)


def _takes(sizes: Sequence[int | str], shape: tuple[int, ...]) -> bool:
    """Whether a network with these sides, names where they are free, takes a picture of this shape."""
    return len(sizes) == len(shape) and all(a == b or isinstance(a, str) for a, b in zip(sizes, shape, strict=True))
