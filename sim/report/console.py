"""The summary that ``carecap run`` prints: what a manager wants to know, on one screen."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment import OptionResult
from sim.measures import Summary
from sim.measures.groupings import group_column
from sim.measures.registry import CLOCK_WORDS, WHOLE_RUN, within_name
from sim.report.design_rows import STEADY
from sim.report.figures import MISSING, Figures, from_to, margin, number, percent, share_margin, share_spread, spread
from sim.report.labels import duration, label_of, year_labels
from sim.report.layout import make_console, make_table, print_table
from sim.report.load import overloaded
from sim.scenario.establishment import establishment
from sim.scenario.register import evidence_register, weakest_grade
from sim.scenario.service import Comparator, Target
from sim.units import MINUTES_PER_DAY

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_MAIN_CLOCK = "contact_to_assessment"
_STREAMS_SHOWN = 6
"""Streams with a row of their own; smaller ones share a line."""


def print_summary(result: OptionResult, summary: Sequence[Summary], *, folder: Path, files: Sequence[str]) -> None:
    """Print waits, lists, load, targets, costs and comparators of a run to stdout."""
    console, figures = make_console(), Figures(summary)
    _print_title(console, result)
    print_table(console, waits_table(result, figures))
    for line in _further_waits(result, figures):
        console.print(line, soft_wrap=True)
    print_table(console, years_table(result, figures))
    print_table(console, people_table(result, figures))
    print_table(console, roles_table(result, figures))
    for line in _growing(result, figures):
        console.print(line, soft_wrap=True)
    print_table(console, targets_table(result, figures))
    print_table(console, comparators_table(result, figures))
    charts = ", ".join(name for name in files if name.endswith(".png")) or "none"
    console.print(
        f"\n{folder}: {len(files)} files, summary.csv with every figure and the charts {charts}.", soft_wrap=True
    )


def _print_title(console: "Console", result: OptionResult) -> None:
    service = result.service
    replications = len(result.replications)
    start, years = service.start_date, service.base.clock.years.value
    ranges = "± and ranges are 95 % intervals of the mean" if replications > 1 else "one replication, so no ranges"
    console.print(f"[bold]{service.base.title}[/bold]")
    console.print(
        f"{years:g} years from {start.day} {start:%B %Y}; {replications} replication{'s' if replications > 1 else ''},"
        f" seed {result.seed}, {duration(result.seconds)}; {ranges};"
        f" weakest evidence: {weakest_grade(evidence_register(service))}.",
        soft_wrap=True,
    )


def waits_table(result: OptionResult, figures: Figures) -> "Table":
    """Waits of everyone received in the run: by clock, and for the assessment by priority and stream."""
    targets = [target for target in result.service.base.target if target.clock == _MAIN_CLOCK]
    limits = [target.minutes for target in targets if target.working_days is None]
    limit = max(limits, default=28 * MINUTES_PER_DAY)
    table = make_table(
        "Days waited, all received in the run", "cases a year", "mean", "median", "90th",
        f"within {limit / MINUTES_PER_DAY:g}", "unfinished",
    )  # fmt: skip
    for clock, words in CLOCK_WORDS.items():
        _add_wait(table, result, figures, (words[0].upper() + words[1:], clock, limit), {})
        if clock == _MAIN_CLOCK:
            for label, where in _kinds(result, figures)[0]:
                _add_wait(table, result, figures, (f"  {label}", clock, limit), where)
    return table


Kind = tuple[str, dict[str, str]]


def _kinds(result: OptionResult, figures: Figures) -> tuple[list[Kind], list[Kind]]:
    """Kinds of people with a row (priorities, the largest streams), and the smaller streams."""
    service = result.service

    def cases(where: dict[str, str]) -> float:
        row = figures.get(f"{_MAIN_CLOCK}_cases", **where)
        return row.mean if row is not None else 0.0

    priorities = [(label_of(service, "priority", name), {"priority": name}) for name in service.priorities]
    streams = [(label_of(service, "stream", name), {"stream": name}) for name in service.streams]
    streams = sorted((kind for kind in streams if cases(kind[1]) > 0), key=lambda kind: -cases(kind[1]))
    shown = [kind for kind in priorities if cases(kind[1]) > 0] + streams[:_STREAMS_SHOWN]
    return shown, streams[_STREAMS_SHOWN:]


def _add_wait(
    table: "Table", result: OptionResult, figures: Figures, what: tuple[str, str, int], where: dict[str, str]
) -> None:
    label, clock, limit = what
    cases = figures.get(f"{clock}_cases", **where)
    if cases is None or cases.mean == 0:
        return
    table.add_row(
        label,
        number(cases.mean / result.service.base.clock.years.value, 0),
        margin(figures.get(f"{clock}_mean_days", **where)),
        margin(figures.get(f"{clock}_median_days", **where)),
        margin(figures.get(f"{clock}_p90_days", **where)),
        share_margin(figures.get(within_name(clock, limit), **where)),
        margin(figures.get(f"{clock}_unfinished", **where), 0),
    )


def _further_waits(result: OptionResult, figures: Figures) -> Iterator[str]:
    """Mean waits for an assessment of the smaller streams and of the teams, a line each."""
    service = result.service
    teams = [(label_of(service, "team", name), {"team": name}) for name in service.teams]
    groups = [
        (label_of(service, "group", name), {"stream": group_column(service, name)}) for name in service.base.group
    ]
    for title, kinds in (("Smaller streams", _kinds(result, figures)[1]), ("Groups", groups), ("Teams", teams)):
        rows = [(label, figures.get(f"{_MAIN_CLOCK}_mean_days", **where)) for label, where in kinds]
        words = ", ".join(f"{label} {margin(row, 0)}" for label, row in rows if row is not None)
        if words and len(kinds) > 1:
            yield f"{title}, mean days to a completed assessment: {words}."


_BY_YEAR = (
    ("received", "Cases received", 0),
    ("assessments_completed", "Assessments completed", 0),
    ("contact_to_assessment_mean_days", "Mean days, contact to assessment", 1),
    ("contact_to_assessment_unfinished", "  of them unfinished at the end, at their wait so far", 0),
    ("waiting_cases_end", "Waiting for a worker at year end", 0),
    ("open_cases_end", "Open with a worker at year end", 0),
    ("waiting_cases_growth_per_week", "Growth of the waiting list, cases a week", 2),
    ("staff_cost_gbp", "Cost of staff, GBP thousand", 0),
    ("cost_per_assessment_gbp", "Cost of an assessment, GBP", 0),
)


_PEOPLE_BY_YEAR = (
    ("prevention_share", "New people helped without an assessment", None),
    ("online_share", "New people who use an online step", None),
    ("repeat_contact_share", "Contacts that are repeats or calls to chase", None),
    ("withdrawn", "Cases that gave up waiting", 0),
    ("ended", "Cases ended by death or leaving support", 0),
    ("escalated", "Cases that became more urgent while waiting", 0),
    ("overflows", "Places asked for in vain", 0),
    ("clients_supported_end", "People in support at year end", 0),
    ("reviewed_within_12_months_share", "  of them reviewed within 12 months", None),
    ("reviews_overdue_end", "  reviews overdue at year end", 0),
)


def years_table(result: OptionResult, figures: Figures) -> "Table":
    """Flows, lists and costs, year by year."""
    return _by_year(result, figures, "Year by year", _BY_YEAR)


def people_table(result: OptionResult, figures: Figures) -> "Table":
    """What becomes of people beside being assessed, year by year."""
    return _by_year(result, figures, "People, year by year", _PEOPLE_BY_YEAR)


def _by_year(
    result: OptionResult, figures: Figures, title: str, measures: tuple[tuple[str, str, int | None], ...]
) -> "Table":
    """One row a measure, with so many digits; a share where none are given. Rows of noughts are left out."""
    years = year_labels(result.service)
    table = make_table(title, *years)
    for measure, label, digits in measures:
        rows = [figures.get(measure, period=year) for year in years]
        if any(row is not None and row.mean != 0 for row in rows):
            scale = 1000 if label.endswith("thousand") else 1
            cells = (share_margin(row) if digits is None else margin(row, digits, scale=scale) for row in rows)
            table.add_row(label, *cells)
    return table


def roles_table(result: OptionResult, figures: Figures) -> "Table":
    """Posts and FTE on the first and the last day, and utilisation by year, of each role."""
    service, years = result.service, year_labels(result.service)
    table = make_table("Utilisation by role", "posts", "FTE", *years)
    for name in service.roles:
        rows = [figures.get("utilisation", role=name, period=year) for year in years]
        has = establishment(service, name)
        if any(row is not None for row in rows):
            table.add_row(
                label_of(service, "role", name),
                from_to(has.posts),
                from_to(has.fte, 1),
                *(margin(row, 2) for row in rows),
            )
    return table


def targets_table(result: OptionResult, figures: Figures) -> "Table":
    """Targets of the scenario: held or missed, and in how many futures."""
    table = make_table("Targets, whole run", "wanted", "reached", "", "holds in")
    for target in result.service.base.target:
        reached = figures.get("target_share", activity=target.label)
        met = figures.get("target_met", activity=target.label)
        table.add_row(
            target.label,
            percent(target.share.value),
            share_spread(reached),
            _verdict(target, reached),
            f"{round(met.mean * met.n)} of {met.n} futures" if met is not None else MISSING,
        )
    return table


def _verdict(target: Target, reached: Summary | None) -> str:
    if reached is None:
        return "not judged"
    return "holds" if reached.mean >= target.share.value else "[bold]missed[/bold]"


def comparators_table(result: OptionResult, figures: Figures) -> "Table":
    """Figures of other councils beside ours."""
    first = year_labels(result.service)[0]
    table = make_table(
        "Beside published figures (nothing is fitted to them)", "published", f"here, {first}", "whole run"
    )
    for item in result.service.base.comparator:
        group = group_column(result.service, item.group) if item.group else ""
        rows = [figures.get(comparator_measure(item), stream=group, period=period) for period in (first, WHOLE_RUN)]
        is_share = item.statistic == "within_days"
        table.add_row(
            item.label,
            percent(item.published.value) if is_share else number(item.published.value),
            *(share_spread(row) if is_share else spread(row) for row in rows),
        )
    return table


def comparator_measure(item: Comparator) -> str:
    """The measure of ours that stands beside a published figure."""
    if item.statistic == "within_days":
        return within_name(item.clock, round((item.days or 0) * MINUTES_PER_DAY))
    return f"{item.clock}_{item.statistic}"


def _growing(result: OptionResult, figures: Figures) -> Iterator[str]:
    """Where load is above capacity there is no steady wait to give: the list grows."""
    by_role: dict[str, list[str]] = {}
    for role, year, load in overloaded(result.service):
        row = figures.get("waiting_cases_growth_per_week", role=role, period=year)
        grows = f"grows by {margin(row, 0)} cases a week" if row and row.mean > STEADY else "does not grow yet"
        by_role.setdefault(role, []).append(f"in {year} it {grows} (offered load {load:.2f})")
    for role, years in by_role.items():
        label = label_of(result.service, "role", role)
        yield f"[bold]More work than time[/bold], and so a list that grows, for {label}: {'; '.join(years)}."
