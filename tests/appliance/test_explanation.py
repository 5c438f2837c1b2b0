"""Where a value's doubt comes from: the terms add up to u, each is told in words, and what is missing says why."""

from dataclasses import replace
from math import hypot
from pathlib import Path

import pytest

import appliance
from appliance import explanation
from appliance.identify import Instruments, identify
from appliance.reading import QUANTITIES, Kind, Measurement, Part
from calibration import record
from calibration.estimate import Estimate, Unmeasured
from drivers.replay import read_shot
from tests.appliance import readings

SAMPLES = Path(appliance.__file__).parent / "samples"


@pytest.fixture(scope="module")
def part() -> Part:
    """The screw of the sample tray, as it is really measured."""
    calibration = record.load(SAMPLES / "calibration.json")
    (only,) = identify(read_shot(str(SAMPLES / "tray")), Instruments(calibration)).parts
    return only


def measured(part: Part) -> dict[str, Estimate]:
    each = {quantity: getattr(part.measurement, quantity) for quantity in QUANTITIES}
    return {quantity: one for quantity, one in each.items() if isinstance(one, Estimate)}


def test_the_terms_of_every_measured_quantity_add_up_to_its_doubt(part) -> None:
    assert len(measured(part)) >= 8
    told = explanation.budget(part)
    assert set(told) == set(measured(part))
    for quantity, one in measured(part).items():
        assert hypot(*told[quantity].values()) == pytest.approx(one.u, rel=1e-9), quantity


def test_every_term_is_in_the_table_and_in_the_legend(part) -> None:
    head, *_, legend = explanation.in_words(part)
    said = dict(entry.split(": ") for entry in legend.split("; "))
    terms = {term for one in explanation.budget(part).values() for term, u in one.items() if u > 0}
    assert terms <= set(explanation.TERMS), "a term without words"
    assert set(said) == terms
    assert terms <= set(head.split())


def test_each_quantity_has_its_line_with_value_and_doubt_in_micrometres(part) -> None:
    _, *lines, _ = explanation.in_words(part)
    assert len(lines) == len(QUANTITIES)
    for line, quantity in zip(lines, QUANTITIES, strict=True):
        assert line.startswith(quantity.removesuffix("_mm").replace("_", " "))
        one = measured(part).get(quantity)
        if one is not None:
            assert f"{one.value:.3f} mm" in line
            assert f"{1000 * one.u:.1f}" in line


def test_what_was_not_measured_says_why(part) -> None:
    reason = part.measurement.shank_diameter_mm.reason
    (line,) = (line for line in explanation.in_words(part) if line.startswith("shank diameter"))
    assert line.endswith(reason)
    assert "shank_diameter_mm" not in explanation.budget(part)


def test_a_term_that_is_nothing_anywhere_gets_no_column() -> None:
    part = readings.machine_screw()
    pitch = Estimate.from_terms(1.058, edge=0.002, scale=0.0)
    lines = explanation.in_words(replace(part, measurement=replace(part.measurement, pitch_mm=pitch)))
    assert lines[-1] == "edge: where the outline lies"
    assert "scale" not in lines[0]


def test_a_part_of_which_nothing_was_measured_has_nothing_to_explain(part) -> None:
    nothing = Measurement(**dict.fromkeys(QUANTITIES, Unmeasured("there is no scale in the picture")))
    bare = Part(Kind.FASTENER, part.outline_xy_px, None, nothing)
    assert explanation.budget(bare) == {}
    assert explanation.in_words(bare) == []
