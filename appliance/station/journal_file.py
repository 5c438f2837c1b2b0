"""The journal's file: how it is opened, who may write it, and what SQLite says in plain words."""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

PAGE_BYTES = 4096
_BUSY_MS = 5000


class JournalRefused(Exception):
    """The journal cannot be opened, read or written; the message is one plain sentence."""


class JournalDamaged(JournalRefused):
    """The file is no journal any more."""


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection with the modes of the design page."""
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_MS / 1000, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys=ON")
    if not read_only:
        connection.execute(f"PRAGMA page_size={PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA synchronous=EXTRA")
    return connection


def is_being_written(path: Path) -> bool:
    """Whether a station has this journal open, and with it the devices."""
    try:
        handle = os.open(_lock_of(path), os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def locked(path: Path) -> int:
    """The lock that only one writer can hold; the kernel frees it however that one ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(_lock_of(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise JournalRefused(f"{path}: the journal cannot be written ({error.strerror}).") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise JournalRefused(f"{path}: another Screwtray writes this journal; stop that one first.") from None
    return handle


@contextlib.contextmanager
def refusing(path: Path) -> Iterator[None]:
    """What SQLite and the disk say, in one sentence."""
    try:
        yield
    except sqlite3.Error as error:
        damaged = _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        raise (JournalDamaged if damaged else JournalRefused)(_sentence(path, error)) from error
    except OSError as error:
        raise JournalRefused(f"{path}: the journal cannot be used ({error.strerror or error}).") from error


def _code(error: sqlite3.Error) -> int | None:
    """SQLite's primary result code."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _sentence(path: Path, error: sqlite3.Error) -> str:
    match _code(error):
        case sqlite3.SQLITE_FULL:
            return f"{path}: the disk is full, so nothing new is kept; everything kept before is safe."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return f"{path}: the journal cannot be written here; see to the folder's rights."
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"{path}: somebody reads the journal and does not let go; try again."
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return f"{path}: the journal is damaged; move it away, and a new one is begun."
        case sqlite3.SQLITE_IOERR:
            return f"{path}: the disk does not answer as it should; copy what is on it and change it."
        case _:
            return f"{path}: the journal cannot be used ({error})."
