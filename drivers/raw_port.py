"""Ports that are no serial ports: a printer in the network (`tcp://192.0.2.7:9100`), a USB printer's device file.

They offer what `drivers/serial_line.py` uses of pyserial's `Serial`: no driver need know what it talks through.
"""

import array
import fcntl
import os
import re
import select
import socket
import stat
import termios
import time
from pathlib import Path

import serial

_TCP = re.compile(r"tcp://(\[[0-9a-fA-F:]+\]|[0-9.]+):(\d{1,5})$")
_CONNECT_S = 1.0


class RawPort:
    """Bytes through a descriptor.

    Parameters
    ----------
    descriptor : open for reading and writing; closed with the port
    counts_unsent : whether the kernel tells how much it has not sent yet
    """

    def __init__(self, descriptor: int, counts_unsent: bool) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor
        self._counts_unsent = counts_unsent
        self.write_timeout = 1.0

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def read(self, most: int) -> bytes:
        """What has come; OSError where the other end is gone."""
        try:
            data = os.read(self._descriptor, most)
        except BlockingIOError:
            return b""
        if not data:
            raise ConnectionResetError("the other end closed the connection")
        return data

    def write(self, data: bytes) -> int:
        """Hand everything to the kernel; serial.SerialTimeoutException after `write_timeout` seconds."""
        deadline_s = time.monotonic() + self.write_timeout
        left = memoryview(data)
        while left:
            _, ready, _ = select.select([], [self._descriptor], [], max(0.0, deadline_s - time.monotonic()))
            if not ready:
                raise serial.SerialTimeoutException("write timeout")
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                continue
        return len(data)

    @property
    def out_waiting(self) -> int:
        """Bytes that the kernel has not got rid of yet; of a network connection, those not acknowledged."""
        if not self._counts_unsent:
            return 0
        count = array.array("i", [0])
        fcntl.ioctl(self._descriptor, termios.TIOCOUTQ, count)  # for sockets it is called SIOCOUTQ, the same number
        return count[0]

    def reset_output_buffer(self) -> None:
        """Nothing: what was handed to a network is gone."""

    def close(self) -> None:
        """Close the descriptor."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def open_raw(port: str) -> RawPort | None:
    """A port that is no serial port; None where it is one, or nothing at all.

    Raises
    ------
    OSError
        Where it cannot be opened.
    ValueError
        For a network address that is none; names are not looked up, since that can take longer than any deadline.
    """
    if port.startswith("tcp://"):
        found = _TCP.match(port)
        if found is None or int(found[2]) > 65535:
            raise ValueError("give it as tcp://192.0.2.7:9100, with the address in numbers")
        connection = socket.create_connection((found[1].strip("[]"), int(found[2])), timeout=_CONNECT_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return RawPort(connection.detach(), counts_unsent=True)
    path = Path(port)
    if not path.exists() or not stat.S_ISCHR(path.stat().st_mode):
        return None
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
    if os.isatty(descriptor):
        os.close(descriptor)
        return None
    return RawPort(descriptor, counts_unsent=False)
