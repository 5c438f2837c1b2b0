"""Label printers: ESC/POS receipt printers and ZPL label printers (docs/protocols/escpos.md, zpl.md)."""

import time

from escpos.printer import Dummy
from PIL import Image

from drivers.contracts import ORDER_TIMEOUT_S, Label
from drivers.faults import Device, DeviceConfused, DeviceRefused, DeviceSilent, OutOfPaper
from drivers.label_layout import Code, LabelSize, LabelWords, Text, drawn, laid_out
from drivers.serial_line import LineSettings, SerialLine

_PRINTER_STATUS = b"\x10\x04\x01"  # DLE EOT 1
_PAPER_STATUS = b"\x10\x04\x04"  # DLE EOT 4
_FIXED_BITS, _FIXED = 0x93, 0x12
_OFFLINE = 0x08
_PAPER_END = 0x60
_PAPER_LOW = 0x0C

_HOST_STATUS = b"~HS\r\n"
_STATUS_END = b"\x03\r\n"
_STATUS_LINES = 3


class EscPosPrinter:
    """A receipt printer by ESC/POS; the label is sent as dots, so that any language prints.

    Parameters
    ----------
    line : the faster the better: a label of 576 x 240 dots is 17 kB, 1.5 s at 115200 baud
    size, words : LabelSize, LabelWords
    answer_s : the longest wait for a status
    """

    def __init__(
        self,
        line: LineSettings,
        size: LabelSize | None = None,
        words: LabelWords | None = None,
        answer_s: float = ORDER_TIMEOUT_S / 2,
    ) -> None:
        self._line = SerialLine(line, Device.PRINTER, "ESC/POS printer")
        self._cut_short = False
        self._size, self._words = size or LabelSize(), words or LabelWords()
        self._answer_s = answer_s

    @property
    def name(self) -> str:
        """Its port."""
        return self._line.name

    def check(self) -> str:
        """That it is ready, and whether its paper will last."""
        now_s = time.monotonic()
        self._ready(now_s + self._answer_s)
        return f"{self.name}, paper {'low' if self._paper(now_s + 2 * self._answer_s) & _PAPER_LOW else 'enough'}"

    def print_label(self, label: Label, timeout_s: float = 5.0) -> None:
        """Print one label."""
        deadline_s = time.monotonic() + timeout_s
        data = escpos_bytes(label, self._size, self._words)
        self._ready(min(deadline_s, time.monotonic() + self._answer_s))
        self._paper(min(deadline_s, time.monotonic() + self._answer_s))
        if self._cut_short:  # the printer still waits for the last label's dots, and would take this one for them
            data = bytes(len(data)) + data
        self._cut_short = True
        self._line.send(data, deadline_s)
        self._line.drain(deadline_s)
        self._cut_short = False
        self._paper(deadline_s)  # real-time: answered while it prints

    def close(self) -> None:
        """Give the port back."""
        self._line.close()

    def _ready(self, deadline_s: float) -> None:
        if self._status(_PRINTER_STATUS, deadline_s) & _OFFLINE:
            self._paper(deadline_s)  # no paper is the likeliest reason, and has a fault of its own
            raise DeviceRefused(f"{self.name}: is offline; close its cover, and press its feed button.", Device.PRINTER)

    def _paper(self, deadline_s: float) -> int:
        status = self._status(_PAPER_STATUS, deadline_s)
        if status & _PAPER_END:
            raise OutOfPaper(f"{self.name}: is out of paper; put in a new roll.", Device.PRINTER)
        return status

    def _status(self, request: bytes, deadline_s: float) -> int:
        self._line.forget(deadline_s)
        self._line.send(request, deadline_s)
        status = self._line.receive_count(1, deadline_s)[0]
        if status & _FIXED_BITS != _FIXED:
            raise DeviceConfused(
                f"{self.name}: answers {status:#04x} for its status; check baud rate and handshake.", Device.PRINTER
            )
        return status


def escpos_bytes(label: Label, size: LabelSize, words: LabelWords) -> bytes:
    """All that an ESC/POS printer needs for one label: reset, dots, cut."""
    paper = Dummy()
    # Else python-escpos says on stdout that it does not know the width.
    paper.profile.profile_data = {"media": {"width": {"pixels": size.width_dots}}} | {
        key: value for key, value in paper.profile.profile_data.items() if key != "media"
    }
    paper.hw("INIT")
    paper.image(Image.fromarray(drawn(laid_out(label, size, words), size)), impl="bitImageRaster")
    paper.cut(mode="PART")
    return bytes(paper.output)


class ZplPrinter:
    """A label printer by ZPL II.

    Parameters
    ----------
    line : usually 9600 8N1; a label is below 1 kB
    size, words : LabelSize, LabelWords
    answer_s : the longest wait for its status
    """

    def __init__(
        self,
        line: LineSettings,
        size: LabelSize | None = None,
        words: LabelWords | None = None,
        answer_s: float = ORDER_TIMEOUT_S / 2,
    ) -> None:
        self._line = SerialLine(line, Device.PRINTER, "ZPL printer")
        self._size, self._words = size or LabelSize(), words or LabelWords()
        self._answer_s = answer_s

    @property
    def name(self) -> str:
        """Its port."""
        return self._line.name

    def check(self) -> str:
        """That it is ready."""
        self._ready(time.monotonic() + self._answer_s)
        return self.name

    def print_label(self, label: Label, timeout_s: float = 5.0) -> None:
        """Print one label."""
        deadline_s = time.monotonic() + timeout_s
        data = zpl_bytes(label, self._size, self._words)
        self._ready(min(deadline_s, time.monotonic() + self._answer_s))
        self._line.send(data, deadline_s)
        self._line.drain(deadline_s)

    def close(self) -> None:
        """Give the port back."""
        self._line.close()

    def _ready(self, deadline_s: float) -> None:
        """Raise what its status says against printing.

        Many say nothing at all when labels or ribbon are out or the head is open, instead of setting the flag.
        """
        try:
            told = [self._line.ask(_HOST_STATUS, _STATUS_END, deadline_s)]
            while len(told) < _STATUS_LINES:
                told.append(self._line.receive(_STATUS_END, deadline_s))
        except DeviceSilent:
            raise DeviceSilent(
                f"{self.name}: does not answer; see to its labels, ribbon and head, then to cable and baud rate.",
                Device.PRINTER,
            ) from None
        first, second = (line.decode("latin-1").rpartition("\x02")[2].split(",") for line in told[:2])
        if len(first) != 12 or len(second) != 11 or not set(first[1] + first[2] + second[2] + second[3]) <= set("01"):
            raise DeviceConfused(f"{self.name}: answers with rubbish; check the baud rate.", Device.PRINTER)
        if first[1] == "1":
            raise OutOfPaper(f"{self.name}: is out of labels; put in a new roll.", Device.PRINTER)
        reasons = {"its head is open; close it": second[2], "its ribbon is out; put in a new one": second[3],
                   "it is paused; press its pause button": first[2]}  # fmt: skip
        for reason, flag in reasons.items():
            if flag == "1":
                raise DeviceRefused(f"{self.name}: {reason}.", Device.PRINTER)


def _field(text: str) -> str:
    """Text as a ZPL field in hexadecimal mode (^FH_): what ZPL would take for a command is told by its code."""
    return "".join(f"_{ord(c):02X}" if c in "^~_\\" or not c.isprintable() else c for c in text)


def zpl_bytes(label: Label, size: LabelSize, words: LabelWords) -> bytes:
    """One label in ZPL II, UTF-8."""
    told = ["^XA", "^CI28", f"^PW{size.width_dots}", f"^LL{size.height_dots}", "^LH0,0"]
    for element in laid_out(label, size, words):
        match element:
            case Code(content, x, y, module):
                told.append(f"^FO{x},{y}^BQN,2,{min(module, 10)}^FH_^FDQA,{_field(content)}^FS")
            case Text(text, x, y, width, height, _, align):
                box = f"^FB{width},1,0,{'R' if align == 'right' else 'L'}"
                told.append(f"^FO{x},{y}^A0N,{height},0{box}^FH_^FD{_field(text)}^FS")
    return "\n".join([*told, "^PQ1", "^XZ", ""]).encode()
