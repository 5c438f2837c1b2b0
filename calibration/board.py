"""The calibration board: what is printed on it, where its corners are, and the sheet to print it from."""

from dataclasses import dataclass, fields
from difflib import get_close_matches

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from calibration.refusal import CalibrationRefused

_DICTIONARIES = {name: getattr(cv2.aruco, name) for name in dir(cv2.aruco) if name.startswith("DICT_")}


@dataclass(frozen=True)
class BoardSpec:
    """A ChArUco board or a plain chessboard.

    Attributes
    ----------
    type : "charuco" or "chessboard"
    squares_x, squares_y : squares across and down (one more than inner corners)
    square_mm, marker_mm : side of a square and of a marker; a chessboard has no markers
    dictionary : OpenCV's name of the markers' dictionary
    face_height_mm : how high the printed face lies above the tray
    legacy_pattern : the layout of OpenCV before 4.6 (differs for an even number of rows)
    u_square_rel : relative standard uncertainty of square_mm; 1e-4 is a print checked with a calliper over its ruler
    """

    type: str
    squares_x: int
    squares_y: int
    square_mm: float
    marker_mm: float = 0.0
    dictionary: str = ""
    face_height_mm: float = 0.0
    legacy_pattern: bool = False
    u_square_rel: float = 1e-4

    def __post_init__(self) -> None:
        if self.type not in ("charuco", "chessboard"):
            raise CalibrationRefused(f'the board\'s type is "charuco" or "chessboard", not "{self.type}".')
        if not (3 <= self.squares_x <= 100 and 3 <= self.squares_y <= 100):
            raise CalibrationRefused("the board needs 3 to 100 squares across (squares_x) and down (squares_y).")
        if not 0.5 <= self.square_mm <= 500:
            raise CalibrationRefused(f"the board's square_mm must lie between 0.5 and 500, not {self.square_mm:g}.")
        if not 0 <= self.face_height_mm <= 100:
            raise CalibrationRefused(
                f"the board's face_height_mm must lie between 0 and 100, not {self.face_height_mm:g}."
            )
        if not 0 <= self.u_square_rel <= 0.01:
            raise CalibrationRefused(
                f"the board's u_square_rel must lie between 0 and 0.01, not {self.u_square_rel:g}."
            )
        if self.type == "charuco":
            self._check_markers()

    def _check_markers(self) -> None:
        if not 0.3 * self.square_mm <= self.marker_mm <= 0.95 * self.square_mm:
            raise CalibrationRefused(
                f"the board's marker_mm must be 0.3 to 0.95 of square_mm {self.square_mm:g}, not {self.marker_mm:g}."
            )
        if self.dictionary not in _DICTIONARIES:
            raise CalibrationRefused(
                f"the board's dictionary \"{self.dictionary}\" is unknown; one of OpenCV's is DICT_5X5_100."
            )
        needed, there = self.squares_x * self.squares_y // 2, len(self._markers.bytesList)
        if needed > there:
            raise CalibrationRefused(f"the board needs {needed} markers, {self.dictionary} has {there}.")

    @property
    def _markers(self) -> cv2.aruco.Dictionary:
        return cv2.aruco.getPredefinedDictionary(_DICTIONARIES[self.dictionary])

    @property
    def size_mm(self) -> tuple[float, float]:
        """(width, height) of all squares together."""
        return self.squares_x * self.square_mm, self.squares_y * self.square_mm

    @property
    def corners_xy_mm(self) -> NDArray[np.float64]:
        """((squares_x - 1) (squares_y - 1), 2) inner corners, row by row, from the board's upper left, y down."""
        x, y = np.meshgrid(np.arange(1, self.squares_x), np.arange(1, self.squares_y))
        return np.column_stack([x.ravel(), y.ravel()]).astype(np.float64) * self.square_mm

    def charuco(self) -> cv2.aruco.CharucoBoard:
        """OpenCV's board, in millimetres."""
        board = cv2.aruco.CharucoBoard((self.squares_x, self.squares_y), self.square_mm, self.marker_mm, self._markers)
        board.setLegacyPattern(self.legacy_pattern)
        return board


REFERENCE_BOARD = BoardSpec("charuco", 12, 9, 8.0, 6.0, "DICT_5X5_100")
"""Fills the reference box's tray of 111 x 83 mm."""


def parse_board(text: bytes, name: str = "the board file") -> BoardSpec:
    """Read the contract's board JSON.

    Raises
    ------
    CalibrationRefused
        if it is no JSON, a key is missing, unknown or of the wrong type, or a value makes no board
    """
    try:
        keys = msgspec.json.decode(text)
        if not isinstance(keys, dict):
            raise CalibrationRefused("a board file holds one JSON object.")
        for key in sorted(keys.keys() - _KEYS.keys()):  # new keys may come; a misspelt one must not be passed over
            if near := get_close_matches(key, _KEYS.keys() - keys.keys(), n=1, cutoff=0.8):
                raise CalibrationRefused(f"{key} is no property of a board; {near[0]} is.")
        return msgspec.convert(keys, BoardSpec)
    except msgspec.ValidationError as error:
        raise CalibrationRefused(f"{name}: {_plainly(error)}.") from None
    except msgspec.DecodeError:
        raise CalibrationRefused(f"{name}: this is no JSON.") from None
    except CalibrationRefused as error:
        raise CalibrationRefused(f"{name}: {error}") from None


_KEYS = {field.name: field for field in fields(BoardSpec)}


def _plainly(error: msgspec.ValidationError) -> str:
    """`Expected `int`, got `str` - at `$.squares_x`` -> `squares_x: expected int, got str`."""
    what, _, where = str(error).replace("`", "").partition(" - at $.")
    what = what[:1].lower() + what[1:]
    return f"{where}: {what}" if where else what.replace("object missing", "it lacks the")
