"""What staff set at the counter: kept whole or not at all, bounded as the technician's file is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.screen.staff.choices import (
    SAFE,
    choose,
    safe_keys,
    with_choice,
    with_choices,
    write_choices,
)
from appliance.settings import Places, SettingsRefused
from appliance.settings_keys import Settings


@pytest.fixture
def file(tmp_path):
    return Places(tmp_path / "state").choices


def test_choices_written_are_read_back(file):
    chosen = {"language": "fr", "volume_percent": 0, "store_name": 'Harper’s "Ace"', "staff_minutes": 2}
    write_choices(file, chosen)
    now = with_choices(Settings(), file)
    assert now.left_out == ()
    assert {name: getattr(now.settings.screen, name) for name in chosen} == chosen
    assert [one.name for one in file.parent.iterdir()] == ["screen.toml"]


def test_without_choices_the_technicians_settings_rule(file):
    settings = with_choice(Settings(), "idle_seconds", 90)
    assert with_choices(settings, file).settings == settings


@pytest.mark.parametrize("text", ["[screen", "screen = 3", "\x00", "x" * 200_000])
def test_a_damaged_file_is_told_and_left_out(file, text):
    file.parent.mkdir()
    file.write_text(text)
    now = with_choices(Settings(), file)
    assert now.settings == Settings()
    assert len(now.left_out) == 1


def test_one_wrong_choice_does_not_take_the_others_with_it(file):
    file.parent.mkdir()
    file.write_text('[screen]\nlanguage = "tlh"\nshutdown_command = "rm -rf /"\nidle_seconds = 30\n')
    now = with_choices(Settings(), file)
    assert now.settings.screen.idle_seconds == 30
    assert now.settings.screen.shutdown_command == "systemctl poweroff"
    assert len(now.left_out) == 2
    assert any("cannot be set at the counter" in why for why in now.left_out)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("idle_seconds", 1),
        ("volume_percent", 101),
        ("store_name", "a\nb"),
        ("store_name", "x" * 61),
        ("logo", "/x"),
        ("language", "de"),
        ("brightness_percent", 0),
        ("brightness_percent", "50"),
    ],
)
def test_what_is_out_of_bounds_is_refused_and_nothing_is_written(file, name, value):
    with pytest.raises(SettingsRefused):
        write_choices(file, {"language": "es", name: value})
    assert not file.exists()


def test_a_disk_that_fails_leaves_the_choices_before(file, monkeypatch):
    write_choices(file, {"language": "es"})

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SettingsRefused, match="No space left"):
        write_choices(file, {"language": "fr"})
    monkeypatch.undo()
    assert with_choices(Settings(), file).settings.screen.language == "es"
    assert len(list(file.parent.iterdir())) == 1


def test_every_safe_key_is_one_of_the_screens():
    assert tuple(key.name for key in safe_keys()) == SAFE


@given(st.integers(-100, 1000))
def test_numbers_are_taken_within_their_bounds_alone(value):
    key = next(key for key in safe_keys() if key.name == "idle_seconds")
    if key.least <= value <= key.most:
        assert with_choice(Settings(), "idle_seconds", value).screen.idle_seconds == value
    else:
        with pytest.raises(SettingsRefused, match="15 to 600 s"):
            with_choice(Settings(), "idle_seconds", value)


def test_a_choice_joins_those_before_and_sheds_what_cannot_be(file):
    file.parent.mkdir()
    file.write_text('[screen]\nlanguage = "tlh"\nidle_seconds = 30\n')
    settings = choose(Settings(), file, "volume_percent", 10)
    assert settings.screen.volume_percent == 10
    assert with_choices(Settings(), file).left_out == ()
    assert with_choices(Settings(), file).settings.screen.idle_seconds == 30


def test_a_choice_that_cannot_be_changes_nothing(file):
    choose(Settings(), file, "volume_percent", 10)
    before = file.read_text()
    with pytest.raises(SettingsRefused):
        choose(Settings(), file, "volume_percent", 900)
    assert file.read_text() == before
