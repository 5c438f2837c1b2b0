"""Random screws are screws: they build, lie down, and stay within their standards."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models_onnx.synthetic.sampling import sample_spec
from models_onnx.synthetic.scene import lay
from models_onnx.synthetic.stock import UNC, external_thread_mm, nominal_mm
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=40, deadline=None)
@given(seeds, st.sampled_from(list(Head)))
def test_any_screw_builds_and_lies_on_the_tray(seed, head):
    rng = np.random.default_rng(seed)
    spec = sample_spec(rng, head)
    laid = lay(spec, rng, columns=32)
    assert spec.head is head
    assert laid.solid.volume_mm3() > 0
    assert laid.solid.vertices[np.unique(laid.solid.faces), 2].min() == pytest.approx(0.0, abs=1e-6)
    for name, value in laid.measurements.items():
        assert value is None or 0 < value < 250, name


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_parts_of_a_screw_add_up(seed):
    spec = sample_spec(np.random.default_rng(seed))
    if spec.thread is not None:
        assert spec.thread.minor_mm < spec.thread.major_mm
        assert spec.threaded_mm <= spec.overall_mm + 1e-9
    if spec.shape is not None:
        assert spec.seat_mm > spec.tip_mm
    assert (spec.paint_bgr is not None) == (spec.finish is Finish.PAINTED)


def test_every_word_of_the_vocabularies_is_drawn():
    rng = np.random.default_rng(0)
    specs = [sample_spec(rng) for _ in range(900)]
    assert {s.head for s in specs} == set(Head)
    assert {s.finish for s in specs} == set(Finish)
    assert {s.tip for s in specs} == set(Tip)
    assert {s.coverage for s in specs} == set(Coverage) - {Coverage.NONE}
    assert {s.drive for s in specs} == set(Drive) - {Drive.HIDDEN}


# (least, largest) major diameter of class 2A, mm: ASME B1.1
LIMITS_MM = {"#2": (2.065, 2.1692), "#10": (4.6177, 4.8006), "1/4": (6.1163, 6.3221), "1/2": (12.385, 12.6619)}


@pytest.mark.parametrize(("size", "limits"), LIMITS_MM.items())
def test_major_diameters_fill_the_band_of_class_2a(size, limits):
    rng = np.random.default_rng(1)
    majors = [external_thread_mm(nominal_mm(size), 25.4 / UNC[size], rng)[0] for _ in range(400)]
    assert (min(majors), max(majors)) == (pytest.approx(limits[0], abs=0.03), pytest.approx(limits[1], abs=0.03))
