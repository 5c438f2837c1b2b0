"""How each finish looks under ring, dome and other lamps: simulated, then put into densities for `models_onnx.colour`.

A lying screw is a patch of normals (thread flanks, shank, head); what it mirrors is a round sky of lamps with a dark
hole for the camera, and the white tray below the horizon. Run `python -m models_onnx.training.finish_colours`.

Normal reflectances in linear sRGB: copper 0.955 0.637 0.538, chromium 0.550 0.556 0.554, nickel 0.660 0.609 0.526 as in
common tables of metals for physically based shading; zinc 0.80 0.84 0.86, brass 0.91 0.78 0.42, stainless steel 0.67
0.64 0.60 are UNVERIFIED: they were not checked against a published table. Passivation, wear
and alloy spread about these.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx import colour
from models_onnx.vocabulary import Finish

Array = NDArray[np.float64]

LAMPS = ("dome", "ring", "spots")
_ELEVATIONS, _AZIMUTHS = 48, 24
_SHARPEST, _DULLEST, _LOBES = 0.05, 0.7, 8


@dataclass(frozen=True)
class Surface:
    """Of what spread a finish's surfaces are; pairs are mean and standard deviation.

    Attributes
    ----------
    red, blue : ln R/G and ln B/G of what a metal mirrors, or of a paint's body
    level : lowest and highest green reflectance
    roughness : lowest and highest GGX alpha
    body : lowest and highest share of the level that is scattered, not mirrored
    bumps : lowest and highest unevenness of the normals, radians
    mottle : lowest and highest spread of the level over the surface
    rainbow : lowest and highest spread of the log ratios over the surface
    coat : lowest and highest colourless reflectance over it: 0.04 is lacquer
    """

    red: tuple[float, float]
    blue: tuple[float, float]
    level: tuple[float, float]
    roughness: tuple[float, float]
    body: tuple[float, float] = (0.0, 0.08)
    bumps: tuple[float, float] = (0.0, 0.04)
    mottle: tuple[float, float] = (0.0, 0.05)
    rainbow: tuple[float, float] = (0.0, 0.015)
    coat: tuple[float, float] = (0.0, 0.0)


def _paint(red: float, green: float, blue: float) -> Surface:
    """A coloured coat: the body scatters, the gloss is white."""
    return Surface(
        (float(np.log(red / green)), 0.10), (float(np.log(blue / green)), 0.12), (0.7 * green, 1.35 * green),
        (0.12, 0.6), (1.0, 1.0), (0.0, 0.06), (0.0, 0.08), (0.0, 0.015), (0.03, 0.06),
    )  # fmt: skip


# Whatever else a maker thinks of.
_ANY_PAINT = Surface(
    (0.0, 0.45), (0.0, 0.50), (0.04, 0.75), (0.12, 0.6), (1.0, 1.0), (0.0, 0.06), (0.0, 0.08), coat=(0.03, 0.06)
)  # fmt: skip

SURFACES: dict[Finish, tuple[Surface, ...]] = {
    Finish.ZINC: (Surface((-0.045, 0.025), (0.045, 0.035), (0.50, 0.85), (0.06, 0.35)),),
    Finish.YELLOW_ZINC: (
        Surface((0.22, 0.09), (-0.76, 0.22), (0.35, 0.70), (0.08, 0.38), (0.0, 0.15), rainbow=(0.02, 0.16)),
    ),
    Finish.STAINLESS: (Surface((0.035, 0.02), (-0.05, 0.03), (0.48, 0.70), (0.06, 0.35)),),
    Finish.BRASS: (Surface((0.17, 0.045), (-0.63, 0.12), (0.52, 0.82), (0.05, 0.30)),),
    Finish.BLACK: (
        Surface((0.01, 0.05), (-0.01, 0.07), (0.012, 0.06), (0.10, 0.50), (0.3, 1.0), coat=(0.015, 0.05)),
        Surface((0.01, 0.05), (-0.01, 0.07), (0.04, 0.14), (0.12, 0.45), (0.0, 0.3)),
    ),
    Finish.COPPER: (Surface((0.43, 0.07), (-0.23, 0.10), (0.35, 0.68), (0.05, 0.38)),),
    Finish.BRONZE: (Surface((0.36, 0.08), (-0.50, 0.13), (0.26, 0.62), (0.08, 0.40), (0.0, 0.15)),),
    Finish.NICKEL: (
        Surface((0.08, 0.02), (-0.14, 0.03), (0.55, 0.68), (0.03, 0.15)),
        Surface((-0.01, 0.015), (0.00, 0.02), (0.52, 0.69), (0.02, 0.08)),
    ),
    Finish.GALVANIZED: (
        Surface((-0.02, 0.02), (0.02, 0.03), (0.35, 0.72), (0.28, 0.65), (0.1, 0.6), (0.03, 0.20), (0.04, 0.25)),
    ),
    Finish.PAINTED: (
        _paint(0.75, 0.74, 0.70), _paint(0.65, 0.56, 0.40), _paint(0.42, 0.28, 0.15), _paint(0.20, 0.10, 0.05),
        _paint(0.09, 0.05, 0.035), _paint(0.40, 0.05, 0.04), _paint(0.10, 0.15, 0.07), _paint(0.03, 0.10, 0.05),
        _paint(0.50, 0.50, 0.50), _paint(0.05, 0.14, 0.38), _paint(0.26, 0.27, 0.28), _paint(0.65, 0.38, 0.06),
        _ANY_PAINT,
    ),
}  # fmt: skip


@lru_cache(maxsize=1)
def _globe() -> tuple[Array, Array]:
    """(n, 3) directions of cells of the sphere and their solid angles, elevation by azimuth."""
    edges = np.linspace(-np.pi / 2, np.pi / 2, _ELEVATIONS + 1)
    elevation = (edges[:-1] + edges[1:]) / 2
    azimuth = 2 * np.pi * (np.arange(_AZIMUTHS) + 0.5) / _AZIMUTHS
    e, a = (grid.ravel() for grid in np.meshgrid(elevation, azimuth, indexing="ij"))
    area = np.repeat(np.diff(np.sin(edges)), _AZIMUTHS) * 2 * np.pi / _AZIMUTHS
    return np.stack([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)], axis=1), area


@lru_cache(maxsize=1)
def _kernels() -> NDArray[np.float32]:
    """(lobes + 1, n, n): what a lobe about each direction gathers from each cell; the last scatters by cosine."""
    directions, area = _globe()
    cosine = directions @ directions.T
    kernels = []
    for alpha in np.geomspace(_SHARPEST, _DULLEST, _LOBES):
        kernel = np.exp((cosine - 1) / (2 * alpha**2)) * area
        kernels.append(kernel / kernel.sum(axis=1, keepdims=True))
    kernels.append(np.maximum(cosine, 0) * area / np.pi)
    return np.asarray(kernels, np.float32)


def _sky(lamp: str, rng: np.random.Generator) -> Array:
    """(n,) radiance of the world about the part, the lit tray being 1."""
    directions, area = _globe()
    tilt = rng.normal(0, 0.10, 2)
    up = np.array([tilt[0], tilt[1], 1.0]) / np.sqrt(1 + tilt @ tilt)
    off_axis = np.degrees(np.arccos(np.clip(directions @ up, -1, 1)))
    from_zenith = np.degrees(np.arccos(directions[:, 2]))
    if lamp == "dome":
        light = 1 + rng.uniform(-0.5, 2.0) * np.clip(np.cos(np.radians(off_axis)), 0, 1) ** rng.uniform(1, 4)
        light = np.where(off_axis > rng.uniform(70, 90), rng.uniform(0.05, 0.5), light)
    elif lamp == "ring":
        middle, half = rng.uniform(18, 60), rng.uniform(4, 14)
        light = np.exp(-0.5 * ((off_axis - middle) / half) ** 4)
        light += rng.uniform(0.01, 0.08) + rng.uniform(0, 0.06) * directions[:, 2]
    else:
        light = np.full(len(directions), rng.uniform(0.03, 0.25))
        for _ in range(int(rng.integers(1, 5))):
            polar, turn = np.radians(rng.uniform(15, 65)), rng.uniform(0, 2 * np.pi)
            at = np.array([np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn), np.cos(polar)])
            light += rng.uniform(0.4, 1.5) * np.exp((directions @ at - 1) / (2 * rng.uniform(0.1, 0.4) ** 2))
    light = np.maximum(light, 0)
    hole = rng.uniform(4, 14)
    light = np.where(from_zenith < hole, light * rng.uniform(0.0, 0.35), light)
    above = directions[:, 2] > 0
    lit = float((light * area * directions[:, 2])[above].sum())
    light = light * np.pi / lit / rng.uniform(0.6, 0.95)  # a tray of this whiteness has radiance 1
    return np.where(above, light, _tray(directions, rng))


def _tray(directions: Array, rng: np.random.Generator) -> Array:
    """Radiance of the tray below the horizon: darker the nearer to the part, whose shadow lies on it."""
    steep = np.clip(-directions[:, 2], 0, 1)
    side = rng.uniform(0, 0.5) * np.clip(directions[:, :2] @ _unit2(rng), 0, 1)
    return np.clip(1 - rng.uniform(0.2, 0.85) * steep - side, 0.05, 1)


def _unit2(rng: np.random.Generator) -> Array:
    turn = rng.uniform(0, 2 * np.pi)
    return np.array([np.cos(turn), np.sin(turn)])


def _smooth_noise(shape: tuple[int, int], scale_px: float, rng: np.random.Generator) -> Array:
    noise = cv2.GaussianBlur(rng.normal(size=shape), (0, 0), scale_px)
    return np.asarray(noise / max(float(noise.std()), 1e-9), np.float64)


@dataclass(frozen=True)
class Patch:
    """A screw seen from above: mask (h, w), normals (h, w, 3), and the normals of the smooth body under the thread."""

    mask: NDArray[np.bool_]
    normal: Array
    base: Array


def _patch(rng: np.random.Generator) -> Patch:
    """A screw lying along x: a threaded stretch, a plain one, and a head; now and then one that stands on its head."""
    radius = float(np.exp(rng.uniform(np.log(9), np.log(40))))
    length = int(np.clip(radius * rng.uniform(3, 10), 40, 220))
    head = int(radius * rng.uniform(0.7, 1.8))
    big = radius * rng.uniform(1.5, 2.1)
    half = int(big) + 2
    x, y = np.meshgrid(np.arange(length + head, dtype=np.float64), np.arange(-half, half + 1.0))
    if rng.random() < 0.08:
        return _face_on(x, y, big, rng)
    in_head = x >= length
    shape = rng.integers(3)
    along = np.clip((x - length) / head, 0, 1)
    outline = np.array([big * (1 - 0.9 * along), np.full_like(along, big), big * np.sqrt(1.02 - along**2)])[shape]
    r = np.where(in_head, outline, radius)
    across = np.clip(y / r, -1, 1)
    base = np.stack([np.zeros_like(x), across, np.sqrt(1 - across**2)], axis=-1)
    slope = np.where(in_head, -np.gradient(r, axis=1), 0.0)
    pitch, steep = radius * rng.uniform(0.35, 1.1), rng.uniform(0.8, 1.75)
    flat_share = rng.uniform(0.1, 0.6)
    phase = (x / pitch + np.arcsin(across) / (2 * np.pi)) % 1.0
    flank = np.where(phase < flat_share, 0.0, np.where(phase < (1 + flat_share) / 2, 1.0, -1.0))
    threaded = (x < length * rng.choice([1.0, rng.uniform(0.3, 1.0)])) & ~in_head
    slope = np.clip(slope + np.where(threaded, steep * flank, 0.0), -4, 4)
    normal = base + slope[..., None] * np.array([1.0, 0, 0])
    tilt = np.radians(rng.uniform(-4, 12))
    turn = np.array([[np.cos(tilt), 0, np.sin(tilt)], [0, 1, 0], [-np.sin(tilt), 0, np.cos(tilt)]])
    normal, base = _unit(normal) @ turn.T, base @ turn.T
    return Patch((np.abs(y) < r) & (x > 2), normal, base)


def _face_on(x: Array, y: Array, radius: float, rng: np.random.Generator) -> Patch:
    """A head seen from above, its recess a slope all round."""
    centred = x - radius - 2
    rho = np.hypot(centred, y) / radius
    dome = rng.uniform(0, 0.9)
    recess = (rho < rng.uniform(0.35, 0.6)) * rng.uniform(-2.5, -0.5)
    slope = (dome * rho + recess) / np.maximum(rho, 1e-6) / radius
    normal = np.stack([slope * centred, slope * y, np.ones_like(x)], axis=-1)
    flat = np.broadcast_to(np.array([0.0, 0, 1]), normal.shape)
    return Patch(rho < 1, _unit(normal), flat)


def _unit(v: Array) -> Array:
    return np.asarray(v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9), np.float64)


def _look_up(table: NDArray[np.float32], direction: Array) -> Array:
    """Values of a table over the globe in directions (h, w, 3)."""
    row = (np.arcsin(np.clip(direction[..., 2], -1, 1)) / np.pi + 0.5) * _ELEVATIONS - 0.5
    column = (np.arctan2(direction[..., 1], direction[..., 0]) / (2 * np.pi)) % 1.0 * _AZIMUTHS - 0.5
    grid = np.pad(table.reshape(_ELEVATIONS, _AZIMUTHS), ((0, 0), (1, 1)), mode="wrap")
    return np.asarray(
        cv2.remap(
            grid, (column + 1).astype(np.float32), row.astype(np.float32), cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.float64,
    )  # fmt: skip


def _within(bounds: tuple[float, float], rng: np.random.Generator) -> float:
    return float(rng.uniform(*bounds))


def _shaded(patch: Patch, surface: Surface, sky: Array, rng: np.random.Generator) -> Array:
    """(h, w, 3) B, G, R radiance of the part, the tray being 1."""
    shape = patch.mask.shape
    grain = rng.uniform(1.0, 4.0)
    normal = patch.normal
    if (bumps := _within(surface.bumps, rng)) > 0:
        wobble = np.stack([_smooth_noise(shape, grain, rng) for _ in range(2)] + [np.zeros(shape)], axis=-1)
        normal = _unit(normal + bumps * wobble)
    level = _within(surface.level, rng) * np.exp(_within(surface.mottle, rng) * _smooth_noise(shape, 2 * grain, rng))
    rainbow = _within(surface.rainbow, rng)
    red = rng.normal(*surface.red) + rainbow * _smooth_noise(shape, 4 * grain, rng)
    blue = rng.normal(*surface.blue) + 1.5 * rainbow * _smooth_noise(shape, 4 * grain, rng)
    own = np.clip(np.stack([level * np.exp(blue), level, level * np.exp(red)], axis=-1), 0, 0.97)
    body = _within(surface.body, rng)
    alpha = _within(surface.roughness, rng)
    lobe = int(np.clip(round(np.log(max(alpha, 1e-3) / _SHARPEST) / np.log(_DULLEST / _SHARPEST) * (_LOBES - 1)), 0, 7))
    kernels = _kernels()
    sharp, wide = kernels[lobe] @ sky.astype(np.float32), kernels[-1] @ sky.astype(np.float32)

    cosine = np.clip(normal[..., 2:], 0.02, 1)
    mirrored = 2 * cosine * normal - np.array([0, 0, 1.0])
    # Rays that go back under the body's own slope meet the next flank first: mirrored once more, tinted once more.
    again = np.sum(mirrored * patch.base, axis=-1, keepdims=True) < 0.05
    other = _unit(2 * np.sum(normal * patch.base, axis=-1, keepdims=True) * patch.base - normal)
    twice = mirrored - 2 * np.sum(mirrored * other, axis=-1, keepdims=True) * other
    seen = _look_up(sharp, np.where(again, twice, mirrored))[..., None]
    fresnel = (1 - cosine) ** 5
    metal = own + (1 - own) * fresnel
    coat = _within(surface.coat, rng)
    hollow = np.where(again[..., 0], rng.uniform(0.5, 0.9), 1.0)[..., None]
    scattered = own * _look_up(wide, normal)[..., None] * hollow
    glint = np.where(again, metal * metal, metal) * seen
    gloss = np.minimum(coat + (1 - coat) * fresnel, 0.5) * seen * hollow if coat > 0 else 0.0
    return np.asarray((1 - body) * glint + body * scattered + gloss, np.float64)


def photograph(
    finish: Finish, which: int, lamp: str, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """An evened crop of a made part, and its mask.

    Parameters
    ----------
    finish, which : the entry of `SURFACES`
    lamp : of `LAMPS`

    Returns
    -------
    (height, width, 3) B, G, R linear light with the tray at 1; (height, width) the part's pixels
    """
    patch = _patch(rng)
    part = _shaded(patch, SURFACES[finish][which], _sky(lamp, rng), rng)
    pad = 6
    mask = np.pad(patch.mask, pad)
    scene = np.where(mask[..., None], np.pad(part, ((pad, pad), (pad, pad), (0, 0))), 1.0)
    scene = cv2.GaussianBlur(np.minimum(scene, 30.0), (0, 0), rng.uniform(0.5, 1.3))
    exposure = rng.uniform(0.5, 0.85) * np.exp(rng.normal(0, 0.02, 3))
    light = scene * exposure
    light = light + rng.normal(size=light.shape) * np.sqrt(light * 10 ** rng.uniform(-5, -3.7) + 1e-6)
    light = np.clip(light, 0, 1)
    coded = np.where(light < 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 0.0031308) ** (1 / 2.4) - 0.055)
    coded = np.round(255 * coded).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", coded, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(86, 98))])
    level = np.arange(256) / 255  # decoded by the curve of IEC 61966-2-1, as above
    linear = np.where(level < 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    decoded = linear[cv2.imdecode(jpeg, cv2.IMREAD_COLOR)]
    white = exposure * np.exp(rng.normal(0, 0.006, 3))
    return (decoded / white).astype(np.float32), mask


def kinds() -> Iterator[tuple[Finish, int]]:
    """Each finish and the index of each of its surfaces."""
    for finish in Finish:
        for which in range(len(SURFACES[finish])):
            yield finish, which


def samples(finish: Finish, which: int, lamp: str, count: int, rng: np.random.Generator) -> Array:
    """(count, colour.FEATURES) features of made photographs."""
    rows: list[Array] = []
    while len(rows) < count:
        features = colour.finish_features(*photograph(finish, which, lamp, rng))
        if features is not None:
            rows.append(features)
    return np.array(rows)


@dataclass(frozen=True, eq=False)
class Components:
    """Of the mixtures: finish (k,), mean (k, n), covariance (k, n, n)."""

    finish: NDArray[np.int64]
    mean: Array
    covariance: Array


def fitted(groups: list[tuple[Finish, Array]]) -> Components:
    """One component a group of samples; covariances shrink a little to their diagonals."""
    covariance = []
    for _, rows in groups:
        full = np.cov(rows.T)
        covariance.append(0.9 * full + 0.1 * np.diag(np.diag(full)) + np.diag(np.full(len(full), 1e-4)))
    order = list(Finish)
    return Components(
        np.array([order.index(finish) for finish, _ in groups], np.int64),
        np.array([rows.mean(axis=0) for _, rows in groups]),
        np.array(covariance),
    )


@click.command()
@click.option("--count", default=50, show_default=True, help="Made photographs for each surface under each lamp.")
@click.option("--seed", default=1, show_default=True)
@click.option("--held-out", type=click.Choice(LAMPS), help="Leave this lamp out and say how its pictures are judged.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the table.")
def main(count: int, seed: int, held_out: str | None, output: Path | None) -> None:
    """Simulate the ten finishes and write the table that `models_onnx.colour` reads."""
    groups = []
    for k, (finish, which) in enumerate(kinds()):
        for number, lamp in enumerate(LAMPS):
            if lamp != held_out:  # a seed for each, so that a change to one surface leaves the others as they were
                groups.append((finish, samples(finish, which, lamp, count, np.random.default_rng([seed, k, number]))))
    components = fitted(groups)
    if held_out:
        _report(components, held_out, np.random.default_rng([seed, 1000]))
    if output:
        lower = np.linalg.cholesky(components.covariance)
        np.savez(
            output,
            finish=components.finish.astype(np.int8),
            mean=components.mean.astype(np.float32),
            lower=lower.astype(np.float32),
        )


def _report(components: Components, lamp: str, rng: np.random.Generator) -> None:
    """Accuracy and log loss on a lamp that was not simulated, at several tempers."""
    looks = colour.looks_from(components.finish, components.mean, components.covariance)
    logs, truth = [], []
    for k, finish in enumerate(Finish):
        surfaces = len(SURFACES[finish])
        for which in range(surfaces):
            rows = samples(finish, which, lamp, max(4, 66 // surfaces), rng)
            logs += [looks.log_densities(row) for row in rows]
            truth += [k] * len(rows)
    scores, right = np.array(logs), np.array(truth)
    click.echo(f"{lamp}: accuracy {np.mean(scores.argmax(axis=1) == right):.3f}")
    for temper in (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0):
        p = np.exp(temper * (scores - scores.max(axis=1, keepdims=True)))
        p /= p.sum(axis=1, keepdims=True)
        click.echo(f"  temper {temper}: log loss {-np.log(p[np.arange(len(right)), right]).mean():.3f}")


if __name__ == "__main__":
    main()
