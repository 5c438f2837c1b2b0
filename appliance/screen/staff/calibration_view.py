"""What the calibration's page shows of its stage. No Qt."""

from typing import Any

from appliance.screen.phrases import Phrases
from appliance.screen.staff.calibrating import Stage, Step
from calibration.session import Ask, Wish
from calibration.verification import LEAST_PLACES


def view_of(stage: Stage | None, say: Phrases, *, busy: bool) -> dict[str, Any]:
    """The values for QML; `step` is empty until the counter rests."""
    if stage is None:
        return {"step": "", "asks": say("staff.common.reading"), "busy": True, "covered": [False] * 9, "side": "",
                "hint": "", "refused": "", "says": "", "where": "", "of": ""}  # fmt: skip
    asks, hint = _asked(stage, say)
    return {
        "step": stage.step.value,
        "asks": say("staff.calibration.photographing") if busy and stage.step is not Step.DONE else asks,
        "hint": "" if busy else hint,
        "busy": busy,
        "refused": say(f"staff.calibration.{stage.refused}") if stage.refused and not busy else "",
        "says": stage.says,
        "of": _how_far(stage, say),
        "covered": [seen for row in stage.covered for seen in row],
        "side": (stage.asks.side or "").replace(" ", "_") if stage.asks else "",
        "flat": stage.asks is not None and stage.asks.ask is Ask.FLAT,
        "where": _where(stage),
        "canUndo": (stage.step is Step.VIEW and stage.views > 0) or (stage.step is Step.QUARTER and stage.quarters > 0),
        "verdict": stage.verdict,
        "figures": _figures(stage, say) if stage.step in (Step.QUARTER, Step.DONE) else "",
    }


def _asked(stage: Stage, say: Phrases) -> tuple[str, str]:
    """What to do, and what to know besides."""
    match stage.step:
        case Step.EMPTY:
            return say("staff.calibration.empty"), say("staff.calibration.empty_hint")
        case Step.VIEW if stage.asks is not None:
            return _pose(stage.asks, say)
        case Step.QUARTER:
            return say("staff.calibration.quarter", place=_place(stage.quarter, say)), ""
        case Step.DONE:
            words = say(f"staff.calibration.{stage.verdict}")
            off = say("staff.calibration.off", um=f"{stage.bias_um:+.0f}", u=f"{2 * stage.u_bias_um:.0f}")
            return words, off if stage.verdict != "skipped" else say("staff.calibration.nothing_changed")
        case Step.KEPT:
            return say("staff.calibration.kept"), ""
    return say("staff.common.reading"), ""


def _pose(wish: Wish, say: Phrases) -> tuple[str, str]:
    side = say(f"staff.side.{wish.side.replace(' ', '_')}") if wish.side else ""
    where = _place(wish.place, say) if wish.place else ""
    more = say("staff.calibration.more", n=wish.more) if wish.more else ""
    match wish.ask:
        case Ask.FLAT:
            return say("staff.calibration.flat"), ""
        case Ask.PROP_UP:
            return say("staff.calibration.prop_up", side=side), say(
                "staff.calibration.and_move", place=where
            ) if where else ""
        case Ask.MOVE:
            return say("staff.calibration.move", place=where), ""
        case Ask.TURN:
            return say("staff.calibration.turn"), more
        case Ask.TURN_A_LITTLE:
            return say("staff.calibration.turn_a_little", side=side), more


def _place(place: str, say: Phrases) -> str:
    return say(f"staff.where.{place.replace(' ', '_')}")


def _where(stage: Stage) -> str:
    """The ninth of the picture to go to, as a word for the drawing."""
    if stage.step is Step.QUARTER:
        return stage.quarter.replace(" ", "_")
    return stage.asks.place.replace(" ", "_") if stage.asks is not None and stage.asks.place else ""


def _how_far(stage: Stage, say: Phrases) -> str:
    match stage.step:
        case Step.VIEW:
            return say("staff.calibration.views", n=stage.views + 1, of=stage.wanted)
        case Step.QUARTER:
            return say("staff.calibration.quarters", n=stage.quarters + 1, of=LEAST_PLACES)
    return ""


def _figures(stage: Stage, say: Phrases) -> str:
    px, scale = say.number(stage.reprojection_px, 3), say.number(stage.um_per_px, 2)
    return say("staff.calibration.figures", px=px, scale=scale, ppm=f"{stage.u_ppm:.0f}")
