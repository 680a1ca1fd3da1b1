"""Tables on disk: CSV always, Parquet too where pyarrow is installed; or small, for keeping with a project."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any]]

_NUMERIC_TEXT = "%.10g"
_MOMENT_TEXT = "%Y-%m-%dT%H:%M"


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
    import pandas as pd  # takes most of a second to load

    # Pandas knows no dates to the minute.
    kept = {key: _in_seconds(np.asarray(column)) for key, column in columns.items()}
    table = pd.DataFrame(kept)
    written = [f"{name}.csv.gz" if compact else f"{name}.csv"]
    table.to_csv(
        folder / written[0],
        index=False,
        lineterminator="\n",
        float_format=_NUMERIC_TEXT,
        date_format=_MOMENT_TEXT,
        encoding="utf-8",
        # Without a time in it.
        compression={"method": "gzip", "compresslevel": 9, "mtime": 0} if compact else None,
    )
    if parquet_available() and not compact:
        written.append(f"{name}.parquet")
        table.to_parquet(folder / written[-1], engine="pyarrow", index=False)
    return written


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
