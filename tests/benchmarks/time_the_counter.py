"""From a screw's coming to rest to its answer, with the real identification, store and journal on the simulated rig.

    python tests/benchmarks/time_the_counter.py --customers 40

The clock is simulated: exposures, frames, switching of lamps and waiting take what they would take on a rig. The
station's own work (looking, matching, writing the journal) is timed as it runs and added to that clock; what it costs
to make the simulated pictures is not. `--cpu` counts processor time instead of the wall's, for a machine that is busy
with other things (it counts both threads of what runs on two, and the making of a preview beside it).
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from appliance.assembly import load_instruments
from appliance.catalog.ingest import import_export
from appliance.identify import identify
from appliance.messages import Phase, Snapshot, Times
from appliance.reading import Kind, Reading
from appliance.simulation import SAMPLES, sample_calibration, sample_rig, sample_things
from appliance.station.clerk import Clerk
from appliance.station.journal import Journal
from appliance.station.machine import Rules
from appliance.station.worker import Duties, Station
from drivers.clock import SteppedClock
from drivers.frame import Shot


def main() -> None:
    """Print medians and the slowest tenth."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=40)
    parser.add_argument("--most-parts", type=int, default=3)
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--catalog", type=Path, help="an imported catalog; the samples' store where not given")
    asked = parser.parse_args()
    now: Callable[[], float] = time.process_time if asked.cpu else time.perf_counter
    clock, rng, things = SteppedClock(), random.Random(0), sample_things()
    rig = sample_rig(clock)

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def does(*arguments: Any) -> Any:
            began, began_s = now(), clock.now_s()
            done = work(*arguments)
            clock.wait(began_s + now() - began - clock.now_s())  # the station may have waited for a preview meanwhile
            return done

        return does

    with tempfile.TemporaryDirectory() as folder, Journal(Path(folder) / "journal.db") as journal:
        catalog = asked.catalog or Path(folder) / "catalog.db"
        if asked.catalog is None:
            import_export(SAMPLES / "catalog.csv", catalog)
        instruments = load_instruments(sample_calibration(), catalog)
        clerk = Clerk(journal)
        clerk.keep = counted(clerk.keep)  # type: ignore[method-assign]
        look: Callable[[Shot], Reading] = counted(lambda shot: identify(shot, instruments))
        shown: list[tuple[Snapshot, float]] = []
        duties = Duties(look, clerk, watch=lambda snapshot: shown.append((snapshot, clock.now_s())))
        station = Station(rig.rig, duties, Rules(), clock=clock)
        answers: list[tuple[Times, float, float, int]] = []
        for number in range(asked.customers):
            _until(station, clock, Phase.EMPTY)
            clock.wait(rng.uniform(0, 0.1))
            rested_s = clock.now_s()
            parts = rng.randint(1, asked.most_parts)
            for place in rng.sample([(0.25, 0.3), (0.7, 0.3), (0.3, 0.72), (0.7, 0.7)], parts):
                sprite = rng.choice(things.screws)
                to = np.asarray(place) * rig.tray.size_px - np.asarray(sprite.centre_xy_px)
                rig.tray.drop(sprite, (float(to[0]), float(to[1])), rng.uniform(-3.1, 3.1))
            _until(station, clock, Phase.ANSWER)
            answer = station.snapshot.answer
            assert answer is not None
            assert sum(part.kind is Kind.FASTENER for part in answer.reading.parts) == parts, "not what was laid down"
            if number:  # the first one warms everything up
                answers.append((answer.times, rested_s, shown[-1][1], parts))
            rig.tray.clear()
    _report(answers)


def _until(station: Station, clock: SteppedClock, phase: Phase) -> None:
    deadline_s = clock.now_s() + 60
    while station.snapshot.phase is not phase:
        station.turn()
        if clock.now_s() > deadline_s:
            raise AssertionError(f"the station stays {station.snapshot.phase} and does not become {phase}")


def _report(answers: list[tuple[Times, float, float, int]]) -> None:
    steps = {
        "at rest -> seen at rest": [t.rest_s - rested for t, rested, _, _ in answers],
        "seen at rest -> shot asked for": [t.shot_s - t.rest_s for t, *_ in answers],
        "shot asked for -> second frame": [t.second_frame_s - t.shot_s for t, *_ in answers],
        "second frame -> seen unchanged": [t.looked_s - t.second_frame_s for t, *_ in answers],
        "seen unchanged -> identified": [t.identified_s - t.looked_s for t, *_ in answers],
        "identified -> kept and shown": [at - t.identified_s for t, _, at, _ in answers],
        "SECOND FRAME -> ANSWER": [at - t.second_frame_s for t, _, at, _ in answers],
        "AT REST -> ANSWER": [at - rested for _, rested, at, _ in answers],
        "  of these with one part": [at - rested for _, rested, at, parts in answers if parts == 1],
    }
    print(f"{len(answers)} answers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, seconds in steps.items():
        median_ms, slow_ms = 1e3 * np.quantile(seconds, (0.5, 0.9))
        print(f"{name:<34} median {median_ms:6.0f} ms   90 % within {slow_ms:6.0f} ms")


if __name__ == "__main__":
    main()
