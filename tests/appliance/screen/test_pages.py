"""Every page in every size, language and mode: nothing cut off, overlapping, too small to touch or untranslated."""

import pytest

from appliance.screen.events import LANGUAGES
from appliance.screen.phrases import PSEUDO
from appliance.screen.scenes import MODES, SIZES, customer_scenes
from appliance.screen.theatre import playing, spoken_in
from tests.appliance.screen import audit


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", customer_scenes(), ids=lambda scene: scene.name)
def test_a_page_shows_all_it_says(scene, size):
    found = []
    for mode, comfort in MODES.items():
        for language in (*LANGUAGES, PSEUDO):
            with playing(scene, SIZES[size], spoken_in(comfort, language)) as (kiosk, _):
                found += [f"{mode} {language}: {fault}" for fault in audit.faults(kiosk, pseudo=language == PSEUDO)]
    assert not found, "\n".join(found)
