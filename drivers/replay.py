"""Shots from files: a folder with `backlit.*` and `toplit.*`, or a single photograph."""

import contextlib
import os
import warnings
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from drivers.faults import UnreadableShot
from drivers.frame import Frame, Light, Shot

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP")
_DIAGONAL_35MM_MM = float(np.hypot(36.0, 24.0))


def read_shot(path: str | Path) -> Shot:
    """Read a shot.

    Parameters
    ----------
    path : a folder that holds `backlit.*`, `toplit.*` or both, or a photograph's file

    Raises
    ------
    UnreadableShot
        Where there is nothing to read, or its frames do not fit together.
    """
    name, place = os.fspath(path), Path(path)
    if not place.is_dir():
        return Shot(name, photo=read_frame(place, Light.AMBIENT))
    found = {light: _picture_of(place, light) for light in (Light.BACKLIT, Light.TOPLIT)}
    frames = {light: read_frame(file, light) for light, file in found.items() if file is not None}
    if not frames:
        raise UnreadableShot(f"{name}: the folder holds neither a backlit.* nor a toplit.* picture.")
    shot = Shot(name, frames.get(Light.BACKLIT), frames.get(Light.TOPLIT))
    if len({frame.size_px for frame in shot.frames}) > 1:
        sizes = " and ".join("{} × {}".format(*frame.size_px) for frame in shot.frames)
        raise UnreadableShot(f"{name}: the backlit and the top-lit picture differ in size ({sizes} pixels).")
    return shot


def _picture_of(folder: Path, light: Light) -> Path | None:
    """The folder's one picture under this light, if there is any."""
    pictures = sorted(
        file for file in folder.iterdir() if file.stem == light and file.suffix.lower() in PICTURE_SUFFIXES
    )
    if len(pictures) > 1:
        names = " and ".join(file.name for file in pictures)
        raise UnreadableShot(f"{folder}: the folder holds {names}; keep one of them.")
    return pictures[0] if pictures else None


def read_frame(path: str | Path, light: Light) -> Frame:
    """Read one picture, upright as its EXIF says, as 8-bit grey or B, G, R.

    Sixteen bits are rounded to eight, transparency is laid over white. The header is looked at before
    anything is decoded, so that a small file cannot unfold into more memory than there is.

    Raises
    ------
    UnreadableShot
        Where the file is missing, empty, no picture, cut short, damaged or of more pixels than Pillow holds to be sane.
    """
    file = Path(path)
    try:
        if not file.is_file():
            raise UnreadableShot(f"{file}: there is no such {'picture' if not file.exists() else 'plain file'}.")
        if file.stat().st_size == 0:
            raise UnreadableShot(f"{file}: the file is empty.")
        with _opened(file) as image:
            focal_px = _focal_px(image)
            return Frame(_pixels(_decoded(image, file), file), light, focal_px)
    except PermissionError:
        raise UnreadableShot(f"{file}: you may not read this file.") from None
    except OSError as error:
        raise UnreadableShot(f"{file}: the file cannot be read ({error.strerror or error}).") from None


def _opened(file: Path) -> Image.Image:
    """The picture with its header read and nothing decoded yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(file, formats=_FORMATS)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            most_mp = (Image.MAX_IMAGE_PIXELS or 0) / 1e6
            raise UnreadableShot(f"{file}: the picture is too large; {most_mp:.0f} megapixels are the most.") from None
        except UnidentifiedImageError:
            raise UnreadableShot(f"{file}: this is no PNG, JPEG, TIFF or WebP picture.") from None
        except (SyntaxError, ValueError, EOFError):
            raise UnreadableShot(f"{file}: the picture is damaged.") from None


def _decoded(image: Image.Image, file: Path) -> Image.Image:
    """The picture in full and upright."""
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        cut_short = "truncated" in str(error) or "premature" in str(error).lower()
        what = "cut short: copy it again" if cut_short else "damaged"
        raise UnreadableShot(f"{file}: the picture is {what}.") from None
    # Pillow's EXIF parser raises whatever rubbish leads it to; the picture itself is whole.
    with contextlib.suppress(Exception):
        ImageOps.exif_transpose(image, in_place=True)
    return image


def _focal_px(image: Image.Image) -> float | None:
    """Focal length in pixels from EXIF's 35 mm equivalent, which is defined by the diagonal (CIPA DCG-001)."""
    try:
        equivalent_mm = float(image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.FocalLengthIn35mmFilm, 0))
    except Exception:  # as above: a wrong EXIF block costs the hint only
        return None
    return equivalent_mm / _DIAGONAL_35MM_MM * float(np.hypot(*image.size)) if 5 < equivalent_mm < 1000 else None


def _pixels(image: Image.Image, file: Path) -> NDArray[np.uint8]:
    """(height, width) grey or (height, width, 3) B, G, R."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return np.asarray((np.asarray(image, np.float32) / 257.0 + 0.5).clip(0, 255), np.uint8)
    if image.mode == "F":
        raise UnreadableShot(f"{file}: pictures of floating-point numbers are not read; save it with 8 or 16 bits.")
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    if image.mode in ("L", "1"):
        return np.asarray(image if image.mode == "L" else image.convert("L"), np.uint8)
    rgb = np.asarray(image if image.mode == "RGB" else image.convert("RGB"), np.uint8)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)  # 40 times faster than a copy of rgb[..., ::-1]
