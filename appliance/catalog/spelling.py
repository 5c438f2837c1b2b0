"""How a word of a name is taken for words of the trade: plurals, short forms, compounds, slips of the pen."""

import re
from collections.abc import Mapping
from functools import cached_property

from appliance.catalog.folding import DAMAGED

_INFLECTIONS = ("en", "er", "es", "em", "n", "e", "x")
_SHORTEST_STEM = 4
_SHORTEST_PART = 3  # letters of a member of a compound
_SHORTEST_MENDED = 6  # letters of a word that one slip may be mended in
_SHORTEST_BEGINNING = 5  # letters of a word that was cut off
_SHORTEST_CUT = 4  # ... of one that tills are known to cut (CONC, MACH)
_LEAST_KEPT = 0.4  # share of a word's letters that its short form keeps
_MOST_KNOWN = 50_000  # words remembered before the memory is cleared


class Spelling:
    """The words of a vocabulary, and what else each of them may look like.

    Parameters
    ----------
    words : canonical words
    aliases : short form -> word
    marks : words that are units and marks, never words of a wording
    endings : nouns that end German compounds
    shortened : words that tills cut short or leave the vowels out of (DRYWL, CONC)
    """

    def __init__(
        self,
        words: frozenset[str],
        aliases: Mapping[str, str],
        marks: Mapping[str, str],
        endings: tuple[str, ...],
        shortened: tuple[str, ...],
    ) -> None:
        self._words, self._aliases, self._marks, self._endings = words, aliases, marks, endings
        self._shortened: dict[str, list[str]] = {}
        for word in shortened:
            self._shortened.setdefault(word[:1], []).append(word)
        self._members: dict[str, tuple[str, ...]] = {}

    def canonical(self, word: str) -> str:
        """A word without its plural ending, long for short."""
        if word in self._aliases:
            return self._aliases[word]
        stem = _stem(word)
        return self._aliases.get(stem, stem)

    def members(self, word: str) -> tuple[str, ...]:
        """A word as the vocabulary knows it: itself, the members of a compound, mended, or as it stands."""
        found = self._members.get(word)
        if found is None:
            if len(self._members) >= _MOST_KNOWN:
                self._members.clear()
            found = self._members[word] = self._find(word)
        return found

    def knows(self, word: str) -> bool:
        """Whether a word is one of the trade's, or made of them."""
        return all(member in self._words for member in self.members(word))

    def _find(self, word: str) -> tuple[str, ...]:
        canonical = self.canonical(word)
        if canonical in self._words or word in self._marks or not any(c.isalpha() for c in word):
            return (canonical,)
        if DAMAGED in word or "?" in word:
            return (self._restored(word) or canonical,)
        singular = self._uninflected(word)
        return (
            ((singular,) if singular else None)
            or self._compound(word)
            or self._ended(word)
            or self._without_number(word)
            or (self._lengthened(word) or self._respelled(word) or self._completed(word) or canonical,)
        )

    @cached_property
    def _by_initial(self) -> Mapping[str, tuple[str, ...]]:
        """Words of at least five letters by their first letter: one letter more, or none but another."""
        found: dict[str, list[str]] = {}
        for word in sorted(self._words):
            if len(word) >= _SHORTEST_MENDED - 1 and word.isalpha():
                found.setdefault(word[0], []).append(word)
        return {initial: tuple(words) for initial, words in found.items()}

    def _restored(self, word: str) -> str | None:
        """The one word of the trade that a word with lost characters can be."""
        pattern = re.compile("".join("." if c in (DAMAGED, "?") else re.escape(c) for c in word))
        fits = {known for known in self._words if pattern.fullmatch(known)}
        fits |= {self.canonical(alias) for alias in self._aliases if pattern.fullmatch(alias)}
        return min(fits) if len(fits) == 1 else None

    def _uninflected(self, word: str) -> str | None:
        """The word that this is a case or a plural of, in German, Spanish or French (`verzinkter`, `bulones`)."""
        for ending in _INFLECTIONS:
            stem = word[: -len(ending)]
            if word.endswith(ending) and len(stem) >= _SHORTEST_STEM and self.canonical(stem) in self._words:
                return self.canonical(stem)
        return None

    def _compound(self, word: str) -> tuple[str, ...] | None:
        """A compound (`spanplattenschraube`, `panzinc`, `infully`) as the fewest words of the trade that make it up."""
        if len(word) < 2 * _SHORTEST_PART:
            return None
        if word.startswith("in") and self.canonical(word[2:]) in self._words:
            return ("in", self.canonical(word[2:]))
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(_SHORTEST_PART, len(word) + 1):
            for start in range(0, end - _SHORTEST_PART + 1):
                former = best[start]
                if former is None:
                    continue
                piece = self.canonical(word[start:end])
                if piece in self._words and (best[end] is None or len(former) + 1 < len(best[end] or ())):
                    best[end] = (*former, piece)
        return best[len(word)]

    def _ended(self, word: str) -> tuple[str, ...] | None:
        """A German compound of which only the last member is known: it is the one that says what the thing is."""
        for ending in self._endings:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                first = word[: -len(ending)]
                known = self._compound(first) or (self._lengthened(first) or self._respelled(first) or first,)
                return *known, self.canonical(ending)
        return None

    def _without_number(self, word: str) -> tuple[str, ...] | None:
        """`HWH5`, `TEK3`: a word with a number of its own."""
        letters = word.rstrip("0123456789")
        if letters == word or len(letters) < _SHORTEST_PART or not letters.isalpha():
            return None
        members = self.members(letters)
        return members if all(member in self._words for member in members) else None

    def _lengthened(self, word: str) -> str | None:
        """The one word that tills shorten to this: its beginning, or its letters without the vowels."""
        if len(word) < _SHORTEST_PART or not word.isalpha():
            return None
        fits = [known for known in self._shortened.get(word[0], ()) if _shortens(word, known)]
        shortest = min(fits, key=len, default=None)
        alike = shortest is not None and all(known.startswith(shortest[:-1]) for known in fits)
        return self.canonical(shortest) if shortest is not None and alike else None

    def _respelled(self, word: str) -> str | None:
        """The one long word of the trade that is a single slip of the pen away, its first letter right."""
        if len(word) < _SHORTEST_MENDED:
            return None
        near = [known for known in self._by_initial.get(word[0], ()) if _one_slip(word, known)]
        return near[0] if len(near) == 1 else None

    def _completed(self, word: str) -> str | None:
        """The word that one cut short begins (`stainl`, `toleran`), where all that begin so are its compounds."""
        if len(word) < _SHORTEST_BEGINNING:
            return None
        begun = sorted((known for known in self._by_initial.get(word[0], ()) if known.startswith(word)), key=len)
        return begun[0] if begun and all(known.startswith(begun[0]) for known in begun) else None


def _stem(word: str) -> str:
    if word.endswith(("schrauben", "scheiben", "stangen")):
        return word[:-1]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _shortens(short: str, word: str) -> bool:
    """Whether `short` is a till's way to write `word`."""
    if len(short) >= len(word) or len(short) < _LEAST_KEPT * len(word):
        return False
    if word.startswith(short):
        return len(short) >= _SHORTEST_CUT
    if any(c in "aeiou" for c in short[1:]):
        return False
    letters = iter(word)
    return all(c in letters for c in short) and short[-1] in word[-3:]


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter added, lost, changed, or two neighbours swapped, makes `b` of `a`."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        return rest_a[1:] == rest_b[1:] or (rest_a[2:] == rest_b[2:] and rest_a[:2] == rest_b[1::-1])
    longer, shorter = (rest_a, rest_b) if len(a) > len(b) else (rest_b, rest_a)
    return longer[1:] == shorter
