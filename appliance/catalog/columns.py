"""Which column of an export is what: guessed by header names, outranked by the operator's map."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from appliance.catalog.refusal import CatalogRefused

SHELF_FIELDS = ("sku", "title", "upc", "price", "unit", "on_hand", "aisle", "bay", "bin", "pack")
ATTRIBUTE_FIELDS = ("kind", "head", "drive", "finish", "size", "pitch", "length", "tip", "coverage")
FIELDS = SHELF_FIELDS + ATTRIBUTE_FIELDS


@dataclass(frozen=True)
class Columns:
    """Where each field stands.

    Attributes
    ----------
    of : field -> index of its column
    headers : field -> the header as written
    unused : headers that nothing was read from
    """

    of: Mapping[str, int]
    headers: Mapping[str, str]
    unused: tuple[str, ...]


def _plain(header: str) -> str:
    folded = "".join(c for c in unicodedata.normalize("NFKD", header.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+|#", folded))


@cache
def _known() -> dict[str, tuple[int, str]]:
    table = tomllib.loads(resources.files("appliance.catalog").joinpath("columns.toml").read_text("utf-8"))
    return {
        _plain(name): (rank, field) for field, names in table.items() for rank, name in reversed([*enumerate(names)])
    }


def guess_columns(headers: tuple[str, ...], chosen: Mapping[str, str] | None = None) -> Columns:
    """Find each field's column.

    Parameters
    ----------
    chosen : field -> header of the operator's map; an empty header says that there is no such column

    Raises
    ------
    CatalogRefused
        A chosen column is missing, or no column holds the SKU or the description.
    """
    of: dict[str, int] = {}
    ranks: dict[str, int] = {}
    chosen = chosen or {}
    for index, header in enumerate(headers):
        rank, field = _known().get(_plain(header), _known().get(_plain(header).replace(" #", ""), (0, "")))
        if field and field not in chosen and rank < ranks.get(field, 10_000):
            of[field], ranks[field] = index, rank
    for field, header in chosen.items():
        if header:
            if header not in headers:
                raise CatalogRefused(f"the map names a column {header!r}, but the export has {', '.join(headers)}")
            of[field] = headers.index(header)
    for field, name in (("sku", "SKU"), ("title", "description")):
        if field not in of:
            raise CatalogRefused(
                f"no column holds the {name}: the header row says {', '.join(h for h in headers if h) or 'nothing'}; "
                f"name it in a map file (--map)"
            )
    unused = tuple(header for index, header in enumerate(headers) if index not in of.values())
    return Columns(of, {field: headers[index] for field, index in of.items()}, unused)


def read_map(path: Path | str) -> dict[str, str]:
    """Read an operator's map, a TOML file of lines such as `sku = "Item #"`.

    Raises
    ------
    CatalogRefused
        Missing, no TOML, or with a field that does not exist.
    """
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogRefused(f"{path}: not a readable map of columns ({error})") from error
    for field, header in table.items():
        if field not in FIELDS or not isinstance(header, str):
            raise CatalogRefused(f"{path}: {field!r} is no field of a map; there are {', '.join(FIELDS)}")
    return dict(table)
