"""The independent evidence in a measurement."""

import numpy as np
import pytest

from appliance.matching.nominal import Convention
from appliance.matching.sighted import scales, sight
from appliance.reading import Measurement
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes


def lengths(**quantities: Estimate) -> dict[Convention, float]:
    value, _ = sight(Measurement(**quantities), Attributes()).length_mm
    return dict(zip(Convention, value.tolist(), strict=True))


OVERALL, HEIGHT = Estimate(22.0, 0.04), Estimate(3.0, 0.05)


def test_a_nominal_length_from_the_seat_serves_heads_with_a_seat() -> None:
    read = lengths(overall_length_mm=OVERALL, nominal_length_mm=Estimate(19.1, 0.09), head_height_mm=HEIGHT)
    assert (read[Convention.OVERALL], read[Convention.SEAT]) == (22.0, 19.1)
    assert 20 < read[Convention.RIM] < 22


def test_a_nominal_length_from_the_rim_serves_oval_heads() -> None:
    read = lengths(overall_length_mm=OVERALL, nominal_length_mm=Estimate(20.9, 0.09), head_height_mm=HEIGHT)
    assert (read[Convention.OVERALL], read[Convention.RIM], read[Convention.SEAT]) == (22.0, 20.9, 19.0)


def test_a_part_taken_for_countersunk_can_still_be_read_from_its_seat() -> None:
    read = lengths(overall_length_mm=OVERALL, nominal_length_mm=OVERALL, head_height_mm=HEIGHT)
    assert read[Convention.SEAT] == 19.0


def test_headless_parts_have_one_length() -> None:
    assert set(lengths(overall_length_mm=OVERALL).values()) == {22.0}
    assert set(lengths(nominal_length_mm=OVERALL).values()) == {22.0}


def test_what_was_not_measured_is_nan() -> None:
    seen = sight(Measurement(), Attributes())
    assert np.isnan(seen.thread_mm).all()
    assert np.isnan(seen.head_mm).all()
    assert np.isnan(seen.length_mm).all()
    assert np.isnan(sight(Measurement(pitch_mm=Estimate(0.0, 0.1)), Attributes()).thread_mm).all()


def test_thread_depth_is_what_lies_between_major_and_minor() -> None:
    measurement = Measurement(major_diameter_mm=Estimate(4.7, 0.03), minor_diameter_mm=Estimate(3.5, 0.04))
    value, u = sight(measurement, Attributes()).thread_mm[:, 2, 0]
    assert (value, u) == (pytest.approx(1.2), pytest.approx(0.05))


def test_a_certain_scale_is_used_as_it_is() -> None:
    measurement = Measurement(pitch_mm=Estimate.from_terms(0.8, noise=0.001, scale=0.0002))
    seen = sight(measurement, Attributes())
    assert scales(measurement, seen) == [(0.0, seen)]


def test_a_doubtful_scale_is_averaged_over_with_its_own_spread() -> None:
    measurement = Measurement(
        pitch_mm=Estimate.from_terms(0.8, noise=0.001, scale=0.008),
        major_diameter_mm=Estimate.from_terms(4.0, noise=0.02, scale=0.04),
    )
    weighted = [(np.exp(w), s.thread_mm) for w, s in scales(measurement, sight(measurement, Attributes()))]
    weights = np.array([w for w, _ in weighted])
    pitches = np.array([thread[0, 1, 0] for _, thread in weighted])
    majors = np.array([thread[0, 0, 0] for _, thread in weighted])
    assert weights.sum() == pytest.approx(1)
    assert weights @ pitches == pytest.approx(0.8, rel=1e-3)
    assert np.sqrt(weights @ (pitches - 0.8) ** 2) == pytest.approx(0.008, rel=0.02)
    np.testing.assert_allclose(majors / pitches, 5)
    assert weighted[2][1][1, 1, 0] == pytest.approx(0.001)
