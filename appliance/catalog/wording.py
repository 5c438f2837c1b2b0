"""Which wordings of the trade stand in a name, and where."""

from collections.abc import Iterator
from typing import NamedTuple

from appliance.catalog.tokens import NUMBERS, Token
from appliance.catalog.vocabulary import STRONG, WEAK, Meaning, Vocabulary

_WORDLIKE = frozenset("wPoLTUgDRku")
_IN_RUN = _WORDLIKE | NUMBERS | {"x"}
_SIZED = frozenset({"G", "M", "x", "D", "L"}) | NUMBERS
_UNIT = frozenset({"x", "q", "u", "c", "g", "P"})
# What a standard's number says of the head outranks a loose word; of the drive any word outranks it: DIN 965 comes with
# torx, too.
_TRUST_IN_STANDARD = {"head": STRONG + 1, "drive": WEAK}
_INVERTED = 3  # up to here commas part a noun from what it is: SCREW,CAP,SOCKET HEAD
_NOUNS_IN_FRONT = frozenset({"screw", "bolt"})
_MOST_PARTS = 7
_BIT_SIZES = {
    "phillips": frozenset(range(5)),
    "pozidriv": frozenset(range(5)),
    "square": frozenset(range(5)),
    "torx": frozenset((3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 27, 30, 40, 45, 50, 55, 60)),
}
_ANY_BIT = frozenset(range(61))
_NO_BIT = frozenset("x-qu/Pgfm")  # behind a number that is no bit's
_MOST_GAUGES = 14  # up to here a number behind # is rather the screw's than the bit's


class Mention(NamedTuple):
    """A wording found: tokens `first` to `last` (inclusive) say `meaning`."""

    first: int
    last: int
    meaning: Meaning


_Part = tuple[str, int]  # a word, or one member of a compound, and the token that it belongs to


def find_mentions(tokens: list[Token], vocabulary: Vocabulary) -> tuple[list[Mention], list[Token]]:
    """Find wordings, longest first from the left; returns them, and the tokens with the numbers they used as words."""
    mentions: list[Mention] = []
    tokens = list(tokens)
    _take_standards(tokens, vocabulary, mentions)
    _take_bits(tokens, vocabulary, mentions)
    begun = vocabulary.beginnings
    for run in _runs(tokens, vocabulary):
        at = 0
        while at < len(run):
            if run[at][0] not in begun:
                at += 1
                continue
            length, meaning = _longest(run, at, tokens, vocabulary)
            if run[at][1] == 0 and run[at][0] in _NOUNS_IN_FRONT:
                length, meaning = _turned_round(run, tokens, vocabulary) or (length, meaning)
            if meaning is not None:
                first, last = run[at][1], run[at + length - 1][1]
                mentions.append(Mention(first, last, meaning))
                if length > 1 and meaning.names_kind_only:
                    mentions += _within(run[at : at + length], tokens, vocabulary)
                if length > 1 or tokens[first].kind in NUMBERS:
                    for used in range(first, last + 1):
                        if tokens[used].kind != "w":
                            tokens[used] = tokens[used].as_word()
            at += length
    mentions.sort(key=_first)
    return mentions, tokens


def _first(mention: Mention) -> int:
    return mention.first


def _runs(tokens: list[Token], vocabulary: Vocabulary) -> Iterator[list[_Part]]:
    """Stretches of words and numbers with nothing but dashes and slashes between."""
    run: list[_Part] = []
    members = vocabulary.spelling.members
    for at, token in enumerate(tokens):
        kind = token.kind
        if kind in _IN_RUN:
            for part in members(token.text):
                run.append((part, at))
        elif kind == "-" or kind == "/" or (kind == "," and at <= _INVERTED and run):
            continue
        elif run:
            yield run
            run = []
    if run:
        yield run


def _longest(run: list[_Part], at: int, tokens: list[Token], vocabulary: Vocabulary) -> tuple[int, Meaning | None]:
    """How many parts from `at` on the longest wording there has (1 where there is none), and what it says."""
    best: tuple[int, Meaning | None] = (1, None)
    key = ""
    begun = vocabulary.beginnings
    for length, (part, token) in enumerate(run[at : at + _MOST_PARTS], start=1):
        key += part
        if key not in begun:
            break
        meaning = begun[key]
        if meaning is None or ("joint" in meaning.flags and part != tokens[token].text):
            continue  # `dropper` has no `per` in it
        if length > 1 and key in vocabulary.acronyms and token != run[at][1]:
            continue  # PH SM SCR is no PHSMS
        if _may_stand(run[at : at + length], tokens):
            best = (length, meaning)
    return best


def _turned_round(run: list[_Part], tokens: list[Token], vocabulary: Vocabulary) -> tuple[int, Meaning] | None:
    """SCREW, MACHINE and BOLT-STUD as `machine screw` and `stud bolt`; without a mark only what means nothing else."""
    noun = run[0][0]
    for length in (3, 2):
        words = [part for part, _ in run[1:length]]
        if len(words) < length - 1:
            continue
        meaning = vocabulary.phrases.get("".join(words) + noun)
        marked = tokens[run[1][1] - 1].kind in ",-"
        if meaning is not None and "kind" in meaning.says and (marked or noun + words[0] not in vocabulary.phrases):
            return length, meaning
    return None


def _within(parts: list[_Part], tokens: list[Token], vocabulary: Vocabulary) -> list[Mention]:
    """What the words of a noun say besides the kind: `bugle batten screw` has a bugle head."""
    found = []
    at = 0
    while at < len(parts):
        length, meaning = _longest(parts[: at + len(parts) - 1] if at == 0 else parts, at, tokens, vocabulary)
        if meaning is not None:
            says = {f: said for f, said in meaning.says.items() if f in ("head", "drive") and said[1] >= STRONG}
            if says and set(meaning.says) <= {"head", "drive"}:
                found.append(Mention(parts[at][1], parts[at + length - 1][1], Meaning(says, language=meaning.language)))
        at += length
    return found


def _may_stand(parts: list[_Part], tokens: list[Token]) -> bool:
    """Whether a wording of these parts is not rather (part of) a size: 316 is a steel, but not in #10-24 x 316 mm."""
    first, last = parts[0][1], parts[-1][1]
    if tokens[first].kind == "x" or (first == last and tokens[first].kind == "k"):
        return False  # a times sign, feet
    after = tokens[last + 1].kind if last + 1 < len(tokens) else ""
    if tokens[last].kind in NUMBERS and after in _UNIT:
        return False  # TEK 5x1: the number is the size's
    for _, token in parts:
        if tokens[token].kind not in NUMBERS:
            return True
    before = tokens[first - 1].kind if first else ""
    said = before in "fm" or (before in "id" and first > 1 and tokens[first - 2].kind == "x")
    if before and said:
        return tokens[first - 1].end < tokens[first].start  # M12 x 45 316: the length is said already
    return before not in _SIZED


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
    bits = vocabulary.bits
    for at, token in enumerate(tokens):
        if token.kind not in _WORDLIKE:
            continue
        text = token.text
        word = text.rstrip("0123456789") if text[-1] <= "9" else text
        if word not in bits or (len(text) == 2 and text[0] == "t" and text[1] in "123"):
            continue
        last = at
        if word == text:
            last = _bit_number(tokens, at, _BIT_SIZES.get(bits[word], _ANY_BIT))
            if last == at:
                continue
        if bits[word]:
            mentions.append(Mention(at, at, Meaning({"drive": (bits[word], STRONG)})))
        for used in range(at + 1, last + 1):
            tokens[used] = tokens[used].as_word()


def _bit_number(tokens: list[Token], at: int, sizes: frozenset[int]) -> int:
    """Where the number of a bit ends that begins behind token `at`; `at` itself where none does."""
    last = at + 1
    while last < len(tokens) and tokens[last].kind in "-G" and last - at < 3:
        last += 1
    if last >= len(tokens) or tokens[last].kind != "i" or tokens[last].value not in sizes:
        return at
    marked = tokens[last - 1].kind == "G" and (tokens[last].value or 0) <= _MOST_GAUGES
    if marked and not any(t.kind in "GM" for i, t in enumerate(tokens) if i != last - 1):
        return at
    after = tokens[last + 1].kind if last + 1 < len(tokens) else ""
    return at if after in _NO_BIT else last
