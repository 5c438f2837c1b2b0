"""The journal keeps what was acknowledged, within bounds, and says in one sentence what it cannot."""

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from appliance.reading import Kind, Part, Reading, Scale, ScaleSource
from appliance.station.crops import Crop, crops_of
from appliance.station.journal import Journal, Limits, Verdict
from appliance.station.journal_file import JournalRefused
from appliance.station.journal_reading import open_reader
from drivers.frame import Frame, Light, Shot
from tests.appliance import readings
from tests.benchmarks.kill_the_journal import Told, check, kill_once

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def a_reading(shot="shot-1", sku="0104071") -> Reading:
    return readings.reading(readings.machine_screw(), readings.coin(), shot=shot)


def a_picture(size=1000, part=0, light=Light.BACKLIT) -> Crop:
    return Crop(part, light, 10, 20, bytes(size))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "journal.db"


def test_a_scan_is_found_again_as_it_was_answered(path):
    with Journal(path) as journal:
        scan = journal.record(a_reading("tray 7"), [a_picture()], NOW)
    with open_reader(path) as reader:
        found = reader.scan(scan)
        (crop,) = reader.crops(scan, 0)
    assert found is not None
    assert found.at == "2026-11-22T12:00:00.000Z"
    assert found.reading["schema"] == "identify/1"
    assert found.reading["shot"] == "tray 7"
    assert found.reading["parts"][0]["matches"][0]["sku"] == "0104071"  # a SKU stays text
    assert crop == a_picture()


def test_what_is_said_of_a_part_is_kept_in_the_order_in_which_it_was_said(path):
    with Journal(path) as journal:
        scan = journal.record(a_reading())
        journal.reply(scan, 0, "tip", "cone")
        journal.choose(scan, 0, "000123")
        journal.correct(scan, 0, {"head": "pan"}, "000124")
    with open_reader(path) as reader:
        said = reader.scan(scan).said
    assert [one.what for one in said] == [Verdict.REPLIED, Verdict.CHOSEN, Verdict.CORRECTED]
    assert [one.sku for one in said] == [None, "000123", "000124"]
    assert dict(said[2].labels) == {"head": "pan"}


def test_unmet_demand_outlives_its_scan(path):
    reading = a_reading()
    with Journal(path, Limits(keep_days=30)) as journal:
        scan = journal.record(reading, at=NOW)
        journal.none_of_these(scan, 0, reading.parts[0], "a longer one in brass")
        journal.none_of_these(scan, 0, reading.parts[0], "a longer one in brass")  # a second touch is no second wish
        assert journal.prune(NOW + timedelta(days=31)) == 1
    with open_reader(path) as reader:
        assert list(reader.scans()) == []
        (wish,) = reader.unmet()
    assert wish.words == "a longer one in brass"
    assert wish.name.startswith("#10-24 UNC, 3/4 in")
    assert wish.part["measurements"]["pitch_mm"]["value"] == pytest.approx(1.058)


def test_of_a_scan_that_is_gone_nothing_can_be_said(path):
    with Journal(path) as journal, pytest.raises(JournalRefused, match="not in the journal any more"):
        journal.choose("20200101T000000-00000000", 0, "1")


def test_scans_whose_days_are_over_go_with_their_pictures(path):
    with Journal(path, Limits(keep_days=10)) as journal:
        for day in range(15):
            journal.record(a_reading(f"day {day}"), [a_picture()], NOW + timedelta(days=day))
    with open_reader(path) as reader:
        kept = [scan.reading["shot"] for scan in reader.scans()]
        assert reader.summary().pictures == len(kept)
    assert kept == [f"day {day}" for day in range(14, 3, -1)]


def test_a_clock_that_jumps_ahead_does_not_wipe_the_journal(path):
    with Journal(path, Limits(keep_days=10)) as journal:
        for _ in range(100):
            journal.record(a_reading(), at=NOW)
        journal.record(a_reading(), at=NOW + timedelta(days=4000))
    with open_reader(path) as reader:
        assert reader.summary().scans > 75


def test_the_file_stays_within_its_bounds_and_the_newest_stay(path):
    limits = Limits(most_bytes=3_000_000)
    with Journal(path, limits) as journal:
        for number in range(60):
            journal.record(a_reading(str(number)), [a_picture(150_000)])
            assert path.stat().st_size <= limits.most_bytes
    with open_reader(path) as reader:
        kept = [int(scan.reading["shot"]) for scan in reader.scans()]
        assert reader.is_whole()
    assert kept == list(range(59, 59 - len(kept), -1))
    assert len(kept) >= 8


def test_a_full_disk_is_said_in_one_sentence_and_what_was_kept_is_safe(path):
    with Journal(path) as journal:
        first = journal.record(a_reading())
        pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
        journal._connection.execute(f"PRAGMA max_page_count={pages + 2}")  # SQLite's own way to a full disk
        with pytest.raises(JournalRefused, match="the disk is full, so nothing new is kept; everything kept before is"):
            journal.record(a_reading(), [a_picture(500_000)])
        journal._connection.execute("PRAGMA max_page_count=100000")
        second = journal.record(a_reading(), [a_picture(500_000)])
    with open_reader(path) as reader:
        assert [scan.id for scan in reader.scans()] == [second, first]
        assert reader.is_whole()


def test_only_one_writes_and_others_may_read_meanwhile(path):
    with Journal(path) as journal:
        scan = journal.record(a_reading())
        with pytest.raises(JournalRefused, match="another Screwtray writes this journal"):
            Journal(path)
        with open_reader(path) as reader:
            assert reader.scan(scan) is not None
            journal.choose(scan, 0, "1")
            assert len(reader.scan(scan).said) == 1
    Journal(path).close()


def test_a_file_that_is_no_journal_is_refused(path):
    path.parent.mkdir()
    path.write_bytes(b"something else" * 1000)
    with pytest.raises(JournalRefused, match="damaged"):
        Journal(path)
    with pytest.raises(JournalRefused, match="damaged"):
        open_reader(path)


def test_a_journal_of_a_newer_release_is_refused(path):
    Journal(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('screwtray.journal', 'later')")
    connection.close()
    with pytest.raises(JournalRefused, match="newer release"):
        Journal(path)
    with pytest.raises(JournalRefused, match="newer release"):
        open_reader(path)


def test_a_journal_that_is_not_there_is_said_so(path):
    with pytest.raises(JournalRefused, match="there is no journal there"):
        open_reader(path)


def test_the_modes_are_those_that_lost_nothing(path):
    with Journal(path) as journal:
        for pragma, wanted in (("journal_mode", "truncate"), ("synchronous", 3), ("foreign_keys", 1)):
            assert journal._connection.execute(f"PRAGMA {pragma}").fetchone()[0] == wanted
        tables = journal._connection.execute(
            "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"
        ).fetchall()
    assert {name for name, strict in tables if strict} == {"scan", "crop", "verdict", "unmet"}


@pytest.mark.parametrize("after_s", [0.0, 0.03, 0.11, 0.2])
def test_a_writer_killed_at_any_moment_loses_nothing_that_it_acknowledged(path, after_s):
    path.parent.mkdir()
    told = Told([], set())
    kill_once(path, 5_000_000, after_s, told)
    check(path, told)


def test_crops_hold_the_part_with_a_margin_and_end_at_the_picture():
    pixels = np.full((300, 400), 200, np.uint8)
    outline = np.array([[350.2, 250.0], [399.0, 250.0], [399.0, 290.5], [350.2, 290.5]])
    reading = replace(
        a_reading(), parts=(Part(Kind.FASTENER, outline), Part(Kind.OTHER, np.array([[9.0, 9.0], [19.0, 12.0]])))
    )
    shot = Shot("x", Frame(pixels, Light.BACKLIT), Frame(np.dstack([pixels] * 3), Light.TOPLIT))
    crops = list(crops_of(shot, reading, 90))
    assert [(crop.part, crop.light) for crop in crops] == [
        (0, Light.BACKLIT), (0, Light.TOPLIT), (1, Light.BACKLIT), (1, Light.TOPLIT),
    ]  # fmt: skip
    assert (crops[0].left_px, crops[0].top_px) == (286, 186)
    assert (crops[2].left_px, crops[2].top_px) == (0, 0)
    assert crops[0].picture.startswith(b"\xff\xd8")


def test_a_reading_without_parts_or_scale_is_kept_too(path):
    bare = Reading("x", Scale(ScaleSource.NONE), (), None, "none", None)
    with Journal(path) as journal:
        scan = journal.record(bare)
    with open_reader(path) as reader:
        assert json.loads(json.dumps(reader.scan(scan).reading))["parts"] == []
