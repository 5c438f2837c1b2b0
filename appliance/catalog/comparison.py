"""What a new catalog changes in the one in use."""

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.catalog.rows import COLUMNS

SHOWN = 20
"""How many products of each sort a comparison names."""

_NOT_SHOWN = frozenset({"origins", "spans"})


@dataclass(frozen=True)
class Change:
    """A product that is in both catalogs, and what differs: field -> (before, after)."""

    sku: str
    title: str
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Changes:
    """What an import would change in the catalog that is there.

    Attributes
    ----------
    added, changed, vanished, unchanged : numbers of products
    some_added, some_vanished : (SKU, title) of the first `SHOWN`
    some_changed : the first `SHOWN`
    by_field : how many of the changed ones differ in each field
    """

    added: int = 0
    changed: int = 0
    vanished: int = 0
    unchanged: int = 0
    some_added: tuple[tuple[str, str], ...] = ()
    some_vanished: tuple[tuple[str, str], ...] = ()
    some_changed: tuple[Change, ...] = ()
    by_field: tuple[tuple[str, int], ...] = ()

    @property
    def before(self) -> int:
        """How many products the catalog in use has."""
        return self.changed + self.vanished + self.unchanged


def compare(connection: sqlite3.Connection, former: Path | None) -> Changes:
    """Compare the catalog that `connection` builds with the one at `former`; None: there is none of use."""
    total = connection.execute("SELECT count(*) FROM products").fetchone()[0]
    if former is None:
        return Changes(added=total, some_added=_some(connection, "SELECT sku, title FROM products ORDER BY id"))
    if connection.in_transaction:
        connection.execute("COMMIT")  # a file cannot be attached within a transaction
    connection.execute("ATTACH ? AS former", [f"{former.resolve().as_uri()}?mode=ro"])
    with contextlib.ExitStack() as stack:
        stack.callback(connection.execute, "DETACH former")
        return _compared(connection, total)


_BOTH = "main.products n JOIN former.products o ON o.sku = n.sku WHERE n.digest <> o.digest"


def _compared(connection: sqlite3.Connection, total: int) -> Changes:
    before = connection.execute("SELECT count(*) FROM former.products").fetchone()[0]
    both = "SELECT count(*) FROM main.products n JOIN former.products o ON o.sku = n.sku"
    common = connection.execute(both).fetchone()[0]
    shown = [name for name in COLUMNS if name not in _NOT_SHOWN]
    sums = ", ".join(f"total(n.{name} IS NOT o.{name})" for name in shown)
    changed, *differing = connection.execute(f"SELECT count(*), {sums} FROM {_BOTH}").fetchone()
    by_field = sorted(((int(n), name) for n, name in zip(differing, shown, strict=True) if n), reverse=True)
    return Changes(
        added=total - common,
        changed=changed,
        vanished=before - common,
        unchanged=common - changed,
        some_added=_some(connection, _missing("main", "former")),
        some_vanished=_some(connection, _missing("former", "main")),
        some_changed=_some_changed(connection, shown),
        by_field=tuple((_plainly(name), n) for n, name in by_field),
    )


def _missing(one: str, other: str) -> str:
    return (
        f"SELECT sku, title FROM {one}.products p "
        f"WHERE NOT EXISTS (SELECT 1 FROM {other}.products q WHERE q.sku = p.sku) ORDER BY id"
    )


def _some(connection: sqlite3.Connection, query: str) -> tuple[tuple[str, str], ...]:
    return tuple((sku, title) for sku, title in connection.execute(f"{query} LIMIT {SHOWN}"))


def _some_changed(connection: sqlite3.Connection, shown: list[str]) -> tuple[Change, ...]:
    columns = ", ".join(f"n.{name}, o.{name}" for name in shown)
    found = []
    for row in connection.execute(f"SELECT {columns} FROM {_BOTH} ORDER BY n.id LIMIT {SHOWN}"):
        now, before = dict(zip(shown, row[::2], strict=True)), dict(zip(shown, row[1::2], strict=True))
        fields = {_plainly(name): (before[name], now[name]) for name in shown if before[name] != now[name]}
        found.append(Change(now["sku"], now["title"], fields))
    return tuple(found)


def _plainly(column: str) -> str:
    """`says_length_mm` is the length, as a person calls it."""
    return column.removeprefix("says_").removesuffix("_mm").replace("_", " ")
