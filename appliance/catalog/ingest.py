"""A store's export to a catalog: every row accepted or refused with its reason, all or nothing.

Rows go from the file through the reading processes into the new catalog's file, never all at once through memory.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from appliance.catalog.building import Staging, staging, swap_in
from appliance.catalog.columns import Columns, guess_columns
from appliance.catalog.comparison import Changes, compare
from appliance.catalog.export import Export, read_export
from appliance.catalog.reading_rows import Outcome, read_rows
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import open_catalog
from appliance.catalog.vocabulary import Vocabulary

MAY_VANISH = 0.2
"""Share of the former catalog's products that may be missing from a new export before it is held to be a broken one."""

MOST_NAMED = 1000
"""Refused rows and warnings are counted all, but no more than this many are named."""

Watch = Callable[[Iterable[list[Outcome]], int], Iterable[list[Outcome]]]


def _unwatched(outcomes: Iterable[list[Outcome]], _: int) -> Iterable[list[Outcome]]:
    return outcomes


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be taken in, with its line in the file and why."""

    line: int
    sku: str
    why: str


@dataclass
class Tally:
    """What became of the rows so far; the first `MOST_NAMED` refusals and warnings by name."""

    refused: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    refusals: int = 0
    cautions: int = 0

    def refuse(self, line: int, sku: str, why: str) -> None:
        """Count a row that cannot be taken in."""
        self.refusals += 1
        if len(self.refused) < MOST_NAMED:
            self.refused.append(Refusal(line, sku, why))

    def warn(self, line: int, sku: str, why: str) -> None:
        """Count a row that is taken in with a warning."""
        self.cautions += 1
        if len(self.warnings) < MOST_NAMED:
            self.warnings.append(Refusal(line, sku, why))


@dataclass(frozen=True)
class Import:
    """An export that was read wholly, before or after it became the catalog.

    Attributes
    ----------
    fasteners, others : how many products can be matched, and how many are only searched for
    refused, warnings : rows that were not taken in, or nevertheless; the first `MOST_NAMED` of each
    refusals, cautions : how many there are of each
    ident : of the catalog written; None where nothing was written
    """

    fasteners: int
    others: int
    refused: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]
    refusals: int
    cautions: int
    columns: Columns
    form: str
    changes: Changes
    ident: str | None = None

    @property
    def accepted(self) -> int:
        """How many products were read."""
        return self.fasteners + self.others


def import_export(
    source: Path | str,
    db: Path | str,
    *,
    chosen: Mapping[str, str] | None = None,
    vocabulary: Vocabulary | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    let_vanish: bool = False,
    watch: Watch = _unwatched,
) -> Import:
    """Read an export and make it the catalog at `db`; with any refused row nothing is written.

    Parameters
    ----------
    chosen : field -> header, outranks the guess
    vocabulary : the trade's unless the shop has its own words
    dry_run : read and compare only
    skip_refused : take in the other rows nevertheless
    let_vanish : allow that more than `MAY_VANISH` of the present products are missing
    watch : wraps the outcomes as they come and is told about how many rows there are, for a progress bar

    Returns
    -------
    What was read; `ident` is None where nothing was written: a dry run, or rows were refused.

    Raises
    ------
    CatalogRefused
        The file, its header, or the disk; or too many products would vanish.
    """
    source, db = Path(source), Path(db)
    export = read_export(source)
    try:
        columns = guess_columns(export.headers, chosen)
    except CatalogRefused as refusal:
        raise CatalogRefused(f"{source}: {refusal}") from refusal
    with staging(db, beside=not dry_run) as stage:
        tally = _take_in(stage, export, columns, vocabulary, watch)
        done = Import(
            stage.fasteners,
            stage.others,
            tuple(tally.refused),
            tuple(tally.warnings),
            tally.refusals,
            tally.cautions,
            columns,
            export.form,
            compare(stage.connection, db if _is_catalog(db) else None),
        )
        if dry_run or (done.refused and not skip_refused):
            return done
        _refuse_the_senseless(source, done, let_vanish=let_vanish)
        ident = stage.finish(source.name)
        swap_in(stage, db)
    return replace(done, ident=ident)


def _take_in(stage: Staging, export: Export, columns: Columns, vocabulary: Vocabulary | None, watch: Watch) -> Tally:
    tally = Tally()
    for text in export.warnings:
        tally.warn(1, "", text)
    for outcomes in watch(read_rows(export.read(), columns, vocabulary), export.about):
        known = stage.lines_of([one.sku for one in outcomes if one.refused is None])
        fresh = []
        for one in outcomes:
            if one.refused is not None:
                tally.refuse(one.line, one.sku, one.refused)
            elif one.sku in known:
                tally.refuse(one.line, one.sku, f"SKU {one.sku} stands in line {known[one.sku]} already")
            else:
                known[one.sku] = one.line
                fresh.append((one.line, one.row, one.keys, one.size, one.look))
                if one.warning:
                    tally.warn(one.line, one.sku, one.warning)
        stage.add(fresh)
    return tally


def _is_catalog(db: Path) -> bool:
    """Whether there is a catalog to compare with; one that cannot be read any more holds nothing worth keeping."""
    if not db.exists():
        return False
    try:
        open_catalog(db).close()
    except CatalogRefused:
        return False
    return True


def _refuse_the_senseless(source: Path, done: Import, *, let_vanish: bool) -> None:
    if not done.accepted:
        raise CatalogRefused(f"{source}: no row could be taken in; the first one {done.refused[0].why}")
    changes = done.changes
    if not let_vanish and changes.vanished > MAY_VANISH * changes.before:
        raise CatalogRefused(
            f"{source}: {changes.vanished} of the catalog's {changes.before} products would vanish; "
            "if that is meant, import with --let-vanish"
        )
