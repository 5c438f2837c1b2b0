"""The answer drawn on the photograph: outline, dimensions with their doubt, and where the match hangs."""

from appliance.overlay.sheet import draw

__all__ = ["draw"]
