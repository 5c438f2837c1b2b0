"""The whole way of a scan in one function: from a shot to an answer."""

import time
from dataclasses import dataclass, field, replace

from appliance.catalog.sizes import fitting_threads
from appliance.looking import Scene, see
from appliance.matching.evidence import Shelf
from appliance.matching.hindsight import in_hindsight
from appliance.matching.question import best_question
from appliance.matching.rank import listed, weigh
from appliance.metrology.measure import Solid, measure
from appliance.metrology.parts import Thing
from appliance.reading import QUANTITIES, Kind, Measurement, Part, Reading, Refused, ScaleSource
from calibration.estimate import Unmeasured
from calibration.plane import TrayView
from calibration.record import Calibration
from drivers.frame import Shot
from models_onnx.attributes import Attributes
from models_onnx.locator import Locator
from models_onnx.recogniser import Looks, Recogniser
from models_onnx.voting import vote

GEOMETRY = "geometry/1"
STRANGER = 0.98  # a thing that the networks find so unlike any fastener is none
NO_SCALE = Unmeasured("there is no scale in the picture")


@dataclass(frozen=True)
class Instruments:
    """What an identification uses besides the shot; loaded once.

    Attributes
    ----------
    calibration : None for photographs and uncalibrated trays
    shelf : the store's products, None without a catalog
    catalog : the catalog's ident
    coin : whether a quarter in a photograph gives its scale
    recogniser : the networks that look at parts; None judges by geometry and colour alone
    locator : the network that knows things in photographs from their ground; None goes by colour and grain
    """

    calibration: Calibration | None = None
    shelf: Shelf | None = None
    catalog: str | None = None
    coin: bool = True
    recogniser: Recogniser | None = None
    locator: Locator | None = None

    @property
    def models(self) -> str:
        """What made an answer, besides the calibration and the catalog."""
        networks = [network.ident for network in (self.recogniser, self.locator) if network is not None]
        return " ".join([GEOMETRY, *networks])


def identify(shot: Shot, instruments: Instruments, top: int = 5) -> Reading:
    """Say what lies in a shot: each object's outline, size with doubt, looks, and the products that it may be.

    Parameters
    ----------
    top : how many matches to list a part; 0 lists all of p >= 1e-4

    Raises
    ------
    drivers.faults.UnreadableShot
        if the light is of no use: black, white or nothing but noise
    calibration.refusal.CalibrationRefused
        if the shot is of another size than the calibration's
    """
    clock = _Clock()
    scene = see(shot, instruments.calibration, instruments.coin, instruments.locator)
    clock.lap("locate")
    measured = [(thing, _solid(thing, scene.view)) for thing in scene.things]
    clock.lap("measure")
    looks = _looks([thing for thing, solid in measured if isinstance(solid, Solid)], scene, instruments.recogniser)
    parts = [_part(thing, solid, scene, looks.get(id(thing))) for thing, solid in measured]
    clock.lap("recognise")
    parts = [_matched(part, instruments.shelf, top) for part in parts]
    clock.lap("match")
    return Reading(
        shot=shot.name,
        scale=scene.scale,
        parts=tuple(parts),
        calibration=instruments.calibration.ident if instruments.calibration and shot.photo is None else None,
        models=instruments.models,
        catalog=instruments.catalog,
        warnings=scene.warnings,
        timing_ms=clock.laps(),
    )


@dataclass
class _Clock:
    """Milliseconds of each step."""

    started: float = field(default_factory=time.perf_counter)
    marks: list[tuple[str, float]] = field(default_factory=list)

    def lap(self, step: str) -> None:
        """The step is over."""
        self.marks.append((step, time.perf_counter()))

    def laps(self) -> tuple[tuple[str, float], ...]:
        """(step, ms) of each, and their total."""
        times = [self.started, *(at for _, at in self.marks)]
        each = [(step, 1000 * (at - before)) for (step, at), before in zip(self.marks, times, strict=False)]
        return (*each, ("total", 1000 * (times[-1] - times[0])))


def _solid(thing: Thing, view: TrayView) -> Solid | Unmeasured:
    if thing.kind is not Kind.FASTENER or thing.refused is not None:
        return Unmeasured("not measured")
    return measure(thing.silhouette, view)


def _looks(things: list[Thing], scene: Scene, recogniser: Recogniser | None) -> dict[int, Looks]:
    """What the networks say of each thing, by its id."""
    if recogniser is None:
        return {}
    said = recogniser.look([scene.patch(thing.silhouette) for thing in things], scene.is_white_known)
    return {id(thing): looks for thing, looks in zip(things, said, strict=True)}


def _part(thing: Thing, solid: Solid | Unmeasured, scene: Scene, looks: Looks | None) -> Part:
    """The thing as the answer shows it: what geometry, colour and networks say; millimetres where there is a scale."""
    outline = thing.silhouette.outer.points_xy_px
    if not isinstance(solid, Solid):
        refused = thing.refused
        if thing.kind is Kind.FASTENER and refused is None:
            refused = Refused.OVERLAPPING
        return Part(thing.kind, outline, refused)
    if looks is not None and looks.unlike > STRANGER:
        return Part(Kind.OTHER, outline, Refused.NOT_A_FASTENER)
    finish = scene.finish(thing.silhouette)
    attributes = vote(solid.attributes, finish, looks, scene.is_white_known, scene.light is not None)
    if scene.scale.source is ScaleSource.NONE:
        unscaled = Measurement(**dict.fromkeys(QUANTITIES, NO_SCALE))
        return Part(thing.kind, outline, None, unscaled, solid.landmarks, attributes=attributes)
    return Part(
        thing.kind,
        outline,
        None,
        solid.measurement,
        solid.landmarks,
        fitting_threads(solid.measurement, attributes),
        attributes,
        warnings=solid.warnings,
    )


def _matched(part: Part, shelf: Shelf | None, top: int) -> Part:
    if shelf is None or part.kind is not Kind.FASTENER or part.refused is not None or part.attributes == Attributes():
        return part
    if not any(getattr(part.measurement, quantity) for quantity in QUANTITIES):
        return part
    posterior = weigh(part.measurement, part.attributes, shelf)
    return replace(
        part,
        attributes=in_hindsight(posterior),
        matches=listed(posterior, top),
        not_in_catalog=posterior.not_in_catalog,
        question=best_question(posterior),
    )
