"""Fitting a network: batches, losses, a schedule counted in examples, an average of the weights, checkpoints.

The pool of patches is looked through again at the end of each pass, so training may begin while the world is still
being made, and a run that was stopped goes on from its last checkpoint.
"""

import json
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models_onnx.training.patches import Patches

Batch = tuple[Tensor, Tensor]
Pool = Callable[[], Patches]
Augment = Callable[[NDArray[np.uint8], np.random.Generator], NDArray[np.uint8]]
Loss = Callable[[nn.Module, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Plan:
    """How long and how fast.

    Attributes
    ----------
    examples : to learn from, counted with repetition
    batch : of them at a time
    rate : largest learning rate
    seed : of order and augmentation
    average : examples over which weights are averaged
    frozen_after : examples after which the earliest layers rest: they have met the new planes by then, and a step
        costs two thirds
    """

    examples: int
    frozen_after: int = 3000
    batch: int = 32
    rate: float = 4e-4
    seed: int = 0
    average: int = 6000


@dataclass
class Run:
    """A training under way.

    Attributes
    ----------
    network, mean : as trained, and its running average, which is what is used
    seen : examples so far
    """

    network: nn.Module
    mean: nn.Module
    optimiser: torch.optim.Optimizer
    seen: int = 0

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        unfinished = path.with_suffix(".part")
        state = {
            "network": self.network.state_dict(),
            "mean": self.mean.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "seen": self.seen,
        }
        torch.save(state, unfinished)
        unfinished.replace(path)

    def restore(self, path: Path) -> None:
        """Go on from a checkpoint."""
        state = torch.load(path, map_location="cpu", weights_only=True)
        self.network.load_state_dict(state["network"])
        self.mean.load_state_dict(state["mean"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.seen = int(state["seen"])


def rate_at(plan: Plan, seen: int) -> float:
    """Warm up over 3 %, hold, then fall as a cosine over the last 60 %."""
    done = seen / plan.examples
    if done < 0.03:
        return plan.rate * (0.1 + 0.9 * done / 0.03)
    if done < 0.4:
        return plan.rate
    return plan.rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, (done - 0.4) / 0.6))))


def batches(patches: Patches, weights: NDArray[np.float64], augment: Augment, plan: Plan, seed: int) -> Iterator[Batch]:
    """One pass through the pool, rarer looks oftener; two threads prepare while the network learns."""
    rng = np.random.default_rng(seed)
    count = max(1, len(patches) // plan.batch) * plan.batch
    order = rng.choice(len(patches), count, p=weights / weights.sum())

    def prepared(at: int) -> Batch:
        own = np.random.default_rng((seed, at))
        rows = order[at : at + plan.batch]
        pixels = np.stack([augment(patches.pixels[row], own) for row in rows])
        return torch.from_numpy(pixels), torch.from_numpy(patches.labels[rows].astype(np.int64))

    with ThreadPoolExecutor(1) as threads:
        ahead = threads.submit(prepared, 0)
        for at in range(plan.batch, count + 1, plan.batch):
            batch = ahead.result()
            if at < count:
                ahead = threads.submit(prepared, at)
            yield batch


def _averaged(run: Run, plan: Plan) -> None:
    keep = max(0.0, 1 - plan.batch / min(plan.average, max(run.seen, plan.batch) / 4))
    with torch.no_grad():
        for mean, now in zip(run.mean.parameters(), run.network.parameters(), strict=True):
            mean.lerp_(now, 1 - keep)


def early(network: nn.Module) -> Iterator[nn.Parameter]:
    """Parameters of a backbone's first layers."""
    trunk = getattr(network, "backbone", None)
    if isinstance(trunk, nn.Sequential):
        yield from trunk[:4].parameters()


def fit(
    run: Run,
    pool: Pool,
    weigh: Callable[[Patches], NDArray[np.float64]],
    augment: Augment,
    loss: Loss,
    plan: Plan,
    folder: Path,
    device: str = "cpu",
) -> None:
    """Train until the plan is fulfilled; checkpoints and a log (`log.jsonl`) go into `folder`."""
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        run.restore(checkpoint)
    network = run.network.to(memory_format=torch.channels_last).to(device).train()
    run.mean.to(device)
    while run.seen < plan.examples:
        patches, began, losses = pool(), time.perf_counter(), []
        start = run.seen
        for pixels, labels in batches(patches, weigh(patches), augment, plan, plan.seed + run.seen):
            for group in run.optimiser.param_groups:
                group["lr"] = rate_at(plan, run.seen) * group.get("share", 1.0)
            if run.seen >= plan.frozen_after:
                for parameter in early(network):
                    parameter.requires_grad_(False)
            run.optimiser.zero_grad(set_to_none=True)
            value = loss(network, pixels.to(device), labels.to(device))
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            run.optimiser.step()
            run.seen += plan.batch
            _averaged(run, plan)
            losses.append(float(value.detach()))
            if len(losses) % 100 == 0:
                run.save(checkpoint)
                _log(folder, run, losses[-100:], began, start, len(patches))
            if run.seen >= plan.examples:
                break
        run.save(checkpoint)
        _log(folder, run, losses, began, start, len(patches))


def _log(folder: Path, run: Run, losses: list[float], began: float, start: int, pool: int) -> None:
    line = {
        "seen": run.seen,
        "loss": round(float(np.mean(losses)), 4),
        "rate": round((run.seen - start) / (time.perf_counter() - began), 1),
        "pool": pool,
        "time": time.strftime("%H:%M:%S"),
    }
    with (folder / "log.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
