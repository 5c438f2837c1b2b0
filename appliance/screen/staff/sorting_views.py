"""What the pages of returned parts and of a drawer's audit show. No Qt."""

from typing import Any

from appliance.catalog.product import Product
from appliance.reading import Match
from appliance.screen.phrases import Phrases
from appliance.screen.staff.audit import Verdict
from appliance.screen.staff.records import Listed
from appliance.screen.staff.returns import Row, Status
from appliance.screen.staff.state import State
from appliance.screen.staff.touches import offered

View = dict[str, Any]


def place(say: Phrases, of: Match | Product | Listed) -> str:
    """`Aisle 12 · Bay 4 · Bin C3`, as much of it as the store said."""
    parts = [("aisle", of.aisle), ("bay", of.bay), ("bin", of.bin)]
    said = [say(f"staff.common.{name}", **{name: where}) for name, where in parts if where]
    return " · ".join(said) or say("staff.common.nowhere")


def returns_view(now: State, say: Phrases) -> View:
    """A handful, row by row, and what was sorted so far."""
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
        "tally": [{"count": times(one.count), "place": place(say, one.match)} for one in reversed(returns.tally)],
    }


def _returned(row: Row, say: Phrases, unkept: bool) -> View:
    said = {Status.KEPT: "kept", Status.ASIDE: "aside", Status.KEEPING: "keeping"}.get(row.status)
    return {
        "part": row.parts[0],
        "title": row.match.title if row.match else _unmatched(row, say),
        "isData": row.match is not None,
        "place": place(say, row.match) if row.match else "",
        "count": times(len(row.parts)) if len(row.parts) > 1 else "",
        "open": row.status is Status.OPEN,
        "keeping": row.status is Status.KEEPING,
        "canConfirm": row.status is Status.OPEN and row.match is not None and not unkept,
        "said": say(f"staff.returns.{said}") if said else "",
        "kept": row.status is Status.KEPT,
    }


def times(count: int) -> str:
    """`3 ×`, in every language."""
    return f"{count} ×"


def _unmatched(row: Row, say: Phrases) -> str:
    return say("staff.scan.refused") if row.refused is not None else say("staff.common.no_match")


def correct_view(now: State, say: Phrases) -> View:
    """What a returned part may be instead."""
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


def audit_view(now: State, say: Phrases) -> View:
    """What of a handful belongs into a drawer."""
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
