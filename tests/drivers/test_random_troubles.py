"""A few of the random troubles of tests/benchmarks/serial_faults.py, which is run by hand with a thousand."""

import pytest

from tests.benchmarks.serial_faults import DRIVERS, run

A_BUSY_MACHINE_S = 1.0


@pytest.mark.parametrize("name", list(DRIVERS))
def test_every_driver_ends_every_call_in_time_and_recovers(name):
    tally = run(name, count=8)
    assert tally.wrong == []
    assert tally.longest_over_s < A_BUSY_MACHINE_S
    assert sum(tally.faults.values()) > 0
