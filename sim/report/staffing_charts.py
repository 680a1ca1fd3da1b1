"""Charts of a staffing search: what each plan tried costs and how far it falls short, and what posts depend on."""

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from sim.experiment.staffing import Solved, StaffingResult
from sim.experiment.staffing.robust import posts_in_all
from sim.report.design_charts import saved
from sim.report.drawing import BLACK, BLUE, ORANGE, PALE, SKY, dress, new_figure
from sim.report.staffing_plans import plans_of
from sim.report.staffing_robust import plainly

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MILLION = 1e6
_WIDE = 1.25
"""Of the cost of the plan: what costs more is out of sight."""
_LABEL = 40
"""Letters of a line beside a chart, at most."""


def write_staffing_charts(folder: Path, found: StaffingResult) -> list[str]:
    """Draw the charts of a staffing search into a folder; the names written."""
    several = len(found.solved) > 1
    return saved(
        folder,
        (
            (f"{name}-{each.setup.design.scenario}.png" if several else f"{name}.png", drawn(found, each))
            for each in found.solved
            for name, drawn in (("frontier", frontier), ("tornado", tornado))
        ),
    )


def frontier(found: StaffingResult, each: Solved) -> "Figure":
    """Cost of every plan tried, and how far it is from what is wanted."""
    rows = plans_of(each)
    figure = new_figure(4.4)
    axes = figure.subplots()
    cost = [row["cost_gbp_per_year"] / _MILLION for row in rows]
    short = [row["slippage"] for row in rows]
    best = [place for place, row in enumerate(rows) if row["on_frontier"]]
    axes.scatter(cost, short, color=PALE, s=18, label="plans tried")
    axes.errorbar(
        [cost[place] for place in best],
        [short[place] for place in best],
        yerr=[[abs(rows[place][end] - short[place]) for place in best] for end in ("slippage_low", "slippage_high")],
        color=BLUE, marker="o", markersize=4, elinewidth=1, capsize=2,
    )  # fmt: skip
    chosen = next(place for place, row in enumerate(rows) if row["chosen"])
    axes.scatter([cost[chosen]], [short[chosen]], color=ORANGE, s=70, zorder=3)
    axes.annotate("the plan", (cost[chosen], short[chosen]), xytext=(6, 8), textcoords="offset points")
    axes.set_xlabel("Pay of the posts that vary, with on-costs, GBP million a year")
    axes.set_ylabel("Slippage of the worst promise\n(0: all are kept)")
    near = [each for each in cost if each <= _WIDE * cost[chosen]]
    edge = 0.05 * (max(near) - min(near) or 1)
    axes.set_xlim(min(near) - edge, max(near) + 4 * edge)  # with room for a label at the plan
    axes.set_ylim(bottom=-0.05 * max([1.0, *(short[place] for place in best)]))
    numbers = sorted({row["replications"] for row in rows if not row["chosen"]}) or [0]
    basis = (
        f"{each.setup.design.service.base.title} · {each.setup.design.scenario_label or 'no demand scenario'}\n"
        f"{len(rows)} plans: what the plan comes to in {len(each.answer.fresh)} futures never seen, and differences"
        f" from it in {numbers[0]} to {numbers[-1]}; bars: 95 % intervals"
    )
    if any(cost[place] < cost[chosen] and short[place] <= 0 for place in best):
        basis += "\nA cheaper plan at 0 keeps every promise on average, which is not sure enough for a certificate"
    dress(figure, found.experiment.title, basis)
    return figure


def tornado(found: StaffingResult, each: Solved) -> "Figure | None":
    """The posts needed at both ends of the ranges of numbers that nobody knows, the widest on top; None without any."""
    if each.robust is None or not each.robust.swings:
        return None
    from matplotlib.patches import Patch
    from matplotlib.ticker import MaxNLocator

    swings = each.robust.swings
    total = {end: [posts_in_all(each.setup, swing.ends[end].plan) for swing in swings] for end in ("low", "high")}
    plan = posts_in_all(each.setup, each.answer.plan)
    figure = new_figure(1.7 + 0.5 * len(swings))
    axes = figure.subplots()
    # Both ends may lie on one side of the plan, so each has a bar of its own.
    for end, colour, above in (("low", SKY, -0.18), ("high", ORANGE, 0.18)):
        for place, swing in enumerate(swings):
            more = total[end][place] - plan
            enough = swing.ends[end].enough
            axes.barh(
                place + above, more, left=plan, color=colour if enough else "none", edgecolor=colour, height=0.34,
                hatch=None if enough else "///",
            )  # fmt: skip
            value = f"{plainly(getattr(swing.number, end))}{'' if enough else ' (not enough)'}"
            axes.annotate(
                value, (plan + more, place + above), xytext=(4 if more >= 0 else -4, 0), textcoords="offset points",
                ha="left" if more >= 0 else "right", va="center", fontsize=8,
            )  # fmt: skip
    axes.axvline(plan, color=BLACK, linewidth=1)
    labels = [f"{swing.number.label} ({plainly(swing.number.value)})" for swing in swings]
    axes.set_yticks(range(len(swings)), ["\n".join(wrap(label, _LABEL)) for label in labels], fontsize=8.5)
    axes.invert_yaxis()
    axes.margins(x=0.3)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.set_xlabel(f"Posts needed, of those that vary; the plan has {plan}")
    values = [Patch(color=colour, label=f"at its {end} value") for end, colour in (("low", SKY), ("high", ORANGE))]
    figure.legend(handles=values, frameon=False, fontsize=8.5, loc="outside lower center", ncols=2)
    numbers = sorted({needed.number for swing in swings for needed in swing.ends.values()})
    basis = (
        f"{each.setup.design.service.base.title} · {each.setup.design.scenario_label or 'no demand scenario'}\n"
        f"one number at a time at an end of its range; posts tried in {numbers[-1]} futures, the least by estimate"
    )
    dress(figure, found.experiment.title, basis)
    return figure
