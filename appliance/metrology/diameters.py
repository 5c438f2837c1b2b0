"""Pitch, major, minor, shank and head diameter of a dissected part, each with its doubt."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from appliance.metrology.anatomy import Anatomy
from appliance.metrology.budget import Doubt, across
from appliance.metrology.extent import Extent, is_spade
from appliance.metrology.profile import robust_line
from appliance.metrology.thread import ThreadForm, best_form, extremes, root_shadow_mm, thread_form
from calibration.estimate import Estimate, Measured, Unmeasured

THREAD_END = 0.165  # of a turn: where a thread that runs out is said to end
RUN_OUT = 0.07  # of a turn: how far thread ends pull a pitch of few turns
CREST_MM = 0.006  # crests as rolled are rounded, by a few hundredths of their height on either side
LEAD_REL = 0.0004  # of the pitch itself, as made


def _crest_lines(anatomy: Anatomy) -> tuple[float, float, float, float]:
    """Major and minor diameter over crests and roots of both sides, and their standard errors, mm."""
    profile, pitch = anatomy.profile, anatomy.pitch
    assert pitch is not None
    assert anatomy.thread_s_mm is not None
    begin, end = anatomy.thread_s_mm
    inside = (profile.s_mm >= begin) & (profile.s_mm <= end)
    s = profile.s_mm[inside]
    major = minor = variance_major = variance_minor = 0.0
    for side, phase in ((profile.left_mm, pitch.phase_left_rad), (profile.right_mm, pitch.phase_right_rad)):
        _, crest_r, root_s, root_r = extremes(s, side[inside], pitch.value_mm, phase, 0.5 * profile.step_mm)
        crest, u_crest = _plateau(crest_r)
        root, u_root = _core(root_s, root_r, anatomy)
        major, minor = major + crest, minor + root
        variance_major, variance_minor = variance_major + u_crest**2, variance_minor + u_root**2
    return major, minor, float(np.sqrt(variance_major)), float(np.sqrt(variance_minor))


def _core(root_s: NDArray[np.float64], root_r: NDArray[np.float64], anatomy: Anatomy) -> tuple[float, float]:
    """Radius of the core at the tip's end of the full thread, and its standard error.

    Wood screws' cores grow towards the shank; the minor diameter is meant where the thread is deepest.
    """
    assert anatomy.full_s_mm is not None
    begin, end = anatomy.full_s_mm
    full = (root_s >= begin) & (root_s <= end)
    if full.any():  # roots of the point are no core
        full &= root_r > 0.9 * float(np.median(root_r[full]))
    if full.sum() < 3:
        return (float(root_r.max()), 0.05 * float(root_r.max())) if len(root_r) else (np.nan, np.nan)
    r, s = root_r[full], root_s[full]
    spread = max(1.4826 * float(np.median(np.abs(r - np.median(r)))), 0.003 * float(np.median(r)))
    if full.sum() >= 5:
        slope, intercept, _ = robust_line(s, r)
        residual = r - slope * s - intercept
        spread = max(1.4826 * float(np.median(np.abs(residual))), 0.003 * float(np.median(r)))
        if abs(slope) * (s[-1] - s[0]) > 0.03 * float(np.median(r)):
            return float(min(slope * s[0], slope * s[-1])) + intercept, 2 * spread / np.sqrt(len(r))
    return float(np.median(r)), float(spread / np.sqrt(len(r)))


def _form(anatomy: Anatomy, blur_px: float, px_mm: float, slant: float, is_pointed: bool) -> ThreadForm:
    """The folded thread's form; the standard's (60 deg, crest P / 8) where its flanks cannot be seen."""
    profile, pitch = anatomy.profile, anatomy.pitch
    assert pitch is not None
    assert anatomy.full_s_mm is not None
    inside = (profile.s_mm >= anatomy.full_s_mm[0]) & (profile.s_mm <= anatomy.full_s_mm[1])
    s, left, right = profile.s_mm[inside], profile.left_mm[inside], profile.right_mm[inside]
    form = thread_form(s, left, right, pitch, blur_px, px_mm, slant)
    return best_form(form, pitch.value_mm, slant, blur_px, px_mm, is_pointed)


def _minor(
    root_mm: float, u_mm: float, edge_mm: float, major_mm: float, form: ThreadForm, pitch_mm: float, slant: float
) -> Estimate:
    """Minor diameter: roots as seen, less what hides them; on machine threads checked against the form's depth.

    A root is hidden rather than shown too deep, so on a 60 deg thread the standard's depth (1.19 to 1.23 P, ASME B1.1
    UNR, ISO 68-1) is the better witness as soon as roots are narrow or seen aslant.
    """
    shadow = sum(root_shadow_mm(pitch_mm, root_mm / 2, form.flank_rad, form.floor_mm, side * slant) for side in (1, -1))
    seen, u_hidden = root_mm - shadow, 0.02 + 0.5 * shadow
    if form.floor_mm > 0.36 * pitch_mm:
        return Estimate.from_terms(seen, edge=edge_mm, fit=u_mm, shape=u_hidden)
    made, u_made = major_mm - 1.205 * pitch_mm, 0.0165 * pitch_mm
    if root_mm < made - 0.2 * pitch_mm:  # deeper than any machine thread: believe what is seen
        return Estimate.from_terms(seen, edge=edge_mm, fit=u_mm, shape=0.1 * pitch_mm)
    u_seen = float(np.hypot(u_mm, u_hidden)) + 0.04 + 0.25 * max(seen - made, 0.0)
    weight = u_made**-2 / (u_made**-2 + u_seen**-2)
    return Estimate.from_terms(weight * made + (1 - weight) * seen, edge=edge_mm, fit=u_mm, shape=u_made)


def _plateau(crest_mm: NDArray[np.float64]) -> tuple[float, float]:
    """Radius of most crests and its standard error: tapers and run-outs at the ends are left out."""
    if len(crest_mm) == 0:
        return np.nan, np.nan
    level = float(np.percentile(crest_mm, 60) if len(crest_mm) > 4 else crest_mm.max())
    spread = float(np.clip(1.4826 * np.median(np.abs(crest_mm - level)), 0.003 * level, 0.02 * level))
    kept = crest_mm[np.abs(crest_mm - level) < 2.5 * spread]
    return float(np.median(kept)) if len(kept) else level, float(spread / np.sqrt(max(len(kept), 1)))


def thread_quantities(anatomy: Anatomy, ends: Extent, doubt: Doubt, blur_px: float, lean: float) -> dict[str, Measured]:
    """Pitch, major and minor diameter and threaded length, by name; the body's diameter where there is no thread.

    Parameters
    ----------
    blur_px : sigma of the blur
    lean : |tan| of the obliquity at which the thread is seen
    """
    pitch = anatomy.pitch
    if pitch is None:
        why = Unmeasured("no thread was found on the outline")
        body = across(2 * anatomy.body_radius_mm, doubt, 0.5 * doubt.px_mm)
        return {"major_diameter_mm": body, "minor_diameter_mm": why, "pitch_mm": why, "threaded_length_mm": why}
    major, minor, u_major, u_minor = _crest_lines(anatomy)
    if not np.isfinite(major):
        major, u_major = 2 * anatomy.body_radius_mm, 0.5 * doubt.px_mm
    form = _form(anatomy, blur_px, doubt.px_mm, lean, ends.is_pointed)
    turns = (pitch.end_mm - pitch.begin_mm) / pitch.value_mm
    result: dict[str, Measured] = {
        "pitch_mm": Estimate.from_terms(
            pitch.value_mm,
            edge=doubt.edge_mm / turns,
            fit=pitch.u_mm,
            scale=pitch.value_mm * doubt.scale_rel,
            tilt=pitch.value_mm * (lean * doubt.tilt_rad + doubt.tilt_rad**2 / 2),
            run_out=pitch.value_mm * RUN_OUT / turns**2,
            lead=pitch.value_mm * LEAD_REL,
        ),
        "major_diameter_mm": across(
            major + 2 * form.loss_mm, doubt, float(np.hypot(u_major, CREST_MM)), 0.5 * form.loss_mm
        ),
    }
    assert anatomy.thread_s_mm is not None
    if np.isfinite(minor):
        result["minor_diameter_mm"] = _minor(
            minor, u_minor, 1.4 * doubt.edge_mm, major + 2 * form.loss_mm, form, pitch.value_mm, lean
        )
    else:
        result["minor_diameter_mm"] = Unmeasured("fewer than one whole turn of thread shows")
    threaded = anatomy.thread_s_mm[1] - ends.tip_s
    result["threaded_length_mm"] = Estimate.from_terms(threaded, fit=THREAD_END * pitch.value_mm, edge=doubt.edge_mm)
    return result


def shank_diameter(anatomy: Anatomy, doubt: Doubt) -> Measured:
    """Diameter of the plain stretch between thread and head, mm."""
    if anatomy.shank_s_mm is None:
        return Unmeasured(
            "the body is threaded up to the head" if anatomy.pitch else "no thread, so no shank beside it"
        )
    profile, (begin, end) = anatomy.profile, anatomy.shank_s_mm
    inside = (profile.s_mm > begin + 0.15 * (end - begin)) & (profile.s_mm < end - 0.15 * (end - begin))
    widths = (profile.left_mm + profile.right_mm)[inside]
    if len(widths) < 5:
        return Unmeasured("the shank is too short")
    spread = 1.4826 * float(np.median(np.abs(widths - np.median(widths))))
    return across(float(np.median(widths)), doubt, spread / np.sqrt(max(len(widths) / 4, 1)))


def head_diameter(anatomy: Anatomy, doubt: Doubt) -> Measured:
    """Largest diameter of the head, mm; of a spade, its width as seen."""
    head, profile = anatomy.head, anatomy.profile
    if head is None:
        return Unmeasured("the part has no head")
    widths = gaussian_filter1d(profile.left_mm + profile.right_mm, 2.0, mode="nearest")
    beyond = profile.s_mm > head.seat_s_mm - 0.5 * head.radius_mm
    shape = 0.0025 * head.radius_mm if not is_spade(anatomy) else 0.04 * head.radius_mm
    return across(float(widths[beyond].max()), doubt, 0.25 * doubt.px_mm, shape_mm=shape)
