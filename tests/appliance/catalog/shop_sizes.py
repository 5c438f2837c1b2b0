"""Threads and lengths as shops print them, for `shop_names`: what is meant is known before it is written."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
IN = 25.4
WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("shop_words.toml").read_text("utf-8"))

_GAUGES = (4, 5, 6, 7, 8, 9, 10, 12, 14)
_NUMBERED = {2: (56,), 4: (40, 48), 6: (32, 40), 8: (32, 36), 10: (24, 32), 12: (24,)}
_INCH_THREADS = {"1/4": (20, 28), "5/16": (18, 24), "3/8": (16, 24), "7/16": (14, 20), "1/2": (13, 20), "3/4": (10,)}
_PITCHES = {"2": 0.4, "2.5": 0.45, "3": 0.5, "4": 0.7, "5": 0.8, "6": 1.0, "8": 1.25, "10": 1.5, "12": 1.75, "16": 2.0}
_MILLIMETRES = ("2.9", "3", "3.5", "3.9", "4", "4.2", "4.5", "4.8", "5", "5.5", "6", "6.3", "8")
_EIGHTHS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 22, 24, 28, 32, 40, 48)
_MM_LENGTHS = (5, 6, 8, 10, 12, 13, 16, 19, 20, 25, 30, 35, 38, 40, 45, 50, 55, 60, 65, 70, 80, 90, 100, 120, 140, 160)
_GLYPHS = {"1/2": "½", "1/4": "¼", "3/4": "¾", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞"}


class Choose:
    """Draws from a sequence, by whatever means it is given: `random.Random.choice`, or hypothesis."""

    def __init__(self, pick: Callable[[Sequence[Any]], Any]) -> None:
        self._pick = pick

    def __call__(self, options: Sequence[T]) -> T:
        """One of `options`."""
        drawn: T = self._pick(options)
        return drawn

    def once_in(self, times: int) -> bool:
        """True about once in so many draws."""
        return self(range(times)) == times - 1


@dataclass(frozen=True)
class Thread:
    """A thread as it is said.

    Attributes
    ----------
    name : as `Designation.size`
    written : a way to write it that can be nothing else
    bare : the same without any mark: only the words around it make a size of it
    metric : its lengths are in millimetres
    """

    name: str
    diameter_mm: float
    written: str
    pitch_mm: float | None = None
    bare: str | None = None
    metric: bool = False


def _write(choose: Choose, form: str, **values: object) -> str:
    template: str = choose(WORDS["size"][form])
    return template.format(**values)


def gauge(choose: Choose) -> Thread:
    """A wood or tapping screw's number."""
    n = choose(_GAUGES)
    return Thread(f"#{n}", (0.060 + 0.013 * n) * IN, _write(choose, "gauge", n=n), bare=str(n))


def inch_thread(choose: Choose) -> Thread:
    """A machine thread in inches, or a numbered one, with its threads per inch."""
    if choose.once_in(2):
        n = choose(tuple(_NUMBERED))
        tpi = choose(_NUMBERED[n])
        return Thread(f"#{n}", (0.060 + 0.013 * n) * IN, _write(choose, "numbered", n=n, tpi=tpi), IN / tpi)
    name = choose(tuple(_INCH_THREADS))
    tpi = choose(_INCH_THREADS[name])
    return Thread(name, float(Fraction(name)) * IN, _write(choose, "inch_thread", n=name, tpi=tpi), IN / tpi)


def inch_diameter(choose: Choose) -> Thread:
    """A bolt's or lag screw's diameter in inches."""
    name = choose(tuple(_INCH_THREADS))
    return Thread(name, float(Fraction(name)) * IN, _write(choose, "inch", n=name))


def metric_thread(choose: Choose) -> Thread:
    """A metric machine thread, now and then with its pitch."""
    d = choose(tuple(_PITCHES))
    if not choose.once_in(3):
        return Thread(f"M{d}", float(d), _write(choose, "metric", n=d, comma=d.replace(".", ",")), metric=True)
    p = _PITCHES[d]
    return Thread(f"M{d}", float(d), _write(choose, "metric_pitch", n=d, p=f"{p:g}", p1=f"{p:.2f}"), p, metric=True)


def millimetres(choose: Choose) -> Thread:
    """A wood or tapping screw's diameter in millimetres."""
    d = choose(_MILLIMETRES)
    comma = d.replace(".", ",")
    decimal = choose((d, comma)) if "." in d else choose((f"{d}.0", f"{d},0"))
    written = _write(choose, "millimetres", n=d, comma=comma, decimal=decimal)
    return Thread(f"{d}mm", float(d), written, bare=choose((d, comma)), metric=True)


@dataclass(frozen=True)
class Length:
    """A length: in mm, as it is written, and whether its unit is said (or a fraction says inches)."""

    mm: float
    written: str
    sure: bool


def length_for(choose: Choose, thread: Thread) -> Length:
    """A length that such a screw is made in."""
    d = thread.diameter_mm
    if thread.metric:
        mm = choose([n for n in _MM_LENGTHS if 1.8 * d < n <= 22 * d])
        unit = choose(WORDS["size"]["mm_unit"])
        return Length(float(mm), f"{mm}{unit}", bool(unit))
    eighths = choose([n for n in _EIGHTHS if 0.9 * d < n * IN / 8 <= 25 * d])
    whole, part = divmod(Fraction(eighths, 8), 1)
    value = eighths / 8
    if whole and part:
        values = {"w": whole, "f": part, "g": _GLYPHS[str(part)], "d": f"{value:g}", "d3": f"{value:.3f}"}
        number = _write(choose, "mixed", **values)
    elif part:
        values = {"f": part, "g": _GLYPHS[str(part)], "d": f"{value:g}", "d3": f"{value:.3f}"[1:]}
        number = _write(choose, "fraction", **values)
    else:
        number = str(whole)
    decimal = "." in number and "/" not in number
    unit = choose(WORDS["size"]["inch_unit"]) or ('"' if decimal else "")
    return Length(value * IN, number + unit, bool(unit) or bool(part))


def dimension(choose: Choose, thread: Thread, length: Length, language: str) -> str:
    """Thread and length together, in a way that says both beyond doubt."""
    by = choose(WORDS["size"]["by"])
    if thread.bare is not None and choose.once_in(3):
        metric_words = language in ("de", "fr") and thread.metric
        if metric_words or (not thread.metric and (length.sure or "/" in length.written)):
            return f"{thread.bare}{by}{length.written}"
    if thread.written[-1].isalpha() and by.strip().isalpha() and not by.startswith(" "):
        by = f" {by}"  # 8gx40 and M6UNCX1 would be words
    forms = WORDS["size"]["apart" if length.sure and choose.once_in(4) else "joined"]
    template: str = choose(forms[language] if isinstance(forms, dict) else forms)
    return template.format(size=thread.written, by=by, length=length.written)
