"""Scale, printer and scanner without hardware, behind the same contracts as the real ones."""

from collections import deque
from pathlib import Path

from drivers.clock import Clock, SystemClock
from drivers.contracts import Label, Weight
from drivers.faults import Device, DeviceMissing, OutOfPaper, ScaleOverloaded, ScaleUnderloaded, ScaleUnsteady
from drivers.label_layout import LabelSize, LabelWords, preview_png

_STEP_G = 0.01


class SimulatedScale:
    """A scale whose pan one loads by hand.

    Parameters
    ----------
    clock : time that weighing takes
    most_g : its range
    """

    name = "simulated scale"

    def __init__(self, clock: Clock | None = None, most_g: float = 600.0) -> None:
        self._clock = clock or SystemClock()
        self._most_g = most_g
        self._nothing_g = 0.0
        self._closed = False
        self.load_g = 0.0
        self.moving = False
        self.pan_on = True

    def check(self) -> str:
        """Say that nothing is real."""
        self._answer()
        return self.name

    def weigh(self, timeout_s: float = 3.0) -> Weight:
        """The weight once it is at rest."""
        weight = self.weigh_now()
        if not weight.stable:
            self._clock.wait(timeout_s)
            raise ScaleUnsteady("The simulated scale's load moves; let it rest.", Device.SCALE)
        return weight

    def weigh_now(self, timeout_s: float = 1.0) -> Weight:
        """The weight of this moment."""
        self._answer()
        self._clock.wait(min(0.02, timeout_s))
        if not self.pan_on:
            raise ScaleUnderloaded("The simulated scale's pan is off; put it on.", Device.SCALE)
        if self.load_g > self._most_g:
            raise ScaleOverloaded("The simulated scale is overloaded; take something off.", Device.SCALE)
        steps = round((self.load_g - self._nothing_g) / _STEP_G)
        return Weight(steps * _STEP_G, not self.moving, _STEP_G)

    def tare(self, timeout_s: float = 3.0) -> None:
        """Take what lies there now as nothing."""
        self.weigh(timeout_s)
        self._nothing_g = self.load_g

    def zero(self, timeout_s: float = 3.0) -> None:
        """Set the empty scale to zero."""
        self.tare(timeout_s)

    def close(self) -> None:
        """Weigh nothing any more."""
        self._closed = True

    def _answer(self) -> None:
        if self._closed:
            raise DeviceMissing("The simulated scale was closed.", Device.SCALE)


class SimulatedPrinter:
    """A printer that prints PNG files.

    Parameters
    ----------
    folder : where labels are put, `label-0001.png` and so on; made where it is missing
    size, words : LabelSize, LabelWords
    """

    name = "simulated printer"

    def __init__(self, folder: Path, size: LabelSize | None = None, words: LabelWords | None = None) -> None:
        self._folder = folder
        self._size, self._words = size, words
        self._closed = False
        self.printed = 0
        self.has_paper = True

    def check(self) -> str:
        """Where it prints to."""
        self._answer()
        return f"{self.name}, to {self._folder}"

    def print_label(self, label: Label, timeout_s: float = 5.0) -> None:  # noqa: ARG002 - a file is written at once
        """Print one label."""
        self._answer()
        png = preview_png(label, self._size, self._words)
        file = self._folder / f"label-{self.printed + 1:04d}.png"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            begun = file.with_suffix(".part")
            begun.write_bytes(png)
            begun.replace(file)
        except OSError as error:
            raise DeviceMissing(f"{file}: the label cannot be written ({error.strerror}).", Device.PRINTER) from None
        self.printed += 1

    def close(self) -> None:
        """Print nothing any more."""
        self._closed = True

    def _answer(self) -> None:
        if self._closed:
            raise DeviceMissing("The simulated printer was closed.", Device.PRINTER)
        if not self.has_paper:
            raise OutOfPaper("The simulated printer is out of paper; put in a new roll.", Device.PRINTER)


class SimulatedScanner:
    """A scanner that one scans with by calling `scan`."""

    name = "simulated scanner"

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._codes: deque[str] = deque()
        self._closed = False

    def check(self) -> str:
        """Say that nothing is real."""
        self._answer()
        return self.name

    def scan(self, code: str) -> None:
        """Hold a code before it; from any thread."""
        self._codes.append(code)

    def read(self, timeout_s: float) -> str | None:
        """The next code."""
        self._answer()
        if not self._codes:
            self._clock.wait(timeout_s)
        return self._codes.popleft() if self._codes else None

    def close(self) -> None:
        """Read nothing any more."""
        self._closed = True

    def _answer(self) -> None:
        if self._closed:
            raise DeviceMissing("The simulated scanner was closed.", Device.SCANNER)
