"""Recesses that a driver fits, as star-shaped cuts into the top of a head."""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.spec import ScrewSpec
from models_onnx.vocabulary import Drive

Array = NDArray[np.float64]
CORNER_RAD = 1e-4  # two columns this close stand on both sides of an edge


@dataclass(frozen=True)
class Cut:
    """A hole seen from the axis.

    Attributes
    ----------
    reach : angles (n,) -> radius of the hole's wall, mm
    depth : (radius, angle), broadcast -> depth of its floor below the head's highest point, mm
    corners_rad : angles where the wall has an edge
    """

    reach: Callable[[Array], Array]
    depth: Callable[[Array, Array], Array]
    corners_rad: tuple[float, ...]


def _within(phi: Array, period: float) -> Array:
    """Angles folded to +- half a period."""
    return (phi + period / 2) % period - period / 2


def _slot(half_width: float, half_length: float) -> Callable[[Array], Array]:
    def reach(phi: Array) -> Array:
        folded = np.abs(_within(phi, pi))
        return np.minimum(half_length / np.maximum(np.cos(folded), 1e-9), half_width / np.maximum(np.sin(folded), 1e-9))

    return reach


def _cross(half_width: float, half_length: float) -> Callable[[Array], Array]:
    def reach(phi: Array) -> Array:
        folded = np.abs(_within(phi, pi / 2))
        return np.minimum(half_length / np.cos(folded), half_width / np.maximum(np.sin(folded), 1e-9))

    return reach


def _polygon(sides: int, across_flats: float) -> Callable[[Array], Array]:
    def reach(phi: Array) -> Array:
        return np.asarray(across_flats / 2 / np.cos(_within(phi, 2 * pi / sides)), np.float64)

    return reach


def _flat_floor(depth_mm: float) -> Callable[[Array, Array], Array]:
    def depth(r: Array, phi: Array) -> Array:
        return np.full(np.broadcast_shapes(r.shape, phi.shape), depth_mm)

    return depth


def _sloping_floor(depth_mm: float, half_length: float) -> Callable[[Array, Array], Array]:
    """The wings of a cross recess rise outwards."""

    def depth(r: Array, phi: Array) -> Array:
        return depth_mm * (1 - 0.75 * np.clip(r / half_length, 0, 1)) + 0.0 * phi

    return depth


def _one_way_floor(depth_mm: float, reach_mm: float) -> Callable[[Array, Array], Array]:
    """Upright against tightening; against loosening a ramp that the blade climbs."""

    def depth(r: Array, phi: Array) -> Array:
        across = r * np.sin(np.clip(phi % pi, 0, pi / 2))
        return np.clip(depth_mm * (1 - across / (0.8 * reach_mm)), 0.0, depth_mm)

    return depth


def _corners(at: tuple[float, ...], turns: int) -> tuple[float, ...]:
    step = 2 * pi / turns
    return tuple(k * step + sign * a for k in range(turns) for a in at for sign in (-1, 1))


def _slotted(edge_mm: float, width: float, depth: float) -> Cut:
    long = 2 * edge_mm
    open_from = float(np.arcsin(min(width / 2 / edge_mm, 0.99)))
    corners = _corners((open_from - CORNER_RAD, open_from + CORNER_RAD), 2)
    return Cut(_slot(width / 2, long), _flat_floor(depth), corners)


def _one_way(spec: ScrewSpec, edge_mm: float) -> Cut:
    half = 0.09 * edge_mm

    def reach(phi: Array) -> Array:
        ramp = (phi % pi) < 0.4 * pi
        upright = half / np.maximum(np.abs(np.sin(_within(phi, pi))), 1e-9)
        return np.where(ramp, 2 * edge_mm, np.minimum(upright, 2 * edge_mm))

    open_from = pi - float(np.arcsin(half / edge_mm))
    at = (0.0, 0.4 * pi - CORNER_RAD, 0.4 * pi + CORNER_RAD, open_from - CORNER_RAD, open_from + CORNER_RAD)
    return Cut(reach, _one_way_floor(spec.drive_depth_mm, edge_mm), tuple(k * pi + a for k in range(2) for a in at))


def _crossed(spec: ScrewSpec) -> Cut:
    half, long = 0.17 * spec.drive_width_mm / 2, spec.drive_width_mm / 2
    return Cut(
        _cross(half, long),
        _sloping_floor(spec.drive_depth_mm, long),
        _corners((float(np.arctan2(half, long)),), 4) + tuple(pi / 4 + k * pi / 2 for k in range(4)),
    )


def _torx(spec: ScrewSpec) -> Cut:
    wide, narrow = spec.drive_width_mm / 2, 0.72 * spec.drive_width_mm / 2

    def reach(phi: Array) -> Array:
        lobes = np.cos(6 * phi)
        return (wide + narrow) / 2 + (wide - narrow) / 2 * np.sign(lobes) * np.abs(lobes) ** 0.8

    return Cut(reach, _flat_floor(spec.drive_depth_mm), ())


def _larger(a: Cut, b: Cut) -> Cut:
    """A hole as wide as both, with the second one's floor."""
    return Cut(lambda phi: np.maximum(a.reach(phi), b.reach(phi)), b.depth, a.corners_rad + b.corners_rad)


def cuts(spec: ScrewSpec, edge_mm: float) -> list[Cut]:
    """The recess of a screw's drive as nested cuts, the innermost and deepest first; none where it has no recess.

    Parameters
    ----------
    spec : ScrewSpec; its drive_turn_rad is not applied here
    edge_mm : radius of the face that is cut
    """
    width, depth = spec.drive_width_mm, spec.drive_depth_mm
    match spec.drive:
        case Drive.SLOTTED:
            return [_slotted(edge_mm, width, depth)]
        case Drive.PHILLIPS:
            return [_crossed(spec)]
        case Drive.POZIDRIV:
            cross = _crossed(spec)
            marks = _cross(0.03 * width, 0.40 * width)
            ticks = Cut(lambda phi: marks(phi + pi / 4), _flat_floor(0.18 * depth), _corners((pi / 4,), 4))
            return [cross, _larger(cross, ticks)]
        case Drive.COMBO:
            cross = _crossed(spec)
            return [cross, _larger(cross, _slotted(edge_mm, 0.22 * width, 0.45 * depth))]
        case Drive.SQUARE:
            return [Cut(_polygon(4, width), _flat_floor(depth), _corners((pi / 4,), 4))]
        case Drive.HEX_SOCKET:
            return [Cut(_polygon(6, width), _flat_floor(depth), _corners((pi / 6,), 6))]
        case Drive.TORX:
            return [_torx(spec)]
        case Drive.ONE_WAY:
            return [_one_way(spec, edge_mm)]
        case _:
            return []
