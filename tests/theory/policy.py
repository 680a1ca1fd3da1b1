"""When simulation and theory agree: independent replications, a z value, and a width that means something.

Each claim is the mean of one figure per replication. It passes if the figure lies within 3.5
standard errors of theory; a claim that does not is tried once more on four times as many fresh
replications, and fails only if it misses again. The 95 % half-width must besides be a small enough
share of the figure, so that a pass says something. (Of fifty true claims about one in forty families
would hold a |z| above 3.5 by chance, and next to none twice.)
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

Figures = Mapping[str, float]
Sample = Callable[[Sequence[int]], list[Figures]]

LEAST_REPLICATIONS = 30
MOST_Z = 3.5


def assert_agrees(
    sample: Sample, theory: Figures, *, replications: int, width: float, loose: Sequence[str] = ()
) -> None:
    """Assert that the means of a sample's figures are those of theory.

    Parameters
    ----------
    sample
        Gives the figures of each of the replications whose numbers it is given.
    theory
        The exact figures.
    replications
        How many to take at first.
    width
        Most that the 95 % half-width may be, as a share of the exact figure.
    loose
        Figures too variable for the width; their z value counts all the same.
    """
    assert replications >= LEAST_REPLICATIONS
    values = _table(sample(range(replications)), theory)
    report = {name: _compare(values[name], exact) for name, exact in theory.items()}
    for name, (mean, half, z) in report.items():
        share = half / abs(theory[name])
        print(f"{name}: theory {theory[name]:.6g}, simulated {mean:.6g} +- {half:.2g} ({share:.1%}), z {z:.2f}")
    wide = {name: half / abs(theory[name]) for name, (_, half, _) in report.items() if name not in loose}
    assert max(wide.values()) <= width, f"too few replications for a half-width of {width:.0%}: {wide}"
    missed = [name for name, (_, _, z) in report.items() if abs(z) > MOST_Z]
    if missed:
        again = _table(sample(range(replications, 5 * replications)), {name: theory[name] for name in missed})
        twice = {name: _compare(again[name], theory[name]) for name in missed}
        assert all(abs(z) <= MOST_Z for _, _, z in twice.values()), f"first {report}, then {twice}; theory {theory}"


def _table(rows: list[Figures], names: Figures) -> dict[str, NDArray[np.float64]]:
    return {name: np.array([row[name] for row in rows]) for name in names}


def _compare(values: NDArray[np.float64], exact: float) -> tuple[float, float, float]:
    """Mean, 95 % half-width, and z value against the exact figure."""
    error = float(values.std(ddof=1)) / len(values) ** 0.5
    mean = float(values.mean())
    return mean, float(student.ppf(0.975, len(values) - 1)) * error, (mean - exact) / error
