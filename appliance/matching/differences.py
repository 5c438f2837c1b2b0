"""How a match differs from the part on the tray, and from the best match, in plain words."""

from fractions import Fraction
from typing import Any

import numpy as np

from appliance.catalog.bands import Band
from appliance.catalog.product import Kind, Product
from appliance.catalog.shelving import Wording
from appliance.matching.nominal import SEAT_MISJUDGED, length_guesses, thread_guesses
from appliance.matching.sighted import Sighted
from appliance.reading import Difference
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Drive

_SURE = 0.7  # a look is worth mentioning from this probability on
_BEYOND_U = 3.0  # a value differs when it lies this many u outside its band

_WORDS = {
    "socket_cap": "socket cap",
    "hex_washer": "hex washer",
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


def in_words(what: str, label: str) -> str:
    """A label of the vocabulary of `what` (head, drive, finish, tip, coverage) as one says it after 'looks'."""
    if label == "none":
        return {"head": "headless", "drive": "without a drive"}.get(what, "unthreaded")
    return _WORDS.get(label, label)


def against_part(product: Product, seen: Sighted, attributes: Attributes) -> tuple[Difference, ...]:
    """What of a product does not fit the part: by how many mm the product is larger, or what it should look like."""
    words = Wording.of(product)
    differences = []
    if words.length_mm is not None:
        guesses = [
            guess
            for guess in length_guesses(words.kind, words.metric, words.diameter_mm, words.length_mm, words.head)
            if guess.weight > SEAT_MISJUDGED
        ]
        value, u = seen.length_mm
        off = _beyond_all([(value[g.convention], u[g.convention], g.length) for g in guesses])
        if off is not None:
            longer = min((words.length_mm - float(value[g.convention]) for g in guesses), key=abs)
            differences.append(Difference("length", by_mm=round(longer, 3)))
    threads = thread_guesses(
        words.kind, words.metric, words.diameter_mm, words.pitch_mm, words.tip, words.cup, words.coverage
    )
    if words.diameter_mm is not None:
        value, u = seen.thread_mm[:, :, 0]
        for what, row, bands in (("diameter", 0, [g.major for g in threads]), ("pitch", 1, [g.pitch for g in threads])):
            by = _beyond_all([(value[row], u[row], band) for band in bands])
            if by is not None:
                differences.append(Difference(what, by_mm=by))
    for what, label, odds in _looks(product, attributes):
        said = _unlike(what, label, odds)
        if said:
            differences.append(Difference(what, says=said))
    return tuple(differences)


def agreements(product: Product, seen: Sighted, attributes: Attributes) -> tuple[str, ...]:
    """What of the part speaks for a product, in words: quantities within its bands, looks that are its own."""
    words = Wording.of(product)
    found = []
    if words.length_mm is not None:
        value, u = seen.length_mm
        for guess in length_guesses(words.kind, words.metric, words.diameter_mm, words.length_mm, words.head):
            read = (value[guess.convention], u[guess.convention], guess.length)
            if guess.weight > SEAT_MISJUDGED and _within(*read):
                found.append(f"{read[0]:.2f} mm is {_spoken_length(words.length_mm, words.metric)} long")
                break
    if words.diameter_mm is not None:
        threads = thread_guesses(
            words.kind, words.metric, words.diameter_mm, words.pitch_mm, words.tip, words.cup, words.coverage
        )
        (major, pitch, _), (u_major, u_pitch, _) = seen.thread_mm[:, :, 0]
        size = product.designation.size or "that size"
        if any(_within(major, u_major, guess.major) for guess in threads):
            found.append(f"{major:.2f} mm is {size} thick")
        if any(_within(pitch, u_pitch, guess.pitch) and _within(major, u_major, guess.major) for guess in threads):
            found.append(f"a pitch of {pitch:.3f} mm is that of {size}")
    for what, label, odds in _looks(product, attributes):
        if label is not None and odds is not None and odds.best == label and odds.p[label] >= _SURE:
            whose = "it looks" if what == "coverage" or label == "none" else f"its {what} looks"
            found.append(f"{whose} {in_words(what, label)}")
    return tuple(found)


def _looks(product: Product, attributes: Attributes) -> tuple[tuple[str, str | None, Odds[Any] | None], ...]:
    return (
        ("head", product.head, attributes.head),
        ("drive", product.drive, attributes.drive),
        ("finish", product.finish, attributes.finish),
        ("tip", product.tip, attributes.tip),
        ("coverage", product.coverage, attributes.coverage),
    )


def _within(value: float, u: float, band: Band) -> bool:
    slack = _BEYOND_U * float(np.hypot(u, band.soft))
    return bool(band.low - slack <= value <= band.high + slack)


def _beyond_all(candidates: list[tuple[float, float, Band]]) -> float | None:
    """How much the nearest band's middle is above its value; None if one lies in its band or was not measured."""
    offs = []
    for value, u, band in candidates:
        if np.isnan(value) or _within(value, u, band):
            return None
        offs.append(round(float((band.low + band.high) / 2 - value), 3))
    return min(offs, key=abs)


def _unlike(what: str, label: str | None, odds: Odds[Any] | None) -> str | None:
    if label is None or odds is None:
        return None
    best = odds.best
    if best == label or best is Drive.HIDDEN or odds.p[best] < _SURE:
        return None
    return f"{in_words(what, label)}, the part looks {in_words(what, best)}"


def against_best(product: Product, best: Product) -> tuple[Difference, ...]:
    """One sentence on how an alternative differs from the best match."""
    own, other = Wording.of(product), Wording.of(best)
    same_thread = own.diameter_mm == other.diameter_mm and all(
        a == b or a is None or b is None for a, b in ((own.pitch_mm, other.pitch_mm), (_sort(own), _sort(other)))
    )
    parts = [] if same_thread else [_thread_name(product, own)]
    longer = 0.0
    if own.length_mm is not None and other.length_mm is not None:
        longer = own.length_mm - other.length_mm
    if abs(longer) > 0.05:
        parts.append(f"{_spoken_length(abs(longer), own.metric)} {'longer' if longer > 0 else 'shorter'}")
    for what, label, others in (
        ("head", own.head, other.head),
        ("drive", own.drive, other.drive),
        ("finish", own.finish, other.finish),
        ("tip", own.tip, other.tip),
    ):
        if label and others and label != others:
            parts.append(_other(what, label))
    point, other_point = product.designation.tip, best.designation.tip
    if point and other_point and point != other_point and (own.tip is None or other.tip is None):
        parts.append(f"{point.replace('_', ' ')} point")
    if not parts:
        return (Difference("best match", says="the same in all that its name says"),)
    lead = "" if not same_thread else "same thread" if abs(longer) > 0.05 else "same"
    return (Difference("best match", says=", ".join(part for part in (lead, *parts) if part)),)


def _sort(words: Wording) -> Kind | None:
    return None if words.kind is Kind.SCREW else words.kind


def _other(what: str, label: str) -> str:
    said = in_words(what, label)
    if label == "none":
        return said
    if what == "finish":
        return said if label in ("painted", "galvanized") else f"in {said}"
    return f"{said} {'end' if what == 'tip' else what}"


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
