"""Devices without hardware that keep the contracts: a camera and lamps over a simulated tray.

The camera is a rolling-shutter sensor in photons: rows begin one after the other, collect the light that lamps and tray
give while they are open, with shot and read noise, and are cut off at white. Its pictures queue as a real camera's do:
one asked for right after the light changed shows the light of before, and an exposure that is asked for comes true some
frames later. Nothing runs in the background: what was on the tray when is on record, and pictures are developed when
they are fetched. With a `SteppedClock` a whole day passes as fast as pictures can be made.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.clock import Clock, SystemClock
from drivers.contracts import Capture, Exposure
from drivers.faults import Device, DeviceMissing, DeviceSilent
from drivers.frame import Light
from drivers.rig import Rig, RigSettings
from drivers.simulated_history import History
from drivers.simulated_sensor import EXPOSURE_AT_WHITE, Noise, Sensor
from drivers.simulated_tray import SimulatedTray

Array32 = NDArray[np.float32]


@dataclass(frozen=True)
class _Taken:
    """A picture on the sensor, not developed yet."""

    number: int
    began_s: float
    exposure: Exposure
    ended_s: float


class SimulatedLights:
    """Two lamps that can be unplugged and burn out.

    Parameters
    ----------
    clock : the rig's
    seed : of the lamps' unsteadiness from one switching to the next, one per cent
    switch_s : what the controller takes to answer
    """

    name = "simulated lights"
    settle_s = 0.002

    def __init__(self, clock: Clock | None = None, seed: int = 0, switch_s: float = 0.01) -> None:
        self._clock = clock or SystemClock()
        self._rng = np.random.default_rng(seed)
        self._switch_s = switch_s
        self._there, self._closed = True, False
        self._burnt: set[Light] = set()
        self.past: History[Mapping[Light, float]] = History({})

    def check(self) -> str:
        """Say that nothing is real; raises DeviceMissing where unplugged."""
        self._answer()
        return "simulated lights, a panel and a lamp"

    def switch(self, light: Light | None) -> None:
        """Light this lamp alone, or none."""
        if light is Light.AMBIENT:
            raise ValueError("nobody can switch the light of the room")
        self._answer()
        self._clock.wait(self._switch_s)
        lit = light is not None and light not in self._burnt
        level = float(self._rng.normal(1.0, 0.01))
        self.past.change({light: level} if light is not None and lit else {}, self._clock.now_s())

    def unplug(self) -> None:
        """Pull the plug: dark, and nobody answers."""
        self._there = False
        self.past.change({}, self._clock.now_s())

    def plug_in(self) -> None:
        """Put the plug back; the lamps stay dark until somebody switches them."""
        self._there = True

    def burn_out(self, light: Light) -> None:
        """Let a lamp fail: its controller answers as ever."""
        self._burnt.add(light)
        self.past.change({k: v for k, v in self.past.newest.items() if k is not light}, self._clock.now_s())

    def mend(self, light: Light) -> None:
        """Put in a new lamp."""
        self._burnt.discard(light)

    def close(self) -> None:
        """Lights out."""
        self.past.change({}, self._clock.now_s())
        self._closed = True

    def _answer(self) -> None:
        if self._closed or not self._there:
            raise DeviceMissing("The simulated lights are unplugged; plug them in.", Device.LIGHTS)


class SimulatedCamera:
    """A camera over a simulated tray that can be unplugged, freeze, and turn a deaf ear to exposures.

    Parameters
    ----------
    tray, lights : what it looks at, and by what light
    sensor : Sensor
    seed : of its noise
    ambient : light of the room, of the top lamp's
    skips_old : whether pictures from before the moment asked for are skipped, as picamera2 does, or handed out
    """

    name = "simulated camera"

    def __init__(
        self,
        tray: SimulatedTray,
        lights: SimulatedLights,
        sensor: Sensor | None = None,
        seed: int = 0,
        ambient: float = 0.002,
        skips_old: bool = True,
    ) -> None:
        self._tray, self._lights = tray, lights
        self._clock = tray.clock
        self._sensor = sensor or Sensor()
        self._noise = Noise(np.random.default_rng(seed))
        self._ambient, self._skips_old = ambient, skips_old
        self._there, self._frozen, self._deaf, self._closed = True, False, False, False
        self._exposures: deque[tuple[int, Exposure]] = deque([(0, EXPOSURE_AT_WHITE[Light.AMBIENT])])
        self._queue: deque[_Taken] = deque(maxlen=self._sensor.queue)
        self._next_number, self._next_s = 0, self._clock.now_s()

    def check(self) -> str:
        """Say that nothing is real; raises DeviceFault where it is unplugged or frozen."""
        self._answer(0.1)
        return "simulated camera, {} x {}".format(*self._tray.size_px)

    def expose(self, exposure: Exposure) -> None:
        """Ask for an exposure; pictures have it from the one after the next one on."""
        if self._closed:
            self._answer(0.0)
        self._run_on()
        if not self._deaf:
            self._exposures.append((self._next_number + self._sensor.exposure_lag, exposure))

    def capture(self, timeout_s: float, not_before_s: float = 0.0) -> Capture:
        """The oldest picture that waits, else the next."""
        self._answer(timeout_s)
        deadline_s = self._clock.now_s() + timeout_s
        self._run_on()
        while True:
            if not self._queue:
                self._await_next(deadline_s - self._clock.now_s())
            taken = self._queue.popleft()
            if not self._skips_old or taken.began_s >= not_before_s:
                return self._developed(taken, small=False)

    def preview(self, timeout_s: float) -> Capture:
        """The newest picture in small."""
        self._answer(timeout_s)
        self._run_on()
        if not self._queue:
            self._await_next(timeout_s)
        newest = self._queue[-1]
        self._queue.clear()
        return self._developed(newest, small=True)

    def unplug(self) -> None:
        """Pull the plug."""
        self._there = False

    def plug_in(self) -> None:
        """Put the plug back, and start afresh where it was frozen or deaf."""
        self._there, self._frozen, self._deaf = True, False, False
        self._queue.clear()
        self._next_s = max(self._next_s, self._clock.now_s())

    def freeze(self) -> None:
        """Deliver nothing any more, without a word."""
        self._frozen = True

    def turn_deaf(self) -> None:
        """Keep the exposure whatever is asked for."""
        self._deaf = True

    def close(self) -> None:
        """Deliver nothing any more."""
        self._closed = True

    def _answer(self, timeout_s: float) -> None:
        if self._closed or not self._there:
            raise DeviceMissing("The simulated camera is unplugged; plug it in.", Device.CAMERA)
        if self._frozen:
            self._clock.wait(timeout_s)
            raise DeviceSilent("The simulated camera delivers nothing; plug it in again.", Device.CAMERA)

    def _upcoming(self) -> _Taken:
        while len(self._exposures) > 1 and self._exposures[1][0] <= self._next_number:
            self._exposures.popleft()
        exposure = self._exposures[0][1]
        return _Taken(
            self._next_number, self._next_s, exposure, self._next_s + exposure.time_s + self._sensor.readout_s
        )

    def _run_on(self) -> None:
        """Take the pictures that would have been taken by now."""
        now_s, period_s = self._clock.now_s(), self._sensor.frame_time_s
        idle = int((now_s - self._next_s) / period_s) - 10 * (self._sensor.queue + self._sensor.exposure_lag)
        if idle > 0 and len(self._exposures) == 1:  # nobody would ever see these
            self._next_number += idle
            self._next_s += idle * period_s
        while (taken := self._upcoming()).ended_s <= now_s:
            self._queue.append(taken)
            self._next_number += 1
            self._next_s += max(period_s, taken.exposure.time_s)

    def _await_next(self, timeout_s: float) -> None:
        wait_s = self._upcoming().ended_s - self._clock.now_s()
        self._clock.wait(min(wait_s, timeout_s) + 1e-6)
        if wait_s > timeout_s:
            raise DeviceSilent("The simulated camera's next picture takes longer than that.", Device.CAMERA)
        self._run_on()

    def _developed(self, taken: _Taken, small: bool) -> Capture:
        """The picture itself: light collected, noise, sRGB."""
        gain = taken.exposure.gain
        linear = self._collected(taken, small)
        # A pixel of a reduced picture is the mean of several and has their electrons together.
        well_e = self._sensor.full_well_e * (self._tray.size_px[0] / linear.shape[1]) ** 2
        coded = self._noise.added(linear, gain, well_e, self._sensor.read_e)
        pixels = np.asarray(cv2.merge([coded] * 3), np.uint8) if coded.ndim == 2 else coded
        return Capture(pixels, taken.exposure, taken.began_s, taken.ended_s, taken.number)

    def _collected(self, taken: _Taken, small: bool) -> Array32:
        """Light that every pixel collected, 1 = white at gain 1: (height, width, 3).

        By the panel alone (height, width): the room's light, next to nothing, is taken as even; a third of the work.
        """
        end_s = taken.began_s + self._sensor.readout_s + taken.exposure.time_s
        lit = self._lights.past.spans(taken.began_s, end_s)
        coloured = any(Light.TOPLIT in levels for _, _, levels in lit) or not any(levels for _, _, levels in lit)
        total: Array32 | None = None
        for from_s, to_s, arrangement in self._tray.past.spans(taken.began_s, end_s):
            pictures = self._tray.pictures(arrangement, small)
            below, above = self._shares(taken, from_s, to_s, pictures.size_px[1])
            if coloured:
                total = _with(total, pictures.toplit, above)
                total = _with(total, pictures.backlit[..., None], below)
            else:
                total = _with(total, pictures.backlit, below)
                total += (above * pictures.toplit[::32, ::32].mean())[:, None]
        if total is None:
            raise AssertionError("a picture takes some time")
        return total

    def _shares(self, taken: _Taken, from_s: float, to_s: float, rows: int) -> tuple[NDArray[np.float32], ...]:
        """For each row, the light from below and from above that came in while it was open in this span."""
        opened_s = taken.began_s + np.linspace(0.0, self._sensor.readout_s, rows)
        closed_s = opened_s + taken.exposure.time_s
        below, above = np.zeros(rows), np.zeros(rows)
        for lit_s, out_s, levels in self._lights.past.spans(from_s, to_s):
            open_s = np.clip(np.minimum(out_s, closed_s) - np.maximum(lit_s, opened_s), 0, None)
            below += open_s * levels.get(Light.BACKLIT, 0.0) / EXPOSURE_AT_WHITE[Light.BACKLIT].time_s
            above += open_s * (levels.get(Light.TOPLIT, 0.0) + self._ambient) / EXPOSURE_AT_WHITE[Light.TOPLIT].time_s
        return below.astype(np.float32), above.astype(np.float32)


def _with(total: Array32 | None, light: Array32, rows: NDArray[np.float32]) -> Array32:
    """Light added row by row."""
    if total is not None and not rows.any():
        return total
    more = light * rows.reshape(-1, *([1] * (light.ndim - 1)))
    if total is None:
        return np.asarray(more, np.float32)
    total += more
    return total


@dataclass(frozen=True)
class SimulatedRig:
    """A rig and what it is made of, so that a script can play the customer and pull plugs."""

    rig: Rig
    camera: SimulatedCamera
    lights: SimulatedLights
    tray: SimulatedTray


def simulated_rig(
    tray: SimulatedTray, seed: int = 0, settings: RigSettings | None = None, sensor: Sensor | None = None
) -> SimulatedRig:
    """A camera and lamps over this tray, on the tray's clock.

    Parameters
    ----------
    tray : what there is to see
    seed : of everything random
    settings : of the rig; as it stands, linear light 1 is white under both lamps
    sensor : Sensor
    """
    lights = SimulatedLights(tray.clock, seed)
    camera = SimulatedCamera(tray, lights, sensor, seed + 1)
    settings = settings or RigSettings(exposures=EXPOSURE_AT_WHITE)
    return SimulatedRig(Rig(camera, lights, settings, tray.clock), camera, lights, tray)
