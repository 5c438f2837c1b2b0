"""USB cameras by V4L2, and a Jetson's CSI cameras by GStreamer, both by way of OpenCV.

OpenCV can block for ten seconds in a read and for longer in an open, so a thread reads, and calls only wait for what it
brings. A thread that is stuck is left behind with its camera, and a new one tries again.

UVC tells nothing of a picture but when it came. So the exposure is read back from the camera, and taken to be true
`lag_frames` pictures after it was asked for; the beginning of a picture is put as early as it can have been.
"""

import time

import cv2
import numpy as np

from drivers.contracts import ORDER_TIMEOUT_S, Capture, Exposure
from drivers.faults import Device, DeviceFault, DeviceMissing, DeviceSilent
from drivers.v4l2_reader import JetsonSettings, Opener, Reader, Setting, V4l2Settings, by_opencv

_PREVIEW_WIDTH_PX = 640
_STUCK_S = 3.0
_OPENING_S = 15.0  # a second opening while the first still goes on would find the camera in use


class V4l2Camera:
    """A camera by OpenCV.

    Parameters
    ----------
    settings : V4l2Settings or JetsonSettings
    opener : how OpenCV is asked for a source
    """

    def __init__(self, settings: Setting | None = None, opener: Opener = by_opencv) -> None:
        self._settings = settings or V4l2Settings()
        self._opener = opener
        self._reader: Reader | None = None
        self._wanted: Exposure | None = None
        self._numbers = 0
        self._handed_out = -1
        self._closed = False

    @property
    def name(self) -> str:
        """Where it is."""
        if isinstance(self._settings, JetsonSettings):
            return f"CSI camera {self._settings.sensor}"
        return f"camera {self._settings.device}"

    def check(self) -> str:
        """Its size, from a picture taken now."""
        height, width = self._next(ORDER_TIMEOUT_S, 0.0).pixels.shape[:2]
        return f"{self.name}, {width} x {height}"

    def expose(self, exposure: Exposure) -> None:
        """Ask for an exposure."""
        if self._closed:
            raise self._missing("was closed")
        if isinstance(self._settings, V4l2Settings) and exposure.gain != 1.0:
            raise ValueError("a UVC camera's gain has no unit: set its level, and leave the exposure's gain at 1")
        if isinstance(self._settings, JetsonSettings) and self._wanted not in (None, exposure):
            self._drop()
        self._wanted = exposure
        if self._reader is not None:
            self._reader.wanted = exposure

    def capture(self, timeout_s: float, not_before_s: float = 0.0) -> Capture:
        """The next full picture."""
        return self._next(timeout_s, not_before_s)

    def preview(self, timeout_s: float) -> Capture:
        """The newest picture in small."""
        full = self._next(timeout_s, 0.0)
        height, width = full.pixels.shape[:2]
        size = (_PREVIEW_WIDTH_PX, round(height * _PREVIEW_WIDTH_PX / width))
        small = (
            cv2.resize(full.pixels, size, interpolation=cv2.INTER_AREA) if width > _PREVIEW_WIDTH_PX else full.pixels
        )
        return Capture(np.asarray(small, np.uint8), full.exposure, full.began_s, full.ended_s, full.number)

    def close(self) -> None:
        """Give the camera back, as soon as the thread comes out of its read."""
        self._closed = True
        self._drop()

    def _drop(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            self._numbers = reader.numbers
            reader.stop()

    def _next(self, timeout_s: float, not_before_s: float) -> Capture:
        deadline_s = time.monotonic() + timeout_s
        if self._closed:
            raise self._missing("was closed")
        if self._reader is None:
            self._reader = Reader(self._settings, self._opener, self._wanted, self._numbers, self.name)
        reader = self._reader
        try:
            capture = reader.wait(self._handed_out, not_before_s, deadline_s)
        except DeviceFault:
            self._drop()
            raise
        if capture is None:
            if time.monotonic() - reader.heard_s > (_STUCK_S if reader.running else _OPENING_S):
                self._drop()
            elif not reader.running:
                raise DeviceSilent(f"{self.name}: the camera is starting.", Device.CAMERA)
            raise DeviceSilent(f"{self.name}: delivers no picture; plug it in again.", Device.CAMERA)
        self._handed_out = capture.number
        return capture

    def _missing(self, why: str) -> DeviceMissing:
        return DeviceMissing(f"{self.name}: {why}.", Device.CAMERA)
