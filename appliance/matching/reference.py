"""What a taught product measures: bands about its samples, for the very quantities that names are matched by.

One piece is like the next within what makers vary in one product; samples tell how much, the more the more of them
there are. Lay the same piece down twice and only the doubt of measuring shrinks, so that spread is never taken to be
less than what is usual.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from appliance.catalog.bands import Band, Bands
from appliance.catalog.sightings import FloatArray, Vocabulary, likelihoods, true_labels
from appliance.catalog.sizes import thread_depth
from appliance.catalog.taught import Lesson, Sample
from appliance.matching.nominal import (
    ANY_DEPTH,
    ANY_HEAD_DIAMETER,
    ANY_HEAD_HEIGHT,
    ANY_LENGTH,
    ANY_MAJOR,
    ANY_PITCH,
    Convention,
)
from appliance.matching.sighted import Sighted
from calibration.estimate import Estimate
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

MISTAUGHT = 0.05
"""How often a sample is laid down for the wrong product, so that its name is the better witness; by judgement."""

# Quantity, what it may be where no sample has it, and how much pieces of one product vary: mm and parts of the value.
_QUANTITIES = (
    ("major", ANY_MAJOR, 0.010, 0.004),
    ("pitch", ANY_PITCH, 0.0, 0.0008),
    ("depth", ANY_DEPTH, 0.015, 0.020),
    ("head_diameter", ANY_HEAD_DIAMETER, 0.020, 0.007),
    ("head_height", ANY_HEAD_HEIGHT, 0.030, 0.012),
    ("length", ANY_LENGTH, 0.080, 0.003),
)
_WEIGHT_OF_USUAL = 4.0  # samples that the usual spread is worth
_LOOKS: Mapping[str, Vocabulary] = {"head": Head, "drive": Drive, "finish": Finish, "tip": Tip, "coverage": Coverage}
_OTHER_LOOKS = 0.02  # a taught look is another one this often


def quantities_of(sample: Sample) -> dict[str, Estimate]:
    """What of a sample is matched by, as far as it was measured."""
    m = sample.measurement
    measured = (
        m.major_diameter_mm,
        m.pitch_mm,
        thread_depth(m),
        m.head_diameter_mm,
        m.head_height_mm,
        m.overall_length_mm,
    )
    named = zip((name for name, *_ in _QUANTITIES), measured, strict=True)
    return {name: one for name, one in named if isinstance(one, Estimate)}


def usual_spread(quantity: str, value: float) -> float:
    """How much a quantity varies from piece to piece of one product, 1 sigma, in mm."""
    absolute, relative = next((a, r) for name, _, a, r in _QUANTITIES if name == quantity)
    return float(np.hypot(absolute, relative * value))


def band_of(quantity: str, estimates: Sequence[Estimate]) -> Band:
    """Where the next piece's true value lies.

    The mean weighs each sample by its doubt and the spread; the spread is pooled from the usual one and the samples'
    (the scale of a normal under a scaled inverse chi-squared prior: Gelman et al., Bayesian Data Analysis, 2.6).
    """
    values = np.array([e.value for e in estimates])
    u = np.array([e.u for e in estimates])
    usual = usual_spread(quantity, float(np.median(values)))
    spread2 = usual**2
    if len(values) > 1:
        beyond = max(float(values.var(ddof=1) - np.mean(u**2)), 0.0)
        more = len(values) - 1
        spread2 = max(spread2, (_WEIGHT_OF_USUAL * spread2 + more * beyond) / (_WEIGHT_OF_USUAL + more))
    weights = 1 / (u**2 + spread2)
    mean = float(weights @ values / weights.sum())
    return Band(mean, mean, float(np.sqrt(spread2 + 1 / weights.sum())))


def look_of(samples: Iterable[Sample], what: str) -> FloatArray | None:
    """Probabilities over the true labels of an attribute after all looks; None if it was never seen."""
    odds = [getattr(sample.attributes, what) for sample in samples]
    vocabulary = _LOOKS[what]
    seen = [likelihoods(one, vocabulary) for one in odds if one is not None]
    if not seen:
        return None
    # Looks at one piece err alike: their mean, not their product, is what they say together.
    told = np.exp(np.mean(np.log(seen), axis=0))
    p: FloatArray = (1 - _OTHER_LOOKS) * told / told.sum() + _OTHER_LOOKS / len(told)
    return p


@dataclass(frozen=True)
class Taught:
    """The taught products of a shelf.

    Attributes
    ----------
    skus : (t,)
    rows : (t,) their rows on the shelf
    bands : (6, t) of each of the quantities
    looks : attribute -> (t, labels) probabilities over `true_labels`
    """

    skus: tuple[str, ...]
    rows: np.ndarray[tuple[int, ...], np.dtype[np.intp]]
    bands: Bands
    looks: Mapping[str, FloatArray]

    @classmethod
    def of(cls, lessons: Sequence[Lesson], rows: Sequence[int]) -> "Taught":
        """The references of lessons about the products in those rows; each has a sample at least."""
        bands = []
        for name, anything, *_ in _QUANTITIES:
            given = [[q[name] for s in lesson.samples if name in (q := quantities_of(s))] for lesson in lessons]
            bands.append(Bands.of(band_of(name, some) if some else anything for some in given))
        looks = {}
        for what, vocabulary in _LOOKS.items():
            even = np.full(len(true_labels(vocabulary)), 1 / len(true_labels(vocabulary)))
            told = [look_of(lesson.samples, what) for lesson in lessons]
            looks[what] = np.array([even if one is None else one for one in told])
        return cls(tuple(lesson.sku for lesson in lessons), np.array(rows, np.intp), Bands.stacked(bands), looks)

    def log_likelihood(self, sighted: Sighted) -> FloatArray:
        """For each taught product: the evidence against its samples, (t,)."""
        length = sighted.length_mm[:, [Convention.OVERALL]]
        value, u = np.concatenate([sighted.thread_mm[:, :, 0], sighted.head_mm[:, :, 0], length], axis=1)
        told: FloatArray = self.bands.log_density(value[:, None], u[:, None]).sum(axis=0)
        for what, p in self.looks.items():
            told = told + np.log(p @ getattr(sighted, what))
        return told
