"""The rig: camera and lights together, from which come previews and shots."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from drivers.clock import Clock, SystemClock
from drivers.contracts import Camera, Capture, Exposure, Lights
from drivers.faults import BlackFrame, Device, DeviceFault, DeviceSilent, FrameRefused, StaleFrame, WrongExposure
from drivers.frame import Frame, Light, Shot

_BLACK_LEVEL = 24  # of 255, sRGB-coded: 0.9 % of white; a lit tray reaches ten times that light
_BRIGHT_SHARE = 0.01  # the tray shows on at least so much of the picture, whatever lies on it


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
        self._lit: Light | None = None  # what burns; AMBIENT when dark for certain, None when unknown
        self._lit_s = 0.0
        self._asked: Exposure | None = None
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
            backlit = self._picture(Light.BACKLIT)
            toplit = self._picture(Light.TOPLIT)
        except BaseException:
            self._dark_quietly()
            raise
        self._dark_quietly()
        return Shot(name or f"shot-{self._shots}", backlit, toplit)

    def preview(self) -> Frame:
        """The newest small picture by the preview's light, never the same twice; waits for one where there is none yet.

        Raises
        ------
        DeviceFault
            As `shoot`; never BlackFrame, since a hand may cover all of the tray.
        """
        light, exposure = self.settings.preview_light, self.settings.exposures[self.settings.preview_light]
        steady_s = self._light(light, exposure)
        capture = self._fresh(self.camera.preview, steady_s, exposure)
        return Frame(capture.pixels, light, ended_s=capture.ended_s)
