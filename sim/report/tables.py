"""Tables on disk: CSV always, Parquet too where pyarrow is installed; or small, for keeping with a project."""

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from math import isnan
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any]]

_NUMERIC_TEXT = ".10g"


def parquet_available() -> bool:
    """Whether Parquet can be written here."""
    return find_spec("pyarrow") is not None


def write_table(folder: Path, name: str, columns: Columns, *, compact: bool = False) -> list[str]:
    """Write a table as NAME.csv, and NAME.parquet if that is available; if ``compact``, as NAME.csv.gz alone.

    Dates are written as 2014-04-01T09:30, missing numbers (NaN) and dates (NaT) as nothing; lines
    end in a line feed on every platform. The same table gives the same bytes.

    Returns
    -------
    list of str
        The names written.
    """
    kept = {key: np.asarray(column) for key, column in columns.items()}
    written = [f"{name}.csv.gz" if compact else f"{name}.csv"]
    with _open(folder / written[0], compact=compact) as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(kept)
        lines.writerows(zip(*(_as_written(column) for column in kept.values()), strict=True))
    if parquet_available() and not compact:
        import pandas as pd  # takes most of a second to load

        written.append(f"{name}.parquet")
        # Pandas knows no dates to the minute.
        table = pd.DataFrame({key: _in_seconds(column) for key, column in kept.items()})
        table.to_parquet(folder / written[-1], engine="pyarrow", index=False)
    return written


def _open(file: Path, *, compact: bool) -> TextIO:
    """A new file to be written as text, compressed without a time in it if ``compact``."""
    if not compact:
        return file.open("w", encoding="utf-8", newline="")
    return io.TextIOWrapper(gzip.GzipFile(file, "wb", compresslevel=9, mtime=0), encoding="utf-8", newline="")


def _as_written(column: NDArray[Any]) -> list[Any]:
    """The items of a column as a file of text has them, nothing for those that are missing."""
    items: list[Any] = column.tolist()
    if column.dtype.kind == "M":
        items = np.datetime_as_string(column.astype("datetime64[m]")).tolist()
        return ["" if item == "NaT" else item for item in items]
    if column.dtype.kind == "f":
        return ["" if isnan(item) else format(item, _NUMERIC_TEXT) for item in items]
    if column.dtype.kind == "O":
        return [item if item == item else "" for item in items]  # NaN is not
    return items


def _in_seconds(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype("datetime64[s]") if column.dtype.kind == "M" else column


def columns_of(rows: Iterable[Any], names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """Objects with attributes of these names, as columns; numbers where all values are numbers."""
    given = list(rows)
    return {name: _column([getattr(row, name) for row in given]) for name in names}


def columns_of_records(records: Sequence[Mapping[str, Any]]) -> dict[str, NDArray[Any]]:
    """Rows, at least one, that all have the same names, as columns."""
    return {name: _column([row[name] for row in records]) for name in records[0]}


def _column(values: list[Any]) -> NDArray[Any]:
    if values and all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return np.array(values, dtype=np.int64)
    if values and all(isinstance(value, int | float) for value in values):
        return np.array(values, dtype=np.float64)
    if values and all(isinstance(value, np.datetime64) for value in values):
        return np.array(values, dtype="datetime64[s]")
    return np.array(values, dtype=object)
