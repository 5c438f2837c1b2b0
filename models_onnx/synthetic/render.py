"""Things on the tray as the camera sees them, in linear light: exact coverage at every edge, traced colours within."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.shading import Lighting, Shader, points_of
from models_onnx.synthetic.shadows import tray_light
from models_onnx.synthetic.silhouette import coverage, seen_from
from models_onnx.synthetic.tracing import Tracer
from models_onnx.synthetic.world import Thing, World

Array32 = NDArray[np.float32]


@dataclass(frozen=True)
class View:
    """What a perfect camera would see.

    Attributes
    ----------
    toplit_bgr : (height, width, 3) linear, 1 = an empty tray of albedo 1
    backlit : (height, width) linear, 1 = the bare panel
    covered : (height, width) the share of each pixel that things cover
    thing : (height, width) int16, index of the thing seen, -1 where the tray shows
    """

    toplit_bgr: Array32
    backlit: Array32
    covered: Array32
    thing: NDArray[np.int16]


def _sample_pixels(
    covered: Array32, count: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(flat pixel index, (x, y)) of `count` samples in every pixel that is covered at all.

    Within a pixel no two samples share a row or a column of the count by count grid ("rooks").
    """
    pixel = np.flatnonzero(covered > 1e-4)
    rooks = np.stack([np.arange(count), (np.arange(count) * (count // 2 + 1) + count // 3) % count], axis=1)
    if len(np.unique(rooks[:, 1])) < count:
        rooks[:, 1] = np.roll(np.arange(count), count // 2)
    inside = np.tile((rooks + 0.5) / count - 0.5, (len(pixel), 1))
    inside += (rng.random(inside.shape) - 0.5) / count
    each = np.repeat(pixel, count)
    width = covered.shape[1]
    return each, np.stack([each % width, each // width], axis=1) + inside


def _filled(sums: Array32, counts: Array32, covered: Array32) -> Array32:
    """Means over the samples, spread to covered pixels that no sample met."""
    means = sums / np.maximum(counts, 1)[..., None]
    bare = (counts == 0) & (covered > 0)
    if bare.any():
        known = (counts > 0).astype(np.float32)
        spread = cv2.blur(means * known[..., None], (3, 3)).reshape(means.shape)
        means[bare] = (spread / np.maximum(cv2.blur(known, (3, 3)), 1e-3)[..., None])[bare]
    return np.asarray(means, np.float32)


def render(
    camera: Camera, things: list[Thing], lighting: Lighting, rng: np.random.Generator, samples: int = 4, rows: int = 8
) -> View:
    """Both views of things on the tray.

    Parameters
    ----------
    camera : Camera
    things : may be empty
    lighting : Lighting
    rng : jitters samples and spreads the directions of light
    samples : rays a pixel
    rows : scan lines a pixel of the exact coverage

    Returns
    -------
    View
    """
    height, width = camera.height_px, camera.width_px
    cell = 4
    light = tray_light(camera, things, lighting.lamp, cell, rng, 64 if max(height, width) <= 512 else 192)
    full = cv2.resize(light, None, fx=cell, fy=cell, interpolation=cv2.INTER_LINEAR)[:height, :width]
    toplit = (full * lighting.tray_bgr).astype(np.float32)
    backlit = np.ones((height, width), np.float32)
    index = np.full((height, width), -1, np.int16)
    if not things:
        return View(toplit, backlit, np.zeros((height, width), np.float32), index)
    world = World(things)
    covered = coverage(*seen_from(camera, world.mesh), width, height, rows)
    pixel, at_px = _sample_pixels(covered, samples, rng)
    directions = camera.directions(at_px).astype(np.float32)
    tracer = Tracer(world.mesh)
    hits = tracer.first_hits(camera.centre_mm.astype(np.float32), directions)
    points = points_of(world, hits)
    shader = Shader(world, tracer, lighting, camera, light, cell)
    top, back = shader.radiance(points, directions[hits.ray])
    met = pixel[hits.ray]
    counts = np.bincount(met, minlength=height * width).astype(np.float32).reshape(height, width)
    colours = np.column_stack([top, back])
    sums = np.stack([np.bincount(met, colours[:, k], height * width) for k in range(4)], axis=1)
    means = _filled(sums.reshape(height, width, 4).astype(np.float32), counts, covered)
    share = covered[..., None]
    index.ravel()[met] = points.thing
    return View(
        toplit * (1 - share) + means[..., :3] * share,
        backlit * (1 - covered) + means[..., 3] * covered,
        covered,
        np.where(covered > 0.5, index, -1).astype(np.int16),
    )
