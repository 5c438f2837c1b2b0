"""One silhouette on the tray -> the nine quantities of the contract, each with its doubt.

The last step of the staircase: silhouette -> profile (pose) -> anatomy -> extent and diameters -> measurement.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from appliance.metrology.anatomy import Anatomy, dissect, find_thread
from appliance.metrology.budget import Doubt, across, length
from appliance.metrology.diameters import head_diameter, shank_diameter, thread_quantities
from appliance.metrology.extent import Extent, extent_of, is_spade
from appliance.metrology.pose import obliquity_rad
from appliance.metrology.profile import recentred, settle
from appliance.metrology.shape import (
    HeadFeatures,
    coverage_odds,
    head_features,
    head_odds,
    rim_edge_s,
    tip_odds,
)
from appliance.metrology.silhouette import Silhouette
from appliance.metrology.soundness import warnings_of
from appliance.metrology.stance import MOST_OPEN, RING_OPENNESS, lay_flat, resettled, ring_openness, tilted_as_seen
from appliance.reading import Landmarks, Measurement
from calibration.estimate import Estimate, Measured, Unmeasured
from calibration.plane import TrayView
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Head

LARGEST_HEAD = 3.0  # radius over the body's; truss heads reach 2.4, spades 2.7


@dataclass(frozen=True)
class Solid:
    """A measured part.

    Attributes
    ----------
    measurement : the nine quantities
    attributes : what geometry says of head, tip and coverage
    landmarks : where the lengths begin and end on the picture
    warnings : see `soundness.warnings_of`
    """

    measurement: Measurement
    attributes: Attributes
    landmarks: Landmarks
    warnings: tuple[str, ...] = ()


def measure(silhouette: Silhouette, view: TrayView) -> Solid | Unmeasured:
    """Measure a fastener that lies on the tray.

    Parameters
    ----------
    silhouette : of the whole part, not cut off by the border
    view : the camera above the tray

    Returns
    -------
    Solid, or Unmeasured where this cannot be one screw
    """
    px_mm = view.mm_per_px(silhouette.outer.points_xy_px.mean(axis=0))
    outline = view.to_tray_xy_mm(silhouette.outer.points_xy_px)
    profile = settle(outline, view.height_mm, 0.5 * px_mm)
    openness = ring_openness(silhouette, profile, view)
    is_ring = openness > RING_OPENNESS
    if is_ring:
        profile = lay_flat(profile, outline)
    anatomy = dissect(profile, px_mm, is_rough=True)
    is_flat = is_ring or (anatomy.head is not None and is_spade(anatomy))
    if is_flat and not is_ring:
        anatomy = dissect(lay_flat(anatomy.profile, outline), px_mm, is_rough=True)
    turn = anatomy.pitch.value_mm if anatomy.pitch is not None else 0.0
    anatomy = dissect(recentred(anatomy.profile, outline, turn, is_resting=not is_flat), px_mm, is_rough=True)
    if not is_flat:
        anatomy = tilted_as_seen(resettled(anatomy, outline, px_mm), outline, px_mm)
    anatomy = dissect(anatomy.profile, px_mm, known=anatomy.pitch)
    if not is_ring and anatomy.head is not None and anatomy.head.radius_mm > LARGEST_HEAD * anatomy.body_radius_mm:
        return Unmeasured("its head is larger than any screw's: two parts may touch")
    doubt = Doubt.of(anatomy, silhouette, view.u_scale_rel, px_mm)
    if is_ring and anatomy.pitch is None and openness > MOST_OPEN:
        return Unmeasured("it is a ring or a clip without a thread")
    if is_ring and anatomy.head is not None:
        solid = _measured_eye(anatomy, silhouette.blur_px, doubt, view)
    else:
        solid = _measured_screw(anatomy, silhouette, doubt, view)
    return solid if _is_possible(solid) else Unmeasured("what was measured cannot be a screw")


def _is_possible(solid: Solid) -> bool:
    """Whether every length is positive and none is longer than the whole."""
    values = [one.value for one in vars(solid.measurement).values() if isinstance(one, Estimate)]
    overall = solid.measurement.overall_length_mm
    return bool(values) and min(values) > 0 and isinstance(overall, Estimate) and max(values) < 1.5 * overall.value


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


def _nominal(head: Head, ends: Extent, anatomy: Anatomy, overall: Estimate, doubt: Doubt, lean: float) -> Measured:
    """The length that the trade names: overall, from under the head, or from the rim (CONTRACT)."""
    if head in (Head.FLAT, Head.NONE, Head.EYE) or ends.seat_s is None:
        return overall
    if head is Head.OVAL:
        return length(rim_edge_s(anatomy) - ends.tip_s, doubt, float(np.hypot(ends.u_tip, 0.04)), lean)
    return length(ends.seat_s - ends.tip_s, doubt, float(np.hypot(ends.u_tip, ends.u_seat)), lean)


def _measured_screw(anatomy: Anatomy, silhouette: Silhouette, doubt: Doubt, view: TrayView) -> Solid:
    ends = extent_of(anatomy)
    profile = anatomy.profile
    lean = float(np.tan(abs(obliquity_rad(profile.axis, (ends.tip_s + ends.face_s) / 2, view.height_mm))))
    features: HeadFeatures | None = None
    if anatomy.head is not None and ends.seat_s is not None:
        features = head_features(anatomy, ends.face_s, ends.seat_s)
    heads = head_odds(features)
    both = _is_threaded_at_both_ends(anatomy, doubt.px_mm)
    overall = length(ends.face_s - ends.tip_s, doubt, float(np.hypot(ends.u_tip, ends.u_face)), lean)
    quantities: dict[str, Measured] = {
        "overall_length_mm": overall,
        "nominal_length_mm": _nominal(heads.best, ends, anatomy, overall, doubt, lean),
        "head_diameter_mm": head_diameter(anatomy, doubt),
        "head_height_mm": Unmeasured("the part has no head"),
        "shank_diameter_mm": shank_diameter(anatomy, doubt),
        **thread_quantities(anatomy, ends, doubt, silhouette.blur_px, lean),
    }
    if ends.seat_s is not None:
        fit = float(np.hypot(ends.u_seat, ends.u_face))
        quantities["head_height_mm"] = length(ends.face_s - ends.seat_s, doubt, fit, lean)
    if both:
        quantities["threaded_length_mm"] = Unmeasured("threaded at both ends")
    attributes = Attributes(
        head=heads,
        tip=tip_odds(anatomy, ends.is_pointed, 0.0),
        coverage=coverage_odds(anatomy, both),
    )
    found = warnings_of(anatomy, ends)
    return Solid(Measurement(**quantities), attributes, _landmarks(anatomy, ends, view), found)


def _measured_eye(anatomy: Anatomy, blur_px: float, doubt: Doubt, view: TrayView) -> Solid:
    """A screw eye: its ring lies on the tray, its length runs over the ring."""
    profile = anatomy.profile
    body = anatomy.body_radius_mm
    ends = Extent(float(profile.s_mm[0]), float(profile.s_mm[-1]), None, 0.03, 0.02, 0.0, True)
    overall = length(ends.face_s - ends.tip_s, doubt, 0.04, 0.05)
    ring = float((profile.left_mm + profile.right_mm).max())
    quantities: dict[str, Measured] = {
        "overall_length_mm": overall,
        "nominal_length_mm": overall,
        "head_diameter_mm": across(ring, doubt, 0.03),
        "head_height_mm": Unmeasured("an eye has no head height"),
        "shank_diameter_mm": Unmeasured("the wire of an eye is its shank"),
        **thread_quantities(anatomy, ends, doubt, blur_px, 0.02),
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


def _landmarks(anatomy: Anatomy, ends: Extent, view: TrayView) -> Landmarks:
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
