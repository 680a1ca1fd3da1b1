"""The results folder of a sweep: a row a point, its targets, and every figure they come from."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import isfinite, nan
from pathlib import Path
from typing import Any

from sim.experiment.figure_table import Cell
from sim.experiment.headline import Headline
from sim.experiment.pairing import Paired
from sim.experiment.sweep import Point, Response
from sim.measures import Summary
from sim.measures.registry import WHOLE_RUN
from sim.report.compare_results import grows
from sim.report.experiment_manifest import ExperimentRun, experiment_manifest
from sim.report.folder import replace_results
from sim.report.manifest import MANIFEST, write_manifest
from sim.report.records import RECORD_COLUMNS, SUMMARY_COLUMNS
from sim.report.sweep_words import baseline_values, factors_of, is_number, text_of
from sim.report.tables import columns_of_records, write_table
from sim.scenario.experiments import Value

Row = dict[str, Any]

_WHERE = RECORD_COLUMNS[:7]
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

    def write(scratch: Path) -> list[str]:
        from sim.report.sweep_charts import write_sweep_charts

        names: list[str] = []
        for name, rows in sweep_tables(response).items():
            names += write_table(scratch, name, columns_of_records(rows))
        names += write_sweep_charts(scratch, response)
        names.append(MANIFEST)
        write_manifest(scratch, _manifest(response, where=where, files=names))
        return names

    return replace_results(folder, write)


def sweep_tables(response: Response) -> dict[str, list[Row]]:
    """The tables of a sweep's results folder by name, as rows; those without any are left out."""
    points = point_records(response)
    every = (response.baseline, *response.points)
    tables = {
        "points": points,
        "frontier": [points[place + 1] for place in response.frontier],
        "targets": [row for point in every for row in _targets(point)],
        "summary": [row for point in every for row in _summary(response, point)],
        "replications": [row for point in every for row in _replications(response, point)],
    }
    return {name: rows for name, rows in tables.items() if rows}


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
        row |= _three(name + "_{}", figure)
    for at, name in enumerate(names):
        paired = point.differences[at] if point.differences else None
        row |= _three(f"{name}_difference_{{}}", paired)
        row |= {
            f"{name}_difference_low_simultaneous": paired.low_all if paired is not None else nan,
            f"{name}_difference_high_simultaneous": paired.high_all if paired is not None else nan,
        }
    return row | {
        **_three("over_limit_{}_share", point.over),
        "targets_met": point.targets_met,
        "targets_judged": point.of,
        **_three("targets_met_{}_share_of_futures", point.met_share),
        "posts": point.posts.mean,
        "fte": point.fte.mean,
        **_three("cost_{}_gbp_per_year", point.cost),
        "cost_with_low_prices_gbp_per_year": point.cost_low.mean,
        "cost_with_high_prices_gbp_per_year": point.cost_high.mean,
        **_three("cost_difference_{}_gbp_per_year", point.cost_difference),
        **_three("waiting_list_growth_{}_cases_per_week", point.growth),
        "waiting_list_grows": int(grows(point)),
        "on_frontier": int(place in response.frontier),
        "replications": len(response.numbers),
    }


def _three(name: str, value: Summary | Paired | None) -> dict[str, float]:
    """Mean, low and high under a name with a place for which it is."""
    ends = ("mean", "low", "high")
    return {name.format(end): getattr(value, end) if value is not None else nan for end in ends}


def _targets(point: Point) -> Iterator[Row]:
    for target in point.targets:
        yield {
            "option": point.design.name,
            "target": target.label,
            "period": target.share.period,
            "level_share": target.level,
            **_three("{}_share", target.share),
            "met_on_average": int(target.met_on_average) if isfinite(target.share.mean) else nan,
            **_three("met_{}_share_of_futures", target.met_in_futures),
            "n": target.share.n,
        }


def _summary(response: Response, point: Point) -> Iterator[Row]:
    table = response.tables[point.design.name]
    # Sorted: the order in which a table has its cells depends on what was in the store.
    for cell in sorted(table.cells):
        item = table.summary(cell)
        yield {"option": point.design.name, **{name: getattr(item, name) for name in SUMMARY_COLUMNS[1:]}}


def _replications(response: Response, point: Point) -> Iterator[Row]:
    """Headline figures, targets and costs, replication by replication."""
    table = response.tables[point.design.name]
    asked = {headline.cell for headline in response.headlines}
    cells = [cell for cell in sorted(table.cells) if cell in asked or _is_target_or_cost(cell, response)]
    columns = [table.column(cell) for cell in cells]
    for place, number in enumerate(table.numbers):
        for cell, column in zip(cells, columns, strict=True):
            if isfinite(column[place]):
                yield {
                    "option": point.design.name,
                    "replication": int(number),
                    **dict(zip(_WHERE, cell, strict=False)),
                    "value": float(column[place]),
                    "unit": cell[7],
                }


def _is_target_or_cost(cell: Cell, response: Response) -> bool:
    measure, stream, priority, activity, role, team, period, _ = cell
    if measure not in _BY_REPLICATION or period not in (WHOLE_RUN, response.experiment.period):
        return False
    return not (stream or priority or role or team) and (not activity or measure.startswith("target_"))


def _manifest(response: Response, *, where: str, files: Sequence[str]) -> dict[str, Any]:
    experiment, precision = response.experiment, response.precision
    sweep = experiment.sweep
    assert sweep is not None, "a response is that of a sweep"
    run = ExperimentRun(
        replications=len(response.numbers),
        seed=response.seed,
        engine=response.engine,
        where=where,
        made=response.run,
        kept=response.kept,
        seconds=response.seconds,
    )
    more: dict[str, Any] = {
        "figures": [
            {**dict(zip(_WHERE, item.cell, strict=False)), "label": item.label, "unit": item.unit, "columns": name}
            for item, name in zip(response.headlines, headline_names(response), strict=True)
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
    }
    if precision is not None:
        unmet = [goal for goal in precision.goals if not goal.met]
        more["precision"] = {
            "reached": precision.met,
            "steady": precision.settled,
            "not_reached": [{"option": goal.design, "figure": goal.goal.figure.measure} for goal in unmet],
        }
    designs = [response.baseline.design, *(point.design for point in response.points)]
    return experiment_manifest(experiment, designs, run=run, files=files, more=more)
