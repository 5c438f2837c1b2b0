"""How a match differs from the part on the tray, and from the best match, in plain words."""

from fractions import Fraction
from typing import Any

import numpy as np

from appliance.catalog.bands import Band
from appliance.catalog.product import Product
from appliance.matching.nominal import Wording, length_guesses, thread_guesses
from appliance.matching.sighted import Sighted
from appliance.reading import Difference
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Drive

_SURE = 0.7  # a look is worth mentioning from this probability on
_BEYOND_U = 3.0  # a value differs when it lies this many u outside its band

_WORDS = {
    "socket_cap": "socket cap",
    "hex_washer": "hex washer",
    "none": "no",
    "hex_socket": "hex socket",
    "one_way": "one-way",
    "hex_external": "hex",
    "yellow_zinc": "yellow zinc",
    "fully_threaded": "threaded all along",
    "threaded_on_one_end": "threaded on one end",
    "threaded_on_both_ends": "threaded on both ends",
    "cone": "pointed",
    "die": "blunt",
    "drill": "drill",
    "dog": "dog or cup",
}


def in_words(label: str) -> str:
    """A label of a vocabulary as one says it."""
    return _WORDS.get(label, label)


def against_part(product: Product, seen: Sighted, attributes: Attributes) -> tuple[Difference, ...]:
    """What of a product does not fit the part: by how many mm the product is larger, or what it should look like."""
    words = Wording.of(product)
    differences = []
    if words.length_mm is not None:
        guesses = length_guesses(words.kind, words.metric, words.diameter_mm, words.length_mm, words.head)
        value, u = seen.length_mm
        by = _beyond_all([(value[g.convention], u[g.convention], g.length) for g in guesses])
        if by is not None:
            differences.append(Difference("length", by_mm=by))
    threads = thread_guesses(
        words.kind, words.metric, words.diameter_mm, words.pitch_mm, words.tip, words.cup, words.coverage
    )
    if words.diameter_mm is not None:
        value, u = seen.thread_mm[:, :, 0]
        for what, row, bands in (("diameter", 0, [g.major for g in threads]), ("pitch", 1, [g.pitch for g in threads])):
            by = _beyond_all([(value[row], u[row], band) for band in bands])
            if by is not None:
                differences.append(Difference(what, by_mm=by))
    for what, label, odds in (
        ("head", product.head, attributes.head),
        ("drive", product.drive, attributes.drive),
        ("finish", product.finish, attributes.finish),
        ("tip", product.tip, attributes.tip),
        ("coverage", product.coverage, attributes.coverage),
    ):
        said = _unlike(label, odds)
        if said:
            differences.append(Difference(what, says=said))
    return tuple(differences)


def _beyond_all(candidates: list[tuple[float, float, Band]]) -> float | None:
    """How much the nearest band's middle is above its value; None if one lies in its band or was not measured."""
    offs = []
    for value, u, band in candidates:
        slack = _BEYOND_U * float(np.hypot(u, band.soft))
        if np.isnan(value) or band.low - slack <= value <= band.high + slack:
            return None
        offs.append(round(float((band.low + band.high) / 2 - value), 3))
    return min(offs, key=abs)


def _unlike(label: str | None, odds: Odds[Any] | None) -> str | None:
    if label is None or odds is None:
        return None
    best = odds.best
    if best == label or best is Drive.HIDDEN or odds.p[best] < _SURE:
        return None
    return f"{in_words(label)}, the part looks {in_words(best)}"


def against_best(product: Product, best: Product) -> tuple[Difference, ...]:
    """One sentence on how an alternative differs from the best match."""
    own, other = Wording.of(product), Wording.of(best)
    same_thread = (own.diameter_mm, own.pitch_mm, own.kind) == (other.diameter_mm, other.pitch_mm, other.kind)
    parts = []
    if not same_thread:
        parts.append(_thread_name(product, own))
    if own.length_mm is not None and other.length_mm is not None and abs(own.length_mm - other.length_mm) > 0.05:
        by = own.length_mm - other.length_mm
        parts.append(f"{_spoken_length(abs(by), own.metric)} {'longer' if by > 0 else 'shorter'}")
    if own.head and own.head != other.head:
        parts.append(f"{in_words(own.head)} head")
    if own.drive and own.drive != other.drive:
        parts.append(f"{in_words(own.drive)} drive")
    if own.finish and own.finish != other.finish:
        parts.append(f"in {in_words(own.finish)}")
    if own.tip and other.tip and own.tip != other.tip:
        parts.append(f"{in_words(own.tip)} end")
    if not parts:
        return (Difference("best match", says="the same in all that its name says"),)
    shorter_or_longer = same_thread and own.length_mm != other.length_mm
    lead = "same thread" if shorter_or_longer else "same" if same_thread else ""
    return (Difference("best match", says=", ".join(part for part in (lead, *parts) if part)),)


def _thread_name(product: Product, words: Wording) -> str:
    size = product.designation.size or "another size"
    kind = words.kind.value.replace("_", " ")
    if words.pitch_mm is None:
        return f"{size} {kind}"
    pitch = f"x{words.pitch_mm:g}" if words.metric else f"-{round(25.4 / words.pitch_mm):d}"
    return f"{size}{pitch} {kind}"


def _spoken_length(mm: float, metric: bool) -> str:
    """`5 mm`, or inches to the nearest 32nd: `1/4 in`, `1-1/2 in`."""
    if metric:
        return f"{mm:g} mm"
    inches = Fraction(round(mm / 25.4 * 32), 32)
    whole, rest = divmod(inches, 1)
    if not rest:
        return f"{whole} in"
    return f"{whole}-{rest} in" if whole else f"{rest} in"
