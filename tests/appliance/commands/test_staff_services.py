"""What the staff's pages read of the counter, and how the machine is switched off."""

import pytest

from appliance.commands.staff_services import brighten, run_switch, staff_services
from appliance.screen.staff.services import ServiceRefused
from appliance.settings import Places
from appliance.settings_keys import Screen, Settings
from appliance.station.crops import Crop
from appliance.station.journal import Journal
from drivers.frame import Light
from tests.appliance import readings


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path)


@pytest.fixture
def services(places):
    return staff_services(Settings(), places, lambda: None)


def test_before_the_first_scan_there_is_nothing_to_read(services):
    assert services.scans(10) == ()
    assert services.wishes() == ()
    assert services.picture("scan", 0) is None
    assert not services.is_kept("scan", (0,), "200")


def test_scans_come_newest_first_with_what_was_said_last(places, services):
    with Journal(places.journal) as journal:
        seen = readings.reading(readings.machine_screw(), readings.coin())
        first = journal.record(seen, [Crop(0, Light.BACKLIT, 0, 0, b"dark"), Crop(0, Light.TOPLIT, 0, 0, b"light")])
        second = journal.record(seen)
        journal.choose(first, 0, "104072")
        journal.reply(first, 0, "tip", "die")
        journal.correct(first, 0, {}, "0104071")
        assert services.is_kept(first, (0,), "0104071")
        assert not services.is_kept(first, (0, 1), "0104071")
        found = services.scans(10)
        assert [one.id for one in found] == [second, first]
        part = found[1].parts[0]
        assert (part.said, part.said_sku, part.thread) == ("corrected", "0104071", "#10-24 UNC")
        assert [(one.sku, one.bin) for one in part.matches] == [("0104071", "C3"), ("104072", None)]
        assert found[0].parts[0].said == ""
        assert found[0].parts[1].kind == "coin"
        assert len(services.scans(1)) == 1
        assert services.picture(first, 0) == b"light"
        assert services.picture(first, 1) is None


def test_wishes_alike_are_counted_together(places, services):
    with Journal(places.journal) as journal:
        seen = readings.reading(readings.machine_screw())
        for words in ("Brass", "", "brass"):
            journal.none_of_these(journal.record(seen), 0, seen.parts[0], words)
    found = services.wishes()
    assert [(one.words, one.count) for one in found] == [("brass", 2), ("", 1)]


def test_a_damaged_journal_is_one_sentence(places, services):
    places.journal.write_bytes(b"no journal" * 500)
    with pytest.raises(ServiceRefused, match="journal"):
        services.scans(10)


def test_the_doctor_is_asked_check_by_check(services):
    found = list(services.examine())
    assert {"settings", "disk", "clock", "camera", "journal"} <= {one.check for one in found}
    assert {one.state for one in found} <= {"ok", "warn", "fail"}


def test_the_switch_is_the_settings_command_unless_there_is_another(places):
    nothing = staff_services(Settings(screen=Screen(shutdown_command=" ")), places, lambda: None)
    assert nothing.power_off is None
    done = []
    other = staff_services(Settings(), places, lambda: None, lambda: done.append(1))
    other.power_off()
    assert done == [1]
    staff_services(Settings(screen=Screen(shutdown_command="true")), places, lambda: None).power_off()


@pytest.mark.parametrize(
    ("command", "says"),
    [("false", "failed"), ("no-such-program-here", "could not be run"), ('unclosed "', "could not be run")],
)
def test_a_switch_that_does_not_work_is_one_sentence(command, says):
    with pytest.raises(ServiceRefused, match=says):
        run_switch(command)


def test_no_shell_reads_the_command(tmp_path):
    run_switch(f"true ; touch {tmp_path}/made")
    assert not (tmp_path / "made").exists()


def test_a_display_with_a_light_of_its_own_is_set(tmp_path):
    light = tmp_path / "panel"
    light.mkdir()
    (light / "max_brightness").write_text("31\n")
    (light / "brightness").write_text("31\n")
    assert brighten(50, tmp_path)
    assert (light / "brightness").read_text() == "16"
    assert brighten(0, tmp_path)
    assert (light / "brightness").read_text() == "1"
    assert not brighten(50, tmp_path / "none")
