"""A counter wired from its settings."""

import msgspec
import pytest

from appliance.assembly import assemble, open_journal
from appliance.catalog.ingest import import_export
from appliance.catalog.refusal import CatalogRefused
from appliance.messages import Phase
from appliance.settings import Places
from appliance.settings_keys import Settings
from appliance.simulation import SAMPLES
from appliance.station.journal import Journal, Limits
from appliance.station.journal_file import JournalRefused
from drivers.faults import DeviceMissing
from tests.appliance import readings


def settings(folder, **sections) -> Settings:
    return msgspec.convert({"station": {"state_folder": str(folder)}, **sections}, Settings)


def test_a_counter_over_a_folder_of_shots_shows_and_keeps_what_lies_there(tmp_path):
    (tmp_path / "calibration.json").write_bytes((SAMPLES / "calibration.json").read_bytes())
    counter = assemble(settings(tmp_path, camera={"driver": "replay", "device": str(SAMPLES / "tray")}))
    try:
        for _ in range(100):
            counter.station.turn()
            if counter.station.snapshot.phase is Phase.ANSWER:
                break
        answer = counter.station.snapshot.answer
        assert answer is not None
        assert answer.reading.parts[0].sizes[0].name == "#10-24 UNC"
        assert answer.reading.calibration is not None
        assert answer.scan is not None
    finally:
        counter.stop()
    counter.stop()  # twice does no harm


def test_a_second_counter_on_the_same_folder_is_refused(tmp_path):
    replayed = settings(tmp_path, camera={"driver": "replay", "device": str(SAMPLES / "tray")})
    counter = assemble(replayed)
    try:
        with pytest.raises(JournalRefused, match="another Screwtray"):
            assemble(replayed)
    finally:
        counter.stop()


def test_without_a_camera_nothing_is_made(tmp_path):
    with pytest.raises(DeviceMissing):
        assemble(settings(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_journal_is_put_aside_and_a_new_one_begun(tmp_path):
    path = Places(tmp_path).journal
    path.write_bytes(b"no journal at all" * 500)
    with open_journal(path, Limits()) as journal:
        journal.record(readings.reading(readings.machine_screw()))
    (aside,) = tmp_path.glob("journal.db.damaged-*")
    assert aside.read_bytes().startswith(b"no journal")


def test_a_whole_journal_is_gone_on_with(tmp_path):
    path = Places(tmp_path).journal
    with Journal(path) as journal:
        scan = journal.record(readings.reading(readings.machine_screw()))
    with open_journal(path, Limits()) as journal:
        journal.choose(scan, 0, "1")
    assert not list(tmp_path.glob("*.damaged-*"))


def test_what_was_calibrated_or_taught_meanwhile_counts_after_a_reload(tmp_path):
    replayed = settings(tmp_path, camera={"driver": "replay", "device": str(SAMPLES / "tray")})
    counter = assemble(replayed)
    try:
        (tmp_path / "calibration.json").write_bytes((SAMPLES / "calibration.json").read_bytes())
        import_export(SAMPLES / "catalog.csv", counter.places.catalog)
        counter.reload()
        for _ in range(100):
            counter.station.turn()
            if counter.station.snapshot.phase is Phase.ANSWER:
                break
        answer = counter.station.snapshot.answer
        assert answer.reading.calibration is not None
        assert answer.reading.parts[0].matches
    finally:
        counter.stop()


def test_a_reload_that_is_refused_leaves_all_as_it_was(tmp_path):
    replayed = settings(tmp_path, camera={"driver": "replay", "device": str(SAMPLES / "tray")})
    counter = assemble(replayed)
    try:
        counter.places.catalog.write_text("no catalog")
        with pytest.raises(CatalogRefused):
            counter.reload()
        counter.station.turn()
    finally:
        counter.stop()
