"""What a page is made of: the state with its part and product, and the pieces that several pages show. No Qt."""

from dataclasses import dataclass
from typing import Any

from appliance.messages import Answer
from appliance.reading import Match, Part
from appliance.screen.fitting import place_of
from appliance.screen.phrases import Phrases
from appliance.screen.shop import Shop
from appliance.screen.state import State

View = dict[str, Any]
_LOW_STOCK = 5


@dataclass(frozen=True)
class Sight:
    """All that a page can be made of."""

    state: State
    answer: Answer | None
    shop: Shop
    say: Phrases
    currency: str

    @property
    def part(self) -> Part:
        """The part on show."""
        assert self.answer is not None
        assert self.state.part is not None
        return self.answer.reading.parts[self.state.part]

    @property
    def match(self) -> Match | None:
        """The product on show: the one that was chosen, else the best."""
        matches = self.part.matches
        chosen = next((match for match in matches if match.sku == self.state.sku), None)
        return chosen or (matches[0] if matches else None)

    @property
    def is_absent(self) -> bool:
        """Whether the store more likely has it not than has the best match, and nobody said otherwise."""
        best = self.part.matches[0].p if self.part.matches else 0.0
        return self.state.sku is None and (self.part.not_in_catalog or 0.0) > best


def product_view(seen: Sight, match: Match) -> View:
    """One product as every page shows it."""
    say, product = seen.say, seen.shop.product(match.sku)
    price = "" if product is None or not product.price else say.price(product.price, seen.currency)
    stock, low = "", False
    if product is not None and product.on_hand is not None:
        low = product.on_hand <= 0
        stock = say("answer.out_of_stock") if low else say("answer.stock", n=product.on_hand)
        if 0 < product.on_hand <= _LOW_STOCK:
            stock = say("answer.few_left", n=product.on_hand)
    return {
        "sku": match.sku,
        "p": match.p,
        "sure": say.per_cent(match.p),
        "title": match.title,
        "price": price,
        "pack": say("answer.pack", n=product.pack) if product is not None and product.pack and product.pack > 1 else "",
        "stock": stock,
        "isOut": low,
        "aisle": match.aisle or "",
        "bay": match.bay or "",
        "bin": match.bin or "",
        "place": place_of(match.aisle, match.bay, match.bin, say),
        "picture": f"drawing/product/{match.sku}",
    }


def key_of(seen: Sight) -> int:
    """Of the load on show."""
    return seen.state.load.key if seen.state.load is not None else 0


def picture_of(seen: Sight, index: int) -> str:
    """The name of a part's picture."""
    return f"image://part/{key_of(seen)}/{index}"


def tray_of(seen: Sight) -> str:
    """The name of the tray's photograph."""
    return f"image://part/tray/{key_of(seen)}"


def outline_of(part: Part) -> str:
    """The outline as an SVG path, in pixels of the photograph."""
    points = part.outline_xy_px[:: max(1, len(part.outline_xy_px) // 160)]
    return "M " + " L ".join(f"{x:.0f} {y:.0f}" for x, y in points) + " Z"


def bounds_of(part: Part) -> tuple[float, float, float, float]:
    """(x, y, width, height) in pixels of the photograph."""
    low, high = part.outline_xy_px.min(axis=0), part.outline_xy_px.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])
