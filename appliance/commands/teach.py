"""`screwtray teach`: lay a sample down a few times, and its product is known by what was measured."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from appliance.assembly import load_instruments
from appliance.catalog.building import sync_folder
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import open_catalog
from appliance.catalog.taught import Lesson, lessons_from_json, lessons_to_json
from appliance.catalog.taught_store import forget as forget_lesson
from appliance.catalog.taught_store import read_lessons, taught_beside
from appliance.catalog.taught_store import teach as teach_lessons
from appliance.identify import identify
from appliance.matching.reference import quantities_of
from appliance.teaching import ENOUGH, contradictions, refuse_unlike, sample_of
from calibration import record
from drivers.replay import read_shot

_DB = click.option("--db", required=True, type=click.Path(path_type=Path), help="The catalog that the lessons go with.")


@click.group()
def teach() -> None:
    """Teach the counter products by samples; lessons are kept beside the catalog and outlive every import.

    Example: screwtray teach sample 104071 shots/1 shots/2 shots/3 --calibration cal.json --db store.db
    """


@teach.command("sample")
@click.argument("sku")
@click.argument("shots", metavar="SHOT...", nargs=-1, required=True)
@_DB
@click.option("--calibration", "calibration_file", type=click.Path(path_type=Path), help="From `screwtray calibrate`.")
@click.option("--title", help="Make a new product of that name, for one that the store's export does not have.")
@click.option("--aisle", help="Where a new product hangs.")
@click.option("--bay", help="Where a new product hangs.")
@click.option("--bin", "bin_", help="Where a new product hangs.")
@click.option("--even-so", is_flag=True, help="Learn though the sample contradicts the product's name.")
def sample(
    sku: str,
    shots: tuple[str, ...],
    db: Path,
    calibration_file: Path | None,
    title: str | None,
    aisle: str | None,
    bay: str | None,
    bin_: str | None,
    even_so: bool,
) -> None:
    """Learn what product SKU measures, from shots of one piece each (the same or several, laid down anew).

    Example: screwtray teach sample K-77 shots/* --calibration cal.json --db store.db --title "Knob M5" --bin C3
    """
    with open_catalog(db) as catalog:
        product = catalog.of_sku(sku)
    former = read_lessons(taught_beside(db)).get(sku)
    if product is None and title is None and former is None:
        raise CatalogRefused(f"there is no product {sku} in {db}; to make a new one give its name with --title")
    calibration = None if calibration_file is None else record.load(calibration_file)
    instruments = load_instruments(calibration, None)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    samples = tuple(sample_of(identify(read_shot(shot), instruments), now) for shot in shots)
    refuse_unlike((*(former.samples if former else ()), *samples))
    wrong = None if product is None or even_so else contradictions(product, samples)
    if wrong:
        assert product is not None
        raise CatalogRefused(
            f"the sample is not what product {sku} ({product.title}) is called: {wrong}; "
            "if it is that product even so, teach with --even-so"
        )
    teach_lessons(taught_beside(db), [Lesson(sku, samples, title, aisle, bay, bin_)])
    click.echo(_told(read_lessons(taught_beside(db))[sku]))


def _told(lesson: Lesson) -> str:
    values = quantities_of(lesson.samples[-1])
    last = ", ".join(f"{name.replace('_', ' ')} {one.value:.2f} mm" for name, one in values.items())
    count = len(lesson.samples)
    text = f"{lesson.sku} is known by {count} sample{'s' if count > 1 else ''} now; the last: {last}."
    if count < ENOUGH:
        text += f"\nLay it down {ENOUGH - count} more times, turned, for a better reference."
    return text


@teach.command("list")
@_DB
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(db: Path, as_json: bool) -> None:
    """List what was taught.

    Example: screwtray teach list --db store.db
    """
    for sku, lesson in read_lessons(taught_beside(db)).items():
        if as_json:
            click.echo(json.dumps({"sku": sku, "title": lesson.title, "samples": len(lesson.samples)}))
        else:
            click.echo(f"{sku:12} {len(lesson.samples):3} samples  {lesson.title or ''}".rstrip())


@teach.command("forget")
@click.argument("sku")
@_DB
def forget(sku: str, db: Path) -> None:
    """Forget what was taught about product SKU.

    Example: screwtray teach forget 104071 --db store.db
    """
    if not forget_lesson(taught_beside(db), sku):
        raise CatalogRefused(f"nothing was taught about {sku}")
    click.echo(f"What was taught about {sku} is forgotten.")


@teach.command("export")
@_DB
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The file to write.")
def export(db: Path, output: Path) -> None:
    """Write all lessons to a file, for another counter.

    Example: screwtray teach export --db store.db -o lessons.json
    """
    lessons = read_lessons(taught_beside(db))
    unfinished = output.with_name(f"{output.name}.part-{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8") as handle:
            handle.write(lessons_to_json(lessons))
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(output)
        sync_folder(output.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"{len(lessons)} lessons are in {output}.")


@teach.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_DB
def import_(file: Path, db: Path) -> None:
    """Add the lessons of a file to those of this store; what both have counts once.

    Example: screwtray teach import lessons.json --db store.db
    """
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise CatalogRefused(f"{file}: not a file of lessons") from error
    try:
        lessons = lessons_from_json(text)
    except CatalogRefused as refused:
        raise CatalogRefused(f"{file}: {refused}") from refused
    teach_lessons(taught_beside(db), lessons.values())
    click.echo(f"{len(lessons)} lessons were added to those of {db}.")
