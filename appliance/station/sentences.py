"""What the counter says in each phase, to a customer, in English."""

from appliance import wording
from appliance.messages import Phase, Trouble
from appliance.reading import Reading, Refused

BROKEN = "This did not work out; please take the part away and lay it down again, or ask a member of staff."
_OF_PHASE = {
    Phase.EMPTY: "Lay a screw on the tray.",
    Phase.HAND: "Let go and take your hand away.",
    Phase.MOVING: "Let it come to rest.",
    Phase.STILL: "Keep your hands off, please.",
    Phase.LOOKING: "Looking …",
    Phase.ANSWER: "",
    Phase.REFUSED: BROKEN,
    Phase.FAULT: BROKEN,
}
_LEAST_CURABLE = {  # the refusals that a customer can mend come first
    reason: place
    for place, reason in enumerate(
        (
            Refused.TOUCHES_BORDER,
            Refused.OVERLAPPING,
            Refused.STANDING,
            Refused.BLURRED,
            Refused.NOT_A_FASTENER,
            Refused.TOO_SMALL,
        )
    )
}


def of(phase: Phase, reading: Reading | None = None, trouble: Trouble | None = None) -> str:
    """One sentence for the customer; empty where the answer speaks for itself."""
    if phase in (Phase.REFUSED, Phase.FAULT) and trouble is not None:
        return trouble.for_customer
    if phase is Phase.REFUSED and reading is not None:
        refused = [part for part in reading.parts if part.refused is not None]
        if refused:
            worst = min(refused, key=lambda part: _LEAST_CURABLE[part.refused or Refused.TOO_SMALL])
            return f"This part {wording.refusal(worst)}."
    return _OF_PHASE[phase]
