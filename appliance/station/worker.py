"""The station: watches the previews, photographs what comes to rest, identifies it, keeps it, shows it.

One thread calls `turn` again and again; anybody may read `snapshot` and `post` messages. What is done when is
`machine.step`'s to say; this file carries it out. Only that thread touches the rig. A shot is identified beside it, so
that the next preview tells meanwhile whether the tray changed under the photographs.
"""

import contextlib
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog

from appliance.catalog.refusal import CatalogRefused
from appliance.messages import Answer, LookAgain, Message, Phase, Photograph, Rest, Snapshot, Times, Trouble
from appliance.reading import Reading, Refused
from appliance.station import sentences
from appliance.station.checkup import Checkup
from appliance.station.clerk import Clerk, Said
from appliance.station.machine import Act, Broken, Event, Outcome, Rules, Seen, Sight, Situation, step
from appliance.station.stillness import Stillness
from calibration.refusal import CalibrationRefused
from drivers.clock import Clock, SystemClock
from drivers.faults import DeviceFault
from drivers.frame import Frame, Shot
from drivers.rig import Rig

_log = structlog.get_logger("station")
_PAUSE_S = 0.5  # before a preview that failed is tried again
_SHOT_PAUSE_S = 2.0  # before a shot that failed is: long enough to read why


def _nothing() -> None:
    """Nobody is told."""


@dataclass(frozen=True)
class Duties:
    """What a station does with what it sees; all that differs from counter to counter.

    Attributes
    ----------
    look : a shot's reading
    clerk : keeps it
    checkup : of the empty tray
    heartbeat : called once a turn that saw a picture, or says on the screen that there is none
    watch : called with each new snapshot, from the station's thread; to be quick and never to raise
    """

    look: Callable[[Shot], Reading]
    clerk: Clerk = field(default_factory=lambda: Clerk(None))
    checkup: Checkup = field(default_factory=lambda: Checkup(None, 0.0))
    heartbeat: Callable[[], None] = _nothing
    watch: Callable[[Snapshot], None] | None = None


class Station:
    """A counter at work.

    Parameters
    ----------
    rig : used by this station's thread alone, and not closed by it
    duties : Duties
    rules : how patient it is
    preview_hz : how often it looks at the tray
    clock : the rig's
    """

    def __init__(
        self,
        rig: Rig,
        duties: Duties,
        rules: Rules | None = None,
        preview_hz: float = 10.0,
        clock: Clock | None = None,
    ) -> None:
        self._rig, self._duties, self._rules = rig, duties, rules or Rules()
        self._clock = clock or SystemClock()
        self._period_s = 1.0 / preview_hz
        self._stillness, self._situation = Stillness(), Situation()
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._preview: Frame | None = None
        self._beside = ThreadPoolExecutor(1, "identify")
        self._next_s = self._since_s = self._looks_again_s = self._clock.now_s()
        self._resting = False
        self._answer: Answer | None = None
        self._trouble: Trouble | None = None
        self._snapshot = Snapshot(0, Phase.EMPTY, self._since_s, sentences.of(Phase.EMPTY))

    @property
    def snapshot(self) -> Snapshot:
        """How things stand; from any thread."""
        return self._snapshot

    @property
    def preview(self) -> Frame | None:
        """The newest picture of the tray; from any thread."""
        return self._preview

    def post(self, message: Message) -> None:
        """Tell the station something; from any thread. What came of it shows in a later snapshot."""
        self._inbox.put(message)

    def run(self, stop: threading.Event) -> None:
        """Turn until `stop` is set; what goes wrong within a turn is logged, and the next one begins."""
        while not stop.is_set():
            try:
                self.turn()
            except Exception:  # a counter that stands still serves nobody
                _log.exception("a turn failed")
                self._break(Trouble("Bug", sentences.BROKEN, "The station failed; its log says where."))
                self._clock.wait(_PAUSE_S)

    def turn(self) -> None:
        """Hear what was posted, look at the tray once, and do what follows."""
        self._hear()
        self._clock.wait(self._next_s - self._clock.now_s())
        self._next_s = max(self._next_s + self._period_s, self._clock.now_s())
        try:
            seen = self._see()
        except DeviceFault as fault:
            self._break(_trouble(fault))
            self._duties.heartbeat()  # alive, and saying so on the screen: a restart would mend nothing
            self._clock.wait(_PAUSE_S)
            return
        self._duties.heartbeat()
        if self._resting:
            self._step(Seen(Sight.EMPTY))
            return
        if self._clock.now_s() >= self._looks_again_s:
            self._follow(seen)
        if self._situation.phase is Phase.EMPTY:
            self._check_up()

    def _see(self) -> Seen:
        frame = self._rig.preview()
        self._preview = frame
        return self._stillness.see(frame, self._clock.now_s() if frame.ended_s is None else frame.ended_s)

    def _follow(self, event: Event) -> None:
        """Take a step of the machine, show it, and do what it asks for, until it rests."""
        act = self._step(event)
        while act is Act.LOOK:
            act = self._step(self._look())
        if act is Act.LEARN:
            self._stillness.learn_as_empty()

    def _step(self, event: Event) -> Act:
        before = self._situation
        self._situation, act = step(before, event, self._rules)
        phase = self._situation.phase
        if phase is not before.phase:
            self._since_s = self._clock.now_s()
            if self._situation.shown is None:
                self._answer = None
            if phase not in (Phase.REFUSED, Phase.FAULT):
                self._trouble = None
            self._show()
        return act

    def _show(self) -> None:
        """A new snapshot of how things stand."""
        phase, clerk = self._situation.phase, self._duties.clerk
        says = sentences.of(phase, self._answer.reading if self._answer else None, self._trouble)
        notices = (*((clerk.complaint,) if clerk.complaint else ()), *self._duties.checkup.findings)
        number = self._snapshot.number + 1
        self._snapshot = Snapshot(number, phase, self._since_s, says, self._answer, self._trouble, notices)
        if self._duties.watch is not None:
            self._duties.watch(self._snapshot)

    def _break(self, trouble: Trouble) -> None:
        """A device failed, or this program did: said once, and tried again."""
        if self._situation.phase is not Phase.FAULT:
            _log.warning("fault", kind=trouble.kind, says=trouble.for_technician)
        self._trouble = trouble
        self._step(Broken())

    def _look(self) -> Event:
        """Photograph what lies there and say what came of it; an answer is on disk before it shows."""
        self._stillness.keep()
        rest_s, shot_s = self._stillness.rest_s, self._clock.now_s()
        try:
            shot = self._rig.shoot()
            looking = self._beside.submit(self._duties.look, shot)
            after = self._see()
        except DeviceFault as fault:
            self._trouble = _trouble(fault)
            _log.warning("fault", kind=self._trouble.kind, says=self._trouble.for_technician)
            self._looks_again_s = self._clock.now_s() + _SHOT_PAUSE_S
            return Broken()
        if after.sight is not Sight.STILL or not after.unchanged:
            looking.cancel()  # where it has begun, it ends by itself, and nobody hears of it
            return Outcome.DISTURBED
        looked_s = self._clock.now_s()
        try:
            reading = self._awaited(looking)
        except (DeviceFault, CalibrationRefused, CatalogRefused) as refused:
            return self._useless(refused)
        except Exception:  # one part that this program stumbles over must not close the counter
            _log.exception("identification failed")
            self._trouble = Trouble("Bug", sentences.BROKEN, "The identification failed; the log says where.")
            return Outcome.REFUSED
        outcome = self._judged(reading)
        if outcome in (Outcome.BLURRED, Outcome.NOTHING):
            return outcome
        identified_s = self._clock.now_s()
        second_s = max((frame.ended_s for frame in shot.frames if frame.ended_s is not None), default=shot_s)
        times = Times(rest_s, shot_s, second_s, looked_s, identified_s)
        self._answer = self._duties.clerk.keep(shot, reading, times)
        return outcome

    def _awaited(self, looking: "Future[Reading]") -> Reading:
        """The reading, the live picture going on until it is there; raises what the identification raised."""
        while True:
            try:
                return looking.result(self._period_s / 4)  # then a preview: ten pictures a second or more
            except TimeoutError:
                if looking.done():
                    raise  # the identification's own
                with contextlib.suppress(DeviceFault):  # the next turn will say so
                    self._see()

    def _judged(self, reading: Reading) -> Outcome:
        if not reading.parts:
            return Outcome.NOTHING
        blurred = any(part.refused is Refused.BLURRED for part in reading.parts)
        if blurred and self._situation.retaken < self._rules.retakes:
            return Outcome.BLURRED
        return Outcome.ANSWERED if any(part.refused is None for part in reading.parts) else Outcome.REFUSED

    def _useless(self, refused: Exception) -> Outcome:
        """The pictures came and nothing can be made of them: another one may be better, else somebody must come."""
        if self._situation.retaken < self._rules.retakes:
            return Outcome.BLURRED
        customer = refused.for_customer if isinstance(refused, DeviceFault) else sentences.BROKEN
        self._trouble = Trouble(type(refused).__name__, customer, str(refused))
        _log.warning("useless shot", says=str(refused))
        return Outcome.REFUSED

    def _hear(self) -> None:
        while True:
            try:
                message = self._inbox.get_nowait()
            except queue.Empty:
                return
            match message:
                case LookAgain():
                    self._follow(message)
                case Rest():
                    self._resting = message.on
                case Photograph():
                    self._photograph(message)
                case _:
                    self._heed(message)

    def _photograph(self, wanted: Photograph) -> None:
        if not wanted.into.set_running_or_notify_cancel():
            return
        try:
            wanted.into.set_result(self._rig.shoot())
        except Exception as failed:  # whoever waits for it is to hear of it, whatever it is
            wanted.into.set_exception(failed)

    def _heed(self, said: Said) -> None:
        complaint = self._duties.clerk.complaint
        heeded = self._duties.clerk.heed(said, self._answer)
        if heeded is not None:
            self._answer = heeded
        if heeded is not None or self._duties.clerk.complaint != complaint:
            self._show()

    def _check_up(self) -> None:
        """Look at the empty tray when that is due and nobody is near."""
        checkup, now_s = self._duties.checkup, self._clock.now_s()
        if not checkup.is_due(now_s, self._since_s):
            return
        try:
            empty = self._rig.shoot()
            after = self._see()
        except DeviceFault as fault:
            checkup.put_off(now_s)
            self._break(_trouble(fault))
            return
        if after.sight is not Sight.EMPTY:
            checkup.put_off(now_s)
            self._follow(after)
            return
        before = checkup.findings
        if checkup.look(empty, now_s) != before:
            _log.info("checkup", findings=checkup.findings)
            self._show()


def _trouble(fault: DeviceFault) -> Trouble:
    return Trouble(type(fault).__name__, fault.for_customer, fault.for_technician)
