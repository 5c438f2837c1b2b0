"""What pages say of a part: its name, sizes in both units, differences, what fits, and where it hangs."""

import itertools

import numpy as np
import pytest

from appliance.catalog.shelving import Wording
from appliance.catalog.standards import thread_standards
from appliance.matching.companions import what_fits, what_fits_thread
from appliance.matching.trade import SERIES
from appliance.screen import comparing, naming
from appliance.screen.dimensions import hero_of
from appliance.screen.events import LANGUAGES
from appliance.screen.fitting import in_words
from appliance.screen.gallery import cut_level
from appliance.screen.levelled import levelled
from appliance.screen.phrases import Phrases
from appliance.screen.shop import Shop
from appliance.screen.understudy import Understudy, backstage, sample_answer
from models_onnx.vocabulary import Drive, Head
from tests.appliance import readings

NBSP = "\N{NO-BREAK SPACE}"
EN, ES, FR = Phrases("en"), Phrases("es"), Phrases("fr")


@pytest.fixture(scope="module")
def shop():
    return Shop.opened(backstage(Understudy()))


def test_a_screw_has_a_plain_name_in_each_language():
    part = readings.machine_screw()
    assert naming.title_of(part, EN) == f"#10-24 machine screw, 3/4{NBSP}in"
    assert naming.features_of(part, EN) == "pan head, Phillips, zinc"
    assert naming.title_of(part, ES) == f"Tornillo para metal #10-24, 3/4{NBSP}pulg"
    assert naming.title_of(part, FR) == f"Vis à métaux #10-24, 3/4{NBSP}po"


def test_dimensions_are_said_in_inches_and_millimetres():
    dims = hero_of(readings.machine_screw(), 1, 0, EN)["dims"]
    said = {(dim["side"], dim["value"], dim["note"]) for dim in dims}
    assert ("below", f"3/4{NBSP}in", f"19.05 ± 0.06{NBSP}mm") in said
    assert {side for side, _, _ in said} == {"below", "above", "left", "right"}
    assert any("0,3" in dim["note"] for dim in hero_of(readings.machine_screw(), 1, 0, FR)["dims"])


def test_a_part_is_turned_level_with_its_head_to_the_left():
    for angle_deg in (0, 30, 90, 200, 330):
        part = readings.machine_screw(angle_deg=angle_deg)
        level = levelled(part)
        face, tail = level.at(part.landmarks.face_xy_px), level.at(part.landmarks.tail_xy_px)
        assert tail[0] - face[0] == pytest.approx(22.35 * readings.PX_PER_MM, rel=1e-6)
        assert tail[1] == pytest.approx(face[1], abs=1e-6)


def test_the_picture_of_a_part_fades_into_nothing_around_it():
    part = readings.machine_screw()
    picture = cut_level(np.full((800, 1200, 3), 200, np.uint8), part)
    assert picture.shape[2] == 4
    border = np.concatenate([picture[0, :, 3], picture[-1, :, 3], picture[:, 0, 3], picture[:, -1, 3]])
    assert border.max() < 30
    assert picture[picture.shape[0] // 2, picture.shape[1] // 2, 3] == 255


def test_an_alternative_says_how_it_differs(shop):
    best = shop.product("204585")  # #10-24 x 1 in pan Phillips zinc, 6
    assert comparing.differences(shop.product("245502"), best, EN).startswith(f"Same thread, 1/4{NBSP}in longer")
    assert comparing.differences(shop.product("245502"), best, FR).startswith(f"Même filet, plus longue de 1/4{NBSP}po")
    assert comparing.differences(best, best, EN) == "The same, as far as its name tells"
    metric = comparing.differences(shop.product("818340"), best, ES)
    assert metric.startswith("Rosca M6 × 1")
    assert "cabeza cilíndrica" in metric


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_fits_is_said_in_every_language(language, shop):
    """Every sentence that the standards can make is understood; none is shown in English elsewhere."""
    say = Phrases(language)
    fits = set()
    for thread in thread_standards():
        if any(shares.get(thread.series, 0) > 0.2 for shares in SERIES.values()):
            for head, drive in itertools.product((Head.PAN, Head.HEX, Head.SOCKET_CAP), Drive):
                fits |= set(what_fits_thread(thread.name, head, drive))
    for product in shop.catalog.products():
        fits |= set(what_fits(Wording.of(product)))
    assert len(fits) > 100
    assert {fit.what for fit in fits} >= {"nut", "washer", "tap_drill", "normal_drill", "pilot_soft", "driver"}
    for fit in fits:
        title, which = in_words(fit, say)
        assert title != fit.says
        assert which
        if language != "en":
            assert not which.endswith((" in", f"{NBSP}in"))


def test_the_way_leads_to_the_bay(shop):
    found, way = shop.way("12", "4")
    assert [bay.ident for bay in found] == ["bay-12-4"]
    assert way[0] == pytest.approx(shop.floor.here_xy_m, abs=0.3)
    assert shop.way("99", "1") == ((), ())


def test_a_product_picture_is_only_ever_of_that_folder(tmp_path, shop):
    (tmp_path / "7.png").write_bytes(b"png")
    own = Shop(shop.catalog, None, tmp_path)
    assert own.picture("7") == tmp_path / "7.png"
    assert own.picture("../7") is None
    assert own.picture("8") is None


def test_samples_are_really_read():
    assert sample_answer("tray").reading.parts[0].matches[0].sku == "204585"
