"""The rig: camera and lights together, from which come previews and shots."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

import numpy as np

from drivers.clock import Clock, SystemClock
from drivers.contracts import Camera, Capture, Exposure, Lights
from drivers.faults import (
    BlackFrame,
    Device,
    DeviceBusy,
    DeviceConfused,
    DeviceFault,
    DeviceSilent,
    FrameRefused,
    StaleFrame,
    WrongExposure,
)
from drivers.frame import Frame, Light, Shot

_BLACK_LEVEL = 24  # of 255, sRGB-coded: 0.9 % of white; a lit tray reaches ten times that light
_BRIGHT_SHARE = 0.01  # the tray shows on at least so much of the picture, whatever lies on it
_REFUSED_WAIT_S = 0.002  # a camera that hands out one and the same picture must not keep a core busy
_AFFIRM_S = 2.0  # how often a burning preview light is told again


@dataclass(frozen=True)
class RigSettings:
    """How a rig takes its pictures.

    Attributes
    ----------
    exposures : for each light, and for `Light.AMBIENT` where previews are taken by the room's light
    preview_light : the lamp that previews are taken by; `Light.AMBIENT` leaves both off
    tries : how often a picture is tried for before a shot is given up
    picture_timeout_s : the longest wait for one good picture
    """

    exposures: Mapping[Light, Exposure] = field(
        default_factory=lambda: MappingProxyType({light: Exposure(10_000) for light in Light})
    )
    preview_light: Light = Light.BACKLIT
    tries: int = 2
    picture_timeout_s: float = 2.0

    def __post_init__(self) -> None:
        missing = {Light.BACKLIT, Light.TOPLIT, self.preview_light} - set(self.exposures)
        if missing:
            raise ValueError(f"no exposure is given for {', '.join(sorted(missing))}")
        if self.tries < 1 or self.picture_timeout_s <= 0:
            raise ValueError("a rig tries at least once, and for some time")


class Rig:
    """Takes previews and shots. Used by one thread.

    After any `DeviceFault` the next call starts afresh: a rig is never opened twice and never needs a restart.

    Parameters
    ----------
    camera, lights : devices of the contracts
    settings : RigSettings
    clock : the one that the camera's times are of
    """

    def __init__(
        self, camera: Camera, lights: Lights, settings: RigSettings | None = None, clock: Clock | None = None
    ) -> None:
        self.camera, self.lights = camera, lights
        self.settings = settings or RigSettings()
        self._clock = clock or SystemClock()
        self._lit: Light | None = None  # what burns for all we know; AMBIENT when dark, None when unknown
        self._steady_s = self._affirmed_s = 0.0
        self._asked: Exposure | None = None
        self._last_number = -1
        self._shots = 0

    def shoot(self, name: str = "") -> Shot:
        """A backlit and a top-lit picture of this moment; dark afterwards, even when that failed.

        Both began after their lamp was steady, and after this call; they have the exposure that was asked for, and are
        not black. Takes at most 2 x `tries` x (`picture_timeout_s` + the lights' own deadlines), usually four frames.

        Parameters
        ----------
        name : of the shot; a serial number where empty

        Raises
        ------
        DeviceFault
            The camera's, the lights', or StaleFrame, WrongExposure, BlackFrame.
        """
        self._shots += 1
        try:
            backlit, toplit = self._picture(Light.BACKLIT), self._picture(Light.TOPLIT)
        finally:
            # A shot that was taken stays good; a lamp that does not go out is told of by the next call that needs it.
            with contextlib.suppress(DeviceFault):
                self.dark()
        return Shot(name or f"shot-{self._shots}", backlit, toplit)

    def preview(self) -> Frame:
        """The newest small picture by the preview's light, never the same twice; waits for one where there is none yet.

        Raises
        ------
        DeviceFault
            As `shoot`; never BlackFrame, since a hand may cover all of the tray.
        """
        light = self.settings.preview_light
        exposure = self.settings.exposures[light]
        anew = self._clock.now_s() - self._affirmed_s > _AFFIRM_S
        try:
            since_s = self._light(light, exposure, anew=anew)
            capture = self._fresh(self.camera.preview, since_s, exposure)
        except DeviceFault:
            self._forget()
            raise
        return _frame(capture, light)

    def dark(self) -> None:
        """Both lamps out; raises the lights' DeviceFault."""
        self._lit = None
        self.lights.switch(None)
        self._lit = Light.AMBIENT

    def check(self) -> dict[Device, str]:
        """What camera and lights say of themselves; raises the first's DeviceFault that does not answer."""
        return {Device.LIGHTS: self.lights.check(), Device.CAMERA: self.camera.check()}

    def close(self) -> None:
        """Lights out and everything given back."""
        self.lights.close()
        self.camera.close()

    def __enter__(self) -> "Rig":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _forget(self) -> None:
        """After a fault nothing is known: everything is told again."""
        self._lit = self._asked = None

    def _light(self, light: Light, exposure: Exposure, *, anew: bool) -> float:
        """Have this lamp alone lit and this exposure asked for; the moment from which on the light is steady.

        With `anew` the lights are told even where they burn already: a controller that lost its power for a moment
        would stay dark, one that was unplugged would go unnoticed.
        """
        if self._asked != exposure:
            self.camera.expose(exposure)
            self._asked = exposure
        burning = self._lit
        if anew or burning is not light:
            self._lit = None
            self.lights.switch(None if light is Light.AMBIENT else light)
            self._lit, self._affirmed_s = light, self._clock.now_s()
        if burning is not light:
            self._steady_s = self._clock.now_s() + self.lights.settle_s
        return self._steady_s

    def _picture(self, light: Light) -> Frame:
        """One good picture by this light, tried for again where a second try can help."""
        exposure = self.settings.exposures[light]
        for left in reversed(range(self.settings.tries)):
            try:
                since_s = max(self._clock.now_s(), self._light(light, exposure, anew=True))
                capture = self._fresh(partial(self.camera.capture, not_before_s=since_s), since_s, exposure)
                _refuse_black(capture, light)
                return _frame(capture, light)
            except (FrameRefused, DeviceSilent, DeviceConfused, DeviceBusy):
                self._forget()
                if not left:
                    raise
        raise AssertionError("a rig tries at least once")

    def _fresh(self, read: Callable[[float], Capture], since_s: float, exposure: Exposure) -> Capture:
        """The first picture that began since then with this exposure."""
        deadline_s = self._clock.now_s() + self.settings.picture_timeout_s
        refused: FrameRefused | None = None
        while (left_s := deadline_s - self._clock.now_s()) > 0:
            try:
                capture = read(left_s)
            except DeviceSilent:
                if refused is None:
                    raise
                break
            refused = self._why_not(capture, since_s, exposure)
            if refused is None:
                self._last_number = capture.number
                return capture
            self._clock.wait(_REFUSED_WAIT_S)
        raise refused or DeviceSilent(f"{self.camera.name}: no picture came in time.", Device.CAMERA)

    def _why_not(self, capture: Capture, since_s: float, exposure: Exposure) -> FrameRefused | None:
        """What forbids the use of a picture, if anything does."""
        if capture.began_s < since_s or capture.number == self._last_number:
            return StaleFrame(
                f"{self.camera.name}: only pictures from before the change of light came; restart the camera.",
                Device.CAMERA,
            )
        if not capture.exposure.agrees(exposure):
            return WrongExposure(
                f"{self.camera.name}: the camera exposes {capture.exposure.time_us} µs at gain "
                f"{capture.exposure.gain:.2f} instead of {exposure.time_us} µs at {exposure.gain:.2f}; "
                "see that nothing else uses it and that this exposure is within its range.",
                Device.CAMERA,
            )
        return None


def _frame(capture: Capture, light: Light) -> Frame:
    """A capture as a frame; of a backlit one the green alone.

    The panel has one colour, and half of a Bayer sensor's pixels are green: red and blue add nothing but what was
    interpolated between fewer pixels, and a lens's lateral colour.
    """
    pixels = capture.pixels
    if light is Light.BACKLIT and pixels.ndim == 3:
        pixels = np.ascontiguousarray(pixels[..., 1])
    return Frame(pixels, light, ended_s=capture.ended_s)


def _refuse_black(capture: Capture, light: Light) -> None:
    """Raise BlackFrame where next to nothing in the picture is lit."""
    sample = capture.pixels[::16, ::16]
    if np.quantile(sample, 1 - _BRIGHT_SHARE) <= _BLACK_LEVEL:
        lamp = "panel below" if light is Light.BACKLIT else "lamp above"
        raise BlackFrame(
            f"The {lamp} was switched on and the picture is black; see to its supply and cable, then to the lens cap.",
            Device.LIGHTS,
        )
