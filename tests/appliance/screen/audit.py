"""Finds what is wrong with a page as it is drawn: clipped or overlapping text, small targets, words left untranslated.

`faults(kiosk)` is empty for a good page. Looks at the items themselves, not at pixels.
"""

import itertools
import re

from PySide6.QtCore import QRectF, Qt
from PySide6.QtQuick import QQuickItem

from appliance.screen.kiosk import Kiosk

LEAST_TARGET_MM = 9.0
REACH_SHARE = 0.36  # in reach mode nothing to touch lies above this share of the height
_SLACK_PX = 2.5


def faults(kiosk: Kiosk, *, pseudo: bool = False) -> list[str]:
    """Sentences that say what is wrong with the page on show."""
    root = kiosk.item("kiosk")
    area = QRectF(0, 0, root.width(), root.height())
    veils = [item for item in _tree(root) if item.objectName() == "veilSheet" and _seen(item)]
    layer = veils[-1] if veils else root
    texts = [item for item in _tree(layer) if item.inherits("QQuickText") and _seen(item) and _text(item)]
    targets = [item for item in _tree(layer) if item.property("isTarget") is True and _seen(item)]
    found = [*itertools.chain.from_iterable(_text_faults(kiosk, item, area, pseudo) for item in texts)]
    found += _overlaps(texts)
    found += _target_faults(kiosk, targets, area)
    found += _covered(texts, targets)
    return found + kiosk.complaints


def texts_on(kiosk: Kiosk) -> list[str]:
    """Every text that can be seen, in the order of the items."""
    return [_text(item) for item in _tree(kiosk.item("kiosk")) if item.inherits("QQuickText") and _seen(item)]


def target(kiosk: Kiosk, name: str) -> QQuickItem:
    """What can be touched and is called so."""
    for item in _tree(kiosk.item("kiosk")):
        if item.property("isTarget") is True and _seen(item) and item.property("name") == name:
            return item
    seen = [item.property("name") for item in targets_on(kiosk)]
    raise AssertionError(f"nothing to touch is called {name!r}; there are {seen}")


def targets_on(kiosk: Kiosk) -> list[QQuickItem]:
    """Everything that can be touched now."""
    root = kiosk.item("kiosk")
    veils = [item for item in _tree(root) if item.objectName() == "veilSheet" and _seen(item)]
    layer = veils[-1] if veils else root
    return [i for i in _tree(layer) if i.property("isTarget") is True and _seen(i) and i.isEnabled()]


def _tree(item: QQuickItem):
    yield item
    for child in item.childItems():
        yield from _tree(child)


def _seen(item: QQuickItem) -> bool:
    while item is not None:
        if not item.isVisible() or item.opacity() < 0.05:
            return False
        item = item.parentItem()
    return True


def _text(item: QQuickItem) -> str:
    return str(item.property("text") or "")


def _painted(item: QQuickItem) -> QRectF:
    """Where the text's ink is, in the window."""
    width, height = item.property("paintedWidth"), item.property("paintedHeight")
    align, upright = item.property("across"), item.property("upright")
    x = {
        Qt.AlignmentFlag.AlignRight.value: item.width() - width,
        Qt.AlignmentFlag.AlignHCenter.value: (item.width() - width) / 2,
    }
    y = {
        Qt.AlignmentFlag.AlignBottom.value: item.height() - height,
        Qt.AlignmentFlag.AlignVCenter.value: (item.height() - height) / 2,
    }
    return item.mapRectToScene(QRectF(x.get(align, 0.0), y.get(upright, 0.0), width, height))


def _text_faults(kiosk: Kiosk, item: QQuickItem, area: QRectF, pseudo: bool):
    said, ink = _text(item), _painted(item)
    if said.startswith("??") or re.search(r"\{\w+\}|undefined|null|NaN", said):
        yield f"not filled in: {said!r}"
    if pseudo and not item.property("isData") and re.search(r"[A-Za-z]{2}", said) and "[" not in said:
        yield f"not translated: {said!r}"
    if item.property("truncated") and not item.property("isData"):
        yield f"cut short: {said!r}"
    if not area.adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX).contains(ink):
        yield f"outside the screen: {said!r} {_box(ink)}"
    width = item.width()
    if width > 0 and item.property("paintedWidth") > width + _SLACK_PX:
        yield f"wider than its place: {said!r}"
    for around in _around(item):
        box = around.mapRectToScene(QRectF(0, 0, around.width(), around.height()))
        if not box.adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX).contains(ink):
            holder = around.property("name") or around.objectName()
            yield f"sticks out of {holder!r}: {said!r} {_box(ink)} in {_box(box)}"
            return


def _around(item: QQuickItem):
    """What must hold the text: whatever can be touched, clips or is marked as a frame."""
    parent = item.parentItem()
    while parent is not None:
        if parent.property("isTarget") is not None or parent.clip() or parent.property("holdsText") is True:
            yield parent
        parent = parent.parentItem()


def _overlaps(texts: list[QQuickItem]):
    inks = []
    for item in texts:
        ink = _painted(item)
        shrink = 0.16 * min(ink.height(), item.property("font").pixelSize() * 1.2)
        inks.append((item, ink.adjusted(1, shrink, -1, -shrink)))
    for (one, a), (other, b) in itertools.combinations(inks, 2):
        both = a.intersected(b)
        if both.width() > 1.5 and both.height() > 1.5:
            yield f"{_text(one)!r} lies over {_text(other)!r}: {_box(a)} and {_box(b)}"


def _covered(texts: list[QQuickItem], targets: list[QQuickItem]):
    """Words that lie under or over something to touch which they do not belong to."""
    for item in texts:
        ink = _painted(item).adjusted(2, 3, -2, -3)
        for target in targets:
            box = target.mapRectToScene(QRectF(0, 0, target.width(), target.height()))
            if not ink.intersected(box).isEmpty() and not _holds(target, item):
                yield f"{_text(item)!r} {_box(ink)} lies over the target {target.property('name')!r} {_box(box)}"


def _target_faults(kiosk: Kiosk, targets: list[QQuickItem], area: QRectF):
    least_px = LEAST_TARGET_MM * kiosk.ui.pxPerMm - 1
    boxes = [(item, item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))) for item in targets]
    for item, box in boxes:
        name = item.property("name")
        if not name:
            yield f"a target without a name at {_box(box)}"
        if min(box.width(), box.height()) < least_px:
            yield f"too small to touch: {name!r} {_box(box)}"
        if not area.adjusted(-1, -1, 1, 1).contains(box):
            yield f"a target outside the screen: {name!r} {_box(box)}"
        if kiosk.ui.reach and kiosk.ui.stacked and box.center().y() < REACH_SHARE * area.height():
            yield f"out of reach: {name!r} {_box(box)}"
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        both = a.adjusted(1, 1, -1, -1).intersected(b.adjusted(1, 1, -1, -1))
        if not both.isEmpty() and not _holds(one, other) and not _holds(other, one):
            yield f"targets overlap: {one.property('name')!r} and {other.property('name')!r}"


def _holds(one: QQuickItem, other: QQuickItem) -> bool:
    while other is not None:
        if other is one:
            return True
        other = other.parentItem()
    return False


def _box(box: QRectF) -> str:
    return f"[{box.left():.0f} {box.top():.0f} {box.right():.0f} {box.bottom():.0f}]"
