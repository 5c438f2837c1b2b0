"""Speech: a program beside this one, one sentence at a time, silent where there is none."""

import stat
import time

from appliance.screen.speech import Speaker


def fake(tmp_path, seconds=0.0):
    program = tmp_path / "espeak-ng"
    program.write_text(f'#!/bin/sh\nsleep {seconds}\nprintf "%s|" "$@" >>"{tmp_path}/said"\ncat >>"{tmp_path}/said"\n')
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return str(program)


def said(tmp_path, within_s=5.0):
    until = time.monotonic() + within_s
    while not (tmp_path / "said").exists() or not (tmp_path / "said").read_text().endswith("."):
        assert time.monotonic() < until
        time.sleep(0.01)
    return (tmp_path / "said").read_text()


def test_a_sentence_is_said_in_its_language_and_loudness(tmp_path):
    speaker = Speaker(50, fake(tmp_path))
    speaker.say("--help ist keine Option.", "fr")
    heard = said(tmp_path)
    speaker.hush()
    assert heard.startswith("-v|fr-fr|-a|100|")
    assert heard.endswith("|--stdin|--help ist keine Option.")


def test_the_next_sentence_cuts_the_last_one_short(tmp_path):
    speaker = Speaker(50, fake(tmp_path, seconds=30))
    began = time.monotonic()
    speaker.say("One.", "en")
    speaker.say("Two.", "en")
    speaker.hush()
    assert time.monotonic() - began < 10
    assert not (tmp_path / "said").exists()


def test_without_the_program_nothing_is_said(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    speaker = Speaker(70)
    assert not speaker.is_there
    speaker.say("Hello.", "en")
    speaker.hush()


def test_silence_is_a_loudness(tmp_path):
    speaker = Speaker(0, fake(tmp_path))
    speaker.say("Hello.", "en")
    speaker.hush()
    assert not (tmp_path / "said").exists()
