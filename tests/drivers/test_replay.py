"""Shots come from files as they were taken; whatever else is found there is named in one sentence."""

import contextlib
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.faults import UnreadableShot
from drivers.frame import Light
from drivers.replay import read_frame, read_shot


@pytest.fixture
def grey() -> np.ndarray:
    y, x = np.mgrid[:48, :64]
    return (2 * x + y).astype(np.uint8)


def write_png_header_only(path: Path, width: int, height: int) -> None:
    """A PNG that unfolds to width x height out of next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(bytes(1000)))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + data + chunk(b"IEND", b""))


def test_a_folder_gives_its_backlit_and_its_toplit_frame(tmp_path, grey):
    cv2.imwrite(str(tmp_path / "backlit.png"), grey)
    cv2.imwrite(str(tmp_path / "toplit.PNG"), np.dstack([grey, grey // 2, grey // 3]))
    shot = read_shot(tmp_path)
    assert shot.backlit.light is Light.BACKLIT
    assert np.array_equal(shot.backlit.pixels, grey)
    assert np.array_equal(shot.toplit.pixels[..., 2], grey // 3), "colour is in B, G, R order"


def test_one_light_alone_is_a_shot(tmp_path, grey):
    cv2.imwrite(str(tmp_path / "toplit.tif"), grey)
    shot = read_shot(tmp_path)
    assert shot.backlit is None
    assert shot.size_px == (64, 48)


def test_a_single_file_is_a_photograph_by_the_name_it_was_given(tmp_path, grey, monkeypatch):
    cv2.imwrite(str(tmp_path / "p.webp"), grey)
    monkeypatch.chdir(tmp_path)
    shot = read_shot("./p.webp")
    assert shot.name == "./p.webp"
    assert shot.photo.light is Light.AMBIENT


def test_a_photograph_is_turned_upright_and_tells_its_focal_length(tmp_path, grey):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held a quarter turn
    exif.get_ifd(0x8769)[0xA405] = 26
    Image.fromarray(grey).save(tmp_path / "p.jpg", exif=exif, quality=100)
    frame = read_frame(tmp_path / "p.jpg", Light.AMBIENT)
    assert frame.size_px == (48, 64)
    assert frame.focal_px == pytest.approx(26 / np.hypot(36, 24) * np.hypot(64, 48))


def test_a_nonsensical_exif_block_costs_the_hint_only(tmp_path, grey):
    Image.fromarray(grey).save(tmp_path / "p.jpg", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")
    assert read_frame(tmp_path / "p.jpg", Light.AMBIENT).focal_px is None


def test_sixteen_bits_are_rounded_to_eight(tmp_path, grey):
    cv2.imwrite(str(tmp_path / "p.png"), grey.astype(np.uint16) * 257)
    cv2.imwrite(str(tmp_path / "c.png"), np.dstack([grey] * 3).astype(np.uint16) * 257)
    assert np.array_equal(read_frame(tmp_path / "p.png", Light.BACKLIT).pixels, grey)
    assert np.array_equal(read_frame(tmp_path / "c.png", Light.BACKLIT).pixels, np.dstack([grey] * 3))


def test_what_is_transparent_is_white(tmp_path, grey):
    clear = np.dstack([grey, grey, grey, np.zeros_like(grey)])
    cv2.imwrite(str(tmp_path / "p.png"), clear)
    assert (read_frame(tmp_path / "p.png", Light.AMBIENT).pixels == 255).all()


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(UnreadableShot, match="no such picture"):
        read_shot(tmp_path / "nothing.png")


def test_an_empty_folder_is_said_to_hold_no_picture(tmp_path):
    with pytest.raises(UnreadableShot, match="neither"):
        read_shot(tmp_path)


def test_two_pictures_of_one_light_are_refused(tmp_path, grey):
    for name in ("backlit.png", "backlit.jpg"):
        cv2.imwrite(str(tmp_path / name), grey)
    with pytest.raises(UnreadableShot, match="keep one"):
        read_shot(tmp_path)


def test_frames_of_different_size_are_refused(tmp_path, grey):
    cv2.imwrite(str(tmp_path / "backlit.png"), grey)
    cv2.imwrite(str(tmp_path / "toplit.png"), grey[:40])
    with pytest.raises(UnreadableShot, match=r"64 × 48 and 64 × 40"):
        read_shot(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"Dear diary, today I bought screws.\n" * 99, "no PNG"),
        (b"\x89PNG\r\n\x1a\n", "no PNG|damaged|cut short"),
    ],
    ids=["empty", "text", "signature alone"],
)
def test_a_file_that_only_calls_itself_a_picture_is_refused(tmp_path, content, said):
    file = tmp_path / "backlit.png"
    file.write_bytes(content)
    with pytest.raises(UnreadableShot, match=said):
        read_frame(file, Light.BACKLIT)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_picture_cut_short_is_never_taken_for_whole(tmp_path, suffix, kept):
    noise = np.random.default_rng(3).integers(0, 255, (200, 300), np.uint8)
    whole, cut = tmp_path / f"whole.{suffix}", tmp_path / f"cut.{suffix}"
    cv2.imwrite(str(whole), noise)
    cut.write_bytes(whole.read_bytes()[: int(kept * whole.stat().st_size)])
    with pytest.raises(UnreadableShot):
        read_frame(cut, Light.BACKLIT)


def test_a_jpeg_that_lost_its_last_line_is_refused(tmp_path, grey):
    file = tmp_path / "p.jpg"
    cv2.imwrite(str(file), grey)
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(UnreadableShot, match="cut short"):
        read_frame(file, Light.BACKLIT)


def test_a_picture_of_400_megapixels_is_refused_by_its_header(tmp_path):
    file = tmp_path / "huge.png"
    write_png_header_only(file, 20_000, 20_000)
    with pytest.raises(UnreadableShot, match="too large"):
        read_frame(file, Light.BACKLIT)


def test_the_largest_picture_is_judged_by_its_pixels_not_by_its_bytes(tmp_path):
    file = tmp_path / "large.png"
    write_png_header_only(file, 10_000, 9_500)
    with pytest.raises(UnreadableShot, match="megapixels"):
        read_frame(file, Light.BACKLIT)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    suffix=st.sampled_from(["jpg", "png", "webp", "tif"]),
    wounds=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_a_damaged_picture_is_read_or_refused_and_nothing_else_happens(tmp_path, grey, suffix, wounds):
    file = tmp_path / f"p.{suffix}"
    content = bytearray(cv2.imencode(f".{suffix}", grey)[1].tobytes())
    for where, byte in wounds:
        content[int(where * len(content))] = byte
    file.write_bytes(content)
    with contextlib.suppress(UnreadableShot):
        assert read_frame(file, Light.BACKLIT).pixels.dtype == np.uint8
