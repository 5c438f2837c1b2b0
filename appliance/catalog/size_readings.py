"""What each pattern of figures means as a size: readings that say no where no screw is made like that."""

import re
from dataclasses import dataclass, field

from appliance.catalog.tokens import Token
from appliance.catalog.vocabulary import Vocabulary, inch_name

MM_PER_INCH = 25.4
_LARGEST_GAUGE = 24
_GAUGES_OF_WOOD = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 24)
STRENGTH_CLASSES = (3.6, 4.6, 4.8, 5.6, 5.8, 6.8, 6.9, 8.8, 9.8, 10.9, 12.9, 14.9)
UNIT_MM = {"q": MM_PER_INCH, "u": 1.0, "c": 10.0, "k": 304.8}


@dataclass(frozen=True)
class Context:
    """What the words of a name say about how its numbers are to be read.

    Attributes
    ----------
    metric, inch : bare numbers are millimetres; gauges and inches
    romance : in Spanish and Portuguese both are in use
    eye : a number behind # is a trade number
    gauged : the kind of screw is sold by gauge where inches are used (wood, sheet metal, deck, drywall)
    timber : ... and in metric lands also in diameters of 8 mm and more
    metric_words : the words themselves are German or French
    bolt : bolts and lag screws: a lone inch figure is their diameter
    """

    metric: bool = False
    inch: bool = False
    romance: bool = False
    eye: bool = False
    gauged: bool = False
    timber: bool = False
    metric_words: bool = False
    bolt: bool = False


@dataclass(frozen=True)
class Reading:
    """A size that was read; `tokens` maps each field to the first and last token that say it."""

    size: str | None = None
    diameter_mm: float | None = None
    pitch_mm: float | None = None
    length_mm: float | None = None
    tokens: dict[str, tuple[int, int]] = field(default_factory=dict)


class Match:
    """The tokens that a rule's groups stand for, with what is known of threads and of the name's other words."""

    def __init__(self, match: re.Match[str], tokens: list[Token], vocabulary: Vocabulary, context: Context) -> None:
        self._match, self._tokens = match, tokens
        self.vocabulary, self.context = vocabulary, context

    def value(self, group: str) -> float | None:
        """The number of a group; None where the rule went without it."""
        at = self.at(group)
        return None if at is None else self._tokens[at].value

    def text(self, group: str) -> str:
        """The folded text of a group."""
        at = self.at(group)
        return "" if at is None else self._tokens[at].text

    def kind(self, group: str) -> str:
        """The class of a group's token; empty where the rule went without it."""
        return self._match.groupdict().get(group) or ""

    def at(self, group: str) -> int | None:
        """The token of a group."""
        found = self._match.groupdict().get(group)
        return self._match.start(group) if found else None

    def spans(self, **fields: tuple[str, str]) -> dict[str, tuple[int, int]]:
        """Field -> tokens, of pairs of groups that exist."""
        spans = {}
        for name, (first, last) in fields.items():
            start, end = self.at(first), self.at(last)
            if start is not None or end is not None:
                a, b = (start if start is not None else end), (end if end is not None else start)
                spans[name] = (a or 0, b or 0)
        return spans


# --- quantities -----------------------------------------------------------------------------------------------------


def gauge_diameter_mm(gauge: float) -> float:
    """Major diameter of a numbered size, 0.060 in + 0.013 in a number (ASME B18.6.3)."""
    return (0.060 + 0.013 * gauge) * MM_PER_INCH


def to_length_mm(value: float, number: str, unit: str, default: str) -> float | None:
    """A length in mm: by its unit; a fraction is inches; else the size's own unit."""
    scale = UNIT_MM[unit] if unit else MM_PER_INCH if number in "fm" else UNIT_MM[default]
    length = value * scale
    return length if 1.0 <= length <= 1250.0 else None


def _is_pitch(diameter: float, pitch: float, vocabulary: Vocabulary) -> bool:
    """Whether ISO 261 makes this pitch on this diameter; on others whether it could be one."""
    made = vocabulary.pitches.get(diameter)
    if made is not None:
        return any(abs(pitch - p) < 0.011 for p in made)
    return 0.15 <= pitch <= 0.27 * diameter and (pitch < 1 or round(pitch * 4) == pitch * 4)


# --- readings of the rules ------------------------------------------------------------------------------------------


def read_metric(match: Match) -> Reading | None:
    """M6, M6-1.0, M6-1.0 x 50 mm, M6 x 20."""
    diameter = match.value("d") or 0.0
    if not 1.0 <= diameter <= 64.0:
        return None
    size = f"M{diameter:g}"
    pitch, length = match.value("p"), match.value("l")
    length_mm = None
    if length is not None:
        unit = match.kind("lu")
        if unit == "q" and length > 8 and match.text("lu") == "in":
            unit = "u"  # `M6 x 20 in stainless`: in is a preposition
        length_mm = to_length_mm(length, match.kind("l"), unit, "u")
        if length_mm is None or length_mm < 0.4 * diameter:
            return None
    if pitch is not None and not _is_pitch(diameter, pitch, match.vocabulary):
        if not (pitch >= 8 and pitch.is_integer() and length is not None) or match.kind("pu"):
            return None
        pitch = None  # M8-24 x 1: threads per inch where a metric thread has none
    spans = match.spans(size=("M", "d"), diameter_mm=("M", "d"), length_mm=("l", "lu"), pitch_mm=("p", "p"))
    return Reading(size, diameter, pitch, length_mm, spans)


def read_metric_and_length(match: Match) -> Reading | None:
    """M6 x 20, M5 20 mm; what stands behind x is a pitch where that is made, else a length."""
    diameter, second = match.value("d") or 0.0, match.value("l") or 0.0
    if not match.kind("lu") and not match.kind("lm") and _is_pitch(diameter, second, match.vocabulary):
        return None
    if (
        match.kind("lu") == "u"
        and match.kind("l") == "d"
        and second < 3
        and _is_pitch(diameter, second, match.vocabulary)
    ):
        return None
    if match.kind("sep") == "-" and second in STRENGTH_CLASSES:
        return None
    if match.kind("range"):
        return Reading(f"M{diameter:g}", diameter, tokens=match.spans(size=("M", "d"), diameter_mm=("M", "d")))
    if match.kind("sep") == "-" and not match.kind("lu") and _counts_like_threads(diameter, second):
        return Reading(f"M{diameter:g}", diameter, tokens=match.spans(size=("M", "d"), diameter_mm=("M", "d")))
    return read_metric(match)


def _counts_like_threads(diameter: float, second: float) -> bool:
    """M8-20, M3-24: more likely threads per inch put into a metric name than a length."""
    return second in (20.0, 24.0, 28.0, 32.0, 18.0) and diameter >= 3


def _inch_size(match: Match) -> tuple[str, float | None, str] | None:
    """(size, diameter in mm, `gauge` or `inch`) of groups g, d, du; None where they make no size."""
    value, kind = match.value("d") or 0.0, match.kind("d")
    marked = bool(match.kind("g") or match.kind("gg"))
    unthreaded = match.value("t") is None and not match.kind("du")
    if match.context.eye and unthreaded and kind == "i" and (marked or value > _LARGEST_GAUGE):
        return f"#{int(value)}", None, "gauge"
    if marked:
        if kind != "i" or value > _LARGEST_GAUGE:
            return None
        return f"#{int(value)}", gauge_diameter_mm(value), "gauge"
    threads = match.value("t")
    if kind == "i" and not match.kind("du"):
        if threads is not None and int(threads) in match.vocabulary.threads.get(f"#{int(value)}", ()):
            return f"#{int(value)}", gauge_diameter_mm(value), "gauge"
        if threads is None and value <= _LARGEST_GAUGE:
            return f"#{int(value)}", gauge_diameter_mm(value), "gauge"
        if threads is None:
            return None
    if kind == "d" and not match.kind("du") and not match.text("d").startswith((".", "0.")):
        return None
    if not 0.04 <= value <= 3.0:
        return None
    gauge = round((value - 0.060) / 0.013)
    if kind == "d" and 0 <= gauge <= 14 and abs(gauge_diameter_mm(gauge) - value * MM_PER_INCH) < 0.01:
        return f"#{gauge}", value * MM_PER_INCH, "inch"  # .190-32
    return inch_name(value), value * MM_PER_INCH, "inch"


def read_inch_thread(match: Match) -> Reading | None:
    """#8-32 x 1/2, 1/4 in - 20 x 3/4, 10-24X3/4, 5/16-18X1-1/4, and each without a length."""
    value, tpi, length = match.value("d") or 0.0, match.value("t") or 0.0, match.value("l")
    said = bool(match.kind("T") or match.kind("U"))
    if match.kind("tu") == "q" and tpi < 8:
        return None
    if not match.vocabulary.counts_threads(match.text("d"), value, tpi) and not (
        said and 4 <= tpi <= 80 and match.kind("d") != "i"
    ):
        return None
    sized = _inch_size(match)
    if sized is None:
        return None
    size, diameter, _ = sized
    length_mm = to_length_mm(length, match.kind("l"), match.kind("lu"), "q") if length is not None else None
    if length is not None and (length_mm is None or length_mm > 620):
        return None
    spans = match.spans(size=("g", "d"), diameter_mm=("g", "d"), pitch_mm=("t", "t"), length_mm=("l", "lu"))
    return Reading(size, diameter, MM_PER_INCH / tpi, length_mm, spans)


def read_inch_and_length(match: Match) -> Reading | None:
    """#8 x 1-1/4 in, No. 10 X 2-1/2 in L, 12X1/2, 1/4 x 3, 5/32 in x 1 - 1/4 in."""
    value, length = match.value("d") or 0.0, match.value("l") or 0.0
    kind, unit = match.kind("d"), match.kind("lu")
    marked = bool(match.kind("g") or match.kind("gg"))
    wrong_unit = (
        match.kind("du") == "q" and kind == "i" and match.context.gauged and value in _GAUGES_OF_WOOD and length < value
    )
    if wrong_unit:  # `12 in. x 1 in. Wood Screw`: nobody makes these, #12 is meant
        spans = match.spans(size=("d", "d"), diameter_mm=("d", "d"), length_mm=("l", "lu"))
        length_mm = to_length_mm(length, match.kind("l"), unit, "q")
        return Reading(f"#{int(value)}", gauge_diameter_mm(value), None, length_mm, spans)
    if not marked and kind == "i" and not match.kind("du") and not _is_bare_gauge(match):
        return None
    if match.kind("l") == "f" and (kind in "fm" or match.kind("du") == "q") and value > 2 * length and not marked:
        return _reversed(match, value * MM_PER_INCH, length * MM_PER_INCH)
    sized = _inch_size(match)
    if sized is None:
        return None
    size, diameter, sort = sized
    default = "u" if sort == "gauge" and length >= 13 else "q"
    length_mm = to_length_mm(length, match.kind("l"), unit, default)
    if length_mm is None or (sort == "gauge" and length_mm > 460):
        return None
    if diameter is not None and length_mm < 0.4 * diameter:
        return None
    spans = match.spans(size=("g", "d"), diameter_mm=("g", "d"), length_mm=("l", "lu"))
    return Reading(size, diameter, None, length_mm, spans)


def _reversed(match: Match, first_mm: float, second_mm: float) -> Reading:
    """`3 in. x 1/4 in.`: the length came first."""
    spans = match.spans(size=("l", "lu"), diameter_mm=("l", "lu"), length_mm=("d", "du"))
    return Reading(inch_name(second_mm / MM_PER_INCH), second_mm, None, first_mm, spans)


def read_length_and_gauge(match: Match) -> Reading | None:
    """1-1/4 x 8 GA, 3 in. x #10; without a mark (1-1/2 x 8) only where the screw is sold by gauge."""
    gauge, length = match.value("d") or 0.0, match.value("l") or 0.0
    marked = bool(match.kind("g") or match.kind("gg"))
    bare = match.context.gauged and match.kind("l") != "i" and length > 0.5 and gauge >= 4
    if gauge not in _GAUGES_OF_WOOD or not (marked or bare) or length > 18:
        return None
    spans = match.spans(size=("d", "d"), diameter_mm=("d", "d"), length_mm=("l", "lu"))
    return Reading(f"#{int(gauge)}", gauge_diameter_mm(gauge), None, length * MM_PER_INCH, spans)


def _is_bare_gauge(match: Match) -> bool:
    """Whether an integer without any mark is a gauge: what follows it must be inches."""
    value, length = match.value("d") or 0.0, match.value("l") or 0.0
    if value > _LARGEST_GAUGE or match.kind("lu") in ("u", "c"):
        return False
    if match.kind("l") in "fm" or match.kind("lu") == "q":
        return True
    if match.context.metric or match.kind("l") != "i":
        return not match.context.metric and match.kind("l") == "d" and length < 8 and match.context.inch
    return match.context.gauged and value in _GAUGES_OF_WOOD and length <= 6


def read_bare_metric(match: Match) -> Reading | None:
    """4,0 x 40, 3.5mm x 16mm, 4x40 mm; two bare integers only where the words are metric."""
    diameter, length = match.value("d") or 0.0, match.value("l") or 0.0
    unit = match.kind("du") == "u" or match.kind("lu") == "u"
    decimal = match.kind("d") == "d" and not match.text("d").startswith((".", "0"))
    wood = (match.context.gauged or match.context.romance) and match.kind("l") in "id" and length >= 13
    if (
        match.kind("d") == "i"
        and diameter >= 7
        and match.context.gauged
        and not (match.kind("du") or match.context.metric_words)
    ):
        if not match.context.timber:
            return _gauge_in_mm(match)
        if length <= 110:  # a #8 or a beam screw of 8 mm
            return None
    if not (unit or (decimal and length > diameter) or wood or match.context.metric or match.kind("D")):
        return None
    if not 1.0 <= diameter <= 30.0:
        return None
    length_mm = to_length_mm(length, match.kind("l"), match.kind("lu"), "u")
    if length_mm is None or length_mm < 0.8 * diameter or length_mm > 620:
        return None
    spans = match.spans(size=("d", "du"), diameter_mm=("d", "du"), length_mm=("l", "lu"))
    return Reading(f"{diameter:g}mm", diameter, None, length_mm, spans)


def _gauge_in_mm(match: Match) -> Reading | None:
    """8 x 65 mm decking screws, in lands that buy by gauge and measure in mm: no such screw is 8 mm thick."""
    gauge, length = match.value("d") or 0.0, match.value("l") or 0.0
    if gauge not in _GAUGES_OF_WOOD or match.kind("lu") != "u" or not 9 <= length <= 200:
        return None
    spans = match.spans(size=("d", "d"), diameter_mm=("d", "d"), length_mm=("l", "lu"))
    return Reading(f"#{int(gauge)}", gauge_diameter_mm(gauge), None, length, spans)


def read_size_alone(match: Match) -> Reading | None:
    """#8, No. 10; 1/4 in bolt."""
    sized = _inch_size(match)
    if sized is None:
        return None
    spans = match.spans(size=("g", "du"), diameter_mm=("g", "du"))
    return Reading(sized[0], sized[1], tokens=spans)


def read_eye_alone(match: Match) -> Reading | None:
    """SCR EYE 210: three digits are a trade number of screw eyes."""
    return read_size_alone(match) if match.context.eye and (match.value("d") or 0) >= 100 else None


def read_inch_alone(match: Match) -> Reading | None:
    """Carriage bolt 3/8 in: the lone figure of a bolt is its diameter."""
    return read_size_alone(match) if match.context.bolt and match.kind("d") in "fm" else None


def read_diameter_alone(match: Match) -> Reading | None:
    """Diam. 4 mm."""
    diameter = match.value("d") or 0.0
    if not 1.0 <= diameter <= 30.0:
        return None
    return Reading(f"{diameter:g}mm", diameter, tokens=match.spans(size=("d", "du"), diameter_mm=("d", "du")))
