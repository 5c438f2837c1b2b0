"""What each page shows, as plain values for QML: made from the state, the answer and the store. No Qt."""

from collections.abc import Callable

from appliance.catalog.store_map import length_m
from appliance.messages import Answer, Phase, Trouble
from appliance.reading import Part
from appliance.screen import comparing, naming
from appliance.screen.dimensions import hero_of
from appliance.screen.events import Page, Problem
from appliance.screen.fitting import fits_of, place_of
from appliance.screen.levelled import levelled
from appliance.screen.phrases import Phrases
from appliance.screen.shop import Shop
from appliance.screen.sight import Sight, View, bounds_of, key_of, outline_of, picture_of, product_view, tray_of
from appliance.screen.state import State
from drivers.contracts import Label

_FEET_PER_M = 3.2808


def view_of(state: State, answer: Answer | None, shop: Shop, say: Phrases, currency: str) -> View:
    """The values of the page that the state shows; `spoken` is what is read aloud."""
    seen = Sight(state, answer, shop, say, currency)
    if state.page in _VIEWS and (state.part is None) == (state.page in _WITHOUT_PART):
        return _VIEWS[state.page](seen)
    return {}


def trouble_of(trouble: Trouble) -> str:
    """`camera`, `light` or `broken`."""
    said = trouble.for_customer.casefold()
    return "light" if "light" in said else "camera" if "camera" in said else "broken"


# Pages ------------------------------------------------------------------------------------------------------------


def _invite(seen: Sight) -> View:
    leftover = seen.state.dismissed is not None
    title = seen.say("invite.leftover" if leftover else "invite.title")
    hint = seen.say("invite.leftover_hint" if leftover else "invite.hint")
    return {"leftover": leftover, "title": title, "hint": hint, "spoken": f"{title}. {hint}"}


_LOOKS = {Phase.HAND: "hand", Phase.MOVING: "moving", Phase.STILL: "still", Phase.LOOKING: "looking"}


def _looking(seen: Sight) -> View:
    what = _LOOKS.get(seen.state.phase, "looking")
    title = seen.say(f"looking.{what}")
    return {"what": what, "title": title, "hint": seen.say(f"looking.{what}_hint"), "spoken": title}


def _problem(seen: Sight) -> View:
    state, say = seen.state, seen.say
    problem = state.problem or Problem.BROKEN
    title, hint = say(f"problem.{problem}"), say(f"problem.{problem}_hint")
    outlines = []
    if state.load is not None and seen.answer is not None and problem not in (Problem.CAMERA, Problem.LIGHT):
        outlines = [outline_of(part) for part in seen.answer.reading.parts if part.refused is not None]
    return {
        "problem": str(problem),
        "title": title,
        "hint": hint,
        "tray": tray_of(seen) if outlines else "",
        "outlines": outlines,
        "size": list(seen.answer.shot.size_px) if seen.answer is not None else [4, 3],
        "spoken": f"{title}. {hint}",
    }


def _choose(seen: Sight) -> View:
    assert seen.answer is not None
    assert seen.state.load is not None
    cards = []
    for number, index in enumerate(seen.state.load.things, start=1):
        part = seen.answer.reading.parts[index]
        cards.append(_card(seen, part, index, number))
    title = seen.say("choose.title", n=len(cards))
    return {
        "title": title,
        "hint": seen.say("choose.hint"),
        "cards": cards,
        "tray": tray_of(seen),
        "size": list(seen.answer.shot.size_px),
        "spoken": f"{title}. {seen.say('choose.hint')}",
    }


def _card(seen: Sight, part: Part, index: int, number: int) -> View:
    told = seen.state.load is not None and index in seen.state.load.told
    x, y, width, height = bounds_of(part)
    match = part.matches[0] if part.matches else None
    if told:
        title, detail = naming.title_of(part, seen.say), naming.features_of(part, seen.say)
        place = place_of(match.aisle, match.bay, match.bin, seen.say) if match is not None else ""
    else:
        reason = part.refused or "not_a_fastener"
        title, detail, place = seen.say(f"refused.{reason}"), seen.say(f"refused.{reason}_hint"), ""
    return {
        "part": index,
        "number": str(number),
        "told": told,
        "title": title,
        "detail": detail,
        "place": place,
        "picture": picture_of(seen, index),
        "outline": outline_of(part),
        "box": [x, y, width, height],
    }


def _question(seen: Sight) -> View:
    question, say = seen.part.question, seen.say
    assert seen.state.part is not None
    if question is None:
        return {"title": "", "hint": "", "options": [], "hero": {}, "waiting": True, "spoken": ""}
    options = [
        {
            "option": option,
            "text": _short(say, question.ask, option),
            "picture": f"drawing/option/{question.ask}/{option}",
        }
        for option in question.options[:4]
    ]
    title = say(f"question.{question.ask}")
    return {
        "title": title,
        "hint": say("question.hint"),
        "options": options,
        "picture": picture_of(seen, seen.state.part),
        "box": list(levelled(seen.part).box),
        "waiting": seen.state.waiting,
        "spoken": f"{title} {', '.join(str(option['text']) for option in options)}",
    }


def _short(say: Phrases, ask: str, option: str) -> str:
    """An answer by itself: `pointed` rather than `with a point`."""
    key = f"{ask}_alone.{option}"
    text = say(key) if say.has(key) else say(f"{ask}.{option}")
    return text[0].upper() + text[1:]


def _answer(seen: Sight) -> View:
    part, say, index = seen.part, seen.say, seen.state.part
    assert index is not None
    title, features = naming.title_of(part, say), naming.features_of(part, say)
    product = None if seen.match is None or seen.is_absent else product_view(seen, seen.match)
    chosen = seen.state.sku is not None
    sure = 3 if chosen else naming.sureness(seen.match.p) if seen.match is not None else 0
    sure_words = ""
    if product is not None:
        sure_words = say("answer.chosen") if chosen else say(f"answer.sure_{sure}", p=say.per_cent(product["p"]))
    absent_title = say("answer.absent" if part.matches else "answer.no_catalog")
    where = product["place"] if product is not None and product["place"] else ""
    spoken = naming.listed(
        [f"{title}, {features}.", sure_words, f"{where}." if where else "", "" if product else absent_title]
    )
    return {
        "title": title,
        "features": features,
        "hero": hero_of(part, key_of(seen), index, say),
        "product": product or {},
        "sure": sure,
        "sureWords": sure_words,
        "absent": product is None,
        "absentTitle": absent_title,
        "absentHint": say("answer.absent_hint" if part.matches else "answer.no_catalog_hint"),
        "warnings": [say(f"warnings.{code}") for code in part.warnings if say.has(f"warnings.{code}")],
        "others": len(part.matches) - (1 if product else 0),
        "several": seen.state.load is not None and len(seen.state.load.things) > 1,
        "hasWay": product is not None and bool(product["place"]),
        "canSay": seen.state.present and seen.state.load is not None and seen.state.load.scan is not None,
        "spoken": spoken,
    }


def _alternatives(seen: Sight) -> View:
    part, say = seen.part, seen.say
    best = seen.shop.product(part.matches[0].sku) if part.matches else None
    rows = []
    for match in part.matches:
        view = product_view(seen, match)
        other = seen.shop.product(match.sku)
        is_best = match is part.matches[0]
        view["differs"] = (
            say("alternatives.best")
            if is_best or best is None or other is None
            else comparing.differences(other, best, say)
        )
        view["best"] = is_best
        view["shown"] = seen.match is not None and match.sku == seen.match.sku and not seen.is_absent
        rows.append(view)
    title = say("alternatives.title")
    return {
        "title": title,
        "hint": say("alternatives.hint"),
        "rows": rows,
        "canSay": seen.state.present and seen.state.load is not None and seen.state.load.scan is not None,
        "spoken": f"{title}. " + " ".join(f"{row['title']}: {row['differs']}." for row in rows),
    }


def _fits(seen: Sight) -> View:
    sku = None if seen.match is None or seen.is_absent else seen.match.sku
    rows = fits_of(seen.part, sku, seen.shop, seen.say)
    title = seen.say("fits.title")
    return {
        "title": title,
        "hint": naming.title_of(seen.part, seen.say),
        "rows": rows,
        "nothing": seen.say("fits.nothing"),
        "spoken": f"{title}. " + " ".join(f"{row['title']}: {row['detail']}." for row in rows),
    }


def _way(seen: Sight) -> View:
    match, say, floor = seen.match, seen.say, seen.shop.floor
    if match is None:
        return {}
    product = product_view(seen, match)
    found, way = seen.shop.way(match.aisle, match.bay)
    far = length_m(way)
    distance = say("way.far", m=f"{far:.0f}", ft=f"{5 * round(far * _FEET_PER_M / 5):.0f}") if way else ""
    return {
        "title": say("way.title"),
        "product": product,
        "map": f"drawing/map/{match.aisle}/{match.bay or ''}" if floor is not None and found else "",
        "size": list(floor.size_m) if floor is not None else [1, 1],
        "here": list(floor.here_xy_m) if floor is not None else [0, 0],
        "way": [list(point) for point in way],
        "there": [[bay.x_m + bay.width_m / 2, bay.y_m + bay.depth_m / 2] for bay in found[:1]],
        "far": distance,
        "noMap": say("way.no_map"),
        "spoken": naming.listed([f"{product['place']}.", distance]),
    }


def _label(seen: Sight) -> View:
    match, say = seen.match, seen.say
    if match is None:
        return {}
    product = product_view(seen, match)
    lines = [product["place"], f"{say('answer.sku')} {match.sku}", product["title"][:48]]
    title = say("label.title")
    return {
        "title": title,
        "hint": say("label.hint"),
        "product": product,
        "name": naming.title_of(seen.part, say),
        "qr": "\n".join(line for line in lines if line)[:280],
        "printed": seen.state.printed,
        "printWords": say(f"label.{seen.state.printed or 'print'}"),
        "spoken": f"{title}. {say('label.hint')}",
    }


def _none(seen: Sight) -> View:
    title, hint = seen.say("none.title"), seen.say("none.hint")
    assert seen.state.part is not None
    return {
        "title": title,
        "hint": hint,
        "name": naming.title_of(seen.part, seen.say),
        "features": naming.features_of(seen.part, seen.say),
        "picture": picture_of(seen, seen.state.part),
        "box": list(levelled(seen.part).box),
        "spoken": f"{title}. {hint}",
    }


_VIEWS: dict[Page, Callable[[Sight], View]] = {
    Page.INVITE: _invite,
    Page.LOOKING: _looking,
    Page.PROBLEM: _problem,
    Page.CHOOSE: _choose,
    Page.QUESTION: _question,
    Page.ANSWER: _answer,
    Page.ALTERNATIVES: _alternatives,
    Page.FITS: _fits,
    Page.WAY: _way,
    Page.LABEL: _label,
    Page.NONE: _none,
}
_WITHOUT_PART = (Page.INVITE, Page.LOOKING, Page.PROBLEM, Page.CHOOSE)


def label_of(state: State, answer: Answer | None, shop: Shop, say: Phrases, currency: str) -> Label | None:
    """The label of the product on show."""
    if answer is None or state.part is None:
        return None
    seen = Sight(state, answer, shop, say, currency)
    match = seen.match
    if match is None:
        return None
    price = product_view(seen, match)["price"]
    size = naming.title_of(seen.part, say)
    return Label(match.sku, match.title, size, match.aisle or "", match.bay or "", match.bin or "", price)
