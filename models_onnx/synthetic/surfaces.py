"""How finishes look: reflectance, roughness and the unevenness of real plating. Colours are linear B, G, R."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models_onnx.vocabulary import Finish

Colour = NDArray[np.float32]


@dataclass(frozen=True)
class Surface:
    """What light does at a surface.

    Attributes
    ----------
    mirror_bgr : (3,) reflectance at normal incidence of the smooth layer
    diffuse_bgr : (3,) albedo of what scatters
    roughness : 0 mirror, 1 chalk; how far a reflection is smeared
    bump : amplitude of the normals' unevenness, radians
    grain_mm : wavelength of that unevenness
    blotch : relative unevenness of the colour
    tarnish_bgr : (3,) what the mirror's colour drifts to in blotches
    sheen_bgr : (3,) a second colour of the blotches, as chromates have several
    turned : amplitude of turning marks around the axis, radians
    seed : of its pattern
    wear : 0 as new, 1 rubbed and rusty
    """

    mirror_bgr: Colour
    diffuse_bgr: Colour
    roughness: float
    bump: float = 0.0
    grain_mm: float = 0.6
    blotch: float = 0.0
    tarnish_bgr: Colour | None = None
    sheen_bgr: Colour | None = None
    turned: float = 0.0
    seed: int = 0
    wear: float = 0.0


def _bgr(red: float, green: float, blue: float) -> Colour:
    return np.array([blue, green, red], np.float32)


# (mirror, diffuse, roughness low and high, bump, blotch, tarnish). Reflectances of metals after the indices that
# refractiveindex.info lists for Zn, Fe-Cr, Cu-Zn, Cu, Ni and Cr; platings and chromates by eye, beside a grey card.
_METALS: dict[Finish, tuple[Colour, Colour, tuple[float, float], float, float, Colour]] = {
    Finish.ZINC: (_bgr(0.60, 0.64, 0.69), _bgr(0.08, 0.09, 0.10), (0.12, 0.38), 0.010, 0.08, _bgr(0.64, 0.62, 0.68)),
    Finish.YELLOW_ZINC: (
        _bgr(0.72, 0.56, 0.24), _bgr(0.09, 0.07, 0.03), (0.14, 0.38), 0.010, 0.25, _bgr(0.62, 0.60, 0.36),
    ),
    Finish.STAINLESS: (
        _bgr(0.59, 0.56, 0.52), _bgr(0.05, 0.05, 0.045), (0.10, 0.34), 0.008, 0.05, _bgr(0.52, 0.49, 0.45),
    ),
    Finish.BRASS: (_bgr(0.88, 0.70, 0.33), _bgr(0.08, 0.06, 0.02), (0.10, 0.32), 0.008, 0.10, _bgr(0.70, 0.52, 0.22)),
    Finish.COPPER: (_bgr(0.90, 0.53, 0.38), _bgr(0.09, 0.045, 0.03), (0.12, 0.34), 0.010, 0.15, _bgr(0.55, 0.30, 0.20)),
    Finish.BRONZE: (
        _bgr(0.68, 0.44, 0.24), _bgr(0.09, 0.055, 0.028), (0.18, 0.42), 0.012, 0.15, _bgr(0.45, 0.28, 0.15),
    ),
    Finish.NICKEL: (_bgr(0.68, 0.63, 0.57), _bgr(0.02, 0.02, 0.02), (0.05, 0.16), 0.005, 0.03, _bgr(0.64, 0.60, 0.55)),
    Finish.GALVANIZED: (
        _bgr(0.38, 0.40, 0.41), _bgr(0.28, 0.29, 0.30), (0.5, 0.8), 0.08, 0.30, _bgr(0.52, 0.53, 0.53),
    ),
    Finish.BLACK: (_bgr(0.05, 0.05, 0.05), _bgr(0.014, 0.014, 0.015), (0.2, 0.5), 0.010, 0.15, _bgr(0.09, 0.08, 0.08)),
}  # fmt: skip
_IRIDESCENT = _bgr(0.76, 0.42, 0.36)  # thin chromate shines green in one place and pink in the next


def surface_of(
    finish: Finish, rng: np.random.Generator, paint_bgr: tuple[float, float, float] | None = None
) -> Surface:
    """A finish as one screw of one maker has it.

    Parameters
    ----------
    finish : Finish
    rng : draws maker, age and wear
    paint_bgr : linear reflectance of paint; a mid grey where a painted screw says none

    Returns
    -------
    Surface
    """
    seed = int(rng.integers(2**31))
    if finish is Finish.PAINTED:
        paint = np.array(paint_bgr if paint_bgr is not None else (0.4, 0.4, 0.4), np.float32)
        gloss = _bgr(0.045, 0.045, 0.045)
        return Surface(gloss, paint, float(rng.uniform(0.15, 0.6)), 0.012, 0.9, 0.08, gloss, None, 0.0, seed)
    mirror, diffuse, (low, high), bump, blotch, tarnish = _METALS[finish]
    if finish is Finish.NICKEL and rng.random() < 0.35:  # chrome counts as nickel
        mirror = _bgr(0.55, 0.556, 0.56)
    light = np.float32(rng.uniform(0.88, 1.06))
    tint = rng.normal(1.0, 0.02, 3).astype(np.float32)
    return Surface(
        np.clip(mirror * light * tint, 0, 0.97).astype(np.float32),
        (diffuse * rng.uniform(0.5, 1.6)).astype(np.float32),
        float(rng.uniform(low, high)),
        bump * float(rng.uniform(0.4, 1.5)),
        float(rng.uniform(0.3, 1.2)),
        blotch * float(rng.uniform(0.3, 1.2)),
        tarnish,
        _IRIDESCENT if finish is Finish.YELLOW_ZINC else None,
        float(rng.choice([0.0, 0.02, 0.05], p=[0.5, 0.3, 0.2])),
        seed,
    )


def slopes(points_mm: NDArray[np.float32], length_mm: float, seed: int) -> NDArray[np.float32]:
    """Gradients (n, 3), about unit variance, of an uneven field at points (n, 3), uneven over about length_mm."""
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(5, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    scale = 2 * np.pi / length_mm * np.array([0.5, 0.8, 1.0, 1.5, 2.2])
    phase = points_mm @ (directions * scale[:, None]).T.astype(np.float32) + rng.uniform(0, 6.3, 5).astype(np.float32)
    return np.asarray(np.cos(phase) @ directions.astype(np.float32), np.float32)


def waves(points_mm: NDArray[np.float32], length_mm: float, seed: int, octaves: int = 2) -> NDArray[np.float32]:
    """Smooth random values (n,), about unit variance, at points (n, 3) of a part, uneven over about length_mm."""
    rng = np.random.default_rng(seed)
    count = 3 * octaves
    directions = rng.normal(size=(count, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    scale = 2 * np.pi / length_mm * np.repeat(1.9 ** np.arange(octaves), 3) * rng.uniform(0.7, 1.4, count)
    phase = points_mm @ (directions * scale[:, None]).T.astype(np.float32) + rng.uniform(0, 6.3, count).astype(
        np.float32
    )
    weight = np.repeat(0.7 ** np.arange(octaves), 3)
    weight /= np.sqrt(np.square(weight).sum() / 2)
    return np.asarray(np.sin(phase) @ weight.astype(np.float32), np.float32)


# Rubbed plating shows steel; what has rusted is dull. Steel after refractiveindex.info (Fe), rust by eye.
_STEEL, _RUST = _bgr(0.50, 0.48, 0.46), _bgr(0.36, 0.17, 0.075)


def coloured(
    surface: Surface, own_mm: NDArray[np.float32], openness: NDArray[np.float32]
) -> tuple[Colour, NDArray[np.float32]]:
    """(mirror, diffuse) colours (n, 3) at points of a part, with its blotches and wear.

    Parameters
    ----------
    surface : Surface
    own_mm : (n, 3) in the part's coordinates
    openness : (n,); what stands out is rubbed first
    """
    count = len(own_mm)
    mirror = np.broadcast_to(surface.mirror_bgr, (count, 3)).copy()
    diffuse = np.broadcast_to(surface.diffuse_bgr, (count, 3)).copy()
    if surface.blotch > 0:
        stain = np.clip(0.5 + 0.8 * waves(own_mm, 3.5 * surface.grain_mm, surface.seed + 9), 0, 1)[:, None]
        share = np.float32(min(2.2 * surface.blotch, 1.0)) * stain
        tarnish = surface.mirror_bgr if surface.tarnish_bgr is None else surface.tarnish_bgr
        if surface.sheen_bgr is not None:
            other = np.clip(0.5 + waves(own_mm, 5 * surface.grain_mm, surface.seed + 21), 0, 1)[:, None]
            tarnish = tarnish + (surface.sheen_bgr - tarnish) * other
        mirror += (tarnish - mirror) * share
        diffuse *= 1 + np.float32(surface.blotch) * (stain - 0.5)
    if surface.wear > 0:
        field = waves(own_mm, 2.6, surface.seed + 33, 3)
        rubbed = np.clip(2.5 * (field + 2.2 * surface.wear - 2.4 + 1.2 * (openness - 0.8)), 0, 1)[:, None] * 0.9
        rust = np.clip(1.5 * (1.9 * surface.wear - 2.3 - field), 0, 1)[:, None]
        mirror += (_STEEL - mirror) * rubbed
        diffuse *= 1 - rubbed
        mirror *= 1 - 0.9 * rust
        diffuse += (_RUST * (0.7 + 0.3 * field[:, None]) - diffuse) * rust
    return mirror.astype(np.float32), np.maximum(diffuse, 0).astype(np.float32)
