"""How an alternative differs from the best match, in the customer's words. No Qt."""

from appliance.catalog.product import Kind, Product
from appliance.catalog.shelving import Wording
from appliance.screen.naming import spoken_length
from appliance.screen.phrases import Phrases

_SAME_MM = 0.05


def differences(product: Product, best: Product, say: Phrases) -> str:
    """`Same thread, 1/4 in longer`; says so where names do not tell them apart."""
    own, other = Wording.of(product), Wording.of(best)
    same_thread = own.diameter_mm == other.diameter_mm and all(
        a == b or a is None or b is None for a, b in ((own.pitch_mm, other.pitch_mm), (_sort(own), _sort(other)))
    )
    words = [] if same_thread else [say("differs.thread", size=thread_name(product, own))]
    if own.length_mm is not None and other.length_mm is not None:
        by = own.length_mm - other.length_mm
        if abs(by) > _SAME_MM:
            by_words = spoken_length(abs(by), say, metric=own.metric)
            words.append(say("differs.longer" if by > 0 else "differs.shorter", by=by_words))
    for what in ("head", "drive", "finish", "tip"):
        label, others = getattr(own, what), getattr(other, what)
        if label and others and label != others:
            words.append(say(f"{what}.{label}"))
    if product.pack and best.pack and product.pack != best.pack:
        words.append(say("differs.pack", n=product.pack))
    if not words:
        return say("differs.nothing")
    if same_thread:
        words.insert(0, say("differs.same_thread"))
    joined = ", ".join(words)
    return joined[0].upper() + joined[1:]


def thread_name(product: Product, words: Wording) -> str:
    """`#8-32`, `M5 × 0.8`, `1/4`."""
    size = product.designation.size or ""
    if words.pitch_mm is None:
        return size
    return f"{size} × {words.pitch_mm:g}" if words.metric else f"{size}-{round(25.4 / words.pitch_mm):d}"


def _sort(words: Wording) -> Kind | None:
    return None if words.kind is Kind.SCREW else words.kind
