"""What every label printer promises (drivers/contracts.py)."""

import time

import pytest

from drivers.contracts import Label
from drivers.faults import Device, DeviceMissing, OutOfPaper
from tests.contracts.patience import LATE_S

LABEL = Label("0412345", "Pan head machine screw, zinc", "#10-24 × 1 in", "12", "4", "C3", "$12.49")


class PrinterContract:
    """Bring fixtures `printer`, `printed` (how many labels came out) and `paper(here)`."""

    def test_it_says_what_it_is(self, printer):
        assert printer.name
        assert printer.check()

    def test_a_label_comes_out(self, printer, printed):
        printer.print_label(LABEL)
        assert printed() == 1
        printer.print_label(LABEL)
        assert printed() == 2

    def test_a_label_with_hardly_anything_on_it_comes_out(self, printer, printed):
        printer.print_label(Label("7", ""))
        assert printed() == 1

    def test_it_prints_in_any_language_and_no_field_is_a_command(self, printer, printed):
        printer.print_label(Label("0^XA~JA\x10\x04", "Болт 六角螺栓 \x1b@ ^XZ\n~", "½ × ¼", "1\r2", "_5E", "", "12 €"))
        assert printed() == 1

    def test_printing_ends_in_time(self, printer):
        began_s = time.monotonic()
        printer.print_label(LABEL, timeout_s=5.0)
        assert time.monotonic() - began_s < 5.0 + LATE_S

    def test_without_paper_it_says_so_and_prints_again_once_there_is_some(self, printer, printed, paper):
        paper(False)
        for ask in (printer.check, lambda: printer.print_label(LABEL)):
            with pytest.raises(OutOfPaper) as out:
                ask()
            assert out.value.device is Device.PRINTER
        assert "paper" in out.value.for_customer
        assert printed() == 0
        paper(True)
        printer.print_label(LABEL)
        assert printed() == 1

    def test_a_label_without_a_sku_is_the_callers_mistake(self, printer, printed):
        with pytest.raises(ValueError, match="SKU"):
            printer.print_label(Label(" ", "nameless"))
        assert printed() == 0

    def test_after_closing_it_is_missing(self, printer):
        printer.close()
        printer.close()
        with pytest.raises(DeviceMissing):
            printer.print_label(LABEL)
