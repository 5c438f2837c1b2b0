"""Lens, tray plane and scale from the corners of several views, each with its uncertainty, or why not.

Bundle adjustment: one lens (fx, fy, cx, cy, k1, k2, p1, p2, and k3 where the views ask for it) and a pose a view,
least squares on all corners. Corners and views that do not fit are left out. Uncertainties come from leaving out each
view in turn (one-step jackknife), which also sees what corners of one view have in common, and are never below what
the residuals give. A small reprojection error proves little: a set of views must also tilt, cover the picture, and
lead to a lens that exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.board import BoardSpec
from calibration.bundle import Bundle, camera_matrix, optimum, start
from calibration.corners import ViewCorners
from calibration.estimate import Estimate
from calibration.plane import TrayView
from calibration.refusal import CalibrationRefused

FEWEST_VIEWS = 4
_U_FACE_HEIGHT_MM = 0.02  # a board's thickness by calliper
_LENS = ("fx", "fy", "cx", "cy", "k1", "k2", "p1", "p2", "k3")

_LEAST_TILT_DEG = 5.0
_LEAST_COVERAGE = 0.35
_LEAST_FLAT_COVERAGE = 0.08
_MOST_FLAT_TILT_DEG = 15.0
_MOST_U_FOCAL_REL = 0.01
_MOST_REPROJECTION_REL = 7e-4  # of the picture's diagonal


@dataclass(frozen=True, eq=False)
class Solution:
    """What the views tell.

    Attributes
    ----------
    view : lens and tray plane
    lens : fx, fy, cx, cy (px), k1, k2, p1, p2, k3 with standard uncertainties; k3 is 0 +- 0 where not needed
    camera_height_mm : pupil above the tray
    reprojection_px : root mean square distance of the corners kept
    coverage : share of the picture inside the hull of all corners
    tilt_deg : largest tilt of a board against the flat one
    used : names of the views kept
    left_out : names of the views that were not, with the reason
    warnings : what to do better
    """

    view: TrayView
    lens: dict[str, Estimate]
    camera_height_mm: Estimate
    reprojection_px: float
    coverage: float
    tilt_deg: float
    used: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


def solve(
    views: Sequence[ViewCorners], board: BoardSpec, *, flat: str | None = None, as_opencv: bool = False
) -> Solution:
    """Solve lens, tray plane and scale.

    Parameters
    ----------
    views : corners of several views by the same camera, lens untouched between them
    board : what they show; its printed face lies `face_height_mm` above the tray in the flat view
    flat : name of the view in which the board lies flat on the tray; the first one if None, and then a board that
        does not look flat is warned of instead of refused
    as_opencv : leave nothing out and solve for k3 whether it earns its place or not, to compare with other software

    Raises
    ------
    CalibrationRefused
        where the views do not determine the camera, or determine an impossible one
    """
    _check_views(views, flat)
    flat_name = views[0].name if flat is None else flat
    if as_opencv:
        bundle, left_out = optimum(replace(optimum(start(views, board)), free=9)), dict[str, str]()
    else:
        bundle, left_out = _fit_kept(views, board, flat_name)
    names = [v.name for v in bundle.views]
    rms = bundle.reprojection_px
    warnings: list[str] = []
    at_flat = names.index(flat_name)
    tilt_deg = _tilt_between(bundle.poses, at_flat)
    coverage = _hull_share(np.concatenate([v.points_xy_px for v in bundle.views]), views[0].size_px)
    _check_set(tilt_deg, coverage, _hull_share(bundle.views[at_flat].points_xy_px, views[0].size_px))
    covariance = bundle.covariance()
    lens = _lens_estimates(bundle, covariance)
    _check_lens(lens, rms, views[0].size_px)
    flat_tilt = _tilt_to_camera(bundle.poses[at_flat])
    if flat_tilt > _MOST_FLAT_TILT_DEG:
        says = f"the flat view {flat_name} is tilted {flat_tilt:.0f} degrees against the camera"
        if flat is not None:
            raise CalibrationRefused(f"{says}: lay the board flat on the tray for it.")
        warnings.append(f"{says}; the tray plane follows it: is that the board lying on the tray?")
    view, height = _tray_view(bundle, covariance, at_flat, board)
    if len(bundle.views) < 8:
        warnings.append(f"only {len(bundle.views)} views: 12 or more make the figures surer")
    if tilt_deg < 2 * _LEAST_TILT_DEG:
        warnings.append(f"the views tilt by no more than {tilt_deg:.0f} degrees: 15 to 20 make the height surer")
    return Solution(view, lens, height, rms, coverage, tilt_deg, tuple(names), tuple(left_out.items()), tuple(warnings))


def _check_views(views: Sequence[ViewCorners], flat: str | None) -> None:
    if len(views) < FEWEST_VIEWS:
        raise CalibrationRefused(
            f"only {len(views)} views show the board well enough, {FEWEST_VIEWS} are the least: take more."
        )
    sizes = {v.size_px for v in views}
    if len(sizes) > 1:
        listed = " and ".join("{} x {}".format(*size) for size in sorted(sizes))
        raise CalibrationRefused(f"the views differ in size ({listed} pixels): take all with the same camera setting.")
    if flat is not None and flat not in {v.name for v in views}:
        raise CalibrationRefused(f"the flat view {flat} does not show the board well enough, and the tray needs it.")


def _fit_kept(views: Sequence[ViewCorners], board: BoardSpec, flat_name: str) -> tuple[Bundle, dict[str, str]]:
    """The optimum over the corners and views that fit together, and why views were left out."""
    bundle = optimum(start(views, board))
    left_out: dict[str, str] = {}
    for _ in range(4):
        rests = [np.linalg.norm(bundle.residuals(i), axis=1) for i in range(len(bundle.views))]
        spread = float(np.median(np.concatenate(rests))) / 1.1774  # Rayleigh
        typical = float(np.median([np.sqrt(np.mean(r**2)) for r in rests]))
        bound = 5.0 * max(spread, 0.002)
        kept, poses = [], []
        for view, rest, pose in zip(bundle.views, rests, bundle.poses):
            good = rest < bound
            if good.mean() < 0.5 or good.sum() < 8 or np.sqrt(np.mean(rest[good] ** 2)) > 4 * typical:
                left_out[view.name] = f"it does not fit the others (off by {np.sqrt(np.mean(rest**2)):.2f} px)"
                continue
            kept.append(view if good.all() else view.only(good))
            poses.append(pose)
        if sum(len(v.ids) for v in kept) == sum(len(v.ids) for v in bundle.views):
            break
        _check_views(kept, flat_name)
        bundle = optimum(Bundle(tuple(kept), board, bundle.lens, np.array(poses), 8))
    return _with_k3_if_it_earns_its_place(bundle), left_out


def _with_k3_if_it_earns_its_place(bundle: Bundle) -> Bundle:
    """The bundle with k3 free where that explains the corners far better (Schwarz criterion) and k3 is well known."""
    wider = optimum(replace(bundle, free=9))
    count = 2 * sum(len(v.ids) for v in bundle.views)
    gain = count * np.log(bundle.sum_of_squares / max(wider.sum_of_squares, 1e-300)) - np.log(count)
    u_k3 = float(np.sqrt(wider.covariance()[8, 8]))
    return wider if gain > 10 and abs(wider.lens[8]) > 4 * u_k3 else bundle


def _lens_estimates(bundle: Bundle, covariance: NDArray[np.float64]) -> dict[str, Estimate]:
    u = np.zeros(len(_LENS))
    u[: bundle.free] = np.sqrt(np.diag(covariance)[: bundle.free])
    return {name: Estimate(float(bundle.lens[i]), float(u[i])) for i, name in enumerate(_LENS)}


def _check_set(tilt_deg: float, coverage: float, flat_coverage: float) -> None:
    if tilt_deg < _LEAST_TILT_DEG:
        raise CalibrationRefused(
            f"the board tilts by only {tilt_deg:.1f} degrees between the views, so that focal length and height "
            "cannot be told apart: prop it up by 10 to 20 degrees, on each side in turn."
        )
    if coverage < _LEAST_COVERAGE:
        raise CalibrationRefused(
            f"the board was seen on only {coverage:.0%} of the picture: move it into all corners of the field."
        )
    if flat_coverage < _LEAST_FLAT_COVERAGE:
        raise CalibrationRefused(
            f"in the flat view the board covers only {flat_coverage:.0%} of the picture: "
            "use a larger board, in the middle."
        )


def _check_lens(lens: dict[str, Estimate], reprojection_px: float, size_px: tuple[int, int]) -> None:
    """Refuse lenses that do not exist or that the views do not determine."""
    width, height = size_px
    fx, fy, cx, cy = (lens[name] for name in _LENS[:4])
    worst = max(fx.u / abs(fx.value), fy.u / abs(fy.value))
    if not worst < _MOST_U_FOCAL_REL:
        raise CalibrationRefused(
            f"the focal length stays uncertain by {worst:.1%}: "
            "take more views, with the board propped up by 10 to 20 degrees."
        )
    limit = max(_MOST_REPROJECTION_REL * float(np.hypot(width, height)), 0.5)
    if reprojection_px > limit:
        raise CalibrationRefused(
            f"the corners are off by {reprojection_px:.2f} px, more than {limit:.2f}: "
            "is the board flat, and were camera and lens left alone between the views?"
        )
    if not 0.97 < fx.value / fy.value < 1.03:
        raise CalibrationRefused(
            f"the views lead to a lens with focal lengths {fx.value:.0f} and {fy.value:.0f} px across and down, "
            "which no camera with square pixels has: are the board's squares square, and the views tilted enough?"
        )
    if abs(cx.value - width / 2) > 0.15 * width or abs(cy.value - height / 2) > 0.15 * height:
        raise CalibrationRefused(
            f"the views lead to an optical axis at ({cx.value:.0f}, {cy.value:.0f}) px, far from the picture's middle: "
            "take more views with the board tilted to each side."
        )


def _hull_share(points_xy_px: NDArray[np.float64], size_px: tuple[int, int]) -> float:
    hull = cv2.convexHull(points_xy_px.astype(np.float32))
    return float(cv2.contourArea(hull)) / (size_px[0] * size_px[1])


def _normal(pose: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit normal of a board in camera coordinates, towards the camera."""
    axis = np.asarray(cv2.Rodrigues(pose[:3])[0], np.float64)[:, 2]
    return axis if axis @ pose[3:] < 0 else -axis


def _tilt_to_camera(pose: NDArray[np.float64]) -> float:
    return float(np.degrees(np.arccos(np.clip(-_normal(pose)[2], -1, 1))))


def _tilt_between(poses: NDArray[np.float64], flat: int) -> float:
    normals = np.array([_normal(pose) for pose in poses])
    return float(np.degrees(np.arccos(np.clip(normals @ normals[flat], -1, 1))).max())


def _tray_view(
    bundle: Bundle, covariance: NDArray[np.float64], at_flat: int, board: BoardSpec
) -> tuple[TrayView, Estimate]:
    """The tray plane behind the flat board's face, and the camera's height over it."""
    lens_and_pose = np.r_[0 : bundle.free, bundle.free + 6 * at_flat : bundle.free + 6 * at_flat + 6]
    part = covariance[np.ix_(lens_and_pose, lens_and_pose)]
    values = np.concatenate([bundle.lens[: bundle.free], bundle.poses[at_flat]])

    def view_of(values: NDArray[np.float64], u_scale_rel: float = 0.0, u_height_mm: float = 0.0) -> TrayView:
        lens, pose = bundle.lens.copy(), values[bundle.free :]
        lens[: bundle.free] = values[: bundle.free]
        normal = _normal(pose)
        height = float(-normal @ pose[3:]) + board.face_height_mm
        return TrayView(camera_matrix(lens), lens[4:9], normal, height, u_scale_rel, u_height_mm)

    spans = _spans(bundle.views[0].size_px)

    def figures(values: NDArray[np.float64]) -> NDArray[np.float64]:
        view = view_of(values)
        ends = view.to_tray_xy_mm(spans).reshape(-1, 2, 2)
        return np.append(np.log(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)), view.height_mm)

    steps = 0.1 * np.sqrt(np.diag(part))
    slopes = np.stack(
        [(figures(values + h) - figures(values - h)) / (2 * step) for h, step in zip(np.diag(steps), steps)], axis=1
    )
    variances = np.einsum("ij,jk,ik->i", slopes, part, slopes)
    height_mm = view_of(values).height_mm
    height = Estimate.from_terms(
        height_mm,
        corners=float(np.sqrt(variances[-1])),
        squares=height_mm * board.u_square_rel,
        face=_U_FACE_HEIGHT_MM,
    )
    scale_terms = (float(np.sqrt(variances[:-1].mean())), board.u_square_rel, _U_FACE_HEIGHT_MM / height_mm)
    return view_of(values, float(np.linalg.norm(scale_terms)), height.u), height


def _spans(size_px: tuple[int, int]) -> NDArray[np.float64]:
    """Ends of 18 spans all over the picture, a quarter of its width long: the lengths whose scale is asked for."""
    width, height = size_px
    half = width / 8
    x, y = np.meshgrid([0.2 * width, 0.5 * width, 0.8 * width], [0.25 * height, 0.5 * height, 0.75 * height])
    middles = np.column_stack([x.ravel(), y.ravel()])
    directions = half * np.eye(2)
    return np.concatenate([np.stack([middles - d, middles + d], axis=1) for d in directions]).reshape(-1, 2)
