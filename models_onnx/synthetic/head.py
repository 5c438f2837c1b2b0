"""Heads: a turned or hexagonal side, a domed top, and the drive cut into it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, radians, sqrt, tan

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.body import radius
from models_onnx.synthetic.drive import CORNER_RAD, Cut, cuts
from models_onnx.synthetic.mesh import Mesh, Piece, about_axis, joined, tube
from models_onnx.synthetic.spec import HEX_CORNERS_PER_FLATS, HeadShape, ScrewSpec
from models_onnx.vocabulary import Head

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Turning:
    """A head's outline.

    Attributes
    ----------
    side_s_mm, side_r_mm : rings from the bearing side up to the edge of the top, heights above the seat and radii
    smooth : one number a band between them
    dome : radius -> height of the top above the seat
    section : angles -> factor on the radius of the rings numbered `shaped` and beyond (a hexagon, knurls)
    shaped : first ring that follows `section`
    corners_rad : edges of the section
    """

    side_s_mm: Array
    side_r_mm: Array
    smooth: tuple[int, ...]
    dome: Callable[[Array], Array]
    section: Callable[[Array], Array]
    shaped: int = 0
    corners_rad: tuple[float, ...] = ()


def _turned(phi: Array) -> Array:
    return np.ones_like(phi)


def _hexagon(phi: Array) -> Array:
    """Radius over the corner radius."""
    return np.asarray(1 / HEX_CORNERS_PER_FLATS / np.cos((phi + pi / 6) % (pi / 3) - pi / 6), np.float64)


HEX_CORNERS = tuple(pi / 6 + k * pi / 3 for k in range(6))


def _cap(low: float, high: float, edge: float, power: float = 2.0) -> Callable[[Array], Array]:
    """A dome from `low` at radius `edge` to `high` on the axis; power 2 is an ellipsoid, more is flatter."""

    def dome(r: Array) -> Array:
        return low + (high - low) * np.sqrt(np.clip(1 - np.clip(r / edge, 0, 1) ** power, 0, 1))

    return dome


def _sphere(low: float, high: float, edge: float) -> Callable[[Array], Array]:
    """A spherical cap of that edge radius and rise."""
    rise = max(high - low, 1e-6)
    ball = (edge**2 + rise**2) / (2 * rise)

    def dome(r: Array) -> Array:
        return high - ball + np.sqrt(np.maximum(ball**2 - np.clip(r, 0, edge) ** 2, 0))

    return dome


def _level(height: float, chamfer_from: float, slope: float) -> Callable[[Array], Array]:
    """A flat top that falls away outside a radius."""

    def dome(r: Array) -> Array:
        return height - slope * np.maximum(r - chamfer_from, 0)

    return dome


def _countersunk(shape: HeadShape, body: float) -> Turning:
    R, h = shape.diameter_mm / 2, shape.height_mm
    rim_top = h - shape.crown_mm
    s = np.array([0.0, rim_top - shape.rim_mm, rim_top])
    dome = _sphere(rim_top, h, R) if shape.crown_mm > 0 else _level(h, R, 0.0)
    return Turning(s, np.array([body, R, R]), (1, 2), dome, _turned)


def _turning(spec: ScrewSpec, shape: HeadShape, body: float) -> Turning:
    """The outline of a head on a body of radius `body`."""
    R, h = shape.diameter_mm / 2, shape.height_mm
    corner = shape.across_flats_mm / 2 * HEX_CORNERS_PER_FLATS
    hex_top = _level(h, 0.94 * shape.across_flats_mm / 2, tan(radians(30.0)))
    seat = np.array([body, R])
    match spec.head:
        case Head.FLAT | Head.OVAL:
            return _countersunk(shape, body)
        case Head.PAN:
            s = np.array([0, 0, 0.10, 0.30, 0.48]) * h
            r = np.array([*seat[:1], 0.965 * R, R, R, 0.985 * R])
            return Turning(s, r, (1, 2, 2, 2), _cap(0.48 * h, h, 0.985 * R, 3.2), _turned)
        case Head.ROUND:
            return Turning(np.array([0, 0, 0.02 * h]), np.array([body, R, R]), (1, 2), _cap(0.02 * h, h, R), _turned)
        case Head.TRUSS:
            s = np.array([0, 0, 0.14 * h])
            return Turning(s, np.array([body, 0.98 * R, R]), (1, 2), _sphere(0.14 * h, h, R), _turned)
        case Head.BUTTON:
            s = np.array([0, 0, 0.12 * h])
            return Turning(s, np.array([body, 0.98 * R, R]), (1, 2), _cap(0.12 * h, h, R, 2.4), _turned)
        case Head.CHEESE:
            s = np.array([0, 0, 0.78 * h])
            return Turning(s, np.array([body, R, 0.97 * R]), (1, 2), _sphere(0.78 * h, h, 0.97 * R), _turned)
        case Head.SOCKET_CAP:
            s = np.array([0, 0, 0.06, 0.9]) * h
            ridges = spec.knurls

            def knurled(phi: Array) -> Array:
                return 1 - (0.012 * (1 - np.cos(ridges * phi)) if ridges else 0.0 * phi)

            top = _level(h, 0.93 * R, 0.1 * h / (0.07 * R))
            return Turning(s, np.array([body, 0.97 * R, R, R]), (1, 2, 3), top, knurled, shaped=2)
        case Head.HEX:
            s = np.array([0, 0, 0.02 * h, h])
            r = np.array([body, 0.92 * corner * sqrt(3) / 2, corner, corner])
            return Turning(s, r, (1, 2, 3), hex_top, _hexagon, shaped=2, corners_rad=HEX_CORNERS)
        case Head.HEX_WASHER:
            t = shape.rim_mm
            s = np.array([0, 0, 0.8 * t, t, h])
            r = np.array([body, R, R, corner, corner])
            return Turning(s, r, (1, 2, 3, 4), hex_top, _hexagon, shaped=3, corners_rad=HEX_CORNERS)
        case _:
            raise ValueError(f"a {spec.head} head is not turned")


def _angles(columns: int, turn: float, turning: Turning, holes: list[Cut]) -> Array:
    """(n,) angles of the columns: evenly spread, and one at each edge."""
    even = 2 * pi * np.arange(columns) / columns
    edges = [*turning.corners_rad, *(a + turn for cut in holes for a in cut.corners_rad)]
    phi = np.sort(np.concatenate([even, np.asarray(edges, np.float64) % (2 * pi)]))
    return np.asarray(phi[np.concatenate([[True], np.diff(phi) > CORNER_RAD / 4])], np.float64)


def _notched(s: Array, r: Array, floor: Array, turning: Turning) -> tuple[Array, Array]:
    """The side's rings, pressed down to a slot's floor where it lies below them, as wide as the side is there."""
    low = np.minimum(s, floor)
    wide = np.interp(low[-1], turning.side_s_mm, turning.side_r_mm)
    return low, np.where(s > floor, np.minimum(r, r * wide / turning.side_r_mm[-1]), r)


def _face(
    phi: Array, turn: float, edge_r: Array, edge_s: Array, dome: Callable[[Array], Array], top: float, holes: list[Cut]
) -> Mesh:
    """The top from the edge to the axis, cut by the drive; phi, edge_r, edge_s (columns,). Heights above the seat."""
    local = phi - turn
    radii: list[Array] = []
    heights: list[Array] = []
    pieces: list[Piece] = []
    smooth: list[int] = []

    def add(r: Array, s: Array, piece: Piece, band: int) -> None:
        radii.append(r)
        heights.append(s)
        pieces.append(piece)
        smooth.append(band)

    add(edge_r, edge_s, Piece.FACE, 0)
    outer = edge_r
    for k, hole in enumerate(reversed(holes)):
        wall = np.minimum(hole.reach(local), outer)
        surface = dome if k == 0 else _cut_surface(dome, list(reversed(holes))[k - 1], local, top)
        floor = _cut_surface(dome, hole, local, top)
        steps = np.linspace(0, 1, 10 if k == 0 else 4)
        for f in steps:
            r = outer + (wall - outer) * f
            add(r, surface(r), Piece.FACE if k == 0 else Piece.RECESS, 2 * k)
        add(wall, floor(wall), Piece.RECESS, 2 * k + 1)
        outer = wall
    last = _cut_surface(dome, holes[0], local, top) if holes else dome
    for f in np.linspace(0, 1, 5 if holes else 12):
        r = outer * (1 - f)
        add(r, last(r), Piece.RECESS if holes else Piece.FACE, 2 * len(holes))
    points = about_axis(np.stack(heights), np.stack(radii), phi)
    return tube(points, pieces[1:], smooth[1:])


def _cut_surface(dome: Callable[[Array], Array], hole: Cut, local: Array, top: float) -> Callable[[Array], Array]:
    def surface(r: Array) -> Array:
        return np.minimum(dome(r), top - hole.depth(r, local))

    return surface


def turned_head(spec: ScrewSpec, shape: HeadShape, columns: int) -> Mesh:
    """A headed screw's head, from the body's rim at the seat to the top, in part coordinates."""
    body = float(radius(spec, np.array([spec.seat_mm]), np.linspace(0, 2 * pi, 16)).min())
    turning = _turning(spec, shape, 0.98 * body)
    edge = float(turning.side_r_mm[-1])
    inner_edge = edge / HEX_CORNERS_PER_FLATS if turning.corners_rad else edge
    holes = cuts(spec, inner_edge)
    phi = _angles(columns, spec.drive_turn_rad, turning, holes)
    shaped = turning.section(phi)
    rings = np.arange(len(turning.side_s_mm))[:, None]
    r = turning.side_r_mm[:, None] * np.where(rings >= turning.shaped, shaped, 1.0)
    s = np.minimum(turning.side_s_mm[:, None], turning.dome(r))
    local = phi - spec.drive_turn_rad
    if holes:
        opened = holes[-1].reach(local) >= r[-1] - 1e-9
        floor = np.where(opened, shape.height_mm - holes[-1].depth(r[-1], local), np.inf)
        s, r = _notched(s, r, floor, turning)
    across = None
    if turning.corners_rad:
        across = np.floor((phi + 1e-9 + pi / 6) / (pi / 3)).astype(np.int32) % 6
    side = tube(about_axis(s + spec.seat_mm, r, phi), Piece.HEAD, turning.smooth, across)
    top = _face(phi, spec.drive_turn_rad, r[-1], s[-1], turning.dome, shape.height_mm, holes)
    return joined([side, top.moved(np.eye(3), [spec.seat_mm, 0, 0])])


def driven_end(spec: ScrewSpec, columns: int) -> Mesh:
    """The far end of a headless screw: a flat face with the drive in it, or a plain cap."""
    s = spec.overall_mm
    phi = 2 * pi * np.arange(columns) / columns
    rim = radius(spec, np.array([s - 1e-9]), phi)
    edge = float(rim.max())
    holes = cuts(spec, edge)
    flat = Turning(np.array([0.0]), np.array([edge]), (), lambda r: 0.0 * r, _turned)
    phi = _angles(columns, spec.drive_turn_rad, flat, holes)
    rim = radius(spec, np.array([s - 1e-9]), phi)
    return _face(phi, spec.drive_turn_rad, rim, 0.0 * rim, flat.dome, 0.0, holes).moved(np.eye(3), [s, 0, 0])
