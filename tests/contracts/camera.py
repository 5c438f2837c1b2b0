"""What every camera promises (drivers/contracts.py); each driver's tests inherit this and bring a `camera` fixture."""

import contextlib
import time

import numpy as np
import pytest

from drivers.contracts import Camera, Exposure
from drivers.faults import Device, DeviceFault, DeviceMissing
from tests.contracts.patience import LATE_S

FAIRLY_LONG_S = 4.0
EXPOSURE = Exposure(9_000, 1.0)


class CameraContract:
    """Bring a fixture `camera`, and `now_s` where its clock is not the machine's."""

    tells_exposure = True

    def now_s(self, camera: Camera) -> float:
        return time.monotonic()

    def test_it_says_what_it_is(self, camera):
        assert camera.name
        assert camera.check()

    def test_a_picture_is_colour_or_grey_and_of_eight_bits(self, camera):
        capture = camera.capture(FAIRLY_LONG_S)
        assert capture.pixels.dtype == np.uint8
        assert capture.pixels.ndim == 2 or capture.pixels.shape[2] == 3
        assert capture.began_s <= capture.ended_s

    def test_a_preview_is_small(self, camera):
        assert camera.preview(FAIRLY_LONG_S).pixels.shape[1] <= 960

    def test_no_preview_comes_twice(self, camera):
        numbers = [camera.preview(FAIRLY_LONG_S).number for _ in range(4)]
        assert len(set(numbers)) == 4
        assert numbers == sorted(numbers)

    def test_pictures_go_forward_in_time(self, camera):
        first, second = camera.capture(FAIRLY_LONG_S), camera.capture(FAIRLY_LONG_S)
        assert second.number > first.number
        assert second.began_s >= first.began_s

    def test_a_picture_from_after_a_moment_can_be_had(self, camera):
        since_s = self.now_s(camera)
        captures = (camera.capture(FAIRLY_LONG_S, since_s) for _ in range(8))
        assert any(capture.began_s >= since_s for capture in captures)

    def test_an_exposure_comes_true_within_a_few_pictures(self, camera):
        camera.expose(EXPOSURE)
        captures = (camera.capture(FAIRLY_LONG_S) for _ in range(12))
        assert any(capture.exposure.agrees(EXPOSURE) for capture in captures)

    def test_a_picture_belongs_to_whoever_got_it(self, camera):
        first = camera.capture(FAIRLY_LONG_S)
        before = first.pixels.copy()
        camera.capture(FAIRLY_LONG_S)
        assert np.array_equal(first.pixels, before)

    def test_a_short_wait_ends_in_time_with_a_picture_or_a_fault(self, camera):
        camera.check()
        began_s = self.now_s(camera)
        with contextlib.suppress(DeviceFault):
            camera.capture(0.001, began_s + 0.02)
        assert self.now_s(camera) - began_s < 0.001 + LATE_S
        assert camera.capture(FAIRLY_LONG_S)

    def test_after_closing_it_is_missing(self, camera):
        camera.check()
        camera.close()
        camera.close()
        with pytest.raises(DeviceMissing) as missing:
            camera.capture(FAIRLY_LONG_S)
        assert missing.value.device is Device.CAMERA
        with pytest.raises(DeviceMissing):
            camera.preview(FAIRLY_LONG_S)
