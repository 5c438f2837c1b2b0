"""Picks devices, calibration, catalog and models, and wires them into a counter. Only this file does."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog

from appliance.catalog.ingest import import_export
from appliance.devices import open_rig
from appliance.identify import Instruments, identify
from appliance.instruments import load_instruments
from appliance.messages import Snapshot
from appliance.reading import Part
from appliance.settings import Places, state_folder
from appliance.settings_keys import Settings
from appliance.simulation import SAMPLES, Customers, sample_calibration, sample_rig
from appliance.station.checkup import Checkup
from appliance.station.clerk import Clerk
from appliance.station.heartbeat import Heartbeat
from appliance.station.journal import Journal, Limits
from appliance.station.journal_file import JournalDamaged
from appliance.station.machine import Rules
from appliance.station.replies import replied
from appliance.station.worker import Duties, Station
from calibration import record
from calibration.record import Calibration
from drivers.rig import Rig
from drivers.simulated_tray import SimulatedTray

__all__ = ["Counter", "assemble", "assemble_simulated", "load_instruments", "open_journal"]
_log = structlog.get_logger("assembly")
_STOP_S = 20.0  # a shot's own deadlines, and a reading's time


class InUse:
    """What every identification uses, exchanged as a whole when it is loaded anew.

    Parameters
    ----------
    load : loads it; raises CatalogRefused, CalibrationRefused or ModelRefused, and then all stays as it was
    """

    def __init__(self, load: Callable[[], Instruments]) -> None:
        self._load = load
        self.instruments = load()

    def reload(self) -> None:
        """Load it anew; what is being identified just now is still identified by the former."""
        self.instruments = self._load()


@dataclass
class Counter:
    """A counter, wired and ready to start.

    Attributes
    ----------
    station : for the screen: `snapshot`, `preview`, `post`
    heartbeat : the screen beats `screen` in it, where there is one
    places : where its files are
    reload : measure and match by calibration, catalog and lessons as they are on disk now; from any thread
    tray : of a simulated counter, to lay things on
    """

    station: Station
    rig: Rig
    journal: Journal
    heartbeat: Heartbeat
    places: Places
    reload: Callable[[], None]
    tray: SimulatedTray | None = None
    _beside: tuple[Callable[[threading.Event], None], ...] = ()
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Set the station's thread going, and whatever runs beside it."""
        for name, run in (("station", self.station.run), *(("beside", run) for run in self._beside)):
            thread = threading.Thread(target=run, args=(self._stop,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)
        self.heartbeat.ready()

    def stop(self) -> None:
        """End every thread, lights out, journal closed. A thread that hangs in a device is left behind."""
        self.heartbeat.stopping()
        self._stop.set()
        for thread in self._threads:
            thread.join(_STOP_S)
            if thread.is_alive():
                _log.error("does not end", thread=thread.name)
        self.rig.close()
        self.journal.close()

    def __enter__(self) -> "Counter":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def assemble(
    settings: Settings,
    limbs: tuple[str, ...] = ("station",),
    watch: Callable[[Snapshot], None] | None = None,
) -> Counter:
    """The counter that the settings describe.

    Parameters
    ----------
    limbs : whose signs the watchdog waits for: `station`, and `screen` where there is one
    watch : called with every snapshot, from the station's thread

    Raises
    ------
    DeviceFault, CalibrationRefused, CatalogRefused, ModelRefused, JournalRefused
    """
    places = Places(state_folder(settings))
    if not places.calibration.exists():
        _log.warning("no calibration: no millimetres", file=str(places.calibration))
    if not places.catalog.exists():
        _log.warning("no catalog: no matches", file=str(places.catalog))
    in_use = InUse(partial(_on_disk, places))
    return _wired(settings, places, in_use, open_rig(settings), limbs, watch)


def _on_disk(places: Places, otherwise: Calibration | None = None) -> Instruments:
    """The instruments by what is in the state folder."""
    calibration = record.load(places.calibration) if places.calibration.exists() else otherwise
    return load_instruments(calibration, places.catalog if places.catalog.exists() else None)


def assemble_simulated(
    settings: Settings,
    limbs: tuple[str, ...] = ("station",),
    watch: Callable[[Snapshot], None] | None = None,
    customers: bool = True,
) -> Counter:
    """A counter without hardware: the sample rig, the sample store, and customers who come and go.

    Its files are in a folder of their own, so that no simulated scan gets among real ones.
    """
    places = Places(state_folder(settings) / "simulated")
    places.folder.mkdir(parents=True, exist_ok=True)
    if not places.catalog.exists():
        import_export(SAMPLES / "catalog.csv", places.catalog)
    simulated = sample_rig()
    beside = (Customers(simulated.tray).run,) if customers else ()
    in_use = InUse(partial(_on_disk, places, sample_calibration()))
    counter = _wired(settings, places, in_use, simulated.rig, limbs, watch, beside)
    counter.tray = simulated.tray
    return counter


def _wired(
    settings: Settings,
    places: Places,
    in_use: InUse,
    rig: Rig,
    limbs: tuple[str, ...],
    watch: Callable[[Snapshot], None] | None,
    beside: tuple[Callable[[threading.Event], None], ...] = (),
) -> Counter:
    kept, wanted = settings.journal, settings.station
    journal = open_journal(places.journal, Limits(kept.keep_days, 1_000_000 * kept.most_mb))
    quality = kept.picture_quality if kept.keep_pictures else None
    clerk = Clerk(journal, quality, partial(_replied, in_use, wanted.matches))
    heartbeat = Heartbeat(limbs)
    checkup = Checkup(in_use.instruments.calibration, 60 * wanted.check_minutes)
    duties = Duties(
        look=lambda shot: identify(shot, in_use.instruments, wanted.matches),
        clerk=clerk,
        checkup=checkup,
        heartbeat=partial(heartbeat.beat, "station"),
        watch=watch,
    )

    def reload() -> None:
        in_use.reload()
        checkup.compare_with(in_use.instruments.calibration)

    rules = Rules(wanted.still_ms / 1000, wanted.retakes)
    station = Station(rig, duties, rules, wanted.preview_hz)
    return Counter(station, rig, journal, heartbeat, places, reload, _beside=beside)


def _replied(in_use: InUse, top: int, part: Part, ask: str, option: str, asked: int) -> Part:
    shelf = in_use.instruments.shelf
    if shelf is None:
        raise ValueError("there is no catalog to weigh again")
    return replied(part, ask, option, shelf, top, asked)


def open_journal(path: Path, limits: Limits) -> Journal:
    """The journal; a damaged one is put aside and a new one begun, for a counter must go on."""
    try:
        return Journal(path, limits)
    except JournalDamaged as damaged:
        aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        path.rename(aside)
        _log.error("journal damaged", says=str(damaged), kept_as=str(aside))
        return Journal(path, limits)
