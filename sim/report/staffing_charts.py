"""The chart of a staffing search: what each plan tried costs, and how far it falls short."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.staffing import Solved, StaffingResult
from sim.report.design_charts import saved
from sim.report.drawing import BLUE, ORANGE, PALE, dress, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MILLION = 1e6
_WIDE = 1.25
"""Of the cost of the plan: what costs more is out of sight."""


def write_staffing_charts(folder: Path, found: StaffingResult) -> list[str]:
    """Draw the charts of a staffing search into a folder; the names written."""
    several = len(found.solved) > 1
    return saved(
        folder,
        (
            (f"frontier-{each.setup.design.scenario}.png" if several else "frontier.png", frontier(found, each))
            for each in found.solved
        ),
    )


def frontier(found: StaffingResult, each: Solved) -> "Figure":
    """Cost of every plan tried, and how far it is from what is wanted."""
    from sim.report.staffing_results import plans_of

    rows = plans_of(each)
    figure = new_figure(4.4)
    axes = figure.subplots()
    cost = [row["cost_gbp_per_year"] / _MILLION for row in rows]
    short = [row["slippage"] for row in rows]
    best = [place for place, row in enumerate(rows) if row["on_frontier"]]
    axes.scatter(cost, short, color=PALE, s=18, label="plans tried")
    axes.plot([cost[place] for place in best], [short[place] for place in best], color=BLUE, marker="o", markersize=4)
    chosen = next(place for place, row in enumerate(rows) if row["chosen"])
    axes.scatter([cost[chosen]], [short[chosen]], color=ORANGE, s=70, zorder=3)
    axes.annotate("the plan", (cost[chosen], short[chosen]), xytext=(6, 8), textcoords="offset points")
    axes.set_xlabel("Pay of the posts that vary, with on-costs, GBP million a year")
    axes.set_ylabel("Slippage of the worst promise\n(0: all are kept)")
    axes.set_xlim(right=_WIDE * cost[chosen])
    axes.set_ylim(bottom=-0.05 * max([1.0, *(short[place] for place in best)]))
    numbers = sorted({row["replications"] for row in rows})
    basis = (
        f"{each.setup.design.service.base.title} · {each.setup.design.scenario_label or 'no demand scenario'}\n"
        f"{len(rows)} plans, each in {numbers[0]} to {numbers[-1]} futures of the search; means, so small differences"
        " are chance"
    )
    dress(figure, found.experiment.title, basis)
    return figure
