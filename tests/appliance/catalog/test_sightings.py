"""From a network's odds to likelihoods of the labels that may be true."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.catalog.sightings import Vocabulary, certain, confusion, likelihoods, true_labels
from models_onnx.attributes import Odds
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

EACH = pytest.mark.parametrize("vocabulary", [Head, Drive, Finish, Tip, Coverage])


@EACH
def test_each_true_label_is_seen_as_something(vocabulary: Vocabulary) -> None:
    table = confusion(vocabulary)
    np.testing.assert_allclose(table.sum(axis=1), 1)
    assert (table > 0).all()
    assert (np.argmax(table, axis=1) == np.arange(len(table))).all()


@EACH
def test_without_a_look_no_label_is_preferred(vocabulary: Vocabulary) -> None:
    assert likelihoods(None, vocabulary).tolist() == [1.0] * len(true_labels(vocabulary))


@given(st.lists(st.floats(0, 1), min_size=len(Finish), max_size=len(Finish)).filter(lambda p: sum(p) > 0.01))
def test_whatever_was_seen_an_even_prior_stays_as_likely(weights: list[float]) -> None:
    odds = Odds(dict(zip(Finish, weights, strict=True)))
    assert likelihoods(odds, Finish).mean() == pytest.approx(1)


def test_the_seen_label_is_likeliest_and_its_look_alike_next() -> None:
    told = likelihoods(Odds({Finish.ZINC: 1.0}), Finish)
    order = [true_labels(Finish)[i] for i in np.argsort(-told)]
    assert order[:2] == [Finish.ZINC, Finish.STAINLESS]
    assert told.min() > 0


def test_a_hidden_drive_says_nothing() -> None:
    np.testing.assert_allclose(likelihoods(Odds({Drive.HIDDEN: 1.0}), Drive), 1)
    half = likelihoods(Odds({Drive.HIDDEN: 0.5, Drive.TORX: 0.5}), Drive)
    whole = likelihoods(Odds({Drive.TORX: 1.0}), Drive)
    np.testing.assert_allclose(half, (1 + whole) / 2)


def test_a_known_label_has_all_the_probability() -> None:
    assert certain(Tip.DIE, Tip).tolist() == [label is Tip.DIE for label in true_labels(Tip)]
