"""Head, drive, finish, tip and coverage, out of all the words of a name."""

from collections.abc import Sequence

from appliance.catalog.product import Kind
from appliance.catalog.vocabulary import STRONG
from appliance.catalog.wording import Mention

GAUGED_KINDS = frozenset(
    {Kind.WOOD_SCREW, Kind.SHEET_METAL_SCREW, Kind.DECK_SCREW, Kind.DRYWALL_SCREW, Kind.CONCRETE_SCREW}
)
"""Kinds that are sold by gauge where inches are used."""

_METALS = frozenset({"stainless", "brass", "bronze", "aluminum", "copper", "nylon", "steel", "alloy", "plain"})
_NEVER_HEXAGONAL = frozenset({"flat", "oval", "button", "socket_cap", "cheese"})
_HEXAGONAL_SOCKETS = ("hex_socket", "hex_socket_security")
_NO_SCREW = (Kind.NOT_SCREW.value, STRONG)
_SECURITY = {"torx": "torx_security", "hex_socket": "hex_socket_security"}


def looks_said(mentions: Sequence[Mention], kind: Kind | None, spans: dict[str, tuple[int, int]]) -> dict[str, str]:
    """Head, drive, finish, tip and coverage: the strongest word for each, the first of equals."""
    best: dict[str, tuple[int, str, Mention]] = {}
    elsewhere = _of_something_else(mentions)
    for at, mention in enumerate(mentions):
        for field, (value, strength) in mention.meaning.says.items():
            if field in ("kind", "what", "for") or (field == "finish" and value in elsewhere.get(at, ())):
                continue
            if (
                field not in best
                or strength > best[field][0]
                or (field == "finish" and strength == best[field][0] and _covers(value, best[field][1]))
            ):
                best[field] = (strength, value, mention)
    said = {field: value for field, (_, value, _) in best.items()}
    if kind in GAUGED_KINDS and said.get("head") == "socket_cap" and "drive" in best["head"][2].meaning.says:
        del said["head"]  # BTR, CHC: the socket alone is meant
    _settle_hex(said, mentions, kind)
    if any("security" in m.meaning.flags for m in mentions) and said.get("drive") in _SECURITY:
        said["drive"] = _SECURITY[said["drive"]]
    spans |= {field: (best[field][2].first, best[field][2].last) for field in said if field in best}
    return said


def _of_something_else(mentions: Sequence[Mention]) -> dict[int, frozenset[str]]:
    """Mention -> finishes that speak of what the screw goes into or with: `for plastic`, `bucha de nylon`."""
    found: dict[int, frozenset[str]] = {}
    if not any("purpose" in m.meaning.flags or m.meaning.says.get("kind") == _NO_SCREW for m in mentions):
        return found
    for at, mention in enumerate(mentions):
        lead = mentions[at - 1] if at else None
        if lead is not None and "purpose" in lead.meaning.flags and mention.first - lead.last <= 2:
            found[at] = _METALS
        for other in mentions[max(0, at - 1) : at + 2]:
            gap = max(other.first - mention.last, mention.first - other.last)
            if other.meaning.says.get("kind") == _NO_SCREW and gap <= 2:
                found.setdefault(at, frozenset({"nylon", "aluminum"}))
    return found


def _covers(finish: str, other: str) -> bool:
    """Whether of two finishes this one is what the eye sees: plating on brass, yellow chromate on zinc."""
    if other == "zinc":
        return finish in ("yellow_zinc", "black")
    return other in _METALS and finish not in _METALS


def _settle_hex(
    said: dict[str, str],
    mentions: Sequence[Mention],
    kind: Kind | None,
) -> None:
    """The bare word hex is a head on a bolt, but a socket in a part that has another head or none."""
    if kind is Kind.SET_SCREW:
        if said.get("head") == "hex" and not _says_hex_head(mentions):
            said.setdefault("drive", "hex_socket")
            said["head"] = "none"
        said.setdefault("head", "none")
    if said.get("drive") == "hex_socket" and kind in GAUGED_KINDS and not _says_hexagon(mentions):
        said["drive"] = "square"  # `socket` on a wood screw is Canadian for Robertson
    heads = {m.meaning.says["head"][0] for m in mentions if m.meaning.says.get("head", ("", 0))[1] >= STRONG}
    if "hex" in heads and heads & _NEVER_HEXAGONAL:
        said["head"] = min(heads & _NEVER_HEXAGONAL)  # `countersunk ... hex head`: the socket is meant
        said.setdefault("drive", "hex_socket")
    if {"hex", "hex_washer"} <= heads:
        said["head"] = "hex_washer"
    bare = any("hex" in m.meaning.flags for m in mentions)
    if bare:
        if "head" in said and said["head"] not in ("hex", "hex_washer"):
            said.setdefault("drive", "hex_socket")
        elif "head" not in said and said.get("drive") not in _HEXAGONAL_SOCKETS:
            said["head"] = "hex"


def _says_hex_head(mentions: Sequence[Mention]) -> bool:
    return any(
        m.last > m.first and set(m.meaning.says) == {"head"} and m.meaning.says["head"][0] == "hex" for m in mentions
    )


def _says_hexagon(mentions: Sequence[Mention]) -> bool:
    return any(m.meaning.says.get("drive") == ("hex_socket", STRONG) for m in mentions)
