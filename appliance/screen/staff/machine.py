"""What follows from an event at the staff's pages; see `state.py`."""

from dataclasses import replace
from typing import assert_never

from appliance.screen.staff import lessons, returns
from appliance.screen.staff.door import Asks, Door, door_step
from appliance.screen.staff.effects import (
    AskDoor,
    Calibrate,
    Close,
    Effect,
    Examine,
    ReadDemand,
    ReadJournal,
)
from appliance.screen.staff.events import (
    OUTSIDE,
    AllExamined,
    AtDoor,
    Back,
    Calibrated,
    Enter,
    Erase,
    Event,
    Examined,
    Failed,
    Found,
    Go,
    GoingDown,
    Happening,
    InDrawer,
    Kept,
    Key,
    Knock,
    Laid,
    Leave,
    NotSampled,
    Page,
    PinKept,
    Purpose,
    ReadScans,
    ReadWanted,
    Sampled,
    Settled,
    Stay,
    Taught,
    Tick,
    Touch,
    Tried,
)
from appliance.screen.staff.finding import Find, found
from appliance.screen.staff.state import Health, Past, Rules, State, Trouble, closed, on_tray
from appliance.screen.staff.touches import touched

Step = tuple[State, tuple[Effect, ...]]


def step(now: State, event: Event, rules: Rules) -> Step:
    """What the staff's pages show after an event, and what is to be done."""
    if not isinstance(event, Touch):
        return _happened(now, event, rules)
    now = replace(now, touched_s=now.now_s, warned_s=None, trouble=None)
    return _asked(now, event)


# What somebody touches --------------------------------------------------------------------------------------------


def _asked(now: State, event: Touch) -> Step:
    match event:
        case Knock():
            return (replace(closed(now), page=Page.DOOR), (AskDoor(),)) if now.page is Page.CLOSED else (now, ())
        case Leave():
            return _left(now)
        case Stay():
            return now, ()
        case Key() | Erase() | Enter() if now.page in (Page.DOOR, Page.NEW_PIN):
            door, effects = door_step(now.door, event, now.now_s)
            return replace(now, door=door), effects
        case Back() if not now.inside:
            return _left(now)
        case _ if not now.inside:
            return now, ()
        case Go():
            return _gone(now, event.page)
        case Back():
            return _back(now)
        case _:
            return touched(now, event)


def _left(now: State) -> Step:
    if now.page is Page.CLOSED or now.going_down:
        return now, ()
    return closed(now), (*_ending(now), Close())


def _ending(now: State) -> tuple[Effect, ...]:
    """What must be ended before another page comes."""
    return (Calibrate("end"),) if now.page is Page.CALIBRATION else ()


_FROM_DESK = (
    Page.RETURNS, Page.AUDIT, Page.FIND, Page.TEACH, Page.SCANS, Page.WANTED, Page.HEALTH, Page.CALIBRATION,
    Page.SETTINGS, Page.SHUTDOWN,
)  # fmt: skip


def _gone(now: State, page: Page) -> Step:
    if now.page is Page.SETTINGS and page is Page.NEW_PIN:
        return replace(now, page=page, door=Door(Asks.NEW)), ()
    if now.page is not Page.DESK or page not in _FROM_DESK:
        return now, ()
    match page:
        case Page.RETURNS:
            fresh = returns.laid(replace(now.returns, answer=None, rows=(), correcting=None), now.lying)
            return replace(now, page=page, returns=fresh), ()
        case Page.AUDIT | Page.TEACH | Page.FIND:
            purpose = {Page.AUDIT: Purpose.AUDIT, Page.TEACH: Purpose.TEACH}.get(page, Purpose.LOOK)
            return replace(now, page=Page.FIND, find=Find(purpose)), ()
        case Page.SCANS:
            return replace(now, page=page, past=Past()), (ReadJournal(),)
        case Page.WANTED:
            return replace(now, page=page, wanted=None), (ReadDemand(),)
        case Page.HEALTH:
            return replace(now, page=page, health=Health(running=True)), (Examine(),)
        case Page.CALIBRATION:
            return replace(now, page=page, calibrating=True, calibration=None), (Calibrate("begin"),)
        case _:
            return replace(now, page=page), ()


_UP = {
    Page.CORRECT: Page.RETURNS,
    Page.PRODUCT: Page.FIND,
    Page.SCAN: Page.SCANS,
    Page.NEW_PIN: Page.SETTINGS,
}
_FOUND_FOR = {Purpose.RETURN: Page.CORRECT, Purpose.SCAN: Page.SCAN}


def _back(now: State) -> Step:
    if now.going_down:
        return now, ()
    match now.page:
        case Page.DESK:
            return _left(now)
        case Page.FIND:
            return replace(now, page=_FOUND_FOR.get(now.find.purpose, Page.DESK)), ()
        case Page.ENTRY:
            return replace(now, page=Page.FIND if now.entry.what == "product" else Page.SETTINGS), ()
        case Page.CORRECT:
            return replace(now, page=Page.RETURNS, returns=replace(now.returns, correcting=None)), ()
        case Page.CALIBRATION:
            return replace(now, page=Page.DESK, calibration=None, calibrating=False), (Calibrate("end"),)
        case _:
            return replace(now, page=_UP.get(now.page, Page.DESK)), ()


# What happens meanwhile -------------------------------------------------------------------------------------------


def _happened(now: State, event: Happening, rules: Rules) -> Step:
    match event:
        case Tick():
            return _ticked(replace(now, now_s=event.now_s), rules)
        case Laid():
            return _laid(now, event)
        case Settled():
            return replace(now, settings=event.settings), ()
        case AtDoor() | Tried() | PinKept():
            return _at_door(now, event), ()
        case Failed():
            return _failed(now, event), ()
        case _ if not now.inside:
            return now, ()  # it was asked for by somebody who left meanwhile
        case Found():
            return replace(now, find=found(now.find, event)), ()
        case InDrawer():
            audit = replace(now.audit, product=event.product, skus=event.skus)
            return replace(now, page=Page.AUDIT, audit=audit) if now.page is Page.FIND else now, ()
        case Kept():
            return _kept(now, event)
        case Sampled() | NotSampled():
            return replace(now, teaching=lessons.weighed(now.teaching, event)), ()
        case Taught():
            return replace(now, teaching=lessons.finished(now.teaching, event)), ()
        case ReadScans():
            return replace(now, past=replace(now.past, scans=event.scans)), ()
        case ReadWanted():
            return replace(now, wanted=event.wishes), ()
        case Examined():
            return replace(now, health=replace(now.health, found=(*now.health.found, event))), ()
        case AllExamined():
            return replace(now, health=replace(now.health, running=False)), ()
        case Calibrated():
            return _calibrated(now, event)
        case GoingDown():
            return replace(now, going_down=True, warned_s=None), ()
        case _:
            assert_never(event)


def _laid(now: State, event: Laid) -> Step:
    """Whoever lays something down is here."""
    now = replace(now, blind=event.blind)
    came = event.answer is not None and (now.lying is None or now.lying.shot is not event.answer.shot)
    if came and now.inside:
        now = replace(now, touched_s=now.now_s, warned_s=None)
    if now.page is Page.TEACH:
        teaching, effects = lessons.laid(now.teaching, event.answer)
        return replace(now, lying=event.answer, teaching=teaching), effects
    return on_tray(now, event.answer), ()


def _at_door(now: State, event: AtDoor | Tried | PinKept) -> State:
    if isinstance(event, PinKept):
        if now.page is not Page.NEW_PIN:
            return now
        return replace(now, page=Page.SETTINGS if now.inside else Page.DESK, inside=True, door=Door())
    if now.page is not Page.DOOR:
        return now
    door, _ = door_step(now.door, event, now.now_s)
    if isinstance(event, Tried) and event.checked.ok:
        return replace(now, page=Page.DESK, inside=True, door=door, touched_s=now.now_s)
    return replace(now, page=Page.DOOR if door.asks is Asks.PIN else Page.NEW_PIN, door=door)


def _kept(now: State, event: Kept) -> Step:
    after = replace(now, returns=returns.kept(now.returns, event.scan, event.parts, event.sku))
    if now.past.keeping:
        return replace(after, past=replace(now.past, keeping=False)), (ReadJournal(),)
    return after, ()


def _calibrated(now: State, event: Calibrated) -> Step:
    if now.page is not Page.CALIBRATION:
        return now, ()
    return replace(now, calibration=event.stage, calibrating=False, touched_s=now.now_s, warned_s=None), ()


def _failed(now: State, event: Failed) -> State:
    """Nothing is waited for any more, and it can be tried again."""
    if now.page in (Page.DOOR, Page.NEW_PIN):
        door, _ = door_step(now.door, event, now.now_s)
        now = replace(now, door=door)
    if now.page in OUTSIDE:
        return now
    return replace(
        now,
        trouble=Trouble(event.what, event.says),
        returns=returns.not_kept(now.returns),
        past=replace(now.past, keeping=False, scans=now.past.scans or ()),
        wanted=() if now.page is Page.WANTED and now.wanted is None else now.wanted,
        health=replace(now.health, running=False),
        teaching=replace(now.teaching, weighing=False, keeping=False),
        calibrating=False,
        going_down=False,
    )


# Time -------------------------------------------------------------------------------------------------------------


def _ticked(now: State, rules: Rules) -> Step:
    away_s = now.now_s - now.touched_s
    if now.page is Page.CLOSED or now.going_down:
        return now, ()
    if not now.inside:
        return _left(now) if away_s >= rules.door_s else (now, ())
    if now.warned_s is None:
        due = away_s >= 60 * now.settings.screen.staff_minutes and not now.calibrating
        return (replace(now, warned_s=now.now_s) if due else now), ()
    return _left(now) if now.now_s - now.warned_s >= rules.warning_s else (now, ())
