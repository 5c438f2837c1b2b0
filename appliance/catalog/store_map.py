"""The store's map as SVG: every bay a shape with an id, the counter, and the way to a bay.

A store that has a map of its own uses that: any SVG whose bays are rectangles with ids `bay-AISLE-BAY`, in one flat
coordinate system, and whose counter is a circle with the id `here`.
"""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from itertools import pairwise
from math import dist
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from appliance.catalog.places import Bay, Floor, bay_id
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.way import Point, way_to

_SVG = "http://www.w3.org/2000/svg"
_PX_PER_M = 20.0
_LARGEST_BYTES = 8 << 20

_STYLE = """
  .floor { fill: #f7f5f0 }
  .bay { fill: #d9dde3; stroke: #9aa3ae; stroke-width: 1 }
  .aisle, .bay-name { font-family: sans-serif; text-anchor: middle; fill: #3b4552 }
  .aisle { font-size: 10px; font-weight: bold }
  .bay-name { font-size: 8px }
  .here { fill: #0a66c2 }
  .here-name { font: bold 13px sans-serif; text-anchor: middle; fill: #0a66c2 }
  .found { fill: #ffb000; stroke: #7a4b00; stroke-width: 2.5 }
  .way { fill: none; stroke: #0a66c2; stroke-width: 4; stroke-linecap: round; stroke-dasharray: 2 9 }
"""


def draw(floor: Floor) -> str:
    """The map of a floor, without any way."""
    width, depth = (_PX_PER_M * size for size in floor.size_m)
    shapes = [f'<rect class="floor" width="{width:.0f}" height="{depth:.0f}"/>']
    shapes += [_shape(bay) for bay in floor.bays]
    for aisle in dict.fromkeys(bay.aisle for bay in floor.bays):
        own = [bay for bay in floor.bays if bay.aisle == aisle]
        x = _PX_PER_M * sum(bay.x_m + bay.width_m / 2 for bay in own) / len(own)
        y = _PX_PER_M * min(bay.y_m for bay in own) - 8
        shapes.append(f'<text class="aisle" x="{x:.0f}" y="{y:.0f}">{escape(aisle)}</text>')
    x, y = (_PX_PER_M * at for at in floor.here_xy_m)
    shapes.append(f'<circle id="here" class="here" cx="{x:.0f}" cy="{y:.0f}" r="9"/>')
    shapes.append(f'<text class="here-name" x="{x:.0f}" y="{y + 26:.0f}">You are here</text>')
    body = "\n".join(shapes)
    return (
        f'<svg xmlns="{_SVG}" viewBox="0 0 {width:.0f} {depth:.0f}" width="{width:.0f}" height="{depth:.0f}">\n'
        f"<style>{_STYLE}</style>\n{body}\n</svg>\n"
    )


def _shape(bay: Bay) -> str:
    x, y, width, depth = (_PX_PER_M * n for n in (bay.x_m, bay.y_m, bay.width_m, bay.depth_m))
    title = escape(f"Aisle {bay.aisle}, bay {bay.bay}")
    name = f'<text class="bay-name" x="{x + width / 2:.1f}" y="{y + depth / 2 + 3:.1f}">{escape(bay.bay)}</text>'
    return (
        f'<rect id={quoteattr(bay.ident)} class="bay" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{depth:.1f}">'
        f"<title>{title}</title></rect>{name}"
    )


def read_map(path: Path) -> tuple[str, Floor]:
    """A map's SVG and the floor that it shows, in units of 1/20 m whatever the drawing's are.

    Raises
    ------
    CatalogRefused
        Not readable, no SVG, no bay or no counter in it.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise CatalogRefused(f"{path}: larger than {_LARGEST_BYTES >> 20} MB; a map is a drawing, not a photograph")
        text = path.read_text("utf-8")
        if "<!ENTITY" in text or ("<!DOCTYPE" in text and "[" in text.partition("<!DOCTYPE")[2].partition(">")[0]):
            raise CatalogRefused(f"{path}: a map must not define entities")
        root = ElementTree.fromstring(text)
    except (OSError, UnicodeDecodeError, ElementTree.ParseError) as error:
        raise CatalogRefused(f"{path}: not a readable SVG ({getattr(error, 'strerror', None) or error})") from error
    bays, here = [], None
    for element in root.iter():
        ident = element.get("id") or ""
        if element.tag == f"{{{_SVG}}}rect" and (name := re.fullmatch(r"bay-([^-]+)-([^-]+)", ident)):
            x, y, width, depth = (_number(path, element, at) / _PX_PER_M for at in ("x", "y", "width", "height"))
            bays.append(Bay(name[1], name[2], x, y, width, depth))
        elif ident == "here":
            here = tuple(_number(path, element, at) / _PX_PER_M for at in ("cx", "cy"))
    if not bays or here is None:
        raise CatalogRefused(
            f"{path}: the map needs rectangles with ids such as bay-12-4, and a circle with the id here"
        )
    return text, Floor(tuple(bays), (here[0], here[1]))


def _number(path: Path, element: ElementTree.Element, name: str) -> float:
    try:
        return float((element.get(name) or "0").removesuffix("px"))
    except ValueError as error:
        raise CatalogRefused(
            f"{path}: {element.get('id')} has {name}={element.get(name)!r}, which is no number"
        ) from error


def with_way(text: str, floor: Floor, aisle: str | None, bay: str | None) -> tuple[str, tuple[Bay, ...]]:
    """The map with a place marked and the way to it, and the bays marked; none if the map has no such place."""
    wanted = [bay_id(word or "", "")[4:-1] if word else None for word in (aisle, bay)]
    found = floor.find(*wanted)
    if not found:
        return text, ()
    marks = [_mark(one) for one in found]
    way = way_to(floor, found)
    if len(way) > 1:
        points = " ".join(f"{_PX_PER_M * x:.0f},{_PX_PER_M * y:.0f}" for x, y in way)
        marks.append(f'<polyline class="way" points="{points}" style="{_inline("way")}"/>')
    group = f'<g id="way">{"".join(marks)}</g>\n'
    before, end, after = text.rpartition("</svg>")
    return before + group + end + after, found


def _mark(bay: Bay) -> str:
    x, y, width, depth = (_PX_PER_M * n for n in (bay.x_m, bay.y_m, bay.width_m, bay.depth_m))
    at = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{depth:.1f}"'
    return f'<rect class="found" {at} style="{_inline("found")}"/>'


def _inline(name: str) -> str:
    """The style of a mark, for maps that are not ours and lack it."""
    rule = re.search(rf"\.{name} {{ (.*?) }}", _STYLE)
    assert rule is not None
    return rule[1]


def length_m(way: Sequence[Point]) -> float:
    """How far it is, in metres."""
    return sum(dist(one, other) for one, other in pairwise(way))
