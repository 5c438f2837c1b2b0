import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.coin import QuarterFit, find_quarter, quarter_on_tray
from calibration.estimate import Estimate, Unmeasured
from calibration.plane import TrayView
from calibration.rim import Rim, hull_points, unit_circle
from drivers.frame import Frame, Light
from tests.calibration.coin_photograph import SIZE_PX, phone_view, photograph

BENCH = Path(__file__).parents[3] / "shared" / "bench" / "photos"


def tray_view(tilt_x: float = 0.004, tilt_y: float = -0.002) -> TrayView:
    normal = np.array([tilt_x, tilt_y, -1.0])
    matrix = np.array([[5150.0, 0, 1010], [0, 5150.0, 755], [0, 0, 1]])
    distortion = np.array([-0.07, 0.08, 0, 0, 0.0])
    return TrayView(matrix, distortion, normal / np.linalg.norm(normal), 299.0, 0.0003, 0.2)


def silhouette(
    view: TrayView, diameter_mm: float, thickness_mm: float, centre_xy_mm: tuple[float, float]
) -> np.ndarray:
    rim = Rim(np.array(centre_xy_mm), diameter_mm / 2, thickness_mm, 0.1)
    return view.to_px(hull_points(view, rim, unit_circle(600)))


def rough_outline(view: TrayView, centre_xy_mm: np.ndarray) -> np.ndarray:
    """As a segmentation leaves it: some pixels off, out of round."""
    ring = view.to_px(hull_points(view, Rim(centre_xy_mm, 12.13, 1.75, 0.1), unit_circle(400)))
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    return ring + unit_circle(400) * (1.0 + 1.2 * np.cos(2 * turn + 1) + np.cos(turn))[:, None]


class TestOnTheTray:
    @settings(max_examples=30, deadline=None)
    @given(st.floats(-38, 38), st.floats(-25, 25), st.floats(-0.001, 0.001))
    def test_a_quarter_is_known_wherever_it_lies_worn_or_not(self, x, y, wear):
        verdict = quarter_on_tray(silhouette(tray_view(), 24.26 * (1 + wear), 1.75, (x, y)), tray_view())
        assert verdict.p > 0.99
        assert isinstance(verdict.diameter_mm, Estimate)
        assert verdict.diameter_mm.value == pytest.approx(24.26 * (1 + wear), abs=0.003)

    @pytest.mark.parametrize(
        ("what", "diameter_mm", "thickness_mm"),
        [
            ("nickel", 21.21, 1.95),
            ("penny", 19.05, 1.52),
            ("dime", 17.91, 1.35),
            ("button", 23.0, 3.0),
            ("token", 25.0, 1.8),
        ],
    )
    def test_other_round_things_are_not_quarters(self, what, diameter_mm, thickness_mm):
        verdict = quarter_on_tray(silhouette(tray_view(), diameter_mm, thickness_mm, (10, -8)), tray_view())
        assert verdict.p < 0.05, what
        assert "24.26" in verdict.reason

    def test_a_washer_is_no_quarter(self):
        hole = silhouette(tray_view(), 10.0, 0.1, (0, 0))
        verdict = quarter_on_tray(silhouette(tray_view(), 24.26, 1.75, (0, 0)), tray_view(), (hole,))
        assert verdict.p == 0
        assert "opening" in verdict.reason

    def test_a_hexagon_as_wide_as_a_quarter_is_none(self):
        corner = np.linspace(0, 2 * np.pi, 6, endpoint=False)
        hexagon = 13 * np.column_stack([np.cos(corner), np.sin(corner)])
        along = np.linspace(0, 6, 300, endpoint=False)
        edge = np.column_stack([np.interp(along, range(7), np.append(hexagon[:, i], hexagon[0, i])) for i in (0, 1)])
        assert quarter_on_tray(tray_view().to_px(edge), tray_view()).p == 0

    def test_the_flat_scale_would_read_it_too_wide(self):
        outline_mm = tray_view().to_tray_xy_mm(silhouette(tray_view(), 24.26, 1.75, (0, 0)))
        flat_mm = float(np.ptp(outline_mm[:, 0]))
        assert flat_mm > 24.26 * 1.005


class TestInAPhotograph:
    @pytest.mark.parametrize(
        ("ground", "seed", "tilt_deg", "towards_deg", "at_px"),
        [
            ("wood", 1, 0.0, 0, (700, 480)),
            ("wood", 2, 8.0, 60, (300, 250)),
            ("cloth", 3, 5.0, 200, (650, 300)),
            ("paper", 4, 9.0, 310, (380, 500)),
        ],
    )
    def test_the_scale_comes_out_within_three_u_and_two_per_cent(self, ground, seed, tilt_deg, towards_deg, at_px):
        slope, turn = np.tan(np.radians(tilt_deg)), np.radians(towards_deg)
        view = phone_view(0.09, 160.0, (slope * np.cos(turn), slope * np.sin(turn)))
        centre = view.to_tray_xy_mm([at_px])[0]
        frame = Frame(photograph(view, centre, ground, seed), Light.AMBIENT)
        found = find_quarter(frame, [rough_outline(view, centre)])
        assert isinstance(found, QuarterFit)
        error_rel = found.mm_per_px / 0.09 - 1
        assert abs(error_rel) < min(3 * found.u_rel, 0.02)
        assert found.view.u_scale_rel == found.u_rel
        assert abs(found.view.height_mm - 160) < 3 * found.view.u_height_mm
        assert found.p > 0.7

    def test_a_known_focal_length_gives_the_height(self):
        view = phone_view(0.09, 120.0)
        centre = view.to_tray_xy_mm([(640, 420)])[0]
        frame = Frame(photograph(view, centre, "paper", 5), Light.AMBIENT)
        focal_35mm = view.camera_matrix[0, 0] / np.hypot(*SIZE_PX) * np.hypot(36, 24)
        found = find_quarter(frame, [rough_outline(view, centre)], focal_35mm=focal_35mm)
        assert isinstance(found, QuarterFit)
        assert found.view.height_mm == pytest.approx(120, rel=0.15)

    def test_a_photograph_of_twice_the_pixels_gives_half_the_scale(self):
        view = phone_view(0.065, 160.0)
        centre = view.to_tray_xy_mm([(560, 400)])[0]
        pixels = photograph(view, centre, "paper", 8)
        outline = rough_outline(view, centre)
        large = cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)
        once = find_quarter(Frame(pixels, Light.AMBIENT), [outline])
        twice = find_quarter(Frame(np.asarray(large, np.uint8), Light.AMBIENT), [(outline + 0.5) * 2 - 0.5])
        assert isinstance(once, QuarterFit)
        assert isinstance(twice, QuarterFit)
        assert twice.mm_per_px == pytest.approx(once.mm_per_px / 2, rel=0.003)
        np.testing.assert_allclose(twice.centre_xy_px, (once.centre_xy_px + 0.5) * 2 - 0.5, atol=1.5)

    def test_copper_is_not_taken_for_a_quarter(self):
        view = phone_view(0.09, 160.0)
        centre = view.to_tray_xy_mm([(500, 400)])[0]
        frame = Frame(photograph(view, centre, "paper", 6, tint=(0.12, 0.25, 0.6)), Light.AMBIENT)
        found = find_quarter(frame, [rough_outline(view, centre)])
        assert isinstance(found, Unmeasured)
        assert "look like a quarter" in found.reason

    def test_nothing_round_means_no_scale(self):
        square = np.array([[0, 0], [1, 0], [1, 1], [0, 1.0]]).repeat(10, axis=0) * 200 + 100
        frame = Frame(np.full((600, 800, 3), 128, np.uint8), Light.AMBIENT)
        assert not find_quarter(frame, [square])
        assert not find_quarter(frame, [])

    def test_a_washer_means_no_scale(self):
        frame = Frame(np.full((600, 800, 3), 128, np.uint8), Light.AMBIENT)
        ring = unit_circle(200) * 100 + [400, 300]
        assert not find_quarter(frame, [ring], [(ring * 0.4 + [240, 180],)])

    def test_two_alike_cannot_be_told_apart(self):
        frame = Frame(np.full((600, 800, 3), 128, np.uint8), Light.AMBIENT)
        found = find_quarter(frame, [unit_circle(200) * 100 + [200, 300], unit_circle(200) * 98 + [560, 300]])
        assert isinstance(found, Unmeasured)
        assert "several" in found.reason

    def test_one_cut_off_by_the_border_means_no_scale(self):
        frame = Frame(np.full((600, 800, 3), 128, np.uint8), Light.AMBIENT)
        assert not find_quarter(frame, [unit_circle(200) * 100 + [100, 300]])


@pytest.mark.skipif(not BENCH.exists(), reason="the benchmark does not lie beside the repository")
@pytest.mark.parametrize("name", ["d060", "d063"])
def test_the_bench_quarter_gives_the_scale_within_one_per_cent(name):
    truth = json.loads((BENCH / name / "truth.json").read_text())
    mask = cv2.imread(str(BENCH / name / "mask.png"), cv2.IMREAD_UNCHANGED)
    coin = 1 + [p["kind"] for p in truth["parts"]].index("coin")
    contours, _ = cv2.findContours((mask == coin).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    frame = Frame(np.asarray(cv2.imread(str(BENCH / name / "photo.jpg")), np.uint8), Light.AMBIENT)
    found = find_quarter(frame, [max(contours, key=len)[:, 0].astype(float)])
    assert isinstance(found, QuarterFit)
    assert found.mm_per_px == pytest.approx(truth["mm_per_px_at_tray"], rel=0.01)
