"""The simulated scale, printer and scanner keep the same promises as the real ones."""

import pytest

from drivers.contracts import Label
from drivers.faults import DeviceMissing
from drivers.simulated_counter import SimulatedPrinter, SimulatedScale, SimulatedScanner
from tests.contracts.printer import PrinterContract
from tests.contracts.scale import ScaleContract
from tests.contracts.scanner import ScannerContract


class TestTheScale(ScaleContract):
    @pytest.fixture
    def scale(self):
        return SimulatedScale()

    @pytest.fixture
    def pan(self, scale):
        def lay(grams, state="rest"):
            scale.load_g = 10_000.0 if state == "over" else grams
            scale.moving, scale.pan_on = state == "moving", state != "under"

        return lay


class TestThePrinter(PrinterContract):
    @pytest.fixture
    def printer(self, tmp_path):
        return SimulatedPrinter(tmp_path / "labels")

    @pytest.fixture
    def printed(self, tmp_path):
        return lambda: len(list((tmp_path / "labels").glob("*.png")))

    @pytest.fixture
    def paper(self, printer):
        def put(here):
            printer.has_paper = here

        return put

    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(DeviceMissing, match="cannot be written"):
            SimulatedPrinter(tmp_path / "file").print_label(Label("1", "x"))


class TestTheScanner(ScannerContract):
    @pytest.fixture
    def scanner(self):
        return SimulatedScanner()

    @pytest.fixture
    def scan(self, scanner):
        return scanner.scan
