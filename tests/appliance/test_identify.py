"""From a shot to an answer: what is there, how sure it is, and a plain sentence where there is nothing to see."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from appliance.identify import Instruments, identify
from appliance.reading import QUANTITIES, Kind, Refused, ScaleSource
from calibration.estimate import Estimate
from calibration.record import Calibration, Pedigree
from calibration.refusal import CalibrationRefused
from drivers.faults import UnreadableShot
from drivers.frame import Frame, Light, Shot
from models_onnx.attributes import Odds
from models_onnx.patch import HEIGHT_PX, PLANES, WIDTH_PX
from models_onnx.recogniser import Looks
from models_onnx.synthetic.camera import overhead
from models_onnx.synthetic.scene import lay
from models_onnx.synthetic.silhouette import silhouettes
from models_onnx.vocabulary import Coverage, Drive, Head, Tip
from tests.appliance.metrology.screws import KINDS, PANEL, view_of

CAMERA = overhead(900, 640, 0.06, tilt_xyz_rad=(0.004, -0.003, 0.0), distortion=(-0.05, 0.02, 0.0, 0.0, 0.0))
CALIBRATION = Calibration(view_of(CAMERA), (900, 640), {}, Pedigree("2024-01-01T00:00:00Z", "test"))
PLACES = {"machine pan": (-6.0, 5.0), "set screw": (15.0, -8.0)}


@pytest.fixture(scope="module")
def frame() -> Frame:
    """A pan head screw and a set screw on the lit tray."""
    rng = np.random.default_rng(4)
    solids = [lay(KINDS[kind], rng, at, columns=64, heading_rad=0.4).solid for kind, at in PLACES.items()]
    return Frame(silhouettes(CAMERA, solids, panel=PANEL, rows=8).backlit, Light.BACKLIT)


def test_a_calibrated_shot_is_measured_in_millimetres(frame) -> None:
    reading = identify(Shot("two", backlit=frame), Instruments(CALIBRATION))
    assert reading.shot == "two"
    assert reading.scale.source is ScaleSource.CALIBRATION
    assert reading.scale.mm_per_px == pytest.approx(0.06, rel=0.01)
    assert reading.calibration == CALIBRATION.ident
    assert reading.warnings == ()
    assert [part.kind for part in reading.parts] == [Kind.FASTENER] * 2
    pan, grub = reading.parts
    for part, kind in ((pan, "machine pan"), (grub, "set screw")):
        spec = KINDS[kind]
        assert part.measurement.overall_length_mm.value == pytest.approx(spec.overall_mm, abs=0.1)
        assert part.measurement.major_diameter_mm.value == pytest.approx(spec.thread.major_mm, abs=0.05)
        assert part.sizes
        assert part.landmarks is not None
        assert part.matches == ()
    assert pan.attributes.head.best is Head.PAN
    assert grub.attributes.head.best is Head.NONE
    assert not grub.measurement.head_diameter_mm
    assert "head" in grub.measurement.head_diameter_mm.reason


def test_each_step_is_timed(frame) -> None:
    laps = dict(identify(Shot("two", backlit=frame), Instruments(CALIBRATION)).timing_ms)
    assert list(laps) == ["locate", "measure", "recognise", "match", "total"]
    assert laps["total"] == pytest.approx(sum(ms for step, ms in laps.items() if step != "total"), abs=1e-6)


@dataclass
class Oracle:
    """Networks that say what a test wants."""

    said: Looks
    seen: list[np.ndarray] = field(default_factory=list)
    ident = "oracle/1"

    def look(self, patches, is_white_known=True):
        """The same of every part."""
        self.seen += patches
        return [self.said] * len(patches)


def looks(unlike: float = 0.0) -> Looks:
    return Looks(
        Odds.sure(Head.PAN, Head, 0.9),
        Odds.sure(Drive.TORX, Drive, 0.9),
        Odds.sure(Tip.DIE, Tip, 0.9),
        Odds.sure(Coverage.FULLY_THREADED, Coverage, 0.9),
        None,
        unlike,
    )


def test_the_networks_see_a_patch_of_each_part_and_tell_its_drive(frame) -> None:
    oracle = Oracle(looks())
    reading = identify(Shot("two", backlit=frame), Instruments(CALIBRATION, recogniser=oracle))
    assert reading.models == "geometry/1 oracle/1"
    assert [patch.shape for patch in oracle.seen] == [(PLANES, HEIGHT_PX, WIDTH_PX)] * 2
    assert not any(patch[1:4].any() for patch in oracle.seen)  # there is no top light in the shot
    assert reading.parts[0].attributes.drive.best is Drive.TORX


def test_what_was_measured_is_not_outvoted(frame) -> None:
    _, grub = identify(Shot("two", backlit=frame), Instruments(CALIBRATION, recogniser=Oracle(looks()))).parts
    assert grub.attributes.head.best is Head.NONE


def test_what_is_unlike_any_fastener_is_none(frame) -> None:
    oracle = Oracle(looks(unlike=0.999))
    for part in identify(Shot("two", backlit=frame), Instruments(CALIBRATION, recogniser=oracle)).parts:
        assert (part.kind, part.refused) == (Kind.OTHER, Refused.NOT_A_FASTENER)


def test_without_a_calibration_shapes_are_told_and_no_millimetres(frame) -> None:
    reading = identify(Shot("two", backlit=frame), Instruments())
    assert reading.scale.source is ScaleSource.NONE
    assert reading.calibration is None
    assert "no_scale" in reading.warnings
    pan, grub = reading.parts
    assert not any(isinstance(getattr(pan.measurement, q), Estimate) for q in QUANTITIES)
    assert "scale" in pan.measurement.pitch_mm.reason
    assert pan.sizes == ()
    assert (pan.attributes.head.best, grub.attributes.head.best) == (Head.PAN, Head.NONE)


def lamp_lit(frame: Frame) -> Frame:
    """The same parts as a top light shows them: grey on a paler ground, with a grain."""
    level = np.where(frame.pixels > 120, 205, 90) + np.random.default_rng(2).normal(0, 2, frame.pixels.shape)
    return Frame(np.repeat(level.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2), Light.TOPLIT)


def test_the_top_light_beside_the_backlight_changes_no_measurement(frame) -> None:
    alone = identify(Shot("a", backlit=frame), Instruments(CALIBRATION))
    both = identify(Shot("b", backlit=frame, toplit=lamp_lit(frame)), Instruments(CALIBRATION))
    for one, other in zip(alone.parts, both.parts):
        assert one.measurement == other.measurement


def test_the_top_light_alone_still_finds_the_parts(frame) -> None:
    reading = identify(Shot("t", toplit=lamp_lit(frame)), Instruments(CALIBRATION))
    parts = [part for part in reading.parts if part.kind is Kind.FASTENER]
    assert len(parts) == 2
    lengths = sorted(part.measurement.overall_length_mm.value for part in parts)
    wanted = sorted(KINDS[kind].overall_mm for kind in PLACES)
    assert lengths == pytest.approx(wanted, abs=0.5)


def test_an_empty_tray_is_no_fault() -> None:
    light = np.full((640, 900), 230) + np.random.default_rng(0).normal(0, 1, (640, 900))
    reading = identify(Shot("empty", backlit=Frame(light.astype(np.uint8), Light.BACKLIT)), Instruments(CALIBRATION))
    assert reading.parts == ()


def test_a_part_at_the_border_is_shown_and_refused(frame) -> None:
    moved = Frame(np.ascontiguousarray(np.roll(frame.pixels, -200, axis=1)), Light.BACKLIT)
    reading = identify(Shot("cut", backlit=moved), Instruments(CALIBRATION))
    refused = [part for part in reading.parts if part.refused is Refused.TOUCHES_BORDER]
    assert refused
    assert not any(getattr(part.measurement, q) for part in refused for q in QUANTITIES)


USELESS = {
    "black": (np.zeros((640, 900), np.uint8), "light on"),
    "white": (np.full((640, 900), 255, np.uint8), "exposure"),
    "noise": (np.random.default_rng(0).integers(0, 256, (640, 900)).astype(np.uint8), "noise"),
}


@pytest.mark.parametrize("light", [Light.BACKLIT, Light.TOPLIT])
@pytest.mark.parametrize("what", USELESS)
@pytest.mark.parametrize("calibration", [CALIBRATION, None])
def test_light_of_no_use_is_refused_with_what_may_be_wrong(what, light, calibration) -> None:
    pixels, hint = USELESS[what]
    shot = Shot("bad", **{str(light): Frame(pixels, light)})
    with pytest.raises(UnreadableShot, match=hint) as refusal:
        identify(shot, Instruments(calibration))
    assert "\n" not in str(refusal.value)
    assert str(light) in str(refusal.value) or "picture" in str(refusal.value)


def test_a_shot_of_another_size_is_refused_with_both_sizes(frame) -> None:
    smaller = Frame(np.ascontiguousarray(frame.pixels[:600, :800]), Light.BACKLIT)
    with pytest.raises(CalibrationRefused, match=r"800 x 600.*900 x 640"):
        identify(Shot("small", backlit=smaller), Instruments(CALIBRATION))
