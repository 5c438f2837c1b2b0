"""Every page of the screen, put on stage for a picture or a test: `scenes()` is the whole list."""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.messages import Phase
from appliance.screen.events import Comfort, Comforted, Panel
from appliance.screen.kiosk import Kiosk
from appliance.screen.staff import scenes as staff_scenes
from appliance.screen.understudy import Understudy, sample_answer

SIZES = {"1280x800": (1280, 800), "720x1280": (720, 1280), "800x480": (800, 480)}
MODES = {
    "plain": Comfort(),
    "large": Comfort(large=True),
    "contrast": Comfort(contrast=True),
    "reach": Comfort(reach=True),
}


@dataclass(frozen=True)
class Scene:
    """One page as it is to be seen.

    Attributes
    ----------
    show : brings a fresh kiosk to that page
    """

    name: str
    show: Callable[[Kiosk, Understudy], None]


def scenes() -> tuple[Scene, ...]:
    """Customers' pages, then staff's."""
    return (*customer_scenes(), *(Scene(f"staff_{name}", show) for name, show in staff_scenes.scenes().items()))


def customer_scenes() -> tuple[Scene, ...]:
    """Every page that a customer may see."""
    return (
        Scene("starting", lambda kiosk, understudy: None),  # noqa: ARG005
        Scene("invite", lambda kiosk, understudy: _play(kiosk, understudy, Phase.EMPTY)),
        Scene("comfort", _comfort),
    )


def dressed(kiosk: Kiosk, comfort: Comfort) -> None:
    """The kiosk in this language and mode."""
    kiosk.ui.happen(Comforted(comfort))
    kiosk.settle()


def _play(kiosk: Kiosk, understudy: Understudy, phase: Phase) -> None:
    kiosk.ui.take_snapshot(understudy.play(phase))


def _comfort(kiosk: Kiosk, understudy: Understudy) -> None:
    _play(kiosk, understudy, Phase.EMPTY)
    kiosk.ui.happen(Panel(True))


def answered(kiosk: Kiosk, understudy: Understudy, name: str = "tray") -> None:
    """A sample tray was laid down and read."""
    kiosk.ui.take_snapshot(understudy.play(Phase.ANSWER, sample_answer(name)))
