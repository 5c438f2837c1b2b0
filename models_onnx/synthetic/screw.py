"""A screw's specification becomes a solid."""

import numpy as np

from models_onnx.synthetic.body import body_mesh
from models_onnx.synthetic.head import driven_end, turned_head
from models_onnx.synthetic.mesh import Mesh, joined
from models_onnx.synthetic.spec import ScrewSpec
from models_onnx.synthetic.wire_heads import eye_head, spade_head
from models_onnx.vocabulary import Head


def screw_mesh(spec: ScrewSpec, columns: int = 96) -> Mesh:
    """The surface of a screw in part coordinates: the axis along x, the tail's end at x = 0, the top at overall_mm.

    Parameters
    ----------
    spec : ScrewSpec
    columns : vertices around; a polygon of n corners is up to r (1 - cos(pi / n)) thin: 1.3 um at r = 2.4 mm and 96

    Returns
    -------
    Mesh
    """
    body = body_mesh(spec, columns)
    if spec.shape is None:
        mesh = joined([body, driven_end(spec, columns)])
    elif spec.head is Head.EYE:
        mesh = joined([body, eye_head(spec, spec.shape, columns)])
    elif spec.head is Head.THUMB:
        mesh = joined([body, spade_head(spec, spec.shape, columns)])
    else:
        head_columns = max(columns, 4 * spec.knurls)
        mesh = joined([body, turned_head(spec, spec.shape, head_columns)])
    mesh = mesh.solid_faces()
    return _bent(mesh, spec) if spec.bend_mm else mesh


def truth(spec: ScrewSpec, mesh: Mesh) -> dict[str, float | None]:
    """The nine quantities of the contract, mm, as the solid `mesh` in part coordinates really has them."""
    return spec.measurements(spec.overall_mm - float(mesh.vertices[mesh.used, 0].max()))


def _bent(mesh: Mesh, spec: ScrewSpec) -> Mesh:
    """The axis as a parabola of that sagitta; lengths change by 8/3 sagitta^2 / L, microns for bends that pass."""
    bent = mesh.vertices.copy()
    t = 2 * bent[:, 0] / spec.overall_mm - 1
    bent[:, 2] += spec.bend_mm * (1 - np.square(t))
    return Mesh(bent, mesh.faces, mesh.piece, mesh.smooth)
