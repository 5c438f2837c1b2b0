"""What can be set about a counter, in `settings.toml`: typed, with bounds, every key with its unit and what it is for.

The types in `settings_keys` are the only list there is: the example file, the page of documentation and what is refused
all come from them. The environment (`SCREWTRAY_<SECTION>__<KEY>`) rules over the file, the file over the default.
"""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import platformdirs

from appliance.settings_keys import Settings

FILE_VARIABLE = "SCREWTRAY_SETTINGS"
_PREFIX = "SCREWTRAY_"
_STATION_FILE = Path("/etc/screwtray/settings.toml")
_STATION_STATE = Path("/var/lib/screwtray")
_MOST_BYTES = 1_000_000


class SettingsRefused(Exception):
    """The settings cannot be used; the message says in plain sentences which key is wrong and what would be right."""


@dataclass(frozen=True)
class Key:
    """One thing that can be set.

    Attributes
    ----------
    section, name : as in the file: `[section]`, `name = ...`
    kind : what a value is, in words: `text`, `number`, `whole number`, `true or false`, or the choices
    unit : of a number, empty where it has none
    about : what it is for, one sentence
    default : its value where nobody sets it
    least, most : bounds, inclusive; None where there is none
    """

    section: str
    name: str
    kind: str
    unit: str
    about: str
    default: Any
    least: float | None = None
    most: float | None = None

    @property
    def bounds(self) -> str:
        """`2 to 30 s`, `from 0 ms` or nothing."""
        unit = f" {self.unit}" if self.unit else ""
        if self.least is not None and self.most is not None:
            return f"{_plain(self.least)} to {_plain(self.most)}{unit}"
        if self.least is not None:
            return f"from {_plain(self.least)}{unit}"
        return self.unit


@dataclass(frozen=True)
class InForce:
    """Settings, and where each comes from.

    Attributes
    ----------
    sources : `section.key` -> `default`, the file's path, or the environment variable's name
    """

    settings: Settings
    sources: Mapping[str, str]


def settings_file(environment: Mapping[str, str] | None = None) -> Path:
    """The file that is read: the one the environment names, else the machine's, else the user's own."""
    named = (os.environ if environment is None else environment).get(FILE_VARIABLE)
    if named:
        return Path(named)
    if _STATION_FILE.exists() or _STATION_STATE.is_dir():
        return _STATION_FILE
    return Path(platformdirs.user_config_path("screwtray")) / "settings.toml"


def state_folder(settings: Settings) -> Path:
    """Where this counter keeps calibration, catalog and journal."""
    if settings.station.state_folder:
        return Path(settings.station.state_folder)
    return _STATION_STATE if _STATION_STATE.is_dir() else Path(platformdirs.user_data_path("screwtray"))


@dataclass(frozen=True)
class Places:
    """Where a counter's own files are."""

    folder: Path

    @property
    def calibration(self) -> Path:
        """From `screwtray calibrate`."""
        return self.folder / "calibration.json"

    @property
    def catalog(self) -> Path:
        """From `screwtray catalog import`."""
        return self.folder / "catalog.db"

    @property
    def journal(self) -> Path:
        """Made by the station."""
        return self.folder / "journal.db"

    @property
    def staff(self) -> Path:
        """The staff's PIN as a hash, from `screwtray settings pin`."""
        return self.folder / "staff.json"

    @property
    def choices(self) -> Path:
        """What staff set at the counter."""
        return self.folder / "screen.toml"


def keys() -> Iterator[Key]:
    """Everything that can be set, in the order of the types."""
    for section in _struct(msgspec.inspect.type_info(Settings)).fields:
        for field in _struct(section.type).fields:
            yield _key(section.name, field)


def load(file: Path | None = None, environment: Mapping[str, str] | None = None) -> InForce:
    """Read the settings in force.

    Parameters
    ----------
    file : None for `settings_file`; a file that is not there is the same as an empty one unless it was named
    environment : None for the process's own

    Raises
    ------
    SettingsRefused
        a file that cannot be read, a key that there is not (with the nearest that there is), a value out of bounds
    """
    env = os.environ if environment is None else environment
    named = file is not None or FILE_VARIABLE in env
    file = settings_file(env) if file is None else file
    values = _read(file, named)
    faults = list(_unknown(values, str(file)))
    sources = {
        f"{section}.{name}": str(file) for section, table in values.items() if isinstance(table, dict) for name in table
    }
    known = {f"{_PREFIX}{key.section}__{key.name}".upper(): key for key in keys()}
    for variable in sorted(name for name in env if name.startswith(_PREFIX) and "__" in name):
        key = known.get(variable)
        if key is None:
            faults.append(f"{variable} sets nothing.{_did_you_mean(variable, known)}")
            continue
        values.setdefault(key.section, {})[key.name] = _from_text(env[variable], key)
        sources[f"{key.section}.{key.name}"] = variable
    if faults:
        raise SettingsRefused(" ".join(faults))
    settings = _convert(values, sources, str(file))
    all_sources = {f"{key.section}.{key.name}": "default" for key in keys()} | sources
    return InForce(settings, MappingProxyType(all_sources))


def value_of(settings: Settings, key: Key) -> Any:
    """What `key` is set to."""
    return getattr(getattr(settings, key.section), key.name)


def as_toml(value: Any) -> str:
    """A value as the file has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple | list):
        return f"[{', '.join(as_toml(one) for one in value)}]"
    return f"{value:g}" if isinstance(value, float) and value.is_integer() and abs(value) < 1e6 else str(value)


def _plain(number: float) -> str:
    return f"{number:g}" if abs(number) < 1e5 else f"{number:.0f}"


def _struct(kind: msgspec.inspect.Type) -> msgspec.inspect.StructType:
    assert isinstance(kind, msgspec.inspect.StructType)
    return kind


def _key(section: str, field: msgspec.inspect.Field) -> Key:
    about = unit = ""
    kind = field.type
    if isinstance(kind, msgspec.inspect.Metadata):
        about = str((kind.extra_json_schema or {}).get("description", ""))
        unit = str((kind.extra or {}).get("unit", ""))
        kind = kind.type
    default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    least = most = None
    if isinstance(kind, msgspec.inspect.IntType | msgspec.inspect.FloatType):
        least, most = kind.ge, kind.le
    return Key(section, field.encode_name, _in_words(kind), unit, about, default, least, most)


def _in_words(kind: msgspec.inspect.Type) -> str:
    match kind:
        case msgspec.inspect.BoolType():
            return "true or false"
        case msgspec.inspect.IntType():
            return "whole number"
        case msgspec.inspect.FloatType():
            return "number"
        case msgspec.inspect.LiteralType():
            return " or ".join(f'"{value}"' for value in kind.values)
        case _:
            return "text"


def _read(file: Path, named: bool) -> dict[str, Any]:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise SettingsRefused(f"{file}: this is no settings file: it is far too long.")
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        if named:
            raise SettingsRefused(f"{file}: there is no such settings file.") from None
        return {}
    except OSError as error:
        raise SettingsRefused(f"{file}: the settings cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise SettingsRefused(f"{file}: the settings are not text in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsRefused(f"{file}: not valid TOML: {error}.") from None


def _unknown(values: Mapping[str, Any], where: str) -> Iterator[str]:
    """A sentence for every section and key that there is not, with the nearest one that there is."""
    known: dict[str, set[str]] = {}
    for key in keys():
        known.setdefault(key.section, set()).add(key.name)
    every = {f"[{section}] {name}": name for section, names in known.items() for name in names}
    for section, table in values.items():
        if section not in known:
            homes = [label for label, name in every.items() if name == section]
            hint = f" It belongs into {homes[0].split()[0]}." if homes else _did_you_mean(section, known)
            yield f"{where}: there is no section [{section}].{hint}"
        elif not isinstance(table, dict):
            yield f"{where}: {section} is a section: write [{section}] on a line of its own."
        else:
            for name in table:
                if name not in known[section]:
                    elsewhere = [label for label, other in every.items() if other == name]
                    hint = _did_you_mean(name, known[section])
                    hint = hint or (f" It belongs into {elsewhere[0].split()[0]}." if elsewhere else "")
                    yield f"{where}: [{section}] has no key {name}.{hint}"


def _did_you_mean(name: str, among: Mapping[str, Any] | set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(among), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


def _from_text(text: str, key: Key) -> Any:
    """An environment variable's value as the file would have it; text needs no quotes there."""
    if key.kind not in ("number", "whole number", "true or false"):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _convert(values: Mapping[str, Any], sources: Mapping[str, str], where: str) -> Settings:
    """All the values that are wrong, told one sentence each."""
    faults = []
    for key in keys():
        if key.name not in values.get(key.section, {}):
            continue
        label = f"{key.section}.{key.name}"
        try:
            msgspec.convert({key.section: {key.name: values[key.section][key.name]}}, Settings)
        except msgspec.ValidationError:
            given = as_toml(values[key.section][key.name])
            wanted = f"{key.kind}, {key.bounds}" if key.least is not None else key.kind
            faults.append(f"{sources.get(label, where)}: [{key.section}] {key.name} is {given}; it must be {wanted}.")
    if faults:
        raise SettingsRefused(" ".join(faults))
    return msgspec.convert(values, Settings)
