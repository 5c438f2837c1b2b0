"""A technician led through a calibration by the screen, one touch a step."""

from dataclasses import replace

import numpy as np
import pytest

from appliance.screen.staff.calibrating import QUARTER_PLACES, Calibrator, Step
from calibration.estimate import Estimate, Unmeasured
from calibration.record import load, save
from calibration.session import Ask
from calibration.verification import Place
from drivers.faults import Device, DeviceSilent
from drivers.frame import Frame, Light, Shot
from tests.calibration.board_photographs import FLAT, SMALL_BOARD, Camera, Photographer
from tests.calibration.obedient_hand import obeyed

CAMERA = Camera()


def of_grey(level) -> Shot:
    grey = np.full(CAMERA.size_px[::-1], level, np.uint8)
    return Shot("empty", Frame(grey, Light.BACKLIT), Frame(np.dstack([grey] * 3), Light.TOPLIT))


class Technician:
    """Does as the stage asks, and touches `next`."""

    def __init__(self):
        self.photographer = Photographer(SMALL_BOARD, CAMERA, samples=1)
        self.rng, self.turn, self.kept = np.random.default_rng(0), 0, []
        self.calibrator = Calibrator(self.shoot, self.kept.append, SMALL_BOARD)
        self.instead = None

    def shoot(self):
        self.turn += 1
        if isinstance(self.instead, Exception):
            raise self.instead
        if self.instead is not None:
            return self.instead
        asks = self.calibrator.stage.asks
        if asks is None:
            return of_grey(205)
        pose = FLAT if asks.ask is Ask.FLAT else obeyed(asks.sentence, self.turn, self.rng)
        view = self.photographer.photograph(pose, self.turn)
        return Shot("view", toplit=replace(view, light=Light.TOPLIT))

    def until(self, step, most=40):
        for _ in range(most):
            if self.calibrator.stage.step is step:
                return self.calibrator.stage
            self.calibrator.take()
        raise AssertionError(f"{self.calibrator.stage}")


@pytest.fixture(scope="module")
def solved():
    """Somebody who has come as far as the quarter."""
    hand = Technician()
    hand.until(Step.QUARTER)
    return hand


def fresh_at_quarter(solved, monkeypatch, places):
    """The same once more, with quarters measured at those places."""
    found = iter(places)
    monkeypatch.setattr("appliance.screen.staff.calibrating.quarter_at", lambda *_: next(found))
    again = Technician()
    again.calibrator._session, again.calibrator._solved = solved.calibrator._session, solved.calibrator._solved
    again.calibrator.stage = solved.calibrator.stage
    again.instead = of_grey(205)
    return again


CORNERS = [(0, 0), (-30, 22), (30, 22), (30, -22), (-30, -22)]


def quarters(off_mm=0.0):
    return [Place(at, Estimate(24.26 + off_mm, 0.005)) for at in CORNERS]


def test_whoever_does_as_asked_ends_with_a_camera_that_is_known(solved):
    stage = solved.calibrator.stage
    assert stage.views >= 12
    assert all(all(row) for row in stage.covered)
    assert len(stage.sides) >= 6
    assert stage.reprojection_px < 0.2
    assert stage.um_per_px == pytest.approx(1e3 * solved.calibrator._solved.view.mm_per_px())
    assert stage.quarter == "middle"
    assert solved.kept == []


def test_the_empty_tray_comes_first_then_the_board_flat():
    hand = Technician()
    assert hand.calibrator.stage.step is Step.EMPTY
    assert hand.calibrator.take().asks.ask is Ask.FLAT
    assert hand.calibrator.take().asks.ask is Ask.PROP_UP


def test_a_view_without_a_board_is_not_taken_and_says_why():
    hand = Technician()
    hand.calibrator.take()
    hand.instead = of_grey(128)
    stage = hand.calibrator.take()
    assert (stage.refused, stage.views) == ("no_board", 0)
    hand.instead = None
    assert hand.calibrator.take().refused == ""


def test_the_same_view_twice_is_not_taken():
    hand = Technician()
    hand.until(Step.VIEW)
    hand.calibrator.take()
    hand.instead = Shot("view", toplit=replace(hand.photographer.photograph(FLAT, 2), light=Light.TOPLIT))
    assert hand.calibrator.take().refused == "same"


def test_a_camera_that_does_not_answer_is_told_and_can_be_tried_again():
    hand = Technician()
    hand.instead = DeviceSilent("No picture came.", Device.CAMERA)
    stage = hand.calibrator.take()
    assert (stage.step, stage.refused, stage.says) == (Step.EMPTY, "camera", "No picture came.")
    hand.instead = None
    assert hand.calibrator.take().step is Step.VIEW


def test_the_last_view_can_be_taken_back():
    hand = Technician()
    hand.calibrator.take()
    hand.calibrator.take()
    assert hand.calibrator.undo().views == 0
    assert hand.calibrator.undo().asks.ask is Ask.FLAT


def test_quarters_that_measure_right_end_it_and_it_is_kept_when_wanted(solved, monkeypatch, tmp_path):
    hand = fresh_at_quarter(solved, monkeypatch, quarters())
    asked = []
    for _ in CORNERS:
        asked.append(hand.calibrator.stage.quarter)
        hand.calibrator.take()
    assert tuple(asked) == QUARTER_PLACES
    assert hand.calibrator.stage.verdict == "right"
    assert hand.kept == []
    assert hand.calibrator.save().step is Step.KEPT
    save(hand.kept[0], tmp_path / "calibration.json")
    assert load(tmp_path / "calibration.json").ident == hand.kept[0].ident


def test_quarters_that_measure_wrong_say_so_by_how_much(solved, monkeypatch):
    hand = fresh_at_quarter(solved, monkeypatch, quarters(0.5))
    stage = hand.until(Step.DONE)
    assert stage.verdict == "wrong"
    assert stage.bias_um == pytest.approx(500, abs=1)
    assert stage.says


def test_quarters_all_in_one_place_are_laid_down_anew(solved, monkeypatch):
    hand = fresh_at_quarter(solved, monkeypatch, [Place((0, 0), Estimate(24.26, 0.005))] * 5)
    for _ in CORNERS:
        hand.calibrator.take()
    assert (hand.calibrator.stage.step, hand.calibrator.stage.refused) == (Step.QUARTER, "too_near")
    assert hand.calibrator.stage.quarters == 0


def test_what_is_no_quarter_is_asked_for_again(solved, monkeypatch):
    nothing = Unmeasured("there are 0 things on the tray"), Unmeasured("it is 20 mm, so it is none, or ...")
    hand = fresh_at_quarter(solved, monkeypatch, [*nothing, quarters()[0]])
    assert hand.calibrator.take().refused == "not_alone"
    assert hand.calibrator.take().refused == "no_quarter"
    assert hand.calibrator.take().quarter == "upper left corner"
    assert hand.calibrator.undo().quarter == "middle"


def test_without_a_quarter_it_can_be_kept_unverified(solved, monkeypatch):
    hand = fresh_at_quarter(solved, monkeypatch, [])
    assert hand.calibrator.skip().verdict == "skipped"
    hand.calibrator.save()
    assert len(hand.kept) == 1
