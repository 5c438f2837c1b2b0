"""Settings: each key documented, wrong ones named, and where a value comes from."""

import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import settings as settings_module
from appliance.settings import SettingsRefused, as_toml, keys, load, value_of
from appliance.settings_keys import Settings
from appliance.settings_page import documentation, example

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def written(folder: Path, text: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(text, "utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(SettingsRefused) as refused:
        load(written(folder, text), {})
    return str(refused.value)


@pytest.mark.parametrize("key", list(keys()), ids=lambda key: f"{key.section}.{key.name}")
def test_every_key_is_explained_and_every_number_has_bounds(key):
    assert key.about.endswith(".")
    if key.kind in ("number", "whole number"):
        assert key.least is not None
        assert key.most is not None
        assert key.least <= key.default <= key.most


def test_without_a_file_the_defaults_rule(tmp_path, monkeypatch):
    monkeypatch.setattr(settings_module, "settings_file", lambda environment=None: tmp_path / "none.toml")
    in_force = load(environment={})
    assert in_force.settings == Settings()
    assert set(in_force.sources.values()) == {"default"}


def test_the_file_rules_over_the_default_and_the_environment_over_the_file(tmp_path):
    file = written(tmp_path, "[journal]\nkeep_days = 30\nmost_mb = 500\n")
    in_force = load(file, {"SCREWTRAY_JOURNAL__MOST_MB": "700", "SCREWTRAY_STATION__STATE_FOLDER": "/a/b"})
    assert in_force.settings.journal.keep_days == 30
    assert in_force.settings.journal.most_mb == 700
    assert in_force.settings.station.state_folder == "/a/b"
    assert in_force.sources["journal.keep_days"] == str(file)
    assert in_force.sources["journal.most_mb"] == "SCREWTRAY_JOURNAL__MOST_MB"
    assert in_force.sources["journal.keep_pictures"] == "default"


def test_the_file_that_the_environment_names_is_read(tmp_path):
    file = written(tmp_path, "[station]\nretakes = 4\n")
    assert load(environment={"SCREWTRAY_SETTINGS": str(file)}).settings.station.retakes == 4


def test_a_wrong_key_is_named_with_the_nearest_right_one(tmp_path):
    said = refusal(tmp_path, "[journal]\nkeep_day = 30\n")
    assert "[journal] has no key keep_day. Did you mean keep_days?" in said


def test_a_wrong_section_is_named_with_the_nearest_right_one(tmp_path):
    assert "no section [jurnal]. Did you mean journal?" in refusal(tmp_path, "[jurnal]\nkeep_days = 30\n")


def test_a_key_in_the_wrong_section_is_sent_to_its_own(tmp_path):
    assert "It belongs into [journal]." in refusal(tmp_path, "[camera]\nkeep_days = 30\n")
    assert "It belongs into [journal]." in refusal(tmp_path, "keep_days = 30\n")


def test_a_wrong_variable_is_named_with_the_nearest_right_one(tmp_path):
    with pytest.raises(SettingsRefused, match="Did you mean SCREWTRAY_JOURNAL__KEEP_DAYS"):
        load(written(tmp_path, ""), {"SCREWTRAY_JOURNAL__KEEP_DAY": "3"})


def test_every_wrong_value_is_told_at_once_with_what_it_must_be(tmp_path):
    said = refusal(tmp_path, '[journal]\nkeep_days = 0\nkeep_pictures = "no"\n[camera]\ndriver = "webcam"\n')
    assert "keep_days is 0; it must be whole number, 1 to 3650 days" in said
    assert 'keep_pictures is "no"; it must be true or false' in said
    assert 'driver is "webcam"; it must be "jetson" or "none" or "picamera"' in said


@pytest.mark.parametrize(
    "text", ["[journal", "journal = 3\n", "\x00", "[[journal]]\nkeep_days = 3\n", "[journal]\nkeep_days = nan\n"]
)
def test_what_is_no_settings_file_ends_in_one_sentence(tmp_path, text):
    assert refusal(tmp_path, text).count("\n") == 0


def test_a_named_file_must_be_there(tmp_path):
    with pytest.raises(SettingsRefused, match="there is no such settings file"):
        load(tmp_path / "none.toml", {})


def test_a_file_in_another_coding_is_refused(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_bytes("[station]\nstate_folder = 'é'\n".encode("latin-1"))
    with pytest.raises(SettingsRefused, match="UTF-8"):
        load(file, {})


def test_the_example_with_all_its_keys_made_to_rule_is_the_default(tmp_path):
    text = "\n".join(line.removeprefix("# ") if " = " in line else line for line in example().splitlines())
    assert load(written(tmp_path, text), {}).settings == Settings()
    assert len([line for line in text.splitlines() if " = " in line]) == len(list(keys()))


def test_the_page_of_documentation_is_up_to_date():
    assert PAGE.read_text("utf-8") == documentation(), "run `screwtray settings --markdown > docs/settings.md`"


@given(st.one_of(st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_value_is_read_as_it_was_written(value):
    assert tomllib.loads(f"v = {as_toml(value)}")["v"] == value


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))))
def test_a_text_is_read_as_it_was_written(value):
    assert tomllib.loads(f"v = {as_toml(value)}")["v"] == value


@given(
    st.sampled_from(list(keys())),
    st.one_of(st.integers(-(2**63), 2**63 - 1), st.floats(), st.booleans(), st.sampled_from(["", "none", "v4l2"])),
)
def test_whatever_a_key_is_set_to_is_within_its_bounds_or_refused(key, value):
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), f"[{key.section}]\n{key.name} = {as_toml(value)}\n")
        try:
            set_to = value_of(load(file, {}).settings, key)
        except SettingsRefused:
            return
    assert set_to == value
    if key.least is not None:
        assert key.least <= set_to <= key.most
