"""A tray without hardware: pictures of parts laid over the picture of the empty tray, and somebody's hand.

Parts are photographed (or rendered) once, on the empty tray, in linear light. What a part changes is kept as a ratio
to the empty tray, so that it may be laid down elsewhere, several at a time: a part's shadow falls on whatever is below.
That is exact where the part was rendered, and near enough for a simulated customer where it was moved to.
"""

import itertools
import threading
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.clock import Clock, SystemClock
from drivers.simulated_history import History

Array32 = NDArray[np.float32]

PREVIEW_WIDTH_PX = 640
_UNCHANGED = 0.004  # a ratio this near to 1 is the tray itself
_SLIDE_STEP_S = 0.002  # several in any exposure in use
_SKIN_BACKLIT = 0.02
_SKIN_BGR = (0.36, 0.47, 0.78)  # of the white tray's light


@dataclass(frozen=True, eq=False)
class LinearPictures:
    """What a perfect camera sees under either lamp, in linear light; 1 is white at the lamp's own exposure.

    Attributes
    ----------
    backlit : (height, width) float32
    toplit : (height, width, 3) float32, B, G, R
    """

    backlit: Array32
    toplit: Array32

    def __post_init__(self) -> None:
        if self.backlit.ndim != 2 or self.toplit.shape != (*self.backlit.shape, 3):
            raise ValueError("a backlit (height, width) and a top-lit (height, width, 3) picture are needed")

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.backlit.shape[1], self.backlit.shape[0]

    def reduced(self, width_px: int) -> "LinearPictures":
        """The same, so many pixels wide, each the mean of those it stands for."""
        size = (width_px, round(width_px * self.size_px[1] / self.size_px[0]))
        small = [cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in (self.backlit, self.toplit)]
        return LinearPictures(*(np.asarray(picture, np.float32) for picture in small))

    def copy(self) -> "LinearPictures":
        """The same, to be written to."""
        return LinearPictures(self.backlit.copy(), self.toplit.copy())


@dataclass(frozen=True, eq=False)
class Sprite:
    """What one thing changes in the tray's pictures.

    Attributes
    ----------
    ratio : light with the thing over light without it
    corner_xy_px : where in the full picture its first pixel was
    """

    ratio: LinearPictures
    corner_xy_px: tuple[int, int]

    @classmethod
    def between(cls, with_part: LinearPictures, empty: LinearPictures) -> "Sprite":
        """What differs between a tray with a part and the same tray without it; ValueError where nothing does."""
        if with_part.size_px != empty.size_px:
            raise ValueError("both pictures must have the same size")
        back = with_part.backlit / np.maximum(empty.backlit, np.float32(1e-4))
        top = with_part.toplit / np.maximum(empty.toplit, np.float32(1e-4))
        changed = np.logical_or(np.abs(back - 1) > _UNCHANGED, np.abs(top - 1).max(axis=2) > _UNCHANGED)
        rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
        if not len(rows):
            raise ValueError("both pictures show the same")
        box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        ratio = LinearPictures(back[box].astype(np.float32), top[box].astype(np.float32))
        return cls(ratio, (int(columns[0]), int(rows[0])))

    @property
    def centre_xy_px(self) -> tuple[float, float]:
        """Its middle where it was rendered."""
        width, height = self.ratio.size_px
        return self.corner_xy_px[0] + (width - 1) / 2, self.corner_xy_px[1] + (height - 1) / 2

    def averaged(self, over_px: int) -> "Sprite":
        """The same, each pixel the mean of its neighbourhood: for pictures reduced by as much."""
        soft = [cv2.blur(picture, (over_px, over_px)) for picture in (self.ratio.backlit, self.ratio.toplit)]
        return Sprite(LinearPictures(*(np.asarray(picture, np.float32) for picture in soft)), self.corner_xy_px)

    def placed(self, shift_xy_px: tuple[float, float], turned_rad: float, scale: float = 1.0) -> "Sprite":
        """The same thing shifted and turned about its middle, in a picture reduced by `scale`."""
        if scale == 1.0 and turned_rad == 0.0 and all(float(s).is_integer() for s in shift_xy_px):
            x, y = (int(c + s) for c, s in zip(self.corner_xy_px, shift_xy_px))
            return Sprite(self.ratio, (x, y))
        width, height = self.ratio.size_px
        cos, sin = np.cos(turned_rad) * scale, np.sin(turned_rad) * scale
        middle = (np.asarray(self.centre_xy_px) + shift_xy_px + 0.5) * scale - 0.5
        reach = 0.5 * np.array([abs(cos) * width + abs(sin) * height, abs(sin) * width + abs(cos) * height]) + 1
        low, high = np.floor(middle - reach).astype(int), np.ceil(middle + reach).astype(int)
        turn = np.array([[cos, -sin], [sin, cos]])
        offset = middle - low - turn @ [(width - 1) / 2, (height - 1) / 2]
        size = (int(high[0] - low[0] + 1), int(high[1] - low[1] + 1))
        laid = [
            cv2.warpAffine(picture, np.column_stack([turn, offset]), size, borderValue=(1.0, 1.0, 1.0, 1.0))
            for picture in (self.ratio.backlit, self.ratio.toplit)
        ]
        ratio = LinearPictures(*(np.asarray(picture, np.float32) for picture in laid))
        return Sprite(ratio, (int(low[0]), int(low[1])))

    def laid_over(self, pictures: LinearPictures) -> None:
        """Multiply it into pictures, in place; what sticks out is cut off."""
        (x, y), (width, height) = self.corner_xy_px, pictures.size_px
        left, top = max(x, 0), max(y, 0)
        right, bottom = min(x + self.ratio.size_px[0], width), min(y + self.ratio.size_px[1], height)
        if left < right and top < bottom:
            own = slice(top - y, bottom - y), slice(left - x, right - x)
            pictures.backlit[top:bottom, left:right] *= self.ratio.backlit[own]
            pictures.toplit[top:bottom, left:right] *= self.ratio.toplit[own]


def hand_sprite(size_px: tuple[int, int]) -> Sprite:
    """A hand that reaches in from the right, with its index finger in the middle of the tray."""
    width, height = size_px
    mask = np.zeros((height, width), np.float32)
    unit = height / 12
    wrist, palm = (1.1 * width, 0.62 * height), (0.80 * width, 0.58 * height)
    tips = [(0.50, 0.50), (0.53, 0.60), (0.58, 0.70), (0.66, 0.80), (0.68, 0.36)]
    strokes = [(wrist, palm, 3.6)] + [(palm, (x * width, y * height), 0.9) for x, y in tips]
    for (ax, ay), (bx, by), thick in strokes:
        cv2.line(mask, (int(ax), int(ay)), (int(bx), int(by)), 1.0, int(thick * unit), cv2.LINE_AA)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), unit / 8), np.float32)  # held above the tray: out of focus
    left = int(np.flatnonzero((mask > _UNCHANGED).any(axis=0))[0])
    mask = np.ascontiguousarray(mask[:, left:])
    skin = np.array(_SKIN_BGR, np.float32)
    return Sprite(LinearPictures(1 + mask * np.float32(_SKIN_BACKLIT - 1), 1 + mask[..., None] * (skin - 1)), (left, 0))


@dataclass(frozen=True, eq=False)
class Lying:
    """A thing where it lies."""

    sprite: Sprite
    shift_xy_px: tuple[float, float] = (0.0, 0.0)
    turned_rad: float = 0.0


@dataclass(frozen=True, eq=False)
class Arrangement:
    """Everything on the tray at one moment, by key; immutable, so that pictures of the past can still be developed."""

    things: tuple[tuple[int, Lying], ...] = ()
    hand: Lying | None = None


class SimulatedTray:
    """A tray that parts and a hand can be laid on, from any thread; the next row that is exposed shows it.

    Parameters
    ----------
    empty : the tray's pictures with nothing on it
    clock : the rig's
    """

    def __init__(self, empty: LinearPictures, clock: Clock | None = None) -> None:
        self.size_px = empty.size_px
        self.clock = clock or SystemClock()
        self.past: History[Arrangement] = History(Arrangement())
        self._scale = PREVIEW_WIDTH_PX / self.size_px[0]
        self._full, self._small = empty, empty.reduced(PREVIEW_WIDTH_PX)
        self._soft: WeakKeyDictionary[Sprite, Sprite] = WeakKeyDictionary()
        self._lies: WeakKeyDictionary[Lying, Sprite] = WeakKeyDictionary()
        self._hand = hand_sprite(self.size_px)
        self._keys = itertools.count(1)
        self._composed: dict[bool, tuple[Arrangement, LinearPictures]] = {}
        self._lock = threading.RLock()

    @property
    def lying(self) -> tuple[int, ...]:
        """Keys of what lies there now."""
        return tuple(key for key, _ in self.past.newest.things)

    def drop(self, sprite: Sprite, shift_xy_px: tuple[float, float] = (0.0, 0.0), turned_rad: float = 0.0) -> int:
        """Lay a thing down, this far from where it was rendered and turned so far; returns its key."""
        with self._lock:
            key = next(self._keys)
            now = self.past.newest
            self._change(replace(now, things=(*now.things, (key, Lying(sprite, shift_xy_px, turned_rad)))))
            return key

    def move(self, key: int, shift_xy_px: tuple[float, float], turned_rad: float = 0.0) -> None:
        """Put a thing elsewhere, counted from where it was rendered; KeyError where it does not lie there."""
        with self._lock:
            self._change(self._with(key, Lying(self._of(key).sprite, shift_xy_px, turned_rad)))

    def slide(self, key: int, shift_xy_px: tuple[float, float], turned_rad: float = 0.0, over_s: float = 0.3) -> None:
        """Push a thing to another place, evenly; pictures taken meanwhile are blurred.

        Comes back at once. Whatever is done to the tray before the thing has arrived happens when it has.
        """
        with self._lock:
            thing, now_s = self._of(key), self.clock.now_s()
            steps = max(1, round(over_s / _SLIDE_STEP_S))
            start = np.array([*thing.shift_xy_px, thing.turned_rad])
            way = np.array([*shift_xy_px, turned_rad]) - start
            for k in range(1, steps + 1):
                x, y, turn = (start + way * k / steps).tolist()
                self.past.change(self._with(key, Lying(thing.sprite, (x, y), turn)), now_s + over_s * k / steps)

    def take_away(self, key: int) -> None:
        """Take a thing off the tray; KeyError where it does not lie there."""
        with self._lock:
            self._of(key)
            now = self.past.newest
            self._change(replace(now, things=tuple((k, thing) for k, thing in now.things if k != key)))

    def clear(self) -> None:
        """Take everything off the tray, and the hand away."""
        with self._lock:
            self._change(Arrangement())

    def hand(self, here: bool, shift_xy_px: tuple[float, float] = (0.0, 0.0)) -> None:
        """Hold a hand over the tray, this far from its usual place, or take it away."""
        with self._lock:
            self._change(replace(self.past.newest, hand=Lying(self._hand, shift_xy_px) if here else None))

    def _with(self, key: int, laid: Lying) -> Arrangement:
        now = self.past.newest
        return replace(now, things=tuple((k, laid if k == key else thing) for k, thing in now.things))

    def _of(self, key: int) -> Lying:
        return dict(self.past.newest.things)[key]

    def _change(self, arrangement: Arrangement) -> None:
        self.past.change(arrangement, self.clock.now_s())

    def pictures(self, arrangement: Arrangement, small: bool) -> LinearPictures:
        """An arrangement in full size or `PREVIEW_WIDTH_PX` wide; not to be written to."""
        with self._lock:
            known = self._composed.get(small)
            if known is not None and known[0] is arrangement:
                return known[1]
            pictures = (self._small if small else self._full).copy()
            laid = [thing for _, thing in arrangement.things] + ([arrangement.hand] if arrangement.hand else [])
            for thing in laid:
                self._placed(thing, small).laid_over(pictures)
            self._composed[small] = arrangement, pictures
            return pictures

    def _placed(self, thing: Lying, small: bool) -> Sprite:
        """A thing as it lies; of small pictures it is remembered, since they are wanted all the time."""
        if not small:
            return thing.sprite.placed(thing.shift_xy_px, thing.turned_rad)
        if thing not in self._lies:
            if thing.sprite not in self._soft:
                self._soft[thing.sprite] = thing.sprite.averaged(max(1, round(1 / self._scale)))
            soft = self._soft[thing.sprite]
            self._lies[thing] = soft.placed(thing.shift_xy_px, thing.turned_rad, self._scale)
        return self._lies[thing]
