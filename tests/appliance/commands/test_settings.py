"""`screwtray settings`, and the staff's PIN that is set there."""

from click.testing import CliRunner

from appliance.__main__ import main
from appliance.commands.settings import settings
from appliance.screen.staff.pin import PinKeeper
from appliance.settings import Places


def test_without_a_command_what_is_in_force_is_shown(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('[screen]\nstore_name = "Harper"\n')
    shown = CliRunner().invoke(settings, ["--file", str(file)])
    assert shown.exit_code == 0
    line = next(line for line in shown.output.splitlines() if line.startswith("store_name"))
    assert line.split(" # ") == ['store_name = "Harper"'.ljust(40), str(file)]


def test_the_staff_pin_is_asked_for_twice_and_never_shown(tmp_path):
    done = CliRunner().invoke(settings, ["pin", "--state", str(tmp_path)], input="2580\n2580\n")
    assert done.exit_code == 0
    assert "2580" not in done.output
    assert PinKeeper(Places(tmp_path).staff).check("2580").ok


def test_a_weak_pin_is_one_plain_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("click.prompt", lambda *_, **__: "1234")
    assert main(["settings", "pin", "--state", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "That PIN is too easy to guess: not all digits alike, and not 1234.\n"
    assert not Places(tmp_path).staff.exists()
