"""Does what the staff's machine asks for, away from Qt's thread: PIN, catalog, journal, lessons, calibration, settings.

`perform` yields what came of it, piece by piece; whatever goes wrong is one `Failed`, never an exception.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from datetime import UTC, datetime

import structlog

from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.search import search
from appliance.catalog.store import Catalog, open_catalog
from appliance.catalog.taught_store import read_lessons, taught_beside, teach
from appliance.messages import Corrected, Photograph, Rest
from appliance.screen.backstage import Backstage
from appliance.screen.staff import choices
from appliance.screen.staff.calibrating import Calibrator, Stage
from appliance.screen.staff.effects import (
    AskDoor,
    Calibrate,
    CheckPin,
    Choose,
    Close,
    Effect,
    Examine,
    Keep,
    KeepLesson,
    Look,
    OpenDrawer,
    PowerOff,
    ReadDemand,
    ReadJournal,
    SetPin,
    TakeSample,
)
from appliance.screen.staff.events import (
    AllExamined,
    AtDoor,
    Calibrated,
    Failed,
    Found,
    GoingDown,
    Happening,
    InDrawer,
    Kept,
    NotSampled,
    PinKept,
    ReadScans,
    ReadWanted,
    Sampled,
    Settled,
    Taught,
    Tried,
)
from appliance.screen.staff.pin import PinKeeper, PinRefused
from appliance.screen.staff.services import ServiceRefused, Services
from appliance.settings import SettingsRefused
from appliance.settings_keys import Settings
from appliance.teaching import NoSample, contradicting, refuse_unlike, sample_of
from calibration import record
from calibration.board import REFERENCE_BOARD, BoardSpec
from calibration.record import Calibration
from calibration.refusal import CalibrationRefused
from drivers.faults import Device, DeviceFault, DeviceSilent
from drivers.frame import Shot

_log = structlog.get_logger("staff")
_MOST_SCANS = 60
_MOST_FOUND = 24
_KEPT_S, _SHOT_S = 8.0, 30.0  # a turn of the station takes a second where it looks at something just then
_POLL_S = 0.05
_DARKEST = 0.7  # drawn over the page: whoever set it must still find the way back
LONG = (Examine, Calibrate, Keep, TakeSample, KeepLesson)
"""Effects that take seconds; the others are done meanwhile."""


class Office:
    """The staff's back office.

    Parameters
    ----------
    backstage : the counter
    services : what it does besides
    keeper : of the PIN
    wait : lets seconds pass
    """

    def __init__(
        self,
        backstage: Backstage,
        services: Services,
        keeper: PinKeeper | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._backstage, self._services, self._wait = backstage, services, wait
        self._keeper = keeper or PinKeeper(backstage.places.staff)
        self._settings: Settings = backstage.settings
        self._catalog: Catalog | None = None
        self._calibrator: Calibrator | None = None
        self.wanted = ""  # the newest text that was looked for: those before it are not worth the time any more

    def begin(self) -> Settled:
        """The settings that the counter begins with, the display lit by them."""
        return self._settled()

    def perform(self, effect: Effect) -> Iterator[Happening]:
        """Do it, and say what came of it."""
        try:
            yield from self._perform(effect)
        except PinRefused as refused:
            yield Failed("pin", str(refused))
        except CatalogRefused as refused:
            yield Failed("catalog", str(refused))
        except CalibrationRefused as refused:
            yield Failed("calibration", str(refused))
        except DeviceFault as fault:
            yield Failed("camera", fault.for_technician)
        except (SettingsRefused, ServiceRefused) as refused:
            yield Failed("settings" if isinstance(refused, SettingsRefused) else "service", str(refused))
        except OSError as error:
            yield Failed("disk", str(error.strerror or error))
        except Exception:  # one thing that does not work must not take the staff's pages with it
            _log.exception("not done", what=type(effect).__name__)
            yield Failed("bug", "The log says where.")

    def _perform(self, effect: Effect) -> Iterator[Happening]:
        match effect:
            case AskDoor():
                yield AtDoor(self._keeper.is_set(), self._keeper.wait_s())
            case CheckPin():
                yield Tried(self._keeper.check(effect.pin))
            case SetPin():
                self._keeper.set(effect.pin)
                yield PinKept()
            case Look():
                if effect.query == self.wanted:
                    hits = search(self._opened(), effect.query, _MOST_FOUND)
                    yield Found(effect.query, tuple(hit.product for hit in hits))
            case OpenDrawer():
                yield self._drawer(effect)
            case Keep():
                yield self._keep(effect)
            case TakeSample():
                yield _sampled(effect)
            case KeepLesson():
                yield self._taught(effect)
            case ReadJournal():
                yield ReadScans(self._services.scans(_MOST_SCANS))
            case ReadDemand():
                yield ReadWanted(self._services.wishes())
            case Examine():
                yield from self._services.examine()
                yield AllExamined()
            case Calibrate():
                yield from self._calibrate(effect.step)
            case Choose():
                yield self._chosen(effect)
            case PowerOff():
                yield self._power_off()
            case Close():
                self._close_catalog()

    # The catalog --------------------------------------------------------------------------------------------------

    def _opened(self) -> Catalog:
        if self._catalog is None:
            self._catalog = open_catalog(self._backstage.places.catalog)
        return self._catalog

    def _close_catalog(self) -> None:
        """The next member of staff may find another catalog there."""
        if self._catalog is not None:
            self._catalog.close()
            self._catalog = None

    def _drawer(self, effect: OpenDrawer) -> InDrawer:
        """What hangs in the very place of a product; that product alone where nobody said its place."""
        one = effect.product
        skus = {one.sku}
        if one.bin is not None:
            catalog = self._opened()
            beside = catalog.of_ids(catalog.ids_where("bin = ? COLLATE NOCASE", [one.bin], 500))
            skus |= {other.sku for other in beside if (other.aisle, other.bay) == (one.aisle, one.bay)}
        return InDrawer(one, frozenset(skus))

    # The journal --------------------------------------------------------------------------------------------------

    def _keep(self, effect: Keep) -> Happening:
        """On disk first, then acknowledged: the station writes, the journal is read until it is there."""
        for part in effect.parts:
            self._backstage.station.post(Corrected(effect.scan, part, effect.labels, effect.sku))
        for _ in range(round(_KEPT_S / _POLL_S)):
            if self._services.is_kept(effect.scan, effect.parts, effect.sku):
                return Kept(effect.scan, effect.parts, effect.sku)
            self._wait(_POLL_S)
        return Failed("not_kept", "The journal does not have it; `screwtray doctor` says why.")

    # Lessons ------------------------------------------------------------------------------------------------------

    def _taught(self, effect: KeepLesson) -> Taught:
        file = taught_beside(self._backstage.places.catalog)
        teach(file, [effect.lesson])
        self._services.reload()
        return Taught(len(read_lessons(file)[effect.lesson.sku].samples))

    # The calibration ----------------------------------------------------------------------------------------------

    def _calibrate(self, step: str) -> Iterator[Happening]:
        if step == "begin":
            self._backstage.station.post(Rest(True))
            self._calibrator = Calibrator(self._shoot, self._keep_calibration, self._board())
            yield Calibrated(self._calibrator.stage)
            return
        if step == "end":
            self._calibrator = None
            self._backstage.station.post(Rest(False))
            return
        if self._calibrator is None:
            return
        steps: dict[str, Callable[[], Stage]] = {
            "take": self._calibrator.take,
            "undo": self._calibrator.undo,
            "skip": self._calibrator.skip,
            "save": self._calibrator.save,
        }
        yield Calibrated(steps[step]())

    def _shoot(self) -> Shot:
        """The station photographs: nobody else may touch the rig."""
        into: Future[Shot] = Future()
        self._backstage.station.post(Photograph(into))
        try:
            return into.result(_SHOT_S)
        except NotInTime:
            into.cancel()
            raise DeviceSilent("The station gave no picture in time; its log says why.", Device.CAMERA) from None

    def _board(self) -> BoardSpec:
        """The one that the counter was calibrated with before, else that of `screwtray target`."""
        try:
            return record.load(self._backstage.places.calibration).pedigree.board or REFERENCE_BOARD
        except (CalibrationRefused, OSError):
            return REFERENCE_BOARD

    def _keep_calibration(self, calibration: Calibration) -> None:
        record.save(calibration, self._backstage.places.calibration)
        self._services.reload()

    # Settings and the machine -------------------------------------------------------------------------------------

    def _chosen(self, effect: Choose) -> Settled:
        file = self._backstage.places.choices
        self._settings = choices.choose(self._settings, file, effect.name, effect.value)
        return self._settled()

    def _settled(self) -> Settled:
        """A display whose light cannot be set is darkened by what is drawn."""
        percent = self._settings.screen.brightness_percent
        return Settled(self._settings, 0.0 if self._services.brighten(percent) else min(_DARKEST, 1 - percent / 100))

    def _power_off(self) -> Happening:
        if self._services.power_off is None:
            return Failed("no_power_off")
        self._services.power_off()
        return GoingDown()


def _sampled(effect: TakeSample) -> Sampled | NotSampled:
    """Whether the part on the tray is a sample of that product."""
    try:
        sample = sample_of(effect.reading, datetime.now(UTC).isoformat(timespec="seconds"))
        refuse_unlike((*effect.earlier, sample))
    except NoSample as none:
        return NotSampled(none.why)
    differs = () if effect.product is None else contradicting(effect.product, [sample])
    return NotSampled("contradicts", differs, sample) if differs else Sampled(sample)
