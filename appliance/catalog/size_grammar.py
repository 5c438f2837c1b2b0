"""What thread, pitch and length a name states: patterns over the classes of its tokens, each with its reading.

The order of `_RULES` is the order of trust: what is marked (M, #, No., in, mm) before what is bare. A rule that makes
no plausible screw gives way to the next; where none does, the size stays unknown, for a wrong size is worse than none.
"""

import re
from collections.abc import Callable, Iterator

from appliance.catalog.inch_readings import (
    read_eye_alone,
    read_inch_alone,
    read_inch_and_length,
    read_inch_thread,
    read_length_and_gauge,
    read_size_alone,
    read_thread_apart,
)
from appliance.catalog.metric_readings import (
    read_bare_metric,
    read_bare_thread,
    read_diameter_alone,
    read_metric,
    read_metric_and_length,
    read_millimetres_apart,
)
from appliance.catalog.size_readings import STRENGTH_CLASSES, Context, Match, Reading, to_length_mm
from appliance.catalog.tokens import Token
from appliance.catalog.vocabulary import Vocabulary

_Read = Callable[[Match], Reading | None]
_LENGTH = r"(?P<lm>L)?(?P<l>[ifmd])(?![ifm])-?(?P<lu>[quck])?"
_INCH = r"(?P<g>G)?(?P<d>[ifmd])(?:-?(?P<gg>g))?(?:-?(?P<du>q))?(?:\(fq?\))?D?"
_THREAD = r"(?P<t>i)(?P<tu>q)?(?P<T>T)?(?P<U>U)?"
_FREE = r"(?<![-xidfm/])"  # not in the middle of another figure
_METRIC_ALONE = re.compile(r"(?P<M>M)(?P<d>[id])")


_Rule = tuple[str, re.Pattern[str], _Read]


def _rules(*rules: tuple[str, str, _Read]) -> tuple[_Rule, ...]:
    """Rules; the first letter of each is a class without which it cannot match, to be passed over quickly."""
    return tuple((need, re.compile(pattern), read) for need, pattern, read in rules)


_RULES = _rules(
    ("M", rf"(?P<M>M)(?P<d>[id])u?(?P<sep>[-x/,])(?P<p>[id])(?P<pu>u)?w{{0,2}},?w?[-x]{_LENGTH}", read_metric),
    ("M", r"(?P<M>M)(?P<d>[id])u?(?P<sep>[-x/])(?P<p>[id])(?P<pu>u)?w{0,2},?w?(?P<l>[id])(?P<lu>u)", read_metric),
    ("M", rf"(?P<M>M)(?P<d>[id])u?(?P<sep>[-x/])?{_LENGTH}(?P<range>-[id])?(?<!i)(?<!d)", read_metric_and_length),
    ("M", rf"(?P<M>M)(?P<d>[id])u?(?P<sep>[-x/]){_LENGTH}(?P<range>-[id][uq]?)?", read_metric_and_length),
    ("M", r"(?P<M>M)(?P<d>[id])u?[-x/,](?P<p>[id])(?P<pu>u)?", read_metric),
    ("M", _METRIC_ALONE.pattern, read_metric),
    ("i", rf"{_FREE}{_INCH}(?P<sep>[-x,])?{_THREAD}w?[x-]{_LENGTH}", read_inch_thread),
    ("i", rf"{_FREE}{_INCH}[-x]{_THREAD}w?,?(?P<l>[fm])-?(?P<lu>[quck])?", read_inch_thread),
    ("i", rf"{_FREE}{_INCH}[-x]{_THREAD}w?,?(?P<l>[id])-?(?P<lu>[quck])", read_inch_thread),
    ("-", rf"{_FREE}{_INCH}-{_THREAD}(?![quck])", read_inch_thread),
    ("G", rf"{_FREE}(?P<g>G)(?P<d>i)x{_THREAD}(?![quckx])", read_inch_thread),
    ("T", rf"{_FREE}{_INCH}[-x,]?w?(?P<t>i)-?(?P<T>T)", read_inch_thread),
    ("i", r"(?<![-xidfmGM/])(?P<g>G)?(?P<d>[if])(?P<t>i)(?![-xidfmquckPg/])", read_thread_apart),
    ("G", rf"{_FREE}(?P<g>G)(?P<d>i)(?P<du>q)?[-x,]?{_LENGTH}", read_inch_and_length),
    ("g", rf"{_FREE}(?P<d>i)-?(?P<gg>g)[-x,]?{_LENGTH}", read_inch_and_length),
    ("g", r"(?P<l>[ifmd])(?P<lu>[qu])[x,]?(?P<d>i)-?(?P<gg>g)", read_length_and_gauge),
    ("x", rf"{_FREE}(?<!D)(?P<l>[fmi])(?P<lu>q)?x(?P<g>G)?(?P<d>i)(?P<gg>g)?(?![xquck/-])", read_length_and_gauge),
    ("x", rf"{_FREE}(?P<D>D)?(?P<d>[id])(?P<du>u)?[-x](?P<p>[id])u?x{_LENGTH}", read_bare_thread),
    ("x", rf"{_FREE}{_INCH}L?xL?D?{_LENGTH}(?!-i)", read_inch_and_length),
    ("L", rf"{_FREE}{_INCH},?w?(?P<l>[ifmd])-?(?P<lu>[quc])?L", read_inch_and_length),
    ("L", rf"{_FREE}{_INCH},?w?L(?P<l>[ifmd])-?(?P<lu>[quc])?", read_inch_and_length),
    ("", rf"{_FREE}(?P<D>D)?(?P<d>[id])(?P<du>u)?(?:x|,?w?(?=L))D?{_LENGTH}", read_bare_metric),
    ("D", rf"{_FREE}(?P<D>DxL)(?P<d>[id])(?P<du>u)?x{_LENGTH}", read_bare_metric),
    ("u", r"(?<![-xidfmGML/])(?P<D>D)?(?P<d>[id])(?P<du>u)?,?(?P<l>[id])(?P<lu>u)(?![xid])", read_millimetres_apart),
    ("f", r"(?<![-xidfmGML/])(?P<d>f)(?:-?(?P<du>q))?D?(?P<l>[ifmd])-?(?P<lu>q)(?![xidfm])", read_inch_and_length),
    ("q", r"(?<![-xidfmGML/])(?P<d>f)-?(?P<du>q)D?(?P<l>[fm])(?![-xidfm])", read_inch_and_length),
    ("m", r"(?<![-xidfmGML/])(?P<d>f)(?:-?(?P<du>q))?D?-?(?P<l>m)(?P<lu>q)?", read_inch_and_length),
    ("G", r"(?P<g>G)(?P<d>[if])(?P<du>q)?", read_size_alone),
    ("g", r"(?<![-xidfmGML/])(?P<d>i)-?(?P<gg>g)", read_size_alone),
    ("i", r"(?<![xG/-])(?P<d>i)(?![x/quckP-])", read_eye_alone),
    ("f", r"(?<![-xidfmL/])(?P<d>f)(?P<du>q)?(?![xL-])", read_inch_alone),
    ("D", r"(?P<D>D)(?P<d>[id])(?P<du>u)", read_diameter_alone),
)

# Counts, weights and grades: what they need to be there at all, and where their figures stand.
_PACKS = tuple(
    (need, re.compile(pattern))
    for need, pattern in (
        ("P", r"PP?o?(?P<n>[id])(?![x-][idfm]|u|q)"),
        ("P", r"(?<![xG/])(?P<n>[id])[-/]?P"),
        ("(", r"\((?P<n>i)P?\)"),
        ("i", r"(?<![x\-GMid])(?P<n>i)(?P<x>[xo])(?=M|Gi)"),
        ("g", r"^(?P<n>i)(?P<x>x)(?=[id]ui-?g)"),
        ("x", r"(?<!M[id])x[idfm][qucL]+w*(?P<x>x)(?P<n>i)(?![quck])"),
        ("x", r"(?:(?<=[uq][ifmd][uq])|(?<=f[ifmd]q)|(?<=d[id]u))(?P<x>x)(?P<n>i)(?![quck])"),  # 2.9 mm 25 mm x 50
        ("-", r"^(?P<n>i)(?P<x>x|P)(?=i-i|f-i)"),
        ("R", r"R-?(?P<n>[id])"),
        ("U", r"(?<![-xGidfm/])(?P<n>i)U"),  # 100 un.
        ("G", r"(?<![-xG/])(?P<n>[id])G(?![idfmx])"),  # 5#: pounds
    )
)
_OF_A_SIZE = re.compile(r"[xuq]|,?L|,?[id]u(?!x)")  # behind a decimal that is no strength class
_COUNTED = re.compile(r"(?P<x>x)(?P<n>i)(?:-?P(?!o?i)|U)")  # M8 x 40 x 100 pcs; but in M8x40 pcs 40 is the length
_BEHIND_WORDS = re.compile(r"(?<=w)x(?P<l>[ifmd])-?(?P<lu>[quc])?")
_LONG = 15  # diameters; a longer figure without a unit may be a count
_UNITS_SHORT = ("un", "u")
_STATED_LENGTH = (
    re.compile(r"(?P<l>[ifmd])-?(?P<lu>[quc])?L"),
    re.compile(r"L(?P<l>[ifmd])-?(?P<lu>[quc])?"),
    _BEHIND_WORDS,
)
_SAID_AGAIN = re.compile(r"(?<![-xidfm/])(?P<d>[id])u?x(?P<l>[id])(?P<lu>u)?(?![-xidfm])")  # 7x60 M7
_LONE_LENGTH = re.compile(r"(?<![xidfmM/-])(?P<l>[ifmd])-?(?P<lu>[quc])(?![x-][idfm])")
_RANGE = re.compile(r"[idfm][quc]?-[idfm][quc]")


def set_aside(tokens: list[Token]) -> list[Token]:
    """The tokens with pack counts, strength classes and thicknesses turned into words: never sizes."""
    kinds = "".join([token.kind for token in tokens])
    aside: set[int] = set()
    if "d" in kinds:
        for at in _strength_classes(kinds, tokens):
            aside.add(at)
            kinds = f"{kinds[:at]}w{kinds[at + 1 :]}"
    for need, pattern in _PACKS:
        if need in kinds:
            for match in pattern.finditer(kinds):
                aside.update([match.start(group) for group in match.groupdict()])
    for match in _COUNTED.finditer(kinds) if "x" in kinds else ():
        x = tokens[match.start("x")]
        if kinds[match.end() - 1] == "U" and tokens[match.end() - 1].text not in _UNITS_SHORT:
            continue  # 1/2 x 2 UNC
        if kinds[: match.start()].count("x") or x.end < tokens[match.start("n")].start:
            aside |= {match.start("x"), match.start("n")}
    if not aside:
        return tokens
    return [t.as_word() if at in aside else t for at, t in enumerate(tokens)]


def _strength_classes(kinds: str, tokens: list[Token]) -> Iterator[int]:
    """Where 8.8 and its like stand that are no part of a size."""
    for at, token in enumerate(tokens):
        if token.kind == "d" and token.value in STRENGTH_CLASSES:
            beside = kinds[at - 1 : at] in ("x", "M", "D", "L") or _OF_A_SIZE.match(kinds, at + 1)
            if not beside:
                yield at


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
    several = len({tokens[m.start() + 1].value for m in re.finditer("M[id]", kinds)}) > 1
    for need, pattern, read in _RULES:
        if need not in kinds or (several and pattern == _METRIC_ALONE):
            continue  # M2 M3 M4: an assortment, or what it fits
        for match in pattern.finditer(kinds):
            reading = read(Match(match, tokens, vocabulary, context))
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
            if length is not None and not _may_count(reading, length, match):
                return _lengthened(reading, length, match)
    if reading.diameter_mm is not None:
        for match in _SAID_AGAIN.finditer(masked):
            if tokens[match.start("d")].value == reading.diameter_mm:
                length = _stated(match, tokens, default)
                return reading if length is None else _lengthened(reading, length, match)
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
    return to_length_mm(value, match["l"], match["lu"] or "", default)


def _may_count(reading: Reading, length_mm: float, match: re.Match[str]) -> bool:
    """Whether `M4 machine screw x100` may be a hundred of them: long for its thickness, and no unit says so."""
    return match.re is _BEHIND_WORDS and not match["lu"] and length_mm > _LONG * (reading.diameter_mm or length_mm)


def _lengthened(reading: Reading, length_mm: float, match: re.Match[str]) -> Reading:
    spans = dict(reading.tokens) | {
        "length_mm": (match.start("l"), match.end("lu") - 1 if match["lu"] else match.start("l"))
    }
    return reading._replace(length_mm=length_mm, tokens=spans)
