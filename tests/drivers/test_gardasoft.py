"""Gardasoft RT over a pty, byte for byte against docs/protocols/gardasoft.md."""

import time

import pytest

from drivers.faults import DeviceConfused, DeviceFault, DeviceMissing, DeviceRefused, DeviceSilent
from drivers.frame import Light
from drivers.gardasoft import Channel, GardasoftLights
from drivers.serial_line import LineSettings
from tests.contracts.lights import LightsContract
from tests.contracts.patience import LATE_S
from tests.drivers.far_ends import GardasoftFar
from tests.drivers.wire import Trouble

ANSWER_S = 0.4


@pytest.fixture
def far():
    return GardasoftFar()


@pytest.fixture
def wire(wire_to, far):
    return wire_to(far)


@pytest.fixture
def lights(wire):
    lights = GardasoftLights(LineSettings(str(wire.path)), Channel(1, 62.5), Channel(2), answer_s=ANSWER_S)
    yield lights
    lights.close()


@pytest.fixture
def burning(far):
    return lambda: far.burning


class TestThePromises(LightsContract):
    pass


class TestThePromisesOfOneThatEchoes(LightsContract):
    @pytest.fixture
    def far(self):
        return GardasoftFar(echo=True)


def test_it_says_model_and_version(lights, wire):
    assert lights.check() == "RT420-20 (HW02) V031"
    assert wire.heard == b"VR\rGR\r"


def test_a_lamp_is_lit_byte_for_byte_the_other_off_first(lights, wire):
    lights.switch(Light.BACKLIT)
    assert wire.heard == b"RS2,0;RS1,62.5\r"


def test_dark_is_asked_for_byte_for_byte(lights, wire):
    lights.switch(None)
    assert wire.heard == b"RS1,0;RS2,0\r"


def test_its_flash_is_never_written(lights, far, wire):
    for light in (Light.BACKLIT, Light.TOPLIT, None) * 3:
        lights.switch(light)
    assert far.flash_writes == 0
    assert b"AW" not in wire.heard


@pytest.mark.parametrize(("error", "meaning"), [(1, "out of range"), (2, "unknown"), (77, "see its manual")])
def test_its_errors_are_told_in_words(lights, far, error, meaning):
    far.error = error
    with pytest.raises(DeviceRefused, match=meaning):
        lights.switch(Light.TOPLIT)


def test_a_value_that_it_adjusted_is_no_error(lights, far):
    far.error = 5
    lights.switch(Light.TOPLIT)


def test_an_event_of_a_cut_cable_is_told_when_checked(lights, far):
    far.event = b"Evt2,14"
    with pytest.raises(DeviceRefused, match="event 14 on channel 2"):
        lights.check()
    assert lights.check()


def test_something_else_at_the_port_is_noticed(lights, far, monkeypatch):
    monkeypatch.setattr(far, "hear", lambda _data: [b"login:>"])
    with pytest.raises(DeviceSilent):
        lights.check()


@pytest.mark.parametrize("trouble", [Trouble.SILENT, Trouble.RUBBISH_INSTEAD])
def test_without_a_prompt_it_is_silent_in_time(lights, wire, trouble):
    wire.troubles.append(trouble)
    began_s = time.monotonic()
    with pytest.raises(DeviceSilent):
        lights.check()
    assert time.monotonic() - began_s < ANSWER_S + LATE_S
    assert lights.check()


def test_rubbish_before_the_prompt_confuses(lights, wire):
    wire.troubles.append(Trouble.RUBBISH_BEFORE)
    with pytest.raises(DeviceConfused):
        lights.switch(Light.BACKLIT)
    lights.switch(Light.BACKLIT)


def test_a_late_answer_is_not_taken_for_the_next_one(lights, wire, far):
    wire.late_s = ANSWER_S + 0.05
    wire.troubles.append(Trouble.LATE)
    with pytest.raises(DeviceSilent):
        lights.switch(Light.BACKLIT)
    assert lights.check() == "RT420-20 (HW02) V031"


def test_a_very_late_prompt_is_never_taken_for_the_answer_to_another_order(lights, wire, far):
    wire.late_s = 2 * ANSWER_S
    wire.troubles.append(Trouble.LATE)
    with pytest.raises(DeviceSilent):
        lights.switch(Light.BACKLIT)
    for light in (Light.TOPLIT, None, Light.BACKLIT, Light.TOPLIT):
        try:
            lights.switch(light)
        except DeviceFault:
            continue
        assert far.burning == ({light} if light else set())
    assert far.burning == {Light.TOPLIT}
    assert wire.heard.count(b"VR\r") >= 1


def test_it_is_back_as_soon_as_it_is_plugged_in_again(lights, wire, far):
    lights.switch(Light.BACKLIT)
    wire.unplug()
    with pytest.raises(DeviceMissing):
        lights.switch(Light.TOPLIT)
    wire.plug_in()
    lights.switch(Light.TOPLIT)
    assert far.burning == {Light.TOPLIT}


def test_both_lamps_need_a_channel_of_their_own():
    with pytest.raises(ValueError, match="channel each"):
        GardasoftLights(LineSettings("/dev/null"), Channel(1), Channel(1))
    with pytest.raises(ValueError, match="per cent"):
        Channel(1, 120)
