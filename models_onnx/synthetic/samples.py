"""The demo's sample trays, made from known screws by a known camera."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.board_views import Board, board_poses, board_view
from models_onnx.synthetic.camera import overhead
from models_onnx.synthetic.lamps import Style, lamp
from models_onnx.synthetic.rig import Photographs, Rig, Sensor, photograph
from models_onnx.synthetic.sample_store import sku_of, store_export
from models_onnx.synthetic.scene import lay
from models_onnx.synthetic.shading import Lighting
from models_onnx.synthetic.spec import Form, HeadShape, ScrewSpec, Thread
from models_onnx.synthetic.surfaces import surface_of
from models_onnx.synthetic.things import coin, moved
from models_onnx.synthetic.world import Thing, screw_thing
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

JPEG_QUALITY = 92
COLUMNS = 128
VIEWS = 12

PAN_10_24 = ScrewSpec(
    Head.PAN, Drive.PHILLIPS, Tip.DIE, Coverage.FULLY_THREADED, Finish.ZINC,
    overall_mm=25.32 + 3.24, thread=Thread(Form.MACHINE, 25.4 / 24, 4.731, 3.464), threaded_mm=24.6, shank_mm=4.08,
    tip_mm=0.7, shape=HeadShape(9.24, 3.24), drive_width_mm=4.9, drive_depth_mm=2.3, drive_turn_rad=0.35, size="#10",
)  # fmt: skip
BRASS_8 = ScrewSpec(
    Head.FLAT, Drive.SLOTTED, Tip.CONE, Coverage.THREADED_ON_ONE_END, Finish.BRASS,
    overall_mm=31.66, thread=Thread(Form.WOOD, 25.4 / 15, 4.14, 2.78), threaded_mm=21.2, shank_mm=4.06, tip_mm=5.6,
    shape=HeadShape(8.02, 2.55, rim_mm=0.24), drive_width_mm=1.15, drive_depth_mm=1.15, drive_turn_rad=1.9, size="#8",
)  # fmt: skip
CAP_M6 = ScrewSpec(
    Head.SOCKET_CAP, Drive.HEX_SOCKET, Tip.DIE, Coverage.FULLY_THREADED, Finish.BLACK,
    overall_mm=19.86 + 5.92, thread=Thread(Form.MACHINE, 1.0, 5.90, 4.70), threaded_mm=19.2, shank_mm=5.3, tip_mm=0.8,
    shape=HeadShape(9.86, 5.92), drive_width_mm=5.02, drive_depth_mm=3.2, drive_turn_rad=0.2, knurls=48, size="M6",
)  # fmt: skip
DRILL_10 = ScrewSpec(
    Head.HEX_WASHER, Drive.HEX_EXTERNAL, Tip.DRILL, Coverage.FULLY_THREADED, Finish.ZINC,
    overall_mm=25.2 + 4.05, thread=Thread(Form.TAPPING, 25.4 / 16, 4.74, 3.46), threaded_mm=24.4, shank_mm=3.9,
    tip_mm=5.2, shape=HeadShape(10.1, 4.05, rim_mm=0.75, across_flats_mm=7.86), drive_turn_rad=0.1, size="#10-16",
)  # fmt: skip


def sample_rig() -> Rig:
    """The rig of the samples: a wide soft light above, prism film on the panel."""
    rng = np.random.default_rng(5)
    camera = overhead(
        2028, 1520, 0.0574, 301.4, (0.0031, -0.0024, 0.0042), (-0.0712, 0.0581, 0.00021, -0.00017, 0.0), (6.4, -9.1)
    )
    lighting = Lighting(lamp(Style.SOFTBOX, rng), np.array([0.70, 0.71, 0.72], np.float32), 6.0, 0.012)
    return Rig(
        camera, lighting, Sensor(0.60, 0.004, 22000.0, 5.0, 0), 0.80, 0.66,
        (0.012, -0.009, -0.045, 0.006, -0.05), (-0.02, 0.015, -0.04, 0.0, -0.035),
        np.array([1.01, 1.0, 0.995], np.float32), 0.35,
    )  # fmt: skip


def _screw(spec: ScrewSpec, at_xy_mm: tuple[float, float], heading_deg: float, rng: np.random.Generator) -> Thing:
    laid = lay(spec, rng, at_xy_mm, COLUMNS, heading_rad=float(np.radians(heading_deg)))
    return screw_thing(laid, surface_of(spec.finish, rng))


def _truth(thing: Thing, sku: str | None) -> dict[str, Any]:
    if thing.screw is None:
        return {"kind": thing.label.name.lower()}
    laid, spec = thing.screw, thing.screw.spec
    return {
        "kind": "fastener", "sku": sku, "size": spec.size,
        "measurements": {k: None if v is None else round(float(v), 4) for k, v in laid.measurements.items()},
        "attributes": {"head": spec.head, "drive": spec.drive, "finish": spec.finish, "tip": spec.tip,
                       "coverage": spec.coverage},
    }  # fmt: skip


def _jpeg(picture: NDArray[np.uint8]) -> bytes:
    _, file = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return file.tobytes()


def _write_shot(folder: Path, shot: Photographs) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, picture in (("backlit", shot.backlit), ("toplit", shot.toplit)):
        path = folder / f"{name}.jpg"
        path.write_bytes(_jpeg(picture))
        written.append(path)
    return written


def write_samples(folder: Path) -> list[Path]:
    """Writes tray/, handful/, catalog.csv and truth.json; returns what was written."""
    rig, rng = sample_rig(), np.random.default_rng(11)
    one = [_screw(PAN_10_24, (-16.0, 2.0), 21.0, rng)]
    several = [
        _screw(BRASS_8, (-24.0, 16.0), -32.0, rng),
        _screw(CAP_M6, (-22.0, -18.0), 28.0, rng),
        _screw(DRILL_10, (17.0, -17.0), 152.0, rng),
        moved(coin(rng), 25.0, 17.0),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    written = _write_shot(folder / "tray", photograph(rig.drifted(rng, 0.01), one, rng, samples=9, rows=16))
    written += _write_shot(folder / "handful", photograph(rig.drifted(rng, 0.01), several, rng, samples=9, rows=16))
    skus = (
        sku_of("#8", "1-1/4", "Wood Screw"),
        sku_of("M6-1.0", "20 mm", "Cap Screw"),
        sku_of("#10-16", "1", "Self-Drilling Screw"),
        None,
    )
    truth = {
        "tray": [_truth(t, sku) for t, sku in zip(one, (sku_of("#10-24", "1", "Machine Screw"),))],
        "handful": [_truth(t, sku) for t, sku in zip(several, skus)],
        "camera": {"height_mm": rig.camera.centre_mm[2], "fx": rig.camera.fx, "fy": rig.camera.fy,
                   "cx": rig.camera.cx, "cy": rig.camera.cy, "distortion": rig.camera.distortion},
    }  # fmt: skip
    for name, text in (("catalog.csv", store_export()), ("truth.json", json.dumps(truth, indent=1) + "\n")):
        (folder / name).write_text(text)
        written.append(folder / name)
    return written


def write_views(folder: Path) -> list[Path]:
    """Writes board.json, views/ and empty/ of the samples' rig, for `screwtray calibrate`."""
    rig, rng, board = sample_rig(), np.random.default_rng(23), Board()
    (folder / "views").mkdir(parents=True, exist_ok=True)
    (folder / "board.json").write_text(json.dumps(asdict(board)))
    written = _write_shot(folder / "empty", photograph(rig, [], rng))
    for k, pose in enumerate(board_poses(VIEWS, board, (110.0, 84.0), rng)):
        path = folder / "views" / (f"view{k:02d}.jpg" if k else "flat.jpg")
        path.write_bytes(_jpeg(board_view(rig, board, pose, rng)))
        written.append(path)
    return written
