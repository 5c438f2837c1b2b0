"""The card beside a plate: what the part is, where its match hangs, how sure that is, what else it may be."""

import numpy as np
from numpy.typing import NDArray

from appliance import wording
from appliance.overlay.ink import FAINT, INK, RULE, SIGN, WARN, Colour, Paper, shortened, text_width, wrapped
from appliance.reading import Match, Part

_MARGIN_PX = 44
_OTHERS_SHOWN = 3
_WHITE: Colour = (255, 255, 255)


def draw_card(part: Part, number: int | None, width_px: int) -> NDArray[np.uint8]:
    """Draw the card.

    Parameters
    ----------
    number : the badge, where several parts lie on the tray

    Returns
    -------
    (height, `width_px`, 3) B, G, R; as high as its text
    """
    paper = Paper.blank(width_px, 2000)
    right = width_px - _MARGIN_PX
    y = 62.0
    if number is not None:
        draw_badge(paper, (_MARGIN_PX + 22, y - 10), number)
    heading = "BEST MATCH" if part.matches else "THIS PART"
    x = _MARGIN_PX + (62 if number is not None else 0)
    paper.text((x, y), heading, 20, 500, FAINT)
    if part.matches:
        y = _draw_best(paper, part.matches[0], y, right)
    else:
        for line in wrapped(wording.name(part), 38, 500, right - _MARGIN_PX, 3):
            y += 50
            paper.text((_MARGIN_PX, y), line, 38, 500)
    if part.matches:
        y = _draw_seen(paper, part, y + 24, right)
    y = _draw_others(paper, part, y + 18, right)
    if part.question is not None:
        y += 14
        for line in wrapped(wording.question(part.question), 23, 500, right - _MARGIN_PX, 2):
            y += 32
            paper.text((_MARGIN_PX, y), line, 23, 500, WARN)
    return paper.pixels[: round(y + 40)]


def draw_badge(paper: Paper, centre_xy: tuple[float, float], number: int, colour: Colour = SIGN) -> None:
    """The part's number in a disc."""
    x, y = centre_xy
    paper.disc((x, y), 22, colour)
    paper.text((x, y + 9), str(number), 25, 600, _WHITE, "middle")


def _draw_best(paper: Paper, best: Match, y: float, right: float) -> float:
    paper.text((right, y), f"{wording.in_per_cent(best.p)} sure", 24, 500, INK, "right")
    y += 12
    for line in wrapped(best.title, 34, 500, round(right) - _MARGIN_PX, 3):
        y += 44
        paper.text((_MARGIN_PX, y), line, 34, 500)
    y += 36
    paper.text((_MARGIN_PX, y), f"SKU {best.sku}", 22, 400, FAINT)
    y += 26
    paper.plaque(_MARGIN_PX, y, right, y + 108, SIGN, 14)
    _draw_place(paper, best, y, right)
    return y + 108


def _draw_place(paper: Paper, best: Match, top: float, right: float) -> None:
    """Aisle, bay and bin in columns, as large as a sign."""
    said = [(what, where) for what, where in (("AISLE", best.aisle), ("BAY", best.bay), ("BIN", best.bin)) if where]
    if not said:
        paper.text(((_MARGIN_PX + right) / 2, top + 66), "The store gave no place", 28, 500, _WHITE, "middle")
        return
    column = (right - _MARGIN_PX) / len(said)
    pale: Colour = (222, 214, 190)
    for index, (what, where) in enumerate(said):
        x = _MARGIN_PX + (index + 0.5) * column
        paper.text((x, top + 34), what, 18, 500, pale, "middle")
        paper.text((x, top + 86), shortened(where, 48, 600, round(column) - 12), 48, 600, _WHITE, "middle")
        if index:
            edge = _MARGIN_PX + index * column
            paper.path([[edge, top + 22], [edge, top + 88]], (142, 126, 58), 1)


def _draw_seen(paper: Paper, part: Part, y: float, right: float) -> float:
    """What was seen and measured, whatever the catalog says."""
    y += 30
    for line in wrapped("Seen: " + wording.name(part), 23, 400, round(right) - _MARGIN_PX, 2):
        paper.text((_MARGIN_PX, y), line, 23, 400)
        y += 31
    return y - 15


def _draw_others(paper: Paper, part: Part, y: float, right: float) -> float:
    """The alternatives, one line each, and what is left for none of them."""
    rows = [(m.p, m.title, _short_place(m)) for m in part.matches[1 : 1 + _OTHERS_SHOWN] if m.p >= 0.01]
    if part.not_in_catalog is not None:
        rows.append((part.not_in_catalog, "not in this catalog", ""))
    if not rows:
        return y
    paper.path([[_MARGIN_PX, y], [right, y]], RULE, 1)
    y += 14
    for p, title, where in rows:
        y += 32
        paper.text((_MARGIN_PX + 112, y), wording.in_per_cent(p), 22, 500, INK, "right")
        place_px = text_width(where, 22, 500) + 18 if where else 0
        room = round(right - _MARGIN_PX - 130 - place_px)
        paper.text((_MARGIN_PX + 130, y), shortened(title, 22, 400, room), 22, 400, INK if where else FAINT)
        if where:
            paper.text((right, y), where, 22, 500, SIGN, "right")
    return y


def _short_place(match: Match) -> str:
    return " · ".join(where for where in (match.aisle, match.bay, match.bin) if where)
