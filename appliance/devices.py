"""From the settings to the devices that they name; nothing of them needs to be there yet."""

from collections.abc import Callable
from typing import Any, TypeVar

from appliance.settings import SettingsRefused
from appliance.settings_keys import Settings
from appliance.simulation import sample_rig
from drivers import opening
from drivers.contracts import Exposure, Printer, Scale, Scanner
from drivers.faults import Device, DeviceMissing
from drivers.frame import Light
from drivers.opening import CameraChoice, LightsChoice, RigChoice, SerialChoice
from drivers.rig import Rig

Opened = TypeVar("Opened")


def open_rig(settings: Settings) -> Rig:
    """Camera and lamps.

    Raises
    ------
    DeviceMissing
        where no camera is named
    SettingsRefused
        for a choice that makes no sense
    DeviceFault
        for a folder to replay that holds no shots
    """
    driver = settings.camera.driver
    if driver == "none":
        raise DeviceMissing("No camera is set up: set [camera] driver, or give --simulate.", Device.CAMERA)
    if driver == "simulated":
        return sample_rig().rig
    return _sensibly("[camera] or [lamps]", opening.open_rig, choice_of_rig(settings))


def choice_of_rig(settings: Settings) -> RigChoice:
    """What the settings say of camera and lamps, for `drivers.opening`; ValueError where there is nothing to open."""
    camera, lamps = settings.camera, settings.lamps
    if camera.driver == "none" or camera.driver == "simulated":
        raise ValueError("such a camera is not opened by a driver")
    chosen = CameraChoice(
        camera.driver, camera.device, (camera.width_px, camera.height_px), camera.red_gain, camera.blue_gain
    )
    lights = LightsChoice(
        driver="replay" if camera.driver == "replay" else lamps.driver,
        port=lamps.port,
        backlight=None if lamps.backlight_output < 0 else lamps.backlight_output,
        toplight=None if lamps.toplight_output < 0 else lamps.toplight_output,
        backlight_percent=lamps.backlight_percent,
        toplight_percent=lamps.toplight_percent,
        baud=lamps.baud,
        active_high=lamps.active_high,
    )
    below, above = (
        Exposure(round(1000 * ms), camera.gain) for ms in (camera.backlit_exposure_ms, camera.toplit_exposure_ms)
    )
    return RigChoice(chosen, lights, {Light.BACKLIT: below, Light.TOPLIT: above})


def open_scale(settings: Settings) -> Scale | None:
    """The scale; None where there is none. Raises as `open_rig`."""
    scale = settings.scale
    if scale.driver == "none":
        return None
    return _sensibly("[scale]", opening.open_scale, SerialChoice(scale.driver, scale.port, scale.baud))


def open_printer(settings: Settings) -> Printer | None:
    """The label printer; None where there is none. Raises as `open_rig`."""
    printer = settings.printer
    if printer.driver == "none":
        return None
    return _sensibly("[printer]", opening.open_printer, SerialChoice(printer.driver, printer.port, printer.baud))


def open_scanner(settings: Settings) -> Scanner | None:
    """The bar code scanner; None where there is none. Raises as `open_rig`."""
    scanner = settings.scanner
    if not scanner.port:
        return None
    return _sensibly("[scanner]", opening.open_scanner, SerialChoice("line", scanner.port, scanner.baud))


def _sensibly(where: str, opens: Callable[[Any], Opened], choice: Any) -> Opened:
    try:
        return opens(choice)
    except ValueError as error:
        raise SettingsRefused(f"The settings in {where} make no sense: {error}.") from None
