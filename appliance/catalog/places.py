"""Where a store's bays are: read from a simple table, or drafted from the aisles and bays that its products name.

The table is CSV with a header row and one bay a row: `aisle,bay,x_m,y_m,width_m,depth_m`; x to the right, y down from
the top left corner of the sales floor, (x_m, y_m) the bay's top left corner. The row of aisle `here` says where the
counter stands.
"""

import csv
import io
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import Catalog

HEADER = ("aisle", "bay", "x_m", "y_m", "width_m", "depth_m")
HERE = "here"
_MOST_BAYS = 5000
_LARGEST_M = 1000.0
_BAY_M, _SHELF_DEPTH_M, _GANGWAY_M, _MARGIN_M = 1.2, 0.6, 2.0, 2.5  # of a draft: usual shelving


@dataclass(frozen=True)
class Bay:
    """One bay of shelving as a rectangle on the floor, in metres."""

    aisle: str
    bay: str
    x_m: float
    y_m: float
    width_m: float
    depth_m: float

    @property
    def ident(self) -> str:
        """The id of its shape in the map's SVG."""
        return bay_id(self.aisle, self.bay)


@dataclass(frozen=True)
class Floor:
    """The sales floor: its bays, and where the counter stands."""

    bays: tuple[Bay, ...]
    here_xy_m: tuple[float, float]

    @property
    def size_m(self) -> tuple[float, float]:
        """Width and depth of the floor with a way round everything."""
        across = [bay.x_m + bay.width_m for bay in self.bays] + [self.here_xy_m[0]]
        along = [bay.y_m + bay.depth_m for bay in self.bays] + [self.here_xy_m[1]]
        return max(across) + _MARGIN_M, max(along) + _MARGIN_M

    def find(self, aisle: str | None, bay: str | None) -> tuple[Bay, ...]:
        """The bays of a place: one, all of an aisle where the bay is not known, or none."""
        in_aisle = [one for one in self.bays if aisle is not None and one.aisle.casefold() == aisle.casefold()]
        exactly = [one for one in in_aisle if bay is not None and one.bay.casefold() == bay.casefold()]
        return tuple(exactly or in_aisle)


def bay_id(aisle: str, bay: str) -> str:
    """`bay-12-4`: letters, digits and hyphens only, as an SVG id wants it."""
    return "-".join(["bay", *(re.sub(r"[^A-Za-z0-9]+", "_", word) for word in (aisle, bay))])


def read_places(path: Path) -> Floor:
    """Read a table of bays.

    Raises
    ------
    CatalogRefused
        Not readable, a column or a number that is missing or senseless, a bay twice; the message names the line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogRefused(
            f"{path}: not a readable table of bays ({getattr(error, 'strerror', None) or error})"
        ) from error
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in HEADER if name not in (rows.fieldnames or ())]
    if missing:
        raise CatalogRefused(f"{path}: a table of bays has the columns {', '.join(HEADER)}; there is no {missing[0]}")
    bays: dict[tuple[str, str], Bay] = {}
    here = None
    for row in rows:
        bay = _bay(path, rows.line_num, row)
        if bay.aisle.casefold() == HERE:
            here = (bay.x_m, bay.y_m)
            continue
        if bay.ident in {other.ident for other in bays.values()}:
            raise CatalogRefused(f"{path}: line {rows.line_num}: aisle {bay.aisle}, bay {bay.bay} stands there twice")
        bays[bay.aisle, bay.bay] = bay
        if len(bays) > _MOST_BAYS:
            raise CatalogRefused(f"{path}: more than {_MOST_BAYS} bays; is this a table of bays?")
    if not bays or here is None:
        lacks = "no bay" if not bays else f"no row of aisle `{HERE}`, which says where the counter stands"
        raise CatalogRefused(f"{path}: there is {lacks}")
    return Floor(tuple(bays.values()), here)


def _bay(path: Path, line: int, row: dict[str, str]) -> Bay:
    words = [(row[name] or "").strip() for name in HEADER]
    is_here = words[0].casefold() == HERE
    try:
        numbers = [float(word.replace(",", ".") or (0 if is_here else "")) for word in words[2:]]
    except ValueError as error:
        raise CatalogRefused(f"{path}: line {line}: x_m, y_m, width_m and depth_m must be numbers of metres") from error
    x, y, width, depth = numbers
    if not words[0] or not (is_here or words[1]):
        raise CatalogRefused(f"{path}: line {line}: aisle and bay must be named")
    if not all(0 <= n <= _LARGEST_M for n in numbers) or not (is_here or (width > 0 and depth > 0)):
        raise CatalogRefused(f"{path}: line {line}: a bay lies at 0 to {_LARGEST_M:.0f} m and is wider than nothing")
    return Bay(words[0], words[1], x, y, width, depth)


def to_table(floor: Floor) -> str:
    """The table of a floor, to be corrected by whoever knows the store."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEADER)
    rows.writerow((HERE, "", f"{floor.here_xy_m[0]:g}", f"{floor.here_xy_m[1]:g}", "", ""))
    for bay in floor.bays:
        rows.writerow((bay.aisle, bay.bay, *(f"{n:g}" for n in (bay.x_m, bay.y_m, bay.width_m, bay.depth_m))))
    return out.getvalue()


def draft(places: Iterable[tuple[str, Sequence[str]]]) -> Floor:
    """A floor as stores usually are: aisles side by side, bays in a row, every second row back to back with the next.

    Parameters
    ----------
    places : aisles with their bays, in any order

    Raises
    ------
    CatalogRefused
        if there are none
    """
    bays = []
    x = _MARGIN_M
    deepest = _MARGIN_M
    for number, (aisle, names) in enumerate(sorted(places, key=lambda place: _natural(place[0]))):
        for place, name in enumerate(sorted(names, key=_natural)):
            y = _MARGIN_M + place * _BAY_M
            bays.append(Bay(aisle, name, x, y, _SHELF_DEPTH_M, _BAY_M))
            deepest = max(deepest, y + _BAY_M)
        x = round(x + _SHELF_DEPTH_M + (_GANGWAY_M if number % 2 == 0 else 0.0), 3)
    if not bays:
        raise CatalogRefused("no product of the catalog names an aisle and a bay, so that no map can be drafted")
    return Floor(tuple(bays), (round(x / 2, 1), deepest + 1.5))


def draft_of(catalog: Catalog) -> Floor:
    """A draft from the aisles and bays that a catalog's products name."""
    query = "SELECT DISTINCT aisle, bay FROM products WHERE aisle IS NOT NULL AND bay IS NOT NULL"
    bays: dict[str, list[str]] = {}
    try:
        for aisle, bay in catalog.connection.execute(query):
            bays.setdefault(aisle, []).append(bay)
    except sqlite3.Error as error:
        raise CatalogRefused(f"{catalog.path}: the catalog cannot be read ({error})") from error
    return draft(bays.items())


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Orders `2` before `10`, and numbers before words."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", name)]
