"""A counter without hardware for tests: a plain tray, dark bars for screws, and an answer that counts them."""

import cv2
import numpy as np

from appliance.reading import Kind, Part, Reading, Refused, Scale, ScaleSource
from drivers.clock import SteppedClock
from drivers.frame import Shot
from drivers.simulated import SimulatedRig, simulated_rig
from drivers.simulated_tray import LinearPictures, SimulatedTray, Sprite

SIZE_PX = 640, 480
BORDER_PX = 2


def empty_pictures(size_px=SIZE_PX) -> LinearPictures:
    """A tray whose light falls off towards the corners by a fifth."""
    width, height = size_px
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    light = (0.8 * (1 - 0.1 * (x**2 + y**2))).astype(np.float32)
    return LinearPictures(light, np.dstack([light * 0.9] * 3).astype(np.float32))


def screw_sprite(length_px=120, thick_px=24, size_px=SIZE_PX) -> Sprite:
    """A dark bar in the middle of the tray."""
    empty = empty_pictures(size_px)
    laid = empty.copy()
    middle = size_px[0] // 2, size_px[1] // 2
    corner = middle[0] - length_px // 2, middle[1] - thick_px // 2
    box = slice(corner[1], corner[1] + thick_px), slice(corner[0], corner[0] + length_px)
    laid.backlit[box] *= 0.02
    laid.toplit[box] *= 0.5
    return Sprite.between(laid, empty)


def simulated_counter(seed=0, size_px=SIZE_PX) -> SimulatedRig:
    """A rig over a plain tray; its time passes only while somebody waits."""
    return simulated_rig(SimulatedTray(empty_pictures(size_px), SteppedClock()), seed)


def count_parts(shot: Shot) -> Reading:
    """Each dark spot of the backlit picture is a part; refused where it reaches over the border or is blurred."""
    assert shot.backlit is not None
    pixels = shot.backlit.pixels if shot.backlit.pixels.ndim == 2 else shot.backlit.pixels[..., 1]
    dark = (pixels < 110).astype(np.uint8)
    contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    parts = []
    for contour in contours:
        if cv2.contourArea(contour) < 60:
            continue
        outline = contour.reshape(-1, 2).astype(np.float64)
        width, height = shot.size_px
        low, high = outline.min(axis=0), outline.max(axis=0)
        cut = (low <= BORDER_PX).any() or high[0] >= width - 1 - BORDER_PX or high[1] >= height - 1 - BORDER_PX
        parts.append(Part(Kind.FASTENER, outline, Refused.TOUCHES_BORDER if cut else None))
    return Reading(shot.name, Scale(ScaleSource.NONE), tuple(parts), None, "count", None)
