"""What fits a screw, as the standards say."""

import pytest

from appliance.catalog.product import Kind
from appliance.catalog.shelving import Wording
from appliance.catalog.standards import thread_standards
from appliance.catalog.standards.companions import drivers, hardware, tap_drills
from appliance.matching.companions import what_fits, what_fits_thread
from models_onnx.vocabulary import Drive, Head
from tests.appliance.matching.counter import product


def fits(**words: object) -> dict[str, str]:
    return {fit.what: fit.says for fit in what_fits(Wording.of(product(**words)))}  # type: ignore[arg-type]


def test_a_quarter_inch_coarse_machine_screw() -> None:
    found = fits(kind=Kind.MACHINE_SCREW, size="1/4", pitch_mm=1.27, head=Head.PAN, drive=Drive.PHILLIPS)
    assert found == {
        "nut": "1/4-20 UNC hex nut, 7/16 in across flats",
        "washer": "1/4 flat washer, 5/8 in outside",
        "tap_drill": "#7 drill before the 1/4-20 UNC tap",
        "close_drill": "17/64 in drill, close fit",
        "normal_drill": "9/32 in drill, normal fit",
        "free_drill": "19/64 in drill, free fit",
        "driver": "PH3 bit",
    }


def test_a_metric_socket_cap_screw_takes_the_coarse_thread_for_granted() -> None:
    found = fits(kind=Kind.MACHINE_SCREW, size="M5", head=Head.SOCKET_CAP, drive=Drive.HEX_SOCKET)
    assert found["nut"] == "M5x0.8 hex nut, 8 mm across flats"
    assert found["tap_drill"] == "4.2 mm drill before the M5x0.8 tap"
    assert found["normal_drill"] == "5.5 mm drill, normal fit"
    assert found["driver"] == "4 mm hex key"


def test_an_open_thread_names_no_nut() -> None:
    found = fits(kind=Kind.MACHINE_SCREW, size="#10", head=Head.PAN, drive=Drive.SLOTTED)
    assert "nut" not in found
    assert "tap_drill" not in found
    assert found["normal_drill"] == "#2 drill, normal fit"


def test_a_set_screw_goes_through_nothing() -> None:
    found = fits(kind=Kind.SET_SCREW, size="#8", pitch_mm=25.4 / 32, drive=Drive.HEX_SOCKET)
    assert set(found) == {"tap_drill", "driver"}
    assert found["driver"] == "5/64 in hex key"


def test_a_wood_screw_wants_pilot_holes_that_are_larger_in_hard_wood() -> None:
    found = {
        fit.what: fit for fit in what_fits(Wording.of(product(kind=Kind.WOOD_SCREW, size="#8", drive=Drive.SQUARE)))
    }
    soft, hard = found["pilot_soft"].diameter_mm, found["pilot_hard"].diameter_mm
    assert soft is not None
    assert hard is not None
    assert 1.5 < soft < hard < 3.0
    assert found["driver"].says == "SQ2 bit"
    assert "nut" not in found


def test_a_combination_recess_takes_two_drivers() -> None:
    words = Wording.of(product(kind=Kind.MACHINE_SCREW, size="#8", drive=Drive.COMBO))
    assert [fit.says for fit in what_fits(words) if fit.what == "driver"] == ["PH2 bit", "slotted blade, 5.5 mm wide"]


def test_without_a_size_nothing_is_said() -> None:
    assert fits(kind=Kind.MACHINE_SCREW, drive=Drive.PHILLIPS) == {}


def test_a_measured_thread_is_enough() -> None:
    found = {fit.what: fit.says for fit in what_fits_thread("#10-32 UNF")}
    assert found["nut"] == "#10-32 UNF hex nut, 3/8 in across flats"
    assert found["tap_drill"].startswith("#21 drill")


@pytest.mark.parametrize("row", hardware(), ids=lambda row: row.size)
def test_holes_are_wider_than_the_screw_and_in_order(row) -> None:  # type: ignore[no-untyped-def]
    holes = [drill.diameter_mm for drill in (row.close, row.normal, row.free) if drill]
    assert all(row.nominal_mm < hole < 1.6 * row.nominal_mm for hole in holes)
    assert holes == sorted(holes)
    if row.washer_inner_mm:
        assert row.nominal_mm < row.washer_inner_mm < 1.3 * row.nominal_mm


@pytest.mark.parametrize("row", tap_drills().values(), ids=lambda row: row.thread)
def test_tap_drills_leave_half_to_nine_tenths_of_the_thread(row) -> None:  # type: ignore[no-untyped-def]
    thread = next(one for one in thread_standards() if one.name == row.thread)
    engaged = (thread.nominal_mm - row.drill.diameter_mm) / (1.299 * thread.pitch_mm)  # 1.299 P: 100 % (ASME B1.1)
    assert 0.5 < engaged < 0.9


def test_every_drive_with_a_tool_has_rows_and_no_row_twice() -> None:
    keys = [(row.drive, row.head, row.family, row.size) for row in drivers()]
    assert len(keys) == len(set(keys))
    assert {row.drive for row in drivers()} == {
        *("phillips", "pozidriv", "square", "torx", "hex_socket", "hex_external", "slotted")
    }
