"""How far a plan is from what is required, as one number.

The slippage of a plan is the least number k such that every requirement reaches its level less k of its scales. The
scale of a promised share is the part of people who may be missed, so that at k = 0.5 one and a half times as many are
missed as was promised; at 0 every promise is kept, and below 0 all shares have something to spare. Of lists it is
wanted only that they do not grow (or are no longer than elsewhere): what they have to spare does not count.
"""

from collections.abc import Sequence

import numpy as np

from sim.experiment.staffing.problem import Requirement
from sim.measures.rows import Bools, Floats

ALSO = 0.002
"""What all requirements together count beside the worst: they tell where the worst is the same."""


def scales_of(requirements: Sequence[Requirement]) -> Floats:
    """What a slippage of one is, in the unit of what is judged. Shape [requirements].

    Where a share of futures is promised (assurance) it is the part of futures that may fail.
    """
    return np.array([item.scale if item.futures is None else 1 - item.futures for item in requirements])


def spares(requirements: Sequence[Requirement]) -> Bools:
    """Of which requirements it counts what they have to spare: of shares, if there are any. Shape [requirements]."""
    shares = np.array([item.share for item in requirements])
    return shares if shares.any() else ~shares


def slipped(requirements: Sequence[Requirement], means: Floats, levels: Floats) -> Floats:
    """How far each mean is below its level, in scales; -inf where that is no matter.

    That is where there is no mean, since a promise to nobody is kept, and where a list has something to spare.

    Parameters
    ----------
    means, levels
        Shapes [requirements].
    """
    below = (levels - means) / scales_of(requirements)
    return np.where(np.isnan(below) | ~spares(requirements) & (below <= 0), -np.inf, below)


def badness(below: Floats) -> float:
    """What a search makes least: the slippage, and where that is the same what all requirements slip together."""
    return float(below.max() + ALSO * below[np.isfinite(below)].sum())
