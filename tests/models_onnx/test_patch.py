"""Patches of drawn screws: whichever way a part lies, its patch is the same, and its ends are where they should be."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models_onnx.patch import (
    BRIM_PX,
    END_PX,
    HEIGHT_PX,
    PLANES,
    STRIP_PX,
    WIDTH_PX,
    Jitter,
    coded,
    cut_patch,
    light_of_code,
    light_of_photograph,
    mirrored,
)

BARE = int(coded(np.ones(1, np.float32))[0])
HEAD, SHANK = 100.0, 40.0  # px across, of the drawn screw


def drawn(angle_deg=0.0, length=300.0, at=(300.0, 280.0), size=(560, 600)):
    """A screw as a polygon: its head's end at `length` / 2 from the middle, against the angle's direction."""
    along = np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))])
    across = np.array([-along[1], along[0]])
    half = length / 2
    outline = [
        (-half, -HEAD / 2),
        (-half + 60, -HEAD / 2),
        (-half + 60, -SHANK / 2),
        (half - 40, -SHANK / 2),
        (half, 0),
    ]
    outline += [(s, -t) for s, t in outline[::-1]]
    points = np.array([np.array(at) + s * along + t * across for s, t in outline])
    big = cv2.fillPoly(np.zeros(size, np.uint8), [np.round(points * 16).astype(np.int32)], 1, shift=4)
    return big > 0


def boxed(mask):
    x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
    return mask[y : y + h, x : x + w], (x, y, w, h)


def patch_of(mask, jitter=None, toplit=True):
    backlit = np.where(mask, 0.02, 1.0).astype(np.float32)
    top = np.where(mask[..., None], [0.2, 0.5, 0.9], 1.0).astype(np.float32) if toplit else None
    return cut_patch(*boxed(mask), backlit, top, jitter)


def test_a_patch_has_five_planes_of_bytes():
    patch = patch_of(drawn())
    assert patch.shape == (PLANES, HEIGHT_PX, WIDTH_PX)
    assert patch.dtype == np.uint8
    assert STRIP_PX + END_PX + BRIM_PX == HEIGHT_PX


@settings(max_examples=12, deadline=None)
@given(st.floats(0, 360))
def test_a_part_looks_the_same_whichever_way_it_lies(angle):
    level, turned = patch_of(drawn()), patch_of(drawn(angle))
    off = np.minimum(
        np.abs(level.astype(int) - turned).mean(), np.abs(level.astype(int) - mirrored(turned)).mean()
    )  # a half turn shows the other flank
    assert off < 5.0


def test_the_heavier_end_lies_to_the_left():
    for angle in (0, 180):
        mask = patch_of(drawn(angle))[4]
        left = mask[STRIP_PX : STRIP_PX + END_PX, :END_PX] > 127
        assert left.sum(axis=0).max() / END_PX == pytest.approx(1 / 1.35, abs=0.06)


def test_each_end_fills_its_square_at_its_own_scale():
    mask = patch_of(drawn())[4, STRIP_PX : STRIP_PX + END_PX] > 127
    point = mask[:, END_PX:]
    assert point.sum(axis=0).max() / END_PX == pytest.approx(1 / 1.8, abs=0.06)
    ends_at = np.flatnonzero(point.any(axis=0)).max()
    assert 0.85 < ends_at / END_PX < 0.97


def test_the_brim_shows_the_heavier_ends_edge_upright():
    brim = patch_of(drawn())[4, -BRIM_PX:] > 127
    wide = brim[-1].sum()
    assert wide / WIDTH_PX == pytest.approx(1 / 1.15, abs=0.05)
    assert not brim[0].any()  # beyond the end lies the tray


def test_a_neighbour_is_blotted_out():
    mask = drawn()
    backlit = np.where(mask, 0.02, 1.0).astype(np.float32)
    backlit[:, 470:] = 0.0  # something dark beside the point
    alone, crowded = patch_of(mask, toplit=False), cut_patch(*boxed(mask), backlit, None)
    off = np.abs(alone[0].astype(int) - crowded[0])
    assert (off[:STRIP_PX] > 20).mean() < 0.01
    assert off.mean() < 3.0


def test_what_lies_beyond_the_picture_is_bare_tray():
    mask = drawn(at=(160.0, 60.0), size=(400, 330))
    patch = patch_of(mask)
    assert (patch[0, :STRIP_PX, 0] == BARE).all()


def test_a_missing_light_is_naught_throughout():
    patch = patch_of(drawn(), toplit=False)
    assert not patch[1:4].any()
    assert patch[0].any()


def test_a_patch_without_any_light_is_refused():
    mask = drawn()
    with pytest.raises(ValueError, match="at least one light"):
        cut_patch(*boxed(mask), None, None)


def test_a_mirrored_part_gives_the_mirrored_patch():
    assert (patch_of(drawn(), Jitter(flip=True)) == mirrored(patch_of(drawn()))).all()
    assert (mirrored(mirrored(patch_of(drawn(30)))) == patch_of(drawn(30))).all()


def test_colours_keep_their_order():
    patch = patch_of(drawn())
    inside = patch[4] == 255
    levels = light_of_code(patch[1:4, inside]).mean(axis=1)
    assert levels == pytest.approx([0.2, 0.5, 0.9], abs=0.03)


@given(st.floats(0, 2))
def test_coding_light_loses_little(light):
    again = float(light_of_code(coded(np.array([light], np.float32)))[0])
    assert again == pytest.approx(light, abs=0.01)


def test_specks_have_a_patch_too():
    mask = np.zeros((40, 40), bool)
    mask[20, 20] = True
    assert patch_of(mask).shape == (PLANES, HEIGHT_PX, WIDTH_PX)


def test_the_brightest_of_a_photograph_counts_as_white():
    dark = np.full((64, 64, 3), 40, np.uint8)
    dark[8:24, 8:24] = 200
    light = light_of_photograph(dark)
    assert light[16, 16].max() == pytest.approx(1.0, abs=0.02)
