"""What thread, pitch and length a name states: patterns over the classes of its tokens, each with its reading.

The order of `_RULES` is the order of trust: what is marked (M, #, No., in, mm) before what is bare. A rule that makes
no plausible screw gives way to the next; where none does, the size stays unknown, for a wrong size is worse than none.
"""

import re
from collections.abc import Callable, Iterator

from appliance.catalog.size_readings import (
    STRENGTH_CLASSES,
    Context,
    Match,
    Reading,
    read_bare_metric,
    read_diameter_alone,
    read_eye_alone,
    read_inch_alone,
    read_inch_and_length,
    read_inch_thread,
    read_length_and_gauge,
    read_metric,
    read_metric_and_length,
    read_size_alone,
    to_length_mm,
)
from appliance.catalog.tokens import Token
from appliance.catalog.vocabulary import Vocabulary

_Read = Callable[[Match], Reading | None]
_LENGTH = r"(?P<lm>L)?(?P<l>[ifmd])(?![ifm])-?(?P<lu>[quck])?"
_INCH = r"(?P<g>G)?(?P<d>[ifmd])(?P<gg>g)?(?:-?(?P<du>q))?(?:\(fq?\))?"
_THREAD = r"(?P<t>i)(?P<tu>q)?(?P<T>T)?(?P<U>U)?"
_FREE = r"(?<![-xidfm/])"  # not in the middle of another figure
_METRIC_ALONE = re.compile(r"(?P<M>M)(?P<d>[id])")
_RULES: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(rf"(?P<M>M)(?P<d>[id])u?[-x/,](?P<p>[id])(?P<pu>u)?w{{0,2}},?w?[-x]{_LENGTH}"), read_metric),
    (
        re.compile(rf"(?P<M>M)(?P<d>[id])u?(?P<sep>[-x/])?{_LENGTH}(?P<range>-[id])?(?<!i)(?<!d)"),
        read_metric_and_length,
    ),
    (re.compile(rf"(?P<M>M)(?P<d>[id])u?(?P<sep>[-x/]){_LENGTH}(?P<range>-[id][uq])?"), read_metric_and_length),
    (re.compile(r"(?P<M>M)(?P<d>[id])u?[-x/,](?P<p>[id])(?P<pu>u)?"), read_metric),
    (_METRIC_ALONE, read_metric),
    (re.compile(rf"{_FREE}{_INCH}[-x,]?{_THREAD}w?[x-]{_LENGTH}"), read_inch_thread),
    (re.compile(rf"{_FREE}{_INCH}[-x]{_THREAD}w?,?(?P<l>[fm])-?(?P<lu>[quck])?"), read_inch_thread),
    (re.compile(rf"{_FREE}{_INCH}[-x]{_THREAD}w?,?(?P<l>[id])-?(?P<lu>[quck])"), read_inch_thread),
    (re.compile(rf"{_FREE}{_INCH}-{_THREAD}(?![quck])"), read_inch_thread),
    (re.compile(rf"{_FREE}(?P<g>G)(?P<d>i)x{_THREAD}(?![quckx])"), read_inch_thread),
    (re.compile(rf"{_FREE}{_INCH}[-x,]?w?(?P<t>i)-?(?P<T>T)"), read_inch_thread),
    (re.compile(rf"{_FREE}(?P<g>G)(?P<d>i)(?P<du>q)?[-x,]?{_LENGTH}"), read_inch_and_length),
    (re.compile(rf"{_FREE}(?P<d>i)(?P<gg>g)[-x]?{_LENGTH}"), read_inch_and_length),
    (re.compile(rf"{_FREE}(?P<l>[fmi])(?P<lu>q)?x(?P<g>G)?(?P<d>i)(?P<gg>g)?(?![xquck/-])"), read_length_and_gauge),
    (re.compile(rf"{_FREE}{_INCH}L?[x]L?D?{_LENGTH}(?!-i)"), read_inch_and_length),
    (re.compile(rf"{_FREE}(?P<D>D)?(?P<d>[id])(?P<du>u)?(?:x|,?w?(?=L))D?{_LENGTH}"), read_bare_metric),
    (re.compile(rf"{_FREE}(?P<D>DxL)(?P<d>[id])(?P<du>u)?x{_LENGTH}"), read_bare_metric),
    (re.compile(r"(?P<g>G)(?P<d>i)(?P<du>q)?"), read_size_alone),
    (re.compile(r"(?<![xG/-])(?P<d>i)(?![x/quckP-])"), read_eye_alone),
    (re.compile(r"(?<![-xidfmL/])(?P<d>f)(?P<du>q)?(?![xL-])"), read_inch_alone),
    (re.compile(r"(?P<D>D)(?P<d>[id])(?P<du>u)"), read_diameter_alone),
)

_PACKS = (
    re.compile(r"PP?o?(?P<n>i)(?![x-][idfm]|u|q)"),
    re.compile(r"(?<![xG/])(?P<n>i)-?P"),
    re.compile(r"\((?P<n>i)P?\)"),
    re.compile(r"(?<![x\-GMid])(?P<n>i)(?P<x>[xo])(?=M|Gi)"),
    re.compile(r"x[idfm][quc](?P<x>x)(?P<n>i)(?![quck])"),
    re.compile(r"^(?P<n>i)(?P<x>x|P)(?=i-i|f-i)"),
    re.compile(r"R-?(?P<n>[id])"),
)
_STATED_LENGTH = (
    re.compile(r"(?<=w)x(?P<l>[ifmd])-?(?P<lu>[quc])?"),
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
        aside.update(match.start(group) for match in pattern.finditer(kinds) for group in match.groupdict())
    for at, token in enumerate(tokens):
        lone = kinds[at - 1 : at] not in ("x", "M", "D", "L") and kinds[at + 1 : at + 2] not in ("x", "u", "q")
        if token.kind == "d" and token.value in STRENGTH_CLASSES and lone:
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
    several = len({tokens[m.start() + 1].value for m in re.finditer("M[id]", kinds)}) > 1
    for pattern, read in _RULES:
        if several and pattern is _METRIC_ALONE:
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
    return to_length_mm(value, match["l"], match["lu"] or "", default)


def _lengthened(reading: Reading, length_mm: float, match: re.Match[str]) -> Reading:
    spans = reading.tokens | {"length_mm": (match.start("l"), match.end("lu") - 1 if match["lu"] else match.start("l"))}
    return Reading(reading.size, reading.diameter_mm, reading.pitch_mm, length_mm, spans)
