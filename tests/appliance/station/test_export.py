"""Confirmed parts leave the journal as the networks want them."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from appliance.reading import Kind, Part, Reading, Scale, ScaleSource
from appliance.station.crops import crops_of
from appliance.station.export import confirmed_labels, export_confirmed, written_before
from appliance.station.journal import Journal
from appliance.station.journal_reading import open_reader
from calibration.flat import linear_to_srgb
from drivers.frame import Frame, Light, Shot
from models_onnx.attributes import Attributes, Odds
from models_onnx.confirmed import read_all
from models_onnx.vocabulary import VOCABULARY, Drive, Finish, Head

SIZE = 400, 600
RING = cv2.ellipse2Poly((300, 200), (80, 50), 20, 0, 360, 3)
HOLE = cv2.ellipse2Poly((300, 200), (30, 20), 20, 0, 360, 3)
PRODUCTS = {"01": SimpleNamespace(head=Head.EYE, drive=Drive.SLOTTED, finish=Finish.ZINC, tip=None, coverage=None)}


def scene():
    """An eye on a tray whose light falls off by a third, and what is truly there."""
    y, x = np.mgrid[0 : SIZE[0], 0 : SIZE[1]]
    tray = 0.8 * (1 - 0.2 * x / SIZE[1] - 0.13 * y / SIZE[0])
    mask = np.zeros(SIZE, np.uint8)
    cv2.fillPoly(mask, [RING], 1)
    cv2.fillPoly(mask, [HOLE], 0)
    backlit = np.where(mask > 0, 0.02, tray)
    toplit = np.dstack(
        [np.where(mask > 0, share * tray, tray * lamp) for share, lamp in ((0.3, 1.0), (0.35, 0.95), (0.4, 0.9))]
    )
    frames = [np.round(255 * linear_to_srgb(light)).astype(np.uint8) for light in (backlit, toplit)]
    shot = Shot("eye", Frame(frames[0], Light.BACKLIT), Frame(frames[1], Light.TOPLIT))
    drive = Odds.sure(Drive.SLOTTED, Drive, 0.9)
    part = Part(Kind.FASTENER, RING.astype(np.float64), attributes=Attributes(drive=drive))
    return shot, Reading("eye", Scale(ScaleSource.NONE), (part,), None, "none", None), mask > 0


@pytest.fixture
def journal(tmp_path):
    """A journal that has one scan of the eye, with a function that says something of it and reads it back."""
    with Journal(tmp_path / "journal.db") as writer:
        shot, reading, _ = scene()
        writer.scan = writer.record(reading, crops_of(shot, reading, 95))
        yield writer


def exported(journal, folder):
    with open_reader(journal.path) as reader:
        return export_confirmed(reader, folder, PRODUCTS.get, written_before(folder))


def labels(journal):
    with open_reader(journal.path) as reader:
        scan = reader.scan(journal.scan)
    return confirmed_labels(scan, 0, scan.reading["parts"][0], PRODUCTS.get)


def test_a_confirmed_part_is_exported_with_even_light_its_own_pixels_and_what_was_confirmed(journal, tmp_path):
    journal.choose(journal.scan, 0, "01")
    assert exported(journal, tmp_path / "out").written == 1
    ((part, backlit, toplit),) = read_all(tmp_path / "out")
    assert dict(part.labels) == {"head": "eye", "drive": "slotted", "finish": "zinc"}
    x, y, w, h = part.box_px
    whole = np.zeros(backlit.shape, bool)
    whole[y : y + h, x : x + w] = part.mask
    rows, columns = np.nonzero(whole)
    assert np.count_nonzero(whole) == pytest.approx(np.count_nonzero(scene()[2]), rel=0.03)
    assert np.ptp(columns) + 1 == w
    assert np.ptp(rows) + 1 == h
    bare = cv2.dilate(whole.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    assert backlit[bare].mean() == pytest.approx(1.0, abs=0.02)
    assert backlit[bare].std() < 0.03
    assert toplit[bare].mean(axis=0) == pytest.approx([1.0, 1.0, 1.0], abs=0.03)
    inner = cv2.erode(whole.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert toplit[inner].mean(axis=0) == pytest.approx([0.3, 0.35 / 0.95, 0.4 / 0.9], abs=0.03)


def test_what_nobody_confirmed_stays_at_home(journal, tmp_path):
    journal.reply(journal.scan, 0, "finish", "brass")
    assert labels(journal) is None
    assert exported(journal, tmp_path / "out").written == 0


def test_the_newest_word_counts(journal):
    journal.choose(journal.scan, 0, "01")
    assert labels(journal)["finish"] == "zinc"
    journal.reply(journal.scan, 0, "finish", "nickel")
    assert labels(journal)["finish"] == "nickel"
    journal.none_of_these(journal.scan, 0, scene()[1].parts[0])
    assert labels(journal) is None
    journal.correct(journal.scan, 0, {"finish": "brass", "size": "#8"}, "01")
    assert labels(journal) == {"head": "eye", "drive": "slotted", "finish": "brass"}


def test_a_drive_that_could_not_be_seen_is_not_learnt_from_the_catalog(journal, tmp_path):
    shot, reading, _ = scene()
    part = Part(Kind.FASTENER, reading.parts[0].outline_xy_px, attributes=Attributes(drive=Odds({Drive.HIDDEN: 1.0})))
    journal.scan = journal.record(Reading("x", reading.scale, (part,), None, "none", None), crops_of(shot, reading, 95))
    journal.choose(journal.scan, 0, "01")
    assert "drive" not in labels(journal)
    journal.correct(journal.scan, 0, {"drive": "hidden"})
    assert labels(journal)["drive"] == "hidden"


def test_exporting_again_adds_only_what_is_new(journal, tmp_path):
    journal.choose(journal.scan, 0, "01")
    assert exported(journal, tmp_path / "out").written == 1
    assert exported(journal, tmp_path / "out").written == 0
    assert len(list(read_all(tmp_path / "out"))) == 1


def test_a_part_without_pictures_or_known_product_is_left_out_with_the_reason(journal, tmp_path):
    journal.choose(journal.scan, 0, "unknown")
    other = journal.record(scene()[1])
    journal.choose(other, 0, "01")
    left_out = exported(journal, tmp_path / "out").left_out
    assert left_out == {"no picture of it was kept": 1, "nothing of it is in the vocabulary": 1}


def test_words_outside_the_vocabulary_never_leave(journal):
    journal.correct(journal.scan, 0, {"head": "wobbly", "colour": "blue", "tip": "cone"})
    assert labels(journal) == {"tip": "cone"}
    assert "cone" in VOCABULARY["tip"]
