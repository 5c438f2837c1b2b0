"""The two networks that look at parts, ready to be fitted."""

import copy
from collections.abc import Callable
from pathlib import Path

import torch

from models_onnx.training.augmentation import drifted, roughened
from models_onnx.training.fit import Plan, Run, fit
from models_onnx.training.journal import with_share
from models_onnx.training.losses import finish_loss, finish_weights, part_loss, part_weights
from models_onnx.training.networks import PATCH_PLANES, FinishNetwork, PartNetwork, fold_imagenet
from models_onnx.training.patches import Patches, cut_new_shards, joined, load_patches
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


def held_out_patches(kept: Path) -> Patches:
    """What no network learns from: some shards, and in all others one lamp."""
    files = sorted(kept.glob("*.npy"))
    aside = load_patches([f for f in files if is_held_out(f)] or files[:1])
    learnt = [f for f in files if not is_held_out(f)]
    if not learnt:
        return aside
    rest = load_patches(learnt)
    return joined(aside, rest.chosen(rest.lamp == HELD_OUT_LAMP))


def with_others(pool: Callable[[], Patches], others: Patches) -> Callable[[], Patches]:
    """The pool, and others beside it: a counter's own confirmed parts, or another made world."""
    return lambda: joined(others, pool())


def tuned(name: str, run: Run, pool: Callable[[], Patches], examples: int, folder: Path, device: str) -> Run:
    """A trained network that goes on learning, gently, from a counter's own parts as well."""
    folder.mkdir(parents=True, exist_ok=True)
    is_parts = name == "recogniser"
    weigh, augment, loss = (part_weights, roughened, part_loss) if is_parts else (finish_weights, drifted, finish_loss)
    learner = copy.deepcopy(run.mean)
    optimiser = torch.optim.AdamW(learner.parameters(), weight_decay=0.01)
    again = Run(learner, copy.deepcopy(run.mean), optimiser)
    plan = Plan(examples, rate=1e-4 if is_parts else 2e-4, seed=2, frozen_after=0)
    fit(again, pool, lambda patches: with_share(weigh(patches), patches), augment, loss, plan, folder, device)
    return again


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
