"""Flat fields: the light of the empty tray, and frames evened out by it.

Everything here is linear light: sRGB-coded pixels are decoded first, since half-way levels between bright and dark are
only where they belong in linear light (gamma-coded data at 50 % shifts each edge by 0.79 sigma; METROLOGY.md, Edges).
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import BSpline

from calibration.refusal import CalibrationRefused
from drivers.frame import Frame

_Real = TypeVar("_Real", np.float32, np.float64)

_CELL_PX = 16  # cells over which pixels are averaged before the smooth surface is fitted
_NODES = (12, 9)  # intervals of the spline across and down: finer than any lamp's pattern, coarser than dust
_SPECK_LEAST_PX = 6
_DIRTY_SPECKS = 60
_MOST_COVERED = 0.02  # share of an empty tray that dust may cover before we doubt that it is empty
_DRIFT = (0.6, 1.6)  # a lamp changed by more than this is no drift


def srgb_to_linear(coded: ArrayLike) -> NDArray[np.float64]:
    """Decode sRGB values in 0..1 (or uint8 levels) to linear light in 0..1 (IEC 61966-2-1, exact curve)."""
    values = np.asarray(coded)
    if values.dtype == np.uint8:
        return np.asarray(_levels()[values], np.float64)
    values = values.astype(np.float64)
    return np.where(values <= 0.04045, values / 12.92, ((np.maximum(values, 0.04045) + 0.055) / 1.055) ** 2.4)


def linear_to_srgb(linear: ArrayLike) -> NDArray[np.float64]:
    """Code linear light in 0..1 as sRGB values in 0..1; the inverse of `srgb_to_linear`."""
    values = np.asarray(linear, np.float64)
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * np.maximum(values, 0.0031308) ** (1 / 2.4) - 0.055)


@lru_cache(maxsize=1)
def _levels() -> NDArray[np.float64]:
    """Linear light of the 256 levels."""
    return srgb_to_linear(np.arange(256) / 255.0)


@dataclass(frozen=True, eq=False)
class FlatField:
    """The empty tray's light as a smooth surface.

    Attributes
    ----------
    grid : (rows, columns) for grey or (rows, columns, 3) for B, G, R: coefficients of a tensor-product cubic spline
        over the picture, linear light (1 is level 255)
    size_px : (width, height) of the pictures it fits
    noise : standard deviation of one evened pixel on the empty tray, as a share of the tray's light
    specks : bits of dust and scratches that were seen (and left out) on the empty tray
    """

    grid: NDArray[np.float32]
    size_px: tuple[int, int]
    noise: float
    specks: int

    @property
    def dirty(self) -> bool:
        """Whether the tray wants wiping."""
        return self.specks > _DIRTY_SPECKS

    @cached_property
    def reciprocal(self) -> NDArray[np.float32]:
        """(height, width) or (height, width, 3): one over the empty tray's light, at every pixel."""
        return (1.0 / np.maximum(_surface(self.grid, self.size_px), 1e-4)).astype(np.float32)

    def light_at(self, columns_px: NDArray[np.float64], rows_px: NDArray[np.float64]) -> NDArray[np.float64]:
        """The empty tray's light where these columns and rows cross: (rows, columns) or (rows, columns, 3)."""
        return _surface(self.grid, self.size_px, columns_px, rows_px)


def flat_field(empty: Frame) -> FlatField:
    """Model the light of an empty tray; dust, specks and scratches are ignored.

    Raises
    ------
    CalibrationRefused
        if the frame is too dark, overexposed, or the tray is not empty
    """
    name = f"the {empty.light} frame of the empty tray"
    levels = np.atleast_3d(empty.pixels)
    if np.mean(levels >= 254) > 0.01:
        raise CalibrationRefused(f"{name} is overexposed: shorten the exposure so that no pixel is white.")
    if np.median(levels) < 64:
        raise CalibrationRefused(f"{name} is too dark: is the lamp on and the exposure long enough?")
    cells, kept = _cells(empty.pixels)
    grid = _fit_surface(cells, kept, empty.size_px)
    light = _channels_last(_levels()[empty.pixels]) / _surface(grid, empty.size_px)
    evened = np.asarray(light, np.float32)
    noise = noise_of(evened)
    specks, covered = _specks(evened, noise)
    if covered > _MOST_COVERED:
        raise CalibrationRefused(
            f"{name} shows that {covered:.0%} of the tray is covered: is the tray empty and clean?"
        )
    if empty.pixels.ndim == 2:
        grid = grid[..., 0]
    return FlatField(np.asarray(np.round(grid, 6), np.float32), empty.size_px, noise, specks)


def even_out(frame: Frame, flat: FlatField | None) -> NDArray[np.float32]:
    """Linear light of a frame as a share of the empty tray's: 1.0 is bare tray, 0 is black.

    A lamp or white balance that drifted since the empty tray was taken is brought back to 1.0 on the bare tray of this
    very frame, channel by channel. Without a flat field the background is estimated from the frame itself.

    Parameters
    ----------
    frame : grey or colour
    flat : flat field under the same light, or None

    Returns
    -------
    (height, width) float32 for grey, (height, width, 3) for B, G, R

    Raises
    ------
    CalibrationRefused
        if the flat field is of another size or has other channels
    """
    if flat is None:
        flat = _field_of_shot(frame)
    elif flat.size_px != frame.size_px:
        raise CalibrationRefused(
            f"the {frame.light} frame is {_size(frame.size_px)} pixels, "
            f"the calibration's flat field is for {_size(flat.size_px)}."
        )
    elif flat.grid.ndim != frame.pixels.ndim:
        raise CalibrationRefused(
            f"the {frame.light} frame and the calibration's flat field do not agree on colour or grey."
        )
    factors = _drift(frame.pixels, flat.reciprocal)
    if len(factors) == 1:
        evened = cv2.LUT(frame.pixels, (_levels() * factors[0]).astype(np.float32))
    else:
        # One table for all channels and a row of factors: three times as fast as a table a channel.
        evened = cv2.LUT(frame.pixels, _levels().astype(np.float32))
        rows = evened.reshape(len(evened), -1)
        rows *= np.tile(factors.astype(np.float32), frame.size_px[0])
    return np.asarray(cv2.multiply(evened, flat.reciprocal, dst=evened), np.float32)


def noise_of(evened: NDArray[np.float32]) -> float:
    """Standard deviation of one pixel, from differences of near pixels; edges and slopes do not count.

    Parameters
    ----------
    evened : (height, width) or (height, width, 3); of colour the median channel counts
    """
    image = _channels_last(evened)[:, ::7]
    return float(np.median([_noise_of_channel(image[..., c]) for c in range(image.shape[2])]))


def _noise_of_channel(image: NDArray[np.float32]) -> float:
    # Eight rows apart: JPEG smooths inside its blocks of 8 x 8. A second difference has the variance 6 sigma^2.
    second = image[16::3] - 2.0 * image[8:-8:3] + image[:-16:3]
    bare = second[np.abs(image[8:-8:3] - 1.0) < 0.25]
    values = bare if bare.size > 1000 else second.ravel()
    if values.size == 0:
        return 0.0
    # Clipped, not a median: where the noise is below one level half of the differences are zero.
    sigma = float(np.std(values))
    for _ in range(8):
        inside = values[np.abs(values) <= max(3.0 * sigma, 1e-6)]
        sigma = float(np.sqrt(np.mean(inside**2)))
    return sigma * 1.014 / float(np.sqrt(6.0))  # what clipping at 3 sigma takes from a normal spread


def _size(size_px: tuple[int, int]) -> str:
    return f"{size_px[0]} x {size_px[1]}"


def _channels_last(image: NDArray[_Real]) -> NDArray[_Real]:
    return image[..., None] if image.ndim == 2 else image


def _basis(length_px: int, intervals: int, at_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, intervals + 3) cubic B-spline basis at pixel positions of an axis that spans -0.5 .. length - 0.5."""
    knots = np.linspace(-0.5, length_px - 0.5, intervals + 1)
    knots = np.concatenate([[knots[0]] * 3, knots, [knots[-1]] * 3])
    return np.asarray(BSpline.design_matrix(at_px, knots, 3).toarray(), np.float64)


def _surface(
    grid: NDArray[_Real],
    size_px: tuple[int, int],
    columns_px: NDArray[np.float64] | None = None,
    rows_px: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """The spline at every pixel, or where some columns and rows cross: (rows, columns) or (rows, columns, 3)."""
    width, height = size_px
    columns_px = np.arange(width, dtype=np.float64) if columns_px is None else columns_px
    rows_px = np.arange(height, dtype=np.float64) if rows_px is None else rows_px
    across = _basis(width, grid.shape[1] - 3, columns_px)
    down = _basis(height, grid.shape[0] - 3, rows_px)
    if grid.ndim == 2:
        return down @ grid.astype(np.float64) @ across.T
    return np.dstack([down @ grid[..., c].astype(np.float64) @ across.T for c in range(grid.shape[2])])


def _cells(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Mean linear light of square cells without their outliers, and which cells are trustworthy.

    Returns
    -------
    (rows, columns, channels) means; (rows, columns) flags
    """
    rows, columns = (n // _CELL_PX for n in pixels.shape[:2])
    cut = np.atleast_3d(pixels)[: rows * _CELL_PX, : columns * _CELL_PX]
    blocks = cut.reshape(rows, _CELL_PX, columns, _CELL_PX, -1).transpose(0, 2, 4, 1, 3)
    blocks = blocks.reshape(rows, columns, -1, _CELL_PX**2)
    linear = _levels()[blocks]
    middle = np.median(linear, axis=-1, keepdims=True)
    # A floor of about one level under the spread: most values may be equal where there is little noise.
    spread = np.maximum(1.4826 * np.median(np.abs(linear - middle), axis=-1, keepdims=True), 0.01 * middle)
    near = np.abs(linear - middle) <= 3.0 * spread
    means = (linear * near).sum(-1) / near.sum(-1)
    return means, (near.mean(-1) > 0.85).all(-1)


def _fit_surface(
    cells: NDArray[np.float64],
    kept: NDArray[np.bool_],
    size_px: tuple[int, int],
    nodes: tuple[int, int] = _NODES,
) -> NDArray[np.float64]:
    """Spline coefficients (rows, columns, channels) by least squares; cells off the surface are dropped in turns."""
    rows, columns, channels = cells.shape
    centres = np.arange(max(rows, columns), dtype=np.float64) * _CELL_PX + (_CELL_PX - 1) / 2
    across = _basis(size_px[0], min(nodes[0], max(1, columns // 3)), centres[:columns])
    down = _basis(size_px[1], min(nodes[1], max(1, rows // 3)), centres[:rows])
    solve_across, solve_down = np.linalg.pinv(across), np.linalg.pinv(down)
    grid = np.empty((down.shape[1], across.shape[1], channels))
    for c in range(channels):
        values = cells[..., c]
        near = np.asarray(cv2.medianBlur(values.astype(np.float32), 5), np.float64)
        filled = np.where(kept & (np.abs(values / np.maximum(near, 1e-9) - 1.0) < 0.1), values, near)
        # Doubtful cells take the surface's own value until they no longer pull at it. The bound closes slowly: cells
        # in a steep corner, thrown out by a first bad surface, would leave it free there and never come back.
        for within in (0.05, 0.05, 0.03, 0.02, 0.01, 0.01, *[0.004] * 6):
            coefficients = solve_down @ filled @ solve_across.T
            surface = np.maximum(down @ coefficients @ across.T, 1e-9)
            off = np.abs(values / surface - 1.0)
            spread = 1.4826 * np.median(off[kept] if kept.any() else off)
            filled = np.where(kept & (off < max(5.0 * spread, within)), values, surface)
        grid[..., c] = coefficients
    return grid


def _specks(evened: NDArray[np.float32], noise: float) -> tuple[int, float]:
    """How many specks darken or brighten an evened empty tray, and the share of it that they cover."""
    smooth = cv2.blur(evened.mean(axis=2), (3, 3))
    marks = np.abs(smooth - 1.0) > max(0.03, 2.5 * noise)
    _, _, stats, _ = cv2.connectedComponentsWithStats(marks.astype(np.uint8), connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA]
    return int(np.sum(areas >= _SPECK_LEAST_PX)), float(marks.mean())


def _drift(pixels: NDArray[np.uint8], reciprocal: NDArray[np.float32]) -> NDArray[np.float64]:
    """Factor a channel that brings the bare tray of this frame to 1.0; 1 where no bare tray shows."""
    ratios = _levels()[pixels[5::11, 5::11]] * reciprocal[5::11, 5::11]
    return np.array([1.0 / _mode(r.ravel()) for r in np.atleast_3d(ratios).transpose(2, 0, 1)])


def _mode(ratios: NDArray[np.float64]) -> float:
    """The commonest ratio near 1: the peak of a smoothed histogram, then the mean of what lies about it."""
    near = ratios[(ratios > _DRIFT[0]) & (ratios < _DRIFT[1])]
    if near.size < 0.05 * ratios.size:
        return 1.0
    counts, edges = np.histogram(near, bins=200, range=_DRIFT)
    smooth = np.convolve(counts, np.hanning(9)[1:-1], mode="same")
    at = float(edges[int(np.argmax(smooth))] + edges[int(np.argmax(smooth)) + 1]) / 2
    for width in (0.06, 0.04, 0.03, 0.03):
        at = float(np.mean(near[np.abs(near - at) < width * at]))
    return at


def _field_of_shot(frame: Frame) -> FlatField:
    """The background's light from a frame that has parts on it: a quadratic surface through the commonest level."""
    cells, _ = _cells(frame.pixels)
    logs = np.log(np.maximum(cells, 1e-4))
    rows, columns, channels = cells.shape
    y, x = np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    start = np.array([_commonest(logs[..., c].ravel()) for c in range(channels)])
    off = np.abs(logs.reshape(-1, channels) - start).max(axis=1)
    # The first guess is one level, then a plane, then the quadratic: each catches what the one before brought near.
    for count, within in ((1, 0.5), (3, 0.4), (3, 0.25), (6, 0.2), (6, 0.12), (6, 0.1), (6, 0.1)):
        near = off < within
        if near.sum() < 20:
            break
        fit, *_ = np.linalg.lstsq(terms[near, :count], logs.reshape(-1, channels)[near], rcond=None)
        surface = terms[:, :count] @ fit
        off = np.abs(logs.reshape(-1, channels) - surface).max(axis=1)
    else:
        start = surface
    smooth = np.exp(np.broadcast_to(start, (rows * columns, channels))).reshape(rows, columns, channels)
    grid = _fit_surface(smooth, np.ones((rows, columns), bool), frame.size_px, (3, 3))
    if frame.pixels.ndim == 2:
        grid = grid[..., 0]
    return FlatField(np.asarray(grid, np.float32), frame.size_px, 0.0, 0)


def _commonest(logs: NDArray[np.float64]) -> float:
    counts, edges = np.histogram(logs, bins=120, range=(-7.0, 0.05))
    smooth = np.convolve(counts, np.hanning(11)[1:-1], mode="same")
    peak = int(np.argmax(smooth))
    return float(edges[peak] + edges[peak + 1]) / 2
