"""A store's export as rows of text: CSV in the usual encodings and delimiters, or a workbook.

Nothing is interpreted here: a cell stays the text that the till wrote, so that SKU 01234 keeps its zero.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import python_calamine

from appliance.catalog.refusal import CatalogRefused

_DELIMITERS = ",;\t|"
_WORKBOOK_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


class _Reader(Protocol):
    """A `csv.reader`, whose class has no public name."""

    @property
    def line_num(self) -> int:
        """Lines read so far."""
        ...

    def __iter__(self) -> Iterator[list[str]]: ...


@dataclass(frozen=True)
class Export:
    """An export that was opened.

    Attributes
    ----------
    headers : the header row, as written
    rows : (line number counted from 1 with the header, cells) of every row that is not wholly blank
    form : how it was read: `csv, utf-8, comma` or `workbook, sheet Items`
    warnings : what the operator should know
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    form: str
    warnings: tuple[str, ...] = ()


def read_export(path: Path | str) -> Export:
    """Read a CSV or XLSX export.

    Raises
    ------
    CatalogRefused
        Missing, empty, not text and no workbook, or without a header row.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CatalogRefused(f"{path}: {error.strerror or error}") from error
    if not content.strip():
        raise CatalogRefused(f"{path}: the file is empty")
    export = _read_workbook(path) if content.startswith(_WORKBOOK_MAGIC) else _read_csv(path, content)
    if not export.rows:
        raise CatalogRefused(f"{path}: a header row but no products below it")
    return export


def _decode(path: Path, content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise CatalogRefused(f"{path}: neither text (utf-8, cp1252) nor a workbook (xlsx)")


def _delimiter(first_line: str) -> str:
    """The delimiter that parts the header row into most columns, quoted parts left out of the count."""
    bare = "".join(first_line.split('"')[::2])
    return max(_DELIMITERS, key=lambda mark: (bare.count(mark), -_DELIMITERS.index(mark)))


def _read_csv(path: Path, content: bytes) -> Export:
    text, encoding = _decode(path, content)
    lines = io.StringIO(text, newline="")
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = _delimiter(first)
    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
    try:
        headers, rows = _split(_numbered(csv.reader(lines, delimiter=mark, strict=False)), path)
    except csv.Error as error:
        raise CatalogRefused(f"{path}: not a readable CSV file ({error})") from error
    return Export(headers, rows, f"csv, {encoding}, {names[mark]}")


def _numbered(reader: _Reader) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows with the line each begins on: a quoted cell may span several."""
    start = 1
    for cells in reader:
        yield start, tuple(cells)
        start = reader.line_num + 1


def _read_workbook(path: Path) -> Export:
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            sheet = next((s for name in book.sheet_names if (s := book.get_sheet_by_name(name)).to_python()), None)
            cells = sheet.to_python(skip_empty_area=False) if sheet else []
            name = sheet.name if sheet else ""
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise CatalogRefused(f"{path}: not a readable workbook ({error})") from error
    numbered = ((line, tuple(_cell(cell) for cell in row)) for line, row in enumerate(cells, start=1))
    headers, rows = _split(numbered, path)
    warning = "codes that the workbook holds as numbers have lost their leading zeros; keep them as text there"
    as_numbers = any(isinstance(cell, float) for row in cells[1:] for cell in row[:1])
    return Export(headers, rows, f"workbook, sheet {name}", (warning,) if as_numbers else ())


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _split(
    numbered: Iterator[tuple[int, tuple[str, ...]]], path: Path
) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    filled = ((line, cells) for line, cells in numbered if any(cell.strip() for cell in cells))
    header = next(filled, None)
    if header is None:
        raise CatalogRefused(f"{path}: no header row")
    return tuple(cell.strip() for cell in header[1]), tuple(filled)
