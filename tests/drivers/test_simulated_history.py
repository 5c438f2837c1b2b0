"""The past of a simulated thing has no gaps, and is forgotten in time."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drivers.simulated_history import History

moments = st.floats(0, 10)


@given(changes=st.lists(moments, max_size=12), window=st.tuples(moments, moments))
def test_spans_cover_a_window_without_gaps_and_in_order(changes, window):
    history = History("first")
    for k, at_s in enumerate(sorted(changes)):
        history.change(f"change {k}", at_s)
    from_s, to_s = sorted(window)
    spans = history.spans(from_s, to_s)
    if from_s == to_s:
        assert spans == []
        return
    assert (spans[0][0], spans[-1][1]) == (from_s, to_s)
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    for begin_s, end_s, value in spans:
        middle_s = (begin_s + end_s) / 2
        true = ["first", *(f"change {k}" for k, at_s in enumerate(sorted(changes)) if at_s <= middle_s)][-1]
        assert value == true or middle_s in (begin_s, end_s)


def test_a_change_that_comes_late_counts_from_the_last_one_on():
    history = History(0)
    history.change(1, 5.0)
    history.change(2, 3.0)
    assert history.spans(0.0, 9.0) == [(0.0, 5.0, 0), (5.0, 9.0, 2)]
    assert history.newest == 2


def test_what_no_picture_can_show_any_more_is_forgotten():
    history = History(0)
    for k in range(10_000):
        history.change(k, float(k))
    assert len(history._changes) < 20
    assert history.spans(9_990.0, 9_990.5) == [(9_990.0, 9_990.5, 9_990)]
