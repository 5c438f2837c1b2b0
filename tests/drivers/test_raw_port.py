"""Printers in the network and on USB are spoken to as serial ones are."""

import os
import socket
import threading
import time

import pytest
import serial

from drivers.faults import DeviceMissing, DeviceSilent
from drivers.labels import EscPosPrinter, ZplPrinter
from drivers.raw_port import RawPort, open_raw
from drivers.serial_line import LineSettings
from tests.contracts.patience import LATE_S
from tests.contracts.printer import LABEL
from tests.drivers.far_ends import EscPosFar, ZplFar


class Server:
    """A printer in the network; it takes one connection after the other."""

    def __init__(self, far):
        self.far, self.held_off = far, False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = f"tcp://127.0.0.1:{self._listening.getsockname()[1]}"
        self._connection = None
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self._connection = connection
            with connection:
                while True:
                    if self.held_off:
                        time.sleep(0.02)
                        continue
                    try:
                        data = connection.recv(65536)
                    except OSError:
                        break
                    if not data:
                        break
                    for answer in self.far.hear(data):
                        connection.sendall(answer)

    def hang_up(self):
        self._connection.shutdown(socket.SHUT_RDWR)

    def close(self):
        self._listening.close()


@pytest.fixture
def server():
    server = Server(EscPosFar())
    yield server
    server.close()


def test_a_label_is_printed_over_the_network(server):
    printer = EscPosPrinter(LineSettings(server.port))
    printer.print_label(LABEL)
    assert len(server.far.labels) == 1
    printer.close()


def test_zpl_over_the_network_too():
    server = Server(ZplFar())
    printer = ZplPrinter(LineSettings(server.port))
    printer.print_label(LABEL)
    printer.check()
    assert len(server.far.labels) == 1
    printer.close()
    server.close()


def test_a_connection_that_was_cut_is_made_again(server):
    printer = EscPosPrinter(LineSettings(server.port))
    printer.check()
    server.hang_up()
    time.sleep(0.05)
    with pytest.raises(DeviceMissing):
        printer.check()
    assert printer.check()
    printer.close()


def test_one_that_takes_nothing_is_given_up_in_time(server):
    printer = EscPosPrinter(LineSettings(server.port))
    printer.check()
    server.held_off = True
    began_s = time.monotonic()
    with pytest.raises(DeviceSilent):
        printer._line.send(b"x" * 8_000_000, began_s + 0.3)
    assert time.monotonic() - began_s < 0.3 + LATE_S
    printer.close()


def test_nobody_at_that_address_is_told():
    free = socket.create_server(("127.0.0.1", 0))
    address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    free.close()
    with pytest.raises(DeviceMissing, match="cannot be reached"):
        EscPosPrinter(LineSettings(address)).check()


@pytest.mark.parametrize("address", ["tcp://printer.local:9100", "tcp://192.0.2.7", "tcp://", "tcp://1.2.3.4:99999"])
def test_addresses_in_words_are_refused_at_once(address):
    began_s = time.monotonic()
    with pytest.raises(DeviceMissing):
        EscPosPrinter(LineSettings(address)).check()
    assert time.monotonic() - began_s < LATE_S


def test_a_device_file_that_is_no_terminal_is_written_to_as_it_is():
    port = open_raw("/dev/null")
    assert isinstance(port, RawPort)
    assert port.write(b"abc") == 3
    assert port.out_waiting == 0
    port.close()
    port.close()


def test_terminals_and_files_that_are_none_are_left_to_pyserial(tmp_path):
    (tmp_path / "plain").write_text("")
    assert open_raw(str(tmp_path / "plain")) is None
    assert open_raw(str(tmp_path / "nothing")) is None
    master, slave = os.openpty()
    assert open_raw(os.ttyname(slave)) is None
    os.close(master)
    os.close(slave)


def test_reading_and_writing_a_descriptor():
    ours, theirs = socket.socketpair()
    port = RawPort(ours.detach(), counts_unsent=True)
    assert port.read(10) == b""
    theirs.sendall(b"hello")
    assert port.read(10) == b"hello"
    port.write_timeout = 0.05
    with pytest.raises(serial.SerialTimeoutException):
        port.write(b"x" * 10_000_000)
    theirs.close()
    with pytest.raises(OSError, match=r"closed|reset"):
        port.read(10)
    port.close()
