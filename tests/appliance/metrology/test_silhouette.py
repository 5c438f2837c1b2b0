"""Edges of rendered things are found to a few hundredths of a pixel; glints, dirt and openings are what they are."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.metrology.silhouette import (
    SMOOTH_PX,
    Silhouette,
    calmed,
    edge_model,
    find_silhouettes,
    silhouette_of_outline,
)

SIZE = 150
OVER = 8  # sub-pixels a pixel


def coverage(inside) -> np.ndarray:
    """Share of each pixel inside a shape, `inside(x, y)` in pixels with centres at integers."""
    at = (np.arange(SIZE * OVER) + 0.5) / OVER - 0.5
    x, y = np.meshgrid(at, at)
    return inside(x, y).astype(np.float32).reshape(SIZE, OVER, SIZE, OVER).mean(axis=(1, 3))


def photographed(light: np.ndarray, blur_px: float = 0.6, noise: float = 0.004, seed: int = 0) -> np.ndarray:
    blurred = cv2.GaussianBlur(np.asarray(light, np.float32), (0, 0), blur_px)
    return blurred + noise * np.random.default_rng(seed).standard_normal(light.shape).astype(np.float32)


def disc(cx: float, cy: float, r: float):
    return lambda x, y: np.hypot(x - cx, y - cy) < r


def only(light: np.ndarray, **how) -> Silhouette:
    (one,) = find_silhouettes(calmed(light), **how)
    return one


def outward_px(silhouette: Silhouette, cx: float, cy: float, r: float) -> np.ndarray:
    """How far beyond the true rim each point of the outline lies; less what blur takes off a curved edge."""
    shrink = (silhouette.blur_px**2) / (2 * r)
    return np.hypot(*(silhouette.outer.points_xy_px - [cx, cy]).T) - r + shrink


@pytest.mark.parametrize("contrast", [0.3, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("blur_px", [0.45, 0.6, 0.8, 1.0])
def test_the_edge_of_a_disc_is_found_to_hundredths_of_a_pixel(contrast, blur_px) -> None:
    light = photographed(1 - contrast * coverage(disc(74.3, 75.6, 52.0)), blur_px)
    if contrast == 0.3:  # too bright to be sure of: a dark heart makes it a part
        light = np.minimum(light, photographed(1 - coverage(disc(74.3, 75.6, 35.0)), blur_px))
    found = only(light)
    off = outward_px(found, 74.3, 75.6, 52.0)
    assert off.mean() == pytest.approx(0, abs=0.03)
    assert off.std() < 0.06
    assert found.blur_px == pytest.approx(np.sqrt(blur_px**2 + SMOOTH_PX**2 + 1 / 12), abs=0.08)
    assert np.median(found.outer.contrast) == pytest.approx(contrast, abs=0.06)


@settings(max_examples=15, deadline=None)
@given(st.floats(60, 90), st.floats(60, 90), st.floats(20, 50), st.integers(0, 1000))
def test_where_a_disc_lies_does_not_matter(cx, cy, r, seed) -> None:
    found = only(photographed(1 - coverage(disc(cx, cy, r)), seed=seed), blur_px=0.9)
    assert outward_px(found, cx, cy, r).mean() == pytest.approx(0, abs=0.02)
    x, y = found.outer.points_xy_px.T  # circle by least squares: x^2 + y^2 = 2 a x + 2 b y + c
    a, b, _ = np.linalg.lstsq(np.column_stack([2 * x, 2 * y, np.ones_like(x)]), x * x + y * y, rcond=None)[0]
    assert (a, b) == (pytest.approx(cx, abs=0.02), pytest.approx(cy, abs=0.02))


@pytest.mark.parametrize("noise", [0.002, 0.01, 0.03])
def test_the_doubt_of_a_point_is_of_the_size_of_its_scatter(noise) -> None:
    found = only(photographed(1 - coverage(disc(74.3, 75.6, 52.0)), noise=noise), blur_px=0.9)
    scatter = outward_px(found, 74.3, 75.6, 52.0).std()
    assert scatter / 3 < np.median(found.outer.u_px) < max(3 * scatter, 0.03)


@pytest.mark.parametrize("angle_deg", [7, 20, 30, 45])
@pytest.mark.parametrize(("contrast", "gone_px"), [(1.0, 0.0), (0.7, 6.0), (0.5, 6.0), (0.35, 6.0)])
def test_a_shiny_edge_that_is_bright_inside_is_not_pulled_in(angle_deg, contrast, gone_px) -> None:
    """Straight bars whose light falls off behind the edge from 1 - contrast to black over gone_px pixels."""
    along = np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))])
    across = np.array([-along[1], along[0]])

    def depth(x, y):  # inside the bar, from its nearer long edge
        return 20.2 - np.abs((x - 75.2) * across[0] + (y - 74.7) * across[1])

    at = (np.arange(SIZE * OVER) + 0.5) / OVER - 0.5
    x, y = np.meshgrid(at, at)
    inside = depth(x, y)
    lost = np.clip(contrast + (1 - contrast) * inside / max(gone_px, 1e-6), 0, 1) * (inside > 0)
    lost *= np.abs((x - 75.2) * along[0] + (y - 74.7) * along[1]) < 55
    light = 1 - lost.astype(np.float32).reshape(SIZE, OVER, SIZE, OVER).mean(axis=(1, 3))
    found = only(photographed(light), blur_px=0.9)
    points = found.outer.points_xy_px - [75.2, 74.7]
    sides = np.abs(points @ along) < 45
    off = np.abs(points[sides] @ across) - 20.2
    assert off.mean() == pytest.approx(0, abs=0.1)
    assert off.std() < 0.15


def test_normals_point_out_into_the_light() -> None:
    found = only(photographed(1 - coverage(disc(74.3, 75.6, 40.0))))
    out = found.outer.points_xy_px - [74.3, 75.6]
    cosine = np.sum(found.outer.normals_xy * out, axis=1) / np.linalg.norm(out, axis=1)
    assert cosine.min() > 0.98
    moved = found.outer.shifted(3.0, -2.0)
    np.testing.assert_allclose(moved.points_xy_px - found.outer.points_xy_px, [[3.0, -2.0]] * len(out))


def test_the_edge_model_is_a_blurred_step_and_ramp() -> None:
    t = np.linspace(-6, 6, 2401)
    step, ramp = edge_model(t, np.array([0.4]), 0.9)
    sharp = (t < 0.4).astype(float)
    h = t[1] - t[0]
    kernel = np.exp(-0.5 * (np.arange(-900, 901) * h / 0.9) ** 2)
    kernel /= kernel.sum()
    inner = slice(950, -950)
    np.testing.assert_allclose(step[0][inner], np.convolve(sharp, kernel, "same")[inner], atol=3e-3)
    np.testing.assert_allclose(ramp[0][inner], np.convolve(np.clip(0.4 - t, 0, None), kernel, "same")[inner], atol=3e-3)


def test_an_opening_that_shows_the_tray_is_a_hole_with_its_own_edge() -> None:
    ring = coverage(lambda x, y: (np.hypot(x - 75, y - 75) < 50) & (np.hypot(x - 76, y - 75) > 20))
    found = only(photographed(1 - ring))
    assert len(found.holes) == 1
    rim = found.holes[0].points_xy_px - [76, 75]
    assert np.hypot(*rim.T).mean() == pytest.approx(20 - found.blur_px**2 / 40, abs=0.05)
    assert np.mean(found.holes[0].normals_xy * rim) < 0  # into the light, so inwards
    assert found.area_px == pytest.approx(np.pi * (2500 - 400), rel=0.07)


def test_a_glint_on_the_part_is_no_hole() -> None:
    dark = coverage(disc(75, 75, 50)) * (1 - 0.9 * coverage(disc(70, 80, 8)))
    found = only(photographed(1 - dark))
    assert found.holes == ()
    assert found.area_px == pytest.approx(np.pi * 2500, rel=0.04)


def test_a_part_cut_off_by_the_picture_touches_its_border() -> None:
    assert only(photographed(1 - coverage(disc(10, 75, 40)))).touches_border
    assert not only(photographed(1 - coverage(disc(75, 75, 40)))).touches_border


def test_dirt_smudges_and_soft_shadows_are_no_parts() -> None:
    light = 1 - coverage(disc(40, 40, 8)) - 0.3 * coverage(disc(105, 105, 30))
    assert find_silhouettes(calmed(photographed(light))) == []
    assert len(find_silhouettes(calmed(photographed(light)), least_area_px=100)) == 1


def test_an_empty_tray_shows_nothing() -> None:
    assert find_silhouettes(calmed(photographed(np.ones((SIZE, SIZE))))) == []


def test_things_come_left_to_right() -> None:
    light = 1 - coverage(disc(110, 40, 20)) - coverage(disc(35, 90, 25))
    boxes = [s.box_px[0] for s in find_silhouettes(calmed(photographed(light)))]
    assert boxes == sorted(boxes)
    assert len(boxes) == 2


@pytest.mark.parametrize("turn", [1, -1])
def test_an_outline_from_elsewhere_becomes_a_silhouette_either_way_round(turn) -> None:
    angle = turn * np.linspace(0, 2 * np.pi, 400, endpoint=False)
    outline = np.array([60.0, 50.0]) + 30 * np.column_stack([np.cos(angle), np.sin(angle)])
    hole = np.array([60.0, 50.0]) + 10 * np.column_stack([np.cos(angle), np.sin(angle)])
    made = silhouette_of_outline(outline, (hole,), (200, 100), 0.2)
    assert np.sum(made.outer.normals_xy * (outline - [60, 50]), axis=1).min() > 29
    assert made.area_px == pytest.approx(np.pi * (900 - 100), rel=0.04)
    assert not made.touches_border
    assert silhouette_of_outline(outline, (), (91, 100), 0.2).touches_border
