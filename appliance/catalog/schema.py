"""The tables of a catalog's file, and how the file is opened."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from appliance.catalog.rows import COLUMNS, NUMBERS, SHELF

migrations = Migrations("screwtray.catalog")

_INTEGERS = ("on_hand", "pack")
_REQUIRED = {"sku", "title", "origins", "spans", "digest"}
_CACHE_KIB = 65_536


@migrations()
def products_bundled_and_words(db: Database) -> None:
    """Products (a row's id is its line in the export), their words, the columns that are scanned whole, and facts."""
    columns: dict[str, Any] = {"id": int}
    columns |= {name: float if name.removeprefix("says_") in NUMBERS else str for name in COLUMNS}
    columns |= dict.fromkeys(_INTEGERS, int) | {"digest": bytes}
    db.table("products").create(columns, pk="id", not_null=_REQUIRED, strict=True)
    db.table("products").create_index(["sku"], unique=True)
    db.table("facts").create({"key": str, "value": str}, pk="key", not_null={"value"}, strict=True)
    arrays = {"name": str, "dtype": str, "content": bytes}
    db.table("arrays").create(arrays, pk="name", not_null={"dtype", "content"}, strict=True)
    db.execute(
        "CREATE VIRTUAL TABLE words USING fts5(title, content='products', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3', detail='none')"
    )


INDICES = (
    "CREATE INDEX by_upc ON products(upc) WHERE upc IS NOT NULL",
    "CREATE INDEX by_bin ON products(bin COLLATE NOCASE) WHERE bin IS NOT NULL",
    "CREATE INDEX by_what ON products(says_what, says_diameter_mm) WHERE says_what IS NOT NULL",
)
"""Made once all products are in, which is faster than keeping them up to date."""

assert set(SHELF) <= set(COLUMNS)


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open a catalog's file.

    A file that is being built needs no journal: whatever goes wrong, it is thrown away, and it is brought to the disk
    (fsync) before it takes the place of the last good one. A finished catalog is never written to.
    """
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA foreign_keys=ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    return connection
