"""`screwtray calibrate --live`: a technician with the board in hand is asked for one pose after the other."""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.calibrating import by_quarter, quarter_at
from calibration.board import BoardSpec
from calibration.corners import ViewCorners
from calibration.estimate import Unmeasured
from calibration.record import Calibration
from calibration.refusal import CalibrationRefused
from calibration.session import Progress, Session
from calibration.verification import LEAST_PLACES, Place, Verification
from drivers.frame import Frame, Shot

_QUARTER_PLACES = ("the middle", "the upper left", "the upper right", "the lower right", "the lower left")
_MOST_VIEWS = 60

Shoot = Callable[[], Shot]
Ask = Callable[[str], str]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Taken:
    """What the technician and the rig brought together."""

    views: list[ViewCorners]
    left_out: list[str]
    empty: Shot


def take_views(shoot: Shoot, ask: Ask, say: Say, board: BoardSpec) -> Taken:
    """Lead a technician through the empty tray and all the views.

    Parameters
    ----------
    shoot : a shot of the tray now
    ask : shows a sentence, returns what was typed: nothing goes on, `b` takes the last view back, `q` gives up
    say : shows a sentence

    Raises
    ------
    CalibrationRefused
        given up, or no end after 60 views
    DeviceFault
        the rig's
    """
    _answered(ask, "Empty the tray and wipe it.")
    empty = shoot()
    session, left_out = Session(board, empty.size_px), list[str]()
    for _ in range(_MOST_VIEWS):
        progress = session.progress
        if progress.wish is None:
            return Taken(list(session.views), left_out, empty)
        say(_map_of(progress))
        if _answered(ask, progress.wish) == "b":
            session.drop_last()
            continue
        seen = session.offer(_toplit(shoot()))
        if isinstance(seen, Unmeasured):
            left_out.append(f"view {progress.views + 1}: {seen.reason}")
            say(f"Not taken: {seen.reason}.")
        else:
            say(f"Taken: {len(seen.ids)} corners.")
    raise CalibrationRefused(f"{_MOST_VIEWS} views and still not complete: is this the board of the board file?")


def verify_with_quarter(shoot: Shoot, ask: Ask, say: Say, calibration: Calibration) -> Verification | None:
    """Measure a quarter at five places; None where the technician has none to hand (`s`).

    Raises
    ------
    CalibrationRefused
        given up, or the places are too near each other
    """
    places: list[Place] = []
    for where in _QUARTER_PLACES:
        while True:
            typed = _answered(ask, f"Lay a quarter alone into {where} of the tray, as the picture shows it (s: skip).")
            if typed == "s":
                return None
            found = quarter_at(shoot(), calibration)
            if isinstance(found, Place):
                say(f"{found.measured.value:.3f} ± {2 * found.measured.u:.3f} mm.")
                places.append(found)
                break
            say(f"Not measured: {found.reason}.")
    assert len(places) == LEAST_PLACES
    return by_quarter(places, calibration)


def _toplit(shot: Shot) -> Frame:
    frame = shot.toplit or shot.backlit
    if frame is None:
        raise CalibrationRefused("the rig gave no picture of the tray.")
    return frame


def _answered(ask: Ask, sentence: str) -> str:
    typed = ask(sentence).strip().lower()
    if typed == "q":
        raise CalibrationRefused("The calibration was given up; nothing was changed.")
    return typed


def _map_of(progress: Progress) -> str:
    """The ninths of the picture that the board was seen in, and how many views there are."""
    rows = ("".join("█" if seen else "·" for seen in row) for row in progress.covered)
    tilted = f", propped up: {', '.join(progress.sides)}" if progress.sides else ""
    return "\n".join([f"{progress.views} views, tilt {progress.tilt_deg:.0f}°{tilted}", *(f"  {row}" for row in rows)])
