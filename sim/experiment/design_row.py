"""What is said of every design of an experiment: its figures, targets, staff and money, and how it differs."""

from dataclasses import dataclass
from typing import Literal

from sim.experiment.pairing import Paired
from sim.measures import Summary
from sim.scenario.experiments import Design, Setting


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the intervals that hold together say of an option, in a word and in a line."""

    kind: Literal["baseline", "better", "worse", "mixed", "no clear difference", "unknown"]
    text: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target of the scenario in the experiment's period.

    Attributes
    ----------
    label, level
        As in the scenario; ``level`` is the share that is promised.
    share
        Share of people within the limit, over replications.
    met_on_average
        Whether the mean share reaches the level.
    met_in_futures
        Share of replications in which the target is met; its interval is Clopper and Pearson's.
    """

    label: str
    share: Summary
    level: float
    met_on_average: bool
    met_in_futures: Summary


@dataclass(frozen=True, slots=True)
class OptionRow:
    """A design: the baseline, an option, or a point of a sweep.

    Attributes
    ----------
    design
        The design.
    figures
        The headline figures, in order.
    wait, over
        Mean wait from contact to assessment [days] and share not assessed within the longest limit that the
        scenario asks for, in the experiment's period; NaN if there is none.
    growth
        Growth of the waiting list once it has settled [cases per week], see :mod:`sim.experiment.list_growth`.
    targets
        Every target of the design's scenario, in its order.
    targets_met, judged
        How many are met on average, and on how many anybody is judged: the others cannot be met.
    met_share
        Mean over targets of the share of futures in which each is met.
    posts, fte
        Funded posts and FTE, average over the whole run.
    cost, cost_low, cost_high
        GBP a year over the whole run: staff, work paid by the piece, and the one-off and yearly costs of the
        design's sheets spread over the years of the run; also with pay, on-costs, premiums and the sheets' costs at
        the ends of their ranges, and prices of work paid by the piece as they are.
    differences
        From the baseline, one a headline; empty for a baseline.
    cost_difference
        From the baseline [GBP a year]; None for a baseline.
    verdict
        What the differences say.
    period_cost_difference
        From the baseline, in the period asked for without one-off sums [GBP]; None for a baseline, and where that
        period is no year of the run.
    """

    design: Design
    figures: tuple[Summary, ...]
    wait: Summary
    over: Summary
    growth: Summary
    targets: tuple[TargetRow, ...]
    targets_met: int
    judged: int
    met_share: Summary
    posts: Summary
    fte: Summary
    cost: Summary
    cost_low: Summary
    cost_high: Summary
    differences: tuple[Paired, ...]
    cost_difference: Paired | None
    verdict: Verdict
    period_cost_difference: Paired | None = None

    @property
    def of(self) -> int:
        """How many targets the design has."""
        return len(self.targets)

    @property
    def meets_all(self) -> bool:
        """Whether it has targets, is judged on all of them, and meets them on average."""
        return self.of > 0 and self.targets_met == self.of

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The factors' values at a point of a sweep, in the factors' order."""
        return self.design.settings
