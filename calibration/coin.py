"""The quarter: found in a photograph, it gives the scale; laid on the calibrated tray, it checks it.

A photograph comes from a camera that nobody calibrated. What is assumed of it: a pinhole, its principal point in the
picture's middle; its focal length by EXIF or, without, a distance at which phones are held and can focus. What is
fitted: scale, tilt and place, so that the coin's rim (`calibration.rim`) falls on edges of the picture. A tilt of a few
degrees hardly changes the coin's shape, but it moves its upper rim against its lower one: both are looked for.
"""

from dataclasses import dataclass
from math import erf, exp, hypot, sqrt

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.estimate import Estimate, Unmeasured
from calibration.plane import TrayView
from calibration.rim import OTHER_COINS, QUARTER, Array, fit_rim
from calibration.rim_fit import Priors, RimFit, fit_rim_in_photo
from drivers.frame import Frame

WEAR_REL = 0.0015  # METROLOGY.md, Geometry 6: wear and rim height
_LENS_REL = 0.002  # distortion and principal point of a phone that nobody calibrated
_LEAST_DIAMETER_PX = 60
_LEAST_AXIS_RATIO = 0.90  # cos 25 deg: farther off, no scale can be had from a coin
_ROUND_REL = 0.03  # greatest rms deviation of a coin's outline from an ellipse, of its radius
_LEAST_SUPPORT = 0.2  # share of the rim that must lie on a clear edge
_FULL_FRAME_DIAGONAL_MM = hypot(36, 24)


@dataclass(frozen=True)
class QuarterFit:
    """A quarter in a photograph and what it says of the camera.

    Attributes
    ----------
    index : which of the outlines offered it is
    outline_xy_px : (n, 2) its fitted silhouette
    centre_xy_px : (2,) where its axis meets the tray
    ellipse : ((cx, cy), (width, height), angle in degrees) of the silhouette, as cv2.fitEllipse has it
    view : the camera as it stood over the surface
    mm_per_px : scale at the picture's middle, across the line of sight: distance over focal length
    u_rel : relative standard uncertainty of that scale
    p : probability that it is a quarter and not another round thing
    """

    index: int
    outline_xy_px: Array
    centre_xy_px: Array
    ellipse: tuple[tuple[float, float], tuple[float, float], float]
    view: TrayView
    mm_per_px: float
    u_rel: float
    p: float


@dataclass(frozen=True)
class QuarterVerdict:
    """Whether a silhouette on the calibrated tray is a quarter.

    Attributes
    ----------
    p : probability
    diameter_mm : of its wall
    reason : why it is not one, empty where it may be
    """

    p: float
    diameter_mm: Estimate | Unmeasured
    reason: str


def find_quarter(
    frame: Frame,
    outlines_xy_px: list[Array],
    holes_xy_px: list[tuple[Array, ...]] | None = None,
    focal_35mm: float | None = None,
) -> QuarterFit | Unmeasured:
    """Find the quarter among the things in a photograph and take the scale from it.

    Parameters
    ----------
    frame : the photograph
    outlines_xy_px : closed outlines (n, 2) of the things in it
    holes_xy_px : for each of them the outlines of its openings; none where omitted
    focal_35mm : EXIF FocalLengthIn35mmFilm in mm, where known; else the frame's own focal length, where it has one

    Returns
    -------
    QuarterFit, or the reason why there is none
    """
    holes = holes_xy_px if holes_xy_px is not None else [()] * len(outlines_xy_px)
    round_ones = [
        i for i, outline in enumerate(outlines_xy_px) if _round(outline, frame.size_px) and not _open(outline, holes[i])
    ]
    if not round_ones:
        return Unmeasured("no round thing in the picture that could be a quarter")
    # of the US coins in use the quarter is the largest
    index = max(round_ones, key=lambda i: _area(outlines_xy_px[i]))
    if any(_rivals(outlines_xy_px[index], other) for i, other in enumerate(outlines_xy_px) if i != index):
        return Unmeasured("several round things of one size: which of them is the quarter cannot be told")
    colour = frame.pixels if frame.pixels.ndim == 3 else np.repeat(frame.pixels[..., None], 3, axis=2)
    p = _quarter_by_look(colour, outlines_xy_px[index])
    if p < 0.5:
        return Unmeasured("the round thing in the picture does not look like a quarter")
    focal_px = frame.focal_px if focal_35mm is None else _focal_px(frame.size_px, focal_35mm)
    priors = Priors.of_phone(frame.size_px, focal_px)
    fit = fit_rim_in_photo(colour, outlines_xy_px[index], QUARTER, priors)
    if fit.support < _LEAST_SUPPORT:
        return Unmeasured("the rim of the coin cannot be told from its ground")
    return _as_quarter(index, fit, p)


def quarter_on_tray(
    outline_xy_px: Array, view: TrayView, holes_xy_px: tuple[Array, ...] = (), u_edge_px: float = 0.1
) -> QuarterVerdict:
    """Judge a silhouette on the calibrated tray: a quarter, or another coin, a button, a washer.

    Parameters
    ----------
    outline_xy_px : (n, 2) outer outline, sub-pixel
    holes_xy_px : outlines of its openings
    u_edge_px : standard uncertainty of the whole outline's place along its normal

    Returns
    -------
    QuarterVerdict; its diameter against 24.26 mm also checks the calibration
    """
    if len(outline_xy_px) < 16:
        return QuarterVerdict(0.0, Unmeasured("its outline has too few points"), "too few points")
    if _open(outline_xy_px, holes_xy_px):
        return QuarterVerdict(0.0, Unmeasured("it has an opening, a coin has none"), "it has an opening")
    rim, outside_mm = fit_rim(view, view.to_tray_xy_mm(outline_xy_px), QUARTER)
    px_mm = view.mm_per_px(np.mean(outline_xy_px, axis=0))
    diameter = Estimate.from_terms(
        2 * rim.radius_mm,
        edge=2 * u_edge_px * px_mm,
        scale=2 * rim.radius_mm * view.u_scale_rel,
        height=2 * rim.radius_mm * QUARTER.thickness_mm * view.u_height_mm / view.height_mm**2,
        rim=2 * rim.radius_mm * 0.1 / view.height_mm,
    )
    unround_mm = float(np.percentile(np.abs(outside_mm), 95))
    if unround_mm > 0.15 + 2 * px_mm:
        return QuarterVerdict(0.0, diameter, "it is not round")
    p = _quarter_by_diameter(diameter)
    reason = "" if p >= 0.5 else f"it measures {diameter.value:.2f} mm across, a quarter {QUARTER.diameter_mm:.2f} mm"
    return QuarterVerdict(p, diameter, reason)


def _quarter_by_diameter(diameter: Estimate) -> float:
    """Probability of a quarter, against other coins and round things of any size from 5 to 40 mm."""
    spread = hypot(diameter.u, WEAR_REL * QUARTER.diameter_mm)

    def density(nominal_mm: float) -> float:
        return exp(-0.5 * ((diameter.value - nominal_mm) / spread) ** 2) / (spread * sqrt(2 * np.pi))

    others = 0.1 * sum(density(c.diameter_mm) for c in OTHER_COINS) + 0.2 / 35
    ours = 0.5 * density(QUARTER.diameter_mm)
    return ours / (ours + others)


def _as_quarter(index: int, fit: RimFit, p: float) -> QuarterFit:
    u_rel = hypot(fit.u_rel, WEAR_REL, _LENS_REL)
    view = TrayView(
        fit.view.camera_matrix, fit.view.distortion, fit.view.normal, fit.view.height_mm, u_rel, fit.view.u_height_mm
    )
    (x, y), (a, b), angle = cv2.fitEllipse(fit.silhouette_xy_px.astype(np.float32))
    ellipse = ((float(x), float(y)), (float(a), float(b)), float(angle))
    centre = view.to_px(np.append(fit.rim.centre_xy_mm, 0.0)[None])[0]
    return QuarterFit(index, fit.silhouette_xy_px, centre, ellipse, view, fit.mm_per_px, u_rel, p)


def _focal_px(size_px: tuple[int, int], focal_35mm: float) -> float:
    """Focal length in pixels by its 35 mm equivalent, which goes by the picture's diagonal (CIPA DCG-001)."""
    return focal_35mm * hypot(*size_px) / _FULL_FRAME_DIAGONAL_MM


def _area(outline_xy_px: Array) -> float:
    return float(cv2.contourArea(outline_xy_px.astype(np.float32)))


def _open(outline_xy_px: Array, holes_xy_px: tuple[Array, ...]) -> bool:
    return any(_area(hole) > 0.01 * _area(outline_xy_px) for hole in holes_xy_px)


def _round(outline_xy_px: Array, size_px: tuple[int, int]) -> bool:
    """Whether an outline is that of a coin seen nearly from above, whole in the picture."""
    if len(outline_xy_px) < 16:
        return False
    low, high = outline_xy_px.min(axis=0), outline_xy_px.max(axis=0)
    if low.min() < 2 or (high > np.array(size_px) - 3).any():
        return False
    (x, y), (a, b), angle = cv2.fitEllipse(outline_xy_px.astype(np.float32))
    if min(a, b) < _LEAST_DIAMETER_PX or min(a, b) < _LEAST_AXIS_RATIO * max(a, b):
        return False
    turn = np.radians(angle)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    on_circle = (outline_xy_px - [x, y]) @ axes.T / [a / 2, b / 2]
    fills = _area(outline_xy_px) / (np.pi * a * b / 4)
    return bool(np.std(np.linalg.norm(on_circle, axis=1)) < _ROUND_REL and abs(fills - 1) < 2 * _ROUND_REL)


def _rivals(quarter_xy_px: Array, other_xy_px: Array) -> bool:
    """Whether another outline is about as large and roundish too."""
    if len(other_xy_px) < 16 or not 0.7 < _area(other_xy_px) / _area(quarter_xy_px) < 1.4:
        return False
    _, (a, b), _ = cv2.fitEllipse(other_xy_px.astype(np.float32))
    return bool(min(a, b) > 0.8 * max(a, b))


def _quarter_by_look(pixels: NDArray[np.uint8], outline_xy_px: Array) -> float:
    """Probability of a quarter by its colour and relief.

    Cupronickel is grey; copper and brass are not. A quarter's relief goes up to its rim; a screw's head has its drive
    in the middle and little around it.
    """
    x, y, w, h = cv2.boundingRect(outline_xy_px.astype(np.float32))
    x, y = max(x, 0), max(y, 0)
    patch = cv2.resize(pixels[y : y + h, x : x + w], (96, 96), interpolation=cv2.INTER_AREA).astype(np.float32)
    out = np.hypot(*(np.mgrid[:96, :96] - 47.5)) / 48
    lab = cv2.cvtColor(patch / 255, cv2.COLOR_BGR2LAB)
    chroma = float(np.hypot(*np.median(lab[out < 0.9], axis=0)[1:]))
    log_light = np.asarray(np.log(patch.mean(axis=2) + 8), np.float32)
    relief = cv2.Scharr(log_light, cv2.CV_32F, 1, 0) ** 2 + cv2.Scharr(log_light, cv2.CV_32F, 0, 1) ** 2
    middle = float(np.sqrt(relief[out < 0.42].mean() / (relief[(out > 0.5) & (out < 0.8)].mean() + 1e-9)))
    # a lamp's colour is worth some 12 units of chroma; copper has 30 to 40, brass 30 to 50
    grey = 0.5 * (1 - erf((chroma - 28) / 8))
    return 0.95 * grey / (1 + (middle / 1.9) ** 6)
