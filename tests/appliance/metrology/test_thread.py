"""Threads made as helices give back their pitch, starts and form, with a doubt that keeps its word."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter1d

from appliance.metrology.silhouette import calmed, find_silhouettes
from appliance.metrology.thread import (
    Pitch,
    ThreadForm,
    best_form,
    coarse_pitch,
    crest_loss_px,
    extremes,
    refine_pitch,
    root_shadow_mm,
    standard_form,
    thread_amplitude,
    thread_form,
)
from tests.appliance.metrology import turned

PX_MM = 0.055
STEP_MM = PX_MM / 2
SIXTH = np.pi / 6


def sides(
    pitch: float, turns: float, starts: int = 1, noise: float = 0.002, taper: float = 0.0, seed: int = 0, r: float = 2.4
):
    """Even grid and radii of both sides of a 60 degree thread: blurred, with the noise of one outline point a pixel."""
    rng = np.random.default_rng(seed)
    margin = 20
    s = np.arange(-margin, turns * pitch / STEP_MM + margin) * STEP_MM
    phase = rng.uniform()
    result = []
    for offset in (0.0, 0.5 if starts == 1 else 0.0):  # the far side of one start is half a turn on
        form = turned.trapezoid(s / pitch - phase - offset, 0.125, 0.34)
        y = gaussian_filter1d(r - 0.59 * pitch * (1 - form) + taper * s, 0.04 / STEP_MM)
        pixels = np.arange(s[0], s[-1] + 2 * PX_MM, PX_MM)
        y += np.interp(s, pixels, noise * rng.standard_normal(len(pixels)))
        result.append(y[margin:-margin])
    return s[margin:-margin], *result


def found(pitch: float, turns: float, **how) -> Pitch | None:
    s, left, right = sides(pitch, turns, **how)
    coarse = coarse_pitch(left, right, STEP_MM, 0.25, 4.0)
    return None if coarse is None else refine_pitch(s, left, right, coarse[0], coarse[1], PX_MM)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.45, 2.2), st.floats(3.0, 20.0), st.sampled_from([1, 2]), st.floats(-0.05, 0.05), st.integers(0, 10_000)
)
def test_pitch_and_starts_are_found_over_all_sizes(pitch, turns, starts, taper, seed) -> None:
    fit = found(pitch, turns, starts=starts, taper=taper, seed=seed)
    assert fit is not None
    assert fit.starts == starts
    # one of thousands of drawn noises may be three times its sigma: the goals themselves are tested below
    assert fit.value_mm == pytest.approx(pitch, rel=3e-3 if turns < 8 else 6e-4)


@pytest.mark.parametrize(("turns", "target"), [(3.0, 2e-3 / 4), (8.0, 1e-3 / 4), (15.0, 2e-4)])
def test_the_pitch_reaches_its_goal(turns, target) -> None:
    """METROLOGY.md, What to reach: 0.2 % at 3 turns and 0.1 % at 8; the outline itself takes a quarter of that."""
    errors = np.array([found(1.058, turns, seed=seed).value_mm / 1.058 - 1 for seed in range(40)])
    assert np.sqrt(np.mean(errors**2)) < target
    assert abs(errors.mean()) < target / 3


@pytest.mark.parametrize(
    ("pitch", "turns", "starts", "noise"),
    [(1.058, 3, 1, 0.002), (0.635, 8, 1, 0.004), (0.5, 10, 1, 0.004), (1.6, 6, 2, 0.01)],
)
def test_the_doubt_of_the_pitch_keeps_its_word(pitch, turns, starts, noise) -> None:
    fits = [found(pitch, turns, starts=starts, noise=noise, seed=seed) for seed in range(80)]
    inside = [abs(fit.value_mm - pitch) < 2 * fit.u_mm for fit in fits]
    assert np.mean(inside) >= 0.9
    spread = np.std([fit.value_mm for fit in fits])
    assert np.median([fit.u_mm for fit in fits]) < 4 * spread


def test_dents_do_not_move_the_pitch() -> None:
    s, left, right = sides(1.058, 12)
    left[100:112] += 0.15
    right[300:306] -= 0.2
    fit = refine_pitch(s, left, right, 1.06, 1, PX_MM)
    assert fit is not None
    assert fit.value_mm == pytest.approx(1.058, rel=1e-3)


def test_a_plain_shank_has_no_pitch_to_speak_of() -> None:
    rng = np.random.default_rng(5)
    left, right = 2.4 + 0.002 * rng.standard_normal((2, 500))
    coarse = coarse_pitch(left, right, STEP_MM, 0.25, 4.0)
    if coarse is not None:
        assert thread_amplitude(left, right, STEP_MM, coarse[0], coarse[1]).max() < 0.004


def test_less_than_two_turns_are_not_enough() -> None:
    s, left, right = sides(1.058, 1.5)
    assert refine_pitch(s, left, right, 1.058, 1, PX_MM) is None


def test_the_thread_lives_where_its_amplitude_is() -> None:
    s, left, right = sides(1.058, 20)
    left[: len(s) // 2] = right[: len(s) // 2] = 2.2
    amplitude = thread_amplitude(left, right, STEP_MM, 1.058, 1)
    alive = s[amplitude > 0.5 * np.percentile(amplitude, 90)]
    assert alive[0] == pytest.approx(s[len(s) // 2], abs=0.5)
    assert amplitude[s < 8].max() < 1e-3


def test_crests_and_roots_are_found_turn_by_turn_on_both_sides() -> None:
    s, left, right = sides(1.058, 9, noise=0.0)
    fit = refine_pitch(s, left, right, 1.06, 1, PX_MM)
    assert fit is not None
    crests = {}
    for name, side, phase in (("left", left, fit.phase_left_rad), ("right", right, fit.phase_right_rad)):
        crest_s, crest_r, root_s, root_r = extremes(s, side, fit.value_mm, phase, STEP_MM / 2)
        assert len(crest_s) in (8, 9)
        assert np.diff(crest_s) == pytest.approx(1.058, abs=1.5 * STEP_MM)
        assert crest_r == pytest.approx(2.4, abs=0.012)
        assert root_r == pytest.approx(2.4 - 0.59 * 1.058, abs=0.012)
        assert len(root_s) in (8, 9)
        crests[name] = crest_s
    apart = (crests["left"][0] - crests["right"][0]) / 1.058 % 1
    assert apart == pytest.approx(0.5, abs=0.05)


# --- what blur and perspective do to crests and roots ----------------------------------------------------------------


@pytest.mark.parametrize("flank_deg", [20, 30, 40])
def test_a_sharper_or_blurrier_crest_loses_more_and_a_wide_one_nothing(flank_deg) -> None:
    flank = np.radians(flank_deg)
    losses = crest_loss_px(np.array([0.5, 1.5, 3.0, 12.0]), flank, 0.9)
    assert (np.diff(losses) < 0).all()
    assert losses[-1] < 0.035
    assert crest_loss_px(np.array([1.5]), flank, 1.3)[0] > losses[1]


@pytest.mark.parametrize(("pitch_px", "crest"), [(12.13, 0.125), (18.13, 0.125), (18.13, 0.05), (26.13, 0.05)])
def test_what_is_added_to_a_crest_is_what_the_edge_finder_lost(pitch_px, crest) -> None:
    """A comb of trapezoids, rendered, blurred and traced as a thread's outline is; in pixels."""
    crests = [traced_crests(pitch_px, crest, top) for top in (40.0, 40.25, 40.5, 40.75)]
    assert crest_loss_px(np.array([crest * pitch_px]), SIXTH, 0.9)[0] == pytest.approx(np.mean(crests), abs=0.03)


def traced_crests(pitch_px: float, crest: float, top: float) -> float:
    """Mean depth, in px, at which the edge finder sees the crests of a rendered comb; `top` sets the pixels' phase."""
    turns = 12
    x = np.arange(0, (turns + 4) * pitch_px, 0.02)
    height = turned.trapezoid(x / pitch_px, crest, 0.3) * 0.3 * pitch_px / np.tan(SIXTH)
    height[(x < 2.5 * pitch_px) | (x > (turns + 1.5) * pitch_px)] = -1e6
    edge = top + 0.3 * pitch_px / np.tan(SIXTH) - height  # rows of the picture run down
    rows = np.arange(100)[:, None]
    columns = int(x[-1])
    covered = np.zeros((100, columns))
    cell = np.round(x).astype(int)
    for column in range(columns):
        inside = np.clip(rows + 0.5 - edge[None, cell == column], 0, 1)
        covered[:, column] = np.where(rows < 90, inside, 0).mean(axis=1)
    rng = np.random.default_rng(1)
    light = cv2.GaussianBlur(1 - covered, (0, 0), 0.6) + 0.004 * rng.standard_normal(covered.shape)
    (found,) = find_silhouettes(calmed(light.astype(np.float32)), blur_px=0.9)
    at, y = found.outer.points_xy_px.T
    crests = [y[np.abs(at - k * pitch_px) < 0.5 * pitch_px].min() - top for k in range(4, turns)]
    return float(np.mean(crests))


def helix(pitch: float, root_radius: float, depth: float, floor: float):
    """Radius of a right-handed thread of 30 degree flanks at (s, angle)."""

    def radius(s, angle):
        turn = s / pitch - angle / (2 * np.pi)
        from_root = pitch / 2 - np.abs(turn - np.round(turn)) * pitch
        return root_radius + np.clip((from_root - floor / 2) / np.tan(SIXTH), 0, depth)

    return radius


def hidden(pitch: float, root_radius: float, floor: float, lean_deg: float) -> float:
    """How far the outline of a true helix stands above its root."""
    depth = min(0.6134 * pitch, (pitch - floor) / 2 / np.tan(SIXTH) - 1e-6)
    s = np.arange(-0.9 * pitch, 0.9 * pitch, 0.002)
    y = turned.seen_helix(helix(pitch, root_radius, depth, floor), s, np.tan(np.radians(lean_deg)), 361)
    inner = np.abs(s) < 0.6 * pitch
    assert y[inner].max() == pytest.approx(root_radius + depth, abs=1e-3)  # crests are seen as they are
    return float(y[inner].min() - root_radius)


THREADS = [(0.635, 1.05, 0.08), (1.058, 1.75, 0.19), (1.058, 1.75, 0.0), (1.954, 1.6, 0.9), (0.8, 2.0, 0.14)]


@pytest.mark.parametrize(("pitch", "root", "floor"), THREADS)
@pytest.mark.parametrize("lean_deg", [0, 6, 10])
def test_roots_are_hidden_as_those_of_a_true_helix_are(pitch, root, floor, lean_deg) -> None:
    """On the side where the turns lean with the sight; there the doubled rate of drift counts."""
    slant = np.tan(np.radians(lean_deg))
    truth = hidden(pitch, root, floor, -lean_deg)
    assert root_shadow_mm(pitch, root, SIXTH, floor, slant) == pytest.approx(truth, rel=0.06, abs=2.5e-3)


@pytest.mark.parametrize(("pitch", "root", "floor"), THREADS)
@pytest.mark.parametrize("lean_deg", [10, 15])
def test_on_the_other_side_the_turns_lean_against_the_sight(pitch, root, floor, lean_deg) -> None:
    """A negative slant: drift P / (2 pi r) and slant partly cancel; the two sides of one screw differ."""
    slant = np.tan(np.radians(lean_deg))
    truth = hidden(pitch, root, floor, lean_deg)
    assert root_shadow_mm(pitch, root, SIXTH, floor, -slant) == pytest.approx(truth, rel=0.06, abs=2.5e-3)


def seen_form(pitch: float, r: float, lean_deg: float) -> ThreadForm:
    """The folded form of a true helix with crest P / 8 and floor 0.18 P, its outline slightly blurred."""
    depth = (1 - 0.125 - 0.18) * pitch / 2 / np.tan(SIXTH)
    surface = helix(pitch, r - depth, depth, 0.18 * pitch)
    slant = np.tan(np.radians(lean_deg))
    s = np.arange(-4 * pitch, 4 * pitch, 0.008)
    left = turned.seen_helix(surface, s, slant, 241)
    right = turned.seen_helix(lambda at, angle: surface(at, np.pi - angle), s, slant, 241)
    grid = np.arange(s[0] + 0.3 * pitch, s[-1] - 0.3 * pitch, STEP_MM)
    left, right = (np.interp(grid, s, gaussian_filter1d(y, 0.03 / 0.008)) for y in (left, right))
    fit = refine_pitch(grid, left, right, pitch, 1, PX_MM)
    assert fit is not None
    assert fit.value_mm == pytest.approx(pitch, rel=3e-4)
    form = thread_form(grid, left, right, fit, 0.03 / PX_MM, PX_MM, abs(slant))
    assert form is not None
    return form


@pytest.mark.parametrize(("pitch", "r"), [(0.635, 1.4), (1.058, 2.4), (1.27, 3.1), (2.0, 3.0)])
def test_the_folded_thread_shows_60_degrees_and_a_crest_of_an_eighth(pitch, r) -> None:
    form = seen_form(pitch, r, 0.0)
    assert np.degrees(form.flank_rad) == pytest.approx(30, abs=1.2)
    assert form.crest_mm / pitch == pytest.approx(0.125, abs=0.02)
    assert form.floor_mm / pitch == pytest.approx(0.18, abs=0.03)


@pytest.mark.parametrize("lean_deg", [-4, 4])
def test_seen_a_little_aslant_the_form_still_holds(lean_deg) -> None:
    form = seen_form(1.058, 2.4, lean_deg)
    assert np.degrees(form.flank_rad) == pytest.approx(30, abs=2.5)
    assert form.crest_mm / 1.058 == pytest.approx(0.125, abs=0.035)


def test_too_few_points_a_turn_show_no_form() -> None:
    s = np.arange(0, 2.0, 0.15)
    side = 2 + 0.1 * np.cos(2 * np.pi * s / 0.4)
    assert thread_form(s, side, side, Pitch(0.4, 1e-4, 1, 0, 2, 0, 0, 0.1), 0.9, 0.055, 0.0) is None


def test_what_cannot_be_seen_is_taken_from_the_standard() -> None:
    machine, spaced = standard_form(1.0, False, 0.9, 0.055), standard_form(1.0, True, 0.9, 0.055)
    assert (machine.crest_mm, machine.flank_rad) == (pytest.approx(0.125), pytest.approx(SIXTH))
    assert spaced.floor_mm > 2 * machine.floor_mm
    assert spaced.loss_mm > machine.loss_mm  # the sharper crest loses more
    assert best_form(None, 1.0, 0.0, 0.9, 0.055, is_pointed=False) == machine
    assert best_form(None, 1.0, 0.0, 0.9, 0.055, is_pointed=True) == spaced
    wide = ThreadForm(SIXTH, 0.05, 0.5, 0.02)
    assert best_form(wide, 1.0, 0.3, 0.9, 0.055, is_pointed=True) == spaced
    bent = ThreadForm(np.radians(45), 0.125, 0.2, 0.01)
    assert best_form(bent, 1.0, 0.0, 0.9, 0.055, is_pointed=False) == machine
