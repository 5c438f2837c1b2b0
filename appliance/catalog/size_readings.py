"""What a rule of the size grammar matched, and the quantities that its readings are made of."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from appliance.catalog.tokens import Token
from appliance.catalog.vocabulary import Vocabulary

MM_PER_INCH = 25.4
LARGEST_GAUGE = 24
SQUATTEST, _SLENDEST = 0.4, 75.0  # length over diameter; 8 x 600 mm timber screws are the slenderest
_THIN_MM, _THIN_SLENDEST = 2.5, 30.0
GAUGES_OF_WOOD = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 24)
STRENGTH_CLASSES = (3.6, 4.6, 4.8, 5.6, 5.8, 6.8, 6.9, 8.8, 9.8, 10.9, 12.9, 14.9)
_NOWHERE: Mapping[str, tuple[int, int]] = MappingProxyType({})
UNIT_MM = {"q": MM_PER_INCH, "u": 1.0, "c": 10.0, "k": 304.8}


class Context(NamedTuple):
    """What the words of a name say about how its numbers are to be read.

    Attributes
    ----------
    metric, inch : bare numbers are millimetres; gauges and inches
    romance : in Spanish and Portuguese both are in use
    eye : a number behind # is a trade number
    gauged : the kind of screw is sold by gauge where inches are used (wood, sheet metal, deck, drywall)
    timber : ... and in metric lands also in diameters of 8 mm and more
    metric_words : the words themselves are German or French
    bolt : bolts, lag screws, machine screws: a lone inch figure is their diameter
    concrete : screws for concrete are sold in inches and millimetres, never by gauge
    heavy : bolts and lag screws: never thinner than 1/4 in or 6 mm where nothing marks their figures
    board : drywall and deck screws: never thinner than #6
    unnamed : no noun, but a head that screws sold by gauge have: a fraction may be the length of `3/4 x 8`
    """

    metric: bool = False
    inch: bool = False
    romance: bool = False
    eye: bool = False
    gauged: bool = False
    timber: bool = False
    metric_words: bool = False
    bolt: bool = False
    concrete: bool = False
    heavy: bool = False
    board: bool = False
    unnamed: bool = False


class Reading(NamedTuple):
    """A size that was read; `tokens` maps each field to the first and last token that say it."""

    size: str | None = None
    diameter_mm: float | None = None
    pitch_mm: float | None = None
    length_mm: float | None = None
    tokens: Mapping[str, tuple[int, int]] = _NOWHERE


class Match:
    """The tokens that a rule's groups stand for, with what is known of threads and of the name's other words."""

    def __init__(self, match: re.Match[str], tokens: list[Token], vocabulary: Vocabulary, context: Context) -> None:
        self._match, self._groups, self._tokens = match, match.groupdict(), tokens
        self.vocabulary, self.context = vocabulary, context

    def value(self, group: str) -> float | None:
        """The number of a group; None where the rule went without it."""
        at = self.at(group)
        return None if at is None else self._tokens[at].value

    def value_behind(self, group: str) -> float | None:
        """The first number within a group that holds marks, too."""
        if not self._groups.get(group):
            return None
        start, end = self._match.span(group)
        return next((token.value for token in self._tokens[start:end] if token.value is not None), None)

    def text(self, group: str) -> str:
        """The folded text of a group."""
        at = self.at(group)
        return "" if at is None else self._tokens[at].text

    def kind(self, group: str) -> str:
        """The class of a group's token; empty where the rule went without it."""
        return self._groups.get(group) or ""

    def at(self, group: str) -> int | None:
        """The token of a group."""
        return self._match.start(group) if self._groups.get(group) else None

    def spans(self, **fields: tuple[str, str]) -> dict[str, tuple[int, int]]:
        """Field -> tokens, of pairs of groups that exist."""
        spans = {}
        for name, (first, last) in fields.items():
            start, end = self.at(first), self.at(last)
            if start is not None or end is not None:
                a, b = (start if start is not None else end), (end if end is not None else start)
                spans[name] = (a or 0, b or 0)
        return spans


def gauge_diameter_mm(gauge: float) -> float:
    """Major diameter of a numbered size, 0.060 in + 0.013 in a number (ASME B18.6.3)."""
    return (0.060 + 0.013 * gauge) * MM_PER_INCH


def to_length_mm(value: float, number: str, unit: str, default: str) -> float | None:
    """A length in mm: by its unit; a fraction is inches; else the size's own unit."""
    scale = UNIT_MM[unit] if unit else MM_PER_INCH if number in "fm" else UNIT_MM[default]
    length = value * scale
    return length if 1.0 <= length <= 1250.0 else None


def is_made(diameter_mm: float | None, length_mm: float) -> bool:
    """Whether screws of this slenderness are made: none shorter than half their thickness, thin ones not long."""
    if diameter_mm is None:
        return True
    slenderness = length_mm / diameter_mm
    return SQUATTEST <= slenderness <= (_THIN_SLENDEST if diameter_mm < _THIN_MM else _SLENDEST)


def is_pitch(diameter: float, pitch: float, vocabulary: Vocabulary) -> bool:
    """Whether ISO 261 makes this pitch on this diameter; on others whether it could be one."""
    made = vocabulary.pitches.get(diameter)
    if made is not None:
        return any(abs(pitch - p) < 0.011 for p in made)
    return 0.15 <= pitch <= 0.27 * diameter and (pitch < 1 or round(pitch * 4) == pitch * 4)
