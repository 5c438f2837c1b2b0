"""How large the errors of whole measurements are, and whether their doubt says so. Run by hand:

    python -m tests.benchmarks.coverage_of_doubt --scenes 36

Screws of six kinds and random sizes are laid on a simulated tray (exact silhouettes, blurred, with noise, no
reflections) and measured: how large the errors are, in um, and how often their doubt covers them.
"""

import argparse
from collections import defaultdict

import numpy as np

from appliance.metrology.measure import Solid, measure
from appliance.reading import QUANTITIES
from calibration.estimate import Estimate
from tests.appliance.metrology.screws import KINDS, resized, see


def scene(seed: int) -> tuple[str, object]:
    """The kind and the seen screw of one scene."""
    kind = list(KINDS)[seed % len(KINDS)]
    rng = np.random.default_rng(1000 + seed)
    return kind, see(resized(KINDS[kind], rng.uniform(0.65, 1.5), rng.uniform(0.7, 1.4)), seed)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scenes", type=int, default=36)
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--each", action="store_true", help="print every error beyond 2u as well")
    asked = arguments.parse_args()
    errors: dict[str, list[tuple[float, float]]] = defaultdict(list)
    missing: dict[str, int] = defaultdict(int)
    for seed in range(asked.first, asked.first + asked.scenes):
        kind, seen = scene(seed)
        solid = measure(seen.silhouette, seen.view)
        for quantity in QUANTITIES:
            truth = seen.laid.measurements[quantity]
            got = getattr(solid.measurement, quantity) if isinstance(solid, Solid) else None
            if truth is None:
                continue
            if not isinstance(got, Estimate):
                missing[quantity] += 1
                if asked.each:
                    print(f"{seed:4d} {kind:14s} {quantity:20s} not measured")
                continue
            error = got.value - truth
            errors[quantity].append((error, got.u))
            if asked.each and abs(error) > 2 * got.u:
                print(f"{seed:4d} {kind:14s} {quantity:20s} {truth:8.4f} {1e3 * error:+8.1f} u {1e3 * got.u:.1f}")
    print(f"{'um':20s}   n none  median     95 %    bias   in 2u    >4u       u")
    for quantity in QUANTITIES:
        e, u = np.array(errors[quantity] or [(np.nan, np.nan)]).T
        size = 1e3 * np.abs(e)
        inside, beyond = np.mean(np.abs(e) < 2 * u), np.mean(np.abs(e) > 4 * u)
        print(
            f"{quantity:20s} {len(e):3d} {missing[quantity]:4d} {np.median(size):7.1f} {np.percentile(size, 95):8.1f} "
            f"{1e3 * e.mean():+7.1f} {inside:7.0%} {beyond:6.0%} {1e3 * np.median(u):7.1f}"
        )


if __name__ == "__main__":
    main()
