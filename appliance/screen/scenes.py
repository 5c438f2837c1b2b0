"""Every page of the screen, put on stage for a picture or a test: `scenes()` is the whole list."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from appliance.messages import Phase, Trouble
from appliance.reading import Part, Question, Refused
from appliance.screen.events import Choose, Comfort, Go, NoneOfThese, Page, Panel, Printed, StartOver, Tick
from appliance.screen.kiosk import Kiosk
from appliance.screen.staff import scenes as staff_scenes
from appliance.screen.understudy import Understudy, answer_of, sample_answer

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


def scenes(beginnings: tuple[str, ...] = ("",)) -> tuple[Scene, ...]:
    """Customers' pages, then staff's; those whose names begin so."""
    customers = tuple(scene for scene in customer_scenes() if scene.name.startswith(beginnings))
    if not any("staff_".startswith(beginning) or beginning.startswith("staff_") for beginning in beginnings):
        return customers
    staff = (Scene(f"staff_{name}", show) for name, show in staff_scenes.scenes().items())
    return (*customers, *(scene for scene in staff if scene.name.startswith(beginnings)))


def customer_scenes() -> tuple[Scene, ...]:
    """Every page that a customer may see."""
    looks = {"looking": Phase.LOOKING, "hand": Phase.HAND, "moving": Phase.MOVING, "still": Phase.STILL}
    refusals = {
        "not_a_screw": Refused.NOT_A_FASTENER,
        "at_the_edge": Refused.TOUCHES_BORDER,
        "touching": Refused.OVERLAPPING,
        "standing": Refused.STANDING,
        "blurred": Refused.BLURRED,
        "dirty": Refused.TOO_SMALL,
    }
    return (
        Scene("starting", lambda kiosk, understudy: None),  # noqa: ARG005
        Scene("saver", _saver),
        Scene("attract", _attract),
        Scene("invite", lambda kiosk, understudy: _play(kiosk, understudy, Phase.EMPTY)),
        Scene("leftover", _leftover),
        *(Scene(f"looking_{name}", partial(_look, phase=phase)) for name, phase in looks.items()),
        Scene("question", _question),
        Scene("answer", answered),
        Scene("answer_metric", _metric),
        Scene("answer_chosen", _chosen),
        Scene("answer_unsure", _unsure),
        Scene("answer_absent", _absent),
        Scene("answer_no_catalog", _no_catalog),
        *(
            Scene(page.value, partial(_page, page=page))
            for page in (Page.ALTERNATIVES, Page.FITS, Page.WAY, Page.LABEL)
        ),
        Scene("label_failed", _label_failed),
        Scene("none", _none),
        Scene("choose", partial(answered, name="handful")),
        Scene("choose_mixed", _mixed),
        *(Scene(f"problem_{name}", partial(_refuse, refused=refused)) for name, refused in refusals.items()),
        Scene("problem_too_many", _too_many),
        *(Scene(f"problem_{kind}", partial(_fault, kind=kind)) for kind in ("camera", "light", "broken")),
        Scene("comfort", _comfort),
        Scene("still_there", _still_there),
    )


def answered(kiosk: Kiosk, understudy: Understudy, name: str = "tray") -> None:
    """A sample tray was laid down and read."""
    kiosk.ui.take_snapshot(understudy.play(Phase.ANSWER, sample_answer(name)))


def _play(kiosk: Kiosk, understudy: Understudy, phase: Phase) -> None:
    kiosk.ui.take_snapshot(understudy.play(phase))


def _look(kiosk: Kiosk, understudy: Understudy, phase: Phase) -> None:
    _play(kiosk, understudy, Phase.EMPTY)
    kiosk.ui.take_snapshot(understudy.play(phase, shot=sample_answer("tray").shot))


def _comfort(kiosk: Kiosk, understudy: Understudy) -> None:
    _play(kiosk, understudy, Phase.EMPTY)
    kiosk.ui.happen(Panel(True))


def _attract(kiosk: Kiosk, understudy: Understudy) -> None:
    _play(kiosk, understudy, Phase.EMPTY)
    kiosk.ui.happen(Tick(100.0))


def _saver(kiosk: Kiosk, understudy: Understudy) -> None:
    _attract(kiosk, understudy)
    kiosk.ui.happen(Tick(100_000.0))


def _leftover(kiosk: Kiosk, understudy: Understudy) -> None:
    answered(kiosk, understudy)
    kiosk.ui.happen(StartOver())


def _still_there(kiosk: Kiosk, understudy: Understudy) -> None:
    answered(kiosk, understudy)
    kiosk.ui.happen(Tick(61.0))
    kiosk.ui.happen(Tick(67.0))


def _page(kiosk: Kiosk, understudy: Understudy, page: Page) -> None:
    answered(kiosk, understudy)
    kiosk.ui.happen(Go(page))


def _label_failed(kiosk: Kiosk, understudy: Understudy) -> None:
    _page(kiosk, understudy, Page.LABEL)
    kiosk.ui.happen(Printed(False))


def _none(kiosk: Kiosk, understudy: Understudy) -> None:
    answered(kiosk, understudy)
    kiosk.ui.happen(NoneOfThese())


def _one(kiosk: Kiosk, understudy: Understudy, part: Part, name: str = "tray") -> None:
    answer = answer_of(sample_answer(name), [part])
    kiosk.ui.take_snapshot(understudy.play(Phase.ANSWER, answer))


def _only(name: str = "tray") -> Part:
    return next(part for part in sample_answer(name).reading.parts if part.matches)


def _metric(kiosk: Kiosk, understudy: Understudy) -> None:
    parts = sample_answer("handful").reading.parts
    part = next(part for part in parts if part.sizes and part.sizes[0].name.startswith("M"))
    _one(kiosk, understudy, replace(part, question=None), "handful")


def _question(kiosk: Kiosk, understudy: Understudy) -> None:
    asked = Question("drive", ("phillips", "slotted", "combo", "square"), 0.9)
    _one(kiosk, understudy, replace(_only(), question=asked))


def _chosen(kiosk: Kiosk, understudy: Understudy) -> None:
    answered(kiosk, understudy)
    kiosk.ui.happen(Choose(_only().matches[1].sku))


def _unsure(kiosk: Kiosk, understudy: Understudy) -> None:
    part = _only()
    matches = tuple(replace(match, p=p) for match, p in zip(part.matches, (0.41, 0.38, 0.1, 0.05, 0.02)))
    _one(kiosk, understudy, replace(part, matches=matches, question=None, warnings=("no_point", "bent")))


def _absent(kiosk: Kiosk, understudy: Understudy) -> None:
    part = _only()
    matches = tuple(replace(match, p=0.04) for match in part.matches)
    _one(kiosk, understudy, replace(part, matches=matches, not_in_catalog=0.8, question=None))


def _no_catalog(kiosk: Kiosk, understudy: Understudy) -> None:
    _one(kiosk, understudy, replace(_only(), matches=(), not_in_catalog=None, question=None))


def _mixed(kiosk: Kiosk, understudy: Understudy) -> None:
    parts = list(sample_answer("handful").reading.parts)
    told = [i for i, part in enumerate(parts) if part.matches]
    for i, refused in zip(told[1:], (Refused.OVERLAPPING, Refused.TOUCHES_BORDER)):
        parts[i] = replace(parts[i], refused=refused, matches=(), question=None)
    kiosk.ui.take_snapshot(understudy.play(Phase.ANSWER, answer_of(sample_answer("handful"), parts)))


def _refuse(kiosk: Kiosk, understudy: Understudy, refused: Refused) -> None:
    part = replace(_only(), refused=refused, matches=(), question=None)
    kiosk.ui.take_snapshot(understudy.play(Phase.REFUSED, answer_of(sample_answer("tray"), [part])))


def _too_many(kiosk: Kiosk, understudy: Understudy) -> None:
    answer = sample_answer("handful")
    kiosk.ui.take_snapshot(understudy.play(Phase.ANSWER, answer_of(answer, [*answer.reading.parts] * 5)))


def _fault(kiosk: Kiosk, understudy: Understudy, kind: str) -> None:
    says = {"camera": "The camera", "light": "The light"}.get(kind, "This did not work out.")
    kiosk.ui.take_snapshot(understudy.play(Phase.FAULT, trouble=Trouble("Made", says, says)))
