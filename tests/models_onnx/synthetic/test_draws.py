"""What is drawn for the networks covers the vocabularies, and parts lie where gravity leaves them."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models_onnx.synthetic.camera import overhead
from models_onnx.synthetic.draws import LONGEST_MM, another_look, balanced_spec, laid_down, with_surface
from models_onnx.synthetic.grounds import GROUNDS
from models_onnx.synthetic.hands import hand
from models_onnx.synthetic.strays import OTHERS, any_other, ruler
from models_onnx.synthetic.things import any_coin, moved
from models_onnx.synthetic.world import Label
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

seeds = st.integers(0, 2**32 - 1)


def test_every_word_comes_often_enough_to_be_learnt():
    rng = np.random.default_rng(0)
    specs = [balanced_spec(rng) for _ in range(700)]
    for name, words in (("head", Head), ("drive", set(Drive) - {Drive.HIDDEN}), ("finish", Finish), ("tip", Tip)):
        seen = Counter(getattr(s, name) for s in specs)
        assert min(seen[w] for w in words) >= 12, (name, seen)
    assert {s.coverage for s in specs} == set(Coverage) - {Coverage.NONE}
    assert max(s.overall_mm for s in specs) <= LONGEST_MM


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_a_part_touches_the_tray_and_does_not_sink_into_it(seed):
    rng = np.random.default_rng(seed)
    laid, posture = laid_down(balanced_spec(rng), rng, (10.0, -5.0))
    assert laid.solid.vertices[laid.solid.used, 2].min() == pytest.approx(0.0, abs=1e-6)
    assert posture in ("lying", "standing", "propped")
    axis = laid.pose.rotation @ [1.0, 0.0, 0.0]
    along = (laid.solid.vertices[laid.solid.used] - laid.pose.shift_mm) @ axis
    assert np.ptp(along) == pytest.approx(laid.measurements["overall_length_mm"], rel=0.02)


def test_a_moved_screw_takes_its_axis_along():
    rng = np.random.default_rng(4)
    thing = with_surface(laid_down(balanced_spec(rng), rng, (0.0, 0.0))[0], rng)
    there = moved(thing, 12.0, -7.0, 3.0)
    np.testing.assert_allclose(
        there.solid.vertices - thing.solid.vertices, np.broadcast_to([12.0, -7.0, 3.0], thing.solid.vertices.shape)
    )
    np.testing.assert_allclose(there.screw.pose.shift_mm - thing.screw.pose.shift_mm, [12.0, -7.0, 3.0])


def test_another_look_is_the_same_solid():
    rng = np.random.default_rng(4)
    thing = with_surface(laid_down(balanced_spec(rng), rng, (0.0, 0.0))[0], rng)
    other = another_look(thing, rng)
    assert other.solid is thing.solid
    assert other.screw.spec.head is thing.screw.spec.head


@pytest.mark.parametrize("kind", [*dict.fromkeys(OTHERS), ruler])
def test_other_things_lie_on_the_tray(kind):
    for seed in range(4):
        thing = kind(np.random.default_rng(seed))
        assert thing.label is Label.OTHER
        assert thing.solid.volume_mm3() > 0
        assert -0.01 < thing.solid.vertices[thing.solid.used, 2].min() < 1.0


def test_names_tell_things_apart():
    rng = np.random.default_rng(0)
    assert {any_other(rng).name for _ in range(150)} == {kind.__name__ for kind in OTHERS}
    assert {any_coin(rng).name for _ in range(40)} >= {"quarter", "dime", "penny", "nickel"}


@settings(max_examples=10, deadline=None)
@given(seeds, st.floats(0, 6.28))
def test_a_hand_reaches_in_from_where_it_comes(seed, from_rad):
    thing = hand(np.random.default_rng(seed), (0.0, 0.0), from_rad)
    reach = overhead(64, 64, 3.0).project(thing.solid.vertices) - 31.5
    outwards = reach @ [np.cos(from_rad), -np.sin(from_rad)]
    assert thing.solid.vertices[:, 2].min() >= -1e-6
    assert outwards.max() > 50
    assert outwards.min() > -40


@pytest.mark.parametrize("name", list(GROUNDS))
def test_a_ground_reflects_no_more_than_it_gets(name):
    from models_onnx.synthetic import grounds

    rng = np.random.default_rng(1)
    made = GROUNDS[name]((60, 80), 8.0, rng)
    assert made.shape == (60, 80, 3)
    assert np.isfinite(made).all()
    seen = {grounds.any_ground((24, 32), 8.0, rng)[1].max() <= 0.95 for _ in range(3)}
    assert seen == {True}
