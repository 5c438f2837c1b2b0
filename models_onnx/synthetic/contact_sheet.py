"""Many examples on one sheet, to look at: pictures, label map, and a line that says what they show."""

import time
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.dataset import KINDS
from models_onnx.synthetic.shards import Stored, read_shard

Picture = NDArray[np.uint8]
GAP_PX = 4
CAPTION_PX = 32
CELL_PX = {"parts": (400, 290), "trays": (640, 240), "photos": (480, 360)}
# B, G, R of background, fastener, coin, other
LABEL_COLOURS = np.array([[40, 40, 40], [60, 200, 60], [230, 140, 40], [60, 60, 230]], np.uint8)


def _words(example: Stored) -> list[str]:
    things = example.facts["things"]
    if example.facts["kind"] != "parts":
        return [f"{example.facts['ground']}, {example.facts['lamp']}", ", ".join(t["name"] for t in things)]
    part = things[0]
    first = [part["name"], *(part[k] for k in ("head", "drive", "tip") if k in part)]
    second = [part[k] for k in ("finish", "coverage", "posture") if k in part]
    return [" ".join(first), " ".join(second)]


def _pictures(example: Stored) -> Picture:
    """Both pictures side by side (one above the other where they are wide), the label map small in a corner."""
    top = example.toplit.copy()
    small = LABEL_COLOURS[cv2.resize(example.labels, None, fx=0.2, fy=0.2, interpolation=cv2.INTER_NEAREST)]
    top[: small.shape[0], : small.shape[1]] = small
    if example.backlit is None:
        return top
    back = np.asarray(cv2.cvtColor(example.backlit, cv2.COLOR_GRAY2BGR), np.uint8)
    upright = back.shape[0] > back.shape[1] or example.facts["kind"] == "trays"
    return np.hstack([back, top]) if upright else np.vstack([back, top])


def cell(example: Stored) -> Picture:
    """One example with its words."""
    width, height = CELL_PX[example.facts["kind"]]
    pictures = _pictures(example)
    scale = min(width / pictures.shape[1], height / pictures.shape[0], 1.5)
    pictures = np.asarray(cv2.resize(pictures, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    whole = np.full((height + CAPTION_PX + GAP_PX, width + GAP_PX, 3), 30, np.uint8)
    whole[: pictures.shape[0], : pictures.shape[1]] = pictures
    for k, line in enumerate(_words(example)):
        at = (3, height + 12 + 15 * k)
        cv2.putText(whole, line, at, cv2.FONT_HERSHEY_SIMPLEX, 0.38, (230, 230, 230), 1, cv2.LINE_AA)
    return whole


def sheet(examples: list[Stored], across: int = 4) -> Picture:
    """Examples in rows."""
    cells = [cell(e) for e in examples]
    cells += [np.zeros_like(cells[0])] * (-len(cells) % across)
    return np.vstack([np.hstack(cells[k : k + across]) for k in range(0, len(cells), across)])


def made_sheet(kind: str, count: int, seed: int) -> tuple[Picture, float]:
    """(sheet of new examples of a kind, seconds of processor time an example)."""
    rng = np.random.default_rng(seed)
    start = time.process_time()
    examples: list[Stored] = []
    while len(examples) < count:
        examples += KINDS[kind](rng)
    each = (time.process_time() - start) / len(examples)
    return sheet(examples[:count]), each


def stored_sheet(path: Path, count: int) -> Picture:
    """The first examples of a shard."""
    return sheet(list(read_shard(path))[:count])
