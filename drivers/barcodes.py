"""Barcode scanners on a serial line (docs/protocols/barcodes.md): a code, then an end of line."""

import queue
import re
import threading
import time

from drivers.faults import Device, DeviceConfused, DeviceFault, DeviceMissing
from drivers.serial_line import LineSettings, SerialLine

_END = re.compile(rb"[\r\n]+")
_GAP_S = 0.15  # a scanner sends a code at one go; at 9600 baud its characters come 1 ms apart
_SETTLED = 3.0  # gaps of silence after which what comes is a new code, and not the rest of a broken one
_LONGEST = 4296  # characters in the largest QR code (ISO/IEC 18004, version 40-L, alphanumeric)
_GROUP_SEPARATOR = "\x1d"  # GS1 puts it between fields
_LISTEN_S = 0.05


class Codes:
    """Bytes into codes, by their ends and by the silence between them.

    A code that breaks off is never joined to the next one, nor is its late rest taken for a code: half a code and a
    whole one would make a third.

    Parameters
    ----------
    gap_s : silence after which a begun code has broken off
    """

    def __init__(self, gap_s: float) -> None:
        self._gap_s = gap_s
        self._begun = b""
        self._heard_s = float("-inf")
        self._settling = False

    def heard(self, data: bytes, at_s: float) -> list[bytes | None]:
        """Whole codes, and None for each that broke off, now that these bytes came."""
        told = self.quiet(at_s)
        silence_s, self._heard_s = at_s - self._heard_s, at_s
        if self._settling and silence_s < _SETTLED * self._gap_s:
            return told
        self._settling = False
        *whole, self._begun = _END.split(self._begun + data)
        told += [code for code in whole if code]
        return told + (self._broken() if len(self._begun) > _LONGEST else [])

    def quiet(self, at_s: float) -> list[bytes | None]:
        """None where a begun code broke off, since nothing came until now."""
        return self._broken() if self._begun and at_s - self._heard_s >= self._gap_s else []

    def _broken(self) -> list[bytes | None]:
        self._begun, self._settling = b"", True
        return [None]


class SerialScanner:
    """A scanner that sends each code with CR, LF or both behind it.

    A thread listens, so that the silence between codes is known even while nobody reads them.

    Parameters
    ----------
    line : usually 9600 8N1
    gap_s : silence after which a begun code is taken to have broken off
    """

    def __init__(self, line: LineSettings, gap_s: float = _GAP_S) -> None:
        self._line = SerialLine(line, Device.SCANNER, "barcode scanner")
        self._gap_s = gap_s
        self._read: queue.Queue[str | DeviceFault | None] = queue.Queue()  # None wakes up whoever waits
        self._lost: DeviceFault | None = None
        self._listener: threading.Thread | None = None
        self._stop = threading.Event()

    @property
    def name(self) -> str:
        """Its port."""
        return self._line.name

    def check(self) -> str:
        """Its port, where that can be opened: a scanner answers no question."""
        self._listen()
        return self._line.name

    def read(self, timeout_s: float) -> str | None:
        """The next code; None where nobody scanned anything."""
        self._listen()
        try:
            got = self._read.get(timeout=timeout_s) if timeout_s > 0 else self._read.get_nowait()
        except queue.Empty:
            return None
        if self._lost is not None:
            raise self._lost
        if isinstance(got, DeviceFault):
            raise got
        return got

    def close(self) -> None:
        """Give the port back."""
        self._stop.set()
        if self._listener is not None:
            self._listener.join(1.0)
        self._line.close()

    def _listen(self) -> None:
        """Have the thread listening; raises DeviceMissing where there is no port."""
        if self._stop.is_set():
            raise DeviceMissing(f"{self.name}: was closed.", Device.SCANNER)
        if self._listener is None or not self._listener.is_alive():
            self._lost = None
            self._line.listen(time.monotonic())  # opens it
            self._listener = threading.Thread(target=self._run, name="barcode scanner", daemon=True)
            self._listener.start()

    def _run(self) -> None:
        codes = Codes(self._gap_s)
        while not self._stop.is_set():
            try:
                self._line.listen(time.monotonic() + min(_LISTEN_S, self._gap_s / 2))
            except DeviceFault as fault:
                self._lost = fault
                self._read.put(None)
                return
            now_s = time.monotonic()
            data = self._line.take_all()
            for code in codes.heard(data, now_s) if data else codes.quiet(now_s):
                self._read.put(self._broken_off() if code is None else self._text(code))

    def _broken_off(self) -> DeviceFault:
        return DeviceConfused(
            f"{self.name}: a code broke off; scan it again, and see that the scanner ends codes with CR.",
            Device.SCANNER,
        )

    def _text(self, code: bytes) -> str | DeviceFault:
        try:
            text = code.decode("utf-8")
        except UnicodeDecodeError:
            text = ""
        if not text or not all(character.isprintable() or character == _GROUP_SEPARATOR for character in text):
            return DeviceConfused(f"{self.name}: sends rubbish; check the baud rate.", Device.SCANNER)
        return text
