"""What follows from a touch on a staff's page by somebody who is signed in; the ways between pages are `machine`'s."""

from collections.abc import Callable
from dataclasses import replace

from appliance.reading import Match
from appliance.screen.staff import audit, lessons, returns
from appliance.screen.staff.audit import Audit
from appliance.screen.staff.calibrating import Step as Pose
from appliance.screen.staff.effects import (
    Calibrate,
    Choose,
    Effect,
    Examine,
    Keep,
    OpenDrawer,
    PowerOff,
    ReadJournal,
)
from appliance.screen.staff.events import (
    Again,
    Confirm,
    Correct,
    Enter,
    Erase,
    Key,
    Next,
    Page,
    Purpose,
    Put,
    Search,
    Select,
    SetAside,
    Skip,
    Split,
    Touch,
    Undo,
    Yes,
)
from appliance.screen.staff.finding import Entry, Find, entry_step, find_step, next_field
from appliance.screen.staff.state import Health, Past, State

Step = tuple[State, tuple[Effect, ...]]
_MOST_OTHERS = 4  # products offered beside the one that it was taken for


def touched(now: State, event: Touch) -> Step:
    """What the page on show makes of a touch; nothing where it has no such button."""
    page = _OF_PAGE.get(now.page)
    return page(now, event) if page is not None else (now, ())


def _returns(now: State, event: Touch) -> Step:
    match event:
        case Confirm():
            after, effects = returns.confirm(now.returns, event.at)
            return replace(now, returns=after), effects
        case Correct() if 0 <= event.at < len(now.returns.rows):
            if now.returns.rows[event.at].status is not returns.Status.OPEN:
                return now, ()
            return replace(now, page=Page.CORRECT, returns=replace(now.returns, correcting=event.at)), ()
        case Again():
            return replace(now, returns=returns.Returns(now.returns.answer, now.returns.rows)), ()
    return now, ()


def offered(now: State) -> tuple[Match, ...]:
    """What a returned part may be instead."""
    at = now.returns.correcting
    return now.returns.rows[at].others[:_MOST_OTHERS] if at is not None and at < len(now.returns.rows) else ()


def _correct(now: State, event: Touch) -> Step:
    match event:
        case Select() if 0 <= event.at < len(offered(now)):
            return _returned(now, offered(now)[event.at])
        case Search():
            return replace(now, page=Page.FIND, find=Find(Purpose.RETURN)), ()
        case SetAside():
            return replace(now, page=Page.RETURNS, returns=returns.set_aside(now.returns)), ()
        case Split() if now.returns.correcting is not None:
            apart = replace(returns.split(now.returns, now.returns.correcting), correcting=None)
            return replace(now, page=Page.RETURNS, returns=apart), ()
    return now, ()


def _returned(now: State, match: Match) -> Step:
    after, effects = returns.instead(now.returns, match)
    return replace(now, page=Page.RETURNS, returns=after), effects


def _audit(now: State, event: Touch) -> Step:
    match event:
        case Confirm() if event.at is not None:
            return replace(now, audit=audit.decide(now.audit, event.at, right=True)), ()
        case Correct():
            return replace(now, audit=audit.decide(now.audit, event.at, right=False)), ()
        case Again():
            kept = replace(Audit(now.audit.product, now.audit.skus), answer=now.lying)
            return replace(now, audit=kept), ()
    return now, ()


def _find(now: State, event: Touch) -> Step:
    find = now.find
    match event:
        case Key() | Erase():
            after, effects = find_step(find, event)
            return replace(now, find=after), effects
        case Next() if find.purpose is Purpose.TEACH:
            sku = find.query.strip().upper() if not find.products else ""
            fields = tuple((name, sku if name == "sku" else "") for name in lessons.FIELDS)
            return replace(now, page=Page.ENTRY, entry=Entry("product", fields)), ()
        case Select() if 0 <= event.at < len(find.products):
            product = find.products[event.at]
            match find.purpose:
                case Purpose.LOOK:
                    return replace(now, page=Page.PRODUCT, find=replace(find, chosen=product)), ()
                case Purpose.RETURN:
                    found = Match(product.sku, 1.0, product.title, product.aisle, product.bay, product.bin)
                    return _returned(now, found)
                case Purpose.SCAN:
                    return _said_of_scan(now, product.sku)
                case Purpose.TEACH:
                    return replace(now, page=Page.TEACH, teaching=lessons.of_product(product, now.lying)), ()
                case Purpose.AUDIT:
                    return replace(now, audit=Audit(answer=now.lying)), (OpenDrawer(product),)
    return now, ()


def _entry(now: State, event: Touch) -> Step:
    entry = now.entry
    match event:
        case Key() | Erase():
            return replace(now, entry=entry_step(entry, event)), ()
        case Select() if 0 <= event.at < len(entry.fields):
            return replace(now, entry=next_field(entry, event.at)), ()
        case Enter() if entry.at < len(entry.fields) - 1:
            return replace(now, entry=next_field(entry)), ()
        case Next() | Enter() if entry.what == "store_name":
            return replace(now, page=Page.SETTINGS), (Choose("store_name", entry.texts["store_name"].strip()),)
        case Next() | Enter() if entry.what == "product":
            teaching = lessons.of_entry(entry.texts, now.lying)
            if teaching is None:
                lacks = next(name for name in ("sku", "title") if not entry.texts[name].strip())
                return replace(now, entry=replace(entry, lacks=lacks, at=lessons.FIELDS.index(lacks))), ()
            return replace(now, page=Page.TEACH, teaching=teaching), ()
    return now, ()


def _teach(now: State, event: Touch) -> Step:
    match event:
        case Yes():
            return replace(now, teaching=lessons.even_so(now.teaching)), ()
        case Undo():
            return replace(now, teaching=lessons.undo(now.teaching)), ()
        case Next():
            after, effects = lessons.finish(now.teaching)
            return replace(now, teaching=after), effects
        case Again() if now.teaching.known is not None:
            return replace(now, page=Page.FIND, find=Find(Purpose.TEACH)), ()
    return now, ()


def _scans(now: State, event: Touch) -> Step:
    match event:
        case Select() if now.past.scans and 0 <= event.at < len(now.past.scans):
            return replace(now, page=Page.SCAN, past=replace(now.past, at=event.at, part=0)), ()
        case Again():
            return replace(now, past=Past()), (ReadJournal(),)
    return now, ()


def _scan(now: State, event: Touch) -> Step:
    scan = now.past.scan
    if scan is None or not scan.parts:
        return now, ()
    match event:
        case Select() if 0 <= event.at < len(scan.parts):
            return replace(now, past=replace(now.past, part=event.at)), ()
        case Confirm() if event.at is not None and 0 <= event.at < len(scan.parts[now.past.part].matches):
            return _said_of_scan(now, scan.parts[now.past.part].matches[event.at].sku)
        case Search():
            return replace(now, page=Page.FIND, find=Find(Purpose.SCAN)), ()
    return now, ()


def _said_of_scan(now: State, sku: str) -> Step:
    scan = now.past.scan
    if scan is None or now.past.keeping:
        return replace(now, page=Page.SCANS), ()
    kept = Keep(scan.id, (now.past.part,), sku)
    return replace(now, page=Page.SCAN, past=replace(now.past, keeping=True)), (kept,)


def _health(now: State, event: Touch) -> Step:
    if isinstance(event, Again) and not now.health.running:
        return replace(now, health=Health(running=True)), (Examine(),)
    return now, ()


def _calibration(now: State, event: Touch) -> Step:
    stage = now.calibration
    if now.calibrating or stage is None:
        return now, ()
    match event:
        case Next() if stage.step in (Pose.EMPTY, Pose.VIEW, Pose.QUARTER):
            return replace(now, calibrating=True), (Calibrate("take"),)
        case Undo() if stage.step in (Pose.VIEW, Pose.QUARTER):
            return replace(now, calibrating=True), (Calibrate("undo"),)
        case Skip() if stage.step is Pose.QUARTER:
            return replace(now, calibrating=True), (Calibrate("skip"),)
        case Yes() if stage.step is Pose.DONE:
            return replace(now, calibrating=True), (Calibrate("save"),)
        case Again():
            return replace(now, calibrating=True), (Calibrate("end"), Calibrate("begin"))
    return now, ()


def _settings(now: State, event: Touch) -> Step:
    match event:
        case Put():
            return now, (Choose(event.name, event.value),)
        case Select():  # the store's name is typed on a page of its own
            name = now.settings.screen.store_name
            return replace(now, page=Page.ENTRY, entry=Entry("store_name", (("store_name", name),))), ()
    return now, ()


def _shutdown(now: State, event: Touch) -> Step:
    if isinstance(event, Yes) and not now.going_down:
        return replace(now, going_down=True), (PowerOff(),)
    return now, ()


_OF_PAGE: dict[Page, Callable[[State, Touch], Step]] = {
    Page.RETURNS: _returns,
    Page.CORRECT: _correct,
    Page.AUDIT: _audit,
    Page.FIND: _find,
    Page.ENTRY: _entry,
    Page.TEACH: _teach,
    Page.SCANS: _scans,
    Page.SCAN: _scan,
    Page.HEALTH: _health,
    Page.CALIBRATION: _calibration,
    Page.SETTINGS: _settings,
    Page.SHUTDOWN: _shutdown,
}
