"""The committed sample trays are whole and belong together."""

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from models_onnx.synthetic.board_views import Board, BoardPose, board_poses
from models_onnx.synthetic.sample_store import stock, store_export
from models_onnx.synthetic.samples import sample_rig

SAMPLES = Path(__file__).parents[3] / "appliance" / "samples"


def test_the_committed_store_is_the_one_the_code_makes():
    assert (SAMPLES / "catalog.csv").read_text() == store_export()


def test_skus_are_unique_and_some_begin_with_a_zero():
    skus = [row.sku for row in stock()]
    assert len(set(skus)) == len(skus)
    assert any(s.startswith("0") for s in skus)


def test_check_digits_of_upcs_are_right():
    for row in csv.DictReader(store_export().splitlines()):
        digits = [int(d) for d in row["UPC"]]
        assert (3 * sum(digits[::2]) + sum(digits[1::2])) % 10 == 0


@pytest.mark.parametrize("shot", ["tray", "handful"])
@pytest.mark.parametrize("light", ["backlit", "toplit"])
def test_pictures_are_of_the_rigs_size_and_small(shot, light):
    path = SAMPLES / shot / f"{light}.jpg"
    camera = sample_rig().camera
    assert cv2.imread(str(path)).shape[:2] == (camera.height_px, camera.width_px)
    assert path.stat().st_size < 400_000


def test_every_sample_screw_is_on_sale():
    truth = json.loads((SAMPLES / "truth.json").read_text())
    on_sale = {row.sku for row in stock()}
    screws = [p for p in [*truth["tray"], *truth["handful"]] if p["kind"] == "fastener"]
    assert len(screws) == 4
    assert {p["sku"] for p in screws} <= on_sale


def test_the_first_board_lies_flat_and_the_others_lean_without_cutting_the_tray():
    board = Board()
    poses: list[BoardPose] = board_poses(8, board, (110.0, 84.0), np.random.default_rng(0))
    size = np.array([board.squares_x, board.squares_y]) * board.square_mm
    corners = np.column_stack([np.array([[0, 0], [1, 0], [0, 1], [1, 1]]) * size, np.zeros(4)])
    heights = [(corners @ p.rotation.T + p.origin_mm)[:, 2] for p in poses]
    np.testing.assert_allclose(heights[0], 0.0, atol=1e-9)
    assert all(h.min() > 0 for h in heights[1:])
    tilts = [np.degrees(np.arccos(abs(p.rotation[2, 2]))) for p in poses[1:]]
    assert min(tilts) >= 9.9
