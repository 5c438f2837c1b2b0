"""The budget of doubt: what every length and diameter of a part shares, and how its terms add up.

Terms, in quadrature (GUM 5.1.2): `edge`, where the outline lies; `fit`, how well a model runs through it; `scale`;
`tilt`; `light`, what a shiny edge may hide; `run_out`, what the ends of a thread do to a pitch of few turns; `lead`,
screws are not made to the last 0.1 %; `shape`, what cannot be seen.
"""

from dataclasses import dataclass

import numpy as np

from appliance.metrology.anatomy import Anatomy
from appliance.metrology.silhouette import Silhouette
from calibration.estimate import Estimate

LIGHT_PX = 0.06  # more of it where the edge mirrors all of the panel's light


@dataclass(frozen=True)
class Doubt:
    """What every length of one part shares.

    Attributes
    ----------
    edge_mm : of one edge along its normal
    scale_rel : of every length
    px_mm : size of a pixel
    tilt_rad : of the pose
    """

    edge_mm: float
    scale_rel: float
    px_mm: float
    tilt_rad: float

    @classmethod
    def of(cls, anatomy: Anatomy, silhouette: Silhouette, scale_rel: float, px_mm: float) -> "Doubt":
        """The doubt of a part: its edges' own, more where they are bright (contrast 1 = black before the light)."""
        contrast = float(np.clip(silhouette.outer.contrast, 0, 1).mean())
        return cls(
            (silhouette.u_edge_px + LIGHT_PX * (1 - contrast)) * px_mm, scale_rel, px_mm, tilt_doubt_rad(anatomy)
        )


def length(value: float, doubt: Doubt, ends_mm: float, lean: float, shape_mm: float = 0.0) -> Estimate:
    """A length along the axis, mm; lean: |tan(obliquity)| in the middle, through which the tilt's doubt enters."""
    return Estimate.from_terms(
        value,
        edge=doubt.edge_mm * 1.4,
        fit=ends_mm,
        scale=value * doubt.scale_rel,
        tilt=value * (lean * doubt.tilt_rad + doubt.tilt_rad**2 / 2),
        shape=shape_mm,
    )


def across(value: float, doubt: Doubt, fit_mm: float, light_mm: float = 0.0, shape_mm: float = 0.0) -> Estimate:
    """A diameter, mm: two edges, what its model leaves, and what a shiny edge may hide."""
    return Estimate.from_terms(
        value, edge=doubt.edge_mm * 1.4, fit=fit_mm, scale=value * doubt.scale_rel, light=light_mm, shape=shape_mm
    )


def tilt_doubt_rad(anatomy: Anatomy) -> float:
    """Doubt of the pose: a few hundredths of a mm at both contacts, and not knowing which turn's crest touches."""
    profile, head = anatomy.profile, anatomy.head
    arm = max((head.seat_s_mm if head is not None else float(profile.s_mm[-1])) - float(profile.s_mm[0]), 1.0)
    turn = anatomy.pitch.value_mm if anatomy.pitch is not None else 0.5 * anatomy.body_radius_mm
    return float(np.hypot(0.03, 0.3 * abs(np.tan(profile.axis.tilt_rad)) * turn) / arm)
