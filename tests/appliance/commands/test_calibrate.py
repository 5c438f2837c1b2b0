import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from appliance.__main__ import main
from calibration.record import load
from drivers.frame import Light
from tests.calibration.board_photographs import FLAT, POSES, SMALL_BOARD, Camera, Photographer

SHARED = Path(__file__).parents[4] / "shared"


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rig's folder as the contract has it: views, board and empty tray."""
    folder = tmp_path_factory.mktemp("rig")
    (folder / "views").mkdir()
    (folder / "empty").mkdir()
    (folder / "board.json").write_text(json.dumps(asdict(SMALL_BOARD)))
    photographer = Photographer(SMALL_BOARD)
    for i, pose in enumerate(POSES):
        name = "flat.png" if pose is FLAT else f"view{i:02d}.png"
        Image.fromarray(photographer.photograph(pose, i).pixels).save(folder / "views" / name)
    grey = np.random.default_rng(0).normal(210, 1.5, (480, 640)).round().astype(np.uint8)
    Image.fromarray(grey).save(folder / "empty" / "backlit.png")
    Image.fromarray(np.dstack([grey, grey - 3, grey - 5])).save(folder / "empty" / "toplit.png")
    return folder


Run = Callable[..., int]


@pytest.fixture
def run(rig: Path, tmp_path: Path) -> Run:
    def calibrate(*more: str, views: Path | None = None, board: Path | None = None) -> int:
        where, what = str(views or rig / "views"), str(board or rig / "board.json")
        return main(["calibrate", where, "--board", what, "-o", str(tmp_path / "cal.json"), *more])

    return calibrate


def link_views(rig: Path, folder: Path, count: int = 8) -> Path:
    folder.mkdir(exist_ok=True)
    for view in sorted((rig / "views").iterdir())[:count]:
        (folder / view.name).write_bytes(view.read_bytes())
    return folder


def test_a_rig_is_calibrated_from_its_folder(
    rig: Path, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--empty", str(rig / "empty"), "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    camera = Camera()
    assert figures["reprojection_px"] < 0.05
    for name in ("fx", "fy", "cx", "cy"):
        assert abs(figures[name] - getattr(camera, name)) < 4 * figures[f"u_{name}"], name
    assert figures["fx"] == pytest.approx(camera.fx, rel=2e-3)
    assert abs(figures["camera_height_mm"] - camera.height_mm) < 4 * figures["u_camera_height_mm"] < 0.5
    assert figures["views_used"][0] == "flat.png"
    calibration = load(tmp_path / "cal.json")
    assert calibration.ident == figures["calibration"]
    assert set(calibration.flats) == {Light.BACKLIT, Light.TOPLIT}
    assert calibration.image_size_px == (640, 480)
    assert calibration.pedigree.board == SMALL_BOARD


def test_the_answer_for_people_names_the_figures(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    said = capsys.readouterr().out
    for word in ("camera height", "scale", "fx", "8 used", "no frames of the empty tray"):
        assert word in said


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    lines = [line for line in err.replace("\r", "\n").split("\n") if line.strip() and not line.startswith("Views:")]
    assert out == ""
    assert len(lines) == 1, lines
    return lines[0]


def test_too_few_views_are_refused_and_nothing_is_written(
    rig: Path, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(views=link_views(rig, tmp_path / "few", 3)) == 1
    assert "only 3 views" in one_line(capsys)
    assert not (tmp_path / "cal.json").exists()


def test_another_board_is_refused(rig: Path, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    board = tmp_path / "board.json"
    board.write_text(json.dumps({**asdict(SMALL_BOARD), "dictionary": "DICT_4X4_50"}))
    assert run(views=link_views(rig, tmp_path / "few", 2), board=board) == 1
    assert "no marker of DICT_4X4_50" in one_line(capsys)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("view00.png", b"no picture", "view00.png"),
        ("view00.jpg", b"", "empty"),
        (None, None, "no pictures"),
    ],
)
def test_bad_views_are_refused_in_one_line(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str | None, content: bytes, says: str
) -> None:
    (tmp_path / "views").mkdir()
    if name is not None:
        (tmp_path / "views" / name).write_bytes(content)
    assert run(views=tmp_path / "views") == 1
    assert says in one_line(capsys)


def test_views_of_two_sizes_are_refused(
    rig: Path, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    views = link_views(rig, tmp_path / "mixed", 2)
    Image.fromarray(np.full((240, 320), 200, np.uint8)).save(views / "view99.png")
    assert run(views=views) == 1
    assert "320 x 240" in one_line(capsys)


def test_an_empty_tray_of_another_size_is_refused(
    rig: Path, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    Image.fromarray(np.full((240, 320), 200, np.uint8)).save(tmp_path / "empty" / "backlit.png")
    assert run("--empty", str(tmp_path / "empty")) == 1
    assert "320 x 240" in one_line(capsys)


def test_folders_and_files_that_are_not_there_are_refused(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(views=tmp_path / "none") == 1
    assert "no such folder" in one_line(capsys)
    assert run(board=tmp_path / "none.json") == 1
    assert "cannot be read" in one_line(capsys)


def test_comparing_with_opencv_is_for_chessboards(run: Run) -> None:
    assert run("--as-opencv") == 2


@pytest.mark.skipif(not (SHARED / "bench").is_dir(), reason="the benchmark lies elsewhere")
@pytest.mark.parametrize("name", ["a", "b"])
def test_the_benchmarks_rigs_are_solved_to_the_truth(name: str, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    rig = SHARED / "bench" / "rigs" / name
    assert run("--empty", str(rig / "empty"), "--json", views=rig / "views", board=rig / "board.json") == 0
    figures, camera = json.loads(capsys.readouterr().out), json.loads((rig / "truth.json").read_text())["camera"]
    truth = {key: camera[key] for key in ("fx", "fy", "cx", "cy")}
    truth["camera_height_mm"] = camera["centre_world_mm"][2]
    assert figures["reprojection_px"] < 0.03
    for key, value in truth.items():
        assert abs(figures[key] - value) < 3 * figures[f"u_{key}"], key
    assert figures["fx"] == pytest.approx(truth["fx"], rel=2e-4)
    assert figures["camera_height_mm"] == pytest.approx(truth["camera_height_mm"], abs=0.05)


@pytest.mark.skipif(not (SHARED / "real").is_dir(), reason="the real pictures lie elsewhere")
def test_opencvs_own_views_give_opencvs_own_figures_from_opencvs_own_corners(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    views = tmp_path / "left"
    views.mkdir()
    for view in (SHARED / "real" / "opencv_samples" / "stereo_chessboard").glob("left??.jpg"):
        (views / view.name).write_bytes(view.read_bytes())
    board = tmp_path / "board.json"
    board.write_text('{"type": "chessboard", "squares_x": 10, "squares_y": 7, "square_mm": 25.0}')
    # left_intrinsics.yml of Debian's opencv-doc 4.6.0
    reference = {"fx": (535.916, 1.0), "cx": (342.283, 1.0), "cy": (235.571, 1.0), "k1": (-0.26637, 0.01)}
    assert run("--json", "--as-opencv", views=views, board=board) == 0
    as_opencv = json.loads(capsys.readouterr().out)
    for key, (value, within) in reference.items():
        assert as_opencv[key] == pytest.approx(value, abs=within), key
    # Three of those corners are 1.5 to 6 px beside the squares' corners; ours are on them and halve the residuals.
    assert run("--json", views=views, board=board) == 0
    ours = json.loads(capsys.readouterr().out)
    assert ours["reprojection_px"] < 0.5 * as_opencv["reprojection_px"]
    for key, (value, _) in reference.items():
        assert abs(ours[key] - value) < 3 * np.hypot(ours[f"u_{key}"], as_opencv[f"u_{key}"]), key
