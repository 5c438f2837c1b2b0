"""`screwtray catalog` as an operator and a script use it."""

import json
from pathlib import Path

import pytest

from appliance.__main__ import main

EXPORT = "SKU,Description,Bin\n007,#8-32 x 1/2 in. Pan Head Brass Machine Screw,A1\n8,#8 Hex Nut,A2\n"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(EXPORT)
    return path


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_import_then_search(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = tmp_path / "store.db"
    assert run("catalog", "import", export, "--db", db) == 0
    assert "1 fasteners and 1 other products" in capsys.readouterr().out
    assert run("catalog", "search", "8-32", "brass", "--db", db, "--json") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["sku"] for line in lines] == ["007"]
    assert json.loads(lines[0])["bin"] == "A1"


def test_import_reports_as_json(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("catalog", "import", export, "--db", tmp_path / "s.db", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["accepted"], report["fasteners"], report["refused"]) == (2, 1, [])
    assert report["columns"] == {"sku": "SKU", "title": "Description", "bin": "Bin"}
    assert report["changes"]["added"] == 2


def test_a_dry_run_writes_nothing(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("catalog", "import", export, "--db", tmp_path / "s.db", "--dry-run") == 0
    assert "Nothing was written" in capsys.readouterr().out
    assert not (tmp_path / "s.db").exists()


def test_refused_rows_end_in_one_plain_line(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export.write_text(EXPORT + "007,again,A3\n")
    assert run("catalog", "import", export, "--db", tmp_path / "s.db", "--json") == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["refused"][0]["line"] == 4
    assert told.err.count("\n") == 1
    assert "SKU 007 stands in line 2 already" in told.err
    assert not (tmp_path / "s.db").exists()


def test_a_dry_run_previews_what_would_change(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("catalog", "import", export, "--db", tmp_path / "s.db")
    export.write_text("SKU,Description,Bin\n007,#8-32 x 1/2 in. Pan Head Brass Machine Screw,B7\n9,M4 Nut,A2\n")
    capsys.readouterr()
    assert run("catalog", "import", export, "--db", tmp_path / "s.db", "--dry-run") == 0
    told = capsys.readouterr().out
    assert "1 new" in told
    assert "1 changed (bin 1)" in told
    assert "bin: A1 -> B7" in told
    assert "8  #8 Hex Nut" in told


def test_rollback_brings_the_former_catalog_back(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = tmp_path / "s.db"
    assert run("catalog", "rollback", "--db", db) == 1
    assert "no former catalog" in capsys.readouterr().err
    run("catalog", "import", export, "--db", db)
    export.write_text(EXPORT.replace("A1", "B7"))
    run("catalog", "import", export, "--db", db)
    for place in ("A1", "B7"):
        assert run("catalog", "rollback", "--db", db) == 0
        capsys.readouterr()
        run("catalog", "search", "007", "--db", db, "--json")
        assert json.loads(capsys.readouterr().out)["bin"] == place


def test_what_fits_names_the_stores_own_nuts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "export.csv"
    export.write_text("SKU,Description\n7,#8-32 x 1 Pan Head Phillips Machine Screw\n8,#8-32 Hex Nut\n9,M4 Hex Nut\n")
    run("catalog", "import", export, "--db", tmp_path / "s.db")
    capsys.readouterr()
    assert run("catalog", "fits", "7", "--db", tmp_path / "s.db", "--json") == 0
    found = {fit["what"]: fit for fit in map(json.loads, capsys.readouterr().out.splitlines())}
    assert [one["sku"] for one in found["nut"]["products"]] == ["8"]
    assert found["driver"]["says"] == "PH2 bit"
    assert run("catalog", "fits", "blue paint") == 0
    assert "Nothing is known to fit" in capsys.readouterr().err


def test_parse_answers_each_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    titles = tmp_path / "titles.txt"
    titles.write_bytes("MS PH FLT M6-1.0X50MM ZN\r\n\nSchraube \xff\n".encode("latin-1"))
    assert run("catalog", "parse", "--json", titles) == 0
    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    assert {name: first[name] for name in ("text", "kind", "head", "size", "pitch_mm", "length_mm")} == {
        "text": "MS PH FLT M6-1.0X50MM ZN",
        "kind": "machine_screw",
        "head": "flat",
        "size": "M6",
        "pitch_mm": 1.0,
        "length_mm": 50.0,
    }
    assert first["spans"]["size"] == [10, 12]
    assert second["kind"] is None
    assert third["kind"] == "screw"


def test_parse_reads_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    titles = tmp_path / "titles.txt"
    titles.write_text("M4 x 12 brass screw\n")
    assert run("catalog", "parse", titles) == 0
    assert "size M4" in capsys.readouterr().out


def test_a_shop_adds_its_own_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    titles = tmp_path / "titles.txt"
    titles.write_text("M4 x 12 roundel blix\n")
    words = tmp_path / "words.toml"
    words.write_text('[head.round]\nen = ["roundel"]\n[kind.machine_screw]\nen = ["blix"]\n')
    assert run("catalog", "parse", "--json", "--words", words, titles) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kind"], found["head"]) == ("machine_screw", "round")


@pytest.mark.parametrize("content", ["[head", "head = 3\n", '[head.round]\nen = "roundel"\nsays = 3\n'])
def test_a_broken_file_of_words_is_refused(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = tmp_path / "words.toml"
    words.write_text(content)
    assert run("catalog", "parse", "--words", words, words) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("command", [(), ("import",), ("search",), ("parse",), ("rollback",), ("fits",)])
def test_help_has_an_example(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("catalog", *command, "--help") == 0
    assert "Example: " in capsys.readouterr().out


def test_bad_usage_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("catalog", "search", "screw") == 2
    assert run("catalog", "search", "screw", "--db", tmp_path / "none.db") == 1
    assert "no catalog there" in capsys.readouterr().err
