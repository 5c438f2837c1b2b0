"""What the counter says to a customer."""

import pytest

from appliance.messages import Phase, Trouble
from appliance.reading import Refused
from appliance.station import sentences
from tests.appliance import readings


@pytest.mark.parametrize("phase", set(Phase) - {Phase.ANSWER})
def test_every_phase_but_the_answer_has_a_sentence(phase):
    assert sentences.of(phase)[-1] in ".…"


def test_a_trouble_is_told_in_the_customers_words():
    trouble = Trouble("DeviceMissing", "Please wait.", "The cable of /dev/video0 is out.")
    assert sentences.of(Phase.FAULT, None, trouble) == "Please wait."


@pytest.mark.parametrize("why", Refused)
def test_every_refusal_has_words(why):
    assert sentences.of(Phase.REFUSED, readings.reading(readings.refused(why))).startswith("This part ")


def test_of_several_refusals_the_one_that_a_customer_can_mend_is_told():
    reading = readings.reading(readings.refused(Refused.TOO_SMALL), readings.refused(Refused.TOUCHES_BORDER))
    assert "move it to the middle" in sentences.of(Phase.REFUSED, reading)
