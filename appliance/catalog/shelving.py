"""How a catalog's fasteners are laid out for matching: the distinct wordings, and which product has which.

A million products share some thousand threads, lengths and heads. Matching gives each distinct wording a meaning once;
what it needs of the products themselves is a few small numbers each, kept beside them in the catalog.
"""

import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from appliance.catalog.product import Kind, Product
from appliance.catalog.sizes import nominal_diameter_mm
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

Key = tuple[Any, ...]
Meaning = TypeVar("Meaning")
IntArray = NDArray[np.integer[Any]]

ASPECTS = ("thread", "length", "head", "drive", "finish")
"""What of a product is weighed by itself; threads and lengths make the cells of the layout."""


@dataclass(frozen=True)
class Wording:
    """What of a product's words bears on what is measured; equal wordings are scored once."""

    kind: Kind
    metric: bool
    diameter_mm: float | None
    pitch_mm: float | None
    length_mm: float | None
    head: Head | None
    drive: Drive | None
    finish: Finish | None
    tip: Tip | None
    cup: bool
    coverage: Coverage | None

    @classmethod
    def of(cls, product: Product) -> "Wording":
        """The wording of a product; a kind or a head that is only implied is filled in."""
        words = product.designation
        kind = words.kind or Kind.SCREW
        diameter = words.diameter_mm
        if diameter is None and words.size:
            diameter = nominal_diameter_mm(words.size)
        size = (words.size or "").strip().lower()
        metric = size.startswith(("m", "st")) or size.endswith("mm")
        head = product.head or _IMPLIED_HEAD.get(kind)
        return cls(
            kind,
            metric,
            diameter,
            words.pitch_mm,
            words.length_mm,
            head,
            product.drive,
            product.finish,
            product.tip,
            (words.tip or "").startswith("cup"),
            product.coverage,
        )

    def keys(self) -> tuple[Key, ...]:
        """What of it bears on each of `ASPECTS`; plain values, the arguments of that aspect's meaning."""
        head = self.head if self.kind is Kind.SCREW else None
        return (
            (self.kind, self.metric, self.diameter_mm, self.pitch_mm, self.tip, self.cup, self.coverage, head),
            (self.kind, self.metric, self.diameter_mm, self.length_mm, self.head),
            (self.kind, self.metric, self.diameter_mm, self.head, self.drive is Drive.HEX_SOCKET),
            (self.kind, self.head, self.drive),
            (self.finish,),
        )


_IMPLIED_HEAD = {
    Kind.SET_SCREW: Head.NONE,
    Kind.DOWEL_SCREW: Head.NONE,
    Kind.HANGER_BOLT: Head.NONE,
    Kind.EYE_SCREW: Head.EYE,
    Kind.EYE_BOLT: Head.EYE,
}

# The words of each aspect's key, to read keys back from plain text; None for numbers and truth values.
_WORDS: tuple[tuple[Callable[[Any], Any] | None, ...], ...] = (
    (Kind, None, None, None, Tip, None, Coverage, Head),
    (Kind, None, None, None, Head),
    (Kind, None, None, Head, None),
    (Kind, Head, Drive),
    (Finish,),
)


def key_from_plain(aspect: int, plain: Sequence[Any]) -> Key:
    """The key that was written as plain values (JSON)."""
    return tuple(
        value if words is None or value is None else words(value)
        for words, value in zip(_WORDS[aspect], plain, strict=True)
    )


@dataclass(frozen=True)
class Shelving:
    """Fasteners in bundles of the same wording, bundles in cells of the same thread and length wording.

    Attributes
    ----------
    keys : for each of `ASPECTS` the distinct keys
    cells : (2, cells) numbers of the thread and the length keys of each cell
    looks : (3, looks) numbers of the head, the drive and the finish keys of each distinct look
    bundle_look : (bundles,) the look of each bundle, bundles in the order of their cells
    cell_start : (cells + 1,) the first bundle of each cell, and how many bundles there are
    start : (bundles + 1,) the first fastener of each bundle, and n
    ids : (n,) what the fasteners are called where they came from: row numbers, or their places in a list
    """

    keys: tuple[tuple[Key, ...], ...]
    cells: IntArray
    looks: IntArray
    bundle_look: IntArray
    cell_start: IntArray
    start: IntArray
    ids: IntArray

    @classmethod
    def of(cls, products: Iterable[Product]) -> "Shelving":
        """Lay out `products`, which must all be fasteners; their `ids` are their places."""
        shelver = Shelver()
        for place, product in enumerate(products):
            shelver.add(place, Wording.of(product).keys())
        return shelver.laid_out()


SHELVING_ARRAYS = ("cells", "looks", "bundle_look", "cell_start", "start", "ids")
"""The arrays of a `Shelving`, by which it is kept."""


class Shelver:
    """Takes in one fastener after the other; a few bytes each, whatever their number."""

    def __init__(self) -> None:
        self._numbers: tuple[dict[Hashable, int], ...] = tuple({} for _ in ASPECTS)
        self._keys: tuple[list[Key], ...] = tuple([] for _ in ASPECTS)
        self._columns = tuple(array.array("I") for _ in ASPECTS)
        self._ids = array.array("q")

    def add(self, ident: int, keys: Sequence[Key]) -> None:
        """Take in the fastener called `ident`, with its key for each of `ASPECTS`."""
        for numbers, distinct, column, key in zip(self._numbers, self._keys, self._columns, keys, strict=True):
            number = numbers.setdefault(key, len(distinct))
            if number == len(distinct):
                distinct.append(key)
            column.append(number)
        self._ids.append(ident)

    def laid_out(self) -> Shelving:
        """The fasteners taken in so far, by cells."""
        ids = np.array(self._ids, np.int64)
        numbers = [np.array(column, np.int64) for column in self._columns]
        cell_of, cells = _pairs_of(numbers[:2], self._keys[:2])
        look_of, looks = _pairs_of(numbers[2:], self._keys[2:])
        bundle_of = cell_of * max(looks.shape[1], 1) + look_of
        order = np.argsort(bundle_of, kind="stable")
        bundles, start = np.unique(bundle_of[order], return_index=True)
        cell, look = np.divmod(bundles, max(looks.shape[1], 1))
        return Shelving(
            tuple(map(tuple, self._keys)),
            cells.astype(np.int32),
            looks.astype(np.int32),
            look.astype(np.int32),
            np.searchsorted(cell, np.arange(cells.shape[1] + 1)).astype(np.int64),
            np.append(start, len(ids)).astype(np.int64),
            ids[order],
        )


def _pairs_of(numbers: Sequence[IntArray], keys: Sequence[Sequence[Key]]) -> tuple[IntArray, IntArray]:
    """For each fastener the number of its combination of keys; and the distinct combinations, (len(keys), distinct)."""
    shape = tuple(max(len(distinct), 1) for distinct in keys)
    combined, of = np.unique(np.ravel_multi_index(numbers, shape), return_inverse=True)
    return of.ravel(), np.array(np.unravel_index(combined, shape))
