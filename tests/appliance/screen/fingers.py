"""One finger on the screen: real touch events, through the window."""

import time

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from appliance.screen.kiosk import Kiosk
from tests.appliance.screen import audit

_device: list[QPointingDevice] = []


def device() -> QPointingDevice:
    """The touch screen, made once: Qt keeps it until the process ends."""
    if not _device:
        _device.append(QTest.createTouchDevice())
    return _device[0]


def tap_at(kiosk: Kiosk, x: float, y: float, hold_s: float = 0.0) -> None:
    """Touch the window there and let go."""
    at = QPoint(round(x), round(y))
    QTest.touchEvent(kiosk.window, device()).press(0, at, kiosk.window).commit()
    kiosk.settle(round(1000 * hold_s))
    QTest.touchEvent(kiosk.window, device()).release(0, at, kiosk.window).commit()
    kiosk.settle()


def tap_item(kiosk: Kiosk, item: QQuickItem, hold_s: float = 0.0) -> None:
    """Touch the middle of an item."""
    middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
    tap_at(kiosk, middle.x(), middle.y(), hold_s)


def tap(kiosk: Kiosk, name: str) -> None:
    """Touch what is called so."""
    tap_item(kiosk, audit.target(kiosk, name))


def wait_for(kiosk: Kiosk, holds, within_s: float = 120.0) -> None:
    """Let the screen live until something holds; AssertionError where it does not in time."""
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, f"did not come true; the page is {kiosk.ui.page}"
        kiosk.settle(20)
    kiosk.settle(100)  # what a page holds lies at (0, 0) until its first frame


def drag(kiosk: Kiosk, begin: QPointF, end: QPointF, steps: int = 12) -> None:
    """Pull from one point of the window to another."""
    QTest.touchEvent(kiosk.window, device()).press(0, begin.toPoint(), kiosk.window).commit()
    for step in range(1, steps + 1):
        at = begin + (end - begin) * (step / steps)
        QTest.touchEvent(kiosk.window, device()).move(0, at.toPoint(), kiosk.window).commit()
        kiosk.settle(5)
    QTest.touchEvent(kiosk.window, device()).release(0, end.toPoint(), kiosk.window).commit()
    kiosk.settle(20)
