"""Baselines tell plain colours apart."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("embreex")

from models_onnx.training.baselines import accuracies, baselines
from models_onnx.training.networks import FINISHES
from models_onnx.training.patches import TASKS, Patches, Pixels


def plain(seed):
    rng = np.random.default_rng(seed)
    pixels = np.full((40, 5, 32, 32), 180, np.uint8)
    truth = np.arange(40) % len(FINISHES)
    hues = np.random.default_rng(9).integers(0, 220, (len(FINISHES), 3))
    for k in range(40):
        pixels[k, 1:4] = (hues[truth[k]] + rng.integers(0, 12, 3))[:, None, None]
        pixels[k, 4] = 255
    labels = np.full((40, len(TASKS)), 0, np.int16)
    labels[:, TASKS.index("finish")] = truth
    return Patches(Pixels([pixels]), labels, np.full(40, "ring"), np.zeros(40, np.float32))


def test_plain_colours_are_told_apart():
    for name, share in accuracies(baselines(plain(0)), plain(1)).items():
        assert share > 0.8, name
