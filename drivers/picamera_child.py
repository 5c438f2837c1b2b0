"""The camera's own process as its parent sees it: started, asked, killed (docs/protocols/picamera_host.md)."""

import contextlib
import json
import mmap
import os
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from drivers.faults import Device, DeviceConfused, DeviceMissing, DeviceRefused, DeviceSilent

_HOST = Path(__file__).with_name("picamera_host.py")
_SENT_S = 0.15
_KILLED_S = 1.0
_LONGEST_ANSWER = 65536


class Child:
    """The process, the socket to it and the memory shared with it."""

    def __init__(self, python: str, environment: Mapping[str, str], memory_bytes: int) -> None:
        self.since_s = time.monotonic()
        self.started = False
        self.silent_since_s: float | None = None
        self._asked = 0
        self._received = b""
        memory_fd = os.memfd_create("screwtray-picture")  # nameless: nothing is left behind by a crash
        self._socket, theirs = socket.socketpair()
        try:
            os.ftruncate(memory_fd, memory_bytes)
            self._memory = mmap.mmap(memory_fd, memory_bytes)
            own = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
            self._process = subprocess.Popen(
                [
                    python,
                    "-P",
                    str(_HOST),
                    str(theirs.fileno()),
                    str(memory_fd),
                ],  # -P: drivers/ is no place to import from
                pass_fds=(theirs.fileno(), memory_fd),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=own | dict(environment),
                start_new_session=True,
            )
        except OSError as error:
            self._socket.close()
            raise DeviceMissing(
                f"The camera's process cannot be started with {python} ({error.strerror}); "
                "set the camera's python to the one that apt's python3-picamera2 is for.",
                Device.CAMERA,
            ) from None
        finally:
            theirs.close()
            os.close(memory_fd)

    def ask(self, what: str, deadline_s: float, **parameters: Any) -> dict[str, Any]:
        """The answer to a request."""
        self.send(what, **parameters)
        return self.answer(deadline_s)

    def send(self, what: str, **parameters: Any) -> None:
        """Ask without waiting; short enough for the socket's buffer never to fill."""
        self._asked += 1
        line = json.dumps({"id": self._asked, "ask": what, "with": parameters}) + "\n"
        try:
            self._socket.settimeout(_SENT_S)
            self._socket.sendall(line.encode())
        except OSError:
            raise self._gone() from None

    def answer(self, deadline_s: float) -> dict[str, Any]:
        """The answer to the last request; raises DeviceSilent at the deadline, or what the child says went wrong."""
        answer = self._read(deadline_s)
        while isinstance(answer, dict) and 0 < answer.get("id", 0) < self._asked:  # came too late for an earlier call
            answer = self._read(deadline_s)
        if not isinstance(answer, dict) or answer.get("id") != self._asked:
            raise DeviceConfused("The camera's process answers out of turn; it is started anew.", Device.CAMERA)
        if "ok" in answer:
            return dict(answer["ok"])
        kind = {"missing": DeviceMissing, "silent": DeviceSilent}.get(answer.get("fault", ""), DeviceRefused)
        raise kind(
            f"The Raspberry Pi camera: {answer.get('says', 'no reason given')}; "
            "see `rpicam-hello --list-cameras` and the ribbon cable.",
            Device.CAMERA,
        )

    def _read(self, deadline_s: float) -> Any:
        while b"\n" not in self._received:
            left_s = deadline_s - time.monotonic()
            if left_s <= 0:
                raise DeviceSilent("The camera's process does not answer; it is started anew.", Device.CAMERA)
            self._socket.settimeout(left_s)
            try:
                more = self._socket.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                raise self._gone() from None
            if not more:
                raise self._gone()
            self._received += more
            if len(self._received) > _LONGEST_ANSWER:
                raise DeviceConfused("The camera's process answers without end.", Device.CAMERA)
        line, self._received = self._received.split(b"\n", 1)
        try:
            return json.loads(line)
        except ValueError:
            raise DeviceConfused("The camera's process answers with rubbish.", Device.CAMERA) from None

    def pixels(self, answer: dict[str, Any]) -> NDArray[np.uint8]:
        """A copy of the picture that lies in the memory."""
        shape = tuple(int(n) for n in answer["shape"])
        size = int(np.prod(shape))
        if not 0 < size <= len(self._memory):
            raise DeviceConfused(f"The camera's process tells of a picture of {shape}.", Device.CAMERA)
        return np.frombuffer(self._memory, np.uint8, size).reshape(shape).copy()

    def kill(self) -> None:
        """End the process at once."""
        self._socket.close()
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # stuck in the kernel, which will let go some day
            self._process.wait(_KILLED_S)
        self._memory.close()

    def _gone(self) -> DeviceMissing:
        return DeviceMissing("The camera's process ended by itself; it is started anew.", Device.CAMERA)
