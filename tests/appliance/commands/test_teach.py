"""`screwtray teach` as staff use it."""

import json
from pathlib import Path

import pytest

from appliance.__main__ import main
from appliance.catalog.taught import Lesson
from appliance.catalog.taught_store import taught_beside, teach
from tests.appliance.catalog.test_taught import sample

SAMPLES = Path(__file__).parents[3] / "appliance" / "samples"


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture
def db(tmp_path: Path) -> Path:
    export = tmp_path / "export.csv"
    export.write_text("SKU,Description\n007,M4 x 50 Pan Head Machine Screw\n8,#8 Hex Nut\n")
    assert run("catalog", "import", export, "--db", tmp_path / "store.db") == 0
    return tmp_path / "store.db"


def with_calibration(*arguments: object) -> int:
    return run("teach", "sample", *arguments, "--calibration", SAMPLES / "calibration.json")


def test_a_new_product_is_taught_found_and_outlives_an_import(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shot = SAMPLES / "tray"
    assert with_calibration("K1", shot, "--db", db, "--title", "Our own knob screw", "--bin", "C3") == 0
    assert "known by 1 sample now" in capsys.readouterr().out
    assert run("catalog", "import", tmp_path / "export.csv", "--db", db) == 0
    capsys.readouterr()
    assert run("identify", shot, "--calibration", SAMPLES / "calibration.json", "--catalog", db, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    best = said["parts"][0]["matches"][0]
    assert (best["sku"], best["bin"]) == ("K1", "C3")
    assert best["p"] > 0.8
    assert "+" in said["catalog"]


def test_a_sample_that_contradicts_the_name_is_refused_unless_meant(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert with_calibration("007", SAMPLES / "tray", "--db", db) == 1
    assert "is not what product 007" in capsys.readouterr().err
    assert with_calibration("007", SAMPLES / "tray", "--db", db, "--even-so") == 0


def test_what_cannot_be_learned_is_refused(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert with_calibration("nowhere", SAMPLES / "tray", "--db", db) == 1
    assert "give its name with --title" in capsys.readouterr().err
    assert with_calibration("K1", SAMPLES / "handful", "--db", db, "--title", "many") == 1
    told = capsys.readouterr().err
    assert "lay down one piece alone" in told
    assert told.count("\n") == 1


def test_lessons_are_listed_exported_imported_and_forgotten(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teach(taught_beside(db), [Lesson("K1", (sample(),), "Knob")])
    assert run("teach", "export", "--db", db, "-o", tmp_path / "lessons.json") == 0
    assert run("teach", "forget", "K1", "--db", db) == 0
    assert run("teach", "forget", "K1", "--db", db) == 1
    assert run("teach", "import", tmp_path / "lessons.json", "--db", db) == 0
    capsys.readouterr()
    assert run("teach", "list", "--db", db, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"sku": "K1", "title": "Knob", "samples": 1}
    (tmp_path / "lessons.json").write_text("no lessons")
    assert run("teach", "import", tmp_path / "lessons.json", "--db", db) == 1


@pytest.mark.parametrize("command", [(), ("sample",), ("list",), ("forget",), ("export",), ("import",)])
def test_help_has_an_example(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("teach", *command, "--help") == 0
    assert "Example: " in capsys.readouterr().out
