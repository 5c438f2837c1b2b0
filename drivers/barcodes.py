"""Barcode scanners on a serial line (docs/protocols/barcodes.md): a code, then an end of line."""

import re
import time

from drivers.faults import Device, DeviceConfused
from drivers.serial_line import LineSettings, SerialLine

_END = re.compile(rb"[\r\n]+")
_GAP_S = 0.15  # a scanner sends a code at one go; at 9600 baud its characters come 1 ms apart
_HEAR_OUT_S = 0.2
_LONGEST = 4296  # characters in the largest QR code (ISO/IEC 18004, version 40-L, alphanumeric)
_GROUP_SEPARATOR = "\x1d"  # GS1 puts it between fields


class SerialScanner:
    """A scanner that sends each code with CR, LF or both behind it.

    A code that breaks off is never joined to the next one: half a code and a whole one would make a third.

    Parameters
    ----------
    line : usually 9600 8N1
    gap_s : silence after which a begun code is taken to have broken off
    """

    def __init__(self, line: LineSettings, gap_s: float = _GAP_S) -> None:
        self._line = SerialLine(line, Device.SCANNER, "barcode scanner")
        self._gap_s = gap_s

    @property
    def name(self) -> str:
        """Its port."""
        return self._line.name

    def check(self) -> str:
        """Its port, where that can be opened: a scanner answers no question."""
        self._line.listen(time.monotonic())
        return self._line.name

    def read(self, timeout_s: float) -> str | None:
        """The next code; None where nobody scanned anything."""
        deadline_s = time.monotonic() + timeout_s
        if self._line.received and time.monotonic() - self._line.heard_s > self._gap_s:
            raise self._broken_off(deadline_s)
        while True:
            while (code := self._line.take(_END)) is not None:
                if code:
                    return self._text(code)
            if self._line.received > _LONGEST:
                self._line.drop()
                raise DeviceConfused(f"{self.name}: sends without end; check the baud rate.", Device.SCANNER)
            begun = self._line.received > 0
            # A code that has begun is heard out, as long as the promise of the deadline allows.
            until_s = min(self._line.heard_s + self._gap_s, deadline_s + _HEAR_OUT_S) if begun else deadline_s
            if not self._line.listen(until_s):
                if begun and time.monotonic() - self._line.heard_s >= self._gap_s:
                    raise self._broken_off(deadline_s)
                return None

    def close(self) -> None:
        """Give the port back."""
        self._line.close()

    def _broken_off(self, deadline_s: float) -> DeviceConfused:
        self._line.forget(deadline_s)
        return DeviceConfused(
            f"{self.name}: a code broke off; scan it again, and see that the scanner ends codes with CR.",
            Device.SCANNER,
        )

    def _text(self, code: bytes) -> str:
        try:
            text = code.decode("utf-8")
        except UnicodeDecodeError:
            text = ""
        if not text or not all(character.isprintable() or character == _GROUP_SEPARATOR for character in text):
            raise DeviceConfused(f"{self.name}: sends rubbish; check the baud rate.", Device.SCANNER)
        return text
