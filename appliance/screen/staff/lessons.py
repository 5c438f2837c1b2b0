"""Teaching a product: one piece of it is laid down a few times, and is known by what was measured from then on."""

from dataclasses import dataclass, replace

from appliance.catalog.product import Product
from appliance.catalog.taught import Lesson, Sample
from appliance.messages import Answer
from appliance.screen.staff.effects import Effect, KeepLesson, TakeSample
from appliance.screen.staff.events import NotSampled, Sampled, Taught
from appliance.teaching import ENOUGH

FIELDS = ("sku", "title", "aisle", "bay", "bin")
"""What is typed of a product that the store's export does not have; the first two must be."""


@dataclass(frozen=True)
class Teaching:
    """A lesson under way.

    Attributes
    ----------
    sku, title : of the product
    product : in the catalog; None for a new one
    place : aisle, bay and bin of a new one
    weighing : the part on the tray is being looked at
    refused : why the last piece was no sample
    keeping : the lesson is being written
    known : samples there are, once the lesson is kept; None before
    """

    sku: str = ""
    title: str = ""
    product: Product | None = None
    place: tuple[str, str, str] = ("", "", "")
    samples: tuple[Sample, ...] = ()
    answer: Answer | None = None
    weighing: bool = False
    refused: NotSampled | None = None
    keeping: bool = False
    known: int | None = None

    @property
    def is_enough(self) -> bool:
        """Whether the product will be measured well by these samples."""
        return len(self.samples) >= ENOUGH


def of_product(product: Product, lying: Answer | None = None) -> Teaching:
    """A lesson about a product of the catalog; what lies on the tray already is no sample."""
    return Teaching(product.sku, product.title, product, answer=lying)


def of_entry(fields: dict[str, str], lying: Answer | None = None) -> Teaching | None:
    """A lesson about a new product; None while its number or its name is missing."""
    said = {name: " ".join(fields.get(name, "").split()) for name in FIELDS}
    if not said["sku"] or not said["title"]:
        return None
    return Teaching(said["sku"], said["title"], None, (said["aisle"], said["bay"], said["bin"]), answer=lying)


def laid(now: Teaching, answer: Answer | None) -> tuple[Teaching, tuple[Effect, ...]]:
    """Something lies on the tray: a sample, if it is one."""
    if now.known is not None or now.weighing or now.keeping or answer is None:
        return now, ()
    if now.answer is not None and now.answer.shot is answer.shot:
        return now, ()
    taken = replace(now, answer=answer, weighing=True, refused=None)
    return taken, (TakeSample(answer.reading, now.product, now.samples),)


def weighed(now: Teaching, came: Sampled | NotSampled) -> Teaching:
    """What came of a piece."""
    if not now.weighing:
        return now
    if isinstance(came, Sampled):
        return replace(now, weighing=False, samples=(*now.samples, came.sample), refused=None)
    return replace(now, weighing=False, refused=came)


def even_so(now: Teaching) -> Teaching:
    """It contradicts the product's name, and is that product all the same."""
    if now.refused is None or now.refused.sample is None:
        return now
    return replace(now, samples=(*now.samples, now.refused.sample), refused=None)


def undo(now: Teaching) -> Teaching:
    """Forget the last sample."""
    return now if now.keeping or now.known is not None else replace(now, samples=now.samples[:-1], refused=None)


def finish(now: Teaching) -> tuple[Teaching, tuple[Effect, ...]]:
    """Keep what was taught; nothing without a sample."""
    if not now.samples or now.keeping or now.known is not None:
        return now, ()
    new = now.product is None
    place = [part or None for part in now.place] if new else [None, None, None]
    lesson = Lesson(now.sku, now.samples, now.title if new else None, *place)
    return replace(now, keeping=True), (KeepLesson(lesson),)


def finished(now: Teaching, taught: Taught) -> Teaching:
    """It is on disk."""
    return replace(now, keeping=False, known=taught.samples)
