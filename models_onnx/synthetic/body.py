"""The body of a screw: a true helix between tip and head, sewn along its crests so that they stay sharp."""

from math import pi

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.mesh import Mesh, Piece, about_axis, joined, tube
from models_onnx.synthetic.spec import Form, ScrewSpec, Thread
from models_onnx.vocabulary import Head, Tip

Array = NDArray[np.float64]

SHARP_END_MM = 0.04  # radius that is left at a sharp point
RUNOUT_TURNS = 1.0
INTO_HEAD_MM = 0.12  # the body reaches this far into the head, so that no gap shows at the seat


def ridge(thread: Thread, s_mm: Array, phi_rad: Array) -> Array:
    """How far a point of the helix stands from root (0) to crest (1)."""
    lead = thread.starts * thread.pitch_mm
    along = (s_mm - thread.hand * lead * phi_rad / (2 * pi)) / thread.pitch_mm
    from_crest = np.abs((along - np.round(along)) * thread.pitch_mm)
    return np.clip(1.0 - (from_crest - thread.crest_mm / 2) / thread.flank_mm, 0.0, 1.0)


def _point(tip: Tip, thread: Thread, tip_mm: float, gimlet: bool, s: Array) -> tuple[Array, Array]:
    """Radii of root and crest near a tip at s = 0, as if the thread had no other end."""
    minor, major = thread.minor_mm / 2, thread.major_mm / 2
    root, crest = np.full_like(s, minor), np.full_like(s, major)
    if tip is Tip.CONE or (tip is Tip.DRILL and gimlet):
        root = SHARP_END_MM + (minor - SHARP_END_MM) * np.clip(s / tip_mm, 0, 1)
        crest = root + (major - minor) * np.clip((s - 0.12 * tip_mm) / (0.9 * tip_mm), 0, 1)
    elif tip is Tip.DRILL:
        bit = 0.97 * (minor + 0.25 * (major - minor))
        root = np.where(s < tip_mm, np.minimum(bit, SHARP_END_MM + s * 1.4), minor)
        crest = root + (major - minor) * np.clip((s - tip_mm) / thread.pitch_mm, 0, 1)
    elif tip is Tip.DOG:
        dog = np.minimum(0.66 * major, 0.55 * major + 0.7 * s)
        slope = dog + np.maximum(s - tip_mm, 0) / 0.7
        crest, root = np.minimum(major, slope), np.minimum(minor, slope)
    else:
        slope = 0.92 * minor + s * (major - 0.92 * minor) / tip_mm
        crest, root = np.minimum(major, slope), np.minimum(minor, slope)
    return root, crest


def _flutes(spec: ScrewSpec, s: Array, phi: Array) -> Array:
    """The largest radius that a drill's flutes or the cut of a type 17 point leave."""
    if spec.tip is not Tip.DRILL or spec.thread is None:
        return np.full(np.broadcast_shapes(s.shape, phi.shape), np.inf)
    if spec.cut is not None:
        cut = spec.cut
        away = cut.left_mm + np.maximum(s - cut.long_mm, 0) * cut.slope
        with np.errstate(divide="ignore"):
            one, other = away / np.maximum(np.cos(phi), 0), away / np.maximum(np.sin(phi), 0)
        return np.maximum(one, other) if cut.notch else np.broadcast_to(one, np.broadcast_shapes(s.shape, phi.shape))
    radius = spec.thread.minor_mm / 2
    twist = 0.9 * s / max(spec.tip_mm, 1e-6)
    hollow = np.clip(np.cos(2 * (phi - twist)), 0, 1) ** 0.8
    ends = np.clip((1.15 * spec.tip_mm - s) / (0.3 * spec.tip_mm), 0, 1)
    return np.where(ends > 0, radius * (1.12 - 0.62 * hollow * ends), np.inf)


def _one_end(
    thread: Thread,
    tip: Tip,
    tip_mm: float,
    gimlet: bool,
    end_mm: float,
    runs_out: bool,
    rest_mm: float,
    s: Array,
    phi: Array,
) -> Array:
    """Radius of a body threaded from s = 0 to end_mm and plain (radius rest_mm) beyond."""
    root, crest = _point(tip, thread, tip_mm, gimlet, s)
    if runs_out:
        full = np.clip((end_mm - s) / (RUNOUT_TURNS * thread.pitch_mm), 0, 1)
        root, crest = rest_mm + (root - rest_mm) * full, rest_mm + (crest - rest_mm) * full
    return np.asarray(root + (crest - root) * ridge(thread, s, phi), np.float64)


def radius(spec: ScrewSpec, s_mm: Array, phi_rad: Array) -> Array:
    """Radius of the body at axial positions and angles, which broadcast; mm and radians."""
    s, phi = np.broadcast_arrays(np.asarray(s_mm, np.float64), np.asarray(phi_rad, np.float64))
    plain = spec.shank_mm / 2
    if spec.thread is None:
        return np.asarray(np.minimum(np.full_like(s, plain), 0.8 * plain + s), np.float64)
    through = spec.threaded_mm >= spec.seat_mm - 1e-9 and spec.far_thread is None
    r = _one_end(spec.thread, spec.tip, spec.tip_mm, spec.cut is not None, spec.threaded_mm, not through, plain, s, phi)
    if spec.far_thread is not None:
        far = _one_end(
            spec.far_thread,
            spec.far_tip,
            spec.far_tip_mm,
            False,
            spec.far_threaded_mm,
            True,
            plain,
            spec.overall_mm - s,
            -phi,
        )
        r = np.where(s > spec.overall_mm - spec.far_threaded_mm, far, np.where(s > spec.threaded_mm, plain, r))
    elif through and spec.head is Head.NONE:
        chamfer = 0.92 * spec.thread.minor_mm / 2 + (spec.overall_mm - s)
        r = np.minimum(r, chamfer)
    return np.minimum(r, _flutes(spec, s, phi))


def _threaded(spec: ScrewSpec, thread: Thread, start: float, end: float, columns: int) -> Mesh:
    """The surface between two axial positions, its rows laid along the helix."""
    origin = spec.overall_mm if thread is spec.far_thread else 0.0
    crest, flank = thread.crest_mm / thread.pitch_mm, thread.flank_mm / thread.pitch_mm
    root = max(1.0 - crest - 2 * flank, 0.0)
    edges = np.array([-crest / 2, crest / 2, crest / 2 + flank, crest / 2 + flank + root])
    bands = [0, 1, 2, 3]
    if thread.form is not Form.MACHINE:  # a long root on a taper needs a row between
        edges = np.insert(edges, 3, crest / 2 + flank + root / 2)
        bands = [0, 1, 2, 2, 3]
    per_turn = len(edges)
    shift = thread.starts * thread.hand
    first = int(np.floor((start - origin) / thread.pitch_mm)) - 2 - abs(shift)
    last = int(np.ceil((end - origin) / thread.pitch_mm)) + 2 + abs(shift)
    rows = (np.arange(first, last)[:, None] + edges).ravel()
    phi = 2 * pi * np.arange(columns) / columns
    s = np.clip(origin + thread.pitch_mm * (rows[:, None] + shift * phi / (2 * pi)), start, end)
    points = about_axis(s, radius(spec, s, phi), phi)
    index = np.arange(points[..., 0].size, dtype=np.int32).reshape(s.shape)
    onward = np.clip(np.arange(len(rows)) + shift * per_turn, 0, len(rows) - 1)
    right = np.concatenate([index[:, 1:], index[onward, :1]], axis=1)
    a, b, c, d = index[:-1], right[:-1], index[1:], right[1:]
    faces = np.stack([np.stack([a, b, c], -1), np.stack([b, d, c], -1)], axis=2).reshape(-1, 3)
    smooth = np.repeat(np.tile(np.array(bands, np.int32), last - first)[:-1], 2 * columns)
    piece = np.full(len(faces), Piece.THREAD, np.uint8)
    return Mesh(points.reshape(-1, 3), faces, piece, smooth).solid_faces()


def _plain(spec: ScrewSpec, cuts: Array, columns: int) -> Mesh:
    """The surface on rings at given axial positions."""
    phi = 2 * pi * np.arange(columns) / columns
    return tube(about_axis(cuts[:, None], radius(spec, cuts[:, None], phi), phi), Piece.BODY, 0)


def _end_cap(spec: ScrewSpec, columns: int) -> Mesh:
    """The tail's end face: flat, or hollow where it is a cup point."""
    phi = 2 * pi * np.arange(columns) / columns
    rim = radius(spec, np.zeros(1), phi)
    hollow = 0.45 * float(rim.mean()) if spec.cup else 0.0
    rings = [(hollow, 0.0), (0.0, 0.9 if spec.cup else 0.6), (0.0, 1.0)]
    points = np.stack([about_axis(s, k * rim, phi) for s, k in rings])
    return tube(points, Piece.END, [1, 2])


def _sections(spec: ScrewSpec) -> list[tuple[float, float, Thread | None]]:
    """(start, end, thread) of the stretches between tail and head."""
    seat = spec.seat_mm + (INTO_HEAD_MM if spec.shape is not None else 0.0)
    if spec.thread is None:
        return [(0.0, seat, None)]
    bit = spec.tip_mm if spec.tip in (Tip.DRILL, Tip.DOG) and spec.cut is None else 0.0
    end = seat if spec.threaded_mm >= spec.seat_mm - 1e-9 else spec.threaded_mm
    parts: list[tuple[float, float, Thread | None]] = [(0.0, bit, None)] if bit else []
    parts.append((bit, end, spec.thread))
    far = seat - spec.far_threaded_mm if spec.far_thread is not None else seat
    if far > end + 1e-6:
        parts.append((end, far, None))
    if spec.far_thread is not None:
        parts.append((far, seat, spec.far_thread))
    return parts


def body_mesh(spec: ScrewSpec, columns: int) -> Mesh:
    """Tail, threads and shank up to the head, open at the head's side.

    Parameters
    ----------
    spec : ScrewSpec
    columns : vertices around; a polygon of n corners is up to r (1 - cos(pi / n)) too thin
    """
    pieces = [_end_cap(spec, columns)]
    for start, end, thread in _sections(spec):
        if thread is not None:
            pieces.append(_threaded(spec, thread, start, end, columns))
        else:
            bit = spec.tip is Tip.DRILL and start == 0.0
            pieces.append(_plain(spec, np.linspace(start, end, 14 if bit else 4), columns))
    return joined(pieces)
