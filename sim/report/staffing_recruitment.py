"""A recruitment plan: which posts start or end at which date, when to advertise them, and what they cost."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.experiment.staffing import Answer, Solved, StaffingResult
from sim.experiment.staffing.phases import advertised
from sim.report.design_notes import escaped
from sim.report.design_rows import Row
from sim.report.figures import number, signed
from sim.report.layout import make_table
from sim.report.staffing_sure import so_many_posts, than_today

if TYPE_CHECKING:
    from rich.table import Table


def day_in_words(day: dt.date) -> str:
    """Such as "1 April 2015"."""
    return f"{day.day} {day:%B %Y}"


def recruitment_rows(found: StaffingResult) -> list[Row]:
    """A row for each date, group and team where posts start or end: how many, and when to advertise them."""
    return [row for each in found.solved for row in changes_of(found, each)]


def changes_of(found: StaffingResult, each: Solved) -> list[Row]:
    """The rows of one demand scenario, as of :func:`recruitment_rows`; none if all posts start at once."""
    staffing, layout = found.experiment.staffing, each.setup.layout
    assert staffing is not None
    schedule = layout.schedule(each.answer.plan)
    if len(schedule) == 1:
        return []
    before = {(team, item.role): now for item in layout.entries for team, now in zip(item.teams, item.now, strict=True)}
    rows: list[Row] = []
    for date, posts in schedule:
        assert date is not None, "with several dates none is the first day of the run"
        advertise = "" if staffing.weeks_to_fill is None else advertised(date, staffing.weeks_to_fill).isoformat()
        for item in layout.entries:
            for team in item.teams:
                then, had = posts[team, item.role], before[team, item.role]
                if then == had:
                    continue
                rows.append(
                    {
                        "scenario": each.setup.design.scenario,
                        "date": date.isoformat(),
                        "advertise_by": advertise if then > had else "",
                        "group": item.name,
                        "label": item.label,
                        "role": item.role,
                        "team": team,
                        "posts_more": then - had,
                        "posts_then": then,
                        "gbp_per_year_more": (then - had) * each.setup.pay[item.name],
                    }
                )
        before = posts
    return rows


def recruitment_sentence(solved: Solved) -> str:
    """How many posts there are to be at last, how many more from each date on, and what that costs."""
    setup, plan = solved.setup, solved.answer.plan
    layout = setup.layout
    columns = [layout.totals(layout.at(plan, phase)) for phase in range(len(layout.dates))]
    totals = [sum(setup.posts_now), *map(sum, columns)]
    days = [day_in_words(date) for date in layout.dates if date is not None]
    steps = [
        f"{signed(then - had, 0)} on {day}"
        for day, (had, then) in zip(days, pairwise(totals), strict=True)
        if then != had
    ]
    than = than_today(totals[-1] - totals[0])
    at_last = sum(posts * setup.pay[item.name] for item, posts in zip(layout.entries, columns[-1], strict=True))
    average, answer = solved.answer.cost, solved.answer
    assert isinstance(answer, Answer), "within a budget posts start together"
    said = so_many_posts(answer, totals[-1])
    return (
        f"{said} from {days[-1]} on, {than}{': ' if steps else ''}{', '.join(steps)}."
        f" Their pay is then GBP {number(at_last, 0)} a year, {signed(at_last - setup.cost_now, 0)}; from {days[0]} to"
        f" the end of the run it is GBP {number(average, 0)} in an average year, {signed(average - setup.cost_now, 0)}."
    )


def recruitment_table(changes: Sequence[Row]) -> "Table":
    """Posts that start or end, date by date, with what they cost more a year; each date ends with its sums."""
    has_advertised = any(row["advertise_by"] for row in changes)
    table = make_table(
        "from", *(["advertise by"] if has_advertised else []), "posts", "more", "pay more, GBP a year", "in"
    )
    table.columns[-1].justify = "left"
    table.columns[-1].no_wrap = False
    for date in dict.fromkeys(row["date"] for row in changes):
        of_date = [row for row in changes if row["date"] == date]
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in of_date:
            groups.setdefault((row["advertise_by"], row["label"]), []).append(row)
        shown = day_in_words(dt.date.fromisoformat(date))
        for (advertise, label), rows in groups.items():
            where = ", ".join(f"{row['team']} {signed(row['posts_more'], 0)}" for row in rows)
            day = day_in_words(dt.date.fromisoformat(advertise)) if advertise else ""
            table.add_row(shown, *([day] if has_advertised else []), escaped(label), *_sums(rows), escaped(where))
            shown = ""
        table.add_row("", *([""] if has_advertised else []), "together", *_sums(of_date), "", end_section=True)
    return table


def _sums(rows: Sequence[Row]) -> tuple[str, str]:
    """Posts more, and what they cost more a year."""
    return signed(sum(row["posts_more"] for row in rows), 0), signed(sum(row["gbp_per_year_more"] for row in rows), 0)
