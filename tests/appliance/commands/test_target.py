from pathlib import Path

import pytest

from appliance.__main__ import main
from calibration.board import REFERENCE_BOARD
from calibration.sheet import target_pdf


def test_without_a_board_file_the_reference_board_is_drawn(tmp_path: Path) -> None:
    assert main(["target", "-o", str(tmp_path / "target.pdf")]) == 0
    assert (tmp_path / "target.pdf").read_bytes() == target_pdf(REFERENCE_BOARD)
    assert [f.name for f in tmp_path.iterdir()] == ["target.pdf"]


def test_the_board_named_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "board.json").write_text('{"type": "chessboard", "squares_x": 8, "squares_y": 6, "square_mm": 20}')
    assert main(["target", "--board", str(tmp_path / "board.json"), "-o", str(tmp_path / "target.pdf")]) == 0
    assert b"chessboard 8 x 6, squares 20 mm" in (tmp_path / "target.pdf").read_bytes()


@pytest.mark.parametrize(
    ("text", "says"), [(None, "cannot be read"), ("screws", "no JSON"), ('{"type": "chessboard"}', "lacks")]
)
def test_a_bad_board_file_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / "board.json").write_text(text)
    assert main(["target", "--board", str(tmp_path / "board.json"), "-o", str(tmp_path / "target.pdf")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert says in err
    assert not (tmp_path / "target.pdf").exists()


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["target", "-o", str(tmp_path / "none" / "target.pdf")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
