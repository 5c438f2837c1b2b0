"""Where a value's doubt comes from, term by term: what `screwtray identify --explain` prints."""

from appliance.reading import QUANTITIES, Part
from calibration.estimate import Estimate

TERMS = {
    "edge": "where the outline lies",
    "fit": "how well the model runs through it",
    "scale": "millimetres a pixel",
    "tilt": "how it leans",
    "light": "shiny edges, fine crests",
    "run_out": "a thread of few turns",
    "lead": "leads as made",
    "shape": "what cannot be seen",
}


def budget(part: Part) -> dict[str, dict[str, float]]:
    """Quantity -> term -> standard uncertainty in mm, for all that was measured."""
    measured = {quantity: getattr(part.measurement, quantity) for quantity in QUANTITIES}
    return {quantity: dict(one.terms) for quantity, one in measured.items() if isinstance(one, Estimate)}


def in_words(part: Part) -> list[str]:
    """A table: one quantity a line, its value, its u and the terms that make it, in micrometres; then the legend."""
    named = [term for term in TERMS if any(one.get(term, 0.0) > 0 for one in budget(part).values())]
    if not named:
        return []
    lines = [f"{'doubt (k = 1), in µm':22s}{'value':>11s}{'u':>8s}  " + "".join(f"{term:>9s}" for term in named)]
    for quantity in QUANTITIES:
        one = getattr(part.measurement, quantity)
        name = quantity.removesuffix("_mm").replace("_", " ")
        if not isinstance(one, Estimate):
            lines.append(f"{name:22s}{'—':>11s}  {one.reason}")
            continue
        terms = dict(one.terms)
        shown = "".join(f"{1000 * terms[t]:9.1f}" if terms.get(t, 0.0) > 0 else f"{'·':>9s}" for t in named)
        lines.append(f"{name:22s}{one.value:8.3f} mm{1000 * one.u:8.1f}  {shown}")
    return [*lines, "; ".join(f"{term}: {TERMS[term]}" for term in named)]
