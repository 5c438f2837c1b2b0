"""Kills a process that writes the journal, at random moments: no acknowledged scan may be lost, the file stays whole.

    python tests/benchmarks/kill_the_journal.py --kills 200

The child says each scan's id only after `record` (and each choice only after `choose`) returned; whatever it said must
be in the journal that its successor finds. SIGKILL takes the process, not the power: for that see DESIGN.md.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from appliance.station.journal import Journal
from appliance.station.journal_reading import open_reader

_WRITER = """
import sys
import numpy as np
from pathlib import Path
from appliance.reading import Kind, Part, Reading, Scale, ScaleSource
from appliance.station.crops import Crop
from appliance.station.journal import Journal, Limits
from drivers.frame import Light

part = Part(Kind.FASTENER, np.array([[0.0, 0.0], [9.0, 0.0], [9.0, 9.0]]))
reading = Reading("kill", Scale(ScaleSource.NONE), (part,), None, "none", None)
rng = np.random.default_rng()
with Journal(Path(sys.argv[1]), Limits(most_bytes=int(sys.argv[2]))) as journal:
    print("ready", flush=True)
    while True:
        crop = Crop(0, Light.BACKLIT, 0, 0, rng.bytes(int(rng.integers(1_000, 200_000))))
        scan = journal.record(reading, [crop])
        print("scan", scan, flush=True)
        journal.choose(scan, 0, "01234")
        print("choice", scan, flush=True)
"""


@dataclass
class Told:
    """What the killed processes said was kept, in the order in which they said it."""

    scans: list[str]
    choices: set[str]


def kill_once(path: Path, most_bytes: int, after_s: float, told: Told) -> None:
    """One writer, killed so many seconds after it began to write."""
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), str(most_bytes)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    try:
        if writer.stdout.readline().strip() != "ready":
            raise AssertionError("the writer did not begin")
        time.sleep(after_s)
    finally:
        writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate()
    for line in rest.splitlines(keepends=True):
        what, _, scan = line.strip().partition(" ")
        if line.endswith("\n") and what == "scan":
            told.scans.append(scan)
        elif line.endswith("\n") and what == "choice":
            told.choices.add(scan)


def check(path: Path, told: Told) -> int:
    """Scans found; raises AssertionError where one that was told of is not there and not pruned away by its age."""
    with Journal(path):  # whoever comes next finds it usable
        pass
    with open_reader(path) as reader:
        assert reader.is_whole(), "the journal is damaged"
        found = {scan.id: scan for scan in reader.scans()}
    kept = [scan for scan in told.scans if scan in found]
    # room is made by forgetting the oldest: what is left must be the newest of what was told, without a gap
    assert kept == told.scans[len(told.scans) - len(kept) :], "an acknowledged scan was lost"
    for scan in kept:
        assert len(found[scan].said) >= (scan in told.choices), "an acknowledged choice was lost"
    return len(kept)


def main() -> None:
    """Report lost scans; exit 1 where there is one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--most-mb", type=int, default=2000, help="small ones make the journal prune all the time")
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        path, told = Path(folder) / "journal.db", Told([], set())
        for turn in range(asked.kills):
            kill_once(path, asked.most_mb * 1_000_000, rng.uniform(0.0, 0.4), told)
            kept = check(path, told)
            if (turn + 1) % 20 == 0:
                print(
                    f"{turn + 1} kills, {len(told.scans)} scans acknowledged, {kept} in the journal, whole", flush=True
                )


if __name__ == "__main__":
    main()
