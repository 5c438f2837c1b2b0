"""A Raspberry Pi camera, held by a child process (`picamera_host.py`) that is killed when it does not answer."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.contracts import Capture, Exposure
from drivers.faults import (
    Device,
    DeviceFault,
    DeviceMissing,
    DeviceSilent,
    WrongExposure,
)
from drivers.picamera_child import Child

_START_S = 12.0  # importing picamera2 and starting libcamera takes two to four seconds on a Pi 5
_DEAF_S = 3.0  # without a picture for so long while some were asked for, the child is killed
_ANSWER_S = 0.15  # of a call's time, kept for the answer's way back
_COLOUR_SLACK = 0.02
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
        self._child: Child | None = None
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

    def _running(self, deadline_s: float) -> Child:
        """The child with its camera started; a start goes on over several calls, since it takes seconds."""
        if self._closed:
            raise _closed()
        if self._child is None:
            width, height = self._settings.size_px
            self._child = Child(self._settings.python, self._environment, 3 * width * height + (1 << 20))
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
