"""Examples for the recogniser: one part at the rig's own scale, by both lights, with what stands beside it."""

from dataclasses import replace

import cv2
import numpy as np

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.draws import another_look, balanced_spec, laid_down, with_surface
from models_onnx.synthetic.facts import thing_facts
from models_onnx.synthetic.levelled import levelled
from models_onnx.synthetic.render import Sight
from models_onnx.synthetic.rig import sample_camera, sample_rig
from models_onnx.synthetic.shards import Stored, stored
from models_onnx.synthetic.strays import any_other
from models_onnx.synthetic.things import any_coin, moved
from models_onnx.synthetic.tray import footprint_xy_mm, pushed_together
from models_onnx.synthetic.world import Thing

LOOKS = 2  # of one solid: light, finish and dirt are drawn again, which costs half of a new solid
STRANGER = 0.06  # chance that the part is no fastener
NEIGHBOUR = 0.25
SHADOW_RAYS = 32
LARGE_PX = 32_000  # hulls of more pixels are reduced to so many: networks see them smaller still, and rays cost
LEAST_SCALE = 0.45
SMALL_PX = 8_000  # parts of fewer pixels are traced with two rays a pixel


def _part(camera: Camera, rng: np.random.Generator) -> tuple[Thing, str]:
    """Something somewhere in the camera's field, and how it lies."""
    field = camera.mm_per_px * np.array([camera.width_px, camera.height_px])
    if rng.random() < STRANGER:
        thing = any_coin(rng) if rng.random() < 0.2 else any_other(rng)
        at = rng.uniform(-0.3, 0.3, 2) * field
        return moved(thing, float(at[0]), float(at[1])), "lying"
    spec = balanced_spec(rng)
    at = rng.uniform(-1, 1, 2) * np.maximum(0.5 * field - 0.5 * spec.overall_mm, 0)
    laid, posture = laid_down(spec, rng, (float(at[0]), float(at[1])))
    return with_surface(laid, rng), posture


def _neighbour(part: Thing, rng: np.random.Generator) -> Thing:
    """Something near the part, now and then touching it."""
    kind = rng.random()
    if kind < 0.55:
        other = with_surface(laid_down(balanced_spec(rng), rng, (0.0, 0.0))[0], rng)
    else:
        other = any_coin(rng) if kind < 0.7 else any_other(rng)
    gap = 0.0 if rng.random() < 0.3 else rng.uniform(0.5, 8.0)
    footprints = footprint_xy_mm(part.solid), footprint_xy_mm(other.solid)
    return moved(other, *pushed_together(*footprints, rng.uniform(0, 2 * np.pi), gap))


def _window(camera: Camera, part: Thing, rng: np.random.Generator) -> Camera:
    """The part of the camera's picture around a thing: at its own scale, that of large things reduced."""
    used = part.solid.vertices[part.solid.used]
    outline = camera.project(used)
    low, high = outline.min(axis=0), outline.max(axis=0)
    hull = cv2.convexHull(outline.astype(np.float32))
    scale = float(np.clip(np.sqrt(LARGE_PX / cv2.contourArea(hull)), LEAST_SCALE, 1.0))
    margin = rng.uniform(10, 30, 2) / scale + rng.uniform(0.02, 0.15, 2) * (high - low).min()
    corner = np.floor(low - margin)
    size = np.ceil((high + margin - corner) * scale)
    return camera.window(float(corner[0]), float(corner[1]), int(size[0]), int(size[1]), scale)


def part_examples(rng: np.random.Generator) -> list[Stored]:
    """LOOKS examples of one solid in one place.

    Parameters
    ----------
    rng : the same state gives the same examples

    Returns
    -------
    list of Stored, their things[0] the part
    """
    camera = sample_camera(rng)
    part, posture = _part(camera, rng)
    things = [part, _neighbour(part, rng)] if rng.random() < NEIGHBOUR else [part]
    window = _window(camera, part, rng)
    small = window.width_px * window.height_px < 4 * SMALL_PX
    sight = Sight(window, things, rng, 2 if small else 1, 4, SHADOW_RAYS)
    looks = []
    for look in range(LOOKS):
        things = [another_look(t, rng) for t in things] if look else things
        rig = replace(sample_rig(rng, camera), lamp_bgr=(1 + rng.normal(0, 0.06, 3)).astype(np.float32))
        view = sight.lit(rig.lighting, rng, [t.surface for t in things])
        frames = levelled(rig, window, view, rng)
        told = [thing_facts(sight, window, things, k, len(things) > 1) for k in range(len(things))]
        told[0]["posture"] = posture
        facts = {
            "kind": "parts", "mm_per_px": round(window.mm_per_px, 6), "height_mm": round(float(camera.centre_mm[2]), 2),
            "left_px": round(camera.cx + 0.5 - (window.cx + 0.5) * camera.fx / window.fx),
            "top_px": round(camera.cy + 0.5 - (window.cy + 0.5) * camera.fy / window.fy),
            "scale": round(window.fx / camera.fx, 4),
            "full_px": [camera.width_px, camera.height_px], "lamp": rig.lighting.lamp.style, "ground": "tray",
            "things": told,
        }  # fmt: skip
        index = (sight.thing + 1).astype(np.uint8)
        looks.append(stored(frames.backlit, frames.toplit, index, facts, rig.sensor.jpeg))
    return looks
