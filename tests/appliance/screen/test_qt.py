"""Qt's bindings keep what they are given."""

import sys

from PySide6.QtCore import QTimer


def test_qt_keeps_its_references():
    """PySide6 6.12.0 drops a reference to None at every call that returns nothing: fatal before Python 3.12."""
    timer = QTimer()
    before = sys.getrefcount(None)
    for _ in range(1000):
        timer.setInterval(100)
    assert abs(sys.getrefcount(None) - before) < 100
