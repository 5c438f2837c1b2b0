"""What fits a screw, in the customer's words, with the store's own nuts and washers. No Qt."""

import re
from typing import Any

from appliance.catalog.shelving import Wording
from appliance.matching.companions import Fit, what_fits, what_fits_thread
from appliance.reading import Part
from appliance.screen.naming import in_language, said
from appliance.screen.phrases import Phrases
from appliance.screen.shop import Shop

# `Fit.says` is made by appliance/matching/companions.py; a test reads every sentence that it can make.
_SAID = {
    "nut": re.compile(r"(?P<size>.+) hex nut, (?P<across>.+) across flats"),
    "washer": re.compile(r"(?P<size>.+) flat washer, (?P<across>.+) outside"),
    "tap_drill": re.compile(r"(?P<drill>.+) drill before the (?P<size>.+) tap"),
    "close_drill": re.compile(r"(?P<drill>.+) drill, close fit"),
    "normal_drill": re.compile(r"(?P<drill>.+) drill, normal fit"),
    "free_drill": re.compile(r"(?P<drill>.+) drill, free fit"),
    "pilot_soft": re.compile(r"(?P<drill>.+) drill in softwood"),
    "pilot_hard": re.compile(r"(?P<drill>.+) drill in hardwood"),
    "pilot_sheet": re.compile(r"(?P<drill>.+) drill for thin sheet"),
}
_DRIVERS = (
    ("blade", re.compile(r"slotted blade, (?P<tool>.+) wide")),
    ("key", re.compile(r"(?P<tool>.+) hex key")),
    ("wrench", re.compile(r"(?P<tool>.+) wrench or nut driver")),
    ("bit", re.compile(r"(?P<tool>.+) bit")),
)


def fits_of(part: Part, sku: str | None, shop: Shop, say: Phrases) -> list[dict[str, Any]]:
    """Rows for the page: {what, title, detail, place}; of the product where one is meant, else of the thread."""
    product = shop.product(sku)
    found = what_fits(Wording.of(product)) if product is not None else ()
    if not found and part.sizes:
        found = what_fits_thread(part.sizes[0].name, said(part.attributes.head), said(part.attributes.drive))
    return [_row(fit, shop, say) for fit in found if fit.what not in ("free_drill", "close_drill")]


def _row(fit: Fit, shop: Shop, say: Phrases) -> dict[str, Any]:
    title, detail = in_words(fit, say)
    place = sku = ""
    if fit.what in ("nut", "washer") and fit.diameter_mm is not None:
        own = next(iter(shop.hardware(fit.what, fit.diameter_mm, fit.pitch_mm)), None)
        if own is not None:
            place, sku = place_of(own.aisle, own.bay, own.bin, say), own.sku
    drawing = fit.what if fit.what in ("nut", "washer", "driver") else "drill"
    return {"what": drawing, "title": title, "detail": detail, "place": place, "sku": sku}


def in_words(fit: Fit, say: Phrases) -> tuple[str, str]:
    """What it is and which one; the standard's own words where they are unknown here."""
    if fit.what == "driver":
        for name, pattern in _DRIVERS:
            match = pattern.fullmatch(fit.says)
            if match:
                return say(f"fit.{name}"), in_language(match["tool"], say)
    match = _SAID[fit.what].fullmatch(fit.says) if fit.what in _SAID else None
    if match is None:
        return fit.says, ""
    values = {name: in_language(value, say) for name, value in match.groupdict().items()}
    return say(f"fit.{fit.what}"), say(f"fit.{fit.what}_which", **values)


def place_of(aisle: str | None, bay: str | None, bin_: str | None, say: Phrases) -> str:
    """`Aisle 12 · Bay 4 · Bin C3`, as much as the store said."""
    parts = (("aisle", aisle), ("bay", bay), ("bin", bin_))
    return " · ".join(f"{say(f'place.{what}')} {where}" for what, where in parts if where)
