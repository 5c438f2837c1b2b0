"""The demo's little store: invented products, named as different tills name them."""

import csv
import io
from dataclasses import dataclass
from itertools import cycle

HEADER = ("SKU", "Description", "UPC", "Price", "Unit", "On hand", "Aisle", "Bay", "Bin")


@dataclass(frozen=True)
class Item:
    """A product line of the store: one product for each of its lengths.

    Attributes
    ----------
    size : as the trade writes it, with threads per inch or pitch where it is usual
    lengths : inches as fractions, or `20 mm`
    head, drive, finish, kind : words of a full name
    short : the same in a till's abbreviations, `{size}` and `{length}` to be filled in
    aisle, bay : where the line hangs
    """

    size: str
    lengths: tuple[str, ...]
    head: str
    drive: str
    finish: str
    kind: str
    short: str
    aisle: int
    bay: int


LINES = (
    Item("#10-24", ("1/2", "3/4", "1", "1-1/4", "2"), "Pan Head", "Phillips", "Zinc", "Machine Screw",
         "MS PH PAN {size}X{length} ZN", 12, 4),
    Item("#10-32", ("1/2", "1", "1-1/2"), "Pan Head", "Phillips", "Zinc", "Machine Screw",
         "MS PH PAN {size}X{length} ZN", 12, 4),
    Item("#8-32", ("1/2", "3/4", "1"), "Pan Head", "Combo", "Stainless Steel", "Machine Screw",
         "MS PH/SL PAN {size}X{length} SS", 12, 5),
    Item("#6-32", ("1/2", "1"), "Flat Head", "Slotted", "Brass", "Machine Screw",
         "MS SL FLT {size}X{length} BR", 12, 5),
    Item("1/4-20", ("1/2", "1", "2"), "Round Head", "Combo", "Zinc", "Machine Screw",
         "MS PH/SL RND {size}X{length} ZN", 12, 6),
    Item("M6-1.0", ("16 mm", "20 mm", "25 mm", "30 mm"), "Socket Cap", "Hex Socket", "Black Oxide", "Cap Screw",
         "SHCS {size}X{length} BLK OX", 12, 9),
    Item("M5-0.8", ("16 mm", "20 mm"), "Socket Cap", "Hex Socket", "Stainless Steel", "Cap Screw",
         "SHCS {size}X{length} SS", 12, 9),
    Item("M4-0.7", ("10 mm", "12 mm", "20 mm"), "Button Head", "Hex Socket", "Black Oxide", "Machine Screw",
         "MS HEX BTN {size}X{length} BLK OX", 12, 9),
    Item("1/4-20", ("1", "1-1/2"), "Hex", "", "Zinc", "Bolt", "HEX BOLT {size}X{length} ZN", 12, 12),
    Item("#8", ("3/4", "1", "1-1/4", "1-1/2"), "Flat Head", "Slotted", "Solid Brass", "Wood Screw",
         "WS SL FLT {size}X{length} BR", 13, 2),
    Item("#8", ("1", "1-1/2", "2"), "Flat Head", "Phillips", "Zinc", "Wood Screw",
         "WS PH FLT {size}X{length} ZN", 13, 2),
    Item("#10", ("1-1/2", "2-1/2"), "Round Head", "Slotted", "Silicon Bronze", "Wood Screw",
         "WS SL RND {size}X{length} BRZ", 13, 3),
    Item("#8", ("1-1/4", "2", "3"), "Flat Head", "Star Drive", "Green Exterior Coated", "Deck Screw",
         "DECK SCREW TX FLT {size}X{length} GRN", 14, 1),
    Item("#10-16", ("3/4", "1", "1-1/2"), "Hex Washer Head", "", "Zinc", "Self-Drilling Screw",
         "SDS HWH {size}X{length} ZN", 13, 6),
    Item("#8", ("1/2", "3/4", "1"), "Pan Head", "Square Drive", "Stainless Steel", "Sheet Metal Screw",
         "SMS SQ PAN {size}X{length} SS", 13, 5),
    Item("#6", ("1/2", "3/4"), "Truss Head", "Phillips", "White", "Sheet Metal Screw",
         "SMS PH TRS {size}X{length} WHT", 13, 5),
    Item("1/4-20", ("3/8", "1/2"), "Hex Socket", "", "Black Oxide", "Cup Point Set Screw",
         "SET SKT CUP {size}X{length} BLK OX", 12, 15),
    Item("#210", ("1-3/8",), "", "", "Zinc", "Screw Eye", "SCREW EYE {size} {length} ZN", 15, 2),
    Item("1/4-20", ("3/4",), "Type P", "", "Zinc", "Thumb Screw", "THUMB TYPE P {size}X{length} ZN", 15, 3),
)  # fmt: skip
OTHERS = (
    ("1/4-20 Zinc Hex Nut (12-Pack)", 12, 13), ("HEX NUT 10-24 ZN", 12, 13),
    ("#10 Stainless Steel Flat Washers 25 pk", 12, 14),
    ("Plastic Anchor #8-10 with Screws", 14, 6), ("#2 Phillips Insert Bit, 1 in.", 10, 3),
)  # fmt: skip


def _named(item: Item, length: str, style: int) -> str:
    """A product's name: a box's words, a planner's words, or a till's."""
    unit = "" if length.endswith("mm") else " in."
    if style == 0:
        words = [item.size, "x", length + unit, item.head, item.drive, item.finish, item.kind, "(6-Pack)"]
    elif style == 1:
        size = item.size.replace("#", "No. ")
        words = [size, "X", length + unit, "L", item.drive, item.head, item.finish, item.kind + "s", "50 pk"]
    else:
        return item.short.format(size=item.size.lstrip("#"), length=length.replace(" ", "").upper())
    return " ".join(w for w in words if w)


@dataclass(frozen=True)
class Stocked:
    """A row of the export; `line` and `length` are None on what is no screw."""

    sku: str
    name: str
    aisle: int
    bay: int
    line: Item | None = None
    length: str | None = None


def stock() -> list[Stocked]:
    """All products; some SKUs begin with a zero, as they do."""
    styles = cycle((1, 2, 0))
    named = [(_named(i, length, next(styles)), i.aisle, i.bay, i, length) for i in LINES for length in i.lengths]
    rows = [*named, *((name, aisle, bay, None, None) for name, aisle, bay in OTHERS)]
    return [Stocked(f"{(40917 * (k + 3)) % 999983:06d}", *row) for k, row in enumerate(rows)]


def sku_of(size: str, length: str, kind: str) -> str:
    """The SKU of a screw by size, length and the last words of its full name."""
    [found] = [s.sku for s in stock() if s.line and (s.line.size, s.length, s.line.kind) == (size, length, kind)]
    return found


def _upc(sku: str) -> str:
    """A UPC-A of number system 4 (for use within a store) with its check digit (GS1 General Specifications 7.9.1)."""
    digits = f"40000{sku}"
    total = sum((3 if k % 2 == 0 else 1) * int(d) for k, d in enumerate(digits))
    return digits + str(-total % 10)


def store_export() -> str:
    """The store's CSV."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(HEADER)
    for k, row in enumerate(stock()):
        price, on_hand = f"{0.15 + 0.37 * ((7 * k) % 11):.2f}", 12 + (53 * k) % 400
        place = (row.aisle, row.bay, f"{'ABCDEFGH'[k % 8]}{1 + k % 24}")
        write.writerow([row.sku, row.name, _upc(row.sku), price, "EA", on_hand, *place])
    return out.getvalue()
