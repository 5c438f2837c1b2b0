"""A chain's catalog from export to answer: seconds and memory of the import, milliseconds of a match and a search.

    python tests/benchmarks/time_a_chain.py FOLDER [PRODUCTS]

FOLDER keeps the export and the catalog; what is there already is used. The load tells what ran besides.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from appliance.catalog.search import search
from appliance.catalog.store import Catalog, open_catalog
from appliance.matching.evidence import Shelf
from appliance.matching.rank import listed, weigh
from tests.appliance.matching.counter import Box, part_of
from tests.benchmarks.chain_catalog import write_export

QUERIES = (
    *("8-32 pan brass", "m4 20", "#8 x 1 wood", "pan", "hillman brass", "everb", "1/4-20 x 2 hex washer torx yellow"),
    *(
        "deck 3 in galvanized square",
        "1000070",
        "10000",
        "m5 nut",
        "washer",
        "dottie m3 16 black",
        "zzz",
        "8-32 pan bra",
    ),
)


def import_it(export: Path, db: Path) -> tuple[float, float]:
    """Seconds of the import, and the most memory of all its processes together, MB (looked at every 0.1 s)."""
    started, most = time.perf_counter(), 0.0
    command = [sys.executable, "-m", "appliance", "catalog", "import", str(export), "--db", str(db), "--let-vanish"]
    child = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    while child.poll() is None:
        most = max(most, sum(_resident_mb(pid) for pid in _family(child.pid)))
        time.sleep(0.1)
    assert child.returncode == 0
    return time.perf_counter() - started, most


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _resident_mb(pid: int) -> float:
    """Proportional share, so that memory which processes have in common counts once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def timed(call) -> float:  # type: ignore[no-untyped-def]
    """Milliseconds of processor time of a call, the least of three: what it takes where nothing else runs besides."""
    times = []
    for _ in range(3):
        started = time.thread_time()
        call()
        times.append(1000 * (time.thread_time() - started))
    return min(times)


def matches(catalog: Catalog, count: int = 200) -> str:
    """Times of the matching, and whether it leaves out what counts."""
    started = time.thread_time()
    layout = catalog.shelving()
    shelf = Shelf.laid_out(layout, catalog.shelved(layout.ids))
    opened = time.thread_time() - started
    rng = np.random.default_rng(1)
    parts = [
        part_of(shelf.products[int(i)], Box(gross=0.02), rng) for i in rng.integers(len(shelf.products), size=count)
    ]
    weigh(*parts[0], shelf)
    times = [timed(lambda part=part: listed(weigh(*part, shelf), 5)) for part in parts]
    looked_up = [len(weigh(*part, shelf).rows) for part in parts[:50]]
    return (
        f"shelf ready in {opened:.2f} s; cells={len(layout.cell_start) - 1} bundles={len(layout.start) - 1}; "
        f"a match: median={np.median(times):.1f} p95={np.percentile(times, 95):.1f} max={max(times):.1f} ms; "
        f"products looked up: median={int(np.median(looked_up))}"
    )


def searches(catalog: Catalog) -> str:
    """Times of searches as they are typed, letter by letter."""
    started = time.thread_time()
    catalog.searchable()
    opened = time.thread_time() - started
    typed = [query[:end] for query in QUERIES for end in range(2, len(query) + 1)]
    search(catalog, "m4 20")
    times = {text: timed(lambda text=text: search(catalog, text)) for text in typed}
    whole = [times[query] for query in QUERIES]
    slow = sorted(times.items(), key=lambda pair: -pair[1])[:5]
    return (
        f"columns read in {opened:.2f} s; a search: median={np.median(whole):.1f} max={max(whole):.1f} ms; "
        f"letter by letter: median={np.median(list(times.values())):.1f} "
        f"p95={np.percentile(list(times.values()), 95):.1f} ms; slowest {[(t, round(ms, 1)) for t, ms in slow]}"
    )


def main() -> None:
    """Print the figures."""
    folder = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_500_000
    folder.mkdir(parents=True, exist_ok=True)
    export, db = folder / f"export-{count}.csv", folder / f"chain-{count}.db"
    if not export.exists():
        write_export(export, count)
    if not db.exists():
        seconds, memory = import_it(export, db)
        print(f"import of {count:,}: {seconds:.0f} s, at most {memory:.0f} MB, file {db.stat().st_size >> 20} MB")
    with open_catalog(db) as catalog:
        print(matches(catalog))
        print(searches(catalog))
    print(
        f"memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB; load {os.getloadavg()}"
    )


if __name__ == "__main__":
    main()
