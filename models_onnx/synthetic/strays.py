"""More of what is no fastener and still lies on a counter: keys, plugs, buttons, hex keys, springs, pins, rivets."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.mesh import Mesh, Piece, joined, tube
from models_onnx.synthetic.resting import Posture, resting_pose
from models_onnx.synthetic.surfaces import Surface, surface_of
from models_onnx.synthetic.things import crumb, nail, nut, paper_clip, pen, washer, wire_mesh
from models_onnx.synthetic.world import Label, Thing, plain_thing
from models_onnx.vocabulary import Finish

Array = NDArray[np.float64]


def _turned(s_mm: list[float], r_mm: list[float], columns: int = 40) -> Mesh:
    """A solid of revolution about x."""
    phi = 2 * np.pi * np.arange(columns) / columns
    r = np.array(r_mm)[:, None]
    x = np.broadcast_to(np.array(s_mm)[:, None], (len(s_mm), columns))
    rings = np.stack([x, r * np.cos(phi), r * np.sin(phi)], axis=-1)
    return tube(rings, Piece.BODY, np.arange(len(s_mm) - 1)).solid_faces()


def _plate(outline_xy_mm: Array, thickness_mm: float) -> Mesh:
    """A flat plate on the tray, its outline star-shaped about the origin, counter-clockwise."""
    rings = [
        np.column_stack([outline_xy_mm * k, np.full(len(outline_xy_mm), z)])
        for k, z in (
            (0.0, 0.0),
            (0.97, 0.0),
            (1.0, 0.1),
            (1.0, thickness_mm - 0.1),
            (0.97, thickness_mm),
            (0.0, thickness_mm),
        )
    ]
    mesh = tube(np.stack(rings), Piece.BODY, np.arange(5))
    if mesh.volume_mm3() < 0:
        mesh = Mesh(mesh.vertices, mesh.faces[:, ::-1].copy(), mesh.piece, mesh.smooth)
    return mesh.solid_faces()


def _coloured(rng: np.random.Generator) -> Surface:
    colour = rng.uniform(0.02, 0.75, 3)
    return surface_of(Finish.PAINTED, rng, (float(colour[0]), float(colour[1]), float(colour[2])))


def _metallic(rng: np.random.Generator) -> Surface:
    return surface_of(list(Finish)[int(rng.choice(9))], rng)


def _dropped(mesh: Mesh, surface: Surface, rng: np.random.Generator, posture: Posture = Posture.LYING) -> Thing:
    return plain_thing(resting_pose(mesh, rng, posture).apply(mesh), mesh.vertices, surface, Label.OTHER)


def _flat(mesh: Mesh, surface: Surface, rng: np.random.Generator, pieces: int = 1) -> Thing:
    """Lying as it is made, turned at random."""
    turn = np.asarray(cv2.Rodrigues(np.array([0, 0, rng.uniform(0, 6.3)]))[0], np.float64)
    split = tuple(np.array_split(np.arange(len(mesh.vertices)), pieces)) if pieces > 1 else None
    return plain_thing(mesh.moved(turn, [0, 0, 0]), mesh.vertices, surface, Label.OTHER, split)


def key(rng: np.random.Generator) -> Thing:
    """A house key: a bow, a blade with cuts."""
    bow, blade, half = rng.uniform(8, 12), rng.uniform(24, 32), rng.uniform(2.8, 4.2)
    a = np.linspace(0.45, 2 * np.pi - 0.45, 40)
    bow_xy = np.stack([bow * np.cos(a) * rng.uniform(0.8, 1.1), bow * np.sin(a)], axis=1)
    x = np.linspace(bow, bow + blade, 60)
    cut = half * (1 - 0.55 * np.clip(np.interp(x, np.linspace(bow + 2, bow + blade, 8), rng.uniform(0, 1, 8)), 0, 1))
    point = np.clip((bow + blade - x) / 3.0, 0.15, 1)
    lower, upper = np.stack([x, -half * point], axis=1), np.stack([x, cut * point], axis=1)
    outline = np.concatenate([bow_xy, lower, upper[::-1]])
    finish = Finish.BRASS if rng.random() < 0.4 else Finish.NICKEL
    return _flat(_plate(outline, rng.uniform(1.8, 2.6)), surface_of(finish, rng), rng)


def wall_plug(rng: np.random.Generator) -> Thing:
    """A ribbed plastic plug."""
    r, length = rng.uniform(2.2, 5.5), rng.uniform(18, 50)
    s = np.linspace(0, length, 44)
    ribs = 1 + 0.10 * np.sign(np.sin(2 * np.pi * s / rng.uniform(2.5, 6))) * (s < 0.8 * length)
    radius = r * ribs * np.interp(s, [0, 0.15 * length, length], [0.75, 1, 1])
    radius[-3:] *= 1.25
    mesh = _turned([0.0, *s, length], [0.0, *radius, 0.0])
    return _dropped(mesh, _coloured(rng), rng)


def button(rng: np.random.Generator) -> Thing:
    """A shirt button, its holes filled with thread."""
    r, t = rng.uniform(4.5, 13), rng.uniform(1.5, 3.5)
    mesh = _turned([0, 0, 0.3 * t, t, t, 0.7 * t, 0.7 * t], [0, 0.8 * r, r, r, 0.85 * r, 0.7 * r, 0])
    return _dropped(mesh, _coloured(rng), rng, Posture.STANDING)


def hex_key(rng: np.random.Generator) -> Thing:
    """An L-shaped key of six flats."""
    across = rng.uniform(1.5, 6)
    long, short, bend = across * rng.uniform(9, 16), across * rng.uniform(4, 6), 1.8 * across
    turn = np.linspace(-np.pi / 2, 0, 10)
    path = np.array([[-long, -bend], *np.stack([bend * np.cos(turn), bend * np.sin(turn)], axis=1), [bend, short]])
    ways = np.column_stack([path, np.full(len(path), across / 2)])
    mesh = wire_mesh(ways, across / 2 * 1.08, 6)
    mesh = replace(mesh, smooth=np.arange(len(mesh.faces), dtype=np.int32))
    low = float(mesh.vertices[:, 2].min())
    finish = Finish.BLACK if rng.random() < 0.6 else Finish.NICKEL
    return _flat(mesh.moved(np.eye(3), [0, 0, -low]), surface_of(finish, rng), rng, 8)


def spring(rng: np.random.Generator) -> Thing:
    """A coil spring."""
    wire, r, turns = rng.uniform(0.25, 0.9), rng.uniform(2, 5.5), rng.uniform(5, 14)
    a = np.linspace(0, 2 * np.pi * turns, int(28 * turns))
    pitch = wire * rng.uniform(2.2, 6)
    path = np.stack([a / (2 * np.pi) * pitch, r * np.cos(a), r * np.sin(a) + r + wire], axis=1)
    ahead = np.gradient(path, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    out = (path - [0, 0, r + wire]) * [0, 1, 1] / r
    aside = np.cross(ahead, out)
    phi = 2 * np.pi * np.arange(10) / 10
    rings = path[:, None] + wire * (out[:, None] * np.cos(phi)[:, None] + aside[:, None] * np.sin(phi)[:, None])
    mesh = tube(rings, Piece.BODY, 0)
    if mesh.volume_mm3() < 0:
        mesh = Mesh(mesh.vertices, mesh.faces[:, ::-1].copy(), mesh.piece, mesh.smooth)
    return _flat(mesh, _metallic(rng), rng)


def pin(rng: np.random.Generator) -> Thing:
    """A dowel pin or a length of rod."""
    r = rng.uniform(0.8, 5)
    length, c = r * rng.uniform(3, 16), 0.25 * r
    return _dropped(_turned([0, 0, c, length - c, length, length], [0, r - c, r, r, r - c, 0]), _metallic(rng), rng)


def rivet(rng: np.random.Generator) -> Thing:
    """A blind rivet with its mandrel."""
    r = rng.uniform(1.2, 3.2)
    grip, mandrel = r * rng.uniform(3, 8), rng.uniform(20, 38)
    s = [0, 0, 0.8 * r, 0.8 * r, grip, grip, grip + 0.5 * r, grip + 0.55 * r, grip + mandrel, grip + mandrel + r]
    radius = [0, 0.7 * r, 0.9 * r, r, r, 1.95 * r, 1.6 * r, 0.5 * r, 0.5 * r, 0.03]
    return _dropped(_turned(s, radius), _metallic(rng), rng)


def tape(rng: np.random.Generator) -> Thing:
    """A scrap of paper, tape or label, flat."""
    w, h = rng.uniform(5, 35), rng.uniform(4, 20)
    t = np.linspace(0, 1, 12, endpoint=False)[:, None]
    corners = np.array([[-w, -h], [w, -h], [w, h], [-w, h]]) / 2 * (1 + rng.normal(0, 0.08, (4, 2)))
    outline = np.concatenate([corners[k] + (corners[(k + 1) % 4] - corners[k]) * t for k in range(4)])
    return _flat(_plate(outline, 0.35), _coloured(rng), rng)


def fitting(rng: np.random.Generator) -> Thing:
    """Some turned piece of hardware: a pipe fitting, a bush, a knob; no two alike."""
    steps = int(rng.integers(3, 9))
    r = rng.uniform(2.0, 13.0) * rng.uniform(0.45, 1.0, steps)
    lengths = r.max() * rng.uniform(0.15, 1.3, steps)
    s, radius, at = [0.0], [0.0], 0.0
    for length, wide in zip(lengths, r):
        bevel = 0.08 * length
        s += [at, at + bevel, at + length - bevel, at + length]
        radius += [wide * 0.94, wide, wide, wide * 0.94]
        at += float(length)
    return _dropped(_turned([*s, at], [*radius, 0.0], 48), _metallic(rng), rng)


def ruler(rng: np.random.Generator) -> Thing:
    """A rule with raised graduations, longer than the picture is wide."""
    wide, long, pitch = rng.uniform(12, 34), rng.uniform(120, 220), float(rng.choice([1.0, 25.4 / 16]))
    t = np.linspace(0, 1, 40, endpoint=False)[:, None]
    corners = np.array([[-long, -wide], [long, -wide], [long, wide], [-long, wide]]) / 2
    outline = np.concatenate([corners[k] + (corners[(k + 1) % 4] - corners[k]) * t for k in range(4)])
    marks = [_plate(outline, 1.0)]
    for k, x in enumerate(np.arange(-long / 2 + 3, long / 2 - 3, pitch)):
        tall = wide * (0.36 if k % 10 == 0 else 0.27 if k % 5 == 0 else 0.18)
        stroke = np.array([[-0.09, 0], [0.09, 0], [0.09, tall], [-0.09, tall]])
        box = stroke + np.array([x, -wide / 2 + 0.3])
        middle = box.mean(axis=0)
        mark = _plate(box - middle, 1.2)
        marks.append(mark.moved(np.eye(3), [*middle, 0.0]))
    surface = surface_of(Finish.STAINLESS, rng) if rng.random() < 0.5 else _coloured(rng)
    mesh = joined(marks)
    # Graduations are filled with ink: dark as what lies deep is.
    openness = np.where(np.arange(len(mesh.vertices)) < len(marks[0].vertices), 1.0, 0.08).astype(np.float32)
    return replace(_flat(mesh, surface, rng), openness=openness)


OTHERS = (
    washer, washer, nut, nut, nail, nail, paper_clip, pen, crumb,
    key, wall_plug, button, hex_key, spring, pin, rivet, tape,
    fitting, fitting,
)  # fmt: skip


def any_other(rng: np.random.Generator) -> Thing:
    """One of the things that are neither fasteners nor coins, by its name."""
    kind = OTHERS[int(rng.integers(len(OTHERS)))]
    return replace(kind(rng), name=kind.__name__)
