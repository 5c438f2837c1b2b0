"""What else lies on trays: coins, washers, nuts, nails, pens, paper clips, specks too large to be dust."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.mesh import Mesh, Piece, about_axis, joined, tube
from models_onnx.synthetic.resting import resting_pose
from models_onnx.synthetic.surfaces import Surface, surface_of
from models_onnx.synthetic.world import Label, Thing, plain_thing, sectors
from models_onnx.vocabulary import Finish

Array = NDArray[np.float64]
QUARTER_MM = (24.26, 1.75)  # diameter, thickness: US Mint, coin specifications
# US Mint, coin specifications; European Central Bank, common sides of euro coins.
COINS_MM = {
    "quarter": QUARTER_MM, "dime": (17.91, 1.35), "penny": (19.05, 1.52), "nickel": (21.21, 1.95),
    "euro": (23.25, 2.33), "two_euro": (25.75, 2.20), "twenty_cent": (22.25, 2.14),
}  # fmt: skip
OTHER_COINS_MM = tuple(size for name, size in COINS_MM.items() if name != "quarter")


def _ring_stack(s: list[float], r: list[float], columns: int, smooth: list[int]) -> Mesh:
    phi = 2 * np.pi * np.arange(columns) / columns
    return tube(about_axis(np.array(s)[:, None], np.array(r)[:, None], phi), Piece.BODY, smooth)


def coin_mesh(diameter_mm: float, thickness_mm: float, columns: int = 240, seed: int | None = None) -> Mesh:
    """A coin with raised rims, sunk fields, a wreath of letters and a device in low relief: no mint's.

    Parameters
    ----------
    diameter_mm, thickness_mm : of the rim
    columns : vertices around
    seed : of the device; a rosette where None
    """
    R, t = diameter_mm / 2, thickness_mm
    phi = 2 * np.pi * np.arange(columns) / columns
    fields = np.linspace(0.93 * R, 0.0, 40)[:, None]
    if seed is None:
        petals = 0.46 * (1 + 0.30 * np.cos(5 * phi)) * R
        relief = np.clip((petals - fields) / (0.16 * R), 0, 1) * (1 - 0.45 * np.cos(np.pi * fields / petals) ** 2)
        letters = np.clip(np.sin(23 * phi + 1.5 * np.sin(5 * phi)) * 2, 0, 1) * (np.abs(fields / R - 0.84) < 0.05)
    else:
        relief, letters = _device(fields / R, phi, np.random.default_rng(seed))
    height = 0.17 * relief + 0.10 * letters
    sunk = 0.12
    rim = [(0.0, 0.955 * R), (0.0, 0.985 * R), (0.12, R), (t - 0.12, R), (t, 0.985 * R), (t, 0.955 * R)]
    rings = [about_axis(sunk - height[::-1], fields[::-1], phi)]
    rings += [about_axis(s, np.full_like(phi, r), phi)[None] for s, r in rim]
    rings.append(about_axis(t - sunk + height, fields, phi))
    smooth = [0] * 39 + [1, 2, 3, 4, 5, 6, 7] + [8] * 39
    return tube(np.concatenate(rings), Piece.BODY, smooth)


def _device(r: Array, phi: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """(relief, letters), 0 to 1, over relative radii (n, 1) and angles (m,): a lump like a head, hair, some letters."""
    shape = sum((rng.normal(0, 0.13 / k) * np.cos(k * phi + rng.uniform(0, 6.3)) for k in range(1, 7)), 0 * phi)
    edge = rng.uniform(0.4, 0.62) * (1 + shape)
    waves = sum(
        (
            rng.normal() * np.cos(rng.uniform(2, 14) * r * np.cos(phi - a) + rng.uniform(0, 6.3))
            for a in rng.uniform(0, 6.3, 8)
        ),
        0 * r * phi,
    )
    relief = np.clip((edge - r) / 0.10, 0, 1) * (0.7 + 0.12 * waves)
    strokes = np.sin(rng.uniform(18, 40) * phi + 2 * np.sin(rng.uniform(3, 9) * phi)) + 0.6 * np.sin(60 * phi + 40 * r)
    written = np.cos(phi * rng.integers(1, 4) + rng.uniform(0, 6.3)) > rng.uniform(-1, 0.2)
    return relief, np.clip(2 * strokes, 0, 1) * (np.abs(r - rng.uniform(0.78, 0.84)) < 0.05) * written


def _upright(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A flat thing lying on a face: its axis up, turned at random."""
    a = rng.uniform(0, 2 * np.pi)
    c, s = np.cos(a), np.sin(a)
    return mesh.moved(np.array([[0, c, -s], [0, s, c], [1.0, 0, 0]]), [0, 0, 0])


def coin(rng: np.random.Generator, size_mm: tuple[float, float] = QUARTER_MM, device: int | None = None) -> Thing:
    """A coin at the origin: a quarter where nothing else is asked; `device` draws what is struck on it."""
    mesh = coin_mesh(*size_mm, 240 if device is None else 120, device)
    name = next((n for n, size in COINS_MM.items() if size == size_mm), "coin")
    copper = name == "penny"
    surface = surface_of(Finish.COPPER if copper else Finish.NICKEL, rng)
    worn = Surface(
        surface.mirror_bgr * np.float32(0.8), surface.mirror_bgr * np.float32(0.10), float(rng.uniform(0.15, 0.4)),
        0.004, 2.5, 0.2, surface.tarnish_bgr, None, 0.0, surface.seed,
    )  # fmt: skip
    return plain_thing(_upright(mesh, rng), mesh.vertices, worn, Label.COIN, openness=_relief_openness(mesh), name=name)


def _relief_openness(mesh: Mesh) -> Array:
    """Dirt gathers where the surface is steep: what a worn coin's picture is made of."""
    steep = np.ones(len(mesh.vertices))
    slope = np.abs(mesh.corner_normals()[..., 0])
    np.minimum.at(steep, mesh.faces.ravel(), slope.ravel())
    return np.asarray(np.clip(1 - 5.0 * (1 - steep), 0.12, 1), np.float64)


def washer(rng: np.random.Generator) -> Thing:
    """A flat washer for some screw, lying flat."""
    hole = rng.uniform(2.4, 11.0)
    out, t = hole * rng.uniform(1.8, 2.6) / 2, 0.12 * hole + 0.5
    r = hole / 2
    mesh = _ring_stack([0, 0, t, t, 0], [r, out, out, r, r], 120, [0, 1, 2, 3])
    return plain_thing(_upright(mesh, rng), mesh.vertices, surface_of(_metal(rng), rng), Label.OTHER, _hollow(mesh))


def _hollow(mesh: Mesh) -> tuple[NDArray[np.int64], ...]:
    """A ring around the x axis as convex pieces."""
    return sectors(mesh.vertices[:, 1].astype(np.float32), mesh.vertices[:, 2].astype(np.float32))


def nut(rng: np.random.Generator) -> Thing:
    """A hexagon nut lying flat."""
    hole = rng.uniform(2.5, 10.0)
    flats, t = hole * rng.uniform(1.6, 1.9), hole * rng.uniform(0.75, 0.95)
    phi = np.sort(
        np.concatenate(
            [2 * np.pi * np.arange(96) / 96, *(np.pi / 6 + np.pi / 3 * np.arange(6) + e for e in (-1e-4, 1e-4))]
        )
    )
    hexagon = flats / 2 / np.cos((phi + np.pi / 6) % (np.pi / 3) - np.pi / 6)
    r = hole / 2
    rounded = np.minimum(hexagon, flats / 2 * 1.02)
    rings = [
        (0.0, 0 * phi + 1.04 * r), (0.0, rounded), (0.13 * t, hexagon), (0.87 * t, hexagon), (t, rounded),
        (t, 0 * phi + 1.04 * r), (0.9 * t, 0 * phi + r), (0.1 * t, 0 * phi + r), (0.0, 0 * phi + 1.04 * r),
    ]  # fmt: skip
    across = np.floor((phi + 1e-9 + np.pi / 6) / (np.pi / 3)).astype(np.int32) % 6
    side = tube(np.stack([about_axis(s, rr, phi) for s, rr in rings]), Piece.BODY, [0, 1, 2, 3, 4, 5, 6, 7], across)
    return plain_thing(_upright(side, rng), side.vertices, surface_of(_metal(rng), rng), Label.OTHER, _hollow(side))


def _metal(rng: np.random.Generator) -> Finish:
    return list(Finish)[int(rng.choice(9))]


def wire_mesh(path_mm: Array, radius_mm: float, columns: int = 20) -> Mesh:
    """A round wire along a path (n, 3) that lies in a plane of constant z, closed at both ends."""
    ahead = np.gradient(path_mm, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    aside = np.cross([0.0, 0.0, 1.0], ahead)
    up = np.cross(ahead, aside)
    phi = 2 * np.pi * np.arange(columns) / columns
    around = aside[:, None] * np.cos(phi)[:, None] + up[:, None] * np.sin(phi)[:, None]
    rings = path_mm[:, None] + radius_mm * around
    caps = [np.broadcast_to(path_mm[k], rings[0].shape)[None] for k in (0, -1)]
    bands = [0, *[1] * (len(path_mm) - 1), 2]
    mesh = tube(np.concatenate([caps[0], rings, caps[1]]), Piece.BODY, bands)
    flipped = Mesh(mesh.vertices, mesh.faces[:, ::-1].copy(), mesh.piece, mesh.smooth)
    return (mesh if mesh.volume_mm3() > 0 else flipped).solid_faces()


def paper_clip(rng: np.random.Generator) -> Thing:
    """A paper clip: three straight runs and their bends, flat on the tray."""
    scale, wire = rng.uniform(0.75, 1.5), rng.uniform(0.4, 0.6)

    def bend(x: float, y: float, r: float, start: float, end: float) -> list[list[float]]:
        return [[x + r * np.cos(a), y + r * np.sin(a)] for a in np.linspace(start, end, 12)]

    path = [[0.0, -3.0], *bend(18.0, 0.0, 3.0, -np.pi / 2, np.pi / 2), *bend(3.0, 0.6, 2.4, np.pi / 2, 3 * np.pi / 2)]
    path += [*bend(14.0, 0.2, 2.0, -np.pi / 2, np.pi / 2), [6.0, 2.2]]
    flat = np.asarray(path) * scale
    a = rng.uniform(0, 2 * np.pi)
    flat = flat @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    # Runs that cross ride a little over each other, as they do.
    z = wire + 0.6 * wire * np.abs(np.sin(np.linspace(0, 3 * np.pi, len(flat))))
    mesh = wire_mesh(np.column_stack([flat - flat.mean(axis=0), z]), wire)
    finish = Finish.PAINTED if rng.random() < 0.3 else Finish.NICKEL
    colour = rng.uniform(0.05, 0.7, 3)
    paint = (float(colour[0]), float(colour[1]), float(colour[2]))
    return plain_thing(mesh, mesh.vertices, surface_of(finish, rng, paint), Label.OTHER, _along(mesh, len(flat)))


def _along(mesh: Mesh, rings: int) -> tuple[NDArray[np.int64], ...]:
    """A bent wire as short straight pieces, by its rings of vertices."""
    around = len(mesh.vertices) // (rings + 2)
    return tuple(np.arange(k * around, min((k + 3) * around, len(mesh.vertices))) for k in range(0, rings, 2))


def _lying(mesh: Mesh, rng: np.random.Generator, surface: Surface) -> Thing:
    pose = resting_pose(mesh, rng)
    return plain_thing(pose.apply(mesh), mesh.vertices, surface, Label.OTHER)


def nail(rng: np.random.Generator) -> Thing:
    """A wire nail: a flat head, a plain shank, a diamond point."""
    d = rng.uniform(1.4, 4.5)
    length = min(d * rng.uniform(12, 24), 75.0)
    r, head, point = d / 2, d * rng.uniform(1.0, 1.4), 1.4 * d
    s = [0.0, 0.0, point, length - 0.35 * d, length - 0.2 * d, length, length]
    mesh = _ring_stack(s, [0.0, 0.03, r, r, head, head, 0.0], 48, [0, 1, 2, 3, 4, 5])
    finish = Finish.GALVANIZED if rng.random() < 0.3 else Finish.STAINLESS
    return _lying(mesh.solid_faces(), rng, surface_of(finish, rng))


def pen(rng: np.random.Generator) -> Thing:
    """A round pen without a clip."""
    r = rng.uniform(3.2, 5.5)
    length = rng.uniform(60, 140)
    s = np.array([0.0, 0.0, 0.02, 0.10, 0.30, 0.97, 1.0, 1.0]) * length
    radius = np.array([0.0, 0.12, 0.25, 0.75, 1.0, 1.0, 0.9, 0.0]) * r
    mesh = _ring_stack(s.tolist(), radius.tolist(), 64, [0, 1, 1, 1, 1, 2, 3])
    colour = rng.uniform(0.02, 0.6, 3)
    paint = (float(colour[0]), float(colour[1]), float(colour[2]))
    return _lying(mesh.solid_faces(), rng, surface_of(Finish.PAINTED, rng, paint))


def crumb(rng: np.random.Generator) -> Thing:
    """A lump of something: a chip of wood, a pebble, a crumb."""
    size = rng.uniform(0.6, 3.0)
    phi = 2 * np.pi * np.arange(24) / 24
    t = np.linspace(0, np.pi, 14)
    lumps = 1 + 0.25 * np.sin(3 * phi + rng.uniform(0, 6)) * np.sin(t)[:, None] + 0.2 * np.cos(2 * phi + 3 * t[:, None])
    points = about_axis(-size * np.cos(t)[:, None], size * rng.uniform(0.4, 1.0) * np.sin(t)[:, None] * lumps, phi)
    colour = rng.uniform(0.05, 0.5) * np.array([0.5, 0.8, 1.0])
    paint = (float(colour[0]), float(colour[1]), float(colour[2]))
    return _lying(tube(points, Piece.BODY, 0), rng, surface_of(Finish.PAINTED, rng, paint))


def any_coin(rng: np.random.Generator) -> Thing:
    """A quarter as often as all other coins together."""
    if rng.random() < 0.5:
        return coin(rng, device=int(rng.integers(2**31)))
    return coin(rng, OTHER_COINS_MM[int(rng.integers(len(OTHER_COINS_MM)))], int(rng.integers(2**31)))


def moved(thing: Thing, x_mm: float, y_mm: float, z_mm: float = 0.0) -> Thing:
    """The thing at another place."""
    solid = thing.solid.moved(np.eye(3), [x_mm, y_mm, z_mm])
    if thing.screw is None:
        return replace(thing, solid=solid)
    screw = replace(thing.screw, solid=solid, pose=thing.screw.pose.shifted(x_mm, y_mm, z_mm))
    return replace(thing, solid=solid, screw=screw)


def together(things: list[Thing]) -> Mesh:
    """All things' surfaces as one."""
    return joined([t.solid for t in things])
