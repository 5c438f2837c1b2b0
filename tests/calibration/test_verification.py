"""A part of known size at several places tells whether a calibration is right."""

import numpy as np
import pytest

from calibration.estimate import Estimate
from calibration.refusal import CalibrationRefused
from calibration.verification import Place, verify

FIELD_MM = 79.0, 59.0
TRUE = Estimate(24.26, 0.01)
CORNERS = [(0.0, 0.0), (-30.0, 20.0), (30.0, 20.0), (30.0, -20.0), (-30.0, -20.0)]


def measured(error_mm=lambda x, y: 0.0, noise_mm=0.004, seed=0):
    rng = np.random.default_rng(seed)
    return [
        Place((x, y), Estimate(24.26 + error_mm(x, y) + noise_mm * rng.standard_normal(), 0.006)) for x, y in CORNERS
    ]


@pytest.mark.parametrize("seed", range(20))
def test_a_good_calibration_is_verified(seed):
    assert verify(measured(seed=seed), TRUE, FIELD_MM).ok


def test_a_board_printed_too_small_shows_as_a_bias():
    verdict = verify(measured(lambda x, y: 0.06), TRUE, FIELD_MM)
    assert "+6" in verdict.reason
    assert "square_mm" in verdict.reason
    assert verdict.bias_mm.value == pytest.approx(0.06, abs=0.005)


def test_a_flat_view_that_was_not_flat_shows_as_a_slope():
    verdict = verify(measured(lambda x, y: 0.001 * x), TRUE, FIELD_MM)
    assert "one side of the tray" in verdict.reason
    assert verdict.slope_mm == pytest.approx(0.06, abs=0.01)


def test_dirt_shows_as_a_spread():
    errors = iter((0.05, -0.05, 0.05, -0.05, 0.05))
    signs = {place: next(errors) for place in CORNERS}
    assert not verify(measured(lambda x, y: signs[x, y]), TRUE, FIELD_MM).ok


@pytest.mark.parametrize(
    ("places", "says"), [(measured()[:4], "4 places are too few"), (measured()[:1] * 5, "too near each other")]
)
def test_too_few_or_too_near_places_tell_nothing(places, says):
    with pytest.raises(CalibrationRefused, match=says):
        verify(places, TRUE, FIELD_MM)
