"""The back office does what is asked for, and whatever goes wrong is one plain thing to say."""

from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest
from argon2 import PasswordHasher

from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import write_catalog
from appliance.catalog.taught import Lesson
from appliance.catalog.taught_store import read_lessons, taught_beside
from appliance.messages import Corrected, Photograph, Rest
from appliance.screen.backstage import Backstage
from appliance.screen.staff.calibrating import Step
from appliance.screen.staff.effects import (
    AskDoor,
    Calibrate,
    CheckPin,
    Choose,
    Close,
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
    AllExamined,
    AtDoor,
    Calibrated,
    Examined,
    Failed,
    Found,
    GoingDown,
    InDrawer,
    Kept,
    NotSampled,
    PinKept,
    ReadScans,
    ReadWanted,
    Sampled,
    Settled,
    Taught,
    Tried,
)
from appliance.screen.staff.office import Office
from appliance.screen.staff.pin import PinKeeper
from appliance.screen.staff.services import ServiceRefused, Services
from appliance.settings import Places
from appliance.settings_keys import Settings
from drivers.faults import Device, DeviceSilent
from drivers.frame import Frame, Light, Shot
from tests.appliance.screen.staff import answers

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Station:
    """Keeps what is posted; photographs a grey tray, or fails."""

    def __init__(self):
        self.posted, self.fault = [], None
        self.snapshot = self.preview = None

    def post(self, message):
        self.posted.append(message)
        if isinstance(message, Photograph):
            grey = np.full((480, 640), 205, np.uint8)
            shot = Shot("empty", Frame(grey, Light.BACKLIT), Frame(np.dstack([grey] * 3), Light.TOPLIT))
            message.into.set_exception(self.fault) if self.fault else message.into.set_result(shot)


class Bench:
    """An office in an empty folder, with a small catalog."""

    def __init__(self, folder, **services):
        self.station, self.places, self.did = Station(), Places(folder), []
        products = [answers.product("200"), answers.product("201", "M4 x 20 mm Pan Head Machine Screw")]
        products += [answers.product("300", "1/4-20 x 1 in. Hex Bolt", bin="D1")]
        write_catalog(self.places.catalog, products, "made")
        made = Services(
            scans=lambda most: (),
            picture=lambda scan, part: None,
            wishes=lambda: (),
            is_kept=lambda scan, parts, sku: bool(self.station.posted),
            examine=lambda: iter([Examined("disk", "ok", "", "")]),
            reload=lambda: self.did.append("reload"),
        )
        backstage = Backstage(Settings(), self.places, self.station, lambda: None, staff=replace(made, **services))
        keeper = PinKeeper(self.places.staff, hasher=QUICK)
        self.office = Office(backstage, backstage.staff, keeper, wait=lambda _: self.did.append("waited"))

    def do(self, effect):
        return list(self.office.perform(effect))


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def refusing(*_):
    raise ServiceRefused("It is broken.")


def test_a_pin_is_set_and_asked_for(bench):
    assert bench.do(AskDoor()) == [AtDoor(False, 0.0)]
    assert bench.do(SetPin("2580")) == [PinKept()]
    assert bench.do(AskDoor()) == [AtDoor(True, 0.0)]
    (tried,) = bench.do(CheckPin("2580"))
    assert isinstance(tried, Tried)
    assert tried.checked.ok
    bench.places.staff.write_text("{")
    (failed,) = bench.do(CheckPin("2580"))
    assert failed.what == "pin"


def test_only_the_newest_text_is_looked_for(bench):
    bench.office.wanted = "m4"
    assert bench.do(Look("m")) == []
    (found,) = bench.do(Look("m4"))
    assert isinstance(found, Found)
    assert [one.sku for one in found.products] == ["201"]
    assert bench.do(Close()) == []


def test_without_a_catalog_looking_fails_in_a_sentence(bench):
    bench.places.catalog.unlink()
    bench.office.wanted = "m4"
    (failed,) = bench.do(Look("m4"))
    assert failed.what == "catalog"
    assert "no catalog there" in failed.says


def test_a_drawer_holds_all_products_of_its_place(bench):
    assert bench.do(OpenDrawer(answers.product("200"))) == [InDrawer(answers.product("200"), frozenset({"200", "201"}))]
    nowhere = answers.product("200", bin=None)
    assert bench.do(OpenDrawer(nowhere)) == [InDrawer(nowhere, frozenset({"200"}))]


def test_staffs_word_is_kept_once_the_journal_has_it(bench):
    assert bench.do(Keep("scan-1", (0, 2), "200", {"task": "return"})) == [Kept("scan-1", (0, 2), "200")]
    assert bench.station.posted == [Corrected("scan-1", part, {"task": "return"}, "200") for part in (0, 2)]


def test_what_never_comes_into_the_journal_is_told_as_not_kept(tmp_path):
    bench = Bench(tmp_path, is_kept=lambda *_: False)
    (failed,) = bench.do(Keep("scan-1", (0,), "200"))
    assert failed.what == "not_kept"
    assert len(bench.did) > 10


def test_a_piece_is_a_sample_unless_it_is_none(bench):
    product = answers.product("200")
    one = answers.laid(answers.part()).reading
    (sampled,) = bench.do(TakeSample(one, product, ()))
    assert isinstance(sampled, Sampled)
    for parts, why in (((), "nothing"), ((answers.part(), answers.part()), "several")):
        (none,) = bench.do(TakeSample(answers.laid(*parts).reading, product, ()))
        assert (type(none), none.why) == (NotSampled, why)
    (unlike,) = bench.do(TakeSample(one, product, (answers.sample(40.0),)))
    assert unlike.why == "unlike"


def test_a_piece_that_contradicts_the_name_says_in_what_and_can_be_taken_even_so(bench):
    short = answers.product("200", "#10-24 x 2 in. Pan Head Phillips Zinc Machine Screw")
    (none,) = bench.do(TakeSample(answers.laid(answers.part()).reading, short, ()))
    assert none.why == "contradicts"
    assert [one.what for one in none.differs] == ["length"]
    assert none.sample is not None


def test_what_was_taught_is_on_disk_and_used_from_then_on(bench):
    lesson = Lesson("K-7", (answers.sample(),), "Knob M5")
    assert bench.do(KeepLesson(lesson)) == [Taught(1)]
    assert bench.do(KeepLesson(replace(lesson, samples=(answers.sample(19.06),)))) == [Taught(2)]
    assert read_lessons(taught_beside(bench.places.catalog))["K-7"].title == "Knob M5"
    assert bench.did == ["reload", "reload"]


def test_a_lesson_that_cannot_be_used_is_told(tmp_path):
    def refuses():
        raise CatalogRefused("the lessons are damaged")

    bench = Bench(tmp_path, reload=refuses)
    (failed,) = bench.do(KeepLesson(Lesson("K-7", (answers.sample(),), "Knob")))
    assert (failed.what, failed.says) == ("catalog", "the lessons are damaged")


def test_the_journal_and_the_health_are_read(bench):
    assert bench.do(ReadJournal()) == [ReadScans(())]
    assert bench.do(ReadDemand()) == [ReadWanted(())]
    assert bench.do(Examine()) == [Examined("disk", "ok", "", ""), AllExamined()]


@pytest.mark.parametrize(
    ("service", "effect"), [("scans", ReadJournal()), ("wishes", ReadDemand()), ("examine", Examine())]
)
def test_a_service_that_is_refused_is_one_sentence(tmp_path, service, effect):
    assert Bench(tmp_path, **{service: refusing}).do(effect) == [Failed("service", "It is broken.")]


def test_what_nobody_foresaw_is_a_bug_and_not_the_end(tmp_path):
    def stumbles(_):
        raise ZeroDivisionError

    assert Bench(tmp_path, scans=stumbles).do(ReadJournal()) == [Failed("bug", "The log says where.")]


def test_a_calibration_has_the_tray_to_itself_until_its_end(bench):
    (begun,) = bench.do(Calibrate("begin"))
    assert (type(begun), begun.stage.step) == (Calibrated, Step.EMPTY)
    (taken,) = bench.do(Calibrate("take"))
    assert taken.stage.step is Step.VIEW
    assert bench.do(Calibrate("end")) == []
    assert [one.on for one in bench.station.posted if isinstance(one, Rest)] == [True, False]
    assert bench.do(Calibrate("take")) == []


def test_a_camera_that_fails_is_told_by_the_calibration(bench):
    bench.do(Calibrate("begin"))
    bench.station.fault = DeviceSilent("No picture came.", Device.CAMERA)
    (taken,) = bench.do(Calibrate("take"))
    assert (taken.stage.refused, taken.stage.says) == ("camera", "No picture came.")


def test_a_station_that_does_not_answer_is_not_waited_for_for_ever(bench, monkeypatch):
    monkeypatch.setattr("appliance.screen.staff.office._SHOT_S", 0.01)
    bench.do(Calibrate("begin"))
    waiting = []
    monkeypatch.setattr(bench.station, "post", waiting.append)
    (taken,) = bench.do(Calibrate("take"))
    assert taken.stage.refused == "camera"
    assert isinstance(waiting[0].into, Future)
    assert waiting[0].into.cancelled()


def test_a_choice_is_kept_and_lights_the_display(tmp_path):
    lit = []
    bench = Bench(tmp_path, brighten=lambda percent: bool(lit.append(percent)))
    assert bench.office.begin().dim == 0.0
    (settled,) = bench.do(Choose("brightness_percent", 40))
    assert (type(settled), settled.settings.screen.brightness_percent) == (Settled, 40)
    assert settled.dim == pytest.approx(0.6)
    assert bench.do(Choose("brightness_percent", 10))[0].dim == pytest.approx(0.7)
    assert lit == [100, 40, 10]
    (failed,) = bench.do(Choose("idle_seconds", 1))
    assert failed.what == "settings"


def test_a_display_that_is_lit_is_not_darkened(tmp_path):
    bench = Bench(tmp_path, brighten=lambda percent: True)
    assert bench.do(Choose("brightness_percent", 40))[0].dim == 0.0


def test_the_machine_is_switched_off_where_it_can_be(tmp_path, bench):
    assert bench.do(PowerOff()) == [Failed("no_power_off")]
    off = []
    assert Bench(tmp_path, power_off=lambda: off.append(1)).do(PowerOff()) == [GoingDown()]
    assert off == [1]
    assert Bench(tmp_path, power_off=refusing).do(PowerOff()) == [Failed("service", "It is broken.")]
