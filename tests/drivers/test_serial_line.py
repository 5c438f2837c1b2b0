"""A serial line's deadlines, its faults in plain words, and its losses."""

import time
from pathlib import Path

import pytest

from drivers.faults import Device, DeviceConfused, DeviceMissing, DeviceSilent
from drivers.serial_line import LineSettings, SerialLine
from tests.contracts.patience import LATE_S
from tests.drivers.far_ends import ScannerFar


class Parrot:
    """Says everything twice."""

    def hear(self, data):
        return [data + data]


@pytest.fixture
def wire(wire_to):
    return wire_to(Parrot())


@pytest.fixture
def line(wire):
    line = SerialLine(LineSettings(str(wire.path)), Device.SCALE, "parrot")
    yield line
    line.close()


def in_s(seconds):
    return time.monotonic() + seconds


def open_descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_an_answer_ends_where_it_ends(line):
    assert line.ask(b"polly\n", b"\n", in_s(1)) == b"polly"
    assert line.receive(b"\n", in_s(1)) == b"polly"


def test_so_many_bytes_and_the_rest(line):
    line.send(b"abcde", in_s(1))
    assert line.receive_count(7, in_s(1)) == b"abcdeab"
    assert line.take_all() == b"cde"
    assert line.take_all() == b""


def test_what_came_unasked_is_no_answer(line, wire):
    line.listen(in_s(0))
    wire.say(b"news\n")
    time.sleep(0.05)
    assert line.ask(b"polly\n", b"\n", in_s(1)) == b"polly"


def test_silence_is_told_at_the_deadline_and_remembered(line):
    began_s = time.monotonic()
    with pytest.raises(DeviceSilent) as silent:
        line.ask(b"polly", b"\n", in_s(0.2))
    assert 0.19 < time.monotonic() - began_s < 0.2 + LATE_S
    assert silent.value.device is Device.SCALE
    assert line.doubtful
    assert line.ask(b"polly\n", b"\n", in_s(1))
    assert not line.doubtful


def test_an_answer_without_end_is_told(line, monkeypatch, wire):
    monkeypatch.setattr(wire.far, "hear", lambda _data: [b"x" * 3000])
    with pytest.raises(DeviceConfused, match="without end"):
        _ = line.send(b"?", in_s(1)), line.receive(b"\n", in_s(1), most=2000)


def test_sent_bytes_are_waited_for(line, wire):
    line.send(b"y" * 2000, in_s(1))
    line.drain(in_s(2))
    time.sleep(0.1)
    assert len(wire.heard) == 2000


def test_a_port_that_is_not_there_is_told_with_what_to_do(tmp_path):
    with pytest.raises(DeviceMissing, match="/dev/serial/by-id"):
        SerialLine(LineSettings(str(tmp_path / "gone")), Device.SCALE, "scale").listen(in_s(0))


def test_something_that_is_no_port_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DeviceMissing, match="cannot be opened"):
        SerialLine(LineSettings(str(tmp_path / "file")), Device.SCALE, "scale").listen(in_s(0))


def test_a_port_that_another_program_holds_is_told(line, wire):
    line.listen(in_s(0))
    with pytest.raises(DeviceMissing, match="another program"):
        SerialLine(LineSettings(str(wire.path)), Device.SCALE, "second").listen(in_s(0))


def test_an_impossible_baud_rate_is_told(wire):
    with pytest.raises(DeviceMissing, match="cannot be opened"):
        SerialLine(LineSettings(str(wire.path), -1), Device.SCALE, "scale").listen(in_s(0))


def test_losing_and_finding_a_port_leaks_no_descriptor(line, wire):
    line.listen(in_s(0))
    before = open_descriptors()
    for _ in range(30):
        wire.unplug()
        with pytest.raises(DeviceMissing):
            line.ask(b"a\n", b"\n", in_s(0.2))
        wire.plug_in()
        assert line.ask(b"a\n", b"\n", in_s(1)) == b"a"
    assert open_descriptors() <= before + 1


def test_what_came_before_closing_is_forgotten_and_closed_it_stays(wire_to):
    wire = wire_to(ScannerFar())
    line = SerialLine(LineSettings(str(wire.path)), Device.SCANNER, "scanner")
    line.listen(in_s(0))
    line.close()
    line.close()
    with pytest.raises(DeviceMissing, match="closed"):
        line.listen(in_s(0))
