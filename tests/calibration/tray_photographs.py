"""Photographs of an empty tray with marks at known places: scratches that stay, dust that comes and goes."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.flat import linear_to_srgb
from drivers.frame import Frame, Light, Shot

Spots = NDArray[np.float64]  # (n, 4): x, y, sigma (px), depth


@dataclass(frozen=True)
class Tray:
    """A tray and how it is lit and seen.

    Attributes
    ----------
    pits, scratches : marks that stay, the same for the same `seed`
    dust : specks, others for another `dust_seed`
    motion : right and down (px), turn (degrees clockwise), growth: where a knock put the picture
    level, tilt : of the lamp
    """

    size_px: tuple[int, int] = (1014, 760)
    seed: int = 1
    pits: int = 50
    scratches: int = 3
    dust: int = 30
    dust_seed: int = 10
    motion: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    level: float = 0.6
    tilt: float = 0.0
    noise: float = 0.006

    def spots(self) -> Spots:
        """Everything on it, where it is seen."""
        fixed = np.random.default_rng(self.seed)
        marks = [self._strewn(fixed, self.pits)]
        for _ in range(self.scratches):
            marks.append(self._scratch(fixed))
        moved = np.vstack(marks)
        moved[:, :2] = self.moved(moved[:, :2])
        return np.vstack([moved, self._strewn(np.random.default_rng(self.dust_seed), self.dust)])

    def moved(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where the knock puts a point: turned and grown about the middle of the picture, then shifted."""
        right, down, turn, growth = self.motion
        middle = (np.array(self.size_px) - 1) / 2
        c, s = (1 + growth) * np.cos(np.radians(turn)), (1 + growth) * np.sin(np.radians(turn))
        return np.asarray((xy - middle) @ np.array([[c, s], [-s, c]]) + middle + (right, down))

    def _strewn(self, random: np.random.Generator, count: int) -> Spots:
        width, height = self.size_px
        return random.uniform((0, 0, 0.8, 0.1), (width, height, 2.5, 0.5), (count, 4))

    def _scratch(self, random: np.random.Generator) -> Spots:
        start, heading, length = random.uniform((0, 0), self.size_px), random.uniform(0, np.pi), random.uniform(80, 250)
        along = np.arange(0.0, length)
        xy = start + np.column_stack([np.cos(heading) * along, np.sin(heading) * along + 2 * np.sin(along / 37)])
        return np.column_stack([xy, np.full(len(xy), 0.8), np.abs(random.normal(0.08, 0.05, len(xy)))])

    def light(self) -> NDArray[np.float32]:
        """(height, width) linear light without noise."""
        width, height = self.size_px
        x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
        light = (self.level * (1 - 0.1 * x * x - 0.12 * y * y + 0.04 * x) * (1 + self.tilt * x)).astype(np.float32)
        for at_x, at_y, sigma, depth in self.spots():
            reach = int(4 * sigma + 4)
            x0, y0 = max(0, round(at_x) - reach), max(0, round(at_y) - reach)
            x1, y1 = min(width, round(at_x) + reach + 1), min(height, round(at_y) + reach + 1)
            if x0 >= x1 or y0 >= y1:
                continue
            rows, columns = np.mgrid[y0:y1, x0:x1]
            wide = sigma**2 + 0.5  # the lens blurs by 0.7 px
            fall = np.exp(-((columns - at_x) ** 2 + (rows - at_y) ** 2) / (2 * wide))
            light[y0:y1, x0:x1] *= (1 - depth * sigma**2 / wide * fall).astype(np.float32)
        return light

    def shot(self, seed: int = 0, jpeg: bool = False) -> Shot:
        """Photographed from behind and from above; the same marks show in both, dust in each its own."""
        back = photograph(self.light(), self.noise, 2 * seed, Light.BACKLIT, jpeg)
        above = photograph(replace(self, dust_seed=self.dust_seed + 1000).light(), self.noise, 2 * seed + 1, jpeg=jpeg)
        colour = np.dstack([above.pixels, above.pixels, above.pixels])
        return Shot("empty", back, Frame(colour, Light.TOPLIT))


def photograph(
    light: NDArray[np.float32], noise: float = 0.006, seed: int = 0, name: Light = Light.BACKLIT, jpeg: bool = False
) -> Frame:
    """Noise, sRGB coding, eight bits, and JPEG if asked for."""
    random = np.random.default_rng(seed)
    noisy = light * (1 + np.float32(noise) * random.standard_normal(light.shape, dtype=np.float32))
    pixels = np.round(255 * linear_to_srgb(noisy.clip(0, 1))).astype(np.uint8)
    if jpeg:
        _, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 92])
        pixels = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
    return Frame(pixels, name)
