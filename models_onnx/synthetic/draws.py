"""What is drawn for the networks to learn from: screws with every word of the vocabularies often, and how they lie."""

from dataclasses import replace
from enum import StrEnum

import cv2
import numpy as np

from models_onnx.synthetic.resting import Pose, Posture
from models_onnx.synthetic.sampling import DRIVES, sample_finish, sample_paint, sample_spec
from models_onnx.synthetic.scene import Laid, lay
from models_onnx.synthetic.spec import ScrewSpec
from models_onnx.synthetic.surfaces import Surface, surface_of
from models_onnx.synthetic.world import Thing, screw_thing
from models_onnx.vocabulary import Coverage, Finish, Head, Tip

COARSE_COLUMNS = 28  # corners up to a quarter of a pixel in: less than the networks' patches show
LONGEST_MM = 90.0
TRIES = 400
SLIM_MM = 28.0  # longer parts lie mostly along the picture's sides: a slanting one's cut-out is mostly tray
RARE: tuple[tuple[str, tuple[StrEnum, ...], float], ...] = (
    ("drive", tuple(sorted({d for drives in DRIVES.values() for d in drives})), 0.40),
    ("tip", (Tip.DRILL, Tip.DRILL, Tip.DOG), 0.12),
    ("coverage", (Coverage.THREADED_ON_BOTH_ENDS,), 0.03),
)
SOLID = (Finish.STAINLESS, Finish.BRASS, Finish.COPPER, Finish.BRONZE)  # no plating to rub off, nothing to rust
# How much darker than new and bright a maker's finish may be, and how far its colour may be off.
DARKEST = {Finish.GALVANIZED: 0.5, Finish.ZINC: 0.75, Finish.STAINLESS: 0.7, Finish.BRONZE: 0.65, Finish.COPPER: 0.7}
PALE_CHROMATE_BGR = np.array([0.42, 0.66, 0.72], np.float32)


def balanced_spec(rng: np.random.Generator, longest_mm: float = LONGEST_MM) -> ScrewSpec:
    """A random screw, drawn so that rare drives, tips and heads come often enough to be learnt."""
    wanted: tuple[str, StrEnum] | None = None
    chance = rng.random()
    for name, labels, share in RARE:
        if chance < share:
            wanted = name, labels[int(rng.integers(len(labels)))]
            break
        chance -= share
    head = list(Head)[int(rng.integers(len(Head)))] if wanted is None else None
    spec = sample_spec(rng, head)
    for _ in range(TRIES):
        if spec.overall_mm <= longest_mm and (wanted is None or getattr(spec, wanted[0]) == wanted[1]):
            break
        spec = sample_spec(rng, head)
    pointed = spec.tip is Tip.CONE and spec.head is not Head.NONE and spec.thread is not None
    if pointed and rng.random() < 0.45:  # sheet metal screws have points as short as they are wide
        return replace(spec, tip_mm=spec.tip_mm * float(rng.uniform(0.45, 0.9)))
    return spec


def worn(finish: Finish, surface: Surface, rng: np.random.Generator) -> Surface:
    """One part in four is no longer new: plating rubs and rusts, solid metal goes dull and blotchy."""
    if rng.random() > 0.25:
        return surface
    wear = float(rng.beta(1.2, 3.0))
    if finish in SOLID:
        return replace(surface, roughness=min(surface.roughness + 0.4 * wear, 0.8), blotch=surface.blotch + 0.3 * wear)
    return replace(surface, wear=wear)


def surfaced(spec: ScrewSpec, rng: np.random.Generator) -> Surface:
    """A surface of a screw's finish as some maker has it: bright or tumbled dull, pale or dark, new or worn."""
    surface = surface_of(spec.finish, rng, spec.paint_bgr)
    if spec.finish is not Finish.PAINTED:
        tint = rng.uniform(DARKEST.get(spec.finish, 0.85), 1.0) * np.exp(rng.normal(0, 0.03, 3))
        mirror = surface.mirror_bgr * tint.astype(np.float32)
        if spec.finish is Finish.YELLOW_ZINC:
            mirror += (PALE_CHROMATE_BGR - mirror) * np.float32(rng.beta(0.8, 1.4))
            surface = replace(surface, blotch=surface.blotch * float(rng.uniform(0.5, 2.5)))
        surface = replace(surface, mirror_bgr=mirror.astype(np.float32))
    if rng.random() < 0.35:
        surface = replace(surface, roughness=min(surface.roughness + float(rng.uniform(0.08, 0.35)), 0.8))
    return worn(spec.finish, surface, rng)


def refinished(spec: ScrewSpec, rng: np.random.Generator) -> ScrewSpec:
    """The same solid of another finish."""
    finish = sample_finish(spec.head, rng)
    return replace(spec, finish=finish, paint_bgr=sample_paint(rng) if finish is Finish.PAINTED else None)


def with_surface(laid: Laid, rng: np.random.Generator) -> Thing:
    """A laid screw with a surface of its finish."""
    return screw_thing(laid, surfaced(laid.spec, rng))


def another_look(thing: Thing, rng: np.random.Generator) -> Thing:
    """The same solid in the same place: a screw of another finish; other things as they are."""
    if thing.screw is None:
        return thing
    spec = refinished(thing.screw.spec, rng)
    return replace(thing, surface=surfaced(spec, rng), screw=replace(thing.screw, spec=spec))


def _leaning(laid: Laid, up_rad: float) -> Laid:
    """The part with its head's end raised by an angle (lowered where negative), as if something lay under it."""
    axis = laid.pose.rotation[:, 0]
    level = np.array([axis[1], -axis[0], 0.0])
    turn = np.asarray(cv2.Rodrigues(level / max(float(np.linalg.norm(level)), 1e-9) * up_rad)[0], np.float64)
    points = laid.solid.vertices[laid.solid.used]
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    shift = turn @ (laid.pose.shift_mm - middle) + middle
    low = float(((points - middle) @ turn.T + middle)[:, 2].min())
    pose = Pose(turn @ laid.pose.rotation, shift - np.array([0, 0, low]))
    solid = laid.solid.moved(turn, middle - turn @ middle - np.array([0, 0, low]))
    return replace(laid, solid=solid, pose=pose)


def laid_down(
    spec: ScrewSpec, rng: np.random.Generator, at_xy_mm: tuple[float, float], columns: int = COARSE_COLUMNS
) -> tuple[Laid, str]:
    """A screw as it may lie on a tray, and the word for how: lying, standing or propped.

    Half of those that lie look with their head towards the middle, where the camera sees the face; one in eight is
    propped up on something, which shows the recess (or the tip) more than lying does.
    """
    posture = Posture.STANDING if rng.random() < 0.03 else Posture.LYING
    heading = rng.uniform(-np.pi, np.pi)
    if rng.random() < 0.5:
        heading = float(np.arctan2(-at_xy_mm[1], -at_xy_mm[0]) + rng.normal(0, 0.6))
    if spec.overall_mm > SLIM_MM and rng.random() < 0.8:
        heading = float(np.round(heading / (np.pi / 2)) * np.pi / 2 + rng.normal(0, 0.15))
    laid = lay(spec, rng, at_xy_mm, columns, posture, heading)
    if posture is Posture.STANDING or rng.random() > 0.13:
        return laid, str(posture)
    up = rng.uniform(4, 55) * (-0.6 if rng.random() < 0.25 else 1.0)
    if rng.random() < 0.25:  # stuck upright: the head from above
        up = rng.uniform(55, 88)
    return _leaning(laid, float(np.radians(up))), "propped"
