"""What each staff's page shows, as plain values for QML: made from the state, in the language. No Qt."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from appliance.catalog.product import Product
from appliance.reading import Match
from appliance.screen.phrases import Phrases
from appliance.screen.staff import calibration_view
from appliance.screen.staff.audit import Verdict
from appliance.screen.staff.choices import safe_keys
from appliance.screen.staff.door import Asks
from appliance.screen.staff.events import Examined, NotSampled, Page, Purpose
from appliance.screen.staff.records import Listed, PastPart
from appliance.screen.staff.returns import Row, Status
from appliance.screen.staff.state import State
from appliance.screen.staff.touches import offered
from appliance.settings import value_of
from appliance.teaching import ENOUGH

View = dict[str, Any]
_STEPS = {"volume_percent": 10, "brightness_percent": 10, "idle_seconds": 15, "warning_seconds": 5}
_UNITS = {"%": "percent", "s": "seconds", "min": "minutes"}
_CHECKS = (
    "python", "packages", "disk", "clock", "calibration", "catalog", "models", "journal", "display", "camera",
    "lights", "scale", "printer", "scanner", "temperature", "network", "settings", "staff",
)  # fmt: skip


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


def place(say: Phrases, of: Match | Product | Listed) -> str:
    """`Aisle 12 · Bay 4 · Bin C3`, as much of it as the store said."""
    parts = [("aisle", of.aisle), ("bay", of.bay), ("bin", of.bin)]
    said = [say(f"staff.common.{name}", **{name: where}) for name, where in parts if where]
    return " · ".join(said) or say("staff.common.nowhere")


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


def _returns(now: State, say: Phrases) -> View:
    returns = now.returns
    unkept = returns.answer is not None and returns.answer.scan is None
    rows = [_returned(row, say, unkept) for row in returns.rows]
    count = sum(len(row.parts) for row in returns.rows if row.status is Status.OPEN and row.match is not None)
    done = bool(rows) and not any(row["open"] or row["keeping"] for row in rows)
    hint = "staff.returns.empty" if not rows else "staff.returns.all_done" if done else "staff.returns.hint"
    return {
        "rows": rows,
        "hint": say("staff.trouble.camera" if now.blind else "staff.returns.not_kept" if unkept else hint),
        "done": done,
        "confirm": say("staff.returns.confirm_all", n=count) if count and not unkept else "",
        "sorted": say("staff.returns.sorted", n=returns.total) if returns.total else "",
        "tally": [{"count": _times(one.count), "place": place(say, one.match)} for one in reversed(returns.tally)],
    }


def _returned(row: Row, say: Phrases, unkept: bool) -> View:
    said = {Status.KEPT: "kept", Status.ASIDE: "aside", Status.KEEPING: "keeping"}.get(row.status)
    return {
        "part": row.parts[0],
        "title": row.match.title if row.match else _unmatched(row, say),
        "isData": row.match is not None,
        "place": place(say, row.match) if row.match else "",
        "count": _times(len(row.parts)) if len(row.parts) > 1 else "",
        "open": row.status is Status.OPEN,
        "keeping": row.status is Status.KEEPING,
        "canConfirm": row.status is Status.OPEN and row.match is not None and not unkept,
        "said": say(f"staff.returns.{said}") if said else "",
        "kept": row.status is Status.KEPT,
    }


def _times(count: int) -> str:
    return f"{count} ×"


def _unmatched(row: Row, say: Phrases) -> str:
    return say("staff.scan.refused") if row.refused is not None else say("staff.common.no_match")


def _correct(now: State, say: Phrases) -> View:
    at = now.returns.correcting
    if at is None or at >= len(now.returns.rows):
        return {"rows": [], "part": 0, "title": "", "place": "", "split": False, "isData": False}
    row = now.returns.rows[at]
    return {
        "part": row.parts[0],
        "title": row.match.title if row.match else _unmatched(row, say),
        "isData": row.match is not None,
        "place": place(say, row.match) if row.match else "",
        "split": len(row.parts) > 1,
        "rows": [
            {"title": match.title, "place": place(say, match), "p": say.per_cent(match.p)} for match in offered(now)
        ],
    }


def _audit(now: State, say: Phrases) -> View:
    audit = now.audit
    rows = []
    for one in audit.found:
        words = {
            Verdict.RIGHT: say("staff.audit.belongs"),
            Verdict.UNSURE: say("staff.audit.unsure"),
            Verdict.WRONG: say("staff.audit.stray", place=place(say, one.match))
            if one.match
            else say("staff.audit.stray_unknown"),
        }[one.verdict]
        title = one.match.title if one.match and one.verdict is not Verdict.RIGHT else ""
        rows.append({"part": one.part, "verdict": one.verdict.value, "words": words, "title": title})
    strays = len(audit.all_strays)
    return {
        "asks": say("staff.trouble.camera" if now.blind else "staff.audit.lay"),
        "drawer": place(say, audit.product) if audit.product else "",
        "products": say("staff.audit.products", n=len(audit.skus)),
        "rows": rows,
        "right": say("staff.audit.right", n=audit.all_right),
        "strays": say("staff.audit.strays", n=strays),
        "hasStrays": strays > 0,
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


def _moment(at: str, say: Phrases) -> str:
    """Day and time at the counter, as 24 hours and year-month-day, which no language mistakes."""
    del say
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _what(part: PastPart, say: Phrases) -> str:
    if part.kind == "coin":
        return say("staff.scan.coin")
    if part.refused is not None:
        return say("staff.scan.refused")
    if part.matches:
        return part.matches[0].title
    return part.thread or say("staff.scan.unknown")


def _scans(now: State, say: Phrases) -> View:
    scans = now.past.scans
    rows = [
        {
            "scan": scan.id,
            "title": _what(scan.parts[0], say) if scan.parts else say("staff.scans.parts", n=0),
            "detail": " · ".join(
                [_moment(scan.at, say)] + ([say("staff.scans.parts", n=len(scan.parts))] if len(scan.parts) > 1 else [])
            ),
            "said": next((say(f"staff.scans.{part.said}") for part in scan.parts if part.said), ""),
        }
        for scan in scans or ()
    ]
    return {"rows": rows, "reading": scans is None}


def _scan(now: State, say: Phrases) -> View:
    scan = now.past.scan
    if scan is None or not scan.parts:
        return {"rows": [], "scan": "", "part": 0, "parts": 0, "when": "", "said": "", "which": ""}
    part = scan.parts[now.past.part]
    said = say(f"staff.scan.{part.said}", sku=part.said_sku or "") if part.said else say("staff.scan.nothing_said")
    return {
        "scan": scan.id,
        "part": now.past.part,
        "parts": len(scan.parts),
        "which": say("staff.scan.part", n=now.past.part + 1, of=len(scan.parts)) if len(scan.parts) > 1 else "",
        "when": _moment(scan.at, say),
        "title": part.thread or say("staff.scan.unknown"),
        "said": say("staff.returns.keeping") if now.past.keeping else said,
        "keeping": now.past.keeping,
        "rows": [
            {"title": one.title, "place": place(say, one), "mine": one.sku == part.said_sku} for one in part.matches[:4]
        ],
    }


def _wanted(now: State, say: Phrases) -> View:
    rows = [
        {
            "title": wish.name,
            "count": _times(wish.count),
            "detail": " · ".join(
                ([say("staff.wanted.asked", words=wish.words)] if wish.words else [])
                + [say("staff.wanted.last", date=_moment(wish.at, say)[:10])]
            ),
        }
        for wish in now.wanted or ()
    ]
    return {"rows": rows, "reading": now.wanted is None}


def _health(now: State, say: Phrases) -> View:
    found = now.health.found
    broken, some = (sum(one.state == state for one in found) for state in ("fail", "warn"))
    if now.health.running:
        sums = say("staff.health.running")
    elif broken:
        sums = say("staff.health.broken", n=broken)
    else:
        sums = say("staff.health.some", n=some) if some else say("staff.health.all_well")
    order = {"fail": 0, "warn": 1, "ok": 2}
    rows = sorted((_check(one, say) for one in found), key=lambda row: order[row["state"]])
    worst = "fail" if broken else "warn" if some else "ok"
    return {"rows": rows, "sums": sums, "running": now.health.running, "worst": worst}


def _check(one: Examined, say: Phrases) -> View:
    name = one.check if one.check in _CHECKS else "other"
    return {
        "name": say(f"staff.health.{name}"),
        "state": one.state,
        "words": say(f"staff.health.{one.state}"),
        "do": say(f"staff.remedy.{name}") if one.state != "ok" and one.do else "",
        "says": one.says,
    }


def _settings(now: State, say: Phrases) -> View:
    rows = []
    for key in safe_keys():
        value = value_of(now.settings, key)
        row: View = {"name": key.name, "words": say(f"staff.settings.{key.name}"), "kind": "text", "value": str(value)}
        if key.unit:
            step = _STEPS.get(key.name, 1)
            least, most = int(key.least or 0), int(key.most or 0)
            row |= {
                "kind": "number",
                "value": say(f"staff.settings.{_UNITS[key.unit]}", n=value),
                "less": max(least, _below(value, step)),
                "more": min(most, _below(value, step) + 2 * step if value % step == 0 else _below(value, step) + step),
                "canLess": value > least,
                "canMore": value < most,
                "lessName": say("staff.settings.less", what=say(f"staff.settings.{key.name}")),
                "moreName": say("staff.settings.more", what=say(f"staff.settings.{key.name}")),
            }
        elif key.name == "language":
            row |= {"kind": "language"}
        else:
            row |= {"value": value or say("staff.settings.none"), "isData": bool(value)}
        rows.append(row)
    rows.append({"name": "pin", "words": say("staff.settings.pin"), "kind": "pin", "value": "••••", "isData": True})
    return {"rows": rows}


def _below(value: int, step: int) -> int:
    """The next round value under this one."""
    return (value - 1) // step * step


def _calibration(now: State, say: Phrases) -> View:
    return calibration_view.view_of(now.calibration, say, busy=now.calibrating)


def _shutdown(now: State, say: Phrases) -> View:
    del say
    return {"going": now.going_down}


_OF_PAGE: dict[Page, Callable[[State, Phrases], View]] = {
    Page.DOOR: _door,
    Page.NEW_PIN: _door,
    Page.RETURNS: _returns,
    Page.CORRECT: _correct,
    Page.AUDIT: _audit,
    Page.FIND: _find,
    Page.PRODUCT: _product,
    Page.ENTRY: _entry,
    Page.TEACH: _teach,
    Page.SCANS: _scans,
    Page.SCAN: _scan,
    Page.WANTED: _wanted,
    Page.HEALTH: _health,
    Page.CALIBRATION: _calibration,
    Page.SETTINGS: _settings,
    Page.SHUTDOWN: _shutdown,
}
