"""Bent, pointless and askew parts are warned of, sound ones are not."""

from dataclasses import replace

import numpy as np
import pytest

from appliance.metrology.measure import Solid, measure
from appliance.metrology.silhouette import calmed, find_silhouettes
from calibration.flat import srgb_to_linear
from models_onnx.synthetic.mesh import Mesh
from models_onnx.synthetic.screw import screw_mesh
from models_onnx.synthetic.silhouette import silhouettes
from tests.appliance.metrology.screws import KINDS, PANEL, reference_box, see, view_of

HEADED = [kind for kind, spec in KINDS.items() if spec.shape is not None]


def lying(mesh: Mesh) -> Mesh:
    """The part turned and moved on the tray with its xy plane level, so that what is done to it there is seen."""
    c, s = np.cos(0.5), np.sin(0.5)
    return mesh.moved([[c, -s, 0], [s, c, 0], [0, 0, 1]], [8.0, -6.0, -mesh.vertices[np.unique(mesh.faces), 2].min()])


def warned(part: Mesh) -> tuple[str, ...]:
    """What is warned of when the reference box has seen the part."""
    solid_part, whole = lying(part), reference_box()
    points = whole.project(solid_part.vertices)
    low, high = np.floor(points.min(axis=0)) - 25, np.ceil(points.max(axis=0)) + 25
    camera = whole.window(low[0], low[1], int(high[0] - low[0]), int(high[1] - low[1]))
    backlit = silhouettes(camera, [solid_part], panel=PANEL, rows=8).backlit
    (silhouette,) = find_silhouettes(calmed(np.asarray(srgb_to_linear(backlit) / PANEL, np.float32)))
    solid = measure(silhouette, view_of(camera))
    assert isinstance(solid, Solid)
    return solid.warnings


def bent(mesh: Mesh, camber_mm: float, length_mm: float) -> Mesh:
    """Moved aside by k s^2, s from the middle, so that both ends stand off by camber_mm."""
    points = mesh.vertices.copy()
    points[:, 1] += camber_mm * (2 * points[:, 0] / length_mm - 1) ** 2
    return replace(mesh, vertices=points)


def cut_off(mesh: Mesh, at_mm: float, askew_deg: float = 0.0) -> Mesh:
    """Without what lies before a plane across the axis, at_mm from the tail."""
    points = mesh.vertices.copy()
    points[:, 0] = np.maximum(points[:, 0], at_mm + np.tan(np.radians(askew_deg)) * points[:, 1])
    return replace(mesh, vertices=points)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_part_is_warned_of_nothing(kind) -> None:
    assert warned(screw_mesh(KINDS[kind])) == ()


@pytest.mark.parametrize("kind", ["machine pan", "wood flat"])
@pytest.mark.parametrize("camber_mm", [0.5, -0.5])
def test_half_a_millimetre_of_camber_on_forty_is_bent(kind, camber_mm) -> None:
    spec = KINDS[kind]
    longer = 40.0 - spec.overall_mm
    forty = replace(spec, overall_mm=40.0, threaded_mm=spec.threaded_mm + longer)
    assert warned(screw_mesh(forty)) == ()
    assert warned(bent(screw_mesh(forty), camber_mm, 40.0)) == ("bent",)


def test_a_bent_parts_ends_are_not_called_askew() -> None:
    spec = KINDS["set screw"]
    assert warned(bent(screw_mesh(spec), 0.5, spec.overall_mm)) == ("bent",)


@pytest.mark.parametrize("kind", HEADED)
def test_a_camber_that_standards_allow_is_not_bent(kind) -> None:
    spec = KINDS[kind]
    assert warned(bent(screw_mesh(spec), 0.004 * spec.overall_mm, spec.overall_mm)) == ()


@pytest.mark.parametrize("kind", ["wood flat", "tapping pan"])
def test_a_spaced_thread_that_ends_blunt_has_lost_its_point(kind) -> None:
    assert warned(cut_off(screw_mesh(KINDS[kind]), KINDS[kind].tip_mm + 2.0)) == ("no_point",)


def test_a_machine_screw_cut_square_is_as_good_as_a_shorter_one() -> None:
    assert warned(cut_off(screw_mesh(KINDS["machine pan"]), 3.0)) == ()


@pytest.mark.parametrize("kind", ["machine pan", "machine flat", "set screw", "socket cap"])
@pytest.mark.parametrize("askew_deg", [12.0, -12.0])
def test_an_end_twelve_degrees_off_square_is_askew(kind, askew_deg) -> None:
    part = cut_off(screw_mesh(KINDS[kind]), KINDS[kind].tip_mm + 3.0, askew_deg)
    assert warned(part) == ("end_askew",)


def test_a_wood_screw_cut_askew_is_told_both() -> None:
    assert warned(cut_off(screw_mesh(KINDS["wood flat"]), 8.0, 12.0)) == ("no_point", "end_askew")


@pytest.mark.parametrize("seed", range(3))
def test_however_a_sound_screw_rolled_nothing_is_warned_of(seed) -> None:
    seen = see(KINDS["wood flat"], seed)
    solid = measure(seen.silhouette, seen.view)
    assert isinstance(solid, Solid)
    assert solid.warnings == ()
