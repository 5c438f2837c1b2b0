"""A made rig: camera, lights, sensor; and the two photographs that it takes."""

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera, overhead
from models_onnx.synthetic.dirt import tray_marks
from models_onnx.synthetic.lamps import Style, lamp
from models_onnx.synthetic.render import View, render
from models_onnx.synthetic.shading import Lighting
from models_onnx.synthetic.silhouette import srgb_8bit
from models_onnx.synthetic.world import Thing

Array32 = NDArray[np.float32]
GRAINS = 2**22


@lru_cache(maxsize=1)
def _all_grains() -> Array32:
    return np.random.default_rng(29).standard_normal(GRAINS, np.float32)


def _grain(shape: tuple[int, ...], rng: np.random.Generator) -> Array32:
    """Normal noise cut from a long ribbon of it: drawing every grain anew would take a third of a picture's time."""
    count = int(np.prod(shape))
    if count >= GRAINS:
        return rng.standard_normal(shape, np.float32)
    start = int(rng.integers(GRAINS - count))
    return _all_grains()[start : start + count].reshape(shape)


@dataclass(frozen=True)
class Sensor:
    """From linear light to a file.

    Attributes
    ----------
    blur_px : sigma of lens and pixel, in full-size pixels
    flare : share of the picture's mean light that veils everything
    full_well_e : photo-electrons at white
    read_e : read noise, electrons
    jpeg : quality, 0 leaves it out
    """

    blur_px: float
    flare: float
    full_well_e: float
    read_e: float
    jpeg: int

    def exposed(self, linear: Array32, scale: float, rng: np.random.Generator) -> Array32:
        """What the sensor counts, 1 = white and no more; `scale` is the picture's pixels per full-size pixel."""
        blur = self.blur_px * scale
        soft = cv2.GaussianBlur(linear, (0, 0), blur) if blur > 0.25 else linear
        # A pixel of a reduced picture gathers the electrons of several; a ready-made one of several pixels' sharpness.
        well = self.full_well_e / min(scale, 1.0) ** 2
        veil = np.array(cv2.mean(linear)[: 1 if linear.ndim == 2 else 3], np.float32) * np.float32(self.flare * well)
        electrons = soft * np.float32((1 - self.flare) * well)
        electrons += veil
        np.maximum(electrons, 0, out=electrons)
        noise = electrons + np.float32(self.read_e**2)
        np.sqrt(noise, out=noise)
        noise *= _grain(soft.shape, rng)
        electrons += noise
        electrons *= np.float32(1 / well)
        return np.asarray(np.clip(electrons, 0, 1, out=electrons), np.float32)

    def develop(self, linear: Array32, scale: float, rng: np.random.Generator) -> NDArray[np.uint8]:
        """An 8-bit sRGB picture of linear light; `scale` is its pixels per full-size pixel."""
        picture = srgb_8bit(self.exposed(linear, scale, rng))
        if not self.jpeg:
            return picture
        _, file = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, self.jpeg])
        flag = cv2.IMREAD_GRAYSCALE if picture.ndim == 2 else cv2.IMREAD_COLOR
        return np.asarray(cv2.imdecode(file, flag), np.uint8)


@dataclass(frozen=True)
class Rig:
    """A counter's tray.

    Attributes
    ----------
    camera, lighting, sensor : of this rig
    panel_level, lamp_level : linear light of the empty tray at its middle, 1 = white
    panel_field, lamp_field : (6,) unevenness over the tray, as a quadratic in mm / 50
    lamp_bgr : (3,) colour of the lamp as this camera's white balance leaves it
    dirtiness : see `dirt.tray_marks`
    """

    camera: Camera
    lighting: Lighting
    sensor: Sensor
    panel_level: float
    lamp_level: float
    panel_field: tuple[float, ...]
    lamp_field: tuple[float, ...]
    lamp_bgr: Array32
    dirtiness: float

    def drifted(self, rng: np.random.Generator, amount: float = 0.02) -> "Rig":
        """The same rig at another moment: lamps and white balance a few per cent off."""
        return replace(
            self,
            panel_level=self.panel_level * float(1 + rng.normal(0, amount)),
            lamp_level=self.lamp_level * float(1 + rng.normal(0, amount)),
            lamp_bgr=(self.lamp_bgr * (1 + rng.normal(0, amount / 2, 3))).astype(np.float32),
        )


@dataclass(frozen=True)
class Photographs:
    """Two frames and what is true of them.

    Attributes
    ----------
    backlit : (height, width) uint8
    toplit : (height, width, 3) uint8, B, G, R
    view : the same in linear light, with coverage and indices
    """

    backlit: NDArray[np.uint8]
    toplit: NDArray[np.uint8]
    view: View


def _field(coefficients: tuple[float, ...], camera: Camera) -> Array32:
    """Unevenness (height, width) of a light over the tray, seen through `camera`."""
    corners = np.array([[0, 0], [1, 0], [0, 1]]) * [camera.width_px - 1, camera.height_px - 1]
    o, a, b = camera.on_tray(corners)[:, :2] / 50.0
    u = np.linspace(0, 1, camera.width_px, dtype=np.float32)[None, :, None]
    v = np.linspace(0, 1, camera.height_px, dtype=np.float32)[:, None, None]
    xy = (o + (a - o) * u + (b - o) * v).astype(np.float32)
    x, y = xy[..., 0], xy[..., 1]
    c = np.array(coefficients, np.float32)
    return np.asarray(1 + c[0] * x + c[1] * y + c[2] * x * x + c[3] * x * y + c[4] * y * y, np.float32)


def photograph(
    rig: Rig,
    things: list[Thing],
    rng: np.random.Generator,
    camera: Camera | None = None,
    samples: int = 4,
    rows: int = 8,
) -> Photographs:
    """Both frames of things on a rig's tray.

    Parameters
    ----------
    rig : Rig
    things : may be empty
    rng : dirt, noise and sampling
    camera : a window of the rig's camera, its whole picture where None
    samples, rows : see `render`
    """
    seen = camera or rig.camera
    scale = seen.fx / rig.camera.fx
    view = render(seen, things, rig.lighting, rng, samples, rows)
    marks = tray_marks(seen, rig.dirtiness, rng)
    bare = 1 - view.covered
    back = view.backlit + bare * (marks.backlit - 1)
    top = view.toplit_bgr * (1 + bare * (marks.toplit - 1))[..., None]
    tray = float(rig.lighting.tray_bgr.mean())
    back = back * _field(rig.panel_field, seen) * np.float32(rig.panel_level)
    top = top * (_field(rig.lamp_field, seen) * np.float32(rig.lamp_level / tray))[..., None] * rig.lamp_bgr
    return Photographs(rig.sensor.develop(back, scale, rng), rig.sensor.develop(top, scale, rng), view)


def _uneven(rng: np.random.Generator, depth: float) -> tuple[float, ...]:
    """A field that falls off outwards."""
    slope = rng.normal(0, depth / 2, 2)
    fall = -np.abs(rng.normal(depth, depth / 2, 2))
    return (float(slope[0]), float(slope[1]), float(fall[0]), float(rng.normal(0, depth / 4)), float(fall[1]))


def sample_camera(rng: np.random.Generator, width_px: int = 2028, height_px: int = 1520) -> Camera:
    """A camera much like the reference box's: 16 mm at about 300 mm, a little out of true."""
    height_mm = rng.uniform(255, 360)
    tilt = np.radians(rng.normal(0, 1, 3) * [0.35, 0.35, 0.5])
    k = rng.normal([-0.07, 0.05, 0.0, 0.0], [0.04, 0.05, 2e-4, 2e-4])
    return overhead(
        width_px, height_px, 16.0 / 300 * rng.uniform(0.95, 1.2) / width_px * 2028 / 0.94 * height_mm / 300,
        height_mm, (float(tilt[0]), float(tilt[1]), float(tilt[2])),
        (float(k[0]), float(k[1]), float(k[2]), float(k[3]), 0.0),
        (float(rng.normal(0, 10)), float(rng.normal(0, 10))),
    )  # fmt: skip


def sample_rig(rng: np.random.Generator, camera: Camera | None = None, style: Style | None = None) -> Rig:
    """A random rig: any of the lamps, any panel from bare opal to collimated.

    Parameters
    ----------
    rng : Generator
    camera, style : drawn where None
    """
    chosen = style or list(Style)[int(rng.choice(5, p=[0.3, 0.3, 0.08, 0.12, 0.2]))]
    grey = rng.uniform(0.45, 0.85)
    lighting = Lighting(
        lamp(chosen, rng),
        (grey * (1 + rng.normal(0, 0.015, 3))).astype(np.float32),
        float(np.exp(rng.uniform(np.log(0.5), np.log(30)))),
        float(rng.uniform(0.003, 0.06)),
    )
    sensor = Sensor(
        float(rng.uniform(0.45, 1.0)), float(rng.uniform(0.0, 0.02)), float(rng.uniform(6e3, 3e4)),
        float(rng.uniform(3, 15)), int(rng.integers(80, 98)),
    )  # fmt: skip
    return Rig(
        camera or sample_camera(rng), lighting, sensor, float(rng.uniform(0.6, 0.92)), float(rng.uniform(0.45, 0.8)),
        _uneven(rng, 0.05), _uneven(rng, 0.06), (1 + rng.normal(0, 0.02, 3)).astype(np.float32),
        float(rng.exponential(1.0)),
    )  # fmt: skip
