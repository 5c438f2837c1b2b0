"""Coverage is the area that a shape takes of each pixel."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models_onnx.synthetic.camera import overhead
from models_onnx.synthetic.mesh import Piece, tube
from models_onnx.synthetic.silhouette import coverage, silhouettes


def _disc(cx, cy, r, n=720):
    angle = 2 * np.pi * np.arange(n) / n
    points = np.vstack([[cx, cy], np.stack([cx + r * np.cos(angle), cy + r * np.sin(angle)], axis=1)])
    faces = np.stack([np.zeros(n), 1 + np.arange(n), 1 + (np.arange(n) + 1) % n], axis=1).astype(np.int32)
    return points, faces


@settings(max_examples=30, deadline=None)
@given(st.floats(20, 40), st.floats(20, 40), st.floats(3, 15))
def test_the_area_of_a_disc_is_recovered_wherever_it_lies(cx, cy, r):
    share = coverage(*_disc(cx, cy, r), 64, 64, rows=8)
    assert share.sum(dtype=np.float64) == pytest.approx(np.pi * r**2, rel=5e-3)
    y, x = np.mgrid[:64, :64]
    assert (share * x).sum() / share.sum() == pytest.approx(cx, abs=0.01)
    assert (share * y).sum() / share.sum() == pytest.approx(cy, abs=0.01)


def test_triangles_that_overlap_count_once():
    points, faces = _disc(30, 30, 10)
    np.testing.assert_allclose(
        coverage(points, np.vstack([faces, faces]), 64, 64), coverage(points, faces, 64, 64), atol=1e-6
    )


def test_a_shape_beyond_the_border_is_cut_there():
    share = coverage(*_disc(0, 30, 10), 64, 64)
    assert share.sum() == pytest.approx(np.pi * 100 / 2 + 0.5 * 20, rel=0.01)


def test_the_edges_of_a_lying_cylinder_are_where_geometry_puts_them():
    """X = H tan(phi +- beta) of METROLOGY.md: what the picture shows of a cylinder of radius r lying on the tray."""
    r, H, mm_per_px, offset = 3.0, 300.0, 0.05, 12.0
    angle = 2 * np.pi * np.arange(2000) / 2000
    ring = np.stack([0 * angle, offset + r * np.cos(angle), r + r * np.sin(angle)], axis=1)
    rings = np.stack([ring + np.array([x, 0, 0]) for x in (-5.0, 5.0)])
    camera = overhead(400, 800, mm_per_px, H)
    share = silhouettes(camera, [tube(rings, Piece.BODY, 0)]).covered[:, 200]
    beta, phi = np.arcsin(r / np.hypot(offset, H - r)), np.arctan2(offset, H - r)
    width_mm = H * (np.tan(phi + beta) - np.tan(phi - beta))
    assert share.sum() * mm_per_px == pytest.approx(width_mm, abs=0.3e-3 + mm_per_px / 16)
