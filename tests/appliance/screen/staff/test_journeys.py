"""Staff's journeys by touch, through the window: from the long press on the store's name to what is on disk."""

import json
import os
import random
import shutil
import threading

import numpy as np
import pytest

from appliance.assembly import assemble_simulated
from appliance.catalog.taught_store import read_lessons, taught_beside
from appliance.commands.kiosk_running import backstage_of
from appliance.messages import Corrected, Phase, Photograph, Rest
from appliance.screen.backstage import Backstage
from appliance.screen.events import Knock as Knocked
from appliance.screen.events import StartOver
from appliance.screen.kiosk import Kiosk
from appliance.screen.staff.choices import with_choices
from appliance.screen.staff.events import Examined
from appliance.screen.staff.pin import PinKeeper
from appliance.screen.staff.scenes import handful, inside, stand_in
from appliance.screen.staff.services import Services
from appliance.screen.understudy import STORE, Understudy, answer_of, sample_answer, sample_store
from appliance.settings import Places
from appliance.settings_keys import Settings, Station
from appliance.simulation import SAMPLES, sample_things
from appliance.station.journal_reading import open_reader
from drivers.frame import Frame, Light, Shot
from tests.appliance.screen import audit, fingers

PIN = "2580"
TAPS = int(os.environ.get("SCREWTRAY_TAPS", "300"))  # by hand: SCREWTRAY_TAPS=20000


class Counter(Understudy):
    """A station that keeps what it is told, and photographs an evenly grey tray."""

    def post(self, message):
        super().post(message)
        if isinstance(message, Photograph):
            grey = np.full((480, 640), 205, np.uint8)
            shot = Shot("empty", Frame(grey, Light.BACKLIT), Frame(np.dstack([grey] * 3), Light.TOPLIT))
            message.into.set_result(shot)


class Stage:
    """A kiosk with a store behind it, a clock that is moved by hand, and services that remember."""

    def __init__(self, folder):
        self.now_s, self.done = 0.0, []
        self.counter, self.places = Counter(), Places(folder)
        shutil.copy(sample_store(), self.places.catalog)
        made = stand_in()
        self.kept = []
        services = Services(
            scans=made.scans,
            picture=made.picture,
            wishes=made.wishes,
            is_kept=lambda scan, parts, sku: not self.kept.append((scan, parts, sku)),
            examine=lambda: iter(
                [Examined("camera", "fail", "no camera answers", "x"), Examined("disk", "ok", "", "")]
            ),
            reload=lambda: self.done.append("reload"),
            power_off=lambda: self.done.append("off"),
        )
        self.kiosk = Kiosk(STORE, (1280, 800), now_s=lambda: self.now_s, still=True)
        self.kiosk.attach(Backstage(STORE, self.places, self.counter, lambda: None, staff=services))
        self.play(Phase.EMPTY)

    @property
    def page(self):
        return self.kiosk.ui.staff_side.state.page

    def play(self, phase, answer=None):
        self.kiosk.ui.take_snapshot(self.counter.play(phase, answer))
        self.kiosk.settle()

    def settle(self):
        fingers.wait_for(self.kiosk, lambda: not self.kiosk.ui.staff_side.is_busy, 60)
        self.kiosk.settle(40)  # the next frame

    def touch(self, *names):
        for name in names:
            fingers.tap(self.kiosk, name)
            self.settle()

    def type(self, text):
        self.touch(*("space" if letter == " " else letter for letter in text))

    def texts(self):
        return audit.texts_on(self.kiosk)

    def knock(self):
        fingers.tap_item(self.kiosk, self.kiosk.item("store"), hold_s=2.2)
        self.settle()

    def enter(self):
        """Past the door."""
        PinKeeper(self.places.staff).set(PIN)
        self.knock()
        self.type(PIN)
        self.touch("Enter")
        assert self.page == "desk"

    def posted(self, kind):
        return [message for message in self.counter.posted if isinstance(message, kind)]


@pytest.fixture
def stage(tmp_path):
    made = Stage(tmp_path)
    yield made
    assert made.kiosk.complaints == []
    made.kiosk.close()


@pytest.fixture
def desk(stage):
    stage.enter()
    return stage


def test_the_first_one_chooses_a_pin_and_the_next_one_needs_it(stage):
    stage.knock()
    stage.type(PIN)
    stage.touch("Enter")
    assert "Once more, please" in stage.texts()
    stage.type(PIN)
    stage.touch("Enter")
    assert stage.page == "desk"
    stage.touch("Back to customers")
    assert stage.kiosk.ui.page == "invite"
    stage.knock()
    stage.type("9999")
    stage.touch("Enter")
    assert any("2 more tries" in text for text in stage.texts())
    stage.type(PIN)
    stage.touch("Enter")
    assert stage.page == "desk"


def test_a_short_touch_of_the_stores_name_is_none(stage):
    fingers.tap_item(stage.kiosk, stage.kiosk.item("store"), hold_s=0.3)
    assert stage.page == "closed"


def test_after_three_wrong_pins_the_keys_are_dead_even_after_a_restart(stage, tmp_path):
    PinKeeper(stage.places.staff).set(PIN)
    stage.knock()
    for _ in range(3):
        stage.type("9999")
        stage.touch("Enter")
    assert any("Too many wrong PINs" in text for text in stage.texts())
    assert not PinKeeper(stage.places.staff).check(PIN).ok


def test_a_handful_is_sorted_with_a_touch_and_told_to_the_station(desk):
    desk.play(Phase.ANSWER, handful())
    desk.touch("Sort returns")
    assert "Aisle 13 · Bay 2 · Bin F6" in desk.texts()
    desk.touch("Confirm all 6")
    assert "6 parts sorted" in desk.texts()
    said = desk.posted(Corrected)
    assert sorted((one.part, one.sku) for one in said) == [
        (0, "309361"), (1, "818340"), (2, "759448"), (3, "309361"), (4, "759448"), (5, "759448"),
    ]  # fmt: skip
    assert {dict(one.labels)["task"] for one in said} == {"return"}


def test_a_part_that_is_something_else_is_found_by_name(desk):
    desk.play(Phase.ANSWER, handful())
    desk.touch("Sort returns", "Could not be measured", "Search by name")
    desk.type("m4 20")
    title = next(text for text in desk.texts() if "M4-0.7 X 20" in text)
    row = next(item for item in audit.targets_on(desk.kiosk) if item.property("name").startswith(title))
    fingers.tap_item(desk.kiosk, row)
    desk.settle()
    assert desk.page == "returns"
    assert [(one.part, one.sku) for one in desk.posted(Corrected)] == [(6, "104776")]
    assert "1 part sorted" in desk.texts()


def test_a_bin_is_checked_part_by_part(desk):
    desk.touch("Check a bin")
    desk.type("sds")
    row = next(item for item in audit.targets_on(desk.kiosk) if item.property("name").startswith("SDS HWH 10-16X1 ZN"))
    fingers.tap_item(desk.kiosk, row)
    desk.settle()
    assert desk.page == "audit"
    desk.play(Phase.ANSWER, answer_of(sample_answer("handful"), sample_answer("handful").reading.parts[:3]))
    assert "1 right" in desk.texts()
    assert "2 strays" in desk.texts()
    assert "Belongs to Aisle 12 · Bay 9 · Bin B18" in desk.texts()


def test_a_product_typed_shows_its_place(desk):
    desk.touch("Find a product")
    desk.type("104776")
    row = next(item for item in audit.targets_on(desk.kiosk) if item.property("name").startswith("M4-0.7 X 20"))
    fingers.tap_item(desk.kiosk, row)
    desk.settle()
    assert any(text.startswith("Aisle 12") for text in desk.texts())
    assert "104776" in desk.texts()


def test_a_product_is_taught_and_matched_from_then_on(desk):
    desk.touch("Teach a product")
    desk.type("163668")
    row = next(item for item in audit.targets_on(desk.kiosk) if item.property("name").startswith("MS PH PAN"))
    fingers.tap_item(desk.kiosk, row)
    desk.settle()
    desk.play(Phase.ANSWER, sample_answer("tray"))
    desk.settle()
    if "It is this product even so" in desk.texts():
        desk.touch("It is this product even so")
    desk.touch("Keep it")
    assert "It is known by 1 piece from now on." in desk.texts()
    assert len(read_lessons(taught_beside(desk.places.catalog))["163668"].samples) == 1
    assert desk.done == ["reload"]


def test_a_past_scan_is_corrected(desk):
    desk.touch("Past scans")
    row = next(item for item in audit.targets_on(desk.kiosk) if "2 parts" in item.property("name"))
    fingers.tap_item(desk.kiosk, row)
    desk.settle()
    row = next(item for item in audit.targets_on(desk.kiosk) if "No. 10-24 X 1/2" in item.property("name"))
    fingers.tap_item(desk.kiosk, row)
    desk.settle()
    assert [(one.scan, one.part, one.sku) for one in desk.posted(Corrected)] == [("scan-5", 0, "122751")]


def test_what_was_wanted_and_how_the_counter_is_can_be_read(desk):
    desk.touch("Wanted, not found")
    assert any("1 1/4 in, flat head" in text for text in desk.texts())
    desk.touch("Back", "Health")
    assert "One thing does not work." in desk.texts()
    assert any(text.startswith("Camera – does not work. See to the camera") for text in desk.texts())
    desk.touch("Check again")
    assert "One thing does not work." in desk.texts()


def test_the_tray_is_given_back_when_a_calibration_is_given_up(desk):
    desk.touch("Calibrate")
    assert "Empty the tray and wipe it." in desk.texts()
    desk.touch("Done as asked")
    assert "Lay the board flat on the tray, in the middle." in desk.texts()
    desk.touch("Done as asked")
    assert any(text.startswith("Not taken: the board cannot be seen") for text in desk.texts())
    desk.touch("Give up")
    assert [one.on for one in desk.posted(Rest)] == [True, False]
    assert not desk.places.calibration.exists()


def test_settings_rule_at_once_and_after_a_restart(desk):
    desk.touch("Settings", "Loudness of the voice: less", "Brightness of the screen: less")
    assert "50 %" in desk.texts()
    assert desk.kiosk.ui.staff_side.state.settings.screen.brightness_percent == 90
    desk.touch("Store name: Change", "Clear")
    desk.type("harper")
    desk.touch("Done")
    assert desk.kiosk.ui.storeName == "Harper"
    kept = with_choices(STORE, desk.places.choices).settings.screen
    assert (kept.store_name, kept.volume_percent, kept.brightness_percent) == ("Harper", 50, 90)


def test_the_machine_is_switched_off_only_after_it_was_asked(desk):
    desk.touch("Shut down")
    assert desk.done == []
    desk.touch("Shut down")
    assert desk.done == ["off"]
    assert "Shutting down …" in desk.texts()


def test_pages_left_open_close_by_themselves_and_who_is_there_keeps_them(desk):
    for now_s in (0.5, 301.0):
        desk.now_s = now_s
        desk.kiosk.ui.tick()
    assert "Are you still there?" in desk.texts()
    desk.touch("I am still here")
    desk.now_s = 330.0
    desk.kiosk.ui.tick()
    assert desk.page == "desk"
    for now_s in (640.0, 661.0):
        desk.now_s = now_s
        desk.kiosk.ui.tick()
    assert (desk.page, desk.kiosk.ui.page) == ("closed", "invite")


def test_a_camera_that_is_gone_is_said_where_parts_are_laid_down(desk):
    desk.touch("Sort returns")
    desk.play(Phase.FAULT)
    assert "The camera does not answer." in desk.texts()
    desk.play(Phase.EMPTY)
    assert "The camera does not answer." not in desk.texts()


def test_fingers_that_touch_anything_break_nothing(desk):
    chance = random.Random(7)
    desk.play(Phase.ANSWER, handful())
    for _ in range(TAPS):
        fingers.tap_at(desk.kiosk, chance.uniform(0, 1280), chance.uniform(0, 800))
        if desk.page == "closed" or desk.kiosk.ui.page != "staff":
            desk.kiosk.ui.happen(StartOver())
            desk.kiosk.ui.happen(Knocked())
            desk.kiosk.ui.staff_side.present(inside())
        desk.kiosk.settle(5)
    desk.settle()
    assert desk.kiosk.window.isVisible()


def test_a_return_at_a_simulated_counter_is_in_the_journal(tmp_path):
    settings = Settings(station=Station(state_folder=str(tmp_path)), screen=STORE.screen)
    kiosk = Kiosk(settings, (1280, 800), still=True)
    counter = assemble_simulated(settings, ("station", "screen"), kiosk.ui.snapped.emit, customers=False)
    PinKeeper(counter.places.staff).set(PIN)
    kiosk.attach(backstage_of(counter, settings, simulate=True))
    counter.start()
    try:
        fingers.wait_for(kiosk, lambda: kiosk.ui.page == "invite")
        kiosk.settle(500)
        fingers.tap_item(kiosk, kiosk.item("store"), hold_s=3.0)
        fingers.wait_for(kiosk, lambda: kiosk.ui.staff_side.state.page == "door")
        kiosk.settle(100)
        for key in (*PIN, "Enter"):
            fingers.wait_for(kiosk, lambda: not kiosk.ui.staff_side.is_busy)
            fingers.tap(kiosk, key)
        fingers.wait_for(kiosk, lambda: kiosk.ui.staff_side.state.page == "desk")
        kiosk.settle(100)  # the next frame: where the tiles are
        fingers.tap(kiosk, "Sort returns")
        assert kiosk.ui.staff_side.state.page == "returns"
        lay_down(counter)
        fingers.wait_for(kiosk, lambda: bool(kiosk.ui.staff_side.state.returns.rows), 60)
        kiosk.settle(100)
        fingers.tap(kiosk, "Confirm 1")
        fingers.wait_for(kiosk, lambda: kiosk.ui.staff_side.state.returns.total == 1, 60)
        with open_reader(counter.places.journal) as reader:
            (scan,) = reader.scans(1)
        truth = json.loads((SAMPLES / "truth.json").read_text())["tray"][0]
        assert [(said.what.value, said.sku, dict(said.labels)) for said in scan.said] == [
            ("corrected", truth["sku"], {"task": "return"})
        ]
    finally:
        counter.stop()
        kiosk.close()


def lay_down(counter):
    """The sample tray's screw, from a thread of its own as a hand would."""
    threading.Thread(target=counter.tray.drop, args=(sample_things().screws[0],)).start()
