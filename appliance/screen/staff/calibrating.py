"""The calibration as the screen leads through it: the empty tray, pose after pose of the board, a quarter; then kept.

One step a touch; nothing of the counter changes before the last one. Knows the session of `calibration.session` and a
function that photographs the tray, neither Qt nor a camera.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.calibrating import by_quarter, calibration_of, of_empty_tray, quarter_at
from calibration.board import BoardSpec
from calibration.corners import ViewCorners
from calibration.estimate import Unmeasured
from calibration.record import Calibration
from calibration.refusal import CalibrationRefused
from calibration.session import WANTED_VIEWS, Session, Wish
from calibration.verification import LEAST_PLACES, Place, Verification
from drivers.faults import DeviceFault
from drivers.frame import Frame, Shot

QUARTER_PLACES = ("middle", "upper left corner", "upper right corner", "lower right corner", "lower left corner")
_REASONS = {  # of `find_corners` and `Session`, by what tells one from the other
    "is blurred": "blurred",
    "same as": "same",
    "covers only": "small",
    "tilted by more": "steep",
    "do not stand": "other_board",
    "things on the tray": "not_alone",
    "calibration is useless": "no_quarter",
}


class Step(StrEnum):
    """What is to be done."""

    EMPTY = "empty"  # empty the tray and wipe it
    VIEW = "view"  # lay the board as wished
    QUARTER = "quarter"  # lay a quarter there
    DONE = "done"  # keep it or not
    KEPT = "kept"


@dataclass(frozen=True)
class Stage:
    """How far it has come.

    Attributes
    ----------
    asks : the pose wished for, at `VIEW`
    views, wanted : taken, and how many there will be at least
    covered : rows of the ninths of the picture that the board was seen in
    sides : of the board's eight, those that were propped up
    refused : why the last picture was not taken, to choose words by; empty where it was
    says : the same in the technician's words
    quarter : where to lay it, at `QUARTER`
    reprojection_px, um_per_px, u_ppm : of the camera that was solved
    verdict : what the quarters say: `right`, `wrong` or `skipped`; empty before
    bias_um, u_bias_um : by how much they measured off
    """

    step: Step = Step.EMPTY
    asks: Wish | None = None
    views: int = 0
    wanted: int = WANTED_VIEWS
    covered: tuple[tuple[bool, ...], ...] = ((False,) * 3,) * 3
    sides: tuple[str, ...] = ()
    refused: str = ""
    says: str = ""
    quarter: str = ""
    quarters: int = 0
    reprojection_px: float = 0.0
    um_per_px: float = 0.0
    u_ppm: float = 0.0
    verdict: str = ""
    bias_um: float = 0.0
    u_bias_um: float = 0.0


class Calibrator:
    """One calibration under way; used by one thread at a time.

    Parameters
    ----------
    shoot : a shot of the tray now; raises DeviceFault
    keep : makes the finished calibration the counter's
    board : what is laid down
    """

    def __init__(self, shoot: Callable[[], Shot], keep: Callable[[Calibration], None], board: BoardSpec) -> None:
        self._shoot, self._keep, self._board = shoot, keep, board
        self._empty: Shot | None = None
        self._session: Session | None = None
        self._left_out: list[str] = []
        self._places: list[Place] = []
        self._solved: Calibration | None = None
        self.stage = Stage()

    def take(self) -> Stage:
        """It was done as asked: photograph it, and go on to what is asked for next."""
        try:
            match self.stage.step:
                case Step.EMPTY:
                    self._take_empty()
                case Step.VIEW:
                    self._take_view()
                case Step.QUARTER:
                    self._take_quarter()
                case Step.DONE | Step.KEPT:
                    pass
        except DeviceFault as fault:
            self._refuse("camera", fault.for_technician)
        except CalibrationRefused as refused:
            self._refuse("unusable", str(refused))
        return self.stage

    def undo(self) -> Stage:
        """Forget the last view or the last quarter."""
        if self.stage.step is Step.VIEW and self._session is not None:
            self._session.drop_last()
            self._ask_for_view()
        elif self.stage.step is Step.QUARTER and self._places:
            self._places.pop()
            self._ask_for_quarter()
        return self.stage

    def skip(self) -> Stage:
        """There is no quarter to hand."""
        if self.stage.step is Step.QUARTER:
            self.stage = replace(self.stage, step=Step.DONE, verdict="skipped", refused="", says="")
        return self.stage

    def save(self) -> Stage:
        """Make it the counter's calibration.

        Raises
        ------
        CalibrationRefused, OSError
            it cannot be written; the one before stays
        """
        if self.stage.step is Step.DONE and self._solved is not None:
            self._keep(self._solved)
            self.stage = replace(self.stage, step=Step.KEPT)
        return self.stage

    def _take_empty(self) -> None:
        empty = self._shoot()
        of_empty_tray(empty)  # refuses what is no empty tray now, and not after twelve views
        self._empty, self._session = empty, Session(self._board, empty.size_px)
        self._ask_for_view()

    def _take_view(self) -> None:
        assert self._session is not None
        seen = self._session.offer(_toplit(self._shoot()))
        if isinstance(seen, Unmeasured):
            self._left_out.append(f"view {len(self._session.views) + 1}: {seen.reason}")
            self._refuse(_reason(seen.reason, "no_board"), seen.reason)
        elif self._session.progress.done:
            self._solve(self._session)
        else:
            self._ask_for_view()

    def _solve(self, session: Session) -> None:
        assert self._empty is not None
        flats, marks = of_empty_tray(self._empty)
        solution = session.solve()
        flat_view: ViewCorners = session.views[0]
        made = calibration_of(solution, self._board, session.size_px, flats, self._left_out, flat_view.blur_px)
        self._solved = replace(made, marks=marks)
        self._ask_for_view()
        self.stage = replace(
            self.stage,
            reprojection_px=solution.reprojection_px,
            um_per_px=1e3 * made.view.mm_per_px(),
            u_ppm=1e6 * made.view.u_scale_rel,
        )
        self._ask_for_quarter()

    def _take_quarter(self) -> None:
        assert self._solved is not None
        found = quarter_at(self._shoot(), self._solved)
        if isinstance(found, Unmeasured):
            self._refuse(_reason(found.reason, "no_quarter"), found.reason)
            return
        self._places.append(found)
        if len(self._places) < LEAST_PLACES:
            self._ask_for_quarter()
            return
        try:
            self._judge(by_quarter(self._places, self._solved))
        except CalibrationRefused as refused:  # laid down in one and the same place: all over again
            self._places.clear()
            self._ask_for_quarter()
            self._refuse("too_near", str(refused))

    def _judge(self, verdict: Verification) -> None:
        self.stage = replace(
            self.stage,
            step=Step.DONE,
            quarters=len(self._places),
            verdict="right" if verdict.ok else "wrong",
            bias_um=1e3 * verdict.bias_mm.value,
            u_bias_um=1e3 * verdict.bias_mm.u,
            refused="",
            says=verdict.reason,
        )

    def _ask_for_view(self) -> None:
        assert self._session is not None
        progress = self._session.progress
        self.stage = Stage(
            Step.VIEW,
            progress.asks,
            progress.views,
            max(WANTED_VIEWS, progress.views + (progress.asks.more if progress.asks else 0)),
            tuple(tuple(bool(seen) for seen in row) for row in progress.covered),
            progress.sides,
        )

    def _ask_for_quarter(self) -> None:
        at = len(self._places)
        self.stage = replace(
            self.stage, step=Step.QUARTER, asks=None, quarter=QUARTER_PLACES[at], quarters=at, refused="", says=""
        )

    def _refuse(self, why: str, says: str) -> None:
        self.stage = replace(self.stage, refused=why, says=says)


def _reason(says: str, otherwise: str) -> str:
    return next((key for part, key in _REASONS.items() if part in says), otherwise)


def _toplit(shot: Shot) -> Frame:
    frame = shot.toplit or shot.backlit
    if frame is None:
        raise CalibrationRefused("the rig gave no picture of the tray.")
    return frame
