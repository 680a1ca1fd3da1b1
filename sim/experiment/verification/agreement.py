"""When a simulated mean and an exact figure agree: a t interval, and a z value.

Each figure is the mean of one value per replication. It agrees if it lies within 3.5 standard
errors of theory; one that does not is tried once more on four times as many fresh replications,
and differs only if it misses again. (Of fifty true figures about one in forty families would hold
a |z| above 3.5 by chance, and next to none twice.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.stats import t as student

LEAST_REPLICATIONS = 30
"""With fewer, a standard error is too uncertain to judge by."""
MOST_Z = 3.5
SECOND_LOOK = 4
"""How many times as many replications the second look takes."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A mean over replications beside its exact figure; ``half`` is the half-width of the 95 % interval."""

    mean: float
    half: float
    z: float
    replications: int

    @property
    def agrees(self) -> bool:
        """Whether the mean lies within 3.5 standard errors of theory."""
        return abs(self.z) <= MOST_Z


def compare(values: Sequence[float], exact: float) -> Agreement:
    """The mean of independent values against an exact figure.

    Values that are all the same leave nothing to chance: they must then equal it, to nine digits.

    References
    ----------
    Law, A. M. (2015). Simulation Modeling and Analysis, 5th ed., section 9.4.
    """
    sample = np.asarray(values, dtype=np.float64)
    mean, number = float(sample.mean()), len(sample)
    error = float(sample.std(ddof=1)) / number**0.5 if number > 1 else 0.0
    if error == 0:
        same = abs(mean - exact) <= 1e-9 * max(1.0, abs(exact))
        return Agreement(mean, 0.0, 0.0 if same else inf, number)
    half = float(student.ppf(0.975, number - 1)) * error
    return Agreement(mean, half, (mean - exact) / error, number)
