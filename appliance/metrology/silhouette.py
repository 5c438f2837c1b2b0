"""Silhouettes: what stands dark before the lit tray, its outline found to a fraction of a pixel.

Edges are found in linear, evened-out light (1 = empty tray). A shiny edge mirrors the panel at grazing incidence, so
the part is brightest just inside its outline; the model of an edge is therefore a step *and* a slope behind it,
blurred together, fitted along the outline's normal (METROLOGY.md, Edges).
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

DARK = 0.85  # below this share of the empty tray's light a pixel may belong to a part
MIDDLE = 0.5  # the same in bright clefts between dark things,
CLEFT, CLEFT_PX = 0.2, 9  # which stand out by this light and are narrower than this
DIM_ROOT = 0.9  # a root this dim has no bare tray in it
SURE = 0.55  # a silhouette holds pixels darker than this; shadows and smudges do not
HOLE = 0.93  # an opening that shows the tray is this bright
SMOOTH_PX = 0.6  # Gaussian before sampling; averages noise along the edge
INSIDE_PX, OUTSIDE_PX = 2.5, 3.0  # how far to each side of the edge a profile is sampled
STEP_PX = 0.5
BACKLIT_EDGE_PX = 0.06  # systematic doubt of a backlit edge, from dark paint to polished steel
UNSURE_BLUR_EDGE_PX = 0.2  # of a backlit edge whose blur was only guessed from the shot itself
DAYLIGHT_EDGE_PX = 3.0  # of an outline in a photograph: polished flanks mirror the ground and are lost to it
PROFILE_T_PX = np.arange(-INSIDE_PX, OUTSIDE_PX + 1e-9, STEP_PX)  # along the outward normal
ROUNDS = 4  # of Gauss-Newton, on each of two passes
STEEPEST = 0.35  # light lost a pixel behind a shiny edge


@dataclass(frozen=True)
class Edge:
    """A closed outline, point by point.

    Attributes
    ----------
    points_xy_px : (n, 2) sub-pixel points in order
    normals_xy : (n, 2) unit normals, pointing out of the part into the light
    contrast : (n,) step at the edge as a share of the tray's light (1 = black part)
    u_px : (n,) standard uncertainty of the point along its normal, from the residual of the fit
    """

    points_xy_px: NDArray[np.float64]
    normals_xy: NDArray[np.float64]
    contrast: NDArray[np.float64]
    u_px: NDArray[np.float64]

    def shifted(self, dx_px: float, dy_px: float) -> "Edge":
        """The same edge moved."""
        return replace(self, points_xy_px=self.points_xy_px + np.array([dx_px, dy_px]))


@dataclass(frozen=True)
class Silhouette:
    """One connected dark thing.

    Attributes
    ----------
    outer : its outline
    holes : outlines of openings through which the tray shows
    box_px : (x, y, width, height)
    mask : (height, width) bool, inside box_px, openings cut out
    touches_border : it is cut off by the picture's edge
    blur_px : sigma of the blur at its edges
    area_px : pixels it covers
    u_edge_px : systematic doubt of where the whole outline lies along its normals
    """

    outer: Edge
    holes: tuple[Edge, ...]
    box_px: tuple[int, int, int, int]
    mask: NDArray[np.bool_]
    touches_border: bool
    blur_px: float
    area_px: int
    u_edge_px: float = BACKLIT_EDGE_PX


def calmed(evened: NDArray[np.float32]) -> NDArray[np.float32]:
    """The light as edges are sought in it: smoothed by SMOOTH_PX."""
    return np.asarray(cv2.GaussianBlur(evened, (0, 0), SMOOTH_PX), np.float32)


def blur_when_calm(blur_px: float) -> float:
    """Sigma of an edge's blur after `calmed`, from its blur in the picture."""
    return float(np.hypot(blur_px, SMOOTH_PX))


def find_silhouettes(
    calm: NDArray[np.float32], blur_px: float | None = None, least_area_px: int = 400
) -> list[Silhouette]:
    """All dark things larger than dirt, left to right.

    Parameters
    ----------
    calm : (height, width) linear evened light, 1 = empty tray, smoothed by `calmed`
    blur_px : sigma of the edges' blur in `calm`, where it is known; estimated on each thing otherwise
    least_area_px : smaller things are specks of dirt
    """
    dark = (calm < DARK).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    found = []
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        if area < least_area_px:
            continue
        window = slice(y, y + h), slice(x, x + w)
        inside = (labels[window] == label) & (calm[window] < _dividing_level(calm[window]))
        if not (calm[window][inside] < SURE).sum() > area / 20:
            continue
        found.append(_silhouette(calm, inside, (x, y, w, h), blur_px))
    return sorted(found, key=lambda s: s.box_px[0])


def _dividing_level(calm: NDArray[np.float32]) -> NDArray[np.float32]:
    """The light below which a pixel belongs to a part: DARK, but MIDDLE in bright clefts narrower than CLEFT_PX.

    Roots of fine threads never get as bright as DARK in a soft picture: the outline would run over their crests.
    """
    opened = cv2.morphologyEx(calm, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (CLEFT_PX, CLEFT_PX)))
    dim = cv2.dilate(calm, np.ones((5, 5), np.uint8)) < DIM_ROOT  # where the tray shows, DARK does
    return np.where((calm - opened > CLEFT) & dim, MIDDLE, DARK).astype(np.float32)


def _silhouette(
    calm: NDArray[np.float32], inside: NDArray[np.bool_], box: tuple[int, int, int, int], blur_px: float | None
) -> Silhouette:
    x, y, w, h = box
    height, width = calm.shape
    touches = x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1
    filled = _without_glints(calm[y : y + h, x : x + w], inside)
    contours, tree = cv2.findContours(
        np.pad(filled.astype(np.uint8), 1), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE, offset=(x - 1, y - 1)
    )
    rough = [c.reshape(-1, 2).astype(np.float64) for c in contours]
    outermost = max((i for i in range(len(rough)) if tree[0][i][3] < 0), key=lambda i: len(rough[i]))
    rims = [i for i in range(len(rough)) if tree[0][i][3] == outermost]
    u_edge_px = UNSURE_BLUR_EDGE_PX if blur_px is None else BACKLIT_EDGE_PX
    blur_px = _blur(calm, rough[outermost]) if blur_px is None else blur_px
    return Silhouette(
        outer=trace_edge(calm, rough[outermost], blur_px),
        holes=tuple(trace_edge(calm, rough[i], blur_px) for i in rims),
        box_px=box,
        mask=filled,
        touches_border=touches,
        blur_px=blur_px,
        area_px=int(filled.sum()),
        u_edge_px=u_edge_px,
    )


def silhouette_of_outline(
    outline_xy_px: NDArray[np.float64],
    holes_xy_px: tuple[NDArray[np.float64], ...],
    size_px: tuple[int, int],
    u_edge_px: float,
) -> Silhouette:
    """A silhouette from an outline that was found otherwise, in a photograph by daylight.

    Parameters
    ----------
    outline_xy_px : (n, 2) closed sub-pixel outline
    size_px : (width, height) of the picture
    u_edge_px : standard uncertainty of a point along its normal
    """

    def edge(points: NDArray[np.float64]) -> Edge:
        along = np.roll(points, -1, 0) - np.roll(points, 1, 0)
        across = np.column_stack([along[:, 1], -along[:, 0]])
        across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
        clockwise = cv2.contourArea(points.astype(np.float32), oriented=True) > 0
        n = len(points)
        return Edge(points, across if clockwise else -across, np.full(n, 0.5), np.full(n, u_edge_px))

    low = np.floor(outline_xy_px.min(axis=0)).astype(int)
    high = np.ceil(outline_xy_px.max(axis=0)).astype(int)
    mask = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1), np.uint8)
    cv2.fillPoly(mask, [np.round(outline_xy_px - low).astype(np.int32)], 1)
    for hole in holes_xy_px:
        cv2.fillPoly(mask, [np.round(hole - low).astype(np.int32)], 0)
    touches = bool((low <= 1).any() or high[0] >= size_px[0] - 2 or high[1] >= size_px[1] - 2)
    box = (int(low[0]), int(low[1]), mask.shape[1], mask.shape[0])
    return Silhouette(
        edge(outline_xy_px),
        tuple(edge(h) for h in holes_xy_px),
        box,
        mask > 0,
        touches,
        1.0,
        int(mask.sum()),
        DAYLIGHT_EDGE_PX,
    )


def _without_glints(light: NDArray[np.float32], inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask with its holes filled, save those through which the empty tray shows."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~np.pad(inside, 1)).astype(np.uint8), connectivity=4)
    labels = labels[1:-1, 1:-1]
    filled = np.ones(inside.shape, bool)
    for label in range(1, count):
        gap = labels == label
        if not gap.any():
            continue
        bx, by, bw, bh, area = (int(v) for v in stats[label])
        outside = bx == 0 or by == 0 or bx + bw == inside.shape[1] + 2 or by + bh == inside.shape[0] + 2
        if outside or (area >= 60 and np.percentile(light[gap], 80) > HOLE):
            filled &= ~gap
    return filled


def _sample(calm: NDArray[np.float32], at_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Light at (n, m, 2) sub-pixel points, bicubic."""
    x, y = at_xy[..., 0].astype(np.float32), at_xy[..., 1].astype(np.float32)
    return np.asarray(cv2.remap(calm, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.float64)


def _normals(calm: NDArray[np.float32], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors from dark to light: the gradient over about two pixels, smoothed along the outline."""
    d = 1.0
    offsets = np.array([[d, 0], [-d, 0], [0, d], [0, -d], [d, d], [-d, -d], [d, -d], [-d, d]])
    v = np.minimum(_sample(calm, points[:, None, :] + offsets), 1.0)
    gx = 2 * (v[:, 0] - v[:, 1]) + (v[:, 4] - v[:, 5]) + (v[:, 6] - v[:, 7])
    gy = 2 * (v[:, 2] - v[:, 3]) + (v[:, 4] - v[:, 5]) - (v[:, 6] - v[:, 7])
    g = np.column_stack([gx, gy]).astype(np.float64)
    g = 0.5 * g + 0.25 * (np.roll(g, 1, 0) + np.roll(g, -1, 0))
    return np.asarray(g / np.maximum(np.linalg.norm(g, axis=1, keepdims=True), 1e-9), np.float64)


def edge_model(
    t_px: NDArray[np.float64], position_px: NDArray[np.float64], blur_px: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A blurred step and a blurred ramp that begins at the same place, both zero on the bright side.

    Parameters
    ----------
    t_px : (m,) distances along the outward normal
    position_px : (n,) where each edge lies on its normal

    Returns
    -------
    step, ramp : (n, m); light = bright - contrast * step - slope * ramp
    """
    z = (position_px[:, None] - t_px) / blur_px
    step = ndtr(z)
    ramp = blur_px * (z * step + np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi))
    return step, ramp


def _dots(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Dot product of each row."""
    return np.asarray(np.einsum("ij,ij->i", a, b), np.float64)


def _on_both(
    normal: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    on_step: NDArray[np.float64],
    on_ramp: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coefficients of step and ramp, row by row, from the normal equations (ss, rr, sr)."""
    ss, rr, sr = normal
    det = np.maximum(ss * rr - sr * sr, 1e-12)
    return (on_step * rr - on_ramp * sr) / det, (on_ramp * ss - on_step * sr) / det


def _fit(
    light: NDArray[np.float64],
    t_px: NDArray[np.float64],
    start_px: NDArray[np.float64],
    blur_px: float,
    steepest: float = STEEPEST,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Position, contrast and squared residual of each profile: Gauss-Newton in the position, linear in the rest."""
    position = start_px.copy()
    drop = 1.0 - light
    for _ in range(ROUNDS):
        step, ramp = edge_model(t_px, position, blur_px)
        z = (position[:, None] - t_px) / blur_px
        bell = np.exp(-0.5 * z * z) / (blur_px * np.sqrt(2 * np.pi))
        normal = _dots(step, step), _dots(ramp, ramp), _dots(step, ramp)
        slope = np.clip(_on_both(normal, _dots(step, drop), _dots(ramp, drop))[1], 0.0, steepest)
        contrast = np.clip(_dots(step, drop - slope[:, None] * ramp) / normal[0], 0.15, 1.05)
        residual = drop - contrast[:, None] * step - slope[:, None] * ramp
        along = contrast[:, None] * bell + slope[:, None] * step
        # what the linear parts cannot take over of a shift (variable projection); a slope at its limit takes nothing
        p, q = _on_both(normal, _dots(step, along), _dots(ramp, along))
        free = (slope > 0) & (slope < steepest)
        p, q = np.where(free, p, _dots(step, along) / normal[0]), np.where(free, q, 0.0)
        along = along - p[:, None] * step - q[:, None] * ramp
        move = _dots(residual, along) / np.maximum(_dots(along, along), 1e-9)
        position = np.clip(position + np.clip(move, -0.7, 0.7), -2.5, 2.5)
    return position, contrast, (residual**2).mean(1)


def found_edge_px(light: NDArray[np.float64], blur_px: float) -> NDArray[np.float64]:
    """Where the edge finder finds the edge of each profile, (n,).

    Parameters
    ----------
    light : (n, m) light at `PROFILE_T_PX` along the outward normal
    blur_px : sigma of the blur it is told of
    """
    return _fit(light, PROFILE_T_PX, _start(light, PROFILE_T_PX), blur_px)[0]


def _profiles(
    calm: NDArray[np.float32], rough: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Normals, distances and light along them; each profile is divided by the brightest light just outside."""
    normals = _normals(calm, rough)
    t = PROFILE_T_PX
    light = _sample(calm, rough[:, None, :] + t[None, :, None] * normals[:, None, :])
    return normals, t, light


def _start(light: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where each profile last crosses DARK, coming from the inside."""
    below = light < DARK
    last = below.shape[1] - 1 - np.argmax(below[:, ::-1], axis=1)
    return np.where(below.any(1), t[last] + STEP_PX / 2, 0.0)


def _blur(calm: NDArray[np.float32], rough: NDArray[np.float64]) -> float:
    """Sigma of the edges' blur: the one that leaves the smallest residual where nothing but a blurred step shows.

    A slope behind the edge can stand in for blur, so only profiles that are level behind their edge are asked, and
    the fit has no slope.
    """
    some = rough[:: max(1, len(rough) // 600)]
    _, t, light = _profiles(calm, some)
    fall = np.abs(light[:, 0] - light[:, 2])
    level = fall <= max(float(np.quantile(fall, 0.4)), 0.02)
    light, start = light[level], _start(light[level], t)
    sigmas = np.arange(0.6, 3.01, 0.1)
    cost = [float(np.median(_fit(light, t, start, float(sigma), steepest=0.0)[2])) for sigma in sigmas]
    i = int(np.argmin(cost))
    if not 0 < i < len(sigmas) - 1:
        return float(sigmas[i])
    low, least, high = cost[i - 1 : i + 2]
    return float(sigmas[i] + 0.05 * (low - high) / (low - 2 * least + high))


def trace_edge(calm: NDArray[np.float32], rough_xy_px: NDArray[np.float64], blur_px: float) -> Edge:
    """The sub-pixel edge along a rough outline.

    Parameters
    ----------
    calm : (height, width) evened light, smoothed by SMOOTH_PX
    rough_xy_px : (n, 2) outline to the pixel
    blur_px : sigma of the edges' blur, the smoothing included
    """
    points = rough_xy_px
    for _ in range(2):
        normals, t, light = _profiles(calm, points)
        position, contrast, residual = _fit(light, t, _start(light, t), blur_px)
        points = points + position[:, None] * normals
    noise = np.sqrt(residual)
    u_px = 1.883 * np.sqrt(blur_px) * noise / contrast
    return Edge(points, normals, contrast, u_px)
