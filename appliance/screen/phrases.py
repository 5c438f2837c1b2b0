"""What the screen says, in every language: tables of phrases, numbers and lengths as the language writes them. No Qt.

Words stand in `words/<language>.toml` (for staff `staff/words/<language>.toml`, under `staff.`). A key is the path to
the phrase, `invite.title`; `{name}` in it is filled in. `.one` and `.other` are told apart by the value of `n`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from appliance.screen.events import LANGUAGES

PSEUDO = "xx"  # English made longer and stranger, to find what was left out or does not fit
_HERE = Path(__file__).parent
_FILES = (("", _HERE / "words"), ("staff.", _HERE / "staff" / "words"))
_SLOT = re.compile(r"(\{[^}]*\})")
_STRANGE = str.maketrans("aceinouyACEINOUY", "àçéîñöüÿÀÇÉÎÑÖÜŸ")
_LONGER = 0.35


@cache
def table(language: str) -> Mapping[str, str]:
    """Every phrase of a language by its key; KeyError for a language that there is not."""
    if language == PSEUDO:
        return MappingProxyType({key: _pseudo(key, phrase) for key, phrase in table("en").items()})
    if language not in LANGUAGES:
        raise KeyError(language)
    found: dict[str, str] = {}
    for prefix, folder in _FILES:
        file = folder / f"{language}.toml"
        if file.exists():
            found |= _flat(tomllib.loads(file.read_text("utf-8")), prefix)
    return MappingProxyType(found)


def _flat(values: Mapping[str, Any], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = str(value)
    return flat


def _pseudo(key: str, phrase: str) -> str:
    """`[Tàp ñöw ~~~]`: longer by a third, its slots kept; formats stay as they are."""
    if key.startswith("format."):
        return phrase
    words = "".join(piece if piece.startswith("{") else piece.translate(_STRANGE) for piece in _SLOT.split(phrase))
    # as another language's: some more words, no endless one
    return f"[{words}{' lorem' * max(1, round(_LONGER * len(phrase) / 6))}]" if len(phrase) > 4 else f"[{words}]"


@dataclass(frozen=True)
class Phrases:
    """One language."""

    language: str = "en"

    def __call__(self, key: str, **values: object) -> str:
        """The phrase with its slots filled; KeyError where there is none."""
        words = table(self.language)
        if key not in words and "n" in values:
            key += ".one" if self._is_one(values["n"]) else ".other"
        return words[key].format(**values) if values else words[key]

    @property
    def all(self) -> Mapping[str, str]:
        """Every phrase by its key."""
        return table(self.language)

    def has(self, key: str) -> bool:
        """Whether there is such a phrase."""
        return key in table(self.language)

    def _is_one(self, n: object) -> bool:
        return n in (0, 1) if self.language == "fr" else n == 1  # CLDR: one in French is 0 and 1

    def number(self, value: float, decimals: int) -> str:
        """`25,31`: with the language's decimal mark."""
        return f"{value:.{decimals}f}".replace(".", self("format.decimal"))

    def per_cent(self, p: float) -> str:
        """`93 %`; never 100 or 0, which nobody can know."""
        if p > 0.99:
            return self("format.over_per_cent", n=99)
        return self("format.under_per_cent", n=1) if p < 0.01 else self("format.per_cent", n=f"{100 * p:.0f}")

    def price(self, amount: str, currency: str) -> str:
        """A till's `2.74` as a price tag writes it."""
        return self("format.price", amount=amount.replace(".", self("format.decimal")), currency=currency)
