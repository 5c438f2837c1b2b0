"""The made photographs obey physics where it can be checked by hand. Needs Embree (extra `training`)."""

import numpy as np
import pytest

from models_onnx.synthetic.camera import overhead
from models_onnx.synthetic.lamps import Lamp, Style, irradiance, lamp, look_up, panel_harmonics
from models_onnx.synthetic.mesh import Piece, tube
from models_onnx.synthetic.render import Sight, render
from models_onnx.synthetic.shading import Lighting
from models_onnx.synthetic.surfaces import Surface
from models_onnx.synthetic.things import moved
from models_onnx.synthetic.world import Label, plain_thing

TRAY = np.full(3, 0.6, np.float32)
CAMERA = overhead(160, 160, 0.1)


def _ball(surface, radius=4.0):
    t = np.linspace(0, np.pi, 60)[:, None]
    phi = 2 * np.pi * np.arange(90) / 90
    x, r = np.broadcast_to(-radius * np.cos(t), (60, 90)), radius * np.sin(t)
    points = np.stack([x, r * np.cos(phi), radius + r * np.sin(phi)], axis=-1)
    return plain_thing(tube(points, Piece.BODY, 0), points.reshape(-1, 3), surface, Label.OTHER)


def _surface(mirror, diffuse):
    return Surface(np.full(3, mirror, np.float32), np.full(3, diffuse, np.float32), 0.05)


def _seen(surface, exponent=3.0, gloom=0.0, style=Style.DOME):
    pytest.importorskip("embreex")
    rng = np.random.default_rng(0)
    return render(CAMERA, [_ball(surface)], Lighting(lamp(style, rng), TRAY, exponent, gloom), rng)


@pytest.mark.parametrize("style", list(Style))
def test_any_lamp_lights_the_empty_tray_alike(style):
    made = lamp(style, np.random.default_rng(3))
    up = irradiance(made.harmonics, np.array([[0, 0, 1]], np.float32))
    assert up.mean() == pytest.approx(1.0, abs=0.12)  # second-order harmonics ring a little


def test_an_even_sky_reads_the_same_everywhere():
    even = Lamp(np.ones((96, 96, 3), np.float32), Style.DOME)
    d = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    d[:, 2] = np.abs(d[:, 2])
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    np.testing.assert_allclose(look_up(even.sky_bgr, d), 1.0, atol=1e-6)


def test_a_panel_below_lights_what_faces_it():
    down, up = irradiance(panel_harmonics(1.0), np.array([[0, 0, -1], [0, 0, 1]], np.float32))
    assert down[0] > 5 * max(up[0], 1e-3)


def test_the_bare_panel_is_one_and_a_black_ball_is_dark():
    view = _seen(_surface(0.0, 0.0))
    assert view.backlit[0, 0] == pytest.approx(1.0)
    assert view.backlit[80, 80] == pytest.approx(0.0, abs=1e-3)
    assert (view.thing[80, 80], view.thing[0, 0]) == (0, -1)


def test_shiny_edges_glow_before_a_wide_panel_and_less_before_a_narrow_one():
    wide, narrow = (_seen(_surface(0.7, 0.0), exponent=e) for e in (0.5, 40.0))
    rim = (wide.covered > 0.999) & (wide.backlit > 0)
    yy, xx = np.mgrid[:160, :160]
    outer = rim & (np.hypot(xx - 79.5, yy - 79.5) > 0.88 * np.sqrt(wide.covered.sum() / np.pi))
    assert wide.backlit[outer].mean() > narrow.backlit[outer].mean() + 0.1


def test_the_tray_is_darker_beside_a_ball_than_far_from_it():
    view = _seen(_surface(0.1, 0.1))
    far, near = view.toplit_bgr[4, 4].mean(), view.toplit_bgr[80, 80 - 44].mean()
    assert near < 0.9 * far
    assert far == pytest.approx(0.6, rel=0.1)


def test_a_white_ball_is_about_as_bright_as_its_lamp_makes_a_sheet():
    view = _seen(_surface(0.0, 0.9))
    assert view.toplit_bgr[80, 80].mean() == pytest.approx(0.9, rel=0.15)


def test_lighting_a_sight_again_changes_the_light_and_nothing_else():
    pytest.importorskip("embreex")
    rng = np.random.default_rng(0)
    sight = Sight(CAMERA, [_ball(_surface(0.0, 0.9))], rng)
    one, other = (sight.lit(Lighting(lamp(style, rng), TRAY, 3.0, 0.0), rng) for style in (Style.DOME, Style.BARS))
    np.testing.assert_array_equal(one.covered, other.covered)
    np.testing.assert_array_equal(one.thing, other.thing)
    assert np.abs(one.toplit_bgr - other.toplit_bgr).max() > 0.05


def test_other_surfaces_on_the_same_solids_are_seen():
    pytest.importorskip("embreex")
    rng = np.random.default_rng(0)
    sight = Sight(CAMERA, [_ball(_surface(0.0, 0.9))], rng)
    lighting = Lighting(lamp(Style.DOME, rng), TRAY, 3.0, 0.0)
    pale, dark = sight.lit(lighting, rng), sight.lit(lighting, rng, [_surface(0.0, 0.05)])
    assert dark.toplit_bgr[80, 80].mean() < 0.2 * pale.toplit_bgr[80, 80].mean()


def test_the_ground_may_be_a_picture():
    pytest.importorskip("embreex")
    ground = np.random.default_rng(1).uniform(0.1, 0.9, (160, 160, 3)).astype(np.float32)
    rng = np.random.default_rng(0)
    view = Sight(CAMERA, [], rng).lit(Lighting(lamp(Style.DOME, rng), TRAY, 3.0, 0.0), rng, ground_bgr=ground)
    np.testing.assert_allclose(view.toplit_bgr, ground, atol=1e-5)


def test_a_thing_beside_the_picture_leaves_it_empty():
    pytest.importorskip("embreex")
    rng = np.random.default_rng(0)
    sight = Sight(CAMERA, [moved(_ball(_surface(0.0, 0.9)), 90.0, 0.0)], rng)
    view = sight.lit(Lighting(lamp(Style.DOME, rng), TRAY, 3.0, 0.0), rng)
    assert (view.covered == 0).all()
    assert sight.area_px(0, Piece.BODY) == 0.0
