"""Answers and products made by hand, for the staff's machine; nothing is measured."""

from dataclasses import replace

import numpy as np

from appliance.catalog.designation import parse
from appliance.catalog.product import Product
from appliance.catalog.taught import Sample
from appliance.messages import Answer, Times
from appliance.reading import Kind, Match, Refused
from drivers.frame import Frame, Light, Shot
from tests.appliance import readings

TIMES = Times(0, 0, 0, 0, 0)


def match(sku, p=0.9, aisle="12", bay="4", bin_="C3"):
    return Match(sku, p, f"Screw {sku}", aisle, bay, bin_)


def part(*matches, refused=None, kind=Kind.FASTENER):
    return replace(readings.machine_screw(), kind=kind, refused=refused, matches=tuple(matches))


def laid(*parts, scan="scan-1"):
    """An answer; each call is another laying down."""
    shot = Shot("made", Frame(np.zeros((4, 4), np.uint8), Light.BACKLIT))
    return Answer(shot, readings.reading(*parts), scan, TIMES)


def handful(scan="scan-1"):
    """Two alike, another one that belongs to an earlier aisle, one cut off, one unknown, and a coin."""
    common = part(match("200"), match("300", 0.05))
    other = part(match("100", aisle="11"))
    torn = part(refused=Refused.TOUCHES_BORDER)
    return laid(common, other, common, torn, part(), readings.coin(), scan=scan)


def product(sku="200", title="#10-24 x 3/4 in. Pan Head Phillips Zinc Machine Screw", **place):
    return Product(sku, title, parse(title), **({"aisle": "12", "bay": "4", "bin": "C3"} | place))


def sample(length_mm=19.05):
    made = readings.machine_screw(length_mm=length_mm)
    return Sample(made.measurement, made.attributes, "2026-11-23T10:00:00+00:00", f"shot-{length_mm}")
