"""doctor asks the machine around the program: devices, journal, temperature, network."""

import msgspec
import pytest

from appliance.commands.doctor import check_settings
from appliance.commands.doctor_devices import check_devices, check_journal, check_network, check_temperature
from appliance.commands.finding import State
from appliance.settings_keys import Settings
from appliance.simulation import SAMPLES
from appliance.station.journal import Journal
from tests.appliance import readings


def settings(**sections) -> Settings:
    return msgspec.convert(sections, Settings)


def found(journal, **sections):
    return {finding.check: finding for finding in check_devices(settings(**sections), journal)}


def test_a_camera_that_answers_is_in_order_with_its_lamps(tmp_path):
    replayed = found(tmp_path / "journal.db", camera={"driver": "replay", "device": str(SAMPLES / "tray")})
    assert replayed["camera"].state is replayed["lights"].state is State.OK
    assert "2028 × 1520 px" in replayed["camera"].says


@pytest.mark.parametrize(
    ("sections", "check"),
    [
        ({"camera": {"driver": "replay", "device": "nowhere"}}, "camera"),
        ({"camera": {"driver": "v4l2", "device": "97"}, "lamps": {"port": "/dev/none"}}, "lights"),
        ({"camera": {"driver": "v4l2"}}, "camera"),
        ({"scale": {"driver": "mt_sics", "port": "/dev/none"}}, "scale"),
        ({"scale": {"driver": "mt_sics"}}, "scale"),
        ({"printer": {"driver": "escpos", "port": "/dev/none"}}, "printer"),
        ({"scanner": {"port": "/dev/none"}}, "scanner"),
    ],
)
def test_a_device_that_does_not_answer_is_broken_and_it_is_said_what_to_do(tmp_path, sections, check):
    finding = found(tmp_path / "journal.db", **sections)[check]
    assert finding.state is State.FAIL
    assert finding.do


def test_devices_of_a_running_station_are_left_alone(tmp_path):
    with Journal(tmp_path / "journal.db"):
        (finding,) = found(tmp_path / "journal.db", camera={"driver": "v4l2", "device": "97"}).values()
    assert finding.state is State.OK
    assert "the station is running" in finding.says
    assert len(found(tmp_path / "journal.db", scanner={"port": "/dev/none"})) == 2  # and asked once it is gone


def test_a_whole_journal_is_counted_and_a_damaged_one_broken(tmp_path):
    file = tmp_path / "journal.db"
    assert check_journal(file, Settings()).state is State.OK
    with Journal(file) as journal:
        for _ in range(50):
            journal.record(readings.reading(readings.machine_screw()))
    assert check_journal(file, Settings()).says.startswith("50 scans")
    content = bytearray(file.read_bytes())
    content[60_000:90_000] = bytes(30_000)
    file.write_bytes(content)
    assert check_journal(file, Settings()).state is State.FAIL
    file.write_bytes(b"nothing of the kind")
    assert check_journal(file, Settings()).state is State.FAIL


@pytest.mark.parametrize(("celsius", "state"), [(45, State.OK), (78, State.WARN), (86, State.FAIL)])
def test_a_hot_machine_is_told(tmp_path, celsius, state):
    for zone, value in (("thermal_zone0", 40_000), ("thermal_zone1", 1000 * celsius)):
        (tmp_path / zone).mkdir()
        (tmp_path / zone / "temp").write_text(f"{value}\n")
    finding = check_temperature(tmp_path)
    assert finding.state is state
    assert f"{celsius} °C" in finding.says


def test_a_machine_without_sensors_is_no_fault(tmp_path):
    assert check_temperature(tmp_path).state is State.OK


def test_a_counter_without_a_network_is_in_order(tmp_path):
    routes = tmp_path / "route"
    assert "there is none" in check_network(routes).says
    routes.write_text("Iface Destination Gateway\neth0 00000000 0102A8C0\n")
    assert check_network(routes).says == "there is one."


def test_wrong_settings_are_broken_and_the_defaults_examined(tmp_path, monkeypatch):
    monkeypatch.setenv("SCREWTRAY_SETTINGS", str(tmp_path / "none.toml"))
    in_force, finding = check_settings()
    assert in_force == Settings()
    assert finding.state is State.FAIL
    assert "none.toml" in finding.do
