"""USB and CSI cameras by a made source that behaves as OpenCV's do."""

import time

import cv2
import numpy as np
import pytest

from drivers.contracts import Exposure
from drivers.faults import DeviceMissing, DeviceRefused, DeviceSilent
from drivers.frame import Light
from drivers.rig import Rig, RigSettings
from drivers.simulated import SimulatedLights
from drivers.v4l2 import V4l2Camera
from drivers.v4l2_reader import JetsonSettings, V4l2Settings, jetson_pipeline
from tests.contracts.camera import CameraContract
from tests.contracts.patience import LATE_S

SETTINGS = V4l2Settings("/dev/v4l/by-id/made", (960, 720), lag_frames=2)
FRAME_S = 0.02


class Made:
    """A camera as V4L2 shows it; its faults can be set at any time."""

    def __init__(self):
        self.props, self.opened = {cv2.CAP_PROP_EXPOSURE: 156.0}, []
        self.there, self.stuck_s, self.deaf, self.automatic, self.stamps = True, 0.0, False, False, True
        self.released = 0

    def open(self, device, backend):
        self.opened.append((device, backend))
        return MadeSource(self)


class MadeSource:
    def __init__(self, made):
        self._made, self._count = made, 0

    def isOpened(self):  # noqa: N802
        return self._made.there

    def set(self, prop, value):
        fixed = prop == cv2.CAP_PROP_EXPOSURE and self._made.deaf
        fixed = fixed or (prop == cv2.CAP_PROP_AUTO_EXPOSURE and self._made.automatic)
        if not fixed:
            self._made.props[prop] = float(value)
        return not fixed

    def get(self, prop):
        if prop == cv2.CAP_PROP_POS_MSEC:
            return self._stamp_s * 1000 if self._made.stamps else 17.0
        return self._made.props.get(prop, 3.0 if prop == cv2.CAP_PROP_AUTO_EXPOSURE else 0.0)

    def read(self):
        time.sleep(FRAME_S + self._made.stuck_s)
        if not self._made.there:
            return False, None
        self._count += 1
        self._stamp_s = time.monotonic() - 0.004
        width = int(self._made.props.get(cv2.CAP_PROP_FRAME_WIDTH, 960))
        height = int(self._made.props.get(cv2.CAP_PROP_FRAME_HEIGHT, 720))
        return True, np.full((height, width, 3), self._count % 200 + 40, np.uint8)

    def release(self):
        self._made.released += 1


@pytest.fixture
def made():
    return Made()


@pytest.fixture
def camera(made):
    camera = V4l2Camera(SETTINGS, made.open)
    yield camera
    camera.close()


class TestUsb(CameraContract):
    pass


class TestCsi(CameraContract):
    @pytest.fixture
    def camera(self, made):
        camera = V4l2Camera(JetsonSettings(0, (960, 720)), made.open)
        yield camera
        camera.close()


def test_everything_automatic_is_off(camera, made):
    camera.check()
    assert made.opened == [("/dev/v4l/by-id/made", cv2.CAP_V4L2)]
    assert made.props[cv2.CAP_PROP_AUTO_EXPOSURE] == 1
    assert made.props[cv2.CAP_PROP_AUTO_WB] == 0
    assert made.props[cv2.CAP_PROP_SHARPNESS] == 0
    assert int(made.props[cv2.CAP_PROP_FOURCC]) == cv2.VideoWriter.fourcc(*"YUYV")


def test_exposure_is_told_in_units_of_100_microseconds_and_read_back(camera, made):
    camera.expose(Exposure(8_000))
    camera.check()
    pictures = [camera.capture(2.0) for _ in range(5)]
    assert made.props[cv2.CAP_PROP_EXPOSURE] == 80
    assert pictures[-1].exposure == Exposure(8_000)


def test_pictures_of_before_a_change_do_not_claim_the_new_exposure(camera, made):
    camera.expose(Exposure(8_000))
    for _ in range(6):
        camera.capture(2.0)
    made.stuck_s = 0.1  # slow enough to see every picture
    camera.capture(2.0)
    camera.expose(Exposure(2_000))
    told = [camera.capture(2.0).exposure.time_us for _ in range(4)]
    assert told == [8_000, 8_000, 8_000, 2_000]  # one under way, and two of lag


def test_gain_has_no_unit_on_usb(camera):
    with pytest.raises(ValueError, match="gain"):
        camera.expose(Exposure(1_000, 2.0))


def test_a_camera_that_keeps_its_automatic_exposure_is_refused(camera, made):
    made.automatic = True
    with pytest.raises(DeviceRefused, match="fixed exposure"):
        camera.check()


def test_a_size_that_it_cannot_take_is_refused(made, monkeypatch):
    monkeypatch.setattr(MadeSource, "set", lambda self, prop, value: False)
    made.props |= {cv2.CAP_PROP_FRAME_WIDTH: 640, cv2.CAP_PROP_FRAME_HEIGHT: 480}
    with pytest.raises(DeviceRefused, match="640 x 480 instead of 960 x 720"):
        V4l2Camera(SETTINGS, made.open).check()


def test_a_picture_never_claims_to_have_begun_later_than_it_can_have(camera, made):
    for stamps in (True, False):
        made.stamps = stamps
        camera.expose(Exposure(5_000))
        pictures = [camera.capture(2.0) for _ in range(6)]
        assert pictures[-1].began_s < time.monotonic() - 0.005


def test_it_is_back_as_soon_as_it_is_plugged_in_again(camera, made):
    camera.check()
    made.there = False
    with pytest.raises(DeviceMissing):
        _ = [camera.capture(1.0) for _ in range(3)]
    with pytest.raises(DeviceMissing):
        camera.capture(1.0)
    made.there = True
    assert camera.capture(2.0)


def test_numbers_go_on_after_a_loss(camera, made):
    before = camera.capture(2.0).number
    made.there = False
    with pytest.raises(DeviceMissing):
        _ = [camera.capture(1.0) for _ in range(3)]
    made.there = True
    assert camera.capture(2.0).number > before


def test_a_read_that_hangs_is_left_behind(camera, made, monkeypatch):
    monkeypatch.setattr("drivers.v4l2._STUCK_S", 0.3)
    camera.check()
    made.stuck_s = 1.0
    camera.capture(2.0)
    for _ in range(2):
        began_s = time.monotonic()
        with pytest.raises(DeviceSilent):
            camera.capture(0.25)
        assert time.monotonic() - began_s < 0.25 + LATE_S
    made.stuck_s = 0.0
    assert camera.capture(2.0)
    assert len(made.opened) == 2


def test_a_slow_opening_is_waited_for_and_not_begun_twice(made, monkeypatch):
    monkeypatch.setattr("drivers.v4l2._STUCK_S", 0.1)
    hurry, opened = made.open, []

    def slowly(device, backend):
        opened.append(device)
        time.sleep(0.5)
        return hurry(device, backend)

    camera = V4l2Camera(SETTINGS, slowly)
    for _ in range(2):
        with pytest.raises(DeviceSilent, match="is starting"):
            camera.capture(0.15)
    assert camera.capture(2.0)
    assert len(opened) == 1
    camera.close()


def test_closing_gives_the_camera_back(camera, made):
    camera.check()
    camera.close()
    time.sleep(0.2)
    assert made.released == 1


def test_what_opencv_raises_is_told(made, monkeypatch):
    def broken(self):
        raise cv2.error("Unknown C++ exception from OpenCV code")

    monkeypatch.setattr(MadeSource, "read", broken)
    with pytest.raises(DeviceMissing, match="cannot be used"):
        V4l2Camera(SETTINGS, made.open).check()


def test_a_rig_shoots_with_it(camera):
    camera.check()
    rig = Rig(camera, SimulatedLights(), RigSettings({light: Exposure(8_000) for light in Light}))
    shot = rig.shoot()
    assert shot.backlit.pixels.shape == (720, 960)
    assert rig.preview().pixels.shape == (480, 640)


def test_a_missing_camera_is_told_in_one_sentence():
    with pytest.raises(DeviceMissing, match="by-id"):
        V4l2Camera(V4l2Settings("/dev/video-not-there")).check()


class TestJetson:
    def test_the_pipeline_fixes_everything(self):
        pipeline = jetson_pipeline(JetsonSettings(1, (1920, 1080), 30), Exposure(8_000, 2.0))
        assert pipeline.startswith("nvarguscamerasrc sensor-id=1 aelock=true awblock=true ")
        assert 'exposuretimerange="8000000 8000000"' in pipeline
        assert 'gainrange="2 2"' in pipeline
        assert pipeline.endswith("appsink drop=true max-buffers=1 sync=false")

    def test_a_new_exposure_restarts_the_pipeline(self, made):
        camera = V4l2Camera(JetsonSettings(0, (960, 720)), made.open)
        for time_us in (8_000, 8_000, 2_000):
            camera.expose(Exposure(time_us))
            assert camera.capture(2.0).exposure == Exposure(time_us)
        assert len(made.opened) == 2
        assert all(backend == cv2.CAP_GSTREAMER for _, backend in made.opened)
        camera.close()

    def test_an_opencv_without_gstreamer_is_told(self, made):
        made.there = False
        with pytest.raises(DeviceMissing, match="JetPack"):
            V4l2Camera(JetsonSettings(), made.open).check()
