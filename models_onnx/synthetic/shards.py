"""The made data set on disk: shards of examples, each two pictures, an index map and what is true.

A data set is a folder with `shard-00000.npz`, `shard-00001.npz` ...; a shard that is there is whole. Each holds

* `facts`: uint8, a JSON list in UTF-8, one object an example;
* for `backlit`, `toplit` (JPEG files) and `index` (PNG files): uint8, all files end to end, and `NAME_end` (n,) int64
  where each ends; an empty stretch is a picture that there is not.

In an index map 0 is background and k is `facts["things"][k - 1]`. The pictures of trays are evened by the flat field,
as the service's networks see them, and coded by `coded_light`; photographs are plain sRGB.

Facts of an example: `kind` (parts, trays, photos), `mm_per_px` on the ground below the camera, `height_mm` of the
camera, `left_px`, `top_px` of the window in its rig's picture of `full_px`, `scale` of the window where it is reduced,
`lamp`, `ground`, and `things`. Facts of a thing: `index`, `label` (fastener, coin, other), `name`, `box_px` (x0, y0,
x1, y1 of its visible pixels, the last two exclusive), `cut_off` by the border, `covered` share that others hide; of a
screw also its words (`head`, `drive` as far as this view shows it, `drive_true`, `finish`, `tip`, `coverage`),
`face_cos` (cosine between the head's face and the sight), `recess_px` that show, `tilt_deg`, `size`, `axis_px` (the
tail's end, the head's top), `measurements` (the nine quantities, mm), `bend_mm`, `wear`, and for a part `posture`.

In `parts` things[0] is the part, whole; two examples in a row show the same solid under other light and finish.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.silhouette import srgb_8bit
from models_onnx.synthetic.world import Label

LIGHT_AT_WHITE = 1.5  # a glint may be brighter than the tray by this factor before its code clips
PICTURES = ("backlit", "toplit", "index")
LABELS = {"fastener": Label.FASTENER, "coin": Label.COIN, "other": Label.OTHER}


def coded_light(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Light as a share of the empty tray's (1 = bare tray) to 8 bits; bare tray is 213, LIGHT_AT_WHITE is 255."""
    return srgb_8bit(light * np.float32(1 / LIGHT_AT_WHITE))


@lru_cache(maxsize=1)
def _light_of_code() -> NDArray[np.float32]:
    code = np.arange(256) / 255
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    return (linear * LIGHT_AT_WHITE).astype(np.float32)


def light_of(coded: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The inverse of `coded_light`: what `calibration.flat.even_out` gives in service."""
    return np.asarray(_light_of_code()[coded], np.float32)


@dataclass(frozen=True)
class Stored:
    """An example as files; pictures are decoded when asked.

    Attributes
    ----------
    files : JPEG of backlit and toplit, PNG of index; empty where there is none
    facts : what is true of it
    """

    files: dict[str, bytes]
    facts: dict[str, Any]

    def _decoded(self, name: str, flag: int) -> NDArray[np.uint8] | None:
        data = self.files[name]
        return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), flag), np.uint8) if data else None

    @cached_property
    def backlit(self) -> NDArray[np.uint8] | None:
        """(h, w), coded light; None in a photograph."""
        return self._decoded("backlit", cv2.IMREAD_GRAYSCALE)

    @cached_property
    def toplit(self) -> NDArray[np.uint8]:
        """(h, w, 3) B, G, R."""
        picture = self._decoded("toplit", cv2.IMREAD_COLOR)
        assert picture is not None
        return picture

    @cached_property
    def index(self) -> NDArray[np.uint8]:
        """(h, w), 0 background, k the k-th thing."""
        picture = self._decoded("index", cv2.IMREAD_GRAYSCALE)
        assert picture is not None
        return picture

    @property
    def labels(self) -> NDArray[np.uint8]:
        """(h, w), a `Label` for each pixel."""
        return np.array([0, *(LABELS[t["label"]] for t in self.facts["things"])], np.uint8)[self.index]


def stored(
    backlit: NDArray[np.uint8] | None,
    toplit: NDArray[np.uint8],
    index: NDArray[np.uint8],
    facts: dict[str, Any],
    jpeg: int,
) -> Stored:
    """Pictures as files; `jpeg` is the quality of the camera's."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, jpeg]
    files = {
        "backlit": b"" if backlit is None else cv2.imencode(".jpg", backlit, quality)[1].tobytes(),
        "toplit": cv2.imencode(".jpg", toplit, quality)[1].tobytes(),
        "index": cv2.imencode(".png", index, [cv2.IMWRITE_PNG_COMPRESSION, 4])[1].tobytes(),
    }
    return Stored(files, facts)


def shard_path(folder: Path, number: int) -> Path:
    """Where a shard lies."""
    return folder / f"shard-{number:05d}.npz"


def write_shard(path: Path, examples: Sequence[Stored]) -> None:
    """Writes a shard whole or not at all."""
    text = json.dumps([e.facts for e in examples], separators=(",", ":")).encode()
    arrays: dict[str, Any] = {"facts": np.frombuffer(text, np.uint8)}
    for name in PICTURES:
        files = [e.files[name] for e in examples]
        arrays[name] = np.frombuffer(b"".join(files), np.uint8)
        arrays[f"{name}_end"] = np.cumsum([len(f) for f in files]).astype(np.int64)
    part = path.with_suffix(".part")
    with part.open("wb") as out:
        np.savez(out, **arrays)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)


def read_shard(path: Path) -> Iterator[Stored]:
    """The examples of a shard, in order."""
    with np.load(path, allow_pickle=False) as arrays:
        facts = json.loads(arrays["facts"].tobytes())
        whole = {name: arrays[name].tobytes() for name in PICTURES}
        ends = {name: arrays[f"{name}_end"].tolist() for name in PICTURES}
    for k, each in enumerate(facts):
        yield Stored({n: whole[n][ends[n][k - 1] if k else 0 : ends[n][k]] for n in PICTURES}, each)
