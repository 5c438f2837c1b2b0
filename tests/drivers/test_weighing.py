"""MT-SICS over a pty, byte for byte against docs/protocols/mt_sics.md."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.faults import DeviceBusy, DeviceConfused, DeviceFault, DeviceMissing, DeviceSilent
from drivers.serial_line import LineSettings
from drivers.weighing import MtSicsScale
from tests.contracts.patience import LATE_S
from tests.contracts.scale import ScaleContract
from tests.drivers.far_ends import SicsFar
from tests.drivers.wire import Trouble

ANSWER_S = 0.3
STATES = {"rest": "S", "moving": "D", "over": "+", "under": "-", "busy": "I"}


@pytest.fixture
def far():
    return SicsFar()


@pytest.fixture
def wire(wire_to, far):
    return wire_to(far)


@pytest.fixture
def scale(wire):
    scale = MtSicsScale(LineSettings(str(wire.path), 9600), answer_s=ANSWER_S)
    yield scale
    scale.close()


@pytest.fixture
def pan(far):
    def lay(grams, state="rest"):
        far.grams, far.state = grams, STATES[state]

    return lay


class TestThePromises(ScaleContract):
    pass


def test_the_weight_of_the_moment_byte_for_byte(scale, wire):
    weight = scale.weigh()
    assert wire.heard == b"SI\r\n"
    assert wire.far.hear(b"SI\r\n") == [b"S S     100.00 g\r\n"]
    assert (weight.grams, weight.stable, weight.step_g) == (100.0, True, 0.01)


def test_tare_zero_and_who_are_you_byte_for_byte(scale, wire):
    scale.tare()
    scale.zero()
    assert scale.check() == "MS603S 620.0000 g, B021002593"
    assert wire.heard == b"T\r\nZ\r\nI2\r\nI4\r\n"


def test_a_scale_without_a_model_tells_its_number(scale, far):
    far.has_model = False
    assert scale.check() == "B021002593"


@pytest.mark.parametrize(
    ("unit", "grams"), [("g", 2.0), ("kg", 2000.0), ("mg", 0.002), ("lb", 907.18474), ("oz", 56.69904625), ("ct", 0.4)]
)
def test_every_unit_becomes_grams(scale, far, unit, grams):
    far.grams, far.unit = 2.0, unit
    weight = scale.weigh()
    assert weight.grams == pytest.approx(grams)
    assert weight.step_g == pytest.approx(grams / 200)


def test_an_unknown_unit_is_refused(scale, far):
    far.unit = "tical"
    with pytest.raises(DeviceConfused, match="tical"):
        scale.weigh()


def test_digits_in_brackets_count(scale, far, monkeypatch):
    monkeypatch.setattr(far, "hear", lambda _data: [b"S S     10.0[3] g\r\n"])
    assert scale.weigh().grams == 10.03


def test_a_negative_weight_with_its_sign_apart_is_read(scale, far, monkeypatch):
    monkeypatch.setattr(far, "hear", lambda _data: [b"S S -     1.50 g\r\n"])
    assert scale.weigh().grams == -1.5


@pytest.mark.parametrize("error", ["ES", "ET", "EL"])
def test_its_errors_are_told_in_words(scale, far, error):
    far.error = error
    with pytest.raises(DeviceConfused, match=error):
        scale.weigh()


def test_a_busy_scale_is_waited_for_and_then_told(scale, pan):
    pan(1.0, state="busy")
    with pytest.raises(DeviceBusy):
        scale.weigh(timeout_s=0.4)


def test_a_weight_that_comes_to_rest_is_waited_for(scale, pan, far, monkeypatch):
    hear = far.hear
    asked = []

    def settling(data):
        asked.append(data)
        far.state = "D" if len(asked) < 4 else "S"
        return hear(data)

    monkeypatch.setattr(far, "hear", settling)
    assert scale.weigh().stable
    assert len(asked) == 4


def test_something_else_at_the_port_is_noticed(scale, far, monkeypatch):
    monkeypatch.setattr(far, "hear", lambda _data: [b"S what?\r\n"])
    with pytest.raises(DeviceConfused, match="MT-SICS"):
        scale.weigh()


def test_lines_that_answer_something_else_are_passed_over(scale, wire):
    wire.say(b'I4 A "B021002593"\r\n')  # what a scale sends when it is switched on
    assert scale.weigh().grams == 100.0


@pytest.mark.parametrize("trouble", [Trouble.SILENT, Trouble.HALF, Trouble.RUBBISH_INSTEAD, Trouble.SLOW])
def test_without_a_whole_line_it_is_silent_in_time(scale, wire, trouble):
    wire.byte_s = 0.05  # a byte a second, twenty times faster
    wire.troubles.append(trouble)
    began_s = time.monotonic()
    with pytest.raises(DeviceSilent):
        scale.weigh()
    assert time.monotonic() - began_s < ANSWER_S + LATE_S
    while True:  # the slow line comes to its end
        try:
            assert scale.weigh().grams == 100.0
            break
        except DeviceFault:
            continue


@given(steps=st.integers(-9_999_999, 9_999_999), decimals=st.integers(0, 4), state=st.sampled_from("SD"))
def test_what_a_scale_says_is_what_is_read(steps, decimals, state):
    far = SicsFar(steps / 10**decimals)
    far.decimals, far.state = decimals, state
    weight = MtSicsScale(LineSettings("/dev/null"))._weight(far.hear(b"SI\r\n")[0].decode()[2:].strip())
    assert weight.grams == float(f"{far.grams:.{decimals}f}")
    assert (weight.stable, weight.step_g) == (state == "S", pytest.approx(10**-decimals))


@given(cut=st.integers(0, 15))
def test_no_beginning_of_a_line_is_taken_for_a_weight(cut):
    with pytest.raises(DeviceConfused):
        MtSicsScale(LineSettings("/dev/null"))._weight("S     100.00 g"[:cut][:-1])


def test_a_late_weight_is_never_taken_for_a_new_one(scale, wire, far):
    wire.late_s = 1.75 * ANSWER_S  # while the next answer is waited for
    wire.troubles.append(Trouble.LATE)
    with pytest.raises(DeviceSilent):
        scale.weigh_now()
    far.grams = 5.0
    weights = []
    while not weights:
        try:
            weights.append(scale.weigh_now(0.5).grams)
        except DeviceFault:
            continue
    assert weights == [5.0]


def test_it_is_back_as_soon_as_it_is_plugged_in_again(scale, wire):
    scale.weigh()
    wire.unplug()
    with pytest.raises(DeviceMissing):
        scale.weigh()
    wire.plug_in()
    assert scale.weigh().grams == 100.0
