"""A rig hands on fresh, rightly exposed, lit pictures or a fault, and leaves the tray dark either way."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers import faults
from drivers.clock import SteppedClock
from drivers.contracts import Exposure
from drivers.faults import BlackFrame, Device, DeviceFault, DeviceMissing, DeviceSilent, StaleFrame, WrongExposure
from drivers.frame import Light
from drivers.rig import Rig, RigSettings
from drivers.simulated import SimulatedCamera, SimulatedLights, simulated_rig
from drivers.simulated_sensor import EXPOSURE_AT_WHITE, Sensor
from drivers.simulated_tray import LinearPictures, SimulatedTray

SETTINGS = RigSettings(
    {Light.BACKLIT: Exposure(8_000), Light.TOPLIT: Exposure(6_000, 1.5), Light.AMBIENT: Exposure(30_000)}
)


@pytest.fixture
def sim():
    pictures = LinearPictures(np.full((60, 80), 0.7, np.float32), np.full((60, 80, 3), (0.3, 0.4, 0.5), np.float32))
    return simulated_rig(SimulatedTray(pictures, SteppedClock()), settings=SETTINGS)


def rig_with(sim, **changes):
    return Rig(sim.camera, sim.lights, replace(SETTINGS, **changes), sim.tray.clock)


def test_a_shot_has_a_grey_backlit_and_a_coloured_toplit_picture(sim):
    shot = sim.rig.shoot("counter 7")
    assert shot.name == "counter 7"
    assert shot.backlit.light is Light.BACKLIT
    assert shot.toplit.light is Light.TOPLIT
    assert shot.backlit.pixels.shape == (60, 80)
    assert shot.backlit.pixels.mean() > 200
    blue, green, red = shot.toplit.pixels.reshape(-1, 3).mean(axis=0)
    assert 100 < blue < green < red


def test_shots_without_a_name_are_numbered(sim):
    assert sim.rig.shoot().name != sim.rig.shoot().name


def test_both_pictures_began_after_the_call_and_after_their_lamp_was_lit(sim):
    for _ in range(3):
        sim.rig.preview()
    sim.tray.clock.wait(0.02)  # a picture is being taken that began before
    called_s = sim.tray.clock.now_s()
    shot = sim.rig.shoot()
    lit_s = {light: at_s for at_s, levels in sim.lights.past._changes for light in levels}
    assert shot.backlit.ended_s - 0.028 >= called_s
    assert shot.toplit.ended_s - 0.026 >= lit_s[Light.TOPLIT]


def test_the_tray_is_dark_after_a_shot(sim):
    sim.rig.shoot()
    assert not sim.lights.past.newest


def test_the_tray_is_dark_after_a_shot_that_failed(sim):
    sim.rig.preview()
    sim.camera.unplug()
    with pytest.raises(DeviceMissing):
        sim.rig.shoot()
    assert not sim.lights.past.newest


def test_even_when_somebody_interrupts_it_gets_dark(sim, monkeypatch):
    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(sim.camera, "capture", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sim.rig.shoot()
    assert not sim.lights.past.newest


def test_previews_are_small_grey_by_the_panel_and_never_the_same(sim):
    first, second = sim.rig.preview(), sim.rig.preview()
    assert first.light is Light.BACKLIT
    assert first.pixels.ndim == 2
    assert second.ended_s > first.ended_s
    assert first.pixels.mean() > 200


def test_previews_may_be_by_the_light_of_the_room(sim):
    rig = rig_with(sim, preview_light=Light.AMBIENT)
    assert rig.preview().light is Light.AMBIENT
    assert not sim.lights.past.newest


def test_the_first_preview_after_a_shot_is_lit_again(sim):
    sim.rig.shoot()
    assert sim.rig.preview().pixels.mean() > 200


def test_pictures_older_than_the_light_are_dropped_where_the_camera_hands_them_out(sim):
    camera = SimulatedCamera(sim.tray, sim.lights, skips_old=False)
    rig = Rig(camera, sim.lights, SETTINGS, sim.tray.clock)
    rig.preview()
    sim.tray.clock.wait(0.5)
    shot = rig.shoot()
    assert shot.backlit.pixels.mean() > 200
    assert shot.toplit.pixels[..., 2].mean() > 150


def test_a_camera_that_only_has_old_pictures_is_stale(sim, monkeypatch):
    old = sim.camera.capture(1.0)

    monkeypatch.setattr(sim.camera, "capture", lambda timeout_s, not_before_s=0.0: old)
    with pytest.raises(StaleFrame) as stale:
        sim.rig.shoot()
    assert stale.value.device is Device.CAMERA


def test_a_camera_that_turns_a_deaf_ear_is_refused(sim):
    sim.camera.turn_deaf()
    with pytest.raises(WrongExposure, match="8000 µs"):
        sim.rig.shoot()


def test_an_exposure_that_was_lost_is_asked_for_again(sim, monkeypatch):
    asked = []
    expose = sim.camera.expose

    def lost_at_first(exposure):
        asked.append(exposure)
        if len(asked) > 1:
            expose(exposure)

    monkeypatch.setattr(sim.camera, "expose", lost_at_first)
    assert sim.rig.shoot().backlit.pixels.mean() > 200
    assert asked[0] == asked[1] == SETTINGS.exposures[Light.BACKLIT]


def test_a_burnt_out_lamp_is_told_of_as_the_lights_fault(sim):
    sim.lights.burn_out(Light.TOPLIT)
    with pytest.raises(BlackFrame, match="lamp above") as black:
        sim.rig.shoot()
    assert black.value.device is Device.LIGHTS


def test_a_lens_full_of_screws_is_not_black(sim):
    sim.tray.hand(True)
    assert sim.rig.shoot().backlit.pixels.min() < 60


def test_camera_and_lamp_come_back_without_a_restart(sim):
    for device in (sim.camera, sim.lights):
        device.unplug()
        with pytest.raises(DeviceMissing):
            sim.rig.shoot()
        with pytest.raises(DeviceMissing):
            sim.rig.preview()
        device.plug_in()
        assert sim.rig.preview().pixels.mean() > 200
        assert sim.rig.shoot().toplit.pixels.mean() > 100


def test_lights_that_went_are_noticed_while_only_previews_are_taken(sim):
    sim.rig.preview()
    sim.lights.unplug()
    with pytest.raises(DeviceMissing):
        _ = [sim.rig.preview() for _ in range(100)]


def test_a_lamp_whose_controller_lost_its_power_for_a_moment_is_lit_again(sim):
    sim.rig.preview()
    sim.lights.unplug()
    sim.lights.plug_in()
    assert any(sim.rig.preview().pixels.mean() > 200 for _ in range(100))


def test_a_lamp_that_will_not_go_out_does_not_cost_the_shot(sim, monkeypatch):
    switch = sim.lights.switch

    def stays(light):
        if light is None:
            raise DeviceSilent("it does not answer", Device.LIGHTS)
        switch(light)

    monkeypatch.setattr(sim.lights, "switch", stays)
    assert sim.rig.shoot().toplit is not None


def test_a_frozen_camera_is_given_up_in_time(sim):
    sim.camera.freeze()
    began_s = sim.tray.clock.now_s()
    with pytest.raises(DeviceSilent):
        sim.rig.shoot()
    assert sim.tray.clock.now_s() - began_s <= SETTINGS.tries * (SETTINGS.picture_timeout_s + 0.1)


def test_both_devices_are_asked_who_they_are_and_given_back(sim):
    with sim.rig as rig:
        assert set(rig.check()) == {Device.CAMERA, Device.LIGHTS}
    with pytest.raises(DeviceMissing):
        sim.camera.check()


def test_settings_that_miss_an_exposure_or_never_try_are_refused():
    with pytest.raises(ValueError, match="toplit"):
        RigSettings({Light.BACKLIT: Exposure(1000)})
    with pytest.raises(ValueError, match="at least once"):
        RigSettings(tries=0)


@settings(max_examples=25, deadline=None)
@given(
    queue=st.integers(1, 6),
    lag=st.integers(0, 4),
    frame_ms=st.integers(15, 90),
    idle_ms=st.integers(0, 400),
    skips_old=st.booleans(),
)
def test_whatever_the_camera_queues_a_shot_shows_its_own_light(queue, lag, frame_ms, idle_ms, skips_old):
    clock = SteppedClock()
    pictures = LinearPictures(np.full((60, 80), 0.7, np.float32), np.full((60, 80, 3), (0.05, 0.2, 0.6), np.float32))
    tray, lights = SimulatedTray(pictures, clock), SimulatedLights(clock)
    camera = SimulatedCamera(tray, lights, Sensor(frame_ms / 1000, queue=queue, exposure_lag=lag), skips_old=skips_old)
    rig = Rig(camera, lights, RigSettings(EXPOSURE_AT_WHITE), clock)
    for _ in range(2):
        rig.preview()
        clock.wait(idle_ms / 1000)
        shot = rig.shoot()
        assert 205 < shot.backlit.pixels.mean() < 230
        assert shot.backlit.pixels.std() < 4
        blue, green, red = shot.toplit.pixels.reshape(-1, 3).mean(axis=0)
        assert (blue, green, red) == pytest.approx((63, 124, 203), abs=6)


def all_faults(kind=DeviceFault):
    return [kind, *(sub for child in kind.__subclasses__() for sub in all_faults(child))]


@pytest.mark.parametrize("fault", all_faults())
@pytest.mark.parametrize("device", [None, *Device])
def test_every_fault_has_a_sentence_for_the_customer_and_one_for_the_technician(fault, device):
    raised = fault("The port is gone; plug it in.", device)
    assert raised.for_technician == "The port is gone; plug it in."
    assert raised.for_customer.endswith(".")
    assert not any(word in raised.for_customer for word in ("port", "serial", "timeout", "driver"))
    again = pickle.loads(pickle.dumps(raised))
    assert (type(again), str(again), again.device) == (fault, str(raised), device)


def test_the_tree_of_faults_is_drawn_where_it_lives():
    for fault in all_faults():
        assert fault.__name__ in faults.__doc__
