"""A folded name cut into tokens: numbers with their values, units, marks and words.

Each token has a class of one letter, so that the grammar of sizes can be patterns over the string of classes:

    i integer   d decimal   f fraction   m mixed number (1-1/2)   q inch   u mm   c cm   k foot
    M metric mark (M6)   G gauge mark (#, No.)   D diameter mark   L length mark   T threads per inch   U UNC, UNF
    g the word gauge   x times   - dash   / slash   , comma, bar, semicolon   ( )   P pack word   R grade word
    o of   s standard   w any other word
"""

import re
from typing import NamedTuple

from appliance.catalog.folding import DAMAGED, TIMES, Folded
from appliance.catalog.vocabulary import Vocabulary

NUMBERS = frozenset("idfm")
_WIDEST_GAP = 5  # characters between 1 and 1/2
_FULL_THREAD = "ft"
_DENOMINATORS = (2, 4, 8, 16, 32, 64)
_DIMENSION = r"""\s*(?:[\d.,\#"'(mlhø-]|p\d)"""  # what may stand behind the x of two dimensions
# Units that a times sign may be glued to: 1/4INX2, 5MMX40, 10-24UNCX1/2.
_GLUED = (
    *("inches", "inch", "ins", "in", "pulgadas", "pulg", "plg", "zoll", "mm", "cm", "ft", "gauge", "ga", "g"),
    *("unc", "unf", "unef", "nc", "nf", "un", "lg", "long"),
)
_BEHIND_GLUED = "|".join(rf"(?<=(?<![a-z]){unit})" for unit in _GLUED)

# The first words of a standard's number or of a mark; all other words are taken as they stand.
_BEGINS_MORE = (
    "din|iso|uni|jis|asme|ansi|astm|nfe?|une?|unfe?|gb|bs|as|en|ms|nas|an|n[ro]|num|numero|number|nbr|nro|size"
)
_LETTERS = re.compile(
    rf"""
      (?P<plain>(?!(?:{_BEGINS_MORE})\b)[a-z]{{2,}}(?=[\s,/)]|$))
    | (?P<standard>
        (?:(?:din|iso|uni|jis|asme|ansi|astm|nfe?|unf?e|gb(?:/t)?|bs|as|en(?=[\s-]?(?:iso|\d{{4,5}})))[\s/.:-]{{0,2}})+
        [a-z]?\d{{1,5}}(?:[-.]\d(?!\d))?(?:[\s-]?[a-lnopqr-wyz](?![a-z0-9]))?(?![a-z0-9]))
    | (?P<mil>(?:ms\d{{4,5}}|nas\d{{3,4}}|an\d{{2,4}}(?=-)|na[sm]\d{{3,5}})[\w-]*)
    | (?P<times>(?:(?<![a-z])|{_BEHIND_GLUED})x(?={_DIMENSION}|[^a-z0-9]|$))
    | (?P<unit>(?<![a-z])(?:{"|".join(_GLUED)})(?=x{_DIMENSION}))
    | (?P<metric>(?<![a-z])(?<!/)m(?=\s{{0,2}}\d|\s?\.\d)|(?<=/)m(?=\d)|m(?=\d+(?:[.,]\d+)?[x{TIMES}][lh]?\d))
    | (?P<gauge>(?<![a-z])(?:n[ro°]|num|numero|number|nbr|nro)(?=[\s.°:]{{0,3}}\d)[.°]?
        |(?<![a-z])size(?=[:\s]{{1,2}}\d{{1,2}}(?![\d./"m'])))
    | (?P<length>(?<![a-z])l(?=[\s.=:]{{0,3}}\d)|(?:(?<=\dx)|(?<=\d{TIMES}))[lh](?=\d))
    | (?P<pitch>(?:(?<![a-z])|(?<=\dx))p(?=\d[.,]\d))
    | (?P<diameter>(?<![a-z])d(?=\d))
    | (?P<prefix>[a-z]+?(?=m?\d+(?:[.,]\d+)?[x{TIMES}][lh]?\d))
    | (?P<word>[a-z°{DAMAGED}](?:[a-z{DAMAGED}]|\?(?=[a-z]))*(?:\d[a-z0-9]*)?)
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(
    rf"""
      (?P<price>\d+[.,]\d\d\s?[€£])
    | (?P<thousands>\d{{1,3}}(?:,\d{{3}})+(?![\d]))
    | (?P<fraction>\d{{1,3}}\s?/\s?(?:2|4|8|16|32|64)(?![\d/]))
    | (?P<code>(?<!x)(?<!{TIMES})\d+(?!x|mm|in|cm|ga?(?:[\sx-]|$))[a-wyz]{{1,3}}\d[a-z0-9]*|\d{{5,}}(?![.,]\d))
    | (?P<threads>(?<=-)(?:[89]|[1-9]\d)(?=,\d))
    | (?P<decimal>\d+[.,]\d+(?!\s?/\s?\d|\d)(?![.,]\d))
    | (?P<integer>\d+)
    """,
    re.VERBOSE,
)
_SIGNS = re.compile(
    rf"""
      (?P<price>[$€£]\s?\d+(?:[.,]\d+)*)
    | (?P<decimal>(?<![a-wyz0-9])[.,]\d+(?!\s?/\s?\d|\d)(?![.,]\d))
    | (?P<times>{TIMES})
    | (?P<gauge>\#)
    | (?P<diameter>ø)
    | (?P<quote>"|'')
    | (?P<foot>')
    | (?P<mark>[-/,;|()<>\[\]{{}}]|[+&](?=\s*[a-z]))
    """,
    re.VERBOSE,
)
_WEB_DASH = re.compile(r"(?<=x)-|-(?=x)|(?<=[ws)])-(?=[idfm])")  # around an x, between a word and a number
_BRACKETED_MARK = re.compile(r"\([DL]\)")
_CLASSES = {
    **dict.fromkeys(("standard", "mil"), "s"),
    **dict.fromkeys(("code", "prefix", "price"), "w"),
    **{"metric": "M", "gauge": "G", "times": "x", "length": "L", "diameter": "D"},
}
_MARKS = {
    "-": "-", "/": "/", ",": ",", ";": ",", "|": ",", "+": ",", "&": ",",
    "(": "(", "<": "(", "[": "(", "{": "(", ")": ")", ">": ")", "]": ")", "}": ")",
}  # fmt: skip


class Token(NamedTuple):
    """A piece of a folded name; `value` is its number, in its own unit."""

    kind: str
    text: str
    start: int
    end: int
    value: float | None = None

    def as_word(self) -> "Token":
        """The same piece, taken for a word."""
        return Token("w", self.text, self.start, self.end)


def scan(folded: Folded, vocabulary: Vocabulary) -> list[Token]:
    """Cut a folded name into tokens."""
    tokens: list[Token] = []
    text, marks = folded.text, vocabulary.marks
    at, length = 0, len(text)
    while at < length:
        first = text[at]
        if first == " ":
            at += 1
            continue
        if "a" <= first <= "z" or first == "°" or first == DAMAGED:
            match = _LETTERS.match(text, at)
        elif "0" <= first <= "9":
            match = _DIGITS.match(text, at)
        else:
            match = _SIGNS.match(text, at)
        if match is None:
            at += 1
            continue
        start, at = at, match.end()
        if match.lastgroup == "plain" and text[start:at] not in marks and not (tokens and tokens[-1].end == start):
            tokens.append(Token("w", text[start:at], start, at))
            continue
        token = _token(match.lastgroup or "", text[start:at], start, at, tokens, vocabulary, text)
        if token is not None:
            tokens.append(token)
    return _join_mixed(_bare(tokens), vocabulary, text)


def _token(
    sort: str, found: str, start: int, end: int, before: list[Token], vocabulary: Vocabulary, text: str
) -> Token | None:
    if sort == "plain" or sort == "word" or sort == "unit":
        return Token(_word(found, start, end, before, vocabulary, text), found, start, end)
    if sort == "integer" or sort == "threads":
        return Token("i", found, start, end, float(found))
    if sort == "mark":
        return Token(_MARKS[found], found, start, end)
    kind = _CLASSES.get(sort)
    if kind is not None:
        return Token(kind, found, start, end)
    if sort == "pitch":
        return None  # the P of M8xP1.25 adds nothing
    kind, value = _figure(sort, found, start, before)
    return Token(kind, found, start, end, value)


def _figure(sort: str, found: str, start: int, before: list[Token]) -> tuple[str, float | None]:
    """Class and value of a number or of the mark behind one."""
    if sort == "fraction":
        return _fraction(found)
    if sort == "decimal":
        return "d", float(found.replace(",", "."))
    if sort == "thousands":
        return "i", float(found.replace(",", ""))
    near = bool(before) and before[-1].kind in NUMBERS and start - before[-1].end <= 1
    return ("q" if sort == "quote" else "k") if near else ",", None


def _bare(tokens: list[Token]) -> list[Token]:
    """The tokens without dashes of web addresses (`torx-6-x-100-mm`) and brackets around a single mark (`(L)42mm`)."""
    kinds = "".join([token.kind for token in tokens])
    dropped: set[int] = set()
    if "-" in kinds:
        for match in _WEB_DASH.finditer(kinds):
            dropped.add(match.start())
    if "(" in kinds:
        for match in _BRACKETED_MARK.finditer(kinds):
            dropped |= {match.start(), match.end() - 1}
    return [token for at, token in enumerate(tokens) if at not in dropped] if dropped else tokens


def _word(word: str, start: int, end: int, before: list[Token], vocabulary: Vocabulary, text: str) -> str:
    """The class of a word; a lost character on its own is a dash between spaces, an inch mark behind a number."""
    last = before[-1] if before else Token("", "", 0, 0)
    after_number = last.kind in NUMBERS or (last.kind == "-" and len(before) > 1 and before[-2].kind in NUMBERS)
    if word[0] == DAMAGED and set(word) == {DAMAGED}:
        return "q" if after_number and text[start - 1].isdigit() and not text[end : end + 1].isdigit() else "-"
    mark = vocabulary.mark_of(word)
    if mark == "k" and word == _FULL_THREAD and text[end : end + 1] != ".":
        return "w"  # M8X30 FT; only `2 ft.` are feet
    if not mark:
        glued = last.kind == "i" and last.end == start
        if glued and (end - start == 1 or (end - start == 2 and not vocabulary.knows(word))):
            before[-1] = last.as_word()  # 45H, 3B: a code, no number
        return "w"
    return mark if mark not in "quckg" or after_number else "w"


def _fraction(found: str) -> tuple[str, float | None]:
    """A fraction of an inch; one that lost its space (`11/2` for 1 1/2) is mended where it must be one."""
    top, bottom = (part.strip() for part in found.split("/"))
    n, d = int(top), int(bottom)
    if d not in _DENOMINATORS or n == 0:
        return "w", None
    if n < d:
        return "f", n / d
    whole, rest = int(top[0]), int(top[1:] or 0)
    if rest % 2 == 1 and rest < d:
        return "m", whole + rest / d
    return "w", None


def _join_mixed(tokens: list[Token], vocabulary: Vocabulary, text: str) -> list[Token]:
    """Join a whole number and the fraction behind it, unless the number counts the threads of what is before."""
    if not any(token.kind == "f" for token in tokens):
        return tokens
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "i" and len(token.text) <= 2:
            last = at + 2 if at + 1 < len(tokens) and tokens[at + 1].kind in "-," else at + 1  # 1-1/2, 1&1/2
            if (
                last < len(tokens)
                and tokens[last].kind == "f"
                and _mixes(token, tokens[last], text)
                and not _counts_threads(joined, token, vocabulary)
            ):
                end = tokens[last]
                value = (token.value or 0.0) + (end.value or 0.0)
                joined.append(Token("m", text[token.start : end.end], token.start, end.end, value))
                at = last + 1
                continue
        joined.append(token)
        at += 1
    return joined


def _mixes(whole: Token, part: Token, text: str) -> bool:
    between = text[whole.end : part.start].strip()
    return between in ("", "-", ".", "+", "&") and part.start - whole.end <= _WIDEST_GAP


def _counts_threads(before: list[Token], token: Token, vocabulary: Vocabulary) -> bool:
    """Whether `token` begins no mixed number: a gauge (#10 1/2), a grade (GR 8 1/2), a thread count (10-24 1/2)."""
    kinds = "".join([t.kind for t in before[-6:]])
    if kinds.endswith(("G", "M", "R")):
        return True
    sized = re.search(r"(G?)([ifm])-?q?([-x])$", kinds)
    if sized is None:
        return False
    size = before[len(before) - len(sized.group()) + len(sized.group(1))]
    return vocabulary.counts_threads(size.text, size.value or 0.0, token.value or 0.0)
