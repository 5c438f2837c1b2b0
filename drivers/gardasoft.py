"""Lamps on a Gardasoft RT controller over RS-232 (docs/protocols/gardasoft.md): two channels in continuous mode."""

import contextlib
import re
import time
from dataclasses import dataclass

from drivers.contracts import ORDER_TIMEOUT_S
from drivers.faults import Device, DeviceConfused, DeviceFault, DeviceRefused
from drivers.frame import Light
from drivers.serial_line import LineSettings, SerialLine

_VERSION = "VR"
_LAST_EVENT = "GR"
_CONTINUOUS = "RS{channel},{percent:g}"
_DONE = b">"
_ERROR = re.compile(r"Err\s*(\d+)")
_EVENT = re.compile(r"Evt\s*(\d+),\s*(\d+)")
_IS_NOTHING = re.compile(r"")
_IS_EVENT = re.compile(rf"({_EVENT.pattern})?")
_IS_VERSION = re.compile(r"\w.*V\d+", re.DOTALL)
_MEANING = {
    1: "a value is out of range",
    2: "the command is unknown",
    3: "a number is ill-formed",
    4: "the number of values is wrong",
}
_ADJUSTED = 5  # a warning: a time was out of range and was brought into it


@dataclass(frozen=True)
class Channel:
    """A lamp: its output channel, and how bright it shines, per cent of its rating."""

    number: int
    percent: float = 100.0

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 8 or not 0 < self.percent <= 100:
            raise ValueError("a channel's number is 1 to 8, its brightness above 0 and at most 100 per cent")


class GardasoftLights:
    """Two channels of a Gardasoft RT controller. Nothing is ever written to its flash.

    Parameters
    ----------
    line : 115200 8N1
    backlight, toplight : Channel
    settle_s : how long its current regulator takes
    answer_s : the longest wait for an answer
    """

    def __init__(
        self,
        line: LineSettings,
        backlight: Channel,
        toplight: Channel,
        settle_s: float = 0.01,
        answer_s: float = ORDER_TIMEOUT_S,
    ) -> None:
        if backlight.number == toplight.number:
            raise ValueError("the panel and the lamp above need a channel each")
        self._line = SerialLine(line, Device.LIGHTS, "Gardasoft lights")
        self._lamps = {Light.BACKLIT: backlight, Light.TOPLIT: toplight}
        self._answer_s = answer_s
        self.settle_s = settle_s

    @property
    def name(self) -> str:
        """Gardasoft and its port."""
        return self._line.name

    def check(self) -> str:
        """Its model and version; raises DeviceRefused where it reports an event, a lamp's cable cut for instance."""
        version = self._order(_VERSION, _IS_VERSION)
        event = _EVENT.search(self._order(_LAST_EVENT, _IS_EVENT))
        if event is not None:
            channel, code = event.groups()
            raise DeviceRefused(
                f"{self.name}: reports event {code} on channel {channel}; see event codes in its manual, section 13.5.",
                Device.LIGHTS,
            )
        return version

    def switch(self, light: Light | None) -> None:
        """Light this lamp alone, or none; off before on, so that never both burn."""
        if light is Light.AMBIENT:
            raise ValueError("nobody can switch the light of the room")
        levels = [(lamp.number, lamp.percent if which is light else 0.0) for which, lamp in self._lamps.items()]
        levels.sort(key=lambda level: level[1] > 0)
        command = ";".join(_CONTINUOUS.format(channel=channel, percent=percent) for channel, percent in levels)
        self._order(command, _IS_NOTHING)

    def close(self) -> None:
        """Dark, and the port given back."""
        with contextlib.suppress(DeviceFault):
            self.switch(None)
        self._line.close()

    def _order(self, command: str, is_answer: re.Pattern[str]) -> str:
        """What it answers, without its prompt and its echo; answers of another kind are late ones, and passed over.

        A bare prompt could be the late answer to anything. So after a silence the version is asked for first: answers
        come in the order of the questions, and whatever was late is past when the version comes.
        """
        deadline_s = time.monotonic() + self._answer_s
        if self._line.doubtful and command != _VERSION:
            self._answer(_VERSION, _IS_VERSION, deadline_s)
        return self._answer(command, is_answer, deadline_s)

    def _answer(self, command: str, is_answer: re.Pattern[str], deadline_s: float) -> str:
        answer = self._line.ask(command.encode() + b"\r", _DONE, deadline_s)
        while True:
            text = self._text(answer)
            codes = [int(code) for code in _ERROR.findall(text) if int(code) != _ADJUSTED]
            if codes:
                meaning = _MEANING.get(codes[0], "see its manual")
                raise DeviceRefused(f"{self.name}: refuses {command} with error {codes[0]} ({meaning}).", Device.LIGHTS)
            said = _ERROR.sub("", text).strip().removeprefix(command).strip()
            if is_answer.fullmatch(said):
                return said
            answer = self._line.receive(_DONE, deadline_s)

    def _text(self, answer: bytes) -> str:
        try:
            return answer.decode("ascii")
        except UnicodeDecodeError:
            raise DeviceConfused(f"{self.name}: answers with rubbish; check the baud rate.", Device.LIGHTS) from None
