"""What a store leaves open of the trade."""

import numpy as np

from appliance.catalog.product import Kind
from appliance.matching.evidence import Shelf
from appliance.matching.rank import weigh
from appliance.matching.rivals import Strangers, strangers_to, trade
from appliance.matching.sighted import sight
from models_onnx.vocabulary import Drive, Finish, Head, Tip
from tests.appliance.matching.counter import Box, part_of, product, store

PAN = {
    "kind": Kind.MACHINE_SCREW,
    "size": "#10",
    "pitch_mm": 25.4 / 24,
    "length_mm": 19.05,
    "head": Head.PAN,
    "tip": Tip.DIE,
}


def every_pan_screw() -> Shelf:
    """A store that has one #10-24 x 3/4 pan screw of each drive and finish."""
    looks = [(drive, finish) for drive in Drive if drive is not Drive.HIDDEN for finish in Finish]
    return Shelf.of(product(f"{n}", **PAN, drive=d, finish=f) for n, (d, f) in enumerate(looks))


def test_an_empty_store_leaves_everything_open() -> None:
    nothing = Strangers.to(Shelf.of([]))
    assert nothing.left_open.min() == 1.0
    np.testing.assert_allclose(nothing.log_share, 0.0, atol=1e-9)


def test_what_a_store_has_in_all_looks_is_no_stranger() -> None:
    part = part_of(product(**PAN, drive=Drive.PHILLIPS, finish=Finish.ZINC), Box(), np.random.default_rng(1))
    seen = sight(*part)
    stocked, empty = strangers_to(every_pan_screw()), strangers_to(Shelf.of(store()[:1]))
    assert stocked.log_likelihood(seen) < empty.log_likelihood(seen) - 1


def test_the_other_thread_of_the_same_size_stays_open() -> None:
    fine = part_of(
        product(**{**PAN, "pitch_mm": 25.4 / 32}, drive=Drive.PHILLIPS, finish=Finish.ZINC),
        Box(),
        np.random.default_rng(2),
    )
    assert weigh(*fine, every_pan_screw()).not_in_catalog > 0.9


def test_a_name_that_leaves_the_finish_open_covers_every_finish_a_little() -> None:
    vague = Strangers.to(Shelf.of([product("a", **PAN, drive=Drive.PHILLIPS)]))
    named = Strangers.to(Shelf.of([product("a", **PAN, drive=Drive.PHILLIPS, finish=Finish.ZINC)]))
    touched = np.flatnonzero((vague.left_open < 1).any(axis=(1, 2)))
    assert 0 < len(touched) < 5
    row = touched[0]
    assert (vague.left_open[row] < 1).sum() == len(Finish)
    assert (named.left_open[row] < 1).sum() == 1
    assert named.left_open[row].min() < vague.left_open[row].min()


def test_the_trade_sums_to_one() -> None:
    np.testing.assert_allclose(np.exp(trade().log_prior).sum(), 1.0)
