"""The simulated rig behaves as sensors and lamps do: queued pictures, late exposures, rows, photons, plugs."""

import numpy as np
import pytest

from drivers.clock import SteppedClock
from drivers.contracts import Exposure
from drivers.faults import DeviceMissing, DeviceSilent
from drivers.frame import Light
from drivers.simulated import SimulatedCamera, SimulatedLights
from drivers.simulated_sensor import EXPOSURE_AT_WHITE, Sensor
from drivers.simulated_tray import LinearPictures, SimulatedTray, Sprite
from tests.contracts.camera import CameraContract
from tests.contracts.lights import LightsContract

WIDTH, HEIGHT = 800, 600


def plain(below: float = 0.5, above: float = 0.3) -> LinearPictures:
    return LinearPictures(np.full((HEIGHT, WIDTH), below, np.float32), np.full((HEIGHT, WIDTH, 3), above, np.float32))


def bar(x: int = 300, y: int = 250) -> Sprite:
    empty = plain()
    lies = LinearPictures(empty.backlit.copy(), empty.toplit.copy())
    lies.backlit[y : y + 20, x : x + 120] = 0.01
    lies.toplit[y : y + 20, x : x + 120] = (0.1, 0.2, 0.3)
    return Sprite.between(lies, empty)


def linear(pixels: np.ndarray) -> np.ndarray:
    coded = pixels / 255.0
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


@pytest.fixture
def clock():
    return SteppedClock()


@pytest.fixture
def tray(clock):
    return SimulatedTray(plain(), clock)


@pytest.fixture
def lights(clock):
    return SimulatedLights(clock)


@pytest.fixture
def camera(tray, lights):
    return SimulatedCamera(tray, lights)


@pytest.fixture
def burning(lights):
    return lambda: set(lights.past.newest)


def steady(camera: SimulatedCamera, lights: SimulatedLights, light: Light, exposure: Exposure | None = None):
    """A picture well after the light and the exposure were asked for."""
    camera.expose(exposure or EXPOSURE_AT_WHITE[light])
    lights.switch(light)
    camera._clock.wait(0.5)
    return camera.capture(1.0, camera._clock.now_s())


class TestTheCamera(CameraContract):
    def now_s(self, camera):
        return camera._clock.now_s()


class TestTheCameraThatSkipsNothing(TestTheCamera):
    @pytest.fixture
    def camera(self, tray, lights):
        return SimulatedCamera(tray, lights, skips_old=False)


class TestTheLights(LightsContract):
    pass


def test_light_times_exposure_times_gain_gives_the_level(camera, lights):
    for exposure, factor in ((Exposure(8_000), 1.0), (Exposure(4_000), 0.5), (Exposure(4_000, 2.0), 1.0)):
        picture = steady(camera, lights, Light.BACKLIT, exposure)
        assert picture.exposure == exposure
        assert linear(picture.pixels[..., 1]).mean() == pytest.approx(0.5 * factor, rel=0.05)


def test_too_much_light_is_cut_off_at_white(camera, lights):
    assert (steady(camera, lights, Light.BACKLIT, Exposure(40_000)).pixels == 255).all()


def test_noise_is_that_of_photons_and_of_reading(camera, lights):
    picture = linear(steady(camera, lights, Light.TOPLIT).pixels[..., 1])
    sensor = Sensor()
    spread = np.sqrt(0.3 * sensor.full_well_e + sensor.read_e**2) / sensor.full_well_e
    rounding = 1 / 255 / np.sqrt(12) * 2.4 * 0.3**0.58  # eight bits, by the slope of the sRGB curve there
    assert picture.std() == pytest.approx(np.hypot(spread, rounding), rel=0.15)


def test_gain_multiplies_the_noise(camera, lights):
    quiet = linear(steady(camera, lights, Light.TOPLIT, Exposure(8_000)).pixels).std()
    loud = linear(steady(camera, lights, Light.TOPLIT, Exposure(1_000, 8.0)).pixels).std()
    assert loud / quiet == pytest.approx(np.sqrt(8), rel=0.2)


def test_no_two_pictures_have_the_same_noise(camera, lights):
    first = steady(camera, lights, Light.BACKLIT)
    assert not np.array_equal(first.pixels, camera.capture(1.0).pixels)


def test_the_picture_that_waits_shows_the_light_of_before(tray, lights, clock):
    camera = SimulatedCamera(tray, lights, skips_old=False)
    steady(camera, lights, Light.BACKLIT)
    clock.wait(0.5)
    lights.switch(None)
    dark_s = clock.now_s()
    waited = camera.capture(1.0, dark_s)
    assert waited.began_s < dark_s
    assert waited.pixels.mean() > 100


def test_an_exposure_comes_true_some_pictures_late(camera, lights):
    steady(camera, lights, Light.BACKLIT)
    camera.expose(Exposure(2_000))
    times_us = [camera.capture(1.0, camera._clock.now_s()).exposure.time_us for _ in range(4)]
    assert times_us[0] == 8_000
    assert times_us[-1] == 2_000


def test_a_long_exposure_slows_the_pictures_down(camera, lights):
    steady(camera, lights, Light.BACKLIT, Exposure(200_000, 0.05))
    first, second = camera.capture(1.0), camera.capture(1.0)
    assert second.began_s - first.began_s == pytest.approx(0.2)


def test_a_lamp_switched_off_half_way_leaves_the_lower_rows_dark(camera, lights, clock):
    steady(camera, lights, Light.BACKLIT)
    following = camera._upcoming()
    clock.wait(following.began_s + 0.014 - clock.now_s() - 0.01)  # the controller takes 0.01 s
    lights.switch(None)
    picture = camera.capture(1.0, following.began_s)
    assert picture.number == following.number
    rows = picture.pixels[..., 1].mean(axis=1)
    assert rows[0] > 150
    assert rows[-1] < 40


def test_what_is_dropped_is_seen_where_it_fell(camera, lights, tray):
    tray.drop(bar(), shift_xy_px=(100, -50))
    picture = steady(camera, lights, Light.BACKLIT).pixels[..., 1]
    dark = np.argwhere(picture < 60)
    assert dark.min(axis=0) == pytest.approx([200, 400], abs=1)
    assert dark.max(axis=0) == pytest.approx([219, 519], abs=1)


def test_a_part_turned_by_a_right_angle_stands_upright(camera, lights, tray):
    tray.drop(bar(), turned_rad=np.pi / 2)
    dark = np.argwhere(steady(camera, lights, Light.BACKLIT).pixels[..., 1] < 60)
    height, width = np.ptp(dark, axis=0) + 1
    assert (width, height) == pytest.approx((20, 120), abs=1)
    assert dark.mean(axis=0) == pytest.approx([259.5, 359.5], abs=0.5)


def test_the_preview_shows_the_same_in_small(camera, lights, tray):
    tray.drop(bar(), shift_xy_px=(40.5, 20.25), turned_rad=0.4)
    full = linear(steady(camera, lights, Light.BACKLIT).pixels[..., 1])
    small = linear(camera.preview(1.0).pixels[..., 1])
    where_full, where_small = np.argwhere(full < 0.25).mean(axis=0), np.argwhere(small < 0.25).mean(axis=0)
    assert (where_small + 0.5) / 640 * WIDTH - 0.5 == pytest.approx(where_full, abs=0.5)


def test_what_is_snatched_away_while_the_shutter_is_open_is_seen_faintly(camera, lights, tray, clock):
    key = tray.drop(bar(y=10))
    steady(camera, lights, Light.BACKLIT, Exposure(30_000, 0.25))
    following = camera._upcoming()
    clock.wait(following.began_s + 0.015 - clock.now_s())
    tray.take_away(key)
    picture = linear(camera.capture(1.0, following.began_s).pixels[..., 1])
    assert picture[15:25, 320:400].mean() == pytest.approx(0.5 * picture[15:25, 600:700].mean(), rel=0.15)


def test_what_slides_while_the_shutter_is_open_is_blurred_along_its_way(camera, lights, tray, clock):
    key = tray.drop(bar(x=200, y=100))
    still = linear(steady(camera, lights, Light.BACKLIT).pixels[..., 1])
    tray.slide(key, (200.0, 0.0), over_s=0.2)  # 8 px in an exposure of 8 ms
    moving = linear(camera.capture(1.0, clock.now_s() + 0.02).pixels[..., 1])

    def ramp_px(picture):
        row = picture[110]
        return int(((row > 0.06) & (row < 0.44)).sum())

    assert ramp_px(still) <= 2
    assert 10 <= ramp_px(moving) <= 20
    clock.wait(0.3)
    dark = np.argwhere(steady(camera, lights, Light.BACKLIT).pixels[..., 1] < 60)
    assert dark.min(axis=0)[1] == pytest.approx(400, abs=1)


def test_things_are_moved_and_taken_away_by_their_keys(tray):
    one, other = tray.drop(bar()), tray.drop(bar(), (0, 100))
    assert tray.lying == (one, other)
    tray.move(one, (5, 5))
    tray.take_away(other)
    assert tray.lying == (one,)
    with pytest.raises(KeyError):
        tray.take_away(other)
    tray.clear()
    assert tray.lying == ()


def test_a_hand_reaches_in_from_the_border(camera, lights, tray):
    tray.hand(True)
    picture = steady(camera, lights, Light.BACKLIT).pixels[..., 1]
    assert (picture[:, -1] < 60).any()
    assert picture[HEIGHT // 2, 0] > 150
    tray.hand(False)
    assert steady(camera, lights, Light.BACKLIT).pixels.min() > 150


def test_a_sprite_laid_down_unmoved_is_the_picture_it_came_from(tray):
    empty = plain()
    lies = LinearPictures(empty.backlit.copy(), empty.toplit.copy())
    lies.backlit[100:130, 200:260] = np.linspace(0.02, 0.4, 60, dtype=np.float32)
    lies.toplit[95:140, 190:270] *= 0.8
    tray.drop(Sprite.between(lies, empty))
    seen = tray.pictures(tray.past.newest, small=False)
    assert np.abs(seen.backlit - lies.backlit).max() < 0.003
    assert np.abs(seen.toplit - lies.toplit).max() < 0.003


def test_two_trays_that_look_alike_give_no_sprite():
    with pytest.raises(ValueError, match="the same"):
        Sprite.between(plain(), plain())


def test_an_unplugged_camera_is_missing_and_back_at_once(camera):
    camera.unplug()
    with pytest.raises(DeviceMissing):
        camera.preview(1.0)
    camera.plug_in()
    assert camera.preview(1.0)


def test_a_frozen_camera_is_silent_for_exactly_the_time_it_was_given(camera, clock):
    camera.freeze()
    began_s = clock.now_s()
    with pytest.raises(DeviceSilent):
        camera.capture(0.7)
    assert clock.now_s() - began_s == pytest.approx(0.7)


def test_a_burnt_out_lamp_stays_dark_and_its_controller_content(camera, lights):
    lights.burn_out(Light.TOPLIT)
    assert steady(camera, lights, Light.TOPLIT).pixels.mean() < 12
    lights.mend(Light.TOPLIT)
    assert steady(camera, lights, Light.TOPLIT).pixels.mean() > 100


def test_unplugged_lights_go_dark(camera, lights):
    steady(camera, lights, Light.BACKLIT)
    lights.unplug()
    with pytest.raises(DeviceMissing):
        lights.switch(None)
    camera._clock.wait(0.2)
    assert camera.capture(1.0, camera._clock.now_s()).pixels.mean() < 12


def test_a_long_idle_day_costs_nothing(camera, clock):
    clock.wait(86_400)
    assert camera.capture(1.0).ended_s == pytest.approx(clock.now_s(), abs=0.5)
