"""How well each product of a shelf explains what was measured and seen.

Products share words: a catalog of thousands has some hundred threads, lengths and heads. Each distinct wording is
scored once, by vectors over tables; a product's log-likelihood is the sum of five look-ups.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from appliance.catalog.bands import Bands
from appliance.catalog.product import Product
from appliance.catalog.sightings import FloatArray, true_labels
from appliance.matching.nominal import (
    HeadGuess,
    LengthGuess,
    ThreadGuess,
    Wording,
    drive_odds,
    finish_odds,
    head_guesses,
    length_guesses,
    thread_guesses,
)
from appliance.matching.sighted import Sighted
from models_onnx.vocabulary import Drive, Finish, Head

IntArray = NDArray[np.intp]
Guess = TypeVar("Guess", ThreadGuess, HeadGuess, LengthGuess)
Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Choices:
    """Guesses of many wordings laid end to end; `start` (n,) is where each wording's begin, `log_weight` (rows,)."""

    start: IntArray
    log_weight: FloatArray

    def mixed(self, log_rows: FloatArray) -> FloatArray:
        """Log of the weighted sum of exp(log_rows) over each wording's guesses, shape (n,)."""
        rows = log_rows + self.log_weight
        top = np.maximum.reduceat(rows, self.start)
        sizes = np.diff(np.append(self.start, len(rows)))
        mixed: FloatArray = top + np.log(np.add.reduceat(np.exp(rows - np.repeat(top, sizes)), self.start))
        return mixed


def _choices(groups: Sequence[Sequence[Guess]]) -> tuple[Choices, list[Guess]]:
    start = np.cumsum([0, *(len(group) for group in groups)])[:-1].astype(np.intp)
    flat = [guess for group in groups for guess in group]
    return Choices(start, np.log([guess.weight for guess in flat])), flat


@dataclass(frozen=True)
class Threads:
    """The distinct threads of a shelf.

    Attributes
    ----------
    bands : (3, rows) major diameter, pitch, depth
    tip, coverage : (rows, 4) probabilities
    """

    choices: Choices
    bands: Bands
    tip: FloatArray
    coverage: FloatArray

    @classmethod
    def of(cls, groups: Sequence[Sequence[ThreadGuess]]) -> "Threads":
        """Lay out the guesses of each distinct thread wording."""
        choices, flat = _choices(groups)
        return cls(
            choices,
            Bands.stacked(
                (
                    Bands.of(guess.major for guess in flat),
                    Bands.of(guess.pitch for guess in flat),
                    Bands.of(guess.depth for guess in flat),
                )
            ),
            np.array([guess.tip for guess in flat]),
            np.array([guess.coverage for guess in flat]),
        )

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """For each distinct thread."""
        rows = np.log((self.tip @ sighted.tip) * (self.coverage @ sighted.coverage))
        rows += self.bands.log_density(*sighted.thread_mm).sum(axis=0)
        return self.choices.mixed(rows)


@dataclass(frozen=True)
class Heads:
    """The distinct heads of a shelf; `head` (rows,) indexes `true_labels(Head)`; bands (2, rows): diameter, height."""

    choices: Choices
    head: IntArray
    bands: Bands

    @classmethod
    def of(cls, groups: Sequence[Sequence[HeadGuess]]) -> "Heads":
        """Lay out the guesses of each distinct head wording."""
        choices, flat = _choices(groups)
        labels = true_labels(Head)
        return cls(
            choices,
            np.array([labels.index(guess.head) for guess in flat], np.intp),
            Bands.stacked((Bands.of(guess.diameter for guess in flat), Bands.of(guess.height for guess in flat))),
        )

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """For each distinct head."""
        rows = np.log(sighted.head)[self.head] + self.bands.log_density(*sighted.head_mm).sum(axis=0)
        return self.choices.mixed(rows)


@dataclass(frozen=True)
class Lengths:
    """The distinct stated lengths of a shelf; `convention` (rows,) is a `Convention`."""

    choices: Choices
    convention: IntArray
    length: Bands

    @classmethod
    def of(cls, groups: Sequence[Sequence[LengthGuess]]) -> "Lengths":
        """Lay out the guesses of each distinct length wording."""
        choices, flat = _choices(groups)
        convention = np.array([guess.convention for guess in flat], np.intp)
        return cls(choices, convention, Bands.of(guess.length for guess in flat))

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """For each distinct length: one measured length, read by the convention of the product's head."""
        value, u = sighted.length_mm
        return self.choices.mixed(self.length.log_density(value[self.convention], u[self.convention]))


class _Distinct(Generic[Meaning]):
    """The distinct meanings of wordings, numbered in the order in which they come."""

    def __init__(self, meaning: Callable[..., Meaning]) -> None:
        self.meaning = meaning
        self.meanings: list[Meaning] = []
        self._of_key: dict[Hashable, int] = {}
        self._of_meaning: dict[Hashable, int] = {}

    def number(self, key: tuple[Any, ...]) -> int:
        """The number of `meaning(*key)`, a new one at first sight."""
        if key not in self._of_key:
            meaning = self.meaning(*key)
            same: Hashable = meaning.tobytes() if isinstance(meaning, np.ndarray) else meaning
            number = self._of_key[key] = self._of_meaning.setdefault(same, len(self.meanings))
            if number == len(self.meanings):
                self.meanings.append(meaning)
        return self._of_key[key]


_SOCKETS = (Drive.HEX_SOCKET, Drive.TORX)


@dataclass(frozen=True)
class Shelf:
    """A catalog made ready for matching; build it once with `Shelf.of`.

    Attributes
    ----------
    products : the fasteners among the catalog's products
    log_prior : (n,) log of how likely each is before anything is measured; sums to 1
    threads, lengths, heads : what distinct wordings mean
    drives : (distinct, drives) probabilities over `true_labels(Drive)`; `finishes` likewise
    wording : (5, n) for each product its row in threads, lengths, heads, drives, finishes
    """

    products: tuple[Product, ...]
    log_prior: FloatArray
    threads: Threads
    lengths: Lengths
    heads: Heads
    drives: FloatArray
    finishes: FloatArray
    wording: IntArray

    @classmethod
    def of(cls, products: Iterable[Product], weights: Iterable[float] | None = None) -> "Shelf":
        """The shelf of `products`; those that are no fasteners are left out.

        Parameters
        ----------
        weights : how likely each product is (sales, say), in any unit; all alike if None
        """
        given = list(products)
        shares = [1.0] * len(given) if weights is None else list(weights)
        kept = [(p, w) for p, w in zip(given, shares, strict=True) if p.is_fastener and w > 0]
        threads, lengths, heads = _Distinct(thread_guesses), _Distinct(length_guesses), _Distinct(head_guesses)
        drives, finishes = _Distinct(drive_odds), _Distinct(finish_odds)
        distinct: tuple[_Distinct[Any], ...] = (threads, lengths, heads, drives, finishes)
        wording = np.zeros((5, len(kept)), np.intp)
        for column, (product, _) in enumerate(kept):
            for row, key in enumerate(_keys(Wording.of(product))):
                wording[row, column] = distinct[row].number(key)
        prior = np.array([weight for _, weight in kept], float)
        return cls(
            tuple(product for product, _ in kept),
            np.log(prior / prior.sum()) if len(kept) else prior,
            Threads.of(threads.meanings),
            Lengths.of(lengths.meanings),
            Heads.of(heads.meanings),
            np.array(drives.meanings).reshape(-1, len(true_labels(Drive))),
            np.array(finishes.meanings).reshape(-1, len(true_labels(Finish))),
            wording,
        )

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """Log of the probability (density) of what was measured and seen, for each product, shape (n,)."""
        if not self.products:
            return np.zeros(0)
        thread, length, head, drive, finish = self.wording
        total: FloatArray = self.threads.log_likelihood(sighted)[thread]
        total += self.lengths.log_likelihood(sighted)[length]
        total += self.heads.log_likelihood(sighted)[head]
        total += np.log(self.drives @ sighted.drive)[drive]
        total += np.log(self.finishes @ sighted.finish)[finish]
        return total


def _keys(words: Wording) -> tuple[tuple[Any, ...], ...]:
    """What of a wording bears on its thread, its length, its head, its drive and its finish."""
    return (
        (words.kind, words.metric, words.diameter_mm, words.pitch_mm, words.tip, words.cup, words.coverage),
        (words.kind, words.metric, words.diameter_mm, words.length_mm, words.head),
        (words.kind, words.metric, words.diameter_mm, words.head, words.drive in _SOCKETS),
        (words.kind, words.head, words.drive),
        (words.finish,),
    )
