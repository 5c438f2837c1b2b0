"""What makes a calibration of a camera that was solved, and whether it measures a quarter right."""

from datetime import UTC, datetime
from importlib.metadata import version

import numpy as np

from appliance.looking import see
from calibration.board import BoardSpec
from calibration.coin import quarter_on_tray
from calibration.estimate import Estimate, Unmeasured
from calibration.flat import FlatField, flat_field
from calibration.marks import TrayMarks, marks_of, texture_of
from calibration.record import Calibration, Parameter, Pedigree
from calibration.refusal import CalibrationRefused
from calibration.solve import Solution
from calibration.verification import Place, Verification, verify
from drivers.frame import Light, Shot

# Of the flat view's blur: the board lies a little higher than the tray, a lens is softer at its corners.
_U_BLUR_PX = 0.05
QUARTER_MM = Estimate(24.26, 0.04)  # of a coin in circulation: METROLOGY.md, Geometry 6
_MOST_OFF = 0.05


def of_empty_tray(shot: Shot) -> tuple[dict[Light, FlatField], dict[Light, TrayMarks]]:
    """Its light, and the marks by which a knocked camera is found out later."""
    flats = {frame.light: flat_field(frame) for frame in shot.frames}
    return flats, {frame.light: marks_of(texture_of(frame)) for frame in shot.frames}


def calibration_of(
    solution: Solution,
    board: BoardSpec,
    size_px: tuple[int, int],
    flats: dict[Light, FlatField],
    left_out: list[str],
    blur_px: float | None,
) -> Calibration:
    """The calibration with its pedigree, from the camera that was solved and the empty tray's light."""
    parameters = {**solution.lens, "camera_height_mm": solution.camera_height_mm}
    if blur_px is not None:
        parameters["blur_px"] = Estimate(blur_px, _U_BLUR_PX)
    warnings = list(solution.warnings)
    warnings += [f"the tray is dirty ({f.specks} specks {light}): wipe it" for light, f in flats.items() if f.dirty]
    for light, field in flats.items():
        if field.size_px != size_px:
            have, want = ("{} x {}".format(*s) for s in (field.size_px, size_px))
            raise CalibrationRefused(f"the {light} frame of the empty tray is {have} pixels, the views are {want}.")
    if not flats:
        warnings.append("no frames of the empty tray: the light is estimated from every shot anew")
    pedigree = Pedigree(
        datetime.now(UTC).isoformat(timespec="seconds"),
        f"screwtray {version('screwtray')}",
        board,
        solution.used,
        (*left_out, *(f"{name}: {reason}" for name, reason in solution.left_out)),
        solution.reprojection_px,
        {name: Parameter(e.value, e.u) for name, e in parameters.items()},
        solution.coverage,
        solution.tilt_deg,
        tuple(warnings),
    )
    return Calibration(solution.view, size_px, flats, pedigree)


def quarter_at(shot: Shot, calibration: Calibration) -> Place | Unmeasured:
    """The one thing on the tray as a quarter: whether it is recognised as one is what is to be found out."""
    things = see(shot, calibration, coin=True).things
    if len(things) != 1:
        return Unmeasured(f"there are {len(things)} things on the tray")
    outline = things[0].silhouette.outer.points_xy_px
    verdict = quarter_on_tray(outline, calibration.view)
    if not isinstance(verdict.diameter_mm, Estimate):
        return verdict.diameter_mm
    if abs(verdict.diameter_mm.value / QUARTER_MM.value - 1) > _MOST_OFF:
        return Unmeasured(f"{verdict.reason}, so it is none, or the calibration is useless")
    x, y = calibration.view.to_tray_xy_mm(np.mean(outline, axis=0)[None])[0]
    return Place((float(x), float(y)), verdict.diameter_mm)


def by_quarter(places: list[Place], calibration: Calibration) -> Verification:
    """Whether quarters measured all over the tray are as large as quarters are.

    Raises
    ------
    CalibrationRefused
        the places are too few, or too near each other
    """
    width, height = calibration.image_size_px
    px_mm = calibration.view.mm_per_px()
    return verify(places, QUARTER_MM, (width * px_mm, height * px_mm))
