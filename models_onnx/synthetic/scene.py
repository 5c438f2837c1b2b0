"""Screws laid on the tray, with the truth of each, and their backlit silhouettes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.mesh import Mesh
from models_onnx.synthetic.resting import Pose, Posture, resting_pose
from models_onnx.synthetic.screw import screw_mesh, truth
from models_onnx.synthetic.silhouette import Silhouettes, silhouettes
from models_onnx.synthetic.spec import ScrewSpec


@dataclass(frozen=True)
class Laid:
    """A screw where it lies.

    Attributes
    ----------
    spec : what it is
    solid : its surface, world mm
    pose : part to world
    measurements : the nine quantities of the contract, mm; None where it has none
    """

    spec: ScrewSpec
    solid: Mesh
    pose: Pose
    measurements: Mapping[str, float | None]

    def face_towards(self, camera: Camera) -> float:
        """Cosine between the direction of the head's face and that from the head to the camera."""
        axis = self.pose.rotation[:, 0]
        head = self.pose.shift_mm + axis * self.spec.overall_mm
        sight = camera.centre_mm - head
        return float(axis @ sight / np.linalg.norm(sight))


def lay(
    spec: ScrewSpec,
    rng: np.random.Generator,
    at_xy_mm: tuple[float, float] = (0.0, 0.0),
    columns: int = 96,
    posture: Posture = Posture.LYING,
    heading_rad: float | None = None,
) -> Laid:
    """A screw in a true resting pose, its centre of mass over a point of the tray.

    Parameters
    ----------
    spec : ScrewSpec
    rng : rolls it, and turns it where no heading is given
    at_xy_mm : world mm
    columns : see `screw_mesh`
    posture : lying or standing
    heading_rad : direction of the tail-to-head axis on the tray, from x to y
    """
    mesh = screw_mesh(spec, columns)
    pose = resting_pose(mesh, rng, posture)
    if heading_rad is not None:
        pose = pose.turned(heading_rad - float(np.arctan2(pose.rotation[1, 0], pose.rotation[0, 0])))
    pose = pose.shifted(*at_xy_mm)
    return Laid(spec, pose.apply(mesh), pose, truth(spec, mesh))


@dataclass(frozen=True)
class SilhouetteScene:
    """A backlit picture of screws, and what lies there; `parts[i]` covers `pictures.masks[i]`."""

    camera: Camera
    parts: tuple[Laid, ...]
    pictures: Silhouettes


def silhouette_scene(camera: Camera, parts: Sequence[Laid], blur_px: float = 0.6, seed: int = 0) -> SilhouetteScene:
    """Screws as a rig of small half-angle sees them: dark on bright, coverage exact, no reflections."""
    return SilhouetteScene(
        camera, tuple(parts), silhouettes(camera, [p.solid for p in parts], blur_px=blur_px, seed=seed)
    )
