import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.board import REFERENCE_BOARD, BoardSpec, parse_board
from calibration.refusal import CalibrationRefused

GOOD = {
    "type": "charuco",
    "dictionary": "DICT_5X5_100",
    "squares_x": 12,
    "squares_y": 9,
    "square_mm": 8.0,
    "marker_mm": 6.0,
    "face_height_mm": 0.5,
    "legacy_pattern": False,
}

BOARDS = st.builds(
    lambda x, y, square, share, face, legacy: BoardSpec(
        "charuco", x, y, square, share * square, "DICT_4X4_1000", face, legacy
    ),
    st.integers(3, 40),
    st.integers(3, 40),
    st.floats(1, 50),
    st.floats(0.4, 0.9),
    st.floats(0, 10),
    st.booleans(),
)


@given(BOARDS)
def test_a_board_written_down_is_read_back(board: BoardSpec) -> None:
    assert parse_board(json.dumps(asdict(board)).encode()) == board


def test_the_contracts_board_is_read() -> None:
    assert parse_board(json.dumps(GOOD).encode()) == BoardSpec("charuco", 12, 9, 8.0, 6.0, "DICT_5X5_100", 0.5)


def test_a_chessboard_needs_no_markers() -> None:
    board = parse_board(b'{"type": "chessboard", "squares_x": 10, "squares_y": 7, "square_mm": 25.0}')
    assert len(board.corners_xy_mm) == 54
    np.testing.assert_array_equal(board.corners_xy_mm[[0, 1, 9]], [[25, 25], [50, 25], [25, 50]])


def test_corners_are_where_opencv_has_them() -> None:
    np.testing.assert_allclose(REFERENCE_BOARD.charuco().getChessboardCorners()[:, :2], REFERENCE_BOARD.corners_xy_mm)


def test_a_new_key_is_passed_over() -> None:
    assert parse_board(json.dumps({**GOOD, "serial_number": "7"}).encode()).squares_x == 12


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"type": "circles"}, '"charuco" or "chessboard"'),
        ({"squares_x": 2}, "3 to 100"),
        ({"squares_x": "twelve"}, "squares_x: expected int, got str"),
        ({"squares_x": 12.5}, "squares_x"),
        ({"square_mm": -8}, "square_mm must lie"),
        ({"square_mm": None}, "square_mm"),
        ({"marker_mm": 9.0}, "marker_mm must be"),
        ({"dictionary": "DICT_9X9"}, "unknown"),
        ({"dictionary": "DICT_5X5_50"}, "needs 54 markers, DICT_5X5_50 has 50"),
        ({"face_height_mm": -1}, "face_height_mm"),
        ({"u_square_rel": 0.5}, "u_square_rel"),
    ],
)
def test_each_wrong_value_is_refused_by_name(change: dict[str, object], says: str) -> None:
    with pytest.raises(CalibrationRefused, match=says) as refused:
        parse_board(json.dumps({**GOOD, **change}).encode(), "board.json")
    assert str(refused.value).startswith("board.json: ")
    assert "\n" not in str(refused.value)


def test_a_misspelt_key_is_not_passed_over() -> None:
    wrong = {**GOOD, "face_heigth_mm": GOOD["face_height_mm"]}
    del wrong["face_height_mm"]
    with pytest.raises(CalibrationRefused, match="face_heigth_mm is no property of a board; face_height_mm is"):
        parse_board(json.dumps(wrong).encode())


@pytest.mark.parametrize(
    ("text", "says"),
    [(b"", "no JSON"), (b"{", "no JSON"), (b"[]", "one JSON object"), (b"{}", "lacks"), (b"\xff", "JSON")],
)
def test_what_is_no_board_file_is_refused(text: bytes, says: str) -> None:
    with pytest.raises(CalibrationRefused, match=says):
        parse_board(text)
