"""The store's stock as matching wants it: its catalog, and what the store taught its counter besides."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from appliance.catalog.store import Catalog, open_catalog
from appliance.catalog.taught import ident_of
from appliance.catalog.taught_store import read_lessons, taught_beside
from appliance.matching.evidence import Shelf


@dataclass(frozen=True)
class Stock:
    """A catalog in use.

    Attributes
    ----------
    catalog : stays open: products are read from it when they are shown
    shelf : its fasteners and what was taught, ready for matching
    ident : of both together
    """

    catalog: Catalog
    shelf: Shelf
    ident: str


def open_stock(db: Path) -> Stock:
    """Open the catalog at `db` and the lessons beside it.

    Raises
    ------
    appliance.catalog.refusal.CatalogRefused
        No catalog, or one of the two files is damaged.
    """
    lessons = {sku: lesson for sku, lesson in read_lessons(taught_beside(db)).items() if lesson.samples}
    catalog = open_catalog(db)
    layout = catalog.shelving()
    shelf = Shelf.laid_out(layout, catalog.shelved(layout.ids))
    if not lessons:
        return Stock(catalog, shelf, catalog.ident)
    rows = {}
    for sku, ident in catalog.ids_of(lessons).items():
        place = np.flatnonzero(layout.ids == ident)
        if len(place):  # what is no fastener by its name is matched by its samples alone
            rows[sku] = int(place[0])
    return Stock(catalog, shelf.with_taught(list(lessons.values()), rows), f"{catalog.ident}+{ident_of(lessons)}")
