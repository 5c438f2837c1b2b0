"""The rim of a coin as a camera sees it: the hull of two circles, one near the tray and one near its top.

On the tray plane, seen from the pupil at (0, 0, H), a circle of radius r at height z round c is a circle of radius
r H / (H - z) round c H / (H - z). A coin is a stack of such circles; the lowest and the highest of full diameter bound
it. Where the coin turns its wall to the camera (towards the nadir) the lower one shows, elsewhere the upper one.
(METROLOGY.md, Geometry 6.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.plane import TrayView

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Coin:
    """A coin's nominal size (US Mint, coin specifications) in millimetres."""

    name: str
    diameter_mm: float
    thickness_mm: float


QUARTER = Coin("quarter", 24.26, 1.75)
OTHER_COINS = (Coin("nickel", 21.21, 1.95), Coin("penny", 19.05, 1.52), Coin("dime", 17.91, 1.35))


@dataclass(frozen=True)
class Rim:
    """A coin on the tray.

    Attributes
    ----------
    centre_xy_mm : (2,) of its axis, tray coordinates
    radius_mm : of its wall
    thickness_mm : height of its face above the tray
    bevel_mm : how far the wall's edges are rounded off, in height and in radius
    """

    centre_xy_mm: Array
    radius_mm: float
    thickness_mm: float
    bevel_mm: float


def seen_circle(view: TrayView, centre_xy_mm: ArrayLike, z_mm: float, radius_mm: float) -> tuple[Array, float]:
    """Centre and radius in tray coordinates (mm) at which a level circle at height z is seen."""
    grown = view.height_mm / (view.height_mm - z_mm)
    return np.asarray(centre_xy_mm, np.float64) * grown, radius_mm * grown


def hull_points(view: TrayView, rim: Rim, towards: Array) -> Array:
    """Outermost points of a coin's silhouette on the tray plane.

    Parameters
    ----------
    towards : (n, 2) unit vectors, outward normals on the tray plane

    Returns
    -------
    (n, 2) tray coordinates in mm
    """
    low, low_radius = seen_circle(view, rim.centre_xy_mm, rim.bevel_mm, rim.radius_mm)
    high, high_radius = seen_circle(view, rim.centre_xy_mm, rim.thickness_mm - rim.bevel_mm, rim.radius_mm)
    wall_shows = towards @ low + low_radius > towards @ high + high_radius
    return np.where(wall_shows[:, None], low + low_radius * towards, high + high_radius * towards)


def face_points(view: TrayView, rim: Rim, towards: Array) -> Array:
    """(n, 2) points in mm on the edge of a coin's upper face, where the rounding ends, as `hull_points` has them."""
    centre, radius = seen_circle(view, rim.centre_xy_mm, rim.thickness_mm, rim.radius_mm - rim.bevel_mm)
    return centre + radius * towards


def unit_circle(n: int) -> Array:
    """(n, 2) unit vectors all round."""
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return np.column_stack([np.cos(angle), np.sin(angle)])


def fit_rim(view: TrayView, outline_xy_mm: Array, coin: Coin, bevel_mm: float = 0.1) -> tuple[Rim, Array]:
    """Centre and radius of the coin whose two-circle hull lies nearest to an outline (least squares, outliers trimmed).

    Parameters
    ----------
    outline_xy_mm : (n, 2) tray coordinates of its silhouette
    coin : whose thickness it has

    Returns
    -------
    (rim, (n,) distances of the points outside the fitted hull in mm)
    """
    shrink = (view.height_mm - coin.thickness_mm) / view.height_mm
    centre = (outline_xy_mm.max(axis=0) + outline_xy_mm.min(axis=0)) / 2 * shrink
    radius = float(np.median(np.linalg.norm(outline_xy_mm - centre / shrink, axis=1))) * shrink
    kept = np.ones(len(outline_xy_mm), bool)
    outside = np.zeros(len(outline_xy_mm))
    for _ in range(12):
        towards = outline_xy_mm - centre / shrink
        towards /= np.maximum(np.linalg.norm(towards, axis=1, keepdims=True), 1e-12)
        rim = Rim(centre, radius, coin.thickness_mm, bevel_mm)
        outside = ((outline_xy_mm - hull_points(view, rim, towards)) * towards).sum(axis=1)
        jacobian = np.column_stack([towards, np.ones(len(towards))])
        step = np.linalg.lstsq(jacobian[kept], outside[kept], rcond=None)[0]
        centre, radius = centre + step[:2] * shrink, radius + float(step[2]) * shrink
        spread = 1.4826 * float(np.median(np.abs(outside - np.median(outside))))
        kept = np.abs(outside) <= 4 * spread + 1e-9
        if np.abs(step).max() < 1e-9:
            break
    return Rim(centre, radius, coin.thickness_mm, bevel_mm), outside
