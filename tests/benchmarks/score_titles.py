"""Score the parser of product names on a file of labelled titles: right, wrong and missing for each field.

    python tests/benchmarks/score_titles.py TITLES.jsonl [--show FIELD,...] [--half a|b] [--speed]

Numbers are equal within 0.05 mm (diameter), 0.02 mm (pitch), 0.15 mm (length); a field is right if it equals its label
or is in `accept`; of what is no screw only the kind counts. A wrong value is worse than a missing one: counted apart.
`--speed` adds how many names a second one core reads, once it has met their words: the best of several runs.
"""

import argparse
import hashlib
import json
import time
from pathlib import Path
from typing import Any

from appliance.catalog.designation import parse

FIELDS = ("kind", "head", "drive", "finish", "size", "diameter_mm", "pitch_mm", "length_mm", "tip", "coverage")
TOLERANCE_MM = {"diameter_mm": 0.05, "pitch_mm": 0.02, "length_mm": 0.15}


def agrees(field: str, found: Any, label: Any) -> bool:
    """Whether a value found is the label's."""
    if found is None or label is None or field not in TOLERANCE_MM:
        return bool(found == label)
    return abs(float(found) - float(label)) <= TOLERANCE_MM[field]


def verdict(field: str, found: Any, title: dict[str, Any]) -> str:
    """`right`, `wrong` or `missing`."""
    allowed = [title[field], *((title.get("accept") or {}).get(field, []))]
    if any(agrees(field, found, label) for label in allowed):
        return "right"
    return "missing" if found is None else "wrong"


def in_half(title: dict[str, Any], titles: list[dict[str, Any]], half: str) -> bool:
    """Whether a title's group is in half a or b (by the hash of its name), to look at the errors of one half only."""
    groups = sorted({t["group"] for t in titles}, key=lambda g: hashlib.md5(g.encode()).hexdigest())
    return groups.index(title["group"]) % 2 == "ab".index(half)


def score(titles: list[dict[str, Any]], show: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Counts for each field; prints what is not right in the fields to show."""
    counts = {field: dict.fromkeys(("right", "wrong", "missing"), 0) for field in FIELDS}
    for title in titles:
        found = parse(title["text"])
        for field in ("kind",) if title["kind"] == "not_screw" else FIELDS:
            value = getattr(found, field)
            result = verdict(field, value, title)
            counts[field][result] += 1
            if result != "right" and field in show:
                print(f"{title['id']} {field:11} {result:7} {value!s:14} not {title[field]!s:14} {title['text']!r}")
    return counts


def names_per_second(texts: list[str], runs: int = 7) -> float:
    """How fast names are read whose words were met before."""
    took = []
    for _ in range(runs + 1):
        start = time.process_time()
        for text in texts:
            parse(text)
        took.append(time.process_time() - start)
    return len(texts) / min(took[1:])


def main() -> None:
    """Print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("titles", type=Path)
    arguments.add_argument("--show", default="")
    arguments.add_argument("--half", choices=("a", "b"))
    arguments.add_argument("--speed", action="store_true")
    options = arguments.parse_args()
    every = [json.loads(line) for line in options.titles.read_text("utf-8").splitlines() if line.strip()]
    titles = [t for t in every if options.half is None or in_half(t, every, options.half)]
    show = FIELDS if options.show == "all" else tuple(options.show.split(","))
    print(f"{len(titles)} titles")
    for field, count in score(titles, show).items():
        total = sum(count.values())
        shares = "  ".join(f"{name} {n:4d} ({100 * n / total:5.1f} %)" for name, n in count.items())
        print(f"{field:12} {shares}")
    if options.speed:
        print(f"{names_per_second([title['text'] for title in titles]):.0f} names a second")


if __name__ == "__main__":
    main()
