"""Screws as they are made, laid on a simulated tray and seen by the reference box: exact outlines, blurred, noisy."""

from dataclasses import dataclass, replace
from math import radians, tan

import numpy as np
from numpy.typing import NDArray

from appliance.metrology.silhouette import Silhouette, calmed, find_silhouettes
from calibration.flat import srgb_to_linear
from calibration.plane import TrayView
from models_onnx.synthetic.camera import Camera, overhead
from models_onnx.synthetic.scene import Laid, lay
from models_onnx.synthetic.silhouette import silhouettes
from models_onnx.synthetic.spec import Form, HeadShape, ScrewSpec, Thread
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

PANEL = 0.80


def machine(
    head: Head, major: float, pitch: float, overall: float, shape: HeadShape | None, tip: Tip = Tip.DIE
) -> ScrewSpec:
    """A machine screw threaded up to a short neck, or a set screw without a shape."""
    thread = Thread(Form.MACHINE, pitch, major, major - 1.2 * pitch)
    seat = overall - (shape.height_mm if shape else 0.0)
    return ScrewSpec(
        head, Drive.NONE, tip, Coverage.FULLY_THREADED, Finish.ZINC,
        overall_mm=overall, thread=thread, threaded_mm=seat - (0.6 * pitch if shape else 0.0),
        shank_mm=major - 0.6 * pitch, tip_mm=0.7 * pitch if tip is Tip.DIE else 0.3 * major, shape=shape,
    )  # fmt: skip


def pointed(
    form: Form, head: Head, major: float, pitch: float, overall: float, shape: HeadShape, share: float
) -> ScrewSpec:
    """A wood or tapping screw, threaded over a share of its body."""
    minor = major * (0.67 if form is Form.WOOD else 0.73)
    body = overall - shape.height_mm
    full = share >= 1
    return ScrewSpec(
        head, Drive.NONE, Tip.CONE, Coverage.FULLY_THREADED if full else Coverage.THREADED_ON_ONE_END, Finish.ZINC,
        overall_mm=overall, thread=Thread(form, pitch, major, minor), threaded_mm=share * body,
        shank_mm=minor * 1.05 if full else 0.985 * major, tip_mm=1.1 * major, shape=shape,
    )  # fmt: skip


def flat_shape(body: float, diameter: float, angle_deg: float = 82.0, rim: float = 0.25) -> HeadShape:
    """A countersunk head whose cone starts on the body."""
    height = rim + (diameter - body) / 2 / tan(radians(angle_deg / 2))
    return HeadShape(diameter, height, rim_mm=rim, angle_deg=angle_deg)


KINDS: dict[str, ScrewSpec] = {
    "machine pan": machine(Head.PAN, 4.72, 1.0583, 28.7, HeadShape(9.3, 3.3)),
    "machine flat": machine(Head.FLAT, 4.09, 0.7938, 25.2, flat_shape(0.98 * (4.09 - 0.6 * 0.7938), 7.6)),
    "wood flat": pointed(Form.WOOD, Head.FLAT, 4.79, 1.9538, 38.0, flat_shape(0.98 * 0.985 * 4.79, 9.0), 0.66),
    "tapping pan": pointed(Form.TAPPING, Head.PAN, 4.1, 1.41, 19.5, HeadShape(8.0, 2.6), 1.0),
    "set screw": machine(Head.NONE, 5.9, 1.0, 16.0, None, Tip.DOG),
    "socket cap": machine(Head.SOCKET_CAP, 4.83, 0.8, 21.0 + 5.0, HeadShape(8.4, 5.0)),
}


def resized(spec: ScrewSpec, factor: float, longer: float) -> ScrewSpec:
    """The same kind of screw in another size: every diameter by a factor, the body's length by another."""
    assert spec.thread is not None
    thread = replace(
        spec.thread,
        pitch_mm=spec.thread.pitch_mm * factor,
        major_mm=spec.thread.major_mm * factor,
        minor_mm=spec.thread.minor_mm * factor,
    )
    shape = spec.shape and replace(
        spec.shape,
        diameter_mm=spec.shape.diameter_mm * factor,
        height_mm=spec.shape.height_mm * factor,
        rim_mm=spec.shape.rim_mm * factor,
    )
    body = spec.seat_mm * longer
    return replace(
        spec,
        thread=thread,
        shape=shape,
        overall_mm=body + (shape.height_mm if shape else 0.0),
        threaded_mm=spec.threaded_mm * longer,
        shank_mm=spec.shank_mm * factor,
        tip_mm=spec.tip_mm * factor,
    )


@dataclass(frozen=True)
class Seen:
    """A screw on the tray as metrology gets it.

    Attributes
    ----------
    laid : what lies there, with its truth
    light : (height, width) linear evened light, 1 = empty tray
    view : the camera
    """

    laid: Laid
    light: NDArray[np.float32]
    view: TrayView

    @property
    def silhouette(self) -> Silhouette:
        """The one dark thing."""
        (one,) = find_silhouettes(calmed(self.light))
        return one


def view_of(camera: Camera) -> TrayView:
    """What a perfect calibration knows of a made camera."""
    normal = np.asarray(camera.rotation @ [0.0, 0.0, 1.0])
    return TrayView(camera.matrix, np.array(camera.distortion), normal, float(camera.centre_mm[2]), 1e-4, 0.02)


def reference_box() -> Camera:
    """The reference box, 2 x 2 binned, its lens and its mounting not perfect."""
    return overhead(
        2028, 1520, 0.055, 300.0, tilt_xyz_rad=(0.006, -0.004, 0.01), distortion=(-0.09, 0.06, 3e-4, -2e-4, 0.0)
    )  # fmt: skip


def see(spec: ScrewSpec, seed: int, at_xy_mm: tuple[float, float] | None = None, blur_px: float = 0.6) -> Seen:
    """Lay a screw somewhere on the tray and look at it through a window of the picture around it."""
    rng = np.random.default_rng(seed)
    place = tuple(rng.uniform((-30, -22), (30, 22))) if at_xy_mm is None else at_xy_mm
    laid = lay(spec, rng, place, heading_rad=rng.uniform(-np.pi, np.pi))
    whole = reference_box()
    points = whole.project(laid.solid.vertices)
    low, high = np.floor(points.min(axis=0)) - 25, np.ceil(points.max(axis=0)) + 25
    camera = whole.window(low[0], low[1], int(high[0] - low[0]), int(high[1] - low[1]))
    picture = silhouettes(camera, [laid.solid], panel=PANEL, blur_px=blur_px, seed=seed, rows=8)
    light = np.asarray(srgb_to_linear(picture.backlit) / PANEL, np.float32)
    return Seen(laid, light, view_of(camera))
