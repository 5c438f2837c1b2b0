"""`screwtray identify`: says what lies in each shot, to a person or, with --json, to a program."""

import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Set
from dataclasses import replace
from pathlib import Path

import click
import cv2
from tqdm import tqdm

from appliance import explanation, instruments, overlay, wording
from appliance.contract import to_json
from appliance.identify import Instruments
from appliance.identify import identify as identify_shot
from appliance.reading import Kind, Part, Reading
from calibration import record
from calibration.estimate import Estimate
from calibration.refusal import CalibrationRefused
from drivers.faults import DeviceFault
from drivers.frame import Shot
from drivers.replay import read_shot

_WORTH_SAYING = 0.01  # to a person; programs get every match


@click.command(epilog="Example: screwtray identify tray/ --calibration cal.json --catalog store.db --overlay pictures/")
@click.argument("shots", metavar="SHOT...", nargs=-1, required=True)
@click.option("--calibration", "calibration_file", type=click.Path(path_type=Path), help="From `screwtray calibrate`.")
@click.option("--catalog", "catalog_file", type=click.Path(path_type=Path), help="From `screwtray catalog import`.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (schema identify/1).")
@click.option("--explain", is_flag=True, help="Show where each value's doubt comes from.")
@click.option("--overlay", "overlay_folder", type=click.Path(path_type=Path, file_okay=False), help="Draw into DIR.")
@click.option("--top", type=click.IntRange(min=0), default=5, show_default=True, help="Matches to list; 0 = all.")
@click.option(
    "--coin", type=click.Choice(["quarter", "none"]), default="quarter", show_default=True, help="Scale of photographs."
)
def identify(
    shots: tuple[str, ...],
    calibration_file: Path | None,
    catalog_file: Path | None,
    as_json: bool,
    explain: bool,
    overlay_folder: Path | None,
    top: int,
    coin: str,
) -> int:
    """Say what lies on the tray and where its match hangs.

    A SHOT is a folder that holds backlit.* and toplit.* or one of them, or a photograph with a US quarter in it.
    """
    status, pictures = 0, set[Path]()
    loaded = load_instruments(calibration_file, catalog_file, coin == "quarter")
    for path in tqdm(shots, unit="shot", file=sys.stderr, disable=len(shots) < 2 or not sys.stderr.isatty()):
        try:
            shot, reading = read_and_identify(path, loaded, top)
        except (DeviceFault, CalibrationRefused) as refused:
            tqdm.write(_sentence(path, refused), file=sys.stderr)
            status = 1
            continue
        drawn = None if overlay_folder is None else save_overlay(shot, reading, overlay_folder, pictures)
        pictures |= {drawn} if drawn else set()
        with tqdm.external_write_mode(file=sys.stderr):
            click.echo(json.dumps(to_json(reading, explain)) if as_json else in_words(reading, drawn, explain))
            sys.stdout.flush()
    return status


def _sentence(path: str, refused: Exception) -> str:
    """The refusal on one line, with the shot's name where it does not say it itself."""
    said = " ".join(str(refused).split())
    return said if path in said else f"{path}: {said}"


def load_instruments(calibration_file: Path | None, catalog_file: Path | None, coin: bool) -> Instruments:
    """Load once what every shot needs; refuses before the first shot is looked at."""
    calibration = None if calibration_file is None else record.load(calibration_file)
    return instruments.load_instruments(calibration, catalog_file, coin)


def read_and_identify(path: str, instruments: Instruments, top: int) -> tuple[Shot, Reading]:
    """The shot and its reading, whose times tell of the reading from disk as well."""
    began = time.perf_counter()
    shot = read_shot(path)
    read_ms = 1e3 * (time.perf_counter() - began)
    reading = identify_shot(shot, instruments, top)
    times = {"read": read_ms, **dict(reading.timing_ms)}
    times["total"] = times.get("total", 0.0) + read_ms
    return shot, replace(reading, timing_ms=tuple(times.items()))


def save_overlay(shot: Shot, reading: Reading, folder: Path, taken: Set[Path] = frozenset()) -> Path:
    """Draw the reading on its shot into `folder`, whole or not at all, under a name not yet taken; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    source = Path(shot.name).resolve()
    name = f"{source.parent.name}-{source.stem}" if source.is_file() else source.name
    names = (f"{name}{f'-{again}' if again > 1 else ''}.png" for again in itertools.count(1))
    target = next(folder / one for one in names if folder / one not in taken)
    done, png = cv2.imencode(".png", overlay.draw(shot, reading))
    if not done:
        raise OSError(f"{target}: the picture cannot be encoded")
    handle, unfinished = tempfile.mkstemp(dir=folder, suffix=".png.part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(png.tobytes())
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(target)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise
    return target


def in_words(reading: Reading, drawn: Path | None = None, explain: bool = False) -> str:
    """The reading for a person: what it is, how large, where its match hangs and how sure that is."""
    lines = [f"{reading.shot}  ({wording.scale_source(reading.scale)})"]
    if not reading.parts:
        lines.append("  There is nothing on the tray.")
    many = len(reading.parts) > 1
    for number, part in enumerate(reading.parts, 1):
        head, *rest = _part_in_words(part)
        lines.append(f"  {f'{number}. ' if many else ''}{head}")
        lines += [f"     {line}" for line in rest]
        lines += [f"     {line}" for line in explanation.in_words(part)] if explain else []
    lines += [f"  Note: {wording.warning(code)}" for code in reading.warnings]
    if drawn is not None:
        lines.append(f"  Picture: {drawn}")
    return "\n".join([*lines, ""])


def _part_in_words(part: Part) -> list[str]:
    if part.kind is Kind.COIN:
        return ["A US quarter."]
    if part.refused is not None:
        return [f"This part {wording.refusal(part)}."]
    lines = [wording.name(part), *_sizes_in_words(part)]
    for match in [one for one in part.matches if one.p >= _WORTH_SAYING] or part.matches[:1]:
        where = wording.place(match) or "no place known"
        lines.append(f"{wording.in_per_cent(match.p):>10}  {where}   {match.title} [{match.sku}]")
        differs = wording.differences(match)
        if differs:
            lines.append(f"{'':>10}  ({differs})")
    if part.not_in_catalog is not None:
        lines.append(f"{wording.in_per_cent(part.not_in_catalog):>10}  not in this catalog")
    if part.question is not None:
        lines.append(wording.question(part.question))
    lines += [f"Note: {wording.warning(code)}" for code in part.warnings]
    return lines


def _sizes_in_words(part: Part) -> list[str]:
    told = {
        "overall_length_mm": "overall",
        "nominal_length_mm": "length",
        "head_diameter_mm": "head",
        "major_diameter_mm": "thickness",
        "pitch_mm": "pitch",
    }
    sizes = []
    for quantity, called in told.items():
        one = getattr(part.measurement, quantity)
        if isinstance(one, Estimate):
            sizes.append(f"{called} {wording.with_doubt(one)}")
    return [", ".join(sizes)] if sizes else []
