"""Things on the tray, ready to be seen: solids with surfaces, joined into one scene."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.mesh import Mesh, Piece, joined
from models_onnx.synthetic.scene import Laid
from models_onnx.synthetic.surfaces import Surface, slopes
from models_onnx.vocabulary import Head

Array32 = NDArray[np.float32]


class Label(IntEnum):
    """What the locator is to call a pixel."""

    BACKGROUND = 0
    FASTENER = 1
    COIN = 2
    OTHER = 3


@dataclass(frozen=True)
class Thing:
    """A solid on the tray.

    Attributes
    ----------
    solid : world mm
    own_mm : (n, 3) float32, its vertices in its own coordinates (axis along x), which patterns of its surface follow
    openness : (n,) float32, how much of the surroundings each vertex sees, 0 to 1
    surface : Surface
    label : Label
    pieces : vertex numbers of pieces whose convex hulls together are about the solid; they cast its shadow
    screw : what it is where it is a screw
    name : what people call it
    """

    solid: Mesh
    own_mm: Array32
    openness: Array32
    surface: Surface
    label: Label
    pieces: tuple[NDArray[np.int64], ...]
    screw: Laid | None = None
    name: str = "thing"


def _screw_openness(laid: Laid, own: Array32) -> Array32:
    """Roots of threads and floors of recesses see less: after their depth over their width."""
    spec = laid.spec
    radius = np.hypot(own[:, 1], own[:, 2])
    open_share = np.ones(len(own), np.float32)
    if spec.thread is not None:
        pitch = spec.thread.pitch_mm
        on_body = own[:, 0] < spec.seat_mm
        cell = np.clip((own[:, 0] / pitch).astype(np.int64), 0, int(spec.overall_mm / pitch) + 1)
        outer = np.zeros(int(cell.max(initial=0)) + 1, np.float32)
        np.maximum.at(outer, cell[on_body], radius[on_body])
        depth = np.where(on_body, outer[cell] - radius, 0) / pitch
        open_share /= 1 + (1.8 * np.maximum(depth, 0)) ** 2
    inside = np.zeros(len(own), bool)
    inside[laid.solid.faces[laid.solid.piece == Piece.RECESS]] = True
    if inside.any():
        width = max(spec.drive_width_mm, 0.3)
        below = np.maximum(spec.overall_mm - own[:, 0], 0) / width
        open_share = np.where(inside, 1 / (1 + (2.2 * below) ** 1.5), open_share)
    return open_share.astype(np.float32)


def screw_thing(laid: Laid, surface: Surface) -> Thing:
    """A laid screw with a surface."""
    own = ((laid.solid.vertices - laid.pose.shift_mm) @ laid.pose.rotation).astype(np.float32)
    return Thing(
        laid.solid, own, _screw_openness(laid, own), surface, Label.FASTENER, _screw_pieces(laid, own), laid, "screw"
    )


def sectors(x: Array32, y: Array32, count: int = 16) -> tuple[NDArray[np.int64], ...]:
    """Numbers of points by the direction they lie in, each sector overlapping the next: a ring as convex pieces."""
    part = ((np.arctan2(y, x) / (2 * np.pi) + 0.5) * count).astype(np.int64) % count
    both = [np.flatnonzero((part == k) | (part == (k + 1) % count)) for k in range(count)]
    return tuple(b for b in both if len(b))


def _screw_pieces(laid: Laid, own: Array32) -> tuple[NDArray[np.int64], ...]:
    spec = laid.spec
    used = laid.solid.used
    if spec.shape is None:
        return (used,)
    head, body = used[own[used, 0] > spec.seat_mm], used[own[used, 0] <= spec.seat_mm]
    if spec.head is not Head.EYE:
        return (body, head)
    x = own[head, 0] - np.float32(spec.overall_mm - spec.shape.diameter_mm / 2)
    return (body, *(head[s] for s in sectors(x, own[head, 1])))


def plain_thing(
    solid: Mesh,
    own_mm: NDArray[np.floating],
    surface: Surface,
    label: Label,
    pieces: tuple[NDArray[np.int64], ...] | None = None,
    openness: NDArray[np.floating] | None = None,
    name: str = "thing",
) -> Thing:
    """Anything else; `own_mm` are its vertices in its own coordinates; convex where no pieces are given."""
    hull = (np.arange(len(own_mm)),) if pieces is None else pieces
    sees = np.ones(len(own_mm)) if openness is None else openness
    return Thing(solid, own_mm.astype(np.float32), sees.astype(np.float32), surface, label, hull, None, name)


class World:
    """Things joined into one mesh, with what shading needs at every triangle."""

    def __init__(self, things: Sequence[Thing]) -> None:
        self.things = tuple(things)
        self.mesh = joined([t.solid for t in things])
        self.normals = np.concatenate([t.solid.corner_normals() for t in things])
        place = self.mesh.vertices.astype(np.float32)
        own = np.concatenate([t.own_mm for t in things])
        openness = np.concatenate([t.openness for t in things])
        self.at_vertex = np.column_stack([place, own, openness])  # x, y, z of the world, of the part, openness
        self.thing_of_face = np.repeat(np.arange(len(things)), [len(t.solid.faces) for t in things])

    def with_surfaces(self, surfaces: Sequence[Surface]) -> "World":
        """The same solids with other surfaces."""
        other = copy(self)
        other.things = tuple(replace(t, surface=s) for t, s in zip(self.things, surfaces, strict=True))
        return other

    def table(self, name: str) -> Array32:
        """A colour or a number of every thing's surface, (things, ...)."""
        return np.stack([np.asarray(getattr(t.surface, name), np.float32) for t in self.things])


def uneven_normals(thing: Thing, own: Array32, normal: Array32, own_axis: Array32) -> Array32:
    """Normals (n, 3) with the bumps and turning marks of the surface, at points `own` (n, 3).

    `own_axis` is the part's axis in the world, (3,).
    """
    surface = thing.surface
    tilted = normal
    if surface.bump > 0:
        tilted = tilted + np.float32(surface.bump) * slopes(own, surface.grain_mm, surface.seed)
    if surface.turned > 0:
        marks = np.sin(own[:, 0] * 61.0 + np.hypot(own[:, 1], own[:, 2]) * 47.0)
        tilted = tilted + (np.float32(surface.turned) * marks)[:, None] * own_axis
    return np.asarray(tilted / np.linalg.norm(tilted, axis=1, keepdims=True), np.float32)
