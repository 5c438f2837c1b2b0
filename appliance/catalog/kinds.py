"""What a name is about: the noun that decides, among all the nouns that stand in it."""

from collections.abc import Sequence

from appliance.catalog.product import Kind
from appliance.catalog.tokens import Token
from appliance.catalog.vocabulary import ROMANCE
from appliance.catalog.wording import Mention

_VAGUE = (Kind.SCREW, Kind.BOLT)


def decide_kind(mentions: Sequence[Mention], tokens: Sequence[Token]) -> tuple[Kind | None, str | None, Mention | None]:
    """Kind, what it is if no screw, and the mention that decided.

    A kit is a kit wherever it is called one. Else the first part of the name that has a noun decides (parts end at `with`, `for`,
    commas, a dash between spaces): English and German put the deciding noun last (`screw nut`), the Romance languages first
    (`tuerca para tornillo`).
    """
    nouns = [mention for mention in mentions if "kind" in mention.meaning.says]
    for mention in nouns:
        if "kit" in mention.meaning.flags:
            return Kind.NOT_SCREW, "kit", mention
    for part in _parts(mentions, tokens):
        if part:
            return _noun_of(part)
    return None, None, None


def _kind(mention: Mention) -> Kind:
    return Kind(mention.meaning.says["kind"][0])


def _noun_of(part: list[Mention]) -> tuple[Kind, str | None, Mention]:
    standards = [m for m in part if "standard" in m.meaning.flags]
    spoken = [m for m in part if m not in standards] or standards
    first = next((m for m in spoken if m.meaning.language in ROMANCE), None)
    deciding = spoken[0] if first is spoken[0] else spoken[-1]
    if _kind(deciding) is Kind.NOT_SCREW:
        return Kind.NOT_SCREW, deciding.meaning.says["what"][0], deciding
    screws = [m for m in spoken if _kind(m) is not Kind.NOT_SCREW] + standards
    exact = [m for m in screws if _kind(m) not in _VAGUE and _kind(m) is not Kind.NOT_SCREW]
    bolts = [m for m in screws if _kind(m) is Kind.BOLT]
    best = _most_telling(exact) if exact else (bolts or screws)[0]
    return _kind(best), None, best


def _most_telling(exact: list[Mention]) -> Mention:
    """Of several kinds of screw the last noun that is not a mere property (`self-drilling drywall screw` is for drywall)."""
    plain = [m for m in exact if set(m.meaning.says) == {"kind"} and "standard" not in m.meaning.flags]
    return (plain or exact)[-1] if len(plain) != len(exact) else exact[-1]


def _parts(mentions: Sequence[Mention], tokens: Sequence[Token]) -> list[list[Mention]]:
    """The nouns of each part of the name."""
    joints = {m.first for m in mentions if "joint" in m.meaning.flags}
    breaks = joints | {at for at, token in enumerate(tokens) if token.kind in ",()" or _stands_apart(tokens, at)}
    parts: list[list[Mention]] = [[]]
    nouns = {m.first: m for m in mentions if "kind" in m.meaning.says}
    for at in range(len(tokens)):
        if at in breaks:
            parts.append([])
        if at in nouns:
            parts[-1].append(nouns[at])
    return parts


def _stands_apart(tokens: Sequence[Token], at: int) -> bool:
    """Whether a dash between words has spaces on both sides."""
    if tokens[at].kind != "-" or at == 0 or at + 1 >= len(tokens):
        return False
    before, after = tokens[at - 1], tokens[at + 1]
    return before.end < tokens[at].start and after.start > tokens[at].end and "i" not in (before.kind, after.kind)
