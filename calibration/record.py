"""The calibration as one JSON file: saved whole or not at all, with its pedigree; read with suspicion.

This is the one file of the floor that touches the disk.
"""

import base64
import binascii
import errno
import hashlib
import os
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from calibration.board import BoardSpec, parse_board
from calibration.flat import FlatField
from calibration.marks import PATCH_PX, TrayMarks
from calibration.plane import TrayView
from calibration.refusal import CalibrationRefused
from drivers.frame import Light

SCHEMA = "calibration/1"
_MOST_BYTES = 32_000_000
_MOST_MARKS = 5_000


@dataclass(frozen=True)
class Parameter:
    """A solved parameter and its standard uncertainty, in the unit that its name says."""

    value: float
    u: float


@dataclass(frozen=True)
class Pedigree:
    """Where a calibration comes from.

    Attributes
    ----------
    made_at : ISO 8601, UTC
    software : name and version
    board : what the views show
    views_used, views_left_out : names of pictures; those left out with the reason behind a colon
    reprojection_px : root mean square distance of the corners from where the model has them
    parameters : fx, fy, cx, cy (px), k1, k2, p1, p2, camera_height_mm, and blur_px, sigma of the blur on the flat board
    coverage : share of the picture's area that corners cover
    tilt_deg : largest angle between a view's board and the picture's plane
    warnings : what to do better
    """

    made_at: str
    software: str
    board: BoardSpec | None = None
    views_used: tuple[str, ...] = ()
    views_left_out: tuple[str, ...] = ()
    reprojection_px: float = 0.0
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    coverage: float = 0.0
    tilt_deg: float = 0.0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Calibration:
    """All that turns the pixels of one camera over one tray into millimetres and even light.

    Attributes
    ----------
    view : the lens and how it looks at the tray
    image_size_px : (width, height) of the pictures it is for
    flats : flat fields by light, where empty-tray frames were given
    pedigree : where it comes from
    marks : what stays put on the empty tray by light, to see later whether the camera was knocked; files made before
        there were any have none
    """

    view: TrayView
    image_size_px: tuple[int, int]
    flats: Mapping[Light, FlatField]
    pedigree: Pedigree
    marks: Mapping[Light, TrayMarks] = field(default_factory=dict)

    @property
    def blur_px(self) -> float | None:
        """Sigma of the blur of a sharp edge on the tray; None where no board told it."""
        blur = self.pedigree.parameters.get("blur_px")
        return None if blur is None else blur.value

    @cached_property
    def ident(self) -> str:
        """Short hash of all its content: two calibrations share it only if they are the same."""
        return _ident(_to_file(self))


@dataclass(frozen=True)
class _FlatInFile:
    shape: tuple[int, ...]
    grid: tuple[float, ...]
    noise: float
    specks: int


@dataclass(frozen=True)
class _MarksInFile:
    """Places and patches packed by zlib, as base64."""

    count: int
    reduced: int
    xy_px: str
    patches: str


@dataclass(frozen=True)
class _ViewInFile:
    camera_matrix: tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
    distortion: tuple[float, float, float, float, float]
    normal: tuple[float, float, float]
    height_mm: float
    u_scale_rel: float
    u_height_mm: float


@dataclass(frozen=True)
class _File:
    schema: str
    ident: str
    image_size_px: tuple[int, int]
    view: _ViewInFile
    flats: dict[Light, _FlatInFile]
    pedigree: Pedigree
    marks: dict[Light, _MarksInFile] | None = None


def save(calibration: Calibration, path: str | os.PathLike[str]) -> None:
    """Write a calibration; the file is there in full or, after any failure, as it was before.

    Raises
    ------
    OSError
        where it cannot be written
    """
    content = {**_content(_to_file(calibration)), "ident": calibration.ident}
    write_whole(path, msgspec.json.format(msgspec.json.encode(content)) + b"\n")


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file so that at any moment, even after a power cut, the old one or the new one is there in full.

    Raises
    ------
    OSError
        where it cannot be written
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target.parent))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(target)) from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_board(path: str | os.PathLike[str]) -> BoardSpec:
    """Read a board file.

    Raises
    ------
    CalibrationRefused
        if it is missing or describes no board
    """
    try:
        with Path(path).open("rb") as file:
            return parse_board(file.read(100_000), os.fspath(path))
    except OSError as error:
        raise CalibrationRefused(f"{os.fspath(path)}: the board file cannot be read ({error.strerror}).") from None


def load(path: str | os.PathLike[str]) -> Calibration:
    """Read a calibration.

    Raises
    ------
    CalibrationRefused
        if the file is missing, cut short, of another schema, altered, or holds what is no calibration
    """
    name = os.fspath(path)
    try:
        with Path(path).open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise CalibrationRefused(f"{name}: the calibration cannot be read ({error.strerror}).") from None
    if len(text) > _MOST_BYTES:
        raise CalibrationRefused(f"{name}: this is too large to be a calibration.")
    try:
        any_json = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CalibrationRefused(f"{name}: the calibration is damaged or cut short; calibrate again.") from None
    schema = any_json.get("schema") if isinstance(any_json, dict) else None
    if schema != SCHEMA:
        raise CalibrationRefused(f"{name}: this is no calibration that this version reads ({SCHEMA}); calibrate again.")
    try:
        return _from_file(msgspec.convert(any_json, _File))
    except (msgspec.ValidationError, CalibrationRefused, ValueError) as error:
        reason = str(error).rstrip(".")
        raise CalibrationRefused(f"{name}: the calibration is damaged ({reason}); calibrate again.") from None


def check_fits(calibration: Calibration, size_px: tuple[int, int]) -> None:
    """Refuse a picture of another size than the calibration's.

    Raises
    ------
    CalibrationRefused
        if the sizes differ
    """
    if tuple(size_px) != tuple(calibration.image_size_px):
        have, want = ("{} x {}".format(*size) for size in (size_px, calibration.image_size_px))
        raise CalibrationRefused(f"the picture is {have} pixels, the calibration is for {want}.")


def _content(file: _File) -> dict[str, object]:
    """What is written: without marks it is what was written before there were any, so that idents stay."""
    content = asdict(file)
    if file.marks is None:
        del content["marks"]
    return content


def _ident(file: _File) -> str:
    """Hash of everything but the ident itself."""
    content = {**_content(file), "ident": ""}
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()[:12]


def _to_file(calibration: Calibration) -> _File:
    view = calibration.view
    flats = {
        light: _FlatInFile(
            flat.grid.shape, tuple(round(float(v), 6) for v in flat.grid.ravel()), flat.noise, flat.specks
        )
        for light, flat in calibration.flats.items()
    }
    in_file = _ViewInFile(
        tuple(_floats(row) for row in view.camera_matrix),  # type: ignore[arg-type]
        _floats(view.distortion),  # type: ignore[arg-type]
        _floats(view.normal),  # type: ignore[arg-type]
        float(view.height_mm),
        float(view.u_scale_rel),
        float(view.u_height_mm),
    )
    width, height = calibration.image_size_px
    marks = {
        light: _MarksInFile(len(m.xy_px), m.reduced, _packed(m.xy_px.astype("<u2")), _packed(m.patches))
        for light, m in calibration.marks.items()
    }
    return _File(SCHEMA, "", (int(width), int(height)), in_file, flats, calibration.pedigree, marks or None)


def _packed(values: NDArray[np.uint16] | NDArray[np.int8]) -> str:
    return base64.b64encode(zlib.compress(values.tobytes(), 9)).decode("ascii")


def _unpacked(text: str, size: int) -> bytes:
    """The bytes of a packed array; never more than `size` of them, whatever the file claims."""
    try:
        content = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), size + 1)
    except (binascii.Error, zlib.error):
        raise ValueError("the tray's marks cannot be unpacked") from None
    if len(content) != size:
        raise ValueError("the tray's marks are cut short")
    return content


def _floats(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(v) for v in np.ravel(values))


def _from_file(file: _File) -> Calibration:
    view = TrayView(
        np.array(file.view.camera_matrix),
        np.array(file.view.distortion),
        np.array(file.view.normal),
        file.view.height_mm,
        file.view.u_scale_rel,
        file.view.u_height_mm,
    )
    width, height = file.image_size_px
    if not (16 <= width <= 30_000 and 16 <= height <= 30_000):
        raise ValueError("image_size_px makes no picture")
    if not (view.height_mm > 0 and view.camera_matrix[0, 0] > 0 and view.camera_matrix[1, 1] > 0):
        raise ValueError("height and focal lengths must be positive")
    if not (abs(np.linalg.norm(view.normal) - 1) < 1e-3 and view.normal[2] < -0.1):
        raise ValueError("the tray's normal does not point at the camera")
    if _ident(file) != file.ident:
        raise ValueError("its content was altered")
    flats = {light: _flat(flat, file.image_size_px) for light, flat in file.flats.items()}
    marks = {light: _marks(some, file.image_size_px) for light, some in (file.marks or {}).items()}
    return Calibration(view, file.image_size_px, flats, file.pedigree, marks)


def _marks(marks: _MarksInFile, size_px: tuple[int, int]) -> TrayMarks:
    if not (0 <= marks.count <= _MOST_MARKS and 1 <= marks.reduced <= 100):
        raise ValueError("the tray's marks have wrong counts")
    xy = np.frombuffer(_unpacked(marks.xy_px, 4 * marks.count), "<u2").reshape(-1, 2).astype(np.uint16)
    patches = np.frombuffer(_unpacked(marks.patches, PATCH_PX**2 * marks.count), np.int8)
    if (xy * np.int64(marks.reduced) >= size_px).any():
        raise ValueError("the tray's marks lie outside the picture")
    return TrayMarks(xy, patches.reshape(-1, PATCH_PX, PATCH_PX), marks.reduced)


def _flat(flat: _FlatInFile, size_px: tuple[int, int]) -> FlatField:
    shape = flat.shape
    if len(shape) not in (2, 3) or shape[2:] not in ((), (3,)) or min(shape[:2]) < 4 or max(shape[:2]) > 64:
        raise ValueError("a flat field has a wrong shape")
    grid = np.array(flat.grid, np.float32)
    if grid.size != np.prod(shape) or not (np.abs(grid) < 4).all():
        raise ValueError("a flat field has wrong values")
    return FlatField(grid.reshape(shape), size_px, flat.noise, flat.specks)
