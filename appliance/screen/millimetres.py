"""How large a screen is, so that things on it can be as large as fingers."""

# Width in mm of the usual panel of each resolution: 10.1 in, the Raspberry Pi Touch Display 2 upright, the 7 in one.
_KNOWN_MM = {(1280, 800): 217.0, (720, 1280): 87.0, (800, 480): 154.0, (1920, 1080): 344.0}


def px_per_mm(width_px: float, height_px: float, told: float = 0.0) -> float:
    """Pixels a millimetre of a screen of so many pixels; `told` where the settings say it."""
    if told > 0:
        return told
    known = _KNOWN_MM.get((round(width_px), round(height_px)))
    if known is not None:
        return width_px / known
    nearest = min(_KNOWN_MM, key=lambda size: abs(size[0] / size[1] - width_px / max(height_px, 1.0)))
    return width_px / _KNOWN_MM[nearest]
