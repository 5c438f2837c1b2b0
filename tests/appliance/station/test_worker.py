"""The station at a simulated counter: what customers do, and what it makes of it."""

import threading
import time
from dataclasses import replace

import pytest

from appliance.messages import Chose, Corrected, LookAgain, NoneOfThese, Phase, Replied
from appliance.reading import Match, Refused
from appliance.station.clerk import Clerk
from appliance.station.journal import Journal
from appliance.station.journal_reading import open_reader
from appliance.station.machine import Rules
from appliance.station.worker import Duties, Station
from calibration.refusal import CalibrationRefused
from drivers.faults import UnreadableShot
from drivers.frame import Light
from tests.appliance.station.counter import count_parts, screw_sprite, simulated_counter

SCREW = screw_sprite()


class Counter:
    """A station over a simulated tray, and everything that it ever showed."""

    def __init__(self, look=count_parts, clerk=None, rules=None, seed=0):
        self.rig = simulated_counter(seed)
        self.tray, self.clock = self.rig.tray, self.rig.tray.clock
        self.shown = []
        duties = Duties(look, clerk or Clerk(None), watch=self.shown.append)
        self.station = Station(self.rig.rig, duties, rules or Rules(), clock=self.clock)

    def pass_time(self, seconds):
        until_s = self.clock.now_s() + seconds
        while self.clock.now_s() < until_s:
            self.station.turn()

    @property
    def phase(self):
        return self.station.snapshot.phase

    @property
    def answer(self):
        return self.station.snapshot.answer

    def phases(self):
        return [snapshot.phase for snapshot in self.shown]


@pytest.fixture
def counter():
    made = Counter()
    made.pass_time(1)
    return made


def test_an_empty_tray_stays_empty_and_nothing_is_photographed(counter):
    counter.pass_time(12)
    assert counter.phase is Phase.EMPTY
    assert counter.phases() == []


def test_a_screw_laid_down_is_answered_within_a_second(counter):
    dropped_s = counter.clock.now_s()
    counter.tray.drop(SCREW)
    counter.pass_time(3)
    assert counter.phase is Phase.ANSWER
    assert counter.phases() == [Phase.MOVING, Phase.STILL, Phase.LOOKING, Phase.ANSWER]
    assert len(counter.answer.reading.parts) == 1
    assert counter.shown[-1].since_s - dropped_s < 1.0
    times = counter.answer.times
    assert dropped_s <= times.rest_s < times.shot_s < times.second_frame_s <= times.identified_s


def test_an_answer_stays_as_long_as_nothing_changes(counter):
    counter.tray.drop(SCREW)
    counter.pass_time(12)
    assert counter.phases().count(Phase.LOOKING) == 1
    assert counter.phase is Phase.ANSWER


def test_taking_the_screw_away_goes_back_to_the_beginning(counter):
    key = counter.tray.drop(SCREW)
    counter.pass_time(3)
    counter.tray.take_away(key)
    counter.pass_time(1)
    assert counter.phase is Phase.EMPTY
    assert counter.answer is None


def test_a_hand_over_the_tray_is_waited_for(counter):
    counter.tray.hand(True)
    counter.tray.drop(SCREW)
    counter.pass_time(8)
    assert counter.phase is Phase.HAND
    assert Phase.LOOKING not in counter.phases()
    counter.tray.hand(False)
    counter.pass_time(2)
    assert counter.phase is Phase.ANSWER


def test_a_hand_over_an_answered_tray_leaves_the_answer_on_show_and_it_is_not_photographed_again(counter):
    counter.tray.drop(SCREW)
    counter.pass_time(2)
    answer = counter.answer
    counter.tray.hand(True)
    counter.pass_time(2)
    assert counter.phase is Phase.HAND
    assert counter.answer is answer
    counter.tray.hand(False)
    counter.pass_time(2)
    assert counter.phase is Phase.ANSWER
    assert counter.answer is answer


def test_what_rolls_is_photographed_once_it_lies_still(counter):
    key = counter.tray.drop(SCREW)
    for place in range(30):
        counter.tray.move(key, (4.0 * place, 0.0))
        counter.pass_time(0.1)
    assert Phase.ANSWER not in counter.phases()
    counter.pass_time(2)
    assert counter.phase is Phase.ANSWER


def test_what_creeps_is_not_still(counter):
    key = counter.tray.drop(SCREW)
    for place in range(40):
        counter.tray.move(key, (0.5 * place, 0.0))
        counter.pass_time(0.1)
    assert Phase.ANSWER not in counter.phases()


def test_a_second_screw_asks_for_a_new_answer_of_both(counter):
    counter.tray.drop(SCREW, (-150.0, 0.0))
    counter.pass_time(2)
    counter.tray.drop(SCREW, (150.0, 60.0), 0.7)
    counter.pass_time(2)
    assert counter.phase is Phase.ANSWER
    assert len(counter.answer.reading.parts) == 2


@pytest.mark.parametrize("what", ["snatched away", "added", "moved"])
@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.1, 0.15])
def test_what_changes_while_it_is_photographed_is_never_answered(what, after_s):
    counter = Counter()
    counter.pass_time(1)
    key = counter.tray.drop(SCREW, (-100.0, 0.0))
    shoot = counter.rig.rig.shoot

    def shoot_and_be_disturbed(name=""):
        counter.rig.rig.shoot = shoot
        change = {
            "snatched away": lambda: counter.tray.take_away(key),
            "added": lambda: counter.tray.drop(SCREW, (120.0, 50.0)),
            "moved": lambda: counter.tray.move(key, (60.0, 60.0), 0.5),
        }[what]
        wait = counter.clock.wait
        due_s = counter.clock.now_s() + after_s

        def wait_and_change(seconds):
            wait(seconds)
            if counter.clock.now_s() >= due_s:
                counter.clock.wait = wait
                change()

        counter.clock.wait = wait_and_change
        return shoot(name)

    counter.rig.rig.shoot = shoot_and_be_disturbed
    counter.pass_time(4)
    wanted = {"snatched away": 0, "added": 2, "moved": 1}[what]
    answers = [shown.answer for shown in counter.shown if shown.phase is Phase.ANSWER]
    assert [len(answer.reading.parts) for answer in answers] == ([wanted] if wanted else [])
    assert counter.phase is (Phase.ANSWER if wanted else Phase.EMPTY)


def test_a_screw_half_outside_is_refused_with_words_for_the_customer(counter):
    counter.tray.drop(SCREW, (-300.0, 0.0))
    counter.pass_time(3)
    assert counter.phase is Phase.REFUSED
    assert counter.station.snapshot.says == "This part lies half outside the picture: move it to the middle."
    counter.tray.drop(SCREW, (0.0, 100.0))
    counter.pass_time(3)
    assert counter.phase is Phase.ANSWER


def blurred_for(times):
    """An answer of blurred parts, so many times, and sharp ones from then on."""
    looks = []

    def look(shot):
        looks.append(shot)
        reading = count_parts(shot)
        if len(looks) > times:
            return reading
        return replace(reading, parts=tuple(replace(part, refused=Refused.BLURRED) for part in reading.parts))

    return look, looks


def test_a_blurred_photograph_is_taken_again():
    look, looks = blurred_for(2)
    counter = Counter(look)
    counter.tray.drop(SCREW)
    counter.pass_time(4)
    assert counter.phase is Phase.ANSWER
    assert len(looks) == 3


def test_what_stays_blurred_is_refused_until_it_is_moved():
    look, looks = blurred_for(3)
    counter = Counter(look)
    key = counter.tray.drop(SCREW)
    counter.pass_time(10)
    assert counter.phase is Phase.REFUSED
    assert counter.station.snapshot.says == "This part is out of focus."
    assert len(looks) == 3
    counter.tray.move(key, (50.0, 20.0))
    counter.pass_time(3)
    assert counter.phase is Phase.ANSWER


@pytest.mark.parametrize("fault", [UnreadableShot("The picture is black."), CalibrationRefused("Another size.")])
def test_pictures_of_no_use_are_tried_again_and_then_said_so(fault):
    def look(shot):
        raise fault

    counter = Counter(look)
    counter.tray.drop(SCREW)
    counter.pass_time(10)
    assert counter.phase is Phase.REFUSED
    assert counter.station.snapshot.trouble.for_technician == str(fault)
    assert counter.station.snapshot.says == counter.station.snapshot.trouble.for_customer
    assert counter.answer is None


def test_a_part_that_the_program_stumbles_over_is_refused_and_the_next_one_served():
    looks = []

    def look(shot):
        looks.append(shot)
        if len(looks) == 1:
            raise ZeroDivisionError
        return count_parts(shot)

    counter = Counter(look)
    key = counter.tray.drop(SCREW)
    counter.pass_time(5)
    assert counter.phase is Phase.REFUSED
    assert counter.station.snapshot.trouble.kind == "Bug"
    assert len(looks) == 1
    counter.tray.move(key, (60.0, 30.0))
    counter.pass_time(3)
    assert counter.phase is Phase.ANSWER


def test_a_turn_that_fails_is_told_and_the_next_one_begins(counter, monkeypatch):
    see, stop = counter.station._see, threading.Event()

    def stumble():
        monkeypatch.setattr(counter.station, "_see", see)
        raise ZeroDivisionError

    monkeypatch.setattr(counter.station, "_see", stumble)
    counter.tray.drop(SCREW)
    thread = threading.Thread(target=counter.station.run, args=(stop,))
    thread.start()
    try:
        deadline_s = time.monotonic() + 60
        while counter.phase is not Phase.ANSWER and time.monotonic() < deadline_s:
            time.sleep(0.02)
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
    assert counter.phase is Phase.ANSWER
    assert Phase.FAULT in counter.phases()


def test_dirt_that_is_no_part_belongs_to_the_empty_tray_from_then_on():
    def look(shot):
        reading = count_parts(shot)
        return replace(reading, parts=tuple(part for part in reading.parts if len(part.outline_xy_px) > 100))

    counter = Counter(look)
    counter.pass_time(1)
    counter.tray.drop(screw_sprite(16, 16), (-200.0, -100.0))
    counter.pass_time(5)
    assert counter.phase is Phase.EMPTY
    assert counter.phases().count(Phase.LOOKING) == 1
    counter.tray.drop(SCREW)
    counter.pass_time(2)
    assert counter.phase is Phase.ANSWER


@pytest.mark.parametrize("device", ["camera", "lights"])
def test_a_device_that_went_and_came_back_needs_no_restart(counter, device):
    counter.tray.drop(SCREW)
    counter.pass_time(2)
    answer = counter.answer
    plug = getattr(counter.rig, device)
    plug.unplug()
    counter.pass_time(5)
    assert counter.phase is Phase.FAULT
    trouble = counter.station.snapshot.trouble
    assert trouble.for_customer.endswith("ask a member of staff.")
    assert "unplugged" in trouble.for_technician
    plug.plug_in()
    counter.pass_time(5)
    assert counter.phase is Phase.ANSWER
    assert counter.answer is answer
    assert counter.station.snapshot.trouble is None


def test_a_lamp_that_burns_out_is_told_when_the_photograph_is_black(counter):
    counter.rig.lights.burn_out(Light.TOPLIT)
    counter.tray.drop(SCREW)
    counter.pass_time(5)
    assert Phase.FAULT in counter.phases()
    assert any(shown.trouble and shown.trouble.kind == "BlackFrame" for shown in counter.shown)
    assert Phase.ANSWER not in counter.phases()
    counter.rig.lights.mend(Light.TOPLIT)
    counter.pass_time(5)
    assert counter.phase is Phase.ANSWER


def test_a_backlight_that_burns_out_is_told_and_is_no_hand(counter):
    counter.rig.lights.burn_out(Light.BACKLIT)
    counter.pass_time(8)
    assert Phase.HAND not in counter.phases()
    assert counter.phase is Phase.FAULT
    assert counter.station.snapshot.trouble.kind == "BlackFrame"
    assert len(counter.shown) < 20  # told, and not flickering
    counter.rig.lights.mend(Light.BACKLIT)
    counter.pass_time(5)
    assert counter.phase is Phase.EMPTY


def test_a_camera_that_freezes_while_photographing_is_a_fault_and_no_answer(counter):
    counter.tray.drop(SCREW)
    while counter.phase is not Phase.STILL:
        counter.station.turn()
    counter.rig.camera.freeze()
    counter.pass_time(20)
    assert counter.phase is Phase.FAULT
    assert Phase.ANSWER not in counter.phases()
    counter.rig.camera.plug_in()
    counter.pass_time(5)
    assert counter.phase is Phase.ANSWER


def test_a_screw_that_lies_there_from_the_start_is_answered():
    counter = Counter()
    counter.tray.drop(SCREW)
    counter.pass_time(3)
    assert counter.phase is Phase.ANSWER


def test_after_a_hand_that_was_there_from_the_start_the_empty_tray_is_learnt():
    counter = Counter()
    counter.tray.hand(True)
    counter.pass_time(3)
    counter.tray.hand(False)
    counter.pass_time(3)
    assert counter.phase is Phase.EMPTY
    counter.tray.drop(SCREW)
    counter.pass_time(3)
    assert counter.phase is Phase.ANSWER


def test_looking_again_photographs_anew(counter):
    counter.tray.drop(SCREW)
    counter.pass_time(2)
    first = counter.answer
    counter.station.post(LookAgain())
    counter.pass_time(2)
    assert counter.phase is Phase.ANSWER
    assert counter.answer is not first


def with_matches(shot):
    reading = count_parts(shot)
    match = Match("0123", 0.9, "A screw", "12", "4", "C3")
    return replace(reading, parts=tuple(replace(part, matches=(match,)) for part in reading.parts))


def reply(part, ask, option, asked):
    if option == "nonsense":
        raise ValueError("no answer")
    return replace(part, not_in_catalog=0.5 / asked)


@pytest.fixture
def kept(tmp_path):
    """A counter with a journal that has answered a screw."""
    with Journal(tmp_path / "journal.db") as journal:
        counter = Counter(with_matches, Clerk(journal, reply=reply))
        counter.journal = journal
        counter.tray.drop(SCREW)
        counter.pass_time(3)
        yield counter


def test_what_is_shown_is_on_disk(kept):
    with open_reader(kept.journal.path) as reader:
        scan = reader.scan(kept.answer.scan)
        assert scan.reading["parts"][0]["matches"][0]["sku"] == "0123"
        assert [crop.light for crop in reader.crops(scan.id, 0)] == [Light.BACKLIT, Light.TOPLIT]


def test_what_is_said_is_acknowledged_once_it_is_on_disk(kept):
    scan = kept.answer.scan
    kept.station.post(Replied(scan, 0, "tip", "cone"))
    kept.station.post(Replied(scan, 0, "drive", "torx"))
    kept.station.post(Chose(scan, 0, "0123"))
    kept.station.post(NoneOfThese(scan, 0, "longer"))
    kept.station.post(Corrected(scan, 0, {"head": "pan"}, "0124"))
    kept.pass_time(0.3)
    said = ["replied", "replied", "chosen", "none_of_these", "corrected"]
    assert [one.what for one in kept.answer.acknowledged] == said
    assert kept.answer.reading.parts[0].not_in_catalog == 0.25  # weighed again, by the second answer
    with open_reader(kept.journal.path) as reader:
        assert [one.what for one in reader.scan(scan).said] == said
        assert [wish.words for wish in reader.unmet()] == ["longer"]


def test_what_is_said_of_another_scan_part_or_in_nonsense_is_not_heeded(kept):
    scan = kept.answer.scan
    for message in (Chose("other", 0, "1"), Chose(scan, 7, "1"), Replied(scan, 0, "tip", "nonsense")):
        kept.station.post(message)
    kept.pass_time(0.3)
    assert kept.answer.acknowledged == ()
    with open_reader(kept.journal.path) as reader:
        assert reader.scan(scan).said == ()


def test_with_a_full_disk_customers_are_served_and_the_technician_is_told(kept):
    kept.journal._connection.execute("PRAGMA max_page_count=1")
    kept.station.post(LookAgain())
    kept.pass_time(2)
    assert kept.phase is Phase.ANSWER
    assert kept.answer.scan is None
    assert any("the disk is full" in notice for notice in kept.station.snapshot.notices)
    kept.journal._connection.execute("PRAGMA max_page_count=100000")
    kept.station.post(LookAgain())
    kept.pass_time(2)
    assert kept.answer.scan is not None
    assert kept.station.snapshot.notices == ()
