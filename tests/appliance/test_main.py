"""The command line never shows a traceback and exits as the contract says."""

import errno
import os
import subprocess
import sys

import click
import pytest

from appliance import __main__ as command_line
from appliance.catalog.refusal import CatalogRefused
from appliance.commands import doctor
from calibration.refusal import CalibrationRefused
from drivers.faults import UnreadableShot


def python(*args: str, **kwargs) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *args], capture_output=True, text=True, check=False, **kwargs)


@pytest.fixture
def failing(monkeypatch):
    """Makes `screwtray doctor` fail with a given exception; returns a function that runs it."""

    def run(error: BaseException) -> int:
        @click.command()
        def doctor_that_fails() -> None:
            raise error

        monkeypatch.setattr(doctor, "doctor", doctor_that_fails)
        return command_line.main(["doctor"])

    return run


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UnreadableShot("a.png: the file is empty."), "a.png: the file is empty."),
        (CalibrationRefused("too few views."), "too few views."),
        (CatalogRefused("no header."), "no header."),
        (OSError(errno.ENOSPC, "No space left on device", "/x/y.db"), "the disk is full"),
        (FileNotFoundError(errno.ENOENT, "No such file", "x.csv"), "x.csv: there is no such file"),
        (PermissionError(errno.EACCES, "Permission denied", "x"), "not allowed"),
        (OSError(errno.EROFS, "Read-only file system", "x"), "read-only"),
        (MemoryError(), "not enough memory"),
        (UnreadableShot("a name\nwith a line break: missing."), "a name with a line break: missing."),
    ],
)
def test_what_a_user_can_bring_about_is_one_line_on_stderr(failing, capsys, error, said):
    assert failing(error) == 1
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_a_mistake_of_ours_is_not_dressed_up_as_the_users(failing):
    with pytest.raises(ZeroDivisionError):
        failing(ZeroDivisionError())


def test_an_interrupted_run_says_so(failing, capsys):
    assert failing(KeyboardInterrupt()) == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("args", [["nonsense"], ["doctor", "--nonsense"], ["identify"]])
def test_bad_usage_exits_2(args, capsys):
    assert command_line.main(args) == 2
    assert capsys.readouterr().out == ""


def test_without_a_command_it_explains_itself(capsys):
    assert command_line.main([]) == 0
    assert "identify" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["identify", "calibrate", "target", "catalog", "doctor"])
def test_every_command_has_help_with_an_example(name, capsys):
    assert command_line.main([name, "--help"]) == 0
    assert "xample" in capsys.readouterr().out


def test_help_loads_nothing_heavy():
    said = python("-c", "import sys, appliance.__main__ as m; m.main(['--help']); print('numpy' in sys.modules)").stdout
    assert said.strip().endswith("False")


def test_a_reader_that_leaves_early_is_no_error():
    reader = f"{sys.executable} -m appliance doctor --json | head -c 0; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", reader], capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 1), "1 where the doctor found something broken"
    assert ended.stderr == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_that_lacks_a_character_is_no_error(encoding, tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    missing = str(tmp_path / "×")
    ended = subprocess.run(
        [sys.executable, "-m", "appliance", "identify", missing], capture_output=True, env=environment
    )
    assert ended.returncode == 1
    assert b"no such picture" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_a_file_name_that_is_no_text_is_no_error():
    ended = subprocess.run([sys.executable, "-m", "appliance", "identify", b"\xff.png"], capture_output=True)
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr
