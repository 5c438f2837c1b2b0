"""Ends built in 3-D and projected exactly are found where they are, from whichever side the camera looks at them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from appliance.metrology.ends import cone_from_outline, dome_end, fit_rim, flat_end
from appliance.metrology.pose import Axis, closest_approach, obliquity_rad
from tests.appliance.metrology import turned

HEIGHT_MM = 300.0
TOP_MM = 12.0
OBLIQUITIES = [-20, -10, -3, 0, 3, 10, 20]
RIM_UP = 0.9  # where on a rim the outline's end is seen, in radii: the slant there is not quite that on the axis


def seen(s_mm, radius_mm, obliquity_deg: float, noise_mm: float = 0.0):
    """Axis and outline, as closest approaches, of a part whose last s is seen at an obliquity."""
    s, radius = np.asarray(s_mm, float), np.asarray(radius_mm, float)
    along, across = np.array([np.cos(0.6), np.sin(0.6)]), np.array([-np.sin(0.6), np.cos(0.6)])

    def axis_at(x: float) -> Axis:
        return Axis.lying(x * along + 6.0 * across, 0.6, 1.05 * radius.max(), 0.05)

    wanted = np.radians(obliquity_deg)
    axis = axis_at(brentq(lambda x: obliquity_rad(axis_at(x), s[-1], HEIGHT_MM) - wanted, -250, 250))
    outline = turned.evenly(turned.outline(axis, s, radius, HEIGHT_MM, 0.02), 0.055)
    outline = outline + noise_mm * np.random.default_rng(1).standard_normal(outline.shape)
    return axis, *closest_approach(axis, outline, HEIGHT_MM)


def slant_at_rim(axis: Axis, s_mm: float, radius_mm: float) -> float:
    """|tan(obliquity)| at the part of a rim that is seen: a face turned to the camera shows its lower half."""
    below = -np.sign(obliquity_rad(axis, s_mm, HEIGHT_MM)) * RIM_UP * radius_mm
    return float(abs(np.tan(obliquity_rad(axis.raised(below), s_mm, HEIGHT_MM))))


@pytest.mark.parametrize("obliquity_deg", OBLIQUITIES)
@pytest.mark.parametrize("radius", [1.5, 4.0, 7.0])
def test_the_rim_of_a_disc_lies_in_its_plane(obliquity_deg, radius) -> None:
    axis, s, y = seen([0, 0, 10, 10, TOP_MM, TOP_MM], [0, 1, 1, radius, radius, 0], obliquity_deg)
    on = s > TOP_MM - 0.2
    slant = slant_at_rim(axis, TOP_MM, radius)
    rim = fit_rim(s[on], y[on], radius, +1, slant)
    assert rim is not None
    assert rim.s_mm == pytest.approx(TOP_MM, abs=1e-3 + 4e-4 * radius)
    free = fit_rim(s[on], y[on], radius, +1)
    assert free is not None
    assert free.slant == pytest.approx(slant, abs=0.006)
    assert free.s_mm == pytest.approx(TOP_MM, abs=0.006 * radius)


@pytest.mark.parametrize("obliquity_deg", [-10, 10])
def test_the_underside_of_a_head_is_a_rim_that_bulges_towards_the_tip(obliquity_deg) -> None:
    axis, s, y = seen([0, 0, 10, 10, TOP_MM, TOP_MM], [0, 2, 2, 4, 4, 0], obliquity_deg)
    under = (s < 10.3) & (s > 8) & (np.abs(y) > 2.3) & (np.abs(y) < 3.7)
    below = np.sign(obliquity_rad(axis, 10.0, HEIGHT_MM)) * 2.5  # the other half of the rim shows on this side
    slant = abs(np.tan(obliquity_rad(axis.raised(below), 10.0, HEIGHT_MM)))
    rim = fit_rim(s[under], y[under], 4.0, -1, slant)
    assert rim is not None
    assert rim.s_mm == pytest.approx(10.0, abs=3e-3)


def test_a_rim_of_a_few_points_is_none() -> None:
    assert fit_rim(np.zeros(5), np.linspace(-1, 1, 5), 2.0, 1) is None


@pytest.mark.parametrize("obliquity_deg", [-20, -6, 0, 3, 12])
@pytest.mark.parametrize("chamfer", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("body", [1.2, 4.0])
def test_a_blunt_end_is_found_without_knowing_its_rim(obliquity_deg, chamfer, body) -> None:
    cut = chamfer * body / 2
    axis, s, y = seen([0, 0, TOP_MM - cut, TOP_MM], [0, body, body, body - 0.9 * cut], obliquity_deg)
    near = np.abs(s - s.max()) < 0.8 * body
    place, radius, u = flat_end(s[near], y[near], body, +1, slant_at_rim(axis, TOP_MM, body - 0.9 * cut))
    assert abs(place - TOP_MM) < 2 * u + 1e-3
    assert place == pytest.approx(TOP_MM, abs=2e-3 + 4e-3 * abs(obliquity_deg) / 10 * body)
    if abs(obliquity_deg) >= 3:  # looked at squarely a face does not tell its size
        assert radius == pytest.approx(body - 0.9 * cut, abs=0.04 * body)


@pytest.mark.parametrize("sign", [-1, 1])
def test_both_ends_are_treated_alike(sign) -> None:
    axis, s, y = seen([0, 0, TOP_MM - 0.3, TOP_MM, TOP_MM], [0, 2, 2, 1.7, 0], 8)
    near = s > TOP_MM - 1.5
    place, _, _ = flat_end(sign * s[near], y[near], 2.0, sign, slant_at_rim(axis, TOP_MM, 1.7))
    assert place == pytest.approx(sign * TOP_MM, abs=5e-3)


HEADS = {
    "half sphere": lambda x: np.sqrt(1 - x * x),
    "high ellipsoid": lambda x: 0.6 * np.sqrt(1 - x * x),
    "low ellipsoid": lambda x: 0.3 * np.sqrt(1 - x * x),
    "spherical cap": lambda x: np.sqrt(1.6**2 - x * x) - np.sqrt(1.6**2 - 1),
    "pan": lambda x: 0.35 * np.sqrt(1 - x**3.2),
}


def dome(shape, radius: float, obliquity_deg: float, noise_mm: float = 0.0):
    """Error and doubt of the top of a domed head."""
    x = np.sqrt(np.linspace(1, 0, 40))
    height = radius * shape(x)
    s = np.concatenate([[0, 0, 10, 10, 11], 11 + height])
    r = np.concatenate([[0, 0.5 * radius, 0.5 * radius, radius, radius], radius * x])
    axis, at, y = seen(s, r, obliquity_deg, noise_mm)
    on = at > 11 + 0.02 * radius
    place, u = dome_end(at[on], y[on], radius, obliquity_rad(axis, s[-1], HEIGHT_MM))
    return place - s[-1], u


@pytest.mark.parametrize("obliquity_deg", [-10, 3, 8])
@pytest.mark.parametrize("name", HEADS)
def test_the_top_of_a_dome_is_found_within_its_doubt(name, obliquity_deg) -> None:
    error, u = dome(HEADS[name], 4.0, obliquity_deg)
    assert abs(error) < 2 * u + 8e-3


@pytest.mark.parametrize("name", HEADS)
def test_seen_squarely_a_dome_ends_where_its_outline_does(name) -> None:
    error, u = dome(HEADS[name], 4.0, 0.0, noise_mm=0.003)
    assert error == pytest.approx(0, abs=8e-3)
    assert u < 0.02


@pytest.mark.parametrize("obliquity_deg", OBLIQUITIES)
def test_a_flat_top_taken_for_a_dome_is_not_far_off(obliquity_deg) -> None:
    _, s, y = seen([0, 0, 10, 10, TOP_MM, TOP_MM], [0, 2, 2, 4, 4, 0], obliquity_deg)
    on = s > TOP_MM - 0.2
    place, _ = dome_end(s[on], y[on], 4.0, np.radians(obliquity_deg))
    assert place == pytest.approx(TOP_MM, abs=5e-3 + 3e-3 * abs(obliquity_deg))


@pytest.mark.parametrize("obliquity_deg", [-8, 0, 8])
def test_a_slot_across_a_dome_is_bridged(obliquity_deg) -> None:
    x = np.sqrt(np.linspace(1, 0, 40))
    top = 11 + 4 * 0.6
    s = np.concatenate([[0, 0, 10, 10, 11], 11 + 2.4 * np.sqrt(1 - x * x)])
    axis, at, y = seen(s, np.concatenate([[0, 2, 2, 4, 4], 4 * x]), obliquity_deg)
    whole, u = dome_end(at[at > 11.08], y[at > 11.08], 4.0, obliquity_rad(axis, top, HEIGHT_MM))
    cut = np.where((np.abs(y) < 0.5) & (at > 11.1), np.minimum(at, top - 0.9), at)
    slotted, _ = dome_end(cut[at > 11.08], y[at > 11.08], 4.0, obliquity_rad(axis, top, HEIGHT_MM))
    assert slotted == pytest.approx(whole, abs=0.02 + u)


def test_too_few_points_leave_a_wide_doubt() -> None:
    place, u = dome_end(np.array([10.0, 10.0]), np.array([-3.9, 3.9]), 4.0, np.radians(10))
    assert abs(place - 10) < 2 * u


@given(st.floats(0.2, 1.2), st.floats(-0.35, 0.35))
def test_a_cone_seen_at_an_angle_gives_back_its_flare(flare, slant) -> None:
    """Envelope of the circles y^2 + (s' - s)^2 / slant^2 = r(s)^2, r = flare s."""
    s = np.array([5.0, 9.0])
    seen_s = s - flare * s * flare * slant**2
    seen_y = flare * s * np.sqrt(1 - flare**2 * slant**2)
    slope = float(np.diff(seen_y)[0] / np.diff(seen_s)[0])
    found, radius, place = cone_from_outline(slope, abs(slant))
    assert found == pytest.approx(flare, rel=1e-6)
    assert seen_y * radius == pytest.approx(flare * s, rel=1e-6)
    assert seen_s + seen_y * radius * place == pytest.approx(s, rel=1e-6)
