"""What the preview shows, on previews of known content."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.station.machine import Sight
from appliance.station.stillness import Stillness
from drivers.frame import Frame, Light

HEIGHT, WIDTH = 360, 480
y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
TRAY = 0.7 * (1 - 0.25 * (x**2 + y**2))


def frame(light, seed=None) -> Frame:
    """Linear light with one per cent of noise, as an 8-bit sRGB picture."""
    if seed is not None:
        light = light * (1 + 0.01 * np.random.default_rng(seed).standard_normal(light.shape))
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)
    return Frame(np.round(255 * coded.clip(0, 1)).astype(np.uint8), Light.BACKLIT)


def with_bar(light, left, top, width, height, dark=0.03):
    laid = light.copy()
    laid[top : top + height, left : left + width] *= dark
    return laid


def seen_of(*lights, stillness=None, period_s=0.1):
    stillness = stillness or Stillness()
    return [stillness.see(frame(light, seed=at), at * period_s) for at, light in enumerate(lights)]


def test_the_empty_tray_is_empty_from_the_first_frame_on():
    assert all(seen.sight is Sight.EMPTY for seen in seen_of(*[TRAY] * 20))


@pytest.mark.parametrize("falls_off", [0.0, 0.2, 0.4])
def test_a_part_is_seen_on_the_first_frame_whatever_the_light_is_like(falls_off):
    light = 0.7 * (1 - falls_off * (x**2 + 0.5 * y**2 + 0.3 * x))
    light *= 0.7 / light.max()
    sights = [seen.sight for seen in seen_of(*[with_bar(light, 100, 200, 90, 20)] * 4)]
    assert sights == [Sight.MOVING, Sight.STILL, Sight.STILL, Sight.STILL]


@pytest.mark.parametrize("size_px", [6, 9, 14])
def test_the_smallest_set_screw_is_seen(size_px):
    seen = seen_of(TRAY, TRAY, *[with_bar(TRAY, 300, 100, size_px, size_px)] * 3)
    assert seen[-1].sight is Sight.STILL


def test_quiet_time_is_counted_from_the_first_frame_that_shows_the_part_at_rest():
    bar = with_bar(TRAY, 100, 200, 90, 20)
    seen = seen_of(TRAY, with_bar(TRAY, 80, 200, 90, 20), bar, bar, bar)
    assert [one.quiet_s for one in seen[1:]] == pytest.approx([0.0, 0.0, 0.1, 0.2])


def test_a_lamp_that_sags_by_a_fifth_is_no_part():
    sights = [one.sight for one in seen_of(*[TRAY] * 5, *[0.8 * TRAY] * 5, *[TRAY] * 5)]
    assert set(sights) == {Sight.EMPTY}


def test_slow_creep_is_movement():
    lights = [TRAY, *[with_bar(TRAY, 100 + step // 2, 200, 90, 20) for step in range(40)]]
    assert max(one.quiet_s for one in seen_of(*lights)) < 1.0


def hand(reach_px):
    """An arm as wide as a third of the picture, from the right."""
    return with_bar(TRAY, WIDTH - reach_px, 120, reach_px, 120, dark=0.1)


def test_a_hand_is_no_part_even_if_it_stays():
    assert all(one.sight is Sight.HAND for one in seen_of(TRAY, *[hand(200)] * 9)[1:])


def test_a_lamp_that_is_out_is_no_hand():
    seen = seen_of(TRAY, *[0.001 * TRAY] * 40)
    assert {one.sight for one in seen[1:30]} == {Sight.MOVING}
    assert seen[-1].sight is Sight.STILL  # so that a shot finds out why


def test_a_long_bolt_that_lies_over_the_border_is_no_hand():
    bolt = with_bar(TRAY, WIDTH - 300, 150, 300, 50)  # 1/2 in by 3 in
    assert seen_of(TRAY, bolt, bolt)[-1].sight is Sight.STILL


def test_two_large_parts_in_the_middle_are_no_hand():
    laid = with_bar(with_bar(TRAY, 60, 60, 300, 60), 60, 200, 300, 60)
    assert seen_of(TRAY, laid, laid)[-1].sight is Sight.STILL


def test_what_was_photographed_is_known_again_after_a_hand():
    stillness = Stillness()
    bar = with_bar(TRAY, 100, 200, 90, 20)
    seen_of(TRAY, bar, bar, stillness=stillness)
    stillness.keep()
    assert [one.unchanged for one in seen_of(bar, hand(200), bar, stillness=stillness)] == [True, False, True]


@settings(max_examples=25, deadline=None)
@given(st.floats(0.4, 3.0), st.integers(0, 359))
def test_a_part_that_was_nudged_by_a_fraction_of_a_millimetre_is_another(by_cells, towards_deg):
    shift = by_cells * 3  # a cell is three pixels of these previews
    dx, dy = (round(shift * f(np.radians(towards_deg))) for f in (np.cos, np.sin))
    stillness = Stillness()
    seen_of(TRAY, with_bar(TRAY, 100, 150, 90, 21), stillness=stillness)
    stillness.keep()
    (seen,) = seen_of(with_bar(TRAY, 100 + dx, 150 + dy, 90, 21), stillness=stillness)
    assert seen.unchanged == (dx == 0 and dy == 0)


def test_dirt_that_was_learnt_is_part_of_the_empty_tray():
    stillness = Stillness()
    dirty = with_bar(TRAY, 100, 200, 12, 8)
    assert seen_of(TRAY, dirty, dirty, stillness=stillness)[-1].sight is Sight.STILL
    stillness.learn_as_empty()
    assert {one.sight for one in seen_of(*[dirty] * 5, stillness=stillness)} == {Sight.EMPTY}
    assert seen_of(with_bar(dirty, 300, 100, 40, 40), stillness=stillness)[-1].sight is not Sight.EMPTY


def test_a_tray_covered_at_first_is_learnt_once_it_is_free():
    covered = with_bar(TRAY, 0, 0, WIDTH, 250, dark=0.1)
    seen = seen_of(*[covered] * 5, *[TRAY] * 5, *[with_bar(TRAY, 100, 200, 90, 20)] * 2)
    assert seen[9].sight is Sight.EMPTY
    assert seen[-1].sight is Sight.STILL


def test_a_colour_preview_will_do():
    grey = frame(with_bar(TRAY, 100, 200, 90, 20))
    assert Stillness().see(Frame(np.dstack([grey.pixels] * 3), Light.BACKLIT), 0.0).sight is Sight.MOVING
