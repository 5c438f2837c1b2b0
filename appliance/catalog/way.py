"""The way over the sales floor from the counter to a bay: the shortest one that goes round the shelves."""

import heapq
from collections.abc import Iterator
from math import hypot

import numpy as np
from numpy.typing import NDArray

from appliance.catalog.places import Bay, Floor

_STEP_M = 0.25
_MOST_CELLS = 400_000
_ELBOW_ROOM_M = 0.2

Cell = tuple[int, int]
Point = tuple[float, float]


def way_to(floor: Floor, goals: tuple[Bay, ...]) -> tuple[Point, ...]:
    """Corners (x, y) in metres of the way from the counter to the nearest of the bays; empty where none leads there.

    A* over a grid, then straightened wherever nothing stands between two corners.
    """
    width, depth = floor.size_m
    step = max(_STEP_M, (width * depth / _MOST_CELLS) ** 0.5)
    free = _free(floor, step, (int(np.ceil(depth / step)) + 1, int(np.ceil(width / step)) + 1))
    here = (round(floor.here_xy_m[1] / step), round(floor.here_xy_m[0] / step))
    free[here] = True
    fronts = {cell for bay in goals for cell in _fronts(bay, step, free)}
    if not fronts:
        return ()
    path = _shortest(free, here, fronts)
    corners = _straightened(path, free)
    return tuple((column * step, row * step) for row, column in corners)


def _free(floor: Floor, step: float, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Where one can walk."""
    free = np.ones(shape, bool)
    for bay in floor.bays:
        rows = slice(*_within(bay.y_m, bay.depth_m, step, _ELBOW_ROOM_M))
        columns = slice(*_within(bay.x_m, bay.width_m, step, _ELBOW_ROOM_M))
        free[rows, columns] = False
    return free


def _within(start_m: float, size_m: float, step: float, room_m: float) -> tuple[int, int]:
    return max(int(np.ceil((start_m - room_m) / step)), 0), int((start_m + size_m + room_m) / step) + 1


def _fronts(bay: Bay, step: float, free: NDArray[np.bool_]) -> Iterator[Cell]:
    """The free cells just before the middle of each side of a bay; the long sides are where its goods hang."""
    x, y = bay.x_m + bay.width_m / 2, bay.y_m + bay.depth_m / 2
    across, along = bay.width_m / 2 + _ELBOW_ROOM_M + step, bay.depth_m / 2 + _ELBOW_ROOM_M + step
    sides = [(x - across, y), (x + across, y)], [(x, y - along), (x, y + along)]
    for side in sides if bay.depth_m >= bay.width_m else sides[::-1]:
        cells = [(round(py / step), round(px / step)) for px, py in side]
        found = [c for c in cells if 0 <= c[0] < free.shape[0] and 0 <= c[1] < free.shape[1] and free[c]]
        yield from found
        if found:
            return


def _shortest(free: NDArray[np.bool_], here: Cell, goals: set[Cell]) -> list[Cell]:
    """Cells from `here` to the nearest goal, eight neighbours a cell, never cutting a corner; [] if shut in."""
    targets = np.array(sorted(goals))
    best: dict[Cell, float] = {here: 0.0}
    before: dict[Cell, Cell] = {}
    queue = [(0.0, here)]
    while queue:
        _, cell = heapq.heappop(queue)
        if cell in goals:
            path = [cell]
            while path[-1] != here:
                path.append(before[path[-1]])
            return path[::-1]
        for beside, length in _beside(cell, free):
            far = best[cell] + length
            if far < best.get(beside, np.inf):
                best[beside], before[beside] = far, cell
                left = float(np.hypot(*(targets - beside).T).min())
                heapq.heappush(queue, (far + left, beside))
    return []


def _beside(cell: Cell, free: NDArray[np.bool_]) -> Iterator[tuple[Cell, float]]:
    row, column = cell
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            there = (row + down, column + right)
            if there == cell or not (0 <= there[0] < free.shape[0] and 0 <= there[1] < free.shape[1]):
                continue
            if free[there] and free[row, there[1]] and free[there[0], column]:
                yield there, hypot(down, right)


def _straightened(path: list[Cell], free: NDArray[np.bool_]) -> list[Cell]:
    """The fewest corners: each as far along the path as can be seen from the last."""
    if not path:
        return []
    corners = [path[0]]
    at = 0
    while at < len(path) - 1:
        ahead = next(to for to in range(len(path) - 1, at, -1) if to == at + 1 or _sees(path[at], path[to], free))
        corners.append(path[ahead])
        at = ahead
    return corners


def _sees(one: Cell, other: Cell, free: NDArray[np.bool_]) -> bool:
    points = 3 * max(abs(one[0] - other[0]), abs(one[1] - other[1])) + 1
    rows = np.linspace(one[0], other[0], points).round().astype(int)
    columns = np.linspace(one[1], other[1], points).round().astype(int)
    return bool(free[rows, columns].all())
