"""Some dozens of simulated customers; ten thousand are `tests/benchmarks/simulated_customers.py`'s."""

import pytest

import drivers.simulated_tray
from tests.benchmarks.simulated_customers import KINDS, serve


@pytest.fixture(autouse=True)
def _small_previews(monkeypatch):
    monkeypatch.setattr(drivers.simulated_tray, "PREVIEW_WIDTH_PX", 160)


def test_no_customer_sees_a_wrong_state_or_waits_in_vain(tmp_path):
    watcher = None
    for _, _, watcher in serve(40, seed=3, folder=tmp_path):
        assert watcher.complaints == []
    assert watcher is not None
    assert watcher.answers > 30


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_customer_is_served(kind, tmp_path):
    for _, _, watcher in serve(3, seed=7, folder=tmp_path, only=kind):
        assert watcher.complaints == []
    assert watcher.answers + watcher.refusals > 0 or kind in ("snatch", "bare drop")
