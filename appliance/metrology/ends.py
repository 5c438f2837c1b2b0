"""Where a part really ends: discs, domes and points seen at an angle.

The camera rarely looks square at a part, so the outline's end is not the part's end. A flat end of radius r shows the
far half of its rim, an ellipse that reaches r tan(obliquity) too far; a dome shows the circle where it turns away
(METROLOGY.md, Geometry 4). Here s' and y are what `closest_approach` gives for outline points: axial position and
distance from the axis.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.metrology.profile import robust_line

APEX = 0.55  # share of the head's radius that counts as its top


@dataclass(frozen=True)
class Rim:
    """A circular edge seen at an angle: s' = s + sign * slant * sqrt(radius^2 - y^2).

    Attributes
    ----------
    s_mm : the plane of the circle
    slant : |tan(obliquity)| as fitted, or as given
    spread_mm : robust spread of the points about the fit
    points : how many
    """

    s_mm: float
    slant: float
    spread_mm: float
    points: int


def fit_rim(
    s_mm: NDArray[np.float64], y_mm: NDArray[np.float64], radius_mm: float, sign: int, slant: float | None = None
) -> Rim | None:
    """Fit a circular edge of known radius to outline points.

    Parameters
    ----------
    s_mm, y_mm : (n,) outline points that belong to the edge
    sign : +1 where the edge bulges towards the head's end of the axis, -1 towards the tip
    slant : tan(obliquity) where it is known; fitted otherwise
    """
    inside = np.abs(y_mm) < 0.97 * radius_mm
    if inside.sum() < 6:
        return None
    s, bulge = s_mm[inside], sign * np.sqrt(radius_mm**2 - y_mm[inside] ** 2)
    if slant is None:
        slant, plane, weight = robust_line(bulge, s)
        residual = s - plane - slant * bulge
    else:
        level = s - slant * bulge
        plane = float(np.median(level))
        residual = level - plane
        weight = np.ones_like(s)
    spread = 1.4826 * float(np.median(np.abs(residual)))
    return Rim(float(plane), float(abs(slant)), spread, int((weight > 0).sum()))


def flat_end(
    s_mm: NDArray[np.float64], y_mm: NDArray[np.float64], body_mm: float, sign: int, slant: float
) -> tuple[float, float, float]:
    """The plane of a blunt end whose rim is not known: chamfered, with the thread running out over it.

    Parameters
    ----------
    s_mm, y_mm : (n,) outline points near that end
    body_mm : radius of the body; the face is smaller
    sign, slant : as for `fit_rim`

    Returns
    -------
    s_mm of the end face, its radius, and the doubt that the unknown radius leaves
    """
    extreme = float(np.max(sign * s_mm))
    best = (np.inf, 0.8 * body_mm)
    for radius in np.linspace(0.45, 1.0, 23) * body_mm:
        on = np.abs(y_mm) < 0.9 * radius
        if on.sum() < 5:
            continue
        level = sign * s_mm[on] - slant * np.sqrt(radius**2 - y_mm[on] ** 2)
        top = np.partition(level, int(0.6 * len(level)))[int(0.6 * len(level))]
        cost = float(np.minimum(np.abs(level - top), 0.06 * body_mm).mean()) - 0.004 * radius
        best = min(best, (cost, float(radius)))
    radius = best[1]
    on = np.abs(y_mm) < 0.8 * radius
    if on.sum() < 3:
        return sign * (extreme - slant * radius), radius, slant * 0.2 * body_mm
    level = sign * s_mm[on] - slant * np.sqrt(radius**2 - y_mm[on] ** 2)
    return sign * float(np.median(level)), radius, slant * 0.1 * body_mm


def dome_end(
    s_mm: NDArray[np.float64], y_mm: NDArray[np.float64], radius_mm: float, obliquity_rad: float
) -> tuple[float, float]:
    """The top of a convex head of revolution seen at an angle.

    The outline's apex, with radius of curvature rho, is where the surface leans by the obliquity e: that circle has
    radius rho sin(e) and lies rho sin(e) tan(e) below the apparent top. What is above it cannot be seen and is
    continued with the same curvature, rho (1 - cos(e)), as far as the top is a dome and not the edge of a flat face.

    Parameters
    ----------
    s_mm, y_mm : (n,) outline points of the head beyond its rim; recesses are bridged by their convex hull
    radius_mm : largest radius of the head
    obliquity_rad : of the line of sight at the head

    Returns
    -------
    s_mm of the top, and the doubt that the unseen part leaves
    """
    slant = float(np.tan(abs(obliquity_rad)))
    hull_s, hull_y = _upper_hull(s_mm, y_mm)
    near = np.abs(hull_y) < APEX * radius_mm
    points = np.abs(y_mm) < APEX * radius_mm
    if near.sum() < 5 or points.sum() < 5:
        return float(s_mm.max() - slant * radius_mm / 2), slant * radius_mm / 2
    top, bulge = _arc(hull_y[near] / radius_mm, hull_s[near])
    # the hull bridges slots but rides on the noise: refit to the points it runs along
    for _ in range(3):
        x = y_mm[points] / radius_mm
        residual = s_mm[points] - top + bulge * _sagitta(x)
        on = residual > np.median(residual) - 0.02 * radius_mm
        top, bulge = _arc(x[on], s_mm[points][on])
    bend = max(bulge / radius_mm**2 * np.cos(obliquity_rad), 1e-4)  # of s' cos(e) against y
    rho = 1 / bend
    seen = min(rho * np.sin(abs(obliquity_rad)), radius_mm)
    is_dome = float(np.clip((0.95 * radius_mm - seen) / (0.3 * radius_mm), 0, 1))
    hidden = is_dome * min(rho, radius_mm / max(np.sin(abs(obliquity_rad)), 1e-6)) * (1 - np.cos(obliquity_rad))
    # real tops flatten towards their middle, and a recess may have taken it away: not all that constant curvature adds
    return top - seen * slant + 0.65 * hidden, 0.4 * hidden


def _sagitta(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Depth of an ellipse of half width 1 below its apex; curvature 1 there."""
    return np.asarray(1 - np.sqrt(1 - np.clip(x, -0.98, 0.98) ** 2), np.float64)


def _arc(x: NDArray[np.float64], s_mm: NDArray[np.float64]) -> tuple[float, float]:
    """Apex and depth of the elliptic arc s = top - bulge * sagitta(x)."""
    dip = _sagitta(x)
    c = np.linalg.lstsq(np.stack([np.ones_like(dip), -dip], axis=1), s_mm, rcond=None)[0]
    return float(c[0]), max(float(c[1]), 0.0)


def _upper_hull(
    s_mm: NDArray[np.float64], y_mm: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The outline's convex hull on the side of large s, resampled evenly in y."""
    order = np.argsort(y_mm)
    y, s = y_mm[order], s_mm[order]
    hull: list[int] = []
    for i in range(len(y)):
        while len(hull) >= 2:
            j, k = hull[-2], hull[-1]
            if (y[k] - y[j]) * (s[i] - s[j]) - (s[k] - s[j]) * (y[i] - y[j]) < 0:
                break
            hull.pop()
        hull.append(i)
    even = np.linspace(y[0], y[-1], 101)
    return np.interp(even, y[hull], s[hull]), even


def cone_from_outline(slope: float, slant: float) -> tuple[float, float, float]:
    """A cone's true flare from its outline at an angle.

    A cone of half angle c seen at obliquity e shows the lines y = r sqrt(1 - tan(c)^2 tan(e)^2) at s' = s - r tan(c)
    tan(e)^2.

    Parameters
    ----------
    slope : dy / ds' of the outline
    slant : tan(e)

    Returns
    -------
    tan(c), and the factors (f, g) with r = y * f and s = s' + r * g
    """
    flare = slope / np.sqrt(1 + slope**2 * slant**2)
    return float(flare), float(1 / np.sqrt(max(1 - flare**2 * slant**2, 1e-6))), float(flare * slant**2)
