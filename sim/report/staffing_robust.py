"""What becomes of a plan in other futures than believed: sentences, rows and a table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiment.staffing import Absorbed, Answer, Robust, Solved, StaffingResult, Swing
from sim.experiment.staffing.growth import MOST_GROWTH
from sim.experiment.staffing.robust import posts_in_all
from sim.report.design_notes import escaped
from sim.report.design_rows import Row
from sim.report.figures import percent, signed
from sim.report.layout import make_table
from sim.report.staffing_senses import senses_of

if TYPE_CHECKING:
    from rich.table import Table


def robust_sentences(solved: Solved) -> Iterator[str]:
    """How much more demand the plan absorbs, and what its posts depend on most; none if that was not asked."""
    robust = solved.robust
    if robust is None:
        return
    if robust.growth is not None:
        certified = isinstance(solved.answer, Answer) and solved.answer.certificate.met
        yield growth_sentence(robust.growth, certified=certified)
    if robust.swings:
        yield swing_sentence(solved, robust.swings[0])
        yield from _short_sentences(solved, robust)


def growth_sentence(growth: Absorbed, *, certified: bool) -> str:
    """How much more demand a plan absorbs, for a board.

    Parameters
    ----------
    certified
        Whether the plan has a certificate; that took as many futures as were needed, so it may tell what these do not.
    """
    if growth.near is None:
        told = "On average over the futures of the search some promise fails even without more demand"
    elif growth.near == 0:
        told = "On average over the futures of the search the plan absorbs not even 1 % more demand"
    else:
        told = f"On average over the futures of the search the plan absorbs {growth.near} % more demand"
        told += " at least" if growth.near == MOST_GROWTH else ""
    if growth.surely is None and certified:
        kept = "no growth is certain to be borne (without any, the certificate stands)"
    elif growth.surely is None:
        kept = "it is not certain that all promises are kept even without more demand"
    else:
        kept = f"all promises are kept with {growth.surely} % more" if growth.surely else "all are kept without more"
    fails = "none is surely broken by any growth tried"
    if growth.not_surely is not None:
        fails = f"'{growth.first_missed}' fails with {growth.not_surely} % more"
    sure = percent(growth.confidence)
    return f"{told}. In {growth.number} fresh futures {kept}, and {fails}, each with {sure} confidence."


def swing_sentence(solved: Solved, swing: Swing) -> str:
    """The number on which the posts depend most."""
    item = swing.number
    low, high = (f"{_posts(solved, swing, end)} at {plainly(getattr(item, end))}" for end in ("low", "high"))
    believed = " ".join(filter(None, (plainly(item.value), item.unit)))
    return (
        f"Of the numbers looked at, posts depend most on '{item.label}' (believed to be {believed}): {low}, {high}."
        f" Each was tried in {swing.ends['low'].number} futures; that it is the least is an estimate."
    )


def _short_sentences(solved: Solved, robust: Robust) -> Iterator[str]:
    """What no plan tried keeps in a world, and that promises made by the baseline follow it there."""
    for swing in robust.swings:
        for end, needed in swing.ends.items():
            if not needed.enough:
                yield (
                    f"With '{swing.number.label}' at {plainly(getattr(swing.number, end))} no plan tried keeps every"
                    f" promise: {posts_in_all(solved.setup, needed.plan)} posts fall short of '{needed.lacking}'."
                )
    if any(item.against for item in solved.setup.problem.requirements):
        yield (
            "Promises are what the baseline comes to with the same number: where it has less to do, people wait less"
            " and more is promised, so that less work may need more posts."
        )


def _posts(solved: Solved, swing: Swing, end: str) -> str:
    """Posts needed at an end, in all."""
    total = posts_in_all(solved.setup, swing.ends[end].plan)
    return str(total) if swing.ends[end].enough else f"{total} are not enough"


def growth_rows(found: StaffingResult) -> list[Row]:
    """A row for each growth of demand looked at and each promise: what it comes to, and the verdict."""
    return [
        {
            "scenario": each.setup.design.scenario,
            "more_demand_percent": look.percent,
            "futures": "fresh" if look.fresh else "of the search",
            "requirement": kept.name,
            **senses[kept.name].row(kept.wanted, kept.mean, kept.low, kept.high),
            "replications": kept.number,
            "verdict": kept.verdict,
        }
        for each, robust in _robust(found)
        for senses in (senses_of(each.answer.problem.requirements),)
        for look in (robust.growth.looks if robust.growth is not None else ())
        for kept in look.kept
    ]


def tornado_rows(found: StaffingResult) -> list[Row]:
    """A row for each number of the config and each end of its range: the posts needed there, the widest first."""
    rows: list[Row] = []
    for each, robust in _robust(found):
        plan = posts_in_all(each.setup, each.answer.plan)
        for swing in robust.swings:
            for end, needed in swing.ends.items():
                posts = posts_in_all(each.setup, needed.plan)
                rows.append(
                    {
                        "scenario": each.setup.design.scenario,
                        "setting": swing.number.setting,
                        "label": swing.number.label,
                        "unit": swing.number.unit,
                        "grade": swing.number.grade,
                        "believed": swing.number.value,
                        "end": end,
                        "value": getattr(swing.number, end),
                        "posts_needed": posts,
                        "posts_more_than_plan": posts - plan,
                        "cost_gbp_per_year": needed.cost,
                        "enough": int(needed.enough),
                        "falls_short_of": needed.lacking,
                        **each.setup.layout.named(needed.plan),
                        "replications": needed.number,
                    }
                )
    return rows


def _robust(found: StaffingResult) -> Iterator[tuple[Solved, Robust]]:
    return ((each, each.robust) for each in found.solved if each.robust is not None)


def tornado_table(each: Solved, robust: Robust) -> "Table":
    """The numbers that move posts, the widest first: the posts needed in all at both ends of each range."""
    plan = posts_in_all(each.setup, each.answer.plan)
    table = make_table(
        f"posts needed if it is otherwise (the plan: {plan})", "believed", "low", "posts", "high", "posts", "GBP a year"
    )
    for swing in robust.swings:
        item = swing.number
        low, high = swing.ends["low"], swing.ends["high"]
        table.add_row(
            escaped(item.label), plainly(item.value), plainly(item.low), _posts(each, swing, "low"),
            plainly(item.high), _posts(each, swing, "high"),
            f"{signed(low.cost - each.answer.cost, 0)} to {signed(high.cost - each.answer.cost, 0)}",
        )  # fmt: skip
    return table


def plainly(value: float) -> str:
    """A number of a config as people write it."""
    return f"{value:,.5g}" if abs(value) < 99_999 else f"{value:,.0f}"
