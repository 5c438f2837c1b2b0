"""What is written to a shard comes back, and a shard is there whole or not at all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models_onnx.synthetic.shards import LIGHT_AT_WHITE, coded_light, light_of, read_shard, stored, write_shard
from models_onnx.synthetic.world import Label

FACTS = {"things": [{"label": "coin"}, {"label": "fastener"}]}


def _example(seed, with_backlit=True):
    rng = np.random.default_rng(seed)
    size = tuple(int(n) for n in rng.integers(16, 40, 2))
    back = np.full(size, 200, np.uint8) if with_backlit else None
    return stored(back, np.full((*size, 3), 90, np.uint8), rng.integers(0, 3, size).astype(np.uint8), FACTS, 95)


def test_a_shard_comes_back_as_it_was_written(tmp_path):
    examples = [_example(1), _example(2, with_backlit=False), _example(3)]
    write_shard(tmp_path / "shard-00000.npz", examples)
    again = list(read_shard(tmp_path / "shard-00000.npz"))
    assert [e.files for e in again] == [e.files for e in examples]
    assert again[1].backlit is None
    np.testing.assert_array_equal(again[0].index, examples[0].index)


def test_labels_follow_the_index_map():
    example = _example(4)
    assert set(np.unique(example.labels[example.index == 1])) == {Label.COIN}
    assert set(np.unique(example.labels[example.index == 2])) == {Label.FASTENER}
    assert set(np.unique(example.labels[example.index == 0])) == {Label.BACKGROUND}


def test_a_shard_that_cannot_be_finished_leaves_nothing_to_be_read(tmp_path):
    with pytest.raises(AttributeError):
        write_shard(tmp_path / "shard-00000.npz", [_example(1), None])
    assert not list(tmp_path.glob("*.npz"))


@given(st.floats(0.0, LIGHT_AT_WHITE))
def test_coded_light_comes_back_within_half_a_level(light):
    code = coded_light(np.array([light], np.float32))
    low, high = light_of(np.maximum(code, 1) - 1)[0], light_of(np.minimum(code, 254) + 1)[0]
    assert low <= light + 1e-6
    assert light <= high + 1e-6


def test_bare_tray_has_the_level_that_the_layout_promises():
    assert coded_light(np.ones(1, np.float32))[0] == 213
    assert coded_light(np.full(1, 9.0, np.float32))[0] == 255
