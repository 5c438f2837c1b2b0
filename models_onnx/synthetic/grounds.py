"""What people lay a screw on to photograph it: wood, cloth, paper, concrete, metal, a palm. Linear B, G, R albedo."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Array32 = NDArray[np.float32]
Size = tuple[int, int]  # height, width


def _rgb(red: float, green: float, blue: float) -> Array32:
    return np.array([blue, green, red], np.float32)


def _noise(size: Size, cell_px: tuple[float, float], rng: np.random.Generator) -> Array32:
    """Smooth noise of about unit variance, uneven over cell_px (x, y)."""
    height, width = size
    coarse = max(int(height / cell_px[1]) + 3, 3), max(int(width / cell_px[0]) + 3, 3)
    grid = rng.standard_normal(coarse, np.float32)
    return np.asarray(cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _clouds(size: Size, largest_px: float, octaves: int, rng: np.random.Generator) -> Array32:
    """Noise on several scales, each half as large and weaker by 0.6."""
    layers = [0.6**k * _noise(size, (largest_px / 2**k, largest_px / 2**k), rng) for k in range(octaves)]
    return np.asarray(sum(layers, start=np.zeros(size, np.float32)), np.float32)


def _turned(size: Size, make: Callable[[Size], Array32], rng: np.random.Generator) -> Array32:
    """A pattern with a grain, turned at random."""
    height, width = size
    side = int(np.hypot(height, width)) + 2
    square = make((side, side))
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), rng.uniform(0, 360), 1.0)
    turn[:, 2] += np.array([(width - side) / 2, (height - side) / 2])
    return np.asarray(cv2.warpAffine(square, turn, (width, height), flags=cv2.INTER_LINEAR), np.float32)


def _lines(x: Array32, period: float, share: float, soft: float = 1.0) -> Array32:
    """1 on stripes of `share` of a period, 0 between, `soft` px wide at their edges."""
    away = np.abs((x / period + 0.5) % 1 - 0.5) * period
    return np.asarray(np.clip((share * period / 2 - away) / soft + 0.5, 0, 1), np.float32)


def wood(size: Size, px_per_mm: float, rng: np.random.Generator) -> Array32:
    """Boards with growth rings and pores."""

    def make(square: Size) -> Array32:
        length, period = 60 * px_per_mm, rng.uniform(2.5, 12) * px_per_mm
        y = np.arange(square[0], dtype=np.float32)[:, None]
        rings = y / period + 0.8 * _noise(square, (length, 6 * period), rng)
        grain = 0.5 + 0.5 * np.sin(2 * np.pi * rings)
        pores = _noise(square, (rng.uniform(1.5, 5) * px_per_mm, max(0.12 * px_per_mm, 1.0)), rng)
        fine = 0.12 * _noise(square, (8 * px_per_mm, max(0.25 * px_per_mm, 1.0)), rng)
        dark = rng.uniform(0.1, 0.5) * grain**2 + fine + rng.uniform(0.05, 0.35) * (pores > 1.1)
        gap = _lines(y + rng.uniform(0, 900), rng.uniform(40, 120) * px_per_mm, 0.012)
        return np.asarray((1 - np.clip(dark, 0, 0.85)) * (1 - 0.8 * gap), np.float32)

    tones = _rgb(0.55, 0.36, 0.19), _rgb(0.30, 0.16, 0.07), _rgb(0.70, 0.55, 0.36), _rgb(0.13, 0.07, 0.04)
    shade = _turned(size, make, rng)[..., None]
    tone = tones[int(rng.integers(len(tones)))] * rng.uniform(0.7, 1.2)
    return np.asarray(tone * shade ** np.array([1.25, 1.0, 0.85], np.float32), np.float32)


def cloth(size: Size, px_per_mm: float, rng: np.random.Generator) -> Array32:
    """A plain weave or a twill of two yarns, with folds."""
    period = max(rng.uniform(0.35, 1.6) * px_per_mm, 2.5)
    twill = rng.random() < 0.5

    def make(square: Size) -> Array32:
        y, x = np.mgrid[: square[0], : square[1]].astype(np.float32)
        over = np.sin(np.pi * x / period) * (1.0 if twill else np.sin(np.pi * y / period))
        warp = np.sin(np.pi * (x + y) / period) if twill else over
        return np.asarray(warp + 0.5 * _noise(square, (period, period), rng), np.float32)

    weave = _turned(size, make, rng)[..., None]
    fold = 1 + 0.12 * _noise(size, (30 * px_per_mm, 30 * px_per_mm), rng)[..., None]
    base = np.exp(rng.uniform(np.log(0.02), np.log(0.7))) * rng.uniform(0.45, 1.0, 3)
    other = np.clip(base * rng.uniform(0.5, 1.6), 0.01, 0.85)
    mix = np.clip(0.5 + 0.5 * weave, 0, 1)
    return np.asarray((base * mix + other * (1 - mix)) * fold, np.float32)


def paper(size: Size, px_per_mm: float, rng: np.random.Generator) -> Array32:
    """A sheet: blank, ruled, squared or printed."""
    height, width = size
    sheet = np.float32(rng.uniform(0.6, 0.9)) * (1 + 0.01 * _clouds(size, 4 * px_per_mm, 3, rng))
    kind = rng.choice(["blank", "ruled", "squared", "printed"])
    ink = np.zeros(size, np.float32)
    if kind in ("ruled", "squared"):
        pitch = rng.uniform(4, 9) * px_per_mm

        def make(square: Size) -> Array32:
            y, x = np.mgrid[: square[0], : square[1]].astype(np.float32)
            lines = _lines(y, pitch, 0.05)
            return np.maximum(lines, _lines(x, pitch, 0.05)) if kind == "squared" else lines

        ink = _turned(size, make, rng) * np.float32(rng.uniform(0.2, 0.7))
    elif kind == "printed":
        canvas = np.zeros(size, np.uint8)
        tall = rng.uniform(1.5, 5) * px_per_mm
        for row in np.arange(tall, height + tall, 1.6 * tall):
            words = "".join(rng.choice(list("abcdefghiklmnoprstuvw      ,.")) for _ in range(int(2 * width / tall)))
            cv2.putText(canvas, words, (int(rng.uniform(-20, 20)), int(row)), cv2.FONT_HERSHEY_SIMPLEX, tall / 22, 255,
                        max(round(tall / 9), 1), cv2.LINE_AA)  # fmt: skip
        ink = canvas.astype(np.float32) * np.float32(0.9 / 255)
    colour = rng.uniform(0.02, 0.4, 3).astype(np.float32)
    tint = _rgb(1.0, rng.uniform(0.95, 1.0), rng.uniform(0.82, 1.0))
    return np.asarray(sheet[..., None] * tint * (1 - ink[..., None] * (1 - colour)), np.float32)


def concrete(size: Size, px_per_mm: float, rng: np.random.Generator) -> Array32:
    """Cast stone: blotches, sand, pits."""
    base = rng.uniform(0.12, 0.5) * rng.uniform(0.93, 1.05, 3)
    rough = 0.10 * _clouds(size, 25 * px_per_mm, 5, rng) + 0.10 * _noise(size, (1.5, 1.5), rng)
    pits = _noise(size, (0.6 * px_per_mm, 0.6 * px_per_mm), rng) > rng.uniform(2.0, 3.0)
    return np.asarray(base * (1 + rough[..., None]) * (1 - 0.6 * pits[..., None]), np.float32)


def granite(size: Size, px_per_mm: float, rng: np.random.Generator) -> Array32:
    """A worktop of coloured grains."""
    tones = rng.uniform(0.02, 0.65) * rng.uniform(0.4, 1.5, (4, 1)) * rng.uniform(0.85, 1.1, (4, 3))
    grain = [_clouds(size, rng.uniform(1.5, 5) * px_per_mm, 2, rng) for _ in range(4)]
    return np.asarray(np.clip(tones, 0.01, 0.85)[np.argmax(grain, axis=0)], np.float32)


def metal(size: Size, px_per_mm: float, rng: np.random.Generator) -> Array32:
    """A brushed sheet: streaks, and a glow of the lamp across them."""

    def make(square: Size) -> Array32:
        streaks = _noise(square, (40 * px_per_mm, 1.2), rng) + 0.6 * _noise(square, (12 * px_per_mm, 2.5), rng)
        return np.asarray(1 + rng.uniform(0.02, 0.12) * streaks, np.float32)

    glow = cv2.GaussianBlur(np.clip(_clouds(size, 80 * px_per_mm, 1, rng), 0, 3), (0, 0), 4) * rng.uniform(0, 0.7)
    base = rng.uniform(0.15, 0.5) * rng.uniform(0.95, 1.05, 3)
    return np.asarray(base * _turned(size, make, rng)[..., None] + 0.6 * glow[..., None], np.float32)


def palm(size: Size, px_per_mm: float, rng: np.random.Generator) -> Array32:
    """The palm of a hand that fills the picture, with creases, or has its border in it."""
    tone = np.exp(rng.uniform(np.log(0.25), np.log(1.0))) * _rgb(0.62, 0.38, 0.28) * rng.uniform(0.9, 1.1, 3)
    ridges = 0.04 * _noise(size, (0.5 * px_per_mm, 0.5 * px_per_mm), rng)
    blush = 0.12 * _clouds(size, 30 * px_per_mm, 3, rng)
    creases = np.zeros(size, np.float32)
    for _ in range(int(rng.integers(3, 7))):
        path = _noise(size, (60 * px_per_mm, 60 * px_per_mm), rng)
        creases = np.maximum(creases, np.exp(-((path / rng.uniform(0.015, 0.05)) ** 2)) * rng.uniform(0.2, 0.6))
    skin = tone * (1 + ridges + blush)[..., None]
    skin = skin * (1 - creases[..., None] * np.array([0.75, 0.65, 0.5], np.float32))
    if rng.random() < 0.5:
        edge = _noise(size, (55 * px_per_mm, 55 * px_per_mm), rng) + np.float32(0.9)
        beyond = 1 / (1 + np.exp(np.clip(edge * 40, -30, 30)))[..., None]
        round_off = np.clip(edge / 0.35, 0.25, 1)[..., None]
        skin = skin * round_off * (1 - beyond) + rng.uniform(0.02, 0.4, 3) * beyond
    return np.asarray(skin, np.float32)


def plain(size: Size, px_per_mm: float, rng: np.random.Generator) -> Array32:
    """Plastic, rubber, a painted table: one colour, a little uneven, dark as often as pale."""
    base = np.exp(rng.uniform(np.log(0.008), np.log(0.85))) * rng.uniform(0.7, 1.0, 3)
    fine = 1 + rng.uniform(0, 0.06) * _noise(size, (max(0.2 * px_per_mm, 1.5),) * 2, rng)
    broad = 1 + 0.05 * _noise(size, (50 * px_per_mm, 50 * px_per_mm), rng)
    return np.asarray(base * (fine * broad)[..., None], np.float32)


def cardboard(size: Size, px_per_mm: float, rng: np.random.Generator) -> Array32:
    """Corrugated board: faint flutes and fibres."""

    def make(square: Size) -> Array32:
        y = np.arange(square[0], dtype=np.float32)[:, None] + 0 * np.zeros((1, square[1]), np.float32)
        flutes = np.sin(2 * np.pi * y / (rng.uniform(3, 8) * px_per_mm))
        return np.asarray(1 + rng.uniform(0.01, 0.05) * flutes + 0.03 * _noise(square, (3 * px_per_mm, 1.5), rng))

    return np.asarray(_rgb(0.48, 0.33, 0.19) * rng.uniform(0.7, 1.2) * _turned(size, make, rng)[..., None], np.float32)


GROUNDS = {g.__name__: g for g in (wood, cloth, paper, concrete, granite, metal, palm, plain, cardboard)}


def any_ground(size: Size, px_per_mm: float, rng: np.random.Generator) -> tuple[str, Array32]:
    """(name, (height, width, 3) albedo) of something to lay a screw on."""
    name = list(GROUNDS)[int(rng.integers(len(GROUNDS)))]
    return name, np.clip(GROUNDS[name](size, px_per_mm, rng), 0.004, 0.95).astype(np.float32)
