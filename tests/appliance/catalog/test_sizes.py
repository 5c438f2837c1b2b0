"""Sizes as the trade writes them, and which standard threads fit a measurement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.catalog.sizes import commonness, fitting_threads, nominal_diameter_mm
from appliance.catalog.standards import (
    Series,
    ThreadStandard,
    head_standards,
    length_tolerances,
    thread_standards,
)
from appliance.reading import Measurement
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Coverage, Tip

COMMON = [
    s for s in thread_standards() if commonness(s) > 0.002 and s.series in (Series.UNC, Series.UNF, Series.ISO_COARSE)
]


def measured(
    major_mm: float | None = None,
    pitch_mm: float | None = None,
    minor_mm: float | None = None,
    u_major_mm: float = 0.02,
    u_pitch: float = 0.002,
) -> Measurement:
    quantities = {}
    if major_mm is not None:
        quantities["major_diameter_mm"] = Estimate(major_mm, u_major_mm)
    if pitch_mm is not None:
        quantities["pitch_mm"] = Estimate(pitch_mm, u_pitch * pitch_mm)
    if minor_mm is not None:
        quantities["minor_diameter_mm"] = Estimate(minor_mm, 0.05)
    return Measurement(**quantities)


def looking(tip: Tip) -> Attributes:
    return Attributes(tip=Odds.sure(tip, Tip, 0.98))


@pytest.mark.parametrize(
    ("size", "mm"),
    [
        ("#8", 4.1656),
        ("No. 10", 4.826),
        ("1/4", 6.35),
        ("1-1/2", 38.1),
        ('5/16"', 7.9375),
        ("M4", 4.0),
        ("m2.5", 2.5),
        ("3.5mm", 3.5),
        ("ST4.2", 4.2),
        ("#210", 3.429),
        ("0.25", 6.35),
        ("large", None),
        ("#199", None),
        ("", None),
        ("1/0", None),
    ],
)
def test_a_size_is_read_as_the_trade_writes_it(size: str, mm: float | None) -> None:
    assert nominal_diameter_mm(size) == (None if mm is None else pytest.approx(mm))


def test_the_tables_hold_together() -> None:
    for row in thread_standards():
        assert row.minor_mm < row.major_min_mm <= row.major_max_mm, row.name
        assert 0.85 * row.nominal_mm < row.major_max_mm < 1.1 * row.nominal_mm, row.name
        assert 0.07 < row.pitch_mm / row.nominal_mm < 0.6, row.name
        assert row.source
    for head in head_standards():
        assert head.diameter_min_mm < head.diameter_max_mm, head
        assert 1.2 * head.nominal_mm < head.diameter_max_mm < 3 * head.nominal_mm, head
    assert len({row.name for row in thread_standards()}) == len(thread_standards())
    assert any("UNVERIFIED" in row.source for row in thread_standards())


def test_every_length_has_one_tolerance() -> None:
    for family in {row.family for row in length_tolerances()}:
        for diameter in (2.0, 5.842, 8.0):
            for length in (3.0, 12.7, 25.4, 100.0, 500.0):
                fitting = [
                    row
                    for row in length_tolerances()
                    if row.family == family
                    and row.diameter_over_mm < diameter <= row.diameter_to_mm
                    and row.length_over_mm < length <= row.length_to_mm
                ]
                assert len(fitting) == 1, (family, diameter, length)


@pytest.mark.parametrize("standard", COMMON, ids=lambda s: s.name)
@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_common_machine_threads_are_told_anywhere_in_their_band(standard: ThreadStandard, place: float) -> None:
    major = standard.major_min_mm + place * (standard.major_max_mm - standard.major_min_mm)
    best = fitting_threads(measured(major, standard.pitch_mm), looking(Tip.DIE))[0]
    assert best.name == standard.name
    assert best.p > 0.8


def test_pitch_tells_m5_from_number_10() -> None:
    assert fitting_threads(measured(4.82, 0.8, u_pitch=0.001), Attributes())[0].name == "M5x0.8"
    assert fitting_threads(measured(4.79, 0.79375, u_pitch=0.001), Attributes())[0].name == "#10-32 UNF"


def test_without_a_pitch_the_gauge_stays_open_between_the_series() -> None:
    names = [size.name for size in fitting_threads(measured(4.72), looking(Tip.DIE)) if size.p > 0.05]
    assert {"#10-24 UNC", "#10-32 UNF"} <= set(names)


def test_a_thread_for_wood_and_one_for_sheet_are_told_by_pitch() -> None:
    assert fitting_threads(measured(4.05, 1.693, 2.73), looking(Tip.CONE))[0].name == "#8 wood"
    assert fitting_threads(measured(4.15, 1.411, 3.03), looking(Tip.CONE))[0].name == "#8-18 AB/B"


def test_a_thread_somewhat_below_the_body_of_a_wood_screw_is_still_one() -> None:
    best = fitting_threads(measured(4.60, 1.954, 3.15), looking(Tip.CONE))[0]
    assert (best.name, best.p > 0.7) == ("#10 wood", True)


def test_looks_decide_where_measures_cannot() -> None:
    def p_of_wood(attributes: Attributes) -> float:
        return sum(s.p for s in fitting_threads(measured(3.5, 1.4), attributes) if s.name.endswith("wood"))

    shank = Attributes(coverage=Odds.sure(Coverage.THREADED_ON_ONE_END, Coverage, 0.98))
    full = Attributes(coverage=Odds.sure(Coverage.FULLY_THREADED, Coverage, 0.98))
    assert p_of_wood(shank) > p_of_wood(Attributes()) > p_of_wood(full)


def test_a_gross_pitch_does_not_rule_the_thread_out() -> None:
    p = {s.name: s.p for s in fitting_threads(measured(4.72, 2 * 1.0583, 3.46), looking(Tip.DIE))}
    assert p.get("#10-24 UNC", 0) > 1e-4


def test_rare_threads_need_more_to_be_believed() -> None:
    p = {s.name: s.p for s in fitting_threads(measured(7.9), looking(Tip.DIE))}
    assert p["M8x1.25"] > 20 * p["M8x0.75"]


def test_nothing_measured_tells_no_thread() -> None:
    assert fitting_threads(Measurement(), looking(Tip.DIE)) == ()


def test_no_standard_thread_is_forced_on_odd_measures() -> None:
    assert sum(s.p for s in fitting_threads(measured(4.5, 3.9), Attributes())) < 0.5


@given(st.floats(0.5, 25), st.floats(0.2, 6), st.floats(0.001, 0.5))
def test_probabilities_are_ordered_and_never_exceed_one(major: float, pitch: float, u: float) -> None:
    p = [s.p for s in fitting_threads(measured(major, pitch, u_major_mm=u), Attributes())]
    assert p == sorted(p, reverse=True)
    assert sum(p) <= 1 + 1e-9
    assert all(each >= 1e-4 for each in p)
