"""What lies where: coarse odds are read off under a silhouette."""

import numpy as np
import pytest

from models_onnx.locator import HEIGHT_PX, LABELS, SHAPE, WIDTH_PX, Whereabouts, load_locator, tray_planes


def halves() -> Whereabouts:
    """A coin on the left of a picture of 400 x 300, a fastener on the right."""
    odds = np.zeros((len(LABELS), 96, 128), np.float32)
    odds[LABELS.index("coin"), :, :64] = 1
    odds[LABELS.index("fastener"), :, 64:] = 1
    return Whereabouts(odds, (400, 300))


@pytest.mark.parametrize(("left", "label"), [(50, "coin"), (300, "fastener")])
def test_a_silhouette_is_what_lies_under_it(left, label):
    said = halves().within(np.ones((40, 60), bool), (left, 100, 60, 40))
    assert said[label] == pytest.approx(1.0, abs=1e-5)


def test_a_silhouette_across_both_is_both():
    said = halves().within(np.ones((40, 100), bool), (150, 100, 100, 40))
    assert said["coin"] == pytest.approx(0.5, abs=0.06)


def test_even_a_speck_is_something():
    said = halves().within(np.ones((2, 2), bool), (50, 100, 2, 2))
    assert said["coin"] == pytest.approx(1.0, abs=1e-3)


def test_a_missing_light_is_naught_and_a_dark_one_is_not():
    planes = tray_planes(np.zeros((300, 400), np.float32), None)
    assert planes.shape == SHAPE == (4, HEIGHT_PX, WIDTH_PX)
    assert planes[0].min() == 1
    assert not planes[1:].any()


def test_without_a_locator_there_is_none(tmp_path):
    assert load_locator(tmp_path) is None
