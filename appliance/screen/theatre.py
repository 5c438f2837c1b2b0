"""Plays scenes: one kiosk that is set back to its beginning before each, in any size, language and mode."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from appliance.screen.events import Comfort
from appliance.screen.kiosk import Kiosk
from appliance.screen.scenes import Scene, dressed
from appliance.screen.understudy import STORE, Understudy, backstage
from appliance.settings_keys import Settings


@contextmanager
def playing(
    scene: Scene, size_px: tuple[int, int], comfort: Comfort, settings: Settings = STORE
) -> Iterator[tuple[Kiosk, Understudy]]:
    """A kiosk of that size, its scene on stage, in that language and mode."""
    understudy = Understudy()
    understudy.play(understudy.snapshot.phase)
    kiosk = Kiosk(settings, size_px, now_s=lambda: 0.0, still=True)
    try:
        if scene.name != "starting":
            kiosk.attach(backstage(understudy, settings))
        dressed(kiosk, comfort)
        scene.show(kiosk, understudy)
        if kiosk.ui.state.comfort != comfort and scene.name != "saver":
            dressed(kiosk, comfort)
        kiosk.settle(20)
        yield kiosk, understudy
    finally:
        kiosk.close()


def spoken_in(comfort: Comfort, language: str) -> Comfort:
    """The same mode in another language."""
    return replace(comfort, language=language)
