"""The journal: every answer that was acknowledged is on disk first, and stays there whatever happens to the power.

SQLite with a rollback journal that is truncated and `synchronous=EXTRA`: of the modes tried in emulated power cuts the
one that lost nothing (DESIGN.md). One writer, by a lock on a file beside it; anybody may read. Bounded: the oldest
scans go when their days are over or the room is needed. What customers wanted and the store has not is kept longer.
"""

import contextlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlite_utils import Database, Migrations

from appliance import wording
from appliance.contract import part_to_json, to_json
from appliance.reading import Part, Reading
from appliance.station.crops import Crop
from appliance.station.journal_file import PAGE_BYTES, JournalRefused, connect, locked, refusing

_MOST_UNMET = 20_000  # rows of some 2 kB
_MOST_PRUNED = 20  # scans a recorded one: a clock that jumps ahead must not wipe the journal at once
_SLACK_PAGES = 256  # indices, free lists and the pages of a scan that is being written
migrations = Migrations("screwtray.journal")


class Verdict(StrEnum):
    """What somebody said of a part."""

    CHOSEN = "chosen"  # this product it is
    NONE_OF_THESE = "none_of_these"  # no product listed
    CORRECTED = "corrected"  # by staff: product, attributes or both
    REPLIED = "replied"  # an answer to the question that was asked


@dataclass(frozen=True)
class Limits:
    """How much is kept.

    Attributes
    ----------
    keep_days : how long scans are kept
    most_bytes : the most room that the file may take
    """

    keep_days: int = 400
    most_bytes: int = 2_000_000_000


@migrations()
def scans(db: Database) -> None:
    """Scans with their pictures and what was said of them; unmet demand."""
    scan = {"id": str, "at": str, "shot": str, "calibration": str, "models": str, "catalog": str, "reading": str}
    db.table("scan").create(scan, pk="id", not_null={"at", "shot", "models", "reading"}, strict=True)
    crop = {"scan": str, "part": int, "light": str, "left_px": int, "top_px": int, "picture": bytes}
    keys = [("scan", "scan", "id")]
    db.table("crop").create(crop, pk=("scan", "part", "light"), foreign_keys=keys, not_null=set(crop), strict=True)
    verdict = {"number": int, "scan": str, "part": int, "at": str, "what": str, "sku": str, "labels": str}
    needed = {"scan", "part", "at", "what", "labels"}
    db.table("verdict").create(verdict, pk="number", foreign_keys=keys, not_null=needed, strict=True)
    db.table("verdict").create_index(["scan"])
    unmet = {"id": str, "at": str, "name": str, "words": str, "part": str}
    db.table("unmet").create(unmet, pk="id", not_null=set(unmet), strict=True)


class Journal:
    """The journal opened for writing, by one process at a time; used by one thread.

    Raises
    ------
    JournalRefused
        Another process writes it, it is damaged, of a newer release, or cannot be written.
    """

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self.path, self.limits = path, limits or Limits()
        self._lock = locked(path)
        try:
            with refusing(path):
                self._connection = connect(path, read_only=False)
                self._prepare()
        except BaseException:
            os.close(self._lock)
            raise

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        with contextlib.suppress(OSError):
            os.close(self._lock)
        self._lock = -1

    def record(self, reading: Reading, crops: Iterable[Crop] = (), at: datetime | None = None) -> str:
        """Keep a scan; when this returns, it is on disk. Makes room for it first.

        Returns
        -------
        The scan's id, by which its parts are spoken of later.

        Raises
        ------
        JournalRefused
            disk full or broken; nothing of the scan is kept then, everything before still is
        """
        at = at or datetime.now(UTC)
        scan = f"{at:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        text = json.dumps(to_json(reading), ensure_ascii=False)
        pictures = list(crops)
        with refusing(self.path):
            self._make_room(len(text) + sum(len(crop.picture) for crop in pictures), at)
            with self._transaction() as connection:
                connection.execute(
                    "INSERT INTO scan (id, at, shot, calibration, models, catalog, reading)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (scan, _iso(at), reading.shot, reading.calibration, reading.models, reading.catalog, text),
                )
                connection.executemany(
                    "INSERT INTO crop (scan, part, light, left_px, top_px, picture) VALUES (?, ?, ?, ?, ?, ?)",
                    [(scan, c.part, c.light.value, c.left_px, c.top_px, c.picture) for c in pictures],
                )
        return scan

    def choose(self, scan: str, part: int, sku: str) -> None:
        """The part is this product, says the customer; on disk when this returns."""
        self._say(scan, part, Verdict.CHOSEN, sku)

    def reply(self, scan: str, part: int, ask: str, option: str) -> None:
        """The customer answered the question; on disk when this returns."""
        self._say(scan, part, Verdict.REPLIED, labels={ask: option})

    def correct(self, scan: str, part: int, labels: Mapping[str, str], sku: str | None = None) -> None:
        """Staff say what it is: attributes (head, drive, finish, tip, coverage, size), its product, or both."""
        self._say(scan, part, Verdict.CORRECTED, sku, labels)

    def none_of_these(self, scan: str, part: int, seen: Part, words: str = "") -> None:
        """No product that was listed is right: kept with the scan, and apart, as unmet demand, for the buyer.

        Parameters
        ----------
        seen : the part as it was answered
        words : what the customer asked for, if somebody typed it
        """
        at = _iso(datetime.now(UTC))
        row = (f"{scan}/{part}", at, wording.name(seen), words, json.dumps(part_to_json(seen), ensure_ascii=False))
        with refusing(self.path), self._transaction() as connection:
            self._insert_verdict(connection, scan, part, at, Verdict.NONE_OF_THESE, None, {})
            connection.execute("INSERT OR REPLACE INTO unmet (id, at, name, words, part) VALUES (?, ?, ?, ?, ?)", row)
            surplus = connection.execute("SELECT count(*) FROM unmet").fetchone()[0] - _MOST_UNMET
            connection.execute(
                "DELETE FROM unmet WHERE id IN (SELECT id FROM unmet ORDER BY rowid LIMIT ?)", (max(0, surplus),)
            )

    def prune(self, now: datetime | None = None) -> int:
        """Forget all scans whose days are over; returns how many."""
        before = _iso((now or datetime.now(UTC)) - timedelta(days=self.limits.keep_days))
        forgotten = 0
        with refusing(self.path):
            while gone := self._forget("SELECT id FROM scan WHERE at < ? ORDER BY rowid LIMIT 200", (before,)):
                forgotten += gone
        return forgotten

    def _prepare(self) -> None:
        connection = self._connection
        pages = self.limits.most_bytes // PAGE_BYTES
        connection.execute(f"PRAGMA max_page_count={max(pages, 64)}")
        db = Database(connection)
        migrations.apply(db)
        unknown = {m.name for m in migrations.applied(db)} - {m.name for m in migrations._migrations}
        if unknown:
            raise JournalRefused(f"{self.path}: this journal was written by a newer release of Screwtray.")
        # sqlite-utils leaves isolation_level alone; from here on every transaction is begun and ended by hand
        connection.isolation_level = None

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    def _say(
        self, scan: str, part: int, what: Verdict, sku: str | None = None, labels: Mapping[str, str] | None = None
    ) -> None:
        with refusing(self.path), self._transaction() as connection:
            self._insert_verdict(connection, scan, part, _iso(datetime.now(UTC)), what, sku, labels or {})

    def _insert_verdict(
        self,
        connection: sqlite3.Connection,
        scan: str,
        part: int,
        at: str,
        what: Verdict,
        sku: str | None,
        labels: Mapping[str, str],
    ) -> None:
        if connection.execute("SELECT 1 FROM scan WHERE id = ?", (scan,)).fetchone() is None:
            raise JournalRefused(f"{self.path}: scan {scan} is not in the journal any more.")
        connection.execute(
            "INSERT INTO verdict (scan, part, at, what, sku, labels) VALUES (?, ?, ?, ?, ?, ?)",
            (scan, part, at, what.value, sku, json.dumps(dict(labels), ensure_ascii=False)),
        )

    def _make_room(self, more_bytes: int, now: datetime) -> None:
        """Forget the oldest scans until `more_bytes` fit, and some whose days are over."""
        before = _iso(now - timedelta(days=self.limits.keep_days))
        self._forget("SELECT id FROM scan WHERE at < ? ORDER BY rowid LIMIT ?", (before, _MOST_PRUNED))
        most = self.limits.most_bytes // PAGE_BYTES - _SLACK_PAGES
        needed = int(1.05 * more_bytes / PAGE_BYTES) + 16
        while self._used_pages() + needed > most:
            if not self._forget("SELECT id FROM scan ORDER BY rowid LIMIT ?", (_MOST_PRUNED,)):
                break

    def _used_pages(self) -> int:
        pages, free = (
            self._connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "freelist_count")
        )
        return int(pages) - int(free)

    def _forget(self, which: str, arguments: tuple[object, ...]) -> int:
        """Delete the scans of a query with all that belongs to them; returns how many."""
        ids = [row[0] for row in self._connection.execute(which, arguments)]
        if ids:
            marks = ", ".join("?" * len(ids))
            with self._transaction() as connection:
                for table, column in (("crop", "scan"), ("verdict", "scan"), ("scan", "id")):
                    connection.execute(f"DELETE FROM {table} WHERE {column} IN ({marks})", ids)
        return len(ids)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
