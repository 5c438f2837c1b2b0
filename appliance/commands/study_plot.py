"""The plot of a gauge study: each quantity's photographs, placement by placement, and the doubt that was claimed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.overlay.ink import DIMENSION, FAINT, INK, RULE, SIGN, WARN, Paper
from appliance.repeatability import Spread

_WIDTH_PX, _ROW_PX, _TOP_PX, _BOTTOM_PX = 1400, 190, 110, 60
_LEFT_PX, _RIGHT_PX = 330, 40
_HALF_PX = 66  # from a row's middle to the end of its scale


@dataclass(frozen=True)
class Row:
    """One quantity.

    Attributes
    ----------
    name : in words
    spread : in mm
    u_mm : the standard uncertainty that was claimed, median over the photographs
    """

    name: str
    spread: Spread
    u_mm: float


def plot(title: str, rows: Sequence[Row]) -> NDArray[np.uint8]:
    """(height, width, 3) uint8 B, G, R: a row a quantity; each dot is a photograph, its height how far off the mean."""
    paper = Paper.blank(_WIDTH_PX, _TOP_PX + _ROW_PX * len(rows) + _BOTTOM_PX)
    paper.text((40, 56), title, 30, 600)
    legend = "each dot a photograph, each column a placement; band: ± 2 u as claimed"
    paper.text((40, 88), legend, 17, colour=FAINT)
    for number, row in enumerate(rows):
        _draw(paper, row, _TOP_PX + _ROW_PX * number + _ROW_PX / 2)
    return paper.pixels


def _draw(paper: Paper, row: Row, middle_px: float) -> None:
    spread = row.spread
    reach_mm = 1.15 * max(2 * row.u_mm, max(abs(v - spread.mean) for values in spread.values for v in values), 1e-6)
    right = _WIDTH_PX - _RIGHT_PX
    band_px = _HALF_PX * 2 * row.u_mm / reach_mm
    corners = [(_LEFT_PX, -band_px), (right, -band_px), (right, band_px), (_LEFT_PX, band_px)]
    paper.fill([(x, middle_px + y) for x, y in corners], RULE)
    paper.path([(_LEFT_PX, middle_px), (right, middle_px)], FAINT, 1)
    for sign in (-1, 1):
        paper.path([(_LEFT_PX, middle_px + sign * _HALF_PX), (right, middle_px + sign * _HALF_PX)], RULE, 1)
        text = f"{-sign * 1000 * reach_mm:+.0f} µm"
        paper.text((_LEFT_PX - 12, middle_px + sign * _HALF_PX + 5), text, 14, colour=FAINT, align="right")
    step = (right - _LEFT_PX) / len(spread.values)
    for place, values in enumerate(spread.values):
        centre = _LEFT_PX + (place + 0.5) * step
        for at, value in enumerate(values):
            x = centre + (at - (len(values) - 1) / 2) * min(7.0, step / (len(values) + 1))
            off_mm = value - spread.mean
            inside = abs(off_mm) <= 2 * row.u_mm
            paper.disc((x, middle_px - _HALF_PX * off_mm / reach_mm), 3.2, SIGN if inside else WARN)
    paper.text((40, middle_px - 26), row.name, 20, 600)
    paper.text((40, middle_px), f"{spread.mean:.3f} mm", 18, colour=DIMENSION)
    still = "" if spread.repeatability is None else f"still {1000 * spread.repeatability:.1f} · "
    paper.text((40, middle_px + 24), f"{still}anew {1000 * spread.reproducibility:.1f} µm", 16, colour=INK)
    paper.text((40, middle_px + 46), f"claimed u {1000 * row.u_mm:.1f} µm", 16, colour=FAINT)
