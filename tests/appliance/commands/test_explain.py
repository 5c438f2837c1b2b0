"""identify --explain on the sample tray, the whole way: to people a table, to programs a budget."""

import json
from math import hypot
from pathlib import Path

import pytest

import appliance
from appliance import __main__ as command_line
from appliance import explanation

SAMPLES = Path(appliance.__file__).parent / "samples"
ASKED = ["identify", str(SAMPLES / "tray"), "--calibration", str(SAMPLES / "calibration.json")]


def test_a_person_gets_the_table_and_its_legend(capsys) -> None:
    assert command_line.main([*ASKED, "--explain"]) == 0
    said = capsys.readouterr().out
    assert "doubt (k = 1), in µm" in said
    assert f"edge: {explanation.TERMS['edge']}" in said
    assert "shank diameter" in said


def test_a_program_gets_the_budget_of_each_part(capsys) -> None:
    assert command_line.main([*ASKED, "--json", "--explain"]) == 0
    for part in json.loads(capsys.readouterr().out)["parts"]:
        told = {quantity for quantity, one in part["measurements"].items() if one is not None}
        assert set(part["budget"]) == told
        for quantity in told:
            u = part["measurements"][quantity]["u"]
            assert hypot(*part["budget"][quantity].values()) == pytest.approx(u, abs=1e-5)


def test_who_does_not_ask_gets_no_budget(capsys) -> None:
    assert command_line.main([*ASKED, "--json"]) == 0
    assert all("budget" not in part for part in json.loads(capsys.readouterr().out)["parts"])
    assert command_line.main(ASKED) == 0
    assert "doubt (k = 1)" not in capsys.readouterr().out
