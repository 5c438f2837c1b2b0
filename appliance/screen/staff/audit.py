"""A drawer's audit: parts out of it are laid down, and each either belongs there or does not."""

from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.catalog.product import Product
from appliance.messages import Answer
from appliance.reading import Kind, Match, Part

_BELONGS = 0.5  # as likely as not that it is one of the drawer's: who took it from there has seen it there
_STRAY = 0.05


class Verdict(StrEnum):
    """Whether a part belongs into the drawer."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"  # staff look at it


@dataclass(frozen=True)
class Found:
    """A part out of the drawer.

    Attributes
    ----------
    match : where it belongs where that is elsewhere
    """

    part: int
    verdict: Verdict
    match: Match | None


@dataclass(frozen=True)
class Audit:
    """An audit under way.

    Attributes
    ----------
    product : one of the drawer's, whose place is the drawer's
    skus : all that belong there
    answer, found : of the handful on show
    right, strays : of the handfuls before it
    """

    product: Product | None = None
    skus: frozenset[str] = frozenset()
    answer: Answer | None = None
    found: tuple[Found, ...] = ()
    right: int = 0
    strays: tuple[Match | None, ...] = ()

    @property
    def all_right(self) -> int:
        """How many parts belong there, the handful on show included."""
        return self.right + sum(one.verdict is Verdict.RIGHT for one in self.found)

    @property
    def all_strays(self) -> tuple[Match | None, ...]:
        """Where the others belong, None where nobody knows; the handful on show included."""
        return (*self.strays, *(one.match for one in self.found if one.verdict is Verdict.WRONG))


def laid(now: Audit, answer: Answer | None) -> Audit:
    """Something lies on the tray; what was found before counts for good."""
    if answer is None or now.product is None or (now.answer is not None and now.answer.shot is answer.shot):
        return now
    found = tuple(
        judged(number, part, now.skus)
        for number, part in enumerate(answer.reading.parts)
        if part.kind is Kind.FASTENER and part.refused is None
    )
    return replace(now, answer=answer, found=found, right=now.all_right, strays=now.all_strays)


def judged(number: int, part: Part, skus: frozenset[str]) -> Found:
    """Whether a part belongs among the products of a drawer, by what all of them together are likely."""
    share = sum(match.p for match in part.matches if match.sku in skus)
    elsewhere = next((match for match in part.matches if match.sku not in skus), None)
    if share >= _BELONGS:
        return Found(number, Verdict.RIGHT, None)
    if share >= _STRAY:
        return Found(number, Verdict.UNSURE, elsewhere)
    return Found(number, Verdict.WRONG, elsewhere)


def decide(now: Audit, at: int, right: bool) -> Audit:
    """Staff looked at a part themselves."""
    if not 0 <= at < len(now.found):
        return now
    verdict = Verdict.RIGHT if right else Verdict.WRONG
    return replace(now, found=(*now.found[:at], replace(now.found[at], verdict=verdict), *now.found[at + 1 :]))
