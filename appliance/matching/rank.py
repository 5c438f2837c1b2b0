"""Which products a part may be: a posterior over the catalog and its rival, a part that the catalog has not."""

from dataclasses import dataclass

import numpy as np

from appliance.catalog.shelving import IntArray
from appliance.catalog.sightings import FloatArray
from appliance.matching.differences import against_best, against_part, agreements
from appliance.matching.evidence import Shelf
from appliance.matching.rivals import strangers_to
from appliance.matching.sighted import Sighted, scales, sight
from appliance.reading import Match, Measurement
from models_onnx.attributes import Attributes

PRIOR_NOT_IN_CATALOG = 0.10  # of parts laid down at a counter, by judgement
LEAST_P = 1e-4  # less likely matches are not listed


@dataclass(frozen=True)
class Posterior:
    """What a part may be, after measuring and looking.

    Attributes
    ----------
    rows : (k,) the products of `shelf` that are worth a thought; the others are less likely than 1e-6 together
    p : (k,) their probabilities; with `not_in_catalog` they sum to 1
    """

    shelf: Shelf
    attributes: Attributes
    seen: Sighted
    rows: IntArray
    p: FloatArray
    not_in_catalog: float


def weigh(measurement: Measurement, attributes: Attributes, shelf: Shelf) -> Posterior:
    """The posterior over the shelf's products and the rival that the part is not among them."""
    seen = sight(measurement, attributes)
    at_scales = scales(measurement, seen)
    strangers = strangers_to(shelf)
    rival = [log_weight + strangers.log_likelihood(sighted) for log_weight, sighted in at_scales]
    log_rival = float(np.log(PRIOR_NOT_IN_CATALOG) + np.logaddexp.reduce(rival))
    log_in_catalog = float(np.log1p(-PRIOR_NOT_IN_CATALOG))
    rows, log_likelihood = shelf.likely(at_scales, log_rival - log_in_catalog)
    log_p = log_in_catalog + shelf.log_prior[rows] + log_likelihood
    top = max(log_rival, float(log_p.max(initial=-np.inf)))
    weights, other = np.exp(log_p - top), float(np.exp(log_rival - top))
    total = float(weights.sum()) + other
    return Posterior(shelf, attributes, seen, rows, weights / total, other / total)


def listed(posterior: Posterior, top: int = 0) -> tuple[Match, ...]:
    """The likeliest `top` products (all, if 0) of p >= 1e-4, with how they differ; equally likely ones by SKU."""
    worth = np.flatnonzero(posterior.p >= LEAST_P)
    if 0 < top < len(worth):
        least = np.partition(posterior.p[worth], -top)[-top]
        worth = worth[posterior.p[worth] >= least * (1 - 1e-9)]  # with all that are as likely as the last
    products = posterior.shelf.products_of(posterior.rows[worth])
    found = list(zip(posterior.p[worth].tolist(), products, strict=True))
    found.sort(key=lambda pair: (-round(pair[0], 12), pair[1].sku))
    matches = []
    for place, (p, product) in enumerate(found[:top] if top > 0 else found):
        differs = against_part(product, posterior.seen, posterior.attributes)
        if place:
            differs += against_best(product, found[0][1])
        matches.append(
            Match(
                sku=product.sku,
                p=p,
                title=product.title,
                aisle=product.aisle,
                bay=product.bay,
                bin=product.bin,
                differs=differs,
                agrees=agreements(product, posterior.seen, posterior.attributes),
            )
        )
    return tuple(matches)


def rank(
    measurement: Measurement, attributes: Attributes, shelf: Shelf, top: int = 0
) -> tuple[tuple[Match, ...], float]:
    """The products that the part may be, likeliest first, and the probability that it is none of them.

    Parameters
    ----------
    top : how many to list; 0 lists all of p >= 1e-4
    """
    posterior = weigh(measurement, attributes, shelf)
    return listed(posterior, top), posterior.not_in_catalog
