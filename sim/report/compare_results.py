"""The results folder of a comparison: options, differences, targets, and every figure they come from."""

from collections.abc import Callable, Iterator, Sequence
from math import nan
from pathlib import Path
from typing import Any

from sim.experiment.best import Best
from sim.experiment.compare import Comparison
from sim.experiment.design_row import OptionRow
from sim.experiment.figure_table import Cell, FigureTable
from sim.experiment.pairing import Paired
from sim.experiment.running import Running, in_order
from sim.measures import Summary
from sim.measures.registry import WHOLE_RUN
from sim.measures.summary import summaries
from sim.report.design_rows import (
    WHERE,
    Row,
    cost_columns,
    difference_columns,
    figure_entry,
    growth_columns,
    precision_entry,
    replication_columns,
    summary_columns,
    target_columns,
    target_rows,
    three,
)
from sim.report.drawing import is_month
from sim.report.experiment_manifest import ExperimentRun, experiment_manifest, grades_of_changes
from sim.report.folder import write_results_folder
from sim.report.tables import Columns, columns_of_records
from sim.scenario.option_sheet import OptionSheet

_MONTHLY = ("waiting_cases_end", "open_cases_end")
_BY_REPLICATION = (
    "target_share", "target_met", "target_cases", "posts_funded", "fte_funded", "staff_cost_gbp", "contract_cost_gbp",
    "waiting_cases_end", "waiting_cases_growth_per_week", "open_cases_end",
)  # fmt: skip


def write_comparison(
    folder: Path,
    comparison: Comparison,
    *,
    where: str,
    best: bool,
    compact: bool = False,
    running: Running = in_order,
) -> list[str]:
    """Write everything a comparison leaves behind; earlier results stay until all of it is there.

    Parameters
    ----------
    folder
        The results folder.
    comparison
        What was found.
    where
        In words, where it was run; for the manifest.
    best
        Whether it was asked which options could be best.
    compact
        Whether tables are compressed.
    running
        Who draws the charts.

    Returns
    -------
    list of str
        Names of the files.
    """
    from sim.report.pictures.comparison import ready_to_draw, write_comparison_charts

    running.prepare(ready_to_draw)  # while the tables are made
    return write_results_folder(
        folder,
        comparison_tables(comparison, best=best),
        charts=lambda scratch: write_comparison_charts(
            scratch, _manifest(comparison, where=where, files=()), running=running
        ),
        manifest=lambda names: _manifest(comparison, where=where, files=names),
        compact=compact,
    )


def comparison_tables(comparison: Comparison, *, best: bool) -> dict[str, Columns]:
    """The tables of a comparison's results folder by name; those without rows are left out."""
    rows = {
        "options": option_records(comparison),
        "differences": [row for option in comparison.rows for row in _differences(comparison, option)],
        "targets": [row for option in comparison.rows for row in target_rows(option)],
        "monthly": [row for option in comparison.rows for row in _monthly(comparison, option)],
        "journeys": list(comparison.journey),
    }
    if best:
        rows["best"] = [row for each in comparison.best for row in _best(each, comparison)]
    figures = [(option.design.name, comparison.tables[option.design.name]) for option in comparison.rows]
    tables = {
        **{name: columns_of_records(some) for name, some in rows.items() if some},
        "summary": summary_columns(figures),
        "replications": replication_columns(figures, _by_replication(comparison)),
    }
    return {name: table for name, table in tables.items() if len(table["option"])}


def scenarios_of(comparison: Comparison) -> list[str]:
    """The names of the demand scenarios, in order; one empty name if there are none."""
    return list(dict.fromkeys(row.design.scenario for row in comparison.rows))


def targets_missed(comparison: Comparison) -> list[str]:
    """A line for each demand scenario under which no design meets all its targets on average.

    A target that nobody is judged on is not met, and a design without targets meets none.
    """
    lines = []
    for scenario in scenarios_of(comparison):
        rows = [row for row in comparison.rows if row.design.scenario == scenario]
        if not any(row.meets_all for row in rows):
            under = f" under {scenario}" if scenario else ""
            lines.append(f"No design meets all its targets{under}; {_nearest(rows)}.")
    return lines


def _nearest(rows: Sequence[OptionRow]) -> str:
    """The design that meets the largest part of its targets, and on how many of them nobody is judged."""
    found = max(rows, key=lambda row: (row.targets_met / max(row.of, 1), row.judged))
    if not found.of:
        return "there are no targets"
    without = found.of - found.judged
    none = f" (nobody is judged on {without} of them)" if without else ""
    return f"nearest: {found.design.label}, {found.targets_met} of {found.of}{none}"


def option_records(comparison: Comparison) -> list[Row]:
    """One row a design with everything the table shows, and what its sheets say, as plain numbers and words."""
    by_name = {row.design.name: row for row in comparison.rows}
    return [_option(comparison, row, by_name.get(row.design.against)) for row in comparison.rows]


def _option(comparison: Comparison, row: OptionRow, baseline: OptionRow | None) -> Row:
    design, headline = row.design, comparison.headlines[0]
    difference = row.differences[0] if row.differences else None
    grades = grades_of_changes(design, baseline.design) if baseline is not None else {}
    return {
        "option": design.name,
        "label": design.label,
        "scenario": design.scenario,
        "against": design.against,
        "verdict": row.verdict.kind,
        "verdict_text": row.verdict.text,
        **three("wait_{}_days", row.wait),
        "wait_n": row.wait.n,
        **three("over_limit_{}_share", row.over),
        "headline": headline.label,
        "headline_unit": headline.unit,
        **three("headline_{}", row.figures[0]),
        "headline_n": row.figures[0].n,
        **_difference(difference),
        "difference_n": difference.n if difference is not None else nan,
        **target_columns(row),
        "targets_met_share_of_futures": row.met_share.mean,
        "posts": row.posts.mean,
        "fte": row.fte.mean,
        **cost_columns(row),
        **growth_columns(row),
        "replications": len(comparison.numbers),
        **_sheets(design.sheets),
        "weakest_grade_of_changes": next(reversed(grades), ""),
        "numbers_changed_by_grade": ", ".join(f"{grade} {count}" for grade, count in grades.items()),
        "files": " + ".join(Path(file).name for file in design.files),
    }


def _difference(paired: Paired | None) -> dict[str, float]:
    """A paired difference with both its intervals, and what pairing was worth."""
    return {
        **difference_columns(paired),
        "variance_ratio": paired.variance_ratio if paired is not None else nan,
        "correlation": paired.correlation if paired is not None else nan,
        "better_share_of_futures": paired.better_share if paired is not None else nan,
    }


def _sheets(sheets: Sequence[OptionSheet]) -> Row:
    """What the sheets of an option's files say, one after the other; their costs add up."""

    def said(name: str) -> str:
        return " | ".join(dict.fromkeys(text for sheet in sheets if (text := getattr(sheet, name))))

    words = {name: said(name) for name in ("kind", "owner", "mechanism", "limit", "asks")}
    return words | {
        "one_off_gbp": sum(float(sheet.one_off_gbp) for sheet in sheets),
        "yearly_gbp": sum(float(sheet.yearly_gbp) for sheet in sheets),
    }


def _differences(comparison: Comparison, row: OptionRow) -> Iterator[Row]:
    for headline, paired in zip(comparison.headlines, row.differences, strict=False):
        yield {
            "option": row.design.name,
            "against": row.design.against,
            "scenario": row.design.scenario,
            **dict(zip(WHERE, headline.cell, strict=False)),
            **_difference(paired),
            "n": paired.n,
            "unit": headline.unit,
        }


def _by_replication(comparison: Comparison) -> Callable[[str, Cell], bool]:
    """Whether a figure of a design is one that the table rests on, which is told replication by replication."""
    asked = {headline.cell for headline in comparison.headlines}
    waits = {row.design.name: (row.wait.measure, row.over.measure) for row in comparison.rows}
    periods = (WHOLE_RUN, comparison.experiment.period)

    def wanted(name: str, cell: Cell) -> bool:
        measure, stream, priority, activity, role, team, period, _ = cell
        if cell in asked:
            return True
        if period not in periods or stream or priority or role or team:
            return False
        if measure in _BY_REPLICATION:
            return not activity or measure.startswith("target_")
        return not activity and measure in waits[name]

    return wanted


def monthly_cells(table: FigureTable, measure: str) -> list[Cell]:
    """The cells of a list of the whole service by month, in order of time."""
    found = (cell for cell in table.cells if cell[0] == measure and not any(cell[1:6]) and is_month(cell[6]))
    return sorted(found, key=lambda cell: cell[6])


def _monthly(comparison: Comparison, row: OptionRow) -> Iterator[Row]:
    table = comparison.tables[row.design.name]
    for measure in _MONTHLY:
        for item in monthly_figures(table, measure):
            yield {
                "option": row.design.name,
                "scenario": row.design.scenario,
                "measure": measure,
                "month": item.period,
                **{name: getattr(item, name) for name in ("mean", "low", "high", "n", "unit")},
            }


def monthly_figures(table: FigureTable, measure: str) -> list[Summary]:
    """Mean and interval of a list of the whole service at the end of each month."""
    cells = monthly_cells(table, measure)
    return summaries(cells, table.columns(cells))


def _best(best: Best, comparison: Comparison) -> Iterator[Row]:
    headline = comparison.headlines[0]
    for place, item in enumerate(best.contenders):
        yield {
            "scenario": best.scenario,
            "option": item.design,
            "measure": headline.cell[0],
            "unit": headline.unit,
            "mean": item.mean,
            "behind_the_best_of_the_others": item.behind,
            "low": item.low,
            "high": item.high,
            "could_be_best": int(item.could_be_best),
            "best_on_average": int(place == best.best),
            "method": best.method,
            "worth": best.worth if best.worth is not None else nan,
            "replications": best.replications,
            "replications_needed": best.replications_needed if best.replications_needed is not None else nan,
        }


def _manifest(comparison: Comparison, *, where: str, files: Sequence[str]) -> dict[str, Any]:
    experiment = comparison.experiment
    more: dict[str, Any] = {
        "figures": [figure_entry(headline) for headline in comparison.headlines],
        "worth": experiment.worth,
        "over_limit": comparison.rows[0].over.measure,
        "interval": "95 % Student t interval of the mean over replications; of paired differences, and by Bonferroni of"
        " all of them together",
        **precision_entry(comparison.precision),
    }
    designs = [row.design for row in comparison.rows]
    return experiment_manifest(
        experiment, designs, run=ExperimentRun.of(comparison, where=where), files=files, more=more
    )
