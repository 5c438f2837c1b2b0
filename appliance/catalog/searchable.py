"""What every product can be searched for by: columns of small numbers, scanned whole in milliseconds."""

import array
from collections.abc import Hashable
from dataclasses import dataclass
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
    """

    sizes: tuple[Sized, ...]
    looks: tuple[Looking, ...]
    size_of: IntArray
    look_of: IntArray
    ids: IntArray


class Collector:
    """Takes in one product after the other for a `Searchable`."""

    def __init__(self) -> None:
        self._sizes: dict[Hashable, int] = {}
        self._looks: dict[Hashable, int] = {}
        self._columns = (array.array("I"), array.array("I"))
        self._ids = array.array("q")

    def add(self, ident: int, size: Sized, look: Looking) -> None:
        """Take in the product of row `ident`."""
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
        return Searchable(sizes, looks, size_of, look_of, np.array(self._ids, np.int64))
