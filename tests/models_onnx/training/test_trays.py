"""The locator's lessons: close-ups hold the thing and its map; what is shipped looks at pictures of any size."""

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("embreex")

from models_onnx.locator import BACKGROUND, HEIGHT_PX, LABELS, WIDTH_PX, load_locator  # noqa: E402 - torch first
from models_onnx.synthetic.shards import stored  # noqa: E402
from models_onnx.training.networks import FindNetwork  # noqa: E402
from models_onnx.training.patches import Patches, Pixels  # noqa: E402
from models_onnx.training.ship_locator import ship_locator  # noqa: E402
from models_onnx.training.trays import close_ups_of, find_loss  # noqa: E402

BOX = (400, 300, 520, 340)


def photograph():
    """A grey bar on a brown table."""
    picture = np.full((600, 800, 3), (60, 90, 130), np.uint8)
    index = np.zeros((600, 800), np.uint8)
    x0, y0, x1, y1 = BOX
    picture[y0:y1, x0:x1] = 200
    index[y0:y1, x0:x1] = 1
    return stored(None, picture, index, {"kind": "photos", "things": [{"label": "fastener", "box_px": BOX}]}, 95)


def test_a_close_up_shows_the_thing_where_its_map_says():
    views = list(close_ups_of(photograph(), np.random.default_rng(0)))
    assert views
    for planes, where in views:
        assert planes.shape == (4, HEIGHT_PX, WIDTH_PX)
        assert not planes[0].any()  # a photograph has no backlight
        assert where.any()
        bright = cv2.resize(planes[1], where.shape[::-1], interpolation=cv2.INTER_AREA) > 120
        assert (bright == (where > 0)).mean() > 0.97


def test_close_ups_come_at_many_scales():
    shares = [(where > 0).mean() for k in range(8) for _, where in close_ups_of(photograph(), np.random.default_rng(k))]
    assert max(shares) > 8 * min(shares)


def test_the_loss_is_least_where_the_map_is_right(monkeypatch):
    monkeypatch.setattr(torch, "rand", lambda *_: torch.ones(()))  # no picture is turned over
    where = torch.from_numpy(np.stack([w for _, w in close_ups_of(photograph(), np.random.default_rng(1))]).astype(int))
    truth = torch.nn.functional.one_hot(where, len(LABELS)).permute(0, 3, 1, 2).float()
    pixels = torch.zeros(len(where), 4, 8, 8)
    right, wrong = (float(find_loss(lambda _, k=k: k * truth, pixels, where)) for k in (8.0, -8.0))
    assert right < 0.2 * wrong


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's, of its older exporter
def test_what_is_shipped_looks_at_pictures_of_any_size(tmp_path):
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    pixels = rng.integers(1, 255, (4, 4, HEIGHT_PX, WIDTH_PX), dtype=np.uint8)
    maps = rng.integers(0, 4, (4, HEIGHT_PX // 2, WIDTH_PX // 2)).astype(np.int16)
    held = Patches(Pixels([pixels]), maps, np.array(["trays"] * 2 + ["photos"] * 2), np.zeros(4, np.float32))
    ship_locator(FindNetwork(), held, {"data": "noise"}, "noise", tmp_path)
    locator = load_locator(tmp_path)
    assert locator is not None
    for size in ((40, 90), (200, 333)):
        odds = locator.close_up(rng.random((*size, 3), np.float32))
        assert odds.shape == (len(LABELS), *size)
        assert odds.sum(axis=0) == pytest.approx(1.0, abs=1e-3)
        assert odds[BACKGROUND].min() >= 0
    assert "photos" in (tmp_path / "cards" / "locator.md").read_text()
