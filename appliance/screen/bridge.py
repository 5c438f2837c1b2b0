"""Between Qt's thread and everything else: QML sees the state through `Ui`, touches become events, effects are done."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import structlog
from PySide6.QtCore import Property, QObject, Signal, Slot

from appliance.messages import Answer, Phase, Snapshot
from appliance.reading import Reading
from appliance.screen import events, state, views
from appliance.screen.backstage import Backstage
from appliance.screen.events import Comfort, Event, Load, Page, PartSeen
from appliance.screen.gallery import Gallery
from appliance.screen.millimetres import px_per_mm
from appliance.screen.phrases import Phrases
from appliance.screen.shop import Shop
from appliance.screen.speech import Speaker
from appliance.screen.staff.bridge import Staff
from appliance.screen.state import Rules, State
from appliance.settings_keys import Settings
from drivers.faults import DeviceFault

_log = structlog.get_logger("screen")
_COMFORTS = (("large", "plus"), ("contrast", "lamp"), ("reach", "down"), ("speech", "speak"))
_LANGUAGE_NAMES = {"en": "English", "es": "Español", "fr": "Français", "xx": "Pseudo"}


class Ui(QObject):
    """What QML reads and calls.

    Parameters
    ----------
    settings : of the counter
    now_s : a clock that never goes back
    still : nothing moves by itself, for pictures
    """

    shown = Signal()
    words_changed = Signal()
    comfort_changed = Signal()
    seconds_left_changed = Signal()
    panel_changed = Signal()
    size_changed = Signal()
    settings_changed = Signal()
    desk_changed = Signal()
    snapped = Signal(object)
    printed = Signal(bool)

    def __init__(self, settings: Settings, now_s: Callable[[], float], *, still: bool = False) -> None:
        super().__init__()
        self._now_s, self._still = now_s, still
        self._settings = settings
        self._rules = rules_of(settings)
        self._state = state.opened(self._rules, now_s())
        self._phrases = Phrases(self._state.comfort.language)
        self._speaker = Speaker(settings.screen.volume_percent)
        self._size_px = (1280.0, 800.0)
        self._backstage: Backstage | None = None
        self._answer: Answer | None = None
        self._loads = 0
        self.gallery = Gallery()
        self.shop = Shop()
        self._view: dict[str, Any] = {}
        self._staff = Staff(self)
        self._desk: QObject | None = None
        self.snapped.connect(self.take_snapshot)
        self._staff.settled.connect(self.take_settings)
        self.printed.connect(lambda ok: self.happen(events.Printed(ok)))
        self._look()

    # Behind the screen ------------------------------------------------------------------------------------------

    def attach(self, backstage: Backstage) -> None:
        """The counter stands: show what it is at. Snapshots come in through `snapped`, from any thread."""
        self._backstage = backstage
        self.shop = Shop.opened(backstage)
        self._staff.attach(backstage)
        self.take_snapshot(backstage.station.snapshot)

    @property
    def backstage(self) -> Backstage | None:
        """The counter, once it stands."""
        return self._backstage

    def take_desk(self, desk: QObject) -> None:
        """A drawer of sample parts stands beside the screen."""
        self._desk = desk
        self.desk_changed.emit()

    @property
    def state(self) -> State:
        """What is shown."""
        return self._state

    @property
    def answer(self) -> Answer | None:
        """The answer of the load that is shown."""
        return self._answer

    @property
    def phrases(self) -> Phrases:
        """The customer's language."""
        return self._phrases

    @property
    def staff_side(self) -> Staff:
        """What staff see and do."""
        return self._staff

    @property
    def values(self) -> dict[str, Any]:
        """What the page on show shows, as QML has it in `view`."""
        return self._view

    def happen(self, event: Event) -> None:
        """Let something happen, show what follows, do what is to be done."""
        before = self._state
        self._state, effects = state.step(before, event, self._rules)
        if self._state != before:
            self._show(before)
        for effect in effects:
            self._do(effect)

    def wear(self, comfort: Comfort) -> None:
        """Another language or mode without anybody's touch: for pictures."""
        before = self._state
        self._state = replace(before, comfort=comfort)
        self._show(before)

    def tick(self) -> None:
        """Time passed."""
        self.happen(events.Tick(self._now_s()))
        self._staff.tick(self._now_s())

    @Slot(object)
    def take_snapshot(self, snapshot: Snapshot) -> None:
        """The station has news."""
        load = None
        if snapshot.answer is not None and snapshot.phase in (Phase.ANSWER, Phase.REFUSED):
            load = self._load_of(snapshot.answer)
        trouble = None if snapshot.trouble is None else views.trouble_of(snapshot.trouble)
        self._staff.take_snapshot(snapshot)
        self.happen(events.Sighted(snapshot.phase, load, trouble))

    @Slot(object)
    def take_settings(self, settings: Settings) -> None:
        """Staff changed something at the counter: it rules at once, the language from the next customer on."""
        self._settings, self._rules = settings, rules_of(settings)
        self._speaker.volume_percent = settings.screen.volume_percent
        self.settings_changed.emit()

    def _load_of(self, answer: Answer) -> Load:
        if self._answer is None or self._answer.shot is not answer.shot:
            self._loads += 1
        if answer is not self._answer:
            self._answer = answer
            self.gallery.show(self._loads, answer)
        return load_of(self._loads, answer.scan, answer.reading)

    def _show(self, before: State) -> None:
        now = self._state
        if now.comfort != before.comfort:
            self._phrases = Phrases(now.comfort.language)
            if now.comfort.language != before.comfort.language:
                self.words_changed.emit()
            self.comfort_changed.emit()
            self.size_changed.emit()
        if now.panel != before.panel:
            self.panel_changed.emit()
        if (now.warned_s, now.now_s if now.warned_s else 0) != (
            before.warned_s,
            before.now_s if before.warned_s else 0,
        ):
            self.seconds_left_changed.emit()
        if replace(now, now_s=0, touched_s=0, warned_s=None) != replace(before, now_s=0, touched_s=0, warned_s=None):
            self._look()

    def _look(self) -> None:
        self._view = views.view_of(self._state, self._answer, self.shop, self._phrases, self._settings.screen.currency)
        self.shown.emit()

    def _do(self, effect: events.Effect) -> None:
        match effect:
            case events.Tell():
                if self._backstage is not None:
                    self._backstage.station.post(effect.message)
            case events.PrintLabel():
                self._print()
            case events.Speak():
                self._speaker.say(str(self._view.get("spoken", "")), self._state.comfort.language)
            case events.Hush():
                self._speaker.hush()
            case events.OpenStaff():
                self._staff.open()

    def _print(self) -> None:
        label = views.label_of(self._state, self._answer, self.shop, self._phrases, self._settings.screen.currency)
        printer = None if self._backstage is None else self._backstage.print_label
        if printer is None or label is None:
            self.happen(events.Printed(False))
            return

        def work() -> None:
            try:
                printer(label)
            except DeviceFault as fault:
                _log.warning("printing", says=fault.for_technician)
                self.printed.emit(False)
            else:
                self.printed.emit(True)

        threading.Thread(target=work, name="printing", daemon=True).start()

    # What QML reads ---------------------------------------------------------------------------------------------

    def _page(self) -> str:
        return str(self._state.page)

    page = Property(str, _page, notify=shown)
    view = Property("QVariantMap", lambda self: self._view, notify=shown)  # type: ignore[arg-type]
    words = Property("QVariantMap", lambda self: dict(self._phrases.all), notify=words_changed)  # type: ignore[arg-type]
    language = Property(str, lambda self: self._state.comfort.language, notify=words_changed)
    languages = Property(
        "QVariantList",  # type: ignore[arg-type]
        lambda self: [{"code": code, "name": _LANGUAGE_NAMES[code]} for code in events.LANGUAGES],  # noqa: ARG005
        constant=True,
    )
    large = Property(bool, lambda self: self._state.comfort.large, notify=comfort_changed)
    contrast = Property(bool, lambda self: self._state.comfort.contrast, notify=comfort_changed)
    reach = Property(bool, lambda self: self._state.comfort.reach, notify=comfort_changed)
    panel = Property(bool, lambda self: self._state.panel, notify=panel_changed)
    comforts = Property("QVariantList", lambda self: self._comforts(), notify=comfort_changed)  # type: ignore[arg-type]
    secondsLeft = Property(int, lambda self: self._seconds_left(), notify=seconds_left_changed)  # noqa: N815 - QML's way
    pxPerMm = Property(float, lambda self: self._px_per_mm(), notify=size_changed)  # noqa: N815
    stacked = Property(bool, lambda self: self._stacked(), notify=size_changed)
    portrait = Property(bool, lambda self: self._mm()[1] > self._mm()[0], notify=size_changed)
    low = Property(bool, lambda self: self._mm()[1] < 100, notify=size_changed)
    narrow = Property(bool, lambda self: self._mm()[0] < 100, notify=size_changed)
    still = Property(bool, lambda self: self._still, constant=True)
    storeName = Property(str, lambda self: self._settings.screen.store_name or "Screwtray", notify=settings_changed)  # noqa: N815
    logo = Property(str, lambda self: self._logo(), constant=True)
    desk = Property(QObject, lambda self: self._desk, notify=desk_changed)
    staff = Property(QObject, lambda self: self._staff, constant=True)

    def _comforts(self) -> list[dict[str, Any]]:
        offered = [one for one in _COMFORTS if one[0] != "speech" or self._speaker.is_there]
        return [{"name": name, "icon": icon, "on": getattr(self._state.comfort, name)} for name, icon in offered]

    def _seconds_left(self) -> int:
        left = state.seconds_left(self._state, self._rules)
        return -1 if left is None else left

    def _px_per_mm(self) -> float:
        return px_per_mm(*self._size_px, self._settings.screen.px_per_mm)

    def _mm(self) -> tuple[float, float]:
        return self._size_px[0] / self._px_per_mm(), self._size_px[1] / self._px_per_mm()

    def _stacked(self) -> bool:
        width, height = self._mm()
        return height > width or (self._state.comfort.reach and height >= 100)

    def _logo(self) -> str:
        return f"file://{self._settings.screen.logo}" if self._settings.screen.logo else ""

    # What QML calls ---------------------------------------------------------------------------------------------

    @Slot(float, float)
    def sized(self, width_px: float, height_px: float) -> None:
        """The kiosk's area has that size now."""
        if (width_px, height_px) != self._size_px and min(width_px, height_px) > 0:
            self._size_px = (width_px, height_px)
            self.size_changed.emit()

    @Slot()
    def touched(self) -> None:
        """Somebody touched something."""
        self._staff.touched()
        self.happen(events.Touched())

    @Slot(str)
    def setLanguage(self, language: str) -> None:  # noqa: N802 - QML's way
        """Another language."""
        if language in events.LANGUAGES:
            self.happen(events.Comforted(replace(self._state.comfort, language=language)))

    @Slot(str, bool)
    def setComfort(self, name: str, on: bool) -> None:  # noqa: N802 - QML's way
        """Larger text, more contrast, within reach, read aloud."""
        if name in [one for one, _ in _COMFORTS]:
            self.happen(events.Comforted(_with(self._state.comfort, name, on=on)))

    @Slot(bool)
    def openPanel(self, shown: bool) -> None:  # noqa: N802 - QML's way
        """Show or hide the panel of language and ease."""
        self.happen(events.Panel(shown))

    @Slot(int)
    def pick(self, part: int) -> None:
        """This part of several."""
        self.happen(events.Pick(part))

    @Slot(str)
    def choose(self, sku: str) -> None:
        """My part is this product."""
        self.happen(events.Choose(sku))

    @Slot(str)
    def reply(self, option: str) -> None:
        """The part looks like this."""
        self.happen(events.Reply(option))

    @Slot()
    def skip(self) -> None:
        """I cannot tell."""
        self.happen(events.Skip())

    @Slot(str)
    def go(self, page: str) -> None:
        """Another page of the same part."""
        if page in list(Page):
            self.happen(events.Go(Page(page)))

    @Slot()
    def back(self) -> None:
        """One step back."""
        self.happen(events.Back())

    @Slot()
    def noneOfThese(self) -> None:  # noqa: N802 - QML's way
        """No product is right."""
        self.happen(events.NoneOfThese())

    @Slot()
    def printLabel(self) -> None:  # noqa: N802 - QML's way
        """Print the label on show."""
        self.happen(events.Print())

    @Slot()
    def moreTime(self) -> None:  # noqa: N802 - QML's way
        """I am still here."""
        self.happen(events.MoreTime())

    @Slot()
    def startOver(self) -> None:  # noqa: N802 - QML's way
        """From the beginning."""
        self.happen(events.StartOver())

    @Slot()
    def showAgain(self) -> None:  # noqa: N802 - QML's way
        """The answer of what still lies there."""
        self.happen(events.ShowAgain())

    @Slot()
    def knock(self) -> None:
        """Staff."""
        self.happen(events.Knock())

    def leave_staff(self) -> None:
        """Staff are done."""
        self.happen(events.LeftStaff())


def _with(comfort: Comfort, name: str, *, on: bool) -> Comfort:
    match name:
        case "large":
            return replace(comfort, large=on)
        case "contrast":
            return replace(comfort, contrast=on)
        case "reach":
            return replace(comfort, reach=on)
        case _:
            return replace(comfort, speech=on)


def rules_of(settings: Settings) -> Rules:
    """The screen's patience by the settings."""
    wanted = settings.screen
    return Rules(
        float(wanted.idle_seconds),
        float(wanted.warning_seconds),
        float(wanted.attract_seconds),
        60.0 * wanted.saver_minutes,
        comfort=Comfort(wanted.language),
    )


def load_of(key: int, scan: str | None, reading: Reading) -> Load:
    """What of a reading decides which pages there are."""
    parts = tuple(
        PartSeen(
            part.kind,
            part.refused,
            tuple(match.sku for match in part.matches),
            None if part.question is None else part.question.ask,
            () if part.question is None else part.question.options,
        )
        for part in reading.parts
    )
    return Load(key, scan, parts)
