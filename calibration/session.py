"""A guided calibration: takes views one by one, says what is missing, asks for the next pose until the set is good.

Knows no camera and no screen: frames come in, sentences go out. What it asks for is what `solve` needs: the board flat
on the tray once, then propped up on every side in turn (METROLOGY.md, Geometry 7: without tilt, focal length and
height cannot be told apart), and seen in every part of the picture.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import atan2, degrees

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.board import BoardSpec
from calibration.bundle import Bundle, camera_matrix, start
from calibration.corners import ViewCorners, find_corners
from calibration.estimate import Unmeasured
from calibration.refusal import CalibrationRefused
from calibration.solve import Solution, solve
from drivers.frame import Frame

WANTED_VIEWS = 12
FLAT_NAME = "flat"
_NOMINAL_FOCAL = 2.5  # picture widths: the reference box; only to tell tilts until the views tell the lens
_LEAST_TILT_DEG, _MOST_TILT_DEG = 7.0, 32.0
_LEAST_FLAT_SHARE = 0.12
_SAME_VIEW_SHARE = 0.02  # of the picture's width, as the mean way of the corners from an earlier view
_MOST_BLUR_PX, _MOST_BLUR_TIMES_FLAT = 3.0, 1.7
_CELLS, _CORNERS_A_CELL = 3, 4
_SIDES = ("right", "lower right", "lower", "lower left", "left", "upper left", "upper", "upper right")
_PLACES = (
    ("upper left corner", "upper edge", "upper right corner"),
    ("left edge", "middle", "right edge"),
    ("lower left corner", "lower edge", "lower right corner"),
)


class Ask(StrEnum):
    """What somebody with the board in hand is to do."""

    FLAT = "flat"  # lay it flat on the tray
    PROP_UP = "prop_up"  # on the side named, moved to the place named
    MOVE = "move"  # keep it propped up and move it to the place named
    TURN = "turn"  # by a quarter, and prop up another side
    TURN_A_LITTLE = "turn_a_little"  # and prop up the side named


@dataclass(frozen=True)
class Wish:
    """What to do next.

    Attributes
    ----------
    side : one of the eight sides, as the picture shows the board
    place : one of the nine parts of the picture
    more : how many views are still wanted, where only their number lacks
    """

    ask: Ask
    side: str | None = None
    place: str | None = None
    more: int = 0

    @property
    def sentence(self) -> str:
        """In words."""
        into = f" and move it into the {self.place} of the picture" if self.place else ""
        match self.ask:
            case Ask.FLAT:
                return "Lay the board flat on the tray, in the middle."
            case Ask.PROP_UP:
                return f"Prop up the {self.side} side of the board, as the picture shows it, by 10 to 20 degrees{into}."
            case Ask.MOVE:
                return f"Keep it propped up{into}."
            case Ask.TURN:
                return f"Turn the board by a quarter and prop up another side ({self.more} more)."
            case Ask.TURN_A_LITTLE:
                return f"Turn the board a little and prop up its {self.side} side ({self.more} more)."


@dataclass(frozen=True)
class Progress:
    """How far a session has come.

    Attributes
    ----------
    views : taken so far, the flat one included
    covered : (3, 3) which ninths of the picture the board was seen in, upper row first
    sides : of the eight sides of the board, those that were propped up
    tilt_deg : the largest tilt against the flat view
    asks : what to do next; None when the set is good
    """

    views: int
    covered: NDArray[np.bool_]
    sides: tuple[str, ...]
    tilt_deg: float
    asks: Wish | None

    @property
    def wish(self) -> str | None:
        """What to do next, one sentence."""
        return None if self.asks is None else self.asks.sentence

    @property
    def done(self) -> bool:
        """Whether the set is good."""
        return self.asks is None


class Session:
    """The views of one guided calibration.

    Parameters
    ----------
    board : what is shown
    size_px : (width, height) of the pictures
    """

    def __init__(self, board: BoardSpec, size_px: tuple[int, int]) -> None:
        self.board, self.size_px = board, size_px
        self._views: list[ViewCorners] = []
        self._normals: list[NDArray[np.float64]] = []

    @property
    def views(self) -> tuple[ViewCorners, ...]:
        """The views taken, the flat one first."""
        return tuple(self._views)

    def offer(self, frame: Frame) -> ViewCorners | Unmeasured:
        """Take a view into the set, or say why not.

        Raises
        ------
        CalibrationRefused
            if the picture is of another size than the session's
        """
        if frame.size_px != self.size_px:
            raise CalibrationRefused(
                "the picture is {} x {} pixels, the session's are {} x {}.".format(*frame.size_px, *self.size_px)
            )
        name = FLAT_NAME if not self._views else f"view{len(self._views):02d}"
        seen = find_corners(frame, self.board, name)
        return seen if isinstance(seen, Unmeasured) else self.take(seen)

    def take(self, seen: ViewCorners) -> ViewCorners | Unmeasured:
        """Take corners found in a view into the set, or say why not."""
        why = self._why_not(seen)
        if why is not None:
            return Unmeasured(why)
        self._views.append(seen)
        self._normals = self._board_normals()
        if len(self._views) > 1 and self._tilt_deg(-1) > _MOST_TILT_DEG:
            self._views.pop()
            self._normals.pop()
            return Unmeasured(f"the board is tilted by more than {_MOST_TILT_DEG:.0f} degrees: lay it down a little")
        return seen

    def drop_last(self) -> None:
        """Forget the view taken last."""
        if self._views:
            self._views.pop()
            self._normals.pop()

    @property
    def progress(self) -> Progress:
        """What the set holds, and what it lacks."""
        covered, sides = self._covered(), self._sides()
        tilt = max((self._tilt_deg(at) for at in range(1, len(self._views))), default=0.0)
        return Progress(len(self._views), covered, sides, tilt, self._wish(covered, sides))

    def solve(self) -> Solution:
        """The camera, from the views taken.

        Raises
        ------
        CalibrationRefused
            where the set is not complete, or does not determine the camera
        """
        wish = self.progress.wish
        if wish is not None:
            raise CalibrationRefused(f"the set of views is not complete: {wish[0].lower()}{wish[1:]}")
        return solve(self._views, self.board, flat=FLAT_NAME)

    def _why_not(self, seen: ViewCorners) -> str | None:
        if seen.blur_px is not None:
            sharpest = self._views[0].blur_px if self._views else None
            most = _MOST_BLUR_PX if sharpest is None else min(_MOST_BLUR_PX, max(1.2, _MOST_BLUR_TIMES_FLAT * sharpest))
            if seen.blur_px > most:
                return "the view is blurred: did the board move, or is it too high?"
        if not self._views:
            hull = cv2.convexHull(seen.points_xy_px.astype(np.float32))
            share = float(cv2.contourArea(hull)) / (self.size_px[0] * self.size_px[1])
            if share < _LEAST_FLAT_SHARE:
                return f"the board covers only {share:.0%} of the picture: lay it into the middle, or take a larger one"
            return None
        for earlier in self._views:
            _, here, there = np.intersect1d(seen.ids, earlier.ids, return_indices=True)
            way = np.linalg.norm(seen.points_xy_px[here] - earlier.points_xy_px[there], axis=1)
            if len(way) and float(way.mean()) < _SAME_VIEW_SHARE * self.size_px[0]:
                return f"this is the same as {earlier.name}: move the board"
        return None

    def _board_normals(self) -> list[NDArray[np.float64]]:
        """Unit normals of the boards towards the camera, by the lens as far as the views tell it."""
        lens = self._lens()
        normals = []
        for view in self._views:
            flat = np.column_stack([self.board.corners_xy_mm[view.ids], np.zeros(len(view.ids))])
            _, turn, shift = cv2.solvePnP(flat, view.points_xy_px, lens, None)
            axis = np.asarray(cv2.Rodrigues(turn)[0], np.float64)[:, 2]
            normals.append(axis if float(axis @ shift.reshape(3)) < 0 else -axis)
        return normals

    def _lens(self) -> NDArray[np.float64]:
        width, height = self.size_px
        focal = _NOMINAL_FOCAL * width
        nominal = np.array([[focal, 0, (width - 1) / 2], [0, focal, (height - 1) / 2], [0, 0, 1]])
        if len(self._views) < 4:
            return nominal
        told = self._started()
        if told is None or not 0.3 * focal < told.lens[0] < 4 * focal:
            return nominal
        return camera_matrix(told.lens)

    def _started(self) -> Bundle | None:
        try:
            return start(self._views, self.board)
        except (CalibrationRefused, np.linalg.LinAlgError, cv2.error):
            return None

    def _tilt_deg(self, at: int) -> float:
        cosine = float(np.clip(self._normals[at] @ self._normals[0], -1, 1))
        return degrees(np.arccos(cosine))

    def _sides(self) -> tuple[str, ...]:
        """The sides of the picture towards which boards were propped up: nearer to the camera there."""
        raised = set()
        for at in range(1, len(self._views)):
            if self._tilt_deg(at) >= _LEAST_TILT_DEG:
                x, y = -(self._normals[at] - self._normals[0])[:2]
                raised.add(_SIDES[round(degrees(atan2(y, x)) / 45) % 8])
        return tuple(side for side in _SIDES if side in raised)

    def _covered(self) -> NDArray[np.bool_]:
        counts = np.zeros((_CELLS, _CELLS), int)
        for view in self._views:
            column = (view.points_xy_px[:, 0] * _CELLS / self.size_px[0]).astype(int).clip(0, _CELLS - 1)
            row = (view.points_xy_px[:, 1] * _CELLS / self.size_px[1]).astype(int).clip(0, _CELLS - 1)
            np.add.at(counts, (row, column), 1)
        return counts >= _CORNERS_A_CELL

    def _wish(self, covered: NDArray[np.bool_], sides: tuple[str, ...]) -> Wish | None:
        if not self._views:
            return Wish(Ask.FLAT)
        missing = [side for side in _SIDES if side not in sides]
        where = [_PLACES[row][column] for row, column in np.argwhere(~covered)]
        # opposite sides in turn: the lens is told sooner
        order = [side for side in ("upper", "lower", "left", "right", *_SIDES) if side in missing]
        if order and len(sides) < 6:
            return Wish(Ask.PROP_UP, order[0], where[0] if where else None)
        if where:
            return Wish(Ask.MOVE, place=where[0])
        if len(self._views) < WANTED_VIEWS:
            more = WANTED_VIEWS - len(self._views)
            return Wish(Ask.TURN, more=more) if not order else Wish(Ask.TURN_A_LITTLE, order[0], more=more)
        return None
