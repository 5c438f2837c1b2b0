"""The two networks that look at parts, ready to be fitted."""

import copy
from collections.abc import Callable
from pathlib import Path

import torch

from models_onnx.training.augmentation import drifted, roughened
from models_onnx.training.fit import Plan, Run, fit
from models_onnx.training.losses import finish_loss, finish_weights, part_loss, part_weights
from models_onnx.training.networks import PATCH_PLANES, FinishNetwork, PartNetwork, fold_imagenet
from models_onnx.training.patches import Patches, cut_new_shards, load_patches
from models_onnx.training.pretrained import imagenet_weights

HELD_OUT = 12  # every so many shards one is held out
HELD_OUT_LAMP = "low_ring"  # a lamp that no network is trained under: the odds' temperatures come from it


def is_held_out(file: Path) -> bool:
    """Whether a patch file is for looking, not for learning."""
    return int(file.stem.rsplit("-", 1)[1]) % HELD_OUT == HELD_OUT - 1


def training_pool(data: Path, kept: Path) -> Callable[[], Patches]:
    """A pool that grows while the world is still being made."""

    def pool() -> Patches:
        return load_patches([f for f in cut_new_shards(data, kept) if not is_held_out(f)]).without_lamp(HELD_OUT_LAMP)

    return pool


def new_part_run(seed: int) -> Run:
    """A part network with ImageNet's backbone; the fresh layers learn faster than the old ones."""
    torch.manual_seed(seed)
    network = PartNetwork()
    fold_imagenet(imagenet_weights(), network.backbone, PATCH_PLANES)
    old = list(network.backbone.parameters())
    fresh = [p for name, p in network.named_parameters() if not name.startswith("backbone.")]
    groups = [{"params": old, "share": 1.0}, {"params": fresh, "share": 3.0}]
    return Run(network, copy.deepcopy(network), torch.optim.AdamW(groups, weight_decay=0.01))


def new_finish_run(seed: int) -> Run:
    """A finish network that knows nothing yet."""
    torch.manual_seed(seed)
    network = FinishNetwork()
    return Run(network, copy.deepcopy(network), torch.optim.AdamW(network.parameters(), weight_decay=0.01))


def fit_parts(pool: Callable[[], Patches], plan: Plan, folder: Path, device: str) -> Run:
    """Train the part network; goes on from the folder's checkpoint."""
    folder.mkdir(parents=True, exist_ok=True)
    run = new_part_run(plan.seed)
    fit(run, pool, part_weights, roughened, part_loss, plan, folder, device)
    return run


def fit_finish(pool: Callable[[], Patches], plan: Plan, folder: Path, device: str) -> Run:
    """Train the finish network; goes on from the folder's checkpoint."""
    folder.mkdir(parents=True, exist_ok=True)
    run = new_finish_run(plan.seed)
    fit(run, pool, finish_weights, drifted, finish_loss, plan, folder, device)
    return run
