"""The types of the settings: each key with its unit, bounds, default and what it is for. See `appliance.settings`."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta


def _about(sentence: str, unit: str = "", least: float | None = None, most: float | None = None) -> Meta:
    extra: dict[str, Any] = {"unit": unit}
    return Meta(description=sentence, ge=least, le=most, extra=extra)


class Station(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the counter keeps its things and how patient it is."""

    state_folder: Annotated[str, _about("Folder of calibration, catalog and journal; empty: the machine's own.")] = ""
    preview_hz: Annotated[float, _about("How often the tray is looked at while nothing happens.", "1/s", 2, 30)] = 10.0
    still_ms: Annotated[
        int, _about("How long things must lie still before they are photographed.", "ms", 100, 5000)
    ] = 200
    retakes: Annotated[
        int, _about("How often a blurred photograph is taken again before the customer is asked.", "", 0, 9)
    ] = 2
    matches: Annotated[int, _about("How many products are listed for each part.", "", 1, 50)] = 5
    check_minutes: Annotated[
        float,
        _about("Least time between two checks of lamp, camera and dirt on the empty tray; 0: never.", "min", 0, 1440),
    ] = 15.0


class Journal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept of the scans, and how long."""

    keep_days: Annotated[int, _about("How long scans are kept.", "days", 1, 3650)] = 400
    most_mb: Annotated[
        int, _about("Most room the journal may take; the oldest scans go first.", "MB", 20, 1_000_000)
    ] = 2000
    keep_pictures: Annotated[bool, _about("Whether a picture of each part is kept with its scan.")] = True
    picture_quality: Annotated[int, _about("JPEG quality of the pictures kept.", "", 50, 100)] = 92


class Camera(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which camera, and how it is set."""

    driver: Annotated[
        Literal["none", "picamera", "v4l2", "jetson", "replay", "simulated"],
        _about("Which kind of camera is connected: v4l2 is USB, jetson is CSI, replay shows shots from a folder."),
    ] = "none"
    device: Annotated[str, _about("Which one: a number, for v4l2 also a path, for replay the folder.")] = ""
    width_px: Annotated[int, _about("Width of the photographs.", "px", 320, 20_000)] = 2028
    height_px: Annotated[int, _about("Height of the photographs.", "px", 240, 20_000)] = 1520
    backlit_exposure_ms: Annotated[float, _about("Exposure over the backlight.", "ms", 0.05, 1000)] = 8.0
    toplit_exposure_ms: Annotated[float, _about("Exposure under the top light.", "ms", 0.05, 1000)] = 8.0
    gain: Annotated[float, _about("Analogue gain.", "times", 1, 64)] = 1.0
    red_gain: Annotated[float, _about("White balance of a picamera: gain of red.", "times", 0.1, 16)] = 2.8
    blue_gain: Annotated[float, _about("White balance of a picamera: gain of blue.", "times", 0.1, 16)] = 1.9


class Lamps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which lamp controller, and how bright."""

    driver: Annotated[
        Literal["wled", "gardasoft", "gpio"],
        _about("What switches the lamps; a replayed or simulated camera has its own."),
    ] = "wled"
    port: Annotated[str, _about("Its serial port, best by /dev/serial/by-id.")] = ""
    baud: Annotated[int, _about("Speed of the serial port.", "bit/s", 1200, 4_000_000)] = 115_200
    backlight_output: Annotated[
        int, _about("WLED's segment, Gardasoft's channel or the pin of the backlight; -1: the usual one.", "", -1, 255)
    ] = -1
    toplight_output: Annotated[int, _about("The same of the top light; -1: the usual one.", "", -1, 255)] = -1
    backlight_percent: Annotated[float, _about("Brightness of the backlight.", "%", 1, 100)] = 100.0
    toplight_percent: Annotated[float, _about("Brightness of the top light.", "%", 1, 100)] = 100.0
    active_high: Annotated[bool, _about("Whether a high level lights a lamp on a pin.")] = True


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The scale, where there is one."""

    driver: Annotated[Literal["none", "mt_sics"], _about("Which language the scale speaks.")] = "none"
    port: Annotated[str, _about("Its serial port, best by /dev/serial/by-id.")] = ""
    baud: Annotated[int, _about("Speed of the serial port.", "bit/s", 300, 4_000_000)] = 9600


class Printer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The label printer, where there is one."""

    driver: Annotated[Literal["none", "escpos", "zpl"], _about("Which language the printer speaks.")] = "none"
    port: Annotated[str, _about("Its serial port, best by /dev/serial/by-id.")] = ""
    baud: Annotated[int, _about("Speed of the serial port.", "bit/s", 300, 4_000_000)] = 9600


class Scanner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bar code scanner, where there is one."""

    port: Annotated[str, _about("Its serial port; empty: none is connected.")] = ""
    baud: Annotated[int, _about("Speed of the serial port.", "bit/s", 300, 4_000_000)] = 9600


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the screen shows and says, and how patient it is; staff may set most of it at the counter."""

    store_name: Annotated[str, _about("The store's name, as customers read it; empty: none is shown.")] = ""
    logo: Annotated[str, _about("Picture of the store's sign, PNG or SVG; empty: none is shown.")] = ""
    language: Annotated[Literal["en", "es", "fr"], _about("What the counter speaks until somebody chooses.")] = "en"
    currency: Annotated[str, _about("What stands at a price.")] = "$"
    px_per_mm: Annotated[
        float,
        _about("Pixels a millimetre of the screen, so that all is as large as fingers; 0: by its size.", "", 0, 40),
    ] = 0.0
    volume_percent: Annotated[int, _about("How loud it speaks; 0: never.", "%", 0, 100)] = 60
    brightness_percent: Annotated[int, _about("How bright the screen is.", "%", 10, 100)] = 100
    idle_seconds: Annotated[
        int, _about("How long nobody touches anything before it asks whether somebody is there.", "s", 15, 600)
    ] = 60
    warning_seconds: Annotated[int, _about("How long it waits for an answer to that.", "s", 5, 120)] = 20
    attract_seconds: Annotated[
        float, _about("How long the tray is empty before pictures invite whoever passes.", "s", 10, 3600)
    ] = 45.0
    saver_minutes: Annotated[int, _about("How long nothing happens before the screen saver.", "min", 1, 240)] = 10
    staff_minutes: Annotated[
        int, _about("How long nobody touches anything before the staff's pages are closed.", "min", 1, 60)
    ] = 5
    shutdown_command: Annotated[
        str, _about("What switches the machine off, for the staff's page; empty: it cannot be done there.")
    ] = "systemctl poweroff"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that can be set about a counter."""

    station: Station = Station()
    journal: Journal = Journal()
    camera: Camera = Camera()
    lamps: Lamps = Lamps()
    scale: Scale = Scale()
    printer: Printer = Printer()
    scanner: Scanner = Scanner()
    screen: Screen = Screen()
