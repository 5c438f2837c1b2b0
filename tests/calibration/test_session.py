"""A guided calibration asks for what is missing until the set is good."""

from dataclasses import replace

import numpy as np
import pytest

from calibration.estimate import Unmeasured
from calibration.refusal import CalibrationRefused
from calibration.session import FLAT_NAME, Session
from tests.calibration.board_photographs import FLAT, SMALL_BOARD, Camera, Photographer, Pose, corners_seen
from tests.calibration.obedient_hand import SIDES, obeyed

CAMERA = Camera()


def corners(pose, name="view", seed=0):
    return corners_seen(SMALL_BOARD, CAMERA, pose, 0.03, seed, name)


def guided(seed=0):
    """A session led to its end by an obedient hand; the session and all that it wished for."""
    rng, session, wishes = np.random.default_rng(seed), Session(SMALL_BOARD, CAMERA.size_px), []
    assert session.progress.wish == "Lay the board flat on the tray, in the middle."
    session.take(corners(FLAT, FLAT_NAME))
    for turn in range(40):
        wish = session.progress.wish
        if wish is None:
            break
        wishes.append(wish)
        session.take(corners(obeyed(wish, turn, rng), f"view{turn:02d}", turn))
    return session, wishes


@pytest.mark.parametrize("seed", range(4))
def test_whoever_does_as_asked_is_done_after_a_dozen_views_and_has_the_camera(seed):
    session, wishes = guided(seed)
    assert session.progress.done
    assert len(wishes) <= 20
    solution = session.solve()
    assert solution.lens["fx"].value == pytest.approx(CAMERA.fx, abs=4 * solution.lens["fx"].u)
    assert solution.camera_height_mm.value == pytest.approx(CAMERA.height_mm, abs=4 * solution.camera_height_mm.u + 0.1)


@pytest.mark.parametrize("side", SIDES)
def test_the_side_that_is_propped_up_is_known_by_name(side):
    session = Session(SMALL_BOARD, CAMERA.size_px)
    session.take(corners(FLAT, FLAT_NAME))
    x, y = SIDES[side]
    session.take(corners(Pose(-14 * y / np.hypot(x, y), 14 * x / np.hypot(x, y), 70.0)))
    assert session.progress.sides == (side,)
    assert session.progress.tilt_deg == pytest.approx(14, abs=6)  # by a nominal lens


def test_an_incomplete_set_is_not_solved_and_it_is_said_what_is_missing():
    session = Session(SMALL_BOARD, CAMERA.size_px)
    session.take(corners(FLAT, FLAT_NAME))
    with pytest.raises(CalibrationRefused, match="not complete: prop up the upper side"):
        session.solve()


def test_flat_views_alone_never_make_a_set():
    session = Session(SMALL_BOARD, CAMERA.size_px)
    session.take(corners(FLAT, FLAT_NAME))
    for turn in range(15):
        session.take(corners(replace(FLAT, turn=25.0 * turn, shift=(3.0 * (turn % 5) - 6, 2.0 * (turn % 3), 0.0))))
    assert "Prop up" in session.progress.wish


def test_the_same_view_twice_is_not_taken():
    session = Session(SMALL_BOARD, CAMERA.size_px)
    session.take(corners(FLAT, FLAT_NAME))
    pose = Pose(14.0, 0.0, 30.0)
    assert not isinstance(session.take(corners(pose, "view01")), Unmeasured)
    again = session.take(corners(pose, "view02", seed=9))
    assert isinstance(again, Unmeasured)
    assert "the same as view01" in again.reason
    assert session.progress.views == 2


def test_a_board_that_is_far_away_is_no_flat_view():
    session = Session(SMALL_BOARD, CAMERA.size_px)
    seen = corners(FLAT, FLAT_NAME)
    few = session.take(seen.only(np.arange(len(seen.ids)) < 9))
    assert isinstance(few, Unmeasured)
    assert "covers only" in few.reason


def test_a_blurred_view_is_not_taken():
    session = Session(SMALL_BOARD, CAMERA.size_px)
    session.take(replace(corners(FLAT, FLAT_NAME), blur_px=0.7))
    blurred = session.take(replace(corners(Pose(14.0, 0.0, 30.0)), blur_px=2.0))
    assert isinstance(blurred, Unmeasured)
    assert "blurred" in blurred.reason


def test_a_board_propped_up_too_far_is_not_taken():
    session = Session(SMALL_BOARD, CAMERA.size_px)
    session.take(corners(FLAT, FLAT_NAME))
    steep = session.take(corners(Pose(50.0, 0.0, 30.0)))
    assert isinstance(steep, Unmeasured)
    assert "lay it down a little" in steep.reason
    assert session.progress.views == 1


def test_a_view_can_be_taken_back():
    session = Session(SMALL_BOARD, CAMERA.size_px)
    session.take(corners(FLAT, FLAT_NAME))
    session.drop_last()
    session.drop_last()
    assert session.progress.views == 0


def test_photographs_are_offered_and_others_refused():
    photographer = Photographer(SMALL_BOARD, CAMERA, samples=1)
    session = Session(SMALL_BOARD, CAMERA.size_px)
    assert not isinstance(session.offer(photographer.photograph(FLAT)), Unmeasured)
    other = Photographer(replace(SMALL_BOARD, dictionary="DICT_4X4_50"), CAMERA, samples=1).photograph(FLAT)
    assert isinstance(session.offer(other), Unmeasured)
    assert session.progress.views == 1
    with pytest.raises(CalibrationRefused, match="the picture is 100 x 100 pixels"):
        session.offer(replace(other, pixels=other.pixels[:100, :100]))
