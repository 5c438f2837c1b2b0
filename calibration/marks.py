"""The marks of an empty tray: scratches, pits and dust that stays, and where they are now.

A camera that was knocked shows the same marks elsewhere. The marks are small pieces of the picture's fine contrast,
which neither the lamp's level nor its shape changes. Dust comes and goes: so no single mark counts, only an agreement
of so many that chance cannot explain it (Desolneux, Moisan and Morel, From Gestalt Theory to Image Analysis, ch. 3:
the expected number of false alarms). Marks of the camera itself (hot pixels, dust on the sensor) never move: where some
marks stood still and others moved together, those that moved tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import atan2, cos, degrees, hypot, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.stats import poisson

from calibration.estimate import Estimate, Unmeasured
from calibration.flat import srgb_to_linear
from drivers.frame import Frame, Light

PATCH_PX = 15
_WORKING_WIDTH_PX = 2028  # larger pictures are reduced by a whole factor: marks are wider than their pixels
CELL_PX = 8
_CLEAR_SIGMAS = 6.0  # of the smoothed noise: in 3 million pixels chance alone makes none
_MOST_PIXELS = 40_000  # of strong contrast that are looked at
_APART_PX = 7.0
_BUCKETS = (8, 6)  # across and down, so that one dirty corner does not take every place
_MOST_KEPT, _MOST_SEEN = 200, 480
_MARGIN_PX = PATCH_PX // 2 + 2
_REACH_PX, _REACH_DEG, _REACH_SCALE = 120.0, 3.0, 0.0125  # how far a knocked picture is looked for
_VOTE_PX = 4.0
_MARKS_THAT_VOTE = 90  # the clearest of each light, spread over the picture
_CLOSE_PX = 1.5  # a mark found again lies so near to where the pose puts it
_FALSE_ALARMS = 1e-6  # expected number of poses that agree as well by chance
_LEAST_FOUND = 8
_LIKE = 0.6  # correlation of a patch with the same mark later
_U_FLOOR_PX = 0.005  # JPEG blocks and interpolation, on real and simulated pictures


@dataclass(frozen=True, eq=False)
class Texture:
    """Fine contrast of one frame.

    Attributes
    ----------
    contrast : (height, width) float32 at working size: linear light averaged over 3 x 3, over that of its surroundings
    cells : linear light of grey or green, mean over cells of 8 x 8 px of the working size
    reduced : whole factor between the frame and the working size
    noise : standard deviation of `contrast` on bare tray
    """

    contrast: NDArray[np.float32]
    cells: NDArray[np.float32]
    reduced: int
    noise: float

    @cached_property
    def clear(self) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Pixels that stand out of the noise, (n, 2) and (n,) by how much, row by row; of too many the strongest."""
        least = _CLEAR_SIGMAS * self.noise
        bare = cv2.inRange(self.contrast, np.array(1.0 - least), np.array(1.0 + least))
        found = cv2.findNonZero(cv2.bitwise_not(bare))
        xy = np.empty((0, 2), np.int32) if found is None else np.asarray(found, np.int32).reshape(-1, 2)
        values = np.abs(self.contrast[xy[:, 1], xy[:, 0]] - np.float32(1.0))
        if len(xy) > _MOST_PIXELS:
            strongest = np.sort(np.argpartition(-values, _MOST_PIXELS)[:_MOST_PIXELS])
            xy, values = xy[strongest], values[strongest]
        return xy, values


@dataclass(frozen=True, eq=False)
class TrayMarks:
    """What is remembered of an empty tray under one light.

    Attributes
    ----------
    xy_px : (n, 2) uint16, where the marks are, in pixels of the working size (see `reduced`)
    patches : (n, 15, 15) int8, the contrast around each, scaled to its own extreme
    reduced : whole factor between the frame and the working size
    """

    xy_px: NDArray[np.uint16]
    patches: NDArray[np.int8]
    reduced: int


@dataclass(frozen=True)
class Displacement:
    """How the picture of the tray moved since it was remembered.

    Attributes
    ----------
    right_px, down_px : shift at the middle of the picture, in its own pixels
    turn_deg : turn about the middle, clockwise on the screen
    scale_rel : relative growth of the picture
    found, kept : marks found again where one and the same motion puts them, and marks remembered
    """

    right_px: Estimate
    down_px: Estimate
    turn_deg: Estimate
    scale_rel: Estimate
    found: int
    kept: int

    @property
    def shift_px(self) -> Estimate:
        """Length of the shift at the middle of the picture."""
        length = hypot(self.right_px.value, self.down_px.value)
        return Estimate(length, hypot(self.right_px.u, self.down_px.u))

    def moved(self, xy_px: NDArray[np.float64], middle_xy_px: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where things of the picture remembered lie now: (n, 2) px."""
        turn, size = radians(self.turn_deg.value), 1 + self.scale_rel.value
        c, s = size * cos(turn), size * sin(turn)
        shift = (self.right_px.value, self.down_px.value)
        return np.asarray((xy_px - middle_xy_px) @ np.array([[c, s], [-s, c]]) + middle_xy_px + shift)


def texture_of(frame: Frame) -> Texture:
    """Fine contrast of a frame, whatever its lamp."""
    pixels = frame.pixels if frame.pixels.ndim == 2 else cv2.extractChannel(frame.pixels, 1)
    levels = srgb_to_linear(np.arange(256, dtype=np.uint8)).astype(np.float32)
    light = np.asarray(cv2.LUT(np.ascontiguousarray(pixels), levels), np.float32)
    reduced = max(1, round(frame.size_px[0] / _WORKING_WIDTH_PX))
    if reduced > 1:
        size = (frame.size_px[0] // reduced, frame.size_px[1] // reduced)
        light = np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), np.float32)
    height, width = light.shape
    columns, rows = max(1, width // CELL_PX), max(1, height // CELL_PX)
    whole = light[: rows * CELL_PX, : columns * CELL_PX]
    cells = np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
    # The last columns and rows, less than a cell, take the slope of what is stretched over them: a thousandth at most.
    around = cv2.resize(np.maximum(cv2.medianBlur(cells, 5), 1e-3), (width, height), interpolation=cv2.INTER_LINEAR)
    contrast = np.asarray(cv2.divide(cv2.blur(light, (3, 3)), around, dst=around), np.float32)
    noise = 1.4826 * float(np.median(np.abs(contrast[2::7, 2::7] - 1.0)))
    return Texture(contrast, cells, reduced, max(noise, 1e-3))


def marks_of(texture: Texture) -> TrayMarks:
    """The marks of an empty tray that are worth remembering."""
    xy = _points(texture, _MOST_KEPT).astype(int)
    half = PATCH_PX // 2
    offsets = np.arange(-half, half + 1)
    cut = texture.contrast[
        xy[:, 1, None, None] + offsets[None, :, None], xy[:, 0, None, None] + offsets[None, None, :]
    ] - np.float32(1.0)
    extreme = np.abs(cut).max(axis=(1, 2), keepdims=True) if len(xy) else np.ones((0, 1, 1))
    patches = np.round(127 * cut / extreme).astype(np.int8)
    return TrayMarks(xy.astype(np.uint16), patches, texture.reduced)


def displacement(marks: Mapping[Light, TrayMarks], now: Mapping[Light, Texture]) -> Displacement | Unmeasured:
    """How the picture of the tray moved, from marks found again; falsy with the reason where that cannot be told.

    Parameters
    ----------
    marks : remembered by light
    now : textures of a fresh shot of the empty tray, of the same size
    """
    lights = [light for light in marks if light in now]
    kept = sum(len(marks[light].xy_px) for light in lights)
    if kept < _LEAST_FOUND:
        return Unmeasured(f"the empty tray had only {kept} marks to remember, at least {_LEAST_FOUND} are needed")
    scene = _Scene(
        [marks[light].xy_px.astype(np.float64) for light in lights],
        [_points(now[light], _MOST_SEEN) for light in lights],
        now[lights[0]].contrast.shape[::-1],
    )
    motion = _agreed(scene)
    if motion is None:
        return Unmeasured(
            f"none of the {kept} remembered marks is found again for certain: "
            f"all were wiped off, or the picture moved by more than {_REACH_PX:.0f} px or {_REACH_DEG:.0f}°"
        )
    return _refined(motion, scene, [marks[light].patches for light in lights], [now[light] for light in lights], kept)


def _points(texture: Texture, most: int) -> NDArray[np.float64]:
    """(n, 2) places of clear contrast, strongest of their neighbourhood, spread over the picture."""
    xy, values = texture.clear
    height, width = texture.contrast.shape
    inside = (np.minimum(xy, (width - 1, height - 1) - xy) >= _MARGIN_PX).all(axis=1)
    xy, values = _strongest_of_blocks(xy[inside], values[inside])
    weaker = _weaker_neighbours(xy, values)
    xy, values = xy[~weaker], values[~weaker]
    bucket = (xy[:, 0] * _BUCKETS[0] // width) * _BUCKETS[1] + xy[:, 1] * _BUCKETS[1] // height
    order = np.lexsort((-values, bucket))
    first = np.searchsorted(bucket[order], bucket[order])
    place = np.arange(len(order)) - first  # first, second, third ... of its bucket
    chosen = order[np.lexsort((-values[order], place))][:most]
    return np.asarray(xy[chosen], np.float64)


def _strongest_of_blocks(
    xy: NDArray[np.int32], values: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Of all pixels in a block of 8 x 8 the one of most contrast."""
    block = (xy[:, 1] // 8) * 100_000 + xy[:, 0] // 8
    order = np.lexsort((-values, block))
    _, first = np.unique(block[order], return_index=True)
    return xy[order[first]], values[order[first]]


def _weaker_neighbours(xy: NDArray[np.int32], values: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which points have a stronger one nearby."""
    weaker = np.zeros(len(xy), bool)
    if len(xy) > 1:
        pairs = cKDTree(xy).query_pairs(_APART_PX, output_type="ndarray")
        weaker[np.where(values[pairs[:, 0]] < values[pairs[:, 1]], pairs[:, 0], pairs[:, 1])] = True
    return weaker


@dataclass(frozen=True, eq=False)
class _Scene:
    """Marks and what is seen now, light by light: each (n, 2) in px of the working size."""

    marks: list[NDArray[np.float64]]
    seen: list[NDArray[np.float64]]
    size_px: tuple[int, ...]

    @cached_property
    def seen_trees(self) -> list[cKDTree]:
        return [cKDTree(seen) for seen in self.seen]

    @property
    def middle(self) -> NDArray[np.float64]:
        return (np.array(self.size_px, np.float64) - 1) / 2

    @property
    def half_diagonal(self) -> float:
        return hypot(*self.size_px) / 2

    def by_chance(self) -> float:
        """How many marks lie close to something seen, were all of that strewn at random."""
        area = float(np.prod(self.size_px))
        return sum(len(m) * len(s) for m, s in zip(self.marks, self.seen, strict=True)) * np.pi * _CLOSE_PX**2 / area

    def matches(self, motion: NDArray[np.float64], within_px: float) -> list[NDArray[np.intp]]:
        """For each light (k, 2) indices of marks and of what is seen, each nearest to the other's moved place."""
        found = []
        for marks, tree in zip(self.marks, self.seen_trees, strict=True):
            if len(marks) == 0 or tree.n == 0:
                found.append(np.empty((0, 2), np.intp))
                continue
            nearest_by = tree.query(self.moved(marks, motion), distance_upper_bound=within_px)
            distance, nearest = np.asarray(nearest_by[0]), np.asarray(nearest_by[1])
            near = np.flatnonzero(np.isfinite(distance))
            near = near[np.argsort(distance[near])]
            _, first = np.unique(nearest[near], return_index=True)
            found.append(np.column_stack([near[first], nearest[near[first]]]))
        return found

    def moved(self, xy: NDArray[np.float64], motion: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points after a motion (tx, ty, a, b): x + t + [[a, -b], [b, a]] (x - middle) / half diagonal."""
        tx, ty, a, b = motion
        from_middle = (xy - self.middle) / self.half_diagonal
        return np.asarray(xy + (tx, ty) + from_middle @ np.array([[a, b], [-b, a]]))

    def jacobian(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2, 4): how points move with (tx, ty, a, b)."""
        x, y = ((xy - self.middle) / self.half_diagonal).T
        one, none = np.ones_like(x), np.zeros_like(x)
        return np.stack([np.stack([one, none, x, -y], -1), np.stack([none, one, y, x], -1)], axis=1)

    def without(self, matches: list[NDArray[np.intp]]) -> "_Scene":
        """The scene without what a motion explains."""
        return _Scene(
            [np.delete(m, k[:, 0], axis=0) for m, k in zip(self.marks, matches, strict=True)],
            [np.delete(s, k[:, 1], axis=0) for s, k in zip(self.seen, matches, strict=True)],
            self.size_px,
        )


def _agreed(scene: _Scene) -> NDArray[np.float64] | None:
    """The motion on which more marks agree than chance explains; of "stood still" and "moved" the latter."""
    still, matches = _closed_in(scene, np.zeros(4))
    # Poses within the pull of the first guess: some pixels, so some hundred tests.
    if not _certain(scene, matches, tests=300.0):
        return _moved_far(scene)
    moved = _moved_far(scene.without(matches))
    return still if moved is None else moved


def _moved_far(scene: _Scene) -> NDArray[np.float64] | None:
    tests = (2 * _REACH_PX / _CLOSE_PX) ** 2
    per_turn = scene.half_diagonal / _CLOSE_PX
    tests *= max(1.0, 2 * np.radians(_REACH_DEG) * per_turn) * max(1.0, 2 * _REACH_SCALE * per_turn)
    best, most, certain = None, 0, False
    for guess in _votes(scene):
        motion, matches = _closed_in(scene, guess)
        count = sum(map(len, matches))
        if count > most:
            best, most, certain = motion, count, _certain(scene, matches, tests)
    return best if certain else None


def _certain(scene: _Scene, matches: list[NDArray[np.intp]], tests: float) -> bool:
    count = sum(map(len, matches))
    return count >= _LEAST_FOUND and tests * float(poisson.sf(count - 1, scene.by_chance())) < _FALSE_ALARMS


def _closed_in(scene: _Scene, motion: NDArray[np.float64]) -> tuple[NDArray[np.float64], list[NDArray[np.intp]]]:
    """A motion drawn to the marks near it, in ever smaller circles; with the matches that are close in the end."""
    for within_px in (5.0, 3.0, 2.0, _CLOSE_PX):
        matches = scene.matches(motion, within_px)
        marks = np.concatenate([m[k[:, 0]] for m, k in zip(scene.marks, matches, strict=True)])
        seen = np.concatenate([s[k[:, 1]] for s, k in zip(scene.seen, matches, strict=True)])
        if len(marks) < 3:
            break
        jacobian = scene.jacobian(marks)
        # A faint rein on turn and growth: few marks close together would otherwise swing at will.
        rein = np.diag([0.0, 0.0, 1e-3, 1e-3])
        normal = np.einsum("nik,nil->kl", jacobian, jacobian) + rein
        motion = np.linalg.solve(normal, np.einsum("nik,ni->k", jacobian, seen - marks))
    return motion, scene.matches(motion, _CLOSE_PX)


def _pairs(scene: _Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Every clear mark with everything clear within reach: (n, 2) places from the middle, (n, 2) steps in px."""
    farthest = _REACH_PX + scene.half_diagonal * (np.radians(_REACH_DEG) + _REACH_SCALE)
    places, steps = [np.empty((0, 2))], [np.empty((0, 2))]
    for all_marks, all_seen in zip(scene.marks, scene.seen, strict=True):
        marks, seen = all_marks[:_MARKS_THAT_VOTE], all_seen[: 2 * _MARKS_THAT_VOTE]
        if len(marks) and len(seen):
            near = cKDTree(marks).sparse_distance_matrix(cKDTree(seen), farthest, output_type="coo_matrix")
            places.append((marks[near.row] - scene.middle) / scene.half_diagonal)
            steps.append(seen[near.col] - marks[near.row])
    return np.concatenate(places), np.concatenate(steps)


def _votes(scene: _Scene, guesses: int = 4) -> list[NDArray[np.float64]]:
    """The motions for which most pairs of a mark and a thing seen vote, best first."""
    place, step = _pairs(scene)
    bins = int(2 * _REACH_PX / _VOTE_PX)
    fine = _VOTE_PX / scene.half_diagonal  # moves a corner by one bin
    growths = scene.half_diagonal * np.arange(-_REACH_SCALE, _REACH_SCALE + fine / 2, 2 * fine)
    turns = scene.half_diagonal * np.arange(-np.radians(_REACH_DEG), np.radians(_REACH_DEG) + fine / 2, fine)
    x, y = (place / _VOTE_PX).astype(np.float32).T
    # Where each pair's shift falls, but for its turn: a row for each growth, a box of its own for each row.
    right, down = ((step / _VOTE_PX + bins / 2).astype(np.float32).T)[:, None, :] - growths[:, None] * np.stack([x, y])[
        :, None, :
    ]
    box = (np.arange(len(growths)) * bins * bins)[:, None]
    ballots = []
    for b in turns:
        column, row = np.floor(right + b * y).astype(np.int32), np.floor(down - b * x).astype(np.int32)
        # Negative places wrap round to huge ones: one comparison is enough.
        inside = (column.view(np.uint32) < bins) & (row.view(np.uint32) < bins)
        counts = np.bincount((box + row * bins + column)[inside], minlength=len(growths) * bins * bins)
        counts = counts.reshape(-1, bins, bins)
        pooled = counts[:, 1:, 1:] + counts[:, :-1, 1:] + counts[:, 1:, :-1] + counts[:, :-1, :-1]
        for a, box_counts in zip(growths, pooled, strict=True):
            at = int(np.argmax(box_counts))
            tx, ty = (np.array([at % (bins - 1), at // (bins - 1)]) + 1.0) * _VOTE_PX - _REACH_PX
            ballots.append((int(box_counts.flat[at]), np.array([tx, ty, a, b])))
    ballots.sort(key=lambda ballot: -ballot[0])
    return [motion for _, motion in ballots[:guesses]]


def _refined(
    motion: NDArray[np.float64],
    scene: _Scene,
    patches: list[NDArray[np.int8]],
    now: list[Texture],
    kept: int,
) -> Displacement | Unmeasured:
    """Gauss-Newton on the patches of all marks at once (Lucas and Kanade 1981), those that do not fit left out.

    u is the sandwich estimate over the marks: it comes from how much they disagree.
    """
    used = [i for i, marks in enumerate(scene.marks) if len(marks)]
    jacobian = np.concatenate([scene.jacobian(scene.marks[i]) for i in used])
    was = _Remembered.of(np.concatenate([patches[i] for i in used]))
    for _ in range(8):
        seen = np.concatenate([_patches_at(now[i].contrast, scene.moved(scene.marks[i], motion)) for i in used])
        information, pull = _pulls(was, seen)
        solved = _robust_step(jacobian, information, pull)
        if solved is None:
            return Unmeasured("too few of the marks found again look as they did")
        step, covariance, found = solved
        motion = motion + step
        if np.abs(step).max() < 1e-3:
            break
    return _displacement(motion, covariance, scene.half_diagonal, now[0].reduced, found, kept)


@dataclass(frozen=True, eq=False)
class _Remembered:
    """The marks' patches ready to compare: contrast less its mean and slopes, each (n, 169 pixels)."""

    contrast: NDArray[np.float32]
    slope: NDArray[np.float32]
    power: NDArray[np.float32]

    @classmethod
    def of(cls, patches: NDArray[np.int8]) -> "_Remembered":
        mark = patches.astype(np.float32) / 127
        right = (mark[:, 1:-1, 2:] - mark[:, 1:-1, :-2]) / 2
        down = (mark[:, 2:, 1:-1] - mark[:, :-2, 1:-1]) / 2
        inner = mark[:, 1:-1, 1:-1].reshape(len(mark), -1)
        inner = inner - inner.mean(axis=1, keepdims=True)
        slope = np.stack([right.reshape(len(mark), -1), down.reshape(len(mark), -1)], axis=1)
        power = np.maximum(np.sum(inner**2, axis=1), 1e-9)
        return cls(*(np.asarray(v, np.float32) for v in (inner, slope, power)))


def _patches_at(contrast: NDArray[np.float32], centre_xy_px: NDArray[np.float64]) -> NDArray[np.float32]:
    """(n, 169) contrast about centres between pixels, by cubic convolution (Keys 1981); zero beyond the border.

    Not cv2.remap: it rounds places to 1/32 px, which is more than marks are uncertain.
    """
    height, width = contrast.shape
    whole = np.floor(centre_xy_px).astype(int)
    reach = np.arange(-(PATCH_PX // 2), PATCH_PX // 2 + 2)
    columns, rows = whole[:, :1] + reach, whole[:, 1:] + reach
    inside = (centre_xy_px[:, 0] > _MARGIN_PX) & (centre_xy_px[:, 0] < width - _MARGIN_PX - 1)
    inside &= (centre_xy_px[:, 1] > _MARGIN_PX) & (centre_xy_px[:, 1] < height - _MARGIN_PX - 1)
    columns, rows = columns.clip(0, width - 1), rows.clip(0, height - 1)
    cut = contrast[rows[:, :, None], columns[:, None, :]] * inside[:, None, None]
    t = (centre_xy_px - whole).astype(np.float32)
    taps = np.stack(
        [((2 - t) * t - 1) * t, (3 * t - 5) * t * t + 2, ((4 - 3 * t) * t + 1) * t, (t - 1) * t * t], axis=-1
    )
    taps /= 2
    inner = PATCH_PX - 2
    across = sum(taps[:, 0, i, None, None] * cut[:, :, i : i + inner] for i in range(4))
    down = sum(taps[:, 1, i, None, None] * across[:, i : i + inner] for i in range(4))
    return np.asarray(down, np.float32).reshape(len(cut), -1)


def _pulls(was: _Remembered, seen: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How strongly, and where to, each mark pulls: (n, 2, 2) information and (n, 2); zero where it looks otherwise."""
    is_now = seen - seen.mean(axis=1, keepdims=True)
    gain = np.sum(was.contrast * is_now, axis=1) / was.power
    alike = gain * np.sqrt(was.power / np.maximum(np.sum(is_now**2, axis=1), 1e-12))
    good = alike > _LIKE
    error = is_now / np.where(good, gain, 1.0)[:, None] - was.contrast
    variance = np.maximum(error.var(axis=1), 1e-4)  # not below the quantisation of the patches
    weight = np.where(good, 1.0 / variance, 0.0)
    information = (was.slope @ was.slope.transpose(0, 2, 1)).astype(np.float64) * weight[:, None, None]
    return information, -(was.slope @ error[..., None])[..., 0].astype(np.float64) * weight[:, None]


def _robust_step(
    jacobian: NDArray[np.float64], information: NDArray[np.float64], pull: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], int] | None:
    """Step of the motion, its covariance and the number of marks that agree; None where these are too few."""
    good = information[:, 0, 0] + information[:, 1, 1] > 0
    jacobian, information, pull = jacobian[good], information[good], pull[good]
    if len(pull) < _LEAST_FOUND:
        return None
    # Distance from agreement counts in each mark's own doubt: an edge may slide along itself.
    trace = information[:, 0, 0] + information[:, 1, 1]
    doubt = np.linalg.inv(information + 1e-3 * trace[:, None, None] * np.eye(2))
    per_step = information @ jacobian
    normals = jacobian.transpose(0, 2, 1) @ per_step
    pulls = (jacobian.transpose(0, 2, 1) @ pull[..., None])[..., 0]
    weight = np.ones(len(pull))
    for _ in range(6):
        normal = np.tensordot(weight, normals, 1) + np.diag([0.0, 0.0, 1e-9, 1e-9])
        step = np.linalg.solve(normal, weight @ pulls)
        left = pull - per_step @ step
        off = np.sqrt(np.maximum(np.sum((doubt @ left[..., None])[..., 0] * left, axis=1), 0.0))
        scale = max(1.4826 * float(np.median(off[weight > 0])), 1e-6)
        weight = np.maximum(1.0 - (off / (4.685 * scale)) ** 2, 0.0) ** 2  # Tukey's biweight
        if (weight > 0).sum() < _LEAST_FOUND:
            return None
    # What a mark would miss by had it not pulled itself (HC3, MacKinnon and White 1985): few marks flatter the fit.
    bread = np.linalg.inv(normal)
    own_pull = weight[:, None, None] * per_step @ bread @ jacobian.transpose(0, 2, 1)
    alone = np.linalg.solve(np.eye(2) - 0.999 * own_pull, (left * weight[:, None])[..., None])[..., 0]
    scores = (jacobian.transpose(0, 2, 1) @ alone[..., None])[..., 0]
    covariance = np.asarray(bread @ (scores.T @ scores) @ bread, np.float64)
    return np.asarray(step, np.float64), covariance, int((weight > 0).sum())


def _displacement(
    motion: NDArray[np.float64],
    covariance: NDArray[np.float64],
    half_diagonal: float,
    reduced: int,
    found: int,
    kept: int,
) -> Displacement:
    tx, ty, a, b = (float(v) for v in motion)
    u = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    u_x, u_y, u_a, u_b = (float(hypot(v, _U_FLOOR_PX)) for v in u)
    grown, turned = 1 + a / half_diagonal, b / half_diagonal
    return Displacement(
        Estimate(reduced * tx, reduced * u_x),
        Estimate(reduced * ty, reduced * u_y),
        Estimate(degrees(atan2(turned, grown)), degrees(u_b / half_diagonal)),
        Estimate(hypot(grown, turned) - 1, u_a / half_diagonal),
        found,
        kept,
    )
