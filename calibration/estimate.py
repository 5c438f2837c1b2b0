"""A value with its doubt, or the reason why there is none."""

from dataclasses import dataclass
from math import hypot
from typing import TypeAlias


@dataclass(frozen=True)
class Estimate:
    """A measured value and its standard uncertainty.

    Attributes
    ----------
    value : in the unit that the holder's name says
    u : standard uncertainty (k = 1), same unit
    terms : (name, u) of the contributions to u, in quadrature; empty where nobody kept them
    """

    value: float
    u: float
    terms: tuple[tuple[str, float], ...] = ()

    @classmethod
    def from_terms(cls, value: float, **terms: float) -> "Estimate":
        """An estimate whose u is the root sum of squares of the named contributions (GUM 5.1.2)."""
        return cls(float(value), hypot(*terms.values()), tuple((k, float(v)) for k, v in terms.items()))


@dataclass(frozen=True)
class Unmeasured:
    """Says why there is no value; falsy, so that `if length:` reads well."""

    reason: str

    def __bool__(self) -> bool:
        return False


Measured: TypeAlias = Estimate | Unmeasured
