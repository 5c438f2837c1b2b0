"""The store's products in SQLite: one file, read-only once it is built, opened by everybody.

A catalog is never changed in place. `write_catalog` builds a whole new file beside the old one, checks it and swaps
it in by a rename, so that a power cut or a full disk leaves the last good one. Journal and synchronisation are those of
the design page: TRUNCATE and EXTRA lost no acknowledged row in emulated power cuts, WAL did.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database, Migrations

from appliance.catalog.product import DESIGNATION_FIELDS, Designation, Kind, Product
from appliance.catalog.refusal import CatalogRefused
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

migrations = Migrations("screwtray.catalog")

_NUMBERS = ("diameter_mm", "pitch_mm", "length_mm")
_SEEN = {"head": Head, "drive": Drive, "finish": Finish, "tip": Tip, "coverage": Coverage}
_SHELF = ("upc", "price", "unit", "on_hand", "aisle", "bay", "bin")


@migrations()
def products(db: Database) -> None:
    """Products, their words for a full-text index, and facts about the catalog itself."""
    said = {f"says_{name}": float if name in _NUMBERS else str for name in DESIGNATION_FIELDS}
    columns: dict[str, Any] = {"id": int, "sku": str, "title": str}
    columns |= {name: int if name == "on_hand" else str for name in _SHELF}
    columns |= said | {f"seen_{name}": str for name in _SEEN} | {"origins": str, "spans": str}
    db.table("products").create(columns, pk="id", not_null={"sku", "title", "origins", "spans"}, strict=True)
    db.table("products").create_index(["sku"], unique=True)
    db.table("products").create_index(["says_diameter_mm", "says_length_mm"])
    db.table("facts").create({"key": str, "value": str}, pk="key", not_null={"value"}, strict=True)
    db.execute(
        "CREATE VIRTUAL TABLE words USING fts5(title, sku, upc, bin, content='products', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys=ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA synchronous=EXTRA")
    return connection


def _to_row(product: Product) -> dict[str, Any]:
    row: dict[str, Any] = {"sku": product.sku, "title": product.title}
    row |= {name: getattr(product, name) for name in _SHELF}
    row |= {f"says_{name}": getattr(product.designation, name) for name in DESIGNATION_FIELDS}
    row |= {f"seen_{name}": getattr(product, name) for name in _SEEN}
    row["origins"] = json.dumps(dict(product.origins), sort_keys=True)
    row["spans"] = json.dumps(dict(product.designation.spans), sort_keys=True)
    return {name: str(value) if isinstance(value, str) else value for name, value in row.items()}


def _from_row(row: Mapping[str, Any]) -> Product:
    said = {name: row[f"says_{name}"] for name in DESIGNATION_FIELDS}
    said["kind"] = Kind(said["kind"]) if said["kind"] else None
    spans = {name: (start, end) for name, (start, end) in json.loads(row["spans"]).items()}
    seen: dict[str, Any] = {n: words(row[f"seen_{n}"]) if row[f"seen_{n}"] else None for n, words in _SEEN.items()}
    return Product(
        sku=row["sku"],
        title=row["title"],
        designation=Designation(**said, spans=MappingProxyType(spans)),
        origins=MappingProxyType(json.loads(row["origins"])),
        **{name: row[name] for name in _SHELF},
        **seen,
    )


def write_catalog(path: Path, found: Iterable[Product], source: str) -> str:
    """Build a catalog of `found` beside `path`, check it, swap it in; the former one stays as `<name>.previous`.

    Parameters
    ----------
    source : where the products come from, kept as a fact for the operator

    Returns
    -------
    The new catalog's `ident`.

    Raises
    ------
    CatalogRefused
        Disk full, folder not writable, a file that did not come out whole. The old catalog is untouched then.
    """
    path = Path(path)
    beside = path.with_name(f"{path.name}.new-{os.getpid()}")
    try:
        ident = _build(beside, found, source)
        _check(beside)
        _swap_in(beside, path)
    except sqlite3.Error as error:
        raise CatalogRefused(f"{path}: the catalog could not be written ({error}); the last one was kept") from error
    except OSError as error:
        why = error.strerror or str(error)
        raise CatalogRefused(f"{path}: the catalog could not be written ({why}); the last one was kept") from error
    finally:
        for leftover in (beside, beside.with_name(beside.name + "-journal")):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
    return ident


def _build(path: Path, found: Iterable[Product], source: str) -> str:
    digest = hashlib.sha256()

    def rows() -> Iterator[dict[str, Any]]:
        for product in found:
            row = _to_row(product)
            digest.update(json.dumps(row, sort_keys=True, ensure_ascii=False).encode())
            yield row

    with contextlib.closing(_connect(path, read_only=False)) as connection:
        db = Database(connection)
        migrations.apply(db)
        with db.atomic():
            db.table("products").insert_all(rows(), batch_size=200)
            db.execute("INSERT INTO words(words) VALUES ('rebuild')")
            db.table("facts").insert_all(
                [{"key": "ident", "value": digest.hexdigest()[:12]}, {"key": "source", "value": source}]
            )
    return digest.hexdigest()[:12]


def _check(path: Path) -> None:
    with contextlib.closing(_connect(path, read_only=True)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise CatalogRefused(f"{path}: the catalog did not come out whole ({verdict})")


def _swap_in(beside: Path, path: Path) -> None:
    with beside.open("rb") as handle:
        os.fsync(handle.fileno())
    if path.exists():
        former = path.with_name(f"{path.name}.previous")
        link = path.with_name(f"{path.name}.link-{os.getpid()}")
        link.unlink(missing_ok=True)
        os.link(path, link)
        link.replace(former)
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@dataclass
class Catalog:
    """A catalog opened for reading.

    Attributes
    ----------
    ident : short hash of the contents; two catalogs with the same products have the same
    source : where the products came from
    """

    path: Path
    ident: str
    source: str
    _connection: sqlite3.Connection = field(repr=False)
    _products: tuple[Product, ...] | None = field(default=None, repr=False)

    def products(self) -> tuple[Product, ...]:
        """Every product in the order of the export, fasteners and others, loaded once."""
        if self._products is None:
            cursor = self._connection.execute("SELECT * FROM products ORDER BY id")
            self._products = tuple(_from_row(row) for row in cursor)
        return self._products

    def select(self, where: str, arguments: Iterable[Any]) -> list[tuple[Product, float]]:
        """Products of a query over `products p`, each with the query's column `score`, in its order."""
        cursor = self._connection.execute(f"SELECT p.*, {where}", tuple(arguments))
        return [(_from_row(row), row["score"]) for row in cursor]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> "Catalog":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_catalog(path: Path | str) -> Catalog:
    """Open a catalog for reading.

    Raises
    ------
    CatalogRefused
        No such file, not a catalog, damaged, or written by a newer release.
    """
    path = Path(path)
    if not path.is_file():
        raise CatalogRefused(f"{path}: no catalog there; make one with `screwtray catalog import FILE --db {path}`")
    connection = None
    try:
        connection = _connect(path, read_only=True)
        connection.row_factory = sqlite3.Row
        db = Database(connection)
        pending = migrations.pending(db)
        unknown = {m.name for m in migrations.applied(db)} - {m.name for m in migrations._migrations}
        if pending or unknown or not db.table("facts").exists():
            raise CatalogRefused(f"{path}: made by another release of Screwtray or no catalog at all; import it again")
        facts = {row["key"]: row["value"] for row in connection.execute("SELECT key, value FROM facts")}
        return Catalog(path, facts["ident"], facts["source"], connection)
    except (sqlite3.Error, OSError, KeyError) as error:
        if connection is not None:
            connection.close()
        raise CatalogRefused(f"{path}: not a readable catalog ({error})") from error
    except CatalogRefused:
        if connection is not None:
            connection.close()
        raise
