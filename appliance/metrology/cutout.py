"""Things on a plain but textured ground in one colour photograph: label map and sub-pixel outlines, without a network.

Three steps. *Strangeness*: at a coarse scale each pixel's colour and texture energy is compared with what the ground around
it has (local mean and covariance, things left out by re-weighting): wood grain, cloth and brushed steel are ordinary there,
things are not. *Graph cut*: each strange blob is cut from its ground (Rother et al., GrabCut, 2004); a shadow is the ground's
own colour, darker, and starts as ground. *Edge*: the outline is moved to the strongest edge along its normals at full
resolution, one smooth path around the thing (dynamic programming), and there to a fraction of a pixel, in linear light.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from drivers.frame import Frame

Floats = NDArray[np.float32]

_COARSE_PX = 640  # longest side of the picture in which strange blobs are sought
_CUT_PX = 480  # longest side of a thing when it is cut out
_STRANGE, _VERY_STRANGE = 4.5, 9.0  # Mahalanobis distances
_SMALLEST = 4e-4  # of the coarse picture's area: below is dirt
_SEARCH_PX = 6  # an outline moves this far at most, in pixels of the graph cut
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


def cut_out(frame: Frame) -> list[Cutout]:
    """Cut the things out of a photograph taken on a plain ground.

    Parameters
    ----------
    frame : colour or grey photograph

    Returns
    -------
    list of Cutout, largest first; empty where there is nothing but ground
    """
    pixels = frame.pixels if frame.pixels.ndim == 3 else cv2.cvtColor(frame.pixels, cv2.COLOR_GRAY2BGR)
    pixels = np.ascontiguousarray(pixels[..., :3])
    coarse_scale = min(1.0, _COARSE_PX / max(pixels.shape[:2]))
    coarse = _shrunk(pixels, coarse_scale)
    strange = strangeness(coarse)
    found: list[Cutout] = []
    for blob in _blobs(strange):
        cutout = _cut_blob(pixels, blob, strange, coarse_scale)
        if cutout is not None:
            found.append(cutout)
    found.sort(key=lambda c: -cv2.contourArea(c.outline_xy_px.astype(np.float32)))
    return [
        Cutout(i, c.outline_xy_px, c.holes_xy_px, c.contrast, c.u_edge_px, c.touches_border)
        for i, c in enumerate(found, 1)
    ]


def label_map(cutouts: list[Cutout], size_px: tuple[int, int]) -> NDArray[np.uint8]:
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


def strangeness(coarse: NDArray[np.uint8]) -> Floats:
    """Mahalanobis distance of each pixel from the ground around it, in colour and texture.

    Parameters
    ----------
    coarse : (h, w, 3) uint8 BGR, a few hundred pixels wide

    Returns
    -------
    (h, w) float32
    """
    lab = _lab(coarse)
    grain = cv2.magnitude(cv2.Scharr(lab[..., 0], -1, 1, 0), cv2.Scharr(lab[..., 0], -1, 0, 1)) / 32
    texture = 4 * np.log(0.3 + cv2.GaussianBlur(grain, (0, 0), 2))
    features = np.dstack([cv2.GaussianBlur(lab, (0, 0), 1.5), texture]).astype(np.float32)
    h, w = features.shape[:2]
    small = cv2.resize(features, (max(w // 4, 8), max(h // 4, 8)), interpolation=cv2.INTER_AREA)
    weight = np.ones(small.shape[:2], np.float32)
    for i in range(8):
        # first the whole picture's ground, then that of the neighbourhood: shade and glare change across a table
        mean, whitening = _ground(small, weight, max(small.shape[:2]) * (0.5 if i < 3 else 0.2))
        distance = _distance(small, mean, whitening)
        weight = 1 / (1 + (distance / 2) ** 4) if i < 5 else (distance < 3).astype(np.float32)
        weight = cv2.erode(weight, np.ones((3, 3), np.uint8))
    mean = cv2.resize(mean, (w, h), interpolation=cv2.INTER_LINEAR)
    rows = [cv2.resize(np.ascontiguousarray(whitening[..., i, :]), (w, h)) for i in range(4)]
    return _distance(features, mean, np.stack(rows, axis=2))


def _ground(features: Floats, weight: Floats, sigma_px: float) -> tuple[Floats, Floats]:
    """Local mean (h, w, 4) and whitening matrices (h, w, 4, 4) of the weighted features."""
    n = features.shape[2]
    total = cv2.GaussianBlur(weight, (0, 0), sigma_px) + 1e-4
    mean = cv2.GaussianBlur(features * weight[..., None], (0, 0), sigma_px) / total[..., None]
    off = features - mean
    products = np.concatenate([off[..., i : i + 1] * off for i in range(n)], axis=2) * weight[..., None]
    blurred = [
        cv2.GaussianBlur(np.ascontiguousarray(products[..., i : i + n]), (0, 0), sigma_px) for i in range(0, n * n, n)
    ]
    covariance = np.concatenate(blurred, axis=2).reshape(*weight.shape, n, n) / total[..., None, None]
    covariance = covariance + np.diag(np.square(_FLOOR)).astype(np.float32)
    return mean, np.linalg.inv(np.linalg.cholesky(covariance)).astype(np.float32)


def _distance(features: Floats, mean: Floats, whitening: Floats) -> Floats:
    whitened = np.einsum("hwij,hwj->hwi", whitening, features - mean)
    return np.asarray(np.sqrt((whitened**2).sum(axis=2)), np.float32)


def _blobs(strange: Floats) -> list[NDArray[np.uint8]]:
    """Strange connected regions, holes filled, each as a (h, w) picture of 0 and 1."""
    n, labels, stats, _ = cv2.connectedComponentsWithStats((strange > _STRANGE).astype(np.uint8))
    blobs = []
    for i in range(1, n):
        blob = labels == i
        if stats[i, cv2.CC_STAT_AREA] < _SMALLEST * strange.size or (strange[blob] > _VERY_STRANGE).mean() < 0.2:
            continue
        blobs.append(_filled(blob.astype(np.uint8)))
    return blobs


def _filled(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(np.zeros_like(mask), contours, -1, 1, -1)


def _cut_blob(pixels: NDArray[np.uint8], blob: NDArray[np.uint8], strange: Floats, scale: float) -> Cutout | None:
    """Graph cut of one blob and its outline at full resolution; None where no thing is left."""
    height, width = pixels.shape[:2]
    x, y, w, h = cv2.boundingRect(blob)
    margin = 12
    x0, y0 = max(0, x - margin), max(0, y - margin)
    x1, y1 = min(blob.shape[1], x + w + margin), min(blob.shape[0], y + h + margin)
    X0, Y0 = int(x0 / scale), int(y0 / scale)
    X1, Y1 = min(width, int(np.ceil(x1 / scale))), min(height, int(np.ceil(y1 / scale)))
    roi = pixels[Y0:Y1, X0:X1]
    cut_scale = min(1.0, _CUT_PX / max(roi.shape[:2]))
    small = _shrunk(roi, cut_scale)
    size = (small.shape[1], small.shape[0])
    # the margins of the two pictures differ by less than a coarse pixel: enough for a seed
    thing = _graph_cut(small, cv2.resize(blob[y0:y1, x0:x1], size), cv2.resize(strange[y0:y1, x0:x1], size))
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
    edges = Edges(roi)
    search_px = _SEARCH_PX / cut_scale
    refined = [edges.follow(outline, search_px) for outline in rough]
    outer = max(refined, key=lambda r: cv2.contourArea(r[0].astype(np.float32)))
    holes = tuple(r[0] + origin for r in refined if r is not outer)
    outline, contrast, u_edge_px = outer
    outline = outline + origin
    at_border = bool(outline.min() < 2 or (outline.max(axis=0) > np.array([width, height]) - 3).any())
    return Cutout(0, outline, holes, contrast, u_edge_px, at_border)


def _graph_cut(small: NDArray[np.uint8], blob: NDArray[np.uint8], strange: Floats) -> NDArray[np.uint8]:
    """Cut a blob's thing from its ground and shadow; (h, w) of 0 and 1."""
    ground = cv2.dilate(blob, np.ones((3, 3), np.uint8)) == 0
    if ground.sum() < 50:
        return _filled(blob)
    log_light = np.log(_linear(cv2.GaussianBlur(small, (0, 0), 1.0)) + 0.01)
    log_light -= np.median(log_light[ground], axis=0)
    brightness = log_light.mean(axis=2)
    tint = log_light - brightness[..., None]
    tint = np.sqrt(((tint / (tint[ground].std(axis=0) + 0.02)) ** 2).sum(axis=2))
    lit = brightness > 3 * brightness[ground].std() + 0.1
    seed = np.where(ground, cv2.GC_BGD, cv2.GC_PR_BGD).astype(np.uint8)
    # a shadow has the ground's tint and is darker: whatever else is strange is the thing
    seed[(blob > 0) & (strange > _STRANGE) & ((tint > 4) | lit)] = cv2.GC_PR_FGD
    if not (seed == cv2.GC_PR_FGD).any():
        return np.zeros_like(blob)
    cv2.grabCut(small, seed, None, np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_MASK)
    thing = ((seed == cv2.GC_FGD) | (seed == cv2.GC_PR_FGD)).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(thing, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)


class Edges:
    """The edges of a picture, for outlines to settle on.

    Parameters
    ----------
    pixels : (h, w, 3) uint8 BGR, sRGB-coded
    """

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self._lab = cv2.GaussianBlur(_lab(pixels), (0, 0), 1.0)

    def follow(self, rough_xy_px: NDArray[np.float64], search_px: float) -> tuple[NDArray[np.float64], float, float]:
        """Move a closed outline to the strongest edge near it.

        Returns
        -------
        (n, 2) outline, contrast (1), u of a point along the normal in pixels
        """
        outline = _resampled(rough_xy_px, 1.0)
        normal = _normals(outline, 2.0)
        offsets = np.arange(-np.ceil(search_px), np.ceil(search_px) + 0.25, 0.5)
        step = self._step(outline, normal, offsets)
        roughness = float(np.median(step)) + 0.1
        best = _smooth_path(step / (step + 4 * roughness), offsets)
        shift = _peak(step, best, offsets)
        strength = step[np.arange(len(step)), best]
        u_edge_px = float(np.clip(np.std(shift - gaussian_filter1d(shift, 3, mode="wrap")), 0.05, 3.0))
        return outline + shift[:, None] * normal, float(np.median(strength) / roughness), u_edge_px

    def _step(self, outline: NDArray[np.float64], normal: NDArray[np.float64], offsets: NDArray[np.float64]) -> Floats:
        """(n, m) size of the colour step across the outline moved by each offset."""
        reach = np.concatenate([offsets[:1] - 0.5, offsets, offsets[-1:] + 0.5])
        at = (outline[:, None, :] + reach[None, :, None] * normal[:, None, :]).astype(np.float32)
        profile = cv2.remap(self._lab, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(np.linalg.norm(profile[:, 2:] - profile[:, :-2], axis=2), np.float32)


def _smooth_path(merit: Floats, offsets: NDArray[np.float64]) -> NDArray[np.intp]:
    """Index of the offset at each outline point on the closed path of greatest merit that jumps at most two offsets a point."""
    n, m = merit.shape
    twice = np.concatenate([merit, merit])  # a second round makes the ends meet
    total = np.zeros((2 * n, m), np.float32)
    came = np.zeros((2 * n, m), np.int8)
    jump_cost = {-2: 0.3, -1: 0.1, 0: 0.0, 1: 0.1, 2: 0.3}
    total[0] = twice[0] - 0.02 * np.abs(offsets)
    for i in range(1, 2 * n):
        options = np.full((5, m), -np.inf, np.float32)
        for j, (jump, cost) in enumerate(jump_cost.items()):
            lo, hi = max(0, -jump), min(m, m - jump)
            options[j, lo:hi] = total[i - 1, lo + jump : hi + jump] - cost
        came[i] = options.argmax(axis=0) - 2
        total[i] = options.max(axis=0) + twice[i]
    path = np.empty(2 * n, np.intp)
    path[-1] = int(total[-1].argmax())
    for i in range(2 * n - 1, 0, -1):
        path[i - 1] = path[i] + came[i, path[i]]
    return np.concatenate([path[n : n + n // 2], path[n // 2 : n]])


def _peak(step: Floats, best: NDArray[np.intp], offsets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Offset of the step's maximum near `best`, by a parabola through three samples."""
    rows = np.arange(len(step))
    mid = np.clip(best, 1, len(offsets) - 2)
    a, b, c = (step[rows, mid + k].astype(np.float64) for k in (-1, 0, 1))
    bend = a - 2 * b + c
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(bend < 0, 0.5 * (a - c) / bend, 0.0)
    return np.asarray(offsets[mid] + 0.5 * np.clip(part, -1, 1), np.float64)


def _resampled(outline: NDArray[np.float64], spacing_px: float) -> NDArray[np.float64]:
    """Closed outline with points equally spaced along it, its pixel stairs smoothed."""
    closed = np.vstack([outline, outline[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.linspace(0, along[-1], max(16, int(along[-1] / spacing_px)), endpoint=False)
    points = np.column_stack([np.interp(at, along, closed[:, i]) for i in range(2)])
    return np.asarray(gaussian_filter1d(points, 1.0, axis=0, mode="wrap"))


def _normals(outline: NDArray[np.float64], sigma_points: float) -> NDArray[np.float64]:
    """(n, 2) unit normals of a closed outline."""
    tangent = gaussian_filter1d(
        np.roll(outline, -1, axis=0) - np.roll(outline, 1, axis=0), sigma_points, axis=0, mode="wrap"
    )
    normal = np.column_stack([tangent[:, 1], -tangent[:, 0]])
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9))


def _shrunk(pixels: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    if scale >= 1:
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _lab(pixels: NDArray[np.uint8]) -> Floats:
    return np.asarray(cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_BGR2LAB), np.float32)


_LINEAR = np.where(
    np.arange(256) / 255 <= 0.04045, np.arange(256) / 255 / 12.92, ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4
).astype(np.float32)  # IEC 61966-2-1


def _linear(pixels: NDArray[np.uint8]) -> Floats:
    return np.asarray(_LINEAR[pixels], np.float32)
