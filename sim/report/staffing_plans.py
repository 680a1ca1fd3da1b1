"""Every plan that a staffing search tried, as rows: what it costs, how far it falls short, and what it comes to."""

from collections.abc import Sequence

from sim.experiment.frontier import non_dominated
from sim.experiment.staffing import Solved, StaffingResult
from sim.report.design_rows import Row
from sim.report.staffing_senses import sense_of


def written(plan: Sequence[int]) -> str:
    """A plan as tables name it: the posts of each group, in order."""
    return " ".join(map(str, plan))


def plans_rows(found: StaffingResult) -> list[Row]:
    """A row for each plan that the search tried, with its cost and slippage, by rising cost."""
    return [row for each in found.solved for row in plans_of(each)]


def plans_of(each: Solved) -> list[Row]:
    """The rows of one demand scenario, as of :func:`plans_rows`."""
    best = set(non_dominated([(item.cost, item.slippage) for item in each.tried]))
    return [
        {
            "scenario": each.setup.design.scenario,
            **each.setup.layout.named(item.plan),
            "cost_gbp_per_year": item.cost,
            "slippage": item.slippage,
            "slippage_low": item.low,
            "slippage_high": item.high,
            "replications": item.number,
            "chosen": int(item.chosen),
            "on_frontier": int(place in best),
            "plan": written(item.plan),
        }
        for place, item in enumerate(each.tried)
    ]


def plan_figures_rows(found: StaffingResult) -> list[Row]:
    """A row for each plan that the search tried and each target and list: what it comes to, with its interval."""
    return [
        {
            "scenario": each.setup.design.scenario,
            "plan": written(item.plan),
            "requirement": requirement.name,
            **sense.row(requirement.wanted, mean, mean - half, mean + half),
            "replications": item.number,
        }
        for each in found.solved
        for item in each.tried
        for requirement, mean, half in zip(
            each.answer.problem.requirements, item.means.tolist(), item.halves.tolist(), strict=True
        )
        for sense in (sense_of(requirement),)
    ]
