"""The thread on a profile: pitch, extent, crests and roots.

The crests of a single-start thread stand half a pitch apart on the two sides, so the difference of the sides carries
the thread and cancels taper, shank steps and the two-start part; their mean carries a two-start thread. The pitch
starts from a Hann-windowed, zero-padded FFT of the difference and is refined by joint least squares on both sides
(METROLOGY.md, Thread).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import next_fast_len
from scipy.ndimage import gaussian_filter1d, uniform_filter1d
from scipy.special import ndtr

from appliance.metrology.profile import robust_spread
from appliance.metrology.silhouette import PROFILE_T_PX, found_edge_px

LEAST_TURNS = 1.5
SAMPLES_A_TURN = 6  # of the finest pitch that is looked for
MACHINE_FLANK_RAD = float(np.radians(30))
TRACED = (1.3, 0.03)  # tracing round a crest loses a little more than its middle does: by rendered combs, px
HARMONICS_PX = 0.35  # K <= 0.35 P / px: higher harmonics are gone in the blur


@dataclass(frozen=True)
class Pitch:
    """A pitch along the axis.

    Attributes
    ----------
    value_mm, u_mm : from the fit alone; scale, tilt and lead are the budget's
    starts : 1 or 2
    begin_mm, end_mm : the stretch it was fitted on
    phase_left_rad, phase_right_rad : of the first harmonic at s = 0
    amplitude_mm : of the first harmonic
    """

    value_mm: float
    u_mm: float
    starts: int
    begin_mm: float
    end_mm: float
    phase_left_rad: float
    phase_right_rad: float
    amplitude_mm: float


def coarse_pitch(
    left_mm: NDArray[np.float64],
    right_mm: NDArray[np.float64],
    step_mm: float,
    least_mm: float,
    most_mm: float,
) -> tuple[float, int, float] | None:
    """Pitch by a Hann-windowed, 8x zero-padded FFT.

    Parameters
    ----------
    left_mm, right_mm : (m,) radii on both sides of a stretch of body
    least_mm, most_mm : pitches that can be

    Returns
    -------
    pitch_mm, starts and the share of the (windowed) variance that its peak holds; None if there is no peak
    """
    every = max(1, int(least_mm / (SAMPLES_A_TURN * step_mm)))  # finer samples only make the transform longer
    if every > 1:
        whole = len(left_mm) // every * every
        left_mm, right_mm = (side[:whole].reshape(-1, every).mean(axis=1) for side in (left_mm, right_mm))
        step_mm *= every
    n = len(left_mm)
    if n < 16 or n * step_mm < LEAST_TURNS * least_mm:
        return None
    best: tuple[float, int, float] | None = None
    for starts, signal in ((1, (left_mm - right_mm) / 2), (2, (left_mm + right_mm) / 2)):
        trend = max(3, round(1.5 * most_mm / step_mm))
        calm = signal - uniform_filter1d(signal, min(trend, n // 2 * 2 - 1), mode="nearest")
        size = next_fast_len(8 * n, real=True)
        spectrum = np.fft.rfft(calm * np.hanning(n), size)
        power = spectrum.real**2 + spectrum.imag**2
        frequency = np.fft.rfftfreq(size, step_mm)
        allowed = (frequency >= 1 / most_mm) & (frequency <= 1 / least_mm) & (frequency >= LEAST_TURNS / (n * step_mm))
        peaks = allowed & (power >= np.roll(power, 1)) & (power > np.roll(power, -1))
        peaks[[0, -1]] = False  # the spectrum's ends, and slopes that run into the allowed band, are no peaks
        if not peaks.any():
            continue
        i = int(np.flatnonzero(peaks)[power[peaks].argmax()])
        a, b, c = power[i - 1 : i + 2]
        peak = frequency[i] + 0.5 * (a - c) / (a - 2 * b + c) * (frequency[1] - frequency[0])
        lobe = (np.abs(frequency - peak) < 2.5 / (n * step_mm)) & (frequency > 0)
        share = float(power[lobe].sum() / power[frequency >= 0.5 / most_mm].sum())
        # tapers and steps leak into the mean of the sides; a true two-start thread leaves the difference empty
        weight = float(power[i]) * (1.0 if starts == 1 else 0.04)
        if best is None or weight > best[2]:
            best = (float(1 / peak), starts, weight)
            result = (float(1 / peak), starts, share)
    return None if best is None else result


def thread_amplitude(
    left_mm: NDArray[np.float64], right_mm: NDArray[np.float64], step_mm: float, pitch_mm: float, starts: int
) -> NDArray[np.float64]:
    """(m,) local amplitude of the component with this pitch, averaged over about one turn."""
    signal = (left_mm - right_mm) / 2 if starts == 1 else (left_mm + right_mm) / 2
    s = np.arange(len(signal)) * step_mm
    width = max(3, round(pitch_mm / step_mm))
    calm = signal - uniform_filter1d(signal, width, mode="nearest")
    turning = calm * np.exp(-2j * np.pi * s / pitch_mm)
    real = uniform_filter1d(turning.real, width, mode="constant")
    imaginary = uniform_filter1d(turning.imag, width, mode="constant")
    return np.asarray(2 * np.hypot(real, imaginary), np.float64)


def _columns(s: NDArray[np.float64], pitch: float, harmonics: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Trend and harmonics, (m, 3 + 2 K), and the derivative by pitch of each column."""
    x = s / max(float(np.ptp(s)) / 2, 1e-9)
    columns, slopes = [np.ones_like(x), x, x * x], [np.zeros_like(x)] * 3
    angle = 2 * np.pi * s / pitch
    first = np.cos(angle) + 1j * np.sin(angle)
    wave = first
    for k in range(1, harmonics + 1):
        turn = angle * (k / pitch)
        columns += [wave.real, wave.imag]
        slopes += [wave.imag * turn, -wave.real * turn]
        wave = wave * first
    return np.stack(columns, axis=1), np.stack(slopes, axis=1)


def refine_pitch(
    s_mm: NDArray[np.float64],
    left_mm: NDArray[np.float64],
    right_mm: NDArray[np.float64],
    start_mm: float,
    starts: int,
    px_mm: float,
) -> Pitch | None:
    """Joint least squares on both sides: shared pitch, free phases and trends, robust (Tukey's biweight).

    The amplitudes are linear and leave the pitch as the only unknown to iterate (variable projection).

    Parameters
    ----------
    s_mm, left_mm, right_mm : (m,) the threaded stretch only
    start_mm : pitch from the FFT
    px_mm : size of a pixel; sets how many harmonics are left by the blur
    """
    if len(s_mm) < 16 or float(np.ptp(s_mm)) / start_mm < LEAST_TURNS:
        return None
    turns = float(np.ptp(s_mm)) / start_mm
    harmonics = int(max(1, min(3, HARMONICS_PX * start_mm / px_mm)))
    centre = float(s_mm.mean())
    s = s_mm - centre
    weights = [np.ones_like(s), np.ones_like(s)]
    pitch, u_mm = start_mm, np.inf
    fits: list[NDArray[np.float64]] = []
    for _ in range(8):
        A, slopes = _columns(s, pitch, harmonics)
        pull = stiffness = cost = total = 0.0
        fits = []
        for i, y in enumerate((left_mm, right_mm)):
            weighted = A * weights[i][:, None]
            normal = A.T @ weighted + 1e-9 * np.eye(A.shape[1])
            fitted = np.linalg.solve(normal, weighted.T @ y)
            residual, along = y - A @ fitted, slopes @ fitted
            along = along - A @ np.linalg.solve(normal, weighted.T @ along)
            pull += float((weights[i] * along * residual).sum())
            stiffness += float((weights[i] * along * along).sum())
            spread = robust_spread(residual) + 1e-6
            weights[i] = np.clip(1 - (residual / (4.685 * spread)) ** 2, 0, None) ** 2
            cost += float((weights[i] * residual**2).sum())
            total += float(weights[i].sum())
            fits.append(np.asarray(fitted, np.float64))
        step = float(np.clip(pull / max(stiffness, 1e-12), -0.02 * pitch, 0.02 * pitch))
        pitch += step
        # neighbouring points of the outline share their pixels: one independent point a pixel
        share = 1.8 * max(1.0, px_mm / (s[1] - s[0]))  # 1.8: the median's appetite, by simulation
        u_mm = float(np.sqrt(share * cost / max(total, 1.0) / max(stiffness, 1e-12)))
        if abs(step) < 2e-6 * pitch:
            break
    # the FFT is sure of a fraction of a turn over the stretch: farther off, something else was fitted
    if not np.isfinite(u_mm) or abs(pitch / start_mm - 1) > max(0.03, 0.3 / turns):
        return None
    phases = [float(np.arctan2(c[4], c[3]) + 2 * np.pi * centre / pitch) for c in fits]
    amplitude = float(np.mean([np.hypot(c[3], c[4]) for c in fits]))
    return Pitch(pitch, u_mm, starts, float(s_mm[0]), float(s_mm[-1]), phases[0], phases[1], amplitude)


def extremes(
    s_mm: NDArray[np.float64], radius_mm: NDArray[np.float64], pitch_mm: float, phase_rad: float, smooth_mm: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Crest and root of every turn on one side.

    Parameters
    ----------
    s_mm, radius_mm : (m,) the threaded stretch on an even grid
    phase_rad : of the first harmonic: crests are near s = (phase / 2 pi + integer) * pitch
    smooth_mm : sigma of the smoothing before the search

    Returns
    -------
    crest_s, crest_r, root_s, root_r : one each for every whole turn, mm
    """
    step = s_mm[1] - s_mm[0]
    calm = gaussian_filter1d(radius_mm, max(smooth_mm / step, 0.3), mode="nearest")
    window = np.arange(max(round(pitch_mm / step), 1))
    found = []
    for offset, pick in ((0.0, np.argmax), (0.5, np.argmin)):
        first = phase_rad / (2 * np.pi) + offset
        low = int(np.ceil(s_mm[0] / pitch_mm - first + 0.2))
        high = int(np.floor(s_mm[-1] / pitch_mm - first - 0.2))
        middles = (first + np.arange(low, high + 1)) * pitch_mm
        begins = np.round((middles - 0.5 * pitch_mm - s_mm[0]) / step).astype(int)
        turns = np.clip(begins[:, None] + window, 0, len(s_mm) - 1)  # (turns, places within)
        at = turns[np.arange(len(turns)), pick(calm[turns], axis=1)]
        found += [s_mm[at], calm[at]]
    return found[0], found[1], found[2], found[3]


@dataclass(frozen=True)
class ThreadForm:
    """One turn of the thread, all turns folded onto each other.

    Attributes
    ----------
    flank_rad : half the angle between the flanks, 30 deg on machine threads
    crest_mm : width of the crest's flat
    floor_mm : width of the root's floor
    loss_mm : how much the blur has lowered the crest's edge
    """

    flank_rad: float
    crest_mm: float
    floor_mm: float
    loss_mm: float


def thread_form(
    s_mm: NDArray[np.float64],
    left_mm: NDArray[np.float64],
    right_mm: NDArray[np.float64],
    pitch: Pitch,
    blur_px: float,
    px_mm: float,
    slant: float,
) -> ThreadForm | None:
    """Flanks, crest and root of a thread, from its folded outline.

    The flanks' straight middles are known much better than the blurred crest; where they would meet and how far below
    that the crest is found gives its width, and the width gives what the blur took off (solved for both at once). A
    flank seen along the thread's tangent is the envelope of its neighbours on the helix and stands too far out by (m
    g)^2 r / 2, m its steepness, g = P / (2 pi r) +- slant the axial drift along the line of sight: see
    `root_shadow_mm`.

    Parameters
    ----------
    s_mm, left_mm, right_mm : (m,) the stretch of full depth
    blur_px : sigma of the blur
    px_mm : size of a pixel
    slant : |tan| of the obliquity at which the thread is seen

    Returns
    -------
    None where the flanks cannot be seen (less than about five pixels a turn)
    """
    turns, heights = [], []
    for side, phase in ((left_mm, pitch.phase_left_rad), (right_mm, pitch.phase_right_rad)):
        slope, intercept, _ = robust_trend(s_mm, side)
        turns.append((s_mm / pitch.value_mm - phase / (2 * np.pi) + 0.5) % 1.0 - 0.5)
        heights.append(side - slope * s_mm - intercept)
    x, h = np.concatenate(turns), np.concatenate(heights)
    cells = 40
    cell = np.clip(((x + 0.5) * cells).astype(int), 0, cells - 1)
    if np.bincount(cell, minlength=cells).min() < 2:
        return None
    order = np.lexsort((h, cell))
    begins = np.searchsorted(cell[order], np.arange(cells + 1))
    low, high = (begins[:-1] + begins[1:] - 1) // 2, (begins[:-1] + begins[1:]) // 2
    form = (h[order][low] + h[order][high]) / 2  # each cell's median
    at = ((np.arange(cells) + 0.5) / cells - 0.5) * pitch.value_mm
    top, bottom = float(np.sort(form)[-2:].mean()), float(np.sort(form)[:4].mean())
    peak = int(form.argmax())
    form, at = np.roll(form, cells // 2 - peak), at  # crest in the middle
    band = (form > bottom + 0.3 * (top - bottom)) & (form < bottom + 0.75 * (top - bottom))
    rising, falling = band & (at < 0), band & (at > 0)
    if rising.sum() < 2 or falling.sum() < 2:
        return None
    (a1, b1), (a2, b2) = np.polyfit(form[rising], at[rising], 1), np.polyfit(form[falling], at[falling], 1)
    tangent = float((a1 - a2) / 2)  # dx / dr of a flank
    if not 0.2 < tangent < 2.5:
        return None
    flank = float(np.arctan(tangent))
    radius = float(left_mm.mean() + right_mm.mean()) / 2
    lead = pitch.value_mm / (2 * np.pi * radius)
    apex = float((b2 - b1) / (a1 - a2)) - radius * (lead**2 + slant**2) / (2 * tangent**2)
    widths = np.linspace(0.02, 0.3, 12) * pitch.value_mm
    losses = px_mm * crest_loss_px(widths / px_mm, flank, blur_px)
    # crest = 2 tan(flank) (apex - top - loss(crest)): what is left falls with the width, so it crosses zero once
    left_over = 2 * tangent * (apex - top - losses) - widths
    crest = float(np.interp(0.0, -np.maximum.accumulate(left_over[::-1])[::-1], widths))
    loss = float(np.interp(crest, widths, losses))
    floor = float(np.clip(pitch.value_mm - 2 * tangent * (apex - bottom), 0.0, 0.8 * pitch.value_mm))
    return ThreadForm(flank, crest, floor, loss)


def standard_form(pitch_mm: float, is_spaced: bool, blur_px: float, px_mm: float) -> ThreadForm:
    """The form a thread is made to.

    Machine threads (ASME B1.1, ISO 68-1): flanks 30 deg, crest P / 8, root rounded to about 0.18 P. Spaced threads
    (ASME B18.6.4, ISO 1478): the same flanks, a crest of about 0.1 mm on all sizes, here 0.045 P, and a wide floor.
    """
    crest, floor = (0.045, 0.5) if is_spaced else (0.125, 0.18)
    loss = px_mm * float(crest_loss_px(np.array([crest * pitch_mm / px_mm]), MACHINE_FLANK_RAD, blur_px)[0])
    return ThreadForm(MACHINE_FLANK_RAD, crest * pitch_mm, floor * pitch_mm, loss)


def best_form(
    measured: ThreadForm | None, pitch_mm: float, slant: float, blur_px: float, px_mm: float, is_pointed: bool
) -> ThreadForm:
    """The measured form as far as it can be trusted, the standard's for the rest.

    Seen at more than about 5 deg the flanks hide each other; then a point tells spaced from machine threads.
    """
    if measured is None or slant > 0.09 or abs(measured.flank_rad - MACHINE_FLANK_RAD) > np.radians(6):
        return standard_form(pitch_mm, is_pointed, blur_px, px_mm)
    standard = standard_form(pitch_mm, measured.floor_mm > 0.36 * pitch_mm, blur_px, px_mm)
    crest = (measured.crest_mm + standard.crest_mm) / 2
    loss = px_mm * float(crest_loss_px(np.array([crest / px_mm]), measured.flank_rad, blur_px)[0])
    return ThreadForm(measured.flank_rad, crest, measured.floor_mm, loss)


def robust_trend(s_mm: NDArray[np.float64], radius_mm: NDArray[np.float64]) -> tuple[float, float, float]:
    """Slope and intercept of the stretch, and its level in the middle; the thread averages out."""
    slope, intercept = np.polyfit(s_mm, radius_mm, 1)
    return float(slope), float(intercept), float(slope * s_mm.mean() + intercept)


def crest_loss_px(crest_px: NDArray[np.float64], flank_rad: float, blur_px: float) -> NDArray[np.float64]:
    """How much lower than their tops the edge finder finds blurred crests, (n,).

    A crest is a trapezoid: a flat top, flanks that fall away from it. Across the crest's middle the blurred light is
    the integral over depth of the crest's blurred width; the very edge finder that traces outlines is asked where it
    sees the edge of such a profile.

    Parameters
    ----------
    crest_px : (n,) widths of the flat top
    flank_rad : half the angle between the flanks
    blur_px : sigma of the blur
    """
    depth = (np.arange(200) + 0.5) * 0.08 * blur_px  # below the top
    share = 2 * ndtr((crest_px[:, None] / 2 + depth * np.tan(flank_rad)) / blur_px) - 1
    away = (depth[:, None] + PROFILE_T_PX) / blur_px
    dark = share @ np.exp(-0.5 * away**2) / np.sqrt(2 * np.pi) * 0.08
    return TRACED[0] * np.maximum(-found_edge_px(1.0 - dark, blur_px), 0.0) + TRACED[1]


def root_shadow_mm(
    pitch_mm: float, root_radius_mm: float, flank_rad: float, floor_mm: float, slant: float = 0.0
) -> float:
    """How much the turns before and behind hide of a root seen along its own tangent.

    A quarter turn theta before or behind the place where the line of sight touches, the groove has moved by
    P theta / (2 pi) along the axis and the line of sight by r sin(theta) slant; where the flank then stands r above the
    axis, it shows at r cos(theta).

    Parameters
    ----------
    floor_mm : width of the root's floor
    slant : tan of the obliquity at which the thread is seen; its sign is that of the side (left or right) times hand
    """
    if root_radius_mm <= 0:
        return 0.0
    theta = np.linspace(0, np.pi / 2, 200)
    r = np.full_like(theta, root_radius_mm)
    for _ in range(6):
        aside = np.abs(r * np.sin(theta) * slant + pitch_mm * theta / (2 * np.pi))
        r = root_radius_mm + np.clip((aside - floor_mm / 2) / np.tan(flank_rad), 0, 0.65 * pitch_mm)
    return max(float((r * np.cos(theta)).max()) - root_radius_mm, 0.0)
