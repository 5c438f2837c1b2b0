"""A solid laid on the tray in 3-D, seen through a real lens, gives back its axis, its radii and its length."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.metrology.pose import Axis
from appliance.metrology.profile import Profile, profile_about, robust_line, settle, side_radii
from tests.appliance.metrology import turned

VIEW = turned.tray_view()
STEP_MM = 0.0275
BODY_MM, RIM_MM, BODY_LENGTH_MM, HEAD_LENGTH_MM = 2.4, 4.6, 20.0, 3.0
PLACES = [(0.0, 0.0), (40.0, 10.0), (-45.0, -30.0), (10.0, -35.0)]
HEADINGS = [0.3, 2.0, -1.2]


def laid(place, heading: float, body: float = BODY_MM, rim: float = RIM_MM) -> tuple[Axis, Profile]:
    """Where a cylinder with a head disc lies, and the profile found of it, turned the same way."""
    tilt = np.arctan2(rim - body, BODY_LENGTH_MM)
    axis = Axis.lying(np.array(place), heading, body * np.cos(tilt), tilt)
    s = np.array(
        [0, 0, BODY_LENGTH_MM, BODY_LENGTH_MM, BODY_LENGTH_MM + HEAD_LENGTH_MM, BODY_LENGTH_MM + HEAD_LENGTH_MM]
    )
    outline = turned.outline(axis, s, np.array([0, body, body, rim, rim, 0]), VIEW.height_mm)
    profile = settle(turned.sampled(outline, VIEW), VIEW.height_mm, STEP_MM)
    return axis, profile if profile.axis.direction @ axis.direction > 0 else profile.backwards()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("heading", HEADINGS)
def test_the_diameters_of_a_cylinder_with_a_head_disc_are_recovered_everywhere(place, heading) -> None:
    axis, profile = laid(place, heading)
    s = profile.s_mm - (axis.point_xyz_mm - profile.axis.point_xyz_mm) @ profile.axis.direction
    across = profile.left_mm + profile.right_mm
    assert across[(s > 3) & (s < 17)] == pytest.approx(2 * BODY_MM, abs=1.5e-3)
    assert across[(s > 20.9) & (s < 22)] == pytest.approx(2 * RIM_MM, abs=1.5e-3)
    assert np.diff(profile.s_mm) == pytest.approx(STEP_MM)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("heading", HEADINGS)
def test_the_axis_of_a_part_is_where_it_lies_everywhere_on_the_tray(place, heading) -> None:
    axis, profile = laid(place, heading)
    middle = axis.at(10.0)
    off = middle - profile.axis.at((middle - profile.axis.point_xyz_mm) @ profile.axis.direction)
    assert off @ axis.sideways == pytest.approx(0, abs=2e-3)
    assert off @ axis.upright == pytest.approx(0, abs=6e-3)
    assert profile.axis.direction @ axis.sideways == pytest.approx(0, abs=1.5e-4)
    assert profile.axis.tilt_rad == pytest.approx(axis.tilt_rad, abs=4e-4)


@pytest.mark.parametrize("place", PLACES)
def test_the_even_grid_runs_from_end_to_end_as_seen(place) -> None:
    """The far half of a flat end's rim stands out by its radius times the slant (METROLOGY.md, Geometry 4)."""
    heading = float(np.arctan2(place[1], place[0])) if any(place) else 0.4
    axis, profile = laid(place, heading)
    length = BODY_LENGTH_MM + HEAD_LENGTH_MM
    for s, radius, seen in ((0.0, BODY_MM, profile.s_mm[0]), (length, RIM_MM, profile.s_mm[-1])):
        zero = (axis.point_xyz_mm - profile.axis.point_xyz_mm) @ profile.axis.direction
        # the rim's outermost point is above or below the axis; the ray through it meets the axis beyond the end
        beyond = []
        for up in (radius, -radius):
            ray = axis.at(s, up_mm=up) - [0, 0, VIEW.height_mm]
            normal = np.cross(ray, axis.direction)
            across = np.cross(normal, ray)
            beyond.append(s - up * (axis.upright @ across) / (axis.direction @ across))
        expected = min(beyond) if s == 0 else max(beyond)
        assert seen - zero == pytest.approx(expected, abs=STEP_MM)
    assert profile.length_mm == pytest.approx(profile.s_mm[-1] - profile.s_mm[0])


@settings(max_examples=12, deadline=None)
@given(st.floats(1.0, 5.0), st.tuples(st.floats(-42, 42), st.floats(-32, 32)), st.floats(-np.pi, np.pi))
def test_a_headless_cylinder_of_any_size_lies_flat_at_its_radius(radius, place, heading) -> None:
    axis = Axis.lying(np.array(place), heading, radius)
    ends = np.array([-4 * radius, -4 * radius, 4 * radius, 4 * radius])
    outline = turned.outline(axis, ends, np.array([0, radius, radius, 0]), VIEW.height_mm)
    profile = settle(turned.sampled(outline, VIEW), VIEW.height_mm, STEP_MM)
    inner = slice(len(profile.s_mm) // 5, -len(profile.s_mm) // 5)
    assert (profile.left_mm + profile.right_mm)[inner] == pytest.approx(2 * radius, abs=2e-3)
    assert profile.axis.point_xyz_mm[2] == pytest.approx(radius, abs=3e-3)
    assert profile.axis.tilt_rad == pytest.approx(0, abs=4e-4)


def test_noise_on_the_edge_averages_out_of_the_pose() -> None:
    axis = Axis.lying(np.array([25.0, -20.0]), 0.7, BODY_MM)
    outline = turned.outline(axis, np.array([0, 0, 25, 25.0]), np.array([0, BODY_MM, BODY_MM, 0]), VIEW.height_mm)
    diameters = []
    for seed in range(6):
        profile = settle(turned.sampled(outline, VIEW, noise_px=0.05, seed=seed), VIEW.height_mm, STEP_MM)
        inner = slice(len(profile.s_mm) // 5, -len(profile.s_mm) // 5)
        diameters.append(np.median((profile.left_mm + profile.right_mm)[inner]))
    assert np.mean(diameters) == pytest.approx(2 * BODY_MM, abs=2e-3)
    assert np.std(diameters) < 1e-3


def test_a_profile_turned_round_swaps_its_sides_and_back_again_is_itself() -> None:
    _, profile = laid((10.0, 5.0), 0.5)
    back = profile.backwards()
    np.testing.assert_allclose(back.left_mm, profile.right_mm[::-1])
    np.testing.assert_allclose(back.axis.at(back.s_mm[0]), profile.axis.at(profile.s_mm[-1]))
    np.testing.assert_allclose(back.backwards().points_offset_mm, profile.points_offset_mm)
    points = turned.on_tray(np.random.default_rng(1).uniform((5, 0, 0), (15, 10, 3), (50, 3)), 300.0)
    seen, same = (profile_about(a, points, 300.0, STEP_MM) for a in (back.axis, profile.axis))
    np.testing.assert_allclose(seen.points_offset_mm, -same.points_offset_mm)
    np.testing.assert_allclose(seen.points_s_mm, -same.points_s_mm)


def test_crests_make_a_line_under_the_envelope() -> None:
    s = np.arange(0, 10, STEP_MM)
    thread = 2.0 + 0.2 * np.cos(2 * np.pi * s)
    profile = Profile(Axis.lying(np.zeros(2), 0.0, 2.0), s, thread, STEP_MM, s, thread, thread - 0.1, 300.0)
    np.testing.assert_allclose(profile.envelope(1.3)[40:-40], 2.2, atol=1e-3)


@given(st.floats(-2, 2), st.floats(-5, 5), st.integers(0, 10_000))
def test_a_robust_line_does_not_see_a_quarter_of_wrong_points(slope, intercept, seed) -> None:
    rng = np.random.default_rng(seed)
    x = np.linspace(-10, 10, 200)
    y = slope * x + intercept + 0.01 * rng.standard_normal(200)
    y[rng.choice(200, 50, replace=False)] += rng.uniform(3, 20, 50)
    found, level, weight = robust_line(x, y)
    assert found == pytest.approx(slope, abs=2e-3)
    assert level == pytest.approx(intercept, abs=8e-3)
    assert weight.max() <= 1


def test_the_outermost_of_a_folded_outline_counts() -> None:
    s = np.array([0.0, 1.0, 0.9, 1.0, 2.0, 2.0, 0.0])
    offset = np.array([1.0, 1.0, 0.5, 1.2, 1.2, -1.0, -1.0])
    left, right = side_radii(s, offset, np.arange(0, 2.01, 0.1))
    assert left[2] == pytest.approx(1.0)
    assert left[15] == pytest.approx(1.2)
    assert right[3:-3] == pytest.approx(1.0)
