"""Finish told by colour and glints alone, without a network.

A crop in linear light, evened so that the white empty tray is 1.0, is put into a few numbers: chromaticity (log ratios
of the channels) of its darker, middle and brighter parts, quantiles of luminance, contrast between neighbours, and how
much the colour changes over the part. Metals tint what they mirror with their own colour and show a dark room beside
bright lamps; paint and spelter are even, and a painted part's highlights are whiter than its body. What these numbers
are for each finish comes from `models_onnx.training.finish_colours`, a simulation from published optical constants.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from models_onnx.attributes import Odds
from models_onnx.vocabulary import Finish

Array = NDArray[np.float64]

TABLE = "finish_colours.npz"

_MOST_PIXELS = 2048
_LEAST_PIXELS = 40
_FLOOR = 0.01  # added to each channel: shadows and noise there have no colour to speak of
_LUMINANCE_BGR = np.array([0.0722, 0.7152, 0.2126])  # ITU-R BT.709
_PARTS = ((0.05, 0.30), (0.30, 0.55), (0.55, 0.80), (0.80, 0.95), (0.95, 1.0))  # of the pixels in order of luminance
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FEATURES = 2 * len(_PARTS) + len(_QUANTILES) + 4

_FREEDOM = 6.0  # of the t densities: worn, dirty and oily parts lie further out than normal densities allow
_TEMPER = 0.4  # exponent on densities: best on a lamp left out (models_onnx.training.finish_colours --held-out)
_UNKNOWN_WHITE = 0.10  # spread of the log ratios R/G and B/G of a white that is only guessed
_UNKNOWN_GAIN = 0.35  # spread of its log luminance


def finish_features(evened_bgr: NDArray[np.float32], mask: NDArray[np.bool_]) -> Array | None:
    """What a part's pixels say of its finish, as numbers.

    Parameters
    ----------
    evened_bgr : (height, width, 3) linear light, 1.0 = white tray
    mask : (height, width) the part's pixels; its blurred edge is taken off here

    Returns
    -------
    (FEATURES,) : ln R/G and ln B/G of each fifth from dark to bright; ln luminance at five quantiles; ln contrast of
        neighbours; ln spread of both log ratios over the part; share of pixels brighter than the tray. None where too
        few pixels are left.
    """
    inside = _without_edge(mask)
    every = max(1, np.count_nonzero(inside) // (4 * _MOST_PIXELS))  # whole rows: they lie together in memory
    places = np.flatnonzero(inside[::every])
    if len(places) < _LEAST_PIXELS // 4:
        return None
    rows, xs = np.divmod(places[:: -(-len(places) // _MOST_PIXELS)], inside.shape[1])
    ys = rows * every
    pixels = np.maximum(evened_bgr[ys, xs].astype(np.float64), 0.0) + _FLOOR
    luminance = pixels @ _LUMINANCE_BGR
    order = np.argsort(luminance)
    count = len(order)
    ratios = []
    for low, high in _PARTS:
        first = min(int(low * count), count - 1)
        mean = pixels[order[first : max(int(np.ceil(high * count)), first + 1)]].mean(axis=0)
        ratios += [np.log(mean[2] / mean[1]), np.log(mean[0] / mean[1])]
    quantiles = np.log(luminance[order[[int(q * (count - 1)) for q in _QUANTILES]]])
    body = pixels[order[int(0.3 * count) : max(int(0.9 * count), int(0.3 * count) + 1)]]
    hue = np.log(np.ascontiguousarray(body.T)[[2, 0]] / body[:, 1])
    spread = np.log(1.4826 * np.median(np.abs(hue - np.median(hue, axis=1, keepdims=True)), axis=1) + 0.01)
    shine = np.log(np.mean(luminance > 1.0 + _FLOOR) + 0.02)
    return np.array([*ratios, *quantiles, _contrast(evened_bgr, inside, ys, xs, luminance), *spread, shine])


def finish_odds(evened_bgr: NDArray[np.float32], mask: NDArray[np.bool_], is_white_known: bool = True) -> Odds[Finish]:
    """Odds of the ten finishes of a part in the top-lit frame, every finish equally likely beforehand.

    Parameters
    ----------
    evened_bgr : (height, width, 3) crop, linear light as a share of the white empty tray's under the same lamp
    mask : (height, width) the part's pixels
    is_white_known : False where 1.0 is but a guess of white (single photographs on any ground): the odds get wider

    Returns
    -------
    Odds over all of `Finish`; even ones where hardly a pixel is left to judge by

    Raises
    ------
    ValueError
        if the crop is not of three channels or the mask has another size
    """
    if evened_bgr.ndim != 3 or evened_bgr.shape[2] != 3 or mask.shape != evened_bgr.shape[:2]:
        raise ValueError(f"a crop of three channels and its mask were wanted, not {evened_bgr.shape} and {mask.shape}")
    features = finish_features(evened_bgr, mask)
    if features is None or not np.isfinite(features).all():
        return Odds(dict.fromkeys(Finish, 1.0))
    logs = _looks(is_white_known).log_densities(features) * _TEMPER
    weights = np.exp(logs - logs.max())
    return Odds({finish: float(w) for finish, w in zip(Finish, weights)})


@dataclass(frozen=True, eq=False)
class Looks:
    """How each finish may look: mixtures of Student's t densities of the features.

    Attributes
    ----------
    finish : (k,) index into `Finish` of each component
    mean : (k, FEATURES)
    whitener : (k, FEATURES, FEATURES) W with W^T W the inverse of the scale matrix
    log_scale : (k,) ln of the share of the component in its finish less half of ln det of its scale matrix
    """

    finish: NDArray[np.int64]
    mean: Array
    whitener: Array
    log_scale: Array

    def log_densities(self, features: Array) -> Array:
        """(len(Finish),) ln density of features (FEATURES,) under each finish, up to a constant."""
        off = np.einsum("kij,kj->ki", self.whitener, features - self.mean)
        distance = np.einsum("ki,ki->k", off, off)
        power = (_FREEDOM + FEATURES) / 2
        constant = gammaln(power) - gammaln(_FREEDOM / 2) - FEATURES / 2 * np.log(_FREEDOM * np.pi)
        logs = constant + self.log_scale - power * np.log1p(distance / _FREEDOM)
        summed = np.full(len(Finish), -np.inf)
        np.logaddexp.at(summed, self.finish, logs)
        return summed


def looks_from(finish: NDArray[np.int64], mean: Array, covariance: Array, is_white_known: bool = True) -> Looks:
    """Densities from components' finishes (k,), means (k, FEATURES) and covariances (k, FEATURES, FEATURES)."""
    scale = covariance * (_FREEDOM - 2) / _FREEDOM
    if not is_white_known:
        scale = scale + _common_shift()
    whitener = np.linalg.inv(np.linalg.cholesky(scale))
    half_log_det = -np.log(np.diagonal(whitener, axis1=1, axis2=2)).sum(axis=1)
    share = 1.0 / np.bincount(finish, minlength=len(Finish))[finish]
    return Looks(finish, mean, whitener, np.log(share) - half_log_det)


@lru_cache(maxsize=2)
def _looks(is_white_known: bool) -> Looks:
    with resources.files("models_onnx").joinpath(TABLE).open("rb") as file, np.load(file) as table:
        finish = np.asarray(table["finish"], np.int64)
        mean, lower = np.asarray(table["mean"], np.float64), np.asarray(table["lower"], np.float64)
    return looks_from(finish, mean, lower @ lower.transpose(0, 2, 1), is_white_known)


def _common_shift() -> Array:
    """Covariance of features when the white of the whole crop is off by a colour and a gain."""
    red, blue, gain = np.zeros(FEATURES), np.zeros(FEATURES), np.zeros(FEATURES)
    chroma = 2 * len(_PARTS)
    red[0:chroma:2], blue[1:chroma:2] = _UNKNOWN_WHITE, _UNKNOWN_WHITE
    gain[chroma : chroma + len(_QUANTILES)] = _UNKNOWN_GAIN
    gain[-1] = 2 * _UNKNOWN_GAIN  # the share above white follows the gain, loosely
    return sum((np.outer(v, v) for v in (red, blue, gain)), np.zeros((FEATURES, FEATURES)))


def _without_edge(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask less its blurred edge; less is taken off where hardly anything would be left."""
    framed = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    for turns in (3, 2, 1):
        # A crop ends at the part: beyond it is ground, so the border counts as such.
        eroded = cv2.erode(framed, np.ones((3, 3), np.uint8), iterations=turns)[1:-1, 1:-1]
        if np.count_nonzero(eroded) >= max(_LEAST_PIXELS, 0.25 * np.count_nonzero(mask)):
            return np.asarray(eroded, np.bool_)
    return mask


def _contrast(
    evened_bgr: NDArray[np.float32],
    inside: NDArray[np.bool_],
    ys: NDArray[np.intp],
    xs: NDArray[np.intp],
    luminance: Array,
) -> float:
    """Ln of the mean step of luminance between neighbours as a share of the mean luminance."""
    steps = []
    for down, right in ((0, 1), (1, 0)):
        y, x = np.minimum(ys + down, inside.shape[0] - 1), np.minimum(xs + right, inside.shape[1] - 1)
        both = inside[y, x]
        steps.append(np.abs(evened_bgr[y[both], x[both]] @ _LUMINANCE_BGR + _FLOOR - luminance[both]))
    mean = np.concatenate(steps).mean() if sum(map(len, steps)) else 0.0
    return float(np.log(mean / luminance.mean() + 0.005))
