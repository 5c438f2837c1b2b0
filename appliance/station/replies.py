"""What a customer's answer to the question changes: the matches are weighed again with what was seen by eye."""

from dataclasses import replace
from enum import StrEnum
from typing import Any

from appliance.matching.evidence import Shelf
from appliance.matching.question import best_question
from appliance.matching.rank import listed, weigh
from appliance.reading import Part
from models_onnx.attributes import Odds
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

MOST_QUESTIONS = 2
_SURE = 0.98  # as in matching: people, too, mistake what they see
_WORDS: dict[str, type[StrEnum]] = {"head": Head, "drive": Drive, "finish": Finish, "tip": Tip, "coverage": Coverage}


def replied(part: Part, ask: str, option: str, shelf: Shelf, top: int, asked: int) -> Part:
    """The part with its matches weighed again.

    Parameters
    ----------
    ask, option : the attribute, and the label that the customer sees
    top : matches to list
    asked : how many questions were answered, this one included

    Raises
    ------
    ValueError
        for an attribute or a label that there is not
    """
    words = _WORDS.get(ask)
    if words is None or option not in [str(word) for word in words]:
        raise ValueError(f"{ask} = {option} is no answer")
    sure: Any = Odds.sure(words(option), words, _SURE)
    attributes = replace(part.attributes, **{ask: sure})
    posterior = weigh(part.measurement, attributes, shelf)
    return replace(
        part,
        attributes=attributes,
        matches=listed(posterior, top),
        not_in_catalog=posterior.not_in_catalog,
        question=best_question(posterior) if asked < MOST_QUESTIONS else None,
    )
