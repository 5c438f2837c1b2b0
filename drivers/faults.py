"""What can go wrong with a device or with what it delivers.

    DeviceFault
    ├── UnreadableShot     the picture is missing, broken, too large or of no use
    ├── DeviceMissing      it cannot be opened, or it was unplugged
    ├── DeviceSilent       no whole answer came before the deadline
    ├── DeviceConfused     it answered, but not in its protocol
    ├── DeviceRefused      it says itself that it cannot
    │   ├── DeviceBusy         it is at something else; trying again soon may help
    │   ├── OutOfPaper         the printer needs a new roll
    │   ├── ScaleOverloaded    more lies on the scale than it can weigh
    │   ├── ScaleUnderloaded   its pan is off, or something was lifted that had been tared away
    │   └── ScaleUnsteady      what lies there does not come to rest
    └── FrameRefused       a picture came that must not be used
        ├── StaleFrame         only pictures older than the light change came
        ├── WrongExposure      the camera does not expose as it was told
        └── BlackFrame         the lamp is on, the picture is dark

Every message is one plain sentence for a technician, which `str()` gives; `for_customer` is one for whoever stands
at the counter. After any of them a device starts afresh at its next call: nobody need open it again.
"""

from enum import StrEnum


class Device(StrEnum):
    """The kinds of device at a counter."""

    CAMERA = "camera"
    LIGHTS = "lights"
    SCALE = "scale"
    PRINTER = "printer"
    SCANNER = "scanner"


_FOR_CUSTOMER = {
    None: "Something at this counter is not working; please ask a member of staff.",
    Device.CAMERA: "The camera cannot see the tray just now; please wait a moment or ask a member of staff.",
    Device.LIGHTS: "The tray's light is not working just now; please wait a moment or ask a member of staff.",
    Device.SCALE: "The scale is not working just now; the answer comes without a weight.",
    Device.PRINTER: "The label printer is not working just now; please photograph the screen or ask a member of staff.",
    Device.SCANNER: "The barcode scanner is not working just now; please ask a member of staff.",
}


class DeviceFault(Exception):
    """A device, or what it delivered, cannot be used.

    Parameters
    ----------
    message : one plain sentence for the technician: what happened, and what to do about it
    device : which kind of device it was, where it was one
    """

    _customer: str | None = None  # a fault that the customer can mend says so itself

    def __init__(self, message: str, device: Device | None = None) -> None:
        super().__init__(message)
        self.device = device

    @property
    def for_technician(self) -> str:
        """One sentence: what happened and what to do about it."""
        return str(self)

    @property
    def for_customer(self) -> str:
        """One sentence without any technical word."""
        return self._customer or _FOR_CUSTOMER[self.device]

    def __reduce__(self) -> tuple[type["DeviceFault"], tuple[str, Device | None]]:
        return type(self), (str(self), self.device)


class UnreadableShot(DeviceFault):
    """A shot's pictures are missing, damaged, too large or do not fit together."""


class DeviceMissing(DeviceFault):
    """The device cannot be opened, or it was unplugged."""


class DeviceSilent(DeviceFault):
    """No whole answer came before the deadline."""


class DeviceConfused(DeviceFault):
    """The device answered with something that its protocol does not know."""


class DeviceRefused(DeviceFault):
    """The device understood, and says that it cannot."""


class DeviceBusy(DeviceRefused):
    """The device is at something else; trying again soon may help."""


class OutOfPaper(DeviceRefused):
    """The printer has no paper left."""

    _customer = "The label printer is out of paper; please photograph the screen or ask a member of staff."


class ScaleOverloaded(DeviceRefused):
    """More lies on the scale than it can weigh."""

    _customer = "That is too heavy for this scale; please take something off."


class ScaleUnderloaded(DeviceRefused):
    """The scale reads below its range: its pan is off or lifted."""

    _customer = "The scale's pan does not sit as it should; please put it straight."


class ScaleUnsteady(DeviceRefused):
    """What lies on the scale does not come to rest."""

    _customer = "Please take your hand off the scale and wait until it is steady."


class FrameRefused(DeviceFault):
    """A picture came that must not be used."""


class StaleFrame(FrameRefused):
    """Only pictures older than the change of light came."""


class WrongExposure(FrameRefused):
    """The camera does not expose as it was told."""


class BlackFrame(FrameRefused):
    """The lamp was switched on and the picture is dark all the same."""
