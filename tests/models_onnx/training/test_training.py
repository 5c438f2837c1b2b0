"""The whole training on a handful of drawn parts: it learns, goes on where it stopped, and ships what is loaded."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("embreex")

from models_onnx.patch import HEIGHT_PX, PLANES, WIDTH_PX  # noqa: E402 - torch first
from models_onnx.training import parts as parts_module  # noqa: E402
from models_onnx.training.fit import Plan, rate_at  # noqa: E402
from models_onnx.training.networks import FinishNetwork, PartNetwork, backbone, fold_imagenet  # noqa: E402
from models_onnx.training.parts import fit_finish  # noqa: E402
from models_onnx.training.patches import TASKS, UNKNOWN, Patches, Pixels, joined  # noqa: E402

COLOURS = np.array([[0, 0, 200], [200, 60, 0]])


def drawn(count=48, seed=0):
    """Blots of two colours: zinc is red here and brass blue."""
    rng = np.random.default_rng(seed)
    pixels = np.full((count, PLANES, HEIGHT_PX, WIDTH_PX), 180, np.uint8)
    pixels[:, 4] = 0
    which = rng.integers(0, 2, count)
    for k in range(count):
        pixels[k, 1:4, 40:120, 20:170] = (COLOURS[which[k]] + rng.integers(0, 30, 3))[:, None, None]
        pixels[k, 4, 40:120, 20:170] = 255
    labels = np.full((count, len(TASKS)), UNKNOWN, np.int16)
    labels[:, TASKS.index("finish")] = np.where(which == 0, 0, 3)
    labels[:, TASKS.index("unlike")] = 0
    return Patches(Pixels([pixels]), labels, np.full(count, "ring"), np.full(count, np.nan, np.float32))


def test_a_network_learns_and_goes_on_where_it_stopped(tmp_path):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    plan = Plan(256, batch=16, rate=2e-3, average=64)
    first = fit_finish(drawn, replace(plan, examples=128), tmp_path, "cpu")
    assert first.seen == 128
    again = fit_finish(drawn, plan, tmp_path, "cpu")
    assert again.seen == 256
    other = drawn(seed=1)
    with torch.inference_mode():
        said = again.network.eval()(torch.from_numpy(other.pixels.of(np.arange(32)))).argmax(1).numpy()
    assert (said == other.labels[:32, TASKS.index("finish")]).mean() > 0.9
    assert (tmp_path / "log.jsonl").exists()


def test_the_rate_rises_holds_and_falls():
    plan = Plan(1000, rate=1.0)
    rates = [rate_at(plan, seen) for seen in (0, 30, 300, 700, 1000)]
    assert rates[0] < rates[1] == rates[2] == 1.0 > rates[3] > rates[4] > 0


def test_a_missing_light_changes_nothing_of_what_the_finish_network_says():
    torch.manual_seed(0)
    network = FinishNetwork().eval()
    both = torch.from_numpy(drawn(4).pixels.of(np.arange(4)))
    dark = both.clone()
    dark[:, 0] = 0
    with torch.inference_mode():
        assert torch.equal(network(both), network(dark))


def test_the_part_network_knows_a_missing_light_from_a_dark_one():
    torch.manual_seed(0)
    network = PartNetwork(hidden=16).eval()
    both = torch.from_numpy(drawn(2).pixels.of(np.arange(2)))
    missing, dark = both.clone(), both.clone()
    missing[:, 0], dark[:, 0] = 0, 1
    with torch.inference_mode():
        assert not torch.allclose(network(missing)[0], network(dark)[0])


def test_folded_batch_norm_gives_what_unfolded_gave():
    torch.manual_seed(0)
    weights = {}
    for name, module in zip(("features.0.0", "features.1.conv.0.0"), ((32, 3, 3), (32, 1, 3)), strict=True):
        out, inner, size = module
        weights[f"{name}.weight"] = torch.randn(out, inner, size, size)
        stem, _, place = name.rpartition(".")
        norm = f"{stem}.{int(place) + 1}"
        for part in ("weight", "bias", "running_mean"):
            weights[f"{norm}.{part}"] = torch.randn(out)
        weights[f"{norm}.running_var"] = torch.rand(out) + 0.5
    trunk = backbone(3)
    fold_imagenet(weights, trunk, torch.eye(3))
    x = torch.randn(1, 3, 16, 16)
    conv = torch.nn.functional.conv2d(x, weights["features.0.0.weight"], stride=2, padding=1)
    normed = torch.nn.functional.batch_norm(
        conv, weights["features.0.1.running_mean"], weights["features.0.1.running_var"],
        weights["features.0.1.weight"], weights["features.0.1.bias"],
    )  # fmt: skip
    assert torch.allclose(trunk[0](x), normed.clamp(0, 6), atol=1e-4)


def test_pools_are_joined_without_being_read():
    both = joined(drawn(5), drawn(7, seed=2))
    assert len(both) == len(both.pixels) == 12
    assert (both.pixels[6] == drawn(7, seed=2).pixels[1]).all()
    some = both.chosen(np.arange(12) % 2 == 0)
    assert (some.pixels[1] == both.pixels[2]).all()


def test_every_twelfth_shard_is_held_out(tmp_path):
    files = [tmp_path / f"parts-shard-{k:05d}.npy" for k in range(24)]
    assert [f.name for f in files if parts_module.is_held_out(f)] == ["parts-shard-00011.npy", "parts-shard-00023.npy"]
