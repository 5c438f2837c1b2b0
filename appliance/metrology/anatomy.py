"""Which stretch of a profile is head, shank, thread and tip.

Works on the profile of `profile.settle`, turned so that s grows towards the head. Body radius: the mode of the envelope
of both sides. Head: the run at one end that stands out of the body. Thread: where the component with the thread's
pitch lives. (METROLOGY.md, Thread: "Head and body".)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from appliance.metrology.profile import Profile, robust_line
from appliance.metrology.thread import Pitch, coarse_pitch, extremes, refine_pitch, thread_amplitude

STANDS_OUT = 1.10  # a head's radius over the body's
AROUND = 0.3  # of a turn: how much of the first and the last crest belongs to the stretch
MANY_TURNS = 20.0  # what happens at the ends of so long a thread no longer matters
FULL_DEPTH, THREADED, THREAD_ENDS = 0.77, 0.6, 0.5  # shares of the full thread's amplitude


@dataclass(frozen=True)
class HeadStretch:
    """A head on a profile.

    Attributes
    ----------
    seat_s_mm : where head and body meet: the bearing side, or where cone and body lines meet
    rim_s_mm : where it is widest
    radius_mm : there
    cone_rad : half angle of a countersunk head's cone; None when the bearing side is square to the axis
    dome_s_mm : where the outline ends at the face, as seen (before `ends` corrects for the obliquity)
    fullness : area under its profile over height times radius (cylinder 1, half-sphere 0.785, cone 0.5)
    """

    seat_s_mm: float
    rim_s_mm: float
    radius_mm: float
    cone_rad: float | None
    fullness: float


@dataclass(frozen=True)
class Anatomy:
    """The stretches of a part.

    Attributes
    ----------
    profile : s grows towards the head
    head : None on headless parts
    body_radius_mm : mode of the envelope outside the head
    pitch : of the thread; None where none was found
    thread_s_mm : (begin, end) where the thread lives, run-outs included
    full_s_mm : (begin, end) of full depth
    shank_s_mm : unthreaded stretch of body
    taper_mm : length over which the tip end narrows
    """

    profile: Profile
    head: HeadStretch | None
    body_radius_mm: float
    pitch: Pitch | None
    thread_s_mm: tuple[float, float] | None
    full_s_mm: tuple[float, float] | None
    shank_s_mm: tuple[float, float] | None
    taper_mm: float


def body_radius(profile: Profile) -> float:
    """Mode of the envelope, ends left out."""
    window = float(np.clip(0.1 * profile.length_mm, 0.5, 3.0))
    envelope = profile.envelope(window)
    trim = len(envelope) // 12
    inner = envelope[trim : len(envelope) - trim]
    bins = np.geomspace(max(inner.min(), 0.1 * inner.max(), 1e-3), max(inner.max(), 2e-3) * 1.02, 60)
    votes = gaussian_filter1d(np.histogram(inner, bins)[0].astype(float), 1.0)
    # of several stretches of even radius the body is the thinnest long one: a short screw's head may be longer
    peaks = np.flatnonzero((votes >= np.roll(votes, 1)) & (votes >= np.roll(votes, -1)) & (votes > 0.4 * votes.max()))
    i = int(peaks[0]) if len(peaks) else int(votes.argmax())
    near = inner[(inner >= bins[max(i - 1, 0)]) & (inner <= bins[min(i + 2, len(bins) - 1)])]
    return float(np.median(near)) if len(near) else float(np.median(inner))


def _standing_out(profile: Profile, body_mm: float) -> tuple[float, float]:
    """How far each end stands out of the body: the largest radius within the outer runs, in body radii."""
    envelope = profile.envelope(4 * profile.step_mm)
    wide = envelope > STANDS_OUT * body_mm
    reach = max(2, int(0.75 * body_mm / profile.step_mm))
    result = []
    for flags, radii in ((wide, envelope), (wide[::-1], envelope[::-1])):
        start = np.flatnonzero(flags[: reach + len(flags) // 3])
        if not len(start) or start[0] > reach + int(2.5 * body_mm / profile.step_mm):
            result.append(0.0)
            continue
        stop = start[0] + int(np.argmin(np.append(flags[start[0] :], False)))
        result.append(float(radii[start[0] : stop].max() / body_mm) if stop - start[0] >= 4 else 0.0)
    return result[0], result[1]


def orient(profile: Profile, body_mm: float) -> tuple[Profile, bool]:
    """The profile with the head at its far end, and whether there is a head.

    A headless part is turned so that the more pointed end comes first.
    """
    near, far = _standing_out(profile, body_mm)
    if max(near, far) >= STANDS_OUT:
        return (profile if far >= near else profile.backwards()), True
    reach = max(2, int(body_mm / profile.step_mm))
    widest = profile.widest_mm
    return (profile if widest[:reach].mean() <= widest[-reach:].mean() else profile.backwards()), False


def find_head(profile: Profile, body_mm: float) -> HeadStretch:
    """The head at the far end of an oriented profile."""
    s, widest = profile.s_mm, profile.widest_mm
    mean = gaussian_filter1d((profile.left_mm + profile.right_mm) / 2, 1.0, mode="nearest")
    outer = np.flatnonzero(widest > STANDS_OUT * body_mm)
    last = outer[-1]
    gaps = np.flatnonzero(widest[:last] <= 1.04 * body_mm)
    first = int(gaps[-1]) + 1 if len(gaps) else int(outer[0])
    head_s, head_r = s[first:], mean[first:]
    peak = float(head_r.max())
    rim = int(np.flatnonzero(head_r >= 0.995 * peak)[0])
    rise_s, rise_r = head_s[: rim + 1], head_r[: rim + 1]
    cone: float | None = None
    seat = float(head_s[0])
    band = (rise_r > body_mm + 0.2 * (peak - body_mm)) & (rise_r < body_mm + 0.85 * (peak - body_mm))
    if band.sum() >= 5:
        slope, intercept, _ = robust_line(rise_r[band], rise_s[band])  # s as a line in r: steep seats stay finite
        run = slope * (peak - body_mm)
        is_flat_head = head_s[-1] - head_s[0] < peak  # a spade is taller, and round where it begins
        if run > 0.6 * (peak - body_mm) and not (is_flat_head and _is_arc(rise_s[band], rise_r[band], peak)):
            cone = float(np.arctan2(1.0, slope))
            neck_r = neck_radius(profile, float(slope * body_mm + intercept), body_mm)
            seat = float(slope * neck_r + intercept)
        else:
            seat = float(np.median(rise_s[band]))
    height = float(s[-1] - seat)
    area = float(np.trapezoid(np.clip(mean[s >= seat], 0, None), s[s >= seat])) if height > 0 else 0.0
    fullness = area / max(height * peak, 1e-9)
    return HeadStretch(seat, float(head_s[rim]), peak, cone, fullness)


def _is_arc(s_mm: NDArray[np.float64], radius_mm: NDArray[np.float64], peak_mm: float) -> bool:
    """Whether a rising edge is a square seat's rim seen aslant, a quarter of an ellipse, rather than a cone's line."""
    spreads = []
    for x in (np.sqrt(np.clip(peak_mm**2 - radius_mm**2, 0, None)), radius_mm):
        slope, place, _ = robust_line(x, s_mm)
        spreads.append(float(np.abs(s_mm - slope * x - place).mean()))
    return spreads[0] < 0.6 * spreads[1]


def neck_radius(profile: Profile, meet_s_mm: float, body_mm: float) -> float:
    """Mean radius of the stretch just below a countersunk head: neck, shank or run-out of the thread; mm.

    Parameters
    ----------
    meet_s_mm : about where the cone meets the body
    body_mm : radius of the body
    """
    near = (profile.s_mm < meet_s_mm - 0.1 * body_mm) & (profile.s_mm > meet_s_mm - 0.6 * body_mm)
    if near.sum() < 3:
        return body_mm
    return float(np.median((profile.left_mm + profile.right_mm)[near]) / 2)


def find_thread(
    profile: Profile,
    stretch_s_mm: tuple[float, float],
    body_mm: float,
    px_mm: float,
    is_rough: bool = False,
    known: Pitch | None = None,
) -> tuple[Pitch, tuple[float, float], tuple[float, float]] | None:
    """Pitch and extent of the thread on a stretch of body.

    Parameters
    ----------
    is_rough : leave the pitch as the FFT found it, with no doubt and no phases of its own
    known : about the pitch, from the same part in nearly the same pose

    Returns
    -------
    pitch, (begin, end) of the thread, (begin, end) of its full depth; None where there is no thread
    """
    inside = (profile.s_mm >= stretch_s_mm[0]) & (profile.s_mm <= stretch_s_mm[1])
    if inside.sum() < 16:
        return None
    s, left, right = profile.s_mm[inside], profile.left_mm[inside], profile.right_mm[inside]
    least, most = max(2.5 * px_mm, 0.09 * body_mm), 1.7 * body_mm
    if known is not None:
        pitch_mm, starts = known.value_mm, known.starts
    else:
        coarse = coarse_pitch(left, right, profile.step_mm, least, most)
        if coarse is None:
            return None
        pitch_mm, starts, _ = coarse
    for _ in range(1 if is_rough or known is not None else 2):
        amplitude = thread_amplitude(left, right, profile.step_mm, pitch_mm, starts)
        full = float(np.percentile(amplitude, 90))
        if full < max(0.3 * px_mm, 0.01 * body_mm):
            return None
        run = _longest_run(amplitude > THREADED * full)
        again = coarse_pitch(left[run], right[run], profile.step_mm, 0.7 * pitch_mm, 1.4 * pitch_mm)
        if again is None or again[1] != starts:
            break
        pitch_mm = again[0]
    if is_rough:
        fit = Pitch(pitch_mm, np.inf, starts, float(s[run][0]), float(s[run][-1]), 0.0, 0.0, full)
    else:
        fine = _fine_pitch(s, left, right, amplitude > FULL_DEPTH * full, run, pitch_mm, starts, px_mm)
        if fine is None:
            return None
        fit = fine
    living = _run_around(amplitude > THREAD_ENDS * full, (run.start + run.stop) // 2)
    return fit, (float(s[living][0]), float(s[living][-1])), (float(s[run][0]), float(s[run][-1]))


def _fine_pitch(
    s: NDArray[np.float64],
    left: NDArray[np.float64],
    right: NDArray[np.float64],
    is_deep: NDArray[np.bool_],
    run: slice,
    pitch_mm: float,
    starts: int,
    px_mm: float,
) -> Pitch | None:
    """The pitch refined, first where the thread is deep, then from its first to its last full crest."""
    deepest = _longest_run(is_deep)  # run-outs and points at the ends pull the pitch
    turns = (deepest.stop - deepest.start) * (s[1] - s[0]) / pitch_mm
    if turns < 3 or deepest.stop - deepest.start < 0.7 * (run.stop - run.start):
        deepest = run
    fit = refine_pitch(s[deepest][::2], left[deepest][::2], right[deepest][::2], pitch_mm, starts, px_mm)
    if fit is None or turns > MANY_TURNS:
        return fit
    crested = _crested(s, left, right, fit, run)
    again = refine_pitch(s[crested][::2], left[crested][::2], right[crested][::2], fit.value_mm, starts, px_mm)
    return again or fit


def _crested(
    s: NDArray[np.float64], left: NDArray[np.float64], right: NDArray[np.float64], pitch: Pitch, run: slice
) -> slice:
    """The stretch from the first to the last crest of full height: points and run-outs pull a pitch of few turns."""
    places, heights = [], []
    for side, phase in ((left, pitch.phase_left_rad), (right, pitch.phase_right_rad)):
        crest_s, crest_r, _, root_r = extremes(s[run], side[run], pitch.value_mm, phase, 1e-3)
        if len(root_r) == 0:
            return run
        places.append(crest_s)
        heights.append((crest_r - np.median(root_r)) if len(crest_r) else crest_r)
    place, height = np.concatenate(places), np.concatenate(heights)
    if len(place) < 3:
        return run
    full = place[height > 0.85 * np.percentile(height, 70)]
    begin, end = np.searchsorted(s, [full.min() - AROUND * pitch.value_mm, full.max() + AROUND * pitch.value_mm])
    return slice(max(int(begin), 0), int(end))


def _longest_run(flags: NDArray[np.bool_]) -> slice:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    begins, ends = edges[::2], edges[1::2]
    if not len(begins):
        return slice(0, 0)
    i = int((ends - begins).argmax())
    return slice(int(begins[i]), int(ends[i]))


def _run_around(flags: NDArray[np.bool_], at: int) -> slice:
    """The run of set flags that holds a place."""
    before = np.flatnonzero(~flags[: at + 1])
    after = np.flatnonzero(~flags[at:])
    return slice(int(before[-1]) + 1 if len(before) else 0, at + int(after[0]) if len(after) else len(flags))


def dissect(profile: Profile, px_mm: float, is_rough: bool = False, known: Pitch | None = None) -> Anatomy:
    """Head, thread, shank and tip of a part.

    Parameters
    ----------
    profile : as settled; either way round
    px_mm : size of a pixel on the tray
    is_rough : on the way to the final pose: the pitch is not refined
    known : about the pitch, from the same part in nearly the same pose
    """
    body = body_radius(profile)
    profile, headed = orient(profile, body)
    head = find_head(profile, body) if headed else None
    top = head.seat_s_mm if head else float(profile.s_mm[-1])
    found = find_thread(profile, (float(profile.s_mm[0]), top), body, px_mm, is_rough, known)
    body_here = profile.s_mm < top
    reaches = np.flatnonzero(profile.envelope(0.2 * body)[body_here] >= 0.9 * body)
    taper = float(profile.s_mm[reaches[0]] - profile.s_mm[0]) if len(reaches) else float(top - profile.s_mm[0])
    if found is None:
        return Anatomy(profile, head, body, None, None, None, None, taper)
    pitch, lives, full = found
    shank = (lives[1], top) if top - lives[1] > max(1.6 * pitch.value_mm, 0.1 * (top - profile.s_mm[0])) else None
    return Anatomy(profile, head, body, pitch, lives, full, shank, taper)
