"""`screwtray doctor`: what is in order, what is not, and what to do about it."""

import hashlib
import json
import os
import platform
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import click

import models_onnx
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import open_catalog
from appliance.commands.doctor_devices import check_devices, check_journal, check_network, check_temperature
from appliance.commands.finding import Finding, State
from appliance.screen.staff.choices import with_choices
from appliance.screen.staff.pin import PinKeeper, PinRefused
from appliance.settings import Places, SettingsRefused, load, settings_file, state_folder
from appliance.settings_keys import Settings
from calibration import record
from calibration.refusal import CalibrationRefused
from models_onnx.manifest import read_manifest
from models_onnx.refusal import ModelRefused

_OLD_CALIBRATION_DAYS = 180
_OLD_CATALOG_DAYS = 35
_POOR_REPROJECTION_PX = 0.5
_LITTLE_DISK_MB, _NO_DISK_MB = 1000, 100
_RELEASED = datetime(2025, 1, 1, tzinfo=UTC)  # no clock can be right that shows an earlier day


@click.command(epilog="Example: screwtray doctor --calibration cal.json --catalog store.db")
@click.option("--calibration", "calibration_file", type=click.Path(path_type=Path), help="The calibration to check.")
@click.option("--catalog", "catalog_file", type=click.Path(path_type=Path), help="The catalog to check.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every finding.")
def doctor(calibration_file: Path | None, catalog_file: Path | None, as_json: bool) -> int:
    """Check the installation and say what to do.

    Exits 1 where something does not work; what merely could be better is a warning.
    """
    settings, told = check_settings()
    places = Places(state_folder(settings))
    examined = examine(calibration_file or places.calibration, catalog_file or places.catalog, settings)
    findings = [told, *examined]
    if as_json:
        click.echo(json.dumps({"schema": "doctor/1", "findings": [asdict(finding) for finding in findings]}))
    else:
        for finding in findings:
            click.echo(f"{finding.state.upper():>4}  {finding.check:<12} {finding.says}")
            if finding.do:
                click.echo(f"{'':>18} → {finding.do}")
    return 1 if any(finding.state is State.FAIL for finding in findings) else 0


def examine(calibration_file: Path, catalog_file: Path, settings: Settings | None = None) -> Iterator[Finding]:
    """Every finding but that about the settings, in the order in which they are best mended."""
    settings = settings or Settings()
    journal_file = Places(state_folder(settings)).journal
    yield check_python(sys.version_info[:2])
    yield check_packages()
    yield check_disk(calibration_file.parent)
    yield check_clock(time.time(), [calibration_file, catalog_file])
    yield check_calibration(calibration_file)
    yield check_catalog(catalog_file)
    yield check_models(Path(models_onnx.__file__).parent)
    yield check_journal(journal_file, settings)
    yield check_staff(Places(state_folder(settings)))
    yield check_display()
    yield from check_devices(settings, journal_file)
    yield check_temperature()
    yield check_network()


def check_settings() -> tuple[Settings, Finding]:
    """The settings in force, the defaults where they are wrong, and what is wrong with them."""
    try:
        in_force = load()
    except SettingsRefused as refused:
        return Settings(), Finding("settings", State.FAIL, str(refused), f"Mend {settings_file()}.")
    changed = sum(source != "default" for source in in_force.sources.values())
    return in_force.settings, Finding("settings", State.OK, f"{changed} set, the others are the defaults.")


def check_python(version: tuple[int, int]) -> Finding:
    """Whether this Python is one that Screwtray is tested with."""
    said = f"Python {version[0]}.{version[1]} on {platform.machine()}."
    if (3, 11) <= version <= (3, 13):
        return Finding("python", State.OK, said)
    return Finding("python", State.WARN, said, "Use Python 3.11 to 3.13.")


def check_packages(version_of: Callable[[str], str] = metadata.version) -> Finding:
    """Whether every package that Screwtray needs is there, and in which version."""
    needed = [line for line in metadata.requires("screwtray") or [] if "extra ==" not in line]
    names = sorted(re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in needed)
    there, missing = [], []
    for name in names:
        try:
            there.append(f"{name} {version_of(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("packages", State.FAIL, f"missing: {', '.join(missing)}.", "Run ./install.sh again.")
    return Finding("packages", State.OK, ", ".join(there) + ".")


def check_disk(folder: Path) -> Finding:
    """Room for the state folder, or for the nearest folder above it that exists."""
    place = next(there for there in (folder.resolve(), *folder.resolve().parents) if there.is_dir())
    free_mb = shutil.disk_usage(place).free / 1e6
    says = f"{free_mb / 1000:.1f} GB free at {place}."
    if free_mb < _NO_DISK_MB:
        return Finding("disk", State.FAIL, says, "Delete something: nothing can be saved any more.")
    if free_mb < _LITTLE_DISK_MB:
        return Finding("disk", State.WARN, says, "Make room soon.")
    return Finding("disk", State.OK, says)


def check_clock(now_s: float, files: list[Path]) -> Finding:
    """Whether the clock can be right: not before this release, nor before files that were made on this machine."""
    newest_s = max([_RELEASED.timestamp(), *(file.stat().st_mtime for file in files if file.is_file())])
    says = f"{datetime.fromtimestamp(now_s, UTC):%Y-%m-%d %H:%M} UTC."
    if now_s < newest_s - 60:
        return Finding("clock", State.FAIL, says + " That is in the past.", "Connect the network or set the clock.")
    return Finding("clock", State.OK, says)


def check_calibration(file: Path) -> Finding:
    """Whether the calibration can be read, and how good and how old it is."""
    if not file.exists():
        return Finding(
            "calibration", State.WARN, f"none at {file}.", f"Run `screwtray calibrate VIEWS --board FILE -o {file}`."
        )
    try:
        calibration = record.load(file)
    except (CalibrationRefused, OSError) as refused:
        return Finding("calibration", State.FAIL, str(refused), "Calibrate again, or give the right file.")
    pedigree = calibration.pedigree
    days = _days_since(pedigree.made_at)
    width, height = calibration.image_size_px
    age = "of unknown age" if days is None else f"{days} days old"
    says = f"{age}, for {width} × {height} pixels, reprojection {pedigree.reprojection_px:.3f} px."
    if pedigree.reprojection_px > _POOR_REPROJECTION_PX:
        return Finding("calibration", State.WARN, says, "Calibrate again with sharper views.")
    if days is None or days > _OLD_CALIBRATION_DAYS:
        return Finding("calibration", State.WARN, says, "Calibrate again, or check it with a gauge.")
    if pedigree.warnings:
        return Finding("calibration", State.WARN, says, " ".join(pedigree.warnings))
    return Finding("calibration", State.OK, says)


def _days_since(moment: str) -> int | None:
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (datetime.now(UTC) - (then if then.tzinfo else then.replace(tzinfo=UTC))).days


def check_catalog(file: Path) -> Finding:
    """Whether the catalog is whole, how much is in it and how old it is."""
    again = f"Run `screwtray catalog import FILE --db {file}`."
    if not file.exists():
        return Finding("catalog", State.WARN, f"none at {file}.", again)
    try:
        with open_catalog(file) as catalog:
            fasteners = sum(product.is_fastener for product in catalog.products())
            ident = catalog.ident
        whole = _is_whole(file)
    except (CatalogRefused, sqlite3.Error, OSError) as refused:
        return Finding("catalog", State.FAIL, str(refused), again)
    if not whole:
        return Finding("catalog", State.FAIL, f"{file} is damaged.", again)
    days = int((time.time() - file.stat().st_mtime) / 86400)
    says = f"{fasteners} fasteners, {days} days old, {ident}."
    if not fasteners:
        return Finding("catalog", State.WARN, says, "Import an export that has screws in it.")
    if days > _OLD_CATALOG_DAYS:
        return Finding("catalog", State.WARN, says, again)
    return Finding("catalog", State.OK, says)


def _is_whole(file: Path) -> bool:
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return bool(connection.execute("PRAGMA quick_check").fetchone() == ("ok",))
    finally:
        connection.close()


def check_models(folder: Path) -> Finding:
    """Whether the networks are the ones that the manifest names."""
    try:
        entries = read_manifest(folder)
    except ModelRefused as refused:
        return Finding("models", State.FAIL, str(refused), "Install again.")
    if not entries:
        return Finding("models", State.OK, "this release has no networks; it answers from geometry.")
    wrong = [entry.file for entry in entries.values() if not _has_hash(folder / entry.file, entry.sha256)]
    if wrong:
        return Finding("models", State.FAIL, f"missing or changed: {', '.join(wrong)}.", "Install again.")
    return Finding("models", State.OK, f"{len(entries)} networks, all as released.")


def _has_hash(file: Path, sha256: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256


def check_staff(places: Places) -> Finding:
    """Whether the staff's pages are locked, and whether what staff set there can be used."""
    left_out = with_choices(Settings(), places.choices).left_out
    try:
        PinKeeper(places.staff).wait_s()
    except PinRefused as refused:
        return Finding("staff", State.FAIL, str(refused), "Run `screwtray settings pin`.")
    if not places.staff.exists():
        says = "there is no staff PIN yet: whoever opens the staff's pages first chooses it."
        return Finding("staff", State.WARN, says, "Run `screwtray settings pin`.")
    if left_out:
        return Finding("staff", State.WARN, " ".join(left_out), "Set it again on the staff's page.")
    return Finding("staff", State.OK, "the staff's pages are locked.")


def check_display() -> Finding:
    """Whether there is a screen to show anything on."""
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or any(Path("/dev/dri").glob("card*")):
        return Finding("display", State.OK, "there is one.")
    return Finding("display", State.WARN, "there is none.", "Nothing to do: the command line needs none.")
