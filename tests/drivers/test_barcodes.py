"""Serial barcode scanners over a pty."""

import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.barcodes import SerialScanner
from drivers.contracts import GRACE_S
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
    wire.say(b"0499999\r")
    assert scanner.read(1.0) == "0499999"


def test_half_a_code_left_behind_by_a_short_wait_is_not_joined_either(scanner, wire):
    scanner._gap_s = 0.4
    wire.say(b"0412")
    assert scanner.read(0.01) is None
    time.sleep(0.45)
    wire.say(b"0499999\r")
    with pytest.raises(DeviceConfused):
        scanner.read(1.0)


def test_one_byte_at_a_time_is_a_broken_code_every_time_and_in_time(scanner, wire):
    for byte in b"0412":
        wire.say(bytes([byte]))
        began_s = time.monotonic()
        with pytest.raises(DeviceConfused):
            scanner.read(0.5)
        assert time.monotonic() - began_s < 0.5 + GRACE_S


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
            scanner.read(0.2)
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
