"""Things on a plain but textured ground in one colour photograph: label map and sub-pixel outlines.

Three steps. *Strangeness*: at a coarse scale each pixel's colour and texture energy is compared with what the ground
around it has (local mean and covariance, things left out by re-weighting): wood grain, cloth and brushed steel are
ordinary there, things are not. *Graph cut*: each strange blob is cut from its ground (Rother et al., GrabCut, 2004); a
shadow has the ground's own tint and grain, only darker, and starts as ground. *Edge*: the outline is moved to the
strongest edge along its normals at full resolution, by one smooth path around the thing (dynamic programming), and
there to a fraction of a pixel. Where there is a network that knows things from close by, it takes the graph cut's
place: polished metal shows the ground's own colours, and only its shape tells it from them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from appliance.metrology.follow import EdgeFollower
from drivers.frame import Frame

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Scalar = TypeVar("Scalar", np.float32, np.uint8)
ThingOdds = Callable[[tuple[int, int, int, int]], Floats]  # of a window x0, y0, x1, y1 of the photograph

_COARSE_PX = 640  # longest side of the picture in which strange blobs are sought
_CUT_PX, _CUT_AREA = 480, 100_000  # longest side and greatest area of a thing's picture when it is cut out
_STRANGE, _VERY_STRANGE = 4.5, 9.0  # Mahalanobis distances
_SMALLEST = 4e-4  # of the coarse picture's area: below is dirt
_SEARCH_PX = 2  # an outline moves this far at most, in pixels of the graph cut
_SHARP = 0.04  # log light a pixel of the graph cut: a softer edge ends a shadow or a glare
_TOO_DARK_FOR_SHADOW = -0.7  # log light: less than half of the ground's
_TINT_FLOOR = 0.02  # least deviation of the ground's tint, log light: JPEG's halved chroma
_FLOOR = (1.0, 0.5, 0.5, 0.5)  # least deviation of the ground in L*, a*, b* and texture: camera noise and JPEG blocks


@dataclass(frozen=True)
class Cutout:
    """One thing in a photograph.

    Attributes
    ----------
    label : its number, from 1, largest first
    outline_xy_px : (n, 2) outer outline, sub-pixel, pixel centres at integers
    holes_xy_px : outlines of openings through which the ground shows
    contrast : median strength of the edge, in units of the ground's own roughness
    u_edge_px : standard uncertainty of one outline point along its normal
    touches_border : the picture's border cuts it off
    """

    label: int
    outline_xy_px: NDArray[np.float64]
    holes_xy_px: tuple[NDArray[np.float64], ...]
    contrast: float
    u_edge_px: float
    touches_border: bool


def cut_out(frame: Frame, thing_odds: ThingOdds | None = None) -> list[Cutout]:
    """Cut the things out of a photograph taken on a plain ground.

    Parameters
    ----------
    frame : colour or grey photograph
    thing_odds : how likely each pixel of a window is to belong to a thing; None goes by colour and grain alone

    Returns
    -------
    list of Cutout, largest first; empty where there is nothing but ground
    """
    pixels = frame.pixels if frame.pixels.ndim == 3 else np.repeat(frame.pixels[..., None], 3, axis=2)
    coarse_scale = min(1.0, _COARSE_PX / max(pixels.shape[:2]))
    coarse = _shrunk(pixels, coarse_scale)
    strange = strangeness(coarse)
    found: list[Cutout] = []
    for blob in _blobs(strange):
        cutout = _cut_blob(pixels, blob, strange, coarse_scale, thing_odds)
        if cutout is not None:
            found.append(cutout)
    found.sort(key=lambda c: -cv2.contourArea(c.outline_xy_px.astype(np.float32)))
    return [
        Cutout(i, c.outline_xy_px, c.holes_xy_px, c.contrast, c.u_edge_px, c.touches_border)
        for i, c in enumerate(found, 1)
    ]


def label_map(cutouts: list[Cutout], size_px: tuple[int, int]) -> Pixels:
    """Paint cutouts into a (height, width) picture: 0 ground, i the i-th thing, their holes ground again.

    Parameters
    ----------
    size_px : (width, height)
    """
    labels = np.zeros((size_px[1], size_px[0]), np.uint8)
    for c in cutouts:
        cv2.fillPoly(labels, [np.round(c.outline_xy_px).astype(np.int32)], c.label)
        for hole in c.holes_xy_px:
            cv2.fillPoly(labels, [np.round(hole).astype(np.int32)], 0)
    return labels


def strangeness(coarse: Pixels) -> Floats:
    """Mahalanobis distance of each pixel from the ground around it, in colour and texture.

    Parameters
    ----------
    coarse : (h, w, 3) uint8 BGR, a few hundred pixels wide

    Returns
    -------
    (h, w) float32
    """
    lab = _lab(coarse)
    lightness = np.ascontiguousarray(lab[..., 0])
    slopes = cv2.Scharr(lightness, cv2.CV_32F, 1, 0), cv2.Scharr(lightness, cv2.CV_32F, 0, 1)
    grain = np.asarray(cv2.magnitude(*slopes) / 32, np.float32)
    texture = 4 * np.log(0.3 + _blurred(grain, 2.0))
    features = np.dstack([_blurred(lab, 1.5), texture]).astype(np.float32)
    h, w = features.shape[:2]
    small = _resized(features, (max(w // 8, 8), max(h // 8, 8)), cv2.INTER_AREA)
    weight: Floats = np.ones(small.shape[:2], np.float32)
    for i in range(8):
        # first the whole picture's ground, then that of the neighbourhood: shade and glare change across a table
        mean, whitening = _ground(small, weight, max(small.shape[:2]) * (0.5 if i < 3 else 0.2))
        distance = _distance(small, mean, whitening)
        weight = np.asarray(1 / (1 + (distance / 2) ** 4) if i < 5 else distance < 3, np.float32)
        weight = np.asarray(cv2.erode(weight, np.ones((3, 3), np.uint8)), np.float32)
    mean = _resized(mean, (w, h))
    rows = [_resized(np.ascontiguousarray(whitening[..., i, :]), (w, h)) for i in range(4)]
    return _distance(features, mean, np.stack(rows, axis=2))


def _ground(features: Floats, weight: Floats, sigma_px: float) -> tuple[Floats, Floats]:
    """Local mean (h, w, 4) and whitening matrices (h, w, 4, 4) of the weighted features."""
    n = features.shape[2]
    total = _blurred(weight, sigma_px) + 1e-4
    mean = _blurred(features * weight[..., None], sigma_px) / total[..., None]
    off = features - mean
    products = np.concatenate([off[..., i : i + 1] * off for i in range(n)], axis=2) * weight[..., None]
    blurred = [_blurred(np.ascontiguousarray(products[..., i : i + n]), sigma_px) for i in range(0, n * n, n)]
    covariance = np.concatenate(blurred, axis=2).reshape(*weight.shape, n, n) / total[..., None, None]
    covariance = covariance + np.diag(np.square(_FLOOR)).astype(np.float32)
    return mean, np.linalg.inv(np.linalg.cholesky(covariance)).astype(np.float32)


def _distance(features: Floats, mean: Floats, whitening: Floats) -> Floats:
    whitened = np.einsum("hwij,hwj->hwi", whitening, features - mean)
    return np.asarray(np.sqrt((whitened**2).sum(axis=2)), np.float32)


def _blobs(strange: Floats) -> list[Pixels]:
    """Strange connected regions, holes filled, each as a (h, w) picture of 0 and 1."""
    n, labels, stats, _ = cv2.connectedComponentsWithStats((strange > _STRANGE).astype(np.uint8))
    blobs = []
    for i in range(1, n):
        blob = labels == i
        if stats[i, cv2.CC_STAT_AREA] < _SMALLEST * strange.size or (strange[blob] > _VERY_STRANGE).mean() < 0.2:
            continue
        blobs.append(_filled(blob.astype(np.uint8)))
    return blobs


def _filled(mask: Pixels) -> Pixels:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(np.zeros_like(mask), contours, -1, (1,), -1), np.uint8)


def _cut_blob(
    pixels: Pixels, blob: Pixels, strange: Floats, scale: float, thing_odds: ThingOdds | None
) -> Cutout | None:
    """Graph cut of one blob and its outline at full resolution; None where no thing is left."""
    height, width = pixels.shape[:2]
    x, y, w, h = cv2.boundingRect(blob)
    margin = 12
    x0, y0 = max(0, x - margin), max(0, y - margin)
    x1, y1 = min(blob.shape[1], x + w + margin), min(blob.shape[0], y + h + margin)
    X0, Y0 = int(x0 / scale), int(y0 / scale)
    X1, Y1 = min(width, int(np.ceil(x1 / scale))), min(height, int(np.ceil(y1 / scale)))
    roi = pixels[Y0:Y1, X0:X1]
    cut_scale = min(1.0, _CUT_PX / max(roi.shape[:2]), float(np.sqrt(_CUT_AREA / (roi.shape[0] * roi.shape[1]))))
    small = _shrunk(roi, cut_scale)
    size = (small.shape[1], small.shape[0])
    # the margins of the two pictures differ by less than a coarse pixel: enough for a seed
    seed = _resized(blob[y0:y1, x0:x1], size)
    if thing_odds is not None:
        thing = _under(seed, _resized(thing_odds((X0, Y0, X1, Y1)), size) > 0.5)
    else:
        thing = _graph_cut(small, seed, _resized(strange[y0:y1, x0:x1], size))
    contours, tree = cv2.findContours(thing, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    outers = [i for i in range(len(contours)) if tree[0][i][3] < 0]
    if not outers:
        return None
    largest = max(outers, key=lambda i: cv2.contourArea(contours[i]))
    least = _SMALLEST * height * width * cut_scale**2
    if cv2.contourArea(contours[largest]) < least:
        return None
    origin = np.array([X0, Y0], np.float64)
    rough = [
        (contours[i][:, 0] + 0.5) / cut_scale - 0.5
        for i in range(len(contours))
        if i == largest or (tree[0][i][3] == largest and cv2.contourArea(contours[i]) > least)
    ]
    edges = EdgeFollower(roi)
    search_px = _SEARCH_PX / cut_scale
    refined = [edges.follow(outline, search_px) for outline in rough]
    outer = max(refined, key=lambda r: cv2.contourArea(r[0].astype(np.float32)))
    holes = tuple(r[0] + origin for r in refined if r is not outer)
    outline, contrast, u_edge_px = outer
    outline = outline + origin
    at_border = bool(outline.min() < 2 or (outline.max(axis=0) > np.array([width, height]) - 3).any())
    return Cutout(0, outline, holes, contrast, u_edge_px, at_border)


def _under(blob: Pixels, likely: Mask) -> Pixels:
    """What is likely a thing and hangs together with a blob; (h, w) of 0 and 1."""
    _, labels = cv2.connectedComponents(likely.astype(np.uint8))
    own = np.bincount(labels[blob > 0], minlength=labels.max() + 1)
    own[0] = 0
    return np.asarray(labels == own.argmax() if own.any() else np.zeros_like(likely), np.uint8)


def _graph_cut(small: Pixels, blob: Pixels, strange: Floats) -> Pixels:
    """Cut a blob's thing from its ground and shadow; (h, w) of 0 and 1."""
    ground = cv2.dilate(blob, np.ones((3, 3), np.uint8)) == 0
    if ground.sum() < 50:
        return _filled(blob)
    strange_here = (blob > 0) & (strange > _STRANGE)
    odd = _oddities(small, ground, strange_here)
    # a shadow has the ground's tint and grain, only darker: whatever else is strange is the thing
    plain = strange_here & (odd.tint | odd.lit) & ~odd.glare
    evident = odd.off_tint | odd.lit | odd.busy
    dark = np.zeros_like(plain)
    if plain.sum() < 0.1 * blob.sum():
        # a dark thing of the ground's own tint shows by its sharp bounds; beside another thing they are a core shadow's
        dark = odd.sharp & strange_here
        evident = evident if not dark.any() else dark | odd.lit
    likely = _closed(strange_here & evident & ~odd.glare, 7) & (blob > 0)
    core = (plain & odd.tint) | dark
    certain = cv2.erode(core.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if not likely.any():
        return np.zeros_like(blob)
    seed = np.where(ground, cv2.GC_BGD, cv2.GC_PR_BGD).astype(np.uint8)
    seed[likely] = cv2.GC_PR_FGD
    seed[certain] = cv2.GC_FGD
    models = np.zeros((2, 1, 65))
    cv2.setRNGSeed(0)  # the colour clusters start at random: the same picture is to give the same outline
    cv2.grabCut(small, seed, (0, 0, 0, 0), models[0], models[1], 3, cv2.GC_INIT_WITH_MASK)
    thing = (seed == cv2.GC_FGD) | (seed == cv2.GC_PR_FGD) | plain | dark
    opened = cv2.morphologyEx(_closed(thing, 3).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return np.asarray(opened, np.uint8)


@dataclass(frozen=True)
class _Oddities:
    """Where a picture is unlike its ground.

    Attributes
    ----------
    off_tint, tint : somewhat, surely of another tint
    lit : brighter
    busy : of stronger grain
    sharp : of any tint, bounded by sharp edges all round and darker than shadows are
    glare : brighter, and open to the ground without an edge
    """

    off_tint: Mask
    tint: Mask
    lit: Mask
    busy: Mask
    sharp: Mask
    glare: Mask


def _oddities(small: Pixels, ground: Mask, strange: Mask) -> _Oddities:
    light = np.log(_linear(_blurred(small, 1.0)) + 0.01)
    light -= np.median(light[ground], axis=0)
    brightness = light.mean(axis=2)
    tint = light - brightness[..., None]
    off_tint = np.sqrt(((tint / (tint[ground].std(axis=0) + 0.02)) ** 2).sum(axis=2)) > 4
    # wood goes from light to dark along a line of tints: its covariance tells it from metal far better than spreads do
    two = tint[..., :2] - tint[ground][:, :2].mean(axis=0)
    whitening = np.linalg.inv(np.linalg.cholesky(np.cov(two[ground].T) + np.eye(2) * _TINT_FLOOR**2))
    odd_tint = np.linalg.norm(two @ whitening.T, axis=2) > _STRANGE
    grain = np.sqrt(_blurred(_slope(np.log(_linear(small) + 0.01).mean(axis=2)) ** 2, 2.0))
    busy = grain > 1.7 * (np.percentile(grain[ground], 95) + 0.01)
    lit = brightness > 3 * brightness[ground].std() + 0.1
    slope = _slope(brightness)
    clear = slope > max(_SHARP, 1.5 * float(np.percentile(slope[ground], 99)))
    sharp, _ = _by_their_bounds(strange, clear)
    _, soft = _by_their_bounds(strange, slope > _SHARP)
    sharp &= brightness < _TOO_DARK_FOR_SHADOW
    return _Oddities(off_tint, odd_tint, lit, busy, sharp, soft & lit)


def _slope(values: Floats) -> Floats:
    """Gradient's magnitude, by pixel."""
    return np.asarray(
        np.hypot(cv2.Scharr(values, cv2.CV_32F, 1, 0), cv2.Scharr(values, cv2.CV_32F, 0, 1)) / 32, np.float32
    )


def _by_their_bounds(strange: Mask, edges: Mask) -> tuple[Mask, Mask]:
    """Of the regions that sharp edges make of what is strange: those bounded all round, those open to the ground."""
    sharp, soft = np.zeros_like(strange), np.zeros_like(strange)
    n, labels, stats, _ = cv2.connectedComponentsWithStats((strange & ~edges).astype(np.uint8), connectivity=4)
    for i in range(1, n):
        x, y, w, h, area = (int(v) for v in stats[i])
        if area < 12:
            continue
        at = np.s_[max(0, y - 3) : y + h + 3, max(0, x - 3) : x + w + 3]
        region = (labels[at] == i).astype(np.uint8)
        ring = (cv2.dilate(region, np.ones((5, 5), np.uint8)) > 0) & (region == 0)
        bounded = float(edges[at][ring].mean())
        if bounded > 0.7:
            sharp[at] |= region > 0
        elif bounded < 0.4 and (~strange[at])[ring].mean() > 0.3:
            soft[at] |= region > 0
    return _closed(sharp, 5), soft


def _closed(mask: Mask, size: int) -> Mask:
    """Morphological closing with a square of `size` pixels."""
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)) > 0)


def _shrunk(pixels: Pixels, scale: float) -> Pixels:
    if scale >= 1:
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _blurred(values: NDArray[Scalar], sigma_px: float) -> NDArray[Scalar]:
    return cast(NDArray[Scalar], cv2.GaussianBlur(values, (0, 0), sigma_px))


def _resized(
    values: NDArray[Scalar], size_px: tuple[int, int], interpolation: int = cv2.INTER_LINEAR
) -> NDArray[Scalar]:
    return cast(NDArray[Scalar], cv2.resize(values, size_px, interpolation=interpolation))


def _lab(pixels: Pixels) -> Floats:
    return np.asarray(cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_BGR2LAB), np.float32)


_LINEAR = np.where(
    np.arange(256) / 255 <= 0.04045, np.arange(256) / 255 / 12.92, ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4
).astype(np.float32)  # IEC 61966-2-1


def _linear(pixels: Pixels) -> Floats:
    return np.asarray(_LINEAR[pixels], np.float32)
