"""Time as devices see it: the machine's, or one that runs only while somebody waits."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds that never go back, and waiting."""

    def now_s(self) -> float:
        """Seconds since some fixed moment."""

    def wait(self, seconds: float) -> None:
        """Come back when so many seconds have passed; at once for none or fewer."""


class SystemClock:
    """The machine's monotonic clock: CLOCK_MONOTONIC, which libcamera's and V4L2's time stamps count in too."""

    def now_s(self) -> float:
        """Seconds of CLOCK_MONOTONIC."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Sleep."""
        if seconds > 0:
            time.sleep(seconds)


class SteppedClock:
    """A clock for simulations: time passes only by waiting, and waiting takes no time.

    Parameters
    ----------
    start_s : what it shows at first
    """

    def __init__(self, start_s: float = 1000.0) -> None:
        self._now_s = start_s
        self._lock = threading.Lock()

    def now_s(self) -> float:
        """Seconds waited so far, and `start_s`."""
        with self._lock:
            return self._now_s

    def wait(self, seconds: float) -> None:
        """Let so many seconds have passed."""
        if seconds > 0:
            with self._lock:
                self._now_s += seconds
