"""How well each product of a shelf explains what was measured and seen.

Products share words: a catalog of a million has some thousand threads, lengths and heads. Each distinct wording is
scored once, by vectors over tables; a product's log-likelihood is the sum of five look-ups, and only products of a
thread and length that are worth a thought are looked up.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from appliance.catalog.bands import SharedBands
from appliance.catalog.product import Product
from appliance.catalog.shelving import Shelving
from appliance.catalog.sightings import FloatArray, true_labels
from appliance.matching.nominal import (
    Convention,
    HeadGuess,
    LengthGuess,
    ThreadGuess,
    drive_odds,
    finish_odds,
    head_guesses,
    length_guesses,
    thread_guesses,
)
from appliance.matching.sighted import Sighted
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

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
    major, pitch, depth : bands of each guess
    tip, coverage : (rows, 4) probabilities
    """

    choices: Choices
    major: SharedBands
    pitch: SharedBands
    depth: SharedBands
    tip: FloatArray
    coverage: FloatArray

    @classmethod
    def of(cls, groups: Sequence[Sequence[ThreadGuess]]) -> "Threads":
        """Lay out the guesses of each distinct thread wording."""
        choices, flat = _choices(groups)
        return cls(
            choices,
            SharedBands.among(guess.major for guess in flat),
            SharedBands.among(guess.pitch for guess in flat),
            SharedBands.among(guess.depth for guess in flat),
            np.array([guess.tip for guess in flat]).reshape(-1, len(true_labels(Tip))),
            np.array([guess.coverage for guess in flat]).reshape(-1, len(true_labels(Coverage))),
        )

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """For each distinct thread."""
        rows: FloatArray = np.log((self.tip @ sighted.tip) * (self.coverage @ sighted.coverage))
        for bands, value, u in zip((self.major, self.pitch, self.depth), *sighted.thread_mm[:, :, 0], strict=True):
            rows += bands.log_density(value, u)
        return self.choices.mixed(rows)


@dataclass(frozen=True)
class Heads:
    """The distinct heads of a shelf; `head` (rows,) indexes `true_labels(Head)`; bands of diameter and height."""

    choices: Choices
    head: IntArray
    diameter: SharedBands
    height: SharedBands

    @classmethod
    def of(cls, groups: Sequence[Sequence[HeadGuess]]) -> "Heads":
        """Lay out the guesses of each distinct head wording."""
        choices, flat = _choices(groups)
        labels = true_labels(Head)
        return cls(
            choices,
            np.array([labels.index(guess.head) for guess in flat], np.intp),
            SharedBands.among(guess.diameter for guess in flat),
            SharedBands.among(guess.height for guess in flat),
        )

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """For each distinct head."""
        rows: FloatArray = np.log(sighted.head)[self.head]
        for bands, value, u in zip((self.diameter, self.height), *sighted.head_mm[:, :, 0], strict=True):
            rows += bands.log_density(value, u)
        return self.choices.mixed(rows)


@dataclass(frozen=True)
class Lengths:
    """The distinct stated lengths of a shelf; `convention` (rows,) is a `Convention`."""

    choices: Choices
    convention: IntArray
    length: SharedBands

    @classmethod
    def of(cls, groups: Sequence[Sequence[LengthGuess]]) -> "Lengths":
        """Lay out the guesses of each distinct length wording."""
        choices, flat = _choices(groups)
        convention = np.array([guess.convention for guess in flat], np.intp)
        return cls(choices, convention, SharedBands.among((guess.length for guess in flat), _GROSS_LENGTH))

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """For each distinct length: one measured length, read by the convention of the product's head."""
        read = [self.length.distinct.log_density(*sighted.length_mm[:, convention]) for convention in Convention]
        return self.choices.mixed(np.array(read)[self.convention, self.length.of])


def _distinct(meaning: Callable[..., Meaning], keys: Iterable[tuple[Any, ...]]) -> tuple[list[Meaning], IntArray]:
    """The distinct meanings of keys, and which of them each key has."""
    meanings: list[Meaning] = []
    numbers: dict[Hashable, int] = {}
    of = []
    for key in keys:
        found = meaning(*key)
        same: Hashable = found.tobytes() if isinstance(found, np.ndarray) else found
        of.append(numbers.setdefault(same, len(meanings)))
        if of[-1] == len(meanings):
            meanings.append(found)
    return meanings, np.array(of, np.intp)


_GROSS_LENGTH = 0.006  # a length goes wrong less often than a diameter or a pitch: it needs two ends only
_FIRST_MARGIN = 12.0  # nats; cells that much worse than the best are tried last
_NEXT_MARGIN = 4.0
LEFT_OUT = 1e-7
"""At most this part of the whole probability lies with products that were not looked up one by one."""


@dataclass(frozen=True)
class Shelf:
    """A catalog made ready for matching; build it once.

    Attributes
    ----------
    products : the fasteners of the catalog, in the order of `layout`
    layout : which product has which wording
    log_prior : (n,) log of how likely each is before anything is measured; sums to 1
    log_prior_of_cell : (cells,) the same of all products of a cell together
    threads, lengths, heads : what distinct wordings mean
    drives : (distinct, drives) probabilities over `true_labels(Drive)`; `finishes` likewise
    meaning : for each aspect the number of the meaning that each key of `layout` has
    """

    products: Sequence[Product]
    layout: Shelving
    log_prior: FloatArray
    log_prior_of_cell: FloatArray
    threads: Threads
    lengths: Lengths
    heads: Heads
    drives: FloatArray
    finishes: FloatArray
    meaning: tuple[IntArray, ...]

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
        layout = Shelving.of(product for product, _ in kept)
        in_order = tuple(kept[place][0] for place in layout.ids)
        return cls.laid_out(layout, in_order, np.array([kept[place][1] for place in layout.ids], float))

    @classmethod
    def laid_out(cls, layout: Shelving, products: Sequence[Product], weights: FloatArray | None = None) -> "Shelf":
        """The shelf of a layout that is known already.

        Parameters
        ----------
        products : the products of `layout.ids`; they are asked for one by one, when one is to be shown
        weights : (n,) how likely each is, in any unit; all alike if None
        """
        threads, of_thread = _distinct(thread_guesses, layout.keys[0])
        lengths, of_length = _distinct(length_guesses, layout.keys[1])
        heads, of_head = _distinct(head_guesses, layout.keys[2])
        drives, of_drive = _distinct(drive_odds, layout.keys[3])
        finishes, of_finish = _distinct(finish_odds, layout.keys[4])
        shares = np.ones(len(products)) if weights is None else weights
        log_prior = np.log(shares / shares.sum()) if len(products) else shares
        in_cells = np.add.reduceat(shares, layout.start[:-1]) / shares.sum() if len(products) else shares
        return cls(
            products,
            layout,
            log_prior,
            np.log(in_cells),
            Threads.of(threads),
            Lengths.of(lengths),
            Heads.of(heads),
            np.array(drives).reshape(-1, len(true_labels(Drive))),
            np.array(finishes).reshape(-1, len(true_labels(Finish))),
            (of_thread, of_length, of_head, of_drive, of_finish),
        )

    def likely(self, at_scales: Sequence[tuple[float, Sighted]], rival: float = -np.inf) -> tuple[IntArray, FloatArray]:
        """Which products are worth a thought, and their log-likelihoods.

        Products of one thread and length make a cell. Cells are scored first. Then the products of the best cells are
        looked up: more cells, until all that are left out hold no more than `LEFT_OUT` of the whole probability.

        Parameters
        ----------
        at_scales : (log weight, evidence) at each scale of the picture
        rival : log-likelihood of what the part may be besides, over the prior of all products together

        Returns
        -------
        rows (k,) and the log of the probability (density) of what was measured and seen (k,), averaged over the scales
        """
        if not len(self.products):
            return np.zeros(0, np.intp), np.zeros(0)
        tables = [self._tables(log_weight, sighted) for log_weight, sighted in at_scales]
        cells = _log_mean([table.cell for table in tables])
        at_most = cells + self.log_prior_of_cell + max(table.most_of_the_rest for table in tables)
        best, margin = float(at_most.max()), _FIRST_MARGIN
        while True:
            chosen = at_most >= best - margin
            kept = np.flatnonzero(chosen)
            rows = self._rows_of(kept)
            cell = np.repeat(kept, np.diff(self.layout.start)[kept])
            head, drive, finish = (look[rows] for look in self.layout.looks)
            log_p = _log_mean([t.cell[cell] + t.head[head] + t.drive[drive] + t.finish[finish] for t in tables])
            if len(kept) == len(cells):
                return rows, log_p
            held = np.logaddexp(log_sum(self.log_prior[rows] + log_p), rival)
            if log_sum(at_most[~chosen]) < held + np.log(LEFT_OUT):
                return rows, log_p
            margin += _NEXT_MARGIN

    def wordings_of(self, rows: IntArray) -> IntArray:
        """(5, k) numbers of the meanings of thread, length, head, drive and finish of those products."""
        cell = np.searchsorted(self.layout.start, rows, side="right") - 1
        keys = (*self.layout.cells[:, cell], *(look[rows] for look in self.layout.looks))
        return np.array([meaning[key] for meaning, key in zip(self.meaning, keys, strict=True)])

    def _tables(self, log_weight: float, sighted: Sighted) -> "_Tables":
        of_thread, of_length, of_head, of_drive, of_finish = self.meaning
        thread = self.threads.log_likelihood(sighted)[of_thread]
        length = self.lengths.log_likelihood(sighted)[of_length]
        return _Tables(
            log_weight + thread[self.layout.cells[0]] + length[self.layout.cells[1]],
            self.heads.log_likelihood(sighted)[of_head],
            np.log(self.drives @ sighted.drive)[of_drive],
            np.log(self.finishes @ sighted.finish)[of_finish],
        )

    def _rows_of(self, cells: IntArray) -> IntArray:
        """The rows of the products of those cells, in order."""
        if len(cells) == len(self.layout.start) - 1:
            return np.arange(len(self.products))
        start, stop = self.layout.start[cells], self.layout.start[cells + 1]
        before = np.cumsum(stop - start) - (stop - start)
        return np.repeat(start - before, stop - start) + np.arange(int((stop - start).sum()))


@dataclass(frozen=True)
class _Tables:
    """Log-likelihoods of a shelf's cells, and of its keys of heads, drives and finishes, at one scale."""

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


def log_sum(logs: FloatArray) -> float:
    """Log of the sum of exp(logs)."""
    top = float(logs.max(initial=-np.inf))
    return top if np.isinf(top) else top + float(np.log(np.exp(logs - top).sum()))
