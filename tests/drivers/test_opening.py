"""Choices become devices, and libraries are only imported when they are chosen."""

import subprocess
import sys

import cv2
import numpy as np
import pytest

from drivers.barcodes import SerialScanner
from drivers.contracts import Exposure
from drivers.frame import Light
from drivers.gardasoft import GardasoftLights
from drivers.gpio_lights import GpioLights
from drivers.labels import EscPosPrinter, ZplPrinter
from drivers.opening import (
    CameraChoice,
    LightsChoice,
    RigChoice,
    SerialChoice,
    open_camera,
    open_lights,
    open_printer,
    open_rig,
    open_scale,
    open_scanner,
)
from drivers.picamera import PiCamera
from drivers.v4l2 import V4l2Camera
from drivers.weighing import MtSicsScale
from drivers.wled import WledLights


@pytest.mark.parametrize(
    ("choice", "kind", "name"),
    [
        (CameraChoice("picamera", "1"), PiCamera, "Raspberry Pi camera 1"),
        (CameraChoice("v4l2", "/dev/v4l/by-id/x"), V4l2Camera, "camera /dev/v4l/by-id/x"),
        (CameraChoice("v4l2"), V4l2Camera, "camera 0"),
        (CameraChoice("jetson", "2"), V4l2Camera, "CSI camera 2"),
    ],
)
def test_a_camera_is_made_and_not_opened(choice, kind, name):
    camera = open_camera(choice)
    assert isinstance(camera, kind)
    assert camera.name == name


@pytest.mark.parametrize(
    ("choice", "kind"),
    [
        (LightsChoice("wled", "/dev/ttyUSB9"), WledLights),
        (LightsChoice("gardasoft", "/dev/ttyUSB9", 3, 4, 80, 60), GardasoftLights),
        (LightsChoice("gpio", backlight=5, toplight=6), GpioLights),
    ],
)
def test_lights_are_made_and_not_opened(choice, kind):
    assert isinstance(open_lights(choice), kind)


def test_scale_printer_and_scanner_are_made_and_not_opened():
    assert isinstance(open_scale(SerialChoice("mt_sics", "/dev/ttyUSB9")), MtSicsScale)
    assert isinstance(open_printer(SerialChoice("escpos", "/dev/ttyUSB9")), EscPosPrinter)
    assert isinstance(open_printer(SerialChoice("zpl", "/dev/ttyUSB9", 19200)), ZplPrinter)
    assert isinstance(open_scanner(SerialChoice("line", "/dev/ttyUSB9")), SerialScanner)


@pytest.mark.parametrize(
    ("opened", "why"),
    [
        (lambda: open_lights(LightsChoice("wled")), "serial port"),
        (lambda: open_lights(LightsChoice("gpio", backlight=17, toplight=17)), "pin each"),
        (lambda: open_lights(LightsChoice("replay")), "lamp driver"),
        (lambda: open_camera(CameraChoice("picamera", "front")), "by its number"),
        (lambda: open_camera(CameraChoice("replay")), "camera driver"),
        (lambda: open_scale(SerialChoice("zpl", "/dev/x")), "scale driver"),
        (lambda: open_printer(SerialChoice("line", "/dev/x")), "printer driver"),
        (lambda: open_scanner(SerialChoice("escpos", "/dev/x")), "scanner driver"),
        (lambda: open_rig(RigChoice(CameraChoice("replay"), LightsChoice("gpio"))), "the other way round"),
        (
            lambda: open_rig(
                RigChoice(CameraChoice("v4l2"), LightsChoice("gpio"), {light: Exposure(9, 2.0) for light in Light})
            ),
            "no unit",
        ),
    ],
)
def test_choices_that_make_no_sense_are_refused(opened, why):
    with pytest.raises(ValueError, match=why):
        opened()


def test_a_rig_of_camera_and_lights():
    rig = open_rig(
        RigChoice(
            CameraChoice("v4l2"), LightsChoice("gpio"), {light: Exposure(7_000) for light in Light}, Light.AMBIENT
        )
    )
    assert rig.settings.preview_light is Light.AMBIENT
    assert rig.settings.exposures[Light.TOPLIT].time_us == 7_000


def test_a_rig_that_replays(tmp_path):
    for name in ("backlit", "toplit"):
        cv2.imwrite(str(tmp_path / f"{name}.png"), np.full((48, 64), 200, np.uint8))
    rig = open_rig(RigChoice(CameraChoice("replay", str(tmp_path)), LightsChoice("replay")))
    assert rig.preview().pixels.shape == (48, 64)


def test_nothing_is_imported_before_it_is_chosen():
    libraries = ("serial", "escpos", "gpiozero", "picamera2")
    script = f"import sys, drivers.opening; print(*(name for name in {libraries} if name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "\n"
