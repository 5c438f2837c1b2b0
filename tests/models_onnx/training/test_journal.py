"""What staff confirmed becomes patches to learn from."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("embreex")

from models_onnx.confirmed import Confirmed, append
from models_onnx.training.journal import JOURNAL, SHARE, journal_patches, with_share
from models_onnx.training.networks import FINISHES, LABELS
from models_onnx.training.patches import TASKS, UNKNOWN, Patches, Pixels, joined


def confirmed(folder, labels):
    light = np.ones((200, 260), np.float32)
    light[90:110, 80:180] = 0.1
    append(folder, Confirmed("one", np.ones((20, 100), bool), (80, 90, 100, 20), labels), light, None)


def test_only_what_was_confirmed_is_learnt(tmp_path):
    confirmed(tmp_path, {"head": "pan", "finish": "brass"})
    patches = journal_patches(tmp_path, variants=3, seed=0)
    assert len(patches) == len(patches.pixels) == 3
    said = dict(zip(TASKS, patches.labels[0].tolist(), strict=True))
    assert said["head"] == LABELS["head"].index("pan")
    assert said["finish"] == FINISHES.index("brass")
    assert said["drive"] == said["tip"] == UNKNOWN
    assert said["unlike"] == 0


def test_an_empty_journal_is_refused(tmp_path):
    (tmp_path / "confirmed.jsonl").touch()
    with pytest.raises(ValueError, match="no confirmed part"):
        journal_patches(tmp_path, 1, 0)


def test_own_parts_are_seen_often_and_made_ones_not_forgotten(tmp_path):
    confirmed(tmp_path, {"head": "pan"})
    own = journal_patches(tmp_path, 1, 0)
    made = Patches(
        Pixels([np.zeros((9, *own.pixels[0].shape), np.uint8)]),
        np.zeros((9, len(TASKS)), np.int16),
        np.full(9, "ring"),
        np.zeros(9, np.float32),
    )
    both = joined(own, made)
    weights = with_share(np.ones(10), both)
    assert weights[both.lamp == JOURNAL].sum() / weights.sum() == pytest.approx(SHARE)
