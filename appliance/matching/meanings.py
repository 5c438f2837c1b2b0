"""The distinct threads, heads and lengths of a shelf, each scored once a measurement.

Products share words: a catalog of a million has some thousand threads, lengths and heads. Each distinct wording is
scored once, by vectors over tables.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from appliance.catalog.bands import SharedBands
from appliance.catalog.shelving import IntArray
from appliance.catalog.sightings import FloatArray, true_labels
from appliance.matching.nominal import Convention, HeadGuess, LengthGuess, ThreadGuess
from appliance.matching.sighted import Sighted
from models_onnx.vocabulary import Coverage, Head, Tip

Guess = TypeVar("Guess", ThreadGuess, HeadGuess, LengthGuess)
Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Choices:
    """Guesses of many wordings laid end to end.

    Attributes
    ----------
    start : (n,) where the guesses of each wording begin
    wording : (rows,) whose guess each is
    log_weight : (rows,)
    """

    start: IntArray
    wording: IntArray
    log_weight: FloatArray

    def mixed(self, log_rows: FloatArray) -> FloatArray:
        """Log of the weighted sum of exp(log_rows) over each wording's guesses, shape (n,)."""
        rows = log_rows + self.log_weight
        top = np.maximum.reduceat(rows, self.start)
        mixed: FloatArray = top + np.log(np.add.reduceat(np.exp(rows - top[self.wording]), self.start))
        return mixed

    def averaged(self, rows: FloatArray) -> FloatArray:
        """The weighted mean of `rows` (rows, k) over each wording's guesses, shape (n, k)."""
        mean: FloatArray = np.add.reduceat(rows * np.exp(self.log_weight)[:, None], self.start, axis=0)
        return mean


def _choices(groups: Sequence[Sequence[Guess]]) -> tuple[Choices, list[Guess]]:
    start = np.cumsum([0, *(len(group) for group in groups)])[:-1].astype(np.intp)
    flat = [guess for group in groups for guess in group]
    wording = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return Choices(start, wording, np.log([guess.weight for guess in flat])), flat


@dataclass(frozen=True)
class Threads:
    """The distinct threads of a shelf.

    Attributes
    ----------
    major, pitch, depth : bands of each guess
    tip, coverage : (rows, 4) probabilities
    """

    choices: Choices
    major: SharedBands
    pitch: SharedBands
    depth: SharedBands
    tip: FloatArray
    coverage: FloatArray

    @classmethod
    def of(cls, groups: Sequence[Sequence[ThreadGuess]]) -> "Threads":
        """Lay out the guesses of each distinct thread wording."""
        choices, flat = _choices(groups)
        return cls(
            choices,
            SharedBands.among(guess.major for guess in flat),
            SharedBands.among(guess.pitch for guess in flat),
            SharedBands.among(guess.depth for guess in flat),
            np.array([guess.tip for guess in flat]).reshape(-1, len(true_labels(Tip))),
            np.array([guess.coverage for guess in flat]).reshape(-1, len(true_labels(Coverage))),
        )

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """For each distinct thread."""
        rows: FloatArray = np.log((self.tip @ sighted.tip) * (self.coverage @ sighted.coverage))
        for bands, value, u in zip((self.major, self.pitch, self.depth), *sighted.thread_mm[:, :, 0], strict=True):
            rows += bands.log_density(value, u)
        return self.choices.mixed(rows)


@dataclass(frozen=True)
class Heads:
    """The distinct heads of a shelf; `head` (rows,) indexes `true_labels(Head)`; bands of diameter and height."""

    choices: Choices
    head: IntArray
    diameter: SharedBands
    height: SharedBands

    @classmethod
    def of(cls, groups: Sequence[Sequence[HeadGuess]]) -> "Heads":
        """Lay out the guesses of each distinct head wording."""
        choices, flat = _choices(groups)
        labels = true_labels(Head)
        return cls(
            choices,
            np.array([labels.index(guess.head) for guess in flat], np.intp),
            SharedBands.among(guess.diameter for guess in flat),
            SharedBands.among(guess.height for guess in flat),
        )

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """For each distinct head."""
        rows: FloatArray = np.log(sighted.head)[self.head]
        for bands, value, u in zip((self.diameter, self.height), *sighted.head_mm[:, :, 0], strict=True):
            rows += bands.log_density(value, u)
        return self.choices.mixed(rows)


@dataclass(frozen=True)
class Lengths:
    """The distinct stated lengths of a shelf; `convention` (rows,) is a `Convention`."""

    choices: Choices
    convention: IntArray
    length: SharedBands

    @classmethod
    def of(cls, groups: Sequence[Sequence[LengthGuess]]) -> "Lengths":
        """Lay out the guesses of each distinct length wording."""
        choices, flat = _choices(groups)
        convention = np.array([guess.convention for guess in flat], np.intp)
        return cls(choices, convention, SharedBands.among((guess.length for guess in flat), _GROSS_LENGTH))

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """For each distinct length: one measured length, read by the convention of the product's head."""
        read = [self.length.distinct.log_density(*sighted.length_mm[:, convention]) for convention in Convention]
        return self.choices.mixed(np.array(read)[self.convention, self.length.of])


def distinct(meaning: Callable[..., Meaning], keys: Iterable[tuple[Any, ...]]) -> tuple[list[Meaning], IntArray]:
    """The distinct meanings of keys, and which of them each key has."""
    meanings: list[Meaning] = []
    numbers: dict[Hashable, int] = {}
    of = []
    for key in keys:
        found = meaning(*key)
        same: Hashable = found.tobytes() if isinstance(found, np.ndarray) else found
        of.append(numbers.setdefault(same, len(meanings)))
        if of[-1] == len(meanings):
            meanings.append(found)
    return meanings, np.array(of, np.intp)


_GROSS_LENGTH = 0.006  # a length goes wrong less often than a diameter or a pitch: it needs two ends only
