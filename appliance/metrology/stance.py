"""How a part really lies where its profile alone does not tell: on a flat, on a hex, against all expectation."""

import numpy as np
from numpy.typing import NDArray

from appliance.metrology.anatomy import Anatomy, dissect
from appliance.metrology.ends import fit_rim
from appliance.metrology.pose import Axis, obliquity_rad
from appliance.metrology.profile import Profile, profile_about
from appliance.metrology.silhouette import Silhouette

CONTRADICTION_RAD = np.radians(1.5)  # rim and resting pose agree to about half a degree


def ring_deficit(silhouette: Silhouette, profile: Profile, px_mm: float) -> float:
    """Share of the swept outline that is not covered: large for rings, hooks and bent things."""
    swept = float((profile.left_mm + profile.right_mm).sum() * profile.step_mm)
    return 1 - silhouette.area_px * px_mm**2 / max(swept, 1e-9)


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


def tilted_as_seen(anatomy: Anatomy, tray_xy_mm: NDArray[np.float64], px_mm: float) -> Anatomy:
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
