"""Which dark things are what: fastener, coin or other; touching parts told apart; what cannot be measured, and why."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from appliance.metrology.profile import settle
from appliance.metrology.silhouette import Edge, Silhouette, trace_edge
from appliance.metrology.stance import MOST_OPEN, RING_OPENNESS, ring_openness
from appliance.reading import Kind, Refused
from calibration.coin import quarter_on_tray
from calibration.plane import TrayView

DIRT_MM2 = 2.5  # smaller things are specks of dirt, not parts
LEAST_LENGTH_MM = 3.5
LEAST_SHARE = 0.06  # of the whole's area: a smaller piece is a burr, not a part
MOST_BLUR_PX = 1.95
LEAST_LIKENESS = 0.72  # of a part to its mirror image; threads cost a few per cent, a cut drill point too


@dataclass(frozen=True)
class Thing:
    """One object on the tray.

    Attributes
    ----------
    silhouette : its outline
    kind : fastener, coin or other
    refused : why it is not measured
    """

    silhouette: Silhouette
    kind: Kind
    refused: Refused | None = None


def tell_apart(
    silhouettes: list[Silhouette], evened: NDArray[np.float32] | None, view: TrayView, has_scale: bool
) -> list[Thing]:
    """Sort silhouettes into things; touching parts become one thing each where a thin bridge joins them.

    Parameters
    ----------
    silhouettes : as found
    evened : the light they were found in, to trace the edges of separated parts; None leaves them together
    view : the camera above the tray
    has_scale : whether the view's millimetres are millimetres; without them no coin can be told
    """
    things: list[Thing] = []
    for whole in silhouettes:
        is_odd = has_gap(whole) or is_lopsided(whole)
        if whole.touches_border or not is_odd or is_open_ring(whole, view):
            things.append(_judge(whole, view, has_scale))
            continue
        pieces = [whole] if evened is None else separate(whole, evened)
        things += [_judge(piece, view, has_scale) for piece in pieces]
        if len(pieces) == 1 and is_lopsided(whole) and things[-1].refused is None and things[-1].kind is Kind.FASTENER:
            things[-1] = Thing(whole, Kind.FASTENER, Refused.OVERLAPPING)
    return things


def is_open_ring(silhouette: Silhouette, view: TrayView) -> bool:
    """A screw eye, its ring slit or closed: far from convex and lopsided, and yet one part."""
    if not _encloses(silhouette.mask):
        return False
    outline = view.to_tray_xy_mm(silhouette.outer.points_xy_px)
    profile = settle(outline, view.height_mm, 0.5 * view.mm_per_px(silhouette.outer.points_xy_px.mean(axis=0)))
    return RING_OPENNESS < ring_openness(silhouette, profile, view) < MOST_OPEN


def _encloses(mask: NDArray[np.bool_]) -> bool:
    """Whether there is a large opening in it once a slit has been closed."""
    reach = max(2, int(0.08 * min(mask.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    closed = cv2.morphologyEx(np.pad(mask.astype(np.uint8), 2 * reach), cv2.MORPH_CLOSE, kernel)
    contours, tree = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    openings = [cv2.contourArea(c) for c, links in zip(contours, tree[0], strict=True) if links[3] >= 0]
    return max(openings, default=0.0) > 0.1 * float(mask.sum())


def is_lopsided(silhouette: Silhouette) -> bool:
    """Whether its two sides differ grossly: no single part that was turned or rolled does that.

    The silhouette is compared with its mirror image about its long axis.
    """
    return mirror_likeness(silhouette.mask) < LEAST_LIKENESS


def mirror_likeness(mask: NDArray[np.bool_]) -> float:
    """Share of common area of a mask and its mirror image about its principal axis through its centre."""
    m = cv2.moments(mask.astype(np.uint8), binaryImage=True)
    x, y = m["m10"] / m["m00"], m["m01"] / m["m00"]
    angle = 0.5 * np.arctan2(2 * m["mu11"], m["mu20"] - m["mu02"])
    cos, sin = float(np.cos(2 * angle)), float(np.sin(2 * angle))
    mirror = np.array([[cos, sin, x - cos * x - sin * y], [sin, -cos, y - sin * x + cos * y]])
    scale = min(1.0, 400 / max(mask.shape))  # coarse is enough
    small = cv2.resize(mask.astype(np.uint8), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    mirror[:, 2] *= scale
    pad = max(small.shape)  # the mirror image may lie outside the box
    wide = cv2.copyMakeBorder(small, pad, pad, pad, pad, cv2.BORDER_CONSTANT)
    shift = np.array([pad, pad])
    mirror[:, 2] += shift - mirror[:, :2] @ shift
    other = cv2.warpAffine(wide, mirror, (wide.shape[1], wide.shape[0]), flags=cv2.INTER_NEAREST)
    return float(cv2.countNonZero(cv2.bitwise_and(wide, other)) / max(cv2.countNonZero(cv2.bitwise_or(wide, other)), 1))


def has_gap(silhouette: Silhouette) -> bool:
    """Whether it is far from convex: touching parts, rings and hooks are; single screws are not."""
    hull = cv2.convexHull(silhouette.outer.points_xy_px.astype(np.float32))
    return bool(silhouette.area_px < 0.55 * cv2.contourArea(hull))


def _judge(silhouette: Silhouette, view: TrayView, has_scale: bool) -> Thing:
    edge = silhouette.outer.points_xy_px
    if silhouette.touches_border:
        return Thing(silhouette, Kind.FASTENER, Refused.TOUCHES_BORDER)
    (_, _), (width, height), _ = cv2.minAreaRect(edge.astype(np.float32))
    long_px, short_px = max(width, height), max(min(width, height), 1e-6)
    px_mm = view.mm_per_px(edge.mean(axis=0))
    roundness = 4 * np.pi * cv2.contourArea(_smooth(edge)) / cv2.arcLength(_smooth(edge), True) ** 2
    if has_scale:
        holes = tuple(h.points_xy_px for h in silhouette.holes)
        if roundness > 0.8 and quarter_on_tray(edge, view, holes).p >= 0.5:
            return Thing(silhouette, Kind.COIN)
        if long_px * px_mm < LEAST_LENGTH_MM:
            return Thing(silhouette, Kind.FASTENER, Refused.TOO_SMALL)
    if long_px < 1.25 * short_px and roundness > 0.85:
        is_ring = any(cv2.contourArea(h.points_xy_px.astype(np.float32)) > 60 for h in silhouette.holes)
        if is_ring or not has_scale or long_px * px_mm > 15:
            return Thing(silhouette, Kind.OTHER, Refused.NOT_A_FASTENER)
        return Thing(silhouette, Kind.FASTENER, Refused.STANDING)
    if silhouette.blur_px > MOST_BLUR_PX:
        return Thing(silhouette, Kind.FASTENER, Refused.BLURRED)
    return Thing(silhouette, Kind.FASTENER)


def _smooth(edge_xy_px: NDArray[np.float64]) -> NDArray[np.float32]:
    """Every fourth point: the length of an outline must not count its noise."""
    return edge_xy_px[::4].astype(np.float32)


def separate(whole: Silhouette, evened: NDArray[np.float32]) -> list[Silhouette]:
    """Cut a silhouette at bridges thinner than the parts they join; [whole] where there are none.

    The mask is worn down until it falls into pieces of some size, which then grow back to where they meet.
    """
    mask = np.pad(whole.mask.astype(np.uint8), 2)
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    for wear_px in np.arange(1.0, 0.8 * float(depth.max()), 1.0):
        count, labels, stats, _ = cv2.connectedComponentsWithStats((depth > wear_px).astype(np.uint8))
        big = [
            i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] > LEAST_SHARE * stats[1:, cv2.CC_STAT_AREA].sum()
        ]
        if len(big) < 2:
            continue
        grown = _grow(mask, np.asarray(labels, np.int32), big)
        pieces = [p for n in range(len(big)) if (p := _piece(whole, grown == n + 1, evened)) is not None]
        return [p for piece in pieces for p in ([piece] if not has_gap(piece) else separate(piece, evened))]
    return [whole]


def _grow(mask: NDArray[np.uint8], labels: NDArray[np.int32], seeds: list[int]) -> NDArray[np.int32]:
    """Each pixel of the mask to the seed that reaches it first, walking inside the mask."""
    grown = np.zeros(mask.shape, np.int32)
    for n, seed in enumerate(seeds):
        grown[labels == seed] = n + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    while True:
        reach = cv2.dilate(grown.astype(np.float32), kernel).astype(np.int32)
        fresh = (grown == 0) & (mask > 0) & (reach > 0)
        if not fresh.any():
            return grown
        grown[fresh] = reach[fresh]


def _piece(whole: Silhouette, member: NDArray[np.bool_], evened: NDArray[np.float32]) -> Silhouette | None:
    """One separated part: its own edge where it has one, a straight line where it touched its neighbour."""
    member = member[2:-2, 2:-2]
    x, y, w, h = whole.box_px
    ys, xs = np.nonzero(member)
    contours, _ = cv2.findContours(
        np.pad(member.astype(np.uint8), 1), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE, offset=(x - 1, y - 1)
    )
    rough = max(contours, key=len).reshape(-1, 2).astype(np.float64)
    edge = trace_edge(evened, rough, whole.blur_px)
    others = cv2.dilate((whole.mask & ~member).astype(np.uint8), np.ones((7, 7), np.uint8))
    column = np.clip(rough[:, 0] - x, 0, w - 1).astype(int)
    row = np.clip(rough[:, 1] - y, 0, h - 1).astype(int)
    own = others[row, column] == 0
    if own.sum() < 8:
        return None  # all of its edge was its neighbour's
    kept = Edge(edge.points_xy_px[own], edge.normals_xy[own], edge.contrast[own], edge.u_px[own])
    box = (x + int(xs.min()), y + int(ys.min()), int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1)
    inside = member[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    return replace(whole, outer=kept, holes=(), box_px=box, mask=inside, area_px=int(inside.sum()))
