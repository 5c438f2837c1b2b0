"""How quick the screen is: first frame, touch to reaction, live picture while identifying, idle processor time.

`python -m tests.benchmarks.time_the_screen` on a quiet machine; says each figure with its goal. It paints by the
processor and without a display (QT_QPA_PLATFORM=offscreen, QT_QUICK_BACKEND=software): slower than any graphics chip.
Times are of the wall clock, so whatever else the machine does counts.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

FIRST_FRAME = """
import sys, threading, time
from appliance.screen.curtain import Curtain
drawn = []
curtain = Curtain((1280, 800))
curtain.window.frameSwapped.connect(lambda: drawn.append(time.time()))
curtain.show()
from appliance.commands.kiosk_running import Opening
from appliance.screen.kiosk import Kiosk
from appliance.settings_keys import Settings, Station
settings = Settings(station=Station(state_folder=sys.argv[1]))
kiosk = Kiosk(settings, curtain=curtain)
opening = Opening(kiosk, settings, simulate=True, desk=True)
opening.start()
while kiosk.ui.page == "starting":
    kiosk.settle(5)
print(drawn[0], time.time(), flush=True)
opening.stop()
kiosk.close()
"""


def first_frame_s(folder: Path) -> tuple[float, float]:
    """Seconds from the start of the process to its first drawn frame, and to the invitation of a ready counter."""
    began = time.time()
    said = subprocess.run([sys.executable, "-c", FIRST_FRAME, str(folder)], capture_output=True, text=True, check=True)
    frame, ready = map(float, said.stdout.split()[-2:])
    return frame - began, ready - began


class Counter:
    """A simulated counter with its kiosk, as `screwtray run --simulate --windowed` makes them."""

    def __init__(self, folder: Path) -> None:
        from appliance.commands.kiosk_running import Opening
        from appliance.screen.kiosk import Kiosk
        from appliance.settings_keys import Settings, Station

        settings = Settings(station=Station(state_folder=str(folder)))
        self.kiosk = Kiosk(settings)
        self.frames: list[float] = []
        self.kiosk.window.frameSwapped.connect(lambda: self.frames.append(time.perf_counter()))
        self.opening = Opening(self.kiosk, settings, simulate=True, desk=True)
        self.opening.start()
        self.until(lambda: self.kiosk.ui.page == "invite")
        self.kiosk._timer.start(500)

    def until(self, holds, within_s: float = 60.0) -> None:
        """Live until it holds."""
        end_s = time.perf_counter() + within_s
        while not holds():
            if time.perf_counter() > end_s:
                raise SystemExit(f"it did not come to that; the page is {self.kiosk.ui.page}")
            self.kiosk.settle(2)

    def close(self) -> None:
        """End it."""
        self.opening.stop()
        self.kiosk.close()


def touch_ms(counter: Counter, times: int) -> list[float]:
    """From the finger on a language's name to the frame that shows it pressed."""
    from PySide6.QtCore import QPointF
    from PySide6.QtTest import QTest

    from tests.appliance.screen import audit, fingers

    found = []
    for k in range(times):
        item = audit.target(counter.kiosk, ("Español", "Français", "English")[k % 3])
        at = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        before = counter.kiosk.ui.language
        QTest.touchEvent(counter.kiosk.window, fingers.device()).press(0, at, counter.kiosk.window).commit()
        began = time.perf_counter()
        QTest.touchEvent(counter.kiosk.window, fingers.device()).release(0, at, counter.kiosk.window).commit()
        counter.until(lambda before=before: counter.kiosk.ui.language != before)
        counter.until(lambda began=began: bool(counter.frames) and counter.frames[-1] > began)
        found.append(1000 * (counter.frames[-1] - began))
        counter.kiosk.settle(150)
    return found


def preview_hz(counter: Counter, rounds: int) -> list[float]:
    """New pictures painted a second between the second photograph and the reading."""
    desk, found = counter.kiosk.ui.desk, []
    for _ in range(rounds):
        counter.until(lambda: counter.kiosk.ui.page in ("invite", "attract"))
        counter.kiosk.ui.touched()
        desk.lay(0, 0.5, 0.5)
        counter.until(lambda: counter.kiosk.ui.page == "looking")
        preview, painted = counter.kiosk.item("preview"), []
        while counter.kiosk.ui.page in ("looking", "invite"):
            if len(painted) < 2 or preview.painted != painted[-1][1]:
                painted.append((time.monotonic(), preview.painted))
            counter.kiosk.settle(2)
        times = counter.kiosk.ui.answer.times
        between = [at for at, _ in painted if times.second_frame_s < at < times.identified_s]
        found.append(len(between) / (times.identified_s - times.second_frame_s))
        desk.clear()
        counter.until(lambda: not counter.kiosk.ui.state.present)
        counter.kiosk.ui.startOver()
    return found


def idle_share(counter: Counter, page: str, for_s: float) -> tuple[float, float]:
    """Share of a core that this process takes while nobody is there: of all threads, and of Qt's alone."""
    from appliance.screen import events

    counter.until(lambda: counter.kiosk.ui.page == "invite")
    if page == "attract":
        counter.kiosk.ui.happen(events.Tick(time.monotonic() + 1000))
    began, busy, own = time.perf_counter(), time.process_time(), time.thread_time()
    counter.kiosk.app.processEvents()
    from PySide6.QtCore import QTimer

    QTimer.singleShot(round(1000 * for_s), counter.kiosk.app.quit)
    counter.kiosk.app.exec()
    passed = time.perf_counter() - began
    return (time.process_time() - busy) / passed, (time.thread_time() - own) / passed


def main() -> None:
    """Measure everything and say it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle-s", type=float, default=20.0)
    rounds, idle_s = (options := parser.parse_args()).rounds, options.idle_s
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        starts = [first_frame_s(folder) for _ in range(min(rounds, 3))]
        counter = Counter(folder)
        try:
            touches = sorted(touch_ms(counter, 4 * rounds))
            hz = preview_hz(counter, rounds)
            idle = {page: idle_share(counter, page, idle_s) for page in ("invite", "attract")}
        finally:
            counter.close()
    figures = {
        "load": os.getloadavg()[0],
        "first_frame_s (goal 2)": [round(frame, 2) for frame, _ in starts],
        "invitation_s": [round(ready, 2) for _, ready in starts],
        "touch_to_frame_ms median, worst (goal 100)": [round(touches[len(touches) // 2], 1), round(touches[-1], 1)],
        "preview_hz while identifying (goal 10)": [round(one, 1) for one in hz],
        **{
            f"idle share of a core, {page}: process, Qt's thread (goal 0.05)": [round(one, 3) for one in share]
            for page, share in idle.items()
        },
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
