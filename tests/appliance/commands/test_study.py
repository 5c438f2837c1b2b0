"""`screwtray study` on a sample screw laid down again and again on the simulated tray."""

import json
import shutil

import cv2
import numpy as np
import pytest

from appliance.__main__ import main
from appliance.simulation import SAMPLES, sample_rig, sample_things
from drivers.clock import SteppedClock

CALIBRATION = str(SAMPLES / "calibration.json")


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    """Three placements of the pan head screw, two shots each."""
    folder, rng = tmp_path_factory.mktemp("laid"), np.random.default_rng(0)
    screw = sample_things().screws[0]
    for place in range(3):
        rig = sample_rig(SteppedClock(), seed=place)
        shift = tuple(rng.uniform((764, 510), (1264, 1010)) - np.asarray(screw.centre_xy_px))
        rig.tray.drop(screw, shift, float(rng.uniform(-3, 3)))
        for repeat in range(2):
            shot, where = rig.rig.shoot(), folder / f"placement{place}" / f"shot{repeat}"
            where.mkdir(parents=True)
            for frame in shot.frames:
                cv2.imwrite(str(where / f"{frame.light}.jpg"), frame.pixels, [cv2.IMWRITE_JPEG_QUALITY, 95])
    return folder


def test_a_part_that_lies_still_varies_less_than_one_that_is_laid_down_anew(laid, tmp_path, capsys):
    picture = tmp_path / "study.png"
    folders = [str(place) for place in sorted(laid.iterdir())]
    assert main(["study", *folders, "--calibration", CALIBRATION, "--plot", str(picture), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["placements"], told["photographs"], told["left_out"]) == (3, 6, [])
    length = told["quantities"]["overall_length_mm"]
    assert length["mean"] == pytest.approx(28.56, abs=0.3)
    assert length["repeatability"] < 0.02
    assert length["total"] >= length["repeatability"]
    assert cv2.imread(str(picture)).shape[1] == 1400


def test_shots_of_something_else_are_left_out_and_said_so(laid, tmp_path, capsys):
    places = [shutil.copytree(place, tmp_path / place.name) for place in sorted(laid.iterdir())]
    shutil.rmtree(places[0] / "shot1")
    shutil.copytree(SAMPLES / "handful", places[0] / "shot1")
    assert main(["study", *map(str, places), "--calibration", CALIBRATION]) == 0
    said = capsys.readouterr()
    assert "3 parts in it instead of one" in said.err
    assert "3 placements, 5 photographs" in said.out
    assert "overall length" in said.out


def test_two_placements_are_too_few(laid, capsys):
    places = [str(place) for place in sorted(laid.iterdir())][:2]
    assert main(["study", *places, "--calibration", CALIBRATION]) == 1
    assert "Fewer than 3 placements" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [[], ["--live", str(SAMPLES)]])
def test_either_folders_or_the_camera(wrong):
    assert main(["study", *wrong, "--calibration", CALIBRATION]) == 2
