"""A Raspberry Pi camera, held by a child process (`picamera_host.py`) that is killed when it does not answer."""

import contextlib
import json
import mmap
import os
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.contracts import Capture, Exposure
from drivers.faults import (
    Device,
    DeviceConfused,
    DeviceFault,
    DeviceMissing,
    DeviceRefused,
    DeviceSilent,
    WrongExposure,
)

_HOST = Path(__file__).with_name("picamera_host.py")
_START_S = 12.0  # importing picamera2 and starting libcamera takes two to four seconds on a Pi 5
_DEAF_S = 3.0  # without a picture for so long while some were asked for, the child is killed
_KILLED_S = 1.0
_ANSWER_S = 0.15  # of a call's time, kept for the answer's way back
_COLOUR_SLACK = 0.02
_LONGEST_ANSWER = 65536
_FULL_RANGE_BT601 = np.array(  # Y, Cb - 128, Cr - 128 to B, G, R (ITU-T T.871)
    [[1.0, 1.772, 0.0], [1.0, -0.344136, -0.714136], [1.0, 0.0, 1.402]], np.float32
)


@dataclass(frozen=True)
class PiCameraSettings:
    """What is asked of the camera.

    Attributes
    ----------
    index : of the camera, as `rpicam-hello --list-cameras` counts them
    size_px : (width, height) of full pictures; an IMX477 bins 2 x 2 at 2028 x 1520
    preview_size_px : (width, height) of small ones, both even
    colour_gains : of red and blue; the white balance, fixed
    python : the interpreter that has apt's picamera2
    """

    index: int = 0
    size_px: tuple[int, int] = (2028, 1520)
    preview_size_px: tuple[int, int] = (640, 480)
    colour_gains: tuple[float, float] = (2.8, 1.9)
    python: str = "/usr/bin/python3"


class PiCamera:
    """A camera by picamera2 in a process of its own.

    Parameters
    ----------
    settings : PiCameraSettings
    environment : variables for the child besides the parent's own
    """

    def __init__(self, settings: PiCameraSettings | None = None, environment: Mapping[str, str] | None = None) -> None:
        self._settings = settings or PiCameraSettings()
        self._environment = dict(environment or {})
        self._child: _Child | None = None
        self._wanted: Exposure | None = None
        self._told: Exposure | None = None
        self._model = ""
        self._closed = False

    @property
    def name(self) -> str:
        """Its model once it has said so."""
        return f"Raspberry Pi camera {self._model or self._settings.index}"

    def check(self) -> str:
        """Model and size; raises DeviceFault where the camera cannot be started."""
        self._running(time.monotonic() + _START_S)
        return f"{self._model}, {self._settings.size_px[0]} x {self._settings.size_px[1]}"

    def expose(self, exposure: Exposure) -> None:
        """Ask for an exposure; told to the child with the next picture."""
        if self._closed:
            raise _closed()
        self._wanted = exposure

    def capture(self, timeout_s: float, not_before_s: float = 0.0) -> Capture:
        """The next full picture that began after that moment."""
        answer, pixels = self._picture("main", timeout_s, not_before_s)
        return _capture(answer, np.ascontiguousarray(pixels))

    def preview(self, timeout_s: float) -> Capture:
        """The newest small picture."""
        answer, planes = self._picture("lores", timeout_s, 0.0)
        return _capture(answer, _bgr_from_planes(planes, self._settings.preview_size_px))

    def close(self) -> None:
        """Kill the child: its `stop()` can block for ever."""
        self._closed = True
        self._drop()

    def _drop(self) -> None:
        child, self._child, self._told = self._child, None, None
        if child is not None:
            child.kill()

    def _picture(self, stream: str, timeout_s: float, not_before_s: float) -> tuple[dict[str, Any], NDArray[np.uint8]]:
        """A picture with the colours asked for, and what is said of it; the pixels are a copy."""
        began_s = time.monotonic()
        deadline_s = began_s + timeout_s
        while True:
            child = self._running(deadline_s)
            try:
                if self._wanted is not None and self._told != self._wanted:
                    child.ask("expose", deadline_s, time_us=self._wanted.time_us, gain=self._wanted.gain)
                    self._told = self._wanted
                wait_s = max(0.05, deadline_s - time.monotonic() - _ANSWER_S)
                answer = child.ask(
                    "picture", deadline_s, stream=stream, wait_s=wait_s, not_before_ns=int(not_before_s * 1e9)
                )
                pixels = child.pixels(answer)
            except DeviceSilent:
                child.silent_since_s = child.silent_since_s or began_s
                if time.monotonic() - child.silent_since_s > _DEAF_S:
                    self._drop()
                raise
            except DeviceFault:
                self._drop()  # whatever it was, a new child is the surest way out
                raise
            child.silent_since_s = None
            if self._has_colours(answer):
                return answer, pixels
            if time.monotonic() >= deadline_s - _ANSWER_S:
                raise WrongExposure(
                    f"{self.name}: the white balance is {answer['colour_gains']} instead of "
                    f"{list(self._settings.colour_gains)}; see that nothing else uses the camera.",
                    Device.CAMERA,
                )

    def _has_colours(self, answer: dict[str, Any]) -> bool:
        gains = answer.get("colour_gains", [])
        return len(gains) == 2 and all(
            abs(has / wants - 1) <= _COLOUR_SLACK for has, wants in zip(gains, self._settings.colour_gains)
        )

    def _running(self, deadline_s: float) -> "_Child":
        """The child with its camera started; a start goes on over several calls, since it takes seconds."""
        if self._closed:
            raise _closed()
        if self._child is None:
            width, height = self._settings.size_px
            self._child = _Child(self._settings.python, self._environment, 3 * width * height + (1 << 20))
            self._child.send(
                "start",
                index=self._settings.index,
                size=self._settings.size_px,
                small=self._settings.preview_size_px,
                colour_gains=self._settings.colour_gains,
            )
        child = self._child
        if child.started:
            return child
        try:
            answer = child.answer(min(deadline_s, child.since_s + _START_S))
        except DeviceSilent:
            if time.monotonic() < child.since_s + _START_S:
                raise DeviceSilent(f"{self.name}: the camera is starting.", Device.CAMERA) from None
            self._drop()
            raise
        except DeviceFault:
            self._drop()
            raise
        child.started = True
        self._model = str(answer.get("model", ""))
        return child


def _closed() -> DeviceMissing:
    return DeviceMissing("The Raspberry Pi camera was closed.", Device.CAMERA)


class _Child:
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
            self._socket.settimeout(_ANSWER_S)
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


def _capture(answer: dict[str, Any], pixels: NDArray[np.uint8]) -> Capture:
    return Capture(
        pixels,
        Exposure(int(answer["time_us"]), float(answer["gain"])),
        answer["began_ns"] * 1e-9,
        answer["ended_ns"] * 1e-9,
        int(answer["number"]),
    )


def _bgr_from_planes(planes: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """B, G, R of full-range YUV 4:2:0: Y rows, then those of Cb and of Cr, two of them to each row of the array."""
    width, height = size_px
    stride = planes.shape[1]
    quarter = height // 2 * (stride // 2)
    flat = planes.reshape(-1)[height * stride :]
    chroma = [flat[k * quarter : (k + 1) * quarter].reshape(height // 2, stride // 2)[:, : width // 2] for k in (0, 1)]
    wide = [cv2.resize(plane, (width, height), interpolation=cv2.INTER_NEAREST) for plane in chroma]
    ycc = cv2.merge([planes[:height, :width].astype(np.float32), *(plane.astype(np.float32) - 128 for plane in wide)])
    return np.asarray(cv2.transform(ycc, _FULL_RANGE_BT601).clip(0, 255) + 0.5, np.uint8)
