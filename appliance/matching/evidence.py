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
from appliance.catalog.product import Kind, Product
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
    """Guesses of many wordings laid end to end.

    Attributes
    ----------
    start : (n,) where the guesses of each wording begin
    wording : (rows,) whose guess each is
    log_weight : (rows,)
    """

    start: IntArray
    wording: IntArray
    log_weight: FloatArray

    def mixed(self, log_rows: FloatArray) -> FloatArray:
        """Log of the weighted sum of exp(log_rows) over each wording's guesses, shape (n,)."""
        rows = log_rows + self.log_weight
        top = np.maximum.reduceat(rows, self.start)
        mixed: FloatArray = top + np.log(np.add.reduceat(np.exp(rows - top[self.wording]), self.start))
        return mixed

    def averaged(self, rows: FloatArray) -> FloatArray:
        """The weighted mean of `rows` (rows, k) over each wording's guesses, shape (n, k)."""
        mean: FloatArray = np.add.reduceat(rows * np.exp(self.log_weight)[:, None], self.start, axis=0)
        return mean


def _choices(groups: Sequence[Sequence[Guess]]) -> tuple[Choices, list[Guess]]:
    start = np.cumsum([0, *(len(group) for group in groups)])[:-1].astype(np.intp)
    flat = [guess for group in groups for guess in group]
    wording = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return Choices(start, wording, np.log([guess.weight for guess in flat])), flat


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
        return cls(choices, convention, Bands.of((guess.length for guess in flat), _GROSS_LENGTH))

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


_GROSS_LENGTH = 0.006  # a length goes wrong less often than a diameter or a pitch: it needs two ends only
_SMALL = 20_000  # products; up to here all are scored
_FIRST_MARGIN = 15.0  # nats; cells that much worse than the best are tried last
_FORGET = 9.0  # nats; 1e-4, what is not listed either


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
    cells : (2, cells) the pairs of thread and length that there are; products stand in the order of their cells
    cell_start : (cells + 1,) the first product of each cell, and n
    cell_of : (n,) the cell of each product
    """

    products: tuple[Product, ...]
    log_prior: FloatArray
    threads: Threads
    lengths: Lengths
    heads: Heads
    drives: FloatArray
    finishes: FloatArray
    wording: IntArray
    cells: IntArray
    cell_start: IntArray
    cell_of: IntArray

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
        cells, cell_of = np.unique(wording[:2], axis=1, return_inverse=True)
        order = np.argsort(cell_of.ravel(), kind="stable")
        cell_of = cell_of.ravel()[order]
        prior = np.array([kept[row][1] for row in order], float)
        return cls(
            tuple(kept[row][0] for row in order),
            np.log(prior / prior.sum()) if len(kept) else prior,
            Threads.of(threads.meanings),
            Lengths.of(lengths.meanings),
            Heads.of(heads.meanings),
            np.array(drives.meanings).reshape(-1, len(true_labels(Drive))),
            np.array(finishes.meanings).reshape(-1, len(true_labels(Finish))),
            wording[:, order],
            cells,
            np.searchsorted(cell_of, np.arange(cells.shape[1] + 1)),
            cell_of,
        )

    def likely(self, at_scales: Sequence[tuple[float, Sighted]]) -> tuple[IntArray, FloatArray]:
        """Which products are worth a thought, and their log-likelihoods.

        Products of one thread and length make a cell. Cells are scored first. Of a large shelf only the products of the
        best cells are scored then: more of them, as long as one left out could come within `_FORGET` of the best.

        Parameters
        ----------
        at_scales : (log weight, evidence) at each scale of the picture

        Returns
        -------
        rows (k,) and the log of the probability (density) of what was measured and seen (k,), averaged over the scales
        """
        if not self.products:
            return np.zeros(0, np.intp), np.zeros(0)
        tables = [self._tables(log_weight, sighted) for log_weight, sighted in at_scales]
        cells = _log_mean([table.cell for table in tables])
        rest = max(table.most_of_the_rest for table in tables)
        margin = _FIRST_MARGIN if len(self.products) > _SMALL else np.inf
        while True:
            kept = np.flatnonzero(cells >= cells.max() - margin)
            rows = self._rows_of(kept)
            cell, (head, drive, finish) = self.cell_of[rows], self.wording[2:, rows]
            log_p = _log_mean([t.cell[cell] + t.head[head] + t.drive[drive] + t.finish[finish] for t in tables])
            if len(kept) == len(cells) or cells.max() - margin + rest < log_p.max() - _FORGET:
                return rows, log_p
            margin += _FIRST_MARGIN

    def _tables(self, log_weight: float, sighted: Sighted) -> "_Tables":
        thread, length = self.threads.log_likelihood(sighted), self.lengths.log_likelihood(sighted)
        return _Tables(
            log_weight + thread[self.cells[0]] + length[self.cells[1]],
            self.heads.log_likelihood(sighted),
            np.log(self.drives @ sighted.drive),
            np.log(self.finishes @ sighted.finish),
        )

    def _rows_of(self, cells: IntArray) -> IntArray:
        """The rows of the products of those cells, in order."""
        if len(cells) == self.cells.shape[1]:
            return np.arange(len(self.products))
        start, stop = self.cell_start[cells], self.cell_start[cells + 1]
        before = np.cumsum(stop - start) - (stop - start)
        return np.repeat(start - before, stop - start) + np.arange(int((stop - start).sum()))


@dataclass(frozen=True)
class _Tables:
    """Log-likelihoods of a shelf's cells, heads, drives and finishes at one scale."""

    cell: FloatArray
    head: FloatArray
    drive: FloatArray
    finish: FloatArray

    @property
    def most_of_the_rest(self) -> float:
        """The most that head, drive and finish can add to a cell."""
        return float(self.head.max() + self.drive.max() + self.finish.max())


def _log_mean(logs: list[FloatArray]) -> FloatArray:
    return logs[0] if len(logs) == 1 else np.logaddexp.reduce(logs)


def _keys(words: Wording) -> tuple[tuple[Any, ...], ...]:
    """What of a wording bears on its thread, its length, its head, its drive and its finish."""
    head = words.head if words.kind is Kind.SCREW else None
    return (
        (words.kind, words.metric, words.diameter_mm, words.pitch_mm, words.tip, words.cup, words.coverage, head),
        (words.kind, words.metric, words.diameter_mm, words.length_mm, words.head),
        (words.kind, words.metric, words.diameter_mm, words.head, words.drive is Drive.HEX_SOCKET),
        (words.kind, words.head, words.drive),
        (words.finish,),
    )
