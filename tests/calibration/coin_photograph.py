"""Photographs of a coin on a table made from geometry, so that camera and coin are known."""

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.plane import TrayView
from calibration.rim import QUARTER

SIZE_PX = (1000, 750)
_GROUNDS = {"wood": (0.13, 0.22, 0.36), "cloth": (0.12, 0.1, 0.1), "paper": (0.7, 0.72, 0.75)}


def phone_view(
    mm_per_px: float, height_mm: float, tilt_xy: tuple[float, float] = (0.0, 0.0), size_px: tuple[int, int] = SIZE_PX
) -> TrayView:
    """A pinhole camera of this scale along its axis, tilted by these slopes about the picture's axes."""
    normal = np.array([*tilt_xy, -1.0]) / np.linalg.norm([*tilt_xy, 1.0])
    focal_px = height_mm / -normal[2] / mm_per_px
    matrix = np.array([[focal_px, 0, (size_px[0] - 1) / 2], [0, focal_px, (size_px[1] - 1) / 2], [0, 0, 1.0]])
    return TrayView(matrix, np.zeros(5), normal, height_mm, 0.0, 0.0)


def photograph(
    view: TrayView,
    centre_xy_mm: NDArray[np.float64],
    ground: str,
    seed: int,
    tint: tuple[float, float, float] = (0.5, 0.53, 0.56),
) -> NDArray[np.uint8]:
    """A struck coin with a rounded edge on textured ground, with its soft shadow, blur, noise and JPEG blocks."""
    rng = np.random.default_rng(seed)
    w, h = SIZE_PX
    x, y = np.meshgrid((np.arange(2 * w) + 0.5) / 2 - 0.5, (np.arange(2 * h) + 0.5) / 2 - 0.5)
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    on_tray = cv2.getPerspectiveTransform(corners, view.to_tray_xy_mm(corners).astype(np.float32))
    tray = cv2.perspectiveTransform(np.stack([x, y], axis=-1), on_tray)
    light = _ground(ground, tray, rng)
    reach = np.linalg.norm(tray - centre_xy_mm - [0.6, 0.4], axis=2) - QUARTER.diameter_mm / 2
    light *= (1 - 0.5 / (1 + np.exp(np.clip(reach / 0.35, -30, 30))))[..., None]
    near = np.linalg.norm(tray - centre_xy_mm, axis=2) < QUARTER.diameter_mm / 2 + 4
    light[near] = _coin(view, tray[near], centre_xy_mm, light[near], np.array(tint), rng)
    light = cv2.GaussianBlur(cv2.resize(light.astype(np.float32), SIZE_PX, interpolation=cv2.INTER_AREA), (0, 0), 0.7)
    light = np.clip(light + rng.normal(size=light.shape) * 0.004, 0, 1)
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    jpeg = cv2.imencode(".jpg", np.round(255 * coded).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)


def _ground(kind: str, tray: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    grain = rng.normal(size=tray.shape[:2]).astype(np.float32)
    if kind == "wood":
        grain = cv2.GaussianBlur(grain, (0, 0), sigmaX=24, sigmaY=2.5)
        light = 1 + 0.2 * np.minimum(grain / grain.std(), 0.5)
    elif kind == "cloth":
        light = 1 + 0.2 * np.sin(7 * (tray[..., 0] + tray[..., 1])) * np.sin(7 * (tray[..., 0] - tray[..., 1]))
    else:
        grain = cv2.GaussianBlur(grain, (0, 0), 5)
        light = 1 + 0.03 * grain / grain.std()
    return np.clip(light, 0.2, 2)[..., None] * np.array(_GROUNDS[kind])


def _coin(
    view: TrayView,
    tray: NDArray[np.float64],
    centre: NDArray[np.float64],
    behind: NDArray[np.float64],
    metal: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """The coin as a stack of discs seen from the pupil: face, rounded edge, reeded wall."""
    seen, done, bevel = behind.copy(), np.zeros(len(tray), bool), 0.18
    blobs = cv2.GaussianBlur(rng.normal(size=(128, 128)).astype(np.float32), (0, 0), 3)
    relief = np.gradient(cv2.GaussianBlur((blobs > 0.4 * blobs.std()).astype(np.float32), (0, 0), 1.0))[0]
    for z in np.linspace(QUARTER.thickness_mm, 0, 30):
        radius = QUARTER.diameter_mm / 2 - max(0.0, z - QUARTER.thickness_mm + bevel) - max(0.0, bevel - z)
        at = tray * (view.height_mm - z) / view.height_mm - centre
        out = np.linalg.norm(at, axis=1)
        hit = (out < radius) & ~done
        turn = np.arctan2(at[hit, 1], at[hit, 0])
        if z == QUARTER.thickness_mm:
            cell = np.clip(((at[hit] / 26 + 0.5) * 128).astype(int), 0, 127)
            raised = out[hit] > radius - 0.9
            shade = np.where(raised, 1.0, 0.8 + 1.2 * relief[cell[:, 1], cell[:, 0]])
        elif z > QUARTER.thickness_mm - bevel:
            shade = 0.7 + 0.5 * np.cos(turn - 1)
        else:
            shade = (0.35 + 0.15 * np.cos(turn - 1)) * (1 + 0.3 * np.sin(119 * turn))
        seen[hit] = metal * np.clip(shade, 0.05, 3)[:, None]
        done |= hit
    return seen
