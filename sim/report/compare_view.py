"""What ``carecap compare`` prints: one table a board can read, what it stands on, and what to be wary of."""

from collections.abc import Iterator, Sequence
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.best import Best
from sim.experiment.compare import Comparison
from sim.experiment.design_row import OptionRow
from sim.experiment.headline import Headline
from sim.experiment.verdict import clear
from sim.report.compare_results import scenarios_of
from sim.report.design_cells import (
    change_text,
    cost_change_text,
    family_of,
    marked,
    posts_digits,
    reading_place,
)
from sim.report.design_notes import (
    escaped,
    fine,
    listed,
    pairing_notes,
    partial_notes,
    precision_notes,
    replications_told,
    unjudged_notes,
)
from sim.report.design_rows import grows
from sim.report.experiment_manifest import weakest_of
from sim.report.figures import MISSING, margin, number, percent, shown_in, signed
from sim.report.labels import duration, limit_in_words, lowered, period_text
from sim.report.layout import Column, fit, fitted_table, make_console

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 170
"""Columns of the table at most, however wide the terminal: it is read on a page."""

_OPTION, _VERDICT = 22, 20
"""Least widths of the columns of words."""

_NAMED = 6
"""How many options a line names before it only counts them."""


def print_comparison(comparison: Comparison, *, best: bool, folder: Path, files: Sequence[str]) -> None:
    """Print the table of each demand scenario to stdout, with what it stands on above and remarks below."""
    console = make_console()
    for line in _head(comparison):
        console.print(line, soft_wrap=True, markup=True)
    for scenario in scenarios_of(comparison):
        _print_scenario(console, comparison, scenario, best=best)
    for place, line in enumerate(_notes(comparison)):
        console.print(line if place else f"\n{line}", soft_wrap=True)
    charts = ", ".join(name for name in files if name.endswith(".png")) or "none"
    table = next((name for name in files if name.startswith("options.csv")), "options.csv")
    console.print(
        f"\n{folder}: {len(files)} files. {table} has all of the table, each option's owner, mechanism and costs;"
        f" charts {charts}.",
        soft_wrap=True,
    )


def rows_of(comparison: Comparison, scenario: str) -> list[OptionRow]:
    """The designs of a demand scenario as a board reads them."""
    better = comparison.headlines[0].better

    def place(row: OptionRow) -> tuple[int, float]:
        return reading_place(row.verdict.kind, row.differences[0].mean if row.differences else nan, better)

    return sorted((row for row in comparison.rows if row.design.scenario == scenario), key=place)


def _head(comparison: Comparison) -> Iterator[str]:
    experiment, n = comparison.experiment, len(comparison.numbers)
    service = experiment.baseline.service
    start, years = service.start_date, service.base.clock.years.value
    options = sum(bool(row.design.against) for row in comparison.rows)
    yield f"[bold]{escaped(experiment.title)}[/bold]"
    if experiment.question:
        yield escaped(experiment.question)
    period = period_text(experiment.period)
    yield escaped(f"No change: {service.base.title}.")
    yield (
        f"Figures of {period}; {years:g} years from {start.day} {start:%B %Y}; {n} replication{'s' if n > 1 else ''} of"
        f" each of {len(comparison.rows)} designs ({comparison.run} made now, {comparison.kept} kept from before), seed"
        f" {comparison.seed}, engine {comparison.engine}, {duration(comparison.seconds)};"
        f" weakest evidence: {weakest_of([row.design.service for row in comparison.rows])}."
    )
    if n == 1:
        yield "One replication, so no intervals: nothing here can be told from chance."
    elif options:
        yield (
            "Each option meets the same people and the same absences as its baseline, replication by replication. ± is"
            " the 95 % interval of a mean. The intervals of differences hold together, 95 % for all"
            f" {family_of(comparison.rows)} comparisons (Bonferroni). Met in futures: in how many of them a target"
            " holds, on average over targets."
        )


def _print_scenario(console: "Console", comparison: Comparison, scenario: str, *, best: bool) -> None:
    rows = rows_of(comparison, scenario)
    columns = comparison_columns(comparison, rows)
    width = min(console.width, WIDTH)
    shown, left = fit(columns, width)
    kinds = [row.verdict.kind for row in rows]
    breaks = [place for place in range(1, len(rows)) if kinds[place] != kinds[place - 1]]
    console.print()
    if scenario:
        console.print(f"[bold]{escaped(scenario_label(comparison, scenario))}[/bold]")
    console.print(fitted_table(shown, width=width, lines_before=breaks), width=width)
    if left:
        names = ", ".join(column.name for column in left)
        console.print(f"Too narrow for: {names}. They are in options.csv.", soft_wrap=True)
    for line in (
        *_growing(rows),
        *_partial(comparison, rows),
        *unjudged_notes(rows, called="design", name=lambda row: row.design.label),
        *_further(comparison, rows),
        *_best(comparison, scenario, asked=best),
    ):
        console.print(line, soft_wrap=True)


def scenario_label(comparison: Comparison, scenario: str) -> str:
    """A demand scenario in words for people."""
    return next(d.scenario_label for d in comparison.experiment.designs if d.scenario == scenario)


def _named(row: OptionRow) -> str:
    """A design's label, and its demand scenario if there are any."""
    under = f" ({row.design.scenario})" if row.design.scenario else ""
    return f"{row.design.label}{under}"


def comparison_columns(comparison: Comparison, rows: Sequence[OptionRow]) -> list[Column]:
    """The columns of the table; those that leave first where there is no room are the easiest to do without.

    They go in this order: posts, FTE, the share of futures, the cost (its difference stays), the share over the limit,
    targets met, the difference of cost, the mean wait.
    """
    headline, replications = comparison.headlines[0], len(comparison.numbers)
    differs = shown_in(headline.unit, _ends(rows), difference=True)

    def column(title: str, cells: Iterator[str], leaves: int, name: str) -> Column:
        return Column(title, tuple(cells), leaves=leaves, name=name)

    columns = [
        Column("Option", tuple(escaped(row.design.label) for row in rows), least=_OPTION),
        column("Mean wait\ndays", _waits(rows, replications), 8, "mean wait"),
        column(f"Over\n{_limit(rows)}", (percent(row.over.mean) for row in rows), 5, "share over the limit"),
        *_headline_column(comparison, rows),
        column("Targets\nmet", (f"{row.targets_met} of {row.of}" for row in rows), 6, "targets met"),
        column("met in\nfutures", (percent(row.met_share.mean) for row in rows), 3, "share of futures"),
        column("Posts", (number(row.posts.mean, posts_digits(rows)) for row in rows), 1, "posts"),
        column("FTE", (number(row.fte.mean, 1) for row in rows), 2, "FTE"),
        column("Cost a year\nGBP '000", (number(row.cost.mean / 1000, 0) for row in rows), 4, "cost a year"),
        column("Change\nGBP '000", (cost_change_text(row) for row in rows), 7, "change of cost"),
        column(
            f"Change of {_short(headline.label)}\n{differs.unit}",
            (change_text(row, 0, differs, replications=replications) for row in rows),
            0,
            "",
        ),
        Column("Verdict", tuple(_verdict(comparison, row) for row in rows), least=_VERDICT),
    ]
    empty = {MISSING, "0 of 0"}
    return [each for each in columns if each.least or not set(each.cells) <= empty]


def _verdict(comparison: Comparison, row: OptionRow) -> str:
    """The verdict, as short as it can be said: the first figure that decides it; all of them where they disagree."""
    text = row.verdict.text
    for headline in comparison.headlines:
        label = headline.label
        short = label.rsplit(": ", 1)[-1].removesuffix(f", {comparison.experiment.period}")
        text = text.replace(f"{label[:1].lower()}{label[1:]}", short)
    return escaped(text.split(";")[0] if row.verdict.kind in ("better", "worse") else text)


def _headline_column(comparison: Comparison, rows: Sequence[OptionRow]) -> list[Column]:
    """The first figure itself, where it is not the mean wait that has its column anyway."""
    headline = comparison.headlines[0]
    if (headline.cell[0], headline.cell[6]) == (rows[0].wait.measure, rows[0].wait.period) and not any(
        headline.cell[1:6]
    ):
        return []
    shown = shown_in(headline.unit, [row.figures[0].mean for row in rows])
    n = len(comparison.numbers)
    cells = tuple(marked(shown.margin(row.figures[0]), row.figures[0].n, n) for row in rows)
    return [Column(f"{_short(headline.label)}\n{shown.unit}", cells, leaves=9, name=headline.label)]


def _ends(rows: Sequence[OptionRow]) -> list[float]:
    return [row.differences[0].mean for row in rows if row.differences]


_GROWS = "*"


def _waits(rows: Sequence[OptionRow], replications: int) -> Iterator[str]:
    """Mean waits with their marks, which stand under one another."""
    marks = [marked(_GROWS if grows(row) else "", row.wait.n, replications) for row in rows]
    width = max(1, *map(len, marks))
    for row, mark in zip(rows, marks, strict=True):
        text = margin(row.wait)
        yield text if text == MISSING else f"{text}{mark:<{width}}"


def _limit(rows: Sequence[OptionRow]) -> str:
    return limit_in_words(rows[0].over.measure) or "limit"


def _short(label: str) -> str:
    """A figure's label for the head of a column: what follows a colon in it, at most some words."""
    words = label.rsplit(": ", 1)[-1]
    return words if len(words) <= 24 else f"{words[:23].rsplit(' ', 1)[0]} …"


def _growing(rows: Sequence[OptionRow]) -> Iterator[str]:
    """Where the list grows there is no steady wait: how fast it grows says more."""
    growing = [row for row in rows if grows(row)]
    if not growing:
        return
    low, high = (pick(growing, key=lambda row: row.growth.mean) for pick in (min, max))
    if len(growing) <= _NAMED:
        by = (f"by about {number(row.growth.mean)} cases a week ({escaped(row.design.label)})" for row in growing)
        told = ", ".join(by)
    else:
        told = (
            f"in {len(growing)} of {len(rows)} designs, by about {number(low.growth.mean)}"
            f" ({escaped(low.design.label)}) to {number(high.growth.mean)} cases a week"
            f" ({escaped(high.design.label)})"
        )
    yield (
        f"{_GROWS} In {low.growth.period} the list grows {told}: the mean wait is that of the period, not one it"
        " settles at."
    )


def _further(comparison: Comparison, rows: Sequence[OptionRow]) -> Iterator[str]:
    """The largest changes of the figures that have no column, one line a figure."""
    if len(comparison.numbers) < 2:
        return
    for place, headline in enumerate(comparison.headlines[1:], start=1):
        options = [row for row in rows if row.differences]
        told = [row for row in options if isfinite(row.differences[place].low_all)]
        unknown = [escaped(row.design.label) for row in options if row not in told]
        if not options:
            continue
        if not told:
            yield f"{escaped(headline.label)}: changes are not known."
            continue
        but = f"; not known: {listed(unknown)}" if unknown else ""
        yield f"{escaped(headline.label)}: {_clear_changes(headline, told, place)}{but}."


def _clear_changes(headline: Headline, rows: Sequence[OptionRow], place: int) -> str:
    """The largest clear changes of a figure, of designs that have an interval of it."""
    shown = shown_in(headline.unit, [row.differences[place].mean for row in rows], difference=True)
    sign = headline.better or 1
    found = [row for row in rows if clear(row.differences[place])]
    found.sort(key=lambda row: -sign * row.differences[place].mean)
    named = found if len(found) <= _NAMED else [*found[: _NAMED // 2], *found[-_NAMED // 2 :]]
    changes = "; ".join(
        f"{escaped(row.design.label)} {signed(row.differences[place].mean / shown.scale, shown.digits)}"
        for row in named
    )
    most = " (the extremes)" if len(named) < len(found) else ""
    return f"clear changes, {shown.unit}{most}: {changes}" if found else "no clear change"


def _partial(comparison: Comparison, rows: Sequence[OptionRow]) -> Iterator[str]:
    """Where a figure of the table exists in some of the replications only."""
    has_column = bool(_headline_column(comparison, rows))
    label = lowered(comparison.headlines[0].label)

    def shown(row: OptionRow) -> dict[str, int]:
        figure = {label: row.figures[0].n} if has_column else {}
        change = {f"change of {label}": row.differences[0].n} if row.differences else {}
        return {"mean wait": row.wait.n, **figure, **change}

    yield from partial_notes(rows, shown, len(comparison.numbers), name=lambda row: row.design.label)


def _best(comparison: Comparison, scenario: str, *, asked: bool) -> Iterator[str]:
    if not asked:
        return
    labels = {row.design.name: escaped(row.design.label) for row in comparison.rows}
    headline = comparison.headlines[0]
    found = [best for best in comparison.best if best.scenario == scenario]
    if not found:
        yield "Which could be best: not known (one replication, one design, or a figure that has no better)."
    for best in found:
        could = [labels[item.design] for item in best.contenders if item.could_be_best]
        yield (
            f"Could be best in {escaped(lowered(headline.label))} (95 % for all together, {best.method}):"
            f" {'; '.join(could)}. Best on average: {labels[best.contenders[best.best].design]}."
        )
        yield from _enough(best, headline.unit)


def _enough(best: Best, unit: str) -> Iterator[str]:
    if best.worth is None or best.replications_needed is None:
        return
    shown = shown_in(unit, [best.worth], difference=True)
    worth = f"{fine(shown.value(best.worth), best.worth / shown.scale)} {shown.unit}"
    if best.reached:
        yield f"{best.replications} replications are enough to tell a best that is better by {worth}."
    else:
        yield (
            f"To tell a best that is better by {worth} takes {replications_told(best.replications_needed)}; there are"
            f" {best.replications}."
        )


def _notes(comparison: Comparison) -> Iterator[str]:
    """What pairing was worth, and whether the replications were enough."""
    yield from pairing_notes(comparison.rows, len(comparison.numbers), called="option", name=_named)
    names = {row.design.name: _named(row) for row in comparison.rows}
    yield from precision_notes(comparison.precision, names, each="in every design")
