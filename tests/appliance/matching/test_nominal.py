"""What a product's words mean in millimetres."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.catalog.product import Kind
from appliance.catalog.shelving import Wording
from appliance.catalog.sightings import true_labels
from appliance.matching.nominal import (
    Convention,
    convention_of,
    drive_odds,
    finish_odds,
    head_guesses,
    length_guesses,
    thread_guesses,
)
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip
from tests.appliance.matching.counter import product

GAUGE_8, GAUGE_10 = 4.1656, 4.826


def threads(kind: Kind, diameter_mm: float | None, pitch_mm: float | None = None, metric: bool = False):
    return thread_guesses(kind, metric, diameter_mm, pitch_mm, None, False, None)


def test_a_machine_screw_without_a_pitch_may_be_coarse_or_fine() -> None:
    guesses = threads(Kind.MACHINE_SCREW, GAUGE_10)
    pitches = {round(25.4 / ((g.pitch.low + g.pitch.high) / 2)): g.weight for g in guesses if g.weight > 0.1}
    assert set(pitches) == {24, 32}


def test_a_stated_pitch_settles_the_thread() -> None:
    best, *others = sorted(threads(Kind.MACHINE_SCREW, GAUGE_10, 25.4 / 32), key=lambda g: -g.weight)
    assert best.pitch.low < 25.4 / 32 < best.pitch.high
    assert all(g.pitch.low < 25.4 / 32 < g.pitch.high for g in others)


def test_a_sheet_metal_screw_may_be_of_type_a_or_ab() -> None:
    tpi = {
        round(50.8 / (g.pitch.low + g.pitch.high)) for g in threads(Kind.SHEET_METAL_SCREW, GAUGE_8) if g.weight > 0.1
    }
    assert tpi == {15, 18}


def test_number_14_sheet_metal_screws_are_of_type_a() -> None:
    best = max(threads(Kind.SHEET_METAL_SCREW, 6.1468), key=lambda g: g.weight)
    assert best.pitch.low < 2.54 < best.pitch.high


def test_metric_sizes_have_metric_threads() -> None:
    best = max(threads(Kind.MACHINE_SCREW, 5.0, metric=True), key=lambda g: g.weight)
    assert best.pitch.low < 0.8 < best.pitch.high
    assert best.major.low == pytest.approx(4.826)


def test_a_screw_of_no_said_kind_may_have_any_thread_of_its_gauge() -> None:
    guesses = [g for g in threads(Kind.SCREW, GAUGE_8) if g.weight > 0.02]
    assert {round(50.8 / (g.pitch.low + g.pitch.high)) for g in guesses} >= {15, 18, 32}


def test_where_the_kind_is_open_a_point_speaks_for_wood_and_sheet() -> None:
    pointed = thread_guesses(Kind.SCREW, False, GAUGE_8, None, Tip.CONE, False, None, None)
    blunt = thread_guesses(Kind.SCREW, False, GAUGE_8, None, Tip.DIE, False, None, None)
    assert sum(g.weight for g in pointed if g.pitch.high < 1) < 0.1
    assert sum(g.weight for g in blunt if g.pitch.high < 1) > 0.9


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NOT_SCREW])
@pytest.mark.parametrize("metric", [False, True])
@pytest.mark.parametrize("diameter", [None, 2.0, 3.97, GAUGE_8, 5.0, 6.35, 40.0])
@pytest.mark.parametrize("pitch", [None, 0.8, 3.3])
def test_guesses_share_one_whole(kind: Kind, metric: bool, diameter: float | None, pitch: float | None) -> None:
    for guesses in (
        threads(kind, diameter, pitch, metric),
        head_guesses(kind, metric, diameter, None, False),
        length_guesses(kind, metric, diameter, 25.4, None),
    ):
        assert sum(guess.weight for guess in guesses) == pytest.approx(1)
        assert all(guess.weight >= 0 for guess in guesses)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NOT_SCREW])
@pytest.mark.parametrize("head", list(Head))
def test_every_head_of_every_kind_has_bands(kind: Kind, head: Head) -> None:
    for metric, diameter in ((False, GAUGE_10), (True, 5.0), (True, 100.0), (False, 0.5)):
        for guess in head_guesses(kind, metric, diameter, head, False):
            assert 0 < guess.diameter.low < guess.diameter.high
            assert 0 < guess.height.low < guess.height.high


def test_a_size_between_two_of_the_table_has_a_head_between_theirs() -> None:
    def largest(diameter: float) -> float:
        return head_guesses(Kind.SHEET_METAL_SCREW, False, diameter, Head.PAN, False)[0].diameter.high

    assert largest(5.4864) < largest(6.1468) < largest(6.35)


@pytest.mark.parametrize(
    ("head", "convention"),
    [
        (Head.FLAT, Convention.OVERALL),
        (Head.OVAL, Convention.RIM),
        (Head.PAN, Convention.SEAT),
        (Head.HEX_WASHER, Convention.SEAT),
        (Head.NONE, Convention.OVERALL),
        (Head.EYE, Convention.OVERALL),
    ],
)
def test_each_head_has_its_length_convention(head: Head, convention: Convention) -> None:
    assert convention_of(head) is convention
    assert length_guesses(Kind.MACHINE_SCREW, False, GAUGE_10, 25.4, head)[0].convention is convention


@given(st.sampled_from([k for k in Kind if k is not Kind.NOT_SCREW]), st.booleans(), st.floats(2, 300))
def test_a_length_lies_in_its_own_band(kind: Kind, metric: bool, length: float) -> None:
    band = length_guesses(kind, metric, GAUGE_10, length, Head.PAN)[0].length
    assert band.low < length <= band.high


def test_inch_machine_screws_are_never_longer_than_stated_by_their_standard() -> None:
    band = length_guesses(Kind.MACHINE_SCREW, False, GAUGE_10, 25.4, Head.PAN)[0].length
    assert (band.low, band.high) == (pytest.approx(25.4 - 0.762), 25.4)


def test_known_looks_are_certain_and_unknown_ones_are_the_trades() -> None:
    assert drive_odds(Kind.MACHINE_SCREW, Head.PAN, Drive.TORX).max() == 1
    unknown = drive_odds(Kind.MACHINE_SCREW, Head.SOCKET_CAP, None)
    assert true_labels(Drive)[unknown.argmax()] is Drive.HEX_SOCKET
    assert finish_odds(None).sum() == pytest.approx(1)
    assert finish_odds(Finish.BRASS).max() == 1


def test_a_slotted_hex_head_shows_both_drives() -> None:
    row = drive_odds(Kind.SHEET_METAL_SCREW, Head.HEX_WASHER, Drive.SLOTTED)
    assert set(row[row > 0].round(6)) == {0.3, 0.7}


def test_what_a_kind_implies_is_filled_in() -> None:
    assert Wording.of(product(kind=Kind.SET_SCREW, size="#8")).head is Head.NONE
    assert Wording.of(product(kind=Kind.EYE_SCREW, size="#210")).diameter_mm == pytest.approx(3.429)
    assert Wording.of(product(size="M4")).metric
    assert Wording.of(product(size="3.5mm")).metric
    assert not Wording.of(product(size="#8")).metric


def test_a_cup_point_looks_blunt_more_often_than_not() -> None:
    guess = thread_guesses(Kind.SET_SCREW, False, GAUGE_8, None, None, True, None)[0]
    assert true_labels(Tip)[guess.tip.argmax()] is Tip.DIE


def test_known_tips_and_coverages_are_certain() -> None:
    guess = thread_guesses(Kind.WOOD_SCREW, False, GAUGE_8, None, Tip.DRILL, False, Coverage.FULLY_THREADED)[0]
    assert guess.tip.max() == guess.coverage.max() == 1
