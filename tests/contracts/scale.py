"""What every scale promises (drivers/contracts.py)."""

import time

import pytest

from drivers.faults import Device, DeviceMissing, ScaleOverloaded, ScaleUnderloaded, ScaleUnsteady
from tests.contracts.patience import LATE_S


class ScaleContract:
    """Bring fixtures `scale` and `pan`: `pan(grams)` lays a weight down at rest, `pan(state=...)` says how it lies."""

    def test_it_says_what_it_is(self, scale):
        assert scale.name
        assert scale.check()

    def test_it_weighs_in_grams(self, scale, pan):
        for grams in (0.0, 3.25, 118.5):
            pan(grams)
            weight = scale.weigh()
            assert weight.grams == pytest.approx(grams, abs=weight.step_g)
            assert weight.stable

    def test_a_moving_weight_is_told_as_such(self, scale, pan):
        pan(10.0, state="moving")
        assert not scale.weigh_now().stable

    def test_a_weight_that_never_rests_is_given_up_in_time(self, scale, pan):
        pan(10.0, state="moving")
        began_s = time.monotonic()
        with pytest.raises(ScaleUnsteady):
            scale.weigh(timeout_s=0.4)
        assert time.monotonic() - began_s < 0.4 + LATE_S

    @pytest.mark.parametrize(("state", "fault"), [("over", ScaleOverloaded), ("under", ScaleUnderloaded)])
    def test_beyond_its_range_it_says_so(self, scale, pan, state, fault):
        pan(10.0, state=state)
        with pytest.raises(fault) as raised:
            scale.weigh()
        assert raised.value.device is Device.SCALE

    def test_tare_takes_what_lies_there_as_nothing(self, scale, pan):
        pan(50.0)
        scale.tare()
        pan(52.5)
        assert scale.weigh().grams == pytest.approx(2.5, abs=0.02)

    def test_zero_sets_it_to_zero(self, scale, pan):
        pan(0.3)
        scale.zero()
        assert scale.weigh().grams == 0

    def test_a_restless_scale_is_not_set_to_zero(self, scale, pan):
        pan(0.3, state="moving")
        with pytest.raises(ScaleUnsteady):
            scale.zero(timeout_s=0.5)

    def test_after_closing_it_is_missing(self, scale):
        scale.close()
        scale.close()
        with pytest.raises(DeviceMissing):
            scale.weigh()
