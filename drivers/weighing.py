"""Scales that speak MT-SICS over serial (docs/protocols/mt_sics.md)."""

import re
import time
from decimal import Decimal

from drivers.contracts import Weight
from drivers.faults import (
    Device,
    DeviceBusy,
    DeviceConfused,
    DeviceFault,
    DeviceSilent,
    ScaleOverloaded,
    ScaleUnderloaded,
    ScaleUnsteady,
)
from drivers.serial_line import LineSettings, SerialLine

_END = b"\r\n"
_NOW = "SI"
_TARE = "T"
_ZERO = "Z"
_MODEL = "I2"
_SERIAL_NUMBER = "I4"
_WEIGHT = re.compile(r"([SD]) +(-?) *(\d+(?:\.\d+)?) +(\S+)$")
_TEXT = re.compile(r'A +"(.*)"$')
_GRAMS = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "mg": Decimal("0.001"),
    "ct": Decimal("0.2"),
    "lb": Decimal("453.59237"),  # NIST SP 811, appendix B.8, as the next three
    "oz": Decimal("28.349523125"),
    "ozt": Decimal("31.1034768"),
    "GN": Decimal("0.06479891"),
    "dwt": Decimal("1.55517384"),
}
_ERRORS = {
    "ES": "does not know the command",
    "ET": "got the command garbled; check baud rate and parity",
    "EL": "cannot execute the command as it stands",
}
_PAUSE_S = 0.08  # between two looks at a weight that moves
_ANSWER_S = 0.5  # a scale answers `SI` at once: some 20 bytes at 9600 baud take 20 ms


class MtSicsScale:
    """A scale by MT-SICS.

    A weight at rest is found by asking for the weight of the moment (`SI`), which says whether it is at rest, over and
    over. `S` would say nothing until it is, and could be called off by `@` alone, which forgets the tare.

    Parameters
    ----------
    line : usually 9600 8N1
    answer_s : the longest wait for one answer
    """

    def __init__(self, line: LineSettings, answer_s: float = _ANSWER_S) -> None:
        self._line = SerialLine(line, Device.SCALE, "MT-SICS scale")
        self._answer_s = answer_s

    @property
    def name(self) -> str:
        """Its port."""
        return self._line.name

    def check(self) -> str:
        """Model, where it tells one, and serial number."""
        told = []
        for command in (_MODEL, _SERIAL_NUMBER):
            answer = self._ask(command, time.monotonic() + self._answer_s, refusals=command == _SERIAL_NUMBER)
            text = _TEXT.match(answer)
            if text is not None:
                told.append(text[1].strip())
        if not told:
            raise DeviceConfused(f"{self.name}: tells neither model nor serial number.", Device.SCALE)
        return ", ".join(told)

    def weigh(self, timeout_s: float = 3.0) -> Weight:
        """The weight once it is at rest."""
        deadline_s = time.monotonic() + timeout_s
        fault: DeviceFault | None = None
        while fault is None or time.monotonic() + _PAUSE_S < deadline_s:
            if fault is not None:
                time.sleep(_PAUSE_S)
            left_s = deadline_s - time.monotonic()
            try:
                weight = self.weigh_now(left_s)
            except DeviceBusy as busy:
                fault = busy
            except DeviceSilent:
                if fault is None or left_s >= self._answer_s:
                    raise
            else:
                if weight.stable:
                    return weight
                fault = ScaleUnsteady(
                    f"{self.name}: the weight does not come to rest; keep draughts and hands away.", Device.SCALE
                )
        raise fault

    def weigh_now(self, timeout_s: float = 1.0) -> Weight:
        """The weight of this moment."""
        answer = self._ask(_NOW, time.monotonic() + min(timeout_s, self._answer_s))
        self._refuse(answer, DeviceBusy)
        return self._weight(answer)

    def tare(self, timeout_s: float = 3.0) -> None:
        """Take what lies there now as nothing."""
        answer = self._ask(_TARE, time.monotonic() + timeout_s)
        self._refuse(answer, ScaleUnsteady)
        self._weight(answer)

    def zero(self, timeout_s: float = 3.0) -> None:
        """Set the empty scale to zero."""
        answer = self._ask(_ZERO, time.monotonic() + timeout_s)
        self._refuse(answer, ScaleUnsteady)
        if answer != "A":
            raise self._confused(answer)

    def close(self) -> None:
        """Give the port back."""
        self._line.close()

    def _ask(self, command: str, deadline_s: float, refusals: bool = True) -> str:
        """What follows the command's own letters in its answer; lines that answer something else are passed over.

        A late weight looks like a new one. So after a silence the serial number is asked for first: answers come in the
        order of the questions, and whatever was late is past when it comes.
        """
        if self._line.doubtful and command != _SERIAL_NUMBER:
            self._answer(_SERIAL_NUMBER, deadline_s, refusals=False)
        return self._answer(command, deadline_s, refusals)

    def _answer(self, command: str, deadline_s: float, refusals: bool) -> str:
        says = "S" if command == _NOW else command
        answer = self._line.ask(command.encode() + _END, _END, deadline_s)
        while True:
            text = answer.decode("latin-1").strip()
            if text in _ERRORS:
                if refusals:
                    raise DeviceConfused(f"{self.name}: {_ERRORS[text]} ({command}: {text}).", Device.SCALE)
                return text
            if text.startswith(says + " "):
                return text[len(says) :].strip()
            answer = self._line.receive(_END, deadline_s)

    def _refuse(self, answer: str, not_now: type[DeviceBusy] | type[ScaleUnsteady]) -> None:
        """Raise what an answer without a weight says."""
        if answer == "I":
            raise not_now(f"{self.name}: cannot do that now, or the weight does not come to rest.", Device.SCALE)
        if answer == "+":
            raise ScaleOverloaded(f"{self.name}: above its range; take something off.", Device.SCALE)
        if answer == "-":
            raise ScaleUnderloaded(f"{self.name}: below its range; put its pan on, then zero it.", Device.SCALE)

    def _weight(self, answer: str) -> Weight:
        found = _WEIGHT.match(
            answer.replace("[", "").replace("]", "")
        )  # digits that are not verified stand in brackets
        if found is None:
            raise self._confused(answer)
        state, sign, number, unit = found.groups()
        if unit not in _GRAMS:
            raise DeviceConfused(f"{self.name}: weighs in {unit}; set its unit 1 to g.", Device.SCALE)
        value = Decimal(sign + number)
        step = Decimal(1).scaleb(int(value.as_tuple().exponent))
        return Weight(float(value * _GRAMS[unit]), state == "S", float(step * _GRAMS[unit]))

    def _confused(self, answer: str) -> DeviceConfused:
        return DeviceConfused(f"{self.name}: answers {answer!r}; see that it is set to MT-SICS.", Device.SCALE)
