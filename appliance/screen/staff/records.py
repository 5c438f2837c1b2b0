"""What the journal kept, as staff's pages list it; made from `identify/1`, so that old scans can be read, too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class SaidLike(Protocol):
    """What somebody said of a part, as the journal's reader gives it."""

    @property
    def part(self) -> int: ...  # noqa: D102
    @property
    def what(self) -> str: ...  # noqa: D102
    @property
    def sku(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True)
class Listed:
    """A product that was listed for a part."""

    sku: str
    title: str
    p: float
    aisle: str | None = None
    bay: str | None = None
    bin: str | None = None


@dataclass(frozen=True)
class PastPart:
    """A part of an earlier scan.

    Attributes
    ----------
    thread : likeliest standard size, None where it could not be told
    looks : attribute -> likeliest label
    said : the newest word on it: `chosen`, `none_of_these`, `corrected`, or empty
    said_sku : the product that it is by that word
    """

    kind: str
    refused: str | None
    thread: str | None
    length_mm: float | None
    looks: Mapping[str, str]
    matches: tuple[Listed, ...]
    said: str = ""
    said_sku: str | None = None


@dataclass(frozen=True)
class PastScan:
    """An earlier scan.

    Attributes
    ----------
    at : ISO 8601, UTC
    """

    id: str
    at: str
    parts: tuple[PastPart, ...]


@dataclass(frozen=True)
class Wish:
    """What customers wanted and did not find, alike ones together.

    Attributes
    ----------
    name : in the trade's words
    words : what was asked for, where somebody typed it
    at : the newest time, ISO 8601, UTC
    """

    name: str
    words: str
    count: int
    at: str


_SAYS_WHAT_IT_IS = ("chosen", "none_of_these", "corrected")


def past_scan(ident: str, at: str, reading: Mapping[str, Any], said: Iterable[SaidLike]) -> PastScan:
    """A scan of the journal as the pages list it."""
    newest = {one.part: one for one in said if one.what in _SAYS_WHAT_IT_IS}
    parts = []
    for number, part in enumerate(reading["parts"]):
        word = newest.get(number)
        length = part["measurements"].get("nominal_length_mm")
        parts.append(
            PastPart(
                part["kind"],
                part["refused"],
                part["size"]["thread"] if part["size"] else None,
                length["value"] if length else None,
                {name: odds[0]["label"] for name, odds in part["attributes"].items() if odds},
                tuple(
                    Listed(one["sku"], one["title"], one["p"], one["aisle"], one["bay"], one["bin"])
                    for one in part["matches"]
                ),
                str(word.what) if word else "",
                word.sku if word else None,
            )
        )
    return PastScan(ident, at, tuple(parts))


def wishes(found: Iterable[tuple[str, str, str]]) -> tuple[Wish, ...]:
    """Wishes (name, words, time) with those alike put together; what is wanted most comes first, then the newest."""
    alike: dict[tuple[str, str], Wish] = {}
    for name, words, at in found:
        key = name.casefold(), words.casefold()
        before = alike.get(key)
        count = before.count + 1 if before else 1
        alike[key] = Wish(name, words, count, max(at, before.at) if before else at)
    newest_first = sorted(alike.values(), key=lambda wish: wish.at, reverse=True)
    return tuple(sorted(newest_first, key=lambda wish: -wish.count))
