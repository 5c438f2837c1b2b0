"""Made devices that speak the protocols of docs/protocols, byte for byte, for the far end of a `Wire`."""

import json
import re

from drivers.frame import Light


class WledFar:
    """WLED as wled_serial.cpp has it: one byte commands, JSON in one go, and one byte swallowed after each."""

    def __init__(self) -> None:
        self.state = {
            "on": True,
            "bri": 128,
            "transition": 7,
            "seg": [{"id": n, "on": True, "bri": 99, "fx": 7, "col": [[255, 255, 255]]} for n in (0, 1)],
        }
        self.busy = self.error = 0
        self.deaf = False
        self._buffer = ""

    @property
    def burning(self) -> set[Light]:
        lamps = {0: Light.BACKLIT, 1: Light.TOPLIT}
        return {lamps[s["id"]] for s in self.state["seg"] if self.state["on"] and s["on"]}

    def hear(self, data: bytes) -> list[bytes]:
        self._buffer += data.decode("latin-1")
        answers = []
        while self._buffer:
            if self._buffer[0] == "v":
                answers.append(b"WLED 0.15.0\r\n")
            elif self._buffer[0] == "{":
                try:
                    message, end = json.JSONDecoder().raw_decode(self._buffer)
                except ValueError:
                    break
                if self.busy:  # it says so and leaves the message where it is, for its next turn
                    answers += [b'{"error":3}\r\n'] * min(self.busy, 3)
                    self.busy = max(0, self.busy - 3)
                    if self.busy:
                        break
                answers += self._json(message)
                self._buffer = self._buffer[end:]
            self._buffer = self._buffer[1:]
        return answers

    def _json(self, message: dict) -> list[bytes]:
        if self.error:
            return [b'{"error":%d}\r\n' % self.error]
        if not self.deaf:
            segments = {s["id"]: s for s in self.state["seg"]}
            for told in message.pop("seg", []):
                segments.get(told["id"], {}).update(told)
            self.state.update({k: v for k, v in message.items() if k in ("on", "bri")})
        self.state["transition"] = message.get("transition", self.state["transition"])
        if not message.get("v"):
            return []
        return [json.dumps({"state": self.state, "info": {"ver": "0.15.0"}}).encode() + b"\r\n"]


class GardasoftFar:
    """A Gardasoft RT: commands between semicolons, a prompt behind every line."""

    def __init__(self, echo: bool = False) -> None:
        self.percent = {1: 30.0, 2: 30.0}
        self.event = b""
        self.error = 0
        self.echo = echo
        self.flash_writes = 0
        self._buffer = b""

    @property
    def burning(self) -> set[Light]:
        lamps = {1: Light.BACKLIT, 2: Light.TOPLIT}
        return {lamps[channel] for channel, percent in self.percent.items() if percent > 0}

    def hear(self, data: bytes) -> list[bytes]:
        *lines, self._buffer = (self._buffer + data).split(b"\r")
        return [self._line(line) for line in lines]

    def _line(self, line: bytes) -> bytes:
        told = line if self.echo else b""
        for command in line.decode("latin-1").replace(" ", "").split(";"):
            told += self._command(command)
        return told + b">"

    def _command(self, command: str) -> bytes:
        if self.error:
            return b"Err %d" % self.error
        if command == "VR":
            return b"RT420-20 (HW02) V031"
        if command == "GR":
            event, self.event = self.event, b""
            return event
        if command == "AW":
            self.flash_writes += 1
            return b""
        if command.startswith("RS"):
            channel, percent = command[2:].split(",")
            if int(channel) not in self.percent:
                return b"Err 1"
            self.percent[int(channel)] = float(percent)
            return b""
        return b"Err 2"


class SicsFar:
    """A scale by MT-SICS: CR LF, weights in ten places, flush right."""

    def __init__(self, grams: float = 100.0) -> None:
        self.grams = grams
        self.unit = "g"
        self.decimals = 2
        self.state = "S"  # or D, I, +, -
        self.error = ""
        self.has_model = True
        self.taken_as_nothing = 0.0
        self._buffer = b""

    def hear(self, data: bytes) -> list[bytes]:
        *lines, self._buffer = (self._buffer + data).split(b"\r\n")
        return [self._line(line.decode("latin-1")).encode("latin-1") + b"\r\n" for line in lines]

    def _line(self, command: str) -> str:
        if self.error:
            return self.error
        net = f"{self.grams - self.taken_as_nothing:10.{self.decimals}f} {self.unit}"
        if command == "SI":
            return f"S {self.state} {net}" if self.state in "SD" else f"S {self.state}"
        if command in ("T", "Z"):
            if self.state != "S":
                return f"{command} {'I' if self.state == 'D' else self.state}"
            if command == "Z":
                self.grams = 0.0
                return "Z A"
            self.taken_as_nothing = self.grams
            return f"T S {self.grams:10.{self.decimals}f} {self.unit}"
        if command == "I2" and self.has_model:
            return 'I2 A "MS603S 620.0000 g"'
        if command == "I4":
            return 'I4 A "B021002593"'
        return "ES"


class ScannerFar:
    """A scanner, which hears nothing."""

    def hear(self, data: bytes) -> list[bytes]:
        return []


class EscPosFar:
    """A receipt printer: status in real time, even within dots; dots by GS v 0, a cut behind each label."""

    def __init__(self) -> None:
        self.has_paper = True
        self.low = self.offline = False
        self.labels: list[bytes] = []
        self._buffer = self._tail = b""

    def hear(self, data: bytes) -> list[bytes]:
        stream, self._tail = self._tail + data, (self._tail + data)[-2:]
        answers = [
            bytes([self._status(which)])
            for request in re.finditer(rb"\x10\x04([\x01-\x04])", stream)
            for which in request[1]
            if request.end() > len(stream) - len(data)
        ]
        self._buffer += data
        while self._buffer:
            taken = self._step(self._buffer)
            if not taken:
                break
            self._buffer = self._buffer[taken:]
        return answers

    def _step(self, data: bytes) -> int:
        """Bytes used by the next command; 0 where it is not whole yet. Status requests were answered before."""
        if data.startswith(b"\x10\x04") and len(data) >= 3:
            return 3
        if data.startswith(b"\x1b@"):
            return 2
        if data.startswith(b"\x1dv0") and len(data) >= 8:
            size = (data[4] + 256 * data[5]) * (data[6] + 256 * data[7])
            if len(data) >= 8 + size:
                self._dots = data[8 : 8 + size]
                return 8 + size
            return 0
        if data.startswith(b"\x1bd") and len(data) >= 3:
            return 3
        if data.startswith(b"\x1dV") and len(data) >= 3:
            self.labels.append(self._dots)
            return 3
        return 1 if len(data) >= 8 or data[0] not in b"\x10\x1b\x1d" else 0

    def _status(self, which: int) -> int:
        if which == 1:
            return 0x12 | (0x08 if self.offline or not self.has_paper else 0)
        return 0x12 | (0x60 if not self.has_paper else 0) | (0x0C if self.low else 0)


class ZplFar:
    """A label printer: ~HS, and labels between ^XA and ^XZ."""

    def __init__(self) -> None:
        self.has_paper = True
        self.says_when_out = True
        self.paused = self.head_up = self.ribbon_out = False
        self.labels: list[str] = []
        self._buffer = b""

    def hear(self, data: bytes) -> list[bytes]:
        self._buffer += data
        answers = []
        while self._buffer:
            if self._buffer.startswith(b"~HS\r\n"):
                self._buffer = self._buffer[5:]
                answers += self._status()
            elif self._buffer.startswith(b"^XA"):
                label, end, rest = self._buffer.partition(b"^XZ")
                if not end:
                    break
                self.labels.append(label.decode())
                self._buffer = rest
            elif b"~HS\r\n".startswith(self._buffer) or b"^XA".startswith(self._buffer):
                break
            else:
                self._buffer = self._buffer[1:]
        return answers

    def _status(self) -> list[bytes]:
        if not self.has_paper and not self.says_when_out:
            return []
        first = f"030,{int(not self.has_paper)},{int(self.paused)},0240,000,0,0,0,000,0,0,0"
        second = f"000,0,{int(self.head_up)},{int(self.ribbon_out)},0,2,4,0,00000000,1,000"
        return [b"".join(b"\x02" + line.encode() + b"\x03\r\n" for line in (first, second, "1234,0"))]
