"""A product of the store, and what its name says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
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
    origins : designation field -> `column` or `name`
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
    head: Head | None = None
    drive: Drive | None = None
    finish: Finish | None = None
    tip: Tip | None = None
    coverage: Coverage | None = None
    origins: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def is_fastener(self) -> bool:
        """Whether it can ever be matched with what lies on the tray."""
        return self.designation.kind is not Kind.NOT_SCREW
