"""A hand that reaches in: palm, fingers and forearm as rounded limbs, good enough to be known as no fastener."""

from itertools import pairwise
from math import pi

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.mesh import Mesh, Piece, joined, tube
from models_onnx.synthetic.surfaces import Surface
from models_onnx.synthetic.world import Label, Thing, plain_thing

Array = NDArray[np.float64]

# Fingers from thumb to little finger: (where on the palm's front edge, -1 to 1; length, radius; mm). Adult averages
# of Garrett, "The adult human hand: some anthropometric and biomechanical considerations" (1971), rounded.
FINGERS = ((-1.35, 58.0, 10.5), (-0.78, 72.0, 8.6), (-0.27, 80.0, 8.8), (0.27, 75.0, 8.2), (0.76, 60.0, 7.4))
PALM_MM = (84.0, 46.0, 15.0)  # length, half width, half thickness
# Linear B, G, R of skin from pale to dark, by eye beside a grey card.
PALE, DARK = np.array([0.30, 0.40, 0.60]), np.array([0.035, 0.055, 0.10])


def limb(path_mm: Array, radius_mm: Array, flatness: float = 1.0, columns: int = 20) -> Mesh:
    """A round limb along a path, closed by domes.

    Parameters
    ----------
    path_mm : (n, 3)
    radius_mm : (n,)
    flatness : height over width of its section
    columns : vertices around
    """
    ahead = np.gradient(path_mm, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    aside = np.cross([0.0, 0.0, 1.0], ahead)
    aside /= np.maximum(np.linalg.norm(aside, axis=1, keepdims=True), 1e-9)
    up = np.cross(ahead, aside)
    phi = 2 * pi * np.arange(columns) / columns
    domes = np.linspace(0, pi / 2, 6)[1:]
    centres = [*(path_mm[0] - ahead[0] * radius_mm[0] * flatness * np.sin(a) for a in domes[::-1]), *path_mm]
    centres += [path_mm[-1] + ahead[-1] * radius_mm[-1] * flatness * np.sin(a) for a in domes]
    radii = np.concatenate([radius_mm[0] * np.cos(domes[::-1]), radius_mm, radius_mm[-1] * np.cos(domes)])
    frame = np.clip(np.arange(len(radii)) - len(domes), 0, len(path_mm) - 1)
    around = aside[frame][:, None] * np.cos(phi)[:, None] + flatness * up[frame][:, None] * np.sin(phi)[:, None]
    mesh = tube(np.asarray(centres)[:, None] + radii[:, None, None] * around, Piece.BODY, 0)
    if mesh.volume_mm3() < 0:
        mesh = Mesh(mesh.vertices, mesh.faces[:, ::-1].copy(), mesh.piece, mesh.smooth)
    return mesh.solid_faces()


def _finger(base: Array, heading: Array, length: float, radius: float, curl: float, rng: np.random.Generator) -> Mesh:
    """Three bones, each bent down from the one before by `curl`."""
    points, at, pitch = [base], base, rng.uniform(-0.1, 0.25)
    for bone in (0.46, 0.30, 0.24):
        step = np.array([heading[0] * np.cos(pitch), heading[1] * np.cos(pitch), -np.sin(pitch)])
        at = at + step * bone * length
        points.append(at)
        pitch += curl * rng.uniform(0.7, 1.3)
    along = np.linspace(0, 3, 13)
    path = np.stack([np.interp(along, np.arange(4), np.asarray(points)[:, k]) for k in range(3)], axis=1)
    smooth = np.apply_along_axis(lambda v: np.convolve(np.pad(v, 1, "edge"), [0.25, 0.5, 0.25], "valid"), 0, path)
    return limb(smooth, radius * np.interp(along, [0, 2.2, 3], [1.08, 0.95, 0.82]))


def hand(rng: np.random.Generator, target_xy_mm: tuple[float, float], from_rad: float) -> Thing:
    """A hand whose fingers point at a place of the tray.

    Parameters
    ----------
    rng : its size, skin, and how the fingers are spread and curled
    target_xy_mm : near the middle finger's tip
    from_rad : direction that the forearm comes from
    """
    size = rng.uniform(0.82, 1.1)
    ahead = -np.array([np.cos(from_rad), np.sin(from_rad)])
    aside = np.array([-ahead[1], ahead[0]]) * (1 if rng.random() < 0.5 else -1)
    length, half_width, half_thick = size * np.array(PALM_MM)
    knuckles = np.array(target_xy_mm) - ahead * size * rng.uniform(40, 85)
    height = rng.uniform(18, 55)
    wrist = knuckles - ahead * length
    shown = rng.random(5) < (0.9 if rng.random() < 0.6 else 0.35)
    curl = rng.uniform(0.05, 0.75)
    parts = []
    for shows, (place, finger, radius) in zip(shown, FINGERS):
        spread = place * rng.uniform(0.05, 0.35)
        heading = ahead * np.cos(spread) + aside * np.sin(spread)
        start = knuckles + aside * place * half_width - ahead * (0.45 * length if place < -1 else 0.08 * length)
        bent = curl if shows else 1.45
        parts.append(_finger(np.array([*start, height]), heading, size * finger, size * radius, bent, rng))
    palm = np.linspace(0, 1, 8)[:, None]
    path = np.column_stack([wrist + (knuckles - wrist) * palm, np.full(8, height + 0.3 * half_thick)])
    parts.append(limb(path, half_width * np.interp(palm[:, 0], [0, 0.5, 1], [0.66, 0.95, 0.92]), 0.36, 32))
    elbow = np.column_stack([wrist - ahead * palm * 160, height + 6 + 30 * palm[:, 0]])
    parts.append(limb(elbow, half_width * np.interp(palm[:, 0], [0, 1], [0.62, 0.95]), 0.72, 32))
    mesh = joined(parts)
    lowest = float(mesh.vertices[:, 2].min())
    mesh = mesh.moved(np.eye(3), [0, 0, max(0.0, 0.5 - lowest)])
    ends = np.cumsum([0, *(len(p.vertices) for p in parts)])
    pieces = tuple(np.arange(a, b) for a, b in pairwise(ends))
    return plain_thing(mesh, mesh.vertices, _skin(rng), Label.OTHER, pieces, name="hand")


def _skin(rng: np.random.Generator) -> Surface:
    """Skin, or one time in six a glove."""
    if rng.random() < 0.17:
        colour = rng.uniform(0.02, 0.7, 3)
        return Surface(np.full(3, 0.04, np.float32), colour.astype(np.float32), 0.6, 0.05, 2.0, 0.05,
                       seed=int(rng.integers(2**31)))  # fmt: skip
    tone = (PALE ** (1 - (t := rng.beta(1.2, 1.4))) * DARK**t) * rng.uniform(0.85, 1.15, 3)
    return Surface(np.full(3, 0.028, np.float32), tone.astype(np.float32), float(rng.uniform(0.45, 0.75)), 0.06, 3.0,
                   0.12, np.full(3, 0.028, np.float32), seed=int(rng.integers(2**31)))  # fmt: skip
