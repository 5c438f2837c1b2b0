"""Lamps on a WLED controller over serial (docs/protocols/wled.md): two segments, the panel below and the lamp above."""

import contextlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from drivers.contracts import ORDER_TIMEOUT_S
from drivers.faults import Device, DeviceBusy, DeviceConfused, DeviceFault, DeviceRefused, DeviceSilent
from drivers.frame import Light
from drivers.serial_line import LineSettings, SerialLine

_VERSION = b"v"
_HELLO = b"WLED "
_END = b"\n"
_MARKS = 8  # lengths of a cross-fade in tenths of a second, all of them short
_NO_BUFFER = 3  # ERR_NOBUF: its web page or another program holds WLED's one JSON buffer


@dataclass(frozen=True)
class Segment:
    """A lamp: its segment in WLED, and how bright it shines, 1 to 255."""

    number: int
    brightness: int = 255

    def __post_init__(self) -> None:
        if not 0 <= self.number <= 31 or not 1 <= self.brightness <= 255:
            raise ValueError("a segment's number is 0 to 31, its brightness 1 to 255")


def state_of(light: Light | None, lamps: Mapping[Light, Segment]) -> dict[str, Any]:
    """The state that lights this lamp alone, in WLED's JSON; no cross-fade, no effect."""
    if light is None:
        return {"on": False, "tt": 0}
    segments = [
        {"id": lamp.number, "on": True, "bri": lamp.brightness, "fx": 0}
        if which is light
        else {"id": lamp.number, "on": False}
        for which, lamp in lamps.items()
    ]
    return {"on": True, "bri": 255, "tt": 0, "seg": segments}


def _message(state: dict[str, Any]) -> bytes:
    """A state as WLED reads it.

    With a line end, since it swallows the byte after a message. To be sent in one write: it gives up after 100 ms.
    """
    return json.dumps(state, separators=(",", ":")).encode() + b"\n"


class WledLights:
    """Two segments of a WLED controller.

    Parameters
    ----------
    line : 115200 8N1 unless WLED was told otherwise
    backlight, toplight : Segment
    settle_s : WLED shows a new state at its next refresh, up to 25 ms after it answered
    answer_s : the longest wait for an answer
    """

    def __init__(
        self,
        line: LineSettings,
        backlight: Segment,
        toplight: Segment,
        settle_s: float = 0.06,
        answer_s: float = ORDER_TIMEOUT_S,
    ) -> None:
        if backlight.number == toplight.number:
            raise ValueError("the panel and the lamp above need a segment each")
        self._line = SerialLine(line, Device.LIGHTS, "WLED lights")
        self._lamps = {Light.BACKLIT: backlight, Light.TOPLIT: toplight}
        self._answer_s = answer_s
        self._mark = 0
        self._confirmed: set[Light | None] = set()  # states that WLED told back as they were meant
        self.settle_s = settle_s

    @property
    def name(self) -> str:
        """WLED and its port."""
        return self._line.name

    def check(self) -> str:
        """Its version."""
        deadline_s = time.monotonic() + self._answer_s
        answer = self._line.ask(_VERSION, _END, deadline_s)
        while not answer.startswith(_HELLO):
            answer = self._line.receive(_END, deadline_s)
        return answer.decode("ascii", "replace").strip()

    def switch(self, light: Light | None) -> None:
        """Light this lamp alone, or none.

        The first time WLED tells its whole state back, which is compared, and takes some 130 ms at 115200 baud. After
        that its version is asked for in the same breath: the answer, 1 ms, comes once the state was read.
        """
        if light is Light.AMBIENT:
            raise ValueError("nobody can switch the light of the room")
        wanted = state_of(light, self._lamps)
        deadline_s = time.monotonic() + self._answer_s
        try:
            if light in self._confirmed:
                self._tell(wanted, deadline_s)
            else:
                self._confirm(self._set(wanted, deadline_s), wanted)
        except DeviceFault:
            self._confirmed.clear()
            raise
        self._confirmed.add(light)

    def close(self) -> None:
        """Dark, and the port given back."""
        with contextlib.suppress(DeviceFault):
            self.switch(None)
        self._line.close()

    def _set(self, wanted: dict[str, Any], deadline_s: float) -> dict[str, Any]:
        """WLED's state after it was asked for this one.

        The cross-fade's length, which never comes into play (`tt` rules), serves as a mark by which the answer to this
        very message is known from a late one to another.
        """
        self._mark = (self._mark + 1) % _MARKS

        def is_it(line: bytes) -> bool:
            state = self._told(line).get("state") if line.startswith(b"{") else None
            return isinstance(state, dict) and state.get("transition") == self._mark

        line = self._line.ask(_message(wanted | {"transition": self._mark, "v": True}), _END, deadline_s)
        return dict(self._told(self._after_busy(line, deadline_s, is_it))["state"])

    def _tell(self, wanted: dict[str, Any], deadline_s: float) -> None:
        """Ask for a state, and wait until it was read."""
        line = self._line.ask(_message(wanted) + _VERSION, _END, deadline_s)
        self._after_busy(line, deadline_s, lambda line: line.startswith(_HELLO))

    def _after_busy(self, line: bytes, deadline_s: float, is_it: Callable[[bytes], bool]) -> bytes:
        """The first line of the right kind from this one on; refusals are raised, boot messages passed over.

        A message that meets a busy WLED stays in its queue: it says so, tries again by itself, and answers later.
        """
        busy = False
        while True:
            error = self._told(line).get("error") if line.startswith(b'{"error"') else None
            if error == _NO_BUFFER:
                busy = True
            elif error is not None:
                raise DeviceRefused(f"{self.name}: refuses with its error {error}.", Device.LIGHTS)
            elif is_it(line):
                return line
            try:
                line = self._line.receive(_END, deadline_s)
            except DeviceSilent:
                if not busy:
                    raise
                raise DeviceBusy(f"{self.name}: is busy; stop others that talk to it.", Device.LIGHTS) from None

    def _told(self, line: bytes) -> dict[str, Any]:
        """A line of JSON."""
        try:
            return dict(json.loads(line))
        except (ValueError, RecursionError):
            raise DeviceConfused(f"{self.name}: answers with rubbish; check the baud rate.", Device.LIGHTS) from None

    def _confirm(self, state: dict[str, Any], wanted: dict[str, Any]) -> None:
        """Raise DeviceConfused where WLED shows something else than what was asked for."""
        segments = state.get("seg")
        listed = segments if isinstance(segments, list) else []
        shown = {str(segment.get("id")): segment for segment in listed if isinstance(segment, dict)}
        same = state.get("on") == wanted["on"] and all(
            all(shown.get(str(segment["id"]), {}).get(key) == value for key, value in segment.items())
            for segment in wanted.get("seg", [])
        )
        if not same:
            raise DeviceConfused(
                f"{self.name}: shows another state than it was told; see that it has both segments and no timer.",
                Device.LIGHTS,
            )
