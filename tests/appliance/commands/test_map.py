"""`screwtray map` as a store uses it."""

from pathlib import Path

import pytest

from appliance.__main__ import main

EXPORT = "SKU,Description,Aisle,Bay\n1,M4 x 12 screw,12,4\n2,M5 x 12 screw,12,10\n3,M6 x 12 screw,9,1\n4,M8 nut,,\n"


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_from_a_catalog_to_the_way_to_a_bay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "export.csv").write_text(EXPORT)
    assert run("catalog", "import", tmp_path / "export.csv", "--db", tmp_path / "s.db") == 0
    assert run("map", "draft", "--db", tmp_path / "s.db", "-o", tmp_path / "bays.csv") == 0
    lines = (tmp_path / "bays.csv").read_text().splitlines()
    assert [line.split(",")[:2] for line in lines[2:]] == [["9", "1"], ["12", "4"], ["12", "10"]]
    assert run("map", "make", tmp_path / "bays.csv", "-o", tmp_path / "store.svg") == 0
    capsys.readouterr()
    assert run("map", "way", tmp_path / "store.svg", "--aisle", 12, "--bay", 10, "-o", tmp_path / "way.svg") == 0
    assert "Aisle 12, bay 10 is" in capsys.readouterr().out
    assert 'class="way"' in (tmp_path / "way.svg").read_text()
    assert run("map", "way", tmp_path / "store.svg", "--aisle", 77, "-o", tmp_path / "no.svg") == 1
    assert "no aisle 77" in capsys.readouterr().err
    assert not (tmp_path / "no.svg").exists()


@pytest.mark.parametrize("command", [(), ("draft",), ("make",), ("way",)])
def test_help_has_an_example(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("map", *command, "--help") == 0
    assert "Example: " in capsys.readouterr().out
