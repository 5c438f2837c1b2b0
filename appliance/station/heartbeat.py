"""Life signs to systemd: `READY=1` once, `WATCHDOG=1` as long as everything that must live does (sd_notify(3))."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterable, Mapping


class Heartbeat:
    """Tells the watchdog that the counter lives, once every one of its limbs gave a sign since the last time.

    A limb that hangs stops the signs, and systemd starts the service afresh. Safe to use from several threads; does
    nothing where systemd does not listen.

    Parameters
    ----------
    limbs : who must give signs: `station`, `screen`
    environment : where `NOTIFY_SOCKET` stands; None for the process's own
    """

    def __init__(self, limbs: Iterable[str], environment: Mapping[str, str] | None = None) -> None:
        address = (os.environ if environment is None else environment).get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address  # @: Linux's abstract names
        self._limbs = frozenset(limbs)
        self._waiting = set(self._limbs)
        self._lock = threading.Lock()

    def beat(self, limb: str) -> None:
        """This limb lives; KeyError for one that was not named at the beginning."""
        if limb not in self._limbs:
            raise KeyError(limb)
        with self._lock:
            self._waiting.discard(limb)
            if self._waiting:
                return
            self._waiting = set(self._limbs)
        self._tell("WATCHDOG=1")

    def ready(self) -> None:
        """Everything is started."""
        self._tell("READY=1")

    def say(self, status: str) -> None:
        """One line for `systemctl status`."""
        self._tell("STATUS=" + " ".join(status.split()))

    def stopping(self) -> None:
        """The service ends of its own accord."""
        self._tell("STOPPING=1")

    def _tell(self, text: str) -> None:
        if not self._address:
            return
        # a full or vanished socket must never stop the counter: the watchdog bites if it stays so
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as to,
        ):
            to.sendto(text.encode(), self._address)
