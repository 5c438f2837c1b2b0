"""A folded name cut into tokens: numbers with their values, units, marks and words.

Each token has a class of one letter, so that the grammar of sizes can be patterns over the string of classes:

    i integer   d decimal   f fraction   m mixed number (1-1/2)   q inch   u mm   c cm   k foot
    M metric mark (M6)   G gauge mark (#, No.)   D diameter mark   L length mark   T threads per inch   U UNC, UNF
    g the word gauge   x times   - dash   / slash   , comma, bar, semicolon   ( )   P pack word   R grade word
    o of   s standard   w any other word
"""

import re
from dataclasses import dataclass

from appliance.catalog.folding import DAMAGED, Folded
from appliance.catalog.vocabulary import Vocabulary

NUMBERS = "idfm"
_DENOMINATORS = (2, 4, 8, 16, 32, 64)

_SCANNER = re.compile(
    r"""
      (?P<standard>(?:(?:din|iso|uni|jis|asme|ansi|astm|nfe?|unf?e|gb(?:/t)?|bs|as|en(?=[\s-]?(?:iso|\d{4,5})))[\s/.:-]{0,2})+
        [a-z]?\d{1,5}(?:[-.]\d(?!\d))?(?:[\s-]?[a-lnopqr-wyz](?![a-z0-9]))?(?![a-z0-9]))
    | (?P<mil>(?:ms\d{4,5}|nas\d{3,4}|an\d{2,4}(?=-)|na[sm]\d{3,5})[\w-]*)
    | (?P<thousands>\d{1,3}(?:,\d{3})+(?![\d]))
    | (?P<fraction>\d{1,3}\s?/\s?(?:2|4|8|16|32|64)(?![\d/]))
    | (?P<code>\d+(?!x|mm|in|cm)[a-wyz]{1,3}\d[a-z0-9]*|\d{5,}(?![.,]\d))
    | (?P<decimal>(?:\d+[.,]|(?<![a-z0-9])[.,])\d+(?!\s?/\s?\d|\d)(?![.,]\d))
    | (?P<integer>\d+)
    | (?P<unit>(?<=\d)(?:mm|cm|in|ga|g)(?=x\s?[\d.]))
    | (?P<metric>(?<![a-z])m(?=\s?\d|\s?\.\d)|m(?=\d+(?:[.,]\d+)?x[lh]?\d))
    | (?P<gauge>\#|(?<![a-z])(?:n[ro°]|num|numero|nbr|nro)(?=[\s.°:]{0,3}\d)[.°]?
        |(?<![a-z])size(?=[:\s]{1,2}\d{1,2}(?![\d./"m'])))
    | (?P<times>(?:(?<![a-z])|(?<=\dmm)|(?<=\dcm)|(?<=\din)|(?<=\dga)|(?<=\dg))x(?=\s*[\d#."'(mlhø-]|[^a-z0-9]|$))
    | (?P<length>(?<![a-z])l(?=[\s.=:]{0,3}\d)|(?<=\dx)[lh](?=\d))
    | (?P<prefix>[a-z]+?(?=m?\d+(?:[.,]\d+)?x[lh]?\d))
    | (?P<quote>"|'')
    | (?P<foot>')
    | (?P<word>[a-zø°"""
    + DAMAGED
    + r"""](?:[a-z"""
    + DAMAGED
    + r"""]|\?(?=[a-z]))*(?:\d[a-z0-9]*)?)
    | (?P<mark>[-/,;|()]|[+&](?=\s*[a-z]))
    """,
    re.VERBOSE,
)
_MARKS = {"-": "-", "/": "/", ",": ",", ";": ",", "|": ",", "(": "(", ")": ")", "+": ",", "&": ","}


@dataclass(frozen=True)
class Token:
    """A piece of a folded name; `value` is its number, in its own unit."""

    kind: str
    text: str
    start: int
    end: int
    value: float | None = None


def scan(folded: Folded, vocabulary: Vocabulary) -> list[Token]:
    """Cut a folded name into tokens."""
    tokens: list[Token] = []
    for match in _SCANNER.finditer(folded.text):
        tokens.append(_classify(match, tokens, vocabulary, folded.text))
    return _join_mixed(_undashed(tokens), vocabulary, folded.text)


def _undashed(tokens: list[Token]) -> list[Token]:
    """The tokens without the dashes of web addresses (`torx-6-x-100-mm`): around an x, between a word and a number."""
    kinds = "." + "".join(token.kind for token in tokens) + "."
    return [
        token
        for at, token in enumerate(tokens)
        if not (
            token.kind == "-" and ("x" in (kinds[at], kinds[at + 2]) or (kinds[at] == "w" and kinds[at + 2] in NUMBERS))
        )
    ]


def _classify(match: re.Match[str], before: list[Token], vocabulary: Vocabulary, text: str) -> Token:
    sort, found, start, end = str(match.lastgroup), match.group(), match.start(), match.end()
    last = before[-1] if before else None
    after_number = last is not None and last.kind in NUMBERS
    near = after_number and last is not None and start - last.end <= 1
    kind, value = "w", None
    if sort == "standard" or sort == "mil":
        kind = "s"
    elif sort == "thousands":
        kind, value = "i", float(found.replace(",", ""))
    elif sort == "fraction":
        kind, value = _fraction(found)
    elif sort == "decimal":
        kind, value = "d", float(found.replace(",", "."))
    elif sort == "integer":
        kind, value = "i", float(found)
    elif sort in ("metric", "gauge", "times", "length"):
        kind = {"metric": "M", "gauge": "G", "times": "x", "length": "L"}[sort]
    elif sort == "quote":
        kind = "q" if near else ","
    elif sort == "foot":
        kind = "k" if near else ","
    elif sort == "mark":
        kind = _MARKS[found]
    elif sort in ("word", "unit"):
        kind = _word(found, before, vocabulary, text[start - 1 : start], text[end : end + 1])
    return Token(kind, found, start, end, value)


def _word(word: str, before: list[Token], vocabulary: Vocabulary, left: str, right: str) -> str:
    """The class of a word; a lost character on its own is a dash between spaces, an inch mark behind a number."""
    last = before[-1] if before else None
    after_dashed = len(before) > 1 and last is not None and last.kind == "-" and before[-2].kind in NUMBERS
    after_number = last is not None and (last.kind in NUMBERS or after_dashed)
    if set(word) == {DAMAGED}:
        return "q" if after_number and left.isdigit() and not right.isdigit() else "-"
    mark = vocabulary.marks.get(word) or vocabulary.marks.get(word.rstrip("s"))
    if mark is None:
        return "w"
    return mark if mark not in "quck" or after_number else "w"


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
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        last = at + 1
        while last < len(tokens) and tokens[last].kind == "-" and last == at + 1:
            last += 1
        if (
            token.kind == "i"
            and last < len(tokens)
            and _mixes(token, tokens[last], text)
            and not _counts_threads(joined, token, vocabulary)
        ):
            end = tokens[last]
            value = (token.value or 0.0) + (end.value or 0.0)
            joined.append(Token("m", text[token.start : end.end], token.start, end.end, value))
            at = last + 1
        else:
            joined.append(token)
            at += 1
    return joined


def _mixes(whole: Token, part: Token, text: str) -> bool:
    between = text[whole.end : part.start].strip()
    return (
        part.kind == "f"
        and between in ("", "-", ".", "+", "&")
        and len(whole.text) <= 2
        and part.start - whole.end <= 3
    )


def _counts_threads(before: list[Token], token: Token, vocabulary: Vocabulary) -> bool:
    """Whether `token` begins no mixed number: a gauge (#10 1/2), a metric size, a thread count (10-24 1/2)."""
    kinds = "".join(t.kind for t in before[-6:])
    if re.search(r"[GM]$", kinds):
        return True
    sized = re.search(r"(G?)([ifm])q?([-x])$", kinds)
    if sized is None:
        return False
    size = before[len(before) - len(sized.group()) + len(sized.group(1))]
    return vocabulary.counts_threads(size.text, size.value or 0.0, token.value or 0.0)
