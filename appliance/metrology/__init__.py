"""Measures a part as a solid that lies on the tray. A staircase: each file uses only the steps below it."""
