"""The staff's door: a PIN is typed, or the first one chosen."""

from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.screen.staff.effects import CheckPin, Effect, SetPin
from appliance.screen.staff.events import (
    AtDoor,
    Enter,
    Erase,
    Failed,
    Key,
    Tried,
)
from appliance.screen.staff.pin import LEAST_DIGITS, MOST_DIGITS, PinRefused, refuse_weak


class Asks(StrEnum):
    """What the digits are for."""

    PIN = "pin"
    NEW = "new"
    REPEAT = "repeat"


@dataclass(frozen=True)
class Door:
    """What was typed at the door.

    Attributes
    ----------
    says : why the last digits did not do, to choose words by: `wrong`, `locked`, `digits`, `simple`, `differ`, `file`
    tries_left : before there is a wait
    until_s : no PIN is looked at before; 0 for none
    checking : digits are looked at just now
    """

    asks: Asks = Asks.PIN
    digits: str = ""
    first: str = ""
    says: str = ""
    tries_left: int = 0
    until_s: float = 0.0
    checking: bool = False


DoorEvent = Key | Erase | Enter | AtDoor | Tried | Failed


def door_step(now: Door, event: DoorEvent, now_s: float) -> tuple[Door, tuple[Effect, ...]]:
    """The door after an event; whether it opens is for the caller to see from `Tried`."""
    match event:
        case Key():
            fits = len(event.text) == 1 and event.text.isascii() and event.text.isdigit()
            if now.checking or not fits or len(now.digits) >= MOST_DIGITS or _is_locked(now, now_s):
                return now, ()
            return replace(now, digits=now.digits + event.text, says=""), ()
        case Erase():
            return replace(now, digits="" if event.all else now.digits[:-1]), ()
        case Enter():
            return _entered(now, now_s)
        case AtDoor():
            asks = Asks.PIN if event.has_pin else Asks.NEW
            locked = event.wait_s > 0
            return Door(asks, says="locked" if locked else "", until_s=now_s + event.wait_s if locked else 0.0), ()
        case Tried():
            checked = event.checked
            if checked.ok:
                return Door(), ()
            until_s = now_s + checked.wait_s if checked.wait_s else 0.0
            says = "locked" if checked.wait_s else "wrong"
            return replace(now, checking=False, says=says, tries_left=checked.tries_left, until_s=until_s), ()
        case Failed():
            return replace(now, checking=False, digits="", first="", says="file"), ()


def _is_locked(now: Door, now_s: float) -> bool:
    return now.asks is Asks.PIN and now_s < now.until_s


def _entered(now: Door, now_s: float) -> tuple[Door, tuple[Effect, ...]]:
    if now.checking or _is_locked(now, now_s) or not now.digits:
        return now, ()
    match now.asks:
        case Asks.PIN:
            if len(now.digits) < LEAST_DIGITS:
                return replace(now, says="digits"), ()
            return replace(now, digits="", says="", checking=True), (CheckPin(now.digits),)
        case Asks.NEW:
            try:
                refuse_weak(now.digits)
            except PinRefused as refused:
                return replace(now, digits="", says=refused.key), ()
            return Door(Asks.REPEAT, first=now.digits), ()
        case Asks.REPEAT:
            if now.digits != now.first:
                return Door(Asks.NEW, says="differ"), ()
            return replace(now, digits="", first="", checking=True), (SetPin(now.digits),)
