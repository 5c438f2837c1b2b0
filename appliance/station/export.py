"""Confirmed scans out of the journal, for the networks to learn from (`models_onnx.confirmed` says how they lie)."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from appliance.catalog.product import Product
from appliance.station.crops import Crop
from appliance.station.journal import Verdict
from appliance.station.journal_reading import JournalReader, Said, Scan
from calibration.flat import srgb_to_linear
from drivers.frame import Light
from models_onnx.confirmed import LINES, Confirmed, append
from models_onnx.vocabulary import VOCABULARY

_BARE_PX = 13  # this far from the outline the tray is bare: shadows and bounced light are nearer
_LEAST_BARE = 200
_OPEN = 0.75  # of the tray's light, inside an outline and over the backlight: an eye's hole
_LEAST_HOLE_SHARE = 0.02
_LINEAR = np.asarray(srgb_to_linear(np.arange(256) / 255), np.float32)

Floats = NDArray[np.float32]
ProductOf = Callable[[str], Product | None]


@dataclass(frozen=True)
class Exported:
    """How it went: parts written, and why others were not, each reason with its count."""

    written: int
    left_out: Mapping[str, int]


def written_before(folder: Path) -> frozenset[str]:
    """Idents of the parts that a folder holds already; half a last line, from a power cut, is none."""
    lines = folder / LINES
    if not lines.exists():
        return frozenset()
    idents = set()
    for line in lines.read_text("utf-8").splitlines():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            idents.add(str(json.loads(line)["ident"]))
    return frozenset(idents)


def export_confirmed(
    journal: JournalReader, folder: Path, product_of: ProductOf = lambda _: None, known: Iterable[str] = ()
) -> Exported:
    """Write every part that somebody confirmed into `folder`; what is there already is left alone.

    Parameters
    ----------
    product_of : a SKU's product, whose attributes count as confirmed where it was chosen; None where there is no such
    known : idents that the folder holds already

    Raises
    ------
    OSError
        the folder cannot be written; what was written before stays and is whole
    """
    there, written, left_out = set(known), 0, dict[str, int]()
    for scan in journal.scans():
        for number, part in enumerate(scan.reading["parts"]):
            labels = confirmed_labels(scan, number, part, product_of)
            ident = f"{scan.id}-{number}"
            if labels is None or ident in there:
                continue
            why = (
                _written(journal, scan, number, part, labels, folder)
                if labels
                else "nothing of it is in the vocabulary"
            )
            if why is None:
                written += 1
            else:
                left_out[why] = left_out.get(why, 0) + 1
    return Exported(written, left_out)


def confirmed_labels(scan: Scan, number: int, part: Mapping[str, Any], product_of: ProductOf) -> dict[str, str] | None:
    """Attribute to word, as far as it was confirmed; None where nobody confirmed anything of this part.

    The newest word counts: staff's corrections over everything, a product's attributes from its choosing on until
    somebody says that it is none of these.
    """
    of_product: dict[str, str] = {}
    replied: dict[str, str] = {}
    corrected: dict[str, str] = {}
    is_confirmed = False
    for said in _about(scan, number):
        match said.what:
            case Verdict.CHOSEN:
                of_product, is_confirmed = _attributes(said.sku, product_of), True
            case Verdict.NONE_OF_THESE:
                of_product, is_confirmed = {}, bool(corrected)
            case Verdict.REPLIED:
                replied.update(said.labels)
            case Verdict.CORRECTED:
                of_product = _attributes(said.sku, product_of) or of_product
                corrected.update(said.labels)
                is_confirmed = True
    if not is_confirmed:
        return None
    if not _shows_its_face(part):
        of_product.pop("drive", None)  # true, but not to be seen here
    labels = of_product | replied | corrected
    return {attribute: word for attribute, word in labels.items() if word in VOCABULARY.get(attribute, ())}


def _about(scan: Scan, number: int) -> Iterator[Said]:
    return (said for said in scan.said if said.part == number)


def _attributes(sku: str | None, product_of: ProductOf) -> dict[str, str]:
    product = None if sku is None else product_of(sku)
    if product is None:
        return {}
    seen = {name: getattr(product, name) for name in VOCABULARY}
    return {name: str(word) for name, word in seen.items() if word is not None}


def _shows_its_face(part: Mapping[str, Any]) -> bool:
    """Whether the drive could be seen, by what the networks said; not, where there were none."""
    odds = part["attributes"].get("drive")
    return bool(odds) and odds[0]["label"] != "hidden"


def _written(
    journal: JournalReader, scan: Scan, number: int, part: Mapping[str, Any], labels: dict[str, str], folder: Path
) -> str | None:
    """Write one part; None, or the reason why not."""
    crops = {crop.light: crop for crop in journal.crops(scan.id, number)}
    frames = {light: _evened(crop, part) for light, crop in crops.items() if light in (Light.BACKLIT, Light.TOPLIT)}
    lights = {light: frame for light, frame in frames.items() if frame is not None}
    if not lights:
        return "no picture of it was kept" if not crops else "its pictures show too little of the bare tray"
    backlit, toplit = lights.get(Light.BACKLIT), lights.get(Light.TOPLIT)
    if backlit is not None and backlit.ndim == 3:
        backlit = np.asarray(backlit.mean(axis=2), np.float32)
    crop = crops[next(iter(lights))]
    mask = _mask(part, crop, next(iter(lights.values())).shape[:2], backlit)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return "its outline is not in its pictures"
    x, y = int(columns[0]), int(rows[0])
    box = x, y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1
    inside = mask[box[1] : box[1] + box[3], box[0] : box[0] + box[2]]
    append(folder, Confirmed(f"{scan.id}-{number}", inside, box, labels), backlit, toplit)
    return None


def _outline(part: Mapping[str, Any], crop: Crop) -> NDArray[np.int32]:
    points = np.asarray(part["outline_px"], np.float64) - (crop.left_px, crop.top_px)
    return np.asarray(np.round(points), np.int32)


def _filled(part: Mapping[str, Any], crop: Crop, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [_outline(part, crop)], 1)
    return mask


def _mask(part: Mapping[str, Any], crop: Crop, shape: tuple[int, ...], backlit: Floats | None) -> NDArray[np.bool_]:
    """The part's pixels, without the hole of an eye, which the outline does not tell of."""
    mask = _filled(part, crop, shape)
    if backlit is not None:
        _, spots, stats, _ = cv2.connectedComponentsWithStats(((backlit > _OPEN) & (mask > 0)).astype(np.uint8))
        for spot in range(1, len(stats)):
            if stats[spot, cv2.CC_STAT_AREA] > _LEAST_HOLE_SHARE * mask.sum():
                mask[spots == spot] = 0
    return np.asarray(mask > 0)


def _evened(crop: Crop, part: Mapping[str, Any]) -> Floats | None:
    """Linear light of a kept picture, 1 = bare tray, by the bare tray around the part; None where too little is bare.

    The tray's light is a plane through each channel's logarithm, refitted without what lies off it: specks, neighbours.
    """
    pixels = cv2.imdecode(np.frombuffer(crop.picture, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        return None
    light = _LINEAR[pixels]
    near = cv2.dilate(_filled(part, crop, pixels.shape), np.ones((2 * _BARE_PX + 1,) * 2, np.uint8))
    y, x = np.nonzero(near == 0)
    if len(y) < _LEAST_BARE:
        return None
    channels = light if light.ndim == 3 else light[..., None]
    evened = [channel / _plane(channel, x, y) for channel in np.moveaxis(channels, -1, 0)]
    return np.asarray(np.dstack(evened) if light.ndim == 3 else evened[0], np.float32)


def _plane(channel: Floats, x: NDArray[np.intp], y: NDArray[np.intp]) -> Floats:
    height, width = channel.shape
    logs = np.log(np.maximum(channel[y, x], 1e-3)).astype(np.float64)
    terms = np.stack([np.ones(len(x)), x / width - 0.5, y / height - 0.5], axis=1)
    kept = np.abs(logs - np.median(logs)) < 0.3
    solution = np.array([np.median(logs), 0.0, 0.0])
    for _ in range(4):
        if np.count_nonzero(kept) < _LEAST_BARE // 2:
            break
        solution, *_ = np.linalg.lstsq(terms[kept], logs[kept], rcond=None)
        off = np.abs(logs - terms @ solution)
        kept = off < max(0.03, 3 * float(np.median(off)))
    columns, rows = np.meshgrid(np.arange(width) / width - 0.5, np.arange(height) / height - 0.5)
    return np.asarray(np.exp(solution[0] + solution[1] * columns + solution[2] * rows), np.float32)
