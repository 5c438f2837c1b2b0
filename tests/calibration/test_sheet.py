import re

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from calibration.board import REFERENCE_BOARD, BoardSpec
from calibration.corners import ViewCorners, find_corners
from calibration.refusal import CalibrationRefused
from calibration.sheet import target_pdf
from drivers.frame import Frame, Light

MM_PER_POINT = 25.4 / 72
PX_PER_MM = 16.0


def rectangles_mm(pdf: bytes) -> NDArray[np.float64]:
    """x, y of the lower left corner, width and height of every rectangle drawn, in mm from the sheet's lower left."""
    found = re.findall(rb"^([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re$", pdf, re.MULTILINE)
    return np.array(found, np.float64) * MM_PER_POINT


def page_mm(pdf: bytes) -> tuple[float, float]:
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert box is not None
    return float(box[1]) * MM_PER_POINT, float(box[2]) * MM_PER_POINT


def rendered(pdf: bytes) -> NDArray[np.uint8]:
    """The page as an exact scanner would see it; areas are covered to a hundredth of a pixel."""
    width, height = page_mm(pdf)
    page = np.full((round(height * PX_PER_MM), round(width * PX_PER_MM)), 255, np.uint8)
    for x, y, w, h in rectangles_mm(pdf):
        corners = np.array([[x, height - y - h], [x + w, height - y - h], [x + w, height - y], [x, height - y]])
        fixed = np.round((corners * PX_PER_MM - 0.5) * 256).astype(np.int32)  # cv2's fixed-point with 8 bits
        cv2.fillPoly(page, [fixed], 0, cv2.LINE_AA, shift=8)
    return cv2.GaussianBlur(page, (0, 0), 1.0)


@pytest.mark.parametrize(
    "board", [REFERENCE_BOARD, BoardSpec("charuco", 7, 10, 12.0, 9.0, "DICT_4X4_100", legacy_pattern=True)]
)
def test_the_printed_board_is_true_to_scale(board: BoardSpec) -> None:
    found = find_corners(Frame(rendered(target_pdf(board)), Light.AMBIENT), board)
    assert isinstance(found, ViewCorners), found
    assert len(found.ids) == len(board.corners_xy_mm)
    off = found.points_xy_px / PX_PER_MM - board.corners_xy_mm
    assert np.abs(off - off.mean(axis=0)).max() < 0.01


def test_the_ruler_is_100_mm_long() -> None:
    ticks = [r for r in rectangles_mm(target_pdf(REFERENCE_BOARD)) if r[2] == pytest.approx(0.1, abs=1e-3)]
    assert len(ticks) == 101
    middles = np.sort([x + w / 2 for x, _, w, _ in ticks])
    np.testing.assert_allclose(np.diff(middles), 1.0, atol=1e-4)


@pytest.mark.parametrize(("square_mm", "width_mm"), [(8.0, 210.0), (17.0, 279.4), (20.0, 297.0), (25.0, 420.0)])
def test_the_smallest_page_that_holds_the_board_is_taken(square_mm: float, width_mm: float) -> None:
    pdf = target_pdf(BoardSpec("chessboard", 12, 9, square_mm))
    assert page_mm(pdf)[0] == pytest.approx(width_mm, abs=0.01)
    for x, y, w, h in rectangles_mm(pdf):
        assert x >= 10
        assert y >= 10
        assert x + w <= page_mm(pdf)[0] - 10
        assert y + h <= page_mm(pdf)[1] - 10


def test_a_board_too_large_for_a3_is_refused() -> None:
    with pytest.raises(CalibrationRefused, match="too large for a sheet of A3"):
        target_pdf(BoardSpec("chessboard", 12, 9, 60.0))


def test_the_words_say_what_it_is() -> None:
    pdf = target_pdf(REFERENCE_BOARD)
    for words in (rb"ChArUco 12 x 9", rb"squares 8 mm", rb"DICT_5X5_100", rb"100 %", rb"must read 100.0 mm"):
        assert re.search(words, pdf)


def test_the_file_is_laid_out_as_pdf_demands() -> None:
    pdf = target_pdf(REFERENCE_BOARD)
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", pdf)[1])  # type: ignore[index]
    assert pdf[start:].startswith(b"xref\n0 6\n")
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n ", pdf), start=1):
        assert pdf[int(place) :].startswith(b"%d 0 obj\n" % number)
    length = int(re.search(rb"/Length (\d+) >>\nstream\n", pdf)[1])  # type: ignore[index]
    body = pdf.index(b"stream\n") + 7
    assert pdf[body + length :].startswith(b"\nendstream")
