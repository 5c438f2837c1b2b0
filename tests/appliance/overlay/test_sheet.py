"""What is drawn shows every part, tells where it hangs, and never writes over itself or the part."""

from dataclasses import replace
from itertools import combinations, pairwise

import cv2
import numpy as np
import pytest

from appliance import overlay
from appliance.overlay import ink
from appliance.overlay.plate import draw_plate
from appliance.reading import Landmarks, Measurement, Refused
from calibration.estimate import Unmeasured
from drivers.frame import Frame, Light, Shot
from tests.appliance import readings


@pytest.fixture
def written(monkeypatch):
    """Every line of text that is set: (text, left, top, right, bottom) on its own paper."""
    boxes = []
    set_text = ink.Paper.text

    def note(self, at_xy, text, size_px, weight=400, colour=ink.INK, align="left"):
        end = set_text(self, at_xy, text, size_px, weight, colour, align)
        width = ink.text_width(text, size_px, weight)
        boxes.append((id(self.pixels), text, end - width, at_xy[1] - 0.75 * size_px, end, at_xy[1] + 0.2 * size_px))
        return end

    monkeypatch.setattr(ink.Paper, "text", note)
    return boxes


def texts(written) -> str:
    return "\n".join(box[1] for box in written)


def overlap(a, b) -> bool:
    return a[0] == b[0] and a[2] < b[4] and b[2] < a[4] and a[3] < b[5] and b[3] < a[5]


@pytest.mark.parametrize("angle_deg", [0, 30, 90, 135, 180, 290])
@pytest.mark.parametrize("length_mm", [4.0, 8.0, 19.05, 50.0])
def test_no_label_meets_another_or_the_part_or_the_edge(written, angle_deg, length_mm):
    part = readings.machine_screw(angle_deg=angle_deg, length_mm=length_mm)
    plate = draw_plate(readings.tray().toplit.pixels, part, 1480, 500)
    assert "9.40 ± 0.04 mm" in texts(written)
    assert not [(a[1], b[1]) for a, b in combinations(written, 2) if overlap(a, b)]
    for _, text, left, top, right, bottom in written:
        assert left >= 0, text
        assert right <= plate.shape[1], text
        assert top >= 0, text
        assert bottom <= len(plate), text


def test_a_single_part_gets_a_plate_with_values_doubt_trade_size_and_place(written):
    overlay.draw(readings.tray(), readings.reading(readings.machine_screw()))
    said = texts(written)
    for expected in ("19.05 ± 0.06 mm", "length, 3/4 in", "Ø 4.80 ± 0.02 mm", "#10-24 UNC", "93 % sure", "AISLE", "C3"):
        assert expected in said
    assert "SKU 0104071" in said


def test_several_parts_are_numbered_and_the_refused_and_the_coin_say_what_they_are(written):
    parts = readings.machine_screw(), readings.coin(), readings.refused(Refused.OVERLAPPING)
    overlay.draw(readings.tray(), readings.reading(*parts))
    said = texts(written)
    assert "US quarter" in said
    assert "touches another part" in said
    assert {"1", "2", "3"} <= {box[1] for box in written}
    assert not [(a[1], b[1]) for a, b in combinations(written, 2) if overlap(a, b)]


def test_the_outline_is_drawn_where_the_part_lies_in_the_photograph():
    shot = Shot("s", toplit=Frame(np.full((800, 1200, 3), 210, np.uint8), Light.TOPLIT))
    part = readings.machine_screw()
    cv2.fillPoly(shot.toplit.pixels, [np.round(part.outline_xy_px).astype(np.int32)], (30, 30, 30))
    plate = draw_plate(shot.toplit.pixels, part, 1480, 500)
    rows, columns = np.nonzero((plate == ink.SIGN).all(axis=2))
    dark = (plate.max(axis=2) < 45).nonzero()
    assert columns.min() == pytest.approx(dark[1].min(), abs=6)
    assert rows.max() == pytest.approx(dark[0].max(), abs=6)


def test_an_empty_tray_says_so(written):
    overlay.draw(readings.tray(), readings.reading())
    assert "nothing on the tray" in texts(written)


def test_a_part_without_landmarks_or_scale_is_shown_without_dimensions(written):
    unmeasured = Measurement(*(Unmeasured("no scale") for _ in range(9)))
    part = replace(readings.machine_screw(), landmarks=None, measurement=unmeasured, matches=(), not_in_catalog=None)
    overlay.draw(readings.tray(), readings.reading(part))
    assert " mm" not in texts(written).replace("millimetres", "").replace("Millimetres", "")


def test_a_part_with_its_ends_known_and_nothing_else_is_drawn():
    part = readings.machine_screw()
    bare = replace(part, landmarks=Landmarks(part.landmarks.tail_xy_px, part.landmarks.face_xy_px))
    assert overlay.draw(readings.tray(), readings.reading(bare)).dtype == np.uint8


def test_a_grey_backlit_frame_alone_serves():
    shot = Shot("s", backlit=Frame(np.full((800, 1200), 210, np.uint8), Light.BACKLIT))
    assert overlay.draw(shot, readings.reading(readings.machine_screw())).shape[2] == 3


def test_a_portrait_photograph_is_shown_whole():
    shot = Shot("p.jpg", photo=Frame(np.full((2000, 1100, 3), 200, np.uint8), Light.AMBIENT))
    parts = readings.coin((200.0, 200.0)), readings.machine_screw((800.0, 1700.0))
    assert overlay.draw(shot, readings.reading(*parts)).shape[1] == 2200


def test_long_titles_and_places_are_cut_not_overrun():
    assert ink.text_width(ink.shortened("Bin " * 80, 30, 400, 300), 30) <= 300
    lines = ink.wrapped("a very long title " * 20, 30, 400, 400, 3)
    assert len(lines) == 3
    assert all(ink.text_width(line, 30) <= 400 for line in lines)
    assert all(a != b for a, b in pairwise([*lines, ""]))
