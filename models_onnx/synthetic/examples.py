"""Endless examples for the networks: two small pictures of one part, and everything that is true of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.resting import Posture
from models_onnx.synthetic.rig import Rig, photograph, sample_rig
from models_onnx.synthetic.sampling import sample_spec
from models_onnx.synthetic.scene import lay
from models_onnx.synthetic.spec import ScrewSpec
from models_onnx.synthetic.strays import OTHERS
from models_onnx.synthetic.surfaces import surface_of
from models_onnx.synthetic.things import QUARTER_MM, coin, moved
from models_onnx.synthetic.tray import footprint_xy_mm, pushed_together
from models_onnx.synthetic.world import Label, Thing, screw_thing
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

SEEN_FACE = 0.10  # a recess shows from this cosine on
SHOWN_BY_SHAPE = (Drive.HEX_EXTERNAL, Drive.THUMB, Drive.NONE)
COARSE_COLUMNS = 32
LONGEST_MM = 75.0


@dataclass(frozen=True)
class Example:
    """One part, cut out.

    Attributes
    ----------
    backlit : (n, n) uint8
    toplit : (n, n, 3) uint8, B, G, R
    labels : (n, n) uint8, a `Label` for each pixel
    own : (n, n) bool, pixels of the part itself
    head, drive, finish, tip, coverage : what it is; drive is `hidden` where the head's face cannot be seen
    measurements : the nine quantities of the contract, mm; None where it has none
    mm_per_px : of the cut-out, on the tray
    """

    backlit: NDArray[np.uint8]
    toplit: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    own: NDArray[np.bool_]
    head: Head
    drive: Drive
    finish: Finish
    tip: Tip
    coverage: Coverage
    measurements: Mapping[str, float | None]
    mm_per_px: float


def _neighbour(part: Thing, rng: np.random.Generator) -> Thing:
    """Something near the part, as often as not touching it."""
    kind = rng.random()
    if kind < 0.55:
        spec = _short_enough(rng)
        laid = lay(spec, rng, columns=COARSE_COLUMNS)
        other = screw_thing(laid, surface_of(spec.finish, rng, spec.paint_bgr))
    elif kind < 0.7:
        other = coin(rng, QUARTER_MM)
    else:
        other = OTHERS[int(rng.integers(len(OTHERS)))](rng)
    gap = 0.0 if rng.random() < 0.3 else rng.uniform(0.5, 8.0)
    footprints = footprint_xy_mm(part.solid), footprint_xy_mm(other.solid)
    return moved(other, *pushed_together(*footprints, rng.uniform(0, 2 * np.pi), gap))


def _short_enough(rng: np.random.Generator, head: Head | None = None) -> ScrewSpec:
    spec = sample_spec(rng, head)
    while spec.overall_mm > LONGEST_MM:
        spec = sample_spec(rng, head)
    return spec


def make_crop(
    rng: np.random.Generator,
    size_px: int = 224,
    head: Head | None = None,
    rig: Rig | None = None,
    crowded: float = 0.25,
) -> Example:
    """A random part on a random tray, cut out square around it.

    Parameters
    ----------
    rng : Generator; the same state gives the same example
    size_px : of the cut-out
    head, rig : drawn where None
    crowded : chance of something else near it

    Returns
    -------
    Example
    """
    spec = _short_enough(rng, head)
    chosen = (rig or sample_rig(rng)).drifted(rng)
    camera = chosen.camera
    posture = Posture.STANDING if rng.random() < 0.02 else Posture.LYING
    half = 0.5 * camera.mm_per_px * np.array([camera.width_px, camera.height_px]) - 0.5 * spec.overall_mm
    at = rng.uniform(-1, 1, 2) * np.maximum(half, 0)
    laid = lay(spec, rng, (float(at[0]), float(at[1])), COARSE_COLUMNS, posture)
    part = screw_thing(laid, surface_of(spec.finish, rng, spec.paint_bgr))
    things = [part, _neighbour(part, rng)] if rng.random() < crowded else [part]
    outline = camera.project(laid.solid.vertices)
    low, high = outline.min(axis=0), outline.max(axis=0)
    side = float((high - low).max()) * rng.uniform(1.06, 1.5) + 4
    corner = (low + high) / 2 - side / 2 + rng.uniform(-0.02, 0.02, 2) * side + 0.5
    window = camera.window(float(corner[0]), float(corner[1]), size_px, size_px, size_px / side)
    shot = photograph(chosen, things, rng, window, samples=2, rows=4)
    drive = spec.drive
    if drive not in SHOWN_BY_SHAPE and laid.face_towards(camera) < SEEN_FACE:
        drive = Drive.HIDDEN
    kinds = np.array([Label.BACKGROUND, *(t.label for t in things)], np.uint8)
    return Example(
        shot.backlit, shot.toplit, kinds[shot.view.thing + 1], shot.view.thing == 0,
        spec.head, drive, spec.finish, spec.tip, spec.coverage, laid.measurements, window.mm_per_px,
    )  # fmt: skip
