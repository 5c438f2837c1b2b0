import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.board import REFERENCE_BOARD
from calibration.flat import FlatField
from calibration.plane import TrayView
from calibration.record import Calibration, Parameter, Pedigree, check_fits, load, save
from calibration.refusal import CalibrationRefused
from drivers.frame import Light


def a_calibration(height_mm: float = 300.0) -> Calibration:
    view = TrayView(
        np.array([[5150.0, 0.0, 1010.2], [0.0, 5151.0, 748.1], [0.0, 0.0, 1.0]]),
        np.array([-0.07, 0.05, 1e-4, -2e-4, 0.0]),
        np.array([0.002, -0.001, -np.sqrt(1 - 5e-6)]),
        height_mm,
        1.2e-4,
        0.05,
    )
    grid = np.round(0.7 + 0.1 * np.random.default_rng(1).random((12, 15, 3)), 6).astype(np.float32)
    flats = {Light.TOPLIT: FlatField(grid, (2028, 1520), 0.006, 3)}
    pedigree = Pedigree(
        "2026-01-02T03:04:05Z", "screwtray 0", REFERENCE_BOARD, ("flat.jpg",), parameters={"fx": Parameter(5150.0, 1.0)}
    )
    return Calibration(view, (2028, 1520), flats, pedigree)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    save(a_calibration(), tmp_path / "cal.json")
    return tmp_path / "cal.json"


def test_what_was_saved_is_read_back(saved: Path) -> None:
    was, now = a_calibration(), load(saved)
    for name in ("camera_matrix", "distortion", "normal", "height_mm", "u_scale_rel", "u_height_mm"):
        np.testing.assert_array_equal(getattr(now.view, name), getattr(was.view, name))
    np.testing.assert_array_equal(now.flats[Light.TOPLIT].grid, was.flats[Light.TOPLIT].grid)
    assert now.pedigree == was.pedigree
    assert now.image_size_px == was.image_size_px
    assert now.ident == was.ident


@given(st.floats(1.0, 5000.0), st.floats(1.0, 5000.0))
def test_idents_are_the_same_only_for_the_same_content(one: float, other: float) -> None:
    assert (a_calibration(one).ident == a_calibration(other).ident) == (one == other)


@given(share=st.floats(0.0, 0.999))
def test_a_file_cut_anywhere_is_refused(tmp_path_factory: pytest.TempPathFactory, share: float) -> None:
    folder = tmp_path_factory.mktemp("cut")
    save(a_calibration(), folder / "cal.json")
    text = (folder / "cal.json").read_bytes().strip()
    (folder / "cal.json").write_bytes(text[: int(share * len(text))])
    with pytest.raises(CalibrationRefused, match="damaged or cut short"):
        load(folder / "cal.json")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("schema", "calibration/99", "no calibration that this version reads"),
        ("image_size_px", [2028], "damaged"),
        ("image_size_px", "large", "damaged"),
        ("image_size_px", [2029, 1520], "altered"),
        ("flats", {"moonlit": {}}, "damaged"),
        ("view", None, "damaged"),
    ],
)
def test_wrong_content_is_refused_in_one_line(saved: Path, key: str, value: object, says: str) -> None:
    saved.write_text(json.dumps({**json.loads(saved.read_text()), key: value}))
    with pytest.raises(CalibrationRefused, match=says) as refused:
        load(saved)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"\xff\xfe\x00", b"screws", b"[" * 100_000])
def test_what_is_no_calibration_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "cal.json").write_bytes(text)
    with pytest.raises(CalibrationRefused):
        load(tmp_path / "cal.json")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalibrationRefused, match="cannot be read"):
        load(tmp_path / "none.json")


def test_a_failed_save_leaves_the_old_file_and_nothing_else(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("calibration.record.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(a_calibration(250.0), saved)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


def test_a_picture_of_another_size_is_refused() -> None:
    check_fits(a_calibration(), (2028, 1520))
    with pytest.raises(CalibrationRefused, match="1014 x 760 pixels, the calibration is for 2028 x 1520"):
        check_fits(a_calibration(), (1014, 760))


def test_a_calibration_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        a_calibration().image_size_px = (1, 1)  # type: ignore[misc]
