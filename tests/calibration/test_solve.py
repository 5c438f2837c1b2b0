from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.board import BoardSpec
from calibration.corners import ViewCorners
from calibration.plane import TrayView
from calibration.refusal import CalibrationRefused
from calibration.solve import Solution, solve
from tests.calibration.board_photographs import (
    FLAT,
    POSES,
    Camera,
    Pose,
    corners_seen,
    rotation_and_shift,
)

BOARD = BoardSpec("charuco", 12, 9, 7.0, 5.0, "DICT_5X5_100", face_height_mm=3.0, u_square_rel=0.0)


def views(
    camera: Camera, poses: tuple[Pose, ...] = POSES, noise_px: float = 0.02, seed: int = 1, board: BoardSpec = BOARD
) -> list[ViewCorners]:
    return [corners_seen(board, camera, p, noise_px, seed + i, f"v{i}") for i, p in enumerate(poses)]


def true_view(camera: Camera) -> TrayView:
    rotation, _ = rotation_and_shift(FLAT, BOARD, camera)
    _, shift = rotation_and_shift(FLAT, BOARD, camera)
    height = float(rotation[:, 2] @ shift) + BOARD.face_height_mm
    return TrayView(camera.matrix, np.array(camera.distortion), -rotation[:, 2], height, 0.0, 0.0)


def solved(camera: Camera, **more: object) -> Solution:
    return solve(views(camera, **more), BOARD, flat="v0")  # type: ignore[arg-type]


CAMERAS = st.builds(
    lambda f, aspect, x, y, k1, p1, height: Camera(
        f, f * aspect, 320 + x, 240 + y, (k1, -k1, p1, -p1, 0.0), height * f / 1600
    ),
    st.floats(800, 3000),
    st.floats(0.995, 1.005),
    st.floats(-25, 25),
    st.floats(-20, 20),
    st.floats(-0.25, 0.1),
    st.floats(-5e-4, 5e-4),
    st.floats(180, 230),
)


@settings(deadline=None, max_examples=12, derandomize=True)
@given(CAMERAS)
def test_a_known_camera_is_found_again_within_its_uncertainty(camera: Camera) -> None:
    found = solved(camera)
    truth = dict(zip(("k1", "k2", "p1", "p2"), camera.distortion))
    truth |= {"fx": camera.fx, "fy": camera.fy, "cx": camera.cx, "cy": camera.cy}
    for name, value in truth.items():
        # Eight parameters, a dozen cameras: the odd one is beyond three of its u by chance.
        assert abs(found.lens[name].value - value) < 4.5 * found.lens[name].u, name
    height = found.camera_height_mm
    assert abs(height.value - true_view(camera).height_mm) < 4.0 * height.u
    assert height.value == pytest.approx(true_view(camera).height_mm, rel=1e-3)


def test_the_uncertainties_are_neither_too_small_nor_too_large() -> None:
    camera = Camera()
    runs = [solved(camera, seed=100 * i) for i in range(12)]
    for name, truth in (("fx", camera.fx), ("cx", camera.cx), ("k1", camera.distortion[0])):
        scaled = [(run.lens[name].value - truth) / run.lens[name].u for run in runs]
        assert 0.3 < np.sqrt(np.mean(np.square(scaled))) < 1.6, name


def test_without_noise_the_tray_is_where_it_is_everywhere() -> None:
    camera = Camera()
    view = solved(camera, noise_px=0.0).view
    x, y = np.meshgrid(np.linspace(0, 639, 9), np.linspace(0, 479, 7))
    pixels = np.column_stack([x.ravel(), y.ravel()])
    np.testing.assert_allclose(view.to_tray_xy_mm(pixels), true_view(camera).to_tray_xy_mm(pixels), atol=1e-4)
    assert view.mm_per_px() == pytest.approx(true_view(camera).mm_per_px(), rel=1e-7)


def test_the_face_height_of_the_board_is_taken_off_the_scale() -> None:
    camera = Camera()
    on_tray = solve(views(camera, noise_px=0.0), replace(BOARD, face_height_mm=0.0), flat="v0")
    assert on_tray.camera_height_mm.value == pytest.approx(true_view(camera).height_mm - 3.0, abs=1e-3)
    assert on_tray.view.mm_per_px() / true_view(camera).mm_per_px() == pytest.approx(197 / 200, abs=1e-3)


def test_wrong_corners_are_thrown_out() -> None:
    camera = Camera()
    seen = views(camera)
    seen[2].points_xy_px[5] += [3.0, -4.0]
    seen[3].points_xy_px[::9] += [0.0, 0.8]
    found = solve(seen, BOARD, flat="v0")
    assert found.reprojection_px < 0.04
    assert abs(found.lens["fx"].value - camera.fx) < 4 * found.lens["fx"].u


def test_a_view_that_does_not_fit_is_left_out_by_name() -> None:
    seen = views(Camera())
    points = seen[4].points_xy_px
    bent = 2e-5 * (points - points.mean(axis=0)) ** 2  # a curled sheet: 2 px at its ends
    seen[4] = replace(seen[4], points_xy_px=points + bent[:, ::-1])
    found = solve(seen, BOARD, flat="v0")
    assert [name for name, _ in found.left_out] == ["v4"]
    assert "v4" not in found.used


def test_k3_is_solved_for_only_where_the_lens_has_it() -> None:
    assert solved(Camera()).lens["k3"].u == 0.0
    wide = Camera(420.0, 420.0, 322.0, 238.0, (-0.3, 0.12, 0.0, 0.0, -0.03), 52.0)
    poses = (FLAT, *(replace(p, shift=(0.2 * p.shift[0], 0.2 * p.shift[1], 0.0)) for p in POSES[1:]))
    found = solve(views(wide, poses, noise_px=0.01), replace(BOARD, face_height_mm=0.0), flat="v0")
    assert found.lens["k3"].value == pytest.approx(-0.03, abs=4 * found.lens["k3"].u)
    assert found.lens["k3"].u > 0


@pytest.mark.parametrize(
    ("poses", "says"),
    [
        (POSES[:3], "only 3 views"),
        (tuple(replace(FLAT, turn=20.0 * i, shift=(i, -i, 0)) for i in range(8)), "tilts by only|uncertain"),
        (tuple(replace(FLAT) for _ in range(8)), "tilts by only|uncertain|do not determine"),
        (tuple(replace(p, shift=(p.shift[0] - 18, p.shift[1] - 14, 60.0)) for p in POSES), "of the picture"),
    ],
)
def test_sets_that_determine_nothing_are_refused_with_the_reason(poses: tuple[Pose, ...], says: str) -> None:
    board = BOARD if "picture" not in says else replace(BOARD, square_mm=3.0, marker_mm=2.0)
    with pytest.raises(CalibrationRefused, match=says):
        solve(views(Camera(), poses, board=board), board, flat="v0")


def test_views_of_two_cameras_are_refused() -> None:
    mixed = views(Camera())[:4] + views(Camera(2400.0, 2400.0))[4:]
    with pytest.raises(CalibrationRefused):
        solve(mixed, BOARD, flat="v0")
    sizes = views(Camera())
    sizes[3] = replace(sizes[3], size_px=(320, 240))
    with pytest.raises(CalibrationRefused, match="320 x 240 and 640 x 480"):
        solve(sizes, BOARD, flat="v0")


def test_a_lens_that_does_not_exist_is_refused() -> None:
    seen = [replace(v, points_xy_px=v.points_xy_px * [1.06, 1.0]) for v in views(Camera())]
    with pytest.raises(CalibrationRefused, match="square pixels"):
        solve(seen, BOARD, flat="v0")


def test_a_flat_view_that_is_not_flat_is_refused_if_named_and_warned_of_if_merely_first() -> None:
    poses = (Pose(19.0, 3.0, 5.0), *POSES[1:])
    with pytest.raises(CalibrationRefused, match="lay the board flat"):
        solve(views(Camera(), poses), BOARD, flat="v0")
    assert any("tilted 19 degrees" in w for w in solve(views(Camera(), poses), BOARD).warnings)


def test_the_flat_view_must_be_among_the_views() -> None:
    with pytest.raises(CalibrationRefused, match=r"flat view flat\.jpg"):
        solve(views(Camera()), BOARD, flat="flat.jpg")


def test_the_doubt_of_the_squares_is_in_scale_and_height() -> None:
    board = replace(BOARD, u_square_rel=2e-3)
    found = solve(views(Camera()), board, flat="v0")
    assert found.view.u_scale_rel == pytest.approx(2e-3, rel=0.05)
    assert dict(found.camera_height_mm.terms)["squares"] == pytest.approx(0.4, rel=0.05)
