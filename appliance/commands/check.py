"""`screwtray check`: whether lamp, camera and tray are still as they were calibrated."""

import json
from pathlib import Path

import click

from calibration.drift import Drift, check_drift
from calibration.estimate import Estimate, Unmeasured
from calibration.record import load
from calibration.refusal import CalibrationRefused
from drivers.frame import Light
from drivers.replay import read_shot

_NAMES = {Light.BACKLIT: "backlight", Light.TOPLIT: "top light"}


@click.command(epilog="Example: screwtray check empty/ --calibration cal.json")
@click.argument("empty_shot", type=click.Path(path_type=Path))
@click.option(
    "--calibration", "calibration_file", required=True, type=click.Path(path_type=Path), help="Calibration file."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_context
def check(context: click.Context, empty_shot: Path, calibration_file: Path, as_json: bool) -> None:
    """Compare EMPTY_SHOT, a shot of the empty tray, with the calibration.

    Says whether the lamps changed, the camera was knocked or the tray wants wiping; exits 1 if something must be done.
    """
    calibration = load(calibration_file)
    shot = read_shot(empty_shot)
    if shot.photo is not None:
        raise CalibrationRefused(f"{empty_shot}: give the folder with the empty tray's backlit.* and toplit.*.")
    drift = check_drift(shot, calibration)
    click.echo(json.dumps(_figures(drift, calibration.ident)) if as_json else _in_words(drift))
    if not drift.ok:
        context.exit(1)


def _figures(drift: Drift, ident: str) -> dict[str, object]:
    """`check/1`: what --json prints."""
    return {
        "schema": "check/1",
        "calibration": ident,
        "ok": drift.ok,
        "findings": [{"remedy": f.remedy, "sentence": f.sentence} for f in drift.findings],
        "pose": _pose(drift),
        "lamps": {
            lamp.light: {
                "level_rel": list(lamp.level_rel),
                "shape_rel": lamp.shape_rel,
                "tilt_rel": lamp.tilt_rel,
                "overexposed": lamp.overexposed,
            }
            for lamp in drift.lamps
        },
        "dirt": {d.light: {"specks_px": d.specks_xy_px, "smudges_px": d.smudges_xy_px} for d in drift.dirt},
    }


def _pose(drift: Drift) -> dict[str, object]:
    pose = drift.pose
    if isinstance(pose, Unmeasured):
        return {"unmeasured": pose.reason}
    return {
        "right_px": _estimate(pose.right_px),
        "down_px": _estimate(pose.down_px),
        "turn_deg": _estimate(pose.turn_deg),
        "scale_rel": _estimate(pose.scale_rel),
        "marks_found": pose.found,
        "marks_kept": pose.kept,
    }


def _estimate(estimate: Estimate) -> dict[str, float]:
    return {"value": estimate.value, "u": estimate.u}


def _in_words(drift: Drift) -> str:
    lines = [finding.sentence for finding in drift.findings] or ["ok"]
    pose = drift.pose
    if isinstance(pose, Unmeasured):
        lines.append(f"  camera      whether it was knocked cannot be told: {pose.reason}")
    else:
        lines.append(
            f"  camera      picture moved by {pose.shift_px.value:.2f} ± {pose.shift_px.u:.2f} px, "
            f"turned by {pose.turn_deg.value:.3f} ± {pose.turn_deg.u:.3f}°, "
            f"grown by {pose.scale_rel.value:.3%} ± {pose.scale_rel.u:.3%} ({pose.found} of {pose.kept} marks)"
        )
    for lamp, dirt in zip(drift.lamps, drift.dirt, strict=True):
        lines.append(
            f"  {_NAMES[lamp.light]:10s}  level {lamp.greatest_level_rel:+.1%}, spread {lamp.shape_rel:.1%}; "
            f"{len(dirt.specks_xy_px)} new specks, {len(dirt.smudges_xy_px)} smudges"
        )
    return "\n".join(lines)
