"""Exposures agree as far as sensors can be told; frames of a shot fit together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.contracts import Exposure

times_us = st.integers(1, 10_000_000)


@given(time_us=times_us, gain=st.floats(0.1, 64))
def test_every_exposure_agrees_with_itself(time_us, gain):
    assert Exposure(time_us, gain).agrees(Exposure(time_us, gain))


@pytest.mark.parametrize("line_us", [8, 18, 31])
@given(time_us=st.integers(100, 500_000))
def test_a_sensor_that_exposes_whole_lines_agrees(line_us, time_us):
    assert Exposure(max(1, time_us // line_us * line_us), 1.0).agrees(Exposure(time_us, 1.0))


@given(code=st.integers(0, 978))
def test_the_gain_steps_of_an_imx477_agree(code):
    asked, next_step = 1024 / (1024 - code), 1024 / (1024 - min(code + 1, 978))
    assert Exposure(8000, (asked + next_step) / 2).agrees(Exposure(8000, asked))


@pytest.mark.parametrize(
    "other", [Exposure(16_000), Exposure(4_000), Exposure(8_200), Exposure(8_000, 1.1), Exposure(8_000, 0.5)]
)
def test_another_exposure_does_not_agree(other):
    assert not other.agrees(Exposure(8_000))


@pytest.mark.parametrize(("time_us", "gain"), [(0, 1.0), (-5, 1.0), (20_000_000, 1.0), (8_000, 0.0), (8_000, 65.0)])
def test_exposures_that_no_sensor_has_are_refused(time_us, gain):
    with pytest.raises(ValueError, match=r"exposure|gain"):
        Exposure(time_us, gain)
