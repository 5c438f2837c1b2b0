"""What `screwtray identify --json` made of the scenes of `made_scenes`: errors, doubts and wrong answers, by rig.

    python -m tests.benchmarks.made_report OUT ANSWERS.jsonl... [--each] [--by head|rig|form|finish]

Parts are paired by the overlap of outline and mask, as `bench/score.py` does it. `--each` lists every error beyond
4u, every wrong kind, every part missed, refused or left without a quantity that it has.
"""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from appliance.reading import QUANTITIES

LEAST_OVERLAP = 0.5


@dataclass(frozen=True)
class Error:
    """One measured quantity of one part: truth, error and stated doubt, mm."""

    scene: str
    quantity: str
    truth: float
    error: float
    u: float
    about: dict[str, Any]


def overlaps(mask: np.ndarray, count: int, parts: list[dict[str, Any]]) -> np.ndarray:
    """Intersection over union of true parts (rows) and answered ones (columns)."""
    table = np.zeros((count, len(parts)))
    for j, part in enumerate(parts):
        filled = np.zeros(mask.shape, np.uint8)
        outline = np.round(np.array(part["outline_px"], float)).astype(np.int32)
        if len(outline) >= 3:
            cv2.fillPoly(filled, [outline], 1)
        for i in range(count):
            both, either = ((mask == i + 1) & (filled > 0)).sum(), ((mask == i + 1) | (filled > 0)).sum()
            table[i, j] = both / max(either, 1)
    return table


def paired(table: np.ndarray) -> dict[int, int]:
    """True part -> answered part, greedily."""
    pairs, rest = {}, table.copy()
    while rest.size and rest.max() >= LEAST_OVERLAP:
        i, j = np.unravel_index(int(rest.argmax()), rest.shape)
        pairs[int(i)] = int(j)
        rest[i], rest[:, j] = -1, -1
    return pairs


class Tally:
    """All that was right and wrong."""

    def __init__(self) -> None:
        self.errors: list[Error] = []
        self.remarks: list[str] = []
        self.counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.looks: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.times: dict[str, list[float]] = defaultdict(list)

    def add(self, folder: Path, answer: dict[str, Any]) -> None:
        """One scene."""
        truth = json.loads((folder / "truth.json").read_text())
        rig, parts = truth["rig"], answer["parts"]
        mask = np.asarray(cv2.imread(str(folder / "mask.png"), cv2.IMREAD_UNCHANGED))
        pairs = paired(overlaps(mask, len(truth["parts"]), parts))
        for step, ms in answer["timing_ms"].items():
            self.times[step].append(ms)
        count = self.counts[rig]
        count["parts"] += len(truth["parts"])
        count["missed"] += len(truth["parts"]) - len(pairs)
        count["ghosts"] += len(parts) - len(pairs)
        for j in set(range(len(parts))) - set(pairs.values()):
            middle = np.mean(parts[j]["outline_px"], axis=0).round().astype(int).tolist()
            self.remarks.append(f"{folder.name} ghost {parts[j]['kind']}/{parts[j]['refused']} at {middle}")
        for i, part in enumerate(truth["parts"]):
            if i not in pairs:
                self.remarks.append(f"{folder.name} part {i} missed: {_words(part)}")
            else:
                self._compare(folder.name, rig, part, parts[pairs[i]])

    def _compare(self, scene: str, rig: str, truth: dict[str, Any], part: dict[str, Any]) -> None:
        count = self.counts[rig]
        if part["kind"] != truth["kind"]:
            count["wrong kind"] += 1
            self.remarks.append(f"{scene} {_words(truth)} called {part['kind']}/{part['refused']}")
            return
        if truth["kind"] != "fastener":
            return
        if part["refused"] is not None:
            count["refused"] += 1
            self.remarks.append(f"{scene} {_words(truth)} refused: {part['refused']}")
            return
        about = {**truth["attributes"], "rig": rig, "form": truth["form"], "size": truth["size"]}
        for quantity in QUANTITIES:
            true, got = truth["measurements"][quantity], part["measurements"][quantity]
            if true is None:
                continue
            if got is None:
                count["unmeasured"] += 1
                self.remarks.append(f"{scene} {_words(truth)} {quantity} {true:.3f} not measured")
                continue
            self.errors.append(Error(scene, quantity, true, got["value"] - true, got["u"], about))
        for name, label in truth["attributes"].items():
            odds = part["attributes"].get(name) if label else None
            if odds:
                self.looks[name].append((scene, label, max(odds, key=lambda o: o["p"])["label"]))


def _words(truth: dict[str, Any]) -> str:
    if truth["kind"] != "fastener":
        return str(truth["kind"])
    a, length = truth["attributes"], truth["measurements"]["overall_length_mm"]
    touching = " touching" if truth["touching"] else ""
    return f"{a['head']}/{a['tip']}/{a['finish']} {truth['form']} {truth['size']} x {length:.1f}{touching}"


def table(errors: list[Error], title: str) -> None:
    """Medians, 95th percentiles, bias and coverage of each quantity, micrometres."""
    print(f"\n{title:22s}   n   median     95 %     bias    in 2u    >4u   med u")
    for quantity in QUANTITIES:
        rows = [e for e in errors if e.quantity == quantity]
        if not rows:
            continue
        e, u = np.array([(r.error, r.u) for r in rows]).T
        print(
            f"{quantity:22s} {len(e):3d} {1e3 * np.median(np.abs(e)):8.1f} {1e3 * np.percentile(np.abs(e), 95):8.1f} "
            f"{1e3 * np.median(e):+8.1f} {np.mean(np.abs(e) <= 2 * u):8.0%} {np.mean(np.abs(e) > 4 * u):6.0%} "
            f"{1e3 * np.median(u):7.1f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("answers", type=Path, nargs="+")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--by", choices=("rig", "head", "form", "finish", "size"))
    asked = parser.parse_args()
    tally = Tally()
    for file in asked.answers:
        for line in file.read_text().splitlines():
            answer = json.loads(line)
            tally.add(Path(answer["shot"]), answer)
    table(tally.errors, "all")
    for group in sorted({str(e.about[asked.by]) for e in tally.errors}) if asked.by else []:
        table([e for e in tally.errors if str(e.about[asked.by]) == group], group)
    print()
    for rig, count in tally.counts.items():
        print(f"{rig:10s}", dict(count))
    for name, rows in tally.looks.items():
        wrong = [f"{scene}: {true} said {said}" for scene, true, said in rows if true != said]
        print(
            f"{name:10s} {1 - len(wrong) / len(rows):.0%} of {len(rows)} right;", "; ".join(wrong) if asked.each else ""
        )
    print("ms", {step: (round(float(np.median(v))), round(max(v))) for step, v in tally.times.items()})
    if asked.each:
        print("\n".join(tally.remarks))
        for e in sorted(tally.errors, key=lambda e: -abs(e.error) / e.u):
            if abs(e.error) > 4 * e.u:
                a = e.about
                print(
                    f"{e.scene} {e.quantity:20s} {e.truth:8.3f} {1e3 * e.error:+9.1f} um = {abs(e.error) / e.u:6.1f} u "
                    f"({a['head']}/{a['tip']}/{a['finish']} {a['form']} {a['size']} {a['coverage']})"
                )


if __name__ == "__main__":
    main()
