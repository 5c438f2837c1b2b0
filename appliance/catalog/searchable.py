"""What every product can be searched for by: columns of small numbers, scanned whole in milliseconds."""

import array
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from appliance.catalog.product import Product

IntArray = NDArray[np.integer[Any]]
SIZE_FIELDS = ("size", "diameter_mm", "pitch_mm", "length_mm")
LOOK_FIELDS = ("head", "drive", "finish", "tip", "coverage")

Sized = tuple[str | None, float | None, float | None, float | None]
Looking = tuple[str | None, ...]


def sized(product: Product) -> Sized:
    """The product's values of `SIZE_FIELDS`."""
    said = product.designation
    return said.size, said.diameter_mm, said.pitch_mm, said.length_mm


def looking(product: Product) -> Looking:
    """Kind, what it is if no screw, and each of `LOOK_FIELDS` as said and as seen."""
    said = product.designation
    looks: list[str | None] = [said.kind, said.what]
    for name in LOOK_FIELDS:
        looks += [getattr(said, name), getattr(product, name)]
    return tuple(None if word is None else str(word) for word in looks)


@dataclass(frozen=True)
class Searchable:
    """Sizes and looks of all products, in the order of the export.

    Attributes
    ----------
    sizes, looks : the distinct values of `sized` and `looking`
    size_of, look_of : (n,) their numbers
    ids : (n,) the products' rows, ascending
    words : the words of all names, without those that have figures in them, sorted
    """

    sizes: tuple[Sized, ...]
    looks: tuple[Looking, ...]
    size_of: IntArray
    look_of: IntArray
    ids: IntArray
    words: tuple[str, ...] = ()

    def words_beginning(self, typed: str, most: int) -> list[str]:
        """Words that begin with what was typed, the very word first."""
        first = bisect_left(self.words, typed)
        return [word for word in self.words[first : first + most] if word.startswith(typed)]

    @cached_property
    def size_numbers(self) -> dict[str, NDArray[np.float64]]:
        """Diameter, pitch and length of each distinct size; NaN where not said."""
        numbers = [[np.nan if value is None else value for value in size[1:]] for size in self.sizes]
        columns = np.array(numbers, float).reshape(-1, 3).T
        return dict(zip(SIZE_FIELDS[1:], columns, strict=True))

    @cached_property
    def size_words(self) -> NDArray[np.str_]:
        """Each distinct size as the trade writes it."""
        return np.array([size[0] or "" for size in self.sizes], np.str_)

    @cached_property
    def look_words(self) -> list[NDArray[np.str_]]:
        """The columns of the distinct looks; empty where not said."""
        columns = 2 + 2 * len(LOOK_FIELDS)
        return [np.array([look[at] or "" for look in self.looks], np.str_) for at in range(columns)]


_WORD = re.compile(r"(?<![0-9a-z])[a-z]{2,24}(?![0-9a-z])")


def words_of(title: str) -> list[str]:
    """The words of a name as the full-text index has them: small letters without accents, no figures in them."""
    plain = title.lower()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _WORD.findall(plain)


class Collector:
    """Takes in one product after the other for a `Searchable`."""

    def __init__(self) -> None:
        self._sizes: dict[Hashable, int] = {}
        self._looks: dict[Hashable, int] = {}
        self._columns = (array.array("I"), array.array("I"))
        self._ids = array.array("q")
        self._words: set[str] = set()

    def add(self, ident: int, title: str, size: Sized, look: Looking) -> None:
        """Take in the product of row `ident`."""
        self._words.update(words_of(title))
        self._columns[0].append(self._sizes.setdefault(size, len(self._sizes)))
        self._columns[1].append(self._looks.setdefault(look, len(self._looks)))
        self._ids.append(ident)

    def collected(self) -> Searchable:
        """The columns of all products taken in."""
        size_of, look_of = (
            np.array(column, np.min_scalar_type(max(len(distinct) - 1, 0)))
            for column, distinct in zip(self._columns, (self._sizes, self._looks), strict=True)
        )
        sizes: tuple[Any, ...] = tuple(self._sizes)
        looks: tuple[Any, ...] = tuple(self._looks)
        words = tuple(sorted(self._words))
        return Searchable(sizes, looks, size_of, look_of, np.array(self._ids, np.int64), words)
