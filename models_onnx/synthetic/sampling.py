"""Random screws as a store stocks them, and a little worn."""

from dataclasses import dataclass, replace

import numpy as np

from models_onnx.synthetic import stock
from models_onnx.synthetic.spec import HEX_CORNERS_PER_FLATS, Cut, Form, HeadShape, ScrewSpec, Thread
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

Drives = tuple[Drive, ...]
CROSS: Drives = (Drive.PHILLIPS, Drive.PHILLIPS, Drive.COMBO, Drive.SLOTTED, Drive.POZIDRIV, Drive.SQUARE, Drive.TORX)
DRIVES: dict[Head, Drives] = {
    Head.FLAT: (*CROSS, Drive.HEX_SOCKET, Drive.ONE_WAY),
    Head.OVAL: CROSS,
    Head.PAN: CROSS,
    Head.ROUND: (*CROSS, Drive.ONE_WAY, Drive.ONE_WAY),
    Head.TRUSS: CROSS,
    Head.CHEESE: (Drive.SLOTTED, Drive.SLOTTED, Drive.PHILLIPS, Drive.TORX),
    Head.SOCKET_CAP: (Drive.HEX_SOCKET, Drive.HEX_SOCKET, Drive.TORX),
    Head.BUTTON: (Drive.HEX_SOCKET, Drive.HEX_SOCKET, Drive.TORX),
    Head.HEX: (Drive.HEX_EXTERNAL,),
    Head.HEX_WASHER: (Drive.HEX_EXTERNAL, Drive.HEX_EXTERNAL, Drive.SLOTTED),
    Head.THUMB: (Drive.THUMB,),
    Head.EYE: (Drive.NONE,),
    Head.NONE: (Drive.HEX_SOCKET, Drive.SLOTTED, Drive.TORX),
}
HEADS = list(Head)
HEAD_WEIGHT = np.array([3.0, 2.0, 3.0, 2.5, 1.6, 1.6, 1.6, 1.4, 1.8, 2.0, 1.0, 1.2, 2.2])
# Recess: width over head diameter, depth over head height.
RECESS: dict[Drive, tuple[float, float]] = {
    Drive.SLOTTED: (0.135, 0.42),
    Drive.PHILLIPS: (0.54, 0.72),
    Drive.POZIDRIV: (0.56, 0.70),
    Drive.COMBO: (0.56, 0.68),
    Drive.SQUARE: (0.31, 0.62),
    Drive.HEX_SOCKET: (0.50, 0.55),
    Drive.TORX: (0.50, 0.50),
    Drive.ONE_WAY: (0.10, 0.42),
}
PAINTS = [
    (0.05, 0.16, 0.06), (0.09, 0.13, 0.18), (0.80, 0.82, 0.83), (0.55, 0.66, 0.72), (0.05, 0.05, 0.30),
    (0.30, 0.12, 0.05), (0.04, 0.09, 0.16), (0.30, 0.32, 0.33), (0.62, 0.70, 0.62), (0.12, 0.22, 0.36),
]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A product line: which threads, tips and heads come together.

    Attributes
    ----------
    form : of its thread
    tips : as often as listed
    partly : chance of a plain shank under the head
    """

    form: Form
    tips: tuple[Tip, ...]
    partly: float


MACHINE_LINE = Line(Form.MACHINE, (Tip.DIE,), 0.12)
WOOD_LINE = Line(Form.WOOD, (Tip.CONE, Tip.CONE, Tip.CONE, Tip.DRILL), 0.72)
TAPPING_LINE = Line(Form.TAPPING, (Tip.CONE, Tip.CONE, Tip.DRILL), 0.06)
MACHINE_ONLY = (Head.CHEESE, Head.SOCKET_CAP, Head.BUTTON, Head.THUMB)


def _line(head: Head, rng: np.random.Generator) -> Line:
    if head in MACHINE_ONLY:
        return MACHINE_LINE
    odds = {
        Head.HEX: (0.75, 0.25, 0.0),
        Head.HEX_WASHER: (0.15, 0.10, 0.75),
        Head.PAN: (0.5, 0.1, 0.4),
        Head.TRUSS: (0.45, 0.15, 0.4),
    }.get(head, (0.42, 0.38, 0.20))
    return (MACHINE_LINE, WOOD_LINE, TAPPING_LINE)[int(rng.choice(3, p=odds))]


def _thread(form: Form, rng: np.random.Generator, sizes: tuple[str, ...] | None = None) -> tuple[str, Thread]:
    """A standard thread within its tolerance."""
    if form is Form.MACHINE:
        metric = rng.random() < 0.35
        table = stock.METRIC if metric else (stock.UNC if rng.random() < 0.7 else stock.UNF)
        allowed = [s for s in table if sizes is None or s in sizes] or list(table)
        size = str(rng.choice(allowed))
        pitch = float(table[size]) if metric else stock.INCH / float(table[size])
        major, minor = stock.external_thread_mm(stock.nominal_mm(size), pitch, rng)
        hand = -1 if rng.random() < 0.01 else 1
        return size, Thread(form, pitch, major, minor, hand)
    table = stock.WOOD if form is Form.WOOD else stock.TAPPING
    size = str(rng.choice(list(table)))
    pitch = stock.INCH / table[size]
    major = stock.nominal_mm(size) + rng.uniform(-0.16, 0.08)
    deep = rng.uniform(0.64, 0.70) if form is Form.WOOD else rng.uniform(0.70, 0.75)
    return size, Thread(form, pitch, major, major * deep)


def _shape(head: Head, drive: Drive, body: float, rng: np.random.Generator) -> HeadShape:
    """A head within its tolerance on a body of that nominal diameter."""
    kind = "flat" if head is Head.OVAL else str(head)
    if head is Head.PAN and drive is Drive.SLOTTED:
        kind = "pan_slotted"
    diameter, height = stock.head_size_mm(kind, body)
    diameter, height = diameter * rng.uniform(0.93, 1.0), height * rng.uniform(0.92, 1.0)
    if head in (Head.FLAT, Head.OVAL):
        angle = 90.0 if rng.random() < 0.3 else 82.0
        rim = rng.uniform(0.03, 0.07) * body
        cone = rim + (diameter - 0.93 * body) / 2 / np.tan(np.radians(angle / 2))
        crown = 0.16 * diameter * rng.uniform(0.85, 1.1) if head is Head.OVAL else 0.0
        return HeadShape(diameter, float(cone + crown), crown, rim, angle_deg=angle)
    if head is Head.HEX:
        return HeadShape(diameter, height, across_flats_mm=diameter / HEX_CORNERS_PER_FLATS)
    if head is Head.HEX_WASHER:
        flats = min(stock.across_flats_mm(body), 0.98 * diameter / HEX_CORNERS_PER_FLATS) * rng.uniform(0.96, 1.0)
        return HeadShape(diameter, height, rim_mm=rng.uniform(0.10, 0.16) * height + 0.2, across_flats_mm=flats)
    return HeadShape(diameter, height)


def sample_finish(head: Head, rng: np.random.Generator) -> Finish:
    """Every finish often enough to learn, none where it is absurd."""
    finish = list(Finish)[int(rng.integers(len(Finish)))]
    absurd = head in (Head.SOCKET_CAP, Head.BUTTON) and finish in (Finish.GALVANIZED, Finish.COPPER, Finish.PAINTED)
    return Finish.BLACK if absurd else finish


def sample_paint(rng: np.random.Generator) -> tuple[float, float, float]:
    """Linear reflectance B, G, R of a paint."""
    paint = np.clip(np.array(PAINTS[int(rng.integers(len(PAINTS)))]) * rng.uniform(0.7, 1.2, 3), 0.02, 0.9)
    return float(paint[0]), float(paint[1]), float(paint[2])


def _tip_mm(tip: Tip, thread: Thread, cup: bool, gimlet: bool, rng: np.random.Generator) -> float:
    if tip is Tip.DIE:
        return thread.pitch_mm * rng.uniform(0.4, 1.0)
    if tip is Tip.DOG:
        return thread.major_mm * (0.12 if cup else rng.uniform(0.25, 0.5))
    if tip is Tip.DRILL and not gimlet:
        return thread.major_mm * rng.uniform(0.9, 1.3)
    return thread.major_mm * rng.uniform(0.85, 1.7)


def _cut(thread: Thread, tip_mm: float, rng: np.random.Generator) -> Cut:
    """A type 17 point's: two to four turns long, from shallow to nearly half of the core."""
    notch = bool(rng.random() < 0.4)
    left = 0.5 * thread.minor_mm * (rng.uniform(0.02, 0.3) if notch else rng.uniform(0.05, 0.6))
    long = max(rng.uniform(0.7, 1.3) * tip_mm, thread.pitch_mm * rng.uniform(1.5, 3.5))
    return Cut(long, left, float(np.tan(rng.uniform(0.3, 1.2))), notch)


def _headless(rng: np.random.Generator) -> ScrewSpec:
    """A set screw, a dowel screw, a hanger bolt or a stud."""
    finish = sample_finish(Head.NONE, rng)
    kind = rng.choice(["set", "set", "set", "dowel", "hanger", "stud"])
    if kind == "set":
        size, thread = _thread(
            Form.MACHINE, rng, ("#6", "#8", "#10", "1/4", "5/16", "3/8", "M4", "M5", "M6", "M8", "M10")
        )
        overall = thread.major_mm * rng.uniform(1.2, 4.5)
        cup = bool(rng.random() < 0.5)
        tip = Tip.DOG if rng.random() < 0.6 else (Tip.CONE if rng.random() < 0.3 else Tip.DIE)
        drive = Drive(rng.choice(DRIVES[Head.NONE], p=[0.7, 0.2, 0.1]))
        width = 0.16 if drive is Drive.SLOTTED else 0.5
        return ScrewSpec(
            Head.NONE, drive, tip, Coverage.FULLY_THREADED, finish, overall, thread, overall, thread.minor_mm,
            0.35 * thread.major_mm if tip is Tip.CONE else _tip_mm(tip, thread, cup, False, rng),
            drive_width_mm=width * thread.major_mm, drive_depth_mm=min(0.6 * thread.major_mm, 0.4 * overall),
            drive_turn_rad=rng.uniform(0, 6.3), cup=cup and tip is Tip.DOG, size=size,
        )  # fmt: skip
    if kind == "stud":
        size, thread = _thread(Form.MACHINE, rng)
        overall = thread.major_mm * rng.uniform(5, 12)
        return ScrewSpec(
            Head.NONE, Drive.NONE, Tip.DIE, Coverage.FULLY_THREADED, finish, overall, thread, overall,
            thread.minor_mm, _tip_mm(Tip.DIE, thread, False, False, rng), size=size,
        )  # fmt: skip
    size, thread = _thread(Form.WOOD, rng)
    overall = thread.major_mm * rng.uniform(7, 13)
    far = thread
    if kind == "hanger":
        pitch = thread.pitch_mm * 0.55
        far = Thread(Form.MACHINE, pitch, thread.major_mm, thread.major_mm - 1.2 * pitch)
    share = rng.uniform(0.3, 0.46)
    return ScrewSpec(
        Head.NONE, Drive.NONE, Tip.CONE, Coverage.THREADED_ON_BOTH_ENDS, finish, overall, thread, share * overall,
        0.5 * (thread.major_mm + thread.minor_mm) * rng.uniform(1.0, 1.15), _tip_mm(Tip.CONE, thread, False, True, rng),
        far_thread=far, far_threaded_mm=rng.uniform(0.3, 0.46) * overall, size=size,
        far_tip=Tip.CONE if far is thread else Tip.DIE,
        far_tip_mm=_tip_mm(Tip.CONE if far is thread else Tip.DIE, far, False, True, rng),
    )  # fmt: skip


def _eye(rng: np.random.Generator) -> ScrewSpec:
    """A screw eye or an eye bolt."""
    machine = rng.random() < 0.3
    size, thread = _thread(Form.MACHINE if machine else Form.WOOD, rng)
    wire = 0.5 * (thread.major_mm + thread.minor_mm) if machine else thread.major_mm * rng.uniform(0.93, 1.0)
    ring = wire * rng.uniform(3.6, 5.6)
    stem = wire * rng.uniform(4.5, 10.0)
    tip = Tip.DIE if machine else Tip.CONE
    tip_mm = _tip_mm(tip, thread, False, True, rng)
    return ScrewSpec(
        Head.EYE, Drive.NONE, tip, Coverage.THREADED_ON_ONE_END, sample_finish(Head.EYE, rng), stem + ring,
        thread, max(stem * rng.uniform(0.45, 0.8), 1.3 * tip_mm), wire, tip_mm,
        HeadShape(ring, ring - 0.5 * wire, rim_mm=wire), size=size,
    )  # fmt: skip


def _thumb(rng: np.random.Generator) -> ScrewSpec:
    size, thread = _thread(Form.MACHINE, rng)
    body = thread.major_mm
    shape = HeadShape(body * rng.uniform(2.2, 2.8), body * rng.uniform(1.4, 1.9), rim_mm=body * rng.uniform(0.28, 0.42))
    overall = shape.height_mm + body * rng.uniform(1.8, 6.0)
    return ScrewSpec(
        Head.THUMB, Drive.THUMB, Tip.DIE, Coverage.FULLY_THREADED, sample_finish(Head.THUMB, rng), overall,
        thread, overall - shape.height_mm - rng.uniform(0.2, 1.0), 0.5 * (thread.major_mm + thread.minor_mm),
        _tip_mm(Tip.DIE, thread, False, False, rng), shape, size=size,
    )  # fmt: skip


def _headed(head: Head, rng: np.random.Generator) -> ScrewSpec:
    line = _line(head, rng)
    size, thread = _thread(line.form, rng)
    body = stock.nominal_mm(size)
    drive = DRIVES[head][int(rng.integers(len(DRIVES[head])))]
    shape = _shape(head, drive, body, rng)
    tip = line.tips[int(rng.integers(len(line.tips)))]
    gimlet = tip is Tip.DRILL and rng.random() < (0.85 if line.form is Form.WOOD else 0.4)
    tip_mm = _tip_mm(tip, thread, False, gimlet, rng)
    under = max(body * np.exp(rng.uniform(np.log(1.6), np.log(13.0))), tip_mm + 2.5 * thread.pitch_mm)
    partly = rng.random() < line.partly and under > tip_mm + 5 * thread.pitch_mm
    neck = rng.uniform(0.3, 1.2) * thread.pitch_mm
    threaded = under * rng.uniform(0.5, 0.75) if partly else under - neck
    pitch_diameter = 0.5 * (thread.major_mm + thread.minor_mm)
    shank = pitch_diameter * rng.uniform(0.98, 1.02)
    if partly and line.form is Form.WOOD and not gimlet:
        shank = thread.major_mm * rng.uniform(0.92, 1.0)
    elif partly and line.form is Form.MACHINE:
        shank = thread.major_mm * rng.uniform(0.98, 1.0)
    width, depth = RECESS.get(drive, (0.0, 0.0))
    across = thread.major_mm * 0.95 if head is Head.SOCKET_CAP else shape.diameter_mm
    grip = 0.82 if head is Head.SOCKET_CAP else 1.0
    return ScrewSpec(
        head, drive, tip, Coverage.THREADED_ON_ONE_END if partly else Coverage.FULLY_THREADED,
        sample_finish(head, rng), under + shape.height_mm, thread, threaded, shank, tip_mm, shape,
        drive_width_mm=width / (0.5 if head is Head.SOCKET_CAP else 1.0) * across * grip * rng.uniform(0.9, 1.1),
        drive_depth_mm=depth * shape.height_mm * rng.uniform(0.85, 1.1),
        drive_turn_rad=rng.uniform(0, 2 * np.pi), cut=_cut(thread, tip_mm, rng) if gimlet else None,
        knurls=int(rng.integers(36, 60)) if head is Head.SOCKET_CAP and rng.random() < 0.75 else 0, size=size,
    )  # fmt: skip


def sample_spec(rng: np.random.Generator, head: Head | None = None) -> ScrewSpec:
    """A random screw from standard tables, every dimension within its tolerance.

    Parameters
    ----------
    rng : numpy Generator
    head : the head to draw; drawn as well where None

    Returns
    -------
    ScrewSpec
    """
    chosen = head or HEADS[int(rng.choice(len(HEADS), p=HEAD_WEIGHT / HEAD_WEIGHT.sum()))]
    if chosen is Head.NONE:
        spec = _headless(rng)
    elif chosen is Head.EYE:
        spec = _eye(rng)
    elif chosen is Head.THUMB:
        spec = _thumb(rng)
    else:
        spec = _headed(chosen, rng)
    if spec.finish is Finish.PAINTED:
        spec = replace(spec, paint_bgr=sample_paint(rng))
    bent = rng.random() < 0.05 and spec.overall_mm > 15
    return replace(spec, bend_mm=spec.overall_mm * rng.uniform(0.003, 0.02)) if bent else spec
