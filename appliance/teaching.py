"""From shots of a sample to a lesson: what was laid down is measured, compared, refused where it contradicts."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import hypot

from appliance.catalog.product import Product
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.taught import Sample
from appliance.matching.differences import against_part
from appliance.matching.reference import quantities_of, usual_spread
from appliance.matching.sighted import sight
from appliance.reading import Difference, Kind, Reading
from appliance.wording import refusal

ENOUGH = 3
"""Layings down after which a product's samples say well how it is measured."""

_APART = 4.0  # standard deviations by which two samples of one product may differ
_SURE = 0.8  # a look that is this likely in both samples must be the same
_DIMENSIONS = ("length", "diameter", "pitch", "head")


class NoSample(CatalogRefused):
    """What lies on the tray teaches nothing.

    Attributes
    ----------
    why : `nothing`, `several`, `refused`, `unmeasured` or `unlike` (the samples before)
    """

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


def sample_of(reading: Reading, taken_at: str) -> Sample:
    """The one part of a reading as a sample.

    Raises
    ------
    NoSample
        There is nothing on the tray, or more than one part, or the part could not be measured.
    """
    parts = [part for part in reading.parts if part.kind is not Kind.COIN]
    if len(parts) != 1:
        found = "there is nothing on the tray" if not parts else f"there are {len(parts)} things on the tray"
        raise NoSample("several" if parts else "nothing", f"{reading.shot}: {found}; lay down one piece alone")
    part = parts[0]
    if part.refused is not None:
        raise NoSample("refused", f"{reading.shot}: the part {refusal(part)}")
    sample = Sample(part.measurement, part.attributes, taken_at, reading.shot, reading.calibration, reading.models)
    if part.kind is not Kind.FASTENER or not {"length", "major"} & set(quantities_of(sample)):
        says = f"{reading.shot}: the part could not be measured, so nothing can be learned from it"
        raise NoSample("unmeasured", says)
    return sample


def refuse_unlike(samples: Sequence[Sample]) -> None:
    """Check that samples can be of one product.

    Raises
    ------
    NoSample
        if two of them differ by more than pieces of one product do
    """
    for one, other in combinations(samples, 2):
        ours, theirs = quantities_of(one), quantities_of(other)
        for name in ours.keys() & theirs.keys():
            a, b = ours[name], theirs[name]
            spread = usual_spread(name, (a.value + b.value) / 2)
            if abs(a.value - b.value) > _APART * hypot(a.u, b.u, spread, spread):
                raise NoSample(
                    "unlike",
                    f"{other.shot}: its {name.replace('_', ' ')} is {b.value:.2f} mm, that of {one.shot} "
                    f"{a.value:.2f} mm; these are not the same product",
                )
        heads = [sample.attributes.head for sample in (one, other)]
        if all(odds is not None and odds.p[odds.best] > _SURE for odds in heads):
            looks = {odds.best for odds in heads if odds is not None}
            if len(looks) > 1:
                raise NoSample(
                    "unlike",
                    f"{other.shot}: its head looks unlike that of {one.shot} ({' and '.join(sorted(looks))}); "
                    "these are not the same product",
                )


def contradicting(product: Product, samples: Iterable[Sample]) -> tuple[Difference, ...]:
    """In what the dimensions of the first such sample contradict a product's name."""
    for sample in samples:
        found = tuple(
            one
            for one in against_part(product, sight(sample.measurement, sample.attributes), sample.attributes)
            if one.what in _DIMENSIONS
        )
        if found:
            return found
    return ()


def contradictions(product: Product, samples: Iterable[Sample]) -> str | None:
    """In what the dimensions of samples contradict a product's name, in words; None if in nothing."""
    return "; ".join(_plainly(one) for one in contradicting(product, samples)) or None


def _plainly(difference: Difference) -> str:
    if difference.says:
        return f"{difference.what} {difference.says}"
    more = "more" if (difference.by_mm or 0) > 0 else "less"
    return f"its name says {abs(difference.by_mm or 0):.2f} mm {more} {difference.what}"
