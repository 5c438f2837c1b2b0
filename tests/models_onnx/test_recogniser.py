"""The networks in service: they answer with either light missing, and as they did when they were trained."""

import numpy as np
import pytest

from models_onnx.patch import HEIGHT_PX, PLANES, WIDTH_PX
from models_onnx.probe import MOST_APART, off_from_shipped
from models_onnx.recogniser import load_recogniser
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip


@pytest.fixture(scope="module")
def recogniser():
    return load_recogniser(threads=1)


def patch(seed=0, backlit=True, toplit=True):
    """A thing that looks somewhat like a part: bands of light and dark, its mask in the middle."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(WIDTH_PX), np.arange(HEIGHT_PX))
    waves = [np.sin(x / rng.uniform(3, 20) + y / rng.uniform(5, 30)) for _ in range(PLANES)]
    planes = np.stack([120 + 60 * wave for wave in waves])
    planes[4] = 255.0 * (np.abs(y - HEIGHT_PX / 2) < 50)
    if not backlit:
        planes[0] = 0
    if not toplit:
        planes[1:4] = 0
    return planes.astype(np.uint8)


def test_every_label_has_odds_and_none_is_ruled_out(recogniser):
    (looks,) = recogniser.look([patch()])
    for odds, vocabulary in (
        (looks.head, Head), (looks.drive, Drive), (looks.tip, Tip), (looks.coverage, Coverage), (looks.finish, Finish),
    ):  # fmt: skip
        assert set(odds.p) == set(vocabulary)
        assert min(odds.p.values()) > 0
    assert 0 <= looks.unlike <= 1


def test_without_a_top_light_there_is_no_finish(recogniser):
    (looks,) = recogniser.look([patch(toplit=False)])
    assert looks.finish is None
    assert looks.head is not None


def test_by_top_light_alone_all_is_judged(recogniser):
    (looks,) = recogniser.look([patch(backlit=False)])
    assert looks.finish is not None


def test_several_parts_are_judged_as_each_alone(recogniser):
    patches = [patch(seed) for seed in range(3)]
    together = recogniser.look(patches)
    alone = [recogniser.look([one])[0] for one in patches]
    for one, other in zip(together, alone, strict=True):
        assert one.head.p == pytest.approx(dict(other.head.p), abs=1e-3)


def test_nothing_is_judged_where_nothing_lies(recogniser):
    assert recogniser.look([]) == []


def test_where_white_is_guessed_the_finish_is_less_sure(recogniser):
    sure = [recogniser.look([patch(seed)])[0].finish for seed in range(6)]
    unsure = [recogniser.look([patch(seed)], is_white_known=False)[0].finish for seed in range(6)]
    assert np.mean([max(o.p.values()) for o in unsure]) <= np.mean([max(o.p.values()) for o in sure]) + 0.02


@pytest.mark.parametrize("which", ["parts", "finishes"])
def test_the_networks_answer_as_they_did_when_they_were_shipped(recogniser, which):
    assert off_from_shipped(getattr(recogniser, which)) < MOST_APART
