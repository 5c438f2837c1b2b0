"""`python -m models_onnx.training`: from a clean clone to networks in service."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
import cv2
import torch
from platformdirs import user_cache_path

from models_onnx.manifest import FOLDER
from models_onnx.training.baselines import accuracies, baselines
from models_onnx.training.finish_patches import COUNT, second_world
from models_onnx.training.fit import Plan, Run
from models_onnx.training.journal import journal_patches
from models_onnx.training.parts import (
    HELD_OUT_LAMP,
    fit_finish,
    fit_parts,
    held_out_patches,
    is_held_out,
    training_pool,
    tuned,
    with_others,
)
from models_onnx.training.patches import Patches, load_patches
from models_onnx.training.ship import Shipment, ship
from models_onnx.training.ship_locator import ship_locator
from models_onnx.training.trays import fit_locator, load_trays
from models_onnx.training.trials import held_out

NETWORKS = ("recogniser", "finish", "locator")
TITLES = {"recogniser": "Head, drive, tip, coverage", "finish": "Finish"}
EXAMPLES = {"recogniser": 120_000, "finish": 120_000, "locator": 30_000}  # learnt from, counted with repetition
TUNING = 6000  # examples of a fine-tuning
SEED = 1


@click.command(epilog="Example: python -m models_onnx.training --device cuda")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Made examples; made where missing.")
@click.option("--runs", type=click.Path(path_type=Path, file_okay=False), help="Checkpoints and logs.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=FOLDER, help="Networks and cards.")
@click.option("--parts", default=14_000, show_default=True, help="Made parts to learn from.")
@click.option("--trays", default=500, show_default=True, help="Made trays to learn from.")
@click.option("--photos", default=1000, show_default=True, help="Made photographs to learn from.")
@click.option("--only", type=click.Choice(NETWORKS), multiple=True, help="Only these networks.")
@click.option("--examples", type=int, help="To learn from, counted with repetition, instead of the usual number.")
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes that make examples, threads that learn.")
@click.option("--from-journal", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Confirmed scans.")
@click.option("--no-ship", is_flag=True, help="Train only; export nothing.")
def main(
    data: Path | None,
    runs: Path | None,
    out: Path,
    parts: int,
    trays: int,
    photos: int,
    only: tuple[str, ...],
    examples: int | None,
    device: str,
    workers: int,
    from_journal: Path | None,
    no_ship: bool,
) -> None:
    """Make examples, train, export, quantise, and write cards and manifest.

    Everything resumes: shards that stand are not made again, a training goes on from its checkpoint. On two cores the
    examples take about an hour, the recogniser two hours, the finish ten minutes and the locator half an hour; on a
    graphics card the examples take longest.
    """
    data, runs = data or user_cache_path("screwtray") / "made", runs or user_cache_path("screwtray") / "runs"
    torch.set_num_threads(workers)
    torch.set_flush_denormal(True)
    cv2.setNumThreads(1)
    make_examples(data, {"parts": parts, "trays": trays, "photos": photos}, workers)
    pool = training_pool(data, data / "patches")
    for name in only or NETWORKS:
        if name == "locator":
            find(data, runs, out, examples, device, is_shipped=not no_ship)
            continue
        run = train(name, pool, runs, examples, device, from_journal)
        if not no_ship:
            deliver(name, run, data / "patches", out)


def make_examples(data: Path, counts: dict[str, int], workers: int) -> None:
    """Make what is missing of the made world."""
    from models_onnx.synthetic.dataset import generate

    for line in generate(data, counts, SEED, workers):
        click.echo(" ".join(f"{key}={value}" for key, value in line.items()), err=True)


def find(data: Path, runs: Path, out: Path, examples: int | None, device: str, is_shipped: bool) -> None:
    """Train the locator and put it into service."""
    shards = sorted(data.glob("trays/shard-*.npz")) + sorted(data.glob("photos/shard-*.npz"))
    aside = [shard for shard in shards if is_held_out(shard)] or shards[:1]
    learnt = load_trays([shard for shard in shards if shard not in aside] or shards, SEED)
    run = fit_locator(
        lambda: learnt, Plan(examples or EXAMPLES["locator"], rate=4e-4, seed=SEED), runs / "locator", device
    )
    if is_shipped:
        facts = {
            "data": f"made world, seed {SEED}; every twelfth shard held out",
            "learnt from": f"{run.seen} examples, counted with repetition; seed {SEED}",
            "start": "ImageNet's MobileNetV2",
        }
        ship_locator(run.mean.cpu(), load_trays(aside, SEED), facts, f"made world, {run.seen} examples", out)


def train(
    name: str,
    pool: Callable[[], Patches],
    runs: Path,
    examples: int | None,
    device: str,
    journal: Path | None,
) -> Run:
    """Train a network, or go on with one; with a journal, tune a trained one to it."""
    fitted = fit_parts if name == "recogniser" else fit_finish
    if name == "finish":
        pool = with_others(pool, second_world(runs))
    rate = 4e-4 if name == "recogniser" else 1e-3
    plan = Plan(examples or EXAMPLES[name], rate=rate, seed=SEED)
    run = fitted(pool, plan, runs / name, device)
    if journal is None:
        return run
    return tuned(
        name, run, with_others(pool, journal_patches(journal, 4, SEED)), TUNING, runs / f"{name}-journal", device
    )


def deliver(name: str, run: Run, patches: Path, out: Path) -> None:
    """Put a trained network into service."""
    held = held_out(held_out_patches(patches), HELD_OUT_LAMP, SEED)
    facts = {
        "data": f"made world, seed {SEED}; every twelfth shard and the lamp `{HELD_OUT_LAMP}` held out",
        "learnt from": f"{run.seen} examples, counted with repetition; seed {SEED}",
        "start": "ImageNet's MobileNetV2" if name == "recogniser" else "nothing",
        **({"beside it": f"{COUNT} parts of the second made world (finish_patches)"} if name == "finish" else {}),
    }
    if name == "finish":
        learnt = [file for file in sorted(patches.glob("parts*.npy")) if not is_held_out(file)]
        said = accuracies(baselines(load_patches(learnt)), held.plain)
        facts |= {f"baseline, {what}": f"{100 * share:.1f} % of the same" for what, share in said.items()}
    done = ship(run.mean, held, Shipment(name, TITLES[name], f"made world, {run.seen} examples", facts), out)
    for trial in done:
        click.echo(f"{name}: {trial.task} {100 * trial.accuracy:.1f} % of {len(trial.truth)} held out", err=True)


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
