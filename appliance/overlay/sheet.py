"""The sheet: the tray as it was seen, a plate and a card for each part, and what it all rests on."""

from pathlib import PurePath

import cv2
import numpy as np
from numpy.typing import NDArray

from appliance import wording
from appliance.overlay.card import draw_card
from appliance.overlay.ink import FAINT, INK, RULE, WARN, Paper
from appliance.overlay.overview import draw_overview
from appliance.overlay.plate import draw_plate
from appliance.reading import Kind, Part, Reading, ScaleSource
from drivers.frame import Shot

SHEET_PX = 2200
_PLATE_PX = 1480
_OVERVIEW_PX = 1500
_MARGIN_PX = 44


def draw(shot: Shot, reading: Reading) -> NDArray[np.uint8]:
    """Draw the answer on its photograph, the top-lit one where there is one.

    Returns
    -------
    (height, 2200, 3) uint8 in B, G, R order
    """
    photograph = _photograph(shot)
    measured = [(n, part) for n, part in enumerate(reading.parts, 1) if _has_plate(part)]
    alone = len(reading.parts) == 1 and len(measured) == 1
    strips = [_heading(reading)]
    if not alone:
        strips += [_rule(), draw_overview(photograph, reading.parts, SHEET_PX, _OVERVIEW_PX)]
    for number, part in measured:
        card = draw_card(part, None if alone else number, SHEET_PX - _PLATE_PX)
        plate = draw_plate(photograph, part, _PLATE_PX, len(card))
        strip = Paper.blank(SHEET_PX, len(plate)).pixels
        strip[:, :_PLATE_PX] = plate
        strip[: len(card), _PLATE_PX:] = card
        strips += [_rule(), strip]
    return np.concatenate([*strips, _rule(), _footing(reading)])


def _photograph(shot: Shot) -> NDArray[np.uint8]:
    frame = shot.toplit or shot.photo or shot.backlit
    assert frame is not None
    if frame.pixels.ndim == 2:
        return np.asarray(cv2.cvtColor(frame.pixels, cv2.COLOR_GRAY2BGR), np.uint8)
    return frame.pixels


def _has_plate(part: Part) -> bool:
    return part.kind is Kind.FASTENER and part.refused is None


def _heading(reading: Reading) -> NDArray[np.uint8]:
    notes = [wording.warning(code) for code in reading.warnings]
    if not reading.parts:
        notes.insert(0, "There is nothing on the tray.")
    paper = Paper.blank(SHEET_PX, 92 + 40 * len(notes))
    paper.text((_MARGIN_PX, 58), "Screwtray", 32, 600, INK)
    paper.text((SHEET_PX - _MARGIN_PX, 58), _called(reading.shot), 24, 400, FAINT, "right")
    for index, note in enumerate(notes):
        paper.text((_MARGIN_PX, 104 + 40 * index), note, 25, 500, WARN)
    return paper.pixels


def _called(shot: str) -> str:
    """The folder's name, or a photograph's with its folder's: photographs are often called alike."""
    path = PurePath(shot)
    return "/".join(path.parts[-2:]) if path.suffix else path.name


def _rule() -> NDArray[np.uint8]:
    return np.full((2, SHEET_PX, 3), RULE, np.uint8)


def _footing(reading: Reading) -> NDArray[np.uint8]:
    paper = Paper.blank(SHEET_PX, 76)
    left = wording.scale_source(reading.scale).capitalize()
    if reading.scale.source is not ScaleSource.NONE:
        left = (
            f"Millimetres of the part itself, {wording.scale_source(reading.scale)}; ± holds the truth 95 times in 100"
        )
    paper.text((_MARGIN_PX, 47), left, 22, 400, FAINT)
    made_by = " · ".join(
        said for said in (reading.catalog and f"catalog {reading.catalog}", f"models {reading.models}") if said
    )
    paper.text((SHEET_PX - _MARGIN_PX, 47), made_by, 22, 400, FAINT, "right")
    return paper.pixels
