import numpy as np
import pytest

from calibration.board import BoardSpec
from calibration.corners import ViewCorners, find_corners, opencv_corners
from calibration.estimate import Unmeasured
from drivers.frame import Frame, Light
from tests.calibration.board_photographs import POSES, SMALL_BOARD, Camera, Photographer, Pose, corners_seen

CHESSBOARD = BoardSpec("chessboard", 10, 7, 6.0)


def errors_px(found: ViewCorners | Unmeasured, board: BoardSpec, pose: Pose) -> np.ndarray:
    assert isinstance(found, ViewCorners), found
    truth = corners_seen(board, Camera(), pose)
    places = dict(zip(truth.ids.tolist(), truth.points_xy_px))
    return np.array([point - places[i] for i, point in zip(found.ids.tolist(), found.points_xy_px) if i in places])


@pytest.mark.parametrize("pose", [POSES[0], POSES[3]])
def test_corners_of_a_charuco_board_are_found_to_a_fiftieth_of_a_pixel(pose: Pose) -> None:
    off = errors_px(find_corners(Photographer(SMALL_BOARD).photograph(pose), SMALL_BOARD), SMALL_BOARD, pose)
    assert len(off) >= 40
    assert np.sqrt(np.mean(off**2)) < 0.02
    assert np.abs(off.mean(axis=0)).max() < 0.006


@pytest.mark.parametrize("blur_px", [0.4, 2.0])
def test_blur_does_not_shift_corners(blur_px: float) -> None:
    frame = Photographer(SMALL_BOARD, blur_px=blur_px).photograph(POSES[2])
    off = errors_px(find_corners(frame, SMALL_BOARD), SMALL_BOARD, POSES[2])
    assert np.sqrt(np.mean(off**2)) < 0.03
    assert np.abs(off.mean(axis=0)).max() < 0.015


@pytest.mark.parametrize("spread_mm", [-0.05, 0.12])
def test_ink_that_spreads_does_not_shift_corners(spread_mm: float) -> None:
    frame = Photographer(SMALL_BOARD, ink_spread_mm=spread_mm).photograph(POSES[4])
    off = errors_px(find_corners(frame, SMALL_BOARD), SMALL_BOARD, POSES[4])
    assert np.sqrt(np.mean(off**2)) < 0.02
    assert np.abs(off.mean(axis=0)).max() < 0.008


def test_the_noise_of_the_light_is_in_u() -> None:
    pose = POSES[1]
    found = find_corners(Photographer(SMALL_BOARD, noise=0.05).photograph(pose), SMALL_BOARD)
    assert isinstance(found, ViewCorners)
    assert np.sqrt(np.mean(errors_px(found, SMALL_BOARD, pose) ** 2)) == pytest.approx(np.median(found.u_px), rel=0.35)


def test_a_board_that_is_half_out_of_the_picture_gives_the_corners_inside() -> None:
    pose = Pose(8.0, -5.0, 10.0, (25.0, 12.0, 0.0))
    off = errors_px(find_corners(Photographer(SMALL_BOARD).photograph(pose), SMALL_BOARD), SMALL_BOARD, pose)
    assert 10 <= len(off) < 40
    assert np.sqrt(np.mean(off**2)) < 0.02


def test_a_plain_chessboard_is_found_too() -> None:
    pose = Pose(10.0, 6.0, 4.0)
    frame = Photographer(CHESSBOARD).photograph(pose)
    off = errors_px(find_corners(frame, CHESSBOARD), CHESSBOARD, pose)
    assert len(off) == 54
    assert np.sqrt(np.mean(off**2)) < 0.02
    assert np.sqrt(np.mean(errors_px(opencv_corners(frame, CHESSBOARD), CHESSBOARD, pose) ** 2)) < 0.1


@pytest.mark.parametrize(
    ("board", "says"),
    [
        (BoardSpec("charuco", 9, 7, 8.0, 6.0, "DICT_4X4_50"), "no marker of DICT_4X4_50"),
        (BoardSpec("charuco", 9, 7, 8.0, 5.0, "DICT_5X5_50"), "not as large as on the board named"),
        (BoardSpec("charuco", 11, 7, 8.0, 6.0, "DICT_5X5_50"), "corners|board named"),
        (CHESSBOARD, "no chessboard of 10 x 7"),
    ],
)
def test_a_board_other_than_the_one_named_is_told_apart(board: BoardSpec, says: str) -> None:
    found = find_corners(Photographer(SMALL_BOARD).photograph(POSES[0]), board)
    assert isinstance(found, Unmeasured)
    assert any(part in found.reason for part in says.split("|"))


@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_empty_picture_shows_no_board(level: int) -> None:
    frame = Frame(np.full((480, 640, 3), level, np.uint8), Light.AMBIENT)
    assert isinstance(find_corners(frame, SMALL_BOARD), Unmeasured)
    assert isinstance(find_corners(frame, CHESSBOARD), Unmeasured)
