"""Tables on disk: CSV always, Parquet too where pyarrow is installed."""

import csv
import io
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any]]

_NUMERIC_TEXT = "%.10g"


def parquet_available() -> bool:
    """Whether Parquet can be written here."""
    return find_spec("pyarrow") is not None


def write_table(folder: Path, name: str, columns: Columns) -> list[str]:
    """Write a table as NAME.csv, and NAME.parquet if that is available; the names written.

    Dates are written as 2014-04-01T09:30, missing numbers (NaN) and dates (NaT) as nothing.
    """
    written = [f"{name}.csv"]
    with (folder / written[0]).open("w", encoding="utf-8", newline="") as file:
        write_csv(file, columns)
    if parquet_available():
        written.append(f"{name}.parquet")
        _write_parquet(folder / written[-1], columns)
    return written


def write_csv(file: io.TextIOBase, columns: Columns) -> None:
    """Write a table with a header line; lines end in a line feed on every platform."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*(_texts(column) for column in columns.values()), strict=True))


def columns_of(rows: Iterable[Any], names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """Objects with attributes of these names, as columns; numbers where all values are numbers."""
    given = list(rows)
    return {name: _column([getattr(row, name) for row in given]) for name in names}


def _column(values: list[Any]) -> NDArray[Any]:
    if values and all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return np.array(values, dtype=np.int64)
    if values and all(isinstance(value, int | float) for value in values):
        return np.array(values, dtype=np.float64)
    return np.array(values, dtype=object)


def _texts(column: NDArray[Any]) -> list[Any]:
    """The values of a column as they stand in a CSV."""
    array = np.asarray(column)
    if array.dtype.kind == "M":
        texts = np.datetime_as_string(array, unit="m")
        return ["" if text == "NaT" else str(text) for text in texts.tolist()]
    if array.dtype.kind == "f":
        return ["" if number != number else _NUMERIC_TEXT % number for number in array.tolist()]
    return list(array.tolist())


def _write_parquet(path: Path, columns: Columns) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = {}
    for name, column in columns.items():
        array = np.asarray(column)
        if array.dtype.kind == "M":
            array = array.astype("datetime64[s]")  # Parquet knows no minutes
        # NaN means "does not apply"; Parquet has a null for it.
        arrays[name] = pa.array(array, from_pandas=True)
    pq.write_table(pa.table(arrays), path)
