"""The picture of one part that the networks see: laid level, its heavier end to the left, the same in training and in
service.

A whole 75 mm screw in one small square loses its tip and its drive. A patch is therefore a mosaic: the whole part as a
strip on top, below it both ends, each at a scale set by its own width, and at the bottom the brim of the heavier end
turned upright and stretched: of a screw that lies on its side the face with its recess is but a sliver there. Which end
is which comes from the mask alone: the heavier end is laid to the left, in training as in service.

Planes: the share of the panel's light, the top light's B, G, R as a share of the empty tray's, and the part's own mask.
What lies beyond the part and a narrow margin is blotted out with bare tray: neighbours, dirt, wood and cloth are none
of the networks' business.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Floats = NDArray[np.float32]

WIDTH_PX, HEIGHT_PX = 192, 160
STRIP_PX = 32  # height of the strip; both ends below it are squares of END_PX
END_PX = 96
BRIM_PX = 32  # height of the heavier end's brim at the bottom
PLANES = 5  # backlit, B, G, R, mask
BRIGHTEST = 2.0  # light as a share of the tray's beyond which all is the same
MARGIN_PX = 4  # of the surroundings that stay, in patch pixels
_STRIP_ROOM = 1.06  # of the strip, as a share of the part
_HEAVY_ROOM, _LIGHT_ROOM = 1.35, 1.8  # side of an end's square over the width there
_BEYOND = 0.08  # of an end's square that lies beyond the part
_BRIM_ROOM, _BRIM_DEPTH, _BRIM_BEYOND = 1.15, 0.30, 0.04  # of the heavier end's width: across, along, beyond it
_REACH = 1.3  # how far from its end a part's width there is sought, in widths of the whole
_LEAST_PX = 3.0  # thinner things have no direction
_MANY_PX = 12_000  # of a mask
_NEAR = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * MARGIN_PX + 1, 2 * MARGIN_PX + 1))
# IEC 61966-2-1
_LEVELS = np.arange(256) / 255
_LINEAR = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4).astype(np.float32)


@dataclass(frozen=True)
class Jitter:
    """How far a cut is off, for training: silhouettes and angles are never quite the same.

    Attributes
    ----------
    turn_rad : of the whole part
    zoom : factors of the four tiles' scales
    shift : (4, 2) of the tiles, as a share of their size
    flip : whether the part is mirrored about its axis
    """

    turn_rad: float = 0.0
    zoom: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    shift: tuple[tuple[float, float], ...] = ((0.0, 0.0),) * 4
    flip: bool = False


@dataclass(frozen=True)
class _Lie:
    """How a part lies.

    Attributes
    ----------
    centre_xy_px : its middle
    along : (2,) unit vector from its heavier to its lighter end
    length_px, width_px : along and across it
    ends : for the heavier and the lighter end: where across the axis it lies, and its width there, px
    """

    centre_xy_px: Array
    along: Array
    length_px: float
    width_px: float
    ends: tuple[tuple[float, float], tuple[float, float]]


def _lie(mask: NDArray[np.bool_], turn_rad: float) -> _Lie:
    """How the part lies in its mask."""
    places = np.flatnonzero(mask)
    every = -(-len(places) // _MANY_PX)  # more pixels say no more of how it lies
    ys, xs = np.divmod(places[::every], mask.shape[1])
    points = np.stack([xs, ys], axis=1).astype(np.float64)
    mean = points.mean(axis=0)
    off = points - mean
    angle = 0.5 * np.arctan2(2 * (off[:, 0] * off[:, 1]).mean(), np.square(off).mean(axis=0) @ [1, -1]) + turn_rad
    along = np.array([np.cos(angle), np.sin(angle)])
    s, t = off @ along, off @ np.array([-along[1], along[0]])
    if s.min() + s.max() < 0:  # more of it beyond the middle: the heavier end is at large s
        along, s, t = -along, -s, -t
    low, high = float(s.min()), float(s.max())
    rows = every * np.bincount((s - low).astype(np.int64)).astype(np.float64)
    # pixels of a part that lies askew fall into some bins twice as often as into others: means of nine do not show it
    smooth = min(9, len(rows))
    widths = np.convolve(rows, np.full(smooth, 1 / smooth), mode="same")
    width = max(float(np.percentile(widths, 99)), _LEAST_PX)
    reach = max(1, int(min(_REACH * width, 0.42 * (high - low))))

    def end(share: Array, near: NDArray[np.bool_]) -> tuple[float, float]:
        return float(t[near].mean()), float(np.clip(share.max(initial=_LEAST_PX), 0.12 * width, width))

    ends = end(widths[:reach], s <= low + reach), end(widths[-reach:], s >= high - reach)
    middle = mean + along * (low + high) / 2 + np.array([-along[1], along[0]]) * (t.min() + t.max()) / 2
    across_middle = float((t.min() + t.max()) / 2)
    (heavy_t, heavy_w), (light_t, light_w) = ends
    return _Lie(
        middle,
        along,
        max(high - low, _LEAST_PX),
        max(float(np.ptp(t)), _LEAST_PX),
        ((heavy_t - across_middle, heavy_w), (light_t - across_middle, light_w)),
    )


@dataclass(frozen=True)
class _Tile:
    """One picture of the mosaic.

    Attributes
    ----------
    box : (x, y, width, height) in the patch
    middle_xy_px : where its middle lies in the frame
    turn : (2, 2) from frame to tile, px a px
    """

    box: tuple[int, int, int, int]
    middle_xy_px: Array
    turn: Array


def _tiles(lie: _Lie, jitter: Jitter) -> list[_Tile]:
    """The strip, the heavier and the lighter end, the heavier end's brim."""
    along, across = lie.along, np.array([-lie.along[1], lie.along[0]])
    level = np.stack([along, across])
    scale = min(WIDTH_PX / (_STRIP_ROOM * lie.length_px), STRIP_PX / (_STRIP_ROOM * 1.1 * lie.width_px))
    tiles = [_Tile((0, 0, WIDTH_PX, STRIP_PX), lie.centre_xy_px, scale * level)]
    for k, ((at_t, width), sign, room) in enumerate(zip(lie.ends, (-1, 1), (_HEAVY_ROOM, _LIGHT_ROOM), strict=True)):
        side = room * width
        inward = lie.length_px / 2 + side * (_BEYOND - 0.5)
        middle = lie.centre_xy_px + sign * inward * along + at_t * across
        tiles.append(_Tile((k * END_PX, STRIP_PX, END_PX, END_PX), middle, END_PX / side * level))
    at_t, width = lie.ends[0]
    inward = lie.length_px / 2 + width * (_BRIM_BEYOND - _BRIM_DEPTH / 2)
    upright = np.stack([WIDTH_PX / _BRIM_ROOM * across, BRIM_PX / _BRIM_DEPTH * along]) / width
    box = (0, HEIGHT_PX - BRIM_PX, WIDTH_PX, BRIM_PX)
    tiles.append(_Tile(box, lie.centre_xy_px - inward * along + at_t * across, upright))
    jittered = []
    for tile, zoom, (dx, dy) in zip(tiles, jitter.zoom, jitter.shift, strict=True):
        shift = np.linalg.inv(tile.turn) @ [dx * tile.box[2], dy * tile.box[3]]
        jittered.append(_Tile(tile.box, tile.middle_xy_px + shift, tile.turn * zoom))
    return jittered


def _decimated(frame: Floats, step: int) -> Floats:
    """Means of step x step pixels; a margin that fills no block is left out."""
    if step <= 1:
        return frame
    height, width = frame.shape[0] // step * step, frame.shape[1] // step * step
    size = (width // step, height // step)
    return np.asarray(cv2.resize(frame[:height, :width], size, interpolation=cv2.INTER_AREA), np.float32)


def _warped(plane: Floats, tile: _Tile, bare: float) -> Floats:
    """One tile of a plane (height, width) or (height, width, 3); beyond the frame it is `bare`."""
    width, height = tile.box[2:]
    middle = tile.middle_xy_px
    scales = np.linalg.norm(tile.turn, axis=1)
    reach = np.hypot(*(np.array([width, height]) / scales)) / 2 + 4
    x0, y0 = (int(max(0, np.floor(v - reach))) for v in middle)
    x1, y1 = int(max(x0 + 1, np.ceil(middle[0] + reach))), int(max(y0 + 1, np.ceil(middle[1] + reach)))
    step = max(1, int(0.9 / scales.max()))
    part = plane[y0:y1, x0:x1]
    if min(part.shape[:2]) < step:
        return np.full((height, width, *plane.shape[2:]), bare, np.float32)
    part = _decimated(part, step)
    at = (middle - [x0, y0] + 0.5) / step - 0.5
    turn = tile.turn * step
    shift = np.array([(width - 1) / 2, (height - 1) / 2]) - turn @ at
    matrix = np.column_stack([turn, shift])
    warped = cv2.warpAffine(part, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(bare,) * 3)
    return np.asarray(warped, np.float32)


def _blotted(light: Floats, near: Floats) -> Floats:
    """Light with bare tray beyond the part and its margin."""
    share = near if light.ndim == 2 else near[..., None]
    return 1.0 + (light - 1.0) * share


def coded(light: Floats) -> NDArray[np.uint8]:
    """Light as a share of the tray's in 8 bits, by its square root: dark parts keep their shades."""
    return np.asarray(np.round(255 * np.sqrt(np.clip(light / BRIGHTEST, 0, 1))), np.uint8)


def light_of_code(code: NDArray[np.uint8]) -> Floats:
    """The inverse of `coded`, up to its rounding and BRIGHTEST."""
    return np.asarray(BRIGHTEST * np.square(code.astype(np.float32) / 255), np.float32)


def light_of_photograph(pixels: NDArray[np.uint8]) -> Floats:
    """Linear light of a photograph on any ground as the networks see it: its brightest hundredth counts as white.

    Parameters
    ----------
    pixels : (height, width, 3) B, G, R, sRGB-coded

    Returns
    -------
    (height, width, 3) float32
    """
    light = cv2.LUT(pixels, _LINEAR)
    white = float(np.percentile(light[::8, ::8].max(axis=2), 99))
    return np.asarray(light / max(white, 0.2), np.float32)


def cut_patch(
    mask: NDArray[np.bool_],
    box_px: tuple[int, int, int, int],
    backlit: Floats | None,
    toplit: Floats | None,
    jitter: Jitter | None = None,
) -> NDArray[np.uint8]:
    """The mosaic of one part.

    Parameters
    ----------
    mask : (h, w) the part's pixels within the box, at least one of them
    box_px : (x, y, w, h) of the mask in the frames
    backlit : (height, width) evened linear light, 1 = bare tray; None where there is no such frame
    toplit : (height, width, 3) B, G, R likewise
    jitter : for training

    Returns
    -------
    (PLANES, HEIGHT_PX, WIDTH_PX) uint8, see `coded`; a missing light's planes are 0 throughout. The mask plane is 0 to
    255.

    Raises
    ------
    ValueError
        if there is no light or no part at all
    """
    some = backlit if backlit is not None else toplit
    if some is None or not mask.any():
        raise ValueError("a patch needs a part and at least one light")
    jitter = jitter or Jitter()
    x, y, w, h = box_px
    # only the part's surroundings are looked at: frames are large
    lie = _lie(mask, jitter.turn_rad)
    room = int(1.2 * max(lie.width_px, 20.0)) + 8
    x0, y0 = max(0, x - room), max(0, y - room)
    window = np.s_[y0 : y + h + room, x0 : x + w + room]
    own = np.zeros(some[window].shape[:2], np.float32)
    inside = own[y - y0 : y - y0 + h, x - x0 : x - x0 + w]
    inside[...] = mask[: inside.shape[0], : inside.shape[1]]
    patch = np.zeros((PLANES, HEIGHT_PX, WIDTH_PX), np.uint8)
    origin = np.array([x - x0, y - y0], np.float64)
    for tile in _tiles(lie, jitter):
        moved = replace(tile, middle_xy_px=tile.middle_xy_px + origin)
        left, top, width, height = tile.box
        place = np.s_[top : top + height, left : left + width]
        part = _warped(own, moved, 0.0)
        near = np.asarray(cv2.dilate(part, _NEAR), np.float32)
        patch[(4, *place)] = np.round(255 * np.clip(part, 0, 1))
        if backlit is not None:
            patch[(0, *place)] = coded(_blotted(_warped(backlit[window], moved, 1.0), near))
        if toplit is not None:
            light = coded(_blotted(_warped(toplit[window], moved, 1.0), near))
            patch[(slice(1, 4), *place)] = light.transpose(2, 0, 1)
    return mirrored(patch) if jitter.flip else patch


def mirrored(patch: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The part seen in a mirror that stands along its axis."""
    other = np.empty_like(patch)
    for rows in (np.s_[:STRIP_PX], np.s_[STRIP_PX : STRIP_PX + END_PX]):
        other[:, rows] = patch[:, rows][:, ::-1]
    other[:, -BRIM_PX:] = patch[:, -BRIM_PX:, ::-1]
    return other
