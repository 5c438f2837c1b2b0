"""What staff set at the counter: some keys of `[screen]`, kept beside the journal, over the technician's settings.

Written as a settings file of its own and read by the same code, with the same bounds. What is wrong in it is left out
and told; it can never keep the counter from starting.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from appliance.catalog.building import sync_folder
from appliance.settings import Key, SettingsRefused, as_toml, keys, value_of
from appliance.settings_keys import Settings

SECTION = "screen"
SAFE = (
    "language",
    "volume_percent",
    "brightness_percent",
    "store_name",
    "idle_seconds",
    "warning_seconds",
    "saver_minutes",
    "staff_minutes",
)
"""Keys that staff may set; a logo's path and a command to run are the technician's."""

_MOST_BYTES = 100_000
_LONGEST_TEXT = 60


@dataclass(frozen=True)
class Chosen:
    """Settings with the staff's choices over them.

    Attributes
    ----------
    left_out : a sentence for each choice that cannot be used
    """

    settings: Settings
    left_out: tuple[str, ...] = ()


def safe_keys() -> tuple[Key, ...]:
    """What staff may set, in the order of the page."""
    known = {key.name: key for key in keys() if key.section == SECTION}
    return tuple(known[name] for name in SAFE)


def with_choices(settings: Settings, file: Path) -> Chosen:
    """The settings with what staff chose; never raises for what the file holds."""
    try:
        table = _read(file)
    except (OSError, ValueError) as error:
        return Chosen(settings, (f"{file}: the choices made at the counter cannot be read ({error}).",))
    left_out = []
    for name, value in table.items():
        try:
            settings = with_choice(settings, name, value)
        except SettingsRefused as refused:
            left_out.append(f"{file}: {refused}")
    return Chosen(settings, tuple(left_out))


def choose(settings: Settings, file: Path, name: str, value: Any) -> Settings:
    """Keep one more choice, and the settings with it.

    Raises
    ------
    SettingsRefused
        it cannot be, or the file cannot be written
    """
    changed = with_choice(settings, name, value)
    try:
        table = _read(file)
    except (OSError, ValueError):
        table = {}  # it was left out before, too
    write_choices(file, {key: one for key, one in table.items() if _can_be(key, one)} | {name: value})
    return changed


def _read(file: Path) -> dict[str, Any]:
    """What the file holds; nothing where there is none."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise ValueError("it is far too long")
        table = tomllib.loads(file.read_text("utf-8")).get(SECTION, {})
    except FileNotFoundError:
        return {}
    if not isinstance(table, dict):
        raise ValueError(f"{SECTION} is no section")
    return table


def _can_be(name: str, value: Any) -> bool:
    try:
        with_choice(Settings(), name, value)
    except SettingsRefused:
        return False
    return True


def with_choice(settings: Settings, name: str, value: Any) -> Settings:
    """The settings with one safe key changed.

    Raises
    ------
    SettingsRefused
        a key that staff may not set, or a value out of its bounds
    """
    key = next((key for key in safe_keys() if key.name == name), None)
    if key is None:
        raise SettingsRefused(f"{name} cannot be set at the counter.")
    if isinstance(value, str) and (len(value) > _LONGEST_TEXT or not value.isprintable()):
        raise SettingsRefused(f"{name} must be one line of at most {_LONGEST_TEXT} characters.")
    try:
        checked = msgspec.convert({SECTION: {name: value}}, Settings)
    except msgspec.ValidationError:
        wanted = f"{key.kind}, {key.bounds}" if key.least is not None else key.kind
        raise SettingsRefused(f"{name} is {as_toml(value)}; it must be {wanted}.") from None
    section = msgspec.structs.replace(getattr(settings, SECTION), **{name: value_of(checked, key)})
    return msgspec.structs.replace(settings, **{SECTION: section})


def write_choices(file: Path, chosen: Mapping[str, Any]) -> None:
    """Keep these choices instead of those before: all of them or, where the disk fails, those before.

    Raises
    ------
    SettingsRefused
        one of them cannot be, or the file cannot be written
    """
    for name, value in chosen.items():
        with_choice(Settings(), name, value)
    lines = ["# Set at the counter by staff; rules over settings.toml.", f"[{SECTION}]"]
    lines += [f"{name} = {as_toml(chosen[name])}" for name in SAFE if name in chosen]
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("x", encoding="utf-8") as handle:
                handle.write("\n".join(lines) + "\n")
                handle.flush()
                os.fsync(handle.fileno())
            beside.replace(file)
            sync_folder(file.parent)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsRefused(f"{file}: the choice cannot be kept ({error.strerror or error}).") from None
