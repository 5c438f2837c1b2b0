"""The store's products in SQLite: one file, read-only once it is built, opened by everybody."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, overload

import numpy as np
from sqlite_utils import Database

from appliance.catalog.building import exchange_with_previous, previous_of, staging, swap_in
from appliance.catalog.product import Product
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.rows import from_row, to_row
from appliance.catalog.schema import connect, migrations
from appliance.catalog.searchable import Searchable, looking, sized
from appliance.catalog.shelving import ASPECTS, SHELVING_ARRAYS, IntArray, Shelving, Wording, key_from_plain


def write_catalog(path: Path, found: Iterable[Product], source: str) -> str:
    """Make `found` the catalog at `path`; the former one stays as `<name>.previous`.

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
    with staging(path) as stage:
        for line, product in enumerate(found, start=1):
            keys = Wording.of(product).keys() if product.is_fastener else None
            stage.add([(line, to_row(product), keys, sized(product), looking(product))])
        ident = stage.finish(source)
        swap_in(stage, path)
    return ident


class Fetched(Sequence[Product]):
    """Products that are read from the catalog when they are asked for; in the order of `ids`."""

    def __init__(self, catalog: "Catalog", ids: IntArray) -> None:
        self._catalog = catalog
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    def several(self, rows: IntArray) -> list[Product]:
        """The products at those places, read together."""
        return self._catalog.of_ids([int(ident) for ident in self._ids[rows]])

    @overload
    def __getitem__(self, at: int) -> Product: ...
    @overload
    def __getitem__(self, at: slice) -> "Fetched": ...
    def __getitem__(self, at: int | slice) -> "Product | Fetched":
        if isinstance(at, slice):
            return Fetched(self._catalog, self._ids[at])
        return self._catalog.of_ids([int(self._ids[at])])[0]


@dataclass
class Catalog:
    """A catalog opened for reading.

    Attributes
    ----------
    ident : short hash of the contents; two catalogs with the same products have the same
    source : where the products came from
    fasteners, others : how many products can be matched, and how many are only searched for
    """

    path: Path
    ident: str
    source: str
    fasteners: int
    others: int
    connection: sqlite3.Connection = field(repr=False)
    _products: tuple[Product, ...] | None = field(default=None, repr=False)
    _searchable: Searchable | None = field(default=None, repr=False)

    def products(self) -> tuple[Product, ...]:
        """Every product in the order of the export, fasteners and others, loaded once; not for millions."""
        if self._products is None:
            self._products = tuple(self.stream())
        return self._products

    def stream(self) -> Iterator[Product]:
        """Every product in the order of the export, one after the other."""
        for row in self.connection.execute("SELECT * FROM products ORDER BY id"):
            yield from_row(row)

    def of_ids(self, ids: Sequence[int]) -> list[Product]:
        """The products of those rows, in that order."""
        wanted = json.dumps([int(ident) for ident in ids])
        cursor = self.connection.execute(
            "SELECT * FROM products WHERE id IN (SELECT value FROM json_each(?))", [wanted]
        )
        found = {row["id"]: from_row(row) for row in cursor}
        return [found[int(ident)] for ident in ids]

    def titles_of(self, ids: Iterable[Any]) -> dict[int, str]:
        """The names of the products of those rows."""
        wanted = json.dumps([int(ident) for ident in ids])
        query = "SELECT id, title FROM products WHERE id IN (SELECT value FROM json_each(?))"
        return dict(map(tuple, self.connection.execute(query, [wanted])))

    def of_sku(self, sku: str) -> Product | None:
        """The product of that SKU."""
        row = self.connection.execute("SELECT * FROM products WHERE sku = ?", [sku]).fetchone()
        return None if row is None else from_row(row)

    def ids_of(self, skus: Iterable[str]) -> dict[str, int]:
        """The rows of those of the SKUs that the catalog has."""
        found = {}
        for sku in skus:
            row = self.connection.execute("SELECT id FROM products WHERE sku = ?", [sku]).fetchone()
            if row is not None:
                found[sku] = int(row["id"])
        return found

    def ids_where(self, condition: str, arguments: Iterable[Any], most: int) -> list[int]:
        """Rows of `products` that an SQL condition holds for, at most `most`."""
        cursor = self.connection.execute(f"SELECT id FROM products WHERE {condition} LIMIT ?", [*arguments, most])
        return [ident for (ident,) in cursor]

    def hardware(self, what: str, diameter_mm: float, pitch_mm: float | None, most: int = 5) -> list[Product]:
        """The store's own nuts or washers (`what`) of a size; a pitch that a name leaves out contradicts nothing."""
        near = "says_what = ? AND says_diameter_mm BETWEEN ? AND ?"
        arguments: list[Any] = [what, 0.985 * diameter_mm, 1.015 * diameter_mm]
        if pitch_mm is not None:
            near += " AND (says_pitch_mm IS NULL OR says_pitch_mm BETWEEN ? AND ?)"
            arguments += [0.985 * pitch_mm, 1.015 * pitch_mm]
        return self.of_ids(self.ids_where(near, arguments, most))

    def shelving(self) -> Shelving:
        """How the fasteners are laid out for matching."""
        keys = json.loads(self._blob("keys")[1])
        return Shelving(
            tuple(tuple(key_from_plain(aspect, key) for key in keys[aspect]) for aspect in range(len(ASPECTS))),
            self._array("cells").reshape(2, -1),
            self._array("looks").reshape(3, -1),
            *(self._array(name) for name in SHELVING_ARRAYS[2:]),
        )

    def shelved(self, ids: IntArray) -> Fetched:
        """The products of those rows, each read when it is asked for."""
        return Fetched(self, ids)

    def searchable(self) -> Searchable:
        """What of every product can be searched for by its attributes, loaded once."""
        if self._searchable is None:
            sizes, looks = (json.loads(self._blob(name)[1]) for name in ("distinct_sizes", "distinct_looks"))
            self._searchable = Searchable(
                tuple(map(tuple, sizes)),
                tuple(map(tuple, looks)),
                self._array("size_of"),
                self._array("look_of"),
                self._array("rows"),
                tuple(json.loads(self._blob("title_words")[1])),
            )
        return self._searchable

    def _blob(self, name: str) -> tuple[str, bytes]:
        row = self.connection.execute("SELECT dtype, content FROM arrays WHERE name = ?", [name]).fetchone()
        if row is None:
            raise CatalogRefused(f"{self.path}: the catalog is damaged: it has no {name}; import it again")
        return row["dtype"], row["content"]

    def _array(self, name: str) -> Any:
        dtype, content = self._blob(name)
        return np.frombuffer(content, dtype)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

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
        connection = connect(path, read_only=True)
        connection.row_factory = sqlite3.Row
        db = Database(connection)
        pending = migrations.pending(db)
        unknown = {m.name for m in migrations.applied(db)} - {m.name for m in migrations._migrations}
        if pending or unknown or not db.table("facts").exists():
            raise CatalogRefused(f"{path}: made by another release of Screwtray or no catalog at all; import it again")
        facts = {row["key"]: row["value"] for row in connection.execute("SELECT key, value FROM facts")}
        fasteners, others = int(facts["fasteners"]), int(facts["others"])
        return Catalog(path, facts["ident"], facts["source"], fasteners, others, connection)
    except (sqlite3.Error, OSError, KeyError, ValueError) as error:
        if connection is not None:
            connection.close()
        raise CatalogRefused(f"{path}: not a readable catalog ({error})") from error
    except CatalogRefused:
        if connection is not None:
            connection.close()
        raise


def roll_back(path: Path | str) -> Catalog:
    """Bring the former catalog back; the present one becomes the former, so that a second call undoes the first.

    Returns
    -------
    The catalog that is in use now, opened.

    Raises
    ------
    CatalogRefused
        There is no former catalog, or it cannot be read; nothing is changed then.
    """
    path = Path(path)
    former = previous_of(path)
    if not former.is_file():
        raise CatalogRefused(f"{path}: there is no former catalog to go back to")
    open_catalog(former).close()
    try:
        exchange_with_previous(path)
    except OSError as error:
        raise CatalogRefused(f"{path}: the catalogs could not be exchanged ({error.strerror or error})") from error
    return open_catalog(path)
