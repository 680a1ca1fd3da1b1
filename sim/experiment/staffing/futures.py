"""Futures: what a plan's figures are in each replication, and how a sample of them is judged."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sim.experiment.staffing.problem import Plan, Problem, Requirement
from sim.measures.rows import Floats


class Futures(Protocol):
    """Where the figures of plans come from; a future is known by its number and is the same for all plans."""

    def figures(self, plans: Sequence[Plan], numbers: Sequence[int]) -> list[Floats]:
        """The figures of each plan in some futures. Each of shape [numbers, requirements]; NaN where there is none."""
        ...


class Sample:
    """The figures of plans in the same futures, which are asked for as they are wanted and kept.

    Parameters
    ----------
    futures
        Where they come from.
    begin
        Number of the first future: samples that begin apart share nothing.
    """

    def __init__(self, futures: Futures, *, begin: int = 0) -> None:
        self._futures, self.begin = futures, begin
        self._known: dict[Plan, Floats] = {}

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Every plan that has been asked for, in order."""
        return tuple(self._known)

    @property
    def replications(self) -> int:
        """Futures looked at, of all plans together."""
        return sum(len(figures) for figures in self._known.values())

    def size(self, plan: Plan) -> int:
        """How many futures of a plan are known."""
        return len(self._known[plan]) if plan in self._known else 0

    def ask(self, plans: Sequence[Plan], number: int) -> None:
        """Have the first so many futures of some plans, those together that lack equally many."""
        by_size: dict[int, list[Plan]] = {}
        for plan in dict.fromkeys(plans):
            if self.size(plan) < number:
                by_size.setdefault(self.size(plan), []).append(plan)
        for size, lacking in by_size.items():
            wanted = range(self.begin + size, self.begin + number)
            for plan, figures in zip(lacking, self._futures.figures(lacking, wanted), strict=True):
                before = self._known.get(plan)
                self._known[plan] = figures if before is None else np.concatenate((before, figures))

    def figures(self, plan: Plan, number: int | None = None) -> Floats:
        """What is known of a plan, or its first so many futures. Shape [futures, requirements]."""
        return self._known[plan][:number]


class Moments:
    """Means of the judged figures of a plan over some futures, and how sure they are. Shapes [requirements].

    Attributes
    ----------
    mean, error
        Mean, and its standard error; a requirement that no future has a figure for has mean NaN.
    number
        Futures that have a figure.
    """

    def __init__(self, requirements: Sequence[Requirement], figures: Floats) -> None:
        judged = [item.judged(figures[:, place]) for place, item in enumerate(requirements)]
        known = [column[~np.isnan(column)] for column in judged]
        self.number = np.array([len(column) for column in known])
        self.mean = np.array([column.mean() if len(column) else np.nan for column in known])
        spread = [column.std(ddof=1) if len(column) > 1 else np.inf for column in known]
        self.error = np.array(spread) / np.sqrt(np.maximum(self.number, 1))


def shortfall(problem: Problem, moments: Moments, levels: Floats) -> float:
    """How far below the levels the means are, added up in the requirements' scales; 0 if all reach them."""
    scales = np.array([item.scale for item in problem.requirements])
    return float(np.nansum(np.maximum(0.0, levels - moments.mean) / scales))
