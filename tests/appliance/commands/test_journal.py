"""`screwtray journal`: what the counter kept, for people and for programs."""

import csv
import io
import json

import pytest

from appliance.__main__ import main
from appliance.station.crops import crops_of
from appliance.station.journal import Journal
from tests.appliance import readings


@pytest.fixture
def db(tmp_path):
    """A journal of two scans, one chosen, one without a match in the store."""
    path = tmp_path / "journal.db"
    reading = readings.reading(readings.machine_screw(), readings.coin())
    with Journal(path) as journal:
        first = journal.record(reading, crops_of(readings.tray(), reading, 90))
        second = journal.record(reading)
        journal.choose(first, 0, "0104071")
        journal.correct(first, 0, {"head": "pan", "drive": "phillips"})
        journal.none_of_these(second, 0, reading.parts[0], "brass, please")
    return str(path)


def test_the_summary_counts_what_is_kept(db, capsys):
    assert main(["journal", "summary", "--db", db, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["scans"], told["chosen"], told["corrected"], told["unmet"], told["pictures"]) == (2, 1, 1, 1, 2)
    assert main(["journal", "summary", "--db", db]) == 0
    assert "2 scans" in capsys.readouterr().out


def test_scans_are_shown_with_what_was_said_of_them(db, capsys):
    assert main(["journal", "show", "--db", db]) == 0
    said = capsys.readouterr().out
    assert "#10-24 UNC; #10-24 x 3/4 in. Pan Head" in said
    assert "chosen 0104071" in said
    assert "corrected head pan, drive phillips" in said
    assert main(["journal", "show", "--last", "1", "--db", db, "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["said"][0]["what"] == "none_of_these"


def test_unmet_wishes_are_for_the_buyers_spreadsheet(db, capsys):
    assert main(["journal", "unmet", "--db", db, "--csv"]) == 0
    header, row = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == ["at", "part", "asked for", "thread", "length_mm"]
    assert row[2:] == ["brass, please", "#10-24 UNC", "19.1"]
    assert main(["journal", "unmet", "--db", db]) == 0
    assert "“brass, please”" in capsys.readouterr().out


def test_confirmed_parts_are_exported_once(db, tmp_path, capsys):
    folder = str(tmp_path / "confirmed")
    assert main(["journal", "export", folder, "--db", db]) == 0
    assert "1 parts written" in capsys.readouterr().out
    assert main(["journal", "export", folder, "--db", db, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == 0


def test_pruning_forgets_nothing_that_is_young(db, capsys):
    assert main(["journal", "prune", "--db", db]) == 0
    assert "0 scans forgotten" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["summary"], ["show"], ["unmet"], ["prune"], ["export", "somewhere"]])
def test_where_there_is_no_journal_it_is_said_in_one_line(command, tmp_path, capsys):
    assert main(["journal", *command, "--db", str(tmp_path / "none.db")]) == 1
    errors = capsys.readouterr().err
    assert "there is no journal there" in errors
    assert errors.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
