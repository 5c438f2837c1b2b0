"""A product of the store, and what its name says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType

from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip


class Kind(StrEnum):
    """What sort of fastener a name means; `screw` where it does not say which."""

    MACHINE_SCREW = "machine_screw"
    WOOD_SCREW = "wood_screw"
    SHEET_METAL_SCREW = "sheet_metal_screw"
    DECK_SCREW = "deck_screw"
    DRYWALL_SCREW = "drywall_screw"
    LAG_SCREW = "lag_screw"
    CONCRETE_SCREW = "concrete_screw"
    SET_SCREW = "set_screw"
    EYE_SCREW = "eye_screw"
    EYE_BOLT = "eye_bolt"
    DOWEL_SCREW = "dowel_screw"
    HANGER_BOLT = "hanger_bolt"
    BOLT = "bolt"
    SCREW = "screw"
    NOT_SCREW = "not_screw"


@dataclass(frozen=True)
class Designation:
    """What a product's name says; None where it does not say it.

    Words are the trade's (a wider vocabulary than a camera can tell apart: `bugle`, `torx_security`, `phosphate`);
    `Product.head` and its siblings give what the networks and the geometry can see of it.

    Attributes
    ----------
    size : as the trade writes it: `#8`, `1/4`, `M4`, `3.5mm`
    diameter_mm : nominal major diameter
    pitch_mm : thread pitch where the name says it, never from a table
    length_mm : the stated length
    what : for `not_screw`: nut, washer, anchor, ...
    spans : field -> (start, end) of the text that said it
    """

    kind: Kind | None = None
    head: str | None = None
    drive: str | None = None
    finish: str | None = None
    size: str | None = None
    diameter_mm: float | None = None
    pitch_mm: float | None = None
    length_mm: float | None = None
    tip: str | None = None
    coverage: str | None = None
    what: str | None = None
    spans: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}), compare=False)


DESIGNATION_FIELDS = tuple(f.name for f in fields(Designation) if f.name != "spans")


@dataclass(frozen=True)
class Product:
    """One product of the store's export.

    Attributes
    ----------
    designation : what its columns and its name say, merged; a column outranks the name
    origins : designation field -> `column`, `name`, `staff` or `taught`
    pack : pieces in what is sold as one; None where nothing says it
    head, drive, finish, tip, coverage : the same in the words of `models_onnx.vocabulary`; None = unknown,
        then matching is neutral to it
    """

    sku: str
    title: str
    designation: Designation
    upc: str | None = None
    price: str | None = None
    unit: str | None = None
    on_hand: int | None = None
    aisle: str | None = None
    bay: str | None = None
    bin: str | None = None
    pack: int | None = None
    head: Head | None = None
    drive: Drive | None = None
    finish: Finish | None = None
    tip: Tip | None = None
    coverage: Coverage | None = None
    origins: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def is_fastener(self) -> bool:
        """Whether it can ever be matched with what lies on the tray.

        Without a noun the name must have the marks of a screw: a paint of 1/2 gallon has none of them.
        """
        d = self.designation
        if d.kind is None:
            return d.diameter_mm is not None and d.length_mm is not None and (self.head or d.drive or d.tip) is not None
        return d.kind is not Kind.NOT_SCREW


# What can be seen of the trade's words. A word that is missing here looks different from maker to maker, or like
# several labels: wafer and washer heads, carriage and square heads, cup points. Unknown is neutral in matching.
_SEEN_HEAD: dict[str, Head] = {
    **{head.value: head for head in Head},
    "bugle": Head.FLAT,
    "trim": Head.FLAT,
}
_SEEN_DRIVE: dict[str, Drive] = {
    **{drive.value: drive for drive in Drive if drive is not Drive.HIDDEN},
    "torx_security": Drive.TORX,
    "hex_socket_security": Drive.HEX_SOCKET,
    "hex_slotted": Drive.SLOTTED,
}
_SEEN_FINISH = {
    **{finish.value: finish for finish in Finish},
    "black_oxide": Finish.BLACK,
    "phosphate": Finish.BLACK,
    "coated": Finish.PAINTED,
}
_SEEN_TIP = {
    **{tip.value: tip for tip in Tip},
    "flat": Tip.DIE,
    "type_f": Tip.DIE,
}

# What a kind of screw has without its name saying so, where the trade knows no exception.
_TIP_OF_KIND = {
    Kind.MACHINE_SCREW: Tip.DIE,
    Kind.BOLT: Tip.DIE,
    Kind.EYE_BOLT: Tip.DIE,
    Kind.WOOD_SCREW: Tip.CONE,
    Kind.SHEET_METAL_SCREW: Tip.CONE,
    Kind.DRYWALL_SCREW: Tip.CONE,
    Kind.LAG_SCREW: Tip.CONE,
    Kind.DOWEL_SCREW: Tip.CONE,
    Kind.EYE_SCREW: Tip.CONE,
}
_COVERAGE_OF_KIND = {
    Kind.SHEET_METAL_SCREW: Coverage.FULLY_THREADED,
    Kind.SET_SCREW: Coverage.FULLY_THREADED,
    Kind.EYE_SCREW: Coverage.THREADED_ON_ONE_END,
    Kind.DOWEL_SCREW: Coverage.THREADED_ON_BOTH_ENDS,
    Kind.HANGER_BOLT: Coverage.THREADED_ON_BOTH_ENDS,
}


def _fully_threaded_up_to_mm(diameter_mm: float, head: Head | None) -> float:
    """Length up to which a machine screw is threaded to the head.

    Socket screws: thread of 2 d + 12 mm (ISO 4762; ASME B18.3 has more). Others: ISO 7045 b = 25 mm to M3, 38 mm above;
    ASME B18.6.3 1-1/8 in to #5, 2 in above, of which the shorter ISO figure is taken for metric diameters only.
    """
    if head is Head.SOCKET_CAP:
        return 2 * diameter_mm + 12
    if abs(diameter_mm - round(diameter_mm * 2) / 2) < 1e-6:
        return 25.0 if diameter_mm <= 3 else 38.0
    return 28.6 if diameter_mm < 3.3 else 50.8


def describe(product: Product) -> Product:
    """The product with what can be seen of it: its words in the networks' vocabulary, what its kind has for certain."""
    d = product.designation
    if d.kind is Kind.NOT_SCREW:
        return product
    head = _SEEN_HEAD.get(d.head or "")
    drive: Drive | None = _SEEN_DRIVE.get(d.drive or "")
    if drive is Drive.ONE_WAY and d.head is None:
        head = Head.ROUND
    if d.kind is Kind.DRYWALL_SCREW and d.head is None:
        head = Head.FLAT
    if drive is None and d.drive is None:
        drive = _drive_of_head(head, d)
    return replace(
        product,
        head=head,
        drive=drive,
        finish=_SEEN_FINISH.get(d.finish or ""),
        tip=_seen_tip(d),
        coverage=Coverage(d.coverage) if d.coverage else _seen_coverage(d, head),
    )


def _drive_of_head(head: Head | None, d: Designation) -> Drive | None:
    if head in (Head.EYE, Head.THUMB) or d.kind is Kind.DOWEL_SCREW:
        return Drive.THUMB if head is Head.THUMB else Drive.NONE
    return Drive.HEX_SOCKET if head is Head.SOCKET_CAP else None


def _seen_tip(d: Designation) -> Tip | None:
    if d.tip is not None:
        return _SEEN_TIP.get(d.tip)
    if d.kind is None or d.kind is Kind.SCREW:
        return Tip.DIE if d.pitch_mm is not None else None
    return _TIP_OF_KIND.get(d.kind)


def _seen_coverage(d: Designation, head: Head | None) -> Coverage | None:
    length, diameter = d.length_mm, d.diameter_mm
    if d.kind is Kind.MACHINE_SCREW and length is not None and diameter is not None:
        fully = length <= _fully_threaded_up_to_mm(diameter, head) + 0.1
        return Coverage.FULLY_THREADED if fully else None
    return _COVERAGE_OF_KIND.get(d.kind) if d.kind else None
