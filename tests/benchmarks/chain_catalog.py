"""A chain's catalog: as many products as wanted, by varying dimensions, looks, brands and packs of the trade."""

import csv
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

INCHES = ("1/4", "5/16", "3/8", "1/2", "5/8", "3/4", "7/8", "1", "1-1/4", "1-1/2", "1-3/4", "2", "2-1/4", "2-1/2", "3")
LONG_INCHES = (*INCHES[3:], "3-1/2", "4", "4-1/2", "5", "6")
MILLIMETRES = (4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90, 100)
MACHINE = (
    *("#2-56", "#4-40", "#5-40", "#6-32", "#8-32", "#10-24", "#10-32", "#12-24", "1/4-20", "1/4-28"),
    *("5/16-18", "5/16-24", "3/8-16", "3/8-24", "7/16-14", "1/2-13"),
)
METRIC = ("M2-0.4", "M2.5-0.45", "M3-0.5", "M3.5-0.6", "M4-0.7", "M5-0.8", "M6-1.0", "M8-1.25", "M10-1.5", "M12-1.75")
GAUGES = ("#2", "#3", "#4", "#5", "#6", "#7", "#8", "#9", "#10", "#12", "#14")
HEADS = ("Flat", "Oval", "Pan", "Round", "Truss", "Fillister", "Button", "Hex Washer")
DRIVES = ("Phillips", "Slotted", "Torx", "Square", "Combo", "Pozidriv")
FINISHES = ("Zinc Plated", "Stainless Steel", "Brass", "Black Oxide", "Yellow Zinc", "Galvanized", "Nickel Plated", "")
BRANDS = ("Hillman", "Everbilt", "Crown Bolt", "Midwest", "Prime-Line", "Fas-n-Tite", "Grip-Rite", "L.H. Dottie")
PACKS = ("", "(2-Pack)", "(4-Pack)", "(6-Pack)", "(25-Pack)", "(100-Pack)", "100/BX", "1 lb.")
OTHERS = ("Hex Nut", "Lock Nut", "Flat Washer", "Lock Washer", "Wing Nut", "Fender Washer")
HEADER = ("Item #", "Description", "UPC", "Retail", "UOM", "On Hand", "Aisle", "Bay", "Bin")

# Kind, sizes, lengths: a real range of dimensions for each.
RANGES = (
    ("Machine Screw", MACHINE, INCHES, "in."),
    ("Machine Screw", METRIC, MILLIMETRES, "mm"),
    ("Wood Screw", GAUGES, LONG_INCHES, "in."),
    ("Sheet Metal Screw", GAUGES, INCHES, "in."),
    ("Deck Screw", ("#7", "#8", "#9", "#10", "#12"), LONG_INCHES, "in."),
    ("Set Screw", MACHINE, INCHES[:10], "in."),
    ("Lag Screw", ("1/4", "5/16", "3/8", "1/2"), LONG_INCHES, "in."),
)


def names() -> Iterator[str]:
    """Names without end; a thirtieth leave the length out, as tills do, an eighth are no screws."""
    order = random.Random(1)
    made = [
        f"{size} x {length} {unit} {head} {drive} {finish} {kind}".replace("  ", " ")
        for kind, sizes, lengths, unit in RANGES
        for size in sizes
        for length in lengths
        for head in (("",) if kind in ("Set Screw", "Lag Screw") else tuple(f"{h} Head" for h in HEADS))
        for drive in DRIVES
        for finish in FINISHES
    ]
    order.shuffle(made)
    other = [f"{size} {finish} {what}" for what in OTHERS for size in (*MACHINE, *METRIC) for finish in FINISHES]
    for number, name in enumerate(itertools.cycle(made)):
        brand, pack = order.choice(BRANDS), order.choice(PACKS)
        if number % 8 == 7:
            name = order.choice(other)
        elif number % 30 == 0:
            name = name.partition(" x ")[0] + " " + name.rpartition("in." if "in." in name else "mm")[2].strip()
        yield " ".join(word for word in (brand, name, pack) if word)


def write_export(path: Path, count: int) -> None:
    """Write a till's export of `count` products."""
    draw = random.Random(2)
    with path.open("w", newline="", encoding="utf-8") as handle:
        rows = csv.writer(handle)
        rows.writerow(HEADER)
        for number, name in enumerate(itertools.islice(names(), count)):
            code = f"{80_000_000_000 + number:011d}"
            check = -sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(code)) % 10
            slot = f"{draw.choice('ABCDEFGH')}{draw.randrange(1, 40)}"
            place = (draw.randrange(1, 60), draw.randrange(1, 24), slot)
            price = f"{draw.uniform(0.1, 30):.2f}"
            rows.writerow(
                (f"{1_000_000 + 7 * number}", name, f"{code}{check}", price, "EA", draw.randrange(500), *place)
            )
