import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.plane import TrayView
from calibration.rim import QUARTER, Rim, face_points, fit_rim, hull_points, unit_circle

tilts = st.floats(-0.12, 0.12)


def lensed_view(tilt_x: float, tilt_y: float, height_mm: float) -> TrayView:
    """A camera with barrel distortion, tilted."""
    normal = np.array([tilt_x, tilt_y, -1.0])
    matrix = np.array([[5000.0, 0, 1010], [0, 5003.0, 755], [0, 0, 1]])
    return TrayView(matrix, np.array([-0.07, 0.08, 1e-4, -1e-4, 0.0]), normal / np.linalg.norm(normal), height_mm, 0, 0)


def convex_hull_of_stack(view: TrayView, rim: Rim) -> np.ndarray:
    """The silhouette by brute force: every point of the wall projected through the lens, then the convex hull."""
    levels = np.linspace(rim.bevel_mm, rim.thickness_mm - rim.bevel_mm, 9)
    ring = rim.centre_xy_mm + rim.radius_mm * unit_circle(1000)
    points = np.vstack([np.column_stack([ring, np.full(len(ring), z)]) for z in levels])
    return cv2.convexHull(view.to_px(points).astype(np.float32))[:, 0].astype(float)


def area(polygon: np.ndarray) -> float:
    x, y = (polygon - polygon.mean(axis=0)).T
    return 0.5 * abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1)))


@settings(max_examples=25, deadline=None)
@given(tilts, tilts, st.floats(150, 400), st.floats(-35, 35), st.floats(-25, 25))
def test_the_hull_is_that_of_the_whole_wall_through_a_real_lens(tilt_x, tilt_y, height, x, y):
    view = lensed_view(tilt_x, tilt_y, height)
    rim = Rim(np.array([x, y]), 12.13, 1.75, 0.1)
    hull = view.to_px(hull_points(view, rim, unit_circle(720)))
    truth = convex_hull_of_stack(view, rim)
    assert area(hull) == pytest.approx(area(truth), rel=2e-4)
    assert np.abs(hull.max(axis=0) - truth.max(axis=0)).max() < 0.02
    assert np.abs(hull.min(axis=0) - truth.min(axis=0)).max() < 0.02


@settings(max_examples=25, deadline=None)
@given(tilts, tilts, st.floats(150, 400), st.floats(-35, 35), st.floats(-25, 25), st.floats(8, 15))
def test_a_rim_projected_through_a_lens_is_recovered_to_a_micrometre(tilt_x, tilt_y, height, x, y, radius):
    view = lensed_view(tilt_x, tilt_y, height)
    truth = Rim(np.array([x, y]), radius, 1.75, 0.1)
    outline_px = view.to_px(hull_points(view, truth, unit_circle(500)))
    found, outside = fit_rim(view, view.to_tray_xy_mm(outline_px), QUARTER)
    assert found.radius_mm == pytest.approx(radius, abs=1e-3)
    np.testing.assert_allclose(found.centre_xy_mm, [x, y], atol=2e-3)
    assert np.abs(outside).max() < 1e-2  # between the two circles, where the hull is a straight line


def test_a_dent_does_not_move_the_rim():
    view = lensed_view(0.0, 0.0, 300.0)
    outline = hull_points(view, Rim(np.array([5.0, 5.0]), 12.13, 1.75, 0.1), unit_circle(500))
    outline[40:60] *= 0.98
    found, _ = fit_rim(view, outline, QUARTER)
    assert found.radius_mm == pytest.approx(12.13, abs=2e-3)


def test_at_the_nadir_the_upper_rim_shows_all_round():
    view = lensed_view(0.0, 0.0, 300.0)
    hull = hull_points(view, Rim(np.zeros(2), 12.13, 1.75, 0.0), unit_circle(64))
    np.testing.assert_allclose(np.linalg.norm(hull, axis=1), 12.13 * 300 / (300 - 1.75))


def test_the_face_lies_inside_the_silhouette():
    view = lensed_view(0.05, 0.02, 200.0)
    rim, towards = Rim(np.array([20.0, 0.0]), 12.13, 1.75, 0.15), unit_circle(64)
    gap = ((hull_points(view, rim, towards) - face_points(view, rim, towards)) * towards).sum(axis=1)
    assert gap.min() > 0.1
    # its wall shows towards the nadir
    assert gap[32] > gap[0] + 0.05
