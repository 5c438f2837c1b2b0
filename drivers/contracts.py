"""What every device promises, whichever it is: the drivers keep it, their simulators too (tests/contracts).

Common to all
-------------
* **Deadlines.** A call with `timeout_s` returns or raises within it, whatever the device does, plus at most
  `GRACE_S` of the machine's own dawdling. Calls without one take at most `ORDER_TIMEOUT_S`.
* **Errors.** Nothing but a `DeviceFault` is raised on account of the device; a `ValueError` on account of the caller.
* **Starting afresh.** Opening never needs the device to be there. After a fault the next call finds its port or its
  child process again by itself; what was unplugged works as soon as it is back.
* **Closing** may be done twice, and never raises. A call after it raises `DeviceMissing`.
* **One thread** calls a device, save `close`.
* Times are seconds of the rig's `Clock`.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from drivers.frame import Light

ORDER_TIMEOUT_S = 2.0
GRACE_S = 0.25
_EXPOSURE_SLACK_US = 60  # a sensor exposes whole lines; the longest line of an IMX477 in full mode takes 31 us
_EXPOSURE_SLACK = 0.02
_GAIN_SLACK = 0.03  # an IMX477 has gains of 1024 / (1024 - n): steps of 1.6 % at a gain of 16


@dataclass(frozen=True)
class Exposure:
    """How long and how strongly a camera collects light.

    Attributes
    ----------
    time_us : exposure time, microseconds
    gain : analogue gain, 1 = none
    """

    time_us: int
    gain: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= self.time_us <= 10_000_000:
            raise ValueError("an exposure takes from 1 microsecond to 10 seconds")
        if not 0 < self.gain <= 64:
            raise ValueError("a gain is above 0 and at most 64")

    @property
    def time_s(self) -> float:
        """Exposure time in seconds."""
        return self.time_us * 1e-6

    def agrees(self, asked: "Exposure") -> bool:
        """Whether this is what was asked for, as near as sensors come to it."""
        slack_us = max(_EXPOSURE_SLACK_US, _EXPOSURE_SLACK * asked.time_us)
        return abs(self.time_us - asked.time_us) <= slack_us and abs(self.gain / asked.gain - 1) <= _GAIN_SLACK


@dataclass(frozen=True, eq=False)
class Capture:
    """One picture from a sensor, with what the camera says of how it was taken.

    Attributes
    ----------
    pixels : (height, width) uint8 grey or (height, width, 3) uint8 in B, G, R order, sRGB-coded; the receiver's own
    exposure : as the camera reports it for this very picture
    began_s : when its first row began to collect light
    ended_s : when its last row was done
    number : counts up; two captures of one number are the same picture
    """

    pixels: NDArray[np.uint8]
    exposure: Exposure
    began_s: float
    ended_s: float
    number: int


class Camera(Protocol):
    """Pictures of the tray. Automatic exposure, white balance, sharpening and denoising are off."""

    @property
    def name(self) -> str:
        """What the technician knows it by."""

    def check(self) -> str:
        """Model and mode in a few words, asked of the device now; raises DeviceFault where it does not answer."""

    def expose(self, exposure: Exposure) -> None:
        """Ask for an exposure. It takes a few frames to come true: `Capture.exposure` tells which frames have it."""

    def capture(self, timeout_s: float, not_before_s: float = 0.0) -> Capture:
        """The next picture in full size.

        A camera skips pictures that began before `not_before_s` where it can; those that it had queued may come all the
        same. `began_s` is honest, so the caller can tell.

        Raises
        ------
        DeviceSilent, DeviceMissing, DeviceConfused
        """

    def preview(self, timeout_s: float) -> Capture:
        """The newest small picture (about 640 px wide), never one that was handed out before; raises as `capture`."""

    def close(self) -> None:
        """Give the device back."""


class Lights(Protocol):
    """The panel below and the lamp above."""

    @property
    def name(self) -> str:
        """What the technician knows it by."""

    @property
    def settle_s(self) -> float:
        """How long after `switch` returned the light still changes."""

    def check(self) -> str:
        """Model and version in a few words; raises DeviceFault where it does not answer."""

    def switch(self, light: Light | None) -> None:
        """Light this lamp alone, or none; returns once the controller confirmed it, within `ORDER_TIMEOUT_S`.

        Raises
        ------
        DeviceFault
            The light is then unknown; `switch(None)` may be tried again.
        ValueError
            For `Light.AMBIENT`, which nobody can switch.
        """

    def close(self) -> None:
        """Lights out, as far as possible, and give the device back."""


@dataclass(frozen=True)
class Weight:
    """What a scale shows.

    Attributes
    ----------
    grams : net weight
    stable : whether it had come to rest
    step_g : the last digit shown, grams
    """

    grams: float
    stable: bool
    step_g: float


class Scale(Protocol):
    """Weights in grams."""

    @property
    def name(self) -> str:
        """What the technician knows it by."""

    def check(self) -> str:
        """Model and serial number in a few words; raises DeviceFault where it does not answer."""

    def weigh(self, timeout_s: float = 3.0) -> Weight:
        """The weight once it is at rest.

        Raises
        ------
        ScaleUnsteady, ScaleOverloaded, ScaleUnderloaded, DeviceBusy, DeviceSilent, DeviceConfused, DeviceMissing
        """

    def weigh_now(self, timeout_s: float = 1.0) -> Weight:
        """The weight of this moment, at rest or not; raises as `weigh`."""

    def tare(self, timeout_s: float = 3.0) -> None:
        """Take what lies there now as nothing; raises as `weigh`."""

    def zero(self, timeout_s: float = 3.0) -> None:
        """Set the empty scale to zero; raises as `weigh`."""

    def close(self) -> None:
        """Give the device back."""


@dataclass(frozen=True)
class Label:
    """What is printed for the customer to take along.

    Attributes
    ----------
    sku : the store's number for it; the QR code holds `qr` or, where that is empty, this
    name, size : in the trade's words
    aisle, bay, bin : where it hangs; empty where unknown
    price : with its currency, as it is to be read, "$1.29"
    """

    sku: str
    name: str
    size: str = ""
    aisle: str = ""
    bay: str = ""
    bin: str = ""
    price: str = ""
    qr: str = ""


class Printer(Protocol):
    """Labels on paper."""

    @property
    def name(self) -> str:
        """What the technician knows it by."""

    def check(self) -> str:
        """Model or state in a few words; raises OutOfPaper or another DeviceFault where it cannot print."""

    def print_label(self, label: Label, timeout_s: float = 5.0) -> None:
        """Print one label; returns once the printer has taken all of it.

        Raises
        ------
        OutOfPaper, DeviceRefused, DeviceSilent, DeviceMissing
        """

    def close(self) -> None:
        """Give the device back."""


class Scanner(Protocol):
    """Barcodes that somebody holds before it."""

    @property
    def name(self) -> str:
        """What the technician knows it by."""

    def check(self) -> str:
        """Where it is connected; raises DeviceFault where it is not."""

    def read(self, timeout_s: float) -> str | None:
        """The next code, as text without its end of line; None when nobody scanned anything in that time.

        Raises
        ------
        DeviceConfused, DeviceMissing
        """

    def close(self) -> None:
        """Give the device back."""
