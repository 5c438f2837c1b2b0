"""What lies where: a network that knows hands, dirt and shadows from fasteners and coins.

It looks twice. Over the whole tray or photograph it is coarse and says what each silhouette is; at a thing in a
photograph it looks closely and says how far it goes, from where its outline is followed at full resolution.
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
BACKGROUND = LABELS.index("background")
CLOSE_PX = 320  # longest side of what is looked at closely: about the scale that was learnt
_MULTIPLE = 32  # of a picture's sides: the network halves them five times
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
        return Whereabouts(self._odds(tray_planes(backlit, toplit)), (some.shape[1], some.shape[0]))

    def close_up(self, toplit: Floats) -> Floats:
        """Odds of each label, (len(LABELS), height, width), of each pixel around one thing.

        Parameters
        ----------
        toplit : (height, width, 3) B, G, R, a window of what `patch.light_of_photograph` gives
        """
        height, width = toplit.shape[:2]
        scale = min(1.0, CLOSE_PX / max(height, width))
        wide, high = max(1, round(width * scale)), max(1, round(height * scale))
        planes = tray_planes(None, toplit, (wide, high))
        padded = np.pad(planes, ((0, 0), (0, -high % _MULTIPLE), (0, -wide % _MULTIPLE)), mode="edge")
        odds = self._odds(padded).transpose(1, 2, 0)
        whole = cv2.resize(odds, (padded.shape[2], padded.shape[1]), interpolation=cv2.INTER_LINEAR)[:high, :wide]
        return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_LINEAR), np.float32).transpose(
            2, 0, 1
        )

    def _odds(self, planes: NDArray[np.uint8]) -> Floats:
        (logits,) = self.network.answer(planes[None]).values()
        weights = np.exp(logits[0] - logits[0].max(axis=0))
        return np.asarray(weights / weights.sum(axis=0), np.float32)


def tray_planes(
    backlit: Floats | None, toplit: Floats | None, size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)
) -> NDArray[np.uint8]:
    """What the network sees, (PLANES, height, width); a missing light is 0 throughout, a seen one never is 0."""
    planes = np.zeros((PLANES, size_px[1], size_px[0]), np.uint8)
    if backlit is not None:
        grey = np.asarray(cv2.resize(backlit, size_px, interpolation=cv2.INTER_AREA), np.float32)
        planes[0] = np.maximum(coded(grey), 1)
    if toplit is not None:
        small = np.asarray(cv2.resize(toplit, size_px, interpolation=cv2.INTER_AREA), np.float32)
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
