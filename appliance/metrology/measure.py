"""One silhouette on the tray -> the nine quantities of the contract, each with its doubt.

The last step of the staircase: silhouette -> profile (pose) -> anatomy -> ends, crests and roots -> measurement.
Doubts are added up from named terms: `edge` (where the outline lies), `fit` (how well a model runs through it),
`scale`, `tilt`, `light` (what a shiny edge may hide), `lead` (screws are not made to the last 0.1 %), `shape` (what
cannot be seen).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from appliance.metrology.anatomy import Anatomy, dissect, find_thread, neck_radius
from appliance.metrology.ends import cone_from_outline, dome_end, fit_rim, flat_end
from appliance.metrology.pose import Axis, obliquity_rad
from appliance.metrology.profile import Profile, profile_about, recentred, robust_line, settle
from appliance.metrology.shape import (
    HeadFeatures,
    coverage_odds,
    head_features,
    head_odds,
    rim_edge_s,
    tip_odds,
)
from appliance.metrology.silhouette import Silhouette
from appliance.metrology.thread import ThreadForm, best_form, extremes, root_shadow_mm, thread_form
from appliance.reading import Landmarks, Measurement
from calibration.estimate import Estimate, Measured, Unmeasured
from calibration.plane import TrayView
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Head

EDGE_PX = 0.075  # systematic doubt of where an edge lies, from dark paint to polished steel
THREAD_END = 0.18  # of a turn: where a thread that runs out is said to end
RUN_OUT = 0.12  # of a turn: how far thread ends pull a pitch of few turns
LEAD_REL = 0.0005  # of the pitch itself, as made
CONTRADICTION_RAD = np.radians(1.5)  # rim and resting pose agree to about half a degree
RING_DEFICIT = 0.25  # share of the swept outline that a ring leaves open


@dataclass(frozen=True)
class Solid:
    """A measured part.

    Attributes
    ----------
    measurement : the nine quantities
    attributes : what geometry says of head, tip and coverage
    landmarks : where the lengths begin and end on the picture
    warnings : `bent`, `end_damaged`, ...
    """

    measurement: Measurement
    attributes: Attributes
    landmarks: Landmarks
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Ends:
    tip_s: float
    face_s: float
    seat_s: float | None
    u_tip: float
    u_face: float
    u_seat: float
    is_pointed: bool


@dataclass(frozen=True)
class _Doubt:
    """What every length of this part shares."""

    edge_mm: float
    scale_rel: float
    px_mm: float
    tilt_rad: float


def measure(silhouette: Silhouette, view: TrayView) -> Solid | Unmeasured:
    """Measure a fastener that lies on the tray.

    Parameters
    ----------
    silhouette : of the whole part, not cut off by the border
    view : the camera above the tray
    """
    px_mm = view.mm_per_px(silhouette.outer.points_xy_px.mean(axis=0))
    outline = view.to_tray_xy_mm(silhouette.outer.points_xy_px)
    profile = settle(outline, view.height_mm, 0.5 * px_mm)
    is_ring = _ring_deficit(silhouette, profile, px_mm) > RING_DEFICIT
    if is_ring:
        profile = lay_flat(profile, outline)
    anatomy = dissect(profile, px_mm)
    is_flat = is_ring or (anatomy.head is not None and _is_spade(anatomy))
    if is_flat and not is_ring:
        anatomy = dissect(lay_flat(anatomy.profile, outline), px_mm)
    turn = anatomy.pitch.value_mm if anatomy.pitch is not None else 0.0
    anatomy = dissect(recentred(anatomy.profile, outline, turn, is_resting=not is_flat), px_mm)
    if not is_flat:
        anatomy = _tilted_as_seen(anatomy, outline, px_mm)
    light = float(np.mean(1 - np.clip(silhouette.outer.contrast, 0, 1)))
    doubt = _Doubt((EDGE_PX + 0.06 * light) * px_mm, view.u_scale_rel, px_mm, _tilt_doubt_rad(anatomy))
    if is_ring and anatomy.head is not None:
        return _measured_eye(anatomy, doubt, view)
    return _measured_screw(anatomy, silhouette, doubt, view)


def _tilt_doubt_rad(anatomy: Anatomy) -> float:
    """Doubt of the pose: a few hundredths of a mm at both contacts, and not knowing which turn's crest touches."""
    profile, head = anatomy.profile, anatomy.head
    arm = max((head.seat_s_mm if head is not None else float(profile.s_mm[-1])) - float(profile.s_mm[0]), 1.0)
    turn = anatomy.pitch.value_mm if anatomy.pitch is not None else 0.5 * anatomy.body_radius_mm
    return float(np.hypot(0.03, 0.3 * abs(np.tan(profile.axis.tilt_rad)) * turn) / arm)


def _ring_deficit(silhouette: Silhouette, profile: Profile, px_mm: float) -> float:
    """Share of the swept outline that is not covered: large for rings, hooks and bent things."""
    swept = float((profile.left_mm + profile.right_mm).sum() * profile.step_mm)
    return 1 - silhouette.area_px * px_mm**2 / max(swept, 1e-9)


def _is_spade(anatomy: Anatomy) -> bool:
    """A flat spade (trade `type P`): far too tall and wide for a head that was turned."""
    head = anatomy.head
    assert head is not None
    height = float(anatomy.profile.s_mm[-1]) - head.seat_s_mm
    return head.radius_mm > 2.2 * anatomy.body_radius_mm and height > 1.05 * head.radius_mm


def _seen_obliquity_rad(anatomy: Anatomy) -> tuple[float, float] | None:
    """Where the head's rim shows as an ellipse: the obliquity that it is seen at (unsigned), and its place s."""
    head, profile = anatomy.head, anatomy.profile
    if head is None:
        return None
    s, y = profile.points_s_mm, profile.points_offset_mm
    if head.cone_rad is None:
        on = (s <= head.rim_s_mm) & (s > head.seat_s_mm - 0.6 * head.radius_mm)
        on &= (np.abs(y) > 1.12 * anatomy.body_radius_mm) & (np.abs(y) < 0.93 * head.radius_mm)
        rim = fit_rim(s[on], y[on], head.radius_mm, -1)
    else:
        on = (s > head.rim_s_mm + 0.02 * head.radius_mm) & (np.abs(y) < 0.93 * head.radius_mm)
        rim = fit_rim(s[on], y[on], head.radius_mm, +1)
        if rim is not None and rim.slant > 0.3:  # the dome of an oval head, no rim
            return None
    if rim is None or rim.points < 15 or rim.spread_mm > 0.01 * head.radius_mm:
        return None
    return float(np.arctan(rim.slant)), rim.s_mm


def _tilted_as_seen(anatomy: Anatomy, tray_xy_mm: NDArray[np.float64], px_mm: float) -> Anatomy:
    """The anatomy in the pose that the head's rim shows, where that contradicts the pose it should have come to rest
    in.

    Short screws with heavy heads lean on things that their profile does not tell: a hex flat, a burr, the tray's edge.
    """
    for _ in range(4):
        seen = _seen_obliquity_rad(anatomy)
        profile = anatomy.profile
        if seen is None or anatomy.head is None:
            return anatomy
        expected = obliquity_rad(profile.axis, seen[1], profile.camera_height_mm)
        lean = min((seen[0] - expected, -seen[0] - expected), key=abs)
        if abs(lean) < CONTRADICTION_RAD:
            return anatomy
        tilt = profile.axis.tilt_rad + lean
        heading = float(np.arctan2(profile.axis.direction[1], profile.axis.direction[0]))
        foot = profile.axis.at(anatomy.head.rim_s_mm)
        height = anatomy.head.radius_mm * np.cos(tilt) - anatomy.head.rim_s_mm * np.sin(tilt)
        point = foot[:2] - anatomy.head.rim_s_mm * np.cos(tilt) * np.array([np.cos(heading), np.sin(heading)])
        axis = Axis.lying(point, heading, float(height), tilt)
        anatomy = dissect(profile_about(axis, tray_xy_mm, profile.camera_height_mm, profile.step_mm), px_mm)
    return anatomy


def lay_flat(profile: Profile, tray_xy_mm: NDArray[np.float64]) -> Profile:
    """The profile again with the axis level, at the height of the body's radius: eyes and spades lie on their flat."""
    body = float(np.median(profile.widest_mm[: len(profile.widest_mm) // 2]))
    body = min(body, float(np.median(profile.widest_mm[len(profile.widest_mm) // 2 :])))
    heading = float(np.arctan2(profile.axis.direction[1], profile.axis.direction[0]))
    axis = Axis.lying(profile.axis.point_xyz_mm[:2], heading, body)
    return profile_about(axis, tray_xy_mm, profile.camera_height_mm, profile.step_mm)


# --- ends -------------------------------------------------------------------------------------------------------------


def _is_pointed(profile: Profile, body_mm: float, at_tip: bool) -> bool:
    place = profile.s_mm[0] + 0.3 * body_mm if at_tip else profile.s_mm[-1] - 0.3 * body_mm
    return bool(np.interp(place, profile.s_mm, profile.widest_mm) < 0.5 * body_mm)


def _blunt_or_pointed(profile: Profile, body_mm: float, at_tip: bool) -> tuple[float, float, bool]:
    """s of an end without a head, its doubt, and whether it is pointed."""
    s, y = profile.points_s_mm, profile.points_offset_mm
    end = float(profile.s_mm[0] if at_tip else profile.s_mm[-1])
    if _is_pointed(profile, body_mm, at_tip):
        return float(s.min() if at_tip else s.max()), 0.3 * profile.step_mm * 2, True
    slant = float(np.tan(abs(obliquity_rad(profile.axis, end, profile.camera_height_mm))))
    near = np.abs(s - end) < 0.8 * body_mm
    place, _, u = flat_end(s[near], y[near], body_mm, -1 if at_tip else 1, slant)
    return place, u, False


def _face(anatomy: Anatomy) -> tuple[float, float]:
    """s of the top of the head and its doubt."""
    head, profile = anatomy.head, anatomy.profile
    assert head is not None
    s, y = profile.points_s_mm, profile.points_offset_mm
    obliquity = obliquity_rad(profile.axis, float(profile.s_mm[-1]), profile.camera_height_mm)
    slant = float(np.tan(abs(obliquity)))
    if _is_spade(anatomy):
        return float(s.max()), 0.01 * head.radius_mm
    beyond = s > head.rim_s_mm + 0.02 * head.radius_mm
    if head.cone_rad is not None:
        rim = fit_rim(s[beyond], y[beyond], head.radius_mm, +1, slant)
        if rim is not None and rim.spread_mm < 0.015 * head.radius_mm + 2 * slant * 0.02 * head.radius_mm:
            return rim.s_mm, 0.004 * head.radius_mm
    if _has_flat_top(anatomy):
        upper = beyond & (s > profile.s_mm[-1] - 0.35 * head.radius_mm)
        place, _, u = flat_end(s[upper], y[upper], head.radius_mm, +1, slant)
        return place, u
    return dome_end(s[beyond], y[beyond], head.radius_mm, obliquity)


def _has_flat_top(anatomy: Anatomy) -> bool:
    """Hex washer and socket heads: straight sides right up to the face."""
    assert anatomy.head is not None
    rough = head_features(anatomy, float(anatomy.profile.s_mm[-1]), anatomy.head.seat_s_mm)
    return rough.has_washer or rough.fullness > 0.955


def _seat(anatomy: Anatomy) -> tuple[float, float]:
    """s of the bearing side, or of where a cone meets the body, and its doubt."""
    head, profile = anatomy.head, anatomy.profile
    assert head is not None
    body, s, y = anatomy.body_radius_mm, profile.points_s_mm, profile.points_offset_mm
    slant = float(np.tan(abs(obliquity_rad(profile.axis, head.seat_s_mm, profile.camera_height_mm))))
    if head.cone_rad is not None:
        _, factor, shift = cone_from_outline(float(np.tan(head.cone_rad)), slant)
        rising = (s < head.rim_s_mm) & (s > head.seat_s_mm)
        rising &= (np.abs(y) > body + 0.2 * (head.radius_mm - body)) & (
            np.abs(y) < body + 0.8 * (head.radius_mm - body)
        )
        if rising.sum() < 8:
            return head.seat_s_mm, 0.03 * head.radius_mm
        r = np.abs(y[rising]) * factor
        slope, place, _ = robust_line(r, s[rising] + r * shift)
        neck = neck_radius(profile, head.seat_s_mm, body)
        return slope * neck + place, 0.02 * head.radius_mm
    under = (s <= head.rim_s_mm) & (s > head.seat_s_mm - 0.4 * head.radius_mm)
    under &= (np.abs(y) > 1.12 * body) & (np.abs(y) < 0.9 * head.radius_mm)
    rim = fit_rim(s[under], y[under], head.radius_mm, -1, slant)
    if rim is None:
        return head.seat_s_mm, 0.03 * head.radius_mm
    return rim.s_mm, float(np.hypot(0.004 * head.radius_mm, 0.05 * slant * head.radius_mm))


def _ends(anatomy: Anatomy) -> _Ends:
    profile, body = anatomy.profile, anatomy.body_radius_mm
    tip, u_tip, pointed = _blunt_or_pointed(profile, body, at_tip=True)
    if anatomy.head is None:
        face, u_face, _ = _blunt_or_pointed(profile, body, at_tip=False)
        return _Ends(tip, face, None, u_tip, u_face, 0.0, pointed)
    face, u_face = _face(anatomy)
    seat, u_seat = _seat(anatomy)
    return _Ends(tip, face, seat, u_tip, u_face, u_seat, pointed)


# --- quantities -------------------------------------------------------------------------------------------------------


def _length(value: float, doubt: _Doubt, ends_mm: float, lean: float, shape_mm: float = 0.0) -> Estimate:
    """A length along the axis; lean: |tan(obliquity)| in the middle, through which the tilt's doubt enters."""
    return Estimate.from_terms(
        value,
        edge=doubt.edge_mm * 1.4,
        fit=ends_mm,
        scale=value * doubt.scale_rel,
        tilt=value * (lean * doubt.tilt_rad + doubt.tilt_rad**2 / 2),
        shape=shape_mm,
    )


def _across(value: float, doubt: _Doubt, fit_mm: float, light_mm: float = 0.0) -> Estimate:
    """A diameter."""
    return Estimate.from_terms(
        value, edge=doubt.edge_mm * 1.4, fit=fit_mm, scale=value * doubt.scale_rel, light=light_mm
    )


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


def _form(anatomy: Anatomy, blur_mm: float, slant: float, is_pointed: bool) -> ThreadForm:
    """The folded thread's form; the standard's (60 deg, crest P / 8) where its flanks cannot be seen."""
    profile, pitch = anatomy.profile, anatomy.pitch
    assert pitch is not None
    assert anatomy.full_s_mm is not None
    inside = (profile.s_mm >= anatomy.full_s_mm[0]) & (profile.s_mm <= anatomy.full_s_mm[1])
    form = thread_form(profile.s_mm[inside], profile.left_mm[inside], profile.right_mm[inside], pitch, blur_mm, slant)
    return best_form(form, pitch.value_mm, slant, blur_mm, is_pointed)


def _minor(root_mm: float, u_mm: float, major_mm: float, form: ThreadForm, pitch_mm: float, slant: float) -> Estimate:
    """Minor diameter: roots as seen, less what hides them; on machine threads checked against the form's depth.

    A root is hidden rather than shown too deep, so on a 60 deg thread the standard's depth (1.19 to 1.23 P, ASME B1.1
    UNR, ISO 68-1) is the better witness as soon as roots are narrow or seen aslant.
    """
    shadow = 2 * root_shadow_mm(pitch_mm, root_mm / 2, form.flank_rad, form.floor_mm, slant)
    seen, u_seen = root_mm - shadow, float(np.hypot(u_mm, 0.02 + 0.5 * shadow))
    if form.floor_mm > 0.36 * pitch_mm:
        return Estimate.from_terms(seen, fit=u_mm, shape=u_seen)
    made, u_made = major_mm - 1.205 * pitch_mm, 0.018 * pitch_mm
    if root_mm < made - 0.2 * pitch_mm:  # deeper than any machine thread: believe what is seen
        return Estimate.from_terms(seen, fit=u_mm, shape=0.1 * pitch_mm)
    u_seen += 0.04 + 0.25 * max(seen - made, 0.0)
    weight = u_made**-2 / (u_made**-2 + u_seen**-2)
    return Estimate.from_terms(weight * made + (1 - weight) * seen, fit=u_mm, shape=u_made)


def _plateau(crest_mm: NDArray[np.float64]) -> tuple[float, float]:
    """Radius of most crests and its standard error: tapers and run-outs at the ends are left out."""
    if len(crest_mm) == 0:
        return np.nan, np.nan
    level = float(np.percentile(crest_mm, 60) if len(crest_mm) > 4 else crest_mm.max())
    spread = float(np.clip(1.4826 * np.median(np.abs(crest_mm - level)), 0.003 * level, 0.02 * level))
    kept = crest_mm[np.abs(crest_mm - level) < 2.5 * spread]
    return float(np.median(kept)) if len(kept) else level, float(spread / np.sqrt(max(len(kept), 1)))


def _thread_quantities(
    anatomy: Anatomy, ends: _Ends, doubt: _Doubt, blur_mm: float, lean: float
) -> dict[str, Measured]:
    pitch = anatomy.pitch
    if pitch is None:
        why = Unmeasured("no thread was found on the outline")
        body = _across(2 * anatomy.body_radius_mm, doubt, 0.5 * doubt.px_mm)
        return {"major_diameter_mm": body, "minor_diameter_mm": why, "pitch_mm": why, "threaded_length_mm": why}
    major, minor, u_major, u_minor = _crest_lines(anatomy)
    if not np.isfinite(major):
        major, u_major = 2 * anatomy.body_radius_mm, 0.5 * doubt.px_mm
    form = _form(anatomy, blur_mm, lean, ends.is_pointed)
    turns = (pitch.end_mm - pitch.begin_mm) / pitch.value_mm
    result: dict[str, Measured] = {
        "pitch_mm": Estimate.from_terms(
            pitch.value_mm,
            fit=pitch.u_mm,
            scale=pitch.value_mm * doubt.scale_rel,
            tilt=pitch.value_mm * (lean * doubt.tilt_rad + doubt.tilt_rad**2 / 2),
            run_out=pitch.value_mm * RUN_OUT / turns**2,
            lead=pitch.value_mm * LEAD_REL,
        ),
        "major_diameter_mm": _across(major + 2 * form.loss_mm, doubt, u_major, 0.5 * form.loss_mm),
    }
    assert anatomy.thread_s_mm is not None
    if np.isfinite(minor):
        result["minor_diameter_mm"] = _minor(minor, u_minor, major + 2 * form.loss_mm, form, pitch.value_mm, lean)
    else:
        result["minor_diameter_mm"] = Unmeasured("fewer than one whole turn of thread shows")
    threaded = anatomy.thread_s_mm[1] - ends.tip_s
    result["threaded_length_mm"] = Estimate.from_terms(threaded, fit=THREAD_END * pitch.value_mm, edge=doubt.edge_mm)
    return result


def _shank(anatomy: Anatomy, doubt: _Doubt) -> Measured:
    if anatomy.shank_s_mm is None:
        return Unmeasured(
            "the body is threaded up to the head" if anatomy.pitch else "no thread, so no shank beside it"
        )
    profile, (begin, end) = anatomy.profile, anatomy.shank_s_mm
    inside = (profile.s_mm > begin + 0.15 * (end - begin)) & (profile.s_mm < end - 0.15 * (end - begin))
    across = (profile.left_mm + profile.right_mm)[inside]
    if len(across) < 5:
        return Unmeasured("the shank is too short")
    spread = 1.4826 * float(np.median(np.abs(across - np.median(across))))
    return _across(float(np.median(across)), doubt, spread / np.sqrt(max(len(across) / 4, 1)))


def _head_diameter(anatomy: Anatomy, doubt: _Doubt) -> Measured:
    head, profile = anatomy.head, anatomy.profile
    if head is None:
        return Unmeasured("the part has no head")
    across = gaussian_filter1d(profile.left_mm + profile.right_mm, 2.0, mode="nearest")
    beyond = profile.s_mm > head.seat_s_mm - 0.5 * head.radius_mm
    shape = 0.0025 * head.radius_mm if not _is_spade(anatomy) else 0.04 * head.radius_mm
    return _across(float(across[beyond].max()), doubt, 0.25 * doubt.px_mm, shape)


def _is_threaded_at_both_ends(anatomy: Anatomy, px_mm: float) -> bool:
    """Dowel screws and hanger bolts: a thread on each half of a headless part, a plain stretch between."""
    if anatomy.head is not None or anatomy.pitch is None or anatomy.thread_s_mm is None:
        return False
    first, last = float(anatomy.profile.s_mm[0]), float(anatomy.profile.s_mm[-1])
    begin, end = anatomy.thread_s_mm
    rest = (end, last) if last - end > begin - first else (first, begin)
    if rest[1] - rest[0] < 0.25 * (last - first):
        return False
    other = find_thread(anatomy.profile, rest, anatomy.body_radius_mm, px_mm)
    return other is not None and other[0].amplitude_mm > 0.4 * anatomy.pitch.amplitude_mm


def _nominal(head: Head, ends: _Ends, anatomy: Anatomy, overall: Estimate, doubt: _Doubt, lean: float) -> Measured:
    """The length that the trade names: overall, from under the head, or from the rim (CONTRACT)."""
    if head in (Head.FLAT, Head.NONE, Head.EYE) or ends.seat_s is None:
        return overall
    if head is Head.OVAL:
        return _length(rim_edge_s(anatomy) - ends.tip_s, doubt, float(np.hypot(ends.u_tip, 0.05)), lean)
    return _length(ends.seat_s - ends.tip_s, doubt, float(np.hypot(ends.u_tip, ends.u_seat)), lean)


def _measured_screw(anatomy: Anatomy, silhouette: Silhouette, doubt: _Doubt, view: TrayView) -> Solid:
    ends = _ends(anatomy)
    profile = anatomy.profile
    lean = float(np.tan(abs(obliquity_rad(profile.axis, (ends.tip_s + ends.face_s) / 2, view.height_mm))))
    features: HeadFeatures | None = None
    if anatomy.head is not None and ends.seat_s is not None:
        features = head_features(anatomy, ends.face_s, ends.seat_s)
    heads = head_odds(features)
    both = _is_threaded_at_both_ends(anatomy, doubt.px_mm)
    overall = _length(ends.face_s - ends.tip_s, doubt, float(np.hypot(ends.u_tip, ends.u_face)), lean)
    quantities: dict[str, Measured] = {
        "overall_length_mm": overall,
        "nominal_length_mm": _nominal(heads.best, ends, anatomy, overall, doubt, lean),
        "head_diameter_mm": _head_diameter(anatomy, doubt),
        "head_height_mm": Unmeasured("the part has no head"),
        "shank_diameter_mm": _shank(anatomy, doubt),
        **_thread_quantities(anatomy, ends, doubt, silhouette.blur_px * doubt.px_mm, lean),
    }
    if ends.seat_s is not None:
        fit = float(np.hypot(ends.u_seat, ends.u_face))
        quantities["head_height_mm"] = _length(ends.face_s - ends.seat_s, doubt, fit, lean)
    if both:
        quantities["threaded_length_mm"] = Unmeasured("threaded at both ends")
    attributes = Attributes(
        head=heads,
        tip=tip_odds(anatomy, ends.is_pointed, 0.0),
        coverage=coverage_odds(anatomy, both),
    )
    return Solid(Measurement(**quantities), attributes, _landmarks(anatomy, ends, view))


def _measured_eye(anatomy: Anatomy, doubt: _Doubt, view: TrayView) -> Solid:
    """A screw eye: its ring lies on the tray, its length runs over the ring."""
    profile = anatomy.profile
    body = anatomy.body_radius_mm
    ends = _Ends(float(profile.s_mm[0]), float(profile.s_mm[-1]), None, 0.03, 0.02, 0.0, True)
    overall = _length(ends.face_s - ends.tip_s, doubt, 0.04, 0.05)
    ring = float((profile.left_mm + profile.right_mm).max())
    quantities: dict[str, Measured] = {
        "overall_length_mm": overall,
        "nominal_length_mm": overall,
        "head_diameter_mm": _across(ring, doubt, 0.03),
        "head_height_mm": Unmeasured("an eye has no head height"),
        "shank_diameter_mm": Unmeasured("the wire of an eye is its shank"),
        **_thread_quantities(anatomy, ends, doubt, doubt.px_mm, 0.02),
    }
    if anatomy.pitch is not None:  # the few turns of an eye run out into the wire over more than a turn
        threaded = quantities["threaded_length_mm"]
        assert isinstance(threaded, Estimate)
        quantities["threaded_length_mm"] = Estimate.from_terms(threaded.value, fit=1.5 * anatomy.pitch.value_mm)
    attributes = Attributes(
        head=Odds.sure(Head.EYE, list(Head), 0.98),
        tip=tip_odds(anatomy, True, 0.0),
        coverage=coverage_odds(replace(anatomy, shank_s_mm=(0.0, 4 * body)), False),
    )
    return Solid(Measurement(**quantities), attributes, _landmarks(anatomy, ends, view))


# --- for drawing ------------------------------------------------------------------------------------------------------


def _landmarks(anatomy: Anatomy, ends: _Ends, view: TrayView) -> Landmarks:
    axis, body = anatomy.profile.axis, anatomy.body_radius_mm

    def px(*points: NDArray[np.float64]) -> NDArray[np.float64]:
        return view.to_px(np.stack(points))

    middle = (ends.tip_s + (ends.seat_s if ends.seat_s is not None else ends.face_s)) / 2
    if anatomy.thread_s_mm is not None:
        middle = (anatomy.thread_s_mm[0] + anatomy.thread_s_mm[1]) / 2
    head = anatomy.head
    return Landmarks(
        tail_xy_px=px(axis.at(ends.tip_s))[0],
        face_xy_px=px(axis.at(ends.face_s))[0],
        seat_xy_px=None if ends.seat_s is None else px(axis.at(ends.seat_s))[0],
        body_xy_px=px(axis.at(middle, left_mm=body), axis.at(middle, left_mm=-body)),
        head_xy_px=None
        if head is None
        else px(axis.at(head.rim_s_mm, left_mm=head.radius_mm), axis.at(head.rim_s_mm, left_mm=-head.radius_mm)),
        thread_xy_px=None
        if anatomy.thread_s_mm is None
        else px(axis.at(anatomy.thread_s_mm[0]), axis.at(anatomy.thread_s_mm[1])),
    )
