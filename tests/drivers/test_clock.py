"""A stepped clock passes by waiting alone; the machine's clock is the one that libcamera and V4L2 stamp by."""

import time

from hypothesis import given
from hypothesis import strategies as st

from drivers.clock import SteppedClock, SystemClock


@given(waits=st.lists(st.floats(-1, 100), max_size=20))
def test_a_stepped_clock_shows_what_was_waited(waits):
    clock = SteppedClock(5.0)
    for seconds in waits:
        clock.wait(seconds)
    assert abs(clock.now_s() - 5.0 - sum(max(0.0, seconds) for seconds in waits)) < 1e-6


def test_the_machines_clock_is_clock_monotonic_and_really_waits():
    clock = SystemClock()
    before_s = clock.now_s()
    clock.wait(0.02)
    clock.wait(-1.0)
    assert 0.02 <= clock.now_s() - before_s < 1.0
    assert abs(clock.now_s() - time.clock_gettime(time.CLOCK_MONOTONIC)) < 0.5
