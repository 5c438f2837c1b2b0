"""The journal read: what was kept, what buyers want to know, and confirmed scans for training.

Reads while the station writes: short transactions, no lock kept between them.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.station.crops import Crop
from appliance.station.journal import Verdict, migrations
from appliance.station.journal_file import JournalRefused, connect, refusing
from drivers.frame import Light


@dataclass(frozen=True)
class Said:
    """What somebody said of a part, the newest last.

    Attributes
    ----------
    labels : attribute -> label; for `REPLIED` what was asked and the answer
    """

    part: int
    at: str
    what: Verdict
    sku: str | None
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Scan:
    """A scan as it was kept.

    Attributes
    ----------
    at : ISO 8601, UTC
    reading : `identify/1` of the contract
    """

    id: str
    at: str
    reading: Mapping[str, Any]
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Unmet:
    """A part that the store had no match for, by a customer's word.

    Attributes
    ----------
    name : what it was, in the trade's words
    words : what the customer asked for
    part : one of `parts` of `identify/1`
    """

    id: str
    at: str
    name: str
    words: str
    part: Mapping[str, Any]


@dataclass(frozen=True)
class Summary:
    """What is in the journal."""

    scans: int
    chosen: int
    corrected: int
    unmet: int
    pictures: int
    bytes_used: int
    oldest: str | None
    newest: str | None


@dataclass
class JournalReader:
    """The journal opened for reading, beside its writer."""

    path: Path
    _connection: sqlite3.Connection = field(repr=False)

    def __enter__(self) -> "JournalReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def summary(self) -> Summary:
        """Counts, times and room."""
        with refusing(self.path):
            one = self._connection.execute(
                "SELECT (SELECT count(*) FROM scan), "
                "(SELECT count(*) FROM verdict WHERE what = 'chosen'), "
                "(SELECT count(*) FROM verdict WHERE what = 'corrected'), "
                "(SELECT count(*) FROM unmet), (SELECT count(*) FROM crop), "
                "(SELECT min(at) FROM scan), (SELECT max(at) FROM scan)"
            ).fetchone()
        scans, chosen, corrected, unmet, pictures, oldest, newest = one
        return Summary(scans, chosen, corrected, unmet, pictures, self.path.stat().st_size, oldest, newest)

    def scans(self, newest: int | None = None) -> Iterator[Scan]:
        """Scans, newest first; all, or so many of them."""
        with refusing(self.path):
            ids = [
                row[0]
                for row in self._connection.execute(
                    "SELECT id FROM scan ORDER BY rowid DESC LIMIT ?", (-1 if newest is None else newest,)
                )
            ]
        for scan in ids:
            found = self.scan(scan)
            if found is not None:
                yield found

    def scan(self, scan: str) -> Scan | None:
        """One scan by its id; None where there is no such one, or no longer."""
        with refusing(self.path):
            row = self._connection.execute("SELECT id, at, reading FROM scan WHERE id = ?", (scan,)).fetchone()
            said = self._connection.execute(
                "SELECT part, at, what, sku, labels FROM verdict WHERE scan = ? ORDER BY number", (scan,)
            ).fetchall()
        if row is None:
            return None
        verdicts = tuple(Said(p, at, Verdict(what), sku, json.loads(labels)) for p, at, what, sku, labels in said)
        return Scan(row[0], row[1], json.loads(row[2]), verdicts)

    def crops(self, scan: str, part: int) -> tuple[Crop, ...]:
        """The pictures kept of a part."""
        with refusing(self.path):
            rows = self._connection.execute(
                "SELECT part, light, left_px, top_px, picture FROM crop WHERE scan = ? AND part = ? ORDER BY light",
                (scan, part),
            ).fetchall()
        return tuple(Crop(part, Light(light), left, top, picture) for part, light, left, top, picture in rows)

    def unmet(self) -> Iterator[Unmet]:
        """What customers wanted and did not find, oldest first."""
        with refusing(self.path):
            rows = self._connection.execute("SELECT id, at, name, words, part FROM unmet ORDER BY rowid").fetchall()
        for ident, at, name, words, part in rows:
            yield Unmet(ident, at, name, words, json.loads(part))

    def is_whole(self) -> bool:
        """Whether every page and every row is as it should be."""
        with refusing(self.path):
            fine = self._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return bool(fine) and not self._connection.execute("PRAGMA foreign_key_check").fetchall()


def open_reader(path: Path) -> JournalReader:
    """Open the journal for reading.

    Raises
    ------
    JournalRefused
        no journal there, damaged, or of another release
    """
    if not path.is_file():
        raise JournalRefused(f"{path}: there is no journal there; it comes with the first scan.")
    with refusing(path):
        connection = connect(path, read_only=True)
        with contextlib.ExitStack() as undo:
            undo.callback(connection.close)
            _check_release(path, connection)
            undo.pop_all()
    return JournalReader(path, connection)


def _check_release(path: Path, connection: sqlite3.Connection) -> None:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"scan", "crop", "verdict", "unmet"} <= tables:
        raise JournalRefused(f"{path}: this is no journal of Screwtray, or one of another release.")
    done = {row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations")}
    if done - {migration.name for migration in migrations._migrations}:
        raise JournalRefused(f"{path}: this journal was written by a newer release of Screwtray.")
