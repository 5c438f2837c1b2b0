"""How well each product of a shelf explains what was measured and seen.

A product's log-likelihood is the sum of five look-ups, of its thread, length, head, drive and finish (`meanings`); of a
large shelf only products of a thread and length that are worth a thought are looked up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, overload, runtime_checkable

import numpy as np

from appliance.catalog.product import Product
from appliance.catalog.shelving import IntArray, Shelving
from appliance.catalog.sightings import FloatArray, true_labels
from appliance.catalog.taught import Lesson
from appliance.matching.meanings import Heads, Lengths, Threads, distinct
from appliance.matching.nominal import drive_odds, finish_odds, head_guesses, length_guesses, thread_guesses
from appliance.matching.reference import MISTAUGHT, Taught
from appliance.matching.sighted import Sighted
from models_onnx.vocabulary import Drive, Finish, Head, Tip

_SMALL = 5_000  # products; up to here all are told, whatever they count
_FIRST_MARGIN = 8.0  # nats; cells that much worse than the best are weighed last, if they count
LEFT_OUT = 1e-6
"""At most this part of the whole probability lies with products that are not told one by one."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """A catalog made ready for matching; build it once.

    Attributes
    ----------
    products : the fasteners of the catalog, in the order of `layout`; then those that only lessons know
    layout : which product has which wording
    log_prior : (n,) log of how likely each is before anything is measured; sums to 1
    log_prior_of_bundle, log_prior_of_cell : the same of all products of a bundle or a cell together
    threads, lengths, heads : what distinct wordings mean
    drives : (distinct, drives) probabilities over `true_labels(Drive)`; `finishes` likewise
    meaning : for each aspect the number of the meaning that each key of `layout` has
    taught : what samples were laid down for, None for nothing
    """

    products: Sequence[Product]
    layout: Shelving
    log_prior: FloatArray
    log_prior_of_bundle: FloatArray
    log_prior_of_cell: FloatArray
    threads: Threads
    lengths: Lengths
    heads: Heads
    drives: FloatArray
    finishes: FloatArray
    meaning: tuple[IntArray, ...]
    taught: Taught | None = None

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
        threads, of_thread = distinct(thread_guesses, layout.keys[0])
        lengths, of_length = distinct(length_guesses, layout.keys[1])
        heads, of_head = distinct(head_guesses, layout.keys[2])
        drives, of_drive = distinct(drive_odds, layout.keys[3])
        finishes, of_finish = distinct(finish_odds, layout.keys[4])
        shares = np.ones(len(products)) if weights is None else weights
        log_prior = np.log(shares / shares.sum()) if len(products) else shares
        in_bundles = np.add.reduceat(shares, layout.start[:-1]) / shares.sum() if len(products) else shares
        in_cells = np.add.reduceat(in_bundles, layout.cell_start[:-1]) if len(products) else shares
        return cls(
            products,
            layout,
            log_prior,
            np.log(in_bundles),
            np.log(in_cells),
            Threads.of(threads),
            Lengths.of(lengths),
            Heads.of(heads),
            np.array(drives).reshape(-1, len(true_labels(Drive))),
            np.array(finishes).reshape(-1, len(true_labels(Finish))),
            (of_thread, of_length, of_head, of_drive, of_finish),
        )

    def with_taught(self, lessons: Sequence[Lesson], rows: Mapping[str, int]) -> "Shelf":
        """The shelf with what was taught: products matched by their samples, and products that the catalog has not.

        Parameters
        ----------
        lessons : each with a sample at least
        rows : SKU -> row of those that the catalog has as fasteners
        """
        if not lessons:
            return self
        more = [lesson for lesson in lessons if lesson.sku not in rows]
        named = len(self.layout.ids)
        place = dict(rows) | {lesson.sku: named + number for number, lesson in enumerate(more)}
        fewer = float(np.log(named / (named + len(more)))) if named else 0.0
        prior = np.append(self.log_prior + fewer, np.full(len(more), -np.log(named + len(more))))
        return replace(
            self,
            products=_Joined(self.products, tuple(lesson.product() for lesson in more)) if more else self.products,
            log_prior=prior,
            log_prior_of_bundle=self.log_prior_of_bundle + fewer,
            log_prior_of_cell=self.log_prior_of_cell + fewer,
            taught=Taught.of(lessons, [place[lesson.sku] for lesson in lessons]),
        )

    def likely(self, at_scales: Sequence[tuple[float, Sighted]], rival: float = -np.inf) -> tuple[IntArray, FloatArray]:
        """Which products are worth a thought, and their log-likelihoods.

        Taught products are weighed by their samples, and a little by their names; they are always among the rows.

        Parameters
        ----------
        at_scales : (log weight, evidence) at each scale of the picture
        rival : log-likelihood of what the part may be besides, over the prior of all products together

        Returns
        -------
        rows (k,) and the log of the probability (density) of what was measured and seen (k,), averaged over the scales
        """
        tables = [self._tables(log_weight, sighted) for log_weight, sighted in at_scales if len(self.layout.ids)]
        rows, log_p = self._likely_by_name(tables, rival)
        if self.taught is None:
            return rows, log_p
        told = _log_mean([log_weight + self.taught.log_likelihood(sighted) for log_weight, sighted in at_scales])
        more = np.setdiff1d(self.taught.rows, rows)
        named = more < len(self.layout.ids)
        by_name = np.full(len(more), -np.inf)
        by_name[named] = self._log_p(more[named], tables)
        rows, log_p = np.append(rows, more), np.append(log_p, by_name)
        order = np.argsort(rows)
        at = order[np.searchsorted(rows, self.taught.rows, sorter=order)]
        log_p[at] = np.logaddexp(np.log(1 - MISTAUGHT) + told, np.log(MISTAUGHT) + log_p[at])
        return rows, log_p

    def _likely_by_name(self, tables: list["_Tables"], rival: float) -> tuple[IntArray, FloatArray]:
        """Rows and log-likelihoods by the products' names.

        Products of one thread and length make a cell; those of one look in it make a bundle, and are alike. Cells are
        scored first, then the bundles of the best cells: more cells, until all that are left out hold next to nothing.
        Of a large shelf only the products of bundles that count are told.
        """
        if not tables:
            return np.zeros(0, np.intp), np.zeros(0)
        cells = _log_mean([table.cell for table in tables])
        at_most = cells + self.log_prior_of_cell + max(float(table.look.max()) for table in tables)
        is_large = len(self.layout.ids) > _SMALL
        kept = np.flatnonzero(at_most >= at_most.max() - (_FIRST_MARGIN if is_large else np.inf))
        bundles, log_p, mass = self._bundles_of(kept, cells, tables)
        held = np.logaddexp(log_sum(mass), rival)
        more = _counting(at_most, float(held + np.log(LEFT_OUT / 2)))
        if is_large and len(more) > len(kept):
            bundles, log_p, mass = self._bundles_of(more, cells, tables)
            held = np.logaddexp(log_sum(mass), rival)
        least = min(held + np.log(LEFT_OUT / 2 / len(mass)), float(mass.max())) if is_large else -np.inf
        counting = np.flatnonzero(mass >= least)
        rows, bundle = _spread(self.layout.start, bundles[counting], counting)
        return rows, log_p[bundle]

    def _bundles_of(
        self, chosen: IntArray, cells: FloatArray, tables: list["_Tables"]
    ) -> tuple[IntArray, FloatArray, FloatArray]:
        """The bundles of the chosen cells, their products' log-likelihood, and their log-probability with the prior."""
        bundles, cell = _spread(self.layout.cell_start, chosen)
        look = self.layout.bundle_look[bundles]
        if len(tables) == 1:
            log_p = cells[cell] + tables[0].look[look]
        else:
            log_p = _log_mean([t.cell[cell] + t.look[look] for t in tables])
        return bundles, log_p, self.log_prior_of_bundle[bundles] + log_p

    def _log_p(self, rows: IntArray, tables: list["_Tables"]) -> FloatArray:
        """Log-likelihoods of those products by their names."""
        if not len(rows):
            return np.zeros(0)
        cell, look = self._cell_and_look(rows)
        return _log_mean([t.cell[cell] + t.look[look] for t in tables])

    def _cell_and_look(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        bundle = np.searchsorted(self.layout.start, rows, side="right") - 1
        cell = np.searchsorted(self.layout.cell_start, bundle, side="right") - 1
        return cell, self.layout.bundle_look[bundle]

    def shown(self, what: str, rows: IntArray) -> FloatArray:
        """(k, labels) probability that each of those products shows a label of `tip`, `drive`, `finish` or `head`."""
        named = rows < len(self.layout.ids)
        vocabulary = {"tip": Tip, "drive": Drive, "finish": Finish, "head": Head}[what]
        p = np.zeros((len(rows), len(true_labels(vocabulary))))
        thread, _, head, drive, finish = self.wordings_of(rows[named])
        if what == "drive":
            p[named] = self.drives[drive]
        elif what == "finish":
            p[named] = self.finishes[finish]
        elif what == "tip":
            p[named] = self.threads.choices.averaged(self.threads.tip)[thread]
        else:
            each_head = np.eye(len(true_labels(Head)))[self.heads.head]
            p[named] = self.heads.choices.averaged(each_head)[head]
        if self.taught is not None:
            of_row = {int(row): number for number, row in enumerate(self.taught.rows)}
            for place in np.flatnonzero([int(row) in of_row for row in rows]):
                p[place] = self.taught.looks[what][of_row[int(rows[place])]]
        return p

    def products_of(self, rows: IntArray) -> list[Product]:
        """The products of those rows, fetched together where they are kept elsewhere."""
        if isinstance(self.products, ManyAtOnce):
            return self.products.several(rows)
        return [self.products[int(row)] for row in rows]

    def wordings_of(self, rows: IntArray) -> IntArray:
        """(5, k) numbers of the meanings of thread, length, head, drive and finish of those products."""
        cell, look = self._cell_and_look(rows)
        keys = (*self.layout.cells[:, cell], *self.layout.looks[:, look])
        return np.array([meaning[key] for meaning, key in zip(self.meaning, keys, strict=True)])

    def _tables(self, log_weight: float, sighted: Sighted) -> "_Tables":
        of_thread, of_length, of_head, of_drive, of_finish = self.meaning
        thread = self.threads.log_likelihood(sighted)[of_thread]
        length = self.lengths.log_likelihood(sighted)[of_length]
        head = self.heads.log_likelihood(sighted)[of_head]
        drive = np.log(self.drives @ sighted.drive)[of_drive]
        finish = np.log(self.finishes @ sighted.finish)[of_finish]
        cells, looks = self.layout.cells, self.layout.looks
        return _Tables(
            log_weight + thread[cells[0]] + length[cells[1]], head[looks[0]] + drive[looks[1]] + finish[looks[2]]
        )


def _counting(at_most: FloatArray, least: float) -> IntArray:
    """The likeliest cells, as many as it takes that all others together hold less than `least` (logs)."""
    order = np.argsort(at_most)
    top = at_most[order[-1]]
    tail = np.cumsum(np.exp(at_most[order] - top))
    counting: IntArray = np.sort(order[np.searchsorted(tail, np.exp(least - top)) :])
    return counting


def _spread(start: IntArray, chosen: IntArray, called: IntArray | None = None) -> tuple[IntArray, IntArray]:
    """The members of the chosen groups, and for each the group it is of (or what that group is called)."""
    first, sizes = start[chosen], start[chosen + 1] - start[chosen]
    before = np.cumsum(sizes) - sizes
    members = np.repeat(first - before, sizes) + np.arange(int(sizes.sum()))
    return members, np.repeat(chosen if called is None else called, sizes)


@runtime_checkable
class ManyAtOnce(Protocol):
    """Products that are better fetched together."""

    def several(self, rows: IntArray) -> list[Product]:
        """The products of those rows."""
        ...


class _Joined(Sequence[Product]):
    """Two sequences of products as one."""

    def __init__(self, first: Sequence[Product], second: Sequence[Product]) -> None:
        self._first = first
        self._second = second

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    def several(self, rows: IntArray) -> list[Product]:
        """The products of those rows."""
        named = [int(row) for row in rows if row < len(self._first)]
        first = self._first
        fetched = (
            first.several(np.array(named, np.intp)) if isinstance(first, ManyAtOnce) else [first[row] for row in named]
        )
        of_row = dict(zip(named, fetched, strict=True))
        return [of_row[int(row)] if int(row) in of_row else self[int(row)] for row in rows]

    @overload
    def __getitem__(self, at: int) -> Product: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Product]: ...
    def __getitem__(self, at: int | slice) -> Product | Sequence[Product]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        place = range(len(self))[at]
        named = len(self._first)
        return self._first[place] if place < named else self._second[place - named]


@dataclass(frozen=True)
class _Tables:
    """Log-likelihoods of a shelf's cells and of its looks, at one scale."""

    cell: FloatArray
    look: FloatArray


def _log_mean(logs: list[FloatArray]) -> FloatArray:
    return logs[0] if len(logs) == 1 else np.logaddexp.reduce(logs)


def log_sum(logs: FloatArray) -> float:
    """Log of the sum of exp(logs)."""
    top = float(logs.max(initial=-np.inf))
    return top if np.isinf(top) else top + float(np.log(np.exp(logs - top).sum()))
