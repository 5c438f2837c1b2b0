"""A catalog in the making: built beside the one in use, checked, then swapped in by a rename.

A catalog is never changed in place, so that a power cut or a full disk leaves the last good one.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sqlite_utils import Database

from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.rows import COLUMNS, Row, digest_of
from appliance.catalog.schema import INDICES, connect, migrations
from appliance.catalog.searchable import Collector, Looking, Searchable, Sized
from appliance.catalog.shelving import SHELVING_ARRAYS, Key, Shelver, Shelving

_INSERT = f"INSERT INTO products (id, {', '.join(COLUMNS)}, digest) VALUES ({', '.join('?' * (len(COLUMNS) + 2))})"
_BYTES_A_BLOB = 256 << 20


class Staging:
    """A new catalog's file beside the old one; nothing else sees it before `swap_in`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self.fasteners = 0
        self.others = 0
        self._digest = hashlib.sha256()
        self._shelver = Shelver()
        self._collector = Collector()

    def lines_of(self, skus: Sequence[str]) -> dict[str, int]:
        """The rows (lines of the export) of those of the SKUs that are in already."""
        found: dict[str, int] = {}
        for first in range(0, len(skus), 500):
            some = skus[first : first + 500]
            marks = ",".join("?" * len(some))
            found |= dict(self.connection.execute(f"SELECT sku, id FROM products WHERE sku IN ({marks})", some))
        return found

    def add(self, rows: Iterable[tuple[int, Row, Sequence[Key] | None, Sized, Looking]]) -> None:
        """Take in products: their lines, rows, keys for matching (None: no fastener), sizes and looks."""
        given = []
        for line, row, keys, size, look in rows:
            digest = digest_of(row)
            self._digest.update(digest)
            given.append((line, *row, digest))
            self._collector.add(line, str(row[1]), size, look)
            if keys is None:
                self.others += 1
            else:
                self.fasteners += 1
                self._shelver.add(line, keys)
        self.connection.executemany(_INSERT, given)

    def finish(self, source: str) -> str:
        """Index what was taken in, check the file; returns the catalog's ident.

        Raises
        ------
        CatalogRefused
            if the file did not come out whole
        """
        ident = self._digest.hexdigest()[:12]
        if not self.connection.in_transaction:
            self.connection.execute("BEGIN")
        for statement in INDICES:
            self.connection.execute(statement)
        self.connection.execute("INSERT INTO words(words) VALUES ('rebuild')")
        self._store(self._shelver.laid_out(), self._collector.collected())
        facts = {"ident": ident, "source": source, "fasteners": self.fasteners, "others": self.others}
        self.connection.executemany("INSERT INTO facts VALUES (?, ?)", [(k, str(v)) for k, v in facts.items()])
        self.connection.execute("COMMIT")
        verdict = self.connection.execute("PRAGMA quick_check").fetchone()[0]
        if verdict != "ok":
            raise CatalogRefused(f"{self.path}: the catalog did not come out whole ({verdict})")
        return ident

    def _store(self, shelving: Shelving, searchable: Searchable) -> None:
        arrays: dict[str, Any] = {name: getattr(shelving, name) for name in SHELVING_ARRAYS}
        arrays |= {"size_of": searchable.size_of, "look_of": searchable.look_of, "rows": searchable.ids}
        for name, values in arrays.items():
            assert values.nbytes < _BYTES_A_BLOB, name
            content = np.ascontiguousarray(values)
            self.connection.execute("INSERT INTO arrays VALUES (?, ?, ?)", (name, content.dtype.str, content.tobytes()))
        words: dict[str, Any] = {
            "keys": shelving.keys,
            "distinct_sizes": searchable.sizes,
            "distinct_looks": searchable.looks,
        }
        words["title_words"] = searchable.words
        for name, distinct in words.items():
            text = json.dumps(distinct, ensure_ascii=False).encode()
            self.connection.execute("INSERT INTO arrays VALUES (?, 'json', ?)", (name, text))


@contextlib.contextmanager
def staging(path: Path, *, beside: bool = True) -> Iterator[Staging]:
    """A staging file for the catalog at `path`, gone at the end unless it was swapped in.

    Parameters
    ----------
    beside : in the catalog's folder, whence it can be swapped in; else among the temporary files, for a dry run

    Raises
    ------
    CatalogRefused
        Disk full, folder not writable. The old catalog is untouched then.
    """
    folder = None if beside else tempfile.mkdtemp(prefix="screwtray-")
    name = f"{path.name}.new-{os.getpid()}"
    file = path.with_name(name) if folder is None else Path(folder) / name
    connection = None
    try:
        connection = connect(file, read_only=False)
        migrations.apply(Database(connection, execute_plugins=False))
        connection.execute("BEGIN")
        yield Staging(file, connection)
    except sqlite3.Error as error:
        raise CatalogRefused(f"{path}: the catalog could not be written ({error}); the last one was kept") from error
    except OSError as error:
        why = error.strerror or str(error)
        raise CatalogRefused(f"{path}: the catalog could not be written ({why}); the last one was kept") from error
    finally:
        if connection is not None:
            connection.close()
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
        if folder is not None:
            with contextlib.suppress(OSError):
                Path(folder).rmdir()


def swap_in(stage: Staging, path: Path) -> None:
    """Make the finished file the catalog at `path`; the former one stays as `<name>.previous`."""
    stage.connection.close()
    with stage.path.open("rb") as handle:
        os.fsync(handle.fileno())
    if path.exists():
        _link_over(path, previous_of(path))
    stage.path.replace(path)
    sync_folder(path.parent)


def previous_of(path: Path) -> Path:
    """Where the catalog before the one at `path` is kept."""
    return path.with_name(f"{path.name}.previous")


def exchange_with_previous(path: Path) -> None:
    """Bring the former catalog back; the present one becomes the former."""
    former, spare = previous_of(path), path.with_name(f"{path.name}.spare-{os.getpid()}")
    try:
        if path.exists():
            _link_over(path, spare)
        former.replace(path)
        if spare.exists():
            spare.replace(former)
        sync_folder(path.parent)
    finally:
        spare.unlink(missing_ok=True)


def _link_over(path: Path, other: Path) -> None:
    """Give the file at `path` the other name as well, in place of what had it."""
    link = path.with_name(f"{path.name}.link-{os.getpid()}")
    link.unlink(missing_ok=True)
    os.link(path, link)
    link.replace(other)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk, after a file took its place there."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
