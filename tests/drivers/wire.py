"""Bytes behind a real driver: a pty pair whose far end is a made device, with a wire that misbehaves to order.

Not to be mixed up with the simulated devices of drivers/, which stand behind the contract and know no bytes.
"""

import contextlib
import os
import random
import select
import threading
import time
import tty
from collections import deque
from enum import StrEnum, auto
from pathlib import Path
from typing import Protocol


class Far(Protocol):
    """What hangs at the far end."""

    def hear(self, data: bytes) -> list[bytes]:
        """Answers to what just came in, piece by piece or all at once."""


class Trouble(StrEnum):
    """What may happen to one answer."""

    NONE = auto()
    SILENT = auto()
    LATE = auto()
    SLOW = auto()  # a byte at a time
    HALF = auto()  # cut off in the middle
    RUBBISH_BEFORE = auto()
    RUBBISH_INSTEAD = auto()
    TWICE = auto()
    ENDLESS = auto()
    UNPLUGGED = auto()


class Wire:
    """A port at a path that stays, and the device at its other end.

    Parameters
    ----------
    path : where the driver finds the port
    far : the device
    byte_s : how long a byte takes when the wire is slow
    late_s : how late a late answer is
    """

    def __init__(self, path: Path, far: Far, byte_s: float = 0.02, late_s: float = 0.1) -> None:
        self.path, self.far = path, far
        self.byte_s, self.late_s = byte_s, late_s
        self.heard = b""
        self.troubles: deque[Trouble] = deque()
        self._random = random.Random(1)
        self._master = self._slave = -1
        self._lock = threading.RLock()
        self._stopped = threading.Event()
        self.plug_in()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def plug_in(self) -> None:
        """Have a port again, under the same path."""
        with self._lock:
            if self._master >= 0:
                return
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            fresh = self.path.with_name(self.path.name + ".new")
            fresh.symlink_to(os.ttyname(self._slave))
            fresh.replace(self.path)

    def unplug(self) -> None:
        """Take the port away in mid-air."""
        with self._lock:
            for end in (self._master, self._slave):
                if end >= 0:
                    os.close(end)
            self._master = self._slave = -1
            self.path.unlink(missing_ok=True)

    def say(self, data: bytes) -> None:
        """Send something unasked."""
        with self._lock, contextlib.suppress(OSError):
            if self._master >= 0:
                os.write(self._master, data)

    def answer(self, data: bytes) -> None:
        """Send something unasked, with the next trouble in the row."""
        self._answer(data, self.troubles.popleft() if self.troubles else Trouble.NONE)

    def close(self) -> None:
        self._stopped.set()
        self._thread.join(5)
        self.unplug()

    def _run(self) -> None:
        while not self._stopped.is_set():
            data = self._read()
            if data:
                self.heard += data
                for answer in self.far.hear(data):
                    self._answer(answer, self.troubles.popleft() if self.troubles else Trouble.NONE)

    def _read(self) -> bytes:
        with self._lock:
            master = self._master
        if master < 0:
            time.sleep(0.002)
            return b""
        try:
            ready, _, _ = select.select([master], [], [], 0.01)
            with self._lock:
                return os.read(master, 65536) if ready and master == self._master else b""
        except (OSError, ValueError):
            return b""

    def _answer(self, answer: bytes, trouble: Trouble) -> None:
        match trouble:
            case Trouble.SILENT:
                pass
            case Trouble.LATE:
                self._stopped.wait(self.late_s)
                self.say(answer)
            case Trouble.SLOW:
                for k in range(len(answer)):
                    if self._stopped.wait(self.byte_s):
                        return
                    self.say(answer[k : k + 1])
            case Trouble.HALF:
                self.say(answer[: len(answer) // 2])
            case Trouble.RUBBISH_BEFORE:
                self.say(self._rubbish() + b"\r\n" + answer)
            case Trouble.RUBBISH_INSTEAD:
                self.say(self._rubbish())
            case Trouble.TWICE:
                self.say(answer + answer)
            case Trouble.ENDLESS:
                for _ in range(20):
                    self.say(self._rubbish())
            case Trouble.UNPLUGGED:
                self.say(answer[: len(answer) // 2])
                self.unplug()
            case _:
                self.say(answer)

    def _rubbish(self) -> bytes:
        # Bytes as a wrong baud rate makes them; line ends and prompts would be an answer.
        return bytes(b for b in self._random.randbytes(60) if b not in b"\r\n>{")
