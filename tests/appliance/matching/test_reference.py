"""Taught products are matched by what was measured."""

from dataclasses import replace

import numpy as np
import pytest

from appliance.catalog.product import Kind
from appliance.catalog.taught import Lesson, Sample
from appliance.matching.evidence import Shelf
from appliance.matching.rank import rank, weigh
from appliance.matching.reference import band_of, look_of
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Finish, Head, Tip
from tests.appliance.matching.counter import Box, part_of, product, store

ODD = product("odd", kind=Kind.MACHINE_SCREW, size="M5", pitch_mm=0.9, length_mm=33.0, head=Head.PAN, tip=Tip.DIE)


def samples_of(true, count: int, seed: int = 1) -> tuple[Sample, ...]:  # type: ignore[no-untyped-def]
    """The same piece laid down `count` times."""
    piece = part_of(true, Box.perfect(), np.random.default_rng(seed))
    rng = np.random.default_rng(seed + 1)
    return tuple(Sample(_again(piece[0], rng), piece[1], f"{number}") for number in range(count))


def _again(measurement, rng):  # type: ignore[no-untyped-def]
    """The same quantities measured anew by a typical box."""
    known = {name: one for name, one in vars(measurement).items() if isinstance(one, Estimate)}
    return replace(
        measurement, **{name: Estimate(one.value + rng.normal(0, 0.02), 0.02) for name, one in known.items()}
    )


def test_a_product_that_the_store_does_not_name_is_known_once_taught() -> None:
    shelf = Shelf.of(store())
    samples = samples_of(ODD, 4)
    before = rank(samples[3].measurement, samples[3].attributes, shelf, top=1)
    assert before[1] > 0.5
    taught = shelf.with_taught([Lesson("odd", samples[:3], "Odd M5 x 33 pan")], {})
    matches, absent = rank(samples[3].measurement, samples[3].attributes, taught, top=1)
    assert matches[0].sku == "odd"
    assert matches[0].p > 0.9
    assert absent < 0.1
    assert matches[0].title == "Odd M5 x 33 pan"


def test_samples_outrank_a_name_that_says_little() -> None:
    vague = [product(sku, kind=Kind.MACHINE_SCREW, size="M5") for sku in ("a", "b")]
    shelf = Shelf.of(vague)
    samples = samples_of(ODD, 4)
    taught = shelf.with_taught([Lesson("b", samples[:3])], {"b": [p.sku for p in shelf.products].index("b")})
    matches, _ = rank(samples[3].measurement, samples[3].attributes, taught)
    assert matches[0].sku == "b"
    assert matches[0].p > 0.9


def test_a_wrong_sample_does_not_hide_what_the_name_says() -> None:
    shelf = Shelf.of(store())
    true = shelf.products[100]
    wrong = Lesson(true.sku, samples_of(ODD, 3))
    part = part_of(true, Box.perfect(), np.random.default_rng(3))
    matches, _ = rank(*part, shelf.with_taught([wrong], {true.sku: 100}), top=3)
    assert true.sku in [match.sku for match in matches]


def test_other_products_are_matched_as_before() -> None:
    shelf = Shelf.of(store())
    taught = shelf.with_taught([Lesson("odd", samples_of(ODD, 3), "Odd")], {})
    rng = np.random.default_rng(4)
    for true in shelf.products[::80]:
        part = part_of(true, Box(), rng)
        before, after = weigh(*part, shelf), weigh(*part, taught)
        np.testing.assert_allclose(before.p[: len(shelf.products)], after.p[: len(shelf.products)], rtol=5e-3)
        assert after.p.sum() + after.not_in_catalog == pytest.approx(1)


def test_the_layout_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a large shelf taught products are found, whether their names would be looked up or not."""
    from appliance.matching import evidence

    shelf = Shelf.of(store())
    rows = {shelf.products[row].sku: row for row in (5, 200)}
    lessons = [Lesson(sku, samples_of(ODD, 3)) for sku in rows]
    taught = shelf.with_taught([*lessons, Lesson("odd", samples_of(ODD, 2), "Odd")], rows)
    sample = samples_of(ODD, 1, seed=1)[0]
    full = weigh(sample.measurement, sample.attributes, taught)
    monkeypatch.setattr(evidence, "_SMALL", 0)
    some = weigh(sample.measurement, sample.attributes, taught)
    p = dict(zip(full.rows, full.p, strict=True))
    assert {5, 200, len(store())} <= set(some.rows.tolist())
    for row, value in zip(some.rows, some.p, strict=True):
        assert value == pytest.approx(p[row], abs=1e-6)


def test_more_samples_narrow_the_band_and_unlike_ones_widen_it() -> None:
    once = band_of("length", [Estimate(25.0, 0.05)])
    thrice = band_of("length", [Estimate(25.0, 0.05)] * 3)
    unlike = band_of("length", [Estimate(24.5, 0.05), Estimate(25.0, 0.05), Estimate(25.5, 0.05)])
    assert thrice.soft < once.soft < unlike.soft
    assert once.low == thrice.low == 25.0


def test_looks_at_one_piece_are_no_independent_witnesses() -> None:
    look = Attributes(finish=Odds.sure(Finish.ZINC, Finish, 0.8))
    one = Sample(part_of(ODD, Box(), np.random.default_rng(1))[0], look, "1")
    once, often = look_of([one], "finish"), look_of([one] * 20, "finish")
    assert once is not None
    assert often is not None
    np.testing.assert_allclose(once, often)
    assert look_of([one], "drive") is None
