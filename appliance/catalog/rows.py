"""A product as a row of the catalog's table, and back."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from appliance.catalog.product import DESIGNATION_FIELDS, Designation, Kind, Product
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

NUMBERS = ("diameter_mm", "pitch_mm", "length_mm")
SEEN: Mapping[str, type] = MappingProxyType(
    {"head": Head, "drive": Drive, "finish": Finish, "tip": Tip, "coverage": Coverage}
)
SHELF = ("upc", "price", "unit", "on_hand", "aisle", "bay", "bin", "pack")
COLUMNS = (
    "sku",
    "title",
    *SHELF,
    *(f"says_{name}" for name in DESIGNATION_FIELDS),
    *(f"seen_{name}" for name in SEEN),
    "origins",
    "spans",
)
Row = tuple[str | int | float | None, ...]


def to_row(product: Product) -> Row:
    """The values of `COLUMNS`; words as plain text, never as members of an enumeration."""
    said = product.designation
    values: list[Any] = [product.sku, product.title]
    values += [getattr(product, name) for name in SHELF]
    values += [getattr(said, name) for name in DESIGNATION_FIELDS]
    values += [getattr(product, name) for name in SEEN]
    values.append(" ".join(f"{name}:{origin}" for name, origin in sorted(product.origins.items())))
    values.append(" ".join(f"{name}:{start}-{end}" for name, (start, end) in sorted(said.spans.items())))
    return tuple(str(value) if isinstance(value, str) else value for value in values)


def digest_of(row: Row) -> bytes:
    """Eight bytes that tell a row from any other: two catalogs are compared by them."""
    return hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def from_row(row: Mapping[str, Any]) -> Product:
    """The product of a row that has at least `COLUMNS`."""
    said = {name: row[f"says_{name}"] for name in DESIGNATION_FIELDS}
    said["kind"] = Kind(said["kind"]) if said["kind"] else None
    spans = {name: _span(span) for name, _, span in _pairs(row["spans"])}
    seen: dict[str, Any] = {n: words(row[f"seen_{n}"]) if row[f"seen_{n}"] else None for n, words in SEEN.items()}
    return Product(
        sku=row["sku"],
        title=row["title"],
        designation=Designation(**said, spans=MappingProxyType(spans)),
        origins=MappingProxyType({name: origin for name, _, origin in _pairs(row["origins"])}),
        **{name: row[name] for name in SHELF},
        **seen,
    )


def _pairs(text: str) -> list[tuple[str, str, str]]:
    return [pair.partition(":") for pair in text.split()]


def _span(text: str) -> tuple[int, int]:
    start, _, end = text.partition("-")
    return int(start), int(end)
