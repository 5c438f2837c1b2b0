"""What `screwtray doctor` asks of the machine around the program: devices, journal, temperature, network."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from appliance.commands.finding import Finding, State
from appliance.devices import open_printer, open_rig, open_scale, open_scanner
from appliance.settings import SettingsRefused
from appliance.settings_keys import Settings
from appliance.station.journal_file import JournalRefused, is_being_written
from appliance.station.journal_reading import open_reader
from drivers.faults import Device, DeviceFault

_THERMAL = Path("/sys/class/thermal")
_ROUTES = Path("/proc/net/route")
_WARM_C, _HOT_C = 75.0, 84.0  # a Raspberry Pi 5 slows down at 80 and 85 degrees
_NEARLY_FULL = 0.9
_CHECKED_BYTES = 200_000_000  # larger journals take minutes to check in full


def check_journal(file: Path, settings: Settings) -> Finding:
    """Whether the journal is whole, and how full."""
    if not file.exists():
        return Finding("journal", State.OK, "none yet; it comes with the first scan.")
    try:
        with open_reader(file) as reader:
            found = reader.summary()
            whole = found.bytes_used > _CHECKED_BYTES or reader.is_whole()
    except (JournalRefused, OSError) as refused:
        return Finding("journal", State.FAIL, str(refused), "Move it away; the station begins a new one.")
    if not whole:
        return Finding("journal", State.FAIL, f"{file} is damaged.", "Move it away; the station begins a new one.")
    most = 1e6 * settings.journal.most_mb
    says = f"{found.scans} scans, {found.bytes_used / 1e6:.0f} of {settings.journal.most_mb} MB."
    if found.bytes_used > _NEARLY_FULL * most:
        says += " The oldest scans make room."
    return Finding("journal", State.OK, says)


def check_devices(settings: Settings, journal: Path) -> Iterator[Finding]:
    """Camera, lights and whatever else is set up, each asked to answer."""
    if is_being_written(journal):
        yield Finding("camera", State.OK, "the station is running and has it.")
        return
    if settings.camera.driver == "none":
        yield Finding("camera", State.WARN, "none is set up.", "Set [camera] driver, or identify pictures from files.")
    else:
        yield from _check_rig(settings)
    others: list[tuple[str, Callable[[Settings], Any]]] = [
        ("scale", open_scale), ("printer", open_printer), ("scanner", open_scanner),
    ]  # fmt: skip
    for name, opens in others:
        finding = _check_one(name, opens, settings)
        if finding is not None:
            yield finding


def _check_rig(settings: Settings) -> Iterator[Finding]:
    """Asked to answer, and to take a shot: lamps that answer may be burnt out all the same."""
    try:
        with open_rig(settings) as rig:
            answers = rig.check()
            shot = rig.shoot()
    except SettingsRefused as refused:
        yield Finding("camera", State.FAIL, str(refused), "Mend the settings.")
    except DeviceFault as fault:
        name = "lights" if fault.device is Device.LIGHTS else "camera"
        yield Finding(name, State.FAIL, fault.for_technician, "See docs/technician.md, When a device fails.")
    else:
        yield Finding("lights", State.OK, f"{answers[Device.LIGHTS]}.")
        yield Finding(
            "camera", State.OK, f"{answers[Device.CAMERA]}; a shot of {shot.size_px[0]} × {shot.size_px[1]} px."
        )


def _check_one(name: str, opens: Callable[[Settings], Any], settings: Settings) -> Finding | None:
    try:
        device = opens(settings)
    except SettingsRefused as refused:
        return Finding(name, State.FAIL, str(refused), "Mend the settings.")
    if device is None:
        return None
    with contextlib.closing(device):
        try:
            return Finding(name, State.OK, f"{device.check()}.")
        except DeviceFault as fault:
            return Finding(name, State.FAIL, fault.for_technician, "See to its cable and its power.")


def check_temperature(zones: Path = _THERMAL) -> Finding:
    """The hottest that the machine's own sensors say."""
    degrees = []
    for sensor in sorted(zones.glob("thermal_zone*/temp")):
        with contextlib.suppress(OSError, ValueError):
            degrees.append(int(sensor.read_text()) / 1000)
    if not degrees:
        return Finding("temperature", State.OK, "this machine does not tell.")
    hottest = max(degrees)
    says = f"{hottest:.0f} °C."
    if hottest >= _HOT_C:
        return Finding("temperature", State.FAIL, says + " It slows down.", "Clean the fan; give the box air.")
    if hottest >= _WARM_C:
        return Finding("temperature", State.WARN, says, "Give the box air.")
    return Finding("temperature", State.OK, says)


def check_network(routes: Path = _ROUTES) -> Finding:
    """Whether there is a way out; everything at the counter works without one."""
    with contextlib.suppress(OSError):
        lines = [line.split() for line in routes.read_text().splitlines()[1:]]
        if any(len(line) > 1 and line[1] == "00000000" for line in lines):
            return Finding("network", State.OK, "there is one.")
    return Finding("network", State.OK, "there is none; the counter needs none.")
