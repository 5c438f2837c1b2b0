"""Photographs of known truth from rigs that nobody tuned to. Run by hand:

    python -m tests.benchmarks.made_scenes OUT [--rig coarse80 ...] [--scenes 20] [--first 0] [--seed 1]
    screwtray identify OUT/coarse80/scenes/* --calibration OUT/coarse80/cal.json --json --top 0 > coarse80.jsonl
    python -m tests.benchmarks.made_report OUT coarse80.jsonl

Six made rigs with other cameras, lights, lenses and faults than any bench, each with a calibration from its known
camera and scenes laid out as a bench has them: a folder of backlit.*, toplit.jpg, mask.png (0 background, i = the i-th
part of truth.json) and truth.json. Scenes that stand already are left alone, so a run may be cut short and taken up.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from calibration.board import parse_board
from calibration.corners import ViewCorners, find_corners
from calibration.flat import flat_field
from calibration.plane import TrayView
from calibration.record import Calibration, Parameter, Pedigree, save
from drivers.frame import Frame, Light
from models_onnx.synthetic.board_views import Board, board_poses, board_view
from models_onnx.synthetic.body import RUNOUT_TURNS
from models_onnx.synthetic.camera import Camera, overhead
from models_onnx.synthetic.facts import SHOWN_BY_SHAPE
from models_onnx.synthetic.lamps import Style, lamp
from models_onnx.synthetic.rig import Photographs, Rig, Sensor, photograph
from models_onnx.synthetic.sampling import sample_spec
from models_onnx.synthetic.scene import lay
from models_onnx.synthetic.shading import Lighting
from models_onnx.synthetic.spec import Form, ScrewSpec
from models_onnx.synthetic.surfaces import surface_of
from models_onnx.synthetic.things import coin, moved, nail, nut, paper_clip, washer
from models_onnx.synthetic.tray import footprint_xy_mm, free_places, pushed_together
from models_onnx.synthetic.world import Thing, screw_thing
from models_onnx.vocabulary import Coverage, Head

MARGIN_MM = 3.0
COLUMNS = 128
LONGEST_MM = 95.0
SEEN_FACE = 0.10  # cosine from which on these scenes ask for the drive


@dataclass(frozen=True)
class Make:
    """How a made rig differs from the reference box.

    Attributes
    ----------
    width_px, height_px, mm_per_px, height_mm : of its camera
    tilt_deg : of the camera about its x and y
    k1 : radial distortion; k2 undoes a fifth of it
    shift_px : of the principal point
    style, panel_exponent, gloom : its lights; 0.5 is a bare opal panel, 40 a collimated one
    blur_px, full_well_e, read_e, flare : its lens and sensor
    is_backlit_in_colour : whether a colour camera writes three channels of the backlit frame too
    dirtiness : of its tray
    """

    width_px: int
    height_px: int
    mm_per_px: float
    height_mm: float
    tilt_deg: tuple[float, float]
    k1: float
    shift_px: tuple[float, float]
    style: Style
    panel_exponent: float
    gloom: float
    blur_px: float
    full_well_e: float
    read_e: float
    flare: float
    is_backlit_in_colour: bool
    dirtiness: float

    def camera(self) -> Camera:
        """The camera over its tray."""
        tilt = np.radians([*self.tilt_deg, 0.4])
        return overhead(
            self.width_px, self.height_px, self.mm_per_px, self.height_mm,
            (float(tilt[0]), float(tilt[1]), float(tilt[2])), (self.k1, -0.2 * self.k1, 2e-4, -3e-4, 0.0),
            self.shift_px,
        )  # fmt: skip

    def rig(self, rng: np.random.Generator) -> Rig:
        """The rig as it was set up."""
        lighting = Lighting(
            lamp(self.style, rng), np.array([0.66, 0.68, 0.70], np.float32), self.panel_exponent, self.gloom
        )
        return Rig(
            self.camera(), lighting, Sensor(self.blur_px, self.flare, self.full_well_e, self.read_e, 0),
            0.78, 0.64, (0.02, -0.015, -0.06, 0.01, -0.05), (-0.03, 0.02, -0.05, 0.0, -0.05),
            np.array([0.98, 1.0, 1.03], np.float32), self.dirtiness,
        )  # fmt: skip


MAKES = {
    "coarse80": Make(
        1456, 1088, 0.080, 330, (1.2, -0.8), -0.12, (12, -8),
        Style.SOFTBOX, 1.5, 0.03, 0.6, 6e3, 12, 0.010, False, 1.0,
    ),
    "bars60": Make(
        1920, 1200, 0.060, 400, (-2.2, 2.0), 0.10, (-25, 14),
        Style.BARS, 10, 0.01, 0.4, 1e4, 5, 0.004, True, 0.6,
    ),
    "ring45": Make(
        2592, 1944, 0.045, 250, (1.5, 1.2), -0.20, (30, 22),
        Style.RING, 0.5, 0.05, 0.8, 5e3, 10, 0.015, False, 1.5,
    ),
    "soft55": Make(
        2028, 1520, 0.055, 280, (-0.8, -1.0), -0.08, (40, -30),
        Style.LOW_RING, 30, 0.005, 1.2, 1.5e4, 4, 0.006, True, 0.5,
    ),
    "dome65": Make(
        1600, 1200, 0.065, 360, (0.0, 2.8), 0.05, (0, 0),
        Style.DOME, 4, 0.02, 0.9, 8e3, 8, 0.020, False, 3.0,
    ),
    "fine27": Make(
        4056, 3040, 0.0275, 300, (0.9, -0.6), -0.05, (-18, 25),
        Style.DOME, 3, 0.015, 1.1, 9e3, 6, 0.005, False, 1.0,
    ),
}  # fmt: skip


def calibration_of(rig: Rig, empty: Photographs, blur_px: float) -> Calibration:
    """A calibration as good as `screwtray calibrate` makes it, from the camera as it is."""
    camera = rig.camera
    view = TrayView(
        camera.matrix,
        np.asarray(camera.distortion),
        camera.rotation[:, 2].copy(),
        float(camera.centre_mm[2]),
        1e-4,
        0.05,
    )
    flats = {
        Light.BACKLIT: flat_field(Frame(empty.backlit, Light.BACKLIT)),
        Light.TOPLIT: flat_field(Frame(empty.toplit, Light.TOPLIT)),
    }
    pedigree = Pedigree(
        datetime.now(UTC).isoformat(timespec="seconds"), "made_scenes", parameters={"blur_px": Parameter(blur_px, 0.05)}
    )
    return Calibration(view, (camera.width_px, camera.height_px), flats, pedigree)


def board_blur_px(rig: Rig, rng: np.random.Generator) -> float:
    """The blur that a board lying flat shows, as `screwtray calibrate` measures it."""
    board = Board()
    spec = parse_board(json.dumps(board.__dict__).encode(), "board")
    view = board_view(rig, board, board_poses(1, board, (100.0, 80.0), rng)[0], rng)
    corners = find_corners(Frame(view, Light.AMBIENT), spec)
    if not isinstance(corners, ViewCorners) or corners.blur_px is None:
        raise SystemExit(f"the board's blur was not measured: {corners}")
    return corners.blur_px


def _developed(rig: Rig, make: Make, shot: Photographs) -> Photographs:
    """The backlit frame with three channels where the camera writes them so."""
    if not make.is_backlit_in_colour:
        return shot
    tinted = np.clip(shot.backlit[..., None] * np.array([1.02, 1.0, 0.97]), 0, 255)
    return replace(shot, backlit=np.asarray(np.round(tinted), np.uint8))


def _picked(rng: np.random.Generator, fits: Callable[[ScrewSpec], bool], head: Head | None = None) -> ScrewSpec:
    """The first random screw that fits; the last one drawn where none does."""
    for _ in range(400):
        spec = sample_spec(rng, head)
        if spec.overall_mm < LONGEST_MM and fits(spec):
            return spec
    raise SystemExit("no screw fits the wish")


def _any(spec: ScrewSpec) -> bool:
    return spec.overall_mm < 70


def _short(spec: ScrewSpec) -> bool:
    return spec.overall_mm < 9 and spec.shape is not None


def _long(spec: ScrewSpec) -> bool:
    return spec.overall_mm > 75


def _partly(spec: ScrewSpec) -> bool:
    return spec.coverage is Coverage.THREADED_ON_ONE_END and spec.overall_mm < 60 and spec.shape is not None


def _both_ends(spec: ScrewSpec) -> bool:
    return spec.coverage is Coverage.THREADED_ON_BOTH_ENDS and spec.overall_mm < 70


def _drilling(spec: ScrewSpec) -> bool:
    return spec.thread is not None and spec.thread.form is Form.TAPPING and spec.overall_mm < 60


def _small(spec: ScrewSpec) -> bool:
    return spec.overall_mm < 25


def _tiny(spec: ScrewSpec) -> bool:
    return spec.size in ("#2", "M2", "M2.5", "#4") and spec.overall_mm < 20


def _thick(spec: ScrewSpec) -> bool:
    return spec.size in ("1/2", "3/8", "M10") and spec.overall_mm < 70 and spec.shape is not None


def _screw(spec: ScrewSpec, rng: np.random.Generator) -> Thing:
    return screw_thing(lay(spec, rng, columns=COLUMNS), surface_of(spec.finish, rng, spec.paint_bgr))


def _touching(things: list[Thing], rng: np.random.Generator) -> list[Thing]:
    """The second thing pushed against the first, from any side."""
    still, moving = (footprint_xy_mm(t.solid) for t in things)
    x, y = pushed_together(still, moving, rng.uniform(0, 2 * np.pi), 0.0)
    return [things[0], moved(things[1], x, y)]


def things_of(index: int, rng: np.random.Generator) -> list[list[Thing]]:
    """Groups of things of a scene, each group to be laid down as it is: 13 single heads first, then what is harder."""
    heads = list(Head)
    if index < len(heads):
        return [[_screw(_picked(rng, _any, heads[index]), rng)]]
    kind = (index - len(heads)) % 9
    if kind == 0:
        return [[_screw(_picked(rng, _short), rng)], [_screw(_picked(rng, _tiny), rng)]]
    if kind == 1:
        return [[_screw(_picked(rng, _long), rng)]]
    if kind == 2:
        return [[_screw(_picked(rng, _partly), rng)], [coin(rng)]]
    if kind == 3:
        return [_touching([_screw(_picked(rng, _small), rng), _screw(_picked(rng, _small), rng)], rng)]
    if kind == 4:
        return [[_screw(_picked(rng, _small), rng)] for _ in range(3)] + [[washer(rng)], [nut(rng)]]
    if kind == 5:
        return [_touching([_screw(_picked(rng, _partly), rng), coin(rng)], rng), [paper_clip(rng)]]
    if kind == 6:
        return [[_screw(_picked(rng, _both_ends, Head.NONE), rng)], [nail(rng)]]
    if kind == 7:
        return [[_screw(_picked(rng, _drilling), rng)], [_screw(_picked(rng, _partly), rng)]]
    return [[_screw(_picked(rng, _thick), rng)], [_screw(_picked(rng, _small, Head.EYE), rng)]]


def laid_out(groups: Sequence[Sequence[Thing]], camera: Camera, rng: np.random.Generator) -> list[Thing] | None:
    """All things in the camera's field, groups apart; None where they find no room."""
    corners = camera.on_tray([[0, 0], [camera.width_px - 1, 0], [0, camera.height_px - 1],
                              [camera.width_px - 1, camera.height_px - 1]])[:, :2]  # fmt: skip
    low = np.sort(corners, axis=0)[1] + MARGIN_MM
    high = np.sort(corners, axis=0)[2] - MARGIN_MM
    middle = (low + high) / 2
    footprints = []
    for group in groups:
        corners = np.concatenate([footprint_xy_mm(t.solid) for t in group])
        footprints.append(cv2.convexHull(corners.astype(np.float32)).reshape(-1, 2).astype(np.float64))
    size = (float(high[0] - low[0]), float(high[1] - low[1]))
    centred = [f - (f.min(axis=0) + f.max(axis=0)) / 2 for f in footprints]
    places = free_places(centred, size, rng, 1.5)
    if places is None:
        return None
    out = []
    for group, footprint, place in zip(groups, footprints, places, strict=True):
        shift = middle + place - (footprint.min(axis=0) + footprint.max(axis=0)) / 2
        out += [moved(thing, float(shift[0]), float(shift[1])) for thing in group]
    return out


def truth_of(thing: Thing, camera: Camera, is_touching: bool) -> dict[str, Any]:
    """What the benches write of a part."""
    if thing.screw is None:
        return {"kind": thing.label.name.lower()}
    spec = thing.screw.spec
    axis = thing.screw.pose.rotation[:, 0]
    place = thing.solid.vertices[np.unique(thing.solid.faces)].mean(axis=0)
    head = place + axis * spec.overall_mm / 2
    sight = camera.centre_mm - head
    face = float(axis @ sight / np.linalg.norm(sight))
    sees_drive = spec.drive in SHOWN_BY_SHAPE or face >= SEEN_FACE
    measurements = {k: None if v is None else float(v) for k, v in thing.screw.measurements.items()}
    threaded = measurements["threaded_length_mm"]
    if threaded is not None and spec.thread is not None and threaded < spec.seat_mm - 1e-9:
        # The made world counts to where the run-out has gone to nothing, benches and calipers to its middle.
        measurements["threaded_length_mm"] = threaded - 0.5 * RUNOUT_TURNS * spec.thread.pitch_mm
    return {
        "kind": "fastener", "form": spec.thread.form if spec.thread else None, "size": spec.size,
        "measurements": measurements,
        "attributes": {"head": spec.head, "drive": spec.drive if sees_drive else None, "finish": spec.finish,
                       "tip": spec.tip, "coverage": spec.coverage},
        "head_face_towards_camera": round(face, 3), "tilt_deg": round(float(np.degrees(thing.screw.pose.tilt_rad)), 2),
        "bend_mm": spec.bend_mm, "gimlet": spec.cut is not None, "cup": spec.cup, "touching": is_touching,
    }  # fmt: skip


def _write(folder: Path, pictures: dict[str, NDArray[Any]], truth: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        quality = [cv2.IMWRITE_JPEG_QUALITY, 93] if name.endswith(".jpg") else []
        cv2.imwrite(str(folder / name), picture, quality)
    (folder / "truth.json").write_text(json.dumps(truth, indent=1))  # last: it marks the scene as whole


def make_rig(name: str, folder: Path, indices: Sequence[int], seed: int, is_truth_alone: bool) -> None:
    """Write a rig's calibration and those of its scenes that are not there yet, or the truth of all anew."""
    make = MAKES[name]
    number = list(MAKES).index(name)
    rig = make.rig(np.random.default_rng([seed, number]))
    file = folder / "cal.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng([seed, number, 1])
        empty = _developed(rig, make, photograph(rig, [], rng))
        save(calibration_of(rig, empty, board_blur_px(rig, rng)), file)
    for index in tqdm(indices, desc=name, unit="scene"):
        scene = folder / "scenes" / f"{name}-{index:03d}"
        if (scene / "truth.json").exists() != is_truth_alone:
            continue
        rng = np.random.default_rng([seed, number, 2, index])
        groups, things = things_of(index, rng), None
        for _ in range(20):
            things = laid_out(groups, rig.camera, rng)
            if things is not None:
                break
            groups = things_of(index, rng)
        if things is None:
            raise SystemExit(f"{scene.name}: its things find no room")
        touching = {id(g) for g in groups if len(g) > 1}
        flags = [id(g) in touching for g in groups for _ in g]
        truth = {
            "name": scene.name, "kind": "single" if len(things) == 1 else "multi", "rig": name,
            "mm_per_px_at_tray": rig.camera.mm_per_px, "camera_height_mm": float(rig.camera.centre_mm[2]),
            "parts": [truth_of(t, rig.camera, f) for t, f in zip(things, flags, strict=True)],
        }  # fmt: skip
        if is_truth_alone:
            _write(scene, {}, truth)
            continue
        shot = _developed(rig, make, photograph(rig.drifted(rng), things, rng))
        mask = (shot.view.thing + 1).astype(np.uint8)
        _write(scene, {"backlit.jpg": shot.backlit, "toplit.jpg": shot.toplit, "mask.png": mask}, truth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rig", nargs="+", choices=MAKES, default=list(MAKES))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--scenes", type=int, default=22)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--truth-alone", action="store_true", help="write the truth of scenes that are there anew")
    asked = parser.parse_args()
    for name in asked.rig:
        make_rig(name, asked.out / name, range(asked.first, asked.first + asked.scenes), asked.seed, asked.truth_alone)


if __name__ == "__main__":
    main()
