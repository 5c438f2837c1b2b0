"""An answer in the trade's words: sizes as the packet prints them, doubt, refusals. Knows no picture, no terminal."""

from fractions import Fraction
from math import ceil, log10

from appliance.reading import Difference, Kind, Match, Part, Question, Refused, Scale, ScaleSource
from calibration.estimate import Estimate
from models_onnx.attributes import Label, Odds
from models_onnx.vocabulary import Drive, Finish, Head

INCH_MM = 25.4
_SURE_ENOUGH = 0.5  # below it an attribute is not named at all

REFUSALS = {
    Refused.TOUCHES_BORDER: "lies half outside the picture: move it to the middle",
    Refused.OVERLAPPING: "touches another part: move them apart",
    Refused.TOO_SMALL: "is too small to be told from a speck",
    Refused.NOT_A_FASTENER: "is no screw",
    Refused.BLURRED: "is out of focus",
    Refused.STANDING: "stands upright: lay it on its side",
}

WARNINGS = {
    "tray_dirty": "The tray is dirty: wipe it.",
    "bent": "It is bent: its length is less sure than it says.",
    "no_point": "It has no point though its thread wants one: broken or cut off?",
    "end_askew": "Its end is not square: cut off or damaged, so the length may be short.",
    "no_scale": "No scale, so no millimetres: lay a US quarter beside the part, or give the tray's calibration.",
}

_HEADS = {
    Head.SOCKET_CAP: "socket cap",
    Head.HEX_WASHER: "hex washer head",
    Head.THUMB: "thumb screw",
    Head.EYE: "screw eye",
    Head.NONE: "headless",
}
_DRIVES = {Drive.HEX_SOCKET: "hex socket", Drive.ONE_WAY: "one-way", Drive.HEX_EXTERNAL: "hex"}


def trade_inches(length_mm: float) -> str | None:
    """The length as a rule reads it (`1 1/4 in`), in sixteenths; None where it is none of these.

    Store lengths run in sixteenths up to an inch, in eighths to three, in quarters above; what is more than
    a thirty-second off such a length is not called by it.
    """
    inches = length_mm / INCH_MM
    steps = 16 if inches < 1.03 else 8 if inches < 3.05 else 4
    nearest = Fraction(round(inches * steps), steps)
    if nearest == 0 or abs(inches - nearest) > 1 / 32:
        return None
    whole, rest = divmod(nearest, 1)
    words = [str(whole)] if whole else []
    return " ".join([*words, str(rest)] if rest else words) + " in"


def with_doubt(length: Estimate, unit: str = " mm") -> str:
    """`25.31 ± 0.04 mm`: the value and twice its standard uncertainty, which holds the truth 95 times in 100."""
    doubt = 2 * length.u
    decimals = min(3, max(1, ceil(-log10(doubt)))) if doubt > 0 else 3
    return f"{length.value:.{decimals}f} ± {max(doubt, 10**-decimals):.{decimals}f}{unit}"


def in_per_cent(p: float) -> str:
    """`93 %`; never 100 or 0, which nobody can know."""
    return "over 99 %" if p > 0.99 else "under 1 %" if p < 0.01 else f"{100 * p:.0f} %"


def place(match: Match) -> str | None:
    """`Aisle 12 · Bay 4 · Bin C3`, as much of it as the store said."""
    parts = [("Aisle", match.aisle), ("Bay", match.bay), ("Bin", match.bin)]
    return " · ".join(f"{what} {where}" for what, where in parts if where) or None


def name(part: Part) -> str:
    """What a clerk would call the part: `#8-32 UNC, 3/4 in, flat head, Phillips, zinc`, as far as it could be told."""
    if part.kind is Kind.COIN:
        return "US quarter"
    words = [_size(part), _length(part), _head(part.attributes.head), _drive(part), _finish(part.attributes.finish)]
    return ", ".join(word for word in words if word) or "A screw of unknown size"


def is_metric(part: Part) -> bool:
    """Whether its likeliest thread is a metric one, so that inches would only puzzle."""
    return bool(part.sizes) and part.sizes[0].name.startswith("M")


def _size(part: Part) -> str | None:
    if part.sizes and part.sizes[0].p >= _SURE_ENOUGH:
        return part.sizes[0].name
    major = part.measurement.major_diameter_mm
    return f"{major.value:.1f} mm thick" if isinstance(major, Estimate) else None


def _length(part: Part) -> str | None:
    length = part.measurement.nominal_length_mm
    if not isinstance(length, Estimate):
        return None
    inches = trade_inches(length.value)
    return inches if inches and not is_metric(part) else f"{length.value:.0f} mm"


def _said(odds: Odds[Label] | None) -> Label | None:
    """The label, where it is likelier than all others together."""
    if odds is None or odds.p[odds.best] < _SURE_ENOUGH:
        return None
    return odds.best


def _head(odds: Odds[Head] | None) -> str | None:
    head = _said(odds)
    return None if head is None else _HEADS.get(head, f"{head} head")


def _drive(part: Part) -> str | None:
    drive = _said(part.attributes.drive)
    if drive in (None, Drive.HIDDEN, Drive.NONE, Drive.THUMB):
        return None
    return _DRIVES.get(drive, drive.title() if drive in (Drive.PHILLIPS, Drive.POZIDRIV, Drive.TORX) else str(drive))


def _finish(odds: Odds[Finish] | None) -> str | None:
    finish = _said(odds)
    return None if finish is None else finish.replace("_", " ")


def differences(match: Match) -> str:
    """How a match differs: in the matching's own words where it found some, else by how much in what."""
    said = [one.says for one in match.differs if one.says] or [_difference(one) for one in match.differs]
    return "; ".join(said)


def _difference(differs: Difference) -> str:
    what = differs.what.removesuffix("_mm").replace("_", " ")
    if differs.by_mm is None:
        return f"other {what}"
    amount = f"{abs(differs.by_mm):.1f} mm"
    if "length" in what:
        return f"{amount} {'longer' if differs.by_mm > 0 else 'shorter'}"
    return f"{what} {amount} {'more' if differs.by_mm > 0 else 'less'}"


def question(asked: Question) -> str:
    """`Look at its finish: stainless, zinc or painted?`"""
    *options, last = [option.replace("_", " ") for option in asked.options]
    return f"Look at its {asked.ask.replace('_', ' ')}: {', '.join(options)}{' or ' if options else ''}{last}?"


def refusal(part: Part) -> str:
    """Why the part was not measured, as the end of a sentence."""
    return REFUSALS[part.refused] if part.refused is not None else ""


def warning(code: str) -> str:
    """A warning's sentence."""
    return WARNINGS.get(code, code.replace("_", " ").capitalize() + ".")


def scale_source(scale: Scale) -> str:
    """Where the millimetres come from."""
    match scale.source:
        case ScaleSource.CALIBRATION:
            source = "scale from the calibration"
        case ScaleSource.QUARTER:
            source = "scale from the quarter"
        case _:
            return "no scale: shape only, no millimetres"
    return source if scale.u_rel is None else f"{source}, ± {200 * scale.u_rel:.2f} %"
