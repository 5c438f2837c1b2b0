"""A rig's two frames as the service's networks see them: noisy, blurred, and evened by the empty tray's light."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.dirt import tray_marks
from models_onnx.synthetic.render import View
from models_onnx.synthetic.rig import Rig
from models_onnx.synthetic.shards import coded_light

LEVELLING_SPREAD = 0.006  # how far the evening out of a shot leaves the bare tray from 1


@dataclass(frozen=True)
class Levelled:
    """Coded light (see `shards.coded_light`): backlit (h, w), toplit (h, w, 3)."""

    backlit: NDArray[np.uint8]
    toplit: NDArray[np.uint8]


def levelled(rig: Rig, seen: Camera, view: View, rng: np.random.Generator) -> Levelled:
    """Both frames of a view under a rig's lights.

    Parameters
    ----------
    rig : whose lights, sensor and dirt
    seen : the rig's camera or a window of it, that the view was made with
    view : what a perfect camera would see
    rng : dirt, noise and what the evening out leaves
    """
    scale = seen.fx / rig.camera.fx
    marks = tray_marks(seen, rig.dirtiness, rng)
    bare = 1 - view.covered
    # The fall-off over the tray is left out: evening takes it away again, and leaves a few per cent more noise.
    panel = np.float32(rig.panel_level)
    lamp = np.float32(rig.lamp_level / rig.lighting.tray_bgr.mean()) * rig.lamp_bgr
    back = rig.sensor.exposed((view.backlit + bare * (marks.backlit - 1)) * panel, scale, rng)
    top = view.toplit_bgr * lamp
    top *= (1 + bare * (marks.toplit - 1))[..., None]
    top = rig.sensor.exposed(top, scale, rng)
    left = 1 + LEVELLING_SPREAD * rng.standard_normal(4).astype(np.float32)
    top *= left[1:] / rig.lighting.tray_bgr / lamp
    return Levelled(coded_light(back * (left[0] / panel)), coded_light(top))
