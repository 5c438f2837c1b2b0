"""A part turned level for the screen: its axis along x, its head to the left. Pixels of the photograph. No Qt."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from appliance.reading import Part

_ROOM = 0.06  # around the part, of its length
_MOST_WIDE_PX = 1600.0  # of a picture; the largest screen shows a part about so wide


@dataclass(frozen=True, eq=False)
class Levelled:
    """Where a part is once it is level.

    Attributes
    ----------
    to_level : (2, 3) affine map from the photograph
    outline : (n, 2) levelled
    box : (x, y, width, height) of its picture, some room around the outline
    zoom : pixels of the picture a levelled pixel
    """

    to_level: NDArray[np.float64]
    outline: NDArray[np.float64]
    box: tuple[float, float, float, float]
    zoom: float

    def at(self, points_xy_px: ArrayLike) -> NDArray[np.float64]:
        """Points of the photograph, levelled; same shape as given."""
        points = np.asarray(points_xy_px, np.float64)
        return np.asarray(points @ self.to_level[:, :2].T + self.to_level[:, 2], np.float64)


def levelled(part: Part) -> Levelled:
    """Turn a part level."""
    outline = np.asarray(part.outline_xy_px, np.float64)
    if part.landmarks is not None:
        axis = np.asarray(part.landmarks.tail_xy_px, np.float64) - part.landmarks.face_xy_px
    else:
        axis = np.linalg.svd(outline - outline.mean(axis=0), full_matrices=False)[2][0]
    axis = axis / np.hypot(*axis)
    turn = np.array([[axis[0], axis[1]], [-axis[1], axis[0]]])
    lying = outline @ turn.T
    low, high = lying.min(axis=0), lying.max(axis=0)
    room = _ROOM * float((high - low).max()) + 4
    box = (*(low - room).tolist(), *(high - low + 2 * room).tolist())
    zoom = min(1.6, _MOST_WIDE_PX / box[2])
    return Levelled(np.column_stack([turn, [0.0, 0.0]]), lying, (box[0], box[1], box[2], box[3]), zoom)
