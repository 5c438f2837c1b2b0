"""`screwtray study`: how well the counter agrees with itself on one part."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import click
import cv2
from tqdm import tqdm

from appliance.assembly import load_instruments
from appliance.commands.study_plot import Row, plot
from appliance.devices import open_rig
from appliance.identify import Instruments, identify
from appliance.reading import QUANTITIES, Kind, Part, Reading
from appliance.repeatability import LEAST_PLACEMENTS, Spread, spread
from appliance.settings import load as load_settings
from calibration import record
from calibration.estimate import Estimate
from calibration.record import write_whole
from calibration.refusal import CalibrationRefused
from drivers.faults import DeviceFault
from drivers.frame import Shot
from drivers.replay import read_shot

_SHARE_MEASURED = 0.8  # of the photographs: a quantity that is measured less often is none to study


@dataclass(frozen=True)
class Study:
    """What came of it: for each placement the parts measured, and why photographs were left out."""

    placements: tuple[tuple[Part, ...], ...]
    left_out: tuple[str, ...]


@click.command(epilog="Example: screwtray study laid/* --calibration cal.json --plot study.png")
@click.argument("placements", metavar="PLACEMENT...", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--calibration", "file", required=True, type=click.Path(path_type=Path), help="From calibrate.")
@click.option("--live", is_flag=True, help="With the counter's own camera: asks to lay the part down again and again.")
@click.option("--times", type=click.IntRange(LEAST_PLACEMENTS), default=10, show_default=True, help="With --live.")
@click.option("--repeats", type=click.IntRange(1), default=3, show_default=True, help="Photographs each, with --live.")
@click.option(
    "--plot", "picture", type=click.Path(path_type=Path, dir_okay=False), help="Draw the plot into a PNG file."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object (schema study/1), in mm.")
def study(
    placements: tuple[Path, ...],
    file: Path,
    live: bool,
    times: int,
    repeats: int,
    picture: Path | None,
    as_json: bool,
) -> None:
    """Repeatability and reproducibility of the measurements of one part.

    Lay one part down, photograph it several times, lay it down elsewhere and turned, and so on. A PLACEMENT is a folder
    of the shots of one laying-down, or a single shot. What varies while it lies still is repeatability, what laying it
    down anew adds is reproducibility.
    """
    if live == bool(placements):
        raise click.UsageError("Give folders of placements, or --live.")
    instruments = load_instruments(record.load(file), None)
    done = _live(instruments, times, repeats) if live else _of_folders(placements, instruments)
    rows = rows_of(done)
    if not rows:
        why = f" ({done.left_out[0]})" if done.left_out else ""
        raise CalibrationRefused(f"Fewer than {LEAST_PLACEMENTS} placements show one part that can be measured{why}.")
    if picture is not None:
        _, png = cv2.imencode(".png", plot("One part, laid down again and again", rows))
        write_whole(picture, png.tobytes())
    for reason in done.left_out:
        click.echo(f"Left out: {reason}", err=True)
    click.echo(json.dumps(_figures(done, rows)) if as_json else _table(rows))


def rows_of(done: Study) -> list[Row]:
    """Every quantity that was measured in nearly all photographs of at least three placements."""
    rows, photographs = [], sum(map(len, done.placements))
    for quantity in QUANTITIES:
        estimates = [
            [one for part in parts if isinstance(one := getattr(part.measurement, quantity), Estimate)]
            for parts in done.placements
        ]
        found = spread([[one.value for one in group] for group in estimates])
        doubts = [one.u for group in estimates for one in group]
        if found is not None and len(doubts) >= _SHARE_MEASURED * photographs:
            rows.append(Row(quantity.removesuffix("_mm").replace("_", " "), found, median(doubts)))
    return rows


def _of_folders(placements: tuple[Path, ...], instruments: Instruments) -> Study:
    shots = [(place, shot) for place in placements for shot in _shots_of(place)]
    parts: dict[Path, list[Part]] = {place: [] for place in placements}
    left_out = []
    for place, path in tqdm(shots, unit="shot", file=sys.stderr, disable=None):
        part = _one_part(str(path), partial(read_shot, path), instruments)
        if isinstance(part, Part):
            parts[place].append(part)
        else:
            left_out.append(part)
    return Study(tuple(tuple(one) for one in parts.values()), tuple(left_out))


def _shots_of(place: Path) -> Iterator[Path]:
    """The shots in a placement's folder; the folder itself where it is a shot."""
    if not place.is_dir() or any(place.glob("backlit.*")) or any(place.glob("toplit.*")):
        yield place
        return
    yield from sorted(shot for shot in place.iterdir() if shot.is_dir())


def _live(instruments: Instruments, times: int, repeats: int) -> Study:
    placements, left_out = [], []
    with open_rig(load_settings().settings) as rig:
        for place in range(1, times + 1):
            how = "Lay the part down" if place == 1 else "Move it, turn it, roll it over"
            click.prompt(f"{how} ({place} of {times}), then press Enter", default="", show_default=False, err=True)
            found = [_one_part(f"placement {place}", rig.shoot, instruments) for _ in range(repeats)]
            placements.append(tuple(part for part in found if isinstance(part, Part)))
            left_out += [why for why in found if isinstance(why, str)]
    return Study(tuple(placements), tuple(left_out))


def _one_part(name: str, shoot: Callable[[], Shot], instruments: Instruments) -> Part | str:
    """The one part in a shot, or why there is none to measure."""
    try:
        reading: Reading = identify(shoot(), instruments)
    except (DeviceFault, CalibrationRefused) as refused:
        return f"{name}: {refused}"
    parts = [part for part in reading.parts if part.kind is Kind.FASTENER]
    if len(parts) != 1:
        return f"{name}: there are {len(parts)} parts in it instead of one"
    if parts[0].refused is not None:
        return f"{name}: the part was refused ({parts[0].refused.replace('_', ' ')})"
    return parts[0]


def _table(rows: list[Row]) -> str:
    placements, photographs = len(rows[0].spread.values), sum(map(len, rows[0].spread.values))
    head = f"{'standard deviations in µm':<26}{'mean':>11}{'still':>8}{'anew':>8}{'together':>10}{'claimed u':>11}"
    lines = [f"{placements} placements, {photographs} photographs", head]
    for row in rows:
        still = "—" if row.spread.repeatability is None else f"{1000 * row.spread.repeatability:.1f}"
        together = f"{1000 * row.spread.total:.1f} ± {1000 * row.spread.u_total:.1f}"
        lines.append(
            f"{row.name:<26}{row.spread.mean:8.3f} mm{still:>8}{1000 * row.spread.reproducibility:>8.1f}"
            f"{together:>10}{1000 * row.u_mm:>11.1f}"
        )
    lines.append("still: repeatability, the part not touched; anew: reproducibility, what laying it down again adds.")
    return "\n".join(lines)


def _figures(done: Study, rows: list[Row]) -> dict[str, object]:
    return {
        "schema": "study/1",
        "placements": len(done.placements),
        "photographs": sum(map(len, done.placements)),
        "left_out": list(done.left_out),
        "quantities": {f"{row.name.replace(' ', '_')}_mm": _figures_of(row.spread, row.u_mm) for row in rows},
    }


def _figures_of(one: Spread, u_mm: float) -> dict[str, object]:
    return {
        "mean": one.mean,
        "repeatability": one.repeatability,
        "reproducibility": one.reproducibility,
        "total": one.total,
        "u_total": one.u_total,
        "claimed_u": u_mm,
    }
