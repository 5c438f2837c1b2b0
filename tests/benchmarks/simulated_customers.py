"""Thousands of simulated customers at one counter: no wrong state, no missed answer, nothing that grows.

    python tests/benchmarks/simulated_customers.py --customers 10000

The station, its machine, the rig, the journal and the simulated devices are the real ones, on a clock that runs only
while somebody waits; a small tray with dark bars for screws and an identification that counts and locates them stand
for the seconds that ten thousand real ones would take each (`time_the_counter.py` runs the real one).

What must hold, looked at after every turn:

* An answer tells of exactly what lay on the tray, from before the first photograph to after the second.
* `GRACE_S` after the last change: no answer of anything but what lies there, no "empty" over a part, a hand is seen.
* `PATIENCE_S` after the last change, without a hand: what lies there is answered, or refused where it is half outside.
"""

import argparse
import heapq
import itertools
import random
import tempfile
import threading
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import drivers.simulated_tray
from appliance.messages import Chose, NoneOfThese, Phase, Snapshot
from appliance.reading import Reading
from appliance.station.clerk import Clerk
from appliance.station.journal import Journal, Limits
from appliance.station.machine import Rules
from appliance.station.worker import Duties, Station
from drivers.clock import SteppedClock
from drivers.frame import Shot
from drivers.simulated import simulated_rig
from drivers.simulated_tray import SimulatedTray, Sprite
from tests.appliance.station.counter import count_parts, empty_pictures, screw_sprite

SIZE_PX = 320, 240
GRACE_S = 0.45  # two previews, and a shot that was under way
PATIENCE_S = 2.5
RECOVERY_S = 4.5  # a shot that failed is tried again after 2 s, so is a lamp; then preview, stillness, a shot
NEAR_PX = 4.0
PLACES = [(x, y) for x in (-90.0, 0.0, 90.0) for y in (-60.0, 60.0)]
SPRITES = [screw_sprite(length, thick, SIZE_PX) for length, thick in ((64, 14), (44, 10), (26, 8), (54, 20))]


KINDS = {
    "drop": 4, "bare drop": 4, "several": 3, "move": 3, "hand stays": 2, "snatch": 3, "add": 3, "half outside": 1,
    "roll": 2, "fault": 1,
}  # fmt: skip


class ScriptedClock(SteppedClock):
    """Time that stops for every appointment on its way."""

    def __init__(self) -> None:
        super().__init__()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def at(self, moment_s: float, act: Callable[[], None]) -> None:
        """Do this then."""
        heapq.heappush(self._due, (moment_s, next(self._order), act))

    def wait(self, seconds: float) -> None:
        """Pass time, and keep the appointments in it at their moments."""
        until_s = self.now_s() + max(seconds, 0.0)
        while self._due and self._due[0][0] <= until_s:
            moment_s, _, act = heapq.heappop(self._due)
            super().wait(moment_s - self.now_s())
            act()
        super().wait(until_s - self.now_s())


@dataclass
class Truth:
    """What is on the tray, and what was when."""

    clock: ScriptedClock
    tray: SimulatedTray
    parts: dict[int, tuple[tuple[float, float], bool]] = field(default_factory=dict)  # middle, whole
    hand: bool = False
    dark: bool = False  # a device is out of order
    changed_s: float = 0.0
    photographed: tuple[float, float, dict[int, tuple[tuple[float, float], bool]]] | None = None

    def drop(self, sprite: Sprite, shift: tuple[float, float], turn: float) -> int:
        key = self.tray.drop(sprite, shift, turn)
        self._note(key, sprite, shift)
        return key

    def move(self, key: int, sprite: Sprite, shift: tuple[float, float], turn: float) -> None:
        if key in self.parts:
            self.tray.move(key, shift, turn)
            self._note(key, sprite, shift)

    def take(self, key: int) -> None:
        if key in self.parts:
            self.tray.take_away(key)
            self.parts = {k: v for k, v in self.parts.items() if k != key}
            self._changed()

    def show_hand(self, here: bool) -> None:
        self.tray.hand(here)
        self.hand = here
        self._changed()

    def clear(self) -> None:
        self.tray.clear()
        self.parts, self.hand = {}, False
        self._changed()

    def _note(self, key: int, sprite: Sprite, shift: tuple[float, float]) -> None:
        middle = sprite.centre_xy_px[0] + shift[0], sprite.centre_xy_px[1] + shift[1]
        whole = all(20 < at < size - 20 for at, size in zip(middle, SIZE_PX))
        self.parts = {**self.parts, key: (middle, whole)}
        self._changed()

    def _changed(self) -> None:
        self.changed_s = self.clock.now_s()

    @property
    def quiet_s(self) -> float:
        return self.clock.now_s() - self.changed_s


@dataclass
class Customer:
    """One who comes, does something, and leaves an empty tray.

    Parameters
    ----------
    rng : all that is random about it
    """

    truth: Truth
    rng: random.Random
    keys: list[tuple[int, Sprite, tuple[float, float], float]] = field(default_factory=list)

    def come(self, kind: str | None = None) -> tuple[str, float]:
        """Make all appointments; what it is going to do, and when it is gone."""
        kind = kind or self.rng.choices(list(KINDS), list(KINDS.values()))[0]
        now_s = self.truth.clock.now_s() + self.rng.uniform(0, 0.12)
        gone_s = getattr(self, "_" + kind.replace(" ", "_"))(now_s)
        if self.rng.random() < 0.3:  # takes them by hand
            self.at(gone_s - 0.5, lambda: self.truth.show_hand(True))
        self.at(gone_s, self.truth.clear)
        return kind, gone_s + self.rng.uniform(0.5, 0.9)

    def at(self, moment_s: float, act: Callable[[], None]) -> None:
        self.truth.clock.at(moment_s, act)

    def lay(self, moment_s: float, place: tuple[float, float] | None = None) -> None:
        sprite = self.rng.choice(SPRITES)
        free = [p for p in PLACES if all(p != used[2] for used in self.keys)]
        base = self.rng.choice(free) if place is None else place
        shift = (base[0] + self.rng.uniform(-6, 6), base[1] + self.rng.uniform(-6, 6)) if place is None else base
        turn = self.rng.uniform(-3.1, 3.1)
        slot = len(self.keys)
        self.keys.append((0, sprite, base, turn))

        def act() -> None:
            self.keys[slot] = (self.truth.drop(sprite, shift, turn), sprite, base, turn)

        self.at(moment_s, act)

    def _drop(self, now_s: float) -> float:
        self.at(now_s, lambda: self.truth.show_hand(True))
        self.lay(now_s + self.rng.uniform(0.05, 0.5))
        leaves_s = now_s + self.rng.uniform(0.55, 1.0)
        self.at(leaves_s, lambda: self.truth.show_hand(False))
        return leaves_s + self.rng.uniform(1.2, 3.2)

    def _bare_drop(self, now_s: float) -> float:
        self.lay(now_s)
        return now_s + self.rng.uniform(0.1, 3.2)

    def _several(self, now_s: float) -> float:
        for _ in range(self.rng.randint(2, 5)):
            self.lay(now_s)
            now_s += self.rng.uniform(0.0, 0.9)
        return now_s + self.rng.uniform(1.2, 3.0)

    def _move(self, now_s: float) -> float:
        self.lay(now_s)
        for _ in range(self.rng.randint(1, 3)):
            now_s += self.rng.uniform(0.1, 1.6)
            shift = self.rng.choice(PLACES)
            turn = self.rng.uniform(-3.1, 3.1)

            def act(shift: tuple[float, float] = shift, turn: float = turn) -> None:
                key, sprite, _, _ = self.keys[0]
                self.truth.move(key, sprite, shift, turn)

            self.at(now_s, act)
        return now_s + self.rng.uniform(1.2, 3.0)

    def _hand_stays(self, now_s: float) -> float:
        self.at(now_s, lambda: self.truth.show_hand(True))
        self.lay(now_s + 0.2)
        leaves_s = now_s + self.rng.uniform(2.0, 5.0)
        if self.rng.random() < 0.8:
            self.at(leaves_s, lambda: self.truth.show_hand(False))
        return leaves_s + self.rng.uniform(0.1, 3.0)

    def _snatch(self, now_s: float) -> float:
        self.lay(now_s)
        self.lay(now_s)
        when_s = now_s + self.rng.uniform(0.1, 1.0)
        self.at(when_s, lambda: self.truth.take(self.keys[0][0]))
        return when_s + self.rng.uniform(0.3, 3.0)

    def _add(self, now_s: float) -> float:
        self.lay(now_s)
        when_s = now_s + self.rng.uniform(0.1, 1.0)
        self.lay(when_s)
        return when_s + self.rng.uniform(0.3, 3.0)

    def _half_outside(self, now_s: float) -> float:
        self.lay(now_s, (-160.0, self.rng.uniform(-60, 60)))
        return now_s + self.rng.uniform(1.0, 4.0)

    def _roll(self, now_s: float) -> float:
        self.lay(now_s, (-90.0, 60.0))
        for step in range(self.rng.randint(5, 25)):
            now_s += 0.08
            shift = -90.0 + self.rng.uniform(1.5, 7.0) * step, 60.0 - step

            def act(shift: tuple[float, float] = (min(shift[0], 100.0), shift[1])) -> None:
                key, sprite, _, turn = self.keys[0]
                self.truth.move(key, sprite, shift, turn)

            self.at(now_s, act)
        return now_s + self.rng.uniform(1.2, 3.0)

    def _fault(self, now_s: float) -> float:
        self.lay(now_s)
        return now_s + 8.0


class Watcher:
    """Looks over the station's shoulder and complains."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.complaints: list[str] = []
        self.answers = self.refusals = 0
        self.phases: Tally[str] = Tally()
        self.latency_s: list[float] = []

    def look(self, shot: Shot) -> Reading:
        """Identify, and remember what truly lay there while it was photographed."""
        return count_parts(shot)

    def heard(self, snapshot: Snapshot) -> None:
        """A new phase."""
        self.phases[snapshot.phase.value] += 1
        if snapshot.phase in (Phase.ANSWER, Phase.REFUSED) and snapshot.answer is not None:
            fresh = snapshot.answer.times.identified_s >= self.truth.clock.now_s() - 1e-6
            self.answers += fresh and snapshot.phase is Phase.ANSWER
            self.refusals += fresh and snapshot.phase is Phase.REFUSED
            if fresh and self.truth.changed_s < snapshot.answer.times.shot_s:
                self.latency_s.append(self.truth.clock.now_s() - self.truth.changed_s)
            # the answer may be of what lay there when the shot began if that changed only after the second photograph
            if fresh and self.truth.changed_s < snapshot.answer.times.second_frame_s:
                self._compare(snapshot, "answered")
            if fresh and snapshot.answer.times.shot_s < self.truth.changed_s < snapshot.answer.times.second_frame_s:
                self._complain("answered although the tray changed while it was photographed", snapshot)

    def check(self, snapshot: Snapshot) -> None:
        """Whether the phase is right, this long after the last change."""
        truth, phase = self.truth, snapshot.phase
        if truth.dark or truth.quiet_s < GRACE_S:
            return
        if truth.hand and phase is not Phase.HAND:
            self._complain(f"{phase} under a hand", snapshot)
        if not truth.hand and not truth.parts and phase is not Phase.EMPTY:
            self._complain(f"{phase} over an empty tray", snapshot)
        if truth.parts and phase is Phase.EMPTY:
            self._complain("empty over a part", snapshot)
        if not truth.hand and phase is Phase.HAND:
            self._complain("hand without a hand", snapshot)
        if phase is Phase.ANSWER:
            self._compare(snapshot, "shows")
        if truth.quiet_s > PATIENCE_S and truth.parts and not truth.hand:
            wanted = Phase.ANSWER if any(whole for _, whole in truth.parts.values()) else Phase.REFUSED
            if phase is not wanted:
                self._complain(f"missed: {phase} where {wanted} was due", snapshot)

    def _compare(self, snapshot: Snapshot, verb: str) -> None:
        assert snapshot.answer is not None
        outlines = [part.outline_xy_px for part in snapshot.answer.reading.parts]
        told = [(o.min(axis=0) + o.max(axis=0)) / 2 for o in outlines]
        true = [middle for middle, _ in self.truth.parts.values()]
        close = all(min((float(np.hypot(*(t - m))) for t in told), default=99.0) < NEAR_PX or not w
                    for m, w in self.truth.parts.values())  # fmt: skip
        if len(told) != len(true) or not close:
            self._complain(f"{verb} {len(told)} parts where {len(true)} lie", snapshot)

    def _complain(self, what: str, snapshot: Snapshot) -> None:
        self.complaints.append(f"at {self.truth.clock.now_s():.3f} s, snapshot {snapshot.number}: {what}")
        print(self.complaints[-1], flush=True)


@dataclass(frozen=True)
class Footprint:
    """What the process holds."""

    memory_mb: float
    files: int
    threads: int

    @classmethod
    def now(cls) -> "Footprint":
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(pages * 4096 / 1e6, len(list(Path("/proc/self/fd").iterdir())), threading.active_count())


def small_previews() -> None:
    """Previews as wide as the cells that the station reduces them to: a quarter of the work, the same to see."""
    drivers.simulated_tray.PREVIEW_WIDTH_PX = 160


def serve(customers: int, seed: int, folder: Path, only: str | None = None) -> Iterator[tuple[int, str, Watcher]]:
    """Let customers come, one after the other; what each did, after it left."""
    rng = random.Random(seed)
    clock = ScriptedClock()
    simulated = simulated_rig(SimulatedTray(empty_pictures(SIZE_PX), clock), seed)
    truth = Truth(clock, simulated.tray)
    watcher = Watcher(truth)
    with Journal(folder / "journal.db", Limits(most_bytes=20_000_000)) as journal:
        duties = Duties(watcher.look, Clerk(journal), watch=watcher.heard)
        station = Station(simulated.rig, duties, Rules(), clock=clock)
        for number in range(customers):
            customer = Customer(truth, rng)
            kind, gone_s = customer.come(only)
            if kind == "fault":
                _break_something(simulated, truth, rng)
            talked = False
            while clock.now_s() < gone_s:
                station.turn()
                watcher.check(station.snapshot)
                talked = talked or _talk(station, rng)
            if station.snapshot.phase is not Phase.EMPTY or truth.parts:
                watcher.complaints.append(f"customer {number} ({kind}) left {station.snapshot.phase} behind")
            yield number, kind, watcher


def _break_something(simulated: drivers.simulated_tray.SimulatedTray, truth: Truth, rng: random.Random) -> None:
    """A device is unplugged for a while and comes back; what is told meanwhile is not judged, what comes after is."""
    device = rng.choice([simulated.camera, simulated.lights])
    begins_s = truth.clock.now_s() + rng.uniform(0.0, 1.5)

    def out() -> None:
        truth.dark = True
        device.unplug()

    def back() -> None:
        device.plug_in()

    def again() -> None:
        truth.dark = False

    ends_s = begins_s + rng.uniform(0.1, 0.9)
    truth.clock.at(begins_s, out)
    truth.clock.at(ends_s, back)
    truth.clock.at(ends_s + RECOVERY_S, again)


def _talk(station: Station, rng: random.Random) -> bool:
    """Say something of an answer that is on show, now and then."""
    answer = station.snapshot.answer
    if answer is None or answer.scan is None or station.snapshot.phase is not Phase.ANSWER or rng.random() < 0.7:
        return False
    station.post(Chose(answer.scan, 0, "0123") if rng.random() < 0.7 else NoneOfThese(answer.scan, 0))
    return True


def main() -> None:
    """Report; exit 1 where something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=list(KINDS), help="customers of one kind")
    asked = parser.parse_args()
    small_previews()
    kinds: Tally[str] = Tally()
    began_s, first = time.monotonic(), None
    with tempfile.TemporaryDirectory() as folder:
        for number, kind, watcher in serve(asked.customers, asked.seed, Path(folder), asked.only):
            kinds[kind] += 1
            if number + 1 == min(500, asked.customers // 2):
                first = Footprint.now()
            if (number + 1) % max(1, asked.customers // 20) == 0:
                hours = (watcher.truth.clock.now_s() - 1000) / 3600
                print(f"{number + 1} customers in {hours:.1f} h of theirs, {time.monotonic() - began_s:.0f} s of ours: "
                      f"{watcher.answers} answers, {watcher.refusals} refusals, {len(watcher.complaints)} complaints, "
                      f"{Footprint.now()}", flush=True)  # fmt: skip
    print(dict(kinds), dict(watcher.phases))
    print(f"first footprint {first}, last {Footprint.now()}")
    print(f"last change to answer: median {np.median(watcher.latency_s):.2f} s, 95 % within "
          f"{np.quantile(watcher.latency_s, 0.95):.2f} s of simulated time")  # fmt: skip
    for complaint in watcher.complaints[:20]:
        print(complaint)
    raise SystemExit(1 if watcher.complaints else 0)


if __name__ == "__main__":
    main()
