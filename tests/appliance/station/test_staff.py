"""What staff ask of a running station: the tray to themselves, photographs of their own, words on earlier scans."""

from concurrent.futures import Future

import pytest

from appliance.messages import Corrected, Phase, Photograph, Rest
from appliance.station.clerk import Clerk
from appliance.station.journal import Journal, Verdict
from appliance.station.journal_reading import open_reader
from drivers.faults import DeviceFault
from tests.appliance.station.counter import screw_sprite
from tests.appliance.station.test_worker import Counter

SCREW = screw_sprite()


@pytest.fixture
def counter():
    made = Counter()
    made.pass_time(1)
    return made


def test_what_is_laid_down_while_the_station_rests_is_not_looked_at_until_it_works_again(counter):
    counter.station.post(Rest(True))
    counter.tray.drop(SCREW)
    counter.pass_time(4)
    assert counter.phases() == []
    counter.station.post(Rest(False))
    counter.pass_time(3)
    assert counter.phase is Phase.ANSWER


def test_a_resting_station_shows_no_answer_any_more_and_still_sees_the_tray(counter):
    counter.tray.drop(SCREW)
    counter.pass_time(3)
    counter.station.post(Rest(True))
    before = counter.station.preview
    counter.pass_time(1)
    assert counter.phase is Phase.EMPTY
    assert counter.answer is None
    assert counter.station.preview is not before


def test_a_fault_while_resting_is_told_and_goes_away_with_its_cause(counter):
    counter.station.post(Rest(True))
    counter.rig.camera.unplug()
    counter.pass_time(2)
    assert counter.phase is Phase.FAULT
    counter.rig.camera.plug_in()
    counter.pass_time(4)
    assert counter.phase is Phase.EMPTY


@pytest.mark.parametrize("resting", [True, False])
def test_a_photograph_asked_for_comes_with_both_lights(counter, resting):
    counter.station.post(Rest(resting))
    into = Future()
    counter.station.post(Photograph(into))
    counter.pass_time(1)
    shot = into.result(0)
    assert shot.backlit is not None
    assert shot.toplit is not None


def test_a_photograph_that_fails_says_why_and_the_station_goes_on(counter):
    counter.rig.camera.unplug()
    into = Future()
    counter.station.post(Photograph(into))
    counter.pass_time(1)
    assert isinstance(into.exception(0), DeviceFault)


def test_nobody_waits_for_a_photograph_that_was_given_up(counter):
    into = Future()
    into.cancel()
    counter.station.post(Photograph(into))
    counter.pass_time(1)
    assert into.cancelled()


def test_staffs_word_on_an_earlier_scan_is_kept_and_the_answer_on_show_stays(tmp_path):
    with Journal(tmp_path / "journal.db") as journal:
        kept = Counter(clerk=Clerk(journal))
        kept.pass_time(1)
        kept.tray.drop(SCREW)
        kept.pass_time(3)
        earlier = kept.answer.scan
        kept.tray.clear()
        kept.pass_time(2)
        kept.station.post(Corrected(earlier, 0, {"task": "return"}, "0124"))
        kept.pass_time(0.5)
        assert kept.answer is None
        with open_reader(journal.path) as reader:
            (said,) = reader.scan(earlier).said
        assert (said.what, said.sku, dict(said.labels)) == (Verdict.CORRECTED, "0124", {"task": "return"})


def test_a_word_on_a_scan_that_is_gone_harms_nothing(tmp_path):
    with Journal(tmp_path / "journal.db") as journal:
        kept = Counter(clerk=Clerk(journal))
        kept.station.post(Corrected("20200101T000000-00000000", 0, {}, "0124"))
        kept.pass_time(1)
        assert kept.phase is Phase.EMPTY
