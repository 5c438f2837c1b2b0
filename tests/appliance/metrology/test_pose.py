"""Rays that graze a solid tell its radius and where it is, whatever the perspective; a solid rests as it must."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.metrology.pose import Axis, closest_approach, obliquity_rad, rest
from tests.appliance.metrology.turned import on_tray

RADII = st.floats(0.5, 8.0)
PLACES = st.tuples(st.floats(-55, 55), st.floats(-42, 42))
HEADINGS = st.floats(-np.pi, np.pi)
HEIGHTS = st.floats(150.0, 500.0)
TILTS = st.floats(-0.35, 0.35)


def grazing_points(axis: Axis, s: np.ndarray, radius: np.ndarray, slope: np.ndarray, height: float):
    """Where rays from the camera graze a surface of revolution: (left, right) points, (n, 3) each.

    The normal is radial - slope * axis; it is square to the sight at cos(angle) = (radius + slope * c_s) / c_r, where
    (c_s, c_r) is the camera seen from the circle's centre, along and across the axis.
    """
    centre = axis.point_xyz_mm + s[:, None] * axis.direction
    sight = np.array([0.0, 0.0, height]) - centre
    along = sight @ axis.direction
    across = sight - along[:, None] * axis.direction
    away = np.linalg.norm(across, axis=1)
    towards = across / away[:, None]
    left = np.cross(towards, axis.direction)
    cosine = (radius + slope * along) / away
    sine = np.sqrt(1 - cosine**2)
    return tuple(
        centre + radius[:, None] * (cosine[:, None] * towards + sign * sine[:, None] * left) for sign in (1, -1)
    )


@given(RADII, st.floats(-60, 60), HEIGHTS)
def test_the_edges_of_a_lying_cylinder_follow_the_closed_formula(r: float, x0: float, height: float) -> None:
    """METROLOGY.md, Geometry 1: X = H tan(phi +- beta)."""
    d, phi = np.hypot(x0, height - r), np.arctan2(x0, height - r)
    beta = np.arcsin(r / d)
    edges = height * np.tan(phi + np.array([beta, -beta]))
    axis = Axis.lying(np.array([x0, 0.0]), np.pi / 2, r)  # along y: its left is towards smaller x
    s, offset = closest_approach(axis, np.column_stack([edges, [7.0, 7.0]]), height)
    assert offset == pytest.approx([-r, r], abs=1e-9)
    # the ray touches at tangent height z, where perspective has moved it towards the nadir
    z = r + r * (np.sin(beta) * np.cos(phi) + np.array([1, -1]) * np.cos(beta) * np.sin(phi))
    assert s == pytest.approx(7.0 * (height - z) / height, abs=1e-9)


@given(RADII, PLACES, HEADINGS, TILTS, HEIGHTS, st.floats(-0.8, 0.8))
def test_a_tilted_cone_is_recovered_point_by_point(r, place, heading, tilt, height, flare) -> None:
    axis = Axis.lying(np.array(place), heading, r + 3.0, tilt)
    s = np.linspace(-0.4, 0.4, 9) * r
    radius = r + flare * s
    for points, sign in zip(grazing_points(axis, s, radius, np.full_like(s, flare), height), (1, -1)):
        where, offset = closest_approach(axis, on_tray(points, height), height)
        # seen at the obliquity e a cone shows r sqrt(1 - tan(c)^2 tan(e)^2) at s - r tan(c) tan(e)^2
        to_camera = np.array([0, 0, height]) - points
        lean = to_camera @ axis.direction / np.linalg.norm(to_camera, axis=1)
        slant2 = lean**2 / (1 - lean**2)
        assert sign * offset == pytest.approx(radius * np.sqrt(1 - flare**2 * slant2), abs=1e-8)
        assert where == pytest.approx(s - radius * flare * slant2, abs=1e-8)


@given(RADII, PLACES, HEADINGS, TILTS, HEIGHTS)
def test_a_tilted_cylinder_keeps_its_radius_and_its_places(r, place, heading, tilt, height) -> None:
    axis = Axis.lying(np.array(place), heading, r + 3.0, tilt)
    s = np.linspace(-10, 10, 7)
    left, right = grazing_points(axis, s, np.full(7, r), np.zeros(7), height)
    for points, sign in ((left, 1), (right, -1)):
        where, offset = closest_approach(axis, on_tray(points, height), height)
        assert offset == pytest.approx(sign * r, abs=1e-8)
        assert where == pytest.approx(s, abs=1e-8)


@given(PLACES, HEADINGS, TILTS, st.floats(-3, 3), st.floats(-0.5, 0.5), st.floats(-5, 5))
def test_an_axis_moved_and_moved_back_is_where_it_was(place, heading, tilt, aside, turn, up) -> None:
    axis = Axis.lying(np.array(place), heading, 2.0, tilt)
    turned = axis.turned(0.0, turn)
    assert turned.direction @ axis.direction == pytest.approx(np.cos(turn))
    assert turned.direction @ axis.sideways == pytest.approx(np.sin(turn), abs=1e-12)
    assert turned.direction @ axis.upright == pytest.approx(0, abs=1e-12)
    moved = axis.turned(aside, 0.0).turned(-aside, 0.0).raised(up).raised(-up).backwards().backwards()
    np.testing.assert_allclose(moved.point_xyz_mm, axis.point_xyz_mm, atol=1e-9)
    np.testing.assert_allclose(moved.direction, axis.direction, atol=1e-12)


@given(PLACES, HEADINGS, st.floats(-1.5, 1.5))
def test_turning_a_level_axis_to_and_fro_leaves_it(place, heading, turn) -> None:
    axis = Axis.lying(np.array(place), heading, 2.0)
    np.testing.assert_allclose(axis.turned(0, turn).turned(0, -turn).direction, axis.direction, atol=1e-12)


@given(PLACES, HEADINGS, TILTS)
def test_its_three_directions_are_square_and_left_is_left(place, heading, tilt) -> None:
    axis = Axis.lying(np.array(place), heading, 2.0, tilt)
    frame = np.stack([axis.direction, axis.sideways, axis.upright])
    np.testing.assert_allclose(frame @ frame.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(frame) == pytest.approx(1)
    assert axis.tilt_rad == pytest.approx(tilt)
    assert axis.sideways[2] == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(axis.sideways[:2], [-np.sin(heading), np.cos(heading)], atol=1e-12)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_head_turned_towards_the_camera_has_positive_obliquity(sign) -> None:
    axis = Axis.lying(np.array([-40.0 * sign, 0.0]), 0.0, 2.0)
    assert obliquity_rad(axis, 0.0, 300.0) == pytest.approx(np.arctan(sign * 40 / 298))


@given(TILTS, HEIGHTS)
def test_straight_below_the_camera_the_obliquity_is_the_tilt(tilt, height) -> None:
    assert obliquity_rad(Axis.lying(np.zeros(2), 1.0, 2.0, tilt), 0.0, height) == pytest.approx(tilt, abs=1e-9)


@given(st.floats(1.0, 6.0), st.floats(1.3, 2.4), st.floats(8.0, 60.0), st.floats(-30, 30))
def test_a_headed_part_rests_on_its_rim_and_its_far_end(r, wider, body, shift) -> None:
    """METROLOGY.md, Geometry 3: tan(tilt) = (R - r) / Lc; the axis is R cos(tilt) above the tray at the rim."""
    R = wider * r
    s = np.array([0.0, body, body, body + 0.7 * R])
    radius = np.array([r, r, R, R])
    dense = np.linspace(0, s[-1], 400)
    profile = np.where(dense < body, r, R)
    tilt, height = rest(dense + shift, profile)
    rim = dense[np.flatnonzero(profile == R)[0]]
    if _leans_on_its_head(s, radius):
        return  # a short screw lies on the side of its head
    assert np.tan(tilt) == pytest.approx((R - r) / rim)
    at_rim = height + (rim + shift) * np.sin(tilt)
    assert at_rim == pytest.approx(R * np.cos(tilt), abs=1e-6)
    assert height + shift * np.sin(tilt) == pytest.approx(r * np.cos(tilt), abs=1e-6)


def _leans_on_its_head(s, radius) -> bool:
    body, head = radius[0] ** 2 * s[1], radius[2] ** 2 * (s[3] - s[2])
    return (body * s[1] / 2 + head * (s[2] + s[3]) / 2) / (body + head) > s[2] - s[1] / 200


@given(RADII, st.floats(4, 60), st.floats(0, 1))
def test_a_headless_part_lies_flat_on_its_crests(r, length, phase) -> None:
    s = np.arange(0, length, 0.02)
    crests = r - 0.1 * r * (0.5 + 0.5 * np.cos(2 * np.pi * (s / 1.0 + phase)))
    tilt, height = rest(s, crests)
    assert tilt == pytest.approx(0, abs=2e-3 * r)
    assert height == pytest.approx(r, rel=2e-3)


@settings(max_examples=50)
@given(st.floats(1.5, 5), st.floats(10, 40), st.floats(0.5, 0.95))
def test_a_tapered_part_rests_along_its_side(r, length, narrower) -> None:
    s = np.linspace(0, length, 300)
    tilt, height = rest(s, r * (narrower + (1 - narrower) * s / length))
    assert np.tan(tilt) == pytest.approx(r * (1 - narrower) / length)
    assert height == pytest.approx(narrower * r * np.cos(tilt))
