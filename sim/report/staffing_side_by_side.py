"""The answers of a staffing search under several demand scenarios, set side by side."""

from typing import TYPE_CHECKING

from sim.experiment.staffing import Bought, Solved, StaffingResult
from sim.report.design_notes import escaped
from sim.report.design_rows import Row
from sim.report.figures import number
from sim.report.layout import make_table

if TYPE_CHECKING:
    from rich.table import Table


def side_by_side_rows(found: StaffingResult) -> list[Row]:
    """A row for each demand scenario and group of posts; none where there is one scenario only."""
    if len(found.solved) == 1:
        return []
    return [row for each in found.solved for row in _rows(each)]


def _rows(each: Solved) -> list[Row]:
    setup = each.setup
    fte = setup.fte(each.answer.plan)
    return [
        {
            "scenario": setup.design.scenario,
            "group": item.name,
            "label": item.label,
            "role": item.role,
            "posts_now": sum(item.now),
            "posts_needed": needed,
            "posts_more": needed - sum(item.now),
            "fte_needed": sum(fte[team, item.role] for team in item.teams),
            "gbp_per_year": needed * setup.pay[item.name],
            "certified": int(_certified(each)),
            "out_of_reach": len(each.answer.out_of_reach),
        }
        for item, needed in zip(setup.layout.entries, _needed(each), strict=True)
    ]


def _needed(each: Solved) -> tuple[int, ...]:
    """Posts of each lever and of each entry that follows, from the last of the dates on."""
    return each.setup.layout.totals(each.setup.layout.at(each.answer.plan))


def _certified(each: Solved) -> bool:
    """Whether all promises are surely kept on fresh futures."""
    answer = each.answer
    return answer.slippage.verdict == "kept" if isinstance(answer, Bought) else answer.certificate.met


def _how_sure(each: Solved) -> str:
    aside = len(each.answer.out_of_reach)
    return f"{'certified' if _certified(each) else 'not certified'}{f', but {aside} out of reach' if aside else ''}"


def side_by_side_table(found: StaffingResult) -> "Table":
    """Posts of each role today and under each demand scenario, what they are together, and how sure that is."""
    solved, first = found.solved, found.solved[0].setup
    names = [each.setup.design.scenario_label or each.setup.design.scenario for each in solved]
    table = make_table("side by side: posts", "today", *map(escaped, names))
    for column in table.columns[2:]:
        column.no_wrap = False
    needed = [_needed(each) for each in solved]
    for item, *posts in zip(first.layout.entries, *needed, strict=True):
        table.add_row(escaped(item.label), str(sum(item.now)), *map(str, posts))
    table.add_section()
    fte = (sum(each.setup.fte(each.answer.plan).values()) for each in solved)
    table.add_row("all of them", str(sum(first.posts_now)), *(str(sum(posts)) for posts in needed))
    table.add_row("FTE", number(sum(first.fte().values())), *map(number, fte))
    table.add_row("GBP a year", number(first.cost_now, 0), *(number(each.answer.cost, 0) for each in solved))
    table.add_row("all promises kept", "", *map(_how_sure, solved))
    return table
