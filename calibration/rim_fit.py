"""A coin's rim fitted to the edges of a photograph from an uncalibrated camera: scale, tilt and place at once.

The colours are unrolled along the rim as now believed and blurred along it, which spares the rim and drowns grain,
cloth and reeding. What steps across remains is compared with the ground's own roughness farther out. Each step may be
the silhouette (likelier the farther out, and if not just a shadow's end), the edge of the upper face, or neither:
expectation-maximisation with a shrinking tolerance, from several tilts, the likeliest kept.
"""

from dataclasses import dataclass, replace
from math import cos, exp, hypot, log, pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from calibration.plane import TrayView
from calibration.rim import Array, Coin, Rim, face_points, hull_points, unit_circle

_RADIUS_PX = 190.0  # of a rim in a picture of the right size for the scales below
_STEP_PX = 0.5  # sampling across the rim
_ALONG_PX = 8.0  # blur along it
_BEYOND_PX = 14.0  # ring outside in which the ground's roughness is taken
_CLEAR = 5.0  # a step this many times the ground's roughness counts half
_SHADOW_ODDS = 0.3  # that a step which only brightens outwards is the silhouette and not a shadow's end
_FACE_ODDS = 0.5  # that the upper face's edge shows as a step of its own
_STRAY_ODDS = 0.03
_U_EDGE_PX = 0.8  # of one independent stretch of rim
_STRETCHES = 40.0  # independent stretches round a rim
_MODEL_U = 1.5  # errors on made scenes over what the edges' scatter and the priors let expect
_ODDS_A_SCORE = 10.0  # log odds of two solutions by unit of their mean log likelihoods' difference
_BEVEL_MM, _BEVEL_LOG_U = 0.18, 0.4  # rounding of a struck rim
_STIFF_LOG_U_HEIGHT = 0.05  # while edges are sought: a wrong one must not be explained by a wrong distance
_SEGMENT_U_PX = 3.0  # the outline offered is taken for no better than this


@dataclass(frozen=True)
class Priors:
    """What is known of the camera before the coin is looked at.

    Attributes
    ----------
    size_px : (width, height) of the picture
    height_mm, log_u_height : distance from the surface, log-normal
    u_tilt : standard deviation of the tilt about each axis, radians
    focal_px, log_u_focal : focal length, None where unknown
    """

    size_px: tuple[int, int]
    height_mm: float
    log_u_height: float
    u_tilt: float
    focal_px: float | None
    log_u_focal: float = 0.06

    @classmethod
    def of_phone(cls, size_px: tuple[int, int], focal_px: float | None) -> "Priors":
        """A phone over the part: 100 to 230 mm away, where it focuses; tilted some 5 deg."""
        return cls(size_px, 150.0, 0.25, np.radians(4.0), focal_px)


@dataclass(frozen=True)
class RimFit:
    """A coin's rim in a photograph, and the camera it was seen by.

    Attributes
    ----------
    silhouette_xy_px : (n, 2)
    mm_per_px : distance over focal length along the optical axis
    u_rel : of mm_per_px, from the edges and the priors
    support : share of the rim that lies on a step of the picture
    """

    view: TrayView
    rim: Rim
    silhouette_xy_px: Array
    mm_per_px: float
    u_rel: float
    support: float


@dataclass(frozen=True)
class _Steps:
    """Steps across the rim: at which direction, how far out, how clear, and the odds of being the silhouette."""

    base_xy_px: Array
    normal: Array
    where: NDArray[np.intp]
    at_px: Array
    clear: Array
    outermost: Array


@dataclass(frozen=True)
class _Climbed:
    """Where a search ended: parameters, log likelihood, Jacobian of its residuals, share of the rim on a step."""

    q: Array
    score: float
    jacobian: Array
    support: float


class _Model:
    """Parameters q = (ln mm_per_px, x, y of the coin in px, tilt x, tilt y, ln height, ln bevel) and what they mean."""

    def __init__(self, coin: Coin, priors: Priors, outline_xy_px: Array) -> None:
        self.coin, self.priors = coin, priors
        self._middle = (np.array(priors.size_px) - 1) / 2
        (x, y), (a, b), _ = cv2.fitEllipse(outline_xy_px.astype(np.float32))
        self.radius_px = float(a + b) / 4
        self.start = np.array(
            [log(coin.diameter_mm / 2 / self.radius_px), x, y, 0.0, 0.0, log(priors.height_mm), log(_BEVEL_MM)]
        )

    def view(self, q: Array) -> TrayView:
        normal = np.array([q[3], q[4], -1.0])
        normal /= np.linalg.norm(normal)
        height_mm = exp(q[5])
        focal_px = height_mm / -normal[2] / exp(q[0])
        matrix = np.array([[focal_px, 0, self._middle[0]], [0, focal_px, self._middle[1]], [0, 0, 1.0]])
        return TrayView(matrix, np.zeros(5), normal, height_mm, 0.0, 0.0)

    def rim(self, q: Array, view: TrayView) -> Rim:
        bevel_mm = min(exp(q[6]), 0.8)
        return Rim(view.to_tray_xy_mm([q[1:3]])[0], self.coin.diameter_mm / 2, self.coin.thickness_mm, bevel_mm)

    def curves(self, q: Array, n: int) -> tuple[Array, Array]:
        """Silhouette and upper face's edge, each (n, 2) px."""
        view = self.view(q)
        rim, towards = self.rim(q, view), unit_circle(n)
        both = view.to_px(np.vstack([hull_points(view, rim, towards), face_points(view, rim, towards)]))
        return both[:n], both[n:]

    def prior(self, q: Array, log_u_height: float) -> Array:
        """Residuals of the priors, in their standard deviations."""
        p = self.priors
        terms = [q[3] / p.u_tilt, q[4] / p.u_tilt, (q[5] - log(p.height_mm)) / log_u_height]
        terms.append((q[6] - log(_BEVEL_MM)) / _BEVEL_LOG_U)
        terms += list((q[1:3] - self.start[1:3]) / _SEGMENT_U_PX)
        terms.append((q[0] - self.start[0]) * self.radius_px / _SEGMENT_U_PX)
        if p.focal_px is not None:
            terms.append((log(self.view(q).camera_matrix[0, 0] / p.focal_px)) / p.log_u_focal)
        return np.array(terms)


def fit_rim_in_photo(pixels: NDArray[np.uint8], outline_xy_px: Array, coin: Coin, priors: Priors) -> RimFit:
    """Fit a coin's rim to a photograph.

    Parameters
    ----------
    pixels : (h, w, 3) uint8 BGR, sRGB-coded
    outline_xy_px : (n, 2) its outline, good to a few pixels
    coin : which coin it is
    """
    shrink = max(1, round(float(np.ptp(outline_xy_px, axis=0).mean()) / 2 / _RADIUS_PX))
    if shrink > 1:
        # large photographs are soft at the scale of their pixels: nothing is lost, and edges are as sharp as expected
        height, width = (n // shrink * shrink for n in pixels.shape[:2])
        size_px = (width // shrink, height // shrink)
        focal_px = None if priors.focal_px is None else priors.focal_px / shrink
        fit = fit_rim_in_photo(
            np.asarray(cv2.resize(pixels[:height, :width], size_px, interpolation=cv2.INTER_AREA), np.uint8),
            (outline_xy_px + 0.5) / shrink - 0.5,
            coin,
            replace(priors, size_px=size_px, focal_px=focal_px),
        )
        return _enlarged(fit, shrink)
    model = _Model(coin, priors, outline_xy_px)
    light = _Light(pixels, outline_xy_px)
    scale = model.radius_px / _RADIUS_PX
    tilts = [(0.0, 0.0)] + [(0.09 * cos(k * pi / 3), 0.09 * sin(k * pi / 3)) for k in range(6)]
    starts = []
    for tilt in tilts:
        q = model.start.copy()
        q[3:5] = tilt
        starts.append(_climb(light, model, q, [max(0.8, s * scale) for s in (3.0, 2.0, 1.2, 0.8)], 120))
    return _result(model, *_averaged(light, model, starts))


def _enlarged(fit: RimFit, by: int) -> RimFit:
    """The same fit in a picture of `by` times as many pixels a side; pixel centres are at integers."""
    matrix = fit.view.camera_matrix * by
    matrix[:2, 2] += (by - 1) / 2
    matrix[2, 2] = 1.0
    return replace(
        fit,
        view=replace(fit.view, camera_matrix=matrix),
        silhouette_xy_px=(fit.silhouette_xy_px + 0.5) * by - 0.5,
        mm_per_px=fit.mm_per_px / by,
    )


def _averaged(light: "_Light", model: _Model, starts: list[_Climbed]) -> tuple[Array, Array, float, float]:
    """The likeliest solutions, refined and averaged by their odds: (q, Jacobian, support, u of ln scale by rivalry).

    Two tilts can fit a rim about equally well, where its wall is lost in shadow; their mean errs less than either.
    """
    starts = sorted(starts, key=lambda climbed: -climbed.score)
    rivals = [starts[0]]
    for climbed in starts[1:]:
        apart = min(float(np.abs(climbed.q[:5] - r.q[:5]) @ [300, 0.5, 0.5, 100, 100]) for r in rivals)
        if apart > 1 and climbed.score > starts[0].score - 3 / _ODDS_A_SCORE and len(rivals) < 3:
            rivals.append(climbed)
    refined = [_climb(light, model, r.q, [1.0, 0.7, 0.6], 360) for r in rivals]
    scores = np.array([climbed.score for climbed in refined])
    odds = np.exp(_ODDS_A_SCORE * (scores - scores.max()))
    odds /= odds.sum()
    q = np.asarray(odds @ np.array([climbed.q for climbed in refined]))
    rivalry = float(np.sqrt(odds @ (np.array([climbed.q[0] for climbed in refined]) - q[0]) ** 2))
    best = refined[int(scores.argmax())]
    return q, best.jacobian, best.support, rivalry


def _result(model: _Model, q: Array, jacobian: Array, support: float, rivalry_rel: float) -> RimFit:
    covariance = np.linalg.inv(jacobian.T @ jacobian)
    u_rel = hypot(_MODEL_U * np.sqrt(covariance[0, 0]), rivalry_rel)
    log_u_height = _MODEL_U * float(np.sqrt(covariance[5, 5]))
    view = model.view(q)
    rim = model.rim(q, view)
    silhouette, _ = model.curves(q, 720)
    view = replace(view, u_scale_rel=u_rel, u_height_mm=view.height_mm * log_u_height)
    return RimFit(view, rim, silhouette, exp(q[0]), u_rel, support)


class _Light:
    """Linear light of the picture round a coin."""

    def __init__(self, pixels: NDArray[np.uint8], outline_xy_px: Array) -> None:
        reach = 40
        x0, y0 = np.maximum(np.floor(outline_xy_px.min(axis=0)).astype(int) - reach, 0)
        x1, y1 = np.ceil(outline_xy_px.max(axis=0)).astype(int) + reach
        coded = pixels[y0:y1, x0:x1].astype(np.float32) / 255
        self._light = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4).astype(np.float32)
        self._origin = np.array([x0, y0], np.float64)

    def at(self, xy_px: Array) -> NDArray[np.float32]:
        """(..., 3) light at points (..., 2)."""
        local = (xy_px - self._origin).astype(np.float32)
        return np.asarray(
            cv2.remap(self._light, local[..., 0], local[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        )


def _normals(curve_xy_px: Array) -> Array:
    """Outward unit normals of a closed convex curve."""
    tangent = np.roll(curve_xy_px, -1, axis=0) - np.roll(curve_xy_px, 1, axis=0)
    normal = np.column_stack([tangent[:, 1], -tangent[:, 0]])
    outwards = np.sign(((curve_xy_px - curve_xy_px.mean(axis=0)) * normal).sum())
    return np.asarray(outwards * normal / np.linalg.norm(normal, axis=1, keepdims=True))


def _steps(light: _Light, model: _Model, q: Array, inside_px: float, outside_px: float, n: int) -> _Steps:
    """Steps of colour across the rim as q has it."""
    fine = n * max(1, round(2 * pi * model.radius_px / 3 / n))
    curve, _ = model.curves(q, fine)
    normal = _normals(curve)
    offsets = np.arange(-inside_px - 3, outside_px + _BEYOND_PX, _STEP_PX)
    unrolled = light.at(curve[:, None] + offsets[None, :, None] * normal[:, None])
    spacing_px = 2 * pi * model.radius_px / fine
    profile = np.log(gaussian_filter1d(unrolled, _ALONG_PX / spacing_px, axis=0, mode="wrap")[:: fine // n] + 0.01)
    sharp, soft = (np.gradient(gaussian_filter1d(profile, s / _STEP_PX, axis=1), _STEP_PX, axis=1) for s in (1.0, 2.5))
    inverse = _roughness(np.reshape((sharp - soft)[:, offsets > outside_px + 2], (-1, 3)))
    size, soft_size = (np.sqrt(np.einsum("noi,ij,noj->no", v, inverse, v)) for v in (sharp, soft))
    one = np.ones(3)
    brightening = (sharp @ inverse @ one) / np.sqrt(one @ inverse @ one)
    tint = np.sqrt(np.maximum(size**2 - brightening**2, 0))
    # a penumbra is soft: what is as strong in a wide window is no edge
    edge = np.maximum(size - 1.3 * soft_size, 0)
    i, j = np.nonzero((edge[:, 1:-1] > edge[:, :-2]) & (edge[:, 1:-1] >= edge[:, 2:]) & (edge[:, 1:-1] > 0.5))
    j = j + 1
    near = (offsets[j] >= -inside_px) & (offsets[j] <= outside_px)
    i, j = i[near], j[near]
    a, b, c = edge[i, j - 1], edge[i, j], edge[i, j + 1]
    at_px = offsets[j] + 0.5 * (a - c) / (a - 2 * b + c) * _STEP_PX
    clear = 1 / (1 + (_CLEAR / b) ** 4)
    shadow = (brightening[i, j] > 0) & (tint[i, j] < 1.5 * _CLEAR)
    outermost = _outermost(i, at_px, np.where(shadow, _SHADOW_ODDS * clear, clear), n)
    return _Steps(curve[:: fine // n], normal[:: fine // n], i, at_px, clear, outermost)


def _roughness(steps: Array) -> Array:
    """Inverse covariance (3, 3) of the ground's own steps, outliers trimmed."""
    inverse: Array = np.eye(3)
    for _ in range(3):
        inverse = np.asarray(np.linalg.inv(steps.T @ steps / max(len(steps), 1) + np.eye(3) * 0.002**2))
        kept = np.einsum("ni,ij,nj->n", steps, inverse, steps) < 14
        steps = np.asarray(steps[kept], np.float64)
    return inverse


def _outermost(where: NDArray[np.intp], at_px: Array, odds: Array, n: int) -> Array:
    """Probability of each step of being the outermost real one of its direction."""
    outermost = np.zeros(len(where))
    free = np.ones(n)
    for k in np.lexsort((-at_px, where)):
        outermost[k] = odds[k] * free[where[k]]
        free[where[k]] *= 1 - odds[k]
    return outermost


def _climb(light: _Light, model: _Model, q: Array, tolerances_px: list[float], n: int) -> _Climbed:
    """Expectation-maximisation from q."""
    score, support = 0.0, 0.0
    for tolerance_px in tolerances_px:
        reach_px = 4 * max(tolerance_px, 1.0)
        steps = _steps(light, model, q, reach_px + 7, reach_px + 3, n)
        for _ in range(2):
            hull, face = _shares(steps, model, q, tolerance_px, n)
            for _ in range(2):
                q, _ = _gauss_newton(steps, model, q, hull, face, _STIFF_LOG_U_HEIGHT)
        score, support = _score(steps, model, q, tolerance_px, n)
    _, jacobian = _gauss_newton(steps, model, q, hull, face, model.priors.log_u_height)
    return _Climbed(q, score, jacobian, support)


def _offsets(steps: _Steps, model: _Model, q: Array) -> tuple[Array, Array]:
    """How far out along the steps' normals silhouette and face edge of q lie, (n,) px each."""
    silhouette, face = (
        ((curve - steps.base_xy_px) * steps.normal).sum(axis=1) for curve in model.curves(q, len(steps.normal))
    )
    return silhouette, face


def _likelihoods(steps: _Steps, model: _Model, q: Array, tolerance_px: float) -> tuple[Array, Array]:
    """Of each step: that it is the silhouette, that it is the upper face's edge."""
    hull, face = _offsets(steps, model, q)
    near_hull = np.exp(-0.5 * ((steps.at_px - hull[steps.where]) / tolerance_px) ** 2)
    near_face = np.exp(-0.5 * ((steps.at_px - face[steps.where]) / tolerance_px) ** 2)
    return steps.outermost * near_hull, _FACE_ODDS * steps.clear * near_face


Share = tuple[Array, Array]


def _shares(steps: _Steps, model: _Model, q: Array, tolerance_px: float, n: int) -> tuple[Share, Share]:
    """For silhouette and face edge: (weight, mean offset) of the steps that belong to it, by direction."""
    likelihoods = _likelihoods(steps, model, q, tolerance_px)
    total = sum(likelihoods) + _STRAY_ODDS
    shares = []
    for likelihood in likelihoods:
        weight = np.bincount(steps.where, likelihood / total, n)
        mean = np.bincount(steps.where, likelihood / total * steps.at_px, n) / np.maximum(weight, 1e-9)
        shares.append((np.minimum(weight, 1.0), mean))
    return shares[0], shares[1]


def _score(steps: _Steps, model: _Model, q: Array, tolerance_px: float, n: int) -> tuple[float, float]:
    """Mean log likelihood of the rim with its priors, and the share of the silhouette that lies on a step."""
    by_direction = [
        np.bincount(steps.where, likelihood, n) for likelihood in _likelihoods(steps, model, q, tolerance_px)
    ]
    fit = sum(float(np.log(s + _STRAY_ODDS).mean()) for s in by_direction)
    priors = model.prior(q, _STIFF_LOG_U_HEIGHT)
    return fit - 0.5 * float(priors @ priors) / _STRETCHES, float(np.minimum(by_direction[0], 1).mean())


_NUDGES = np.array([1e-3, 0.1, 0.1, 3e-3, 3e-3, 0.01, 0.03])
_LONGEST = np.array([0.05, 8.0, 8.0, 0.06, 0.06, 0.2, 0.4])


def _gauss_newton(
    steps: _Steps, model: _Model, q: Array, hull: Share, face: Share, log_u_height: float
) -> tuple[Array, Array]:
    """One damped Gauss-Newton step; (q, Jacobian)."""
    per_point = np.sqrt(_STRETCHES / len(steps.normal)) / _U_EDGE_PX

    def residuals(q: Array) -> Array:
        at_hull, at_face = _offsets(steps, model, q)
        return np.concatenate(
            [
                (at_hull - hull[1]) * np.sqrt(hull[0]) * per_point,
                (at_face - face[1]) * np.sqrt(face[0]) * per_point,
                model.prior(q, log_u_height),
            ]
        )

    here = residuals(q)
    jacobian = np.column_stack([(residuals(q + dq) - here) / dq.sum() for dq in np.diag(_NUDGES)])
    normal = jacobian.T @ jacobian
    step = -np.linalg.solve(normal + 1e-6 * np.diag(np.diag(normal)), jacobian.T @ here)
    return q + np.clip(step, -_LONGEST, _LONGEST), jacobian
