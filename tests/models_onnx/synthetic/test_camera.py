"""The made camera projects as OpenCV's does, and its rays come back to where they started."""

import cv2
import numpy as np
import pytest

from models_onnx.synthetic.camera import overhead

CAMERA = overhead(2028, 1520, 0.058, 300.0, (0.004, -0.003, 0.01), (-0.07, 0.05, 2e-4, -1e-4, 0.0), (5.0, -8.0))
POINTS = np.random.default_rng(0).uniform([-50, -38, 0], [50, 38, 12], (200, 3))


def test_it_projects_as_opencv_does():
    turn, _ = cv2.Rodrigues(CAMERA.rotation)
    shift = -CAMERA.rotation @ CAMERA.centre_mm
    expected, _ = cv2.projectPoints(POINTS, turn, shift, CAMERA.matrix, np.array(CAMERA.distortion))
    np.testing.assert_allclose(CAMERA.project(POINTS), expected.reshape(-1, 2), atol=1e-8)


def test_a_pixel_of_the_tray_comes_back():
    on_tray = POINTS * [1, 1, 0]
    np.testing.assert_allclose(CAMERA.on_tray(CAMERA.project(on_tray)), on_tray, atol=1e-3)


def test_x_runs_right_and_y_up_the_picture():
    middle, right, up = CAMERA.project([[0, 0, 0], [10, 0, 0], [0, 10, 0]])
    assert right[0] > middle[0]
    assert up[1] < middle[1]


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_a_window_sees_the_same_enlarged(scale):
    window = CAMERA.window(700.0, 500.0, 200, 200, scale)
    expected = (CAMERA.project(POINTS) + 0.5 - [700.0, 500.0]) * scale - 0.5
    np.testing.assert_allclose(window.project(POINTS), expected, atol=1e-9)
