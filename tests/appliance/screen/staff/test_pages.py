"""Every staff page in every size, language and mode: nothing cut off, overlapping, too small to touch, untranslated."""

import itertools

import pytest

from appliance.screen.events import LANGUAGES
from appliance.screen.phrases import PSEUDO
from appliance.screen.scenes import MODES, SIZES, scenes
from appliance.screen.theatre import dressed, playing, spoken_in
from tests.appliance.screen import audit

STAFF = [scene for scene in scenes() if scene.name.startswith("staff_")]


@pytest.mark.parametrize("scene", STAFF, ids=lambda scene: scene.name)
def test_a_page_shows_all_it_says(scene):
    found = set()
    with playing(scene, (1280, 800), MODES["plain"]) as (kiosk, _):
        for size, mode, language in itertools.product(SIZES, MODES, (*LANGUAGES, PSEUDO)):
            dressed(kiosk, spoken_in(MODES[mode], language), SIZES[size])
            wrong = audit.faults(kiosk, pseudo=language == PSEUDO)
            found |= {f"{size} {mode} {language}: {fault}" for fault in wrong}
    assert not found, "\n".join(sorted(found))
