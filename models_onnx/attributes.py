"""Calibrated odds for each attribute of a part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, TypeVar

from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

Label = TypeVar("Label", Head, Drive, Finish, Tip, Coverage)


@dataclass(frozen=True)
class Odds(Generic[Label]):
    """Probabilities of the labels of one attribute; they sum to 1. No entry means zero."""

    p: Mapping[Label, float]

    def __post_init__(self) -> None:
        total = sum(self.p.values())
        if not self.p or min(self.p.values()) < 0 or not total > 0:
            raise ValueError("odds need at least one positive weight and no negative one")
        object.__setattr__(self, "p", MappingProxyType({k: v / total for k, v in self.p.items()}))

    @classmethod
    def sure(cls, label: Label, among: Iterable[Label], p: float) -> "Odds[Label]":
        """`label` with probability p, the rest spread evenly over `among`."""
        others = [other for other in among if other != label]
        return cls({label: p, **{other: (1 - p) / len(others) for other in others}})

    @property
    def best(self) -> Label:
        """The likeliest label."""
        return max(self.p, key=lambda label: self.p[label])

    def ranked(self) -> list[tuple[Label, float]]:
        """(label, p), likeliest first."""
        return sorted(self.p.items(), key=lambda item: -item[1])


@dataclass(frozen=True)
class Attributes:
    """What a part looks like; None where nothing could be told."""

    head: Odds[Head] | None = field(default=None)
    drive: Odds[Drive] | None = field(default=None)
    finish: Odds[Finish] | None = field(default=None)
    tip: Odds[Tip] | None = field(default=None)
    coverage: Odds[Coverage] | None = field(default=None)
