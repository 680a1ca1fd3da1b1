"""The tables of a run, read back as columns, for exports: checked, so that a damaged file is told and not passed on."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputFault, Problem
from sim.eventlog.log import STATUSES
from sim.report.manifest import MANIFEST, read_manifest, written_by_carecap
from sim.report.story_read import LINKS, Results, read_results

_CASES = {
    "case": "whole", "source": "text", "stream": "text", "strip": "whole", "number": "whole", "priority": "text",
    "work_type": "text", "received": "moment", "assessment": "moment", "support": "moment", "closed": "moment",
    "origin": "text", "outcome": "text", "client": "whole",
}  # fmt: skip
_LATER = {"joined_with": "whole"}
"""Columns of cases.csv that earlier versions did not write; without them every row has -1."""
_VISITS = {
    "case": "whole", "step": "whole", "activity": "text", "worker": "text", "ready": "moment", "start": "moment",
    "finish": "moment", "minutes": "whole", "status": "text",
}  # fmt: skip
_TOLD = ("option", "start_date", "years", "config")
"""What the manifest of a run says that an export needs."""

_NAME_ONE = "Name a folder that carecap run wrote."
_AGAIN = "Run the config again to have the tables."

Table = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class RunTables:
    """The cases and the visits of the replication that a run keeps, and what things are called.

    Columns are whole numbers (-1 for none), texts (empty for none) and moments to the minute (NaT for none). ``start``
    is the first minute of the run, ``last_day`` the last day of it.
    """

    name: str
    start: np.datetime64
    last_day: np.datetime64
    cases: Table
    visits: Table
    results: Results


def read_run_tables(folder: Path) -> RunTables:
    """Read a results folder of ``carecap run``.

    Raises
    ------
    InputFault
        If it is not one, if an older version wrote it, or if a file is missing or damaged.
    """
    told = _manifest(folder)
    cases, visits = _table(folder, "cases.csv", _CASES, _LATER), _table(folder, "visits.csv", _VISITS, {})
    if not np.isin(visits["status"], STATUSES).all():
        raise _damaged(folder / "visits.csv", "a row has a status that no visit has")
    if not np.isin(visits["case"], cases["case"]).all():
        raise _damaged(folder / "visits.csv", "it has visits of cases that cases.csv has not")
    if not np.isin(cases["joined_with"], [-1, *cases["case"]]).all():
        raise _damaged(folder / "cases.csv", "people joined with cases that it has not")
    try:
        results = read_results(folder)
        return RunTables(
            name=str(told["option"]),
            start=np.datetime64(told["start_date"], "m"),
            last_day=np.datetime64(results.ends - dt.timedelta(minutes=1), "D"),
            cases=cases,
            visits=visits,
            results=results,
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise _damaged(folder / MANIFEST, str(error)) from None


def _manifest(folder: Path) -> dict[str, Any]:
    told = read_manifest(folder)
    if told is None or not written_by_carecap(told):
        if not folder.exists():
            rule = "there is no such folder"
        elif (folder / MANIFEST).exists():
            rule = f"its {MANIFEST} is damaged, or not one of carecap's"
        else:
            rule = f"this is no results folder: no {MANIFEST} in it"
        raise InputFault([Problem(str(folder), "", rule, suggestion=_NAME_ONE)])
    if "experiment" in told:
        rule = "these are results of an experiment, which keep no table of cases"
        raise InputFault([Problem(str(folder), "", rule, suggestion=_NAME_ONE)])
    missing = [name for name in _TOLD if name not in told]
    if missing:
        raise _damaged(folder / MANIFEST, f"it says nothing of {', '.join(missing)}")
    return told


def _table(folder: Path, name: str, kinds: dict[str, str], later: Mapping[str, str]) -> Table:
    import pandas as pd  # takes most of a second to load

    file = folder / name
    if not file.is_file():
        raise InputFault([Problem(str(folder), "", f"{name} is missing", suggestion=_AGAIN)])
    try:
        read = pd.read_csv(
            file, dtype=str, na_filter=False, encoding="utf-8", usecols=lambda name: name in {**kinds, **later}
        )
    except ValueError as error:
        raise _damaged(file, str(error)) from None
    lacking = [column for column in kinds if column not in read]
    if lacking:
        raise _older(file, lacking)
    if not len(read):
        raise InputFault([Problem(str(file), "", "the run had none, so there is nothing to export")])
    return {
        column: _column(read[column].to_numpy(), file, column, kind) if column in read else np.full(len(read), -1)
        for column, kind in ({**kinds, **later}).items()
    }


def _column(texts: NDArray[Any], file: Path, name: str, kind: str) -> NDArray[Any]:
    try:
        if kind == "whole":
            return texts.astype(np.int64)
        return texts.astype("U16").astype("datetime64[m]") if kind == "moment" else texts.astype(object)
    except (TypeError, ValueError) as error:
        raise _damaged(file, f"column {name}: {error}") from None


def _older(file: Path, lacking: Sequence[str]) -> InputFault:
    named = f"no column {', '.join(lacking)}"
    if set(lacking) <= set(LINKS):
        return InputFault([Problem(str(file), "", f"an older version of carecap wrote it: {named}", suggestion=_AGAIN)])
    return _damaged(file, named)


def _damaged(file: Path, what: str) -> InputFault:
    return InputFault([Problem(str(file), "", f"the file is damaged: {what}", suggestion=_AGAIN)])
