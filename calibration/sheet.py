"""The calibration target as a PDF sheet: true to scale, edges as vectors, a ruler to check the print."""

import json
from dataclasses import asdict

import cv2
import numpy as np

from calibration.board import BoardSpec
from calibration.refusal import CalibrationRefused

_POINTS_PER_MM = 72 / 25.4
_MARGIN_MM = 12.0
_BELOW_MM = 34.0  # ruler and words
_PAGES_MM = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4), "A3": (297.0, 420.0)}

Rectangle = tuple[float, float, float, float]
"""x, y of the upper left corner, width, height; mm, y down."""


def black_rectangles(board: BoardSpec) -> list[Rectangle]:
    """What is black on the board, as rectangles in board millimetres (y down, origin at its upper left corner)."""
    side = board.square_mm
    if board.type == "chessboard":
        return [
            (column * side, row * side, side, side)
            for row in range(board.squares_y)
            for column in range(board.squares_x)
            if (row + column) % 2 == 0
        ]
    drawn = board.charuco()
    markers = {
        (int(corners[0][0] // side), int(corners[0][1] // side)): (int(name), corners[0])
        for name, corners in zip(np.ravel(drawn.getIds()), np.asarray(drawn.getObjPoints(), np.float64))
    }
    rectangles: list[Rectangle] = []
    for row in range(board.squares_y):
        for column in range(board.squares_x):
            if (column, row) not in markers:
                rectangles.append((column * side, row * side, side, side))
                continue
            name, at = markers[column, row]
            rectangles += _marker(board, name, float(at[0]), float(at[1]))
    return rectangles


def _marker(board: BoardSpec, name: int, x_mm: float, y_mm: float) -> list[Rectangle]:
    """A marker's black cells, those in a row joined so that no seam shows between them."""
    dictionary = board.charuco().getDictionary()
    cells = cv2.aruco.generateImageMarker(dictionary, name, dictionary.markerSize + 2, borderBits=1)
    cell = board.marker_mm / len(cells)
    rectangles: list[Rectangle] = []
    for row, line in enumerate(np.asarray(cells) == 0):
        ends = np.flatnonzero(np.diff(np.r_[False, line, False].astype(int)))
        for start, end in ends.reshape(-1, 2).tolist():
            rectangles.append((x_mm + start * cell, y_mm + row * cell, (end - start) * cell, cell))
    return rectangles


def target_pdf(board: BoardSpec) -> bytes:
    """The sheet with the board, a ruler and what to do, on the smallest of A4, Letter and A3 that holds it.

    Raises
    ------
    CalibrationRefused
        if the board fits on no page
    """
    page_mm, page_name = _page(board)
    left, top = (page_mm[0] - board.size_mm[0]) / 2, max(_MARGIN_MM, (page_mm[1] - board.size_mm[1] - _BELOW_MM) / 2)
    sheet = _Sheet(page_mm[1])
    sheet.fill([(left + x, top + y, w, h) for x, y, w, h in black_rectangles(board)])
    below = top + board.size_mm[1] + 8.0
    length_mm = 100
    _draw_ruler(sheet, (page_mm[0] - length_mm) / 2, below, length_mm)
    middle = page_mm[0] / 2
    for i, words in enumerate(_words(board, page_name, length_mm)):
        sheet.write(words, middle, below + 13.0 + 4.0 * i)
    return sheet.pdf(page_mm)


def _page(board: BoardSpec) -> tuple[tuple[float, float], str]:
    needed = (max(board.size_mm[0], 120.0) + 2 * _MARGIN_MM, board.size_mm[1] + 2 * _MARGIN_MM + _BELOW_MM)
    for name, (short, long) in _PAGES_MM.items():
        for page in ((short, long), (long, short)):
            if needed[0] <= page[0] and needed[1] <= page[1]:
                return page, name
    across, down = board.size_mm
    raise CalibrationRefused(
        f"the board is {across:g} x {down:g} mm, too large for a sheet of A3: use smaller squares."
    )


def _words(board: BoardSpec, page: str, ruler_mm: int) -> tuple[str, ...]:
    kind = "ChArUco" if board.type == "charuco" else "chessboard"
    markers = f", markers {board.marker_mm:g} mm, {board.dictionary}" if board.type == "charuco" else ""
    keys = [f'"{k}": {json.dumps(v)}' for k, v in asdict(board).items() if v != "" and k != "u_square_rel"]
    return (
        f"Screwtray calibration target: {kind} {board.squares_x} x {board.squares_y}, "
        f"squares {board.square_mm:g} mm{markers}",
        f"Print on {page} at 100 % (actual size, no fit to page). The ruler must read {ruler_mm}.0 mm.",
        "{" + ", ".join(keys[:4]) + ",",
        ", ".join(keys[4:]) + "}",
    )


def _draw_ruler(sheet: "_Sheet", x_mm: float, y_mm: float, length_mm: int) -> None:
    ticks = []
    for mm in range(length_mm + 1):
        height = 4.0 if mm % 10 == 0 else 3.0 if mm % 5 == 0 else 2.0
        ticks.append((x_mm + mm - 0.05, y_mm, 0.1, height))
    sheet.fill([*ticks, (x_mm - 0.05, y_mm - 0.1, length_mm + 0.1, 0.1)])
    for mm in range(0, length_mm + 1, 10):
        sheet.write(str(mm), x_mm + mm, y_mm + 7.0)


class _Sheet:
    """The drawing operators of one PDF page (ISO 32000-1, 8.5 and 9.4); millimetres from its upper left corner."""

    def __init__(self, height_mm: float) -> None:
        self._height_mm = height_mm
        self._operators: list[str] = ["0 g"]

    def fill(self, rectangles: list[Rectangle]) -> None:
        """Fill rectangles black, as one path: painted apart, neighbours would show a seam."""
        k = _POINTS_PER_MM
        self._operators += [
            f"{x * k:.5f} {(self._height_mm - y - h) * k:.5f} {w * k:.5f} {h * k:.5f} re" for x, y, w, h in rectangles
        ]
        self._operators.append("f")

    def write(self, words: str, middle_mm: float, y_mm: float, size_points: float = 7.0) -> None:
        """A line of words about a middle. Helvetica's letters are half as wide as high, near enough to centre them."""
        escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        x = middle_mm * _POINTS_PER_MM - 0.25 * size_points * len(words)
        y = (self._height_mm - y_mm) * _POINTS_PER_MM
        self._operators.append(f"BT /F1 {size_points:g} Tf {x:.3f} {y:.3f} Td ({escaped}) Tj ET")

    def pdf(self, page_mm: tuple[float, float]) -> bytes:
        """The file: catalog, pages, page, content, font, cross-reference table."""
        content = "\n".join(self._operators).encode("ascii")
        width, height = (side * _POINTS_PER_MM for side in page_mm)
        objects = [
            # PrintScaling keeps viewers from shrinking it to the printer's margins (ISO 32000-1, table 150).
            b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.5f} {height:.5f}] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>".encode("ascii"),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        file, places = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n", []
        for number, body in enumerate(objects, start=1):
            places.append(len(file))
            file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        start, count = len(file), len(objects) + 1
        file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        return file + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
