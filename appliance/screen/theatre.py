"""Plays scenes: one kiosk that is set back to its beginning before each, in any size, language and mode."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from appliance.screen.events import Comfort
from appliance.screen.kiosk import Kiosk
from appliance.screen.scenes import Scene
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
        scene.show(kiosk, understudy)
        dressed(kiosk, comfort, size_px)
        yield kiosk, understudy
    finally:
        kiosk.close()


def spoken_in(comfort: Comfort, language: str) -> Comfort:
    """The same mode in another language."""
    return replace(comfort, language=language)


def dressed(kiosk: Kiosk, comfort: Comfort, size_px: tuple[int, int]) -> None:
    """The page on stage in another language, mode and size."""
    kiosk.ui.wear(comfort)
    kiosk.resize(size_px)
    kiosk.settle(10)
