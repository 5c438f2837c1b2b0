"""Pictures that anybody can draw again, and what the networks said of them when they were shipped.

A processor, or an ONNX Runtime, that answers otherwise computes something else than what was trained and tried.
"""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models_onnx.manifest import FOLDER, Network
from models_onnx.patch import HEIGHT_PX, PLANES, WIDTH_PX

FILE = "probe.json"
COUNT = 3
MOST_APART = 0.08  # of a label's probability: 8-bit networks round otherwise on other processors


def probe_patches() -> NDArray[np.uint8]:
    """(COUNT, PLANES, HEIGHT_PX, WIDTH_PX): bands of light and dark, a mask across the middle."""
    x, y = np.meshgrid(np.arange(WIDTH_PX), np.arange(HEIGHT_PX))
    pictures = []
    for number in range(COUNT):
        wide = [(3 + 4 * plane + 2 * number, 5 + 7 * plane + 3 * number) for plane in range(PLANES)]
        planes = np.stack([120 + 60 * np.sin(x / across + y / down) for across, down in wide])
        planes[4] = 255.0 * (np.abs(y - HEIGHT_PX / 2) < 50 - 10 * number)
        pictures.append(planes)
    return np.asarray(pictures, np.uint8)


def probabilities(network: Network) -> dict[str, NDArray[np.float64]]:
    """What a network says of the probe pictures, by output, (COUNT, labels)."""
    said = {}
    for name, logits in network.answer(probe_patches()).items():
        weights = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
        said[name] = weights / weights.sum(axis=1, keepdims=True)
    return said


def off_from_shipped(network: Network, folder: Path = FOLDER) -> float:
    """The largest difference of a probability from what was said when the network was shipped; 0 where none is kept."""
    kept = json.loads((folder / FILE).read_text(encoding="utf-8")).get(network.entry.name, {})
    said = probabilities(network)
    return max((float(np.abs(said[name] - np.array(p)).max()) for name, p in kept.items()), default=0.0)


def keep(network: Network, folder: Path) -> None:
    """Write down what a network says."""
    path = folder / FILE
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept[network.entry.name] = {name: np.round(p, 5).tolist() for name, p in probabilities(network).items()}
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)
