"""Somebody with the board in hand who does what a guided calibration asks for, more or less."""

import re

import numpy as np

from tests.calibration.board_photographs import Pose

SIDES = {
    "right": (1, 0), "lower right": (1, 1), "lower": (0, 1), "lower left": (-1, 1), "left": (-1, 0),
    "upper left": (-1, -1), "upper": (0, -1), "upper right": (1, -1),
}  # fmt: skip


def obeyed(wish, turn, rng) -> Pose:
    """The pose that the board is given; `turn` counts the wishes."""
    side = re.search(r"[Pp]rop up (?:the|its) ((?:upper |lower )?(?:left|right|upper|lower)) side", wish)
    x, y = SIDES[side.group(1)] if side else SIDES[list(SIDES)[turn % 8]]
    tilt = rng.uniform(11, 18) / np.hypot(x, y)
    into = re.search(r"into the (.+) of the picture", wish)
    words = into.group(1) if into else ""
    across = 1 if "right" in words else -1 if "left" in words else 0
    down = 1 if "lower" in words else -1 if "upper" in words else 0
    shift = (15.0 * across + rng.uniform(-2, 2), 11.0 * down + rng.uniform(-2, 2), -4.0)
    return Pose(-tilt * y, tilt * x, rng.uniform(-180, 180), shift)
