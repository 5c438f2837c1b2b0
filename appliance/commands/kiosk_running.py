"""The counter with its screen: the window first, so that something is seen at once, then the counter behind it."""

import threading
from collections.abc import Callable
from pathlib import Path

import structlog
from PySide6.QtCore import QObject, Signal, Slot

from appliance.assembly import Counter, assemble, assemble_simulated
from appliance.catalog.places import Floor, draft_of
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import open_catalog
from appliance.catalog.store_map import read_map
from appliance.commands.staff_services import staff_services
from appliance.devices import open_printer
from appliance.messages import Snapshot
from appliance.screen.backstage import Backstage
from appliance.screen.curtain import Curtain
from appliance.screen.desk import Desk
from appliance.screen.kiosk import Kiosk
from appliance.screen.staff.choices import with_choices
from appliance.settings import Places, SettingsRefused, state_folder
from appliance.settings_keys import Settings
from drivers.contracts import Label

_log = structlog.get_logger("screen")


class Opening(QObject):
    """Makes the counter ready in a thread of its own and hands it to Qt's."""

    ready = Signal(object)
    failed = Signal(object)

    def __init__(self, kiosk: Kiosk, settings: Settings, *, simulate: bool, desk: bool) -> None:
        super().__init__()
        self._kiosk, self._settings, self._simulate, self._desk = kiosk, settings, simulate, desk
        self.counter: Counter | None = None
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._open, name="opening", daemon=True)
        self.ready.connect(self._attach)
        self.failed.connect(self._give_up)

    def start(self) -> None:
        """Begin; the window is drawn meanwhile."""
        self._thread.start()

    def _open(self) -> None:
        watch: Callable[[Snapshot], None] = self._kiosk.ui.snapped.emit
        limbs = ("station", "screen")
        try:
            if self._simulate:
                counter = assemble_simulated(self._settings, limbs, watch, customers=not self._desk)
            else:
                counter = assemble(self._settings, limbs, watch)
        except Exception as error:
            self.failed.emit(error)
        else:
            self.ready.emit(counter)

    @Slot(object)
    def _attach(self, counter: Counter) -> None:
        self.counter = counter
        if self._desk and counter.tray is not None:
            self._kiosk.lay_out(Desk(counter.tray))
        self._kiosk.attach(backstage_of(counter, self._settings, simulate=self._simulate))
        counter.start()

    @Slot(object)
    def _give_up(self, error: Exception) -> None:
        self.error = error
        self._kiosk.app.quit()

    def stop(self) -> None:
        """Stop the counter, if it was made."""
        self._thread.join()
        if self.counter is not None:
            self.counter.stop()


def run_kiosk(
    settings: Settings,
    stop: threading.Event,
    curtain: Curtain,
    *,
    simulate: bool,
    windowed: bool,
    for_s: float | None,
) -> None:
    """Show the kiosk until its window is closed or `stop` is set.

    Raises
    ------
    Whatever the assembly raises where the counter cannot be made ready.
    """
    desk = simulate and windowed
    kiosk = Kiosk(settings, curtain=curtain)
    opening = Opening(kiosk, settings, simulate=simulate, desk=desk)
    opening.start()
    try:
        kiosk.run(until=stop, for_s=for_s)
    finally:
        opening.stop()
        kiosk.close()
    if opening.error is not None:
        raise opening.error


def backstage_of(counter: Counter, settings: Settings, *, simulate: bool) -> Backstage:
    """What the screen sees of a counter."""
    places = counter.places
    power_off = _nothing if simulate else None
    return Backstage(
        settings,
        places,
        counter.station,
        lambda: counter.heartbeat.beat("screen"),
        floor_of(places, drafted=simulate),
        _printer(settings),
        places.folder / "pictures",
        staff_services(settings, places, counter.reload, power_off),
    )


def _as_chosen(settings: Settings, *, simulate: bool) -> Settings:
    """With what staff chose at this counter over them."""
    folder = state_folder(settings)
    chosen = with_choices(settings, Places(folder / "simulated" if simulate else folder).choices)
    for why in chosen.left_out:
        _log.warning("settings", says=why)
    return chosen.settings


def _nothing() -> None:
    """A simulated counter switches no machine off."""


def floor_of(places: Places, *, drafted: bool) -> Floor | None:
    """The store's map; drafted from the catalog where it may be, None where there is none."""
    file: Path = places.folder / "store.svg"
    try:
        if file.exists():
            return read_map(file)[1]
        if drafted and places.catalog.exists():
            with open_catalog(places.catalog) as catalog:
                return draft_of(catalog)
    except CatalogRefused as refused:
        _log.warning("map", says=str(refused))
    return None


def _printer(settings: Settings) -> Callable[[Label], None] | None:
    try:
        printer = open_printer(settings)
    except SettingsRefused as refused:
        _log.warning("printer", says=str(refused))
        return None
    return None if printer is None else printer.print_label
