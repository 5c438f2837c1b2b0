"""Photographs by hand: one light from anywhere above, any ground, a phone held nearly straight, a quarter beside."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera, overhead
from models_onnx.synthetic.draws import another_look, balanced_spec, laid_down, with_surface
from models_onnx.synthetic.facts import thing_facts
from models_onnx.synthetic.grounds import any_ground
from models_onnx.synthetic.hands import hand
from models_onnx.synthetic.lamps import Style, lamp
from models_onnx.synthetic.render import Sight
from models_onnx.synthetic.rig import Sensor
from models_onnx.synthetic.shading import Lighting
from models_onnx.synthetic.shards import Stored, stored
from models_onnx.synthetic.silhouette import srgb_8bit
from models_onnx.synthetic.strays import any_other, ruler
from models_onnx.synthetic.things import any_coin, coin, moved
from models_onnx.synthetic.tray import footprint_xy_mm, free_places
from models_onnx.synthetic.world import Thing

LOOKS = 2
SIZE_PX = (1024, 768)
QUARTER = 0.75
SHADOW_RAYS = 96
STYLES = (Style.SOFTBOX, Style.SOFTBOX, Style.BARS, Style.RING, Style.DOME)


def _phone(rng: np.random.Generator) -> Camera:
    """A camera 15 to 40 cm above, a few degrees off straight down, one time in five far off."""
    height = rng.uniform(150, 400)
    field_mm = rng.uniform(70, 150)
    lean = np.radians(abs(rng.normal(0, 5)) if rng.random() < 0.8 else rng.uniform(10, 32))
    about = rng.uniform(0, 2 * np.pi)
    tilt = float(lean * np.cos(about)), float(lean * np.sin(about)), float(rng.normal(0, 0.1))
    straight = overhead(*SIZE_PX, field_mm / SIZE_PX[0], height, tilt)
    # What the middle of the picture shows is moved to the origin.
    foot = straight.on_tray(np.array([[SIZE_PX[0] / 2, SIZE_PX[1] / 2]]))[0]
    k1 = float(rng.normal(0.01, 0.03))
    return overhead(*SIZE_PX, field_mm / SIZE_PX[0], height, tilt, (k1, -k1, 0.0, 0.0, 0.0),
                    over_xy_mm=(-float(foot[0]), -float(foot[1])))  # fmt: skip


def _scene(camera: Camera, rng: np.random.Generator) -> list[Thing]:
    field = camera.mm_per_px * np.array(SIZE_PX)
    things: list[Thing] = []
    for _ in range(int(rng.choice([0, 1, 2, 3, 5, 9], p=[0.03, 0.70, 0.13, 0.07, 0.04, 0.03]))):
        spec = balanced_spec(rng, float(0.9 * field[1]))
        things.append(with_surface(laid_down(spec, rng, (0.0, 0.0))[0], rng))
    if rng.random() < QUARTER:
        things.append(coin(rng, device=int(rng.integers(2**31))))
    if rng.random() < 0.15:
        things.append(any_other(rng) if rng.random() < 0.6 else any_coin(rng))
    while things:
        outlines = [footprint_xy_mm(t.solid) for t in things]
        places = free_places(outlines, (float(0.9 * field[0]), float(0.9 * field[1])), rng, 1.5)
        if places is not None:
            things = [moved(t, *p) for t, p in zip(things, places)]
            break
        things = things[:-1]
    if rng.random() < 0.07:
        edge = 0.36 * field * rng.choice([-1, 1], 2)
        things.append(moved(replace(ruler(rng), name="ruler"), float(edge[0]), float(edge[1])))
    if rng.random() < 0.06:
        away = rng.uniform(0, 2 * np.pi)
        tip = 0.42 * field * [np.cos(away), np.sin(away)]
        things.append(hand(rng, (float(tip[0]), float(tip[1])), float(away)))
    return things


def _developed(light: NDArray[np.float32], rng: np.random.Generator) -> tuple[NDArray[np.uint8], int]:
    """(sRGB picture, JPEG quality): exposure, white balance that misses, noise reduction and sharpening of a phone."""
    # Exposed for the whole picture, held back where much of it would burn out; a shoulder saves some of the rest.
    bright = float(np.quantile(light[::4, ::4], 0.985))
    gain = min(rng.uniform(0.14, 0.45) / float(light[::4, ::4].mean()), rng.uniform(0.8, 1.8) / bright)
    white = light * np.float32(gain)
    if rng.random() < 0.7:
        white = white * (1 + white / np.float32(rng.uniform(1.5, 3.0) ** 2)) / (1 + np.float32(0.5) * white)
    cast = np.exp(rng.normal(0, 0.10 if rng.random() < 0.88 else 0.3) * np.array([-1.0, 0.0, 1.0])) * np.exp(
        rng.normal(0, 0.02, 3)
    )
    sensor = Sensor(
        float(np.exp(rng.uniform(np.log(0.5), np.log(1.6)))), float(rng.uniform(0, 0.03)),
        float(np.exp(rng.uniform(np.log(1.5e3), np.log(3e4)))), float(rng.uniform(3, 15)), int(rng.integers(55, 97)),
    )  # fmt: skip
    exposed = sensor.exposed((white * cast).astype(np.float32), 1.0, rng)
    if rng.random() < 0.5:
        exposed = np.asarray(cv2.bilateralFilter(exposed, 5, 0.06, 2), np.float32)
    if rng.random() < 0.6:
        soft = cv2.GaussianBlur(exposed, (0, 0), 1.2)
        exposed = np.clip(exposed + np.float32(rng.uniform(0.2, 1.0)) * (exposed - soft), 0, 1)
    return srgb_8bit(exposed), sensor.jpeg


def photo_examples(rng: np.random.Generator) -> list[Stored]:
    """LOOKS photographs of the same things on different grounds under different lights.

    Parameters
    ----------
    rng : the same state gives the same examples
    """
    camera = _phone(rng)
    things = _scene(camera, rng)
    sight = Sight(camera, things, rng, 1, 4, SHADOW_RAYS)
    looks = []
    for look in range(LOOKS):
        things = [another_look(t, rng) for t in things] if look else things
        name, ground = any_ground((SIZE_PX[1], SIZE_PX[0]), 1 / camera.mm_per_px, rng)
        light = lamp(STYLES[int(rng.integers(len(STYLES)))], rng)
        lighting = Lighting(light, ground.reshape(-1, 3).mean(axis=0), 1.0, 0.0)
        view = sight.lit(lighting, rng, [t.surface for t in things], ground)
        height, width = view.covered.shape
        fall = np.linspace(-1, 1, width, dtype=np.float32) * np.float32(rng.normal(0, 0.12))
        fall = 1 + fall + (np.linspace(-1, 1, height, dtype=np.float32) * np.float32(rng.normal(0, 0.12)))[:, None]
        picture, jpeg = _developed(view.toplit_bgr * np.clip(fall, 0.3, 2)[..., None], rng)
        facts = {
            "kind": "photos", "mm_per_px": round(camera.mm_per_px, 6),
            "height_mm": round(float(camera.centre_mm[2]), 2), "left_px": 0, "top_px": 0,
            "full_px": [camera.width_px, camera.height_px], "lamp": light.style, "ground": name,
            "things": [thing_facts(sight, camera, things, k, False) for k in range(len(things))],
        }  # fmt: skip
        looks.append(stored(None, picture, (sight.thing + 1).astype(np.uint8), facts, jpeg))
    return looks
