"""A specification becomes a closed solid whose measurements are exactly those it was made with."""

from dataclasses import replace

import numpy as np
import pytest

from models_onnx.synthetic.body import radius
from models_onnx.synthetic.screw import screw_mesh, truth
from models_onnx.synthetic.spec import Form, HeadShape, ScrewSpec, Thread
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

MACHINE = Thread(Form.MACHINE, 1.0583, 4.72, 3.50)
WOOD = Thread(Form.WOOD, 1.9538, 4.79, 3.217)
PAN = ScrewSpec(
    Head.PAN, Drive.PHILLIPS, Tip.DIE, Coverage.FULLY_THREADED, Finish.ZINC,
    overall_mm=28.7, thread=MACHINE, threaded_mm=24.6, shank_mm=4.1, tip_mm=0.6,
    shape=HeadShape(9.3, 3.3), drive_width_mm=5.0, drive_depth_mm=2.4,
)  # fmt: skip
SHAPES = {
    Head.FLAT: HeadShape(9.5, 3.0, rim_mm=0.25),
    Head.OVAL: HeadShape(9.5, 4.3, rim_mm=0.25, crown_mm=1.3),
    Head.HEX: HeadShape(11.5, 4.0, across_flats_mm=9.96),
    Head.HEX_WASHER: HeadShape(11.0, 4.0, rim_mm=0.6, across_flats_mm=7.9),
    Head.THUMB: HeadShape(16.5, 11.0, rim_mm=2.2),
    Head.SOCKET_CAP: HeadShape(8.0, 4.8),
}
TURNED = [h for h in Head if h not in (Head.EYE, Head.NONE)]


def _outer_radius(mesh, low_mm, high_mm):
    x, y, z = mesh.vertices[np.unique(mesh.faces)].T
    between = (x > low_mm) & (x < high_mm)
    return np.hypot(y, z)[between]


@pytest.mark.parametrize("head", TURNED)
def test_a_head_is_as_wide_and_as_high_as_its_spec_says(head):
    spec = replace(PAN, head=head, shape=SHAPES.get(head, HeadShape(9.3, 3.3)), drive=Drive.NONE)
    mesh = screw_mesh(spec, 96)
    assert mesh.vertices[:, 0].max() == pytest.approx(spec.overall_mm, abs=1e-6)
    assert mesh.vertices[:, 0].min() == pytest.approx(0.0, abs=1e-6)
    assert 2 * _outer_radius(mesh, spec.seat_mm - 0.01, 99).max() == pytest.approx(spec.shape.diameter_mm, rel=2e-3)


def test_crests_and_roots_stand_at_the_major_and_minor_diameters():
    r = _outer_radius(screw_mesh(PAN, 96), 2.0, 22.0)
    assert 2 * r.max() == pytest.approx(MACHINE.major_mm, abs=1e-9)
    assert 2 * r.min() == pytest.approx(MACHINE.minor_mm, abs=1e-9)


@pytest.mark.parametrize(("hand", "starts"), [(1, 1), (-1, 1), (1, 2)])
def test_the_thread_climbs_by_its_lead_in_one_turn(hand, starts):
    spec = replace(PAN, thread=replace(MACHINE, hand=hand, starts=starts))
    s = np.linspace(5, 15, 400)
    quarter = radius(spec, s + hand * starts * MACHINE.pitch_mm / 4, np.pi / 2)
    np.testing.assert_allclose(radius(spec, s, np.zeros(1)), quarter, atol=1e-9)


@pytest.mark.parametrize("drive", list(Drive))
@pytest.mark.parametrize("head", [Head.PAN, Head.FLAT, Head.CHEESE, Head.HEX, Head.ROUND])
def test_every_drive_leaves_a_closed_solid(head, drive):
    spec = replace(PAN, head=head, shape=SHAPES.get(head, HeadShape(9.3, 3.3)), drive=drive, drive_turn_rad=0.4)
    mesh = screw_mesh(spec, 48)
    blank = screw_mesh(replace(spec, drive=Drive.NONE), 48)
    # A hole in the surface would make the signed volume depend on where the origin lies.
    far = mesh.moved(np.eye(3), [0.0, 50.0, 0.0])
    assert far.volume_mm3() == pytest.approx(mesh.volume_mm3(), rel=5e-3)
    assert blank.volume_mm3() - mesh.volume_mm3() > -1e-3
    assert np.isfinite(mesh.corner_normals()).all()


@pytest.mark.parametrize("tip", list(Tip))
def test_every_tip_ends_at_the_tail(tip):
    spec = replace(PAN, tip=tip, tip_mm=4.0 if tip is not Tip.DIE else 0.6, thread=WOOD, shank_mm=4.7)
    mesh = screw_mesh(spec, 48)
    assert mesh.vertices[:, 0].min() == pytest.approx(0.0, abs=1e-6)
    assert mesh.volume_mm3() > 100


def test_trade_length_follows_the_head():
    assert PAN.nominal_mm == pytest.approx(25.4)
    flat = replace(PAN, head=Head.FLAT, shape=SHAPES[Head.FLAT])
    oval = replace(PAN, head=Head.OVAL, shape=SHAPES[Head.OVAL])
    assert (flat.nominal_mm, oval.nominal_mm) == (pytest.approx(28.7), pytest.approx(27.4))


def test_a_recess_in_a_dome_lowers_the_true_top():
    spec = replace(PAN, head=Head.ROUND, drive=Drive.HEX_SOCKET, shape=HeadShape(9.3, 3.3))
    mesh = screw_mesh(spec, 96)
    measured = truth(spec, mesh)
    loss = 28.7 - measured["overall_length_mm"]
    assert 0.1 < loss < 0.8
    assert measured["head_height_mm"] == pytest.approx(3.3 - loss)
    assert measured["nominal_length_mm"] == pytest.approx(25.4)


def test_both_ends_of_a_dowel_screw_are_threaded_the_same_way_round():
    spec = ScrewSpec(
        Head.NONE, Drive.NONE, Tip.CONE, Coverage.THREADED_ON_BOTH_ENDS, Finish.ZINC,
        overall_mm=40.0, thread=WOOD, threaded_mm=14.0, shank_mm=4.7, tip_mm=6.0,
        far_thread=WOOD, far_threaded_mm=14.0, far_tip_mm=6.0,
    )  # fmt: skip
    s = np.linspace(30, 33, 200)
    turned = radius(spec, s + WOOD.pitch_mm / 4, np.pi / 2)
    # root and crest taper along the point, so only the ridge's place is compared
    assert np.abs(s[np.argmax(radius(spec, s, np.zeros(1)))] - s[np.argmax(turned)]) < WOOD.pitch_mm
    mesh = screw_mesh(spec, 48)
    assert mesh.moved(np.eye(3), [0, 50.0, 0]).volume_mm3() == pytest.approx(mesh.volume_mm3(), rel=5e-3)
