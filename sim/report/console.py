"""The summary that ``carecap run`` prints: what a manager wants to know, on one screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment import OptionResult
from sim.measures import Summary
from sim.measures.registry import CLOCK_WORDS, within_name
from sim.report.figures import MISSING, Figures, number, percent, plain, share, share_spread, spread
from sim.report.labels import label_of, year_labels
from sim.scenario.register import evidence_register, weakest_grade
from sim.scenario.service import Comparator, Target
from sim.units import MINUTES_PER_DAY

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH = 110
"""Columns where the output is not a terminal."""

_MAIN_CLOCK = "contact_to_assessment"
_CROWDED = 0.005
"""A list that grows by less than this many cases a week is called steady."""


def print_summary(result: OptionResult, summary: Sequence[Summary], *, folder: Path, files: Sequence[str]) -> None:
    """Print waits, lists, load, targets, costs and comparators of a run to stdout."""
    console, figures = make_console(), Figures(summary)
    _print_title(console, result)
    for table in (
        _waits_by_clock(figures),
        _waits_by_kind(result, figures),
        _years(result, figures),
        _roles(result, figures),
        _targets(result, figures),
        _comparators(result, figures),
    ):
        if table is not None and table.row_count:
            console.print(table)
    for line in _growing(result, figures):
        console.print(line)
    charts = [name for name in files if name.endswith(".png")]
    console.print(
        f"Written to {folder}: {len(files)} files, with charts {', '.join(charts) or 'none'}.", soft_wrap=True
    )


def make_console() -> "Console":
    """A console on stdout that never breaks a table when it is piped."""
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(width=WIDTH, highlight=False)


def make_table(title: str, *columns: str) -> "Table":
    """A table with its title at the left; all columns but the first are numbers."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 else "right", no_wrap=place > 0)
    return table


def _print_title(console: "Console", result: OptionResult) -> None:
    service = result.service
    replications = len(result.replications)
    start, years = service.start_date, service.base.clock.years.value
    ranges = "ranges are 95 % intervals of the mean" if replications > 1 else "one future, so no ranges"
    console.print(f"[bold]{service.base.title}[/bold]")
    console.print(
        f"{years:g} years from {start.day} {start:%B %Y}; {replications} replication{'s' if replications > 1 else ''},"
        f" seed {result.seed}, in {_duration(result.seconds)}; {ranges};"
        f" weakest evidence: {weakest_grade(evidence_register(service))}."
    )


def _waits_by_clock(figures: Figures) -> "Table":
    table = make_table("Waits in days, everyone received in the run", "", "mean", "median", "90th", "unfinished")
    for clock, words in CLOCK_WORDS.items():
        if figures.get(f"{clock}_mean_days") is not None:
            table.add_row(
                words[0].upper() + words[1:],
                spread(figures.get(f"{clock}_mean_days")),
                plain(figures.get(f"{clock}_median_days")),
                plain(figures.get(f"{clock}_p90_days")),
                plain(figures.get(f"{clock}_unfinished"), 0),
            )
    return table


def _waits_by_kind(result: OptionResult, figures: Figures) -> "Table":
    service = result.service
    limits = [target.minutes for target in service.base.target if target.clock == _MAIN_CLOCK]
    limit = max(limits, default=28 * MINUTES_PER_DAY)
    within = within_name(_MAIN_CLOCK, limit)
    shown = figures.get(within) is not None
    table = make_table(
        "Contact to completed assessment, days", "", "cases a year", "mean", "median", "90th",
        *([f"within {limit / MINUTES_PER_DAY:g}"] if shown else []), "unfinished",
    )  # fmt: skip
    cells = [(label_of(service, "priority", name), {"priority": name}) for name in service.priorities]
    cells += [(label_of(service, "stream", name), {"stream": name}) for name in service.streams]
    years = len(year_labels(service))
    for label, where in cells:
        cases = figures.get(f"{_MAIN_CLOCK}_cases", **where)
        if cases is None or cases.mean == 0:
            continue
        table.add_row(
            label,
            number(cases.mean / years, 0),
            spread(figures.get(f"{_MAIN_CLOCK}_mean_days", **where)),
            plain(figures.get(f"{_MAIN_CLOCK}_median_days", **where)),
            plain(figures.get(f"{_MAIN_CLOCK}_p90_days", **where)),
            *([share(figures.get(within, **where))] if shown else []),
            plain(figures.get(f"{_MAIN_CLOCK}_unfinished", **where), 0),
        )
    return table


_BY_YEAR = (
    ("received", "Cases received", 0),
    ("assessments_completed", "Assessments completed", 0),
    ("contact_to_assessment_mean_days", "Mean days, contact to assessment", 1),
    ("waiting_cases_end", "Waiting for a worker at year end", 0),
    ("open_cases_end", "Open with a worker at year end", 0),
    ("waiting_cases_growth_per_week", "Growth of the waiting list, cases a week", 2),
    ("staff_cost_gbp", "Cost of staff, GBP thousand", 0),
    ("cost_per_assessment_gbp", "Cost of an assessment, GBP", 0),
)


def _years(result: OptionResult, figures: Figures) -> "Table":
    years = year_labels(result.service)
    table = make_table("Year by year", "", *years)
    for measure, label, digits in _BY_YEAR:
        rows = [figures.get(measure, period=year) for year in years]
        if any(row is not None for row in rows):
            scale = 1000 if label.endswith("thousand") else 1
            table.add_row(label, *(number(row.mean / scale, digits) if row else MISSING for row in rows))
    return table


def _roles(result: OptionResult, figures: Figures) -> "Table":
    service, years = result.service, year_labels(result.service)
    table = make_table("Utilisation (share of casework time used)", "", "posts", "FTE", *years)
    for name in service.roles:
        rows = [figures.get("utilisation", role=name, period=year) for year in years]
        if any(row is not None for row in rows):
            table.add_row(
                label_of(service, "role", name),
                plain(figures.get("posts_funded", role=name)),
                plain(figures.get("fte_funded", role=name)),
                *(plain(row, 2) for row in rows),
            )
    return table


def _targets(result: OptionResult, figures: Figures) -> "Table":
    table = make_table("Targets, whole run", "", "wanted", "reached", "", "holds in")
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


def _comparators(result: OptionResult, figures: Figures) -> "Table":
    table = make_table("Beside published figures (nothing is fitted to them)", "", "published", "here")
    for item in result.service.base.comparator:
        row = figures.get(comparator_measure(item), stream=item.group or "")
        is_share = item.statistic == "within_days"
        table.add_row(
            item.label,
            percent(item.published.value) if is_share else number(item.published.value),
            share_spread(row) if is_share else spread(row),
        )
    return table


def comparator_measure(item: Comparator) -> str:
    """The measure of ours that stands beside a published figure."""
    if item.statistic == "within_days":
        return within_name(item.clock, round((item.days or 0) * MINUTES_PER_DAY))
    return f"{item.clock}_{item.statistic}"


def _growing(result: OptionResult, figures: Figures) -> list[str]:
    """Where load is above capacity there is no steady wait to give: the list grows."""
    from sim.report.load import overloaded

    lines = []
    for role, year, load in overloaded(result.service):
        label = label_of(result.service, "role", role)
        row = figures.get("waiting_cases_growth_per_week", role=role, period=year)
        grows = ""
        if row is not None and row.mean > _CROWDED:
            grows = f" The list that asks for this role first grows by {spread(row)} cases a week."
        lines.append(f"{label}, {year}: offered load {load:.2f} is above capacity.{grows}")
    return lines


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} minutes"
