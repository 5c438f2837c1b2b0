"""The staff's PIN: kept as an argon2id hash, with waits that grow with every wrong one and outlive a restart.

A try is counted on disk before it is looked at, so that pulling the plug gives no further try.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from appliance.catalog.building import sync_folder

LEAST_DIGITS, MOST_DIGITS = 4, 8
FREE_TRIES = 3
_FIRST_WAIT_S, _LONGEST_WAIT_S = 30, 3600
_MODE = 0o600
_MOST_BYTES = 4096


class PinRefused(Exception):
    """A PIN that cannot be taken, or a file that cannot be used; the message is one plain sentence.

    Attributes
    ----------
    key : why, to choose words by: `digits`, `simple`, `file`
    """

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    schema: str
    pin: str
    tries: int = 0
    last_try_at: str = ""


@dataclass(frozen=True)
class Checked:
    """What came of a try.

    Attributes
    ----------
    ok : whether it was the PIN
    wait_s : how long no other try is looked at; 0 for not at all
    tries_left : before there is a wait
    """

    ok: bool
    wait_s: float = 0.0
    tries_left: int = FREE_TRIES


def wait_after_s(tries: int) -> int:
    """How long to wait after so many wrong ones in a row: nothing, then half a minute, doubling up to an hour."""
    if tries < FREE_TRIES:
        return 0
    doublings = min(tries - FREE_TRIES, 16)
    return min(_FIRST_WAIT_S << doublings, _LONGEST_WAIT_S)


def refuse_weak(pin: str) -> None:
    """Refuse what is no PIN, or the first that anybody would try.

    Raises
    ------
    PinRefused
    """
    if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise PinRefused("digits", f"The PIN must have {LEAST_DIGITS} to {MOST_DIGITS} digits.")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise PinRefused("simple", "That PIN is too easy to guess: not all digits alike, and not 1234.")


def _now() -> datetime:
    return datetime.now(UTC)


class PinKeeper:
    """Keeps the PIN of one counter in a file that only its own user can read.

    Parameters
    ----------
    file : in the state folder
    now : the time, in UTC; it may jump, and then a wait begins anew rather than ending early
    hasher : argon2id; argon2-cffi's default is RFC 9106's second choice, for machines with little memory
    """

    def __init__(self, file: Path, now: Callable[[], datetime] = _now, hasher: PasswordHasher | None = None) -> None:
        self.file, self._now = file, now
        self._hasher = hasher or PasswordHasher(type=Type.ID)

    def is_set(self) -> bool:
        """Whether there is a PIN; a file that cannot be read counts as one, so that breaking it opens nothing."""
        return self.file.exists()

    def set(self, pin: str) -> None:
        """Make this the PIN; whoever was locked out is not any more.

        Raises
        ------
        PinRefused
            a PIN that is none or too easy, a file that cannot be written
        """
        refuse_weak(pin)
        self._write(_Kept("staff/1", self._hasher.hash(pin)))

    def wait_s(self) -> float:
        """How long no try is looked at, from now; raises PinRefused as `check`."""
        return self._left_s(self._read()) if self.is_set() else 0.0

    def check(self, pin: str) -> Checked:
        """Whether this is the PIN; counted on disk first. During a wait nothing is looked at, and nothing counted.

        Raises
        ------
        PinRefused
            there is none, or its file is damaged: `screwtray settings pin` sets a new one
        """
        kept = self._read()
        left_s = self._left_s(kept)
        if left_s > 0:
            return Checked(False, left_s, 0)
        tried = msgspec.structs.replace(kept, tries=kept.tries + 1, last_try_at=self._now().isoformat())
        self._write(tried)
        if not self._is(pin, kept.pin):
            return Checked(False, wait_after_s(tried.tries), max(0, FREE_TRIES - tried.tries))
        fresh = self._hasher.hash(pin) if self._hasher.check_needs_rehash(kept.pin) else kept.pin
        self._write(_Kept("staff/1", fresh))
        return Checked(True)

    def _is(self, pin: str, hashed: str) -> bool:
        try:
            return self._hasher.verify(hashed, pin)
        except InvalidHashError:
            raise self._damaged() from None
        except VerificationError:
            return False

    def _left_s(self, kept: _Kept) -> float:
        wait_s = wait_after_s(kept.tries)
        if not wait_s:
            return 0.0
        try:
            since = self._now() - datetime.fromisoformat(kept.last_try_at)
        except (ValueError, TypeError):
            raise self._damaged() from None
        if since < timedelta(0):  # the clock was put back: a wait is never longer than it was
            self._write(msgspec.structs.replace(kept, last_try_at=self._now().isoformat()))
            return float(wait_s)
        return max(0.0, wait_s - since.total_seconds())

    def _read(self) -> _Kept:
        try:
            with self.file.open("rb") as handle:
                return msgspec.json.decode(handle.read(_MOST_BYTES), type=_Kept)
        except FileNotFoundError:
            raise PinRefused("file", "There is no staff PIN yet: run `screwtray settings pin`.") from None
        except (OSError, msgspec.MsgspecError):
            raise self._damaged() from None

    def _damaged(self) -> PinRefused:
        return PinRefused("file", f"{self.file}: the staff PIN cannot be read: run `screwtray settings pin`.")

    def _write(self, kept: _Kept) -> None:
        """To a file beside it, then in its place; readable by nobody else from the first byte on."""
        beside = self.file.with_name(f"{self.file.name}.{secrets.token_hex(4)}")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "wb") as handle:
                    handle.write(msgspec.json.encode(kept))
                    handle.flush()
                    os.fsync(handle.fileno())
                beside.replace(self.file)
                sync_folder(self.file.parent)
            finally:
                beside.unlink(missing_ok=True)
        except OSError as error:
            why = error.strerror or error
            raise PinRefused("file", f"{self.file}: the staff PIN cannot be written ({why}).") from None
