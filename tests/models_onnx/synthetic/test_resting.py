"""Screws come to rest as they do on a real tray."""

import numpy as np
import pytest

from models_onnx.synthetic.camera import overhead
from models_onnx.synthetic.resting import Posture, resting_pose
from models_onnx.synthetic.scene import lay, silhouette_scene
from models_onnx.synthetic.screw import screw_mesh
from models_onnx.synthetic.spec import Form, HeadShape, ScrewSpec, Thread
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

SCREW = ScrewSpec(
    Head.PAN, Drive.PHILLIPS, Tip.DIE, Coverage.FULLY_THREADED, Finish.ZINC,
    overall_mm=28.7, thread=Thread(Form.MACHINE, 1.0583, 4.72, 3.50), threaded_mm=24.6, shank_mm=4.1, tip_mm=0.6,
    shape=HeadShape(9.3, 3.3), drive_width_mm=5.0, drive_depth_mm=2.4,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_a_headed_screw_rests_on_its_rim_and_a_crest(seed):
    mesh = screw_mesh(SCREW, 96)
    pose = resting_pose(mesh, np.random.default_rng(seed))
    laid = pose.apply(mesh).vertices
    touching = mesh.vertices[laid[:, 2] < 1e-6]
    assert laid[:, 2].min() == pytest.approx(0.0, abs=1e-9)
    assert touching[:, 0].max() > SCREW.seat_mm  # the rim
    tail = touching[touching[:, 0] < SCREW.seat_mm]
    between_mm = touching[:, 0].max() - tail[:, 0].mean()
    assert np.tan(pose.tilt_rad) == pytest.approx((9.3 - 4.72) / 2 / between_mm, rel=0.05)


def test_its_centre_of_mass_stands_over_the_origin():
    mesh = screw_mesh(SCREW, 64)
    laid = resting_pose(mesh, np.random.default_rng(1)).apply(mesh)
    np.testing.assert_allclose(laid.centre_of_mass()[:2], 0, atol=0.02)


def test_it_stands_when_asked_to():
    pose = resting_pose(screw_mesh(SCREW, 64), np.random.default_rng(0), Posture.STANDING)
    assert abs(np.degrees(pose.tilt_rad)) > 80


def test_a_scene_knows_its_truth_and_shows_its_parts_apart():
    rng = np.random.default_rng(3)
    parts = [lay(SCREW, rng, (x, 0.0), heading_rad=np.pi / 2) for x in (-10.0, 10.0)]
    scene = silhouette_scene(overhead(700, 700, 0.06), parts)
    one, other = scene.pictures.masks
    assert not (one & other).any()
    assert scene.pictures.backlit[one].max() < scene.pictures.backlit[~(one | other)].max()
    assert parts[0].measurements["major_diameter_mm"] == pytest.approx(4.72)
