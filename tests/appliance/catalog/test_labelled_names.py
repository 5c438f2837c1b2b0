"""Names written after the habits of many shops, each with what a reader takes from it."""

from collections import Counter
from pathlib import Path

import pytest

from appliance.catalog.designation import parse
from appliance.catalog.product import Kind

NAMES = Path(__file__).with_name("labelled_names.tsv")
FIELDS = ("kind", "head", "size", "length", "pitch")
IN = 25.4
TOLERANCE_MM = {"length": 0.15, "pitch": 0.02}


def meant(field: str, label: str) -> str | float | None:
    """A label as the value of a field."""
    if label == "-":
        return None
    if field not in TOLERANCE_MM:
        return label
    if label.endswith("tpi"):
        return IN / float(label.removesuffix("tpi"))
    return float(label.removesuffix("in")) * (IN if label.endswith("in") else 1)


def agrees(field: str, found: str | float | None, label: str | float | None) -> bool:
    """Whether a value found is the one meant."""
    if isinstance(found, float) and isinstance(label, float):
        return abs(found - label) <= TOLERANCE_MM[field]
    return found == label


def faults() -> tuple[Counter[tuple[str, str]], Counter[str], list[str]]:
    """How many values of each field are wrong and missing, of how many; and each in words."""
    counted: Counter[tuple[str, str]] = Counter()
    total: Counter[str] = Counter()
    told = []
    for line in NAMES.read_text("utf-8").splitlines()[1:]:
        text, *labels = line.split("\t")
        d = parse(text)
        found = (d.kind and d.kind.value, d.head, d.size, d.length_mm, d.pitch_mm)
        for field, value, label in zip(FIELDS, found, labels, strict=True):
            if field != "kind" and labels[0].startswith(Kind.NOT_SCREW.value):
                continue
            total[field] += 1
            if not any(agrees(field, value, meant(field, one)) for one in label.split("|")):
                counted[field, "missing" if value is None else "wrong"] += 1
                told.append(f"{text}: {field} {value}, not {label}")
    return counted, total, told


@pytest.mark.parametrize("field", FIELDS)
def test_hardly_a_value_is_missing_and_hardly_one_wrong(field: str) -> None:
    counted, total, told = faults()
    shown = "\n".join(line for line in told if f": {field} " in line)
    assert counted[field, "wrong"] <= 0.003 * total[field], shown
    assert counted[field, "missing"] <= 0.005 * total[field], shown
