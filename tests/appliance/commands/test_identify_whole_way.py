"""identify from files to answer, with nothing stood in for: a drawn silhouette on a lit tray."""

import json

import cv2
import numpy as np
import pytest

from appliance import __main__ as command_line
from calibration import record
from calibration.plane import TrayView
from calibration.record import Calibration, Pedigree
from tests.appliance import readings

SIZE_PX = (1200, 800)
HEIGHT_MM = 300.0


@pytest.fixture
def calibration_file(tmp_path):
    """A pinhole camera straight above the tray at the scale of `readings.machine_screw`."""
    focal_px = readings.PX_PER_MM * HEIGHT_MM
    camera = np.array([[focal_px, 0, SIZE_PX[0] / 2], [0, focal_px, SIZE_PX[1] / 2], [0, 0, 1.0]])
    view = TrayView(camera, np.zeros(5), np.array([0.0, 0.0, -1.0]), HEIGHT_MM, 2e-4, 0.1)
    file = tmp_path / "cal.json"
    record.save(Calibration(view, SIZE_PX, {}, Pedigree("2026-01-01T00:00:00+00:00", "test")), file)
    return file


def backlit(*parts, size_px=SIZE_PX) -> np.ndarray:
    """Dark shapes on a lit tray, with the edge of a real lens and a little noise."""
    fine = np.full((size_px[1] * 4, size_px[0] * 4), 235.0, np.float32)
    for part in parts:
        cv2.fillPoly(fine, [np.round(part.outline_xy_px * 4 + 1.5).astype(np.int32)], 12.0)
    picture = cv2.GaussianBlur(cv2.resize(fine, size_px, interpolation=cv2.INTER_AREA), (0, 0), 0.7)
    noise = np.random.default_rng(7).normal(0, 0.8, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


@pytest.fixture
def shoot(tmp_path):
    """Writes a backlit frame; returns the shot's folder."""

    def write(pixels: np.ndarray) -> str:
        folder = tmp_path / "tray"
        folder.mkdir()
        cv2.imwrite(str(folder / "backlit.png"), pixels)
        return str(folder)

    return write


def answer(capsys, *args) -> dict:
    assert command_line.main(["identify", *map(str, args), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_screw_is_found_measured_and_drawn(shoot, calibration_file, tmp_path, capsys):
    shot = shoot(backlit(readings.machine_screw()))
    said = answer(capsys, shot, "--calibration", calibration_file, "--overlay", tmp_path / "drawn")
    (part,) = said["parts"]
    assert part["kind"] == "fastener"
    assert part["refused"] is None
    length = part["measurements"]["overall_length_mm"]
    assert length["value"] == pytest.approx(22.35, abs=0.5), "a flat drawing is no solid: only roughly"
    assert part["measurements"]["pitch_mm"]["value"] == pytest.approx(1.058, rel=0.03)
    assert set(said["timing_ms"]) >= {"read", "locate", "measure", "match", "total"}
    assert (tmp_path / "drawn" / "tray.png").stat().st_size > 10_000


def test_without_a_calibration_there_are_no_millimetres_and_it_says_so(shoot, capsys):
    said = answer(capsys, shoot(backlit(readings.machine_screw())))
    assert said["scale"] == {"source": "none", "mm_per_px": None, "u_rel": None}
    assert set(said["parts"][0]["measurements"].values()) == {None}
    assert said["warnings"] == ["no_scale"]


def test_an_empty_tray_is_an_answer(shoot, calibration_file, capsys):
    assert answer(capsys, shoot(backlit()), "--calibration", calibration_file)["parts"] == []


def test_a_part_that_leaves_the_picture_is_listed_as_such(shoot, calibration_file, capsys):
    cut_off = readings.machine_screw(centre_xy_px=(1100.0, 400.0), angle_deg=0)
    (part,) = answer(capsys, shoot(backlit(cut_off)), "--calibration", calibration_file)["parts"]
    assert part["refused"] == "touches_border"


def test_a_shot_of_another_size_than_the_calibrations_is_refused(shoot, calibration_file, capsys):
    shot = shoot(backlit(size_px=(600, 400)))
    assert command_line.main(["identify", shot, "--calibration", str(calibration_file)]) == 1
    captured = capsys.readouterr()
    assert "600 x 400" in captured.err
    assert "1200 x 800" in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_a_calibration_cut_in_half_is_refused(shoot, calibration_file, capsys):
    whole = calibration_file.read_bytes()
    calibration_file.write_bytes(whole[: len(whole) // 2])
    assert command_line.main(["identify", shoot(backlit()), "--calibration", str(calibration_file)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
