"""A store's export to a catalog: every row accepted or refused with its reason, all or nothing."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.catalog.columns import ATTRIBUTE_FIELDS, Columns, guess_columns
from appliance.catalog.designation import merge, parse, parse_column
from appliance.catalog.export import Export, read_export
from appliance.catalog.product import Designation, Product, describe
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import open_catalog, write_catalog
from appliance.catalog.vocabulary import Vocabulary

MAY_VANISH = 0.2
"""Share of the former catalog's products that may be missing from a new export before it is held to be a broken one."""

_LONGEST_TITLE = 500
_Watch = Callable[[Iterable[tuple[int, tuple[str, ...]]]], Iterable[tuple[int, tuple[str, ...]]]]


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be taken in, with its line in the file and why."""

    line: int
    sku: str
    why: str


@dataclass(frozen=True)
class Changes:
    """What an import would change in the catalog that is there, by SKU."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True)
class Import:
    """An export that was read wholly, before or after it became the catalog.

    Attributes
    ----------
    ident : of the catalog written; None where nothing was written
    warnings : of rows that were taken in nevertheless
    """

    products: tuple[Product, ...]
    refused: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]
    columns: Columns
    form: str
    changes: Changes
    ident: str | None = None

    @property
    def fasteners(self) -> int:
        """How many products can be matched."""
        return sum(product.is_fastener for product in self.products)


class _RowRefusedError(ValueError):
    """Why one row cannot be taken in."""


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


def _designation(
    title: str, cells: Mapping[str, str], columns: Columns, vocabulary: Vocabulary | None
) -> tuple[Designation, dict[str, str]]:
    said = {
        field: parse_column(field, cells[field], columns.headers[field])
        for field in ATTRIBUTE_FIELDS
        if cells.get(field)
    }
    return merge(parse(title, vocabulary), list(said.values()))


def _read_row(cells: tuple[str, ...], columns: Columns, seen: dict[str, int], vocabulary: Vocabulary | None) -> Product:
    if any("\x00" in cell for cell in cells):
        raise _RowRefusedError("holds a NUL byte; the file is damaged")
    value = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.of.items()}
    sku, title = value["sku"], " ".join(value["title"].split())
    if not sku:
        raise _RowRefusedError("has no SKU")
    if sku in seen:
        raise _RowRefusedError(f"SKU {sku} stands in line {seen[sku]} already")
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
            origins=origins,
        )
    )


def read_products(
    export: Export, columns: Columns, watch: _Watch = iter, vocabulary: Vocabulary | None = None
) -> tuple[tuple[Product, ...], tuple[Refusal, ...], tuple[Refusal, ...]]:
    """Products, refused rows and warnings of an export; `watch` wraps the rows, for a progress bar."""
    seen: dict[str, int] = {}
    products: list[Product] = []
    refused: list[Refusal] = []
    warnings = [Refusal(1, "", text) for text in export.warnings]
    for line, cells in watch(export.rows):
        at = columns.of["sku"]
        sku = cells[at].strip().replace("\x00", "\N{REPLACEMENT CHARACTER}") if at < len(cells) else ""
        try:
            product = _read_row(cells, columns, seen, vocabulary)
        except _RowRefusedError as why:
            refused.append(Refusal(line, sku, str(why)))
            continue
        seen[product.sku] = line
        products.append(product)
        if product.upc and not upc_is_valid(product.upc):
            warnings.append(Refusal(line, sku, f"UPC {product.upc} has a wrong check digit or length"))
    return tuple(products), tuple(refused), tuple(warnings)


def _changes(former: Iterable[Product], products: Iterable[Product]) -> Changes:
    before = {product.sku: product for product in former}
    now = {product.sku: product for product in products}
    both = before.keys() & now.keys()
    changed = tuple(sku for sku in now if sku in both and now[sku] != before[sku])
    return Changes(
        added=tuple(sku for sku in now if sku not in before),
        changed=changed,
        vanished=tuple(sku for sku in before if sku not in now),
        unchanged=len(both) - len(changed),
    )


def _former(db: Path) -> Iterator[Product]:
    """What the present catalog holds; one that cannot be read any more holds nothing that is worth keeping."""
    if not db.exists():
        return
    try:
        with open_catalog(db) as catalog:
            yield from catalog.products()
    except CatalogRefused:
        return


def import_export(
    source: Path | str,
    db: Path | str,
    *,
    chosen: Mapping[str, str] | None = None,
    vocabulary: Vocabulary | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    let_vanish: bool = False,
    watch: _Watch = iter,
) -> Import:
    """Read an export and make it the catalog at `db`; with any refused row nothing is written.

    Parameters
    ----------
    chosen : field -> header, outranks the guess
    vocabulary : the trade's unless the shop has its own words
    dry_run : read and compare only
    skip_refused : take in the other rows nevertheless
    let_vanish : allow that more than `MAY_VANISH` of the present products are missing
    watch : wraps the rows as they are read, for a progress bar

    Returns
    -------
    What was read; `ident` is None where nothing was written: a dry run, or rows were refused.

    Raises
    ------
    CatalogRefused
        The file, its header, or the disk; or too many products would vanish.
    """
    source, db = Path(source), Path(db)
    export = read_export(source)
    try:
        columns = guess_columns(export.headers, chosen)
    except CatalogRefused as refusal:
        raise CatalogRefused(f"{source}: {refusal}") from refusal
    products, refused, warnings = read_products(export, columns, watch, vocabulary)
    changes = _changes(_former(db), products)
    done = Import(products, refused, warnings, columns, export.form, changes)
    if dry_run or (refused and not skip_refused):
        return done
    if not products:
        raise CatalogRefused(f"{source}: no row could be taken in; the first one {refused[0].why}")
    before = len(changes.vanished) + len(changes.changed) + changes.unchanged
    if not let_vanish and len(changes.vanished) > MAY_VANISH * before:
        raise CatalogRefused(
            f"{source}: {len(changes.vanished)} of the catalog's {before} products would vanish; "
            "if that is meant, import with --let-vanish"
        )
    ident = write_catalog(db, products, source.name)
    return Import(products, refused, warnings, columns, export.form, changes, ident)
