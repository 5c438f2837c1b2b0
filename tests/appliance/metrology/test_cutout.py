from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from appliance.metrology.cutout import Cutout, cut_out, label_map, strangeness
from appliance.metrology.follow import EdgeFollower
from drivers.frame import Frame, Light

BENCH = Path(__file__).parents[4] / "shared" / "bench" / "photos"
SIZE_PX = (800, 600)


def coded(light: NDArray[np.float64], seed: int) -> Frame:
    """An sRGB photograph of this linear light, with lens blur and noise."""
    light = cv2.GaussianBlur(light.astype(np.float32), (0, 0), 0.8)
    light = np.clip(light + np.random.default_rng(seed).normal(size=light.shape) * 0.004, 0, 1)
    srgb = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return Frame(np.round(255 * srgb).astype(np.uint8), Light.AMBIENT)


def ground(kind: str, seed: int) -> NDArray[np.float64]:
    """Linear light of a table: wood, brushed steel with glare, cloth or paper, brighter to one side."""
    grain = np.random.default_rng(seed).normal(size=SIZE_PX[::-1]).astype(np.float32)
    y, x = np.mgrid[: SIZE_PX[1], : SIZE_PX[0]]
    if kind == "wood":
        grain = cv2.GaussianBlur(grain, (0, 0), sigmaX=12, sigmaY=1.3)
        shade, colour = 1 + 0.2 * np.minimum(grain / grain.std(), 0.5), (0.13, 0.22, 0.36)
    elif kind == "steel":
        grain = cv2.GaussianBlur(grain, (0, 0), sigmaX=40, sigmaY=0.7)
        glare = np.exp(-((x - 780) ** 2 + (y - 590) ** 2) / 120**2)
        shade, colour = 1 + 0.04 * grain / grain.std() + 2 * glare, (0.42, 0.4, 0.38)
    elif kind == "cloth":
        shade, colour = 1 + 0.2 * np.sin(0.9 * x) * np.sin(0.9 * y), (0.12, 0.1, 0.1)
    else:
        shade, colour = 1 + 0.02 * grain, (0.6, 0.62, 0.65)
    return (np.clip(shade, 0.2, 4) * (0.85 + 0.3 * x / SIZE_PX[0]))[..., None] * np.array(colour)


def bolt_mask(scale: int = 1) -> NDArray[np.uint8]:
    """A headed shape, slanted."""
    shape = np.array(
        [[0, -28], [40, -28], [40, -11], [250, -11], [258, 0], [250, 11], [40, 11], [40, 28], [0, 28]], float
    )
    turn = np.array([[0.9, 0.436], [-0.436, 0.9]]) @ np.eye(2)
    mask = np.zeros((SIZE_PX[1] * scale, SIZE_PX[0] * scale), np.uint8)
    cv2.fillPoly(mask, [np.round((shape @ turn + [430, 400]) * scale * 16).astype(np.int32)], 1, shift=4)
    return mask


def with_disc_and_bolt(kind: str, seed: int, shadow: float = 0.5) -> tuple[Frame, list[NDArray[np.uint8]]]:
    light = ground(kind, seed)
    disc = cv2.circle(np.zeros(SIZE_PX[::-1], np.uint8), (220, 200), 90, 1, -1)
    masks = [disc, bolt_mask()]
    for mask in masks:
        fallen = cv2.GaussianBlur(np.roll(mask, (7, 9), (0, 1)).astype(np.float32), (0, 0), 6)
        light *= (1 - shadow * fallen)[..., None]
    light[masks[0] > 0] = (0.24, 0.26, 0.27)
    y, x = np.nonzero(masks[1])
    gleam = 0.12 + 0.7 * np.exp(-(((y - 400) + 0.48 * (x - 430) + 6) ** 2) / 30)
    light[masks[1] > 0] = gleam[:, None] * np.array([1.0, 0.98, 0.95])
    return coded(light, seed), masks


def overlap(cutout: Cutout, mask: NDArray[np.uint8]) -> float:
    filled = cv2.fillPoly(np.zeros_like(mask), [np.round(cutout.outline_xy_px).astype(np.int32)], 1)
    return float((filled & mask).sum() / (filled | mask).sum())


@pytest.mark.parametrize("kind", ["wood", "steel", "cloth", "paper"])
def test_disc_and_bolt_come_out_whole_and_nothing_else_does(kind):
    frame, masks = with_disc_and_bolt(kind, seed=1)
    found = cut_out(frame)
    assert len(found) == 2
    assert overlap(found[0], masks[0]) > 0.96
    assert overlap(found[1], masks[1]) > 0.85
    assert not any(c.touches_border for c in found)


@pytest.mark.parametrize("kind", ["wood", "steel", "cloth", "paper"])
def test_bare_ground_holds_nothing(kind):
    assert cut_out(coded(ground(kind, seed=2), 2)) == []


def test_a_shadow_alone_is_no_thing():
    light = ground("paper", 3)
    fallen = cv2.GaussianBlur(bolt_mask().astype(np.float32), (0, 0), 8)
    assert cut_out(coded(light * (1 - 0.5 * fallen)[..., None], 3)) == []


def test_a_washer_shows_its_hole():
    light = ground("paper", 4)
    ring = cv2.circle(np.zeros(SIZE_PX[::-1], np.uint8), (400, 300), 100, 1, -1)
    ring = cv2.circle(ring, (400, 300), 45, 0, -1)
    light[ring > 0] = (0.1, 0.13, 0.2)
    (washer,) = cut_out(coded(light, 4))
    assert len(washer.holes_xy_px) == 1
    assert cv2.contourArea(washer.holes_xy_px[0].astype(np.float32)) == pytest.approx(np.pi * 45**2, rel=0.05)
    labels = label_map([washer], SIZE_PX)
    assert labels[300, 400] == 0
    assert labels[300, 325] == 1


def test_a_thing_cut_off_by_the_border_says_so():
    light = ground("paper", 5)
    light[200:300, 700:] = (0.05, 0.06, 0.1)
    (cut_off,) = cut_out(coded(light, 5))
    assert cut_off.touches_border


def test_a_grey_photograph_works_too():
    light = ground("paper", 6)
    light[bolt_mask() > 0] = 0.05
    frame = coded(light, 6)
    grey = Frame(np.asarray(cv2.cvtColor(frame.pixels, cv2.COLOR_BGR2GRAY), np.uint8), Light.AMBIENT)
    (bolt,) = cut_out(grey)
    assert overlap(bolt, bolt_mask()) > 0.9


def test_the_same_picture_gives_the_same_outline_twice():
    frame, _ = with_disc_and_bolt("wood", seed=7)
    first, second = cut_out(frame), cut_out(frame)
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a.outline_xy_px, b.outline_xy_px)


def test_a_thing_is_stranger_than_all_but_the_oddest_grain():
    frame, masks = with_disc_and_bolt("wood", seed=8)
    strange = strangeness(frame.pixels)
    assert np.median(strange[masks[0] > 0]) > 2 * np.percentile(strangeness(coded(ground("wood", 8), 8).pixels), 99)


def test_an_outline_settles_on_the_edge_to_a_tenth_of_a_pixel():
    big = cv2.circle(np.zeros((2400, 2400), np.float32), (1200, 1200), 640, 1.0, -1, cv2.LINE_AA)
    disc = cv2.resize(big, (300, 300), interpolation=cv2.INTER_AREA)
    frame = coded(np.repeat((0.5 - 0.4 * disc)[..., None], 3, axis=2), 9)
    turn = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    rough = 149.56 + (81 + np.cos(5 * turn))[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    outline, _, u_edge_px = EdgeFollower(frame.pixels).follow(rough, 3.0)
    radius = np.linalg.norm(outline - 149.56, axis=1)
    assert radius.mean() == pytest.approx(80, abs=0.1)
    assert radius.std() < 0.15
    assert u_edge_px < 0.3


@pytest.mark.skipif(not BENCH.exists(), reason="the benchmark does not lie beside the repository")
@pytest.mark.parametrize("name", ["d058", "d059"])
def test_on_a_bench_photo_every_part_is_found_and_no_ghost(name):
    frame = Frame(np.asarray(cv2.imread(str(BENCH / name / "photo.jpg")), np.uint8), Light.AMBIENT)
    mask = cv2.imread(str(BENCH / name / "mask.png"), cv2.IMREAD_UNCHANGED)
    found = cut_out(frame)
    assert len(found) == mask.max()
    for part in range(1, mask.max() + 1):
        assert max(overlap(c, (mask == part).astype(np.uint8)) for c in found) > 0.75
