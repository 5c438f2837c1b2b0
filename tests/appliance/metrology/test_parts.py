"""What lies on the tray is told apart: touching screws, washers, coins, dirt; what cannot be measured is refused."""

from itertools import pairwise

import numpy as np
import pytest

from appliance.metrology.measure import measure
from appliance.metrology.parts import Thing, has_gap, tell_apart
from appliance.metrology.silhouette import calmed, find_silhouettes
from appliance.reading import Kind, Refused
from calibration.flat import srgb_to_linear
from models_onnx.synthetic.camera import Camera, overhead
from models_onnx.synthetic.mesh import Mesh, Piece, tube
from models_onnx.synthetic.resting import Posture
from models_onnx.synthetic.scene import lay
from models_onnx.synthetic.silhouette import silhouettes
from tests.appliance.metrology.screws import KINDS, PANEL, view_of

CAMERA = overhead(800, 640, 0.07)


def turned_ring(outer_mm: float, inner_mm: float, thick_mm: float, at_xy_mm=(0.0, 0.0)) -> Mesh:
    """A washer lying flat; a disc where inner_mm is next to nothing."""
    angle = 2 * np.pi * np.arange(240) / 240
    rings = [
        np.column_stack([r * np.cos(angle) + at_xy_mm[0], r * np.sin(angle) + at_xy_mm[1], np.full(240, z)])
        for r, z in ((inner_mm, 0), (outer_mm, 0), (outer_mm, thick_mm), (inner_mm, thick_mm), (inner_mm, 0))
    ]
    return tube(np.stack(rings), Piece.BODY, 0)


def things(solids: list[Mesh], camera: Camera = CAMERA, has_scale: bool = True, blur_px: float = 0.6) -> list[Thing]:
    light = srgb_to_linear(silhouettes(camera, solids, panel=PANEL, blur_px=blur_px, rows=8).backlit) / PANEL
    calm = calmed(np.asarray(light, np.float32))
    return tell_apart(find_silhouettes(calm), calm, view_of(camera), has_scale)


def lying(kind: str, at=(0.0, 0.0), heading: float = 0.3, posture: Posture = Posture.LYING) -> Mesh:
    return lay(KINDS[kind], np.random.default_rng(1), at, columns=64, posture=posture, heading_rad=heading).solid


def only(*solids: Mesh, **how) -> Thing:
    (one,) = things(list(solids), **how)
    return one


@pytest.mark.parametrize("kind", KINDS)
def test_a_screw_that_lies_alone_is_a_fastener(kind) -> None:
    thing = only(lying(kind))
    assert (thing.kind, thing.refused) == (Kind.FASTENER, None)
    assert not has_gap(thing.silhouette)


def against(upper: Mesh, lower: Mesh, overlap_mm: float = 0.15) -> list[Mesh]:
    """The lower one pushed up the picture until both touch."""
    bins = np.arange(-25, 25, 0.2)
    gap = np.inf
    for low, high in pairwise(bins):
        above, below = (m.vertices[(m.vertices[:, 0] >= low) & (m.vertices[:, 0] < high), 1] for m in (upper, lower))
        if len(above) and len(below):
            gap = min(gap, above.min() - below.max())
    return [upper, lower.moved(np.eye(3), [0.0, gap + overlap_mm, 0.0])]


@pytest.mark.parametrize("heading", [0.5, -0.7])
def test_two_screws_that_touch_become_two_things(heading) -> None:
    solids = against(lying("machine pan", (0.0, 9.0), 0.0), lying("socket cap", (0.0, -8.0), heading))
    found = things(solids)
    assert [(t.kind, t.refused) for t in found] == [(Kind.FASTENER, None)] * 2
    assert all(not has_gap(t.silhouette) for t in found)
    area = sum(t.silhouette.area_px for t in found)
    assert area == pytest.approx(sum(only(s).silhouette.area_px for s in solids), rel=0.03)


def test_a_screw_end_on_against_another_is_never_measured_with_it_as_one() -> None:
    """Their joint is as wide as the screw: no thin bridge to cut."""
    found = things(against(lying("set screw", (0.0, 9.0), 0.0), lying("socket cap", (0.0, -8.0), -np.pi / 2)))
    assert (
        len(found) == 2 or found[0].refused is Refused.OVERLAPPING or not measure(found[0].silhouette, view_of(CAMERA))
    )


def test_a_washer_is_something_else() -> None:
    thing = only(turned_ring(6.0, 3.2, 1.2))
    assert (thing.kind, thing.refused) == (Kind.OTHER, Refused.NOT_A_FASTENER)


def test_a_quarter_is_a_coin_and_a_larger_disc_is_not() -> None:
    assert only(turned_ring(12.13, 1e-3, 1.75)).kind is Kind.COIN
    assert only(turned_ring(12.9, 1e-3, 1.75)).kind is Kind.OTHER


def test_without_a_scale_no_round_thing_is_a_coin() -> None:
    assert only(turned_ring(12.13, 1e-3, 1.75), has_scale=False).kind is Kind.OTHER


@pytest.mark.parametrize("at_xy_mm", [(0.0, 0.0), (14.0, -10.0)])
def test_a_screw_on_its_head_stands_and_is_refused(at_xy_mm) -> None:
    found = things([lying("socket cap", at_xy_mm, posture=Posture.STANDING)])
    assert [t.refused for t in found] == [Refused.STANDING]


def test_a_part_that_the_picture_cuts_off_is_refused() -> None:
    thing = only(lying("machine pan", (25.0, 0.0), 0.0))
    assert (thing.kind, thing.refused) == (Kind.FASTENER, Refused.TOUCHES_BORDER)


def test_a_speck_is_nothing_and_a_crumb_too_small() -> None:
    assert things([turned_ring(0.5, 1e-3, 0.5)]) == []
    assert only(turned_ring(1.2, 1e-3, 0.5)).refused is Refused.TOO_SMALL


def test_a_picture_out_of_focus_is_refused() -> None:
    assert only(lying("machine pan"), blur_px=3.0).refused is Refused.BLURRED


def test_without_light_to_trace_in_touching_things_stay_together() -> None:
    touching = against(lying("machine pan", (0.0, 9.0), 0.0), lying("socket cap", (0.0, -8.0), 0.5))
    light = srgb_to_linear(silhouettes(CAMERA, touching, panel=PANEL, rows=8).backlit) / PANEL
    found = find_silhouettes(calmed(np.asarray(light, np.float32)))
    assert len(tell_apart(found, None, view_of(CAMERA), True)) == len(found)
