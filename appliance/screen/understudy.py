"""A counter that stands in for a real one where the screen is photographed, tested or timed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import cv2
import numpy as np

from appliance.catalog.ingest import import_export
from appliance.catalog.places import draft_of
from appliance.catalog.store import open_catalog
from appliance.identify import identify
from appliance.instruments import load_instruments
from appliance.messages import Answer, Message, Phase, Snapshot, Times, Trouble
from appliance.reading import Part, Reading
from appliance.screen.backstage import Backstage
from appliance.settings import Places
from appliance.settings_keys import Screen, Settings
from appliance.simulation import SAMPLES, sample_calibration
from drivers.contracts import Label
from drivers.frame import Frame, Light, Shot
from drivers.replay import read_shot

STORE = Settings(screen=Screen(store_name="Mill Street Hardware"))


@dataclass
class Understudy:
    """A station that shows what it was told to, and keeps what was posted to it."""

    snapshot: Snapshot = field(default_factory=lambda: Snapshot(0, Phase.EMPTY, 0.0))
    preview: Frame | None = None
    posted: list[Message] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def post(self, message: Message) -> None:
        """Keep it."""
        self.posted.append(message)

    def play(
        self, phase: Phase, answer: Answer | None = None, trouble: Trouble | None = None, shot: Shot | None = None
    ) -> Snapshot:
        """The next snapshot; the live picture is the shot's."""
        self.snapshot = Snapshot(self.snapshot.number + 1, phase, 0.0, "", answer, trouble)
        seen = answer.shot if answer is not None else shot
        self.preview = preview_of(seen) if seen is not None else empty_preview()
        return self.snapshot


def preview_of(shot: Shot) -> Frame:
    """A shot's top-lit picture as a preview would show it."""
    frame = shot.toplit or shot.backlit
    assert frame is not None
    return Frame(np.asarray(cv2.resize(frame.pixels, (640, 480), interpolation=cv2.INTER_AREA), np.uint8), frame.light)


@cache
def empty_preview() -> Frame:
    """The empty tray, a little brighter in the middle."""
    y, x = np.mgrid[-1:1:480j, -1:1:640j]
    light = 232 - 22 * (x**2 + y**2)
    return Frame(np.repeat(light[..., None], 3, axis=2).astype(np.uint8), Light.TOPLIT)


@cache
def sample_store() -> Path:
    """The sample store's catalog in a folder of its own, made once a process."""
    catalog = Path(mkdtemp(prefix="screwtray-store-")) / "catalog.db"
    import_export(SAMPLES / "catalog.csv", catalog)
    return catalog


@cache
def sample_answer(name: str) -> Answer:
    """What is really read from a sample tray: `tray` (one screw) or `handful`."""
    instruments = load_instruments(sample_calibration(), sample_store())
    shot = read_shot(SAMPLES / name)
    return Answer(shot, identify(shot, instruments, 5), f"scan-{name}", Times(0, 0, 0, 0, 0))


def answer_of(answer: Answer, parts: Sequence[Part], scan: str | None = "scan-made") -> Answer:
    """The same photographs with other parts read from them."""
    reading: Reading = replace(answer.reading, parts=tuple(parts))
    return replace(answer, reading=reading, scan=scan)


def backstage(understudy: Understudy, settings: Settings = STORE, state: Path | None = None) -> Backstage:
    """Everything behind the screen, with the sample store."""
    places = Places(sample_store().parent if state is None else state)
    with open_catalog(sample_store()) as catalog:
        floor = draft_of(catalog)
    return Backstage(settings, places, understudy, lambda: None, floor, understudy.labels.append)
