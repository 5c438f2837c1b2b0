"""A product name brought to plain lower-case letters, each of which remembers where it came from.

Names come through many hands: wrong encodings (`â€“`), HTML (`&quot;`), typographic dashes, primes and fractions,
scanned paper lists (`l/4Xl3/4`). Folding undoes what is certain and nothing else.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

DAMAGED = "\ufffd"
"""Stands for a character that was lost."""

TIMES = "×"
"""The sign between two dimensions, which a letter x only may be."""

_DASHES = "‐‑‒–—―−﹣－"
_TIMES = "×✕✖✗∗＊*хΧχ"
_DOUBLE_PRIMES = "″“”„‟ʺ˝〃"
_PRIMES = "′‘’ʹ´`"
_OWN = (
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_TIMES, TIMES)
    | dict.fromkeys(_DOUBLE_PRIMES, '"')
    | dict.fromkeys(_PRIMES, "'")
)
_OWN |= {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "Ø": "ø",
    "⌀": "ø",
    "∅": "ø",
    "⁄": "/",
    "∕": "/",
    "™": " ",
    "®": " ",
    "©": " ",
    "_": " ",
}


def _as_seen_in_cp1252(character: str) -> str:
    """How a UTF-8 character looks when it is read as cp1252 (bytes undefined there as latin-1)."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in character.encode()
    )


_MOJIBAKE = {_as_seen_in_cp1252(c): c for c in "–—−×″“”′‘’½¼¾⅛⅜⅝⅞⁄Øø°º®™éèêàâçîôûùÉÈÀäöüÄÖÜßñÑóíáúÓÍÁÚÃÂ€„‚ƒ\u00a0"}
_MOJIBAKE["â€"] = "”"  # its third byte, undefined in cp1252, was dropped on the way
_MOJIBAKE_PATTERN = re.compile("|".join(sorted(map(re.escape, _MOJIBAKE), key=len, reverse=True)))
_ENTITY_PATTERN = re.compile(r"&(?:#\d{1,5}|#x[0-9a-fA-F]{1,4}|[a-zA-Z]{2,8}\d{0,2});")

# Scanned and retyped lists: a letter that looks like a digit and stands where only a digit makes sense.
_MISREAD = (
    (re.compile(r"(?<![A-Za-z\d])[lI](?=/\d)"), "1"),  # l/4
    (re.compile(r"(?<=\dX)[lI](?=\d)|(?<=\dx)[lI](?=\d/\d)|(?<=\d[Xx] )[lI](?=\d?/\d|-\d/\d)"), "1"),  # Xl3/4
    (re.compile(r"(?<=\dX)[lI] (?=\d)"), "1"),  # Xl 0
    (re.compile(r"(?<=\d)[lI](?=\d|/\d)"), "1"),  # 1l/16
    (re.compile(r"(?<=[\d.])[Oo](?![A-Za-z])|(?<=\d)[O](?=[Xx]\d)"), "0"),  # X6O
)
_MAY_BE_MISREAD = re.compile(r"[\dXx][lIO]|[xX] [lI]|[lI]/\d|[\d.][oO]")
_SPECIAL = re.compile(r"[&*_]")


@dataclass(frozen=True)
class Folded:
    """Folded text, and for each of its characters the (start, end) in the original that it stands for.

    `origin` is None where every character stands for itself.
    """

    text: str
    origin: tuple[tuple[int, int], ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original the folded characters start..end came from."""
        if self.origin is None:
            return start, end
        return self.origin[start][0], self.origin[end - 1][1]


_Piece = tuple[str, tuple[int, int]]


def _substitute(pieces: list[_Piece], pattern: re.Pattern[str], by: dict[str, str] | str | None) -> list[_Piece]:
    """Replace each match of `pattern`, keeping track of origins; `by` is a text, a table or None for HTML's."""
    text = "".join(character for character, _ in pieces)
    done: list[_Piece] = []
    at = 0
    for match in pattern.finditer(text):
        found = match.group()
        new = by if isinstance(by, str) else by[found] if by is not None else html.unescape(found)
        origin = (pieces[match.start()][1][0], pieces[match.end() - 1][1][1])
        done += pieces[at : match.start()] + [(character, origin) for character in new]
        at = match.end()
    return done + pieces[at:]


def fold(text: str) -> Folded:
    """Fold a product name."""
    misread = (
        [(pattern, digit) for pattern, digit in _MISREAD if pattern.search(text)]
        if _MAY_BE_MISREAD.search(text)
        else []
    )
    if text.isascii() and text.isprintable() and not misread and not _SPECIAL.search(text):
        return Folded(text.lower(), None)
    pieces: list[_Piece] = [(character, (at, at + 1)) for at, character in enumerate(text)]
    if "&" in text:
        pieces = _substitute(pieces, _ENTITY_PATTERN, None)
    if not text.isascii():
        for _ in range(2):  # some names were garbled twice
            pieces = _substitute(pieces, _MOJIBAKE_PATTERN, _MOJIBAKE)
    for pattern, digit in misread:
        pieces = _substitute(pieces, pattern, digit)
    characters: list[str] = []
    origin: list[tuple[int, int]] = []
    for character, where in pieces:
        plain = _plain(character)
        fraction = len(plain) > 1 and "/" in plain
        if fraction and characters and characters[-1].isdigit():
            plain = " " + plain
        characters.extend(plain)
        origin.extend([where] * len(plain))
    return Folded("".join(characters), tuple(origin))


def _plain(character: str) -> str:
    if character.isascii() and character not in "*_":
        return character.lower() if character.isprintable() else " "
    if character in _OWN:
        return _OWN[character]
    if character.isspace():
        return " "
    decomposed = (c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return "".join(_OWN.get(c, c) for c in decomposed if c == DAMAGED or unicodedata.category(c)[0] != "C").lower()
