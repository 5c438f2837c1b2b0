"""The trade's words, read from `vocabulary.toml` and from a shop's own files of the same form."""

import re
import tomllib
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property
from importlib import resources
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

from appliance.catalog.folding import fold
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.spelling import Spelling

STRONG, WEAK = 2, 1
ROMANCE = frozenset({"es", "fr", "pt"})
_VOWELS = frozenset("aeiouy")
_FINEST_INCH = 64  # the trade's rulers end at 1/64 in
_WORDED = ("kind", "head", "drive", "finish", "tip", "coverage")
_LANGUAGES = ("en", "de", "es", "fr", "pt")
_MARK_CLASSES = {
    "inch": "q", "mm": "u", "cm": "c", "foot": "k", "length": "L", "diameter": "D", "threads": "T", "series": "U",
    "gauge": "g", "times": "x", "of": "o", "grade": "R", "pack": "P",
}  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What a phrase says: field -> (value, STRONG or WEAK).

    `flags` are the names below [flag], and `joint`, `purpose`, `kit`, `brand`, `standard`.
    """

    says: Mapping[str, tuple[str, int]]
    flags: frozenset[str] = frozenset()
    language: str = "en"

    @property
    def names_kind_only(self) -> bool:
        """Whether this is a noun for a screw and nothing else."""
        return len(self.says) == 1 and self.says.get("kind", ("not_screw", 0))[0] != "not_screw"

    def merged(self, other: "Meaning") -> "Meaning":
        """Both, where a wording is listed twice; of two values for a field the stronger, then the former, stays."""
        says = dict(self.says)
        for field, (value, strength) in other.says.items():
            if field not in says or strength > says[field][1] or (field == "kind" and says[field][0] == "screw"):
                says[field] = (value, strength)
        return Meaning(MappingProxyType(says), self.flags | other.flags, self.language)


@dataclass(frozen=True)
class Vocabulary:
    """Everything `designation` knows of words.

    Attributes
    ----------
    phrases : canonical letters of a wording, without spaces -> what it says
    spelling : the canonical words that occur in wordings, and what else they may look like
    marks : word -> class of token (see `tokens`)
    acronyms : keys of `phrases` that are one word of consonants (SHCS): never put together from several words
    wordings : (field, value) -> how `format` writes it
    """

    phrases: Mapping[str, Meaning]
    acronyms: frozenset[str]
    spelling: Spelling
    marks: Mapping[str, str]
    bits: Mapping[str, str]
    standards: Mapping[str, Mapping[str, str]]
    wordings: Mapping[tuple[str, str], str]
    threads: Mapping[str, tuple[int, ...]]
    pitches: Mapping[float, tuple[float, ...]]

    def canonical(self, word: str) -> str:
        """A word without its plural ending, long for short."""
        return self.spelling.canonical(word)

    def members(self, word: str) -> tuple[str, ...]:
        """A word as the trade knows it: itself, the members of a compound, mended, or as it stands."""
        return self.spelling.members(word)

    def knows(self, word: str) -> bool:
        """Whether a word is one of the trade's, or made of them."""
        return self.spelling.knows(word)

    def mark_of(self, word: str) -> str:
        """The class of a unit or mark; empty where the word is none."""
        return self.marks.get(word, "")

    @cached_property
    def beginnings(self) -> Mapping[str, Meaning | None]:
        """All that a wording can begin with -> what it says if it is one itself, to give up early what can be none."""
        begun: dict[str, Meaning | None] = {key[:end]: None for key in self.phrases for end in range(1, len(key))}
        return begun | dict(self.phrases)

    def counts_threads(self, size: str, value: float, tpi: float) -> bool:
        """Whether `tpi` threads per inch are made on `size`, an integer (gauge, or inches) or a fraction as written."""
        if not tpi.is_integer():
            return False
        gauge = round((value - 0.060) / 0.013)  # .190 is a #10 (ASME B18.6.3)
        decimal = size.startswith((".", "0.")) and abs(0.060 + 0.013 * gauge - value) < 0.0005
        sizes: tuple[str, ...] = (f"#{int(value)}", str(int(value))) if size.strip().isdigit() else (inch_name(value),)
        sizes += (f"#{gauge}",) if decimal else ()
        return any(int(tpi) in self.threads.get(name, ()) for name in sizes)


def inch_name(value: float) -> str:
    """Inches as the trade writes them: `1/4`, `1-1/2`, `2`, and `0.189in` where no 64th fits."""
    parts = value * _FINEST_INCH
    if abs(parts - round(parts)) > 1e-4:
        return f"{value:g}in"
    whole, rest = divmod(Fraction(round(parts), _FINEST_INCH), 1)
    if not rest:
        return str(whole)
    return f"{whole}-{rest}" if whole else str(rest)


def _spellings(phrase: str) -> set[str]:
    """The folded phrase, and for umlauts also their spelling with e."""
    if phrase.isascii():
        return {phrase.lower()}
    return {fold(phrase).text, fold(re.sub(r"([äöü])", lambda m: {"ä": "ae", "ö": "oe", "ü": "ue"}[m[1]], phrase)).text}


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Every wording of a table with what it says."""
    for field in _WORDED:
        for value, entry in table.get(field, {}).items():
            for language in _LANGUAGES:
                for phrase in entry.get(language, ()):
                    yield phrase, Meaning({field: (value, STRONG)}, language=language)
            for phrase in entry.get("weak", ()):
                yield phrase, Meaning({field: (value, WEAK)})
            for phrase in entry.get("brand", ()):
                yield phrase, Meaning({field: (value, STRONG)}, frozenset({"brand"}))
            if "says" in entry:
                yield (
                    entry["says"],
                    Meaning({field: (value, WEAK if entry["says"] in entry.get("weak", ()) else STRONG)}),
                )
    for what, entry in table.get("not_screw", {}).items():
        flags = frozenset({"kit"} if what == "kit" else ())
        for language in _LANGUAGES:
            for phrase in entry.get(language, ()):
                yield phrase, Meaning({"kind": ("not_screw", STRONG), "what": (what, STRONG)}, flags, language)
        for phrase in entry.get("weak", ()):
            yield phrase, Meaning({"kind": ("not_screw", WEAK), "what": (what, STRONG)}, flags)
    for phrase in table.get("joint", {}).get("words", ()):
        yield phrase, Meaning({}, frozenset({"joint"}))
    for phrase in table.get("joint", {}).get("purpose", ()):
        yield phrase, Meaning({}, frozenset({"joint", "purpose"}))
    for kind, phrases in table.get("purpose", {}).items():
        for phrase in phrases:
            yield phrase, Meaning({"for": (kind, STRONG)})
    for phrase in table.get("brand", {}).get("words", ()):
        yield phrase, Meaning({})
    for flag, entry in table.get("flag", {}).items():
        for language in _LANGUAGES:
            for phrase in entry.get(language, ()):
                yield phrase, Meaning({}, frozenset({flag}), language)
    for entry in table.get("phrase", ()):
        weak = entry.get("weak", ())
        says = {field: (entry[field], WEAK if field in weak else STRONG) for field in _WORDED if field in entry}
        for phrase in entry["words"]:
            yield phrase, Meaning(says)


def _acronyms(tables: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Meaning]]:
    """PPHMS, FHWS, HWHSMS: letters for drive, head and kind, each in the orders that the trade writes them in."""
    drives, heads, kinds = (
        dict(ChainMap(*(table.get("acronym", {}).get(field, {}) for table in reversed(tables))))
        for field in ("drive", "head", "kind")
    )
    for (h, head), (k, kind) in product(heads.items(), kinds.items()):
        yield h + k, Meaning({"head": (head, STRONG), "kind": (kind, STRONG)})
    for (d, drive), (h, head) in product(drives.items(), heads.items()):
        looks = {"drive": (drive, STRONG), "head": (head, STRONG)}
        for word in (d + h, h + d):
            yield word, Meaning(looks)
            for k, kind in kinds.items():
                yield word + k, Meaning(looks | {"kind": (kind, STRONG)})


def build(tables: list[Mapping[str, Any]]) -> Vocabulary:
    """Make a vocabulary of tables, later ones adding to the former."""
    joined: dict[str, dict[str, Any]] = {name: {} for name in ("alias", "bits", "standard", "threads", "pitches")}
    for table in tables:
        for name, into in joined.items():
            into.update(table.get(name, {}))
    language_of = _languages(tables)
    draft = Spelling(frozenset(), joined["alias"], {}, (), ())
    phrases: dict[str, Meaning] = {}
    words: set[str] = set(joined["alias"].values())
    marks: dict[str, str] = {}
    wordings: dict[tuple[str, str], str] = {}
    of_one_word: dict[str, bool] = {}
    for table in tables:
        for phrase, meaning in _entries(table):
            for spelling in _spellings(phrase):
                parts = [draft.canonical(word) for word in re.findall(r"\d+/\d+|[^\s'/.-]+", spelling)]
                key = "".join(parts)
                of_one_word[key] = of_one_word.get(key, True) and len(parts) == 1
                if meaning.language == "en":
                    meaning = replace(
                        meaning, language=next((language_of[part] for part in parts if part in language_of), "en")
                    )
                phrases[key] = phrases[key].merged(meaning) if key in phrases else meaning
                words.update(parts)
        for name, listed in table.get("marks", {}).items():
            marks.update({fold(word).text + ending: _MARK_CLASSES[name] for ending in ("s", "") for word in listed})
        for field in _WORDED:
            wordings.update({(field, v): e["says"] for v, e in table.get(field, {}).items() if "says" in e})
    for word, meaning in _acronyms(tables):
        if word not in phrases:  # what is listed as a whole goes first
            phrases[word] = meaning
            words.add(word)
            of_one_word[word] = True
    endings = tuple(word for table in tables for word in table.get("endings", {}).get("de", ()))
    shortened = tuple(word for table in tables for listed in table.get("shortened", {}).values() for word in listed)
    return Vocabulary(
        phrases=phrases,
        acronyms=frozenset(key for key, one in of_one_word.items() if one and key.isalpha() and not set(key) & _VOWELS),
        spelling=Spelling(frozenset(words), joined["alias"], marks, endings, shortened),
        marks=marks,
        bits=joined["bits"],
        standards=joined["standard"],
        wordings=wordings,
        threads={size: tuple(tpi) for size, tpi in joined["threads"].items()},
        pitches={float(size): tuple(pitch) for size, pitch in joined["pitches"].items()},
    )


def _languages(tables: list[Mapping[str, Any]]) -> dict[str, str]:
    """Words that stand in the lists of one language only, so that wordings listed without one are known for theirs."""
    found: dict[str, set[str]] = {}
    for table in tables:
        entries = [entry for field in (*_WORDED, "not_screw") for entry in table.get(field, {}).values()]
        for entry in entries:
            for language in _LANGUAGES:
                for word in (word for phrase in entry.get(language, ()) for word in fold(phrase).text.split()):
                    found.setdefault(word, set()).add(language)
    return {
        word: min(where) for word, where in found.items() if len(where) == 1 and "en" not in where and len(word) > 2
    }


def _trade() -> dict[str, Any]:
    return tomllib.loads(resources.files("appliance.catalog").joinpath("vocabulary.toml").read_text("utf-8"))


@cache
def trade_vocabulary() -> Vocabulary:
    """The vocabulary that comes with Screwtray."""
    return build([_trade()])


def read_vocabulary(path: Path | str) -> Vocabulary:
    """The trade's vocabulary with a shop's own words added.

    Raises
    ------
    CatalogRefused
        The file is missing, no TOML, or not of the form of `vocabulary.toml`.
    """
    path = Path(path)
    try:
        return build([_trade(), tomllib.loads(path.read_text("utf-8-sig"))])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogRefused(f"{path}: not a readable vocabulary ({error})") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CatalogRefused(
            f"{path}: a vocabulary has tables like [head.flat] with lists of words ({error!r})"
        ) from error
