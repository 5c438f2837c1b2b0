"""The rival of every match: a part that this store has not.

Such a part is a screw of the trade, or, rarely, one that follows no standard. What the store has is no stranger: of the
trade only that counts which its catalog leaves open. Without this a well-stocked store would doubt every common screw.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from scipy.sparse import coo_matrix

from appliance.catalog.bands import gross_density
from appliance.catalog.product import Designation, Kind, Product
from appliance.catalog.shelving import Wording
from appliance.catalog.sightings import FloatArray
from appliance.matching.evidence import Shelf, log_sum
from appliance.matching.nominal import standard_pitches
from appliance.matching.sighted import Sighted
from appliance.matching.trade import HEADS, strangers

_OUT_OF_TRADE = 0.05  # of the strangers: parts that follow no standard
_NEGLIGIBLE = 20.0  # nats below the likeliest stranger


@cache
def trade() -> Shelf:
    """The virtual shelf of everything that the trade sells; machine threads with their pitches."""
    products, shares = [], []
    for product, share in strangers():
        words = Wording.of(product)
        size, pitches = product.designation.size, standard_pitches(words.kind, words.metric, words.diameter_mm)
        for pitch_mm, of_pitch in pitches or ((None, 1.0),):
            said = Designation(kind=words.kind, size=size, pitch_mm=pitch_mm, length_mm=words.length_mm)
            products.append(Product("", "", said, head=product.head))
            shares.append(share * of_pitch)
    shelf = Shelf.of(products, shares)
    # What a store has not is often what is rare: half of the strangers have any finish.
    return replace(shelf, finishes=(shelf.finishes + 1 / shelf.finishes.shape[1]) / 2)


@dataclass(frozen=True, eq=False)
class Strangers:
    """What a shelf leaves open of the trade.

    Attributes
    ----------
    drive : (n, drives) probabilities of each item of the trade's shelf
    finish : (finishes,) the same for all
    left_open : (n, drives, finishes) how likely it is that the store has no such thing
    log_share : log of the part of the whole trade that is left open
    """

    drive: FloatArray
    finish: FloatArray
    left_open: FloatArray
    log_share: float

    @classmethod
    def to(cls, shelf: Shelf) -> "Strangers":
        """The strangers to a shelf."""
        everything = np.arange(len(trade().products))
        drive, finish = trade().shown("drive", everything), trade().shown("finish", everything[:1])[0]
        left_open = 1 - np.minimum(_covered(shelf), 1)
        of_item = np.einsum("nd,ndf,f->n", drive, left_open, finish)
        share = float(np.exp(trade().log_prior) @ of_item)
        return cls(drive, finish, left_open, float(np.log(max(share, 1e-3))))

    def log_likelihood(self, sighted: Sighted) -> float:
        """Log of the probability (density) of what was measured and seen if the part is a stranger."""
        rows, log_p = trade().likely([(0.0, sighted)])
        log_p = log_p + trade().log_prior[rows]
        counting = log_p > log_p.max() - _NEGLIGIBLE
        rows, log_p = rows[counting], log_p[counting]
        drive, finish = self.drive[rows] * sighted.drive, self.finish * sighted.finish
        whole = drive.sum(axis=1) * finish.sum()
        left = np.einsum("nd,ndf,f->n", drive, self.left_open[rows], finish)
        standard = log_sum(log_p + np.log(np.maximum(left / whole, 1e-9))) - self.log_share
        return float(np.logaddexp(np.log1p(-_OUT_OF_TRADE) + standard, np.log(_OUT_OF_TRADE) + _log_odd(sighted)))


@lru_cache(maxsize=4)
def strangers_to(shelf: Shelf) -> Strangers:
    """`Strangers.to`, worked out once a shelf."""
    return Strangers.to(shelf)


# Middling values of major diameter, pitch and depth; of head diameter and height; of length: for odd parts, in mm.
_MIDDLING_MM = np.array([4.5, 1.1, 1.0, 8.5, 3.0, 25.0])


def _log_odd(sighted: Sighted) -> float:
    """Log-likelihood of a part that follows no standard."""
    values = np.concatenate([sighted.thread_mm[0, :, 0], sighted.head_mm[0, :, 0], sighted.length_mm[0, :1]])
    return float(np.nansum(np.log(gross_density(values, _MIDDLING_MM, scale=0.6))))


# --- what the store has of the trade

_Dimensions = tuple[Kind, float, float, str]


def _covered(shelf: Shelf) -> FloatArray:
    """(n, drives, finishes) how many products of the shelf each item of the trade is, in expectation."""
    items = trade()
    shape = (len(items.products), items.drives.shape[1], items.finishes.shape[1])
    if not len(shelf.layout.ids):
        return np.zeros(shape)
    cell, item, factor = _cells_of_items(shelf)
    layout = shelf.layout
    bundles = np.diff(layout.cell_start)[cell]
    first = np.repeat(layout.cell_start[cell] - (np.cumsum(bundles) - bundles), bundles)
    bundle = first + np.arange(int(bundles.sum()))
    many = np.repeat(factor, bundles) * np.diff(layout.start)[bundle]
    of_item = np.repeat(item, bundles)
    counts = coo_matrix((many, (of_item, layout.bundle_look[bundle])), (shape[0], layout.looks.shape[1])).tocsr()
    drive = shelf.drives[shelf.meaning[3][layout.looks[1]]]
    finish = shelf.finishes[shelf.meaning[4][layout.looks[2]]]
    looks = (drive[:, :, None] * finish[:, None, :]).reshape(len(drive), -1)
    covered: FloatArray = (counts @ looks).reshape(shape)
    return covered


def _cells_of_items(shelf: Shelf) -> tuple[np.ndarray, np.ndarray, FloatArray]:
    """Triples (cell of the shelf, item of the trade, how likely a product of the one is of the other's dimensions)."""
    by_dimensions: dict[_Dimensions, list[tuple[int, float | None]]] = {}
    for row, product in enumerate(trade().products):
        words = Wording.of(product)
        for dimensions, _ in _dimensions(words.kind, words.diameter_mm, words.length_mm, words.head):
            by_dimensions.setdefault(dimensions, []).append((row, words.pitch_mm))
    found = []
    keys = shelf.layout.keys
    for cell, (thread, length) in enumerate(shelf.layout.cells.T):
        kind, metric, diameter, length_mm, head = keys[1][length]
        pitch = keys[0][thread][3]
        shares: dict[float | None, float] = {}
        if pitch is None:
            shares.update(standard_pitches(kind, metric, diameter))
        for dimensions, share in _dimensions(kind, diameter, length_mm, head):
            for row, of_item in by_dimensions.get(dimensions, ()):
                same = shares.get(of_item, 0.0) if pitch is None else float(abs((of_item or 0) / pitch - 1) < 0.015)
                if of_item is None:
                    same = 1.0
                if same:
                    found.append((cell, row, share * same))
    cells, rows, factors = np.array(found, float).reshape(-1, 3).T
    return cells.astype(np.intp), rows.astype(np.intp), factors


def _dimensions(
    kind: Kind, diameter_mm: float | None, length_mm: float | None, head: str | None
) -> Iterator[tuple[_Dimensions, float]]:
    """What a wording may be, to the precision that sizes have, and how likely; nothing where a dimension is open."""
    if diameter_mm is None or length_mm is None:
        return
    heads = {head: 1.0} if head else HEADS.get(kind, HEADS[Kind.SCREW])
    total = sum(heads.values())
    for each, weight in heads.items():
        for called, share in _SORTS.get(kind, ((kind, 1.0),)):
            yield (called, round(diameter_mm / 0.05), round(length_mm / 0.2), str(each)), share * weight / total


# Kinds that the trade's list calls by another name; a mere screw is any of three.
_SORTS = {
    Kind.BOLT: ((Kind.MACHINE_SCREW, 1.0),),
    Kind.SCREW: ((Kind.MACHINE_SCREW, 0.6), (Kind.WOOD_SCREW, 0.2), (Kind.SHEET_METAL_SCREW, 0.2)),
}
