"""What staff type in: words and sizes together, `8-32 pan brass`, `m4 20`, a SKU, a UPC or a bin.

What the query says as a designation is compared field by field; words that are left go to the full-text index.
A product that contradicts a stated field stays out unless nothing else is left.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from appliance.catalog.designation import parse
from appliance.catalog.folding import fold
from appliance.catalog.product import Designation, Kind, Product, describe
from appliance.catalog.store import Catalog

_TOLERANCE_MM = {"diameter_mm": 0.05, "pitch_mm": 0.02, "length_mm": 0.3}
_WEIGHT = {
    "diameter_mm": 4.0,
    "size": 4.0,
    "length_mm": 3.0,
    "pitch_mm": 2.0,
    "kind": 1.5,
    "head": 2.0,
    "drive": 1.5,
    "finish": 1.5,
}
_WEIGHT |= {"tip": 1.0, "coverage": 1.0}
_WEIGHT_OF_CODE = 100.0
_WEIGHT_OF_WORDS = 2.0
_SHORTEST_WORD = 2


@dataclass(frozen=True)
class Hit:
    """A product found; the higher the score the better it fits."""

    product: Product
    score: float


_METRIC_BY_METRIC = re.compile(r"(?<![\w/.-])(\d+)\s*[x*×]\s*(\d+)(?![\w/.-])", re.IGNORECASE)
_SIZE_THEN_LENGTH = re.compile(
    r"(?P<size>(?:m\s?\d+(?:[.,]\d+)?|#\s?\d+)(?:-\d+(?:\.\d+)?)?)\s+(?P<length>[\d./ -]*\d)\b(?!\s?[x#])",
    re.IGNORECASE,
)


def _query(text: str) -> Designation:
    """A query as a designation. What a name could not mean for sure, somebody who types it does.

    A number behind a metric size or a gauge is its length (`m4 20`, `#8 2`); 4x40 alone is in millimetres.
    """
    found = parse(text)
    if found.size is None and found.length_mm is None and _METRIC_BY_METRIC.search(text):
        metric = parse(_METRIC_BY_METRIC.sub(r"\1 x \2 mm", text))
        found = replace(metric, spans=found.spans) if metric.size is not None else found
    rest = _SIZE_THEN_LENGTH.search(text)
    if found.length_mm is None and found.size is not None and rest is not None:
        again = parse(f"{rest['size']} x {rest['length']}")
        if again.diameter_mm == found.diameter_mm and again.length_mm is not None:
            found = replace(found, length_mm=again.length_mm)
    return found


def _comparisons(wanted: Product) -> list[tuple[str, str, list[Any]]]:
    """(field, SQL that is true, false or null for a product, its arguments) for every field that the query states."""
    d = wanted.designation
    if d.kind is Kind.NOT_SCREW:
        return [("kind", "p.says_what = ?", [d.what])]
    found: list[tuple[str, str, list[Any]]] = []
    for field in ("diameter_mm", "pitch_mm", "length_mm"):
        value = getattr(d, field)
        if value is not None:
            within = _TOLERANCE_MM[field]
            found.append((field, f"p.says_{field} BETWEEN ? AND ?", [value - within, value + within]))
    if d.size is not None and d.diameter_mm is None:
        found.append(("size", "p.says_size = ?", [d.size]))
    if d.kind is not None and d.kind is not Kind.SCREW:
        found.append(("kind", "p.says_kind = ?", [d.kind.value]))
    for field in ("head", "drive", "finish", "tip", "coverage"):
        said, seen = getattr(d, field), getattr(wanted, field)
        if said is not None:
            found.append((field, f"(p.says_{field} = ? OR p.seen_{field} = ?)", [said, seen or said]))
    return found


def _words_left(text: str, found: Designation) -> list[str]:
    """Words of the query that the designation did not use."""
    used = [False] * len(text)
    for start, end in found.spans.values():
        used[start:end] = [True] * (end - start)
    rest = "".join(" " if mark else character for character, mark in zip(text, used, strict=True))
    return [
        word
        for word in re.findall(r"[^\W_]+", fold(rest).text)
        if len(word) >= _SHORTEST_WORD and word not in ("in", "mm", "screw")
    ]


def search(catalog: Catalog, text: str, limit: int = 20) -> list[Hit]:
    """Find products by what somebody typed, the best first.

    Parameters
    ----------
    limit : how many to return at most
    """
    text = " ".join(text.replace("\x00", " ").split())
    if not text:
        return []
    found = _query(text)
    compared = _comparisons(describe(Product("", text, found)))
    words = _words_left(text, found)
    code = text.upper()
    score = ["(CASE WHEN p.sku = ? OR p.upc = ? OR upper(p.bin) = ? THEN ? ELSE 0 END)"]
    arguments: list[Any] = [text, text, code, _WEIGHT_OF_CODE]
    for field, test, values in compared:
        score.append(f"(CASE WHEN {test} THEN {_WEIGHT[field]} ELSE 0 END)")
        arguments += values
    if words:
        score.append("(CASE WHEN w.rank IS NULL THEN 0 ELSE ? END)")
        arguments.append(_WEIGHT_OF_WORDS)
    joined = _JOIN_WORDS if words else ""
    if words:
        arguments.append(" ".join(f'"{word}"*' for word in words))
    for strict in (True, False):
        where, more = _conditions(compared, bool(words), strict=strict)
        rows = catalog.select(
            f"{' + '.join(score)} AS score, {'coalesce(w.rank, 0)' if words else '0'} AS rank FROM products p {joined} "
            f"WHERE p.sku = ? OR p.upc = ? OR upper(p.bin) = ? {where} "
            "ORDER BY score DESC, rank, p.says_length_mm, p.id LIMIT ?",
            [*arguments, text, text, code, *more, limit],
        )
        if rows:
            return [Hit(product, points) for product, points in rows]
    return _by_any_word(catalog, text, limit)


_JOIN_WORDS = "LEFT JOIN (SELECT rowid, rank FROM words WHERE words MATCH ?) w ON w.rowid = p.id"


def _conditions(compared: list[tuple[str, str, list[Any]]], words: bool, *, strict: bool) -> tuple[str, list[Any]]:
    """Strict: no stated field contradicted, every word found. Else: the size right, or the words found."""
    chosen = compared if strict else [c for c in compared if c[0] in ("diameter_mm", "size")]
    if not chosen and not words:
        return "", []
    tests = [test for _, test, _ in chosen]
    if words and (strict or not chosen):
        tests.append("w.rank IS NOT NULL")
    return f"OR ({' AND '.join(tests)})", [value for _, _, values in chosen for value in values]


def _by_any_word(catalog: Catalog, text: str, limit: int) -> list[Hit]:
    """The last resort: products whose names share words with the query."""
    words = [word for word in re.findall(r"[^\W_]+", fold(text).text) if len(word) >= _SHORTEST_WORD]
    if not words:
        return []
    rows = catalog.select(
        "-w.rank AS score FROM words w JOIN products p ON p.id = w.rowid WHERE words MATCH ? ORDER BY w.rank LIMIT ?",
        [" OR ".join(f'"{word}"*' for word in words), limit],
    )
    return [Hit(product, points) for product, points in rows]
