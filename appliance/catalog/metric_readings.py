"""Figures read as millimetres: metric threads, and diameters of screws that are sold by the millimetre."""

from appliance.catalog.size_readings import (
    GAUGES_OF_WOOD,
    SQUATTEST,
    STRENGTH_CLASSES,
    Match,
    Reading,
    gauge_diameter_mm,
    is_made,
    is_pitch,
    to_length_mm,
)

_THINNEST_HEAVY, _SHORTEST_HEAVY = 6.0, 16.0  # mm, where neither figure has a unit
_WIDEST_RANGE = 3.0  # M2 10-12 mm is a range of lengths, M2x16-200 a length and a count


def read_metric(match: Match) -> Reading | None:
    """M6, M6-1.0, M6-1.0 x 50 mm, M6 x 20."""
    diameter = match.value("d") or 0.0
    if not 1.0 <= diameter <= 64.0:
        return None
    pitch, length = match.value("p"), match.value("l")
    span = ("l", "lu")
    length_mm = None
    if pitch is not None and not is_pitch(diameter, pitch, match.vocabulary):
        if match.kind("sep") == "x" and length is not None and is_made(diameter, pitch):
            return _metric(match, diameter, None, pitch, ("p", "pu"))  # M6 x 20 x 50: what follows is a count
        if not (pitch >= 8 and pitch.is_integer() and length is not None) or match.kind("pu"):
            return None
        pitch = None  # M8-24 x 1: threads per inch where a metric thread has none
    if length is not None:
        unit = match.kind("lu")
        if unit == "q" and length > 8 and match.text("lu") == "in":
            unit = "u"  # `M6 x 20 in stainless`: in is a preposition
        length_mm = to_length_mm(length, match.kind("l"), unit, "u")
        if length_mm is None or length_mm < SQUATTEST * diameter:
            return None
    return _metric(match, diameter, pitch, length_mm, span)


def _metric(
    match: Match, diameter: float, pitch: float | None, length_mm: float | None, length: tuple[str, str]
) -> Reading:
    spans = match.spans(size=("M", "d"), diameter_mm=("M", "d"))
    spans |= match.spans(pitch_mm=("p", "p")) if pitch is not None else {}
    spans |= match.spans(length_mm=length) if length_mm is not None else {}
    return Reading(f"M{diameter:g}", diameter, pitch, length_mm, spans)


def read_metric_and_length(match: Match) -> Reading | None:
    """M6 x 20, M5 20 mm; what stands behind x is a pitch where that is made, else a length."""
    diameter, second = match.value("d") or 0.0, match.value("l") or 0.0
    if not match.kind("lu") and not match.kind("lm") and is_pitch(diameter, second, match.vocabulary):
        return None
    if (
        match.kind("lu") == "u"
        and match.kind("l") == "d"
        and second < 3
        and is_pitch(diameter, second, match.vocabulary)
    ):
        return None
    if match.kind("sep") == "-" and second in STRENGTH_CLASSES:
        return None
    last = match.value_behind("range")
    if last is not None and second < last <= _WIDEST_RANGE * second:
        return Reading(f"M{diameter:g}", diameter, tokens=match.spans(size=("M", "d"), diameter_mm=("M", "d")))
    if match.kind("sep") == "-" and not match.kind("lu") and _counts_like_threads(diameter, second):
        return Reading(f"M{diameter:g}", diameter, tokens=match.spans(size=("M", "d"), diameter_mm=("M", "d")))
    return read_metric(match)


def _counts_like_threads(diameter: float, second: float) -> bool:
    """M8-20, M3-24: more likely threads per inch put into a metric name than a length."""
    return second in (20.0, 24.0, 28.0, 32.0, 18.0) and diameter >= 3


def read_bare_thread(match: Match) -> Reading | None:
    """8mm x 1.25mm x 30mm: a metric thread without its M, told by a pitch that is made on it."""
    diameter, pitch, length = match.value("d") or 0.0, match.value("p") or 0.0, match.value("l") or 0.0
    if diameter not in match.vocabulary.pitches or not is_pitch(diameter, pitch, match.vocabulary):
        return None
    length_mm = to_length_mm(length, match.kind("l"), match.kind("lu"), "u")
    if length_mm is None or not is_made(diameter, length_mm):
        return None
    spans = match.spans(size=("d", "du"), diameter_mm=("d", "du"), pitch_mm=("p", "p"), length_mm=("l", "lu"))
    return Reading(f"M{diameter:g}", diameter, pitch, length_mm, spans)


def read_bare_metric(match: Match) -> Reading | None:
    """4,0 x 40, 3.5mm x 16mm, 4x40 mm; two bare integers only where the words are metric."""
    diameter, length = match.value("d") or 0.0, match.value("l") or 0.0
    unit = match.kind("du") == "u" or match.kind("lu") == "u"
    decimal = match.kind("d") == "d" and not match.text("d").startswith((".", "0"))
    known = match.context.gauged or match.context.romance or _is_heavy(match)
    wood = known and match.kind("l") in "id" and length >= 13
    if match.context.eye and not match.kind("du") and not match.kind("D") and (match.kind("lu") != "u" or diameter > 8):
        return None  # 16 x 30: two trade numbers of a screw eye
    if match.kind("d") == "i" and diameter >= 7 and _may_be_gauge(match):
        if not match.context.timber:
            return _gauge_in_mm(match)
        if length <= 110:  # a #8 or a beam screw of 8 mm
            return None
    if not (unit or (decimal and length > diameter) or wood or match.context.metric or match.kind("D")):
        return None
    return _in_millimetres(match, diameter, length)


def _is_heavy(match: Match) -> bool:
    """Whether two bare figures make a bolt in millimetres (12 x 100), and no threads per inch (12 x 24)."""
    diameter, length = match.value("d") or 0.0, match.value("l") or 0.0
    made = match.context.heavy and diameter >= _THINNEST_HEAVY and length >= _SHORTEST_HEAVY
    return made and length > diameter and not match.vocabulary.counts_threads(match.text("d"), diameter, length)


def _may_be_gauge(match: Match) -> bool:
    """Whether 8 x 50 mm may be a #8: nobody says gauge in German, French or Spanish, and concrete has no gauges."""
    words = match.context
    return words.gauged and not (
        match.kind("D") or match.kind("du") or words.metric_words or words.romance or words.concrete
    )


def read_millimetres_apart(match: Match) -> Reading | None:
    """3,5 30mm, 5 mm, 55 mm: two figures side by side, the first of which has a mark of being millimetres."""
    diameter, length = match.value("d") or 0.0, match.value("l") or 0.0
    marked = match.kind("D") or match.kind("du") or match.kind("d") == "d"
    if not marked or match.text("d").startswith((".", "0")) or not is_made(diameter, length) or length < 1.2 * diameter:
        return None
    return _in_millimetres(match, diameter, length)


def _in_millimetres(match: Match, diameter: float, length: float) -> Reading | None:
    if not 1.0 <= diameter <= 30.0:
        return None
    length_mm = to_length_mm(length, match.kind("l"), match.kind("lu"), "u")
    if length_mm is None or length_mm < 0.8 * diameter or length_mm > 620 or not is_made(diameter, length_mm):
        return None
    spans = match.spans(size=("d", "du"), diameter_mm=("d", "du"), length_mm=("l", "lu"))
    return Reading(f"{diameter:g}mm", diameter, None, length_mm, spans)


def _gauge_in_mm(match: Match) -> Reading | None:
    """8 x 65 mm decking screws, in lands that buy by gauge and measure in mm: no such screw is 8 mm thick."""
    gauge, length = match.value("d") or 0.0, match.value("l") or 0.0
    if gauge not in GAUGES_OF_WOOD or match.kind("lu") != "u" or not 9 <= length <= 200:
        return None
    spans = match.spans(size=("d", "d"), diameter_mm=("d", "d"), length_mm=("l", "lu"))
    return Reading(f"#{int(gauge)}", gauge_diameter_mm(gauge), None, length, spans)


def read_diameter_alone(match: Match) -> Reading | None:
    """Diam. 4 mm."""
    diameter = match.value("d") or 0.0
    if not 1.0 <= diameter <= 30.0:
        return None
    return Reading(f"{diameter:g}mm", diameter, tokens=match.spans(size=("d", "du"), diameter_mm=("d", "du")))
