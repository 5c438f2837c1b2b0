"""What the staff's pages ask of the counter besides its station: journal, doctor, display, the machine's switch."""

import contextlib
import shlex
import subprocess
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from appliance.commands.doctor import check_settings, examine
from appliance.screen.staff.events import Examined
from appliance.screen.staff.records import PastScan, Wish, past_scan, wishes
from appliance.screen.staff.services import ServiceRefused, Services
from appliance.settings import Places
from appliance.settings_keys import Settings
from appliance.station.journal_file import JournalRefused
from appliance.station.journal_reading import JournalReader, open_reader
from drivers.frame import Light

_BACKLIGHTS = Path("/sys/class/backlight")
_POWER_OFF_S = 15


def staff_services(
    settings: Settings,
    places: Places,
    reload: Callable[[], None],
    power_off: Callable[[], None] | None = None,
    backlights: Path = _BACKLIGHTS,
) -> Services:
    """The services of a counter.

    Parameters
    ----------
    places : of the journal, the calibration and the catalog
    reload : match and measure by what is on disk now
    power_off : instead of the settings' command, where the machine is somebody's desk
    """
    command = settings.screen.shutdown_command
    if power_off is None and command.strip():

        def power_off() -> None:
            run_switch(command)

    return Services(
        scans=lambda most: _scans(places.journal, most),
        picture=lambda scan, part: _picture(places.journal, scan, part),
        wishes=lambda: _wishes(places.journal),
        is_kept=lambda scan, parts, sku: _is_kept(places.journal, scan, parts, sku),
        examine=lambda: _examined(places, settings),
        reload=reload,
        power_off=power_off,
        brighten=lambda percent: brighten(percent, backlights),
    )


@contextlib.contextmanager
def _reading(journal: Path) -> Iterator[JournalReader | None]:
    """The journal; None before the first scan."""
    if not journal.exists():
        yield None
        return
    try:
        with open_reader(journal) as reader:
            yield reader
    except JournalRefused as refused:
        raise ServiceRefused(str(refused)) from refused


def _scans(journal: Path, most: int) -> tuple[PastScan, ...]:
    with _reading(journal) as reader:
        if reader is None:
            return ()
        return tuple(past_scan(one.id, one.at, one.reading, one.said) for one in islice(reader.scans(most), most))


def _picture(journal: Path, scan: str, part: int) -> bytes | None:
    with _reading(journal) as reader:
        crops = {} if reader is None else {crop.light: crop for crop in reader.crops(scan, part)}
    crop = crops.get(Light.TOPLIT) or next(iter(crops.values()), None)
    return None if crop is None else crop.picture


def _wishes(journal: Path) -> tuple[Wish, ...]:
    with _reading(journal) as reader:
        return () if reader is None else wishes((one.name, one.words, one.at) for one in reader.unmet())


def _is_kept(journal: Path, scan: str, parts: tuple[int, ...], sku: str) -> bool:
    with _reading(journal) as reader:
        found = None if reader is None else reader.scan(scan)
    if found is None:
        return False
    newest = {one.part: one.sku for one in found.said if one.sku is not None}
    return all(newest.get(part) == sku for part in parts)


def _examined(places: Places, settings: Settings) -> Iterator[Examined]:
    _, told = check_settings()
    yield Examined(told.check, told.state.value, told.says, told.do)
    for finding in examine(places.calibration, places.catalog, settings):
        yield Examined(finding.check, finding.state.value, finding.says, finding.do)


def run_switch(command: str) -> None:
    """Run what switches the machine off, without a shell.

    Raises
    ------
    ServiceRefused
        it cannot be run, or fails
    """
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=_POWER_OFF_S, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise ServiceRefused(f"`{command}` could not be run: {error}.") from None
    if done.returncode != 0:
        said = " ".join(done.stderr.split())[:200]
        raise ServiceRefused(f"`{command}` failed ({done.returncode}): {said or 'it does not say why'}.")


def brighten(percent: int, backlights: Path = _BACKLIGHTS) -> bool:
    """Set the light of every display that has one that can be set; False where there is none."""
    done = False
    for light in sorted(backlights.glob("*")):
        with contextlib.suppress(OSError, ValueError):
            most = int((light / "max_brightness").read_text())
            (light / "brightness").write_text(str(max(1, round(most * percent / 100))))
            done = True
    return done
