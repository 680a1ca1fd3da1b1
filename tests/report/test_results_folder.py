"""A results folder: whole or not there, tidy tables, and nothing of anyone else's touched."""

import json
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest

from sim.report.figures import number, percent
from sim.report.folder import replace_results
from sim.report.tables import parquet_available, write_table


def write(folder: Path, **files: str) -> list[str]:
    names = [f"{name}.csv" for name in files]
    for name, text in zip(names, files.values(), strict=True):
        (folder / name).write_text(text)
    (folder / "manifest.json").write_text(json.dumps({"files": [*names, "manifest.json"]}))
    return [*names, "manifest.json"]


def content(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir() if file.name != "manifest.json"}


def test_new_results_take_the_place_of_old_ones_and_foreign_files_stay(tmp_path: Path) -> None:
    replace_results(tmp_path, lambda folder: write(folder, summary="old", visits="old"))
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "extra.csv").write_text("mine")
    names = replace_results(tmp_path, lambda folder: write(folder, summary="new"))
    assert names == ["manifest.json", "summary.csv"]
    assert content(tmp_path) == {"summary.csv": "new", "notes.txt": "mine", "extra.csv": "mine"}


def test_a_failure_while_writing_leaves_earlier_results_as_they_were(tmp_path: Path) -> None:
    replace_results(tmp_path, lambda folder: write(folder, summary="old"))

    def fail(folder: Path) -> list[str]:
        (folder / "summary.csv").write_text("half")
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        replace_results(tmp_path, fail)
    assert content(tmp_path) == {"summary.csv": "old"}
    assert (tmp_path / "manifest.json").exists()


def test_a_manifest_cannot_have_files_elsewhere_removed(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    folder = tmp_path / "results"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"files": ["../precious.txt", str(precious), "", "."]}))
    replace_results(folder, lambda scratch: write(scratch, summary="new"))
    assert precious.read_text() == "mine"


def test_a_table_is_written_alike_as_csv_and_parquet(tmp_path: Path) -> None:
    columns = {
        "case": np.array([0, 1], dtype=np.int64),
        "who": np.array(["social worker, north", ""], dtype=object),
        "wait_days": np.array([1.25, np.nan]),
        "received": np.array(["2014-04-01T09:30", "NaT"], dtype="datetime64[m]"),
    }
    names = write_table(tmp_path, "cases", columns)
    assert (tmp_path / "cases.csv").read_text() == (
        'case,who,wait_days,received\n0,"social worker, north",1.25,2014-04-01T09:30\n1,,,\n'
    )
    assert names == (["cases.csv", "cases.parquet"] if parquet_available() else ["cases.csv"])
    if parquet_available():
        import pyarrow.parquet as pq

        table = pq.read_table(tmp_path / "cases.parquet").to_pydict()
        assert table["case"] == [0, 1]
        assert table["wait_days"] == [1.25, None]
        assert table["who"] == ["social worker, north", ""]
        assert table["received"][1] is None


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1234.56, 1, "1,234.6"), (-0.04, 1, "0.0"), (-2.0, 0, "-2"), (nan, 1, "-"), (inf, 1, "-"), (0.0, 2, "0.00")],
)
def test_numbers_are_printed_as_people_write_them(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


def test_shares_are_printed_as_percentages() -> None:
    assert percent(0.7349) == "73 %"
    assert percent(nan) == "-"
