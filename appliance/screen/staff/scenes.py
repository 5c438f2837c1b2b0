"""Every page of the staff's side, by name, for pictures and tests."""

from collections.abc import Callable
from dataclasses import replace

import cv2

from appliance.catalog.product import Product
from appliance.catalog.search import search
from appliance.catalog.store import open_catalog
from appliance.catalog.taught import Sample
from appliance.messages import Answer, Phase
from appliance.reading import Difference, Match, Refused
from appliance.screen.events import Knock as Knocked
from appliance.screen.kiosk import Kiosk
from appliance.screen.staff.calibrating import QUARTER_PLACES, Stage
from appliance.screen.staff.calibrating import Step as Pose
from appliance.screen.staff.events import (
    AllExamined,
    AtDoor,
    Calibrated,
    Confirm,
    Correct,
    Event,
    Examined,
    Failed,
    Found,
    Go,
    GoingDown,
    InDrawer,
    Kept,
    Key,
    Knock,
    Laid,
    Next,
    NotSampled,
    Page,
    ReadScans,
    ReadWanted,
    Sampled,
    Select,
    Taught,
    Tick,
    Tried,
)
from appliance.screen.staff.machine import step
from appliance.screen.staff.pin import Checked
from appliance.screen.staff.records import Listed, PastPart, PastScan, Wish
from appliance.screen.staff.services import Services
from appliance.screen.staff.state import Rules, State
from appliance.screen.understudy import STORE, Understudy, answer_of, sample_answer, sample_store
from appliance.teaching import sample_of
from calibration.session import Ask
from calibration.session import Wish as Wished

Scene = Callable[[Kiosk, Understudy], None]


_INSIDE: tuple[Event, ...] = (Tick(0.0), Knock(), AtDoor(True, 0.0), Tried(Checked(True)))
_TYPED = tuple(Key(letter) for letter in "pan brass")


def after(*events: Event) -> State:
    """The state after those events, whatever was to be done meanwhile."""
    now = State(settings=STORE)
    for event in events:
        now, _ = step(now, event, Rules())
    return now


def inside(*events: Event) -> State:
    """The same, behind the door."""
    return after(*_INSIDE, *events)


def scenes() -> dict[str, Scene]:
    """Name of the page -> what brings a kiosk there."""
    states: dict[str, Callable[[], State]] = {
        **_door(), **_sorting(), **_finding(), **_teaching(), **_looking_back(), **_upkeep(), **_calibrating(),
    }  # fmt: skip
    return {name: _scene(state) for name, state in states.items()}


def _scene(state: Callable[[], State]) -> Scene:
    def show(kiosk: Kiosk, understudy: Understudy) -> None:
        now = state()
        lies = Phase.EMPTY if now.lying is None else Phase.ANSWER
        kiosk.ui.take_snapshot(understudy.play(lies, now.lying))
        kiosk.ui.happen(Knocked())
        staff = kiosk.ui.staff_side
        if kiosk.ui.backstage is not None:
            staff.attach(replace(kiosk.ui.backstage, staff=stand_in()))
            while staff.is_busy:
                kiosk.settle(5)
        staff.present(now)

    return show


def stand_in() -> Services:
    """Services of a counter without a journal: some scans, and pictures from the sample trays."""
    return Services(
        scans=lambda most: _past()[:most],
        picture=_picture,
        wishes=_wishes,
        is_kept=lambda scan, parts, sku: True,  # noqa: ARG005 - whatever it is
        examine=lambda: iter(_CHECKS),
        reload=lambda: None,
        power_off=lambda: None,
    )


def _picture(scan: str, part: int) -> bytes:
    """The sample tray's screw, or one of the handful, as the journal would have kept it."""
    answer = sample_answer("tray" if scan.endswith(("5", "4")) else "handful")
    outline = answer.reading.parts[part % 3 % len(answer.reading.parts)].outline_xy_px
    frame = answer.shot.toplit
    assert frame is not None
    (left, top), (right, bottom) = outline.min(axis=0).astype(int) - 60, outline.max(axis=0).astype(int) + 60
    crop = frame.pixels[max(top, 0) : bottom, max(left, 0) : right]
    done, coded = cv2.imencode(".jpg", crop)
    assert done
    return coded.tobytes()


def _door() -> dict[str, Callable[[], State]]:
    digits = tuple(Key(digit) for digit in "2580")
    return {
        "door": lambda: after(Knock(), AtDoor(True, 0.0), *digits[:3]),
        "door_wrong": lambda: after(Knock(), AtDoor(True, 0.0), Tried(Checked(False, 0.0, 2))),
        "door_locked": lambda: after(Knock(), AtDoor(True, 85.0)),
        "new_pin": lambda: after(Knock(), AtDoor(False, 0.0), *digits),
        "desk": inside,
        "away": lambda: inside(Go(Page.WANTED), ReadWanted(_wishes()), Tick(301.0), Tick(309.0)),
        "trouble": lambda: inside(
            Go(Page.SETTINGS), Failed("settings", "screen.toml: the choice cannot be kept (disk full).")
        ),
    }


def handful() -> Answer:
    """Seven parts of three kinds, and one that could not be measured."""
    answer = sample_answer("handful")
    brass, cap, hex_head, *_ = answer.reading.parts
    torn = replace(hex_head, refused=Refused.TOUCHES_BORDER, matches=())
    return answer_of(answer, (brass, cap, hex_head, brass, hex_head, hex_head, torn))


def _sorting() -> dict[str, Callable[[], State]]:
    def sorting(*events: Event) -> State:
        return inside(Laid(handful()), Go(Page.RETURNS), *events)

    def first_kept(now: State) -> Kept:
        row = now.returns.rows[0]
        assert row.match is not None
        return Kept("scan-made", row.parts, row.match.sku)

    def audited() -> State:
        product = _product("759448")
        answer = handful()
        unsure = replace(
            answer.reading.parts[0], matches=tuple(replace(m, p=0.2) for m in _matches("759448", "309361"))
        )
        parts = (unsure, *answer.reading.parts[1:])
        drawer = InDrawer(product, frozenset({product.sku}))
        return inside(Go(Page.AUDIT), drawer, Laid(answer_of(answer, parts)))

    return {
        "returns_empty": lambda: inside(Go(Page.RETURNS)),
        "returns": lambda: sorting(Confirm(0), first_kept(sorting())),
        "correct": lambda: sorting(Correct(2)),
        "audit_empty": lambda: inside(Go(Page.AUDIT), InDrawer(_product("759448"), frozenset({"759448"}))),
        "audit": audited,
    }


def _product(sku: str) -> Product:
    with open_catalog(sample_store()) as catalog:
        found = catalog.of_sku(sku)
    assert found is not None
    return found


def _matches(*skus: str) -> tuple[Match, ...]:
    found = [_product(sku) for sku in skus]
    return tuple(Match(one.sku, 0.5, one.title, one.aisle, one.bay, one.bin) for one in found)


def _found(text: str) -> Found:
    with open_catalog(sample_store()) as catalog:
        return Found(text, tuple(hit.product for hit in search(catalog, text)))


def _finding() -> dict[str, Callable[[], State]]:
    return {
        "find_empty": lambda: inside(Go(Page.FIND)),
        "find": lambda: inside(Go(Page.FIND), *_TYPED, _found("pan brass")),
        "find_teach": lambda: inside(Go(Page.TEACH), *(Key(letter) for letter in "k-77"), Found("k-77", ())),
        "product": lambda: inside(Go(Page.FIND), *_TYPED, _found("pan brass"), Select(0)),
        "entry": lambda: inside(
            Go(Page.TEACH), Key("k"), Found("k", ()), Next(), Select(1), *map(Key, "knob screw m5")
        ),
        "store_name": lambda: inside(Go(Page.SETTINGS), Select(0)),
    }


def _teaching() -> dict[str, Callable[[], State]]:
    def sample() -> Sample:
        return sample_of(sample_answer("tray").reading, "2026-11-23T10:00:00+00:00")

    def begun() -> State:
        return inside(Go(Page.TEACH), Key("p"), Found("p", (_product("163668"),)), Select(0))

    def with_events(*events: Event) -> State:
        now = begun()
        for event in events:
            now, _ = step(now, event, Rules())
        return now

    laid = Laid(sample_answer("tray"))
    unlike = NotSampled("contradicts", (Difference("length", 3.2),), sample())
    return {
        "teach": begun,
        "teach_one": lambda: with_events(laid, Sampled(sample())),
        "teach_refused": lambda: with_events(laid, unlike),
        "teach_kept": lambda: with_events(laid, Sampled(sample()), Next(), Taught(1)),
    }


def _wishes() -> tuple[Wish, ...]:
    return (
        Wish("#8-32 UNC, 1 1/4 in, flat head, Phillips, brass", "brass, for a hinge", 4, "2026-11-20T15:04:00Z"),
        Wish("M5x0.8, 35 mm, button head, hex socket, stainless", "", 2, "2026-11-22T09:31:00Z"),
        Wish("1/4-28 UNF, 3/4 in, hex head, zinc", "fine thread", 1, "2026-11-19T11:12:00Z"),
        Wish("#6 wood, 2 in, oval head, slotted, nickel", "", 1, "2026-11-12T17:45:00Z"),
    )


def _past() -> tuple[PastScan, ...]:
    def part(said: str = "", sku: str | None = None, *skus: str) -> PastPart:
        found = tuple(Listed(m.sku, m.title, m.p, m.aisle, m.bay, m.bin) for m in _matches(*skus))
        return PastPart("fastener", None, "#10-24 UNC", 19.1, {"head": "pan"}, found, said, sku)

    pans = ("163668", "122751", "204585", "327336")
    return (
        PastScan("scan-5", "2026-11-22T16:20:00Z", (part("", None, *pans), part("", None, "759448"))),
        PastScan("scan-4", "2026-11-22T16:02:00Z", (part("chosen", "163668", *pans),)),
        PastScan("scan-3", "2026-11-22T15:41:00Z", (part("none_of_these", None, "309361"),)),
        PastScan("scan-2", "2026-11-22T15:40:00Z", (PastPart("fastener", "standing", None, None, {}, ()),)),
        PastScan("scan-1", "2026-11-22T14:05:00Z", (part("corrected", "491004", "491004", "450087"),)),
    )


def _looking_back() -> dict[str, Callable[[], State]]:
    read = (Go(Page.SCANS), ReadScans(_past()))
    return {
        "scans": lambda: inside(*read),
        "scans_empty": lambda: inside(Go(Page.SCANS), ReadScans(())),
        "scan": lambda: inside(*read, Select(0)),
        "scan_said": lambda: inside(*read, Select(4)),
        "wanted": lambda: inside(Go(Page.WANTED), ReadWanted(_wishes())),
        "wanted_empty": lambda: inside(Go(Page.WANTED), ReadWanted(())),
    }


_CHECKS = (
    Examined("settings", "ok", "12 set, the others are the defaults.", ""),
    Examined("disk", "ok", "21.4 GB free at /var/lib/screwtray.", ""),
    Examined("clock", "ok", "2026-11-22 16:31 UTC.", ""),
    Examined("calibration", "warn", "201 days old, for 2028 × 1520 pixels, reprojection 0.061 px.", "Calibrate again."),
    Examined("catalog", "ok", "4182 fasteners, 3 days old, c1f0.", ""),
    Examined("models", "ok", "2 networks, all as released.", ""),
    Examined("journal", "ok", "8120 scans, 412 of 2000 MB.", ""),
    Examined("lights", "ok", "WLED 0.15.0.", ""),
    Examined("camera", "ok", "imx477; a shot of 2028 × 1520 px.", ""),
    Examined("printer", "fail", "The printer at /dev/serial/by-id/usb-Epson does not answer.", "See to its cable."),
    Examined("temperature", "ok", "61 °C.", ""),
    Examined("network", "ok", "there is a way out.", ""),
)


def _upkeep() -> dict[str, Callable[[], State]]:
    return {
        "health": lambda: inside(Go(Page.HEALTH), *_CHECKS, AllExamined()),
        "health_running": lambda: inside(Go(Page.HEALTH), *_CHECKS[:3]),
        "settings": lambda: inside(Go(Page.SETTINGS)),
        "shutdown": lambda: inside(Go(Page.SHUTDOWN)),
        "going_down": lambda: inside(Go(Page.SHUTDOWN), GoingDown()),
    }


def _calibrating() -> dict[str, Callable[[], State]]:
    covered = ((True, True, False), (True, True, True), (False, True, False))
    view = Stage(Pose.VIEW, Wished(Ask.PROP_UP, "upper left", "upper right corner"), 5, 12, covered, ("upper", "left"))
    solved = replace(view, reprojection_px=0.061, um_per_px=58.31, u_ppm=210.0, views=12)
    quarter = replace(solved, step=Pose.QUARTER, asks=None, quarter=QUARTER_PLACES[3], quarters=3)
    done = replace(solved, step=Pose.DONE, asks=None, quarters=5, verdict="right", bias_um=6.0, u_bias_um=21.0)
    wrong = replace(done, verdict="wrong", bias_um=310.0)
    stages = {
        "empty": Stage(),
        "view": view,
        "refused": replace(view, asks=Wished(Ask.TURN_A_LITTLE, "lower", more=3), refused="blurred"),
        "quarter": quarter,
        "done": done,
        "wrong": wrong,
        "kept": replace(done, step=Pose.KEPT),
    }

    def at(stage: Stage) -> Callable[[], State]:
        return lambda: inside(Go(Page.CALIBRATION), Calibrated(stage))

    return {f"calibration_{name}": at(stage) for name, stage in stages.items()}
