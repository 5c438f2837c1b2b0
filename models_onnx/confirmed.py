"""Parts that staff confirmed, kept as small pictures so that the networks can learn from a counter's own scans.

A folder holds for each part `IDENT-backlit.png` (grey), `IDENT-toplit.png` (B, G, R) and `IDENT-mask.png` (0 or 255),
all of one crop, and one line in `confirmed.jsonl`: `{"ident", "backlit", "toplit", "mask", "labels"}`. A light that
there is not is null; `labels` maps head, drive, finish, tip, coverage to words of the vocabulary, only those that were
confirmed. Light is coded by `models_onnx.patch.coded`, 1 = bare tray. `python -m models_onnx.training --from-journal
FOLDER` reads it.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.patch import coded, light_of_code
from models_onnx.vocabulary import VOCABULARY

LINES = "confirmed.jsonl"
ROOM_PX = 60  # of the surroundings that are kept

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Confirmed:
    """A part of which somebody said what it is.

    Attributes
    ----------
    ident : unique in its folder; a file name's worth of letters
    mask : (h, w) bool, its pixels within the box
    box_px : (x, y, w, h) of the mask in the frames
    labels : attribute to word, only what was confirmed
    """

    ident: str
    mask: NDArray[np.bool_]
    box_px: tuple[int, int, int, int]
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.ident or not all(c.isalnum() or c in "-_" for c in self.ident):
            raise ValueError(f"{self.ident!r} is no name for a file")
        for attribute, word in self.labels.items():
            if word not in VOCABULARY.get(attribute, ()):
                raise ValueError(f"{word!r} is no {attribute} of the vocabulary")


def append(folder: Path, part: Confirmed, backlit: Floats | None, toplit: Floats | None) -> None:
    """Keep a confirmed part.

    Parameters
    ----------
    folder : made where there is none
    backlit : (height, width) evened linear light, 1 = bare tray, of the whole frame; None where there is none
    toplit : (height, width, 3) B, G, R likewise

    Raises
    ------
    ValueError
        if there is no light at all
    OSError
        if it cannot be written; the line is written last, so a half-kept part is none
    """
    some = backlit if backlit is not None else toplit
    if some is None:
        raise ValueError("a confirmed part needs at least one light")
    folder.mkdir(parents=True, exist_ok=True)
    x, y, w, h = part.box_px
    x0, y0 = max(0, x - ROOM_PX), max(0, y - ROOM_PX)
    window = np.s_[y0 : y + h + ROOM_PX, x0 : x + w + ROOM_PX]
    whole = np.zeros(some[window].shape[:2], np.uint8)
    inside = whole[y - y0 : y - y0 + h, x - x0 : x - x0 + w]
    inside[part.mask[: inside.shape[0], : inside.shape[1]]] = 255
    pictures: dict[str, NDArray[np.uint8] | None] = {
        "backlit": None if backlit is None else coded(backlit[window]),
        "toplit": None if toplit is None else coded(toplit[window]),
        "mask": whole,
    }
    line: dict[str, object] = {"ident": part.ident}
    for name, picture in pictures.items():
        line[name] = None if picture is None else f"{part.ident}-{name}.png"
        if picture is not None:
            _write_png(folder / f"{part.ident}-{name}.png", picture)
    line["labels"] = dict(part.labels)
    with (folder / LINES).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _write_png(path: Path, picture: NDArray[np.uint8]) -> None:
    done, png = cv2.imencode(".png", picture)
    if not done:
        raise OSError(f"{path}: the picture cannot be encoded")
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(png.tobytes())
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def read_all(folder: Path) -> Iterator[tuple[Confirmed, Floats | None, Floats | None]]:
    """Each confirmed part with its backlit and its top light; the mask's box lies within their crop.

    Raises
    ------
    ValueError
        if a line or a picture cannot be read
    """
    for number, text in enumerate((folder / LINES).read_text(encoding="utf-8").splitlines(), 1):
        try:
            line = json.loads(text)
            mask = _read_png(folder / line["mask"], cv2.IMREAD_GRAYSCALE) > 127
            backlit, toplit = (
                None if line[name] is None else light_of_code(_read_png(folder / line[name], flag))
                for name, flag in (("backlit", cv2.IMREAD_GRAYSCALE), ("toplit", cv2.IMREAD_COLOR))
            )
            x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
            part = Confirmed(line["ident"], mask[y : y + h, x : x + w], (x, y, w, h), line["labels"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{folder / LINES}, line {number}: {error}") from error
        yield part, backlit, toplit


def _read_png(path: Path, flag: int) -> NDArray[np.uint8]:
    picture = cv2.imread(str(path), flag)
    if picture is None:
        raise ValueError(f"{path.name} is no picture")
    return np.asarray(picture, np.uint8)
