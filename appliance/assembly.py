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
from appliance.matching.evidence import Shelf
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
from drivers.rig import Rig

__all__ = ["Counter", "assemble", "assemble_simulated", "load_instruments", "open_journal"]
_log = structlog.get_logger("assembly")
_STOP_S = 20.0  # a shot's own deadlines, and a reading's time


@dataclass
class Counter:
    """A counter, wired and ready to start.

    Attributes
    ----------
    station : for the screen: `snapshot`, `preview`, `post`
    heartbeat : the screen beats `screen` in it, where there is one
    """

    station: Station
    rig: Rig
    journal: Journal
    heartbeat: Heartbeat
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
    calibration = record.load(places.calibration) if places.calibration.exists() else None
    if calibration is None:
        _log.warning("no calibration: no millimetres", file=str(places.calibration))
    catalog = places.catalog if places.catalog.exists() else None
    if catalog is None:
        _log.warning("no catalog: no matches", file=str(places.catalog))
    rig = open_rig(settings)
    return _wired(settings, places, load_instruments(calibration, catalog), rig, limbs, watch)


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
    instruments = load_instruments(sample_calibration(), places.catalog)
    return _wired(settings, places, instruments, simulated.rig, limbs, watch, beside)


def _wired(
    settings: Settings,
    places: Places,
    instruments: Instruments,
    rig: Rig,
    limbs: tuple[str, ...],
    watch: Callable[[Snapshot], None] | None,
    beside: tuple[Callable[[threading.Event], None], ...] = (),
) -> Counter:
    kept, wanted = settings.journal, settings.station
    journal = open_journal(places.journal, Limits(kept.keep_days, 1_000_000 * kept.most_mb))
    shelf = instruments.shelf
    reply = None if shelf is None else partial(_replied, shelf, wanted.matches)
    clerk = Clerk(journal, kept.picture_quality if kept.keep_pictures else None, reply)
    heartbeat = Heartbeat(limbs)
    duties = Duties(
        look=lambda shot: identify(shot, instruments, wanted.matches),
        clerk=clerk,
        checkup=Checkup(instruments.calibration, 60 * wanted.check_minutes),
        heartbeat=partial(heartbeat.beat, "station"),
        watch=watch,
    )
    rules = Rules(wanted.still_ms / 1000, wanted.retakes)
    return Counter(Station(rig, duties, rules, wanted.preview_hz), rig, journal, heartbeat, beside)


def _replied(shelf: Shelf, top: int, part: Part, ask: str, option: str, asked: int) -> Part:
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
