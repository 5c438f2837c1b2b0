"""From made examples to patches: cut once, by the service's own code, and kept on disk beside the examples."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.patch import HEIGHT_PX, PLANES, WIDTH_PX, Jitter, cut_patch, light_of_photograph
from models_onnx.synthetic.shards import Stored, light_of, read_shard
from models_onnx.training.networks import FINISHES, LABELS

VARIANTS = 2  # cuts of each example, each off in its own way
MOST_COVERED = 0.12  # share of a part that others may hide
LEAST_PX = 120  # of a part's pixels
TASKS = (*LABELS, "finish", "unlike")  # columns of the labels
LEAST_FACE_COS = 0.03  # of the angle between a face and the sight, for the face to show
LEAST_RECESS_PX = 60  # of a recess, for it to show all the same
_SHOWN_BY_SHAPE = ("hex_external", "thumb", "none")
UNKNOWN = -1  # a label that is not learnt from


class Pixels:
    """(n, PLANES, HEIGHT_PX, WIDTH_PX) uint8 in several arrays, left on disk until they are asked for."""

    def __init__(self, pieces: Sequence[NDArray[np.uint8]], rows: NDArray[np.intp] | None = None) -> None:
        self.pieces = pieces
        self.start = np.cumsum([0, *(len(piece) for piece in pieces)])
        self.rows = np.arange(self.start[-1]) if rows is None else rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at: int) -> NDArray[np.uint8]:
        row = self.rows[at]
        piece = int(np.searchsorted(self.start, row, side="right")) - 1
        return np.asarray(self.pieces[piece][row - self.start[piece]])

    def chosen(self, which: NDArray[np.bool_]) -> "Pixels":
        """Only some of them."""
        return Pixels(self.pieces, self.rows[which])

    def of(self, rows: NDArray[np.intp]) -> NDArray[np.uint8]:
        """Some of them in one array."""
        return np.stack([self[int(row)] for row in rows])


@dataclass(frozen=True)
class Patches:
    """Patches and what is true of them.

    Attributes
    ----------
    pixels : what the networks see
    labels : (n, len(TASKS)) int16, UNKNOWN where there is none
    lamp : (n,) the lamp's style by name; "photo" of photographs
    shown : (n,) cosine between the head's face and the sight, nan where there is no face
    """

    pixels: Pixels
    labels: NDArray[np.int16]
    lamp: NDArray[np.str_]
    shown: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.labels)

    def chosen(self, rows: NDArray[np.bool_]) -> "Patches":
        """Only some of them."""
        return Patches(self.pixels.chosen(rows), self.labels[rows], self.lamp[rows], self.shown[rows])

    def without_lamp(self, style: str) -> "Patches":
        """Those seen under any other lamp."""
        return self.chosen(self.lamp != style)


def labels_of(thing: dict[str, Any]) -> list[int]:
    """One number a task."""
    if thing["label"] != "fastener":
        return [UNKNOWN] * (len(TASKS) - 1) + [1]
    words = [LABELS[task].index(thing[task]) for task in LABELS]
    words[list(LABELS).index("drive")] = LABELS["drive"].index(_drive_seen(thing))
    if thing.get("cut"):
        words[list(LABELS).index("tip")] = UNKNOWN
    return [*words, FINISHES.index(thing["finish"]), 0]


def _drive_seen(thing: dict[str, Any]) -> str:
    """The drive; hidden where the face is turned away, unless a recess reaches over the edge of a domed head."""
    is_shown = (thing["face_cos"] or 0.0) > LEAST_FACE_COS or thing["recess_px"] >= LEAST_RECESS_PX
    return str(thing["drive_true"]) if is_shown or thing["drive_true"] in _SHOWN_BY_SHAPE else "hidden"


def worn_mask(mask: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    """A mask as thresholds and graph cuts give it: a little fat or thin, openings and glints lost now and then."""
    grown = int(rng.choice([-2, -1, 0, 0, 0, 1, 2]))
    change = cv2.MORPH_DILATE if grown > 0 else cv2.MORPH_ERODE
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    worn = np.asarray(cv2.morphologyEx(mask.astype(np.uint8), change, kernel, iterations=abs(grown)) > 0)
    return worn if grown and worn.any() else mask


def jitter(rng: np.random.Generator) -> Jitter:
    """How far a cut is off."""
    zooms = np.exp(rng.normal(0, [0.03, 0.08, 0.09, 0.05]))
    shifts = rng.normal(0, [[0.01, 0.02], [0.03, 0.03], [0.03, 0.03], [0.02, 0.05]])
    return Jitter(
        float(rng.normal(0, 0.03)),
        tuple(map(float, zooms)),
        tuple((float(x), float(y)) for x, y in shifts),
        bool(rng.random() < 0.5),
    )


def _lights(example: Stored) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]:
    if example.facts["kind"] == "photos":
        assert example.toplit is not None
        return None, light_of_photograph(example.toplit)
    back, top = example.backlit, example.toplit
    return None if back is None else light_of(back), None if top is None else light_of(top)


def _things(example: Stored) -> Iterator[dict[str, Any]]:
    """What of an example is worth a patch."""
    is_photo = example.facts["kind"] == "photos"
    things = example.facts["things"] if is_photo else example.facts["things"][:1]
    for thing in things:
        is_whole = not thing["cut_off"] and thing["covered"] <= MOST_COVERED
        if is_whole and not (is_photo and thing["name"] in ("hand", "quarter")):
            yield thing


def joined(one: Patches, other: Patches) -> Patches:
    """Both, one after the other."""
    rows = np.concatenate([one.pixels.rows, other.pixels.rows + one.pixels.start[-1]])
    pixels = Pixels([*one.pixels.pieces, *other.pixels.pieces], rows)
    return Patches(
        pixels,
        np.concatenate([one.labels, other.labels]),
        np.concatenate([one.lamp, other.lamp]),
        np.concatenate([one.shown, other.shown]),
    )


def cut_examples(examples: Iterator[Stored], variants: int, seed: int) -> Patches:
    """The patches of examples, `variants` of each, the first without any jitter."""
    rng = np.random.default_rng(seed)
    pixels, labels, lamps, shown = [], [], [], []
    for example in examples:
        backlit, toplit = _lights(example)
        index = example.index
        for thing in _things(example):
            mask = index == thing["index"]
            if np.count_nonzero(mask) < LEAST_PX:
                continue
            for k in range(variants):
                seen = worn_mask(mask, rng) if k else mask
                x, y, w, h = cv2.boundingRect(seen.astype(np.uint8))
                box = seen[y : y + h, x : x + w]
                pixels.append(cut_patch(box, (x, y, w, h), backlit, toplit, jitter(rng) if k else None))
                labels.append(labels_of(thing))
                lamps.append("photo" if example.facts["kind"] == "photos" else str(example.facts["lamp"]))
                shown.append(float(thing.get("face_cos") or np.nan))
    empty = np.zeros((0, PLANES, HEIGHT_PX, WIDTH_PX), np.uint8)
    return Patches(
        Pixels([np.stack(pixels) if pixels else empty]),
        np.array(labels, np.int16).reshape(-1, len(TASKS)),
        np.array(lamps, np.str_),
        np.array(shown, np.float32),
    )


def write_patches(shard: Path, target: Path, variants: int = VARIANTS) -> None:
    """Cut a shard's patches into `target` (a .npy, its labels beside it), whole or not at all."""
    seed = int.from_bytes(f"{shard.parent.name}/{shard.name}".encode()[-8:], "little")
    keep_patches(cut_examples(iter(read_shard(shard)), variants, seed), target)


def keep_patches(patches: Patches, target: Path) -> None:
    """Write patches into `target` (a .npy, its labels beside it), whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    facts, pixels = io.BytesIO(), io.BytesIO()
    np.savez(facts, labels=patches.labels, lamp=patches.lamp, shown=patches.shown)
    np.save(pixels, patches.pixels.pieces[0])
    for path, content in (
        (target.with_suffix(".npz"), facts),
        (target, pixels),
    ):  # the pixels last: with them it stands
        unfinished = path.with_name(path.name + ".part")
        unfinished.write_bytes(content.getbuffer())
        unfinished.replace(path)


def cut_new_shards(data: Path, kept: Path) -> list[Path]:
    """Cut what has been made since; returns all patch files in order."""
    for kind in ("parts", "photos"):
        for shard in sorted((data / kind).glob("shard-*.npz")):
            target = kept / f"{kind}-{shard.stem}.npy"
            if not target.exists():
                write_patches(shard, target)
    return sorted(kept.glob("*.npy"))


def load_patches(files: list[Path]) -> Patches:
    """Patches of several files, left on disk until they are asked for."""
    if not files:
        raise ValueError("there are no patches; make examples first")
    facts = [np.load(f.with_suffix(".npz")) for f in files]
    pixels = Pixels([np.load(f, mmap_mode="r") for f in files])
    return Patches(pixels, *(np.concatenate([one[k] for one in facts]) for k in ("labels", "lamp", "shown")))
