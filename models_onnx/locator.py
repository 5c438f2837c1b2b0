"""What lies where, roughly: a network that looks at the whole tray, or at a photograph, and knows hands, dirt and
shadows from fasteners and coins.

It is coarse; outlines come from full resolution. It says what each silhouette is.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models_onnx.manifest import FOLDER, Network, open_network, read_manifest
from models_onnx.patch import coded

LOCATOR = "locator"  # name in the manifest
WIDTH_PX, HEIGHT_PX = 256, 192
PLANES = 4  # backlit, B, G, R
SHAPE = (PLANES, HEIGHT_PX, WIDTH_PX)
LABELS = ("background", "fastener", "coin", "other")
_INSIDE = 0.5  # of a coarse pixel, to count for a silhouette

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Whereabouts:
    """Odds of each label over the picture.

    Attributes
    ----------
    odds : (len(LABELS), rows, columns), coarse
    size_px : (width, height) of the picture that it lies over
    """

    odds: Floats
    size_px: tuple[int, int]

    def within(self, mask: NDArray[np.bool_], box_px: tuple[int, int, int, int]) -> dict[str, float]:
        """Mean odds of each label under a mask (h, w) in its box (x, y, w, h)."""
        rows, columns = self.odds.shape[1:]
        width, height = self.size_px
        whole = np.zeros((height, width), np.float32)
        x, y, w, h = box_px
        inside = whole[y : y + h, x : x + w]
        inside[...] = mask[: inside.shape[0], : inside.shape[1]]
        share = np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
        weight = np.where(share >= min(_INSIDE, float(share.max())), share, 0.0)
        means = (self.odds * weight).sum(axis=(1, 2)) / max(float(weight.sum()), 1e-6)
        return dict(zip(LABELS, means.tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class Locator:
    """The network that looks at trays, loaded once."""

    network: Network

    @property
    def ident(self) -> str:
        """What an answer names it by."""
        return self.network.entry.ident

    def find(self, backlit: Floats | None, toplit: Floats | None) -> Whereabouts:
        """What lies where.

        Parameters
        ----------
        backlit : (height, width) evened light, 1 = bare tray; None where there is none
        toplit : (height, width, 3) B, G, R likewise; of photographs as `patch.light_of_photograph` gives it

        Raises
        ------
        ValueError
            if there is neither
        """
        some = backlit if backlit is not None else toplit
        if some is None:
            raise ValueError("there is no light to look by")
        (logits,) = self.network.answer(tray_planes(backlit, toplit)[None]).values()
        weights = np.exp(logits[0] - logits[0].max(axis=0))
        odds = np.asarray(weights / weights.sum(axis=0), np.float32)
        return Whereabouts(odds, (some.shape[1], some.shape[0]))


def tray_planes(backlit: Floats | None, toplit: Floats | None) -> NDArray[np.uint8]:
    """What the network sees, (PLANES, HEIGHT_PX, WIDTH_PX); a missing light is 0 throughout, a seen one never is 0."""
    planes = np.zeros(SHAPE, np.uint8)
    size = (WIDTH_PX, HEIGHT_PX)
    if backlit is not None:
        grey = np.asarray(cv2.resize(backlit, size, interpolation=cv2.INTER_AREA), np.float32)
        planes[0] = np.maximum(coded(grey), 1)
    if toplit is not None:
        small = np.asarray(cv2.resize(toplit, size, interpolation=cv2.INTER_AREA), np.float32)
        planes[1:] = np.maximum(coded(small).transpose(2, 0, 1), 1)
    return planes


def load_locator(folder: Path = FOLDER, threads: int = 2) -> Locator | None:
    """The network that looks at trays; None where none was installed.

    Raises
    ------
    models_onnx.refusal.ModelRefused
        if it is not what its manifest says
    """
    entries = read_manifest(folder)
    if LOCATOR not in entries:
        return None
    return Locator(open_network(entries[LOCATOR], SHAPE, {"label": LABELS}, folder, threads))
