"""WLED over a pty, byte for byte against docs/protocols/wled.md."""

import json
import time

import pytest

from drivers.faults import Device, DeviceBusy, DeviceConfused, DeviceFault, DeviceMissing, DeviceRefused, DeviceSilent
from drivers.frame import Light
from drivers.serial_line import LineSettings
from drivers.wled import Segment, WledLights
from tests.contracts.lights import LightsContract
from tests.contracts.patience import LATE_S
from tests.drivers.far_ends import WledFar
from tests.drivers.wire import Trouble

ANSWER_S = 0.4


@pytest.fixture
def far():
    return WledFar()


@pytest.fixture
def wire(wire_to, far):
    return wire_to(far)


@pytest.fixture
def lights(wire):
    lights = WledLights(LineSettings(str(wire.path)), Segment(0, 200), Segment(1, 255), answer_s=ANSWER_S)
    yield lights
    lights.close()


@pytest.fixture
def burning(far):
    return lambda: far.burning


class TestThePromises(LightsContract):
    pass


def test_its_version_is_asked_for_with_one_letter(lights, wire):
    assert lights.check() == "WLED 0.15.0"
    assert wire.heard == b"v"


def test_a_lamp_is_lit_byte_for_byte(lights, wire):
    lights.switch(Light.BACKLIT)
    assert wire.heard == (
        b'{"on":true,"bri":255,"tt":0,"seg":[{"id":0,"on":true,"bri":200,"fx":0},{"id":1,"on":false}],"transition":1,"v":true}\n'
    )


def test_once_confirmed_a_lamp_is_lit_with_a_short_answer_byte_for_byte(lights, wire, far):
    lights.switch(Light.BACKLIT)
    lights.switch(Light.TOPLIT)
    before = len(wire.heard)
    lights.switch(Light.BACKLIT)
    assert wire.heard[before:] == (
        b'{"on":true,"bri":255,"tt":0,"seg":[{"id":0,"on":true,"bri":200,"fx":0},{"id":1,"on":false}]}\nv'
    )
    assert far.burning == {Light.BACKLIT}


def test_after_a_fault_everything_is_confirmed_anew(lights, wire, far):
    lights.switch(Light.BACKLIT)
    wire.unplug()
    with pytest.raises(DeviceMissing):
        lights.switch(Light.BACKLIT)
    wire.plug_in()
    far.deaf = True
    far.state["seg"][0]["bri"] = 3
    with pytest.raises(DeviceConfused, match="another state"):
        lights.switch(Light.BACKLIT)


@pytest.mark.parametrize("known", [False, True])
def test_busy_or_refusing_it_says_so_with_either_answer(lights, far, known):
    if known:
        lights.switch(Light.TOPLIT)
    far.busy = 2
    lights.switch(Light.TOPLIT)
    assert far.burning == {Light.TOPLIT}
    far.error = 9
    with pytest.raises(DeviceRefused, match="error 9"):
        lights.switch(Light.TOPLIT)


def test_dark_is_asked_for_byte_for_byte(lights, wire):
    lights.switch(None)
    assert wire.heard == b'{"on":false,"tt":0,"transition":1,"v":true}\n'


def test_two_messages_in_a_row_are_both_understood_though_wled_swallows_a_byte(lights, far):
    for _ in range(5):
        lights.switch(Light.TOPLIT)
        assert lights.check()
    assert far.burning == {Light.TOPLIT}


def test_a_short_busy_spell_is_waited_out(lights, far):
    far.busy = 2
    lights.switch(Light.TOPLIT)
    assert far.burning == {Light.TOPLIT}


def test_a_long_one_is_told(lights, far):
    far.busy = 1000
    with pytest.raises(DeviceBusy, match="others that talk to it"):
        lights.switch(Light.TOPLIT)


def test_its_errors_are_told_by_number(lights, far):
    far.error = 9
    with pytest.raises(DeviceRefused, match="error 9"):
        lights.switch(Light.TOPLIT)


def test_a_state_that_is_not_the_one_asked_for_is_noticed(lights, far):
    far.deaf = True
    with pytest.raises(DeviceConfused, match="another state"):
        lights.switch(Light.TOPLIT)


def test_a_missing_segment_is_noticed(lights, far):
    far.state["seg"].pop()
    with pytest.raises(DeviceConfused, match="both segments"):
        lights.switch(Light.TOPLIT)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ('{"state":{"on":true,"transition":1,"seg":[3,[]]}}', DeviceConfused),
        ('{"state":{"on":true,"transition":1,"seg":7}}', DeviceConfused),
        ("{" * 9000, DeviceConfused),
        ("{oops}", DeviceConfused),
        ('{"state":[]}', DeviceSilent),
        ("{}", DeviceSilent),
        ('{"state":{"on":true,"transition":5}}', DeviceSilent),
    ],
)
def test_json_that_makes_no_sense_is_no_answer(lights, far, monkeypatch, answer, fault):
    monkeypatch.setattr(far, "hear", lambda _data: [answer.encode() + b"\r\n"])
    with pytest.raises(fault):
        lights.switch(Light.BACKLIT)


def test_boot_messages_are_passed_over(lights, wire, far, monkeypatch):
    hear = far.hear
    monkeypatch.setattr(far, "hear", lambda data: [b"ets Jul 29 2019\r\nAda\r\n" + b"".join(hear(data))])
    lights.switch(Light.BACKLIT)
    assert far.burning == {Light.BACKLIT}


@pytest.mark.parametrize("trouble", [Trouble.SILENT, Trouble.HALF, Trouble.RUBBISH_INSTEAD])
def test_without_a_whole_answer_it_is_silent_in_time(lights, wire, trouble):
    wire.troubles.append(trouble)
    began_s = time.monotonic()
    with pytest.raises(DeviceSilent) as silent:
        lights.switch(Light.BACKLIT)
    assert time.monotonic() - began_s < ANSWER_S + LATE_S
    assert silent.value.device is Device.LIGHTS
    lights.switch(Light.BACKLIT)


def test_one_byte_at_a_time_is_silent_in_time_and_never_taken_for_the_next_answer(lights, wire, far):
    wire.byte_s = 0.005  # a byte a second, two hundred times faster
    wire.troubles.append(Trouble.SLOW)
    with pytest.raises(DeviceSilent):
        lights.switch(Light.BACKLIT)
    for _ in range(30):
        try:
            lights.switch(Light.TOPLIT)
            break
        except DeviceFault:
            continue
    assert far.burning == {Light.TOPLIT}


def test_an_answer_sent_twice_is_no_answer_to_the_next_question(lights, wire, far):
    wire.troubles.append(Trouble.TWICE)
    lights.switch(Light.BACKLIT)
    lights.switch(Light.TOPLIT)
    assert far.burning == {Light.TOPLIT}


def test_a_very_late_state_is_never_taken_for_the_answer_to_another_order(lights, wire, far):
    wire.late_s = 2 * ANSWER_S
    wire.troubles.append(Trouble.LATE)
    with pytest.raises(DeviceSilent):
        lights.switch(Light.TOPLIT)
    for light in (Light.BACKLIT, None, Light.TOPLIT, Light.TOPLIT):
        try:
            lights.switch(light)
        except DeviceFault:
            continue
        assert far.burning == ({light} if light else set())
    assert far.burning == {Light.TOPLIT}


def test_it_is_back_as_soon_as_it_is_plugged_in_again(lights, wire, far):
    lights.switch(Light.BACKLIT)
    wire.unplug()
    for _ in range(2):
        with pytest.raises(DeviceMissing, match="plug"):
            lights.switch(Light.TOPLIT)
    wire.plug_in()
    lights.switch(Light.TOPLIT)
    assert far.burning == {Light.TOPLIT}


def test_unplugged_in_the_middle_of_an_answer_it_is_missing(lights, wire):
    wire.troubles.append(Trouble.UNPLUGGED)
    with pytest.raises(DeviceMissing):
        lights.switch(Light.TOPLIT)


def test_both_lamps_need_a_segment_of_their_own():
    with pytest.raises(ValueError, match="segment each"):
        WledLights(LineSettings("/dev/null"), Segment(1), Segment(1))
    with pytest.raises(ValueError, match="brightness"):
        Segment(0, 300)


def test_a_message_stays_well_below_what_wled_reads_in_its_100_ms():
    from drivers.wled import state_of

    longest = json.dumps(state_of(Light.BACKLIT, {Light.BACKLIT: Segment(31), Light.TOPLIT: Segment(30)}))
    assert len(longest) / (115200 / 10) < 0.05
