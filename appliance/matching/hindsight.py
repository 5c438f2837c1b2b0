"""What a part looks like, judged once more after matching.

What was seen of a drive or a finish is often little: a sliver of a recess, a glint. What was measured tells which
products it may be, and these say which drives and finishes there are. Both together are the odds of the part's looks;
where the part is likely none of the catalog's, the trade's habits stand in for it.

What was seen comes in as the likelihoods that matching uses (`catalog.sightings`): a network is too sure of pictures
unlike its own.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from appliance.catalog.sightings import FloatArray
from appliance.matching.question import stranger_shows
from appliance.matching.rank import Posterior
from models_onnx.attributes import Attributes, Label, Odds
from models_onnx.vocabulary import Drive, Finish, Tip

_COUNTS = 1e-6  # less likely products bear on nothing
_SURPRISE = 0.1  # of a part's looks that neither catalog nor trade foretell


def in_hindsight(posterior: Posterior) -> Attributes:
    """The attributes with tip, drive and finish judged by the products that the part may be; others as they were.

    A drive that is hidden is told by the products as far as they agree on one; the rest stays hidden.
    """
    seen, attributes = posterior.seen, posterior.attributes
    tip, drive, finish = attributes.tip, attributes.drive, attributes.finish
    return replace(
        attributes,
        tip=None if tip is None else _judged(list(Tip), seen.tip * _foretold(posterior, "tip", seen.tip)),
        drive=None if drive is None else _drive(drive, seen.drive, _foretold(posterior, "drive", seen.drive)),
        finish=None
        if finish is None
        else _judged(list(Finish), seen.finish * _foretold(posterior, "finish", seen.finish)),
    )


def _foretold(posterior: Posterior, what: str, sighted: FloatArray) -> FloatArray:
    """Probability of each of `true_labels` by all that was measured and seen but for this attribute itself."""
    counting = posterior.p >= _COUNTS
    p = np.append(posterior.p[counting], posterior.not_in_catalog)
    shown = np.vstack([posterior.shelf.shown(what, posterior.rows[counting]), stranger_shows(what)])
    without = p / np.maximum(shown @ sighted, 1e-9)
    foretold = without @ shown
    share: FloatArray = (1 - _SURPRISE) * foretold / foretold.sum() + _SURPRISE / len(foretold)
    return share


def _judged(vocabulary: Sequence[Label], weights: FloatArray) -> Odds[Label]:
    """`weights` of all labels that can be seen, as odds."""
    return Odds(dict(zip(vocabulary, (weights / weights.sum()).tolist(), strict=True)))


def _drive(odds: Odds[Drive], seen: FloatArray, foretold: FloatArray) -> Odds[Drive]:
    """What is seen of a drive, judged; what is not seen is the drive that most of the likely products have."""
    hidden = odds.p.get(Drive.HIDDEN, 0.0)
    labels = [label for label in Drive if label is not Drive.HIDDEN]
    judged = _judged(labels, seen * foretold)
    expected = int(foretold.argmax())
    told = hidden * float(foretold[expected] / foretold.sum())
    p = {label: (1 - hidden) * share for label, share in judged.p.items()}
    return Odds(p | {labels[expected]: p[labels[expected]] + told, Drive.HIDDEN: hidden - told})
