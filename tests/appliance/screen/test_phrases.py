"""The words of the screen: complete in every language, with the same slots, and none left out of the tables."""

import re
from pathlib import Path

import pytest

from appliance.screen import phrases
from appliance.screen.events import LANGUAGES, Problem
from appliance.screen.phrases import PSEUDO, Phrases, table
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

SCREEN = Path(phrases.__file__).parent
SLOTS = re.compile(r"\{(\w+)\}")
FRENCH_DISTANCE = {"way.far"}  # feet in the United States, metres in Canada


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language):
    assert set(table(language)) == set(table("en"))
    assert all(phrase.strip() for phrase in table(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_has_the_same_slots_in_every_language(language):
    for key, phrase in table(language).items():
        if key not in FRENCH_DISTANCE and not key.endswith(".one"):  # 0 and 1 in French, 1 elsewhere
            assert set(SLOTS.findall(phrase)) == set(SLOTS.findall(table("en")[key])), key


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_few_phrases_are_the_same_as_in_english(language):
    same = [key for key, phrase in table(language).items() if phrase == table("en")[key] and len(phrase) > 9]
    assert all(key.startswith("format.") or "{" in table("en")[key] for key in same), same


def test_every_attribute_and_problem_has_its_words():
    for what, labels in (("head", Head), ("drive", Drive), ("finish", Finish), ("tip", Tip), ("coverage", Coverage)):
        for label in labels:
            assert Phrases().has(f"{what}.{label}")
    for problem in Problem:
        assert Phrases().has(f"problem.{problem}")
        assert Phrases().has(f"problem.{problem}_hint")


def test_every_key_that_qml_asks_for_is_there():
    for file in (SCREEN / "qml").rglob("*.qml"):
        for key in re.findall(r'Say\.of\("([a-z_]+(?:\.[a-z_0-9]+)+)"', file.read_text()):
            known = key in table("en") or f"{key}.one" in table("en")
            assert known, f"{file.name} asks for {key}"


def test_no_word_stands_in_qml_itself():
    literal = re.compile(r'\b(?:text|title|subtitle|hint|placeholderText): "([^"]*[A-Za-z]{2}[^"]*)"')
    for file in (SCREEN / "qml").rglob("*.qml"):
        if file.name == "Main.qml":
            continue  # the curtain says the program's own name before there are any words
        assert literal.findall(file.read_text()) == [], file.name


def test_numbers_follow_the_language():
    assert Phrases("en").number(25.31, 2) == "25.31"
    assert Phrases("fr").number(25.31, 2) == "25,31"
    assert Phrases("en").price("2.74", "$") == "$2.74"
    assert Phrases("fr").price("2.74", "$") == "2,74\N{NO-BREAK SPACE}$"


def test_nobody_is_ever_wholly_sure():
    assert Phrases("en")("answer.sure_3", p=Phrases("en").per_cent(0.9999)).endswith("over 99\N{NO-BREAK SPACE}%")
    assert Phrases("en").per_cent(0.0001).startswith("under 1")


def test_one_and_many_are_told_apart():
    assert Phrases("en")("choose.title", n=1) == "Here is 1 part"
    assert Phrases("en")("choose.title", n=3) == "Here are 3 parts"
    assert Phrases("fr")("choose.title", n=1) == "Voici 1 pièce"


def test_the_pseudo_language_is_longer_and_keeps_its_slots():
    for key, phrase in table(PSEUDO).items():
        english = table("en")[key]
        assert SLOTS.findall(phrase) == SLOTS.findall(english)
        if not key.startswith("format."):
            assert phrase.startswith("[")
            assert len(phrase) > len(english)


def test_a_language_that_there_is_not_is_refused():
    with pytest.raises(KeyError):
        table("tlh")
