"""Things find places, and touch where they should."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models_onnx.synthetic.tray import free_places, gap_mm, pushed_together

SQUARE = np.array([[-5.0, -5.0], [5.0, -5.0], [5.0, 5.0], [-5.0, 5.0]])


@pytest.mark.parametrize(("shift", "gap"), [((13.0, 0.0), 3.0), ((0.0, -10.0), 0.0), ((7.0, 0.0), -3.0)])
def test_the_gap_between_two_squares(shift, gap):
    assert gap_mm(SQUARE, SQUARE + shift) == pytest.approx(gap)


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 2 * np.pi), st.floats(0, 5))
def test_pushed_together_leaves_the_gap_that_was_asked(towards, gap):
    moved = SQUARE * [1.0, 0.4] + pushed_together(SQUARE, SQUARE * [1.0, 0.4], towards, gap)
    assert gap_mm(SQUARE, moved) == pytest.approx(gap, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31))
def test_places_lie_inside_the_field_and_apart(seed):
    shapes = [SQUARE * k for k in (0.5, 1.0, 2.0)]
    shifts = free_places(shapes, (80.0, 60.0), np.random.default_rng(seed), apart_mm=1.0)
    assert shifts is not None
    placed = [s + at for s, at in zip(shapes, shifts)]
    assert all((np.abs(p) <= [40.0, 30.0]).all() for p in placed)
    assert min(gap_mm(placed[a], placed[b]) for a in range(3) for b in range(a)) >= 1.0


def test_what_does_not_fit_has_no_place():
    assert free_places([SQUARE], (9.0, 60.0), np.random.default_rng(0)) is None
