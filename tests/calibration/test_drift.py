from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from calibration.drift import Drift, Remedy, check_drift
from calibration.estimate import Unmeasured
from calibration.flat import flat_field
from calibration.marks import Displacement, marks_of, texture_of
from calibration.plane import TrayView
from calibration.record import Calibration, Pedigree, load, save
from calibration.refusal import CalibrationRefused
from drivers.frame import Frame, Light, Shot
from drivers.replay import read_shot
from tests.calibration.tray_photographs import Tray, photograph

BENCH = Path(__file__).parents[3] / "shared" / "bench"
U_SCALE_REL = 1.2e-4
TRAY = Tray()
LATER = replace(TRAY, dust_seed=77)  # the dust of another day


def calibrated(empty: Shot) -> Calibration:
    width, height = empty.size_px
    lens = np.array([[5150.0, 0, width / 2], [0, 5150.0, height / 2], [0, 0, 1]])
    view = TrayView(lens, np.zeros(5), np.array([0, 0, -1.0]), 300.0, U_SCALE_REL, 0.05)
    flats = {frame.light: flat_field(frame) for frame in empty.frames}
    marks = {frame.light: marks_of(texture_of(frame)) for frame in empty.frames}
    return Calibration(view, empty.size_px, flats, Pedigree("2026-01-01", "test"), marks)


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    return calibrated(TRAY.shot())


def pose_of(drift: Drift) -> Displacement:
    assert isinstance(drift.pose, Displacement), drift.pose
    return drift.pose


def remedies(drift: Drift) -> set[Remedy]:
    return {finding.remedy for finding in drift.findings}


def test_nothing_changed_but_the_dust_is_ok(calibration: Calibration) -> None:
    drift = check_drift(LATER.shot(seed=9), calibration)
    assert drift.ok, drift.findings
    assert pose_of(drift).shift_px.value < 0.05
    assert pose_of(drift).found > 30


@pytest.mark.parametrize(
    "motion",
    [
        (0.1, 0.0, 0.0, 0.0),
        (0.5, -0.3, 0.0, 0.0),
        (3.0, -2.0, 0.2, 0.0),
        (20.0, 5.0, 0.0, 0.0),
        (0.0, 0.0, 0.02, 0.0),
        (0.0, 0.0, 1.0, 0.0),
        (0.0, 0.0, 0.0, 0.0005),
        (-7.0, 12.0, -0.6, 0.01),
    ],
)
def test_a_motion_is_recovered_within_its_doubt(
    calibration: Calibration, motion: tuple[float, float, float, float]
) -> None:
    pose = pose_of(check_drift(replace(LATER, motion=motion).shot(seed=4, jpeg=True), calibration))
    for estimate, true in zip((pose.right_px, pose.down_px, pose.turn_deg, pose.scale_rel), motion, strict=True):
        assert abs(estimate.value - true) < 4 * estimate.u
    assert pose.shift_px.u < 0.03
    assert pose.turn_deg.u < 0.003
    assert pose.scale_rel.u < 5e-5


@pytest.mark.parametrize(
    ("motion", "said"),
    [
        (
            (3.4, 0.0, 0.2, 0.0),
            "the camera or the tray was knocked: the picture has moved by 3.4 px and turned by 0.20°",
        ),
        ((0.0, 0.0, 0.0, 0.001), "grown by 0.10%; calibrate again"),
        ((0.9, 0.9, 0.0, 0.0), "moved by 1.3 px; calibrate again"),
    ],
)
def test_a_knock_asks_for_a_calibration(
    calibration: Calibration, motion: tuple[float, float, float, float], said: str
) -> None:
    drift = check_drift(replace(LATER, motion=motion).shot(seed=5), calibration)
    assert remedies(drift) == {Remedy.CALIBRATE}
    assert said in drift.findings[0].sentence


@pytest.mark.parametrize("motion", [(0.5, 0.5, 0.0, 0.0), (0.0, 0.0, 0.03, 0.0), (0.0, 0.0, 0.0, 0.0002)])
def test_what_warmth_alone_does_raises_no_alarm(
    calibration: Calibration, motion: tuple[float, float, float, float]
) -> None:
    assert check_drift(replace(LATER, motion=motion).shot(seed=6), calibration).ok


@pytest.mark.parametrize("later", [replace(LATER, pits=0, scratches=0, dust=40), replace(LATER, motion=(300, 0, 0, 0))])
def test_where_no_mark_is_found_again_the_pose_cannot_be_told(calibration: Calibration, later: Tray) -> None:
    drift = check_drift(later.shot(seed=2), calibration)
    assert isinstance(drift.pose, Unmeasured)
    assert "wiped off, or the picture moved by more than 120 px" in drift.pose.reason


def test_a_tray_without_marks_cannot_tell_the_pose() -> None:
    bare = Tray(pits=0, scratches=0, dust=0)
    drift = check_drift(bare.shot(seed=3), calibrated(bare.shot()))
    assert isinstance(drift.pose, Unmeasured)
    assert "only 0 marks" in drift.pose.reason
    assert drift.ok


def test_dust_that_was_swept_never_looks_like_a_knock() -> None:
    dusty = Tray(pits=0, scratches=0, dust=60)
    calibration = calibrated(dusty.shot())
    for seed in range(8):
        drift = check_drift(replace(dusty, dust_seed=500 + seed).shot(seed), calibration)
        assert not drift.pose
        assert drift.ok


def test_marks_of_the_camera_itself_do_not_hide_a_knock(calibration: Calibration) -> None:
    """Hot pixels and dust on the sensor stand still while the tray's marks move."""
    own = Tray(pits=25, scratches=0, dust=0, seed=5, level=1.0)
    shade = own.light() / replace(own, pits=0).light()
    before = photograph(TRAY.light() * shade, seed=1)
    after = photograph(replace(LATER, motion=(4.0, 3.0, 0.1, 0.0)).light() * shade, seed=2)
    drift = check_drift(Shot("after", after), calibrated(Shot("before", before)))
    assert pose_of(drift).right_px.value == pytest.approx(4.0, abs=0.05)
    assert remedies(drift) == {Remedy.CALIBRATE}


def test_false_alarms_are_rare_and_the_doubt_is_honest(calibration: Calibration) -> None:
    off = []
    for seed in range(20):
        drift = check_drift(replace(LATER, dust_seed=200 + seed).shot(seed + 50, jpeg=seed % 2 == 0), calibration)
        assert drift.ok, drift.findings
        pose = pose_of(drift)
        off += [e.value / e.u for e in (pose.right_px, pose.down_px, pose.turn_deg, pose.scale_rel)]
    assert np.abs(off).max() < 4
    assert 0.3 < np.std(off) < 1.3


@pytest.mark.parametrize("change", [-0.3, -0.12, 0.15])
def test_a_changed_lamp_asks_for_a_new_empty_tray(calibration: Calibration, change: float) -> None:
    drift = check_drift(replace(LATER, level=0.6 * (1 + change)).shot(seed=7), calibration)
    assert remedies(drift) == {Remedy.RETAKE_EMPTY}
    assert f"has changed by {change:+.0%}: re-take the empty tray" in drift.findings[0].sentence
    assert drift.lamps[0].greatest_level_rel == pytest.approx(change, abs=0.005)


@pytest.mark.parametrize("change", [-0.05, 0.05])
def test_a_lamp_that_every_shot_takes_out_raises_no_alarm(calibration: Calibration, change: float) -> None:
    assert check_drift(replace(LATER, level=0.6 * (1 + change)).shot(seed=8), calibration).ok


def test_a_lamp_that_leans_is_told_apart_from_one_that_dims(calibration: Calibration) -> None:
    drift = check_drift(replace(LATER, tilt=0.06).shot(seed=8), calibration)
    assert drift.lamps[0].tilt_rel == pytest.approx(0.12, abs=0.01)
    assert "spread otherwise" in drift.findings[0].sentence


def test_a_white_balance_that_changed_shows_in_its_channel(calibration: Calibration) -> None:
    shot = LATER.shot(seed=3)
    assert shot.toplit is not None
    blue = shot.toplit.pixels.copy()
    blue[..., 0] = np.round(blue[..., 0] * 0.9)
    drift = check_drift(Shot("blue", shot.backlit, Frame(blue, Light.TOPLIT)), calibration)
    assert drift.lamps[1].level_rel[0] == pytest.approx(0.9**2.3 - 1, abs=0.02)
    assert drift.lamps[1].level_rel[1:] == pytest.approx([0, 0], abs=0.005)


def test_a_picture_that_is_white_asks_for_a_shorter_exposure(calibration: Calibration) -> None:
    drift = check_drift(replace(LATER, level=1.1).shot(seed=3), calibration)
    assert "is white: shorten the exposure" in drift.findings[-1].sentence


def with_backlit(light: NDArray[np.float32]) -> Shot:
    return Shot("backlit", photograph(light, seed=31))


def test_new_specks_are_found_and_old_marks_are_not_counted(calibration: Calibration) -> None:
    clean = replace(LATER, dust=0)
    before = check_drift(with_backlit(clean.light()), calibration)
    assert len(before.dirt[0].specks_xy_px) < 5
    light = clean.light()
    places = np.random.default_rng(2).uniform((15, 15), np.array(TRAY.size_px) - 15, (90, 2)).astype(int)
    for x, y in places:
        cv2.circle(light, (int(x), int(y)), 2, 0.2, -1)
    drift = check_drift(with_backlit(light), calibration)
    found = np.array(drift.dirt[0].specks_xy_px)
    near = np.linalg.norm(places[:, None] - found[None], axis=-1).min(axis=1) < 4
    assert near.mean() > 0.85  # some cover an old mark, some touch
    assert remedies(drift) == {Remedy.WIPE}
    assert "wipe the tray" in drift.findings[0].sentence


@pytest.mark.parametrize("depth", [0.025, 0.1])
def test_a_fingerprint_is_a_smudge(calibration: Calibration, depth: float) -> None:
    light = LATER.light()
    x, y = np.meshgrid(np.arange(light.shape[1]), np.arange(light.shape[0]))
    light *= (1 - depth * np.exp(-(((x - 400) / 60) ** 2 + ((y - 300) / 40) ** 2))).astype(np.float32)
    drift = check_drift(with_backlit(light), calibration)
    assert [f.sentence for f in drift.findings] == ["wipe the tray: 1 smudge on it"]
    assert drift.dirt[0].smudges_xy_px[0] == pytest.approx((400, 300), abs=12)


def test_a_tray_that_is_not_empty_is_refused(calibration: Calibration) -> None:
    light = LATER.light()
    light[300:336, 200:420] *= 0.05
    with pytest.raises(CalibrationRefused, match="something lies on the tray in the backlit frame"):
        check_drift(with_backlit(light), calibration)


def test_a_hair_is_dirt_and_no_object(calibration: Calibration) -> None:
    light = LATER.light()
    cv2.ellipse(light, (500, 400), (120, 80), 20, 0, 200, 0.2, 2)
    assert check_drift(with_backlit(light), calibration).dirt[0].specks_xy_px


def test_the_marks_survive_the_file(calibration: Calibration, tmp_path: Path) -> None:
    save(calibration, tmp_path / "cal.json")
    assert (tmp_path / "cal.json").stat().st_size < 200_000
    again = load(tmp_path / "cal.json")
    assert again.ident == calibration.ident
    shot = LATER.shot(seed=1)
    assert check_drift(shot, again) == check_drift(shot, calibration)


def test_a_calibration_without_marks_cannot_tell_the_pose(calibration: Calibration) -> None:
    drift = check_drift(LATER.shot(seed=1), replace(calibration, marks={}))
    assert isinstance(drift.pose, Unmeasured)
    assert "calibrate again" in drift.pose.reason


def test_a_calibration_without_an_empty_tray_is_refused(calibration: Calibration) -> None:
    with pytest.raises(CalibrationRefused, match="knows no empty tray"):
        check_drift(LATER.shot(), replace(calibration, flats={}, marks={}))


def test_a_picture_of_another_size_is_refused(calibration: Calibration) -> None:
    with pytest.raises(CalibrationRefused, match="the picture is 640 x 480"):
        check_drift(replace(LATER, size_px=(640, 480)).shot(), calibration)


def test_twice_the_pixels_are_measured_in_their_own() -> None:
    fine = Tray(size_px=(4056, 3040), dust=10, scratches=0, pits=80)
    calibration = calibrated(with_backlit(fine.light()))
    later = replace(fine, dust_seed=3, motion=(6.0, -3.0, 0.05, 0.0))
    pose = pose_of(check_drift(with_backlit(later.light()), calibration))
    assert pose.right_px.value == pytest.approx(6.0, abs=0.1)
    assert pose.down_px.value == pytest.approx(-3.0, abs=0.1)


@pytest.mark.skipif(not BENCH.is_dir(), reason="the benchmark is not here")
@pytest.mark.parametrize("rig", ["a", "b"])
def test_a_path_traced_tray_agrees_with_itself_and_not_with_its_scenes(rig: str) -> None:
    empty = read_shot(BENCH / "rigs" / rig / "empty")
    calibration = calibrated(empty)
    assert check_drift(empty, calibration).ok
    with pytest.raises(CalibrationRefused, match="on the tray"):
        check_drift(read_shot(sorted((BENCH / "scenes").iterdir())[0]), calibration)
