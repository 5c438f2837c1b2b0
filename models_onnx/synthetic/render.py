"""Things on the tray as the camera sees them, in linear light: exact coverage at every edge, traced colours within."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.mesh import Piece
from models_onnx.synthetic.shading import Lighting, Shader, points_of
from models_onnx.synthetic.shadows import tray_light
from models_onnx.synthetic.silhouette import coverage, seen_from
from models_onnx.synthetic.surfaces import Surface
from models_onnx.synthetic.tracing import Tracer
from models_onnx.synthetic.world import Thing, World

Array32 = NDArray[np.float32]
EDGE_SAMPLES = 2


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
    pixel: NDArray[np.int64], width: int, count: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(number in `pixel`, (x, y)) of `count` samples in every pixel of those flat indices.

    Within a pixel no two samples share a row or a column of the count by count grid ("rooks").
    """
    rooks = np.stack([np.arange(count), (np.arange(count) * (count // 2 + 1) + count // 3) % count], axis=1)
    if len(np.unique(rooks[:, 1])) < count:
        rooks[:, 1] = np.roll(np.arange(count), count // 2)
    inside = np.tile((rooks + 0.5) / count - 0.5, (len(pixel), 1))
    inside += (rng.random(inside.shape) - 0.5) / count
    each = np.repeat(np.arange(len(pixel)), count)
    corner = np.stack([pixel % width, pixel // width], axis=1)
    return each, np.repeat(corner, count, axis=0) + inside


def _filled(means: Array32, missed: NDArray[np.bool_], pixel: NDArray[np.int64], shape: tuple[int, int]) -> Array32:
    """Means (n, 4) of covered pixels, spread to those that no sample met."""
    if missed.any():
        whole = np.zeros((shape[0] * shape[1], 5), np.float32)
        whole[pixel, :4] = means
        whole[pixel, 4] = ~missed
        near = cv2.blur(whole.reshape(*shape, 5), (3, 3)).reshape(-1, 5)[pixel[missed]]
        means[missed] = near[:, :4] / np.maximum(near[:, 4:], 1e-3)
    return means


class Sight:
    """Things under a camera: what each ray meets, whatever light falls on them. May be lit many times.

    Parameters
    ----------
    camera : Camera
    things : may be empty
    rng : jitters the samples
    samples : rays a pixel
    rows : scan lines a pixel of the exact coverage
    shadow_rays : directions of light that shadows are thrown along; by the picture's size where None
    """

    def __init__(
        self,
        camera: Camera,
        things: list[Thing],
        rng: np.random.Generator,
        samples: int = 4,
        rows: int = 8,
        shadow_rays: int | None = None,
    ) -> None:
        self._camera, self._things = camera, things
        self._shadow_rays = shadow_rays or (64 if max(camera.height_px, camera.width_px) <= 512 else 192)
        shape = camera.height_px, camera.width_px
        self._index = np.full(shape, -1, np.int16)
        self._covered = np.zeros(shape, np.float32)
        if not things:
            return
        self._world = World(things)
        self._covered = coverage(*seen_from(camera, self._world.mesh), camera.width_px, camera.height_px, rows)
        self._pixel = np.flatnonzero(self._covered > 1e-4)
        # Towards the rim reflections change within a pixel: where one ray would do within, a few go to each edge pixel.
        edge = self._covered.ravel()[self._pixel] < 0.98
        groups = [(np.flatnonzero(~edge), samples), (np.flatnonzero(edge), max(samples, EDGE_SAMPLES))]
        parts = [_sample_pixels(self._pixel[at], camera.width_px, count, rng) for at, count in groups]
        sample = np.concatenate([at[each] for (at, _), (each, _) in zip(groups, parts)])
        at_px = np.concatenate([xy for _, xy in parts])
        directions = camera.directions(at_px).astype(np.float32)
        self._tracer = Tracer(self._world.mesh)
        hits = self._tracer.first_hits(camera.centre_mm.astype(np.float32), directions)
        self._met, self._directions = sample[hits.ray], directions[hits.ray]
        self._points = points_of(self._world, hits)
        self._piece = self._world.mesh.piece[hits.face]
        self._counts = np.bincount(self._met, minlength=len(self._pixel)).astype(np.float32)
        self._index.ravel()[self._pixel[self._met]] = self._points.thing
        self._index[self._covered <= 0.5] = -1

    @property
    def thing(self) -> NDArray[np.int16]:
        """(height, width) index of the thing seen, -1 where the ground shows."""
        return self._index

    def area_px(self, thing: int, piece: Piece) -> float:
        """Pixels that show a piece of a thing."""
        shown = (self._points.thing == thing) & (self._piece == piece)
        return float((1 / self._counts[self._met[shown]]).sum())

    def lit(
        self,
        lighting: Lighting,
        rng: np.random.Generator,
        surfaces: Sequence[Surface] | None = None,
        ground_bgr: Array32 | None = None,
    ) -> View:
        """Both views under a light.

        Parameters
        ----------
        lighting : Lighting
        rng : spreads the directions of light
        surfaces : of the things, where not their own
        ground_bgr : (height, width, 3) albedo of what they lie on, the lighting's tray where None

        Returns
        -------
        View
        """
        camera, covered = self._camera, self._covered
        height, width = covered.shape
        longest = max(height, width)
        cell = min(max(longest // 96, 4), 12)
        light = tray_light(camera, self._things, lighting.lamp, cell, rng, self._shadow_rays)
        full = cv2.resize(light, None, fx=cell, fy=cell, interpolation=cv2.INTER_LINEAR)[:height, :width]
        ground = full * (lighting.tray_bgr if ground_bgr is None else ground_bgr)
        backlit = 1 - covered
        if not self._things or len(self._pixel) == 0:
            return View(ground, backlit, covered, self._index)
        world = self._world if surfaces is None else self._world.with_surfaces(surfaces)
        shader = Shader(world, self._tracer, lighting, camera, light, cell)
        top, back = shader.radiance(self._points, self._directions)
        colours = np.column_stack([top, back])
        sums = np.stack([np.bincount(self._met, colours[:, k], len(self._pixel)) for k in range(4)], axis=1)
        means = (sums / np.maximum(self._counts, 1)[:, None]).astype(np.float32)
        means = _filled(means, self._counts == 0, self._pixel, (height, width))
        share = covered.ravel()[self._pixel, None]
        flat = ground.reshape(-1, 3)
        flat[self._pixel] += (means[:, :3] - flat[self._pixel]) * share
        backlit.ravel()[self._pixel] += means[:, 3] * share[:, 0]
        return View(ground, backlit, covered, self._index)


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
    return Sight(camera, things, rng, samples, rows).lit(lighting, rng)
