"""Pictures of every page, and contact sheets of them for the documentation."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPainter

from appliance.screen.events import LANGUAGES
from appliance.screen.scenes import MODES, SIZES, scenes
from appliance.screen.theatre import dressed, playing, spoken_in

_GAP_PX, _CAPTION_PX = 14, 20
_FIRST = ("en", "plain")
_SHEET_PX = 1800
_THUMB_AREA_PX = 64_000


def photograph(
    folder: Path,
    only: Sequence[str],
    sizes: Iterable[str],
    languages: Iterable[str],
    modes: Iterable[str],
    *,
    for_sheets: bool = False,
) -> list[str]:
    """Write PAGE-SIZE-LANGUAGE-MODE.png into the folder; returns their names.

    Parameters
    ----------
    for_sheets : only those that the contact sheets show
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    wears = [(size, language, mode) for size in sizes for language in languages for mode in modes]
    for scene in scenes(tuple(only) or ("",)) if wears else ():
        with playing(scene, SIZES[wears[0][0]], spoken_in(MODES[wears[0][2]], wears[0][1])) as (kiosk, _):
            for size, language, mode in wears:
                if for_sheets and (language, mode) not in (_FIRST, _other(scene.name)):
                    continue
                dressed(kiosk, spoken_in(MODES[mode], language), SIZES[size])
                names.append(f"{scene.name}-{size}-{language}-{mode}")
                kiosk.picture().save(str(folder / f"{names[-1]}.png"))
    return names


def contact_sheets(folder: Path, sheets: Path, sizes: Iterable[str]) -> list[Path]:
    """One sheet a size: each page in English, plain; below, each page once in another language and mode."""
    sheets.mkdir(parents=True, exist_ok=True)
    order = [scene.name for scene in scenes()]
    written = []
    for size in sizes:
        wanted = ["-".join((name, size, *_FIRST)) for name in order]
        wanted += ["-".join((name, size, *_other(name))) for name in order]
        files = [folder / f"{name}.png" for name in wanted]
        files = [file for file in files if file.exists()]
        if files:
            written.append(_sheet(files, sheets / f"{size}.jpg", SIZES[size]))
    shown = journey(folder, sheets / "journey.jpg")
    return written if shown is None else [*written, shown]


def journey(folder: Path, to: Path) -> Path | None:
    """A customer's way in four pictures, side by side; None where they were not photographed."""
    names = ("invite", "looking_looking", "answer", "way")
    pictures = [QImage(str(folder / f"{name}-1280x800-en-plain.png")) for name in names]
    if any(picture.isNull() for picture in pictures):
        return None
    width, height = 640, 400
    strip = QImage(2 * width + 3 * _GAP_PX, 2 * height + 3 * _GAP_PX, QImage.Format.Format_RGB32)
    strip.fill(QColor("#d3cfc6"))
    painter = QPainter(strip)
    for i, picture in enumerate(pictures):
        small = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        painter.drawImage(_GAP_PX + i % 2 * (width + _GAP_PX), _GAP_PX + i // 2 * (height + _GAP_PX), small)
    painter.end()
    return _written(strip, to)


def _other(name: str) -> tuple[str, str]:
    """Another language and mode for the page; each combination has some pages."""
    others = [(language, mode) for mode in list(MODES)[1:] for language in LANGUAGES]
    return others[sum(map(ord, name)) % len(others)]


def _sheet(files: Sequence[Path], to: Path, size_px: tuple[int, int]) -> Path:
    scale = (_THUMB_AREA_PX / (size_px[0] * size_px[1])) ** 0.5
    width, height = round(scale * size_px[0]), round(scale * size_px[1])
    columns = max(1, (_SHEET_PX - _GAP_PX) // (width + _GAP_PX))
    rows = -(-len(files) // columns)
    sheet = QImage(
        columns * (width + _GAP_PX) + _GAP_PX,
        rows * (height + _GAP_PX + _CAPTION_PX) + _GAP_PX,
        QImage.Format.Format_RGB32,
    )
    sheet.fill(QColor("#d3cfc6"))
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setFont(QFont("Source Sans Pro", 10))
    painter.setPen(QColor("#1e2934"))
    for i, file in enumerate(files):
        x = _GAP_PX + (i % columns) * (width + _GAP_PX)
        y = _GAP_PX + (i // columns) * (height + _GAP_PX + _CAPTION_PX)
        small = QImage(str(file)).scaled(
            width, height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(x, y, small)
        page, _, language, mode = file.stem.rsplit("-", 3)
        painter.drawText(QRectF(x, y + height, width, _CAPTION_PX), f"{page.replace('_', ' ')} · {language} · {mode}")
    painter.end()
    return _written(sheet, to)


def _written(picture: QImage, to: Path) -> Path:
    writer = QImageWriter(str(to))
    writer.setQuality(78)
    if not writer.write(picture):
        raise OSError(f"{to}: {writer.errorString()}")
    return to
