"""What the pages of the journal, the counter's health and its settings show. No Qt."""

from datetime import datetime
from typing import Any

from appliance.screen.phrases import Phrases
from appliance.screen.staff.choices import safe_keys
from appliance.screen.staff.events import Examined
from appliance.screen.staff.records import PastPart
from appliance.screen.staff.sorting_views import place, times
from appliance.screen.staff.state import State
from appliance.settings import value_of

View = dict[str, Any]
_STEPS = {"volume_percent": 10, "brightness_percent": 10, "idle_seconds": 15, "warning_seconds": 5}
_UNITS = {"%": "percent", "s": "seconds", "min": "minutes"}
_CHECKS = (
    "python", "packages", "disk", "clock", "calibration", "catalog", "models", "journal", "display", "camera",
    "lights", "scale", "printer", "scanner", "temperature", "network", "settings", "staff",
)  # fmt: skip


def _moment(at: str) -> str:
    """Day and time at the counter, as 24 hours and year-month-day, which no language mistakes."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _what(part: PastPart, say: Phrases) -> str:
    if part.kind == "coin":
        return say("staff.scan.coin")
    if part.refused is not None:
        return say("staff.scan.refused")
    if part.matches:
        return part.matches[0].title
    return part.thread or say("staff.scan.unknown")


def scans_view(now: State, say: Phrases) -> View:
    """The newest scans."""
    scans = now.past.scans
    rows = [
        {
            "scan": scan.id,
            "title": _what(scan.parts[0], say) if scan.parts else say("staff.scans.parts", n=0),
            "detail": " · ".join(
                [_moment(scan.at)] + ([say("staff.scans.parts", n=len(scan.parts))] if len(scan.parts) > 1 else [])
            ),
            "said": next((say(f"staff.scans.{part.said}") for part in scan.parts if part.said), ""),
        }
        for scan in scans or ()
    ]
    return {"rows": rows, "reading": scans is None}


def scan_view(now: State, say: Phrases) -> View:
    """One earlier scan, part by part."""
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
        "when": _moment(scan.at),
        "title": part.thread or say("staff.scan.unknown"),
        "said": say("staff.returns.keeping") if now.past.keeping else said,
        "keeping": now.past.keeping,
        "rows": [
            {"title": one.title, "place": place(say, one), "mine": one.sku == part.said_sku} for one in part.matches[:4]
        ],
    }


def wanted_view(now: State, say: Phrases) -> View:
    """What customers wanted and did not find."""
    rows = [
        {
            "title": wish.name,
            "count": times(wish.count),
            "detail": " · ".join(
                ([say("staff.wanted.asked", words=wish.words)] if wish.words else [])
                + [say("staff.wanted.last", date=_moment(wish.at)[:10])]
            ),
        }
        for wish in now.wanted or ()
    ]
    return {"rows": rows, "reading": now.wanted is None}


def health_view(now: State, say: Phrases) -> View:
    """What the doctor found, the worst first."""
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


def settings_view(now: State, say: Phrases) -> View:
    """What staff may set, and to what the next touch sets it."""
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
