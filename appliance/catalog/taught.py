"""What a store has taught its counter: samples of products, each laid down and measured.

Lessons belong to the store, not to the chain's catalog: they are kept in a file of their own beside it and outlive
every import. A sample is what the counter measured and saw of one laying down, with what it was made by; what a product
is expected to measure follows from its samples each time (`appliance.matching.reference`).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from appliance.catalog.designation import parse
from appliance.catalog.product import Product, describe
from appliance.catalog.refusal import CatalogRefused
from appliance.reading import QUANTITIES, Measurement
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

SCHEMA = "taught/1"
_LOOKS: Mapping[str, type] = {"head": Head, "drive": Drive, "finish": Finish, "tip": Tip, "coverage": Coverage}


@dataclass(frozen=True)
class Sample:
    """One laying down of one piece.

    Attributes
    ----------
    taken_at : UTC, ISO 8601
    shot, calibration, models : where it comes from and what it was made by
    """

    measurement: Measurement
    attributes: Attributes
    taken_at: str
    shot: str = ""
    calibration: str | None = None
    models: str = ""


@dataclass(frozen=True)
class Lesson:
    """What was taught about one product.

    Attributes
    ----------
    title : of a product that the store's export does not have; None for one that it has
    aisle, bay, bin : where such a product hangs
    """

    sku: str
    samples: tuple[Sample, ...]
    title: str | None = None
    aisle: str | None = None
    bay: str | None = None
    bin: str | None = None

    def product(self) -> Product:
        """The product that this lesson makes, as far as its title says what it is."""
        title = self.title or self.sku
        origins = dict.fromkeys(parse(title).spans, "staff")
        named = Product(self.sku, title, parse(title), aisle=self.aisle, bay=self.bay, bin=self.bin, origins=origins)
        return describe(named)


class _PlainSample(msgspec.Struct, forbid_unknown_fields=True):
    """A sample as it is written: quantity -> [value, u], attribute -> label -> probability."""

    measured: dict[str, tuple[float, float]]
    seen: dict[str, dict[str, float]]
    taken_at: str
    shot: str = ""
    calibration: str | None = None
    models: str = ""


class _PlainLesson(msgspec.Struct, forbid_unknown_fields=True):
    sku: str
    samples: list[_PlainSample]
    title: str | None = None
    aisle: str | None = None
    bay: str | None = None
    bin: str | None = None


class _Plain(msgspec.Struct, forbid_unknown_fields=True):
    """A file of lessons."""

    schema: str
    lessons: list[_PlainLesson]


def key_of(sample: Sample) -> str:
    """What tells a sample from any other: when and of what it was taken, and what it measures."""
    plain = _plain(sample)
    return json.dumps([plain["taken_at"], plain["shot"], sorted(plain["measured"].items())])


def sample_to_json(sample: Sample) -> str:
    """The sample as one line of JSON."""
    return json.dumps(_plain(sample), sort_keys=True)


def sample_from_json(text: str) -> Sample:
    """The sample of `sample_to_json`.

    Raises
    ------
    CatalogRefused
        if the text is none
    """
    return _sample(_decoded(text, _PlainSample))


def lessons_to_json(lessons: Mapping[str, Lesson]) -> str:
    """All lessons as a file to take to another counter."""
    plain = [
        {name: value for name, value in vars(lesson).items() if value is not None and name != "samples"}
        | {"samples": [_plain(sample) for sample in lesson.samples]}
        for _, lesson in sorted(lessons.items())
    ]
    return json.dumps({"schema": SCHEMA, "lessons": plain}, indent=1, ensure_ascii=False) + "\n"


def lessons_from_json(text: str) -> dict[str, Lesson]:
    """The lessons of a file.

    Raises
    ------
    CatalogRefused
        if it is none, or says what cannot be
    """
    plain = _decoded(text, _Plain)
    if plain.schema != SCHEMA:
        raise CatalogRefused(f"the lessons are of schema {plain.schema!r}; this release reads {SCHEMA!r}")
    return {
        lesson.sku: Lesson(
            lesson.sku, tuple(map(_sample, lesson.samples)), lesson.title, lesson.aisle, lesson.bay, lesson.bin
        )
        for lesson in plain.lessons
    }


def together(one: Lesson, other: Lesson) -> Lesson:
    """Both lessons about one product; samples that both have count once, and what the second says of it stands."""
    known = {key_of(sample) for sample in one.samples}
    more = tuple(sample for sample in other.samples if key_of(sample) not in known)
    said = {name: getattr(other, name) or getattr(one, name) for name in ("title", "aisle", "bay", "bin")}
    return replace(one, samples=one.samples + more, **said)


def ident_of(lessons: Mapping[str, Lesson]) -> str:
    """Short hash of what was taught."""
    keys = [(sku, sorted(map(key_of, lesson.samples)), lesson.title) for sku, lesson in sorted(lessons.items())]
    return hashlib.sha256(repr(keys).encode()).hexdigest()[:8]


def _plain(sample: Sample) -> dict[str, Any]:
    measured = {name: getattr(sample.measurement, name) for name in QUANTITIES}
    seen = {name: getattr(sample.attributes, name) for name in _LOOKS}
    return {
        "measured": {n: [round(e.value, 5), round(e.u, 5)] for n, e in measured.items() if isinstance(e, Estimate)},
        "seen": {
            name: {str(label): round(p, 6) for label, p in odds.ranked() if p >= 1e-6}
            for name, odds in seen.items()
            if odds is not None
        },
        "taken_at": sample.taken_at,
        "shot": sample.shot,
        "calibration": sample.calibration,
        "models": sample.models,
    }


def _sample(plain: _PlainSample) -> Sample:
    for name, (value, u) in plain.measured.items():
        if name not in QUANTITIES or not (0 < value < 1000 and 0 <= u < 100):
            raise CatalogRefused(f"a lesson says {name} = {value} ± {u} mm, which cannot be")
    try:
        odds = {
            name: Odds({_LOOKS[name](label): p for label, p in labels.items()}) for name, labels in plain.seen.items()
        }
    except (KeyError, ValueError) as error:
        raise CatalogRefused(f"a lesson says what this release does not know ({error})") from error
    return Sample(
        Measurement(**{name: Estimate(value, u) for name, (value, u) in plain.measured.items()}),
        Attributes(**odds),
        plain.taken_at,
        plain.shot,
        plain.calibration,
        plain.models,
    )


def _decoded(text: str, kind: Any) -> Any:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError as error:
        raise CatalogRefused(f"not a file of lessons ({error})") from error
