"""From settings to devices, without any of them being there."""

import msgspec
import pytest

from appliance.devices import choice_of_rig, open_printer, open_rig, open_scale, open_scanner
from appliance.settings import SettingsRefused
from appliance.settings_keys import Settings
from appliance.simulation import SAMPLES
from drivers.contracts import Exposure
from drivers.faults import DeviceFault, DeviceMissing
from drivers.frame import Light


def settings(**sections) -> Settings:
    return msgspec.convert(sections, Settings)


def test_without_a_camera_it_is_said_what_to_set():
    with pytest.raises(DeviceMissing, match=r"set \[camera\] driver"):
        open_rig(settings())


@pytest.mark.parametrize("camera", ["v4l2", "jetson"])
@pytest.mark.parametrize("lamps", ["wled", "gardasoft"])
def test_a_rig_is_opened_before_its_devices_are_there_and_each_says_what_is_in_the_way(camera, lamps):
    chosen = settings(camera={"driver": camera, "device": "97"}, lamps={"driver": lamps, "port": "/dev/none"})
    with open_rig(chosen) as rig, pytest.raises(DeviceFault):
        rig.check()


def test_exposures_brightness_and_outputs_are_handed_on():
    choice = choice_of_rig(
        settings(
            camera={"driver": "picamera", "backlit_exposure_ms": 3.5, "toplit_exposure_ms": 12, "gain": 2},
            lamps={"driver": "gpio", "backlight_output": 5, "toplight_percent": 40},
        )
    )
    assert choice.exposures == {Light.BACKLIT: Exposure(3500, 2.0), Light.TOPLIT: Exposure(12_000, 2.0)}
    assert (choice.lights.backlight, choice.lights.toplight) == (5, None)
    assert choice.lights.toplight_percent == 40


def test_a_folder_of_shots_is_replayed():
    with open_rig(settings(camera={"driver": "replay", "device": str(SAMPLES / "tray")})) as rig:
        assert rig.preview().light is Light.BACKLIT


@pytest.mark.parametrize(
    "wrong",
    [
        {"camera": {"driver": "picamera", "device": "left one"}, "lamps": {"driver": "wled", "port": "/dev/x"}},
        {"camera": {"driver": "v4l2"}, "lamps": {"driver": "wled"}},
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(SettingsRefused, match="make no sense"):
        open_rig(settings(**wrong))


def test_what_is_not_chosen_is_not_there():
    assert open_scale(settings()) is None
    assert open_printer(settings()) is None
    assert open_scanner(settings()) is None


def test_scale_printer_and_scanner_are_opened_by_their_ports():
    scale = open_scale(settings(scale={"driver": "mt_sics", "port": "/dev/none"}))
    printer = open_printer(settings(printer={"driver": "zpl", "port": "/dev/none"}))
    scanner = open_scanner(settings(scanner={"port": "/dev/none"}))
    for device in (scale, printer, scanner):
        with pytest.raises(DeviceFault):
            device.check()
        device.close()


def test_a_scale_without_a_port_is_refused():
    with pytest.raises(SettingsRefused, match=r"\[scale\] make no sense: the scale needs a serial port"):
        open_scale(settings(scale={"driver": "mt_sics"}))
