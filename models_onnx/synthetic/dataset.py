"""Shards of made examples, by several processes, taken up where they stopped."""

import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from models_onnx.synthetic.part_examples import part_examples
from models_onnx.synthetic.photo_examples import photo_examples
from models_onnx.synthetic.shards import Stored, shard_path, write_shard
from models_onnx.synthetic.tray_examples import tray_examples

KINDS: dict[str, Callable[[np.random.Generator], list[Stored]]] = {
    "parts": part_examples,
    "trays": tray_examples,
    "photos": photo_examples,
}
PER_SHARD = {"parts": 200, "trays": 50, "photos": 40}


@dataclass(frozen=True)
class Job:
    """One shard to make: of a kind, by number, under a folder, from a seed."""

    folder: Path
    kind: str
    number: int
    seed: int


def shard(kind: str, seed: int, number: int, count: int | None = None) -> list[Stored]:
    """The examples of one shard; the same seed and number give the same ones, bit for bit.

    Parameters
    ----------
    kind : parts, trays or photos
    seed, number : what they are drawn from
    count : how many, PER_SHARD where None
    """
    rng = np.random.default_rng([seed, list(KINDS).index(kind), number])
    wanted = PER_SHARD[kind] if count is None else count
    examples: list[Stored] = []
    while len(examples) < wanted:
        examples += KINDS[kind](rng)
    return examples[:wanted]


def make(job: Job) -> dict[str, object]:
    """Makes and writes a shard; returns the line for the log."""
    cv2.setNumThreads(1)
    start, processor = time.time(), time.process_time()
    examples = shard(job.kind, job.seed, job.number)
    job.folder.mkdir(parents=True, exist_ok=True)
    write_shard(shard_path(job.folder, job.number), examples)
    spent = time.process_time() - processor
    return {
        "kind": job.kind, "shard": job.number, "examples": len(examples), "wall_s": round(time.time() - start, 1),
        "cpu_s": round(spent, 1), "per_cpu_s": round(len(examples) / spent, 2), "seed": job.seed,
    }  # fmt: skip


def jobs(out: Path, counts: dict[str, int], seed: int) -> list[Job]:
    """The shards still to make, the kinds interleaved so that each grows at the same pace."""
    todo = []
    for kind, count in counts.items():
        shards = -(-count // PER_SHARD[kind])
        todo += [((k + 0.5) / shards, Job(out / kind, kind, k, seed)) for k in range(shards)]
    return [job for _, job in sorted(todo, key=lambda t: t[0]) if not shard_path(job.folder, job.number).exists()]


def generate(out: Path, counts: dict[str, int], seed: int = 0, workers: int = 1) -> Iterator[dict[str, object]]:
    """Makes what is missing of a data set; yields a log line a shard, written to `log.jsonl` as well.

    Parameters
    ----------
    out : folder; each kind has one of its own in it
    counts : examples wanted of each kind, rounded up to whole shards
    seed : of everything
    workers : processes
    """
    todo = jobs(out, counts, seed)
    out.mkdir(parents=True, exist_ok=True)
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    with multiprocessing.get_context("spawn").Pool(workers) as pool, (out / "log.jsonl").open("a") as log:
        for line in pool.imap_unordered(make, todo):
            log.write(json.dumps(line) + "\n")
            log.flush()
            yield line
