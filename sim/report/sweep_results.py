"""The results folder of a sweep: a row a point, its targets, and every figure they come from."""

import re
from collections import Counter
from collections.abc import Sequence
from math import nan
from pathlib import Path
from typing import Any

from sim.experiment.figure_table import Cell
from sim.experiment.headline import Headline
from sim.experiment.sweep import Response
from sim.measures.registry import WHOLE_RUN
from sim.report.design_rows import (
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
from sim.report.experiment_manifest import ExperimentRun, experiment_manifest
from sim.report.folder import write_results_folder
from sim.report.sweep_words import baseline_values, factors_of, is_number, text_of
from sim.report.tables import Columns, columns_of_records
from sim.scenario.experiments import Value

_INTERVALS = "95 % Student t intervals; differences are paired by replication, the simultaneous ones Bonferroni"
_BY_REPLICATION = ("target_share", "target_met", "staff_cost_gbp", "contract_cost_gbp")


def write_sweep(folder: Path, response: Response, *, where: str) -> list[str]:
    """Write everything a sweep leaves behind; earlier results stay until all of it is there.

    Parameters
    ----------
    folder
        The results folder.
    response
        What was found.
    where
        In words, where it was run; for the manifest.

    Returns
    -------
    list of str
        Names of the files.
    """
    from sim.report.sweep_charts import write_sweep_charts

    return write_results_folder(
        folder,
        sweep_tables(response),
        charts=lambda scratch: write_sweep_charts(scratch, response),
        manifest=lambda names: _manifest(response, where=where, files=names),
    )


def sweep_tables(response: Response) -> dict[str, Columns]:
    """The tables of a sweep's results folder by name; those without rows are left out."""
    points = point_records(response)
    every = (response.baseline, *response.points)
    figures = [(point.design.name, response.tables[point.design.name]) for point in every]
    asked = {headline.cell for headline in response.headlines}

    def wanted(name: str, cell: Cell) -> bool:
        return cell in asked or _is_target_or_cost(cell, response)

    rows = {
        "points": points,
        "frontier": [points[place + 1] for place in response.frontier],
        "targets": [row for point in every for row in target_rows(point)],
    }
    tables = {
        **{name: columns_of_records(some) for name, some in rows.items() if some},
        "summary": summary_columns(figures),
        "replications": replication_columns(figures, wanted),
    }
    return {name: table for name, table in tables.items() if len(next(iter(table.values())))}


def point_records(response: Response) -> list[Row]:
    """One row a point, the baseline first, with its settings and everything that is said of it, as plain numbers.

    The baseline has what the settings are in it, where they are one value.
    """
    settings = [baseline_values(response), *(tuple(value for _, value in each.settings) for each in response.points)]
    columns = [_column([row[place] for row in settings]) for place in range(len(factors_of(response)))]
    figures = headline_names(response)
    rows = [_figures(response, place - 1, figures) for place in range(len(settings))]
    names = _factor_names(response, taken=set(rows[0]))
    every = (response.baseline, *response.points)
    return [
        {"point": point.design.name, **dict(zip(names, values, strict=True)), **row}
        for point, values, row in zip(every, zip(*columns, strict=True), rows, strict=True)
    ]


def headline_names(response: Response) -> list[str]:
    """A name for the columns of each headline: its measure and what it is of."""

    def name(headline: Headline) -> str:
        ref = headline.ref
        period = "" if ref.period == response.experiment.period else ref.period
        parts = (ref.measure, ref.stream, ref.group, ref.priority, ref.activity, ref.role, ref.team, period)
        return re.sub(r"\W+", "_", "_".join(part for part in parts if part)).strip("_").lower()

    return _apart([name(headline) for headline in response.headlines])


def _factor_names(response: Response, taken: set[str]) -> list[str]:
    names = [factor.name for factor in factors_of(response)]
    return _apart([f"setting_{name}" if name in taken | {"point"} else name for name in names])


def _apart(names: list[str]) -> list[str]:
    """Names of which no two are equal."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def _column(values: Sequence[Value | None]) -> list[Any]:
    """Values of a setting as a column of numbers, or of texts if any is none."""
    if all(value is None or is_number(value) for value in values):
        return [nan if value is None else value for value in values]
    return ["" if value is None else text_of(value) for value in values]


def _figures(response: Response, place: int, names: Sequence[str]) -> Row:
    """What is said of the point at a place; of the baseline at -1."""
    point = response.points[place] if place >= 0 else response.baseline
    row: Row = {}
    for name, figure in zip(names, point.figures, strict=True):
        row |= {**three(name + "_{}", figure), f"{name}_n": figure.n}
    for at, name in enumerate(names):
        paired = point.differences[at] if point.differences else None
        row |= difference_columns(paired, f"{name}_")
        row[f"{name}_difference_n"] = paired.n if paired is not None else nan
    return row | {
        **three("over_limit_{}_share", point.over),
        **target_columns(point),
        **three("targets_met_{}_share_of_futures", point.met_share),
        "posts": point.posts.mean,
        "fte": point.fte.mean,
        **cost_columns(point),
        **growth_columns(point),
        "on_frontier": int(place in response.frontier),
        "replications": len(response.numbers),
    }


def _is_target_or_cost(cell: Cell, response: Response) -> bool:
    measure, stream, priority, activity, role, team, period, _ = cell
    if measure not in _BY_REPLICATION or period not in (WHOLE_RUN, response.experiment.period):
        return False
    return not (stream or priority or role or team) and (not activity or measure.startswith("target_"))


def _manifest(response: Response, *, where: str, files: Sequence[str]) -> dict[str, Any]:
    experiment = response.experiment
    sweep = experiment.sweep
    assert sweep is not None, "a response is that of a sweep"
    more: dict[str, Any] = {
        "figures": [
            {**figure_entry(headline), "columns": name}
            for headline, name in zip(response.headlines, headline_names(response), strict=True)
        ],
        "sweep": {
            "method": sweep.method,
            "from": sweep.from_.isoformat() if sweep.from_ is not None else None,
            "factors": [
                {"name": factor.name, "label": factor.label, "settings": list(factor.settings)}
                for factor in sweep.factors
            ],
            "points": len(response.points),
        },
        "intervals": _INTERVALS,
        **precision_entry(response.precision),
    }
    designs = [response.baseline.design, *(point.design for point in response.points)]
    return experiment_manifest(experiment, designs, run=ExperimentRun.of(response, where=where), files=files, more=more)
