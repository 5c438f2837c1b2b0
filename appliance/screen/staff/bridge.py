"""The staff's side as QML sees it, `ui.staff`: touches become events, what is to be done is done beside Qt's thread."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog
from PySide6.QtCore import Property, QObject, Signal, Slot

from appliance.messages import Phase, Snapshot
from appliance.screen.backstage import Backstage
from appliance.screen.staff import effects, events
from appliance.screen.staff.effects import Effect
from appliance.screen.staff.events import Event, Happening, Page
from appliance.screen.staff.machine import step
from appliance.screen.staff.office import LONG, Office
from appliance.screen.staff.services import ServiceRefused
from appliance.screen.staff.state import Rules, State, seconds_left
from appliance.screen.staff.views import view_of

if TYPE_CHECKING:
    from appliance.screen.bridge import Ui

_log = structlog.get_logger("staff")
_PLAIN: dict[str, Callable[[], Event]] = {
    "back": events.Back,
    "leave": events.Leave,
    "enter": events.Enter,
    "aside": events.SetAside,
    "search": events.Search,
    "split": events.Split,
    "again": events.Again,
    "next": events.Next,
    "undo": events.Undo,
    "skip": events.Skip,
    "yes": events.Yes,
    "stay": events.Stay,
    "erase": events.Erase,
    "clear": lambda: events.Erase(all=True),
    "confirm_all": events.Confirm,
}
_NUMBERED: dict[str, Callable[[int], Event]] = {
    "select": events.Select,
    "confirm": events.Confirm,
    "correct": events.Correct,
}


class Staff(QObject):
    """Behind the door: opened by a long press on the store's name, left by itself or by time-out."""

    shown = Signal()
    seconds_left_changed = Signal()
    settled = Signal(object)
    came = Signal(object)
    done = Signal()

    def __init__(self, ui: "Ui") -> None:
        super().__init__()
        self._ui = ui
        self._rules = Rules()
        self._state = State()
        self._view: dict[str, Any] = {}
        self._office: Office | None = None
        self._backstage: Backstage | None = None
        self._dim = 0.0
        self._pending = 0
        self._quick, self._slow = (ThreadPoolExecutor(1, f"office-{name}") for name in ("quick", "slow"))
        self.came.connect(self.happen)
        self.done.connect(self._ended)
        ui.words_changed.connect(self._look)

    def attach(self, backstage: Backstage) -> None:
        """The counter stands."""
        self._backstage = backstage
        self._state = replace(self._state, settings=backstage.settings)
        if backstage.staff is not None:
            self._office = Office(backstage, backstage.staff)
            office = self._office
            self._beside(self._quick, lambda: iter([office.begin()]))

    @property
    def state(self) -> State:
        """What is shown."""
        return self._state

    @property
    def is_busy(self) -> bool:
        """Whether something that was asked for is still being done."""
        return self._pending > 0

    def present(self, state: State) -> None:
        """Show this; for pictures of the pages."""
        self._state = state
        self._look()
        self.seconds_left_changed.emit()

    def open(self) -> None:
        """Somebody knocked: the door with its PIN is to be shown."""
        self.happen(events.Knock())

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """The station has news."""
        rests = snapshot.phase in (Phase.ANSWER, Phase.REFUSED)
        self.happen(events.Laid(snapshot.answer if rests else None, snapshot.phase is Phase.FAULT))

    def touched(self) -> None:
        """Somebody touched something; for the session's time-out."""
        if self._state.page is not Page.CLOSED and self._state.trouble is None:
            self.happen(events.Stay())

    def tick(self, now_s: float) -> None:
        """Time passed, about twice a second."""
        self.happen(events.Tick(now_s))

    def picture(self, scan: str, part: int) -> bytes | None:
        """A part of an earlier scan as a JPEG file; from any thread."""
        services = None if self._backstage is None else self._backstage.staff
        try:
            return None if services is None or not self._state.inside else services.picture(scan, part)
        except ServiceRefused as refused:
            _log.warning("no picture", says=str(refused))
            return None

    def happen(self, event: Event) -> None:
        """Let something happen, show what follows, do what is to be done."""
        before = self._state
        self._state, wanted = step(before, event, self._rules)
        if isinstance(event, events.Settled):
            self._dim = event.dim
            self.settled.emit(event.settings)
        if seconds_left(self._state, self._rules) != seconds_left(before, self._rules):
            self.seconds_left_changed.emit()
        # time alone changes what is shown only at the door, where a wait is counted down
        if replace(self._state, now_s=0, touched_s=0, warned_s=None) != replace(
            before, now_s=0, touched_s=0, warned_s=None
        ) or (self._state.door.until_s and self._state.now_s != before.now_s):
            self._look()
        for effect in wanted:
            self._do(effect)

    def _look(self) -> None:
        self._view = view_of(self._state, self._ui.phrases, self._ui.gallery.key)
        self.shown.emit()

    def _do(self, effect: Effect) -> None:
        office = self._office
        if isinstance(effect, effects.Close):
            self._ui.leave_staff()
        if office is None:
            if not isinstance(effect, effects.Close):
                self.happen(events.Failed("service"))
            return
        if isinstance(effect, effects.Look):
            office.wanted = effect.query
        self._beside(self._slow if isinstance(effect, LONG) else self._quick, lambda: office.perform(effect))

    def _beside(self, pool: ThreadPoolExecutor, work: Callable[[], Iterator[Happening]]) -> None:
        """Do it in that thread; what comes of it comes back into this one."""
        self._pending += 1

        def carry_out() -> None:
            try:
                for happening in work():
                    self.came.emit(happening)
            finally:
                self.done.emit()

        pool.submit(carry_out)

    def _ended(self) -> None:
        self._pending -= 1

    # What QML reads and calls -------------------------------------------------------------------------------------

    page = Property(str, lambda self: str(self._state.page), notify=shown)
    view = Property("QVariantMap", lambda self: self._view, notify=shown)  # type: ignore[arg-type]
    inside = Property(bool, lambda self: self._state.inside, notify=shown)
    dim = Property(float, lambda self: self._dim, notify=settled)
    startLanguage = Property(str, lambda self: self._state.settings.screen.language, notify=shown)  # noqa: N815 - QML's way
    secondsLeft = Property(int, lambda self: self._seconds_left(), notify=seconds_left_changed)  # noqa: N815

    def _seconds_left(self) -> int:
        left = seconds_left(self._state, self._rules)
        return -1 if left is None else left

    @Slot(str)
    def touch(self, what: str) -> None:
        """A button without more to say."""
        if what in _PLAIN:
            self.happen(_PLAIN[what]())

    @Slot(str, int)
    def at(self, what: str, number: int) -> None:
        """A button of one in a list."""
        if what in _NUMBERED:
            self.happen(_NUMBERED[what](number))

    @Slot(str)
    def go(self, page: str) -> None:
        """Another page."""
        if page in list(Page):
            self.happen(events.Go(Page(page)))

    @Slot(str)
    def key(self, text: str) -> None:
        """A key of a keypad."""
        self.happen(events.Key(text))

    @Slot(str, int)
    def put(self, name: str, value: int) -> None:
        """A number of the settings."""
        self.happen(events.Put(name, value))

    @Slot(str, str)
    def say(self, name: str, value: str) -> None:
        """A word of the settings."""
        self.happen(events.Put(name, value))
