"""Which wordings of the trade stand in a name, and where."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from appliance.catalog.folding import DAMAGED
from appliance.catalog.tokens import NUMBERS, Token
from appliance.catalog.vocabulary import STRONG, WEAK, Meaning, Vocabulary

_WORDLIKE = "wPoLTUgDRku"
# What a standard's number says of the head outranks a loose word; of the drive any word outranks it: DIN 965 comes with
# torx, too.
_TRUST_IN_STANDARD = {"head": STRONG + 1, "drive": WEAK}
_SHORTEST_PART = 3
_INVERTED = 3  # up to here commas part a noun from what it is: SCREW,CAP,SOCKET HEAD
_MOST_PARTS = 7


@dataclass(frozen=True)
class Mention:
    """A wording found: tokens `first` to `last` (inclusive) say `meaning`."""

    first: int
    last: int
    meaning: Meaning


@dataclass(frozen=True)
class _Part:
    """A word, or one member of a compound, that belongs to token `at`."""

    text: str
    at: int


def find_mentions(tokens: list[Token], vocabulary: Vocabulary) -> tuple[list[Mention], list[Token]]:
    """Find wordings, longest first from the left; returns them, and the tokens with the numbers they used as words."""
    mentions: list[Mention] = []
    tokens = list(tokens)
    _take_standards(tokens, vocabulary, mentions)
    _take_bits(tokens, vocabulary, mentions)
    for run in _runs(tokens, vocabulary):
        at = 0
        while at < len(run):
            length, meaning = _longest(run, at, tokens, vocabulary)
            if meaning is not None:
                first, last = run[at].at, run[at + length - 1].at
                mentions.append(Mention(first, last, meaning))
                if length > 1 or tokens[first].kind in NUMBERS:
                    for used in range(first, last + 1):
                        tokens[used] = replace(tokens[used], kind="w")
            at += length
    return sorted(mentions, key=lambda m: m.first), tokens


def _runs(tokens: list[Token], vocabulary: Vocabulary) -> Iterator[list[_Part]]:
    """Stretches of words and numbers with nothing but dashes and slashes between."""
    run: list[_Part] = []
    for at, token in enumerate(tokens):
        if token.kind in _WORDLIKE or token.kind in NUMBERS or token.kind == "x":
            run += [_Part(part, at) for part in members(token.text, vocabulary)]
        elif token.kind in "-/" or (token.kind == "," and at <= _INVERTED and run):
            continue
        elif run:
            yield run
            run = []
    if run:
        yield run


def _longest(run: list[_Part], at: int, tokens: list[Token], vocabulary: Vocabulary) -> tuple[int, Meaning | None]:
    best: tuple[int, Meaning | None] = (1, None)
    key = ""
    for length, part in enumerate(run[at : at + _MOST_PARTS], start=1):
        key += part.text
        if len(key) > vocabulary.longest:
            break
        meaning = vocabulary.phrases.get(key)
        if meaning is not None and "joint" in meaning.flags and part.text != tokens[part.at].text:
            continue  # `dropper` has no `per` in it
        if meaning is not None and _may_stand(run[at : at + length], tokens):
            best = (length, meaning)
    return best


def _may_stand(parts: list[_Part], tokens: list[Token]) -> bool:
    """Whether a wording of these parts is not rather (part of) a size: 316 is a steel, but not in #10-24 x 316 mm."""
    if tokens[parts[0].at].kind == "x":
        return False
    if any(tokens[part.at].kind not in NUMBERS for part in parts):
        return True
    first, last = parts[0].at, parts[-1].at
    before = tokens[first - 1].kind if first else ""
    after = tokens[last + 1].kind if last + 1 < len(tokens) else ""
    return before not in ("G", "M", "x", "D", "L", *NUMBERS) and after not in ("x", "q", "u", "c", "k", "P")


def members(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A word as the vocabulary knows it: itself, the members of a compound, mended, or as it stands."""
    return _members(word, _Keyed(vocabulary))


class _Keyed:
    """A vocabulary that can be a key of a cache: it is the same where it is the same object."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __hash__(self) -> int:
        return id(self.vocabulary)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.vocabulary is self.vocabulary


@lru_cache(maxsize=20_000)
def _members(word: str, keyed: _Keyed) -> tuple[str, ...]:
    vocabulary = keyed.vocabulary
    canonical = vocabulary.canonical(word)
    if canonical in vocabulary.words or not any(c.isalpha() for c in word) or word in vocabulary.marks:
        return (canonical,)
    if DAMAGED in word or "?" in word:
        restored = vocabulary.restored(word)
        return (restored or canonical,)
    return (
        _compound(word, vocabulary)
        or _ended(word, vocabulary)
        or (_respelled(word, vocabulary) or _completed(word, vocabulary) or canonical,)
    )


def _compound(word: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    """A compound (`spanplattenschraube`, `panzinc`, `infully`) as the fewest words of the trade that make it up."""
    if len(word) < 2 * _SHORTEST_PART:
        return None
    rest = word[2:] if word.startswith("in") and vocabulary.canonical(word[2:]) in vocabulary.words else word
    if rest != word:
        return ("in", vocabulary.canonical(rest))
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(_SHORTEST_PART, len(word) + 1):
        for start in range(0, end - _SHORTEST_PART + 1):
            former = best[start]
            if former is None:
                continue
            piece = vocabulary.canonical(word[start:end])
            if piece in vocabulary.words and (best[end] is None or len(former) + 1 < len(best[end] or ())):
                best[end] = (*former, piece)
    return best[len(word)]


def _ended(word: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    """A German compound of which only the last member is known: it is the one that says what the thing is."""
    for ending in vocabulary.endings:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)], vocabulary.canonical(ending)
    return None


def _respelled(word: str, vocabulary: Vocabulary) -> str | None:
    """The one long word of the trade that is a single slip of the pen away, its first letter right."""
    if len(word) < 6:
        return None
    near = [known for known in vocabulary.by_initial.get(word[0], ()) if _one_slip(word, known)]
    return near[0] if len(near) == 1 else None


def _completed(word: str, vocabulary: Vocabulary) -> str | None:
    """The word that one cut short begins (`stainl`, `toleran`), where all that begin so are its compounds."""
    if len(word) < 5:
        return None
    begun = sorted((known for known in vocabulary.by_initial.get(word[0], ()) if known.startswith(word)), key=len)
    return begun[0] if begun and all(known.startswith(begun[0]) for known in begun) else None


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


def _take_standards(tokens: list[Token], vocabulary: Vocabulary, mentions: list[Mention]) -> None:
    for at, token in enumerate(tokens):
        if token.kind != "s":
            continue
        says = _standard(token.text, vocabulary)
        if says:
            meant = {field: (value, _TRUST_IN_STANDARD.get(field, STRONG)) for field, value in says.items()}
            if "what" in says:
                meant["kind"] = ("not_screw", STRONG)
            mentions.append(Mention(at, at, Meaning(meant, frozenset({"standard"}))))


def _standard(text: str, vocabulary: Vocabulary) -> dict[str, str] | None:
    letters = "".join(c if c.isalnum() else " " for c in text).split()
    digits = next((i for i, part in enumerate(letters) if any(c.isdigit() for c in part)), None)
    if digits is None:
        return None
    body = (
        letters[digits] if letters[digits][0].isalpha() else (letters[digits - 1] + letters[digits] if digits else "")
    )
    variant = letters[-1] if letters[-1].isalpha() and len(letters[-1]) == 1 else ""
    for key in (body + variant, body, body.rstrip("abcdefghijklmnopqrstuvwxyz")):
        if key in vocabulary.standards:
            says = dict(vocabulary.standards[key])
            if says.get("drive") == "phillips" and "z" in (variant, body[-1]):
                says["drive"] = "pozidriv"  # cross recess Z of ISO 4757
            return says
    return None


def _take_bits(tokens: list[Token], vocabulary: Vocabulary, mentions: list[Mention]) -> None:
    """Bit sizes (T25, PH 2, Torx #20): they say the drive; their number is no size."""
    for at, token in enumerate(tokens):
        if token.kind not in _WORDLIKE:
            continue
        word = token.text.rstrip("0123456789")
        if word not in vocabulary.bits or (len(token.text) == 2 and token.text[0] == "t" and token.text[1] in "123"):
            continue
        last = at
        if word == token.text:
            last = _bit_number(tokens, at)
            if last == at:
                continue
        if vocabulary.bits[word]:
            mentions.append(Mention(at, at, Meaning({"drive": (vocabulary.bits[word], STRONG)})))
        for used in range(at + 1, last + 1):
            tokens[used] = replace(tokens[used], kind="w")


def _bit_number(tokens: list[Token], at: int) -> int:
    """Where the number of a bit ends that begins behind token `at`; `at` itself where none does."""
    last = at + 1
    while last < len(tokens) and tokens[last].kind in "-G" and last - at < 3:
        last += 1
    if last >= len(tokens) or tokens[last].kind != "i" or (tokens[last].value or 99) > 60:
        return at
    after = tokens[last + 1].kind if last + 1 < len(tokens) else ""
    return at if after in ("x", "-", "q", "u", "/", "P", *NUMBERS) else last
