"""The words for what a screw looks like (CONTRACT, Vocabularies)."""

from enum import StrEnum


class Head(StrEnum):
    """Head shapes; `none` is headless: set screws, dowel screws, studs."""

    FLAT = "flat"
    OVAL = "oval"
    PAN = "pan"
    ROUND = "round"
    TRUSS = "truss"
    CHEESE = "cheese"
    SOCKET_CAP = "socket_cap"
    BUTTON = "button"
    HEX = "hex"
    HEX_WASHER = "hex_washer"
    THUMB = "thumb"
    EYE = "eye"
    NONE = "none"


class Drive(StrEnum):
    """Drives; `hidden` means that it cannot be seen in this view."""

    SLOTTED = "slotted"
    PHILLIPS = "phillips"
    COMBO = "combo"
    POZIDRIV = "pozidriv"
    SQUARE = "square"
    HEX_SOCKET = "hex_socket"
    TORX = "torx"
    ONE_WAY = "one_way"
    HEX_EXTERNAL = "hex_external"
    THUMB = "thumb"
    NONE = "none"
    HIDDEN = "hidden"


class Finish(StrEnum):
    """What the eye sees first: plating, material or paint."""

    ZINC = "zinc"
    YELLOW_ZINC = "yellow_zinc"
    STAINLESS = "stainless"
    BRASS = "brass"
    BLACK = "black"
    COPPER = "copper"
    BRONZE = "bronze"
    NICKEL = "nickel"
    GALVANIZED = "galvanized"
    PAINTED = "painted"


class Tip(StrEnum):
    """`cone` sharp; `die` blunt machine end; `drill` self-drilling or type 17; `dog` dog or cup point."""

    CONE = "cone"
    DIE = "die"
    DRILL = "drill"
    DOG = "dog"


class Coverage(StrEnum):
    """How much of the body is threaded."""

    FULLY_THREADED = "fully_threaded"
    THREADED_ON_ONE_END = "threaded_on_one_end"
    THREADED_ON_BOTH_ENDS = "threaded_on_both_ends"
    NONE = "none"


VOCABULARY: dict[str, tuple[str, ...]] = {
    name: tuple(map(str, words))
    for name, words in (("head", Head), ("drive", Drive), ("finish", Finish), ("tip", Tip), ("coverage", Coverage))
}
