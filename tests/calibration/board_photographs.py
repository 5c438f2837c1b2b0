"""Photographs of a board through a known lens: the truth that calibration has to find again."""

from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.board import BoardSpec
from calibration.corners import ViewCorners
from calibration.flat import linear_to_srgb
from calibration.sheet import black_rectangles
from drivers.frame import Frame, Light

SMALL_BOARD = BoardSpec("charuco", 9, 7, 8.0, 6.0, "DICT_5X5_50", face_height_mm=0.5)


@dataclass(frozen=True)
class Camera:
    """A camera over a tray: half the reference box's picture in each direction unless said otherwise."""

    fx: float = 1600.0
    fy: float = 1601.5
    cx: float = 324.0
    cy: float = 236.5
    distortion: tuple[float, ...] = (-0.08, 0.1, 3e-4, -2e-4, 0.0)
    height_mm: float = 200.0
    size_px: tuple[int, int] = (640, 480)

    @property
    def matrix(self) -> NDArray[np.float64]:
        return np.array([[self.fx, 0, self.cx], [0, self.fy, self.cy], [0, 0, 1]])


@dataclass(frozen=True)
class Pose:
    """How a board lies: tilts about x and y and turn about z (degrees), shift over the tray (mm)."""

    tilt_x: float = 0.0
    tilt_y: float = 0.0
    turn: float = 0.0
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)


FLAT = Pose(0.4, -0.6, 3.0)
POSES = (
    FLAT,
    *(
        Pose(
            14 * np.cos(a), 14 * np.sin(a), 5 + 40 * a, (7 * np.cos(2 * a), 5 * np.sin(2 * a), -6.0 + 3 * np.cos(3 * a))
        )
        for a in np.arange(7) * 2 * np.pi / 7
    ),
)


def rotation_and_shift(pose: Pose, board: BoardSpec, camera: Camera) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Board to camera."""
    x, y, z = (np.radians(a) for a in (pose.tilt_x, pose.tilt_y, pose.turn))
    turns = (cv2.Rodrigues(axis * angle)[0] for axis, angle in zip(np.eye(3), (x, y, z)))
    about_x, about_y, about_z = turns
    rotation = about_x @ about_y @ about_z
    middle = np.array([*np.array(board.size_mm) / 2, 0.0])
    # The flat board's face is face_height above the tray; a small tilt of the tray itself turns about its middle.
    normal = -(cv2.Rodrigues(np.eye(3)[0] * x)[0] @ cv2.Rodrigues(np.eye(3)[1] * y)[0])[:, 2]
    to_face = (camera.height_mm - board.face_height_mm) / abs(normal[2]) if pose is FLAT else camera.height_mm
    return rotation, np.array([0.0, 0.0, to_face]) + np.array(pose.shift) - rotation @ middle


def corners_seen(
    board: BoardSpec, camera: Camera, pose: Pose, noise_px: float = 0.0, seed: int = 0, name: str = "view"
) -> ViewCorners:
    """The corners that fall into the picture, without a picture."""
    rotation, shift = rotation_and_shift(pose, board, camera)
    points = np.column_stack([board.corners_xy_mm, np.zeros(len(board.corners_xy_mm))])
    px, _ = cv2.projectPoints(points, rotation, shift, camera.matrix, np.array(camera.distortion))
    px = px.reshape(-1, 2)
    inside = ((px > 5) & (px < np.array(camera.size_px) - 6)).all(axis=1)
    px = px + noise_px * np.random.default_rng(seed).standard_normal(px.shape)
    return ViewCorners(name, camera.size_px, np.flatnonzero(inside), px[inside], np.full(inside.sum(), 0.01))


@lru_cache(maxsize=2)
def _rays(camera: Camera, samples: int) -> NDArray[np.float64]:
    """(n, 2) undistorted directions of all samples of the picture."""
    width, height = camera.size_px
    across, down = ((np.arange(size * samples) + 0.5) / samples - 0.5 for size in (width, height))
    x, y = np.meshgrid(across, down)
    criteria = (cv2.TERM_CRITERIA_COUNT, 8, 0.0)
    points, lens = np.column_stack([x.ravel(), y.ravel()])[:, None], np.array(camera.distortion)
    return cv2.undistortPoints(points, camera.matrix, lens, R=np.eye(3), P=np.eye(3), criteria=criteria).reshape(-1, 2)


@dataclass(frozen=True)
class Photographer:
    """Takes pictures of one board with one camera."""

    board: BoardSpec
    camera: Camera = field(default_factory=Camera)
    blur_px: float = 0.7
    noise: float = 0.004
    ink_spread_mm: float = 0.0
    samples: int = 2

    def photograph(self, pose: Pose, seed: int = 0) -> Frame:
        """A picture in linear light with uneven illumination, blur and noise, coded as sRGB."""
        width, height = self.camera.size_px
        n = self.samples
        flat = _rays(self.camera, n)
        rotation, shift = rotation_and_shift(pose, self.board, self.camera)
        to_board = np.linalg.inv(np.column_stack([rotation[:, :2], shift]))
        at = np.column_stack([flat, np.ones(len(flat))]) @ to_board.T
        light = self._light_at(at[:, 0] / at[:, 2], at[:, 1] / at[:, 2]).reshape(height * n, width * n)
        light = light.reshape(height, n, width, n).mean(axis=(1, 3))
        light = cv2.GaussianBlur(light, (0, 0), self.blur_px)
        x, y = np.meshgrid(np.linspace(-0.4, 0.6, width), np.linspace(0, 1, height))
        fall = 1 - 0.2 * (x**2 + y**2)
        light = light * fall + self.noise * np.random.default_rng(seed).standard_normal(light.shape)
        return Frame(np.round(255 * linear_to_srgb(light.clip(0, 1))).astype(np.uint8), Light.AMBIENT)

    def _light_at(self, u_mm: NDArray[np.float64], v_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        scale = 40.0  # raster samples a millimetre
        raster = np.full([int(np.ceil(s * scale)) for s in self.board.size_mm[::-1]], 0.75, np.float64)
        for x, y, w, h in black_rectangles(self.board):
            s = self.ink_spread_mm
            x0, y0, x1, y1 = (max(round(v * scale), 0) for v in (x - s, y - s, x + w + s, y + h + s))
            raster[y0:y1, x0:x1] = 0.03
        inside = (u_mm > 0) & (v_mm > 0) & (u_mm < self.board.size_mm[0]) & (v_mm < self.board.size_mm[1])
        light = np.full(len(u_mm), 0.75)
        light[inside] = raster[(v_mm[inside] * scale).astype(int), (u_mm[inside] * scale).astype(int)]
        return light
