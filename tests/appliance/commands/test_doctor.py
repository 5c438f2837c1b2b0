"""doctor tells apart what works, what could be better and what is broken, and always says what to do."""

import hashlib
import json
import os
import time
from importlib import metadata

import pytest

from appliance import __main__ as command_line
from appliance.catalog.product import Designation, Kind, Product
from appliance.catalog.store import write_catalog
from appliance.commands import doctor
from appliance.commands.doctor import State, check_staff
from appliance.screen.staff.pin import PinKeeper
from appliance.settings import Places


@pytest.fixture
def catalog(tmp_path):
    file = tmp_path / "store.db"
    write_catalog(file, [Product("01", "#8 x 1 in.", Designation(kind=Kind.WOOD_SCREW))], "test")
    return file


def test_a_fresh_machine_has_nothing_broken_only_things_to_do(tmp_path):
    findings = list(doctor.examine(tmp_path / "calibration.json", tmp_path / "catalog.db"))
    assert {f.check for f in findings} >= {"python", "packages", "disk", "clock", "calibration", "catalog", "camera"}
    assert all(f.do for f in findings if f.state is not State.OK)
    assert not [f for f in findings if f.state is State.FAIL and f.check != "packages"]


def test_its_answer_can_be_read_by_a_program(tmp_path, capsys):
    command_line.main(["doctor", "--json", "--calibration", str(tmp_path / "c"), "--catalog", str(tmp_path / "d")])
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == "doctor/1"
    assert set(said["findings"][0]) == {"check", "state", "says", "do"}


@pytest.mark.parametrize(
    ("version", "state"),
    [((3, 11), State.OK), ((3, 13), State.OK), ((3, 10), State.WARN), ((3, 14), State.WARN)],
)
def test_only_tested_pythons_are_in_order(version, state):
    assert doctor.check_python(version).state is state


def test_a_missing_package_is_named():
    def version_of(name: str) -> str:
        if name == "scipy":
            raise metadata.PackageNotFoundError(name)
        return "1.0"

    finding = doctor.check_packages(version_of)
    assert finding.state is State.FAIL
    assert "scipy" in finding.says


def test_a_calibration_cut_in_half_is_broken(tmp_path):
    file = tmp_path / "calibration.json"
    file.write_text('{"schema": "calibration/1", "view": {"camera_ma')
    finding = doctor.check_calibration(file)
    assert finding.state is State.FAIL
    assert finding.do


def test_a_whole_catalog_is_in_order_and_counted(catalog):
    finding = doctor.check_catalog(catalog)
    assert finding.state is State.OK
    assert finding.says.startswith("1 fasteners")


def test_an_old_catalog_is_a_warning(catalog):
    then = time.time() - 60 * 86400
    os.utime(catalog, (then, then))
    assert doctor.check_catalog(catalog).state is State.WARN


def test_a_damaged_catalog_is_broken(catalog):
    content = bytearray(catalog.read_bytes())
    content[3000:] = os.urandom(len(content) - 3000)
    catalog.write_bytes(content)
    assert doctor.check_catalog(catalog).state is State.FAIL


def test_a_text_file_is_no_catalog(tmp_path):
    file = tmp_path / "store.db"
    file.write_text("SKU,Description\n" * 100)
    assert doctor.check_catalog(file).state is State.FAIL


def test_a_clock_in_the_past_is_broken(catalog):
    assert doctor.check_clock(time.time(), [catalog]).state is State.OK
    assert doctor.check_clock(time.time() - 86400, [catalog]).state is State.FAIL
    assert doctor.check_clock(0.0, []).state is State.FAIL


def test_a_full_disk_is_broken_and_a_fuller_one_a_warning(tmp_path, monkeypatch):
    for free_mb, state in [(50_000, State.OK), (500, State.WARN), (5, State.FAIL)]:
        usage = type("Usage", (), {"free": free_mb * 1e6})
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _, usage=usage: usage)
        assert doctor.check_disk(tmp_path / "not" / "yet").state is state


def test_networks_are_held_against_their_manifest(tmp_path):
    assert doctor.check_models(tmp_path).state is State.OK
    (tmp_path / "a.onnx").write_bytes(b"weights")
    sha256 = hashlib.sha256(b"weights").hexdigest()
    manifest = tmp_path / "manifest.toml"
    text = f'[parts]\nfile = "a.onnx"\nsha256 = "{sha256}"\ninput = [224, 224, 4]\ntrained_on = "nothing"\n'
    manifest.write_text(text + '[parts.outputs.head]\nlabels = ["pan", "flat"]\ntemperature = 1.0\n')
    assert doctor.check_models(tmp_path).state is State.OK
    (tmp_path / "a.onnx").write_bytes(b"wights")
    assert "a.onnx" in doctor.check_models(tmp_path).says
    manifest.write_text("[[parts]\n")
    assert doctor.check_models(tmp_path).state is State.FAIL


def test_the_staffs_pages_without_a_pin_are_a_warning_and_damaged_a_failure(tmp_path):
    places = Places(tmp_path)
    assert check_staff(places).state is State.WARN
    PinKeeper(places.staff).set("2580")
    assert check_staff(places).state is State.OK
    places.choices.write_text('[screen]\nlanguage = "tlh"\n')
    assert "language" in check_staff(places).says
    places.staff.write_text("{")
    assert check_staff(places).state is State.FAIL
