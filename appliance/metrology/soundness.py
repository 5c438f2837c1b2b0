"""Worn, bent and cut parts: what should warn whoever trusts the measurement."""

import numpy as np
from scipy.ndimage import uniform_filter1d

from appliance.metrology.anatomy import Anatomy
from appliance.metrology.extent import Extent
from appliance.metrology.profile import robust_line

CAMBER_REL = 0.006  # of the length, as ASME B18.2.1 allows bolts (from memory, UNVERIFIED)
CAMBER_MM = 0.12  # what noise and a lopsided thread may do
SKEW = 0.12  # tan of an end that is cut askew by 7 degrees
SPACED = 0.28  # pitch over diameter: machine threads stay below 0.25, wood and tapping threads above 0.3


def warnings_of(anatomy: Anatomy, ends: Extent) -> tuple[str, ...]:
    """`bent`, `no_point` (a wood or tapping screw that ends blunt: broken or cut off), `end_askew` (cut or damaged).

    Of a bent part nothing else is said: its axis does not run through its ends, so they cannot be judged by it.
    """
    if camber_mm(anatomy, ends) > CAMBER_REL * (ends.face_s - ends.tip_s) + CAMBER_MM:
        return ("bent",)
    if ends.is_pointed:
        return ()
    found = []
    pitch = anatomy.pitch
    if anatomy.head is not None and pitch is not None and pitch.value_mm > SPACED * 2 * anatomy.body_radius_mm:
        found.append("no_point")
    flat_ends = [ends.tip_s] if anatomy.head is not None else [ends.tip_s, ends.face_s]
    if max(abs(end_slope(anatomy, end_s)) for end_s in flat_ends) > SKEW:
        found.append("end_askew")
    return tuple(found)


def camber_mm(anatomy: Anatomy, ends: Extent) -> float:
    """How far the middle of the body stands off the line between its ends, seen from above, mm.

    The parabola through the stretch where both sides can be compared is taken on to the ends; 0 where that stretch is
    less than half of the body.
    """
    profile = anatomy.profile
    top = ends.seat_s if ends.seat_s is not None else ends.face_s
    point = anatomy.taper_mm if ends.is_pointed else 0.5 * anatomy.body_radius_mm
    body = (profile.s_mm > ends.tip_s + point) & (profile.s_mm < top - 0.3 * anatomy.body_radius_mm)
    turn = anatomy.pitch.value_mm if anatomy.pitch is not None else anatomy.body_radius_mm
    width = max(3, round(turn / profile.step_mm))
    if body.sum() < 3 * width:
        return 0.0
    middle = uniform_filter1d((profile.left_mm - profile.right_mm)[body] / 2, width, mode="nearest")[width:-width]
    longer = (top - ends.tip_s) / (len(middle) * profile.step_mm)
    if longer > 2:
        return 0.0
    x = np.linspace(-1, 1, len(middle))
    return float(abs(np.polyfit(x, middle, 2)[0]) * longer**2)


def end_slope(anatomy: Anatomy, end_s: float) -> float:
    """Tan of the angle between a flat end at end_s and the plane across the axis, seen from above."""
    profile, body = anatomy.profile, anatomy.body_radius_mm
    s, y = profile.points_s_mm, profile.points_offset_mm
    on = (np.abs(s - end_s) < 0.6 * body) & (np.abs(y) < 0.6 * body)
    if on.sum() < 8:
        return 0.0
    return robust_line(y[on], s[on])[0]
