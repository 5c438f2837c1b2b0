"""What every barcode scanner promises (drivers/contracts.py)."""

import time

import pytest

from drivers.faults import DeviceMissing
from tests.contracts.patience import LATE_S


class ScannerContract:
    """Bring fixtures `scanner` and `scan(text)`."""

    def test_it_says_where_it_is(self, scanner):
        assert scanner.name
        assert scanner.check()

    def test_a_code_is_read_as_it_was_printed(self, scanner, scan):
        for code in ("0412345", "SKU 01234/x", "]C10112345678901231"):
            scan(code)
            assert scanner.read(1.0) == code

    def test_codes_wait_in_their_order(self, scanner, scan):
        scan("first")
        scan("second")
        assert [scanner.read(1.0), scanner.read(1.0)] == ["first", "second"]

    def test_without_a_code_there_is_none_in_time(self, scanner):
        began_s = time.monotonic()
        assert scanner.read(0.1) is None
        assert 0.08 < time.monotonic() - began_s < 0.1 + LATE_S

    def test_after_closing_it_is_missing(self, scanner):
        scanner.close()
        scanner.close()
        with pytest.raises(DeviceMissing):
            scanner.read(0.1)
