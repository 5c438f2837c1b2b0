"""Confirmed parts are read back as they were kept."""

import numpy as np
import pytest

from models_onnx.confirmed import Confirmed, append, read_all


def kept(folder, ident="a-1", labels=None, toplit=True):
    light = np.ones((200, 260), np.float32)
    light[90:110, 80:180] = 0.1
    top = np.repeat(light[..., None] * 0.5, 3, axis=2) if toplit else None
    mask = np.ones((20, 100), bool)
    append(folder, Confirmed(ident, mask, (80, 90, 100, 20), labels or {"head": "pan"}), light, top)
    return light


def test_what_was_kept_is_read(tmp_path):
    kept(tmp_path)
    ((part, backlit, toplit),) = read_all(tmp_path)
    assert part.ident == "a-1"
    assert part.labels == {"head": "pan"}
    x, y, w, h = part.box_px
    assert (w, h) == (100, 20)
    assert backlit[y : y + h, x : x + w].mean() == pytest.approx(0.1, abs=0.01)
    assert toplit[y : y + h, x : x + w].mean() == pytest.approx(0.05, abs=0.01)


def test_parts_are_kept_one_after_the_other(tmp_path):
    for ident in ("a", "b", "c"):
        kept(tmp_path, ident, toplit=ident != "b")
    parts = list(read_all(tmp_path))
    assert [part.ident for part, _, _ in parts] == ["a", "b", "c"]
    assert parts[1][2] is None


def test_words_that_are_none_are_refused():
    with pytest.raises(ValueError, match="no head"):
        Confirmed("a", np.ones((2, 2), bool), (0, 0, 2, 2), {"head": "mushroom"})
    with pytest.raises(ValueError, match="no name"):
        Confirmed("../a", np.ones((2, 2), bool), (0, 0, 2, 2))


def test_a_broken_line_is_named(tmp_path):
    kept(tmp_path)
    with (tmp_path / "confirmed.jsonl").open("a") as file:
        file.write("{}\n")
    parts = read_all(tmp_path)
    next(parts)
    with pytest.raises(ValueError, match="line 2"):
        next(parts)
