"""Lamps on pins, over pins of a made chip."""

import importlib.util

import pytest

from drivers.faults import DeviceMissing
from drivers.frame import Light
from drivers.gpio_lights import GpioLights, open_pin
from tests.contracts.lights import LightsContract


class Chip:
    """Remembers levels, and the order they were set in."""

    def __init__(self):
        self.levels, self.order = {}, []
        self.broken = self.stuck = False

    def open(self, number, active_high):
        if self.broken:
            raise RuntimeError("can not open gpiochip")
        return ChipPin(self, number, active_high)


class ChipPin:
    def __init__(self, chip, number, active_high):
        self._chip, self._number, self._active_high = chip, number, active_high
        self._set(False)

    def _set(self, on):
        if self._chip.broken:
            raise RuntimeError("GPIO busy")
        if not self._chip.stuck:
            self._chip.levels[self._number] = on is self._active_high
            self._chip.order.append((self._number, on))

    @property
    def value(self):
        return float(self._chip.levels[self._number] is self._active_high)

    def on(self):
        self._set(True)

    def off(self):
        self._set(False)

    def close(self):
        self._chip.levels.pop(self._number, None)


@pytest.fixture
def chip():
    return Chip()


@pytest.fixture(params=[True, False])
def lights(request, chip):
    return GpioLights(17, 27, active_high=request.param, opener=chip.open)


@pytest.fixture
def burning(lights, chip):
    lamps = {17: Light.BACKLIT, 27: Light.TOPLIT}
    return lambda: {lamp for pin, lamp in lamps.items() if chip.levels.get(pin) is lights._active_high}


class TestThePromises(LightsContract):
    pass


def test_one_goes_off_before_the_other_comes_on(chip):
    lights = GpioLights(17, 27, opener=chip.open)
    lights.switch(Light.TOPLIT)
    chip.order.clear()
    lights.switch(Light.BACKLIT)
    assert chip.order == [(27, False), (17, True)]


def test_a_chip_that_fails_is_told_and_tried_anew(chip):
    lights = GpioLights(17, 27, opener=chip.open)
    lights.switch(Light.TOPLIT)
    chip.broken = True
    for _ in range(2):
        with pytest.raises(DeviceMissing, match="group gpio"):
            lights.switch(Light.BACKLIT)
    chip.broken = False
    lights.switch(Light.BACKLIT)
    assert chip.levels[17]


def test_a_pin_that_does_not_follow_is_told(chip):
    lights = GpioLights(17, 27, opener=chip.open)
    lights.check()
    chip.stuck = True
    with pytest.raises(DeviceMissing, match="GPIO17 does not follow"):
        lights.switch(Light.BACKLIT)


def test_one_pin_cannot_be_both():
    with pytest.raises(ValueError, match="pin each"):
        GpioLights(17, 17)


@pytest.mark.skipif(importlib.util.find_spec("gpiozero") is not None, reason="gpiozero is installed")
def test_without_gpiozero_the_technician_is_told():
    with pytest.raises(DeviceMissing, match="install gpiozero"):
        GpioLights(17, 27).check()


@pytest.mark.skipif(importlib.util.find_spec("gpiozero") is None, reason="gpiozero is not installed")
def test_gpiozero_itself_is_spoken_to_rightly():
    from gpiozero import Device
    from gpiozero.pins.mock import MockFactory

    Device.pin_factory = MockFactory()
    lights = GpioLights(17, 27, opener=open_pin)
    lights.switch(Light.TOPLIT)
    assert (Device.pin_factory.pin(17).state, Device.pin_factory.pin(27).state) == (0, 1)
    lights.close()
