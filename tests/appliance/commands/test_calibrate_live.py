"""A technician is led through a calibration, and a quarter tells whether it is right."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from appliance.commands.calibrate_live import take_views, verify_with_quarter
from calibration.flat import flat_field, linear_to_srgb
from calibration.plane import TrayView
from calibration.record import Calibration, Pedigree
from calibration.refusal import CalibrationRefused
from calibration.rim import QUARTER, Rim, hull_points, unit_circle
from calibration.solve import solve
from drivers.frame import Frame, Light, Shot
from tests.calibration.board_photographs import FLAT, SMALL_BOARD, Camera, Photographer
from tests.calibration.obedient_hand import obeyed

CAMERA = Camera()


class Technician:
    """Does as asked, and types what a script says at some steps."""

    def __init__(self, types=None):
        self.photographer = Photographer(SMALL_BOARD, CAMERA, samples=1)
        self.rng, self.asked, self.told, self.types = np.random.default_rng(0), [], [], types or {}

    def ask(self, sentence):
        self.asked.append(sentence)
        return self.types.get(len(self.asked), "")

    def say(self, sentence):
        self.told.append(sentence)

    def shoot(self):
        wish = self.asked[-1]
        if wish.startswith("Empty"):
            grey = np.full(CAMERA.size_px[::-1], 205, np.uint8)
            return Shot("empty", Frame(grey, Light.BACKLIT), Frame(np.dstack([grey] * 3), Light.TOPLIT))
        pose = FLAT if "flat on the tray" in wish else obeyed(wish, len(self.asked), self.rng)
        view = self.photographer.photograph(pose, len(self.asked))
        return Shot("view", toplit=replace(view, light=Light.TOPLIT))


def test_whoever_does_as_asked_ends_with_a_camera_that_is_known():
    hand = Technician()
    taken = take_views(hand.shoot, hand.ask, hand.say, SMALL_BOARD)
    assert len(taken.views) == 12
    solution = solve(taken.views, SMALL_BOARD, flat=taken.views[0].name)
    assert solution.lens["fx"].value == pytest.approx(CAMERA.fx, rel=0.003)
    assert any("███" in said for said in hand.told)


def test_the_last_view_can_be_taken_back_and_all_given_up():
    hand = Technician({3: "b", 5: "q"})
    with pytest.raises(CalibrationRefused, match="given up; nothing was changed"):
        take_views(hand.shoot, hand.ask, hand.say, SMALL_BOARD)
    assert hand.asked[1] == hand.asked[3] == "Lay the board flat on the tray, in the middle."


def test_a_camera_that_shows_no_board_says_so_each_time_and_ends():
    hand = Technician()
    empty = hand.shoot
    hand.asked.append("Empty")
    nothing = empty()
    with pytest.raises(CalibrationRefused, match="still not complete"):
        take_views(lambda: nothing, hand.ask, hand.say, SMALL_BOARD)
    assert sum(said.startswith("Not taken: ") for said in hand.told) == 60


SIZE_PX = 1014, 760
PX_MM = 0.11
HEIGHT_MM = 300.0
PLACES = {"middle": (0, 0), "upper left": (-36, 25), "upper right": (36, 25), "lower right": (36, -25)}
PLACES |= {"lower left": (-36, -25)}


def calibration(scale=1.0):
    """A camera straight above the tray, whose millimetres are wrong by a factor."""
    focal = HEIGHT_MM / PX_MM
    matrix = np.array([[focal, 0, (SIZE_PX[0] - 1) / 2], [0, focal, (SIZE_PX[1] - 1) / 2], [0, 0, 1.0]])
    view = TrayView(matrix, np.zeros(5), np.array([0.0, 0.0, -1.0]), HEIGHT_MM * scale, 2e-4, 0.05)
    flat = flat_field(Frame(np.full(SIZE_PX[::-1], 215, np.uint8), Light.BACKLIT))
    return Calibration(view, SIZE_PX, {Light.BACKLIT: flat}, Pedigree("2026-11-22T00:00:00+00:00", "test"))


def quarter_at(place):
    """The backlit picture of a quarter that lies there, from geometry."""
    view = calibration().view
    rim = Rim(np.array(place, np.float64), QUARTER.diameter_mm / 2, QUARTER.thickness_mm, 0.1)
    outline = view.to_px(hull_points(view, rim, unit_circle(720)))
    fine = np.ones((4 * SIZE_PX[1], 4 * SIZE_PX[0]), np.float32)
    cv2.fillPoly(fine, [np.round((outline * 4 + 1.5) * 256).astype(np.int32)], 0.01, shift=8)
    light = cv2.GaussianBlur(cv2.resize(fine, SIZE_PX, interpolation=cv2.INTER_AREA), (0, 0), 0.7)
    light = 0.68 * light + np.random.default_rng(1).normal(0, 0.003, light.shape)
    return Shot("quarter", Frame(np.round(255 * linear_to_srgb(light.clip(0, 1))).astype(np.uint8), Light.BACKLIT))


def verified(scale, types=None):
    hand = Technician(types)

    def shoot():
        return quarter_at(next(at for where, at in PLACES.items() if where in hand.asked[-1]))

    return verify_with_quarter(shoot, hand.ask, hand.say, calibration(scale))


def test_a_right_calibration_is_verified_by_a_quarter_at_five_places():
    verdict = verified(1.0)
    assert verdict.ok, verdict.reason
    assert abs(verdict.bias_mm.value) < 0.03


def test_a_scale_that_is_wrong_by_a_hundredth_is_found_out():
    verdict = verified(1.01)
    assert "square_mm" in verdict.reason
    assert verdict.bias_mm.value == pytest.approx(0.24, abs=0.05)


def test_without_a_quarter_nothing_is_verified():
    assert verified(1.0, {2: "s"}) is None
