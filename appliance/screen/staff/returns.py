"""Returned and stray parts: a handful on the tray becomes a list with bins, confirmed or corrected with a touch."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from appliance.messages import Answer
from appliance.reading import Kind, Match, Refused
from appliance.screen.staff.effects import Effect, Keep

LABELS: Mapping[str, str] = MappingProxyType({"task": "return"})
"""What a returned part is marked with in the journal, beside its product."""


class Status(StrEnum):
    """How far a row has come."""

    OPEN = "open"
    KEEPING = "keeping"
    KEPT = "kept"
    ASIDE = "aside"  # no product of the store's


@dataclass(frozen=True)
class Row:
    """Parts of one kind.

    Attributes
    ----------
    parts : their places in the reading
    match : what they are taken for; None where nothing matches
    others : what else they may be
    refused : why they were not measured
    """

    parts: tuple[int, ...]
    match: Match | None = None
    others: tuple[Match, ...] = ()
    refused: Refused | None = None
    status: Status = Status.OPEN


@dataclass(frozen=True)
class Sorted:
    """How many parts went back where."""

    match: Match
    count: int


@dataclass(frozen=True)
class Returns:
    """A round of sorting.

    Attributes
    ----------
    answer : of the handful on show; it stays when the tray is emptied, for the parts are in somebody's hand
    tally : of all handfuls, the newest product last
    correcting : the row that is something else
    """

    answer: Answer | None = None
    rows: tuple[Row, ...] = ()
    tally: tuple[Sorted, ...] = ()
    correcting: int | None = None

    @property
    def total(self) -> int:
        """How many parts were confirmed."""
        return sum(one.count for one in self.tally)


def rows_of(answer: Answer) -> tuple[Row, ...]:
    """The parts of an answer, those with the same best match in one row; in the order of the bins' names."""
    alike: dict[tuple[str, str], Row] = {}
    for number, part in enumerate(answer.reading.parts):
        if part.kind is Kind.COIN:
            continue
        refused = part.refused or (None if part.kind is Kind.FASTENER else Refused.NOT_A_FASTENER)
        match = part.matches[0] if part.matches and refused is None else None
        key = (match.sku, "") if match else ("", f"{number}")
        row = alike.get(key, Row((), match, part.matches[1:] if match else (), refused))
        alike[key] = replace(row, parts=(*row.parts, number))
    return tuple(sorted(alike.values(), key=_by_place))


def _by_place(row: Row) -> tuple[bool, str, str, str, int]:
    match = row.match
    if match is None:
        return (True, "", "", "", row.parts[0])
    return (False, match.aisle or "", match.bay or "", match.bin or "", row.parts[0])


def laid(now: Returns, answer: Answer | None) -> Returns:
    """Something lies on the tray; the same handful that was only weighed again changes nothing."""
    if answer is None or (now.answer is not None and _same(now.answer, answer)):
        return now
    return Returns(answer, rows_of(answer), now.tally)


def _same(one: Answer, other: Answer) -> bool:
    return one.shot is other.shot


def confirm(now: Returns, at: int | None) -> tuple[Returns, tuple[Effect, ...]]:
    """Take a row for what it is said to be; all that are open where `at` is None."""
    wanted = range(len(now.rows)) if at is None else [at]
    effects: list[Effect] = []
    for place in wanted:
        if not 0 <= place < len(now.rows) or now.answer is None:
            continue
        row = now.rows[place]
        if row.status is not Status.OPEN or row.match is None:
            continue
        if now.answer.scan is not None:
            effects.append(Keep(now.answer.scan, row.parts, row.match.sku, LABELS))
            now = _with_row(now, place, replace(row, status=Status.KEEPING))
    return now, tuple(effects)


def instead(now: Returns, match: Match) -> tuple[Returns, tuple[Effect, ...]]:
    """The row that is being corrected is this product."""
    at = now.correcting
    if at is None or not 0 <= at < len(now.rows):
        return now, ()
    row = replace(now.rows[at], match=match, status=Status.OPEN, refused=None)
    return confirm(replace(_with_row(now, at, row), correcting=None), at)


def set_aside(now: Returns) -> Returns:
    """The row that is being corrected is no product of the store's."""
    at = now.correcting
    if at is None or not 0 <= at < len(now.rows):
        return now
    return replace(_with_row(now, at, replace(now.rows[at], status=Status.ASIDE)), correcting=None)


def split(now: Returns, at: int) -> Returns:
    """The parts of this row are not all the same: a row for each."""
    if not 0 <= at < len(now.rows) or now.rows[at].status is not Status.OPEN:
        return now
    apart = tuple(replace(now.rows[at], parts=(part,)) for part in now.rows[at].parts)
    return replace(now, rows=(*now.rows[:at], *apart, *now.rows[at + 1 :]))


def kept(now: Returns, scan: str, parts: tuple[int, ...], sku: str) -> Returns:
    """A row is on disk: it counts."""
    at = _row_of(now, scan, parts)
    if at is None or (match := now.rows[at].match) is None or match.sku != sku:
        return now
    done = _with_row(now, at, replace(now.rows[at], status=Status.KEPT))
    before = next((one for one in now.tally if one.match.sku == sku), Sorted(match, 0))
    rest = tuple(one for one in now.tally if one.match.sku != sku)
    return replace(done, tally=(*rest, Sorted(match, before.count + len(parts))))


def not_kept(now: Returns) -> Returns:
    """What was being kept is not: open again."""
    rows = tuple(replace(row, status=Status.OPEN) if row.status is Status.KEEPING else row for row in now.rows)
    return replace(now, rows=rows)


def _row_of(now: Returns, scan: str, parts: tuple[int, ...]) -> int | None:
    if now.answer is None or now.answer.scan != scan:
        return None
    return next((at for at, row in enumerate(now.rows) if row.parts == parts), None)


def _with_row(now: Returns, at: int, row: Row) -> Returns:
    return replace(now, rows=(*now.rows[:at], row, *now.rows[at + 1 :]))
