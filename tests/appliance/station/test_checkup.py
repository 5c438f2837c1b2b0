"""Between customers the empty tray is compared with the calibration."""

import numpy as np
import pytest

from appliance.messages import Phase
from appliance.station.checkup import IDLE_S, Checkup
from appliance.station.machine import Rules
from appliance.station.worker import Duties, Station
from calibration.flat import flat_field
from calibration.plane import TrayView
from calibration.record import Calibration, Pedigree
from drivers.frame import Frame
from tests.appliance.station.counter import count_parts, screw_sprite, simulated_counter

SIZE_PX = 640, 480


def calibration(light=1.0) -> Calibration:
    """Of the simulated tray, as if its lamps had been so much brighter then."""
    shot = simulated_counter(9).rig.shoot()
    flats = {}
    for frame in shot.frames:
        pixels = np.round(frame.pixels * light ** (1 / 2.2)).clip(0, 250).astype(np.uint8)
        flats[frame.light] = flat_field(Frame(pixels, frame.light))
    matrix = np.array([[2000.0, 0, 319.5], [0, 2000.0, 239.5], [0, 0, 1.0]])
    view = TrayView(matrix, np.zeros(5), np.array([0.0, 0.0, -1.0]), 300.0, 2e-4, 0.05)
    return Calibration(view, SIZE_PX, flats, Pedigree("2026-11-22T00:00:00+00:00", "test"))


class Counter:
    """A station that checks its tray every minute."""

    def __init__(self, light=1.0, every_s=60.0):
        self.rig = simulated_counter(0)
        self.clock, self.tray = self.rig.tray.clock, self.rig.tray
        self.shots, shoot = [], self.rig.rig.shoot

        def counted(name=""):
            self.shots.append(self.clock.now_s())
            return shoot(name)

        self.rig.rig.shoot = counted
        duties = Duties(count_parts, checkup=Checkup(calibration(light), every_s))
        self.station = Station(self.rig.rig, duties, Rules(), 2.0, self.clock)

    def pass_time(self, seconds):
        until_s = self.clock.now_s() + seconds
        while self.clock.now_s() < until_s:
            self.station.turn()


def test_an_idle_tray_is_looked_at_once_a_minute_and_all_is_well():
    counter = Counter()
    counter.pass_time(135)
    assert len(counter.shots) == 3
    assert counter.shots[0] - 1000 == pytest.approx(IDLE_S, abs=1)
    assert np.diff(counter.shots) == pytest.approx([60, 60], abs=1.5)
    assert counter.station.snapshot.notices == ()
    assert counter.station.snapshot.phase is Phase.EMPTY


def test_a_lamp_that_has_become_dimmer_is_told_the_technician():
    counter = Counter(light=1.2)
    counter.pass_time(8)
    assert any("light" in notice for notice in counter.station.snapshot.notices)


def test_never_means_never():
    counter = Counter(every_s=0)
    counter.pass_time(20)
    assert counter.shots == []


def test_whoever_comes_while_the_tray_is_looked_at_is_served_and_the_check_put_off():
    counter = Counter()
    counter.pass_time(4)
    shoot = counter.rig.rig.shoot

    def shoot_and_come(name=""):
        counter.rig.rig.shoot = shoot
        shot = shoot(name)
        counter.tray.drop(screw_sprite())
        return shot

    counter.rig.rig.shoot = shoot_and_come
    counter.pass_time(6)
    assert counter.station.snapshot.phase is Phase.ANSWER
    assert counter.station.snapshot.notices == ()
    assert len(counter.shots) == 2  # the check, given up, and the customer's


def test_a_fault_during_the_check_is_told_and_forgotten():
    counter = Counter()
    counter.pass_time(4)
    shoot = counter.rig.rig.shoot

    def shoot_unplugged(name=""):
        counter.rig.rig.shoot = shoot
        counter.rig.camera.unplug()
        return shoot(name)

    counter.rig.rig.shoot = shoot_unplugged
    counter.pass_time(4)
    assert counter.station.snapshot.phase is Phase.FAULT
    counter.rig.camera.plug_in()
    counter.pass_time(4)
    assert counter.station.snapshot.phase is Phase.EMPTY
