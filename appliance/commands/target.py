"""`screwtray target`: the calibration target to print."""

from pathlib import Path

import click

from calibration.board import REFERENCE_BOARD
from calibration.record import read_board, write_whole
from calibration.sheet import target_pdf


@click.command(epilog="Example: screwtray target -o target.pdf")
@click.option(
    "--board",
    "board_file",
    type=click.Path(path_type=Path),
    help="Board file (JSON); without it the board that suits the reference box.",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="PDF file to write.")
def target(board_file: Path | None, output: Path) -> None:
    """Make the calibration target as a PDF, true to scale, with a ruler to check the print."""
    board = REFERENCE_BOARD if board_file is None else read_board(board_file)
    write_whole(output, target_pdf(board))
    across, down = board.size_mm
    click.echo(f"{output}: {across:g} x {down:g} mm. Print at 100 % and check the ruler on the sheet.", err=True)
