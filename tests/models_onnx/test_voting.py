"""Votes: agreement makes sure, doubt gives way, nobody has a veto."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models_onnx.attributes import Attributes, Odds
from models_onnx.recogniser import Looks
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip
from models_onnx.voting import drive_given_head, pooled, vote

LOOKS = Looks(
    head=Odds.sure(Head.PAN, Head, 0.9),
    drive=Odds.sure(Drive.PHILLIPS, Drive, 0.9),
    tip=Odds.sure(Tip.DRILL, Tip, 0.97),
    coverage=Odds.sure(Coverage.FULLY_THREADED, Coverage, 0.9),
    finish=Odds.sure(Finish.BRASS, Finish, 0.9),
    unlike=0.0,
)
GEOMETRY = Attributes(
    head=Odds.sure(Head.PAN, Head, 0.9),
    tip=Odds({Tip.CONE: 0.93, Tip.DRILL: 0.06, Tip.DIE: 0.006, Tip.DOG: 0.004}),
    coverage=Odds.sure(Coverage.FULLY_THREADED, Coverage, 0.9),
)


@given(st.floats(0.3, 0.99), st.floats(0.3, 0.99))
def test_witnesses_that_agree_are_believed(one, other):
    both = pooled(Odds.sure(Tip.CONE, Tip, one), Odds.sure(Tip.CONE, Tip, other), (0.7, 0.7))
    assert both.best is Tip.CONE


def test_a_lone_witness_is_heard_as_he_is():
    alone = Odds.sure(Tip.CONE, Tip, 0.8)
    assert pooled(None, alone, (1, 1)) == alone
    assert pooled(alone, None, (1, 1)) == alone
    assert pooled(None, None, (1, 1)) is None


def test_nobody_has_a_veto():
    both = pooled(Odds({Tip.CONE: 1.0}), Odds.sure(Tip.DRILL, Tip, 0.9), (1, 1))
    assert both.p[Tip.DRILL] > 0


def test_a_drill_point_that_the_silhouette_cannot_show_is_the_networks_to_say():
    assert vote(GEOMETRY, None, LOOKS).tip.best is Tip.DRILL


def test_a_stranger_is_judged_by_geometry():
    strange = replace(LOOKS, unlike=1.0)
    assert vote(GEOMETRY, None, strange).tip.best is Tip.CONE


def test_without_networks_geometry_and_colour_speak():
    brass = Odds.sure(Finish.BRASS, Finish, 0.8)
    assert vote(GEOMETRY, brass, None) == replace(GEOMETRY, finish=brass)


def test_an_outline_without_backlight_says_less():
    against = replace(LOOKS, head=Odds.sure(Head.ROUND, Head, 0.8))
    sure, unsure = (vote(GEOMETRY, None, against, is_outline_sure=known).head for known in (True, False))
    assert unsure.p[Head.PAN] < sure.p[Head.PAN]


def test_colours_say_less_where_white_was_guessed():
    zinc = Odds.sure(Finish.ZINC, Finish, 0.9)
    known, guessed = (vote(GEOMETRY, zinc, LOOKS, is_white_known=known).finish for known in (True, False))
    assert guessed.p[Finish.ZINC] < known.p[Finish.ZINC]


@pytest.mark.parametrize(
    ("head", "drive"), [(Head.EYE, Drive.NONE), (Head.THUMB, Drive.THUMB), (Head.HEX, Drive.HEX_EXTERNAL)]
)
def test_a_head_that_is_known_tells_its_drive(head, drive):
    unsure = Odds(dict.fromkeys(Drive, 1.0))
    assert drive_given_head(unsure, Odds.sure(head, Head, 0.97)).p[drive] > 0.2


def test_a_recess_in_a_hexagon_may_still_be_seen():
    seen = Odds.sure(Drive.SLOTTED, Drive, 0.9)
    assert drive_given_head(seen, Odds.sure(Head.HEX_WASHER, Head, 0.97)).best is Drive.SLOTTED
