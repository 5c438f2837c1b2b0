"""Tolerance bands as densities of a measured value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.catalog.bands import Band, Bands

bands = st.builds(
    lambda low, width, soft: Band(low, low * (1 + width), soft * low),
    st.floats(0.3, 80),
    st.floats(0, 0.4),
    st.floats(0.001, 0.05),
)
doubts = st.floats(1e-4, 0.3)


@given(bands, st.floats(1e-4, 0.1))
def test_the_density_of_a_measured_value_integrates_to_one(band: Band, u_rel: float) -> None:
    middle = (band.low + band.high) / 2
    below = middle - np.geomspace(0.999 * middle, 1e-5 * middle, 800)
    above = middle + np.geomspace(1e-5 * middle, 1e4 * middle, 1200)
    x = np.concatenate([below, above])
    density = np.exp(Bands.of([band]).log_density(x[:, None], u_rel * middle)[:, 0])
    assert np.trapezoid(density, x) == pytest.approx(1, abs=0.02)


@given(bands, doubts, st.floats(0.3, 3), st.floats(0, 1))
def test_a_value_nearer_to_the_middle_is_never_less_likely(band: Band, u: float, factor: float, part: float) -> None:
    middle = (band.low + band.high) / 2
    far = middle * factor
    nearer = middle + part * (far - middle)
    at_far, at_nearer = (Bands.of([band]).log_density(x, u)[0] for x in (far, nearer))
    assert at_nearer >= at_far - 1e-9


@given(bands, doubts, st.floats(0.01, 100))
def test_no_value_is_impossible(band: Band, u: float, factor: float) -> None:
    assert np.isfinite(Bands.of([band]).log_density(band.low * factor, u)[0])


def test_what_was_not_measured_says_nothing() -> None:
    stack = Bands.stacked([Bands.of([Band(4, 5, 0.1), Band(6, 7, 0.1)]), Bands.of([Band(1, 1, 0.1), Band(2, 2, 0.1)])])
    density = stack.log_density(np.array([[np.nan], [1.0]]), np.array([[np.nan], [0.01]]))
    assert density[0].tolist() == [0, 0]
    assert density[1, 0] > density[1, 1]
