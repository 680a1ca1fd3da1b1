"""The results folder of a run: tables, charts and the manifest."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.experiment import OptionResult
from sim.experiment.store import Columns
from sim.measures import Summary, summarise
from sim.report.figures import Figures
from sim.report.folder import write_results_folder
from sim.report.manifest import manifest_of
from sim.report.records import RECORD_COLUMNS, SUMMARY_COLUMNS
from sim.report.tables import columns_of
from sim.scenario import Service


def summary_of(result: OptionResult) -> list[Summary]:
    """Every figure's mean and interval over the replications."""
    return summarise([each.records for each in result.replications])


def missed_targets(service: Service, summary: Sequence[Summary]) -> list[str]:
    """Labels of the targets whose share over the whole run, on average over futures, is too low."""
    figures = Figures(summary)
    missed = []
    for target in service.base.target:
        row = figures.get("target_share", activity=target.label)
        if row is not None and row.mean < target.share.value:
            missed.append(target.label)
    return missed


def write_results(folder: Path, result: OptionResult, summary: Sequence[Summary]) -> list[str]:
    """Write everything a run leaves behind; earlier results stay until all of it is there.

    Returns
    -------
    list of str
        Names of the files.
    """
    from sim.report.charts import write_charts

    return write_results_folder(
        folder,
        tables_of(result, summary),
        charts=lambda scratch: write_charts(scratch, result, summary),
        manifest=lambda names: manifest_of(result, files=names),
    )


def tables_of(result: OptionResult, summary: Sequence[Summary]) -> dict[str, Columns]:
    """The tables of a results folder by name."""
    option = result.service.name
    numbers = [each.number for each in result.replications]
    tables: dict[str, Columns] = {
        "summary": {"option": repeated(option, len(summary)), **columns_of(summary, SUMMARY_COLUMNS[1:])},
        "replications": stacked(
            option, numbers, [columns_of(each.records, RECORD_COLUMNS) for each in result.replications]
        ),
        "monthly": stacked(option, numbers, [each.monthly for each in result.replications]),
    }
    # Who waited for what can be followed case by case in the first replication.
    first = result.replications[0]
    return tables | {name: table for name, table in (("cases", first.cases), ("visits", first.visits)) if table}


def repeated(text: str, times: int) -> np.ndarray:
    """A column that holds one text."""
    return np.full(times, text, dtype=object)


def stacked(option: str, numbers: Sequence[int], tables: Sequence[Columns]) -> Columns:
    """Tables of replications, one under the other, with the option and the replication's number."""
    lengths = [len(next(iter(table.values()), ())) for table in tables]
    whose: Columns = {"option": repeated(option, sum(lengths)), "replication": np.repeat(numbers, lengths)}
    return whose | {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}
