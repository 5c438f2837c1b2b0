"""What the preview shows: an empty tray, a hand, something that moves, or something that lies still.

The preview is taken over the backlight, so things are dark on a bright ground. It is reduced to cells of about 0.7 mm;
each cell's light is compared with the empty tray's, which is learnt whenever the tray is empty, and with the cell's in
the frames before. At 10 previews a second this takes about a hundredth of a core.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from appliance.station.machine import Seen, Sight
from calibration.flat import srgb_to_linear
from drivers.frame import Frame

_ACROSS = 160  # cells along the longer side
_DARK = 0.80  # of the empty tray's light: a cell that something covers in part
_BRIGHT = 1.08  # more than the empty tray's light: what was taken for the empty tray was not empty
_LEAST_CELLS = 2  # covered ones that count as a thing: 1 mm2
_STEP, _DRIFT = 0.06, 0.10  # change of a cell from frame to frame, and since it came to rest, that is movement
_CHANGED_CELLS = 2
_HAND_SHARE, _HAND_ACROSS = 0.025, 0.12  # of the picture's area, and of its longer side along the border
_ALL_DARK = 0.97  # of the picture: no hand covers that much, a lamp that is out does
_DARK_S = 3.0  # the rig tells its lamp every 2 s; if it is dark after that, let a shot find out why
_LEARN = 0.03  # of each empty frame
_LAMP_RANGE = 0.6, 1.6  # change of the lamp as a whole; beyond it the empty tray is learnt anew
_LINEAR = np.asarray(srgb_to_linear(np.arange(256) / 255), np.float32)

Cells = NDArray[np.float32]
_Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _View:
    """A preview as shares of the empty tray's light."""

    cells: Cells
    covered: _Mask


class Stillness:
    """Follows the previews; used by one thread."""

    def __init__(self) -> None:
        self._empty: Cells | None = None
        self._before: Cells | None = None
        self._rest: Cells | None = None
        self._rest_s = 0.0
        self._photographed: Cells | None = None
        self._raw: Cells | None = None

    @property
    def rest_s(self) -> float:
        """When the first frame was exposed that shows what lies there now."""
        return self._rest_s

    def see(self, frame: Frame, at_s: float) -> Seen:
        """What a preview shows.

        Parameters
        ----------
        frame : (height, width) grey or colour, backlit
        at_s : when it was exposed
        """
        view = self._compared(frame)
        quiet_s = self._quiet_s(view.cells, at_s)
        unchanged = self._photographed is not None and not _differs(view.cells, self._photographed, _DRIFT)
        if int(view.covered.sum()) < _LEAST_CELLS:
            self._learn(view.cells)
            return Seen(Sight.EMPTY, quiet_s, unchanged)
        if view.covered.mean() > _ALL_DARK:
            return Seen(Sight.STILL if quiet_s > _DARK_S else Sight.MOVING, quiet_s, unchanged)
        if _is_hand(view.covered):
            return Seen(Sight.HAND, quiet_s, unchanged)
        return Seen(Sight.STILL if quiet_s > 0 else Sight.MOVING, quiet_s, unchanged)

    def keep(self) -> None:
        """What the last preview showed is what is photographed: later ones are compared with it."""
        self._photographed = self._before

    def learn_as_empty(self) -> None:
        """What the last preview showed is the empty tray: dirt, a scratch."""
        if self._raw is not None:
            self._empty = self._raw.copy()
            self._before = self._rest = np.ones_like(self._raw)
        self._photographed = None

    def _compared(self, frame: Frame) -> _View:
        self._raw = raw = _reduced(frame)
        if self._empty is None or self._empty.shape != raw.shape:
            self._restart(raw)
        assert self._empty is not None
        share = raw / self._empty
        some = share[::3, ::3]  # a median of a ninth of the cells is as good, and most of what this all costs
        bare = some[some > _DARK]
        lamp = float(np.median(bare)) if bare.size else 1.0
        if not _LAMP_RANGE[0] < lamp < _LAMP_RANGE[1]:
            self._restart(raw)
            share, lamp = raw / self._empty, 1.0
        cells = share / np.float32(lamp)
        return _View(cells, cells < _DARK)

    def _restart(self, raw: Cells) -> None:
        """Begin with a smooth light that the brightest parts of the picture lie on."""
        self._empty = _smooth_light(raw)
        self._before = self._rest = self._photographed = None

    def _quiet_s(self, cells: Cells, at_s: float) -> float:
        before, self._before = self._before, cells
        if (
            before is None
            or self._rest is None
            or _differs(cells, before, _STEP)
            or _differs(cells, self._rest, _DRIFT)
        ):
            self._rest, self._rest_s = cells, at_s
        return at_s - self._rest_s

    def _learn(self, cells: Cells) -> None:
        assert self._empty is not None
        self._empty *= 1 + np.float32(_LEARN) * (cells - 1)


def _reduced(frame: Frame) -> Cells:
    """Linear light of the cells, never quite zero."""
    width, height = frame.size_px
    shrink = _ACROSS / max(width, height)
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    pixels = frame.pixels if frame.pixels.ndim == 2 else frame.pixels[..., 1]
    small = cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_AREA)
    return np.asarray(np.maximum(_LINEAR[small], np.float32(1e-3)), np.float32)


def _differs(one: Cells, other: Cells, by: float) -> bool:
    return int(np.count_nonzero(np.abs(one - other) > by)) >= _CHANGED_CELLS


def _is_hand(covered: _Mask) -> bool:
    """Whether something large reaches in over the border, as no screw does."""
    border = np.concatenate([covered[0], covered[-1], covered[:, 0], covered[:, -1]])
    least = _HAND_ACROSS * max(covered.shape)
    if np.count_nonzero(border) < least or covered.mean() < _HAND_SHARE:
        return False
    _, labels, stats, _ = cv2.connectedComponentsWithStats(covered.astype(np.uint8), connectivity=8)
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    across = np.bincount(edge, minlength=len(stats))
    large = (stats[:, cv2.CC_STAT_AREA] >= _HAND_SHARE * covered.size) & (across >= least)
    return bool(large[1:].any())


def _smooth_light(raw: Cells) -> Cells:
    """A cubic surface through the logarithm of the light, refitted without the cells that lie below it."""
    height, width = raw.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([x**i * y**j for i in range(4) for j in range(4 - i)], axis=-1).reshape(-1, 10)
    light = np.log(raw).reshape(-1).astype(np.float64)
    kept = light > np.quantile(light, 0.5) - 0.1
    surface = np.full_like(light, np.median(light[kept]))
    for _ in range(8):
        solution, *_ = np.linalg.lstsq(terms[kept], light[kept], rcond=None)
        surface = terms @ solution
        near = np.abs(light - surface) < 0.05
        if np.count_nonzero(near) < 0.1 * len(light) or np.array_equal(near, kept):
            break
        kept = near
    return np.asarray(np.exp(surface).reshape(raw.shape), np.float32)
