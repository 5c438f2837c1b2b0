"""A store's export as rows of text: CSV in the usual encodings and delimiters, or a workbook.

Nothing is interpreted here: a cell stays the text that the till wrote, so that SKU 01234 keeps its zero.
"""

import codecs
import csv
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import python_calamine

from appliance.catalog.refusal import CatalogRefused

_DELIMITERS = ",;\t|"
_CHUNK_BYTES = 1 << 20
_WORKBOOK_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


class _Reader(Protocol):
    """A `csv.reader`, whose class has no public name."""

    @property
    def line_num(self) -> int:
        """Lines read so far."""
        ...

    def __iter__(self) -> Iterator[list[str]]: ...


Rows = Iterator[tuple[int, tuple[str, ...]]]


@dataclass(frozen=True)
class Export:
    """An export whose header was read; its rows are read one after the other, however many there are.

    Attributes
    ----------
    headers : the header row, as written
    read : gives (line number counted from 1 with the header, cells) of every row below it that is not wholly blank;
        raises `CatalogRefused` where the file turns out to be damaged
    about : how many rows there are, about, for a progress bar
    form : how it is read: `csv, utf-8, comma` or `workbook, sheet Items`
    warnings : what the operator should know
    """

    headers: tuple[str, ...]
    read: Callable[[], Rows]
    about: int
    form: str
    warnings: tuple[str, ...] = ()


def read_export(path: Path | str) -> Export:
    """Open a CSV or XLSX export.

    Raises
    ------
    CatalogRefused
        Missing, empty, not text and no workbook, or without a header row.
    """
    path = Path(path)
    try:
        with path.open("rb") as handle:
            first = handle.read(_CHUNK_BYTES)
    except OSError as error:
        raise CatalogRefused(f"{path}: {error.strerror or error}") from error
    if not first.strip() and path.stat().st_size <= len(first):
        raise CatalogRefused(f"{path}: the file is empty")
    export = _open_workbook(path) if first.startswith(_WORKBOOK_MAGIC) else _open_csv(path, first)
    if next(export.read(), None) is None:
        raise CatalogRefused(f"{path}: a header row but no products below it")
    return export


def _encoding(path: Path, first: bytes) -> tuple[str, int]:
    """The encoding in which the whole file is text, and how many lines it has."""
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif first.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        lines = 0
        try:
            with path.open("rb") as handle:
                while chunk := handle.read(_CHUNK_BYTES):
                    lines += chunk.count(b"\n")
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, lines
    raise CatalogRefused(f"{path}: neither text (utf-8, cp1252) nor a workbook (xlsx)")


def _delimiter(first_line: str) -> str:
    """The delimiter that parts the header row into most columns, quoted parts left out of the count."""
    bare = "".join(first_line.split('"')[::2])
    return max(_DELIMITERS, key=lambda mark: (bare.count(mark), -_DELIMITERS.index(mark)))


def _open_csv(path: Path, first: bytes) -> Export:
    encoding, lines = _encoding(path, first)
    with path.open(encoding=encoding, newline="") as handle:
        mark = _delimiter(next((line for line in handle if line.strip()), ""))

    def read() -> Rows:
        try:
            with path.open(encoding=encoding, newline="") as handle:
                yield from _numbered(csv.reader(handle, delimiter=mark, strict=False))
        except (csv.Error, UnicodeDecodeError) as error:
            raise CatalogRefused(f"{path}: not a readable CSV file ({error})") from error

    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
    return _headed(path, read, max(lines - 1, 1), f"csv, {encoding}, {names[mark]}")


def _numbered(reader: _Reader) -> Rows:
    """Rows with the line each begins on: a quoted cell may span several."""
    start = 1
    for cells in reader:
        yield start, tuple(cells)
        start = reader.line_num + 1


def _open_workbook(path: Path) -> Export:
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
            sheet = next((s for s in sheets if s.height), None)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise CatalogRefused(f"{path}: not a readable workbook ({error})") from error
    if sheet is None or sheet.start is None:
        raise CatalogRefused(f"{path}: no header row")
    held, first_line = sheet, sheet.start[0] + 1

    def read() -> Rows:
        for line, row in enumerate(held.iter_rows(), start=first_line):
            yield line, tuple(_cell(cell) for cell in row)

    some = itertools.islice(held.iter_rows(), 1, 1000)
    as_numbers = any(isinstance(cell, float) for row in some for cell in row[:1])
    warning = "codes that the workbook holds as numbers have lost their leading zeros; keep them as text there"
    return _headed(path, read, held.height, f"workbook, sheet {held.name}", (warning,) if as_numbers else ())


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _headed(path: Path, read: Callable[[], Rows], about: int, form: str, warnings: tuple[str, ...] = ()) -> Export:
    """An export of rows of which the first that is not blank is the header."""

    def filled() -> Rows:
        return ((line, cells) for line, cells in read() if any(cell.strip() for cell in cells))

    header = next(filled(), None)
    if header is None:
        raise CatalogRefused(f"{path}: no header row")
    headers = tuple(cell.strip() for cell in header[1])
    return Export(headers, lambda: itertools.islice(filled(), 1, None), about, form, warnings)
