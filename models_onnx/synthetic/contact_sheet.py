"""Many examples on one sheet, to look at."""

import time
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.examples import Example, make_crop

GAP_PX = 4
CAPTION_PX = 15


def _cell(example: Example) -> NDArray[np.uint8]:
    """Both pictures side by side over a line that says what they show."""
    pair = np.hstack([cv2.cvtColor(example.backlit, cv2.COLOR_GRAY2BGR), example.toplit])
    words = f"{example.head} {example.drive} {example.finish} {example.tip} {example.coverage}"
    line = np.full((CAPTION_PX, pair.shape[1], 3), 30, np.uint8)
    cv2.putText(line, words, (3, 11), cv2.FONT_HERSHEY_SIMPLEX, 0.36, (230, 230, 230), 1, cv2.LINE_AA)
    return np.asarray(cv2.copyMakeBorder(np.vstack([pair, line]), 0, GAP_PX, 0, GAP_PX, cv2.BORDER_CONSTANT), np.uint8)


def contact_sheet(count: int, seed: int, across: int = 4) -> tuple[NDArray[np.uint8], float]:
    """(picture, seconds of processor time an example)."""
    rng = np.random.default_rng(seed)
    start = time.process_time()
    cells = [_cell(make_crop(rng)) for _ in range(count)]
    each = (time.process_time() - start) / max(count, 1)
    cells += [np.zeros_like(cells[0])] * (-count % across)
    rows = [np.hstack(cells[k : k + across]) for k in range(0, len(cells), across)]
    return np.vstack(rows), each


def write_contact_sheet(path: Path, count: int, seed: int) -> float:
    """Writes the sheet; returns the seconds of processor time an example took."""
    sheet, each = contact_sheet(count, seed)
    _, file = cv2.imencode(".png", sheet)
    path.write_bytes(file.tobytes())
    return each
