"""`screwtray calibrate`: from views of the board to a calibration file."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
from tqdm import tqdm

from appliance.calibrating import calibration_of, of_empty_tray
from appliance.settings import load as load_settings
from calibration.board import BoardSpec
from calibration.corners import ViewCorners, find_corners, opencv_corners
from calibration.estimate import Unmeasured
from calibration.record import Calibration, read_board, save
from calibration.refusal import CalibrationRefused
from calibration.solve import Solution, solve
from drivers.frame import Frame, Light, Shot
from drivers.replay import PICTURE_SUFFIXES, read_frame, read_shot

_LENS_UNITS = {"fx": "px", "fy": "px", "cx": "px", "cy": "px"}


@click.command(
    epilog="Example: screwtray calibrate views/ --board board.json --empty empty/ -o cal.json",
)
@click.argument("views_dir", required=False, type=click.Path(path_type=Path))
@click.option("--board", "board_file", required=True, type=click.Path(path_type=Path), help="Board file (JSON).")
@click.option("--empty", type=click.Path(path_type=Path), help="Shot of the empty tray, for the flat fields.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Calibration file to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--live", is_flag=True, help="With the counter's camera: asks for one pose after the other.")
@click.option(
    "--as-opencv",
    is_flag=True,
    help="A chessboard's corners by OpenCV's cornerSubPix, none left out, k3 always: to compare with other software.",
)
def calibrate(
    views_dir: Path | None,
    board_file: Path,
    empty: Path | None,
    output: Path,
    as_json: bool,
    live: bool,
    as_opencv: bool,
) -> int:
    """Solve lens, tray plane, scale and flat fields from VIEWS_DIR, or with --live from the counter's own camera.

    VIEWS_DIR holds pictures of the board; in flat.*, or in the first by name, it lies flat on the tray.
    A set of views that does not determine the camera is refused with the reason.
    """
    if live == (views_dir is not None):
        raise click.UsageError("Give a folder of views, or --live.")
    board = read_board(board_file)
    if as_opencv and board.type != "chessboard":
        raise click.UsageError("--as-opencv is for boards of type chessboard.")
    if live or views_dir is None:
        return _live(board, output, as_json)
    flats, marks = ({}, {}) if empty is None else of_empty_tray(_empty_shot(empty))
    views, left_out, flat = _views(views_dir, board, opencv_corners if as_opencv else find_corners)
    solution = solve(views, board, flat=flat, as_opencv=as_opencv)
    calibration = calibration_of(solution, board, views[0].size_px, flats, left_out, views[0].blur_px)
    _finish(replace(calibration, marks=marks), solution, output, as_json)
    return 0


def _finish(calibration: Calibration, solution: Solution, output: Path, as_json: bool) -> None:
    save(calibration, output)
    figures = _figures(calibration, solution)
    click.echo(json.dumps(figures) if as_json else _in_words(calibration, solution, output))
    if as_json:
        for warning in calibration.pedigree.warnings:
            click.echo(f"Mind: {warning}", err=True)


def _live(board: BoardSpec, output: Path, as_json: bool) -> int:
    """Guide a technician; 1 where the finished calibration does not measure a quarter right."""
    from appliance.commands.calibrate_live import take_views, verify_with_quarter
    from appliance.devices import open_rig  # needs drivers: not for a folder of views

    def say(sentence: str) -> None:
        click.echo(sentence, err=True)

    def ask(sentence: str) -> str:
        return str(click.prompt(f"{sentence} Then press Enter (b: back, q: give up)", default="", err=True))

    with open_rig(load_settings().settings) as rig:
        taken = take_views(rig.shoot, ask, say, board)
        flats, marks = of_empty_tray(taken.empty)
        solution = solve(taken.views, board, flat=taken.views[0].name)
        size_px, blur_px = taken.empty.size_px, taken.views[0].blur_px
        calibration = replace(calibration_of(solution, board, size_px, flats, taken.left_out, blur_px), marks=marks)
        _finish(calibration, solution, output, as_json)
        verdict = verify_with_quarter(rig.shoot, ask, say, calibration)
    if verdict is None:
        say("Not verified: no quarter was measured.")
        return 0
    say(f"A quarter measures {1e3 * verdict.bias_mm.value:+.0f} ± {2e3 * verdict.bias_mm.u:.0f} µm off.")
    say(verdict.reason or "The calibration is verified.")
    return 0 if verdict.ok else 1


def _empty_shot(empty: Path) -> Shot:
    shot = read_shot(empty)
    if shot.photo is not None:
        raise CalibrationRefused(
            f"{empty}: give the folder with the empty tray's backlit.* and toplit.*, not one photo."
        )
    return shot


def _views(
    folder: Path, board: BoardSpec, find: Callable[[Frame, BoardSpec, str], ViewCorners | Unmeasured]
) -> tuple[list[ViewCorners], list[str], str | None]:
    """Corners of all views, flat one first; the views without, each with its reason; the name of flat.* if there."""
    if not folder.is_dir():
        raise CalibrationRefused(f"{folder}: there is no such folder of views.")
    files = sorted(f for f in folder.iterdir() if f.suffix.lower() in PICTURE_SUFFIXES and not f.name.startswith("."))
    if not files:
        raise CalibrationRefused(f"{folder}: the folder holds no pictures.")
    files.sort(key=lambda f: f.stem != "flat")
    views, left_out, size = [], [], None
    for file in tqdm(files, desc="Views", unit="view", file=sys.stderr, disable=None):
        frame = read_frame(file, Light.AMBIENT)
        size = size or frame.size_px
        if frame.size_px != size:
            have, first = ("{} x {}".format(*s) for s in (frame.size_px, size))
            raise CalibrationRefused(f"{file}: this view is {have} pixels, {files[0].name} is {first}.")
        corners = find(frame, board, file.name)
        if isinstance(corners, ViewCorners):
            views.append(corners)
        elif file is files[0]:
            raise CalibrationRefused(f"{file}: the board is not seen lying flat on the tray ({corners.reason}).")
        else:
            left_out.append(f"{file.name}: {corners.reason}")
    return views, left_out, files[0].name if files[0].stem == "flat" else None


def _figures(calibration: Calibration, solution: Solution) -> dict[str, object]:
    """`calibrate/1`: what --json prints."""
    figures: dict[str, object] = {"schema": "calibrate/1", "calibration": calibration.ident}
    figures["reprojection_px"] = solution.reprojection_px
    for name, parameter in calibration.pedigree.parameters.items():
        figures[name], figures[f"u_{name}"] = parameter.value, parameter.u
    pedigree = calibration.pedigree
    return figures | {
        "mm_per_px": calibration.view.mm_per_px(),
        "u_scale_rel": calibration.view.u_scale_rel,
        "image_size_px": list(calibration.image_size_px),
        "tray_normal": calibration.view.normal.tolist(),
        "coverage": pedigree.coverage,
        "tilt_deg": pedigree.tilt_deg,
        "views_used": list(pedigree.views_used),
        "views_left_out": list(pedigree.views_left_out),
        "flat_fields": {light: {"noise": f.noise, "specks": f.specks} for light, f in calibration.flats.items()},
        "marks": {light: len(m.xy_px) for light, m in calibration.marks.items()},
        "warnings": list(pedigree.warnings),
    }


def _in_words(calibration: Calibration, solution: Solution, output: Path) -> str:
    height, view = solution.camera_height_mm, calibration.view
    lines = [
        f"Calibration {calibration.ident} written to {output}",
        f"  views          {len(solution.used)} used, {len(calibration.pedigree.views_left_out)} left out",
        f"  corners        {solution.reprojection_px:.3f} px off on average, on {solution.coverage:.0%} of the picture",
        f"  scale          {1e3 * view.mm_per_px():.3f} µm a pixel, ± {1e6 * view.u_scale_rel:.0f} ppm",
        f"  camera height  {height.value:.3f} ± {height.u:.3f} mm",
    ]
    for name, lens in solution.lens.items():
        if lens.u > 0:
            unit = _LENS_UNITS.get(name, "")
            text = f"{lens.value:.2f} ± {lens.u:.2f} {unit}" if unit else f"{lens.value:.5f} ± {lens.u:.5f}"
            lines.append(f"  {name:14s} {text}")
    for light, field in calibration.flats.items():
        marks = f", {len(calibration.marks[light].xy_px)} marks remembered" if light in calibration.marks else ""
        lines.append(f"  {light:14s} noise {field.noise:.2%}, {field.specks} specks on the tray{marks}")
    lines += [f"  left out       {reason}" for reason in calibration.pedigree.views_left_out]
    lines += [f"  mind           {warning}" for warning in calibration.pedigree.warnings]
    return "\n".join(lines)
