"""Every page in every size, language and mode: nothing cut off, overlapping, too small to touch or untranslated."""

import itertools

import pytest

from appliance.screen.events import LANGUAGES
from appliance.screen.phrases import PSEUDO
from appliance.screen.scenes import MODES, SIZES, customer_scenes
from appliance.screen.theatre import dressed, playing, spoken_in
from appliance.settings_keys import Screen, Settings
from tests.appliance.screen import audit

DRESSES = [
    *itertools.product(("plain", "large"), (*LANGUAGES, PSEUDO)),
    *itertools.product(("contrast", "reach"), (PSEUDO,)),
    ("reach", "es"),
]


@pytest.mark.parametrize("scene", customer_scenes(), ids=lambda scene: scene.name)
def test_a_page_shows_all_it_says(scene):
    found = set()
    with playing(scene, (1280, 800), MODES["plain"]) as (kiosk, _):
        for size, (mode, language) in itertools.product(SIZES, DRESSES):
            dressed(kiosk, spoken_in(MODES[mode], language), SIZES[size])
            wrong = audit.faults(kiosk, pseudo=language == PSEUDO)
            found |= {f"{size} {mode} {language}: {fault}" for fault in wrong}
    assert not found, "\n".join(sorted(found))


def test_an_overflow_would_be_found():
    dense = Settings(screen=Screen(px_per_mm=24.0))
    with playing(named("answer"), (1280, 800), MODES["plain"], dense) as (kiosk, _):
        found = audit.faults(kiosk)
        assert any("lies over" in fault or "sticks out" in fault or "outside" in fault for fault in found)


def test_a_word_that_is_not_translated_would_be_found():
    with playing(named("invite"), (1280, 800), MODES["plain"]) as (kiosk, _):
        found = audit.faults(kiosk, pseudo=True)
        assert "not translated: 'Lay one screw on the tray'" in found


def named(name):
    return next(scene for scene in customer_scenes() if scene.name == name)
