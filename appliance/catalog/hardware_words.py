"""Sizes of nuts and washers: their names say them as those of the screws that they go with."""

from dataclasses import replace

from appliance.catalog.designation import parse
from appliance.catalog.product import Designation, Kind
from appliance.catalog.vocabulary import Vocabulary

SIZED_WHAT = ("nut", "washer")


def with_size(text: str, said: Designation, vocabulary: Vocabulary | None = None) -> Designation:
    """The designation of a nut or a washer with its size and pitch; any other comes back as it is.

    The grammar of sizes is that of screws, so the name is read once more with a machine screw in the noun's place.
    """
    if said.kind is not Kind.NOT_SCREW or said.what not in SIZED_WHAT or said.diameter_mm is not None:
        return said
    noun = said.spans.get("what") or said.spans.get("kind")
    if noun is None:
        return said
    start, end = noun
    screw = parse(f"{text[:start]}machine screw{text[end:]}", vocabulary)
    return replace(said, size=screw.size, diameter_mm=screw.diameter_mm, pitch_mm=screw.pitch_mm)
