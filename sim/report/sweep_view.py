"""What ``carecap sweep`` prints: a row a point, a cross table of two settings, and what to be wary of."""

from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from sim.experiment.sweep import Point, Response
from sim.report.design_cells import change_text, cost_change_text, family_of, marked, posts_digits
from sim.report.design_notes import escaped, pairing_notes, partial_notes, precision_notes, unjudged_notes
from sim.report.design_rows import grows
from sim.report.experiment_manifest import weakest_of
from sim.report.figures import MISSING, number, percent, shown_in
from sim.report.labels import duration, period_text
from sim.report.layout import Column, fit, fitted_table, make_console
from sim.report.sweep_heat_map import axis_values, is_grid_of_two
from sim.report.sweep_words import (
    baseline_values,
    counted,
    factors_of,
    is_number,
    mark_of,
    marks_told,
    settings_text,
    shown,
    value_text,
)

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 180
"""Columns of the table at most, however wide the terminal."""

LONG = 60
"""Points up to which all have a row."""

NEAREST = 20
"""Points beside the frontier that have a row in a longer sweep."""

_FRONTIER, _BASELINE = "•", "No change"
_HEADING = 16
"""Characters of a heading before it is broken."""

_CHANGES = 2
"""Headlines whose difference has a column."""


def print_sweep(response: Response, *, folder: Path, files: Sequence[str]) -> None:
    """Print the points of a sweep to stdout, with what they stand on above and remarks below."""
    console = make_console()
    for line in _head(response):
        console.print(line, soft_wrap=True)
    rows = rows_of(response)
    _print_points(console, response, rows)
    _print_cross(console, response)
    console.print()
    for line in (*_growing(response), *_notes(response)):
        console.print(line, soft_wrap=True)
    if len(rows) < len(response.points):
        near = f"frontier and the {NEAREST} nearest to it in cost and {escaped(response.headlines[0].label)}"
        console.print(
            f"{len(response.points) - len(rows)} of {len(response.points)} points have no row here: shown are the"
            f" {near if response.frontier else f'first {NEAREST}'}. All are in {escaped(str(folder))}/points.csv.",
            soft_wrap=True,
        )
    charts = ", ".join(name for name in files if name.endswith(".png")) or "none"
    console.print(
        f"\n{escaped(str(folder))}: {len(files)} files, points.csv with every point and the charts {charts}.",
        soft_wrap=True,
    )


def _head(response: Response) -> Iterator[str]:
    experiment, n = response.experiment, len(response.numbers)
    service = experiment.baseline.service
    start, years = service.start_date, service.base.clock.years.value
    yield f"[bold]{escaped(experiment.title or experiment.name)}[/bold]"
    if experiment.question:
        yield escaped(experiment.question)
    yield escaped(f"No change: {service.base.title}.")
    sweep = experiment.sweep
    since = f", settings from {sweep.from_.day} {sweep.from_:%B %Y}" if sweep is not None and sweep.from_ else ""
    yield (
        f"{counted(len(response.points), 'point')} x {counted(n, 'replication')}, and no change"
        f" ({response.run} made now, {response.kept} kept from before), seed {response.seed},"
        f" engine {response.engine}, {duration(response.seconds)};"
        f" {years:g} years from {start.day} {start:%B %Y}{since}; figures of {period_text(experiment.period)};"
        f" weakest evidence: {weakest_of([row.design.service for row in (response.baseline, *response.points)])}."
    )
    if n == 1:
        yield "One replication, so no intervals: nothing here can be told from chance."
    else:
        yield (
            "± is the 95 % interval of a mean. Each point meets the same people and the same absences as no change,"
            " replication by replication; the intervals of differences hold together, 95 % for all"
            f" {family_of(response.points)} comparisons (Bonferroni)."
        )


def rows_of(response: Response) -> list[Point]:
    """The points that have a row: all of them, or those on the frontier and the nearest to it, in order."""
    if len(response.points) <= LONG:
        return list(response.points)
    away = _away_from_frontier(response)
    others = [place for place in range(len(response.points)) if place not in response.frontier]
    nearest = sorted(others, key=lambda place: (away[place], place))[:NEAREST]
    return [response.points[place] for place in sorted({*response.frontier, *nearest})]


def _away_from_frontier(response: Response) -> list[float]:
    """Distance of each point to the nearest on the frontier, cost and headline each measured by their range."""
    values = [(point.cost.mean, point.figures[0].mean) for point in response.points]
    known = [pair for pair in values if all(map(isfinite, pair))]
    ranges = [max(of) - min(of) or 1.0 for of in zip(*known, strict=True)] if known else [1.0, 1.0]

    def away(pair: tuple[float, float]) -> float:
        if not all(map(isfinite, pair)) or not response.frontier:
            return float("inf")
        ends = (values[place] for place in response.frontier)
        return min(sum(((a - b) / by) ** 2 for a, b, by in zip(pair, end, ranges, strict=True)) for end in ends)

    return [away(pair) for pair in values]


# --- The points


def _print_points(console: "Console", response: Response, rows: Sequence[Point]) -> None:
    width = min(console.width, WIDTH)
    columns, left = fit(point_columns(response, rows), width)
    console.print()
    console.print(fitted_table(columns, width=width, lines_before=(1,)), width=width)
    notes = [f"{_FRONTIER} no other point is both cheaper and better (by means)"] if response.frontier else []
    for note in (*notes, *marks_told(response)):
        console.print(escaped(note), soft_wrap=True)
    if left:
        names = ", ".join(column.name for column in left)
        console.print(f"Too narrow for: {escaped(names)}. They are in points.csv.", soft_wrap=True)


def point_columns(response: Response, rows: Sequence[Point]) -> list[Column]:
    """The columns of the table, the baseline in the first row.

    Where there is no room they go in this order: FTE, posts, the share of futures, changes of figures but the first,
    the cost (its change stays), the growth of the list, targets met, the change of cost, figures but the first, the
    change of the first.
    """
    every = (response.baseline, *rows)
    on_frontier = {response.points[place].design.name for place in response.frontier}
    first = ["", *(_FRONTIER if point.design.name in on_frontier else "" for point in rows)]

    def column(title: str, cells: Iterator[str], leaves: int) -> Column:
        return Column(title, tuple(cells), leaves=leaves, name=title.replace("\n", " "))

    columns = [
        Column("", (_BASELINE, *first[1:]), least=len(_BASELINE)),
        *_setting_columns(response, rows),
        *_figure_columns(response, every),
        column("targets\nmet", (_met(response, row) for row in every), 7),
        column("met in\nfutures", (percent(row.met_share.mean) for row in every), 3),
        column("posts", (number(row.posts.mean, posts_digits(every)) for row in every), 2),
        column("FTE", (number(row.fte.mean, 1) for row in every), 1),
        column("cost a year,\nGBP thousand", (number(row.cost.mean / 1000, 0) for row in every), 5),
        column("its change", (cost_change_text(row) for row in every), 8),
        *_change_columns(response, every),
        column("list grows by\na week", (number(row.growth.mean) if grows(row) else "" for row in every), 6),
    ]
    return [each for each in columns if not each.leaves or not set(each.cells) <= {MISSING, "", "0 of 0"}]


def _setting_columns(response: Response, rows: Sequence[Point]) -> Iterator[Column]:
    for place, (factor, present) in enumerate(zip(factors_of(response), baseline_values(response), strict=True)):
        values = [present, *(row.settings[place][1] for row in rows)]
        texts = tuple(MISSING if value is None else escaped(value_text(value)) for value in values)
        words = not all(value is None or is_number(value) for value in values)
        title = _heading(factor.label or factor.name)
        yield Column(title, texts, least=max(map(len, texts)) if words else 0)


def _figure_columns(response: Response, every: Sequence[Point]) -> Iterator[Column]:
    for place, headline in enumerate(response.headlines):
        how = shown(response, place)
        n = len(response.numbers)
        cells = tuple(marked(how.margin(row.figures[place]), row.figures[place].n, n) for row in every)
        title = f"{_heading(headline.label)},\n{how.unit}"
        yield Column(title, cells, leaves=9 if place else 0, name=headline.label)


def _change_columns(response: Response, every: Sequence[Point]) -> Iterator[Column]:
    for place, headline in enumerate(response.headlines[:_CHANGES]):
        found = [row.differences[place] for row in every if row.differences]
        how = shown_in(headline.unit, [paired.mean for paired in found], difference=True)
        cells = tuple(change_text(row, place, how, replications=len(response.numbers)) for row in every)
        title = f"{_heading('change: ' + headline.label, 22)},\n{how.unit}"
        yield Column(title, cells, leaves=4 if place else 10, name=f"change of {headline.label}")


def _met(response: Response, row: Point) -> str:
    return f"{row.targets_met} of {row.of}{mark_of(response, row):>2}" if row.of else MISSING


def _heading(text: str, width: int = _HEADING) -> str:
    return "\n".join(escaped(line) for line in wrap(text, width))


# --- Two settings


def _print_cross(console: "Console", response: Response) -> None:
    """The first headline by two settings; left out where it is wider than the terminal."""
    if not is_grid_of_two(response):
        return
    columns, width = cross_columns(response), min(console.width, WIDTH)
    if sum(column.width + 1 for column in columns) > width:
        return
    rows, across = factors_of(response)
    headline = response.headlines[0]
    console.print()
    console.print(
        escaped(
            f"{headline.label}, {shown(response, 0).unit}: {rows.label or rows.name} (down) by"
            f" {across.label or across.name} (across)"
        ),
        soft_wrap=True,
    )
    console.print(fitted_table(columns, width=width))


def cross_columns(response: Response) -> list[Column]:
    """The first headline at each point: a row a value of the first setting, a column a value of the second."""
    how = shown(response, 0)
    at = {tuple(value for _, value in point.settings): point for point in response.points}

    def cell(point: Point | None) -> str:
        return MISSING if point is None else f"{how.value(point.figures[0].mean)}{mark_of(response, point):<2}"

    down, across = axis_values(response, 0), axis_values(response, 1)
    return [
        Column("", tuple(escaped(value_text(value)) for value in down)),
        *(
            Column(f"{escaped(value_text(value))}  ", tuple(cell(at.get((row, value))) for row in down))
            for value in across
        ),
    ]


# --- Remarks


def _growing(response: Response) -> Iterator[str]:
    growing = [point for point in (response.baseline, *response.points) if grows(point)]
    if growing:
        low, high = (pick(point.growth.mean for point in growing) for pick in (min, max))
        rates = number(low) if number(low) == number(high) else f"{number(low)} to {number(high)}"
        yield (
            f"Where the list grows ({len(growing)} of {len(response.points) + 1} rows, by {rates} cases a week), a mean"
            " wait is that of a queue that never settles: it depends on how long one looks."
        )


def _notes(response: Response) -> Iterator[str]:
    """What is not known of all points, what pairing was worth, and whether the replications were enough."""
    every = (response.baseline, *response.points)

    def named(point: Point) -> str:
        return settings_text(point) or _BASELINE

    def shown_of(point: Point) -> dict[str, int]:
        labels = [headline.label for headline in response.headlines]
        changes = zip(labels[:_CHANGES], point.differences, strict=False)
        return {
            **{label: figure.n for label, figure in zip(labels, point.figures, strict=True)},
            **{f"change of {label}": paired.n for label, paired in changes},
        }

    yield from partial_notes(every, shown_of, len(response.numbers), name=named)
    yield from unjudged_notes(every, called="row", name=named)
    yield from pairing_notes(response.points, len(response.numbers), called="point", name=settings_text)
    names = {point.design.name: named(point) for point in every}
    yield from precision_notes(response.precision, names, each="at every point")
