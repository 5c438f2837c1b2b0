"""Shots from files played back as if they lay on a tray."""

import cv2
import numpy as np
import pytest

from drivers.clock import SteppedClock
from drivers.faults import UnreadableShot
from drivers.frame import Light
from drivers.replay_tray import ReplayCamera, ReplayLights, ReplayTray
from drivers.rig import Rig
from tests.contracts.camera import CameraContract
from tests.contracts.lights import LightsContract


def write_shot(folder, level, size=(1280, 960)):
    folder.mkdir(parents=True)
    picture = np.full(size[::-1], level, np.uint8)
    cv2.imwrite(str(folder / "backlit.png"), picture)
    cv2.imwrite(str(folder / "toplit.png"), cv2.merge([picture // 4, picture // 2, picture]))


@pytest.fixture
def folder(tmp_path):
    for name, level in (("a", 100), ("b", 160)):
        write_shot(tmp_path / "shots" / name, level)
    return tmp_path / "shots"


@pytest.fixture
def clock():
    return SteppedClock()


@pytest.fixture
def tray(folder, clock):
    return ReplayTray(folder, shown_s=6.0, between_s=3.0, clock=clock)


@pytest.fixture
def lights():
    return ReplayLights()


@pytest.fixture
def burning(lights):
    return lambda: {lights.lit} - {None}


@pytest.fixture
def camera(tray, lights):
    lights.switch(Light.BACKLIT)
    return ReplayCamera(tray, lights)


class TestTheCamera(CameraContract):
    def now_s(self, camera):
        return camera._clock.now_s()


class TestTheLights(LightsContract):
    pass


def test_shots_come_in_the_order_of_their_names_with_nothing_between(tray, clock):
    levels = []
    for _ in range(20):
        levels.append(int(tray.picture(Light.BACKLIT).mean()))
        clock.wait(1.0)
    assert levels == [225] * 3 + [100] * 6 + [225] * 3 + [160] * 6 + [225] * 2


def test_one_shot_may_lie_there_for_ever(folder, clock):
    tray = ReplayTray(folder / "b", shown_s=0, clock=clock)
    clock.wait(1e5)
    assert tray.picture(Light.BACKLIT).mean() == 160


def test_the_empty_tray_may_be_a_shot_too(folder, clock, tmp_path):
    write_shot(tmp_path / "empty", 200)
    assert ReplayTray(folder, tmp_path / "empty", clock=clock).picture(Light.BACKLIT).mean() == 200


def test_a_rig_shoots_what_lies_there(tray, clock):
    lights = ReplayLights()
    rig = Rig(ReplayCamera(tray, lights), lights, clock=clock)
    clock.wait(4.0)
    shot = rig.shoot()
    assert (shot.backlit.pixels == 100).all()
    assert tuple(shot.toplit.pixels[0, 0]) == (25, 50, 100)
    assert lights.lit is None
    assert rig.preview().pixels.shape == (480, 640)


def test_folders_without_shots_are_refused(tmp_path, folder):
    with pytest.raises(UnreadableShot, match="no such folder"):
        ReplayTray(tmp_path / "nothing")
    (tmp_path / "bare").mkdir()
    with pytest.raises(UnreadableShot, match="holds no shots"):
        ReplayTray(tmp_path / "bare")


def test_shots_of_different_sizes_are_refused(folder, clock):
    write_shot(folder / "c", 50, (640, 480))
    tray = ReplayTray(folder, shown_s=1.0, between_s=0.0, clock=clock)
    clock.wait(2.5)
    with pytest.raises(UnreadableShot, match="another size"):
        tray.picture(Light.BACKLIT)
