"""Time of a warm shot by step, run by hand:

    python tests/benchmarks/time_a_shot.py SHOT... [--calibration FILE] [--catalog FILE]

Prints for each step the median and the slowest of all shots and rounds; the first round warms up and does not count.
Figures depend on the machine and on what else runs there: nothing is asserted.
"""

import argparse
import os
import statistics
from collections import defaultdict
from pathlib import Path

import cv2
from tqdm import tqdm

from appliance.commands.identify import load_instruments, read_and_identify


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shots", nargs="+", metavar="SHOT")
    parser.add_argument("--calibration", type=Path)
    parser.add_argument("--catalog", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()

    instruments = load_instruments(asked.calibration, asked.catalog, coin=True)
    times_ms: dict[str, list[float]] = defaultdict(list)
    for turn in tqdm(range(asked.rounds + 1), unit="round"):
        for path in asked.shots:
            _, reading = read_and_identify(path, instruments, top=5)
            for step, ms in reading.timing_ms if turn else ():
                times_ms[step].append(ms)

    print(f"{len(asked.shots)} shots, {asked.rounds} rounds; {os.cpu_count()} cores, {cv2.getNumThreads()} for OpenCV")
    print(f"{'step':<12}{'median ms':>12}{'slowest ms':>12}")
    for step, ms in times_ms.items():
        print(f"{step:<12}{statistics.median(ms):>12.1f}{max(ms):>12.1f}")


if __name__ == "__main__":
    main()
