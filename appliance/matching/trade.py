"""What the trade sells, by judgement: shares of threads, heads, drives, tips, finishes and lengths.

Used where a product's name leaves something open, and for the rival of every match: a screw that this store has not.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from appliance.catalog.product import Designation, Kind, Product
from appliance.catalog.sizes import MM_PER_INCH
from appliance.catalog.standards import Series
from models_onnx.vocabulary import Drive, Finish, Head, Tip

_MACHINE: Mapping[Series | None, float] = {
    Series.UNC: 0.78,
    Series.UNF: 0.21,
    Series.ISO_COARSE: 0.93,
    Series.ISO_FINE: 0.06,
    None: 0.01,
}
_WOODEN: Mapping[Series | None, float] = {
    Series.WOOD: 0.25,
    Series.WOOD_METRIC: 0.25,
    Series.LAG: 0.10,
    Series.LAG_METRIC: 0.10,
    None: 0.65,
}
# Thread series by kind; None is a thread of no standard. Inch and metric are never mixed: the size tells them apart.
SERIES: Mapping[Kind, Mapping[Series | None, float]] = MappingProxyType(
    {
        Kind.MACHINE_SCREW: _MACHINE,
        Kind.SET_SCREW: _MACHINE,
        Kind.BOLT: _MACHINE,
        Kind.EYE_BOLT: _MACHINE,
        Kind.WOOD_SCREW: {
            Series.WOOD: 0.88,
            Series.TAPPING_AB: 0.04,
            Series.TAPPING_A: 0.02,
            Series.WOOD_METRIC: 0.75,
            Series.TAPPING_ISO: 0.05,
            None: 0.06,
        },
        Kind.DECK_SCREW: {Series.WOOD: 0.70, Series.WOOD_METRIC: 0.50, None: 0.30},
        Kind.DRYWALL_SCREW: {Series.WOOD: 0.20, Series.WOOD_METRIC: 0.20, None: 0.80},
        Kind.SHEET_METAL_SCREW: {
            Series.TAPPING_AB: 0.55,
            Series.TAPPING_A: 0.40,
            Series.TAPPING_ISO: 0.95,
            Series.UNC: 0.01,
            None: 0.04,
        },
        Kind.LAG_SCREW: {Series.LAG: 0.90, Series.LAG_METRIC: 0.90, None: 0.10},
        Kind.CONCRETE_SCREW: {Series.LAG: 0.01, None: 0.99},
        Kind.EYE_SCREW: _WOODEN,
        Kind.DOWEL_SCREW: _WOODEN,
        Kind.HANGER_BOLT: _WOODEN,
        Kind.SCREW: {
            Series.UNC: 0.36,
            Series.UNF: 0.08,
            Series.ISO_COARSE: 0.70,
            Series.ISO_FINE: 0.04,
            Series.WOOD: 0.20,
            Series.TAPPING_AB: 0.20,
            Series.TAPPING_A: 0.12,
            Series.TAPPING_ISO: 0.10,
            Series.WOOD_METRIC: 0.12,
            Series.LAG: 0.01,
            Series.LAG_METRIC: 0.01,
            None: 0.03,
        },
    }
)

# A cup point is called `dog` (CONTRACT), yet its hollow is seldom seen from the side.
CUP_TIP: Mapping[Tip, float] = MappingProxyType({Tip.DIE: 0.65, Tip.DOG: 0.33, Tip.CONE: 0.01, Tip.DRILL: 0.01})
TIPS: Mapping[Kind, Mapping[Tip, float]] = MappingProxyType(
    {
        Kind.SET_SCREW: {Tip.DIE: 0.45, Tip.DOG: 0.49, Tip.CONE: 0.05, Tip.DRILL: 0.01},
        Kind.WOOD_SCREW: {Tip.CONE: 0.91, Tip.DRILL: 0.07, Tip.DIE: 0.01, Tip.DOG: 0.01},
        Kind.SHEET_METAL_SCREW: {Tip.CONE: 0.86, Tip.DRILL: 0.09, Tip.DIE: 0.04, Tip.DOG: 0.01},
        Kind.DECK_SCREW: {Tip.CONE: 0.30, Tip.DRILL: 0.68, Tip.DIE: 0.01, Tip.DOG: 0.01},
        Kind.DRYWALL_SCREW: {Tip.CONE: 0.88, Tip.DRILL: 0.10, Tip.DIE: 0.01, Tip.DOG: 0.01},
        Kind.LAG_SCREW: {Tip.CONE: 0.95, Tip.DRILL: 0.02, Tip.DIE: 0.02, Tip.DOG: 0.01},
        Kind.CONCRETE_SCREW: {Tip.CONE: 0.60, Tip.DRILL: 0.10, Tip.DIE: 0.28, Tip.DOG: 0.02},
        Kind.EYE_SCREW: {Tip.CONE: 0.96, Tip.DRILL: 0.01, Tip.DIE: 0.02, Tip.DOG: 0.01},
        Kind.DOWEL_SCREW: {Tip.CONE: 0.96, Tip.DRILL: 0.01, Tip.DIE: 0.02, Tip.DOG: 0.01},
        Kind.HANGER_BOLT: {Tip.CONE: 0.55, Tip.DRILL: 0.01, Tip.DIE: 0.43, Tip.DOG: 0.01},
    }
)

_MACHINE_HEADS: Mapping[Head, float] = {
    Head.FLAT: 0.24,
    Head.PAN: 0.25,
    Head.ROUND: 0.13,
    Head.SOCKET_CAP: 0.11,
    Head.HEX: 0.07,
    Head.OVAL: 0.06,
    Head.TRUSS: 0.05,
    Head.CHEESE: 0.03,
    Head.BUTTON: 0.03,
    Head.HEX_WASHER: 0.015,
    Head.THUMB: 0.015,
}
HEADS: Mapping[Kind, Mapping[Head, float]] = MappingProxyType(
    {
        Kind.MACHINE_SCREW: _MACHINE_HEADS,
        Kind.BOLT: {Head.HEX: 0.9, Head.SOCKET_CAP: 0.07, Head.BUTTON: 0.03},
        Kind.WOOD_SCREW: {Head.FLAT: 0.62, Head.ROUND: 0.19, Head.OVAL: 0.12, Head.PAN: 0.05, Head.TRUSS: 0.02},
        Kind.DECK_SCREW: {Head.FLAT: 0.94, Head.TRUSS: 0.03, Head.PAN: 0.03},
        Kind.DRYWALL_SCREW: {Head.FLAT: 0.97, Head.TRUSS: 0.03},
        Kind.SHEET_METAL_SCREW: {
            Head.PAN: 0.40,
            Head.FLAT: 0.18,
            Head.HEX_WASHER: 0.17,
            Head.ROUND: 0.09,
            Head.OVAL: 0.08,
            Head.TRUSS: 0.06,
            Head.HEX: 0.01,
            Head.BUTTON: 0.01,
        },
        Kind.LAG_SCREW: {Head.HEX: 0.95, Head.HEX_WASHER: 0.05},
        Kind.CONCRETE_SCREW: {Head.HEX_WASHER: 0.6, Head.FLAT: 0.4},
        Kind.SET_SCREW: {Head.NONE: 1.0},
        Kind.DOWEL_SCREW: {Head.NONE: 1.0},
        Kind.HANGER_BOLT: {Head.NONE: 1.0},
        Kind.EYE_SCREW: {Head.EYE: 1.0},
        Kind.EYE_BOLT: {Head.EYE: 1.0},
        Kind.SCREW: {**_MACHINE_HEADS, Head.NONE: 0.04, Head.EYE: 0.01, Head.HEX_WASHER: 0.05},
    }
)

_RECESSED: Mapping[Drive, float] = {
    Drive.PHILLIPS: 0.50,
    Drive.SLOTTED: 0.17,
    Drive.SQUARE: 0.11,
    Drive.COMBO: 0.08,
    Drive.TORX: 0.09,
    Drive.POZIDRIV: 0.03,
    Drive.HEX_SOCKET: 0.01,
    Drive.ONE_WAY: 0.01,
}
DRIVES: Mapping[Head, Mapping[Drive, float]] = MappingProxyType(
    {
        Head.FLAT: {**_RECESSED, Drive.HEX_SOCKET: 0.04, Drive.COMBO: 0.02},
        Head.OVAL: {**_RECESSED, Drive.COMBO: 0.02},
        Head.PAN: _RECESSED,
        Head.ROUND: {**_RECESSED, Drive.SLOTTED: 0.35, Drive.ONE_WAY: 0.06, Drive.COMBO: 0.15},
        Head.TRUSS: {**_RECESSED, Drive.COMBO: 0.15},
        Head.CHEESE: {**_RECESSED, Drive.SLOTTED: 0.50},
        Head.SOCKET_CAP: {Drive.HEX_SOCKET: 0.90, Drive.TORX: 0.10},
        Head.BUTTON: {Drive.HEX_SOCKET: 0.75, Drive.TORX: 0.20, Drive.PHILLIPS: 0.05},
        Head.HEX: {Drive.HEX_EXTERNAL: 0.92, Drive.SLOTTED: 0.05, Drive.COMBO: 0.03},
        Head.HEX_WASHER: {Drive.HEX_EXTERNAL: 0.72, Drive.SLOTTED: 0.23, Drive.COMBO: 0.03, Drive.PHILLIPS: 0.02},
        Head.THUMB: {Drive.THUMB: 0.97, Drive.SLOTTED: 0.03},
        Head.EYE: {Drive.NONE: 1.0},
        Head.NONE: {Drive.HEX_SOCKET: 0.80, Drive.SLOTTED: 0.12, Drive.NONE: 0.05, Drive.TORX: 0.03},
    }
)

FINISHES: Mapping[Finish, float] = MappingProxyType(
    {
        Finish.ZINC: 0.34,
        Finish.STAINLESS: 0.25,
        Finish.BLACK: 0.10,
        Finish.BRASS: 0.09,
        Finish.YELLOW_ZINC: 0.05,
        Finish.PAINTED: 0.05,
        Finish.GALVANIZED: 0.04,
        Finish.NICKEL: 0.04,
        Finish.BRONZE: 0.02,
        Finish.COPPER: 0.02,
    }
)

# Shares of stated lengths; None is a length that no list has.
_INCH_LENGTHS: Mapping[float | None, float] = {
    **{0.5: 0.13, 0.75: 0.12, 1.0: 0.13, 1.5: 0.09, 1.25: 0.08, 2.0: 0.08, 0.375: 0.07, 0.625: 0.07},
    **{0.25: 0.04, 2.5: 0.04, 3.0: 0.03, 1.75: 0.03, 0.875: 0.03, 0.3125: 0.015, 0.1875: 0.01, 2.25: 0.02},
    **{1.125: 0.01, 2.75: 0.01, 3.5: 0.01, 4.0: 0.01, None: 0.04},
}
_METRIC_LENGTHS: Mapping[float | None, float] = {
    **{6.0: 0.09, 8.0: 0.10, 10.0: 0.11, 12.0: 0.10, 16.0: 0.10, 20.0: 0.11, 25.0: 0.09, 30.0: 0.07},
    **{40.0: 0.05, 50.0: 0.04, 35.0: 0.03, 14.0: 0.02, 18.0: 0.02, 45.0: 0.02, 60.0: 0.02, 5.0: 0.02},
    **{4.0: 0.02, 3.0: 0.01, 22.0: 0.01, 55.0: 0.01, 70.0: 0.01, 80.0: 0.01, None: 0.04},
}
_INCH_SIZES: Mapping[str, float] = {
    **{"#2": 0.04, "#4": 0.10, "#6": 0.15, "#8": 0.17, "#10": 0.20, "#12": 0.05},
    **{"1/4": 0.16, "5/16": 0.07, "3/8": 0.05, "1/2": 0.01},
}
_METRIC_SIZES: Mapping[str, float] = {
    **{"M2": 0.05, "M2.5": 0.06, "M3": 0.18, "M4": 0.18, "M5": 0.18, "M6": 0.17, "M8": 0.12, "M10": 0.06},
}
_SPACED_SIZES: Mapping[str, float] = {
    **{"#2": 0.02, "#4": 0.10, "#6": 0.18, "#7": 0.02, "#8": 0.22, "#9": 0.02, "#10": 0.20, "#12": 0.14, "#14": 0.10},
}
# Share of the trade, sizes, lengths of what a stranger may be.
_STRANGERS: tuple[tuple[Kind, float, Mapping[str, float], Mapping[float | None, float]], ...] = (
    (Kind.MACHINE_SCREW, 0.36, _INCH_SIZES, _INCH_LENGTHS),
    (Kind.MACHINE_SCREW, 0.18, _METRIC_SIZES, _METRIC_LENGTHS),
    (Kind.WOOD_SCREW, 0.15, _SPACED_SIZES, _INCH_LENGTHS),
    (Kind.SHEET_METAL_SCREW, 0.19, {**_SPACED_SIZES, "1/4": 0.06}, _INCH_LENGTHS),
    (Kind.DECK_SCREW, 0.02, {"#8": 0.5, "#10": 0.5}, _INCH_LENGTHS),
    (Kind.DRYWALL_SCREW, 0.01, {"#6": 0.7, "#8": 0.3}, _INCH_LENGTHS),
    (Kind.SET_SCREW, 0.03, _INCH_SIZES, _INCH_LENGTHS),
    (Kind.SET_SCREW, 0.02, _METRIC_SIZES, _METRIC_LENGTHS),
    (Kind.LAG_SCREW, 0.01, {"1/4": 0.5, "5/16": 0.3, "3/8": 0.2}, _INCH_LENGTHS),
    (Kind.EYE_SCREW, 0.01, {"#206": 0.2, "#208": 0.2, "#210": 0.2, "#212": 0.2, "#214": 0.2}, _INCH_LENGTHS),
    (Kind.DOWEL_SCREW, 0.01, {"3/16": 0.4, "1/4": 0.4, "5/16": 0.2}, _INCH_LENGTHS),
    (Kind.HANGER_BOLT, 0.01, {"1/4": 0.6, "5/16": 0.4}, _INCH_LENGTHS),
)


def strangers() -> Iterator[tuple[Product, float]]:
    """Screws of the trade with their shares: what a part may be that is not in the catalog."""
    for kind, share, sizes, lengths in _STRANGERS:
        unit_mm = 1.0 if lengths is _METRIC_LENGTHS else MM_PER_INCH
        heads = HEADS[kind]
        whole = sum(sizes.values()) * sum(lengths.values()) * sum(heads.values())
        for size, of_size in sizes.items():
            for length, of_length in lengths.items():
                length_mm = None if length is None else length * unit_mm
                words = Designation(kind=kind, size=size, length_mm=length_mm)
                for head, of_head in heads.items():
                    yield Product("", "", words, head=head), share * of_size * of_length * of_head / whole
