"""What all lights promise (drivers/contracts.py); each driver's tests inherit this and bring the fixtures."""

import time

import pytest

from drivers.contracts import ORDER_TIMEOUT_S
from drivers.faults import Device, DeviceMissing
from drivers.frame import Light
from tests.contracts.patience import LATE_S


class LightsContract:
    """Bring fixtures `lights` and `burning`, a function that tells which lamps of theirs really burn."""

    def test_they_say_what_they_are(self, lights):
        assert lights.name
        assert lights.check()

    def test_they_settle_within_the_time_of_a_picture_or_two(self, lights):
        assert 0 <= lights.settle_s <= 0.3

    @pytest.mark.parametrize("light", [Light.BACKLIT, Light.TOPLIT])
    def test_one_lamp_burns_alone(self, lights, burning, light):
        for before in (Light.BACKLIT, Light.TOPLIT):
            lights.switch(before)
            lights.switch(light)
            assert burning() == {light}

    def test_none_burns_in_the_dark(self, lights, burning):
        lights.switch(Light.TOPLIT)
        lights.switch(None)
        assert burning() == set()

    def test_the_light_of_the_room_cannot_be_switched(self, lights):
        with pytest.raises(ValueError, match="room"):
            lights.switch(Light.AMBIENT)

    def test_switching_ends_in_time(self, lights):
        began_s = time.monotonic()
        lights.switch(Light.BACKLIT)
        assert time.monotonic() - began_s < ORDER_TIMEOUT_S + LATE_S

    def test_closing_leaves_the_tray_dark(self, lights, burning):
        lights.switch(Light.BACKLIT)
        lights.close()
        lights.close()
        assert burning() == set()
        with pytest.raises(DeviceMissing) as missing:
            lights.switch(Light.BACKLIT)
        assert missing.value.device is Device.LIGHTS
