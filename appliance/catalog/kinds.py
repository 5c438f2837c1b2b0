"""What a name is about: the noun that decides, among all the nouns that stand in it."""

from collections.abc import Sequence
from itertools import pairwise

from appliance.catalog.product import Kind
from appliance.catalog.tokens import Token
from appliance.catalog.vocabulary import ROMANCE, STRONG
from appliance.catalog.wording import Mention

_VAGUE = (Kind.SCREW, Kind.BOLT)
_WORN = frozenset({"washer", "nut"})  # what a screw may come with
_MASONRY = frozenset({"concrete", "masonry"})
_KINDS = {kind.value: kind for kind in Kind}
_BREAKING = frozenset(",()")


def decide_kind(mentions: Sequence[Mention], tokens: Sequence[Token]) -> tuple[Kind | None, str | None, Mention | None]:
    """Kind, what it is if no screw, and the mention that decided.

    A kit is a kit wherever it is called one. Else the first part of the name that has a noun decides (parts end at
    `with`, `for`, commas, a dash between spaces): English and German put the deciding noun last (`screw nut`), the
    Romance languages first (`tuerca para tornillo`).
    """
    for mention in mentions:
        if "kit" in mention.meaning.flags:
            if _is_set_screw(mention, tokens):
                return Kind.SET_SCREW, None, mention
            return Kind.NOT_SCREW, "kit", mention
    shown = min((m.first for m in mentions if _shows_a_screw(m)), default=len(tokens))
    for first, part in _parts(mentions, tokens):
        if any(_is_strong(m) for m in part):
            part = [m for m in part if _is_strong(m)]
        if shown < first:
            part = [m for m in part if _kind(m) is not Kind.NOT_SCREW]
        if part:
            kind, what, noun = _noun_of(part, mentions, tokens)
            return _made_for(mentions, *(_narrowed(kind, noun, mentions) if kind is Kind.SCREW else (kind, what, noun)))
    return _made_for(mentions, None, None, None)


def _is_set_screw(mention: Mention, tokens: Sequence[Token]) -> bool:
    """SCREW-SET 3/8-16 X 1/2: set, said behind the noun, of a name that begins with it and goes on with one thread."""
    words = [token.text for token in tokens[mention.first : mention.last + 1] if token.text.isalpha()]
    return mention.first == 0 and words in (["screw", "set"], ["scr", "set"]) and any(t.kind == "x" for t in tokens)


def _narrowed(kind: Kind, noun: Mention, mentions: Sequence[Mention]) -> tuple[Kind, None, Mention]:
    """`SCREW, HWH, SELF-DRILLING`: what follows a mere screw, before any `with` or `for`, may say which."""
    for mention in mentions:
        if mention.first > noun.last and "joint" in mention.meaning.flags:
            break
        if mention.first > noun.last and "kind" in mention.meaning.says:
            if _kind(mention) is Kind.NOT_SCREW:
                break
            if _kind(mention) not in _VAGUE:
                return _kind(mention), None, mention
    return kind, None, noun


def _shows_a_screw(mention: Mention) -> bool:
    """Whether a head or drive is said beyond doubt: what follows in another part is what it is used with."""
    says = mention.meaning.says
    if "kind" in says:
        return False
    return ("head" in says and says["head"][1] >= STRONG) or ("drive" in says and says["drive"][1] >= STRONG)


def _made_for(
    mentions: Sequence[Mention], kind: Kind | None, what: str | None, noun: Mention | None
) -> tuple[Kind | None, str | None, Mention | None]:
    """`screw, for sheet metal`: what a screw of no particular kind is made for tells its kind.

    Self-drilling is no particular kind: such screws are made for drywall, wood and decks, too.
    """
    property_only = noun is not None and kind is Kind.SHEET_METAL_SCREW and "tip" in noun.meaning.says
    if kind in (None, Kind.SCREW) or property_only:
        for lead, mention in pairwise(mentions):
            if "purpose" in lead.meaning.flags and "for" in mention.meaning.says and mention.first - lead.last <= 2:
                return Kind(mention.meaning.says["for"][0]), None, mention
    return kind, what, noun


def _is_strong(mention: Mention) -> bool:
    """Whether a noun may decide beside others: a panel, a cap or a rail is what many a screw is for."""
    return mention.meaning.says["kind"][1] >= STRONG


def _kind(mention: Mention) -> Kind:
    return _KINDS[mention.meaning.says["kind"][0]]


def _is_screwed_in(mention: Mention, tokens: Sequence[Token]) -> bool:
    """Whether a noun is a concrete anchor of no other sort, which is a screw when it has a head."""
    return mention.meaning.says.get("what", ("", 0))[0] == "anchor" and any(
        token.text in _MASONRY for token in tokens[max(0, mention.first - 1) : mention.last + 1]
    )


def _noun_of(
    part: list[Mention], mentions: Sequence[Mention], tokens: Sequence[Token]
) -> tuple[Kind, str | None, Mention]:
    standards = [m for m in part if "standard" in m.meaning.flags]
    spoken = [m for m in part if m not in standards] or standards
    first = next((m for m in spoken if m.meaning.language in ROMANCE), None)
    deciding = spoken[0] if first is spoken[0] else spoken[-1]
    branded = next((m for m in spoken if "brand" in m.meaning.flags), None)
    if branded is not None and deciding.meaning.says.get("what", ("", 0))[0] == "anchor":
        return _kind(branded), None, branded  # Tapcon calls its screws concrete anchors
    if _is_screwed_in(deciding, tokens) and any(_shows_a_screw(m) for m in mentions):
        return Kind.CONCRETE_SCREW, None, deciding
    if deciding.meaning.says.get("what", ("", 0))[0] in _WORN and len(spoken) > 1:
        former = spoken[-2]
        if _kind(former) is not Kind.NOT_SCREW and any(t.kind == "x" for t in tokens[former.last : deciding.first]):
            spoken, deciding = spoken[:-1], former  # SEMS: SCREW 6-32 X 3/8 SQUARE CONE WASHER
    if _kind(deciding) is Kind.NOT_SCREW:
        return Kind.NOT_SCREW, deciding.meaning.says["what"][0], deciding
    screws = [m for m in spoken if _kind(m) is not Kind.NOT_SCREW] + standards
    exact = [m for m in screws if _kind(m) not in _VAGUE and _kind(m) is not Kind.NOT_SCREW]
    bolts = [m for m in screws if _kind(m) is Kind.BOLT]
    best = _most_telling(exact) if exact else (bolts or screws)[0]
    return _kind(best), None, best


def _most_telling(exact: list[Mention]) -> Mention:
    """Of several kinds of screw the last that is no mere property: a self-drilling drywall screw is for drywall."""
    plain = [m for m in exact if set(m.meaning.says) == {"kind"} and "standard" not in m.meaning.flags]
    return (plain or exact)[-1] if len(plain) != len(exact) else exact[-1]


def _parts(mentions: Sequence[Mention], tokens: Sequence[Token]) -> list[tuple[int, list[Mention]]]:
    """Each part of the name: its first token, its nouns; what stands in brackets comes last."""
    breaks = {m.first for m in mentions if "joint" in m.meaning.flags}
    nouns = {m.first: m for m in mentions if "kind" in m.meaning.says}
    ends = {m.last for m in nouns.values()}
    parts: list[tuple[int, list[Mention]]] = [(0, [])]
    aside: list[tuple[int, list[Mention]]] = []
    current = parts[0][1]
    for at, token in enumerate(tokens):
        kind = token.kind
        if (
            at in breaks
            or kind in _BREAKING
            or (kind == "/" and at - 1 in ends and at + 1 in nouns)
            or _stands_apart(tokens, at)
        ):
            current = []
            (aside if kind == "(" else parts).append((at, current))
        if at in nouns:
            current.append(nouns[at])
    return parts + aside


def _stands_apart(tokens: Sequence[Token], at: int) -> bool:
    """Whether a dash between words has spaces on both sides."""
    if tokens[at].kind != "-" or at == 0 or at + 1 >= len(tokens):
        return False
    before, after = tokens[at - 1], tokens[at + 1]
    return before.end < tokens[at].start and after.start > tokens[at].end and "i" not in (before.kind, after.kind)
