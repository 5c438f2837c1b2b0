"""What a store taught its counter, kept beside the catalog."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.taught import (
    Lesson,
    Sample,
    ident_of,
    key_of,
    lessons_from_json,
    lessons_to_json,
    sample_from_json,
    sample_to_json,
    together,
)
from appliance.catalog.taught_store import forget, read_lessons, taught_beside, teach
from appliance.reading import QUANTITIES, Measurement
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Drive, Finish, Head


def sample(length_mm: float = 25.4, **more: str) -> Sample:
    return Sample(
        Measurement(overall_length_mm=Estimate(length_mm, 0.02), major_diameter_mm=Estimate(4.1, 0.01)),
        Attributes(head=Odds.sure(Head.PAN, Head, 0.9), drive=Odds({Drive.HIDDEN: 1.0})),
        "2026-11-23T00:00:00+00:00",
        **more,  # type: ignore[arg-type]
    )


@given(
    st.dictionaries(
        st.sampled_from(QUANTITIES), st.tuples(st.integers(1, 900_000), st.integers(0, 90_000)), max_size=9
    ),
    st.sampled_from(list(Finish)),
)
def test_a_sample_comes_back_as_it_was_written(measured: dict[str, tuple[int, int]], finish: Finish) -> None:
    quantities = {name: Estimate(value * 1e-3, u * 1e-3) for name, (value, u) in measured.items()}
    one = Sample(Measurement(**quantities), Attributes(finish=Odds({finish: 1.0})), "now", "a shot", "cal", "nets")  # type: ignore[arg-type]
    again = sample_from_json(sample_to_json(one))
    assert key_of(again) == key_of(one)
    for name, estimate in quantities.items():
        assert getattr(again.measurement, name).value == pytest.approx(estimate.value)
    assert again.attributes.finish == one.attributes.finish


def test_lessons_travel_in_a_file() -> None:
    lessons = {"7": Lesson("7", (sample(),), "Knob", None, "3", "C1"), "8": Lesson("8", (sample(10.0), sample(10.1)))}
    again = lessons_from_json(lessons_to_json(lessons))
    assert [len(lesson.samples) for lesson in again.values()] == [1, 2]
    assert again["8"].samples[0].attributes.head.p[Head.PAN] == pytest.approx(0.9, abs=1e-4)  # type: ignore[union-attr]
    assert ident_of(again) == ident_of(lessons)
    assert again["7"].bin == "C1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"schema": "taught/9", "lessons": []}',
        '{"schema": "taught/1", "lessons": [{"sku": 3, "samples": []}]}',
        '{"schema": "taught/1", "lessons": [{"sku": "3", "samples": [{"measured": {"weight": [1, 1]}, "seen": {}, '
        '"taken_at": ""}]}]}',
        '{"schema": "taught/1", "lessons": [{"sku": "3", "samples": [{"measured": {"pitch_mm": [-1, 1]}, "seen": {}, '
        '"taken_at": ""}]}]}',
        '{"schema": "taught/1", "lessons": [{"sku": "3", "samples": [{"measured": {}, "seen": {"head": {"blob": 1}}, '
        '"taken_at": ""}]}]}',
    ],
)
def test_what_are_no_lessons_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(CatalogRefused) as refused:
        lessons_from_json(text)
    assert "\n" not in str(refused.value)


def test_what_two_lessons_share_counts_once() -> None:
    both = together(Lesson("7", (sample(),), "Knob"), Lesson("7", (sample(), sample(25.5)), bin="C1"))
    assert len(both.samples) == 2
    assert (both.title, both.bin) == ("Knob", "C1")


def test_lessons_are_kept_in_a_file_of_their_own(tmp_path: Path) -> None:
    path = taught_beside(tmp_path / "store.db")
    assert read_lessons(path) == {}
    teach(path, [Lesson("7", (sample(),), "Knob")])
    teach(path, [Lesson("7", (sample(), sample(25.5))), Lesson("8", (sample(),))])
    kept = read_lessons(path)
    assert (len(kept["7"].samples), kept["7"].title, len(kept["8"].samples)) == (2, "Knob", 1)
    assert forget(path, "7")
    assert not forget(path, "7")
    assert list(read_lessons(path)) == ["8"]


@pytest.mark.parametrize("content", [b"no database", b""])
def test_a_damaged_file_of_lessons_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.db.taught"
    path.write_bytes(content)
    with pytest.raises(CatalogRefused, match="taught"):
        read_lessons(path)


def test_a_lesson_makes_a_product_by_its_title() -> None:
    made = Lesson("K1", (sample(),), "Pan Head Phillips Machine Screw M4 x 12", bin="C1").product()
    assert (made.sku, made.head, made.designation.size, made.bin) == ("K1", Head.PAN, "M4", "C1")
    assert made.origins["head"] == "staff"
