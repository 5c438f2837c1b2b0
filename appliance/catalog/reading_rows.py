"""The rows of an export read as products, each accepted or refused with its reason; many rows by several processes."""

import itertools
import multiprocessing
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from appliance.catalog.columns import ATTRIBUTE_FIELDS, Columns
from appliance.catalog.designation import merge, parse, parse_column
from appliance.catalog.hardware_words import with_size
from appliance.catalog.packs import pieces
from appliance.catalog.product import Designation, Product, describe
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.rows import Row, to_row
from appliance.catalog.searchable import Looking, Sized, looking, sized
from appliance.catalog.shelving import Key, Wording
from appliance.catalog.vocabulary import Vocabulary

_LONGEST_TITLE = 500
_CHUNK = 500  # rows that a process reads at a time
_FEW = 6_000  # rows that are read sooner than a second process has started
_MOST_PROCESSES = 4

Cells = tuple[int, tuple[str, ...]]


class Outcome(NamedTuple):
    """What became of a row: a product as plain values, or why it was refused.

    Attributes
    ----------
    line, sku : of the row, as far as they can be told
    refused : why it cannot be taken in, None for a product
    row : the product as a row of the catalog
    keys : what it is matched by; None if it is no fastener
    size, look : what it is searched for by
    warning : what is wrong with a row that is taken in nevertheless
    """

    line: int
    sku: str
    refused: str | None = None
    row: Row = ()
    keys: tuple[Key, ...] | None = None
    size: Sized = (None, None, None, None)
    look: Looking = ()
    warning: str | None = None


class _RowRefusedError(ValueError):
    """Why one row cannot be taken in."""


def read_rows(rows: Iterator[Cells], columns: Columns, vocabulary: Vocabulary | None) -> Iterator[list[Outcome]]:
    """Read rows as products, some hundred at a time, in their order.

    Reading a name takes most of the time of an import, so that a long export is shared among processes. Never more than
    a few thousand rows are on their way.

    Raises
    ------
    CatalogRefused
        if a process was ended from outside (for want of memory, say)
    """
    first = list(itertools.islice(rows, _FEW))
    processes = min(_MOST_PROCESSES, len(os.sched_getaffinity(0)))
    chunks = _chunks(itertools.chain(first, rows))
    if len(first) < _FEW or processes < 2:
        for chunk in chunks:
            yield read_chunk(chunk, columns, vocabulary)
        return
    spawned = multiprocessing.get_context("spawn")  # forked children share locks of threads that they do not have
    try:
        with ProcessPoolExecutor(processes, spawned, _remember, (columns, vocabulary)) as pool:
            under_way: deque[Future[list[Outcome]]] = deque()
            for chunk in chunks:
                under_way.append(pool.submit(_read_remembered, chunk))
                if len(under_way) > 3 * processes:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
    except BrokenProcessPool as broken:
        raise CatalogRefused(
            "the import was ended from outside: is there memory enough? Nothing was changed"
        ) from broken


def _chunks(rows: Iterator[Cells]) -> Iterator[list[Cells]]:
    while chunk := list(itertools.islice(rows, _CHUNK)):
        yield chunk


_remembered: list[tuple[Columns, Vocabulary | None]] = []  # of a reading process; empty in all others


def _remember(columns: Columns, vocabulary: Vocabulary | None) -> None:
    _remembered.append((columns, vocabulary))


def _read_remembered(chunk: Sequence[Cells]) -> list[Outcome]:
    return read_chunk(chunk, *_remembered[-1])


def read_chunk(chunk: Iterable[Cells], columns: Columns, vocabulary: Vocabulary | None) -> list[Outcome]:
    """The outcomes of some rows."""
    return [_read_row(line, cells, columns, vocabulary) for line, cells in chunk]


def _read_row(line: int, cells: tuple[str, ...], columns: Columns, vocabulary: Vocabulary | None) -> Outcome:
    at = columns.of["sku"]
    sku = cells[at].strip().replace("\x00", "\N{REPLACEMENT CHARACTER}") if at < len(cells) else ""
    try:
        product = _product(cells, columns, vocabulary)
    except _RowRefusedError as why:
        return Outcome(line, sku, str(why))
    return accepted(line, product)


def accepted(line: int, product: Product) -> Outcome:
    """The outcome of a row that is that product."""
    warning = None
    if product.upc and not upc_is_valid(product.upc):
        warning = f"UPC {product.upc} has a wrong check digit or length"
    keys = Wording.of(product).keys() if product.is_fastener else None
    return Outcome(line, product.sku, None, to_row(product), keys, sized(product), looking(product), warning)


def _product(cells: tuple[str, ...], columns: Columns, vocabulary: Vocabulary | None) -> Product:
    if any("\x00" in cell for cell in cells):
        raise _RowRefusedError("holds a NUL byte; the file is damaged")
    value = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.of.items()}
    sku, title = value["sku"], " ".join(value["title"].split())
    if not sku:
        raise _RowRefusedError("has no SKU")
    if not title:
        raise _RowRefusedError("has no description")
    if len(title) > _LONGEST_TITLE:
        raise _RowRefusedError(
            f"its description is longer than {_LONGEST_TITLE} characters; a quotation mark may be missing"
        )
    designation, origins = _designation(title, value, columns, vocabulary)
    return describe(
        Product(
            sku=sku,
            title=title,
            designation=designation,
            upc=value.get("upc") or None,
            price=_price(value.get("price", "")),
            unit=value.get("unit") or None,
            on_hand=_on_hand(value.get("on_hand", "")),
            aisle=value.get("aisle") or None,
            bay=value.get("bay") or None,
            bin=value.get("bin") or None,
            pack=_pack(value.get("pack", "")) or pieces(title, value.get("unit")),
            origins=origins,
        )
    )


def _designation(
    title: str, cells: Mapping[str, str], columns: Columns, vocabulary: Vocabulary | None
) -> tuple[Designation, dict[str, str]]:
    said = {
        field: parse_column(field, cells[field], columns.headers[field])
        for field in ATTRIBUTE_FIELDS
        if cells.get(field)
    }
    merged, origins = merge(parse(title, vocabulary), list(said.values()))
    sized_up = with_size(title, merged, vocabulary)
    found = {name: "name" for name in ("size", "diameter_mm", "pitch_mm") if getattr(sized_up, name) is not None}
    return sized_up, {**found, **origins}


def upc_is_valid(code: str) -> bool:
    """Whether the check digit of a UPC-A, EAN-8, EAN-13 or GTIN-14 is right (GS1 General Specifications, 7.9)."""
    if not code.isascii() or not code.isdigit() or len(code) not in (8, 12, 13, 14):
        return False
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    return weighted % 10 == 0


def _price(text: str) -> str | None:
    """A price as `1234.50`, whatever the currency sign and the marks for thousands and decimals."""
    if not text:
        return None
    figure = re.sub(r"^[^\d,.-]*|[^\d,.]*$", "", text.replace(" ", "").replace("\u00a0", "").replace("'", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})*,\d{1,4}|\d+,\d{1,4}", figure):
        figure = figure.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", figure):
        figure = figure.replace(",", "")
    if not re.fullmatch(r"\d+(?:\.\d+)?|\.\d+", figure):
        raise _RowRefusedError(f"price {text!r} is no price")
    return figure


def _on_hand(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"-?\d{1,3}(,\d{3})+|-?\d{1,9}(\.0+)?", text):
        raise _RowRefusedError(f"on hand {text!r} is no number of pieces")
    return int(float(text.replace(",", "")))


def _pack(text: str) -> int | None:
    if not text:
        return None
    figure = re.sub(r"\.0+$", "", text.replace(",", ""))
    if not re.fullmatch(r"\d{1,6}", figure):
        return pieces(text, text)
    return int(figure) or None
