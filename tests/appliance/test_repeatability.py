"""Components of variance: made with known ones, and found again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.repeatability import spread


def made(still, anew, placements, repeats, seed):
    rng = np.random.default_rng(seed)
    return [10 + rng.normal(0, anew) + rng.normal(0, still, repeats) for _ in range(placements)]


@pytest.mark.parametrize(("still", "anew"), [(0.002, 0.008), (0.005, 0.005), (0.01, 0.0)])
def test_the_components_that_were_put_in_come_out(still, anew):
    found = [spread(made(still, anew, 40, 4, seed)) for seed in range(40)]
    assert np.sqrt(np.mean([one.repeatability**2 for one in found])) == pytest.approx(still, rel=0.05)
    assert np.sqrt(np.mean([one.reproducibility**2 for one in found])) == pytest.approx(anew, rel=0.1, abs=0.0015)
    assert np.sqrt(np.mean([one.total**2 for one in found])) == pytest.approx(np.hypot(still, anew), rel=0.05)


def test_the_doubt_of_a_total_holds_the_truth():
    found = [spread(made(0.001, 0.01, 12, 3, seed)) for seed in range(300)]
    within = [abs(one.total - np.hypot(0.001, 0.01)) < 2 * one.u_total for one in found]
    assert 0.9 < np.mean(within) < 0.99


def test_the_textbook_is_met():
    """Montgomery, Design and Analysis of Experiments, 8th ed., example 3.11: looms; MSE 1.90, 29.73 for looms."""
    looms = [[98, 97, 99, 96], [91, 90, 93, 92], [96, 95, 97, 95], [95, 96, 99, 98]]
    found = spread(looms)
    assert found.repeatability**2 == pytest.approx(1.90, abs=0.005)
    assert found.reproducibility**2 == pytest.approx(6.96, abs=0.005)


def test_with_one_photograph_each_what_varies_cannot_be_told_apart():
    found = spread([[1.0], [2.0], [3.0]])
    assert found.repeatability is None
    assert found.reproducibility == found.total == 1.0


@pytest.mark.parametrize("placements", [[], [[1.0], [2.0]], [[1.0, 1.1], [2.0], [], []]])
def test_fewer_than_three_placements_tell_nothing(placements):
    assert spread(placements) is None


numbers = st.lists(st.lists(st.floats(-100, 100), min_size=1, max_size=4), min_size=3, max_size=8)


@given(numbers, st.floats(-50, 50))
def test_components_are_never_negative_and_do_not_mind_the_zero_point(placements, zero):
    one, other = spread(placements), spread([[value + zero for value in group] for group in placements])
    assert one.total >= one.reproducibility >= 0
    assert other.total == pytest.approx(one.total, abs=1e-6)
