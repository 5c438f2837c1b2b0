"""From choices to devices. Whatever needs a library of its own is only imported when it is chosen.

The choices are plain values, so that settings files, tests and tools can make them. Nothing is opened yet: each device
opens itself when it is first asked for something, and says in a `DeviceFault` what is in the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from drivers.clock import Clock, SystemClock
from drivers.contracts import Camera, Exposure, Lights, Printer, Scale, Scanner
from drivers.frame import Light
from drivers.label_layout import LabelSize, LabelWords
from drivers.rig import Rig, RigSettings


@dataclass(frozen=True)
class CameraChoice:
    """Which camera.

    Attributes
    ----------
    driver : picamera (Raspberry Pi), v4l2 (USB), jetson (CSI), replay (a folder of shots)
    device : picamera and jetson: its number; v4l2: /dev/v4l/by-id/... or a number; replay: the folder
    size_px : (width, height) of full pictures
    red_gain, blue_gain : white balance, picamera only
    python : the interpreter that has picamera2
    """

    driver: Literal["picamera", "v4l2", "jetson", "replay"]
    device: str = ""
    size_px: tuple[int, int] = (2028, 1520)
    red_gain: float = 2.8
    blue_gain: float = 1.9
    python: str = "/usr/bin/python3"


@dataclass(frozen=True)
class LightsChoice:
    """Which lamps.

    Attributes
    ----------
    driver : wled, gardasoft (serial), gpio (a Raspberry Pi's pins), replay (with a camera that replays)
    port : of serial ones
    backlight, toplight : WLED's segment, Gardasoft's channel, or the pin of the Broadcom chip
    backlight_percent, toplight_percent : brightness; a pin is on or off
    baud : of serial ones
    active_high : whether a high level lights a lamp on a pin
    """

    driver: Literal["wled", "gardasoft", "gpio", "replay"]
    port: str = ""
    backlight: int | None = None
    toplight: int | None = None
    backlight_percent: float = 100.0
    toplight_percent: float = 100.0
    baud: int = 115200
    active_high: bool = True


_USUAL_OUTPUTS = {"wled": (0, 1), "gardasoft": (1, 2), "gpio": (17, 27)}


@dataclass(frozen=True)
class RigChoice:
    """Camera, lamps and how pictures are taken by them."""

    camera: CameraChoice
    lights: LightsChoice
    exposures: Mapping[Light, Exposure] = field(default_factory=lambda: RigSettings().exposures)
    preview_light: Light = Light.BACKLIT


@dataclass(frozen=True)
class SerialChoice:
    """A scale, printer or scanner on a serial port.

    Attributes
    ----------
    driver : mt_sics; escpos or zpl; line (a scanner that ends codes with CR)
    port : best by /dev/serial/by-id; a printer's may be tcp://192.0.2.7:9100 or /dev/usb/lp0
    baud : bits a second; the driver's usual where None
    """

    driver: Literal["mt_sics", "escpos", "zpl", "line"]
    port: str
    baud: int | None = None


def open_rig(choice: RigChoice, clock: Clock | None = None) -> Rig:
    """A rig; ValueError for a choice that makes no sense."""
    clock = clock or SystemClock()
    settings = RigSettings(choice.exposures, choice.preview_light)
    if choice.camera.driver == "v4l2" and any(exposure.gain != 1.0 for exposure in choice.exposures.values()):
        raise ValueError("a USB camera's gain has no unit, so it must be 1; give it more light or a longer exposure")
    if "replay" in (choice.camera.driver, choice.lights.driver):
        if choice.camera.driver != choice.lights.driver:
            raise ValueError("a camera that replays needs lights that replay, and the other way round")
        from drivers.replay_tray import ReplayCamera, ReplayLights, ReplayTray

        lights = ReplayLights()
        return Rig(ReplayCamera(ReplayTray(Path(choice.camera.device), clock=clock), lights), lights, settings, clock)
    return Rig(open_camera(choice.camera), open_lights(choice.lights), settings, clock)


def open_camera(choice: CameraChoice) -> Camera:
    """A camera; ValueError for a choice that makes no sense."""
    match choice.driver:
        case "picamera":
            from drivers.picamera import PiCamera, PiCameraSettings

            return PiCamera(
                PiCameraSettings(
                    index=_number(choice.device, "picamera"),
                    size_px=choice.size_px,
                    preview_size_px=_preview_size(choice.size_px),
                    colour_gains=(choice.red_gain, choice.blue_gain),
                    python=choice.python,
                )
            )
        case "v4l2":
            from drivers.v4l2 import V4l2Camera
            from drivers.v4l2_reader import V4l2Settings

            device = choice.device or "0"
            return V4l2Camera(V4l2Settings(int(device) if device.isdigit() else device, choice.size_px))
        case "jetson":
            from drivers.v4l2 import V4l2Camera
            from drivers.v4l2_reader import JetsonSettings

            return V4l2Camera(JetsonSettings(_number(choice.device, "jetson"), choice.size_px))
    raise ValueError(f"there is no camera driver {choice.driver!r} without lights of its own")


def open_lights(choice: LightsChoice) -> Lights:
    """Lamps; ValueError for a choice that makes no sense."""
    below, above = _USUAL_OUTPUTS.get(choice.driver, (0, 1))
    below = below if choice.backlight is None else choice.backlight
    above = above if choice.toplight is None else choice.toplight
    match choice.driver:
        case "wled":
            from drivers.serial_line import LineSettings
            from drivers.wled import Segment, WledLights

            levels = [max(1, round(2.55 * percent)) for percent in (choice.backlight_percent, choice.toplight_percent)]
            line = LineSettings(_port(choice.port, "wled"), choice.baud)
            return WledLights(line, Segment(below, levels[0]), Segment(above, levels[1]))
        case "gardasoft":
            from drivers.gardasoft import Channel, GardasoftLights
            from drivers.serial_line import LineSettings

            line = LineSettings(_port(choice.port, "gardasoft"), choice.baud)
            return GardasoftLights(
                line, Channel(below, choice.backlight_percent), Channel(above, choice.toplight_percent)
            )
        case "gpio":
            from drivers.gpio_lights import GpioLights

            return GpioLights(below, above, choice.active_high)
    raise ValueError(f"there is no lamp driver {choice.driver!r} without a camera of its own")


def open_scale(choice: SerialChoice) -> Scale:
    """A scale; ValueError for a driver that is none."""
    if choice.driver != "mt_sics":
        raise ValueError(f"there is no scale driver {choice.driver!r}")
    from drivers.serial_line import LineSettings
    from drivers.weighing import MtSicsScale

    return MtSicsScale(LineSettings(_port(choice.port, "the scale"), choice.baud or 9600))


def open_printer(choice: SerialChoice, size: LabelSize | None = None, words: LabelWords | None = None) -> Printer:
    """A label printer; ValueError for a driver that is none."""
    from drivers.labels import EscPosPrinter, ZplPrinter
    from drivers.serial_line import LineSettings

    port = _port(choice.port, "the printer")
    match choice.driver:
        case "escpos":
            return EscPosPrinter(LineSettings(port, choice.baud or 115200), size, words)
        case "zpl":
            return ZplPrinter(LineSettings(port, choice.baud or 9600), size, words)
    raise ValueError(f"there is no printer driver {choice.driver!r}")


def open_scanner(choice: SerialChoice) -> Scanner:
    """A barcode scanner; ValueError for a driver that is none."""
    if choice.driver != "line":
        raise ValueError(f"there is no scanner driver {choice.driver!r}")
    from drivers.barcodes import SerialScanner
    from drivers.serial_line import LineSettings

    return SerialScanner(LineSettings(_port(choice.port, "the scanner"), choice.baud or 9600))


def _port(port: str, whose: str) -> str:
    if not port:
        raise ValueError(f"{whose} needs a serial port")
    return port


def _number(device: str, driver: str) -> int:
    if device and not device.isdigit():
        raise ValueError(f"a {driver} camera is chosen by its number, not by {device!r}")
    return int(device or "0")


def _preview_size(size_px: tuple[int, int], width_px: int = 640) -> tuple[int, int]:
    """(width, height) of previews in the pictures' own shape, both even as YUV 4:2:0 needs them."""
    return width_px, 2 * round(width_px * size_px[1] / size_px[0] / 2)
