"""What was so when: the past of anything that a simulated sensor collects light from."""

import threading
from typing import Generic, TypeVar

T = TypeVar("T")

_KEPT_S = 12.0  # the longest exposure is 10 s


class History(Generic[T]):
    """A value that changes at known moments. Safe to use from several threads.

    Parameters
    ----------
    value : what has always been so
    """

    def __init__(self, value: T) -> None:
        self._changes: list[tuple[float, T]] = [(float("-inf"), value)]
        self._lock = threading.Lock()

    @property
    def newest(self) -> T:
        """What is so now."""
        with self._lock:
            return self._changes[-1][1]

    def change(self, value: T, at_s: float) -> None:
        """From this moment on it is so; a moment before the last change counts as that one's."""
        with self._lock:
            at_s = max(at_s, self._changes[-1][0])
            self._changes.append((at_s, value))
            while len(self._changes) > 1 and self._changes[1][0] < at_s - _KEPT_S:
                del self._changes[0]

    def spans(self, from_s: float, to_s: float) -> list[tuple[float, float, T]]:
        """(begin, end, value) of everything that was so between two moments, in order and without gaps."""
        with self._lock:
            changes = list(self._changes)
        ends = [at_s for at_s, _ in changes[1:]] + [float("inf")]
        spans = [(max(at_s, from_s), min(end_s, to_s), value) for (at_s, value), end_s in zip(changes, ends)]
        return [span for span in spans if span[0] < span[1]]
