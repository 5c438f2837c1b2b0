"""Examples for the locator: a whole tray by both lights, few pixels, everything that may lie on it or reach in."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.draws import another_look, balanced_spec, laid_down, with_surface
from models_onnx.synthetic.facts import thing_facts
from models_onnx.synthetic.hands import hand
from models_onnx.synthetic.levelled import levelled
from models_onnx.synthetic.render import Sight, View
from models_onnx.synthetic.rig import sample_camera, sample_rig
from models_onnx.synthetic.shards import Stored, stored
from models_onnx.synthetic.strays import any_other
from models_onnx.synthetic.things import any_coin, moved
from models_onnx.synthetic.tray import footprint_xy_mm, free_places, pushed_together
from models_onnx.synthetic.world import Thing

LOOKS = 2
SIZE_PX = (512, 384)
COLUMNS = 24
HAND = 0.2
SHADE = 0.12  # chance that someone stands in the light
COUNTS = np.array([0.05, 0.30, 0.17, 0.13, 0.10, 0.08, 0.06, 0.04, 0.03, 0.02, 0.02])  # chances of 0, 1 ... 10 things


def any_thing(rng: np.random.Generator, fasteners: float = 0.68) -> Thing:
    """A screw, a coin or something else, about the origin."""
    kind = rng.random()
    if kind < fasteners:
        return with_surface(laid_down(balanced_spec(rng), rng, (0.0, 0.0), COLUMNS)[0], rng)
    return any_coin(rng) if kind < fasteners + 0.45 * (1 - fasteners) else any_other(rng)


def _heap(things: list[Thing], field: NDArray[np.float64], rng: np.random.Generator) -> list[Thing]:
    """Things that touch, or lie on each other, about one place."""
    at = rng.uniform(-0.28, 0.28, 2) * field
    heap: list[Thing] = []
    for thing in things:
        if not heap:
            heap.append(moved(thing, float(at[0]), float(at[1])))
            continue
        below = heap[int(rng.integers(len(heap)))]
        gap = float(rng.choice([0.0, 0.15, -2.5, -6.0]))
        shift = pushed_together(footprint_xy_mm(below.solid), footprint_xy_mm(thing.solid), rng.uniform(0, 6.28), gap)
        top = float(below.solid.vertices[:, 2].max())
        heap.append(moved(thing, *shift, 0.8 * top if gap < 0 else 0.0))
    return heap


def _spread_out(things: list[Thing], field: NDArray[np.float64], rng: np.random.Generator) -> list[Thing]:
    """Things beside each other; now and then one reaches over the border."""
    room = field * (1.25 if rng.random() < 0.2 else 0.96)
    while things:
        places = free_places(
            [footprint_xy_mm(t.solid) for t in things], (float(room[0]), float(room[1])), rng, rng.uniform(0.3, 4)
        )
        if places is not None:
            return [moved(t, *p) for t, p in zip(things, places)]
        things = things[:-1]
    return things


def _reaching(field: NDArray[np.float64], rng: np.random.Generator) -> Thing:
    """A hand, from below the picture more often than from elsewhere."""
    side = -np.pi / 2 + rng.normal(0, 0.6) if rng.random() < 0.6 else rng.uniform(0, 2 * np.pi)
    target = rng.uniform(-0.45, 0.45, 2) * field
    return hand(rng, (float(target[0]), float(target[1])), float(side))


def _scene(camera: Camera, rng: np.random.Generator) -> list[Thing]:
    field = camera.mm_per_px * np.array([camera.width_px, camera.height_px])
    things = [any_thing(rng) for _ in range(int(rng.choice(len(COUNTS), p=COUNTS / COUNTS.sum())))]
    heaped = len(things) if rng.random() < 0.25 else 0
    things = _heap(things, field, rng) if heaped > 1 else _spread_out(things, field, rng)
    return [*things, _reaching(field, rng)] if rng.random() < HAND else things


def _shaded(view: View, rng: np.random.Generator) -> View:
    """The light from above as someone's shadow leaves it."""
    height, width = view.covered.shape
    angle = rng.uniform(0, 2 * np.pi)
    x, y = np.meshgrid(np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32))
    away = x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle)) - np.float32(rng.uniform(-0.6, 0.8))
    soft = 1 / (1 + np.exp(-away / np.float32(rng.uniform(0.03, 0.3))))
    factor = 1 - np.float32(rng.uniform(0.1, 0.55)) * cv2.GaussianBlur(soft, (0, 0), 2)
    return replace(view, toplit_bgr=view.toplit_bgr * factor[..., None])


def tray_examples(rng: np.random.Generator) -> list[Stored]:
    """LOOKS examples of one full tray.

    Parameters
    ----------
    rng : the same state gives the same examples
    """
    camera = sample_camera(rng)
    scale = SIZE_PX[0] / camera.width_px
    seen = camera.window(0, 0, *SIZE_PX, scale)
    things = _scene(camera, rng)
    sight = Sight(seen, things, rng, 2, 5)
    crowded = len(things) > 1
    looks = []
    for look in range(LOOKS):
        things = [another_look(t, rng) for t in things] if look else things
        rig = replace(sample_rig(rng, camera), lamp_bgr=(1 + rng.normal(0, 0.06, 3)).astype(np.float32))
        rig = replace(rig, dirtiness=rig.dirtiness * float(rng.choice([1, 1, 4])))
        view = sight.lit(rig.lighting, rng, [t.surface for t in things])
        frames = levelled(rig, seen, _shaded(view, rng) if rng.random() < SHADE else view, rng)
        facts = {
            "kind": "trays", "mm_per_px": round(seen.mm_per_px, 6), "height_mm": round(float(camera.centre_mm[2]), 2),
            "left_px": 0, "top_px": 0, "full_px": [camera.width_px, camera.height_px],
            "lamp": rig.lighting.lamp.style, "ground": "tray",
            "things": [thing_facts(sight, seen, things, k, crowded) for k in range(len(things))],
        }  # fmt: skip
        index = (sight.thing + 1).astype(np.uint8)
        looks.append(stored(frames.backlit, frames.toplit, index, facts, min(rig.sensor.jpeg + 4, 98)))
    return looks
