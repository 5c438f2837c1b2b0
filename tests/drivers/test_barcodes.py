"""Serial barcode scanners over a pty."""

import threading
import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.barcodes import Codes, SerialScanner
from drivers.faults import DeviceConfused, DeviceMissing
from drivers.serial_line import LineSettings
from tests.contracts.scanner import ScannerContract
from tests.drivers.far_ends import ScannerFar


@pytest.fixture
def wire(wire_to):
    return wire_to(ScannerFar())


@pytest.fixture
def scanner(wire):
    scanner = SerialScanner(LineSettings(str(wire.path), 9600))
    scanner.check()  # opens the port
    yield scanner
    scanner.close()


@pytest.fixture
def scan(wire):
    return lambda text: wire.say(text.encode() + b"\r")


class TestThePromises(ScannerContract):
    pass


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\r\n\r\n"])
def test_any_end_of_line_ends_a_code(scanner, wire, end):
    wire.say(b"0412345" + end + b"99" + end)
    assert [scanner.read(1.0), scanner.read(1.0), scanner.read(0.05)] == ["0412345", "99", None]


def test_a_code_that_comes_in_pieces_is_one_code(scanner, wire):
    rest = threading.Timer(0.06, wire.say, [b"345\r"])
    wire.say(b"0412")
    rest.start()
    assert scanner.read(1.0) == "0412345"
    rest.join()


def test_a_code_that_breaks_off_is_never_joined_to_the_next(scanner, wire):
    wire.say(b"0412")
    with pytest.raises(DeviceConfused, match="broke off"):
        scanner.read(1.0)
    time.sleep(0.5)  # nobody scans faster
    wire.say(b"0499999\r")
    assert scanner.read(1.0) == "0499999"


def test_half_a_code_that_came_while_nobody_read_is_not_joined_either(scanner, wire):
    wire.say(b"0412")
    time.sleep(0.7)
    wire.say(b"0499999\r")
    with pytest.raises(DeviceConfused):
        scanner.read(1.0)
    assert scanner.read(1.0) == "0499999"


class TestBytesIntoCodes:
    """Times in gaps."""

    def test_the_late_rest_of_a_broken_code_is_no_code(self):
        codes = Codes(1.0)
        assert codes.heard(b"0412", 0.0) == []
        assert codes.quiet(1.1) == [None]
        assert codes.heard(b"345\r", 1.2) == []
        assert codes.heard(b"0499\r", 9.0) == [b"0499"]

    def test_a_break_is_noticed_by_the_next_bytes_too(self):
        codes = Codes(1.0)
        codes.heard(b"0412", 0.0)
        assert codes.heard(b"0499\r", 5.0) == [None, b"0499"]

    def test_one_byte_a_second_never_makes_a_code(self):
        codes = Codes(0.15)
        told = [what for k, byte in enumerate(b"0412345\r0412345\r") for what in codes.heard(bytes([byte]), float(k))]
        assert set(told) == {None}

    @given(
        codes=st.lists(st.binary(min_size=1, max_size=9).filter(lambda b: not set(b) & set(b"\r\n")), max_size=5),
        cuts=st.lists(st.integers(0, 60), max_size=8),
    )
    def test_however_they_are_cut_up_within_the_gap_codes_stay_whole(self, codes, cuts):
        stream = b"".join(code + b"\r\n" for code in codes)
        edges = [0, *sorted({cut for cut in cuts if cut < len(stream)}), len(stream)]
        splitter = Codes(1.0)
        told = [
            code
            for k, (start, end) in enumerate(pairwise(edges))
            for code in (splitter.heard(stream[start:end], 0.5 * k) if end > start else [])
        ]
        assert told == codes


@pytest.mark.parametrize("rubbish", [b"\x00\x01\x02\r", b"04\xff\xfe12\r", b"\x1b[A\r"])
def test_rubbish_is_refused(scanner, wire, rubbish):
    wire.say(rubbish)
    with pytest.raises(DeviceConfused, match="baud rate"):
        scanner.read(1.0)


def test_a_stream_without_end_is_refused(scanner, wire):
    for _ in range(3):
        wire.say(b"8" * 2000)
        time.sleep(0.01)
    with pytest.raises(DeviceConfused):
        scanner.read(1.0)


def test_group_separators_of_gs1_stay(scanner, wire):
    wire.say(b"]d2011234\x1d21ABC\r")
    assert scanner.read(1.0) == "]d2011234\x1d21ABC"


def test_it_is_back_as_soon_as_it_is_plugged_in_again(scanner, wire):
    wire.unplug()
    for _ in range(2):
        with pytest.raises(DeviceMissing):
            scanner.read(0.4)
    wire.plug_in()
    assert scanner.read(0.01) is None
    wire.say(b"77\r")
    assert scanner.read(1.0) == "77"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codes=st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["C", "Z"]),
                              min_size=1, max_size=40), min_size=1, max_size=4))  # fmt: skip
def test_whatever_is_scanned_comes_out_as_it_was(scanner, wire, codes):
    wire.say("".join(code + "\r" for code in codes).encode())
    assert [scanner.read(1.0) for _ in codes] == codes
