"""Product names as shops that nobody has seen might print them, with what each of them says.

Words, orders, separators, marks and damages were collected apart from `vocabulary.toml` (in `shop_words.toml`): what
a name says is known before it is written. A name is drawn by `made_name`.
"""

from dataclasses import dataclass

from tests.appliance.catalog.shop_sizes import (
    WORDS,
    Choose,
    Length,
    Thread,
    dimension,
    gauge,
    inch_diameter,
    inch_thread,
    length_for,
    metric_thread,
    millimetres,
)

_KIND_OF = {
    "hex_bolt": "bolt",
    "carriage": "bolt",
    "socket_cap": "machine_screw",
    "button": "machine_screw",
    "flat_socket": "machine_screw",
    "self_drilling": "sheet_metal_screw",
}
_OWN_HEAD = {
    "hex_bolt": "hex",
    "carriage": "carriage",
    "socket_cap": "socket_cap",
    "button": "button",
    "flat_socket": "flat",
}
_MACHINE_THREADED = ("machine_screw", "set_screw", *_OWN_HEAD)
_SAYS_ITS_DRIVE = (*_OWN_HEAD, "set_screw", "lag_screw")


@dataclass(frozen=True)
class MadeName:
    """A name, and what it says; where several values are right, all of them."""

    text: str
    kind: tuple[str, ...]
    head: tuple[str | None, ...]
    thread: Thread
    length: Length


def made_name(choose: Choose) -> MadeName:
    """Draw a name."""
    language = choose(("en", "en", "till", "till", "de", "fr", "es"))
    what = choose(tuple(WORDS["noun"]))
    thread = _thread(choose, what, language)
    length = length_for(choose, thread)
    order: str = choose(WORDS["order"][language])
    head, head_words = _head(choose, what, language) if "head" in order else (None, "")
    words = {
        "noun": choose(WORDS["noun"][what][language]),
        "head": head_words,
        "drive": "" if what in _SAYS_ITS_DRIVE else choose(WORDS["drive"][language]),
        "finish": choose(WORDS["finish"][language]),
        "thread": choose(WORDS["thread"][language]),
        "size": dimension(choose, thread, length, language),
        "brand": choose(WORDS["anywhere"]["brand"]),
        "pack": choose(WORDS["pack"][language]),
        "code": choose(WORDS["anywhere"]["code"]),
    }
    text = _written(words, order)
    text = text.upper() if language == "till" else choose((text, text, text, text.upper(), text.lower()))
    return MadeName(_damaged(choose, text), _kinds(what, language), _heads(what, head), thread, length)


def _kinds(what: str, language: str) -> tuple[str, ...]:
    kind = _KIND_OF.get(what, what)
    return (kind, "screw") if kind == "sheet_metal_screw" and language in ("de", "fr", "es") else (kind,)


def _heads(what: str, head: str | None) -> tuple[str | None, ...]:
    if what == "set_screw":
        return ("none", None)
    if what == "lag_screw":  # some of its names say that the head is a hexagon
        return ("hex",) if head else ("hex", None)
    return (head or _OWN_HEAD.get(what),)


def _thread(choose: Choose, what: str, language: str) -> Thread:
    metric_land = language in ("de", "fr")
    if what in _MACHINE_THREADED:
        if metric_land or choose.once_in(3):
            return metric_thread(choose)
        return inch_diameter(choose) if what in ("carriage", "hex_bolt") and choose.once_in(2) else inch_thread(choose)
    if what in ("lag_screw", "concrete_screw"):
        return millimetres(choose) if metric_land else inch_diameter(choose)
    if metric_land or (language == "es" and choose.once_in(2)):
        return millimetres(choose)
    return gauge(choose)


def _head(choose: Choose, what: str, language: str) -> tuple[str | None, str]:
    known = [head for head in WORDS["heads_of"].get(what, ()) if head in WORDS["head"][language]]
    if not known or choose.once_in(4):
        return None, ""
    head = choose(known)
    return head, choose(WORDS["head"][language][head])


def _written(words: dict[str, str], order: str) -> str:
    """The words in their order, without the blanks and commas of those that are left out."""
    text, name = "", ""
    for character in order + " ":
        if character.isalpha():
            name += character
        else:
            text += words[name] if name else ""
            text, name = text + character, ""
    for superfluous, kept in (
        ("  ", " "),
        (" ,", ","),
        (",,", ","),
        ("(,", "("),
        ("( ", "("),
        (", )", ")"),
        (",)", ")"),
    ):
        while superfluous in text:
            text = text.replace(superfluous, kept)
    return text.replace("()", "").strip(" ,|")


def _damaged(choose: Choose, text: str) -> str:
    """What encodings, web pages and typesetters do to a name."""
    harm = choose(("", "", "", "", "mojibake", "html", "wide", "no-break", "dashes", "primes", "blanks"))
    if harm == "mojibake":
        for character in "″½¼¾×–éèêàôüöäßØ°":
            text = text.replace(character, character.encode().decode("cp1252"))
    elif harm == "html":
        for character, entity in (("&", "&amp;"), ('"', "&quot;"), ("'", "&#39;"), ("×", "&times;"), ("½", "&frac12;")):
            text = text.replace(character, entity)
    elif harm == "wide":
        text = "".join(chr(ord(c) + 0xFEE0) if c in "0123456789" else c for c in text)
    elif harm == "no-break":
        text = text.replace(" ", "\u00a0")
    elif harm == "dashes":
        text = text.replace("-", choose(("\u2013", "\u2010", "\u2212")))
    elif harm == "primes":
        text = text.replace("''", '"').replace('"', choose(("\u2033", "\u201d", "\uff02")))
    elif harm == "blanks":
        text = " " + text.replace(" ", "  ", 3) + " "
    return text
