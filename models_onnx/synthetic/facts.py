"""What is true of a thing in a picture, in words and numbers that a file can hold."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.mesh import Piece
from models_onnx.synthetic.render import Sight
from models_onnx.synthetic.silhouette import coverage, seen_from
from models_onnx.synthetic.spec import ScrewSpec
from models_onnx.synthetic.world import Thing
from models_onnx.vocabulary import Drive

SHOWN_BY_SHAPE = (Drive.HEX_EXTERNAL, Drive.THUMB, Drive.NONE)
SEEN_FACE = 0.08  # a recess can be told from this cosine on ...
SEEN_RECESS_MM2 = 0.10  # ... and when this much of it shows


def seen_drive(spec: ScrewSpec, face_cos: float, recess_mm2: float) -> Drive:
    """The drive as far as this view shows it."""
    if spec.drive in SHOWN_BY_SHAPE:
        return spec.drive
    return spec.drive if face_cos >= SEEN_FACE and recess_mm2 >= SEEN_RECESS_MM2 else Drive.HIDDEN


def _box(mask: NDArray[np.bool_]) -> list[int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if len(rows) == 0:
        return [0, 0, 0, 0]
    return [int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1]


def _cut_off(thing: Thing, camera: Camera) -> bool:
    seen = camera.project(thing.solid.vertices[thing.solid.used])
    size = [camera.width_px - 1, camera.height_px - 1]
    return bool((seen.min(axis=0) < 0).any() or (seen.max(axis=0) > size).any())


def _hidden_share(thing: Thing, mask: NDArray[np.bool_], camera: Camera) -> float:
    alone = coverage(*seen_from(camera, thing.solid), camera.width_px, camera.height_px, 2) > 0.5
    return float(1 - (mask & alone).sum() / max(alone.sum(), 1))


def thing_facts(sight: Sight, camera: Camera, things: list[Thing], number: int, crowded: bool) -> dict[str, Any]:
    """Facts of the thing of that number (from 0), as `shards` documents them.

    Parameters
    ----------
    sight, camera, things : the view
    number : of the thing
    crowded : whether others may hide it
    """
    thing = things[number]
    mask = sight.thing == number
    facts: dict[str, Any] = {
        "index": number + 1, "label": thing.label.name.lower(), "name": thing.name, "box_px": _box(mask),
        "cut_off": _cut_off(thing, camera),
        "covered": round(_hidden_share(thing, mask, camera), 3) if crowded else 0.0,
    }  # fmt: skip
    if thing.screw is None:
        return facts
    laid, spec = thing.screw, thing.screw.spec
    recess_px = sight.area_px(number, Piece.RECESS)
    face_cos = laid.face_towards(camera)
    ends = np.outer([0.0, spec.overall_mm], laid.pose.rotation[:, 0]) + laid.pose.shift_mm
    return facts | {
        "head": spec.head, "drive": seen_drive(spec, face_cos, recess_px * camera.mm_per_px**2),
        "drive_true": spec.drive, "finish": spec.finish, "tip": spec.tip, "coverage": spec.coverage,
        "face_cos": round(face_cos, 3), "recess_px": round(recess_px, 1),
        "tilt_deg": round(float(np.degrees(laid.pose.tilt_rad)), 2), "size": spec.size,
        "axis_px": np.round(camera.project(ends), 2).tolist(),
        "measurements": {k: None if v is None else round(float(v), 4) for k, v in laid.measurements.items()},
        "bend_mm": round(spec.bend_mm, 3), "wear": round(thing.surface.wear, 2),
    }  # fmt: skip
