"""The staff's machine: who gets in, what a touch does on each page, and that nothing else does anything."""

from dataclasses import fields
from itertools import product as pairs
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.reading import Difference
from appliance.screen.staff import events
from appliance.screen.staff.audit import Verdict
from appliance.screen.staff.calibrating import Stage
from appliance.screen.staff.calibrating import Step as Pose
from appliance.screen.staff.door import Asks
from appliance.screen.staff.effects import (
    AskDoor,
    Calibrate,
    CheckPin,
    Choose,
    Close,
    Effect,
    Examine,
    Keep,
    KeepLesson,
    Look,
    OpenDrawer,
    PowerOff,
    ReadDemand,
    ReadJournal,
    SetPin,
    TakeSample,
)
from appliance.screen.staff.events import (
    Again,
    AllExamined,
    AtDoor,
    Back,
    Calibrated,
    Confirm,
    Correct,
    Enter,
    Erase,
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
    Leave,
    Next,
    NotSampled,
    Page,
    PinKept,
    Put,
    ReadScans,
    ReadWanted,
    Sampled,
    Search,
    Select,
    SetAside,
    Settled,
    Skip,
    Split,
    Stay,
    Taught,
    Tick,
    Tried,
    Undo,
    Yes,
)
from appliance.screen.staff.machine import step
from appliance.screen.staff.pin import Checked
from appliance.screen.staff.records import Listed, PastPart, PastScan, Wish
from appliance.screen.staff.returns import Status
from appliance.screen.staff.state import Rules, State
from appliance.settings_keys import Screen, Settings
from tests.appliance.screen.staff import answers

RULES = Rules()
PIN = tuple(Key(digit) for digit in "2580")
SCAN = PastScan(
    "scan-7",
    "2026-11-22T16:20:00Z",
    (
        PastPart(
            "fastener", None, "#10-24 UNC", 19.0, {}, (Listed("200", "Screw 200", 0.9), Listed("300", "Screw 300", 0.1))
        ),
        PastPart("fastener", "standing", None, None, {}, ()),
    ),
)


class Desk:
    """A machine at work, and everything that it ever asked for."""

    def __init__(self, *happened):
        self.state, self.asked = State(), []
        self.let(*happened)

    def let(self, *happened):
        """These events happen; returns what the last one asked for."""
        effects = ()
        for event in happened:
            self.state, effects = step(self.state, event, RULES)
            self.asked += effects
        return effects

    @property
    def page(self):
        return self.state.page


def inside(*happened):
    """Somebody is signed in."""
    return Desk(Tick(0), Knock(), AtDoor(True, 0), Tried(Checked(True)), *happened)


# The door ----------------------------------------------------------------------------------------------------------


def test_a_knock_asks_for_the_pin_and_the_right_one_opens():
    desk = Desk()
    assert desk.let(Knock()) == (AskDoor(),)
    assert desk.let(AtDoor(True, 0), *PIN, Enter()) == (CheckPin("2580"),)
    assert desk.state.door.digits == ""
    desk.let(Tried(Checked(True)))
    assert (desk.page, desk.state.inside) == (Page.DESK, True)


def test_a_wrong_pin_stays_outside_and_says_how_many_tries_are_left():
    desk = Desk(Knock(), AtDoor(True, 0), *PIN, Enter(), Tried(Checked(False, 0, 2)))
    assert desk.page is Page.DOOR
    assert (desk.state.door.says, desk.state.door.tries_left) == ("wrong", 2)


def test_during_a_wait_no_key_does_anything_and_afterwards_they_do():
    desk = Desk(Tick(100), Knock(), AtDoor(True, 30), *PIN, Enter())
    assert desk.state.door.digits == ""
    assert CheckPin("2580") not in desk.asked
    desk.let(Tick(129), Key("2"))
    assert desk.state.door.digits == ""
    desk.let(Tick(130.5), Key("2"))
    assert desk.state.door.digits == "2"


def test_a_pin_is_looked_at_once_however_often_enter_is_touched():
    desk = Desk(Knock(), AtDoor(True, 0), *PIN, Enter(), Enter(), Key("1"), Enter())
    assert desk.asked.count(CheckPin("2580")) == 1


@pytest.mark.parametrize("typed", ["", "258"])
def test_too_few_digits_are_no_try(typed):
    desk = Desk(Knock(), AtDoor(True, 0), *map(Key, typed), Enter())
    assert not [one for one in desk.asked if isinstance(one, CheckPin)]


def test_only_digits_go_in_and_no_more_than_eight():
    desk = Desk(Knock(), AtDoor(True, 0), *map(Key, "a1²2345678 90"))
    assert desk.state.door.digits == "12345678"
    desk.let(Erase())
    assert desk.state.door.digits == "1234567"
    desk.let(Erase(all=True))
    assert desk.state.door.digits == ""


def test_the_first_pin_is_chosen_twice_and_opens():
    desk = Desk(Knock(), AtDoor(False, 0))
    assert desk.page is Page.NEW_PIN
    desk.let(*PIN, Enter())
    assert desk.state.door.asks is Asks.REPEAT
    assert desk.let(*PIN, Enter()) == (SetPin("2580"),)
    assert not desk.state.inside
    desk.let(PinKept())
    assert (desk.page, desk.state.inside) == (Page.DESK, True)


@pytest.mark.parametrize(("second", "says"), [("2581", "differ"), ("1234", "differ")])
def test_two_different_pins_begin_anew(second, says):
    desk = Desk(Knock(), AtDoor(False, 0), *PIN, Enter(), *map(Key, second), Enter())
    assert (desk.state.door.asks, desk.state.door.says) == (Asks.NEW, says)
    assert not [one for one in desk.asked if isinstance(one, SetPin)]


def test_a_pin_too_easy_is_not_taken():
    desk = Desk(Knock(), AtDoor(False, 0), *map(Key, "1234"), Enter())
    assert (desk.state.door.asks, desk.state.door.says) == (Asks.NEW, "simple")


def test_staff_change_their_pin_from_the_settings():
    desk = inside(Go(Page.SETTINGS), Go(Page.NEW_PIN), *PIN, Enter(), *PIN, Enter())
    assert desk.asked[-1] == SetPin("2580")
    desk.let(PinKept())
    assert desk.page is Page.SETTINGS


def test_a_pin_that_is_kept_late_opens_nothing_for_whoever_comes_next():
    desk = Desk(Knock(), AtDoor(False, 0), *PIN, Enter(), *PIN, Enter(), Leave(), PinKept(), Tried(Checked(True)))
    assert (desk.page, desk.state.inside) == (Page.CLOSED, False)


def test_a_pin_that_cannot_be_read_says_so_at_the_door():
    desk = Desk(Knock(), AtDoor(True, 0), *PIN, Enter(), Failed("pin", "damaged"))
    assert (desk.page, desk.state.door.says, desk.state.door.checking) == (Page.DOOR, "file", False)


# Every state and every event ---------------------------------------------------------------------------------------


def everywhere():
    """A machine on each page, in each of its moods."""
    answer = answers.handful()
    laid = Laid(answer)
    found = Found("2", (answers.product(),))
    product = answers.product()
    return {
        "closed": Desk(),
        "door": Desk(Knock(), AtDoor(True, 0), *PIN),
        "door checking": Desk(Knock(), AtDoor(True, 0), *PIN, Enter()),
        "door locked": Desk(Knock(), AtDoor(True, 99)),
        "new pin": Desk(Knock(), AtDoor(False, 0), *PIN),
        "new pin repeat": Desk(Knock(), AtDoor(False, 0), *PIN, Enter(), *PIN),
        "desk": inside(),
        "desk warned": inside(Tick(301)),
        "desk trouble": inside(Go(Page.SETTINGS), Failed("disk")),
        "returns empty": inside(Go(Page.RETURNS)),
        "returns": inside(laid, Go(Page.RETURNS)),
        "returns keeping": inside(laid, Go(Page.RETURNS), Confirm()),
        "correct": inside(laid, Go(Page.RETURNS), Correct(1)),
        "audit": inside(Go(Page.AUDIT), InDrawer(product, frozenset({"200"})), laid),
        "find": inside(Go(Page.FIND), Key("2"), found),
        "find return": inside(laid, Go(Page.RETURNS), Correct(1), Search(), Key("2"), found),
        "find scan": inside(Go(Page.SCANS), ReadScans((SCAN,)), Select(0), Search(), Key("2"), found),
        "find teach": inside(Go(Page.TEACH), Key("2"), found),
        "find audit": inside(Go(Page.AUDIT), Key("2"), found),
        "product": inside(Go(Page.FIND), Key("2"), found, Select(0)),
        "entry": inside(Go(Page.TEACH), Next(), Key("k")),
        "entry name": inside(Go(Page.SETTINGS), Select(0)),
        "teach": inside(Go(Page.TEACH), Key("2"), found, Select(0)),
        "teach weighing": inside(Go(Page.TEACH), Key("2"), found, Select(0), laid),
        "teach taken": inside(Go(Page.TEACH), Key("2"), found, Select(0), laid, Sampled(answers.sample())),
        "teach kept": inside(
            Go(Page.TEACH), Key("2"), found, Select(0), laid, Sampled(answers.sample()), Next(), Taught(1)
        ),
        "scans reading": inside(Go(Page.SCANS)),
        "scans": inside(Go(Page.SCANS), ReadScans((SCAN,))),
        "scan": inside(Go(Page.SCANS), ReadScans((SCAN,)), Select(0)),
        "wanted": inside(Go(Page.WANTED), ReadWanted((Wish("x", "", 1, "2026-11-22T16:20:00Z"),))),
        "health": inside(Go(Page.HEALTH), Examined("disk", "ok", "", ""), AllExamined()),
        "calibration": inside(Go(Page.CALIBRATION)),
        "calibration view": inside(Go(Page.CALIBRATION), Calibrated(Stage(Pose.VIEW, views=2))),
        "calibration done": inside(Go(Page.CALIBRATION), Calibrated(Stage(Pose.DONE))),
        "settings": inside(Go(Page.SETTINGS)),
        "shutdown": inside(Go(Page.SHUTDOWN)),
        "going down": inside(Go(Page.SHUTDOWN), Yes(), GoingDown()),
    }


EVERYWHERE = everywhere()
EVENTS = (
    Knock(), Leave(), Back(), *(Go(page) for page in Page), Key("2"), Key("x"), Erase(), Erase(all=True), Enter(),
    Select(0), Select(99), Select(-1), Confirm(), Confirm(0), Confirm(99), Correct(0), Correct(99), Split(), SetAside(),
    Search(), Again(), Next(), Undo(), Skip(), Yes(), Put("volume_percent", 10), Stay(), Tick(1e3), Tick(1e6),
    Laid(None), Laid(answers.handful("scan-2")), AtDoor(True, 0), AtDoor(False, 5), Tried(Checked(True)),
    Tried(Checked(False, 30, 0)), PinKept(), Found("2", (answers.product(),)),
    InDrawer(answers.product(), frozenset({"200"})), Kept("scan-1", (0,), "200"),
    Sampled(answers.sample()), NotSampled("several"), Taught(2), ReadScans((SCAN,)), ReadScans(()), ReadWanted(()),
    Examined("camera", "fail", "x", "y"), AllExamined(), Calibrated(Stage()), Settled(Settings()), GoingDown(),
    Failed("bug", "says"),
)  # fmt: skip
OUTSIDE = (AskDoor, CheckPin, SetPin, Close, Calibrate)


def test_every_page_and_every_kind_of_event_is_among_them():
    assert {desk.page for desk in EVERYWHERE.values()} == set(Page)
    assert {type(event) for event in EVENTS} == set(get_args(events.Event))


@pytest.mark.parametrize("name", EVERYWHERE)
def test_whatever_happens_on_a_page_the_machine_goes_on(name):
    state = EVERYWHERE[name].state
    for event, other in pairs(EVENTS, EVENTS):
        middle, _ = step(state, event, RULES)
        after, effects = step(middle, other, RULES)
        assert isinstance(after, State)
        assert all(isinstance(effect, get_args(Effect)) for effect in effects)
        if not middle.inside:
            assert all(isinstance(effect, OUTSIDE) for effect in effects), (event, other)


@pytest.mark.parametrize("name", [name for name, desk in EVERYWHERE.items() if not desk.state.inside])
def test_nothing_opens_the_door_but_the_right_pin_or_the_first_one(name):
    for event in EVENTS:
        after, _ = step(EVERYWHERE[name].state, event, RULES)
        opens = isinstance(event, PinKept) and "new pin" in name
        opens |= isinstance(event, Tried) and event.checked.ok and name.startswith("door")
        assert after.inside is opens, event


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(EVENTS), max_size=40))
def test_however_long_it_goes_on_nobody_is_inside_on_a_closed_page(happened):
    desk = Desk(*happened)
    assert not (desk.state.inside and desk.page in (Page.CLOSED, Page.DOOR))
    assert desk.state.inside or desk.page in (Page.CLOSED, Page.DOOR, Page.NEW_PIN)
    assert 0 <= desk.state.entry.at < max(1, len(desk.state.entry.fields))


def test_secrets_are_in_no_representation():
    assert "2580" not in repr(CheckPin("2580")) + repr(SetPin("2580"))


def test_who_leaves_leaves_nothing_behind_for_the_next():
    for name, desk in EVERYWHERE.items():
        if desk.state.going_down:
            continue
        after, _ = step(desk.state, Leave(), RULES)
        for field in fields(State):
            if field.name not in ("settings", "lying", "blind", "now_s", "touched_s"):
                assert getattr(after, field.name) == getattr(State(), field.name), (name, field.name)


# Time --------------------------------------------------------------------------------------------------------------


def test_after_five_minutes_somebody_is_asked_for_and_then_the_pages_close():
    desk = inside(Tick(299))
    assert desk.state.warned_s is None
    desk.let(Tick(300.5))
    assert desk.state.warned_s is not None
    assert desk.let(Tick(321)) == (Close(),)
    assert desk.page is Page.CLOSED


@pytest.mark.parametrize("sign", [Stay(), Go(Page.FIND), Laid(answers.handful())])
def test_a_touch_or_a_part_on_the_tray_keeps_them_open(sign):
    desk = inside(Tick(300.5), sign, Tick(330))
    assert desk.state.warned_s is None
    assert desk.state.inside


def test_the_door_closes_after_half_a_minute():
    desk = Desk(Tick(10), Knock(), AtDoor(True, 0))
    assert desk.let(Tick(39)) == ()
    assert desk.let(Tick(40.5)) == (Close(),)


def test_nobody_is_thrown_out_while_the_camera_photographs():
    desk = inside(Go(Page.CALIBRATION), Calibrated(Stage(Pose.EMPTY)), Next(), Tick(900))
    assert desk.state.warned_s is None
    desk.let(Calibrated(Stage(Pose.VIEW)), Tick(1000))
    assert desk.state.warned_s is None


# Returns -----------------------------------------------------------------------------------------------------------


def test_a_handful_becomes_a_list_by_bins_alike_ones_together():
    desk = inside(Laid(answers.handful()), Go(Page.RETURNS))
    rows = [(row.match and row.match.sku, row.parts) for row in desk.state.returns.rows]
    assert rows == [("100", (1,)), ("200", (0, 2)), (None, (3,)), (None, (4,))]


def test_one_touch_confirms_a_row_and_it_counts_once_it_is_on_disk():
    desk = inside(Laid(answers.handful()), Go(Page.RETURNS))
    (keep,) = desk.let(Confirm(1))
    assert (keep.scan, keep.parts, keep.sku, dict(keep.labels)) == ("scan-1", (0, 2), "200", {"task": "return"})
    assert desk.state.returns.total == 0
    desk.let(Kept("scan-1", (0, 2), "200"))
    assert desk.state.returns.rows[1].status is Status.KEPT
    assert desk.state.returns.total == 2
    assert desk.let(Confirm(1)) == ()


def test_all_that_can_be_confirmed_are_at_once():
    desk = inside(Laid(answers.handful()), Go(Page.RETURNS))
    assert [keep.sku for keep in desk.let(Confirm())] == ["100", "200"]


def test_counts_go_on_over_several_handfuls():
    desk = inside(Laid(answers.handful()), Go(Page.RETURNS), Confirm(), Kept("scan-1", (0, 2), "200"))
    desk.let(Laid(None), Laid(answers.handful("scan-2")), Confirm(), Kept("scan-2", (0, 2), "200"))
    assert [(one.match.sku, one.count) for one in desk.state.returns.tally] == [("200", 4)]


def test_the_list_stays_when_the_tray_is_emptied_for_the_parts_are_in_hand():
    desk = inside(Laid(answers.handful()), Go(Page.RETURNS), Laid(None))
    assert len(desk.state.returns.rows) == 4
    assert len(desk.let(Confirm())) == 2


def test_a_part_is_corrected_to_one_of_the_others_or_to_one_that_is_looked_for():
    desk = inside(Laid(answers.handful()), Go(Page.RETURNS), Correct(1))
    assert desk.page is Page.CORRECT
    (keep,) = desk.let(Select(0))
    assert (keep.sku, desk.page) == ("300", Page.RETURNS)
    desk.let(Correct(2), Search(), Key("9"), Found("9", (answers.product("900"),)))
    (keep,) = desk.let(Select(0))
    assert (keep.sku, keep.parts, desk.page) == ("900", (3,), Page.RETURNS)


def test_a_row_of_parts_that_are_not_alike_is_split():
    desk = inside(Laid(answers.handful()), Go(Page.RETURNS), Correct(1), Split())
    assert [row.parts for row in desk.state.returns.rows] == [(1,), (0,), (2,), (3,), (4,)]


def test_what_is_not_ours_is_set_aside_and_never_kept():
    desk = inside(Laid(answers.handful()), Go(Page.RETURNS), Correct(0), SetAside())
    assert desk.state.returns.rows[0].status is Status.ASIDE
    assert [keep.sku for keep in desk.let(Confirm())] == ["200"]


def test_what_could_not_be_kept_can_be_confirmed_again():
    desk = inside(Laid(answers.handful()), Go(Page.RETURNS), Confirm(1), Failed("not_kept"))
    assert desk.state.trouble.what == "not_kept"
    assert len(desk.let(Confirm(1))) == 1
    assert desk.state.trouble is None


def test_a_scan_that_is_not_in_the_journal_cannot_be_confirmed():
    desk = inside(Laid(answers.handful(scan=None)), Go(Page.RETURNS))
    assert desk.let(Confirm()) == ()


# Audit -------------------------------------------------------------------------------------------------------------


def audited(*parts):
    desk = inside(Go(Page.AUDIT), Key("C"), Found("C", (answers.product(),)))
    assert desk.let(Select(0)) == (OpenDrawer(answers.product()),)
    desk.let(InDrawer(answers.product(), frozenset({"200", "201"})), Laid(answers.laid(*parts)))
    return desk


def test_each_part_belongs_into_the_drawer_or_not():
    match = answers.match
    desk = audited(
        answers.part(match("200", 0.4), match("201", 0.3), match("9", 0.3)),
        answers.part(match("9", 0.8), match("200", 0.2)),
        answers.part(match("9", 1.0)),
        answers.part(),
    )
    assert [one.verdict for one in desk.state.audit.found] == [
        Verdict.RIGHT, Verdict.UNSURE, Verdict.WRONG, Verdict.WRONG,
    ]  # fmt: skip
    assert (desk.state.audit.all_right, [m and m.sku for m in desk.state.audit.all_strays]) == (1, ["9", None])


def test_staff_decide_where_the_counter_is_not_sure_and_counts_go_on():
    unsure = answers.part(answers.match("9", 0.8), answers.match("200", 0.2))
    desk = audited(unsure, unsure)
    desk.let(Confirm(0), Correct(1))
    assert (desk.state.audit.all_right, len(desk.state.audit.all_strays)) == (1, 1)
    desk.let(Laid(None), Laid(answers.laid(answers.part(answers.match("200")))))
    assert (desk.state.audit.all_right, len(desk.state.audit.all_strays)) == (2, 1)
    desk.let(Again())
    assert (desk.state.audit.all_right, desk.state.audit.found) == (0, ())


def test_what_lay_on_the_tray_before_is_not_out_of_the_drawer():
    desk = inside(Laid(answers.handful()), Go(Page.AUDIT), Key("C"), Found("C", (answers.product(),)), Select(0))
    desk.let(InDrawer(answers.product(), frozenset({"200"})), Laid(desk.state.lying))
    assert desk.state.audit.found == ()


# Finding and teaching ----------------------------------------------------------------------------------------------


def test_products_are_looked_for_with_every_key():
    desk = inside(Go(Page.FIND))
    assert desk.let(Key("8")) == (Look("8"),)
    assert desk.let(Key("-")) == (Look("8-"),)
    assert desk.let(Erase()) == (Look("8"),)
    assert desk.let(Erase(all=True)) == ()


def test_products_for_another_text_are_not_shown():
    desk = inside(Go(Page.FIND), Key("8"), Erase(), Key("9"), Found("8", (answers.product(),)))
    assert desk.state.find.products == ()


def test_a_product_is_taught_by_pieces_laid_down_one_after_the_other():
    desk = inside(Go(Page.TEACH), Key("2"), Found("2", (answers.product(),)), Select(0))
    (take,) = desk.let(Laid(answers.laid(answers.part())))
    assert isinstance(take, TakeSample)
    assert take.earlier == ()
    first, second = answers.sample(), answers.sample(19.1)
    desk.let(Sampled(first), Laid(None))
    (take,) = desk.let(Laid(answers.laid(answers.part())))
    assert take.earlier == (first,)
    (keep,) = desk.let(Sampled(second), Next())
    assert isinstance(keep, KeepLesson)
    assert (keep.lesson.sku, keep.lesson.samples, keep.lesson.title) == ("200", (first, second), None)
    desk.let(Taught(2))
    assert desk.state.teaching.known == 2


def test_what_lay_there_before_is_no_sample():
    answer = answers.handful()
    desk = inside(Laid(answer), Go(Page.TEACH), Key("2"), Found("2", (answers.product(),)), Select(0))
    assert desk.let(Laid(answer)) == ()


def test_a_piece_that_contradicts_its_name_is_taken_only_when_staff_say_so():
    desk = inside(Go(Page.TEACH), Key("2"), Found("2", (answers.product(),)), Select(0))
    odd = answers.sample(30.0)
    desk.let(Laid(answers.laid(answers.part())), NotSampled("contradicts", (Difference("length", -11.0),), odd))
    assert desk.let(Next()) == ()
    desk.let(Yes())
    assert desk.state.teaching.samples == (odd,)
    desk.let(Undo())
    assert desk.state.teaching.samples == ()


def test_a_new_product_needs_a_number_and_a_name():
    desk = inside(Go(Page.TEACH), *map(Key, "k-7"), Found("k-7", ()), Next())
    assert desk.state.entry.texts["sku"] == "K-7"
    desk.let(Next())
    assert (desk.page, desk.state.entry.lacks, desk.state.entry.at) == (Page.ENTRY, "title", 1)
    desk.let(*map(Key, "knob m5"), Select(4), *map(Key, "c3"), Enter())
    assert desk.page is Page.TEACH
    desk.let(Laid(answers.laid(answers.part())), Sampled(answers.sample()))
    (keep,) = desk.let(Next())
    assert (keep.lesson.sku, keep.lesson.title, keep.lesson.aisle, keep.lesson.bin) == ("K-7", "Knob M5", None, "C3")


# Looking back ------------------------------------------------------------------------------------------------------


def test_an_earlier_scan_is_corrected_and_read_again():
    desk = inside()
    assert desk.let(Go(Page.SCANS)) == (ReadJournal(),)
    desk.let(ReadScans((SCAN,)), Select(0))
    assert desk.let(Confirm(1)) == (Keep("scan-7", (0,), "300"),)
    assert desk.let(Confirm(0)) == ()
    assert desk.let(Kept("scan-7", (0,), "300")) == (ReadJournal(),)
    assert not desk.state.past.keeping


def test_another_part_of_a_scan_is_corrected_by_a_product_that_is_looked_for():
    desk = inside(Go(Page.SCANS), ReadScans((SCAN,)), Select(0), Select(1), Search(), Key("9"))
    assert desk.let(Found("9", (answers.product("900"),)), Select(0)) == (Keep("scan-7", (1,), "900"),)
    assert desk.page is Page.SCAN


def test_wishes_and_health_are_read_when_they_are_opened():
    assert inside().let(Go(Page.WANTED)) == (ReadDemand(),)
    desk = inside()
    assert desk.let(Go(Page.HEALTH)) == (Examine(),)
    assert desk.let(Again()) == ()
    desk.let(AllExamined())
    assert desk.let(Again()) == (Examine(),)


# Calibration, settings, shutdown -----------------------------------------------------------------------------------


def test_the_tray_is_the_staffs_alone_from_the_beginning_of_a_calibration_to_its_end():
    desk = inside()
    assert desk.let(Go(Page.CALIBRATION)) == (Calibrate("begin"),)
    assert desk.let(Next()) == ()
    desk.let(Calibrated(Stage(Pose.EMPTY)))
    assert desk.let(Next()) == (Calibrate("take"),)
    assert desk.let(Next()) == ()
    desk.let(Calibrated(Stage(Pose.QUARTER)))
    assert desk.let(Skip()) == (Calibrate("skip"),)
    desk.let(Calibrated(Stage(Pose.DONE, verdict="skipped")))
    assert desk.let(Yes()) == (Calibrate("save"),)
    desk.let(Calibrated(Stage(Pose.KEPT)))
    assert desk.let(Back()) == (Calibrate("end"),)


@pytest.mark.parametrize("stage", [None, Stage(Pose.VIEW)])
@pytest.mark.parametrize("going", [Leave(), Tick(1e6)])
def test_however_a_calibration_is_left_the_station_works_again(stage, going):
    desk = inside(Go(Page.CALIBRATION), *([Calibrated(stage)] if stage else [Failed("camera")]))
    desk.let(going, *([Tick(2e6)] if isinstance(going, Tick) else []))
    assert Calibrate("end") in desk.asked


def test_a_setting_is_asked_for_and_rules_when_it_is_kept():
    desk = inside(Go(Page.SETTINGS))
    assert desk.let(Put("volume_percent", 20)) == (Choose("volume_percent", 20),)
    changed = Settings(screen=Screen(volume_percent=20))
    desk.let(Settled(changed))
    assert desk.state.settings.screen.volume_percent == 20


def test_the_stores_name_is_typed():
    desk = inside(Go(Page.SETTINGS), Select(0), *map(Key, "harper's ace"))
    assert desk.let(Enter()) == (Choose("store_name", "Harper's Ace"),)
    assert desk.page is Page.SETTINGS


def test_the_machine_is_switched_off_only_after_it_was_asked():
    desk = inside(Go(Page.SHUTDOWN))
    assert desk.let(Yes()) == (PowerOff(),)
    assert desk.let(Yes(), Back(), Leave()) == ()
    desk.let(Failed("no_power_off"))
    assert desk.state.trouble.what == "no_power_off"
    assert desk.let(Back()) == ()
    assert desk.page is Page.DESK
