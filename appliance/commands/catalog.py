"""`screwtray catalog`: import a store's export, search it, see what is read from a name."""

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from appliance.catalog.columns import read_map
from appliance.catalog.comparison import Change, Changes
from appliance.catalog.designation import parse
from appliance.catalog.ingest import Import, Refusal, import_export
from appliance.catalog.product import DESIGNATION_FIELDS, Designation, Product, describe
from appliance.catalog.reading_rows import Outcome
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.rows import SHELF
from appliance.catalog.search import search
from appliance.catalog.shelving import Wording
from appliance.catalog.store import open_catalog, roll_back
from appliance.catalog.vocabulary import Vocabulary, read_vocabulary
from appliance.matching.companions import what_fits

_SHOWN = 5


@click.group()
def catalog() -> None:
    """Import and search the store's products.

    Example: screwtray catalog import export.csv --db store.db
    """


def _bar(outcomes: Iterable[list[Outcome]], about: int) -> Iterator[list[Outcome]]:
    """The outcomes as they come, with a progress bar on stderr where somebody sees it."""
    shown = sys.stderr.isatty()
    with tqdm(total=about, desc="reading", unit=" rows", file=sys.stderr, disable=not shown, leave=False) as bar:
        for some in outcomes:
            yield some
            bar.update(len(some))
        bar.set_description("indexing")


def _words(path: str | None) -> Vocabulary | None:
    return read_vocabulary(path) if path else None


@catalog.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--db", required=True, type=click.Path(path_type=Path), help="The catalog to make or replace.")
@click.option("--map", "chosen", type=click.Path(path_type=Path), help='Columns by name, a TOML file: sku = "Item #".')
@click.option("--words", type=click.Path(), help="A shop's own words for names, a TOML file like vocabulary.toml.")
@click.option("--dry-run", is_flag=True, help="Read and compare only; write nothing.")
@click.option("--skip-refused", is_flag=True, help="Take in the other rows when some are refused.")
@click.option("--let-vanish", is_flag=True, help="Allow that many of the present products are gone.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def import_(
    file: Path,
    db: Path,
    chosen: Path | None,
    words: str | None,
    dry_run: bool,
    skip_refused: bool,
    let_vanish: bool,
    as_json: bool,
) -> None:
    """Read a store's export (CSV, XLSX) and make it the catalog: all of it or nothing.

    Example: screwtray catalog import export.csv --db store.db --dry-run
    """
    done = import_export(
        file,
        db,
        chosen=read_map(chosen) if chosen else None,
        vocabulary=_words(words),
        dry_run=dry_run,
        skip_refused=skip_refused,
        let_vanish=let_vanish,
        watch=_bar,
    )
    refused = bool(done.refused) and not skip_refused
    click.echo(
        json.dumps(_report(done, dry_run=dry_run)) if as_json else _told(done, db, dry_run=dry_run, refused=refused)
    )
    if refused and not dry_run:
        raise CatalogRefused(_why_nothing(file, done))


def _why_nothing(file: Path, done: Import) -> str:
    first = "; ".join(_row(refusal) for refusal in done.refused[:3])
    more = f"; and {done.refusals - 3} more" if done.refusals > 3 else ""
    rows = "1 row was" if done.refusals == 1 else f"{done.refusals} rows were"
    return f"{file}: {rows} refused, so nothing was imported: {first}{more}"


def _row(refusal: Refusal) -> str:
    return f"line {refusal.line}: {refusal.why}"


def _report(done: Import, *, dry_run: bool) -> dict[str, Any]:
    changes = done.changes
    return {
        "schema": "catalog-import/1",
        "ident": done.ident,
        "dry_run": dry_run,
        "form": done.form,
        "columns": dict(done.columns.headers),
        "unused_columns": list(done.columns.unused),
        "accepted": done.accepted,
        "fasteners": done.fasteners,
        "refused": [{"line": r.line, "sku": r.sku, "why": r.why} for r in done.refused],
        "refused_count": done.refusals,
        "warnings": [{"line": r.line, "sku": r.sku, "why": r.why} for r in done.warnings],
        "warnings_count": done.cautions,
        "changes": {
            "added": changes.added,
            "changed": changes.changed,
            "vanished": changes.vanished,
            "unchanged": changes.unchanged,
            "by_field": dict(changes.by_field),
            "examples": {
                "added": [sku for sku, _ in changes.some_added],
                "vanished": [sku for sku, _ in changes.some_vanished],
                "changed": [
                    {"sku": c.sku, "fields": {k: list(v) for k, v in c.fields.items()}} for c in changes.some_changed
                ],
            },
        },
    }


def _told(done: Import, db: Path, *, dry_run: bool, refused: bool) -> str:
    """What an operator wants to know, most important last."""
    lines = [f"Read as {done.form}."]
    lines += [f"  {field:8} from column {header!r}" for field, header in done.columns.headers.items()]
    if done.columns.unused:
        lines.append(f"  not used: {', '.join(map(repr, done.columns.unused))}")
    for name, found, count in (("refused", done.refused, done.refusals), ("warning", done.warnings, done.cautions)):
        lines += [f"  {name}, {_row(refusal)}" for refusal in found[:_SHOWN]]
        if count > _SHOWN:
            lines.append(f"  ... and {count - _SHOWN:,} more; --json names {len(found):,}")
    lines += _preview(done.changes) if dry_run else _counted(done.changes)
    summary = f"{done.fasteners:,} fasteners and {done.others:,} other products"
    if dry_run:
        lines.append(f"{summary} would be in {db}. Nothing was written.")
    elif not refused:
        lines.append(f"{summary} are in {db} now (catalog {done.ident}).")
    return "\n".join(lines)


def _counted(changes: Changes) -> list[str]:
    counts = (("new", changes.added), ("changed", changes.changed), ("gone", changes.vanished))
    lines = [f"  {count:6,} {verb}" for verb, count in counts]
    if changes.by_field:
        lines[1] += f" ({', '.join(f'{name} {count:,}' for name, count in changes.by_field)})"
    return lines


def _preview(changes: Changes) -> list[str]:
    """The numbers, each with the first few products that they count."""
    new, changed, gone = _counted(changes)
    return [
        new,
        *(f"           {sku}  {title}" for sku, title in changes.some_added[:_SHOWN]),
        changed,
        *(line for change in changes.some_changed[:_SHOWN] for line in _difference(change)),
        gone,
        *(f"           {sku}  {title}" for sku, title in changes.some_vanished[:_SHOWN]),
    ]


def _difference(change: Change) -> list[str]:
    shown = {name: tuple("nothing" if v is None else v for v in values) for name, values in change.fields.items()}
    fields = "; ".join(f"{name}: {before} -> {now}" for name, (before, now) in shown.items())
    return [f"           {change.sku}  {change.title}", f"              {fields}"]


@catalog.command("rollback")
@click.option("--db", required=True, type=click.Path(path_type=Path), help="The catalog to exchange with its former.")
def rollback_(db: Path) -> None:
    """Go back to the catalog before the last import. Once more undoes it.

    Example: screwtray catalog rollback --db store.db
    """
    with roll_back(db) as opened:
        click.echo(
            f"{opened.fasteners:,} fasteners and {opened.others:,} other products of {opened.source} are in {db} again "
            f"(catalog {opened.ident})."
        )


@catalog.command("search")
@click.argument("text", nargs=-1, required=True)
@click.option("--db", required=True, type=click.Path(path_type=Path), help="The catalog to search.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Most results to show.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def search_(text: tuple[str, ...], db: Path, limit: int, as_json: bool) -> None:
    """Find products by words and sizes, by SKU, UPC or bin.

    Example: screwtray catalog search 8-32 pan brass --db store.db
    """
    with open_catalog(db) as opened:
        hits = search(opened, " ".join(text), limit)
    for hit in hits:
        click.echo(json.dumps(_product(hit.product, hit.score), ensure_ascii=False) if as_json else _shelf(hit.product))
    if not hits and not as_json:
        click.echo("Nothing found.", err=True)


def _shelf(product: Product) -> str:
    place = " ".join(
        f"{word} {where}"
        for word, where in (("aisle", product.aisle), ("bay", product.bay), ("bin", product.bin))
        if where
    )
    return f"{product.sku:10} {product.title}  [{place or 'no place known'}]"


def _product(product: Product, score: float) -> dict[str, Any]:
    place = {name: getattr(product, name) for name in SHELF}
    said = {name: getattr(product.designation, name) for name in DESIGNATION_FIELDS}
    return {
        "sku": product.sku,
        "title": product.title,
        **place,
        **said,
        "origins": dict(product.origins),
        "score": round(score, 3),
    }


@catalog.command("fits")
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--db", type=click.Path(path_type=Path), help="The catalog: to look a SKU up, and for what the store has."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def fits_(text: tuple[str, ...], db: Path | None, as_json: bool) -> None:
    """Say what fits a screw: nut, washer, drills and bit; TEXT is a SKU or what a name would say.

    Example: screwtray catalog fits 1/4-20 x 1 pan phillips machine screw --db store.db
    """
    words = " ".join(text)
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(open_catalog(db)) if db else None
        product = (opened and opened.of_sku(words)) or describe(Product("", words, parse(words)))
        found = what_fits(Wording.of(product))
        for fit in found:
            own = []
            if opened and fit.what in ("nut", "washer") and fit.diameter_mm is not None:
                own = opened.hardware(fit.what, fit.diameter_mm, fit.pitch_mm)
            if as_json:
                stores = [_product(one, 0.0) for one in own]
                click.echo(json.dumps({**vars(fit), "products": stores}, ensure_ascii=False))
            else:
                click.echo(f"{fit.what.replace('_', ' '):14} {fit.says}   ({fit.source})")
                for one in own:
                    click.echo(f"{'':14} {_shelf(one)}")
    if not found and not as_json:
        click.echo("Nothing is known to fit: neither size nor drive is said.", err=True)


@catalog.command("parse")
@click.option("--words", type=click.Path(), help="A shop's own words, a TOML file like vocabulary.toml.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("titles", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
def parse_(titles: Iterable[str], words: str | None, as_json: bool) -> None:
    """Read product names, one a line, from a file or stdin, and say what each says.

    Example: echo "MS PH FLT M6-1.0X50MM ZN" | screwtray catalog parse --json
    """
    vocabulary = _words(words)
    for line in titles:
        text = line.rstrip("\r\n")
        found = parse(text, vocabulary)
        click.echo(
            json.dumps(designation_to_json(text, found), ensure_ascii=False) if as_json else _sentence(text, found)
        )


def designation_to_json(text: str, found: Designation) -> dict[str, Any]:
    """A designation with its fields at top level, its text, and the span of text behind each field."""
    fields = {name: getattr(found, name) for name in DESIGNATION_FIELDS}
    spans = {name: list(span) for name, span in found.spans.items()}
    return {"text": text, **fields, "spans": spans}


def _sentence(text: str, found: Designation) -> str:
    said = []
    for name in DESIGNATION_FIELDS:
        value = getattr(found, name)
        if value is not None:
            said.append(f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}")
    return f"{text}\n    {', '.join(said) or 'nothing that is known'}"
