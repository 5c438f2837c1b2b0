"""Finishes told by colour: photographs are made from published reflectances, and the finish is recovered."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models_onnx.colour import FEATURES, finish_features, finish_odds
from models_onnx.training.finish_colours import LAMPS, SURFACES, photograph
from models_onnx.vocabulary import Finish

# Told from the rest by colour alone, whatever the lamp.
COLOURED = [Finish.YELLOW_ZINC, Finish.BRASS, Finish.BLACK, Finish.COPPER, Finish.BRONZE]
STEELY = [Finish.ZINC, Finish.STAINLESS, Finish.NICKEL, Finish.GALVANIZED]


def made(finish, lamp, seed, which=0):
    return photograph(finish, which, lamp, np.random.default_rng(seed))


def even_crop(bgr, size=60, noise=0.004, seed=0):
    """A flat, matt thing of one colour on white, and its mask."""
    crop = np.ones((size + 20, size + 20, 3), np.float32)
    mask = np.zeros(crop.shape[:2], bool)
    mask[10:-10, 10:-10] = True
    crop[mask] = bgr
    crop += np.random.default_rng(seed).normal(0, noise, crop.shape)
    return crop.astype(np.float32), mask


# Alloys and chromates of these spread into one another: only unevenness and the last tenth of a hue tell them apart.
ALIKE = {Finish.YELLOW_ZINC: Finish.BRASS, Finish.BRASS: Finish.YELLOW_ZINC}
ALIKE |= {Finish.COPPER: Finish.BRONZE, Finish.BRONZE: Finish.COPPER}


def share_right(finishes, lamps, count=8, or_alike=False):
    hits = []
    for finish in finishes:
        for lamp in lamps:
            for k in range(count):
                best = finish_odds(*made(finish, lamp, 1000 + k, k % len(SURFACES[finish]))).best
                hits.append(best is finish or (or_alike and best is ALIKE.get(finish)))
    return np.mean(hits)


def test_coloured_finishes_are_told_under_every_lamp_but_for_their_doubles():
    assert share_right(COLOURED, LAMPS, 4, or_alike=True) > 0.88


def test_doubles_are_told_apart_far_more_often_than_by_tossing_a_coin():
    assert share_right(list(ALIKE), LAMPS, 4) > 0.65


def test_steely_finishes_are_told_far_better_than_chance_though_they_overlap():
    assert share_right(STEELY, ("dome", "ring"), 6) > 0.55


def test_a_steely_part_is_hardly_ever_taken_for_a_coloured_one():
    for finish in STEELY:
        for k in range(5):
            odds = finish_odds(*made(finish, "ring", 50 + k))
            assert sum(odds.p[other] for other in COLOURED) < 0.3


def test_odds_are_honest_about_their_doubt():
    """Of answers held to be p sure, p are right, within the sampling error of a small test."""
    sure, right = [], []
    for finish in Finish:
        for k in range(9):
            odds = finish_odds(*made(finish, LAMPS[k % 3], 300 + k, k % len(SURFACES[finish])))
            sure.append(odds.p[odds.best])
            right.append(odds.best is finish)
    assert abs(np.mean(sure) - np.mean(right)) < 0.12


@pytest.mark.parametrize(
    "bgr",
    [(0.05, 0.07, 0.35), (0.30, 0.13, 0.05), (0.05, 0.10, 0.03), (0.16, 0.28, 0.42)],
    ids=["red", "blue", "green", "tan"],
)
def test_matt_even_colours_are_paint(bgr):
    rng = np.random.default_rng(4)
    crop, mask = even_crop(bgr)
    shade = 1 + 0.12 * np.sin(np.linspace(0, 3, mask.shape[0]))[:, None, None] + rng.normal(0, 0.02, (*mask.shape, 1))
    crop[mask] = (crop * shade)[mask]
    assert finish_odds(crop, mask).best is Finish.PAINTED


def test_an_even_dark_grey_is_black():
    crop, mask = even_crop((0.03, 0.03, 0.03), noise=0.002)
    assert finish_odds(crop, mask).best is Finish.BLACK


def test_a_guessed_white_makes_the_odds_wider():
    def doubt(odds):
        return -sum(p * np.log(p) for p in odds.p.values() if p > 0)

    crops = [made(finish, "dome", 70 + k) for finish in Finish for k in range(3)]
    known = np.mean([doubt(finish_odds(*crop)) for crop in crops])
    guessed = np.mean([doubt(finish_odds(*crop, is_white_known=False)) for crop in crops])
    assert guessed > known + 0.1


def test_a_lamp_that_drifts_by_two_per_cent_hardly_moves_the_odds():
    crop, mask = made(Finish.BRASS, "dome", 5)
    drifted = (crop * np.array([1.02, 1.0, 0.98])).astype(np.float32)
    assert abs(finish_odds(crop, mask).p[Finish.BRASS] - finish_odds(drifted, mask).p[Finish.BRASS]) < 0.25


def test_turning_the_part_does_not_change_what_is_seen():
    crop, mask = made(Finish.COPPER, "ring", 8)
    turned = finish_features(np.rot90(crop).copy(), np.rot90(mask).copy())
    # The pixels that are looked at are picked in another order, no more.
    assert finish_features(crop, mask) == pytest.approx(turned, abs=0.15)


@pytest.mark.parametrize("pixels", [0, 1, 8])
def test_hardly_a_pixel_left_gives_even_odds(pixels):
    mask = np.zeros((20, 20), bool)
    mask.ravel()[:pixels] = True
    odds = finish_odds(np.ones((20, 20, 3), np.float32), mask)
    assert list(odds.p.values()) == pytest.approx([0.1] * len(Finish))


def test_broken_pixels_give_even_odds():
    crop, mask = even_crop((0.5, 0.5, 0.5))
    crop[40, 40] = np.nan
    assert finish_odds(np.full_like(crop, np.nan), mask).p[Finish.ZINC] == pytest.approx(0.1)


def test_a_mask_of_another_size_is_refused():
    with pytest.raises(ValueError, match="mask"):
        finish_odds(np.ones((20, 20, 3), np.float32), np.ones((20, 21), bool))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 50), st.integers(1, 50), st.booleans(), st.floats(0, 40))
def test_any_crop_gets_odds_that_sum_to_one(seed, height, width, is_white_known, gain):
    rng = np.random.default_rng(seed)
    crop = (rng.random((height, width, 3)) * gain - 0.01).astype(np.float32)
    odds = finish_odds(crop, rng.random((height, width)) < 0.8, is_white_known)
    assert set(odds.p) == set(Finish)
    assert sum(odds.p.values()) == pytest.approx(1.0)


def test_features_are_as_many_as_said_and_know_a_metal_by_the_tint_of_its_highlights():
    crop, mask = made(Finish.COPPER, "dome", 3)
    features = finish_features(crop, mask)
    assert features.shape == (FEATURES,)
    assert (features[[4, 6]] > 0.2).all()  # ln R/G of the brighter parts
