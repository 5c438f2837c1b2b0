"""Pixels to millimetres, with doubt."""
