"""How good and how fast the matching alone is: parts simulated from the products of a catalog.

    python tests/benchmarks/score_matching.py store.db [PARTS]

Each part is a product of the catalog, measured with the stated u (`tests/appliance/matching/counter.py`). A product is
tellable where no other has the same words, and first where none is likelier.
"""

import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from appliance.catalog.shelving import Wording
from appliance.catalog.store import open_catalog
from appliance.matching.evidence import Shelf
from appliance.matching.rank import rank, weigh
from tests.appliance.matching.counter import Box, part_of

BOXES = {
    "perfect": Box.perfect(),
    "typical": Box(),
    "typical, 2 % gross": Box(gross=0.02),
    "poor looks, 2 % gross": Box(sure=0.9, gross=0.02, hidden=0.6),
}


def score(shelf: Shelf, box: Box, parts: int) -> dict[str, float]:
    """Shares of tellable products that come first and among three, and the calibration error of the best match's p."""
    rng = np.random.default_rng(1)
    alike = Counter(Wording.of(product) for product in shelf.products)
    first, among_three, said = [], [], []
    for row in rng.integers(len(shelf.products), size=parts):
        true = shelf.products[row]
        posterior = weigh(*part_of(true, box, rng), shelf)
        at = np.flatnonzero(posterior.rows == row)
        p = float(posterior.p[at[0]]) if len(at) else 0.0
        likelier = int((posterior.p > p * (1 + 1e-9)).sum())
        as_likely = int(np.isclose(posterior.p, p, rtol=1e-9).sum())
        if alike[Wording.of(true)] == 1:
            first.append(likelier == 0)
            among_three.append(likelier < 3)
        said.append((float(posterior.p.max()), (likelier == 0) / max(as_likely, 1)))
    table = np.array(said)
    bins = np.minimum((10 * table[:, 0]).astype(int), 9)
    error = sum(abs(np.subtract(*table[bins == b].mean(axis=0))) * (bins == b).mean() for b in set(bins))
    return {
        "tellable": len(first),
        "first": float(np.mean(first)),
        "among_three": float(np.mean(among_three)),
        "calibration_error": float(error),
    }


def main() -> None:
    """Print the figures."""
    shelf = Shelf.of(open_catalog(sys.argv[1]).products())
    parts = int(sys.argv[2]) if len(sys.argv) > 2 else 1500
    for name, box in BOXES.items():
        figures = score(shelf, box, parts)
        print(f"{name:24s}", "  ".join(f"{what}={value:.4g}" for what, value in figures.items()))
    rng = np.random.default_rng(2)
    simulated = [part_of(shelf.products[i], Box(), rng) for i in rng.integers(len(shelf.products), size=200)]
    times = []
    for part in simulated:
        started = time.perf_counter()
        rank(*part, shelf, top=5)
        times.append(1000 * (time.perf_counter() - started))
    print(f"{'a match':24s} median={np.median(times):.2f} ms  p95={np.percentile(times, 95):.2f} ms")


if __name__ == "__main__":
    main()
