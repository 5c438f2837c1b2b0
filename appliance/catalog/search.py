"""What staff type in: words and sizes together, `8-32 pan brass`, `m4 20`, a SKU, a UPC or a bin.

What the query says as a designation is compared field by field, with all products at once (`searchable`); words that
are left go to the full-text index. A product that contradicts a stated field stays out unless nothing else is left.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from appliance.catalog.designation import parse
from appliance.catalog.folding import fold
from appliance.catalog.hardware_words import with_size
from appliance.catalog.product import Designation, Kind, Product, describe
from appliance.catalog.searchable import LOOK_FIELDS, SIZE_FIELDS, Searchable, looking
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
    "tip": 1.0,
    "coverage": 1.0,
}
_WEIGHT_OF_CODE = 100.0
_WEIGHT_OF_WORDS = 2.0
_SAID_OUTRIGHT = 0.25  # more for the very word (`bugle`) than for one that looks the same (`flat`)
_SHORTEST_WORD = 2
_SHORTEST_CODE = 3  # characters of a SKU that are worth completing
_MOST_WITH_WORDS = 4_000  # products looked through whose names have the words
_MOST_ENDINGS = 16  # words that a beginning may stand for
_FEW = 1_000  # products whose names are read one by one


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
    found = with_size(text, parse(text))
    if found.size is None and found.length_mm is None and _METRIC_BY_METRIC.search(text):
        metric = parse(_METRIC_BY_METRIC.sub(r"\1 x \2 mm", text))
        found = replace(metric, spans=found.spans) if metric.size is not None else found
    rest = _SIZE_THEN_LENGTH.search(text)
    if found.length_mm is None and found.size is not None and rest is not None:
        again = parse(f"{rest['size']} x {rest['length']}")
        if again.diameter_mm == found.diameter_mm and again.length_mm is not None:
            found = replace(found, length_mm=again.length_mm)
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
    """Find products by what somebody typed or is typing, the best first.

    Parameters
    ----------
    limit : how many to return at most
    """
    text = " ".join(text.replace("\x00", " ").split())
    if not text:
        return []
    scores = _by_code(catalog, text, limit)
    if len(scores) < limit:
        found = _query(text)
        told = _Told.of(catalog.searchable(), found)
        words = _words_left(text, found)
        if told is None and not words and not scores:
            words = _all_words(text)  # `screw`, `in`: no sieve, yet all that was typed
        more = _by_attributes(catalog, told, words, limit) or ({} if scores else _by_any_word(catalog, text, limit))
        scores = more | scores
    best = sorted(scores, key=lambda ident: -scores[ident])[:limit]
    return [Hit(product, scores[ident]) for ident, product in zip(best, catalog.of_ids(best), strict=True)]


def _by_code(catalog: Catalog, text: str, limit: int) -> dict[int, float]:
    """Rows whose SKU, UPC or bin is the text; else, where it can be one, whose SKU begins with it."""
    for condition in ("sku = ?", "upc = ?", "bin = ? COLLATE NOCASE"):
        if ids := catalog.ids_where(condition, [text], limit):
            return dict.fromkeys(ids, _WEIGHT_OF_CODE)
    if len(text) < _SHORTEST_CODE or " " in text or not any(c.isdigit() for c in text):
        return {}
    after = text[:-1] + chr(ord(text[-1]) + 1)
    return dict.fromkeys(catalog.ids_where("sku >= ? AND sku < ?", [text, after], limit), _WEIGHT_OF_CODE / 2)


@dataclass(frozen=True)
class _Told:
    """How well each distinct size and look of a catalog is what the query says.

    Attributes
    ----------
    columns : the catalog's
    size_fits, look_fits : whether nothing that the query says is contradicted or left open
    right_size : whether the size alone is right; True throughout where the query says none
    size_score, look_score : the weights of what fits
    """

    columns: Searchable
    size_fits: NDArray[np.bool_]
    look_fits: NDArray[np.bool_]
    right_size: NDArray[np.bool_]
    size_score: NDArray[np.float32]
    look_score: NDArray[np.float32]

    @classmethod
    def of(cls, columns: Searchable, said: Designation) -> "_Told | None":
        """Compare what a query says with all sizes and looks; None if it says neither."""
        sizes, right = _compare_sizes(columns, said)
        looks = _compare_looks(columns, said)
        if not sizes and not looks:
            return None
        size_fits, size_score = _together(sizes, len(columns.sizes))
        look_fits, look_score = _together(looks, len(columns.looks))
        return cls(columns, size_fits, look_fits, right, size_score, look_score)

    def strictly(self) -> NDArray[np.intp]:
        """Places of the products that are all that the query says."""
        if self.size_fits.all():
            return np.flatnonzero(self.look_fits[self.columns.look_of])
        places = np.flatnonzero(self.size_fits[self.columns.size_of])
        kept: NDArray[np.intp] = places[self.look_fits[self.columns.look_of[places]]]
        return kept

    def loosely(self) -> NDArray[np.intp]:
        """Places of the products of the right size that are most of what the query says besides."""
        right = np.flatnonzero(self.right_size[self.columns.size_of])
        score = self.score(right)
        return right[score > 0]

    def score(self, places: NDArray[np.intp]) -> NDArray[np.float32]:
        """The scores of those products."""
        scores: NDArray[np.float32] = self.size_score[self.columns.size_of[places]]
        return scores + self.look_score[self.columns.look_of[places]]


_Fit = tuple[str, NDArray[np.bool_], NDArray[np.bool_]]


def _together(fits: list[_Fit], count: int) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Whether all fields fit, and the sum of the weights of those that do; (field, fits, said in the same word)."""
    every, score = np.ones(count, bool), np.zeros(count, np.float32)
    for field, fit, outright in fits:
        every &= fit
        score += _WEIGHT[field] * fit + _SAID_OUTRIGHT * (fit & outright)
    return every, score


def _compare_sizes(columns: Searchable, said: Designation) -> tuple[list[_Fit], NDArray[np.bool_]]:
    right = np.ones(len(columns.sizes), bool)
    fits: list[_Fit] = []
    never = np.zeros(len(columns.sizes), bool)
    for field in SIZE_FIELDS:
        wanted = getattr(said, field)
        if wanted is None or (field == "size" and said.diameter_mm is not None):
            continue
        if field == "size":
            fit = columns.size_words == wanted
        else:
            fit = np.abs(columns.size_numbers[field] - wanted) <= _TOLERANCE_MM[field]
        fits.append((field, fit, never))
        if field in ("size", "diameter_mm"):
            right &= fit
    return fits, right


def _compare_looks(columns: Searchable, said: Designation) -> list[_Fit]:
    table = columns.look_words
    if said.kind is Kind.NOT_SCREW:
        fit = table[1] == said.what
        return [("kind", fit, fit)]
    fits: list[_Fit] = []
    if said.kind is not None and said.kind is not Kind.SCREW:
        fit = table[0] == str(said.kind)
        fits.append(("kind", fit, fit))
    seen = looking(describe(Product("", "", said)))
    for at, field in enumerate(LOOK_FIELDS):
        word, label = seen[2 + 2 * at], seen[3 + 2 * at]
        if word is None:
            continue
        same = table[2 + 2 * at] == word
        fits.append((field, same | (table[3 + 2 * at] == (label or word)), same))
    return fits


def _by_attributes(catalog: Catalog, told: "_Told | None", words: list[str], limit: int) -> dict[int, float]:
    """Rows that fit: strictly and with all the words, else of the right size, or with the words alone."""
    if told is None:
        return dict.fromkeys(_ids_with(catalog, words, limit), _WEIGHT_OF_WORDS) if words else {}
    for strict in (True, False):
        places = told.strictly() if strict else told.loosely()
        if words and len(places):
            kept = _with_words(catalog, told, places, words)
            places = kept if strict or len(kept) else places
        if len(places):
            return _best_of(told, places, limit)
    return dict.fromkeys(_ids_with(catalog, words, limit), 1.0) if words else {}


def _with_words(catalog: Catalog, told: _Told, places: NDArray[np.intp], words: Sequence[str]) -> NDArray[np.intp]:
    """Those of the products whose names have all the words; of many only as far as the full-text index is read."""
    ids = told.columns.ids[places]
    if len(places) > _FEW:
        with_words = np.array(_ids_with(catalog, words, _MOST_WITH_WORDS), np.int64)
        found: NDArray[np.intp] = places[np.isin(ids, with_words)]
        return found
    begin = [re.compile(rf"\b{re.escape(word)}") for word in words]
    titles = catalog.titles_of(ids)
    has = [all(word.search(_folded(titles[int(ident)])) for word in begin) for ident in ids]
    kept: NDArray[np.intp] = places[np.array(has, bool)]
    return kept


def _folded(title: str) -> str:
    return title.lower() if title.isascii() else fold(title).text


def _best_of(told: _Told, places: NDArray[np.intp], limit: int) -> dict[int, float]:
    """The rows of the best `limit` products; of equal scores the shorter first, then in the order of the export."""
    score = told.score(places)
    if len(places) > 4 * limit:
        least = np.partition(score, len(score) - limit)[len(score) - limit]
        places, score = places[score >= least], score[score >= least]
    lengths = np.nan_to_num(told.columns.size_numbers["length_mm"][told.columns.size_of[places]], nan=np.inf)
    if len(places) > 4 * limit and (score == score[0]).all():
        longest = np.partition(lengths, limit - 1)[limit - 1]
        places, score, lengths = (some[lengths <= longest] for some in (places, score, lengths))
    order = np.lexsort((places, lengths, -score))[:limit]
    return {int(told.columns.ids[places[at]]): float(score[at]) for at in order}


def _ids_with(catalog: Catalog, words: Sequence[str], most: int) -> list[int]:
    """Rows whose names have all the words, the last as far as it was typed."""
    match = " AND ".join(_matching(catalog, word) for word in words)
    cursor = catalog.connection.execute("SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", [match, most])
    return [ident for (ident,) in cursor]


def _matching(catalog: Catalog, word: str) -> str:
    """A word as the full-text index is asked for it.

    The index lists all products of a beginning before it gives the first (80 ms for 200,000); whole words come one by
    one. So a beginning is asked for as the words that begin so, as far as they are known.
    """
    known = catalog.searchable().words_beginning(word, _MOST_ENDINGS) if word.isalpha() else []
    if not known:
        return f'"{word}"*'
    return "(" + " OR ".join(f'"{one}"' for one in known) + ")"


def _all_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", fold(text).text) if len(word) >= _SHORTEST_WORD]


def _by_any_word(catalog: Catalog, text: str, limit: int) -> dict[int, float]:
    """The last resort: products whose names share words with the query, those that share most first."""
    shared: dict[int, float] = {}
    for word in _all_words(text):
        for ident in _ids_with(catalog, [word], 50 * limit):
            shared[ident] = shared.get(ident, 0.0) + 1.0
    best = sorted(shared, key=lambda ident: (-shared[ident], ident))[:limit]
    return {ident: shared[ident] for ident in best}
