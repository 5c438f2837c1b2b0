"""A printed ChArUco board under the made camera: views to calibrate from."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.synthetic.camera import Camera
from models_onnx.synthetic.rig import Rig

Array = NDArray[np.float64]
TEXEL_MM = 0.04
MARGIN_MM = 6.0
INK, PAPER = 0.035, 0.84
SAMPLES = 3  # a pixel and side


@dataclass(frozen=True)
class Board:
    """A ChArUco board in the words of the contract's board file."""

    dictionary: str = "DICT_5X5_100"
    squares_x: int = 12
    squares_y: int = 9
    square_mm: float = 8.0
    marker_mm: float = 6.0
    face_height_mm: float = 0.0
    legacy_pattern: bool = False
    type: str = "charuco"

    def print_out(self) -> NDArray[np.float32]:
        """Reflectance of the printed sheet, TEXEL_MM a pixel, MARGIN_MM of paper around it."""
        dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, self.dictionary))
        board = cv2.aruco.CharucoBoard((self.squares_x, self.squares_y), self.square_mm, self.marker_mm, dictionary)
        size = round(self.squares_x * self.square_mm / TEXEL_MM), round(self.squares_y * self.square_mm / TEXEL_MM)
        picture = board.generateImage(size, marginSize=0, borderBits=1)
        margin = round(MARGIN_MM / TEXEL_MM)
        paper = cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=255)
        return np.asarray(INK + (PAPER - INK) * paper.astype(np.float32) / 255, np.float32)


@dataclass(frozen=True)
class BoardPose:
    """Where the board's first corner lies and how it is turned: (3, 3) board to world, (3,) mm."""

    rotation: Array
    origin_mm: Array


def board_poses(
    count: int, board: Board, field_xy_mm: tuple[float, float], rng: np.random.Generator
) -> list[BoardPose]:
    """The first flat on the tray, the others held up and tilted 10 to 30 degrees in different directions."""
    size = np.array([board.squares_x, board.squares_y]) * board.square_mm
    poses = []
    for k in range(count):
        tilt = 0.0 if k == 0 else float(np.radians(rng.uniform(10, 30)))
        about = 2 * np.pi * k / max(count - 1, 1) + rng.uniform(-0.3, 0.3)
        turn = cv2.Rodrigues(np.array([0, 0, rng.uniform(-0.25, 0.25)]))[0]
        lean = cv2.Rodrigues(tilt * np.array([np.cos(about), np.sin(about), 0.0]))[0]
        rotation = np.asarray(lean @ turn @ np.diag([1.0, -1.0, -1.0]), np.float64)  # the print's y runs down
        middle = rng.uniform(-0.12, 0.12, 2) * field_xy_mm if k else np.zeros(2)
        corners = np.array([[0, 0], [1, 0], [0, 1], [1, 1]]) * size - size / 2
        low = min(0.0, float((np.column_stack([corners, np.zeros(4)]) @ rotation.T)[:, 2].min()))
        lift = -low + (rng.uniform(1, 20) if k else board.face_height_mm)
        centre = np.array([*middle, lift])
        poses.append(BoardPose(rotation, centre - rotation @ np.array([*(size / 2), 0.0])))
    return poses


def board_view(rig: Rig, board: Board, pose: BoardPose, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A top-lit picture (height, width, 3) of the board in that pose."""
    camera: Camera = rig.camera
    sheet = board.print_out()
    tray = float(rig.lighting.tray_bgr.mean())
    total = np.zeros((camera.height_px, camera.width_px), np.float32)
    y, x = np.mgrid[: camera.height_px, : camera.width_px].astype(np.float64)
    for k in range(SAMPLES**2):
        inside = (np.array([k % SAMPLES, k // SAMPLES]) + 0.5) / SAMPLES - 0.5
        rays = camera.directions(np.stack([x.ravel() + inside[0], y.ravel() + inside[1]], axis=1))
        normal = pose.rotation[:, 2]
        reach = ((pose.origin_mm - camera.centre_mm) @ normal) / (rays @ normal)
        on_board = (camera.centre_mm + rays * reach[:, None] - pose.origin_mm) @ pose.rotation
        texel = ((on_board[:, :2] + MARGIN_MM) / TEXEL_MM - 0.5).astype(np.float32).reshape(*total.shape, 2)
        total += cv2.remap(
            sheet, texel[..., 0], texel[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=tray
        )
    light = (total / SAMPLES**2)[..., None] * np.float32(rig.lamp_level / tray) * rig.lamp_bgr
    return rig.sensor.develop(light.astype(np.float32), 1.0, rng)
