"""A thread that opens a camera by OpenCV and reads it, since OpenCV can block (docs/protocols/v4l2.md)."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.contracts import Capture, Exposure
from drivers.faults import Device, DeviceFault, DeviceMissing, DeviceRefused

_MANUAL_EXPOSURE = 1.0  # V4L2_EXPOSURE_MANUAL
_EXPOSURE_UNIT_US = 100  # V4L2_CID_EXPOSURE_ABSOLUTE counts 100 µs
_OLDEST_STAMP_S = 2.0


class Source(Protocol):
    """What is used of OpenCV's VideoCapture."""

    def isOpened(self) -> bool: ...  # noqa: D102, N802 - OpenCV's own names
    def set(self, prop: int, value: float) -> bool: ...  # noqa: D102
    def get(self, prop: int) -> float: ...  # noqa: D102
    def read(self) -> tuple[bool, NDArray[np.uint8]]: ...  # noqa: D102
    def release(self) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class V4l2Settings:
    """What is asked of the camera.

    Attributes
    ----------
    device : /dev/v4l/by-id/... or a number
    size_px : (width, height)
    fourcc : how pictures travel; YUYV is exact but slow, MJPG loses a little
    frames_per_s : asked for
    white_balance_k : colour temperature, fixed
    gain_level : the camera's own gain level, left alone where None
    lag_frames : pictures until a new exposure is true
    """

    device: str | int = 0
    size_px: tuple[int, int] = (1920, 1080)
    fourcc: str = "YUYV"
    frames_per_s: float = 15.0
    white_balance_k: int = 5000
    gain_level: int | None = None
    lag_frames: int = 3


@dataclass(frozen=True)
class JetsonSettings:
    """What is asked of a CSI camera on a Jetson; Argus fixes exposure when it starts, so a new one costs a restart.

    Attributes
    ----------
    sensor : its number
    size_px, frames_per_s : of one of the sensor's modes
    """

    sensor: int = 0
    size_px: tuple[int, int] = (1920, 1080)
    frames_per_s: int = 30


def jetson_pipeline(settings: JetsonSettings, exposure: Exposure) -> str:
    """GStreamer's pipeline for a CSI camera with everything automatic off (NVIDIA, nvarguscamerasrc).

    Exposure and gain are each a range of one value; sharpening (ee-mode) and denoising (tnr-mode) are off.
    """
    width, height = settings.size_px
    exposure_ns = 1000 * exposure.time_us
    return (
        f"nvarguscamerasrc sensor-id={settings.sensor} aelock=true awblock=true wbmode=0 ee-mode=0 tnr-mode=0 "
        f'exposuretimerange="{exposure_ns} {exposure_ns}" gainrange="{exposure.gain:g} {exposure.gain:g}" '
        'ispdigitalgainrange="1 1" ! '
        f"video/x-raw(memory:NVMM),width={width},height={height},framerate={settings.frames_per_s}/1 ! "
        "nvvidconv ! video/x-raw,format=BGRx ! videoconvert ! video/x-raw,format=BGR ! "
        "appsink drop=true max-buffers=1 sync=false"
    )


Opener = Callable[[str | int, int], Source]
Setting = V4l2Settings | JetsonSettings


def by_opencv(device: str | int, backend: int) -> Source:
    """A source of OpenCV's."""
    return cast(Source, cv2.VideoCapture(device, backend))  # the stubs allow for matrices that `read` never returns


class Reader:
    """A thread that opens a source and reads it until it is told to stop."""

    def __init__(self, settings: Setting, opener: Opener, wanted: Exposure | None, numbers: int, name: str) -> None:
        self._settings, self._opener, self._name = settings, opener, name
        self.wanted = wanted
        self.numbers = numbers
        self.heard_s = time.monotonic()
        self.running = False  # opened, and read from
        self._newest: Capture | None = None
        self._fault: DeviceFault | None = None
        self._told: Exposure | None = None  # what the camera was told last
        self._true = Exposure(1)  # what it reads back
        self._lag = 0
        self._news = threading.Condition()
        self._stopped = threading.Event()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def wait(self, after: int, not_before_s: float, deadline_s: float) -> Capture | None:
        """A picture with a higher number, from that moment on where one comes in time; raises what the thread met."""
        with self._news:
            while self._fault is None:
                newest = self._newest
                if newest is not None and newest.number > after and newest.began_s >= not_before_s:
                    return newest
                left_s = deadline_s - time.monotonic()
                if left_s <= 0:
                    return None
                self._news.wait(left_s)
            raise self._fault

    def stop(self) -> None:
        """End the thread when it comes back."""
        self._stopped.set()

    def _run(self) -> None:
        source: Source | None = None
        try:
            source = self._opened()
            self.heard_s, self.running = time.monotonic(), True
            while not self._stopped.is_set():
                self._obey(source)
                good, pixels = source.read()
                if not good or pixels is None:
                    raise DeviceMissing(f"{self._name}: was unplugged; plug it in again.", Device.CAMERA)
                self._bring(source, pixels)
        except DeviceFault as fault:
            self._tell(fault)
        except Exception as error:  # OpenCV raises its own and the backends' errors
            self._tell(DeviceMissing(f"{self._name}: cannot be used ({error}).", Device.CAMERA))
        finally:
            if source is not None:
                source.release()

    def _tell(self, fault: DeviceFault) -> None:
        with self._news:
            self._fault = fault
            self._news.notify_all()

    def _opened(self) -> Source:
        settings = self._settings
        if isinstance(settings, JetsonSettings):
            return self._opened_jetson(settings)
        source = self._opener(settings.device, cv2.CAP_V4L2)
        if not source.isOpened():
            source.release()
            raise DeviceMissing(
                f"{self._name}: is not there or in use; see `ls /dev/v4l/by-id`, and stop other programs.",
                Device.CAMERA,
            )
        asked = {
            cv2.CAP_PROP_FOURCC: float(cv2.VideoWriter.fourcc(*settings.fourcc)),  # before the size it allows
            cv2.CAP_PROP_FRAME_WIDTH: settings.size_px[0],
            cv2.CAP_PROP_FRAME_HEIGHT: settings.size_px[1],
            cv2.CAP_PROP_FPS: settings.frames_per_s,
            cv2.CAP_PROP_BUFFERSIZE: 1,
            cv2.CAP_PROP_AUTO_EXPOSURE: _MANUAL_EXPOSURE,
            cv2.CAP_PROP_AUTO_WB: 0,
            cv2.CAP_PROP_WB_TEMPERATURE: settings.white_balance_k,
            cv2.CAP_PROP_SHARPNESS: 0,
            cv2.CAP_PROP_BACKLIGHT: 0,  # "backlight compensation" brightens dark parts
            cv2.CAP_PROP_AUTOFOCUS: 0,
        }
        if settings.gain_level is not None:
            asked[cv2.CAP_PROP_GAIN] = settings.gain_level
        for prop, value in asked.items():
            source.set(prop, value)  # many cameras lack some of these; what matters is read back
        size = int(source.get(cv2.CAP_PROP_FRAME_WIDTH)), int(source.get(cv2.CAP_PROP_FRAME_HEIGHT))
        if size != settings.size_px:
            raise DeviceRefused(
                f"{self._name}: takes pictures of {size[0]} x {size[1]} instead of {settings.size_px[0]} x "
                f"{settings.size_px[1]}; see `v4l2-ctl --list-formats-ext` for what it can.",
                Device.CAMERA,
            )
        if source.get(cv2.CAP_PROP_AUTO_EXPOSURE) != _MANUAL_EXPOSURE or source.get(cv2.CAP_PROP_AUTO_WB) > 0:
            raise DeviceRefused(
                f"{self._name}: cannot be set to a fixed exposure and white balance; use another camera.", Device.CAMERA
            )
        return source

    def _opened_jetson(self, settings: JetsonSettings) -> Source:
        self._true = self._told = self.wanted or Exposure(10_000)
        source = self._opener(jetson_pipeline(settings, self._told), cv2.CAP_GSTREAMER)
        if not source.isOpened():
            source.release()
            raise DeviceMissing(
                f"{self._name}: cannot be opened; use JetPack's OpenCV, which has GStreamer, and see the cable.",
                Device.CAMERA,
            )
        return source

    def _obey(self, source: Source) -> None:
        """Tell the camera an exposure that it was not told yet."""
        wanted = self.wanted
        if wanted is None or wanted == self._told or isinstance(self._settings, JetsonSettings):
            return
        source.set(cv2.CAP_PROP_EXPOSURE, round(wanted.time_us / _EXPOSURE_UNIT_US))
        self._told, self._lag = wanted, self._settings.lag_frames

    def _bring(self, source: Source, pixels: NDArray[np.uint8]) -> None:
        """Stamp a picture and hand it over."""
        came_s = time.monotonic()
        if isinstance(self._settings, V4l2Settings):
            if self._lag > 0:
                self._lag -= 1
            else:
                read_us = round(source.get(cv2.CAP_PROP_EXPOSURE) * _EXPOSURE_UNIT_US)
                self._true = Exposure(max(1, min(read_us, 10_000_000)))
        # V4L2 stamps buffers by CLOCK_MONOTONIC; GStreamer by the pipeline's running time, which is of no use here.
        stamp_s = source.get(cv2.CAP_PROP_POS_MSEC) / 1000
        ended_s = stamp_s if 0 <= came_s - stamp_s < _OLDEST_STAMP_S else came_s
        frame_s = 1 / self._settings.frames_per_s
        began_s = ended_s - self._true.time_s - frame_s  # some cameras stamp the end of a picture, some its beginning
        self.numbers += 1
        with self._news:
            self.heard_s = came_s
            self._newest = Capture(pixels, self._true, began_s, ended_s, self.numbers)
            self._news.notify_all()
