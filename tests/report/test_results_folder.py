"""A results folder: whole or not there, tidy tables, and nothing of anyone else's touched."""

import json
import signal
import sys
from collections.abc import Callable
from itertools import count
from math import inf, nan
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import InputFault
from sim.report.figures import number, percent
from sim.report.folder import refuse_folder_of_others, replace_results
from sim.report.tables import parquet_available, write_table
from tiny import TINY

OURS = {"versions": {"carecap": "1.0"}}
FOREIGN = {"name": "app", "version": "2", "versions": ["2"], "files": ["precious.txt", "index.html"]}


def write(folder: Path, **files: str) -> list[str]:
    names = [f"{name}.csv" for name in files]
    for name, text in zip(names, files.values(), strict=True):
        (folder / name).write_text(text)
    (folder / "manifest.json").write_text(json.dumps({**OURS, "files": [*names, "manifest.json"]}))
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
    files = ["../precious.txt", str(precious), "", "."]
    (folder / "manifest.json").write_text(json.dumps({**OURS, "files": files}))
    replace_results(folder, lambda scratch: write(scratch, summary="new"))
    assert precious.read_text() == "mine"


def test_a_manifest_of_another_program_is_kept_with_the_files_that_it_lists(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(FOREIGN))
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(InputFault, match=r"already manifest\.json that no run of carecap wrote"):
        replace_results(tmp_path, lambda folder: write(folder, summary="new"))
    assert json.loads(manifest.read_text()) == FOREIGN
    assert content(tmp_path) == {"precious.txt": "mine"}


def test_a_file_put_beside_results_is_not_written_over_by_others_of_its_name(tmp_path: Path) -> None:
    replace_results(tmp_path, lambda folder: write(folder, summary="old"))
    (tmp_path / "options.csv").write_text("mine")
    with pytest.raises(InputFault, match=r"already options\.csv that no run"):
        replace_results(tmp_path, lambda folder: write(folder, summary="new", options="new"))
    assert content(tmp_path) == {"summary.csv": "old", "options.csv": "mine"}


@pytest.mark.parametrize("name", ["options.csv", "heat-map.png", "visits.parquet", "manifest.json", "Points.CSV"])
def test_a_folder_with_files_of_others_like_those_of_results_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    refuse_folder_of_others(tmp_path)
    (tmp_path / name).write_text("{}")
    with pytest.raises(InputFault, match=f"already {name} that no run of carecap wrote"):
        refuse_folder_of_others(tmp_path)


def test_a_folder_of_results_may_hold_files_of_others(tmp_path: Path) -> None:
    replace_results(tmp_path, lambda folder: write(folder, summary="old"))
    (tmp_path / "extra.csv").write_text("mine")
    refuse_folder_of_others(tmp_path)


COMMANDS = {
    "run": ["run", "tiny.toml"],
    "compare": ["compare", "trial.toml"],
    "sweep": ["sweep", "swept.toml"],
}
TRIAL = 'baseline = "tiny.toml"\noptions = ["more.toml"]\nreplications = 1\n'
GRID = '[sweep]\nmethod = "grid"\n[sweep.grid]\n"team.north.posts.social_worker" = [1, 2]\n'
SWEPT = f'baseline = "tiny.toml"\nreplications = 1\n{GRID}'
MORE = 'extends = "tiny.toml"\n[role.social_worker]\ncasework_share = 0.5\n'


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_runs_anything_for_a_folder_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (("tiny", TINY), ("trial", TRIAL), ("swept", SWEPT), ("more", MORE)):
        Path(f"{name}.toml").write_text(text, encoding="utf-8")
    web = tmp_path / "web"
    web.mkdir()
    (web / "manifest.json").write_text(json.dumps(FOREIGN))
    (web / "precious.txt").write_text("mine")
    done = CliRunner().invoke(main, [*COMMANDS[command], "--out", "web"])
    assert done.exit_code == 2
    assert "--out: web" in done.stderr
    assert "manifest.json that no run of carecap wrote" in done.stderr
    assert {file.name for file in web.iterdir()} == {"manifest.json", "precious.txt"}
    assert not Path("results").exists(), "nothing was run, so there is no store"


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


def test_a_compact_table_holds_the_same_rows_in_the_same_bytes_each_time(tmp_path: Path) -> None:
    import pandas as pd

    columns = {"name": np.array(["a", "ä"], dtype=object), "value": np.array([1 / 3, nan])}
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        assert write_table(folder, "t", columns, compact=True) == ["t.csv.gz"]
    assert len({(folder / "t.csv.gz").read_bytes() for folder in folders}) == 1
    write_table(tmp_path, "t", columns)
    pd.testing.assert_frame_equal(pd.read_csv(folders[0] / "t.csv.gz"), pd.read_csv(tmp_path / "t.csv"))


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1234.56, 1, "1,234.6"), (-0.04, 1, "0.0"), (-2.0, 0, "-2"), (nan, 1, "-"), (inf, 1, "-"), (0.0, 2, "0.00")],
)
def test_numbers_are_printed_as_people_write_them(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


def test_shares_are_printed_as_percentages() -> None:
    assert percent(0.7349) == "73 %"
    assert percent(nan) == "-"


def test_ctrl_c_at_any_moment_leaves_the_earlier_results_or_the_new_ones_and_nothing_else(tmp_path: Path) -> None:
    after: set[str] = set()
    for moment in count():
        folder = tmp_path / str(moment)
        replace_results(folder, lambda scratch: write(scratch, summary="old", visits="old"))
        if not interrupted_at(
            moment, lambda folder=folder: replace_results(folder, lambda new: write(new, summary="new"))
        ):
            break
        told = json.loads((folder / "manifest.json").read_text())
        assert sorted(file.name for file in folder.iterdir()) == sorted(told["files"])
        after |= {" ".join(sorted(content(folder).values()))}
    assert moment > 40
    assert after == {"old old", "new"}


def interrupted_at(moment: int, work: Callable[[], object]) -> bool:
    """Press Ctrl-C before this line of those of ours and of what puts folders away; whether there are so many."""
    lines = count()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_globals["__name__"] not in {"sim.report.folder", "sim.interrupts", "contextlib", "shutil"}:
            return None
        if event == "line" and next(lines) == moment:
            sys.settrace(None)
            signal.raise_signal(signal.SIGINT)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return next(lines) > moment
