"""How good and how fast the matching alone is: parts simulated from the products of a catalog, and strangers to it.

    python tests/benchmarks/score_matching.py store.db [PARTS]

Each part is a product of the catalog, measured with the stated u (`tests/appliance/matching/counter.py`); one in
ten is a part of the trade that the catalog leaves open. A product is tellable where no other one's name could mean
the same part: a brass screw and one whose finish nobody wrote down cannot be told apart by any measurement. The
calibration error of a perfect forecaster on as many parts is printed beside the matching's own: less cannot be
expected.
"""

import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from appliance.catalog.product import Designation, Product
from appliance.catalog.shelving import Wording
from appliance.catalog.sightings import true_labels
from appliance.catalog.store import open_catalog
from appliance.matching.evidence import Shelf
from appliance.matching.rank import PRIOR_NOT_IN_CATALOG, rank, weigh
from appliance.matching.rivals import strangers_to, trade
from models_onnx.vocabulary import Drive, Finish
from tests.appliance.matching.counter import Box, part_of

BOXES = {
    "perfect": Box.perfect(),
    "typical": Box(),
    "typical, 2 % gross": Box(gross=0.02),
    "poor looks, 2 % gross": Box(sure=0.9, gross=0.02, hidden=0.6),
}
_OPEN = ("pitch_mm", "head", "drive", "finish", "tip", "coverage")


def tellable(shelf: Shelf) -> set[str]:
    """SKUs of the products that no other one's name could mean as well."""
    groups = defaultdict(list)
    for product in shelf.products:
        words = Wording.of(product)
        groups[words.diameter_mm, words.length_mm].append((product.sku, words))
    return {
        sku
        for group in groups.values()
        for sku, words in group
        if not any(other != sku and _may_be_the_same(words, others) for other, others in group)
    }


def _may_be_the_same(one: Wording, other: Wording) -> bool:
    pairs = [(getattr(one, name), getattr(other, name)) for name in _OPEN]
    return one.kind == other.kind and all(a is None or b is None or a == b for a, b in pairs)


def stranger(shelf: Shelf, rng: np.random.Generator) -> Product:
    """A part of the trade that the shelf has not."""
    open_to = strangers_to(shelf)
    of_item = np.einsum("nd,ndf,f->n", open_to.drive, open_to.left_open, open_to.finish) * np.exp(trade().log_prior)
    item = rng.choice(len(of_item), p=of_item / of_item.sum())
    looks = open_to.drive[item][:, None] * open_to.left_open[item] * open_to.finish
    drive, finish = np.unravel_index(rng.choice(looks.size, p=(looks / looks.sum()).ravel()), looks.shape)
    said: Designation = trade().products[item].designation
    return Product(
        "stranger",
        "",
        said,
        head=trade().products[item].head,
        drive=true_labels(Drive)[drive],
        finish=true_labels(Finish)[finish],
    )


def score(shelf: Shelf, box: Box, parts: int, seed: int = 1) -> dict[str, float]:
    """Shares of tellable products that come first and among three, of strangers known, and the calibration error."""
    rng = np.random.default_rng(seed)
    alone = tellable(shelf)
    first, among_three, known, said = [], [], [], []
    for _ in range(parts):
        if rng.random() < PRIOR_NOT_IN_CATALOG:
            posterior = weigh(*part_of(stranger(shelf, rng), box, rng), shelf)
            known.append(posterior.not_in_catalog > 0.5)
            said.append((float(posterior.p.max(initial=0.0)), 0.0))
            continue
        row = int(rng.integers(len(shelf.products)))
        posterior = weigh(*part_of(shelf.products[row], box, rng), shelf)
        at = np.flatnonzero(posterior.rows == row)
        p = float(posterior.p[at[0]]) if len(at) else 0.0
        likelier = int((posterior.p > p * (1 + 1e-9)).sum())
        as_likely = int(np.isclose(posterior.p, p, rtol=1e-9).sum())
        if shelf.products[row].sku in alone:
            first.append(likelier == 0)
            among_three.append(likelier < 3)
        said.append((float(posterior.p.max()), (likelier == 0) / max(as_likely, 1)))
    p, right = np.array(said).T
    lucky = [calibration_error(p, rng.random(len(p)) < p) for _ in range(50)]
    return {
        "tellable": len(first),
        "first": float(np.mean(first)),
        "among_three": float(np.mean(among_three)),
        "strangers_known": float(np.mean(known)),
        "mean_p": float(p.mean()),
        "right": float(right.mean()),
        "calibration_error": calibration_error(p, right),
        "of_a_perfect_forecaster": float(np.mean(lucky)),
    }


def calibration_error(p: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten bins."""
    bins = np.minimum((10 * p).astype(int), 9)
    return float(sum(abs(p[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def main() -> None:
    """Print the figures."""
    shelf = Shelf.of(open_catalog(sys.argv[1]).products())
    parts = int(sys.argv[2]) if len(sys.argv) > 2 else 1500
    for name, box in BOXES.items():
        figures = score(shelf, box, parts)
        print(f"{name:24s}", "  ".join(f"{what}={value:.4g}" for what, value in figures.items()), flush=True)
    rng = np.random.default_rng(2)
    simulated = [part_of(shelf.products[int(i)], Box(), rng) for i in rng.integers(len(shelf.products), size=200)]
    times = []
    for part in simulated:
        started = time.thread_time()
        rank(*part, shelf, top=5)
        times.append(1000 * (time.thread_time() - started))
    print(f"{'a match':24s} median={np.median(times):.2f} ms  p95={np.percentile(times, 95):.2f} ms (processor time)")


if __name__ == "__main__":
    main()
