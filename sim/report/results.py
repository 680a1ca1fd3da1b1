"""The results folder of a run: tables, charts and the manifest."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.experiment import OptionResult
from sim.experiment.store import Columns
from sim.measures import Summary, summarise
from sim.report.figures import Figures
from sim.report.folder import replace_results
from sim.report.manifest import MANIFEST, manifest_of, write_manifest
from sim.report.records import RECORD_COLUMNS, SUMMARY_COLUMNS
from sim.report.tables import columns_of, write_table
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

    def write(scratch: Path) -> list[str]:
        from sim.report.charts import write_charts

        names: list[str] = []
        for name, table in tables_of(result, summary).items():
            names += write_table(scratch, name, table)
        names += write_charts(scratch, result, summary)
        names.append(MANIFEST)
        write_manifest(scratch, manifest_of(result, files=names))
        return names

    return replace_results(folder, write)


def tables_of(result: OptionResult, summary: Sequence[Summary]) -> dict[str, Columns]:
    """The tables of a results folder by name."""
    option = result.service.name
    tables: dict[str, Columns] = {
        "summary": {"option": _repeated(option, len(summary)), **columns_of(summary, SUMMARY_COLUMNS[1:])},
        "replications": _stacked(
            option, [(each.number, columns_of(each.records, RECORD_COLUMNS)) for each in result.replications]
        ),
        "monthly": _stacked(option, [(each.number, each.monthly) for each in result.replications]),
    }
    # Who waited for what can be followed case by case in the first replication.
    first = result.replications[0]
    return tables | {name: table for name, table in (("cases", first.cases), ("visits", first.visits)) if table}


def _repeated(text: str, times: int) -> np.ndarray:
    return np.full(times, text, dtype=object)


def _stacked(option: str, tables: list[tuple[int, Columns]]) -> Columns:
    """Tables of replications, one under the other, with the option and the replication's number."""
    names = tuple(tables[0][1])
    lengths = [len(next(iter(table.values()), ())) for _, table in tables]
    stacked: Columns = {
        "option": _repeated(option, sum(lengths)),
        "replication": np.repeat([replication for replication, _ in tables], lengths),
    }
    for name in names:
        stacked[name] = np.concatenate([table[name] for _, table in tables])
    return stacked
