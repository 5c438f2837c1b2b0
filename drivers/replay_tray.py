"""A camera and lamps over shots from files: what `drivers/replay.py` reads, played back as if it lay on a tray."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.clock import Clock, SystemClock
from drivers.contracts import Capture, Exposure
from drivers.faults import Device, DeviceMissing, DeviceSilent, UnreadableShot
from drivers.frame import Light, Shot
from drivers.replay import read_shot

_PREVIEW_WIDTH_PX = 640
_FRAME_S = 0.05
_PLAIN_LEVEL = 225  # of an empty tray that no shot is given for


class ReplayTray:
    """Shots that come and go by themselves, or as they are told to.

    Parameters
    ----------
    folder : a shot, or a folder of shots (folders with backlit.* or toplit.*), taken in name order, over and over
    empty : a shot of the empty tray; plain white where None
    shown_s, between_s : how long a shot lies there, and how long nothing does; `shown_s` 0 leaves the first for ever
    clock : the rig's

    Raises
    ------
    UnreadableShot
        Where there is no shot, or they differ in size.
    """

    def __init__(
        self,
        folder: Path,
        empty: Path | None = None,
        shown_s: float = 6.0,
        between_s: float = 3.0,
        clock: Clock | None = None,
    ) -> None:
        self.clock = clock or SystemClock()
        self.folder = folder
        self._shots = _shots_of(folder)
        self._shown_s, self._between_s = shown_s, between_s
        self._since_s = self.clock.now_s()
        self._read: tuple[Path, Shot] | None = None
        first = self._shot(self._shots[0])
        self.size_px = first.size_px
        self._empty = None if empty is None else self._shot(empty)
        self._plain = np.full((self.size_px[1], self.size_px[0], 3), _PLAIN_LEVEL, np.uint8)

    def picture(self, light: Light | None) -> NDArray[np.uint8]:
        """(height, width, 3) or (height, width) of what lies there now, by this light; black in the dark."""
        if light is None:
            return np.zeros_like(self._plain)
        shot = self._lying()
        frame = None if shot is None else shot.backlit if light is Light.BACKLIT else shot.toplit
        return self._plain if frame is None else frame.pixels

    def _lying(self) -> Shot | None:
        if self._shown_s <= 0:
            return self._shot(self._shots[0])
        turn, into_s = divmod(self.clock.now_s() - self._since_s, self._shown_s + self._between_s)
        if into_s < self._between_s:
            return self._empty
        return self._shot(self._shots[int(turn) % len(self._shots)])

    def _shot(self, path: Path) -> Shot:
        if self._read is None or self._read[0] != path:
            shot = read_shot(path)
            if shot.photo is not None:
                raise UnreadableShot(f"{path}: give a folder with backlit.* and toplit.*, not a photograph.")
            if hasattr(self, "size_px") and shot.size_px != self.size_px:
                raise UnreadableShot(f"{path}: this shot has another size than the others.")
            self._read = path, shot
        return self._read[1]


def _shots_of(folder: Path) -> Sequence[Path]:
    """The folder itself where it is a shot, else those in it."""
    if not folder.is_dir():
        raise UnreadableShot(f"{folder}: there is no such folder.")
    if any(file.stem in (Light.BACKLIT, Light.TOPLIT) for file in folder.iterdir()):
        return [folder]
    shots = sorted(
        inner
        for inner in folder.iterdir()
        if inner.is_dir() and any(file.stem in (Light.BACKLIT, Light.TOPLIT) for file in inner.iterdir())
    )
    if not shots:
        raise UnreadableShot(f"{folder}: holds no shots, folders with backlit.* and toplit.* in them.")
    return shots


class ReplayLights:
    """Lamps that choose which picture is seen."""

    name = "lights of a replay"
    settle_s = 0.0

    def __init__(self) -> None:
        self.lit: Light | None = None
        self.since_s = 0.0
        self._closed = False

    def check(self) -> str:
        """Say that nothing is real."""
        return self.name

    def switch(self, light: Light | None) -> None:
        """Show this light's pictures."""
        if light is Light.AMBIENT:
            raise ValueError("nobody can switch the light of the room")
        if self._closed:
            raise DeviceMissing("The replay was closed.", Device.LIGHTS)
        self.lit = light

    def close(self) -> None:
        """Show nothing any more."""
        self.lit, self._closed = None, True


class ReplayCamera:
    """A camera that takes the pictures of a replay; every exposure is right.

    Parameters
    ----------
    tray : ReplayTray
    lights : ReplayLights
    """

    def __init__(self, tray: ReplayTray, lights: ReplayLights) -> None:
        self._tray, self._lights, self._clock = tray, lights, tray.clock
        self._exposure = Exposure(10_000)
        self._number = 0
        self._ready_s = self._clock.now_s()
        self._closed = False

    @property
    def name(self) -> str:
        """What is played back."""
        return f"replay of {self._tray.folder}"

    def check(self) -> str:
        """Folder and size."""
        return "{}, {} x {}".format(self.name, *self._tray.size_px)

    def expose(self, exposure: Exposure) -> None:
        """Remember it."""
        self._exposure = exposure

    def capture(self, timeout_s: float, not_before_s: float = 0.0) -> Capture:
        """The next picture."""
        if self._closed:
            raise DeviceMissing("The replay was closed.", Device.CAMERA)
        began_s = max(self._ready_s, not_before_s, self._clock.now_s())
        wait_s = began_s + _FRAME_S - self._clock.now_s()
        self._clock.wait(min(wait_s, timeout_s))
        if wait_s > timeout_s:
            raise DeviceSilent("The replay's next picture takes longer than that.", Device.CAMERA)
        self._ready_s = ended_s = began_s + _FRAME_S
        self._number += 1
        return Capture(self._tray.picture(self._lights.lit).copy(), self._exposure, began_s, ended_s, self._number)

    def preview(self, timeout_s: float) -> Capture:
        """The next picture in small."""
        full = self.capture(timeout_s)
        height, width = full.pixels.shape[:2]
        if width <= _PREVIEW_WIDTH_PX:
            return full
        size = (_PREVIEW_WIDTH_PX, round(height * _PREVIEW_WIDTH_PX / width))
        small = np.asarray(cv2.resize(full.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        return Capture(small, full.exposure, full.began_s, full.ended_s, full.number)

    def close(self) -> None:
        """Play nothing any more."""
        self._closed = True
