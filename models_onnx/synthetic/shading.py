"""Light that leaves a point of a surface towards the camera, under the lamp above and before the panel below."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.lamps import Lamp, irradiance, look_up, panel_harmonics
from models_onnx.synthetic.shadows import light_at
from models_onnx.synthetic.surfaces import coloured
from models_onnx.synthetic.tracing import OFF_SURFACE_MM, Hits, Tracer
from models_onnx.synthetic.world import World, uneven_normals

Array32 = NDArray[np.float32]
OPEN_SKY = 0.4  # sine of the height above the horizon from where on nothing stands in the way of an open place


@dataclass(frozen=True)
class Lighting:
    """Both lights of a rig.

    Attributes
    ----------
    lamp : from above
    tray_bgr : (3,) albedo of the tray
    panel_exponent : the panel shines as cos^n: 0.5 bare opal, 3 prism film, 40 collimated
    gloom : what shines back from the dark room above when only the panel is lit, of the panel's light
    """

    lamp: Lamp
    tray_bgr: Array32
    panel_exponent: float
    gloom: float


@dataclass(frozen=True)
class Points:
    """Points of surfaces: world place, smooth normal turned to the viewer, place on the part, openness, thing index."""

    at_mm: Array32
    normal: Array32
    own_mm: Array32
    openness: Array32
    thing: NDArray[np.int64]


def points_of(world: World, hits: Hits) -> Points:
    """What lies where rays hit."""
    corners = world.mesh.faces[hits.face]
    normals, w = world.normals, hits.weights
    here = world.at_vertex[corners[:, 0]] * w[:, :1]
    normal = normals[hits.face, 0] * w[:, :1]
    for k in (1, 2):  # three gathers of rows take half the time of one einsum over (n, 3, 7)
        here += world.at_vertex[corners[:, k]] * w[:, k : k + 1]
        normal += normals[hits.face, k] * w[:, k : k + 1]
    normal /= np.maximum(np.sqrt(np.einsum("ij,ij->i", normal, normal)), 1e-9)[:, None]
    return Points(here[:, :3], normal, here[:, 3:6], here[:, 6], world.thing_of_face[hits.face])


def _reflected(direction: Array32, normal: Array32) -> Array32:
    return np.asarray(direction - 2 * np.einsum("ij,ij->i", direction, normal)[:, None] * normal, np.float32)


def _uneven(world: World, points: Points) -> tuple[Array32, Array32, Array32]:
    """(normals, mirror colours, diffuse colours) of points, each thing with its own pattern."""
    normal = points.normal.copy()
    mirror = world.table("mirror_bgr")[points.thing]
    diffuse = world.table("diffuse_bgr")[points.thing]
    for k, thing in enumerate(world.things):
        mine = np.flatnonzero(points.thing == k) if len(world.things) > 1 else slice(None)
        own, surface = points.own_mm[mine], thing.surface
        if len(own) == 0:
            continue
        axis = thing.screw.pose.rotation[:, 0] if thing.screw is not None else np.array([0, 0, 1.0])
        normal[mine] = uneven_normals(thing, own, normal[mine], axis.astype(np.float32))
        mirror[mine], diffuse[mine] = coloured(surface, own, points.openness[mine])
    return normal, mirror, diffuse


class Shader:
    """Shades the points of one world under one lighting.

    Parameters
    ----------
    world, tracer : the scene
    lighting : both lights
    camera, tray_light, cell_px : the light on the tray, as `shadows.tray_light` gives it
    """

    def __init__(
        self, world: World, tracer: Tracer, lighting: Lighting, camera: Camera, tray_light: Array32, cell_px: int
    ) -> None:
        self._world, self._tracer, self._lighting = world, tracer, lighting
        self._camera, self._tray_light, self._cell_px = camera, tray_light, cell_px
        self._roughness = world.table("roughness")
        self._skies = [lighting.lamp.smeared(t.surface.roughness) for t in world.things]
        self._panel_sh = panel_harmonics(lighting.panel_exponent)

    def _tray(self, at_mm: Array32, direction: Array32) -> Array32:
        """The lit tray's radiance where rays that go down meet it."""
        down = np.minimum(direction[:, 2], -0.05)
        reach = np.minimum(at_mm[:, 2] / -down, 80.0)[:, None]
        xy = at_mm[:, :2] + direction[:, :2] * reach
        lit = self._lighting.tray_bgr * light_at(self._tray_light, self._cell_px, self._camera, xy)
        return np.asarray(lit, np.float32)

    def _sky(self, thing: NDArray[np.int64], direction: Array32) -> Array32:
        out = np.empty((len(thing), 3), np.float32)
        for k, sky in enumerate(self._skies):
            mine = thing == k
            if mine.any():
                out[mine] = look_up(sky, direction[mine])
        return out

    def _upward(self, thing: NDArray[np.int64], direction: Array32) -> Array32:
        """How much of a smeared reflection looks above the horizon, (n, 1)."""
        soft = np.maximum(0.5 * self._roughness[thing], 0.02)
        return np.asarray(np.clip(0.5 + direction[:, 2] / (2 * soft), 0, 1)[:, None], np.float32)

    def _incoming(self, points: Points, direction: Array32) -> tuple[Array32, Array32]:
        """Light (top-lit (n, 3), backlit (n, 1)) from a direction where no thing is in the way."""
        up = self._upward(points.thing, direction)
        top = up * self._sky(points.thing, direction) + (1 - up) * self._tray(points.at_mm, direction)
        steepness = self._lighting.panel_exponent / (1 + 6 * self._roughness[points.thing] ** 2)
        panel = np.maximum(-direction[:, 2], 0) ** steepness
        return top, (up[:, 0] * self._lighting.gloom + (1 - up[:, 0]) * panel)[:, None]

    def _scattered(self, points: Points, normal: Array32, diffuse: Array32) -> tuple[Array32, Array32]:
        """Light that a dull surface gives off (top-lit (n, 3), backlit (n, 1))."""
        lighting, sees = self._lighting, points.openness[:, None]
        below = 0.5 * (1 - normal[:, 2:])
        under = light_at(self._tray_light, self._cell_px, self._camera, points.at_mm[:, :2])
        top = irradiance(lighting.lamp.harmonics, normal) + below * lighting.tray_bgr * (0.35 + 0.65 * under)
        back = irradiance(self._panel_sh, normal) + lighting.gloom
        return diffuse * sees * top, diffuse.mean(axis=1, keepdims=True) * sees * back

    def _mirrored(
        self, points: Points, normal: Array32, mirror: Array32, direction: Array32
    ) -> tuple[Array32, Array32]:
        """What a second surface shows to the first, without further tracing."""
        onward = _reflected(direction, normal)
        top, back = self._incoming(points, onward)
        sees = points.openness[:, None]
        return mirror * top * sees, mirror.mean(axis=1, keepdims=True) * back * sees

    def radiance(self, points: Points, direction: Array32) -> tuple[Array32, Array32]:
        """Light towards the viewer.

        Parameters
        ----------
        points : seen points
        direction : (n, 3) of the rays that met them, unit length

        Returns
        -------
        top-lit (n, 3) B, G, R, and backlit (n,), linear; an empty tray of albedo 1 and the bare panel are 1
        """
        normal, mirror, diffuse = _uneven(self._world, points)
        facing = np.einsum("ij,ij->i", direction, normal)
        away = np.flatnonzero(facing > -1e-3)  # bumps may not turn away from the viewer
        if len(away):
            normal[away] -= (facing[away] + 1e-3)[:, None] * direction[away]
            normal[away] /= np.linalg.norm(normal[away], axis=1, keepdims=True)
        onward = _reflected(direction, normal)
        top, back = self._incoming(points, onward)
        # What looks up from the open meets the sky; light from aside or out of a hollow may have met a thing before.
        aside = np.flatnonzero((onward[:, 2] < OPEN_SKY) | (points.openness < 0.97))
        starts = points.at_mm[aside] + OFF_SURFACE_MM * points.normal[aside]
        second = self._tracer.first_hits(starts, onward[aside])
        if len(second.ray):
            met = points_of(self._world, second)
            mirror2 = self._world.table("mirror_bgr")[met.thing]
            seen = aside[second.ray]
            glints = self._mirrored(met, met.normal, mirror2, onward[seen])
            dull = self._scattered(met, met.normal, self._world.table("diffuse_bgr")[met.thing])
            top[seen] = glints[0] + dull[0]
            back[seen] = glints[1] + dull[1]
        rough = self._roughness[points.thing][:, None]
        grazing = (1 - np.clip(-np.einsum("ij,ij->i", direction, normal), 0, 1)) ** 5
        fresnel = mirror + (1 - mirror) * (1 - 0.7 * rough) * grazing[:, None]
        dull = self._scattered(points, normal, diffuse)
        grime = (0.45 + 0.55 * points.openness)[:, None]  # what lies deep is dirty as well as dark
        return fresnel * grime * top + dull[0], (fresnel.mean(axis=1, keepdims=True) * back + dull[1])[:, 0]
