"""The whole tray, cropped to what lies on it, each thing outlined and numbered."""

import cv2
import numpy as np
from numpy.typing import NDArray

from appliance import wording
from appliance.overlay.card import draw_badge
from appliance.overlay.ink import FAINT, INK, PAPER, SIGN, WARN, Colour, Paper, text_width
from appliance.reading import Kind, Part

_ROOM_PX = 150  # around the parts, at the sheet's scale
_BADGE_PX = 26
_NOTE_PX = 24


def draw_overview(
    photograph: NDArray[np.uint8], parts: tuple[Part, ...], width_px: int, most_height_px: int
) -> NDArray[np.uint8]:
    """Draw the tray.

    Parameters
    ----------
    photograph : (height, width, 3) B, G, R
    parts : all things found; may be empty

    Returns
    -------
    (height, `width_px`, 3) B, G, R
    """
    scale, corner_xy_px, height_px = _framing(photograph, parts, width_px, most_height_px)
    to_sheet = np.array([[scale, 0, -scale * corner_xy_px[0]], [0, scale, -scale * corner_xy_px[1]]])
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    picture = cv2.warpAffine(
        photograph,
        to_sheet,
        (width_px, height_px),
        flags=interpolation,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=PAPER,
    )
    paper = Paper(np.asarray(picture, np.uint8))
    outlines = [np.asarray(part.outline_xy_px) * scale + to_sheet[:, 2] for part in parts]
    taken = np.zeros((height_px, width_px), np.uint8)
    for outline in outlines:
        cv2.fillPoly(taken, [np.round(outline).astype(np.int32)], 255)
    taken = np.asarray(cv2.dilate(taken, np.ones((15, 15), np.uint8)), np.uint8)
    for number, (part, outline) in enumerate(zip(parts, outlines, strict=True), 1):
        colour = _colour(part)
        paper.path(outline, colour, 2, closed=True)
        _draw_badge_beside(paper, taken, outline, number, part, colour)
    return paper.pixels


def _framing(
    photograph: NDArray[np.uint8], parts: tuple[Part, ...], width_px: int, most_height_px: int
) -> tuple[float, NDArray[np.float64], int]:
    """Scale, the picture's corner on the photograph, and the height, such that all parts show with room around."""
    high, wide = photograph.shape[:2]
    low_xy, far_xy = np.zeros(2), np.array([wide, high], np.float64)
    if parts:
        points = np.concatenate([part.outline_xy_px for part in parts])
        low_xy, far_xy = points.min(axis=0), points.max(axis=0)
    room = far_xy - low_xy + 1
    scale = min((width_px - 2 * _ROOM_PX) / room[0], (most_height_px - 2 * _ROOM_PX) / room[1], 1.6)
    height_px = min(most_height_px, round(scale * room[1]) + 2 * _ROOM_PX, round(scale * high))
    view_px = np.array([width_px, height_px]) / scale
    slack = np.array([wide, high]) - view_px
    corner = np.clip((low_xy + far_xy) / 2 - view_px / 2, np.minimum(slack / 2, 0), np.maximum(slack, 0))
    return scale, np.where(slack < 0, slack / 2, corner), height_px


def _colour(part: Part) -> Colour:
    if part.refused is not None:
        return WARN
    return SIGN if part.kind is Kind.FASTENER else FAINT


def _note(part: Part) -> str:
    """What stands beside the number of a part that has no plate."""
    if part.refused is not None:
        return wording.refusal(part)
    return wording.name(part) if part.kind is Kind.COIN else ""


def _draw_badge_beside(
    paper: Paper, taken: NDArray[np.uint8], outline: NDArray[np.float64], number: int, part: Part, colour: Colour
) -> None:
    """Number and note at the nearest free place around the part; marks the place as taken."""
    note = _note(part)
    width = 2 * _BADGE_PX + (16 + text_width(note, _NOTE_PX, 500) if note else 0)
    box = np.array([width, 2 * _BADGE_PX])
    low, high = outline.min(axis=0), outline.max(axis=0)
    centre = (low + high) / 2
    candidates = _corners_around(low, high, box)
    free = [at for at in candidates if _is_free(taken, at, box)]
    at = min(free or candidates[:1], key=lambda one: float(np.hypot(*(one + box / 2 - centre))))
    at = np.clip(at, 6, np.maximum(np.array(taken.shape[::-1]) - box - 6, 6))
    x, y = np.round(at).astype(int)
    taken[y : y + box[1], x : x + box[0]] = 255
    if note:
        paper.plaque(x, y, x + width + 12, y + box[1], PAPER, _BADGE_PX)
        paper.text((x + 2 * _BADGE_PX + 8, y + _BADGE_PX + 9), note, _NOTE_PX, 500, INK)
    draw_badge(paper, (x + _BADGE_PX, y + _BADGE_PX), number, colour)


def _corners_around(
    low: NDArray[np.float64], high: NDArray[np.float64], box: NDArray[np.int_]
) -> list[NDArray[np.float64]]:
    """Upper left corners of boxes over and around the bounding box, some inside it: slanted parts leave room there."""
    xs = np.linspace(low[0] - box[0] - 8, high[0] + 8, 13)
    ys = np.linspace(low[1] - box[1] - 8, high[1] + 8, 13)
    return [np.array([x, y]) for y in ys for x in xs]


def _is_free(taken: NDArray[np.uint8], at: NDArray[np.float64], box: NDArray[np.int_]) -> bool:
    x, y = np.round(at).astype(int)
    inside = x >= 0 and y >= 0 and x + box[0] <= taken.shape[1] and y + box[1] <= taken.shape[0]
    return bool(inside and not taken[y : y + box[1], x : x + box[0]].any())
