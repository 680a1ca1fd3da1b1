"""What a staffing search decides, what it must reach, and what it costs."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.measures.rows import Floats

Plan = tuple[int, ...]
"""A number of posts for each lever, in their order."""


@dataclass(frozen=True, slots=True)
class Lever:
    """A number of posts that the search decides.

    Attributes
    ----------
    name, label
        ``name`` stands in tables; ``label`` is for people.
    least, most
        Bounds of the number.
    guess
        Where the search looks first; any number within the bounds will do.
    """

    name: str
    label: str
    least: int
    most: int
    guess: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """A figure of a future that must be at least so high.

    Attributes
    ----------
    name
        Of the target or list, for people.
    level
        What the figure has to reach, in its own unit.
    futures
        None if it has to be reached on average over futures (the expected share); otherwise the share of futures
        in which it has to be reached (assurance).
    scale
        The shortfall that counts as one when shortfalls are added up, in the figure's unit.
    unit
        Of the figure.
    against
        How much of a reference's figure in the same future is taken away from the figure: 1 for a difference.
    """

    name: str
    level: float
    futures: float | None = None
    scale: float = 1.0
    unit: str = "share"
    against: float = 0.0

    def __post_init__(self) -> None:
        assert self.scale > 0
        assert self.futures is None or 0 < self.futures < 1

    @property
    def share(self) -> bool:
        """Whether it is a share, or a difference of two; of other figures less is better: they count below nought."""
        return self.unit == "share"

    @property
    def bounded(self) -> bool:
        """Whether the figure cannot pass 1."""
        return self.share and not self.against

    @property
    def counts(self) -> bool:
        """Whether the figure is of something that there cannot be less of than none, counted below nought."""
        return not self.share and not self.unit.endswith("per week")

    @property
    def ends(self) -> tuple[float, float]:
        """Between what the mean of :meth:`judged` lies, whatever happens."""
        if self.futures is not None:
            return 0.0, 1.0
        if self.share:
            return -self.against, 1.0
        return -math.inf, 0.0 if self.counts and not self.against else math.inf

    @property
    def wanted(self) -> float:
        """What the mean of :meth:`judged` has to reach."""
        return self.level if self.futures is None else self.futures

    def judged(self, figures: Floats) -> Floats:
        """The figures of futures, or for assurance whether each reaches the level (1 or 0); NaN stays NaN."""
        if self.futures is None:
            return figures
        return np.where(np.isnan(figures), np.nan, figures >= self.level - 1e-12)


@dataclass(frozen=True, slots=True)
class Limit:
    """What posts may come to together: the sum of weights times posts, at most.

    Attributes
    ----------
    weights
        By lever; levers that are not there have none.
    most
        The sum's bound.
    words
        What sets it, for people.
    """

    weights: Mapping[int, int]
    most: int
    words: str = ""

    def holds(self, plan: Plan) -> bool:
        """Whether a plan keeps to it."""
        return sum(weight * plan[lever] for lever, weight in self.weights.items()) <= self.most


def _anything(plan: Plan) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Problem:
    """A staffing problem: the cheapest plan within bounds whose figures reach what is required.

    Attributes
    ----------
    levers, requirements
        In the order of plans and of figures.
    cost
        Cost of a plan [GBP a year]; more posts of any lever cost more.
    allows
        Whether a plan keeps the rules that bounds and limits cannot say.
    limits
        Of sums of posts.
    allowed
        What ``allows`` goes by, for people.
    known
        Plans to look at as well before it is said that no staffing meets something: the posts of today, say.
    """

    levers: tuple[Lever, ...]
    requirements: tuple[Requirement, ...]
    cost: Callable[[Plan], float]
    allows: Callable[[Plan], bool] = _anything
    limits: tuple[Limit, ...] = ()
    allowed: str = ""
    known: tuple[Plan, ...] = ()

    @property
    def ample(self) -> Plan:
        """As many posts as may be."""
        return tuple(lever.most for lever in self.levers)

    def has(self, plan: Plan) -> bool:
        """Whether a plan is within the bounds and keeps the rules."""
        within = all(lever.least <= number <= lever.most for lever, number in zip(self.levers, plan, strict=True))
        return within and self.keeps(plan)

    def keeps(self, plan: Plan) -> bool:
        """Whether a plan keeps the rules, whatever the bounds."""
        return all(limit.holds(plan) for limit in self.limits) and self.allows(plan)

    def broken(self, plan: Plan) -> tuple[str, ...]:
        """The rules that a plan breaks, in words."""
        words = [limit.words for limit in self.limits if not limit.holds(plan)]
        return tuple(dict.fromkeys(words if self.allows(plan) else [*words, self.allowed]))

    def judged(self, figures: Floats) -> Floats:
        """Figures of futures as requirements judge them. Shapes [futures, requirements]."""
        columns = [item.judged(figures[:, place]) for place, item in enumerate(self.requirements)]
        return np.stack(columns, axis=1).astype(np.float64)

    def for_requirements(self, places: Sequence[int]) -> "Problem":
        """The problem with some of its requirements only."""
        return replace(self, requirements=tuple(self.requirements[place] for place in places))


def with_more(plan: Plan, lever: int, posts: int = 1) -> Plan:
    """A plan with posts more (or, below zero, fewer) of a lever."""
    return (*plan[:lever], plan[lever] + posts, *plan[lever + 1 :])
