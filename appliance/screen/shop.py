"""What the screen knows of the store: its products by number, its map, the way to a bay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from appliance.catalog.places import Bay, Floor
from appliance.catalog.product import Product
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import Catalog, open_catalog
from appliance.catalog.way import Point, way_to
from appliance.screen.backstage import Backstage

_log = structlog.get_logger("screen")


@dataclass(frozen=True)
class Shop:
    """The store; used by Qt's thread alone.

    Attributes
    ----------
    pictures : folder of product pictures
    """

    catalog: Catalog | None = None
    floor: Floor | None = None
    pictures: Path | None = None
    _ways: dict[tuple[str, str], tuple[tuple[Bay, ...], tuple[Point, ...]]] = field(default_factory=dict)

    @classmethod
    def opened(cls, backstage: Backstage) -> "Shop":
        """The store behind this counter; without a catalog nothing is known."""
        catalog = None
        if backstage.places.catalog.exists():
            try:
                catalog = open_catalog(backstage.places.catalog)
            except CatalogRefused as refused:
                _log.error("catalog", says=str(refused))
        return cls(catalog, backstage.floor, backstage.pictures)

    def product(self, sku: str | None) -> Product | None:
        """The product of that number."""
        return None if self.catalog is None or sku is None else self.catalog.of_sku(sku)

    def hardware(self, what: str, diameter_mm: float, pitch_mm: float | None) -> Sequence[Product]:
        """The store's own nuts or washers of a size."""
        return [] if self.catalog is None else self.catalog.hardware(what, diameter_mm, pitch_mm)

    def picture(self, sku: str) -> Path | None:
        """The store's own picture of a product, where it has one."""
        if self.pictures is None or not sku.replace("-", "").replace("_", "").isalnum():
            return None
        files = (self.pictures / f"{sku}{ending}" for ending in (".jpg", ".png"))
        return next((file for file in files if file.is_file()), None)

    def way(self, aisle: str | None, bay: str | None) -> tuple[tuple[Bay, ...], tuple[Point, ...]]:
        """The bays of a place and the way to the nearest of them; empty where the map has none."""
        if self.floor is None or aisle is None:
            return (), ()
        key = (aisle, bay or "")
        if key not in self._ways:
            found = self.floor.find(aisle, bay)
            self._ways[key] = (found, way_to(self.floor, found) if found else ())
        return self._ways[key]
