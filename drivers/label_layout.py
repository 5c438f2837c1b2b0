"""What a label looks like: one layout in dots, drawn for previews and receipts, told in ZPL to label printers."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, TypeAlias

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

from drivers.contracts import Label

_INK, _PAPER = 0, 255
_BOLD, _PLAIN = 700, 400
_QUIET = 4  # modules of bare paper around a QR code (ISO/IEC 18004)
_SMALLEST = 0.6  # of its height that a line may shrink to
_LONGEST_QR = 300  # characters; more would not be read from a label of this size


@dataclass(frozen=True)
class LabelSize:
    """A label in dots; as it stands 72 x 30 mm at 203 dpi, what an 80 mm receipt roll can print.

    Attributes
    ----------
    width_dots, height_dots : of the printable area
    dots_per_mm : 8 at 203 dpi, 12 at 300 dpi
    """

    width_dots: int = 576
    height_dots: int = 240
    dots_per_mm: float = 8.0

    def __post_init__(self) -> None:
        if self.width_dots < 240 or self.height_dots < 120 or self.width_dots < 1.2 * self.height_dots:
            raise ValueError("a label is at least 240 x 120 dots, and wider than high")


@dataclass(frozen=True)
class LabelWords:
    """The words on a label, in the store's language."""

    aisle: str = "Aisle"
    bay: str = "Bay"
    bin: str = "Bin"
    sku: str = "SKU"


@dataclass(frozen=True)
class Text:
    """A line of text: (x, y) its box's upper left corner, all in dots."""

    text: str
    x: int
    y: int
    width: int
    height: int
    weight: int = _PLAIN
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True)
class Code:
    """A QR code: (x, y) its first module's corner, `module` the side of one, in dots."""

    content: str
    x: int
    y: int
    module: int


Element: TypeAlias = Text | Code


def _one_line(text: str) -> str:
    """A field as it may stand on paper: no line breaks, no control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def qr_matrix(content: str) -> NDArray[np.bool_]:
    """(modules, modules) of a QR code with a quarter to spare for scratches (level Q); True is dark."""
    return np.array([list(row) for row in segno.make(content, error="q", micro=False, boost_error=False).matrix], bool)


def laid_out(label: Label, size: LabelSize, words: LabelWords) -> tuple[Element, ...]:
    """Where everything stands.

    Raises
    ------
    ValueError
        Where there is no SKU, or the QR code would hold too much.
    """
    content = label.qr or label.sku
    if not label.sku.strip() or len(content) > _LONGEST_QR:
        raise ValueError(f"a label needs a SKU, and at most {_LONGEST_QR} characters in its QR code")
    margin = size.height_dots // 15
    small, middle, large = (round(size.height_dots * share) for share in (0.095, 0.125, 0.17))
    modules = len(qr_matrix(content)) + 2 * _QUIET
    module = max(2, int(0.75 * size.height_dots / modules))
    code = Code(content, size.width_dots - (modules - _QUIET) * module, _QUIET * module, module)
    left, bottom = code.x - _QUIET * module - margin, size.height_dots - margin - large
    place = [(words.aisle, label.aisle), (words.bay, label.bay), (words.bin, label.bin)]
    where = "  ".join(f"{word} {_one_line(what)}" for word, what in place if what.strip())
    price = _one_line(label.price)
    price_x = size.width_dots - margin - min(_width(price, large, _BOLD), round(0.3 * size.width_dots))
    lines = [
        Text(_one_line(label.size), margin, margin + round(2.75 * middle), left, large),
        Text(f"{words.sku} {_one_line(label.sku)}", margin, bottom - round(1.6 * small), left, small),
        Text(where, margin, bottom, price_x - 2 * margin, large, _BOLD),
        Text(price, price_x, bottom, size.width_dots - margin - price_x, large, _BOLD, "right"),
    ]
    names = _wrapped(_one_line(label.name), middle, _BOLD, left, 2)
    headings = [
        Text(name, margin, margin + round(1.3 * k * middle), left, middle, _BOLD) for k, name in enumerate(names)
    ]
    return (code, *_fitted(*headings), *(fitted for line in lines if line.text for fitted in _fitted(line)))


def drawn(elements: tuple[Element, ...], size: LabelSize) -> NDArray[np.uint8]:
    """(height, width) uint8, 0 where a dot is printed and 255 where not."""
    paper = np.full((size.height_dots, size.width_dots), _PAPER, np.uint8)
    for element in elements:
        if isinstance(element, Code):
            dots = np.kron(qr_matrix(element.content), np.ones((element.module, element.module), bool))
            area = paper[element.y : element.y + len(dots), element.x : element.x + len(dots)]
            area[dots[: area.shape[0], : area.shape[1]]] = _INK
        else:
            _write(paper, element)
    return np.where(paper < 140, _INK, _PAPER).astype(np.uint8)


def preview_png(label: Label, size: LabelSize | None = None, words: LabelWords | None = None) -> bytes:
    """The label as a PNG, as a receipt printer prints it."""
    size = size or LabelSize()
    _, png = cv2.imencode(".png", drawn(laid_out(label, size, words or LabelWords()), size))
    return png.tobytes()


@cache
def _face(name: str) -> "cv2.FontFace":
    return cv2.FontFace(name)


def _runs(text: str) -> list[tuple[str, "cv2.FontFace"]]:
    """The text in runs of one face: OpenCV's `sans` sets round brackets too wide."""
    return [(run, _face("uni" if run in "()" else "sans")) for run in re.split(r"([()])", text) if run]


def _width(text: str, height: int, weight: int) -> int:
    return sum(int(cv2.getTextSize((0, 0), run, (0, 0), face, height, weight)[2]) for run, face in _runs(text))


def _write(paper: NDArray[np.uint8], line: Text) -> None:
    x = line.x + (line.width - _width(line.text, line.height, line.weight) if line.align == "right" else 0)
    for run, face in _runs(line.text):
        cv2.putText(paper, run, (x, line.y + line.height), (_INK,), face, line.height, line.weight)
        x += _width(run, line.height, line.weight)


def _wrapped(text: str, height: int, weight: int, width: int, most: int) -> list[str]:
    """The text broken between words into at most so many lines, the last one holding all the rest."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        taken = 1
        while taken < len(words) and _width(" ".join(words[: taken + 1]), height, weight) <= width:
            taken += 1
        lines.append(" ".join(words[:taken]))
        words = words[taken:]
    return [*lines, " ".join(words)] if words else lines


def _fitted(*lines: Text) -> list[Text]:
    """Lines, all made smaller together where one is too wide, down to `_SMALLEST`; then cut with an ellipsis."""
    height = max((line.height for line in lines), default=0)
    least = _SMALLEST * height
    while height > least and any(_width(line.text, height, line.weight) > line.width for line in lines):
        height -= 1
    return [replace(line, text=_cut(line, height), y=line.y + line.height - height, height=height) for line in lines]


def _cut(line: Text, height: int) -> str:
    text = line.text
    while len(text) > 1 and _width(text, height, line.weight) > line.width:
        text = text.rstrip(" …")[:-1] + "…"
    return text
