"""Figures read as inches: threads per inch, gauges, diameters in fractions."""

from appliance.catalog.size_readings import (
    GAUGES_OF_WOOD,
    LARGEST_GAUGE,
    MM_PER_INCH,
    Match,
    Reading,
    gauge_diameter_mm,
    is_made,
    to_length_mm,
)
from appliance.catalog.vocabulary import inch_name

_COARSEST_NUMBERED = 24  # threads per inch of a numbered machine screw
_LONGEST_SMALL_IN = 12  # of screws up to 1/4 in; a longer figure without a unit is millimetres
_SMALL_MM = 6.4
_TAPPING_TPI = frozenset(range(8, 25))  # makers of screws for roofs and decks have threads of their own
_THINNEST_OF_BOARDS = 6  # gauge
_THICKEST_UNNAMED_IN = 0.4
_LEAST_BARE = 4  # the smallest gauge that stands behind its length without a mark


def _inch_size(match: Match) -> tuple[str, float | None, str] | None:
    """(size, diameter in mm, `gauge` or `inch`) of groups g, d, du; None where they make no size."""
    value, kind = match.value("d") or 0.0, match.kind("d")
    marked = bool(match.kind("g") or match.kind("gg")) and kind not in "fm"  # #1/4-14: the mark is one too many
    unthreaded = match.value("t") is None and not match.kind("du")
    if match.context.eye and unthreaded and kind == "i" and (marked or value > LARGEST_GAUGE):
        return f"#{int(value)}", None, "gauge"
    if marked:
        if kind != "i" or value > LARGEST_GAUGE:
            return None
        return f"#{int(value)}", gauge_diameter_mm(value), "gauge"
    threads = match.value("t")
    if kind == "i" and not match.kind("du"):
        if threads is not None and (
            match.context.gauged or int(threads) in match.vocabulary.threads.get(f"#{int(value)}", ())
        ):
            return f"#{int(value)}", gauge_diameter_mm(value), "gauge"
        if threads is None and value <= LARGEST_GAUGE:
            return f"#{int(value)}", gauge_diameter_mm(value), "gauge"
        if threads is None:
            return None
    if kind == "d" and not match.kind("du") and not match.text("d").startswith((".", "0.")):
        return None
    if not 0.04 <= value <= 3.0:
        return None
    gauge = round((value - 0.060) / 0.013)
    if (
        kind == "d"
        and not match.context.eye
        and 0 <= gauge <= 14
        and abs(gauge_diameter_mm(gauge) - value * MM_PER_INCH) < 0.01
    ):
        return f"#{gauge}", value * MM_PER_INCH, "inch"  # .190-32
    return inch_name(value), value * MM_PER_INCH, "inch"


def read_inch_thread(match: Match) -> Reading | None:
    """#8-32 x 1/2, 1/4 in - 20 x 3/4, 10-24X3/4, 5/16-18X1-1/4, and each without a length."""
    value, tpi, length = match.value("d") or 0.0, match.value("t") or 0.0, match.value("l")
    said = bool(match.kind("T") or match.kind("U"))
    if match.kind("tu") == "q" and tpi < 8:
        return None
    tapping = match.context.gauged and match.kind("sep") != "x"  # 4 x 8 zinc x 50: millimetres and a count
    coarse = tapping and value in GAUGES_OF_WOOD and tpi in _TAPPING_TPI and length is not None
    if not match.vocabulary.counts_threads(match.text("d"), value, tpi) and not (
        (said and 4 <= tpi <= 80 and match.kind("d") != "i") or coarse
    ):
        return None
    bare = match.kind("sep") == "x" and match.kind("l") == "i" and not match.kind("lu")
    if bare and (length or 0.0) > _LONGEST_SMALL_IN:
        return None  # 5 x 40 x50: a count, and no #5-40 that is 50 inches long
    sized = _inch_size(match)
    if sized is None:
        return None
    size, diameter, _ = sized
    length_mm = None
    if length is not None:
        small = (diameter or 0.0) <= _SMALL_MM and length > _LONGEST_SMALL_IN
        length_mm = to_length_mm(length, match.kind("l"), match.kind("lu"), "u" if small else "q")
        if length_mm is None or not is_made(diameter, length_mm):
            return None
    spans = match.spans(size=("g", "d"), diameter_mm=("g", "d"), pitch_mm=("t", "t"), length_mm=("l", "lu"))
    return Reading(size, diameter, MM_PER_INCH / tpi, length_mm, spans)


def read_inch_and_length(match: Match) -> Reading | None:
    """#8 x 1-1/4 in, No. 10 X 2-1/2 in L, 12X1/2, 1/4 x 3, 5/32 in x 1 - 1/4 in."""
    value, length = match.value("d") or 0.0, match.value("l") or 0.0
    kind, unit = match.kind("d"), match.kind("lu")
    marked = bool(match.kind("g") or match.kind("gg")) and kind not in "fm"
    wrong_unit = (
        match.kind("du") == "q" and kind == "i" and match.context.gauged and value in GAUGES_OF_WOOD and length < value
    )
    if wrong_unit:  # `12 in. x 1 in. Wood Screw`: nobody makes these, #12 is meant
        spans = match.spans(size=("d", "d"), diameter_mm=("d", "d"), length_mm=("l", "lu"))
        length_mm = to_length_mm(length, match.kind("l"), unit, "q")
        return Reading(f"#{int(value)}", gauge_diameter_mm(value), None, length_mm, spans)
    if not marked and kind == "i" and not match.kind("du") and not _is_bare_gauge(match):
        return None
    if _may_be_turned_round(match):
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
    if not is_made(diameter, length_mm):
        return None
    spans = match.spans(size=("g", "d"), diameter_mm=("g", "d"), length_mm=("l", "lu"))
    return Reading(size, diameter, None, length_mm, spans)


def _may_be_turned_round(match: Match) -> bool:
    """Whether `CSK 3/4X8`, without a noun, is as likely 3/4 in of a #8 as eight inches long."""
    bare = match.kind("d") == "f" and match.kind("l") == "i" and not (match.kind("du") or match.kind("lu"))
    thick = (match.value("d") or 0.0) > _THICKEST_UNNAMED_IN
    return match.context.unnamed and bare and thick and not match.kind("g") and match.value("l") in GAUGES_OF_WOOD


def read_thread_apart(match: Match) -> Reading | None:
    """8 32, 1/4 20: as people type and say a thread."""
    if match.kind("d") == "i" and (match.value("t") or 0.0) < _COARSEST_NUMBERED:
        return None
    return read_inch_thread(match)


def _reversed(match: Match, first_mm: float, second_mm: float) -> Reading:
    """`3 in. x 1/4 in.`: the length came first."""
    spans = match.spans(size=("l", "lu"), diameter_mm=("l", "lu"), length_mm=("d", "du"))
    return Reading(inch_name(second_mm / MM_PER_INCH), second_mm, None, first_mm, spans)


def read_length_and_gauge(match: Match) -> Reading | None:
    """1-1/4 x 8 GA, 3 in. x #10, 75 mm 8G; without a mark (1-1/2 x 8) only where the screw is sold by gauge."""
    gauge, length = match.value("d") or 0.0, match.value("l") or 0.0
    marked = bool(match.kind("g") or match.kind("gg"))
    inches = length > 0.5
    if match.kind("l") == "i":
        thin = match.context.board and not match.context.metric_words and length <= 3 and gauge >= _THINNEST_OF_BOARDS
        inches = gauge > length and (match.kind("lu") == "q" or thin)
    bare = match.context.gauged and not match.context.concrete and gauge >= _LEAST_BARE and inches
    if gauge not in GAUGES_OF_WOOD or not (marked or bare):
        return None
    length_mm = to_length_mm(length, match.kind("l"), match.kind("lu"), "q")
    if length_mm is None or not is_made(gauge_diameter_mm(gauge), length_mm):
        return None
    spans = match.spans(size=("d", "d"), diameter_mm=("d", "d"), length_mm=("l", "lu"))
    return Reading(f"#{int(gauge)}", gauge_diameter_mm(gauge), None, length_mm, spans)


def _is_bare_gauge(match: Match) -> bool:
    """Whether an integer without any mark is a gauge: what follows it must be inches."""
    value, length = match.value("d") or 0.0, match.value("l") or 0.0
    if value > LARGEST_GAUGE or match.kind("lu") in ("u", "c") or (value < 2 and not match.context.gauged):
        return False
    if match.kind("l") in "fm" or match.kind("lu") == "q":
        return True
    if match.context.metric or match.kind("l") != "i":
        return not match.context.metric and match.kind("l") == "d" and length < 8 and match.context.inch
    return match.context.gauged and value in GAUGES_OF_WOOD and length <= 6


def read_size_alone(match: Match) -> Reading | None:
    """#8, No. 10, 14g; 1/4 in bolt."""
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
