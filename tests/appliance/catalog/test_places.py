"""The store's map: bays from a table, the way to one of them."""

import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from math import dist
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.catalog.places import Bay, Floor, draft, read_places, to_table
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store_map import draw, length_m, read_map, with_way
from appliance.catalog.way import way_to

TABLE = "aisle,bay,x_m,y_m,width_m,depth_m\nhere,,1,9,,\n12,4,4,2,0.6,1.2\n12,5,4,3.2,0.6,1.2\n13,1,8,2,0.6,6\n"


def table(folder: Path, text: str = TABLE) -> Path:
    path = folder / "bays.csv"
    path.write_text(text)
    return path


def test_a_table_is_read_and_written(tmp_path: Path) -> None:
    floor = read_places(table(tmp_path))
    assert [bay.ident for bay in floor.bays] == ["bay-12-4", "bay-12-5", "bay-13-1"]
    assert floor.here_xy_m == (1.0, 9.0)
    assert read_places(table(tmp_path, to_table(floor))) == floor


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "columns"),
        ("aisle,bay\n1,2\n", "there is no x_m"),
        (TABLE + "12,4,9,9,1,1\n", "line 6: aisle 12, bay 4 stands there twice"),
        (TABLE.replace("8,2,0.6", "far,2,0.6"), "line 5: x_m"),
        (TABLE.replace("8,2,0.6", "8,2,0"), "line 5: a bay"),
        (TABLE.replace("here,,1,9,,\n", ""), "no row of aisle `here`"),
        ("aisle,bay,x_m,y_m,width_m,depth_m\nhere,,1,9,,\n", "no bay"),
        (TABLE + ",3,1,1,1,1\n", "must be named"),
    ],
)
def test_a_senseless_table_is_refused_in_one_sentence(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CatalogRefused, match=why):
        read_places(table(tmp_path, text))


def test_every_bay_has_a_shape_with_its_id(tmp_path: Path) -> None:
    root = ElementTree.fromstring(draw(read_places(table(tmp_path))))
    ids = {element.get("id") for element in root.iter()}
    assert {"bay-12-4", "bay-12-5", "bay-13-1", "here"} <= ids


def test_a_map_that_was_drawn_is_read_as_the_same_floor(tmp_path: Path) -> None:
    floor = read_places(table(tmp_path))
    path = tmp_path / "store.svg"
    path.write_text(draw(floor))
    text, again = read_map(path)
    assert [bay.ident for bay in again.bays] == [bay.ident for bay in floor.bays]
    assert again.here_xy_m == pytest.approx(floor.here_xy_m)
    drawn, found = with_way(text, again, "12", "5")
    assert [bay.bay for bay in found] == ["5"]
    root = ElementTree.fromstring(drawn)
    assert sum(element.get("class") == "way" for element in root.iter()) == 1


def test_an_unknown_bay_marks_its_aisle_and_an_unknown_aisle_nothing(tmp_path: Path) -> None:
    floor = read_places(table(tmp_path))
    assert len(with_way(draw(floor), floor, "12", "99")[1]) == 2
    assert with_way(draw(floor), floor, "77", "1") == (draw(floor), ())


@pytest.mark.parametrize(
    "text", ["no svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><svg/>"]
)
def test_what_is_no_map_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "store.svg"
    path.write_text(text)
    with pytest.raises(CatalogRefused, match=r"store\.svg"):
        read_map(path)


def test_the_way_goes_round_the_shelves() -> None:
    wall = Bay("1", "1", 4.0, 0.0, 0.5, 9.0)
    behind = Bay("2", "1", 7.0, 2.0, 1.0, 1.0)
    floor = Floor((wall, behind), (1.0, 2.5))
    way = way_to(floor, (behind,))
    assert way[0] == (1.0, 2.5)
    assert length_m(way) > dist((1.0, 2.5), (7.0, 2.5)) + 4
    assert any(y > 9.0 for _, y in way)


def test_what_is_walled_in_has_no_way() -> None:
    sides = (("n", 4, 4, 6, 0.5), ("s", 4, 9.5, 6, 0.5), ("w", 4, 4, 0.5, 6), ("e", 9.5, 4, 0.5, 6))
    ring = [Bay("1", *side) for side in sides]
    inside = Bay("2", "1", 6.5, 6.5, 0.5, 0.5)
    assert way_to(Floor((*ring, inside), (1.0, 1.0)), (inside,)) == ()


@settings(max_examples=15, deadline=None)
@given(
    st.dictionaries(st.integers(1, 60).map(str), st.integers(1, 12), min_size=1, max_size=7),
    st.data(),
)
def test_in_a_drafted_store_every_bay_can_be_reached_without_walking_through_shelves(
    aisles: dict[str, int], data: st.DataObject
) -> None:
    floor = draft((aisle, [str(n + 1) for n in range(count)]) for aisle, count in aisles.items())
    goal = data.draw(st.sampled_from(floor.bays))
    way = way_to(floor, (goal,))
    assert len(way) > 1
    for (ax, ay), (bx, by) in pairwise(way):
        for part in range(21):
            x, y = ax + (bx - ax) * part / 20, ay + (by - ay) * part / 20
            assert not any(
                bay.x_m < x < bay.x_m + bay.width_m and bay.y_m < y < bay.y_m + bay.depth_m for bay in floor.bays
            )
    middle = (goal.x_m + goal.width_m / 2, goal.y_m + goal.depth_m / 2)
    assert dist(way[-1], middle) < 1.6
