"""Futures in which some figures are differences from a reference: what another service shows in the same future."""

from collections.abc import Sequence

import numpy as np

from sim.experiment.staffing.futures import Futures
from sim.experiment.staffing.problem import Plan, Requirement
from sim.measures.rows import Floats

REFERENCE: Plan = ()
"""The plan that stands for the reference among its futures."""


class Compared:
    """Futures of plans, with the reference's figures taken away where a requirement compares.

    Chance is shared: in a future the same people come to both, and the same staff are away, so a difference is much
    surer than either figure.

    Parameters
    ----------
    futures
        Of plans.
    reference
        Of the reference, whatever the plan.
    requirements
        In the order of figures.
    """

    def __init__(self, futures: Futures, reference: Futures, requirements: Sequence[Requirement]) -> None:
        self._futures, self._reference = futures, reference
        self._against = np.array([item.against for item in requirements])

    def figures(self, plans: Sequence[Plan], numbers: Sequence[int]) -> list[Floats]:
        """As of :class:`Futures`."""
        (there,) = self._reference.figures([REFERENCE], numbers)
        taken = np.where(self._against > 0, self._against * there, 0.0)
        return [figures - taken for figures in self._futures.figures(plans, numbers)]
