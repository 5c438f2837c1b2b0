"""`screwtray run`: a whole counter without hardware, from the command line to the journal."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from appliance.__main__ import main
from appliance.commands.run import _print_words, _until_nobody_reads
from appliance.messages import Answer, Phase, Snapshot, Times, Trouble
from appliance.reading import Refused
from appliance.station.journal_reading import open_reader
from tests.appliance import readings


def test_a_simulated_counter_answers_keeps_and_ends_when_told(tmp_path):
    command = [sys.executable, "-m", "appliance", "run", "--headless", "--simulate", "--json", "--state", str(tmp_path)]
    counter = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    phases, answered = [], None
    try:
        for line in counter.stdout:
            told = json.loads(line)
            phases.append(told["phase"])
            if told["phase"] == "answer":
                answered = told
                break
    finally:
        counter.send_signal(signal.SIGTERM)
        _, errors = counter.communicate(timeout=60)
    assert counter.returncode == 0, errors
    assert answered is not None, errors
    assert phases[-3:] == ["still", "looking", "answer"]
    assert answered["schema"] == "station/1"
    assert answered["reading"]["schema"] == "identify/1"
    assert answered["reading"]["parts"][0]["matches"][0]["p"] > 0.5
    with open_reader(tmp_path / "simulated" / "journal.db") as reader:
        kept = reader.scan(answered["scan"])
        assert reader.is_whole()
    assert kept.reading["parts"] == answered["reading"]["parts"]


def test_a_reader_that_leaves_ends_the_counter():
    stop = threading.Event()

    def shows(snapshot):
        raise BrokenPipeError

    _until_nobody_reads(shows, stop)(Snapshot(1, Phase.EMPTY, 0.0))
    assert stop.is_set()


def test_what_happens_is_told_in_words(capsys):
    reading = readings.reading(readings.machine_screw(), readings.coin(), readings.refused(Refused.TOUCHES_BORDER))
    answer = Answer(readings.tray(), reading, "scan", Times(0, 0, 0, 0, 0))
    _print_words(Snapshot(1, Phase.ANSWER, 0.0, "", answer))
    _print_words(
        Snapshot(2, Phase.FAULT, 0.0, "Please wait.", trouble=Trouble("X", "Please wait.", "The cable is out."))
    )
    said = capsys.readouterr().out
    assert "93 % #10-24 x 3/4 in. Pan Head Phillips Zinc Machine Screw (6-Pack) [0104071], Aisle 12" in said
    assert "a US quarter" in said
    assert "one part lies half outside the picture" in said
    assert "The cable is out." in said


def test_without_a_display_it_is_said_what_to_do(capsys, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(["run", "--simulate"]) == 1
    assert "--headless" in capsys.readouterr().err


def test_the_kiosk_opens_a_window_and_ends_by_itself(tmp_path):
    command = [sys.executable, "-m", "appliance", "run", "--simulate", "--windowed", "--for", "1"]
    screenless = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    ended = subprocess.run([*command, "--state", str(tmp_path)], env=screenless, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "rror" not in ended.stderr
    assert (tmp_path / "simulated" / "journal.db").exists()


def test_wrong_settings_are_said_in_one_line(tmp_path, capsys):
    file = tmp_path / "settings.toml"
    file.write_text("[camera]\ndrivr = 'v4l2'\n")
    assert main(["run", "--headless", "--settings", str(file)]) == 1
    assert "Did you mean driver?" in capsys.readouterr().err


def test_without_a_camera_it_is_said_what_to_do(tmp_path, capsys):
    assert main(["run", "--headless", "--state", str(tmp_path)]) == 1
    assert "[camera] driver" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [["--for", "-1"], ["--state"], ["--windowed"]])
def test_bad_usage_exits_with_2(wrong):
    assert main(["run", "--headless", *wrong]) == 2
