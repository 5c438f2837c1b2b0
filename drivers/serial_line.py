"""A serial line with deadlines: what every serial driver talks through.

Opened when first needed, and again after it was lost. An unplugged port raises `SerialException` on read and write, but
a raw `OSError` from `in_waiting` and a `termios.error` from settings (pyserial 3.5): all become `DeviceMissing` here.
"""

import contextlib
import select
import termios
import time
from dataclasses import dataclass
from pathlib import Path

import serial

from drivers.faults import Device, DeviceBusy, DeviceConfused, DeviceMissing, DeviceSilent
from drivers.raw_port import RawPort, open_raw

_LISTEN_S = 0.3  # the longest wait for an answer that is late
_QUIET_S = 0.05  # silence after which it is taken to be over
_LOST = (serial.SerialException, OSError, termios.error, ValueError, TypeError)  # the last two: a port closed meanwhile


@dataclass(frozen=True)
class LineSettings:
    """How a line is set; as it stands 8N1 without handshake.

    Attributes
    ----------
    port : best by /dev/serial/by-id, which stays when others are plugged in; or tcp://192.0.2.7:9100, or a USB
        printer's device file (/dev/usb/lp0): then nothing else of this counts
    baud : bits a second
    """

    port: str
    baud: int = 115200
    bytesize: int = serial.EIGHTBITS
    parity: str = serial.PARITY_NONE
    stopbits: float = serial.STOPBITS_ONE


class SerialLine:
    """Bytes out and in before a deadline.

    Parameters
    ----------
    settings : LineSettings
    device : which kind of device is at the other end, for faults
    name : what the technician knows it by
    """

    def __init__(self, settings: LineSettings, device: Device, name: str) -> None:
        self.name = f"{name} on {settings.port}"
        self.device = device
        self._settings = settings
        self._port: serial.Serial | RawPort | None = None
        self._received = b""
        self._doubtful = False
        self._closed = False

    def ask(self, request: bytes, end: bytes, deadline_s: float) -> bytes:
        """Send a request, after whatever came before was thrown away; the answer up to its end, without it."""
        self.forget(deadline_s)
        self.send(request, deadline_s)
        return self.receive(end, deadline_s)

    def send(self, data: bytes, deadline_s: float) -> None:
        """Hand everything to the port, in one write where it takes it.

        Raises
        ------
        DeviceSilent
            Where the port does not take it in time.
        DeviceMissing
        """
        port = self._opened()
        try:
            port.write_timeout = max(0.001, deadline_s - time.monotonic())
            port.write(data)
        except serial.SerialTimeoutException:
            self._doubtful = True
            raise self._silent("does not take what is sent to it") from None
        except _LOST as error:
            raise self._lost(error) from None

    def drain(self, deadline_s: float) -> None:
        """Wait until the port has sent everything; raises DeviceSilent where it does not in time, or DeviceMissing.

        `tcdrain` would wait for ever on a device that holds us off.
        """
        port = self._opened()
        try:
            while port.out_waiting:
                if time.monotonic() >= deadline_s:
                    port.reset_output_buffer()  # else closing the port waits for it
                    raise self._silent("does not take what is sent to it")
                time.sleep(0.005)
        except _LOST as error:
            raise self._lost(error) from None

    def receive(self, end: bytes, deadline_s: float, most: int = 65536) -> bytes:
        """Everything up to `end`, without it.

        Raises
        ------
        DeviceSilent
            Where it does not come in time; what came so far waits for the next call.
        DeviceConfused
            Where more than `most` bytes come without it.
        DeviceMissing
        """
        while end not in self._received:
            if len(self._received) > most:
                self.drop()
                self._doubtful = True
                raise DeviceConfused(f"{self.name}: sends without end; check the baud rate.", self.device)
            if not self.listen(deadline_s):
                self._doubtful = True
                raise self._silent("does not answer")
        answer, self._received = self._received.split(end, 1)
        return answer

    def receive_count(self, count: int, deadline_s: float) -> bytes:
        """So many bytes; raises as `receive`."""
        while len(self._received) < count:
            if not self.listen(deadline_s):
                self._doubtful = True
                raise self._silent("does not answer")
        answer, self._received = self._received[:count], self._received[count:]
        return answer

    def take_all(self) -> bytes:
        """What came and was not fetched yet. Waits for nothing."""
        answer, self._received = self._received, b""
        return answer

    def listen(self, deadline_s: float) -> bool:
        """Take in what has come, or wait for it; whether anything came before the deadline."""
        port = self._opened()
        try:
            ready, _, _ = select.select([port.fileno()], [], [], max(0.0, deadline_s - time.monotonic()))
            more = bytes(port.read(4096)) if ready else b""
        except _LOST as error:
            raise self._lost(error) from None
        self._received += more
        return bool(more)

    @property
    def doubtful(self) -> bool:
        """Whether an answer may still be on its way that nobody waits for any more."""
        return self._doubtful

    def forget(self, deadline_s: float) -> None:
        """Throw away what came unasked; after a silence wait for the late answer first, half the time at most.

        Raises
        ------
        DeviceBusy
            Where that one still comes in, byte by byte.
        DeviceMissing
        """
        now_s = time.monotonic()
        until_s = now_s + min(_LISTEN_S, 0.5 * max(0.0, deadline_s - now_s))
        next_s = until_s if self._doubtful else now_s
        while (still := self.listen(next_s)) and time.monotonic() < until_s:
            next_s = min(until_s, time.monotonic() + (_QUIET_S if self._doubtful else 0.0))
        self._received = b""
        if still and self._doubtful:  # to ask once more would only make it later
            raise DeviceBusy(f"{self.name}: is still at an earlier answer; check the baud rate.", self.device)
        self._doubtful = False

    def close(self) -> None:
        """Give the port back for good."""
        self._closed = True
        self.drop()

    def drop(self) -> None:
        """Close the port; the next call opens it again."""
        port, self._port = self._port, None
        self._received, self._doubtful = b"", False
        if port is not None:
            with contextlib.suppress(*_LOST):
                port.reset_output_buffer()  # closing waits up to 30 s for what a device does not take
            with contextlib.suppress(*_LOST):
                port.close()

    def _opened(self) -> serial.Serial | RawPort:
        if self._closed:
            raise DeviceMissing(f"{self.name}: was closed.", self.device)
        if self._port is None:
            settings = self._settings
            try:
                self._port = open_raw(settings.port) or serial.Serial(
                    settings.port, settings.baud, settings.bytesize, settings.parity, settings.stopbits,
                    timeout=0, exclusive=True,
                )  # fmt: skip
            except _LOST as error:
                raise self._unopened(error) from None
        return self._port

    def _unopened(self, error: Exception) -> DeviceMissing:
        if self._settings.port.startswith("tcp://"):
            why = f"cannot be reached ({error}); see that it is switched on and has this address"
        elif not Path(self._settings.port).exists():
            why = "is not there; plug it in, or see `ls /dev/serial/by-id` for its name"
        elif "Permission" in str(error):
            why = "may not be opened by this user; add it to the group dialout (printers: lp)"
        elif "lock" in str(error):
            why = "is in use by another program; stop that"
        else:
            why = f"cannot be opened ({error})"
        return DeviceMissing(f"{self.name}: {why}.", self.device)

    def _lost(self, error: BaseException) -> DeviceMissing:
        self.drop()
        return DeviceMissing(f"{self.name}: was unplugged or switched off ({error}); plug it in again.", self.device)

    def _silent(self, what: str) -> DeviceSilent:
        return DeviceSilent(f"{self.name}: {what}; see that it is switched on and set to this baud rate.", self.device)
