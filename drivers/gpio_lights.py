"""Lamps on two output pins of a Raspberry Pi, by gpiozero (which is only imported when a pin is opened)."""

import contextlib
import importlib
from collections.abc import Callable
from typing import Protocol

from drivers.faults import Device, DeviceMissing
from drivers.frame import Light


class Pin(Protocol):
    """An output, as gpiozero's `DigitalOutputDevice` has it."""

    @property
    def value(self) -> float:
        """1 where it is on, as read back from the pin."""

    def on(self) -> None:
        """Set it to its active level."""

    def off(self) -> None:
        """Set it to its passive level."""

    def close(self) -> None:
        """Give it back."""


OpenPin = Callable[[int, bool], Pin]


def open_pin(number: int, active_high: bool) -> Pin:
    """An output by gpiozero, off at first; `number` is that of the Broadcom chip (GPIO17 is 17)."""
    gpiozero = importlib.import_module("gpiozero")
    pin: Pin = gpiozero.DigitalOutputDevice(number, active_high=active_high, initial_value=False)
    return pin


class GpioLights:
    """A lamp on each of two pins, by way of a transistor.

    Parameters
    ----------
    backlight_pin, toplight_pin : numbers of the Broadcom chip
    active_high : whether a high level lights the lamp
    settle_s : how long the lamps take to come on
    opener : how a pin is opened
    """

    def __init__(
        self,
        backlight_pin: int,
        toplight_pin: int,
        active_high: bool = True,
        settle_s: float = 0.005,
        opener: OpenPin = open_pin,
    ) -> None:
        if backlight_pin == toplight_pin:
            raise ValueError("the panel and the lamp above need a pin each")
        self._numbers = {Light.BACKLIT: backlight_pin, Light.TOPLIT: toplight_pin}
        self._active_high = active_high
        self._opener = opener
        self._pins: dict[Light, Pin] = {}
        self._closed = False
        self.settle_s = settle_s

    @property
    def name(self) -> str:
        """The pins."""
        return f"lights on GPIO{self._numbers[Light.BACKLIT]} and GPIO{self._numbers[Light.TOPLIT]}"

    def check(self) -> str:
        """That both pins can be had."""
        self._opened()
        return self.name

    def switch(self, light: Light | None) -> None:
        """Light this lamp alone, or none; off before on, and read back."""
        if light is Light.AMBIENT:
            raise ValueError("nobody can switch the light of the room")
        pins = self._opened()
        try:
            for which in sorted(pins, key=lambda which: which is light):
                pins[which].on() if which is light else pins[which].off()
                if bool(pins[which].value) is not (which is light):
                    raise OSError(f"GPIO{self._numbers[which]} does not follow")
        except Exception as error:  # gpiozero's and lgpio's own classes, which must not be imported here
            self._drop()
            raise self._missing(error) from None

    def close(self) -> None:
        """Dark, and the pins given back."""
        with contextlib.suppress(DeviceMissing):
            self.switch(None)
        self._closed = True
        self._drop()

    def _opened(self) -> dict[Light, Pin]:
        if self._closed:
            raise DeviceMissing(f"{self.name}: were closed.", Device.LIGHTS)
        try:
            for which, number in self._numbers.items():
                if which not in self._pins:
                    self._pins[which] = self._opener(number, self._active_high)
        except Exception as error:  # as above
            self._drop()
            raise self._missing(error) from None
        return self._pins

    def _drop(self) -> None:
        pins, self._pins = self._pins, {}
        for pin in pins.values():
            with contextlib.suppress(Exception):  # as above
                pin.close()

    def _missing(self, error: Exception) -> DeviceMissing:
        return DeviceMissing(
            f"{self.name}: cannot be switched ({type(error).__name__}: {error}); "
            "install gpiozero and lgpio, and add the user to the group gpio.",
            Device.LIGHTS,
        )
