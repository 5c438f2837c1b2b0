"""Looking for a product by what is typed on the screen, and typing into fields."""

from dataclasses import dataclass, replace

from appliance.catalog.product import Product
from appliance.screen.staff.effects import Effect, Look
from appliance.screen.staff.events import (
    Erase,
    Found,
    Key,
    Purpose,
)

LONGEST = 60


@dataclass(frozen=True)
class Find:
    """A search under way.

    Attributes
    ----------
    answered : the text that the products are for; another than `query` while they are being looked for
    chosen : the one on show
    """

    purpose: Purpose = Purpose.LOOK
    query: str = ""
    products: tuple[Product, ...] = ()
    answered: str = ""
    chosen: Product | None = None


@dataclass(frozen=True)
class Entry:
    """Fields that are typed into.

    Attributes
    ----------
    what : `product` or `store_name`
    fields : name and text of each
    at : the one typed into
    """

    what: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    at: int = 0
    lacks: str = ""

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by the field's name."""
        return dict(self.fields)


def typed(text: str, event: Key | Erase) -> str:
    """A text after a key; what cannot be shown or is too long stays out."""
    if isinstance(event, Erase):
        return "" if event.all else text[:-1]
    if not event.text.isprintable() or len(text) + len(event.text) > LONGEST:
        return text
    return text + event.text


def find_step(now: Find, event: Key | Erase) -> tuple[Find, tuple[Effect, ...]]:
    """A key in the search field: products are looked for at every one."""
    query = typed(now.query, event)
    if query == now.query:
        return now, ()
    if not query.strip():
        return replace(now, query=query, products=(), answered=query), ()
    return replace(now, query=query), (Look(query),)


def found(now: Find, event: Found) -> Find:
    """Products came; those for a text that was typed on meanwhile are shown until the next ones come."""
    if not now.query.startswith(event.query.rstrip()):
        return now
    return replace(now, products=event.products, answered=event.query)


_NAMES = ("store_name", "title")  # written with a capital at the beginning of each word; all else in capitals


def entry_step(now: Entry, event: Key | Erase) -> Entry:
    """A key in the field that is typed into; our keys have no shift, so capitals come by themselves."""
    if not now.fields:
        return now
    name, before = now.fields[now.at]
    text = typed(before, event)
    if len(text) > len(before):
        begins = not before or before.endswith(" ")
        text = before + (text[len(before) :].upper() if name not in _NAMES or begins else text[len(before) :])
    return replace(now, fields=(*now.fields[: now.at], (name, text), *now.fields[now.at + 1 :]), lacks="")


def next_field(now: Entry, at: int | None = None) -> Entry:
    """Type into this field, or the next one; the last one stays."""
    last = len(now.fields) - 1
    return replace(now, at=min(now.at + 1 if at is None else max(at, 0), last) if now.fields else 0)
