"""identify answers each shot in its turn, to people in words and to programs by the contract's schema."""

import errno
import json
import os
import shutil
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from appliance import __main__ as command_line
from appliance.commands import identify as command
from appliance.reading import QUANTITIES, Kind, Question, Refused
from drivers.faults import UnreadableShot
from drivers.frame import Shot
from tests.appliance import readings


@pytest.fixture
def answered(monkeypatch):
    """Stands in for the way of a scan: answers any readable shot by one screw; tells what it was called with."""
    calls = []

    def identify_shot(shot: Shot, instruments, top: int):
        calls.append((shot.name, instruments, top))
        return readings.reading(readings.machine_screw(), shot=shot.name)

    monkeypatch.setattr(command, "identify_shot", identify_shot)
    return calls


@pytest.fixture
def tray(tmp_path) -> Path:
    folder = tmp_path / "tray"
    folder.mkdir()
    cv2.imwrite(str(folder / "backlit.png"), np.full((800, 1200), 210, np.uint8))
    return folder


def run(*args: object) -> int:
    return command_line.main(["identify", *map(str, args)])


class TestJson:
    def test_holds_all_that_the_contract_names(self):
        part = replace(readings.machine_screw(), question=Question("tip", ("cone", "die"), 0.8))
        said = json.loads(json.dumps(command.to_json(readings.reading(part, shot="a/b/", warnings=("tray_dirty",)))))
        assert said["schema"] == "identify/1"
        assert said["shot"] == "a/b/"
        assert said["scale"] == {"source": "calibration", "mm_per_px": pytest.approx(1 / 18), "u_rel": 2e-4}
        assert said["warnings"] == ["tray_dirty"]
        assert said["timing_ms"]["total"] == 170.0
        (one,) = said["parts"]
        assert one["kind"] == "fastener"
        assert one["refused"] is None
        assert set(one["measurements"]) == set(QUANTITIES)
        assert one["measurements"]["pitch_mm"] == {"value": 1.058, "u": 0.002}
        assert one["size"]["thread"] == "#10-24 UNC"
        assert one["size"]["also"] == [{"thread": "M5x0.8", "p": 0.02}]
        assert one["attributes"]["head"][0] == {"label": "pan", "p": pytest.approx(0.97)}
        assert one["matches"][0]["sku"] == "0104071"
        assert one["matches"][1]["differs"] == [{"what": "length", "by_mm": 3.2}]
        assert one["not_in_catalog"] == 0.02
        assert one["question"] == {"ask": "tip", "options": ["cone", "die"], "gain_bits": 0.8}

    def test_what_was_not_measured_is_null_with_its_reason(self):
        (one,) = command.to_json(readings.reading(readings.machine_screw()))["parts"]
        assert one["measurements"]["shank_diameter_mm"] is None
        assert one["unmeasured"] == {"shank_diameter_mm": "threaded up to the head"}

    @pytest.mark.parametrize("why", list(Refused))
    def test_a_refused_part_is_listed_with_its_outline(self, why):
        (one,) = command.to_json(readings.reading(readings.refused(why)))["parts"]
        assert one["refused"] == why.value
        assert len(one["outline_px"]) == 4
        assert one["size"] is None

    def test_there_is_one_object_a_line_in_the_order_given_and_nothing_else(self, answered, tray, capsys):
        other = tray.parent / "other"
        tray.rename(other)
        tray.mkdir()
        shutil.copy(other / "backlit.png", tray)
        assert run(tray, other, tray, "--json") == 0
        lines = capsys.readouterr().out.splitlines()
        assert [json.loads(line)["shot"] for line in lines] == [str(tray), str(other), str(tray)]
        assert json.loads(lines[0])["timing_ms"]["total"] > 170.0, "reading the files counts"

    def test_top_and_coin_reach_the_identification(self, answered, tray):
        run(tray, "--top", "0", "--coin", "none")
        ((_, instruments, top),) = answered
        assert top == 0
        assert instruments.coin is False


class TestWords:
    def test_a_clerk_reads_name_size_sureness_and_place(self):
        said = command.in_words(readings.reading(readings.machine_screw()))
        for expected in (
            "#10-24 UNC, 3/4 in, pan head, Phillips, zinc",
            "length 19.05 ± 0.06 mm",
            "93 %  Aisle 12 · Bay 4 · Bin C3",
            "(3.2 mm longer)",
            "2 %  not in this catalog",
        ):
            assert expected in said

    def test_the_refused_the_coin_and_the_empty_tray_are_said_plainly(self):
        said = command.in_words(readings.reading(readings.coin(), readings.refused(Refused.STANDING)))
        assert "1. A US quarter." in said
        assert "2. This part stands upright: lay it on its side." in said
        assert "nothing on the tray" in command.in_words(readings.reading())

    def test_a_question_is_put_to_the_person(self):
        part = replace(readings.machine_screw(), question=Question("tip", ("cone", "die"), 0.8))
        assert "Look at its tip: cone or die?" in command.in_words(readings.reading(part))


class TestOverlay:
    def test_a_picture_is_drawn_for_each_shot_and_named_after_it(self, answered, tray, tmp_path, capsys):
        assert run(tray, "--overlay", tmp_path / "drawn") == 0
        assert cv2.imread(str(tmp_path / "drawn" / "tray.png")).shape[1] == 2200
        assert "tray.png" in capsys.readouterr().out

    def test_shots_of_one_name_do_not_overwrite_each_other(self, tray, tmp_path):
        shot = Shot(str(tray), toplit=readings.tray().toplit)
        reading = readings.reading(readings.machine_screw())
        first = command.save_overlay(shot, reading, tmp_path)
        second = command.save_overlay(shot, reading, tmp_path, {first})
        assert first != second

    def test_a_full_disk_leaves_no_half_picture(self, answered, tray, tmp_path, monkeypatch, capsys):
        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(command.os, "fsync", full)
        assert run(tray, "--overlay", tmp_path / "drawn") == 1
        assert list((tmp_path / "drawn").iterdir()) == []
        assert "disk is full" in capsys.readouterr().err


class TestBadInput:
    def huge_png(self, path: Path) -> None:
        def chunk(kind: bytes, body: bytes) -> bytes:
            return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

        header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))

    @pytest.mark.parametrize(
        ("what", "said"),
        [
            ("missing", "no such picture"),
            ("empty", "empty"),
            ("text", "no PNG"),
            ("truncated", "cut short"),
            ("huge", "too large"),
            ("folder without pictures", "neither"),
        ],
    )
    def test_a_picture_of_no_use_is_one_sentence_and_exit_1(self, tmp_path, capsys, what, said):
        path = tmp_path / "p.png"
        if what == "empty":
            path.touch()
        elif what == "text":
            path.write_text("Dear diary " * 100)
        elif what == "truncated":
            jpeg = cv2.imencode(".jpg", np.random.default_rng(1).integers(0, 255, (300, 300), np.uint8))[1].tobytes()
            path.write_bytes(jpeg[: len(jpeg) // 2])
        elif what == "huge":
            self.huge_png(path)
        elif what.startswith("folder"):
            path.mkdir()
        assert run(path, "--json") == 1
        captured = capsys.readouterr()
        assert said in captured.err
        assert str(path) in captured.err
        assert captured.err.count("\n") == 1
        assert captured.out == ""

    @pytest.mark.parametrize(
        "pixels",
        [
            np.zeros((600, 800), np.uint8),
            np.full((600, 800), 255, np.uint8),
            np.random.default_rng(0).integers(0, 256, (600, 800), np.uint8),
        ],
        ids=["black", "white", "noise"],
    )
    @pytest.mark.parametrize("name", ["backlit.png", "toplit.png", None])
    def test_a_frame_without_a_tray_in_it_is_one_sentence_and_exit_1(self, tmp_path, capsys, pixels, name):
        folder = tmp_path / "shot"
        folder.mkdir()
        cv2.imwrite(str(folder / (name or "photo.png")), pixels)
        assert run(folder if name else folder / "photo.png", "--json") == 1
        captured = capsys.readouterr()
        assert captured.err.count("\n") == 1
        assert captured.out == ""

    def test_a_bad_shot_does_not_keep_the_others_from_being_answered(self, answered, tray, tmp_path, capsys):
        assert run(tray, tmp_path / "nothing.png", tray, "--json") == 1
        captured = capsys.readouterr()
        assert len(captured.out.splitlines()) == 2
        assert "nothing.png" in captured.err

    def test_a_refusal_that_names_no_shot_gets_its_name(self, answered, tray, capsys, monkeypatch):
        def refuse(*_: object) -> None:
            raise UnreadableShot("The picture is black: is the light on?")

        monkeypatch.setattr(command, "identify_shot", refuse)
        assert run(tray) == 1
        assert capsys.readouterr().err == f"{tray}: The picture is black: is the light on?\n"

    def test_a_calibration_cut_in_half_is_refused_before_any_shot(self, tray, tmp_path, capsys):
        file = tmp_path / "cal.json"
        file.write_text('{"schema": "calibration/1", "ident": "abc", "image_size_px": [12')
        assert run(tray, "--calibration", file, "--json") == 1
        assert "damaged or cut short" in capsys.readouterr().err

    def test_a_missing_catalog_is_refused_before_any_shot(self, tray, tmp_path, capsys):
        assert run(tray, "--catalog", tmp_path / "none.db") == 1
        assert "no catalog" in capsys.readouterr().err


def test_a_coin_is_no_fastener():
    assert command.to_json(readings.reading(readings.coin()))["parts"][0]["kind"] == Kind.COIN.value
