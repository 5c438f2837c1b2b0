"""Wires for the drivers' tests."""

import pytest

from tests.drivers.wire import Wire


@pytest.fixture
def wire_to(tmp_path):
    """Makes wires to far ends and takes them away after the test."""
    wires = []

    def make(far, **settings):
        wires.append(Wire(tmp_path / f"port{len(wires)}", far, **settings))
        return wires[-1]

    yield make
    for wire in wires:
        wire.close()
