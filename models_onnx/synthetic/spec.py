"""What a made screw is: every dimension in millimetres, and the measurements that follow from them exactly."""

from dataclasses import dataclass
from enum import StrEnum
from math import radians, tan

from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

HEX_CORNERS_PER_FLATS = 1.1547005383792515  # 2 / sqrt(3)


class Form(StrEnum):
    """Thread forms: `machine` 60 degrees with flats (ASME B1.1, ISO 68-1), the others sharp and spaced."""

    MACHINE = "machine"
    WOOD = "wood"
    TAPPING = "tapping"


@dataclass(frozen=True)
class Thread:
    """One thread.

    Attributes
    ----------
    major_mm, minor_mm : diameters over the crests and at the roots
    hand : +1 right, -1 left
    starts : the lead is starts * pitch_mm
    """

    form: Form
    pitch_mm: float
    major_mm: float
    minor_mm: float
    hand: int = 1
    starts: int = 1

    @property
    def crest_mm(self) -> float:
        """Axial width of the crest's flat: P/8 on machine threads (ASME B1.1), nearly sharp on spaced ones."""
        return self.pitch_mm * (0.125 if self.form is Form.MACHINE else 0.05)

    @property
    def flank_mm(self) -> float:
        """Axial length of one flank, 30 degrees to the radius, less where the pitch leaves no room."""
        wanted = (self.major_mm - self.minor_mm) / 2 * tan(radians(30.0))
        return min(wanted, 0.48 * (self.pitch_mm - self.crest_mm))


@dataclass(frozen=True)
class HeadShape:
    """The head's dimensions.

    Attributes
    ----------
    diameter_mm : largest diameter: over a hexagon's corners, a hex washer's flange, an eye's ring
    height_mm : from where the head leaves the body to its top
    crown_mm : height of the domed part above the rim of an oval head
    rim_mm : cylindrical rim of a countersunk head; flange thickness of a hex washer head; thickness of a spade
    across_flats_mm : of a hexagon
    angle_deg : included angle of a countersunk head
    """

    diameter_mm: float
    height_mm: float
    crown_mm: float = 0.0
    rim_mm: float = 0.0
    across_flats_mm: float = 0.0
    angle_deg: float = 82.0


@dataclass(frozen=True)
class Cut:
    """What is milled off a type 17 point: one flat, or a notch of two flats at right angles.

    Attributes
    ----------
    long_mm : from the tail, before it runs out
    left_mm : from the axis to the flat, at least 0
    slope : of the run-out
    notch : two flats at right angles
    """

    long_mm: float
    left_mm: float
    slope: float
    notch: bool


@dataclass(frozen=True)
class ScrewSpec:
    """A screw, dowel, set screw or eye. Axial positions run from the tail (s = 0) to the head's top (s = overall_mm).

    Attributes
    ----------
    thread : the thread at the tail; None leaves the body plain
    overall_mm : tail to top
    threaded_mm : from the tail to the end of the thread, run-out included
    shank_mm : diameter of the plain body between thread and head
    tip_mm : length of point, chamfer, drill or dog
    shape : the head; None on headless parts
    drive_width_mm, drive_depth_mm : of the recess, across its widest
    drive_turn_rad : how the recess is turned about the axis
    far_thread, far_threaded_mm, far_tip, far_tip_mm : the other end of dowel screws and hanger bolts
    cup : a `dog` tip that is a cup point
    cut : a `drill` tip that is a type 17 point: a gimlet point with this cut
    knurls : ridges around a socket cap
    bend_mm : sagitta of a bent body
    paint_bgr : linear reflectance of a painted screw
    """

    head: Head
    drive: Drive
    tip: Tip
    coverage: Coverage
    finish: Finish
    overall_mm: float
    thread: Thread | None
    threaded_mm: float
    shank_mm: float
    tip_mm: float
    shape: HeadShape | None = None
    drive_width_mm: float = 0.0
    drive_depth_mm: float = 0.0
    drive_turn_rad: float = 0.0
    far_thread: Thread | None = None
    far_threaded_mm: float = 0.0
    far_tip: Tip = Tip.CONE
    far_tip_mm: float = 0.0
    cup: bool = False
    cut: Cut | None = None
    knurls: int = 0
    bend_mm: float = 0.0
    paint_bgr: tuple[float, float, float] | None = None
    size: str = ""

    @property
    def seat_mm(self) -> float:
        """Where the body ends and the head begins."""
        return self.overall_mm - (self.shape.height_mm if self.shape is not None else 0.0)

    @property
    def nominal_mm(self) -> float:
        """Trade length: overall when countersunk, headless or an eye; from the rim when oval; else under the head."""
        if self.shape is None or self.head in (Head.FLAT, Head.EYE, Head.NONE):
            return self.overall_mm
        if self.head is Head.OVAL:
            return self.overall_mm - self.shape.crown_mm
        return self.seat_mm

    def measurements(self, top_loss_mm: float = 0.0) -> dict[str, float | None]:
        """The nine quantities of the contract as this solid has them, mm; None where it has none.

        `top_loss_mm` is what a recess has taken off the highest point of a domed head.
        """
        both = self.coverage is Coverage.THREADED_ON_BOTH_ENDS
        plain = self.coverage is Coverage.THREADED_ON_ONE_END and self.head is not Head.EYE
        headed = self.shape is not None
        by_top = self.shape is None or self.head in (Head.FLAT, Head.EYE, Head.NONE)
        height = self.shape.height_mm - top_loss_mm if self.shape and self.head is not Head.EYE else None
        return {
            "overall_length_mm": self.overall_mm - top_loss_mm,
            "nominal_length_mm": self.nominal_mm - (top_loss_mm if by_top else 0.0),
            "head_diameter_mm": self.shape.diameter_mm if self.shape else None,
            "head_height_mm": height,
            "major_diameter_mm": self.thread.major_mm if self.thread else None,
            "minor_diameter_mm": self.thread.minor_mm if self.thread else None,
            "shank_diameter_mm": self.shank_mm if plain and headed else None,
            "pitch_mm": self.thread.pitch_mm if self.thread else None,
            "threaded_length_mm": self.threaded_mm if self.thread and not both else None,
        }
