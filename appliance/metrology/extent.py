"""Where a part begins and ends along its axis: tip, face, and the seat of its head."""

from dataclasses import dataclass

import numpy as np

from appliance.metrology.anatomy import Anatomy, neck_radius
from appliance.metrology.ends import cone_from_outline, dome_end, fit_rim, flat_end
from appliance.metrology.pose import obliquity_rad
from appliance.metrology.profile import Profile, robust_line
from appliance.metrology.shape import head_features

SPADE_THICK = 0.28  # half a spade's thickness over its body's radius, by the pictures of thumb screws; UNVERIFIED


@dataclass(frozen=True)
class Extent:
    """Ends of a part, mm along its axis, and their standard uncertainties.

    Attributes
    ----------
    tip_s, face_s : of the whole part
    seat_s : where the trade begins to count from under the head; None on headless parts
    is_pointed : the tip runs out into a point
    """

    tip_s: float
    face_s: float
    seat_s: float | None
    u_tip: float
    u_face: float
    u_seat: float
    is_pointed: bool


def is_spade(anatomy: Anatomy) -> bool:
    """A flat spade (trade `type P`): far too tall and wide for a head that was turned."""
    head = anatomy.head
    assert head is not None
    height = float(anatomy.profile.s_mm[-1]) - head.seat_s_mm
    return head.radius_mm > 2.2 * anatomy.body_radius_mm and height > 1.05 * head.radius_mm


def _is_pointed(profile: Profile, body_mm: float, at_tip: bool) -> bool:
    place = profile.s_mm[0] + 0.3 * body_mm if at_tip else profile.s_mm[-1] - 0.3 * body_mm
    return bool(np.interp(place, profile.s_mm, profile.widest_mm) < 0.5 * body_mm)


def _seen_obliquity_rad(profile: Profile, s_mm: float, radius_mm: float) -> float:
    """Obliquity at which a circular edge is seen: on its upper or lower rim, whichever makes the outline's end."""
    on_axis = obliquity_rad(profile.axis, s_mm, profile.camera_height_mm)
    rim = profile.axis.raised(-float(np.sign(on_axis)) * 0.9 * radius_mm)
    return obliquity_rad(rim, s_mm, profile.camera_height_mm)


def _blunt_or_pointed(profile: Profile, body_mm: float, at_tip: bool) -> tuple[float, float, bool]:
    """s of an end without a head, its doubt, and whether it is pointed."""
    s, y = profile.points_s_mm, profile.points_offset_mm
    end = float(profile.s_mm[0] if at_tip else profile.s_mm[-1])
    if _is_pointed(profile, body_mm, at_tip):
        return float(s.min() if at_tip else s.max()), 0.55 * profile.step_mm, True
    slant = float(np.tan(abs(_seen_obliquity_rad(profile, end, 0.8 * body_mm))))
    near = np.abs(s - end) < 0.8 * body_mm
    place, _, u = flat_end(s[near], y[near], body_mm, -1 if at_tip else 1, slant)
    return place, u, False


def _face(anatomy: Anatomy) -> tuple[float, float]:
    """s of the top of the head and its doubt."""
    head, profile = anatomy.head, anatomy.profile
    assert head is not None
    s, y = profile.points_s_mm, profile.points_offset_mm
    obliquity = _seen_obliquity_rad(profile, float(profile.s_mm[-1]), head.radius_mm)
    slant = float(np.tan(abs(obliquity)))
    slant_at_end = float(np.tan(abs(obliquity_rad(profile.axis, float(s.max()), profile.camera_height_mm))))
    if is_spade(anatomy):  # its end is an edge as thick as the plate: the camera sees its farther corner
        return float(s.max()) - slant_at_end * SPADE_THICK * anatomy.body_radius_mm, 0.006 * head.radius_mm
    beyond = s > head.rim_s_mm + 0.02 * head.radius_mm
    if head.cone_rad is not None:
        rim = fit_rim(s[beyond], y[beyond], head.radius_mm, +1, slant)
        if rim is not None and rim.spread_mm < 0.015 * head.radius_mm + 2 * slant * 0.02 * head.radius_mm:
            return rim.s_mm, 0.004 * head.radius_mm
    if _has_flat_top(anatomy):
        upper = beyond & (s > profile.s_mm[-1] - 0.35 * head.radius_mm)
        place, _, u = flat_end(s[upper], y[upper], head.radius_mm, +1, slant)
        return place, u
    top, u_hidden = dome_end(s[beyond], y[beyond], head.radius_mm, obliquity)
    return top, float(np.hypot(u_hidden, 0.005 * head.radius_mm))  # a recess may have taken the apex away


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
    slant = float(np.tan(abs(_seen_obliquity_rad(profile, head.seat_s_mm, head.radius_mm))))
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
    return rim.s_mm, float(np.hypot(0.003 * head.radius_mm, 0.015 * slant * head.radius_mm))


def extent_of(anatomy: Anatomy) -> Extent:
    """Tip, face and seat of a part, corrected for the angle at which they are seen."""
    profile, body = anatomy.profile, anatomy.body_radius_mm
    tip, u_tip, pointed = _blunt_or_pointed(profile, body, at_tip=True)
    if anatomy.head is None:
        face, u_face, _ = _blunt_or_pointed(profile, body, at_tip=False)
        return Extent(tip, face, None, u_tip, u_face, 0.0, pointed)
    face, u_face = _face(anatomy)
    seat, u_seat = _seat(anatomy)
    return Extent(tip, face, seat, u_tip, u_face, u_seat, pointed)
