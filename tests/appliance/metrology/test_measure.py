"""Whole screws with true helices, resting on the tray as they would, are measured within what the product promises."""

from dataclasses import replace

import numpy as np
import pytest

from appliance.metrology.measure import Solid, measure
from appliance.reading import QUANTITIES
from calibration.estimate import Estimate
from models_onnx.vocabulary import Coverage, Head, Tip
from tests.appliance.metrology.screws import KINDS, Seen, see

# 95th percentiles of the issue "Metrology to the physical limit", mm; pitch and threaded length go by the pitch
PROMISED_MM = {
    "overall_length_mm": 0.08,
    "nominal_length_mm": 0.15,
    "head_diameter_mm": 0.09,
    "head_height_mm": 0.20,
    "major_diameter_mm": 0.04,
    "minor_diameter_mm": 0.12,
    "shank_diameter_mm": 0.12,
}
HEADS = {"pan": Head.PAN, "flat": Head.FLAT, "screw": Head.NONE, "cap": Head.SOCKET_CAP}


def promised_mm(quantity: str, pitch: float) -> float:
    if quantity == "pitch_mm":
        return 0.003 * pitch
    return pitch if quantity == "threaded_length_mm" else PROMISED_MM[quantity]


@pytest.fixture(scope="module", params=list(KINDS))
def measured(request) -> tuple[str, Seen, Solid]:
    """Each kind of screw once, somewhere on the tray."""
    seen = see(KINDS[request.param], seed=list(KINDS).index(request.param))
    solid = measure(seen.silhouette, seen.view)
    assert isinstance(solid, Solid)
    return request.param, seen, solid


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_quantity_is_true_within_what_is_promised(measured, quantity) -> None:
    kind, seen, solid = measured
    truth, got = seen.laid.measurements[quantity], getattr(solid.measurement, quantity)
    if truth is None:
        assert not got, f"{kind} has no {quantity}, yet one was measured"
        assert got.reason
        return
    assert isinstance(got, Estimate), f"{kind}: {quantity} was not measured: {got}"
    pitch = seen.laid.spec.thread.pitch_mm
    assert abs(got.value - truth) < promised_mm(quantity, pitch)
    assert abs(got.value - truth) < 4 * got.u
    assert got.u < 2 * promised_mm(quantity, pitch)
    assert got.u == pytest.approx(np.sqrt(sum(u**2 for _, u in got.terms)))


def test_head_tip_and_coverage_are_told_from_the_outline(measured) -> None:
    kind, seen, solid = measured
    spec = seen.laid.spec
    assert solid.attributes.head.best is HEADS[kind.split()[-1]]
    assert solid.attributes.coverage.best is spec.coverage
    if spec.tip is Tip.CONE:
        assert solid.attributes.tip.best is Tip.CONE


def test_landmarks_lie_on_the_part(measured) -> None:
    _, seen, solid = measured
    mask = seen.light < 0.5
    ends = np.stack([solid.landmarks.tail_xy_px, solid.landmarks.face_xy_px])
    inwards = ends + 0.1 * (ends[::-1] - ends)
    for x, y in np.round(inwards).astype(int):
        assert mask[y, x]
    length = np.linalg.norm(ends[1] - ends[0]) * seen.view.mm_per_px()
    assert length == pytest.approx(seen.laid.spec.overall_mm, rel=0.05)


def test_a_thread_looks_the_same_whichever_hand_it_has() -> None:
    spec = KINDS["machine pan"]
    left = replace(spec, thread=replace(spec.thread, hand=-1))
    seen = see(left, seed=3, at_xy_mm=(12.0, -9.0))
    solid = measure(seen.silhouette, seen.view)
    assert isinstance(solid, Solid)
    assert solid.measurement.pitch_mm.value == pytest.approx(spec.thread.pitch_mm, rel=2e-3)
    assert solid.attributes.coverage.best is Coverage.FULLY_THREADED


@pytest.mark.parametrize("at_xy_mm", [(0.0, 0.0), (32.0, 24.0)])
def test_place_on_the_tray_does_not_change_a_diameter(at_xy_mm) -> None:
    seen = see(KINDS["socket cap"], seed=11, at_xy_mm=at_xy_mm)
    solid = measure(seen.silhouette, seen.view)
    assert isinstance(solid, Solid)
    assert solid.measurement.head_diameter_mm.value == pytest.approx(8.4, abs=0.02)
