"""The facts about what goes with a screw: drills, nuts, washers and driver bits, each row with its source."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Drill:
    """A drill as it is asked for (`#7`, `F`, `5/16 in`, `4.2 mm`) and its diameter."""

    name: str
    diameter_mm: float


@dataclass(frozen=True)
class TapDrill:
    """The drill before the tap, for a thread of `threads.csv`."""

    thread: str
    drill: Drill
    source: str


@dataclass(frozen=True)
class Hardware:
    """One nominal size of machine screws.

    Attributes
    ----------
    close, normal, free : drills for a hole that the screw goes through, by fit; None where the standard has none
    nut_across, washer_outer : across flats, and outer diameter, as said; None where there is none
    washer_inner_mm : the hole of a plain washer
    """

    size: str
    nominal_mm: float
    close: Drill | None
    normal: Drill | None
    free: Drill | None
    nut_across: str | None
    washer_inner_mm: float | None
    washer_outer: str | None
    source: str


@dataclass(frozen=True)
class Driver:
    """The bit for a drive; `head` empty: for all heads; `family`: `machine inch`, `spaced inch` or `metric`."""

    drive: str
    head: str
    family: str
    size: str
    nominal_mm: float
    tool: str
    source: str


def _table(name: str) -> list[dict[str, str]]:
    text = files("appliance.catalog.standards").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def gauge_drills() -> tuple[Drill, ...]:
    """Number and letter drills (`drill_sizes.csv`)."""
    return tuple(Drill(row["name"], float(row["diameter_mm"])) for row in _table("drill_sizes.csv"))


@cache
def tap_drills() -> dict[str, TapDrill]:
    """Thread name -> drill (`tap_drills.csv`)."""
    return {
        row["thread"]: TapDrill(row["thread"], Drill(row["drill"], float(row["drill_mm"])), row["source"])
        for row in _table("tap_drills.csv")
    }


@cache
def hardware() -> tuple[Hardware, ...]:
    """All rows of `hardware.csv`."""

    def drill(row: dict[str, str], fit: str) -> Drill | None:
        return Drill(row[fit], float(row[f"{fit}_mm"])) if row[fit] else None

    return tuple(
        Hardware(
            row["size"],
            float(row["nominal_mm"]),
            drill(row, "close"),
            drill(row, "normal"),
            drill(row, "free"),
            row["nut_across"] or None,
            float(row["washer_inner_mm"]) if row["washer_inner_mm"] else None,
            row["washer_outer"] or None,
            row["source"],
        )
        for row in _table("hardware.csv")
    )


@cache
def drivers() -> tuple[Driver, ...]:
    """All rows of `drivers.csv`."""
    return tuple(
        Driver(
            row["drive"], row["head"], row["family"], row["size"], float(row["nominal_mm"]), row["tool"], row["source"]
        )
        for row in _table("drivers.csv")
    )
