"""What each staff's page shows, as plain values for QML: made from the state, in the language. No Qt."""

from collections.abc import Callable
from typing import Any

from appliance.screen.phrases import Phrases
from appliance.screen.staff import calibration_view
from appliance.screen.staff.door import Asks
from appliance.screen.staff.events import NotSampled, Page, Purpose
from appliance.screen.staff.record_views import health_view, scan_view, scans_view, settings_view, wanted_view
from appliance.screen.staff.sorting_views import audit_view, correct_view, place, returns_view
from appliance.screen.staff.state import State
from appliance.teaching import ENOUGH

View = dict[str, Any]


def view_of(now: State, say: Phrases, pictures: int) -> View:
    """The values of the page on show.

    Parameters
    ----------
    pictures : key of the pictures of the answer on the tray, for `image://part/KEY/INDEX`
    """
    page = _OF_PAGE.get(now.page)
    view = page(now, say) if page is not None else {}
    trouble = None
    if now.trouble is not None:
        trouble = {"title": say(f"staff.trouble.{now.trouble.what}"), "says": now.trouble.says}
    return view | {"pictures": pictures, "trouble": trouble}


def _door(now: State, say: Phrases) -> View:
    door = now.door
    title, hint = {
        Asks.PIN: ("title", "hint"),
        Asks.NEW: ("new_title", "new_hint"),
        Asks.REPEAT: ("repeat_title", "repeat_hint"),
    }[door.asks]
    left_s = max(0, round(door.until_s - now.now_s)) if door.asks is Asks.PIN else 0
    if door.checking:
        says = say("staff.door.checking")
    elif left_s > 0:
        minutes, seconds = divmod(left_s, 60)
        time = say("staff.door.minutes", m=minutes, s=seconds) if minutes else say("staff.door.seconds", s=seconds)
        says = say("staff.door.locked", time=time)
    elif door.says == "wrong":
        says = say("staff.door.wrong", n=door.tries_left)
    else:
        says = say(f"staff.door.{door.says}") if door.says and door.says != "locked" else ""
    return {
        "title": say(f"staff.door.{title}"),
        "hint": say(f"staff.door.{hint}"),
        "digits": "0" * len(door.digits),
        "says": says,
        "wrong": bool(says) and not door.checking,
        "locked": left_s > 0,
        "inside": now.inside,
    }


def _find(now: State, say: Phrases) -> View:
    find = now.find
    looked = find.query.strip() != "" and find.answered == find.query
    return {
        "title": say(f"staff.find.{find.purpose}"),
        "query": find.query,
        "says": "" if find.products else say("staff.find.none") if looked else say("staff.find.type"),
        "teach": find.purpose is Purpose.TEACH,
        "rows": [{"title": product.title, "place": place(say, product)} for product in find.products],
    }


def _product(now: State, say: Phrases) -> View:
    one = now.find.chosen
    if one is None:
        return {"title": "", "place": "", "facts": []}
    unknown = say("staff.product.unknown")
    price = say.price(one.price, now.settings.screen.currency) if one.price else unknown
    facts = {
        "price": price,
        "on_hand": unknown if one.on_hand is None else str(one.on_hand),
        "sku": one.sku,
        "upc": one.upc or unknown,
    }
    return {
        "title": one.title,
        "sku": one.sku,
        "aisle": one.aisle or "",
        "bay": one.bay or "",
        "place": place(say, one),
        "facts": [{"name": say(f"staff.product.{name}"), "value": value} for name, value in facts.items()],
    }


def _entry(now: State, say: Phrases) -> View:
    entry = now.entry
    return {
        "title": say("staff.entry.product" if entry.what == "product" else "staff.entry.store_name_title"),
        "fields": [
            {
                "name": say(f"staff.entry.{name}"),
                "text": text,
                "at": at == entry.at,
                "lacks": say("staff.entry.lacks") if entry.lacks == name else "",
            }
            for at, (name, text) in enumerate(entry.fields)
        ],
    }


def _teach(now: State, say: Phrases) -> View:
    teaching, count = now.teaching, len(now.teaching.samples)
    if now.blind:
        asks = say("staff.trouble.camera")
    elif teaching.known is not None:
        asks = say("staff.teach.known", n=teaching.known)
    elif teaching.keeping:
        asks = say("staff.teach.keeping")
    elif teaching.weighing:
        asks = say("staff.teach.weighing")
    else:
        asks = say(
            "staff.teach.lay" if not count else "staff.teach.enough" if teaching.is_enough else "staff.teach.turn"
        )
    refused = teaching.refused
    return {
        "title": teaching.title,
        "sku": teaching.sku,
        "asks": asks,
        "refused": "" if refused is None else _not_sampled(refused, say),
        "evenSo": refused is not None and refused.sample is not None,
        "count": count,
        "enough": ENOUGH,
        "progress": say("staff.teach.of", n=count, enough=ENOUGH)
        if count < ENOUGH
        else say("staff.teach.samples", n=count),
        "known": teaching.known is not None,
        "busy": teaching.weighing or teaching.keeping,
        "canFinish": count > 0 and not teaching.keeping and not teaching.weighing,
    }


def _not_sampled(refused: NotSampled, say: Phrases) -> str:
    words = say(f"staff.teach.{refused.why}")
    return " ".join([words, "; ".join(_differs(one.what, one.by_mm, say) for one in refused.differs)]).strip()


def _differs(what: str, by_mm: float | None, say: Phrases) -> str:
    """How the piece differs from its name: a product that is `by_mm` larger makes the piece smaller."""
    if by_mm is not None and what in ("length", "diameter"):
        larger, smaller = ("longer", "shorter") if what == "length" else ("thicker", "thinner")
        return say(f"staff.teach.{smaller if by_mm > 0 else larger}", mm=say.number(abs(by_mm), 1))
    return say(f"staff.teach.other_{what}" if what in ("pitch", "head") else "staff.teach.other_size")


def _calibration(now: State, say: Phrases) -> View:
    return calibration_view.view_of(now.calibration, say, busy=now.calibrating)


def _shutdown(now: State, say: Phrases) -> View:
    del say
    return {"going": now.going_down}


_OF_PAGE: dict[Page, Callable[[State, Phrases], View]] = {
    Page.DOOR: _door,
    Page.NEW_PIN: _door,
    Page.RETURNS: returns_view,
    Page.CORRECT: correct_view,
    Page.AUDIT: audit_view,
    Page.FIND: _find,
    Page.PRODUCT: _product,
    Page.ENTRY: _entry,
    Page.TEACH: _teach,
    Page.SCANS: scans_view,
    Page.SCAN: scan_view,
    Page.WANTED: wanted_view,
    Page.HEALTH: health_view,
    Page.CALIBRATION: _calibration,
    Page.SETTINGS: settings_view,
    Page.SHUTDOWN: _shutdown,
}
