"""How a part really lies where its profile alone does not tell: on a flat, on a hex, against all expectation."""

import numpy as np
from numpy.typing import NDArray

from appliance.metrology.anatomy import Anatomy, dissect
from appliance.metrology.ends import fit_rim
from appliance.metrology.extent import extent_of
from appliance.metrology.pose import Axis, closest_approach, obliquity_rad, rest
from appliance.metrology.profile import Profile, profile_about
from appliance.metrology.shape import head_features
from appliance.metrology.silhouette import Silhouette
from calibration.plane import TrayView

COARSE_PX = 4  # an opening is seen on every fourth pixel
RING_OPENNESS = 0.12  # of the wide end: screw eyes 0.16 to 0.34, a spade's notch 0.03
MOST_OPEN = 0.43  # paper clips, and parts that touch, are more open than any screw eye
CONTRADICTION_RAD = np.radians(1.5)  # farther apart than this, rim and resting pose are not of the same pose
U_RIM_RAD = np.radians(0.4)  # of a tilt from the rim's ellipse: rendered heads scatter by this
LEAST_LEAN_RAD = np.radians(0.03)  # not worth another look
U_REST = 0.05  # of a resting pose, share of its tilt: which crest or burr touches is not seen


def ring_openness(silhouette: Silhouette, profile: Profile, view: TrayView) -> float:
    """Share of the wide end's swept outline through which the tray shows: rings are open, heads and spades are not.

    Only the stretch wider than half of the widest counts, so that a long stem does not hide the ring.
    """
    ys, xs = np.nonzero(silhouette.mask[::COARSE_PX, ::COARSE_PX])
    at_px = COARSE_PX * np.column_stack([xs, ys]) + np.array(silhouette.box_px[:2], np.float64)
    s, _ = closest_approach(profile.axis, view.to_tray_xy_mm(at_px), profile.camera_height_mm)
    widths = profile.left_mm + profile.right_mm
    wide = widths > 0.5 * widths.max()
    cell = np.clip(np.round((s - profile.s_mm[0]) / profile.step_mm).astype(int), 0, len(widths) - 1)
    px_mm = view.mm_per_px(at_px.mean(axis=0))
    covered = float(wide[cell].sum()) * (COARSE_PX * px_mm) ** 2
    return 1 - covered / max(float(widths[wide].sum()) * profile.step_mm, 1e-9)


def _seen_obliquity_rad(anatomy: Anatomy) -> tuple[float, float] | None:
    """Where the head's rim shows as an ellipse: the obliquity that it is seen at (unsigned), and its place s."""
    head, profile = anatomy.head, anatomy.profile
    if head is None or is_hexagon(anatomy):
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
    """The anatomy in the pose that both its resting on the tray and its head's rim speak for.

    Where they agree the tilt is their weighted mean. Where the rim contradicts, it is right: short screws with heavy
    heads lean on things that their profile does not tell, a hex flat, a burr, the tray's edge.
    """
    for _ in range(4):
        seen = _seen_obliquity_rad(anatomy)
        profile = anatomy.profile
        if seen is None or anatomy.head is None:
            return anatomy
        expected = obliquity_rad(profile.axis, seen[1], profile.camera_height_mm)
        lean = min((seen[0] - expected, -seen[0] - expected), key=abs)
        arm = anatomy.head.rim_s_mm - float(profile.s_mm[0])
        if abs(lean) * arm > 0.45 * anatomy.head.radius_mm:
            return anatomy  # nothing that a part leans on lifts it by more
        agrees = abs(lean) < CONTRADICTION_RAD
        if agrees:
            u_rest = U_REST * abs(profile.axis.tilt_rad)
            lean *= u_rest**2 / (u_rest**2 + U_RIM_RAD**2)
        if abs(lean) < LEAST_LEAN_RAD:
            return anatomy
        tilt = profile.axis.tilt_rad + lean
        heading = float(np.arctan2(profile.axis.direction[1], profile.axis.direction[0]))
        foot = profile.axis.at(anatomy.head.rim_s_mm)
        height = anatomy.head.radius_mm * np.cos(tilt) - anatomy.head.rim_s_mm * np.sin(tilt)
        point = foot[:2] - anatomy.head.rim_s_mm * np.cos(tilt) * np.array([np.cos(heading), np.sin(heading)])
        axis = Axis.lying(point, heading, float(height), tilt)
        anatomy = dissect(
            profile_about(axis, tray_xy_mm, profile.camera_height_mm, profile.step_mm), px_mm, is_rough=True
        )
        if agrees:
            return anatomy
    return anatomy


def is_hexagon(anatomy: Anatomy) -> bool:
    """Whether the head is a hexagonal prism: straight sides, lower than a cap, wider than a cheese head."""
    head = anatomy.head
    if head is None or head.cone_rad is not None or head.fullness < 0.88:  # as seen; saves the finer look for most
        return False
    ends = extent_of(anatomy)
    assert ends.seat_s is not None
    f = head_features(anatomy, ends.face_s, ends.seat_s)
    return not f.has_washer and f.fullness > 0.93 and f.height_over_radius < 0.88 and f.radius_over_body > 1.5


def resettled(anatomy: Anatomy, tray_xy_mm: NDArray[np.float64], px_mm: float) -> Anatomy:
    """The anatomy of a part with a hexagonal head in its true pose: it lies on a flat, cos 30 deg of what the outline
    shows.

    Seen aslant a face's far rim makes the head look longer than it is; its mass is reckoned from seat to face.
    """
    for _ in range(3):
        head, profile = anatomy.head, anatomy.profile
        if head is None or not is_hexagon(anatomy):
            return anatomy
        ends = extent_of(anatomy)
        if ends.seat_s is None or ends.face_s - ends.tip_s < head.radius_mm:
            return anatomy
        grid = np.arange(ends.tip_s, ends.face_s, profile.step_mm)
        radius = np.interp(grid, profile.s_mm, profile.widest_mm)
        in_head = grid >= ends.seat_s
        radius[~in_head] = np.minimum(radius[~in_head], 1.1 * anatomy.body_radius_mm)
        radius[in_head & (grid < head.rim_s_mm)] = head.radius_mm
        radius[in_head] *= np.cos(np.pi / 6)
        tilt, height = rest(grid, radius)
        if abs(tilt - profile.axis.tilt_rad) < np.radians(0.2):
            return anatomy
        axis = profile.axis.leant(tilt, height, profile.camera_height_mm)
        anatomy = dissect(
            profile_about(axis, tray_xy_mm, profile.camera_height_mm, profile.step_mm), px_mm, is_rough=True
        )
    return anatomy


def lay_flat(profile: Profile, tray_xy_mm: NDArray[np.float64]) -> Profile:
    """The profile again with the axis level, at the height of the body's radius: eyes and spades lie on their flat."""
    body = float(np.median(profile.widest_mm[: len(profile.widest_mm) // 2]))
    body = min(body, float(np.median(profile.widest_mm[len(profile.widest_mm) // 2 :])))
    heading = float(np.arctan2(profile.axis.direction[1], profile.axis.direction[0]))
    axis = Axis.lying(profile.axis.point_xyz_mm[:2], heading, body)
    return profile_about(axis, tray_xy_mm, profile.camera_height_mm, profile.step_mm)
