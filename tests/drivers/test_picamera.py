"""The parent of the camera's process, against a real child that runs the host's own code over a made picamera2."""

import contextlib
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from drivers.clock import SystemClock
from drivers.contracts import Exposure
from drivers.faults import DeviceFault, DeviceMissing, DeviceRefused, DeviceSilent, StaleFrame, WrongExposure
from drivers.frame import Light
from drivers.picamera import PiCamera, PiCameraSettings, _bgr_from_planes
from drivers.picamera_host import srgb_curve
from drivers.rig import Rig, RigSettings
from drivers.simulated import SimulatedLights
from tests.contracts.camera import CameraContract
from tests.contracts.patience import LATE_S

FAKES = Path(__file__).with_name("fakes")
SETTINGS = PiCameraSettings(size_px=(96, 64), preview_size_px=(80, 60), python=sys.executable)


@pytest.fixture
def orders(tmp_path):
    """What the camera is to do wrong from now on."""
    file = tmp_path / "orders.json"

    def give(**what):
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(what))
        draft.replace(file)

    give()
    give.file = file
    return give


@pytest.fixture
def camera(orders):
    environment = {"PYTHONPATH": str(FAKES), "FAKE_PICAMERA2": str(orders.file)}
    camera = PiCamera(SETTINGS, environment)
    yield camera
    camera.close()


def started(camera: PiCamera) -> int:
    """The number of its process, with the camera running."""
    camera.check()
    return camera._child._process.pid


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"


class TestThePromises(CameraContract):
    pass


def test_it_says_its_model_and_size(camera):
    assert camera.check() == "imx477, 96 x 64"
    assert "imx477" in camera.name


def test_pixels_are_in_the_order_b_g_r(camera):
    picture = camera.capture(5.0).pixels
    assert picture.shape == (64, 96, 3)
    assert tuple(picture[5, 5]) == (10, 100, 200)


def test_a_preview_is_cut_from_its_padded_rows(camera):
    assert camera.preview(5.0).pixels.shape == (60, 80, 3)


def test_pictures_that_began_too_early_are_skipped(camera):
    camera.check()
    for _ in range(5):
        time.sleep(0.1)  # meanwhile pictures are taken, and wait
        since_s = time.monotonic()
        assert camera.capture(2.0, since_s).began_s >= since_s - 1e-6


def test_many_pictures_do_not_use_up_the_requests(camera):
    assert len({camera.capture(2.0).number for _ in range(20)}) == 20


def test_a_wait_that_was_too_short_leaves_the_child_alive(camera):
    pid = started(camera)
    for _ in range(3):
        with pytest.raises(DeviceSilent):
            camera.capture(0.001, time.monotonic() + 0.5)
    assert camera.capture(2.0)
    assert started(camera) == pid


def test_a_hanging_child_is_killed_and_a_new_one_delivers(camera, orders, monkeypatch):
    monkeypatch.setattr("drivers.picamera._DEAF_S", 0.3)
    pid = started(camera)
    orders(hang_s=30)
    began_s = time.monotonic()
    with pytest.raises(DeviceSilent):
        camera.capture(0.4)
    assert time.monotonic() - began_s < 0.4 + LATE_S
    orders()
    assert camera.capture(5.0)
    assert started(camera) != pid
    assert not alive(pid)


def test_a_crashed_child_is_missing_and_a_new_one_delivers(camera, orders):
    pid = started(camera)
    orders(crash=True)
    with pytest.raises(DeviceMissing, match="ended by itself"):
        camera.preview(2.0)
    orders()
    assert camera.preview(5.0)
    assert not alive(pid)


def test_what_libcamera_raises_is_told(camera, orders):
    started(camera)
    orders(refuse=True)
    with pytest.raises(DeviceRefused, match="frontend has timed out"):
        camera.capture(2.0)


def test_a_camera_that_runs_dry_is_silent_and_then_started_anew(camera, orders, monkeypatch):
    monkeypatch.setattr("drivers.picamera._DEAF_S", 0.3)
    pid = started(camera)
    orders(dry=True)
    for _ in range(3):
        with pytest.raises(DeviceFault):
            camera.capture(0.3)
    orders()
    assert camera.capture(5.0)
    assert started(camera) != pid


def test_an_unplugged_ribbon_is_told_in_one_sentence(camera, orders):
    orders(no_camera=True)
    with pytest.raises(DeviceMissing, match="ribbon cable"):
        camera.check()
    orders()
    assert camera.check()


def test_without_picamera2_the_technician_is_told(tmp_path):
    camera = PiCamera(SETTINGS, {"PYTHONPATH": str(tmp_path)})
    with pytest.raises(DeviceMissing, match="picamera2 cannot be imported"):
        camera.check()
    camera.close()


def test_without_its_python_the_technician_is_told():
    camera = PiCamera(PiCameraSettings(python="/nowhere/python3"))
    with pytest.raises(DeviceMissing, match="/nowhere/python3"):
        camera.capture(1.0)


def test_a_slow_start_is_waited_for_over_several_calls(camera, orders):
    orders(start_s=0.8)
    with pytest.raises(DeviceSilent, match="is starting"):
        camera.capture(0.2)
    pid = camera._child._process.pid
    assert camera.capture(5.0)
    assert camera._child._process.pid == pid


def test_a_start_without_end_is_given_up(camera, orders, monkeypatch):
    monkeypatch.setattr("drivers.picamera._START_S", 0.5)
    orders(start_s=60)
    with pytest.raises(DeviceSilent):
        camera.check()
    assert camera._child is None


def test_other_colours_than_asked_for_are_refused(camera, orders):
    orders(wrong_colours=True)
    with pytest.raises(WrongExposure, match="white balance"):
        camera.capture(3.0)


def test_an_unknown_sensor_runs_with_the_tuning_that_there_is(camera, orders):
    orders(no_tuning=True)
    assert camera.capture(5.0)


def test_the_exposure_is_told_to_a_new_child_too(camera, orders):
    camera.expose(Exposure(5_000, 2.0))
    orders(crash=True)
    with pytest.raises(DeviceFault):
        camera.capture(5.0)
    orders()
    pictures = [camera.capture(5.0) for _ in range(6)]
    assert pictures[-1].exposure.agrees(Exposure(5_000, 2.0))


def test_a_second_exposure_is_told_as_well(camera):
    for time_us in (9_000, 3_000):
        camera.expose(Exposure(time_us))
        pictures = [camera.capture(5.0) for _ in range(6)]
        assert pictures[-1].exposure.agrees(Exposure(time_us))


def test_closing_leaves_no_process(camera):
    pid = started(camera)
    camera.close()
    assert not alive(pid)


def test_a_child_whose_parent_hangs_up_ends(camera):
    pid = started(camera)
    camera._child._socket.close()
    for _ in range(100):
        if not alive(pid):
            break
        time.sleep(0.02)
    assert not alive(pid)


@pytest.mark.parametrize("seed", range(6))
def test_random_troubles_end_in_time_and_leave_nothing_behind(camera, orders, monkeypatch, seed):
    monkeypatch.setattr("drivers.picamera._DEAF_S", 0.3)
    rng = np.random.default_rng(seed)
    troubles = [{"hang_s": 0.5}, {"crash": True}, {"refuse": True}, {"dry": True}, {"wrong_colours": True},
                {"no_camera": True}, {"start_s": 0.3}, {}]  # fmt: skip
    pids = {started(camera)}
    for _ in range(5):
        orders(**troubles[int(rng.integers(len(troubles)))])
        began_s = time.monotonic()
        with contextlib.suppress(DeviceFault):
            camera.capture(0.2, time.monotonic())
        pids |= {camera._child._process.pid} if camera._child is not None else set()
        assert time.monotonic() - began_s < 0.2 + 1.0  # a busy machine kills and starts processes slowly
    orders()
    until_s = time.monotonic() + 20
    recovered = None
    while recovered is None and time.monotonic() < until_s:
        with contextlib.suppress(DeviceFault):
            recovered = camera.capture(3.0)
    pids.add(started(camera))
    assert recovered is not None
    assert [pid for pid in pids if alive(pid)] == [camera._child._process.pid]


class TestARigOnIt:
    @pytest.fixture
    def rig(self, camera):
        exposures = {light: Exposure(8_000) for light in Light}
        camera.check()
        return Rig(camera, SimulatedLights(), RigSettings(exposures, picture_timeout_s=0.6), SystemClock())

    def test_it_shoots(self, rig):
        shot = rig.shoot()
        assert (shot.backlit.pixels[5] == 100).all()
        assert shot.toplit.pixels.shape == (64, 96, 3)

    def test_pictures_with_stale_time_stamps_are_refused(self, rig, orders):
        orders(stale=True)
        with pytest.raises(StaleFrame):
            rig.shoot()

    def test_pictures_of_another_exposure_are_refused(self, rig, orders):
        orders(deaf=True)
        with pytest.raises(WrongExposure):
            rig.shoot()


def test_planes_become_colours():
    planes = np.full((6, 8), 128, np.uint8)
    planes[:4] = 90
    assert (_bgr_from_planes(planes, (6, 4)) == 90).all()
    planes.reshape(-1)[32 + 8 :] = 228  # Cr
    assert tuple(_bgr_from_planes(planes, (6, 4))[1, 1]) == (90, 19, 230)


def test_the_tone_curve_rises_from_black_to_white():
    x, y = np.array(srgb_curve()).reshape(-1, 2).T
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 65535, 65535)
    assert (np.diff(x) > 0).all()
    assert (np.diff(y) > 0).all()
    assert np.interp(0.5 * 65535, x, y) / 65535 == pytest.approx(0.7354, abs=0.001)
