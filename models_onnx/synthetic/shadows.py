"""How much of the light from above reaches the tray beside the things that lie there."""

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.lamps import Lamp
from models_onnx.synthetic.world import Thing

Array = NDArray[np.float64]
_SPREAD = np.random.default_rng(7).normal(size=(3, 96)).astype(np.float32)


def _extremes(points: Array) -> Array:
    """The few points that matter to a convex hull, by support in 96 directions."""
    some = points[:: max(len(points) // 1500, 1)].astype(np.float32)
    return np.asarray(some[np.unique(np.argmax(some @ _SPREAD, axis=0))], np.float64)


def tray_light(
    camera: Camera, things: list[Thing], lamp: Lamp, cell_px: int, rng: np.random.Generator, directions: int
) -> NDArray[np.float32]:
    """Light on the tray over the light on an empty one.

    Parameters
    ----------
    camera, things, lamp : the scene
    cell_px : pixels a cell of the answer
    rng : spreads the directions
    directions : rays of light followed; things cast a hull's shadow along each

    Returns
    -------
    (height_px // cell_px + 1, width_px // cell_px + 1, 3) float32, 1 where nothing stands in the way
    """
    rows, columns = camera.height_px // cell_px + 1, camera.width_px // cell_px + 1
    light = np.ones((rows, columns, 3), np.float32)
    towards, colours = lamp.directions(directions, rng)
    pieces = [_extremes(t.solid.vertices[numbers]) for t in things for numbers in t.pieces]
    if not pieces:
        return light
    ends = np.cumsum([0, *(len(p) for p in pieces)])
    points = np.concatenate(pieces)
    slopes = (towards[:, :2] / np.maximum(towards[:, 2:], 0.12)).astype(np.float64)
    shadows = np.zeros((directions, len(points), 3))
    shadows[..., :2] = points[:, :2] - points[:, 2:] * slopes[:, None]
    px = (camera.project(shadows) / cell_px * 16).astype(np.float32).reshape(directions, len(points), 2)
    shade = np.zeros((directions, rows, columns), np.uint8)
    for into, outline in zip(shade, px):
        for first, last in pairwise(ends):
            hull = cv2.convexHull(outline[first:last])
            cv2.fillConvexPoly(into, np.round(hull).astype(np.int32), 1, cv2.LINE_8, 4)
    light -= (shade.reshape(directions, -1).T.astype(np.float32) @ colours).reshape(light.shape)
    return np.asarray(cv2.GaussianBlur(np.clip(light, 0.10, 1), (0, 0), 1.0), np.float32)


def light_at(
    light: NDArray[np.float32], cell_px: int, camera: Camera, xy_mm: NDArray[np.floating]
) -> NDArray[np.float32]:
    """The tray's light (n, 3) at points of the tray (n, 2); beyond the picture as at its border."""
    # The lens's distortion, a pixel or two, does not matter to light this soft: a homography will do.
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * [camera.width_px - 1, camera.height_px - 1]
    over = camera.on_tray(corners)[:, :2].astype(np.float32)
    to_px = cv2.getPerspectiveTransform(over, (corners / cell_px).astype(np.float32)).astype(np.float32)
    bent = np.column_stack([xy_mm, np.ones(len(xy_mm), np.float32)]).astype(np.float32) @ to_px.T
    px = bent[:, :2] / bent[:, 2:]
    out = np.empty((len(px), 3), np.float32)
    step = 30000  # cv2.remap takes pictures of fewer than 32768 rows
    for k in range(0, len(px), step):
        at = slice(k, k + step)
        part = cv2.remap(light, px[at, :1], px[at, 1:], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        out[at] = part.reshape(-1, 3)
    return out
