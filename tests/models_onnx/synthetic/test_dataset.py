"""Made examples are what they say they are, the same from the same seed, and taken up where they stopped."""

import cv2
import numpy as np
import pytest

from models_onnx.synthetic import dataset
from models_onnx.synthetic.dataset import Job, jobs, make, shard
from models_onnx.synthetic.facts import seen_drive
from models_onnx.synthetic.sampling import sample_spec
from models_onnx.synthetic.shards import light_of, read_shard, shard_path
from models_onnx.vocabulary import Drive, Head

pytest.importorskip("embreex")
KINDS = list(dataset.KINDS)


@pytest.fixture(scope="module")
def made():
    return {kind: shard(kind, seed=3, number=0, count=4) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_files(kind, made):
    again = shard(kind, seed=3, number=0, count=2)
    assert [e.files for e in again] == [e.files for e in made[kind][:2]]
    assert [e.facts for e in again] == [e.facts for e in made[kind][:2]]


@pytest.mark.parametrize("kind", KINDS)
def test_boxes_and_areas_agree_with_the_index_map(kind, made):
    for example in made[kind]:
        for thing in example.facts["things"]:
            rows, columns = np.nonzero(example.index == thing["index"])
            if len(rows):
                assert thing["box_px"] == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def test_a_part_is_whole_and_its_axis_runs_through_it(made):
    for example in made["parts"]:
        part = example.facts["things"][0]
        assert not part["cut_off"]
        mask = (example.index == 1).astype(np.uint8)
        assert mask.any()
        if part["label"] == "fastener" and part["posture"] == "lying" and part["covered"] < 0.02:
            (tail, top), grown = np.array(part["axis_px"]), cv2.dilate(mask, np.ones((9, 9), np.uint8))
            inside = tail + (top - tail) * np.linspace(0.1, 0.6, 6)[:, None]
            assert grown[tuple(np.round(inside).astype(int).T[::-1])].mean() > 0.8


def test_lengths_in_pixels_are_lengths_in_millimetres(made):
    for example in made["parts"]:
        part = example.facts["things"][0]
        if part["label"] == "fastener" and part["posture"] == "lying":
            tail, top = np.array(part["axis_px"])
            seen_mm = np.hypot(*(top - tail)) * example.facts["mm_per_px"]
            true_mm = part["measurements"]["overall_length_mm"]
            assert 0.85 * true_mm < seen_mm < 1.12 * true_mm


def test_bare_tray_is_one_and_parts_are_dark_before_the_panel(made):
    for example in made["parts"]:
        back, bare = light_of(example.backlit), cv2.erode((example.index == 0).astype(np.uint8), np.ones((9, 9))) > 0
        assert np.median(back[bare]) == pytest.approx(1.0, abs=0.03)
        assert np.median(back[example.index == 1]) < 0.5


def test_a_photograph_has_no_backlit_frame_and_names_its_ground(made):
    assert all(e.backlit is None and e.facts["ground"] for e in made["photos"])


def test_a_recess_counts_only_where_it_shows():
    spec = sample_spec(np.random.default_rng(0), Head.PAN)
    assert seen_drive(spec, 0.3, 2.0) is spec.drive
    assert seen_drive(spec, 0.3, 0.0) is Drive.HIDDEN
    assert seen_drive(spec, -0.3, 2.0) is Drive.HIDDEN


def test_a_hexagon_is_seen_from_any_side():
    spec = sample_spec(np.random.default_rng(0), Head.HEX)
    assert seen_drive(spec, -0.5, 0.0) is Drive.HEX_EXTERNAL


def test_what_stands_is_not_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(dataset, "PER_SHARD", {"parts": 2, "trays": 2, "photos": 2})
    assert len(jobs(tmp_path, {"parts": 6, "trays": 2}, seed=5)) == 4
    line = make(Job(tmp_path / "parts", "parts", 1, 5))
    assert (line["examples"], line["shard"]) == (2, 1)
    left = jobs(tmp_path, {"parts": 6, "trays": 2}, seed=5)
    assert sorted((j.kind, j.number) for j in left) == [("parts", 0), ("parts", 2), ("trays", 0)]
    assert len(list(read_shard(shard_path(tmp_path / "parts", 1)))) == 2
