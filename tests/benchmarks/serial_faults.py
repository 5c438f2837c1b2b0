"""Random troubles on every serial driver's wire: `python -m tests.benchmarks.serial_faults --count 1000`.

Each schedule is a row of troubles, one for each answer of a made device behind a pty. Every call must end within its
deadline with a right answer or a DeviceFault, and when the troubles are over the device must work again by itself.
Printed for each driver: schedules, calls, faults, the longest time a call took beyond its deadline, and how often it
went wrong; exits 1 where anything did.
"""

import contextlib
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from drivers.barcodes import SerialScanner
from drivers.contracts import GRACE_S, Label
from drivers.faults import DeviceFault
from drivers.frame import Light
from drivers.gardasoft import Channel, GardasoftLights
from drivers.labels import EscPosPrinter, ZplPrinter
from drivers.serial_line import LineSettings
from drivers.weighing import MtSicsScale
from drivers.wled import Segment, WledLights
from tests.drivers.far_ends import EscPosFar, GardasoftFar, ScannerFar, SicsFar, WledFar, ZplFar
from tests.drivers.wire import Trouble, Wire

ANSWER_S = 0.06
RECOVERY_S = 8.0  # within which a healthy wire must work again: a slow answer of 400 bytes has to pass first
LABEL = Label("0412345", "Machine screw", "#10-24 x 1", "12", "4", "C3", "$0.29")


@dataclass
class Bench:
    """A driver with its far end, and one call that can be made of it.

    Attributes
    ----------
    call : the call
    right : whether what it returned is true
    deadline_s : how long it may take
    worked : whether it also did what it is for; a scanner may rightly return that nothing came
    before : what happens before the call, and takes no time of its own
    """

    far: Any
    driver: Any
    call: Callable[[], Any]
    right: Callable[[Any], bool]
    deadline_s: float
    worked: Callable[[Any], bool] = lambda _got: True
    before: Callable[[Wire], None] = lambda _wire: None


def _lights(far: Any, driver: Any) -> Bench:
    turn = [0]

    def call() -> tuple[Light | None, set[Light]]:
        turn[0] += 1
        light = (Light.BACKLIT, Light.TOPLIT, None)[turn[0] % 3]
        driver.switch(light)
        return light, far.burning

    return Bench(far, driver, call, lambda got: got[1] == ({got[0]} if got[0] else set()), ANSWER_S)


def wled(port: str) -> Bench:
    """WLED."""
    return _lights(WledFar(), WledLights(LineSettings(port), Segment(0), Segment(1), answer_s=ANSWER_S))


def gardasoft(port: str) -> Bench:
    """Gardasoft RT."""
    return _lights(GardasoftFar(), GardasoftLights(LineSettings(port), Channel(1), Channel(2), answer_s=ANSWER_S))


def weighing(port: str) -> Bench:
    """MT-SICS, with another weight at every call: yesterday's would be wrong."""
    scale, far = MtSicsScale(LineSettings(port, 9600), answer_s=ANSWER_S), SicsFar()

    def load(_wire: Wire) -> None:
        far.grams += 1.25

    return Bench(
        far, scale, lambda: scale.weigh(0.2), lambda got: got.grams == far.grams and got.stable, 0.2, before=load
    )


def escpos(port: str) -> Bench:
    """A receipt printer."""
    printer = EscPosPrinter(LineSettings(port), answer_s=ANSWER_S)
    return Bench(EscPosFar(), printer, lambda: printer.print_label(LABEL, 0.5), lambda got: got is None, 0.5)


def zpl(port: str) -> Bench:
    """A label printer."""
    printer = ZplPrinter(LineSettings(port), answer_s=ANSWER_S)
    return Bench(ZplFar(), printer, lambda: printer.print_label(LABEL, 0.5), lambda got: got is None, 0.5)


def scanner(port: str) -> Bench:
    """A barcode scanner that scans another code before every call; a late one may be read later."""
    driver = SerialScanner(LineSettings(port, 9600), gap_s=0.08)
    scanned: set[str] = set()
    scans: list[threading.Thread] = []

    def scan(wire: Wire) -> None:
        for scan in scans[-1:]:
            scan.join()  # one code after the other
        time.sleep(0.3)  # nobody scans two codes within the gaps that tell a broken one
        with contextlib.suppress(DeviceFault):
            driver.check()  # opens the port: a code that nobody listens to is lost
        code = f"04{len(scanned):05d}"
        scanned.add(code)
        scans.append(threading.Thread(target=wire.answer, args=[code.encode() + b"\r"], daemon=True))
        scans[-1].start()

    return Bench(
        ScannerFar(), driver, lambda: driver.read(0.2), lambda got: got is None or got in scanned, 0.2,
        worked=lambda got: got is not None, before=scan,
    )  # fmt: skip


DRIVERS = {
    "wled": wled, "gardasoft": gardasoft, "mt-sics": weighing, "escpos": escpos, "zpl": zpl, "scanner": scanner,
}  # fmt: skip


@dataclass
class Tally:
    """What came of one driver's schedules."""

    calls: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    longest_over_s: float = 0.0
    wrong: list[str] = field(default_factory=list)


def _called(bench: Bench, wire: Wire, tally: Tally, schedule: str) -> bool:
    """One call; whether it worked."""
    bench.before(wire)
    began_s = time.monotonic()
    try:
        got = bench.call()
    except DeviceFault as fault:
        tally.faults[type(fault).__name__] += 1
        return False
    except Exception as error:  # nothing else may ever come
        tally.wrong.append(f"{schedule}: {type(error).__name__}: {error}")
        return False
    finally:
        tally.calls += 1
        tally.longest_over_s = max(tally.longest_over_s, time.monotonic() - began_s - bench.deadline_s)
    if not bench.right(got):
        tally.wrong.append(f"{schedule}: {got}")
    return bench.worked(got)


def run_schedule(make: Callable[[str], Bench], seed: int, folder: Path, tally: Tally) -> None:
    """One random row of troubles, then recovery."""
    rng = random.Random(seed)
    troubles = [rng.choice(list(Trouble)) for _ in range(rng.randint(1, 5))]
    schedule = f"seed {seed} {' '.join(troubles)}"
    path = folder / f"port{seed}"
    bench = make(str(path))
    wire = Wire(path, bench.far, byte_s=rng.uniform(0.001, 0.01), late_s=rng.uniform(0.03, 0.12))
    try:
        wire.troubles.extend(troubles)
        for _ in range(len(troubles) + 1):
            _called(bench, wire, tally, schedule)
            wire.plug_in()
        wire.troubles.clear()
        until_s = time.monotonic() + RECOVERY_S
        while not _called(bench, wire, tally, schedule) and time.monotonic() < until_s:
            pass
        if time.monotonic() >= until_s:
            tally.wrong.append(f"{schedule}: does not work again")
    finally:
        bench.driver.close()
        wire.close()


def run(name: str, count: int, first_seed: int = 0) -> Tally:
    """So many schedules for one driver."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first_seed, first_seed + count):
            run_schedule(DRIVERS[name], seed, Path(folder), tally)
    return tally


@click.command()
@click.option("--count", default=1000, show_default=True, help="Schedules for each driver.")
@click.option("--driver", "names", multiple=True, type=click.Choice(list(DRIVERS)), help="All where left out.")
@click.option("--seed", default=0, show_default=True, help="Of the first schedule.")
def main(names: tuple[str, ...], count: int, seed: int) -> None:
    """Run random troubles and say what came of them."""
    bad = False
    for name in names or DRIVERS:
        tally = run(name, count, seed)
        print(
            f"{name:10} {count} schedules, {tally.calls} calls, {sum(tally.faults.values())} faults, "
            f"longest {1000 * tally.longest_over_s:+.0f} ms beyond its deadline, {len(tally.wrong)} wrong",
            flush=True,
        )
        for what in tally.wrong[:10]:
            print(f"    {what}")
        bad = bad or bool(tally.wrong) or tally.longest_over_s > GRACE_S
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
