"""Files for other programs, in their own layouts, made from a results folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputFault, Problem
from sim.eventlog.client_level_data import CLD_FIELDS, EVENT_TYPES
from sim.eventlog.layouts import Columns, Field, Kind
from sim.eventlog.vidigi_layout import VIDIGI_FIELDS, vidigi_log
from sim.report.client_level import client_level_data
from sim.report.export_codes import Codes
from sim.report.export_read import RunTables
from sim.report.folder import refuse_taken, scratch_folder
from sim.report.formula_signs import taken_for_formulas
from sim.report.tables import parquet_available

if TYPE_CHECKING:
    import pandas as pd

_SUFFIXES = (".csv", ".parquet")
_DATES = {"moment": "%Y-%m-%dT%H:%M", "date": "%d/%m/%Y"}


def export_file(out: Path | None, name: str) -> Path:
    """The file to write: as named, NAME.csv in a folder, or NAME.csv here; told at once if it cannot be.

    Raises
    ------
    InputFault
        If it is there already, or its ending is that of no format, or of one that is not installed.
    """
    file = Path(f"{name}.csv") if out is None else out
    if out is not None and (out.is_dir() or not out.suffix):
        file = out / f"{name}.csv"
    if file.suffix not in _SUFFIXES:
        rule = f"the ending says the format, {' or '.join(_SUFFIXES)}"
        raise InputFault([Problem("--out", str(file), rule, repr(file.suffix))])
    if file.suffix == ".parquet" and not parquet_available():
        raise _not_installed("--out", file, "Parquet", "parquet")
    refuse_taken(file.parent, [file.name] if file.exists() else [], whose="")
    return file


def refuse_animation(file: Path) -> None:
    """Refuse to make an animation, before anything is read, that cannot be made.

    Raises
    ------
    InputFault
        If the file is there already or is no HTML by its name, or the extra for animations is not installed.
    """
    if file.suffix.lower() not in (".html", ".htm"):
        raise InputFault([Problem("--animation", str(file), "an animation is an .html file", repr(file.suffix))])
    refuse_taken(file.parent, [file.name] if file.exists() else [], whose="")
    try:
        import vidigi.animation  # noqa: F401  # in time: it takes seconds to load, and is needed anyway
    except ImportError:
        raise _not_installed("--animation", file, "an animation", "animation") from None


def write_vidigi(file: Path, run: RunTables) -> tuple[int, list[str]]:
    """Write the event log of a run in the layout of vidigi.

    Returns
    -------
    int
        How many events.
    list of str
        Texts in a CSV file that a spreadsheet takes for formulas.
    """
    log = vidigi_log(run.cases, run.visits, run.start)
    return len(log["time"]), _write_layout(file, VIDIGI_FIELDS, log)


def write_client_level(file: Path, run: RunTables, codes: Codes) -> tuple[dict[str, int], list[str]]:
    """Write the events of a run as Client Level Data.

    Returns
    -------
    dict of str to int
        How many of each type.
    list of str
        Texts in a CSV file that a spreadsheet takes for formulas.
    """
    table = client_level_data(run, codes)
    counts = {name: int((table["Event_Type"] == name).sum()) for name in EVENT_TYPES}
    return counts, _write_layout(file, CLD_FIELDS, table)


def _not_installed(option: str, file: Path, what: str, extra: str) -> InputFault:
    how = f'Install it: pip install "carecap[{extra}]".'
    return InputFault([Problem(option, str(file), f"{what} needs the extra {extra!r}", suggestion=how)])


def _write_layout(file: Path, fields: Sequence[Field], table: Columns) -> list[str]:
    """Write a table in the columns of a layout, as CSV or Parquet by the file's ending; it is whole or not there.

    In CSV moments are 2014-04-01T09:30 and days 01/04/2014; in Parquet both are moments, days at midnight. Every text
    stays as it is; those that a spreadsheet takes for formulas in CSV are returned.
    """
    import pandas as pd  # takes most of a second to load

    rows = len(next(iter(table.values())))
    frame = pd.DataFrame({field.name: _series(field.kind, table.get(field.name), rows) for field in fields})
    with scratch_folder(file.parent) as scratch:
        made = scratch / file.name
        if file.suffix == ".parquet":
            frame.to_parquet(made, engine="pyarrow", index=False)
        else:
            days = {field.name for field in fields if field.kind == "date"}
            for name in days:
                frame[name] = frame[name].dt.strftime(_DATES["date"])
            frame.to_csv(made, index=False, lineterminator="\n", date_format=_DATES["moment"], encoding="utf-8")
        made.replace(file)
    texts = [field.name for field in fields if field.kind == "text" and field.name in table]
    return taken_for_formulas(text for name in texts for text in set(table[name])) if file.suffix == ".csv" else []


def _series(kind: Kind | None, column: NDArray[Any] | None, rows: int) -> "pd.Series[Any]":
    import pandas as pd

    if kind is None or column is None:
        return pd.Series(np.full(rows, "", dtype=object))
    if kind == "whole":
        return pd.Series(column).astype("Int64")
    return pd.Series(column.astype("datetime64[s]") if column.dtype.kind == "M" else column)
