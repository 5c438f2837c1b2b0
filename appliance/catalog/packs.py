"""How many pieces are sold as one: what a name (`(6-Pack)`, `Box of 100`, `100/BX`) or a unit (`BX100`, `C`) says."""

import re

_OF_PIECES = r"(?:pcs?|pieces?|pzas?|piezas?|stk|stück|stueck|st|pièces|ct|cnt|count|ea|each|uds?|unidades)"
_PACK = (
    r"(?:packs?|pkgs?|pk|packages?|paquetes?|paq|bx|box(?:es)?|caja|cajas|bags?|bg|bolsas?|sachets?|jars?|tubs?|cards?|"
    r"pckg|packung|beutel|schachtel|boîte|boite|btes?|lots?|sets?|ctn|case)"
)
_NUMBER = r"(\d{1,3}(?:[,.]\d{3})+|\d{1,5})"
_SAID = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w){_PACK}(?:\s*(?:of|de|con|c/|à|mit|x|/|:)\s*|(?=\d)){_NUMBER}(?![\w./-])",
        rf"(?<![\w./-]){_NUMBER}\s*-?\s*{_OF_PIECES}(?![\w-])",
        rf"(?<![\w./-]){_NUMBER}\s*[-/]?\s*(?:{_OF_PIECES}\s*[/.]?\s*(?:per\s+)?)?{_PACK}(?![\w-])",
        rf"(?<!\w)(?:qty|vpe|ve|inhalt|contenido|cant)\.?\s*:?\s*{_NUMBER}(?![\w./-])",
    )
)
_UNITS = {"c": 100, "hundred": 100, "cien": 100, "m": 1000, "thousand": 1000, "mil": 1000, "dz": 12, "doz": 12}
_SINGLE = frozenset({"ea", "each", "pc", "pce", "pz", "pza", "st", "stk", "un", "ud", "u", "1"})
_MOST = 50_000


def pieces(title: str, unit: str | None) -> int | None:
    """Pieces in what is sold as one; None where neither the name nor the unit says it.

    A name outranks the unit: tills call a bag of six `EA`.
    """
    for pattern in _SAID:
        found = pattern.search(title)
        if found is not None:
            return _sensible(found[1])
    word = (unit or "").strip().lower().rstrip(".")
    if word in _SINGLE:
        return 1
    if word in _UNITS:
        return _UNITS[word]
    found = re.search(r"\d{1,5}", word)
    return _sensible(found[0]) if found else None


def _sensible(number: str) -> int | None:
    count = int(re.sub(r"[,.]", "", number))
    return count if 0 < count <= _MOST else None
