"""From a part on the simulated tray to the right aisle on the screen, by touch; and fingers that touch anything."""

import json
import os
import random
import sys
import threading

import pytest
from PySide6.QtCore import QPointF

from appliance.assembly import assemble_simulated
from appliance.commands.kiosk_running import backstage_of
from appliance.messages import Chose, NoneOfThese, Replied
from appliance.screen.desk import Desk
from appliance.screen.events import Page, Tick
from appliance.screen.kiosk import Kiosk
from appliance.screen.scenes import MODES, customer_scenes
from appliance.screen.theatre import playing
from appliance.screen.understudy import STORE
from appliance.settings_keys import Settings, Station
from appliance.simulation import SAMPLES
from tests.appliance.screen import audit, fingers

TAPS = int(os.environ.get("SCREWTRAY_TAPS", "300"))  # by hand: SCREWTRAY_TAPS=20000


def scene(name):
    return next(one for one in customer_scenes() if one.name == name)


@pytest.fixture
def counter(tmp_path):
    settings = Settings(station=Station(state_folder=str(tmp_path)), screen=STORE.screen)
    kiosk = Kiosk(settings, (1180, 550), still=True, desk=True)
    counter = assemble_simulated(settings, ("station", "screen"), kiosk.ui.snapped.emit, customers=False)
    kiosk.lay_out(Desk(counter.tray))
    kiosk.attach(backstage_of(counter, settings, simulate=True))
    counter.start()
    yield kiosk, counter
    counter.stop()
    kiosk.close()


def test_a_part_laid_down_leads_to_the_right_aisle(counter):
    kiosk, counter = counter
    fingers.wait_for(kiosk, lambda: kiosk.ui.page == "invite")
    fingers.tap_item(kiosk, kiosk.item("sample0"))
    fingers.wait_for(kiosk, lambda: kiosk.ui.page in ("answer", "question"))
    if kiosk.ui.page == "question":
        fingers.tap(kiosk, "I cannot tell")
    truth = json.loads((SAMPLES / "truth.json").read_text())["tray"][0]
    said = audit.texts_on(kiosk)
    assert kiosk.ui.values["product"]["sku"] == truth["sku"]
    assert "Aisle" in said
    assert "12" in said
    assert "C3" in said
    assert any("#10-24 machine screw" in text for text in said)
    fingers.tap(kiosk, "Show me the way")
    assert kiosk.ui.page == "way"
    assert "About 35 feet from here" in audit.texts_on(kiosk)
    fingers.tap(kiosk, "Español")
    assert "Por aquí" in audit.texts_on(kiosk)
    fingers.tap_item(kiosk, kiosk.item("deskClear"))
    fingers.wait_for(kiosk, lambda: not kiosk.ui.state.present)
    assert kiosk.ui.page == "way"  # the screw is in the hand now, and the way still to be read
    assert kiosk.complaints == []


def test_a_part_dragged_from_the_drawer_lands_on_the_tray(counter):
    kiosk, counter = counter
    fingers.wait_for(kiosk, lambda: kiosk.ui.page == "invite")
    start, tray = kiosk.item("sample1"), kiosk.item("deskTray")
    begin = start.mapToScene(QPointF(start.width() / 2, start.height() / 2))
    end = tray.mapToScene(QPointF(tray.width() / 2, tray.height() / 2))
    fingers.drag(kiosk, begin, end)
    assert len(counter.tray.lying) == 1
    fingers.wait_for(kiosk, lambda: kiosk.ui.page not in ("invite", "looking"))


def test_a_question_is_answered_by_touching_a_picture():
    with playing(scene("question"), (1280, 800), MODES["plain"]) as (kiosk, understudy):
        fingers.tap(kiosk, "Slotted")
        assert understudy.posted == [Replied("scan-made", 0, "drive", "slotted")]
        assert "One moment\N{NO-BREAK SPACE}…" in audit.texts_on(kiosk)


def test_an_alternative_is_chosen_and_then_shown():
    with playing(scene("answer"), (1280, 800), MODES["plain"]) as (kiosk, understudy):
        fingers.tap(kiosk, "Other matches")
        rows = kiosk.ui.values["rows"]
        other = next(item for item in audit.targets_on(kiosk) if rows[1]["title"] in item.property("name"))
        fingers.tap_item(kiosk, other)
        assert understudy.posted == [Chose("scan-tray", 0, rows[1]["sku"])]
        assert kiosk.ui.page == "answer"
        assert "Your choice" in audit.texts_on(kiosk)


def test_none_of_these_is_kept_and_the_next_customer_finds_nothing_of_it():
    with playing(scene("answer"), (1280, 800), MODES["plain"]) as (kiosk, understudy):
        fingers.tap(kiosk, "Français")
        fingers.tap(kiosk, "Aucune de celles-ci")
        assert understudy.posted == [NoneOfThese("scan-tray", 0)]
        fingers.tap(kiosk, "Essayer une autre vis")
        assert kiosk.ui.page == "invite"
        assert "Take away what lies there" in audit.texts_on(kiosk)  # in the store's language again


def test_one_of_several_parts_is_chosen_on_the_picture():
    with playing(scene("choose"), (1280, 800), MODES["plain"]) as (kiosk, _):
        card = kiosk.ui.values["cards"][1]
        photograph = kiosk.item("trayTouch")
        width = kiosk.ui.values["size"][0]
        x, y, w, h = card["box"]
        scale = photograph.width() / width
        at = photograph.mapToScene(QPointF((x + w / 2) * scale, (y + h / 2) * scale))
        fingers.tap_at(kiosk, at.x(), at.y())
        assert kiosk.ui.page in ("answer", "question")
        assert kiosk.ui.state.part == card["part"]


def test_a_label_is_printed_once():
    with playing(scene("label"), (1280, 800), MODES["plain"]) as (kiosk, understudy):
        fingers.tap(kiosk, "Print a label")
        fingers.wait_for(kiosk, lambda: "There it comes" in audit.texts_on(kiosk))
        assert [(label.aisle, label.bay, label.bin) for label in understudy.labels] == [("12", "4", "C3")]


def test_more_time_is_given_to_whoever_asks():
    with playing(scene("still_there"), (1280, 800), MODES["plain"]) as (kiosk, _):
        assert any("seconds" in text for text in audit.texts_on(kiosk))
        fingers.tap(kiosk, "I need more time")
        kiosk.ui.happen(Tick(100.0))
        assert kiosk.ui.page == "answer"


def test_staff_are_let_in_by_holding_the_stores_name():
    with playing(scene("invite"), (1280, 800), MODES["plain"]) as (kiosk, _):
        fingers.tap_item(kiosk, kiosk.item("store"), hold_s=0.3)
        assert kiosk.ui.page == "invite"
        fingers.tap_item(kiosk, kiosk.item("store"), hold_s=2.2)
        assert kiosk.ui.page == "staff"


def test_fingers_that_touch_anything_never_leave_the_kiosk(monkeypatch):
    """As many taps as SCREWTRAY_TAPS says, in a window whose tray changes meanwhile."""
    chance = random.Random(7)
    stages = [one for one in customer_scenes() if one.name not in ("starting", "saver")]
    failures = []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    monkeypatch.setattr(sys, "excepthook", lambda *failure: failures.append(failure))  # Qt's slots end up there
    with playing(scene("invite"), (1280, 800), MODES["plain"]) as (kiosk, understudy):
        for count in range(TAPS):
            if count % 25 == 0:
                chance.choice(stages).show(kiosk, understudy)
            kiosk.ui.happen(Tick(count * 0.8))
            if chance.random() < 0.6 and audit.targets_on(kiosk):
                fingers.tap_item(kiosk, chance.choice(audit.targets_on(kiosk)))
            else:
                fingers.tap_at(kiosk, chance.uniform(0, 1280), chance.uniform(0, 800))
            assert kiosk.window.isVisible()
            assert kiosk.ui.page in list(Page)
        assert kiosk.complaints == []
    assert failures == []
