"""The lessons of a store in SQLite, beside its catalog: `store.db` has its lessons in `store.db.taught`.

Unlike a catalog this file is written to while it is in use. Journal and synchronisation are those of the design page:
TRUNCATE and EXTRA lost no acknowledged row in emulated power cuts, WAL did.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database, Migrations

from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.taught import Lesson, Sample, sample_from_json, sample_to_json, together

migrations = Migrations("screwtray.taught")


@migrations()
def lessons_and_samples(db: Database) -> None:
    """Products that something was taught about, and the samples that were laid down."""
    said = {"sku": str, "title": str, "aisle": str, "bay": str, "bin": str}
    db.table("lessons").create(said, pk="sku", strict=True)
    db.table("samples").create(
        {"id": int, "sku": str, "content": str},
        pk="id",
        not_null={"sku", "content"},
        foreign_keys=[("sku", "lessons", "sku")],
        strict=True,
    )


def taught_beside(catalog: Path) -> Path:
    """Where the lessons about the catalog at that path are kept."""
    return catalog.with_name(f"{catalog.name}.taught")


def read_lessons(path: Path) -> dict[str, Lesson]:
    """All lessons, by SKU; none where nothing was taught yet.

    Raises
    ------
    CatalogRefused
        if the file is damaged or of another release
    """
    if not path.exists():
        return {}
    with _opened(path, "ro") as connection:
        samples: dict[str, list[Sample]] = {}
        for sku, content in connection.execute("SELECT sku, content FROM samples ORDER BY id"):
            samples.setdefault(sku, []).append(sample_from_json(content))
        rows = connection.execute("SELECT sku, title, aisle, bay, bin FROM lessons ORDER BY sku").fetchall()
        return {sku: Lesson(sku, tuple(samples.get(sku, ())), *said) for sku, *said in rows}


def teach(path: Path, lessons: Iterable[Lesson]) -> None:
    """Add lessons to what was taught, all or none.

    Raises
    ------
    CatalogRefused
        if the file cannot be written, or holds something else
    """
    known = read_lessons(path)
    with _opened(path, "rwc") as connection, connection:
        connection.execute("BEGIN IMMEDIATE")
        for lesson in lessons:
            before = known.get(lesson.sku)
            whole = lesson if before is None else together(before, lesson)
            connection.execute(
                "INSERT INTO lessons VALUES (?, ?, ?, ?, ?) ON CONFLICT (sku) DO UPDATE SET title = excluded.title, "
                "aisle = excluded.aisle, bay = excluded.bay, bin = excluded.bin",
                (whole.sku, whole.title, whole.aisle, whole.bay, whole.bin),
            )
            fresh = whole.samples[len(before.samples) if before else 0 :]
            rows = [(whole.sku, sample_to_json(sample)) for sample in fresh]
            connection.executemany("INSERT INTO samples (sku, content) VALUES (?, ?)", rows)
            known[whole.sku] = whole


def forget(path: Path, sku: str) -> bool:
    """Forget what was taught about a product; returns whether there was anything."""
    if not path.exists():
        return False
    with _opened(path, "rw") as connection, connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM samples WHERE sku = ?", [sku])
        return connection.execute("DELETE FROM lessons WHERE sku = ?", [sku]).rowcount > 0


@contextlib.contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    connection = None
    try:
        uri = f"{path.resolve().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None)
        connection.execute("PRAGMA foreign_keys=ON")
        db = Database(connection, execute_plugins=False)
        if mode != "ro":
            connection.execute("PRAGMA journal_mode=TRUNCATE")
            connection.execute("PRAGMA synchronous=EXTRA")
            migrations.apply(db)
        elif migrations.pending(db):
            raise CatalogRefused(f"{path}: made by another release of Screwtray, or no lessons at all")
        yield connection
    except (sqlite3.Error, OSError) as error:
        raise CatalogRefused(f"{path}: what was taught cannot be read or written ({error})") from error
    finally:
        if connection is not None:
            connection.close()
