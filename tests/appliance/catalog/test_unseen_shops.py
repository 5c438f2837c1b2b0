"""Names of shops that nobody has seen: drawn from words and habits of the trade, so that what each says is known."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.catalog.designation import parse
from appliance.catalog.product import Designation
from tests.appliance.catalog.shop_names import MadeName, made_name
from tests.appliance.catalog.shop_sizes import Choose

WRONG, MISSING = "wrong", "missing"


def faults(name: MadeName, found: Designation) -> dict[str, str]:
    """Field -> `wrong` or `missing`, for what was not read as it was meant."""
    length = found.length_mm
    near = length is not None and abs(length - name.length.mm) < 0.15
    meant_pitch = name.thread.pitch_mm
    pitch = (
        found.pitch_mm == meant_pitch if meant_pitch is None else found.pitch_mm == pytest.approx(meant_pitch, abs=0.01)
    )
    right = {
        "kind": (found.kind is not None and found.kind.value in name.kind, found.kind),
        "head": (found.head in name.head, found.head),
        "size": (found.size == name.thread.name, found.size),
        "length": (near, length),
        "pitch": (pitch, found.pitch_mm),
    }
    return {field: MISSING if value is None else WRONG for field, (is_right, value) in right.items() if not is_right}


@st.composite
def names(draw: st.DrawFn) -> MadeName:
    """Names, drawn by hypothesis."""
    return made_name(Choose(lambda options: draw(st.sampled_from(options))))


@given(names())
@settings(max_examples=200, deadline=None)
def test_a_made_name_is_read_as_it_was_meant_or_not_at_all(name: MadeName) -> None:
    assert WRONG not in faults(name, parse(name.text)).values()


@given(names())
@settings(max_examples=100, deadline=None)
def test_each_span_of_a_made_name_holds_what_it_says(name: MadeName) -> None:
    found = parse(name.text)
    start, end = found.spans["size"]
    digits = [c for c in name.thread.name if c.isdigit()]
    said = name.text[start:end].translate({0xFF10 + n: str(n) for n in range(10)})
    assert [c for c in said if c in "0123456789"][: len(digits)] == digits


def test_hardly_a_made_name_stays_unread() -> None:
    choose = Choose(random.Random(20).choice)
    drawn = [made_name(choose) for _ in range(1500)]
    unread = [(name.text, missed) for name in drawn if (missed := faults(name, parse(name.text)))]
    assert len(unread) <= 0.005 * len(drawn), unread
