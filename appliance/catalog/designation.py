"""Product names to what they say, and back.

`parse` folds the text, cuts it into tokens, finds the wordings, reads the size by its grammar, joins the two.
Only what the name says or a word defines is filled in: a standard's number defines a head, no table fills in a pitch.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from appliance.catalog.folding import Folded, fold
from appliance.catalog.kinds import decide_kind
from appliance.catalog.looks import GAUGED_KINDS, looks_said
from appliance.catalog.product import DESIGNATION_FIELDS, Designation, Kind
from appliance.catalog.size_grammar import read_size
from appliance.catalog.size_readings import MM_PER_INCH, Context
from appliance.catalog.tokens import Token, scan
from appliance.catalog.vocabulary import Vocabulary, inch_name, trade_vocabulary
from appliance.catalog.wording import Mention, find_mentions

_COARSEST_MACHINE_THREAD = 0.25  # pitch over diameter: UNC goes to 0.23 (#6-32), tapping threads begin at 0.28
_BOLTS = frozenset({Kind.BOLT, Kind.LAG_SCREW, Kind.MACHINE_SCREW, Kind.HANGER_BOLT, Kind.EYE_BOLT, Kind.DOWEL_SCREW})
_HEAVY = frozenset({Kind.BOLT, Kind.LAG_SCREW, Kind.HANGER_BOLT})
_BOARDS = frozenset({Kind.DRYWALL_SCREW, Kind.DECK_SCREW})
_GAUGED_HEADS = frozenset({"flat", "round", "oval", "pan", "truss", "bugle"})
_SAYS_INCHES = re.compile(r"G[idfm]|[idfm]-?[qg]|[fm]")  # over the classes of tokens


def parse(text: str, vocabulary: Vocabulary | None = None) -> Designation:
    """Read a product's name.

    Parameters
    ----------
    vocabulary : the trade's unless a shop has its own words (`read_vocabulary`)
    """
    vocabulary = vocabulary or trade_vocabulary()
    folded = fold(text)
    mentions, tokens = find_mentions(scan(folded, vocabulary), vocabulary)
    kind, what, noun = decide_kind(mentions, tokens)
    spans: dict[str, tuple[int, int]] = {}
    if noun is not None:
        spans["kind"] = (noun.first, noun.last)
    if kind is Kind.NOT_SCREW:
        return Designation(kind=kind, what=what, spans=_to_text(spans, tokens, folded))
    said = looks_said(mentions, kind, spans)
    if kind is Kind.SET_SCREW and said.get("head") == "hex":
        kind = Kind.BOLT  # British: a bolt that is threaded to its hexagon head
    reading = read_size(tokens, vocabulary, _context(kind, said, mentions, tokens))
    spans |= reading.tokens
    found = Designation(
        kind=kind,
        size=reading.size,
        diameter_mm=reading.diameter_mm,
        pitch_mm=reading.pitch_mm,
        length_mm=reading.length_mm,
        spans=_to_text(spans, tokens, folded),
        **said,
    )
    return complete(found)


def _to_text(
    spans: dict[str, tuple[int, int]], tokens: Sequence[Token], folded: Folded
) -> MappingProxyType[str, tuple[int, int]]:
    """Spans of tokens as spans of the text as it came."""
    return MappingProxyType(
        {name: folded.span(tokens[first].start, tokens[last].end) for name, (first, last) in spans.items()}
    )


def _context(kind: Kind | None, said: dict[str, str], mentions: Sequence[Mention], tokens: Sequence[Token]) -> Context:
    classes = "".join([token.kind for token in tokens])
    languages = {m.meaning.language for m in mentions if m.meaning.says}
    german_or_french = "de" in languages or "fr" in languages
    inch = _SAYS_INCHES.search(classes) is not None
    metric = "M" in classes or "u" in classes or (german_or_french and not inch)
    return Context(
        metric=metric or ("s" in classes and _names_metric_standard(mentions, tokens)),
        inch=inch,
        romance=("es" in languages or "pt" in languages) and not inch,
        timber=kind is Kind.WOOD_SCREW,
        metric_words=german_or_french,
        eye=kind is Kind.EYE_SCREW or (kind is None and said.get("head") == "eye"),
        gauged=kind in GAUGED_KINDS,
        bolt=kind in _BOLTS,
        concrete=kind is Kind.CONCRETE_SCREW,
        heavy=kind in _HEAVY,
        board=kind in _BOARDS,
        unnamed=kind in (None, Kind.SCREW) and said.get("head") in _GAUGED_HEADS,
    )


def _names_metric_standard(mentions: Sequence[Mention], tokens: Sequence[Token]) -> bool:
    return any("standard" in m.meaning.flags for m in mentions) or any(
        t.kind == "s" and t.text.startswith(("din", "iso", "en", "uni")) for t in tokens
    )


def complete(d: Designation) -> Designation:
    """Fill in what the words define: a hex head is turned from outside, an M4 x 8 pan phillips is a machine screw."""
    head, drive, coverage = d.head, d.drive, d.coverage
    if head == "hex" and d.kind is Kind.SET_SCREW:
        head, drive = "none", drive or "hex_socket"  # `hex set screw`
    if head is None and d.kind in (Kind.SET_SCREW, Kind.DOWEL_SCREW, Kind.HANGER_BOLT):
        head = "none"
    if head is None and d.kind in (Kind.EYE_SCREW, Kind.EYE_BOLT):
        head = "eye"
    if head == "cheese" and drive == "hex_socket":
        head = "socket_cap"  # a cylinder with a hexagon in it, in any language
    if head == "socket_cap" and drive is None:
        drive = "hex_socket"
    if head in ("hex", "hex_washer") and drive is None:
        drive = "hex_external"
    if head in ("hex", "hex_washer") and drive == "slotted":
        drive = "hex_slotted"
    if coverage is None and d.kind in (Kind.DOWEL_SCREW, Kind.HANGER_BOLT):
        coverage = "threaded_on_both_ends"
    kind = _sharpened(d, head, drive)
    if (kind, head, drive, coverage) == (d.kind, d.head, d.drive, d.coverage):
        return d
    return replace(d, kind=kind, head=head, drive=drive, coverage=coverage)


def _sharpened(d: Designation, head: str | None, drive: str | None) -> Kind | None:
    """The kind, where thread and head make a mere `screw` (or no word at all) a sure one."""
    fine = d.pitch_mm is not None and d.pitch_mm < _COARSEST_MACHINE_THREAD * (d.diameter_mm or 0)
    machine = (fine or (d.size or "").startswith("M")) and d.tip not in ("cone", "drill")
    if d.kind is Kind.SCREW and d.tip == "drill":
        return Kind.SHEET_METAL_SCREW
    if d.kind is None:
        noun = Kind.BOLT if head == "hex" else Kind.MACHINE_SCREW
        return noun if machine and fine and (head or drive or d.tip) else None
    if d.kind is not Kind.SCREW:
        return d.kind
    if head in ("hex", "hex_washer") and drive == "hex_external" and machine:
        return Kind.BOLT if head == "hex" else Kind.MACHINE_SCREW
    if head == "hex" and drive == "hex_external" and d.tip is None:
        return Kind.BOLT
    if head in ("carriage", "t"):
        return Kind.BOLT
    if head in ("socket_cap", "thumb", "wing") or (drive == "hex_socket" and head and (fine or d.pitch_mm is None)):
        return Kind.MACHINE_SCREW
    if machine and (head or drive or not (d.size or "").startswith("M")):
        return Kind.MACHINE_SCREW
    return d.kind


def format(d: Designation) -> str:  # noqa: A001 - the inverse of parse
    """Write a designation so that `parse` reads it back."""
    vocabulary = trade_vocabulary()
    if d.kind is Kind.NOT_SCREW:
        return f"{(d.what or 'hardware')}"
    words = [_size_text(d)]
    for field in ("coverage", "head", "drive", "finish", "tip"):
        value = getattr(d, field)
        if value is not None:
            words.append(vocabulary.wordings[field, value])
    if d.kind is not None:
        words.append(vocabulary.wordings["kind", d.kind.value])
    return " ".join(word for word in words if word)


def _size_text(d: Designation) -> str:
    size = d.size or ""
    metric = size.startswith("M") or size.endswith("mm")
    thread = ""
    if d.pitch_mm is not None:
        thread = f"-{d.pitch_mm:g}" if metric else f"-{round(MM_PER_INCH / d.pitch_mm)}"
    if size and not size.startswith(("#", "M")) and not metric:
        size = f"{size.removesuffix('in')} in."
    length = ""
    if d.length_mm is not None:
        inches = d.length_mm / MM_PER_INCH
        whole_64th = abs(inches * 64 - round(inches * 64)) < 1e-6
        length = f"{inch_name(inches)} in." if not metric and whole_64th else f"{d.length_mm:g} mm"
    if length and not size:
        return f"{length} long"
    return f"{size}{thread} x {length}" if length else f"{size}{thread}"


def parse_column(field: str, text: str, header: str) -> Designation:
    """Read one cell of a column that holds a single attribute, as `Pan Head`, `#8-32`, `1-1/2`, `32`.

    Parameters
    ----------
    field : a field of `columns.ATTRIBUTE_FIELDS`
    header : the column's header, which may name the unit (`Length (mm)`, `TPI`)
    """
    vocabulary = trade_vocabulary()
    unit = " mm" if "mm" in header.lower() else " in." if re.search(r"\b(in|inch|inches)\b|\"", header.lower()) else ""
    number = re.fullmatch(r"[\d\s./,-]+", text.strip()) is not None
    if field == "pitch":
        return Designation(pitch_mm=_pitch(text, header))
    if field == "length":
        found = parse(f"M1 x {text}{unit or ' mm' if number and '/' not in text else ''}") if not number else None
        length = found.length_mm if found else parse(f"screw {text}{unit or ' in.'} long").length_mm
        return Designation(length_mm=length)
    if field == "size":
        found = parse(f"{text}{unit if number else ''} machine screw")
        return Designation(
            size=found.size, diameter_mm=found.diameter_mm, pitch_mm=found.pitch_mm, length_mm=found.length_mm
        )
    mentions, tokens = find_mentions(scan(fold(text), vocabulary), vocabulary)
    if field == "kind":
        kind, what, _ = decide_kind(mentions, tokens)
        return Designation(kind=kind, what=what)
    key = "".join(vocabulary.canonical(word) for word in re.findall(r"[^\s'/.-]+", fold(text).text))
    entry = vocabulary.phrases.get(key)
    if entry is not None and field in entry.says:
        return _one(field, entry.says[field][0])
    said = looks_said(mentions, None, {})
    return _one(field, said[field]) if field in said else Designation()


def _one(field: str, value: str) -> Designation:
    stated: dict[str, Any] = {field: value}
    return Designation(**stated)


def _pitch(text: str, header: str) -> float | None:
    match = re.search(r"\d+(?:[.,]\d+)?", text)
    if match is None:
        return None
    value = float(match.group().replace(",", "."))
    per_inch = "tpi" in (header + text).lower() or "inch" in header.lower() or (value >= 8 and "mm" not in text.lower())
    return MM_PER_INCH / value if per_inch and value else value if 0.15 <= value <= 6 else None


def merge(name: Designation, columns: Sequence[Designation]) -> tuple[Designation, dict[str, str]]:
    """What the columns and the name say together, a column outranking the name; and where each field is from."""
    merged = name
    origins = {field: "name" for field in DESIGNATION_FIELDS if getattr(name, field) is not None}
    for column in columns:
        stated = {field: getattr(column, field) for field in DESIGNATION_FIELDS if getattr(column, field) is not None}
        if stated.get("kind") is Kind.SCREW and name.kind is not None:
            del stated["kind"]
        merged = replace(merged, **stated)
        origins |= dict.fromkeys(stated, "column")
    if merged.kind is Kind.NOT_SCREW:
        return Designation(kind=merged.kind, what=merged.what, spans=name.spans), {"kind": origins["kind"]}
    merged = complete(merged)
    return merged, {f: origins.get(f, "name") for f in DESIGNATION_FIELDS if getattr(merged, f) is not None}
