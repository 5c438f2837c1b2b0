"""A counter without hardware: the sample trays' screws on a simulated tray, and customers who lay them down.

The screws are cut from the two sample photographs of known screws (`appliance/samples`), with the empty tray's light
from the samples' calibration, so that the real identification measures them as it would on a counter.
"""

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from appliance.identify import Instruments, identify
from appliance.reading import Kind
from calibration.flat import srgb_to_linear
from calibration.record import Calibration, load
from drivers.clock import Clock
from drivers.frame import Frame, Light
from drivers.replay import read_shot
from drivers.simulated import SimulatedRig, simulated_rig
from drivers.simulated_tray import LinearPictures, SimulatedTray, Sprite

SAMPLES = Path(__file__).parent / "samples"
_ROOM_PX = 40  # of shadow and bounced light around a part
_FEATHER_PX = 6.0


@dataclass(frozen=True, eq=False)
class Things:
    """What can be laid on the simulated tray.

    Attributes
    ----------
    empty : the tray
    screws : one sprite for each
    others : coins and the like
    """

    empty: LinearPictures
    screws: tuple[Sprite, ...]
    others: tuple[Sprite, ...]


def sample_calibration() -> Calibration:
    """The calibration of the samples' rig."""
    return load(SAMPLES / "calibration.json")


@cache
def sample_things() -> Things:
    """The screws and the coin of the sample trays."""
    calibration = sample_calibration()
    empty = LinearPictures(
        (1 / calibration.flats[Light.BACKLIT].reciprocal).astype(np.float32),
        (1 / calibration.flats[Light.TOPLIT].reciprocal).astype(np.float32),
    )
    screws: list[Sprite] = []
    others: list[Sprite] = []
    for name in ("tray", "handful"):
        shot = read_shot(SAMPLES / name)
        if shot.backlit is None or shot.toplit is None:
            raise AssertionError("the sample trays have both frames")
        seen = LinearPictures(_linear(shot.backlit), _linear(shot.toplit))
        for part in identify(shot, Instruments(calibration)).parts:
            sprite = _cut_out(seen, empty, part.outline_xy_px)
            (screws if part.kind is Kind.FASTENER else others).append(sprite)
    return Things(empty, tuple(screws), tuple(others))


def _linear(frame: Frame) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    levels = np.asarray(srgb_to_linear(np.arange(256) / 255), np.float32)
    return levels[frame.pixels]


def _cut_out(
    seen: LinearPictures, empty: LinearPictures, outline_xy_px: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"
) -> Sprite:
    """The part alone: past its surroundings the tray is as empty as it was, without the photograph's noise."""
    width, height = seen.size_px
    near = np.zeros((height, width), np.uint8)
    cv2.fillPoly(near, [np.round(outline_xy_px).astype(np.int32)], 1)
    near = np.asarray(cv2.dilate(near, np.ones((2 * _ROOM_PX + 1, 2 * _ROOM_PX + 1), np.uint8)), np.uint8)
    inside = cv2.distanceTransform(near, cv2.DIST_L2, 5)
    share = np.clip(inside / _FEATHER_PX, 0, 1).astype(np.float32)
    backlit = empty.backlit + share * (seen.backlit - empty.backlit)
    toplit = empty.toplit + share[..., None] * (seen.toplit - empty.toplit)
    return Sprite.between(LinearPictures(backlit, toplit), empty)


def sample_rig(clock: Clock | None = None, seed: int = 0) -> SimulatedRig:
    """A simulated rig over the samples' empty tray."""
    return simulated_rig(SimulatedTray(sample_things().empty, clock), seed)


class Customers:
    """Somebody who again and again lays something down, waits for the answer, and takes it away.

    Parameters
    ----------
    tray : where
    stay_s, pause_s : how long things lie there, and how long the tray is empty in between
    """

    def __init__(self, tray: SimulatedTray, stay_s: float = 6.0, pause_s: float = 3.0, seed: int = 0) -> None:
        self._tray, self._stay_s, self._pause_s = tray, stay_s, pause_s
        self._rng = np.random.default_rng(seed)

    def run(self, stop: threading.Event) -> None:
        """Serve customers until `stop` is set."""
        while not stop.wait(self._pause_s):
            self._tray.hand(True)
            for _ in range(int(self._rng.integers(1, 3))):
                self._lay_down()
            if stop.wait(0.6):
                return
            self._tray.hand(False)
            if stop.wait(self._stay_s):
                return
            self._tray.clear()

    def _lay_down(self) -> None:
        things = sample_things()
        sprite = things.screws[int(self._rng.integers(len(things.screws)))]
        width, height = self._tray.size_px
        to = self._rng.uniform((0.25, 0.25), (0.75, 0.75)) * (width, height) - np.asarray(sprite.centre_xy_px)
        self._tray.drop(sprite, (float(to[0]), float(to[1])), float(self._rng.uniform(-np.pi, np.pi)))
