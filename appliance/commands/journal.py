"""`screwtray journal`: what the counter kept: scans, what buyers want to know, confirmed parts for training."""

import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from appliance.catalog.store import open_catalog
from appliance.settings import Places, load, state_folder
from appliance.station.export import export_confirmed, written_before
from appliance.station.journal import Journal, Limits
from appliance.station.journal_reading import Scan, open_reader

_db = click.option("--db", type=click.Path(path_type=Path), help="The journal; the machine's own where not given.")
_json = click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")


def _journal(db: Path | None) -> Path:
    return db or Places(state_folder(load().settings)).journal


@click.group()
def journal() -> None:
    """Show and export what the counter kept.

    Example: screwtray journal summary
    """


@journal.command()
@_db
@_json
def summary(db: Path | None, as_json: bool) -> None:
    """How many scans, choices and unmet wishes there are, and how much room they take.

    Example: screwtray journal summary --json
    """
    path = _journal(db)
    with open_reader(path) as reader:
        found = reader.summary()
    if as_json:
        click.echo(json.dumps({"schema": "journal-summary/1", "journal": str(path), **asdict(found)}))
        return
    since = f", from {found.oldest} to {found.newest}" if found.scans else ""
    click.echo(f"{path}: {found.scans} scans{since}; {found.bytes_used / 1e6:.1f} MB with {found.pictures} pictures")
    click.echo(f"{found.chosen} products chosen, {found.corrected} parts corrected, {found.unmet} wishes not met")


@journal.command()
@click.option("--last", type=click.IntRange(min=1), default=20, show_default=True, help="So many, newest first.")
@_db
@_json
def show(last: int, db: Path | None, as_json: bool) -> None:
    """The newest scans, and what was said of them.

    Example: screwtray journal show --last 5
    """
    with open_reader(_journal(db)) as reader:
        for scan in reader.scans(last):
            click.echo(json.dumps(_scan_json(scan)) if as_json else _in_words(scan))


@journal.command()
@click.option("--csv", "as_csv", is_flag=True, help="CSV, for a spreadsheet.")
@_db
@_json
def unmet(as_csv: bool, db: Path | None, as_json: bool) -> None:
    """What customers laid down and found nothing for: for the buyer.

    Example: screwtray journal unmet --csv > wanted.csv
    """
    sheet = csv.writer(sys.stdout, lineterminator="\n") if as_csv else None
    if sheet:
        sheet.writerow(["at", "part", "asked for", "thread", "length_mm"])
    with open_reader(_journal(db)) as reader:
        for wish in reader.unmet():
            if sheet:
                size, length = wish.part["size"], wish.part["measurements"]["nominal_length_mm"]
                told = [size["thread"] if size else "", f"{length['value']:.1f}" if length else ""]
                sheet.writerow([wish.at, wish.name, wish.words, *told])
            elif as_json:
                click.echo(json.dumps({"schema": "unmet/1", **asdict(wish)}))
            else:
                click.echo(f"{wish.at}  {wish.name}" + (f"  “{wish.words}”" if wish.words else ""))


@journal.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--catalog", type=click.Path(path_type=Path), help="Tells what the chosen products are.")
@_db
@_json
def export(folder: Path, catalog: Path | None, db: Path | None, as_json: bool) -> None:
    """Write the parts that somebody confirmed into FOLDER, for `python -m models_onnx.training --from-journal FOLDER`.

    Parts that are there already are left as they are, so that it can be run again and again.

    Example: screwtray journal export confirmed/ --catalog store.db
    """
    known = written_before(folder)
    with open_reader(_journal(db)) as reader:
        if catalog is None:
            done = export_confirmed(reader, folder, known=known)
        else:
            with open_catalog(catalog) as products:
                done = export_confirmed(reader, folder, products.of_sku, known)
    if as_json:
        click.echo(json.dumps({"schema": "journal-export/1", "written": done.written, "left_out": dict(done.left_out)}))
        return
    click.echo(f"{done.written} parts written to {folder}; {len(known)} were there before.")
    for why, count in done.left_out.items():
        click.echo(f"{count} left out: {why}.")


@journal.command()
@_db
def prune(db: Path | None) -> None:
    """Forget the scans whose days are over; the station must not be running.

    Example: screwtray journal prune
    """
    path = _journal(db)
    open_reader(path).__exit__()  # refuses what is no journal, instead of making one
    kept = load().settings.journal
    with Journal(path, Limits(kept.keep_days, 1_000_000 * kept.most_mb)) as writer:
        click.echo(f"{writer.prune()} scans forgotten.")


def _scan_json(scan: Scan) -> dict[str, Any]:
    said = [{**asdict(one), "labels": dict(one.labels)} for one in scan.said]
    return {"schema": "scan/1", "id": scan.id, "at": scan.at, "reading": scan.reading, "said": said}


def _in_words(scan: Scan) -> str:
    lines = [f"{scan.at}  {scan.id}"]
    for number, part in enumerate(scan.reading["parts"]):
        size = part["size"]["thread"] if part["size"] else part["kind"]
        found = f"{part['matches'][0]['title']} [{part['matches'][0]['sku']}]" if part["matches"] else "no match"
        lines.append(f"  {number + 1}. " + (f"refused: {part['refused']}" if part["refused"] else f"{size}; {found}"))
        for one in scan.said:
            if one.part == number:
                labels = ", ".join(f"{what} {word}" for what, word in one.labels.items())
                lines.append(f"     {one.what.replace('_', ' ')}" + "".join(f" {s}" for s in (one.sku, labels) if s))
    return "\n".join(lines)
