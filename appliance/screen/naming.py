"""What was measured and seen, in the customer's words: plain name, sizes in both units, how sure. No Qt."""

from collections.abc import Iterable
from fractions import Fraction

from appliance import wording
from appliance.catalog.standards import Series, thread_standards
from appliance.reading import Part
from appliance.screen.phrases import Phrases
from calibration.estimate import Estimate
from models_onnx.attributes import Label, Odds
from models_onnx.vocabulary import Drive, Head

SURE_ENOUGH = 0.5  # below it an attribute is not named
_KINDS = {
    Series.WOOD: "wood",
    Series.WOOD_METRIC: "wood",
    Series.TAPPING_A: "sheet_metal",
    Series.TAPPING_AB: "sheet_metal",
    Series.TAPPING_ISO: "sheet_metal",
    Series.LAG: "lag",
    Series.LAG_METRIC: "lag",
}


def title_of(part: Part, say: Phrases) -> str:
    """`#8-32 machine screw, 3/4 in`, as far as it could be told."""
    size, kind = size_of(part), kind_of(part)
    name = say(f"kind.{kind}", size=size) if size else say(f"kind.{kind}_unsized")
    length = length_of(part, say)
    return say("name.with_length", name=name, length=length) if length else name


def features_of(part: Part, say: Phrases) -> str:
    """`pan head, Phillips, zinc`: what it looks like, where that is surer than not."""
    seen = part.attributes
    head, drive, finish = said(seen.head), said(seen.drive), said(seen.finish)
    words = [
        "" if head in (None, Head.NONE) else say(f"head.{head}"),
        "" if drive in (None, Drive.HIDDEN, Drive.NONE, Drive.THUMB) else say(f"drive.{drive}"),
        "" if finish is None else say(f"finish.{finish}"),
    ]
    return ", ".join(word for word in words if word)


def said(odds: Odds[Label] | None) -> Label | None:
    """The label, where it is likelier than all others together."""
    return None if odds is None or odds.p[odds.best] < SURE_ENOUGH else odds.best


def size_of(part: Part) -> str | None:
    """`#8-32`, `M5 × 0.8`, `#8`: the likeliest standard thread, without its series."""
    if not part.sizes or part.sizes[0].p < SURE_ENOUGH:
        return None
    return part.sizes[0].name.split()[0].replace("x", " × ")


def kind_of(part: Part) -> str:
    """Which sort of screw it is called."""
    head = said(part.attributes.head)
    series = _series(part)
    if head is Head.EYE:
        return "eye"
    if series is not None and series in _KINDS:
        return _KINDS[series]
    if series is None:
        return "screw"
    of_head = {Head.NONE: "set", Head.SOCKET_CAP: "cap", Head.HEX: "bolt", Head.HEX_WASHER: "bolt", Head.THUMB: "thumb"}
    return of_head.get(head, "machine") if head is not None else "machine"


def _series(part: Part) -> Series | None:
    if not part.sizes or part.sizes[0].p < SURE_ENOUGH:
        return None
    return next((row.series for row in thread_standards() if row.name == part.sizes[0].name), None)


def length_of(part: Part, say: Phrases) -> str | None:
    """The length as the trade says it: `3/4 in`, `20 mm`."""
    length = part.measurement.nominal_length_mm
    if not isinstance(length, Estimate):
        return None
    inches = None if wording.is_metric(part) else wording.trade_inches(length.value)
    return inch(inches.removesuffix(" in"), say) if inches else say("format.mm", n=say.number(length.value, 0))


def inch(number: str, say: Phrases) -> str:
    """`3/4 in` as the language says it."""
    return say("format.inch", n=number)


def in_language(trade_words: str, say: Phrases) -> str:
    """A size out of a table (`7/16 in`, `5.5 mm`) with the language's unit and decimal mark."""
    if trade_words.endswith(" in"):
        return inch(trade_words.removesuffix(" in"), say)
    if trade_words.endswith(" mm"):
        return say("format.mm", n=trade_words.removesuffix(" mm").replace(".", say("format.decimal")))
    return trade_words


def millimetres(length: Estimate, say: Phrases) -> str:
    """`19.05 ± 0.06 mm`: the value and twice its standard uncertainty."""
    value, _, doubt = wording.with_doubt(length, "").partition(" ± ")
    mark = say("format.decimal")
    return say("format.mm", n=f"{value.replace('.', mark)} ± {doubt.replace('.', mark)}")


def inches(length_mm: float, say: Phrases, decimals: int = 3) -> str:
    """`0.186 in`."""
    return inch(say.number(length_mm / wording.INCH_MM, decimals), say)


def sureness(p: float) -> int:
    """0 to 3: how sure a match is, for marks and words."""
    return 3 if p >= 0.9 else 2 if p >= 0.6 else 1 if p >= 0.3 else 0


def spoken_length(mm: float, say: Phrases, *, metric: bool) -> str:
    """`5 mm`, or inches to the nearest 32nd: `1/4 in`."""
    if metric:
        return say("format.mm", n=f"{mm:g}".replace(".", say("format.decimal")))
    whole, rest = divmod(Fraction(round(mm / wording.INCH_MM * 32), 32), 1)
    return inch(" ".join(str(word) for word in (whole, rest) if word) or "0", say)


def listed(words: Iterable[str]) -> str:
    """Sentence parts that are there, one after the other."""
    return " ".join(word for word in words if word)
