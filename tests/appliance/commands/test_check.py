import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from appliance.__main__ import main
from calibration.record import save
from drivers.frame import Shot
from tests.calibration.test_drift import LATER, TRAY, calibrated


@pytest.fixture(scope="module")
def cal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("cal") / "cal.json"
    save(calibrated(TRAY.shot()), file)
    return file


def folder_of(shot: Shot, folder: Path) -> str:
    folder.mkdir()
    for frame in shot.frames:
        pixels = frame.pixels if frame.pixels.ndim == 2 else frame.pixels[..., ::-1]
        Image.fromarray(pixels).save(folder / f"{frame.light}.png")
    return str(folder)


def test_an_unchanged_rig_is_ok(cal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", folder_of(LATER.shot(3), tmp_path / "empty"), "--calibration", str(cal)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "ok"
    assert "picture moved by 0.0" in said[1]
    assert "backlight" in said[2]
    assert "top light" in said[3]


def test_a_knock_exits_with_1_and_says_what_to_do(
    cal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shot = replace(LATER, motion=(3.4, 0.0, 0.2, 0.0)).shot(3)
    assert main(["check", folder_of(shot, tmp_path / "empty"), "--calibration", str(cal)]) == 1
    assert capsys.readouterr().out.startswith("the camera or the tray was knocked: the picture has moved by 3.4 px")


def test_the_figures_are_there_for_scripts(cal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shot = replace(LATER, motion=(0.0, 2.0, 0.0, 0.0), level=0.5).shot(3)
    assert main(["check", folder_of(shot, tmp_path / "empty"), "--calibration", str(cal), "--json"]) == 1
    figures = json.loads(capsys.readouterr().out)
    assert figures["schema"] == "check/1"
    assert figures["ok"] is False
    assert [f["remedy"] for f in figures["findings"]] == ["calibrate", "retake_empty", "retake_empty"]
    assert abs(figures["pose"]["down_px"]["value"] - 2.0) < 4 * figures["pose"]["down_px"]["u"]
    assert set(figures["lamps"]) == set(figures["dirt"]) == {"backlit", "toplit"}


def test_a_pose_that_cannot_be_told_is_said_in_words_and_figures(
    cal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    swept = folder_of(replace(LATER, pits=0, scratches=0).shot(3), tmp_path / "empty")
    assert main(["check", swept, "--calibration", str(cal)]) == 0
    assert "whether it was knocked cannot be told: none of the" in capsys.readouterr().out
    assert main(["check", swept, "--calibration", str(cal), "--json"]) == 0
    assert "wiped off" in json.loads(capsys.readouterr().out)["pose"]["unmeasured"]


def test_a_tray_that_is_not_empty_is_one_plain_line(
    cal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shot = LATER.shot(3)
    for frame in shot.frames:
        frame.pixels[300:340, 200:420] = 30
    assert main(["check", folder_of(shot, tmp_path / "full"), "--calibration", str(cal)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "something lies on the tray" in said.err
    assert len(said.err.splitlines()) == 1


def test_a_single_photo_is_refused(cal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder_of(LATER.shot(3), tmp_path / "empty")
    assert main(["check", str(tmp_path / "empty" / "backlit.png"), "--calibration", str(cal)]) == 1
    assert "give the folder" in capsys.readouterr().err
