"""What thread, pitch and length a name states: patterns over the classes of its tokens, each with its reading.

The order of `_RULES` is the order of trust: what is marked (M, #, No., in, mm) before what is bare. A rule that does not make a
plausible screw gives way to the next; where none does, the size stays unknown, for a wrong size is worse than none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from appliance.catalog.tokens import NUMBERS, Token
from appliance.catalog.vocabulary import Vocabulary, inch_name

MM_PER_INCH = 25.4
_LARGEST_GAUGE = 24
_GAUGES_OF_WOOD = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 24)
_GRADES = (3.6, 4.6, 4.8, 5.6, 5.8, 6.8, 6.9, 8.8, 9.8, 10.9, 12.9, 14.9)
_UNIT_MM = {"q": MM_PER_INCH, "u": 1.0, "c": 10.0, "k": 304.8}


@dataclass(frozen=True)
class Context:
    """What the words of a name say about how its numbers are to be read.

    Attributes
    ----------
    metric, inch : bare numbers are millimetres; gauges and inches
    eye : a number behind # is a trade number
    gauged : the kind of screw is sold by gauge where inches are used (wood, sheet metal, deck, drywall)
    bolt : bolts and lag screws: a lone inch figure is their diameter
    """

    metric: bool = False
    inch: bool = False
    eye: bool = False
    gauged: bool = False
    bolt: bool = False


@dataclass(frozen=True)
class Reading:
    """A size that was read; `tokens` maps each field to the first and last token that say it."""

    size: str | None = None
    diameter_mm: float | None = None
    pitch_mm: float | None = None
    length_mm: float | None = None
    tokens: dict[str, tuple[int, int]] = field(default_factory=dict)


class _Match:
    """The tokens that a rule's groups stand for."""

    def __init__(self, match: re.Match[str], tokens: list[Token]) -> None:
        self._match, self._tokens = match, tokens

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

    @property
    def end(self) -> int:
        """The token behind the match."""
        return self._match.end()

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


def _length_mm(value: float, number: str, unit: str, default: str) -> float | None:
    """A length in mm: by its unit; a fraction is inches; else the size's own unit."""
    scale = _UNIT_MM[unit] if unit else MM_PER_INCH if number in "fm" else _UNIT_MM[default]
    length = value * scale
    return length if 1.0 <= length <= 1250.0 else None


def _is_pitch(diameter: float, pitch: float, vocabulary: Vocabulary) -> bool:
    """Whether ISO 261 makes this pitch on this diameter; on others whether it could be one."""
    made = vocabulary.pitches.get(diameter)
    if made is not None:
        return any(abs(pitch - p) < 0.011 for p in made)
    return 0.15 <= pitch <= 0.27 * diameter and (pitch < 1 or round(pitch * 4) == pitch * 4)


# --- readings of the rules ------------------------------------------------------------------------------------------


def _metric(match: _Match, vocabulary: Vocabulary, context: Context) -> Reading | None:
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
        length_mm = _length_mm(length, match.kind("l"), unit, "u")
        if length_mm is None or length_mm < 0.4 * diameter:
            return None
    if pitch is not None and not _is_pitch(diameter, pitch, vocabulary):
        if not (pitch >= 8 and pitch.is_integer() and length is not None) or match.kind("pu"):
            return None
        pitch = None  # M8-24 x 1: threads per inch where a metric thread has none
    spans = match.spans(size=("M", "d"), diameter_mm=("M", "d"), length_mm=("l", "lu"), pitch_mm=("p", "p"))
    return Reading(size, diameter, pitch, length_mm, spans)


def _metric_and_length(match: _Match, vocabulary: Vocabulary, context: Context) -> Reading | None:
    """M6 x 20, M5 20 mm; what stands behind x is a pitch where that is made, else a length."""
    diameter, second = match.value("d") or 0.0, match.value("l") or 0.0
    if not match.kind("lu") and not match.kind("lm") and _is_pitch(diameter, second, vocabulary):
        return None
    if match.kind("lu") == "u" and match.kind("l") == "d" and second < 3 and _is_pitch(diameter, second, vocabulary):
        return None
    if match.kind("sep") == "-" and second in _GRADES:
        return None
    if match.kind("range"):
        return Reading(f"M{diameter:g}", diameter, tokens=match.spans(size=("M", "d"), diameter_mm=("M", "d")))
    if match.kind("sep") == "-" and not match.kind("lu") and _counts_like_threads(diameter, second):
        return Reading(f"M{diameter:g}", diameter, tokens=match.spans(size=("M", "d"), diameter_mm=("M", "d")))
    return _metric(match, vocabulary, context)


def _counts_like_threads(diameter: float, second: float) -> bool:
    """M8-20, M3-24: more likely threads per inch put into a metric name than a length."""
    return second in (20.0, 24.0, 28.0, 32.0, 18.0) and diameter >= 3


def _inch_size(match: _Match, vocabulary: Vocabulary, context: Context) -> tuple[str, float | None, str] | None:
    """(size, diameter in mm, `gauge` or `inch`) of groups g, d, du; None where they make no size."""
    value, kind = match.value("d") or 0.0, match.kind("d")
    marked = bool(match.kind("g") or match.kind("gg"))
    if context.eye and kind == "i" and (marked or value > _LARGEST_GAUGE) and not match.kind("du"):
        return f"#{int(value)}", None, "gauge"
    if marked:
        if kind != "i" or value > _LARGEST_GAUGE:
            return None
        return f"#{int(value)}", gauge_diameter_mm(value), "gauge"
    threads = match.value("t")
    if kind == "i" and not match.kind("du"):
        if threads is not None and int(threads) in vocabulary.threads.get(f"#{int(value)}", ()):
            return f"#{int(value)}", gauge_diameter_mm(value), "gauge"
        if threads is None and value <= _LARGEST_GAUGE:
            return f"#{int(value)}", gauge_diameter_mm(value), "gauge"
        if threads is None:
            return None
    if kind == "d" and not match.kind("du") and not match.text("d").startswith((".", "0.")):
        return None
    if not 0.04 <= value <= 3.0:
        return None
    return inch_name(value), value * MM_PER_INCH, "inch"


def _inch_thread(match: _Match, vocabulary: Vocabulary, context: Context) -> Reading | None:
    """#8-32 x 1/2, 1/4 in - 20 x 3/4, 10-24X3/4, 5/16-18X1-1/4, and each without a length."""
    value, tpi, length = match.value("d") or 0.0, match.value("t") or 0.0, match.value("l")
    said = bool(match.kind("T") or match.kind("U"))
    if match.kind("tu") == "q" and tpi < 8:
        return None
    if not vocabulary.counts_threads(match.text("d"), value, tpi) and not (
        said and 4 <= tpi <= 80 and match.kind("d") != "i"
    ):
        return None
    sized = _inch_size(match, vocabulary, context)
    if sized is None:
        return None
    size, diameter, _ = sized
    length_mm = _length_mm(length, match.kind("l"), match.kind("lu"), "q") if length is not None else None
    if length is not None and (length_mm is None or length_mm > 620):
        return None
    spans = match.spans(size=("g", "d"), diameter_mm=("g", "d"), pitch_mm=("t", "t"), length_mm=("l", "lu"))
    return Reading(size, diameter, MM_PER_INCH / tpi, length_mm, spans)


def _inch_and_length(match: _Match, vocabulary: Vocabulary, context: Context) -> Reading | None:
    """#8 x 1-1/4 in, No. 10 X 2-1/2 in L, 12X1/2, 1/4 x 3, 5/32 in x 1 - 1/4 in."""
    value, length = match.value("d") or 0.0, match.value("l") or 0.0
    kind, unit = match.kind("d"), match.kind("lu")
    marked = bool(match.kind("g") or match.kind("gg"))
    wrong_unit = (
        match.kind("du") == "q" and kind == "i" and context.gauged and value in _GAUGES_OF_WOOD and length < value
    )
    if wrong_unit:  # `12 in. x 1 in. Wood Screw`: nobody makes these, #12 is meant
        spans = match.spans(size=("d", "d"), diameter_mm=("d", "d"), length_mm=("l", "lu"))
        length_mm = _length_mm(length, match.kind("l"), unit, "q")
        return Reading(f"#{int(value)}", gauge_diameter_mm(value), None, length_mm, spans)
    if not marked and kind == "i" and not match.kind("du") and not _is_bare_gauge(match, context):
        return None
    sized = _inch_size(match, vocabulary, context)
    if sized is None:
        return None
    size, diameter, sort = sized
    default = "u" if sort == "gauge" and length >= 13 else "q"
    length_mm = _length_mm(length, match.kind("l"), unit, default)
    if length_mm is None or (sort == "gauge" and length_mm > 460):
        return None
    if diameter is not None and length_mm < 0.99 * diameter and sort == "inch" and match.kind("l") == "f":
        return _reversed(match, diameter, length_mm)
    if diameter is not None and length_mm < 0.4 * diameter:
        return None
    spans = match.spans(size=("g", "d"), diameter_mm=("g", "d"), length_mm=("l", "lu"))
    return Reading(size, diameter, None, length_mm, spans)


def _reversed(match: _Match, first_mm: float, second_mm: float) -> Reading | None:
    """`3 in. x 1/4 in.`: the length came first."""
    if first_mm < 2 * second_mm:
        return None
    spans = match.spans(size=("l", "lu"), diameter_mm=("l", "lu"), length_mm=("d", "du"))
    return Reading(inch_name(second_mm / MM_PER_INCH), second_mm, None, first_mm, spans)


def _length_and_gauge(match: _Match, vocabulary: Vocabulary, context: Context) -> Reading | None:
    """1-1/4 x 8 GA, 3 in. x #10; without a mark (1-1/2 x 8) only where the screw is sold by gauge."""
    gauge, length = match.value("d") or 0.0, match.value("l") or 0.0
    marked = bool(match.kind("g") or match.kind("gg"))
    bare = context.gauged and match.kind("l") != "i" and length > 0.5 and gauge >= 4
    if gauge not in _GAUGES_OF_WOOD or not (marked or bare) or length > 18:
        return None
    spans = match.spans(size=("d", "d"), diameter_mm=("d", "d"), length_mm=("l", "lu"))
    return Reading(f"#{int(gauge)}", gauge_diameter_mm(gauge), None, length * MM_PER_INCH, spans)


def _is_bare_gauge(match: _Match, context: Context) -> bool:
    """Whether an integer without any mark is a gauge: what follows it must be inches."""
    value, length = match.value("d") or 0.0, match.value("l") or 0.0
    if value > _LARGEST_GAUGE or match.kind("lu") in ("u", "c"):
        return False
    if match.kind("l") in "fm" or match.kind("lu") == "q":
        return True
    if context.metric or match.kind("l") != "i":
        return not context.metric and match.kind("l") == "d" and length < 8 and context.inch
    return context.gauged and value in _GAUGES_OF_WOOD and length <= 6


def _bare_metric(match: _Match, vocabulary: Vocabulary, context: Context) -> Reading | None:
    """4,0 x 40, 3.5mm x 16mm, 4x40 mm; two bare integers only where the words are metric."""
    diameter, length = match.value("d") or 0.0, match.value("l") or 0.0
    unit = match.kind("du") == "u" or match.kind("lu") == "u"
    decimal = match.kind("d") == "d" and not match.text("d").startswith((".", "0"))
    wood = context.gauged and match.kind("l") in "id" and length >= 13
    if not (unit or (decimal and length > diameter) or wood or context.metric or match.kind("D")):
        return None
    if not 1.0 <= diameter <= 30.0:
        return None
    length_mm = _length_mm(length, match.kind("l"), match.kind("lu"), "u")
    if length_mm is None or length_mm < 0.8 * diameter or length_mm > 620:
        return None
    spans = match.spans(size=("d", "du"), diameter_mm=("d", "du"), length_mm=("l", "lu"))
    return Reading(f"{diameter:g}mm", diameter, None, length_mm, spans)


def _size_alone(match: _Match, vocabulary: Vocabulary, context: Context) -> Reading | None:
    """#8, No. 10; 1/4 in bolt."""
    sized = _inch_size(match, vocabulary, context)
    if sized is None:
        return None
    spans = match.spans(size=("g", "du"), diameter_mm=("g", "du"))
    return Reading(sized[0], sized[1], tokens=spans)


def _eye_alone(match: _Match, vocabulary: Vocabulary, context: Context) -> Reading | None:
    """SCR EYE 210: three digits are a trade number of screw eyes."""
    return _size_alone(match, vocabulary, context) if context.eye and (match.value("d") or 0) >= 100 else None


def _inch_alone(match: _Match, vocabulary: Vocabulary, context: Context) -> Reading | None:
    return _size_alone(match, vocabulary, context) if context.bolt and match.kind("d") in "fm" else None


def _diameter_alone(match: _Match, vocabulary: Vocabulary, context: Context) -> Reading | None:
    """Diam. 4 mm."""
    diameter = match.value("d") or 0.0
    if not 1.0 <= diameter <= 30.0:
        return None
    return Reading(f"{diameter:g}mm", diameter, tokens=match.spans(size=("d", "du"), diameter_mm=("d", "du")))


_Read = Callable[[_Match, Vocabulary, Context], Reading | None]
_LENGTH = r"(?P<lm>L)?(?P<l>[ifmd])(?![/ifm])-?(?P<lu>[quck])?"
_INCH = r"(?P<g>G)?(?P<d>[ifmd])(?P<gg>g)?(?P<du>q)?"
_THREAD = r"(?P<t>i)(?P<tu>q)?(?P<T>T)?(?P<U>U)?"
_FREE = r"(?<![-xidfm/])"
_RULES: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(rf"(?P<M>M)(?P<d>[id])u?[-x/,](?P<p>[id])(?P<pu>u)?w{{0,2}},?w?[-x]{_LENGTH}"), _metric),
    (re.compile(rf"(?P<M>M)(?P<d>[id])u?(?P<sep>[-x/])?{_LENGTH}(?P<range>-[id])?(?<!i)(?<!d)"), _metric_and_length),
    (re.compile(rf"(?P<M>M)(?P<d>[id])u?(?P<sep>[-x/]){_LENGTH}(?P<range>-[id][uq])?"), _metric_and_length),
    (re.compile(r"(?P<M>M)(?P<d>[id])u?[-x/,](?P<p>[id])(?P<pu>u)?"), _metric),
    (re.compile(r"(?P<M>M)(?P<d>[id])"), _metric),
    (re.compile(rf"{_FREE}{_INCH}[-x,]?{_THREAD}w?[x-]{_LENGTH}"), _inch_thread),
    (re.compile(rf"{_FREE}{_INCH}[-x]{_THREAD}w?,?(?P<l>[fm])-?(?P<lu>[quck])?"), _inch_thread),
    (re.compile(rf"{_FREE}{_INCH}[-x]{_THREAD}w?,?(?P<l>[id])-?(?P<lu>[quck])"), _inch_thread),
    (re.compile(rf"{_FREE}{_INCH}-{_THREAD}(?![quck])"), _inch_thread),
    (re.compile(rf"{_FREE}(?P<g>G)(?P<d>i)x{_THREAD}(?![quckx])"), _inch_thread),
    (re.compile(rf"{_FREE}{_INCH}[-x,]?w?(?P<t>i)-?(?P<T>T)"), _inch_thread),
    (re.compile(rf"{_FREE}(?P<g>G)(?P<d>i)(?P<du>q)?[-x,]?{_LENGTH}"), _inch_and_length),
    (re.compile(rf"{_FREE}(?P<d>i)(?P<gg>g)[-x]?{_LENGTH}"), _inch_and_length),
    (re.compile(rf"{_FREE}(?P<l>[fmi])(?P<lu>q)?x(?P<g>G)?(?P<d>i)(?P<gg>g)?(?![xquck/-])"), _length_and_gauge),
    (re.compile(rf"{_FREE}{_INCH}L?[x]L?D?{_LENGTH}(?!-i)"), _inch_and_length),
    (re.compile(rf"{_FREE}(?P<D>D)?(?P<d>[id])(?P<du>u)?(?:x|,?w?(?=L))D?{_LENGTH}"), _bare_metric),
    (re.compile(rf"{_FREE}(?P<D>DxL)(?P<d>[id])(?P<du>u)?x{_LENGTH}"), _bare_metric),
    (re.compile(r"(?P<g>G)(?P<d>i)(?P<du>q)?"), _size_alone),
    (re.compile(r"(?<![xG/-])(?P<d>i)(?![x/quckP-])"), _eye_alone),
    (re.compile(r"(?<![-xidfmL/])(?P<d>f)(?P<du>q)?(?![xL-])"), _inch_alone),
    (re.compile(r"(?P<D>D)(?P<d>[id])(?P<du>u)"), _diameter_alone),
)

_PACKS = (
    re.compile(r"PP?o?(?P<n>i)(?![x-][idfm]|u|q)"),
    re.compile(r"(?<![xG/])(?P<n>i)-?P"),
    re.compile(r"\((?P<n>i)P?\)"),
    re.compile(r"(?<![x\-GMid])(?P<n>i)[xo](?=M|Gi)"),
    re.compile(r"(?<=[quc])x(?P<n>i)(?![quck])"),
    re.compile(r"^(?P<n>i)x(?=i-i|f-i)"),
    re.compile(r"R-?(?P<n>[id])"),
)
_STATED_LENGTH = (
    re.compile(r"(?P<l>[ifmd])-?(?P<lu>[quc])?L"),
    re.compile(r"L(?P<l>[ifmd])-?(?P<lu>[quc])?"),
)
_LONE_LENGTH = re.compile(r"(?<![xidfmM/-])(?P<l>[ifmd])-?(?P<lu>[quc])(?![x-][idfm])")
_RANGE = re.compile(r"[idfm][quc]?-[idfm][quc]")


def set_aside(tokens: list[Token]) -> list[Token]:
    """The tokens with pack counts, strength classes and thicknesses turned into words: never sizes."""
    kinds = "".join(token.kind for token in tokens)
    aside: set[int] = set()
    for pattern in _PACKS:
        aside.update(match.start("n") for match in pattern.finditer(kinds))
    for at, token in enumerate(tokens):
        lone = kinds[at - 1 : at] not in ("x", "M", "D", "L") and kinds[at + 1 : at + 2] not in ("x", "u", "q")
        if token.kind == "d" and token.value in _GRADES and lone:
            aside.add(at)
    return [Token("w", t.text, t.start, t.end) if at in aside else t for at, t in enumerate(tokens)]


def read_size(tokens: list[Token], vocabulary: Vocabulary, context: Context) -> Reading:
    """Read what the tokens state of thread, pitch and length; what they do not stays None."""
    tokens = set_aside(tokens)
    kinds = "".join(token.kind for token in tokens)
    for reading, used in _candidates(kinds, tokens, vocabulary, context):
        if reading.length_mm is not None:
            return reading
        return _with_length(reading, kinds, used, tokens, context)
    return _with_length(Reading(), kinds, (0, 0), tokens, context)


def _candidates(
    kinds: str, tokens: list[Token], vocabulary: Vocabulary, context: Context
) -> Iterator[tuple[Reading, tuple[int, int]]]:
    for pattern, read in _RULES:
        for match in pattern.finditer(kinds):
            reading = read(_Match(match, tokens), vocabulary, context)
            if reading is not None:
                yield reading, match.span()


def _with_length(reading: Reading, kinds: str, used: tuple[int, int], tokens: list[Token], context: Context) -> Reading:
    """Add the length that stands away from the size: `20 mm long`, `L = 40`, or the one other figure with a unit."""
    masked = kinds[: used[0]] + "." * (used[1] - used[0]) + kinds[used[1] :]
    metric = (reading.size or "").startswith("M") or (reading.size or "").endswith("mm")
    default = "u" if metric or (context.metric and reading.size is None) else "q"
    for pattern in _STATED_LENGTH:
        for match in pattern.finditer(masked):
            length = _stated(match, tokens, default)
            if length is not None:
                return _lengthened(reading, length, match)
    if _RANGE.search(masked):
        return reading
    found = list(_LONE_LENGTH.finditer(masked))
    if len(found) == 1:
        match = found[0]
        length = _stated(match, tokens, default)
        small = reading.size is None and (length or 0) < 9.0
        prose = match["lu"] == "q" and tokens[match.start("lu")].text == "in" and metric
        if length is not None and not small and not prose and length >= 0.4 * (reading.diameter_mm or 0):
            return _lengthened(reading, length, match)
    return reading


def _stated(match: re.Match[str], tokens: list[Token], default: str) -> float | None:
    at = match.start("l")
    value = tokens[at].value
    if value is None or (not match["lu"] and default == "q" and value > 12):
        return None
    return _length_mm(value, match["l"], match["lu"] or "", default)


def _lengthened(reading: Reading, length_mm: float, match: re.Match[str]) -> Reading:
    spans = reading.tokens | {"length_mm": (match.start("l"), match.end("lu") - 1 if match["lu"] else match.start("l"))}
    return Reading(reading.size, reading.diameter_mm, reading.pitch_mm, length_mm, spans)
