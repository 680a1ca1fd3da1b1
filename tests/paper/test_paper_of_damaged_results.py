"""Results that are partial, old, damaged or none: the report says so in words, and an earlier report stays."""

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from small_papers import carecap

from sim.errors import InputFault
from sim.report.paper.found import read_found
from tiny_board import LABELS

Damage = Callable[[Path], object]


def manifest(**changes: Any) -> Damage:
    """Entries of the manifest put in; those that are None are taken out."""

    def change(folder: Path) -> None:
        file = folder / "manifest.json"
        told = json.loads(file.read_text(encoding="utf-8")) | changes
        file.write_text(json.dumps({name: value for name, value in told.items() if value is not None}))

    return change


def cut(name: str, share: float) -> Damage:
    """Only the first part of a file."""

    def change(folder: Path) -> None:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: int(len(data) * share)])

    return change


def written(name: str, data: bytes) -> Damage:
    """Another content of a file."""
    return lambda folder: (folder / name).write_bytes(data)


def gone(name: str) -> Damage:
    """A file removed."""
    return lambda folder: (folder / name).unlink()


def a_folder_instead(folder: Path) -> None:
    (folder / "targets.csv").unlink()
    (folder / "targets.csv").mkdir()


def another_number(folder: Path) -> None:
    """The mean wait of the second option, with its first digit altered."""
    lines = (folder / "options.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    cells = lines[-1].split(",")
    lines[-1] = ",".join("1" + each if each[:1].isdigit() and "." in each else each for each in cells)
    (folder / "options.csv").write_text("".join(lines), encoding="utf-8")


TOLD: dict[str, tuple[Damage, str]] = {
    "a table is missing": (gone("targets.csv"), "The table targets.csv is missing, so what it holds is left out."),
    "a table is a folder": (a_folder_instead, "The table targets.csv cannot be read (Is a directory)"),
    "a table is empty": (written("monthly.csv", b""), "The table monthly.csv cannot be read"),
    "a table lost its heads": (written("monthly.csv", b"1,2,2\n3,4,5\n"), "its first line does not name columns"),
    "a table is cut": (cut("differences.csv", 0.7), "The table differences.csv is damaged: line"),
    "a table is cut in its last cell": (cut("monthly.csv", 0.9999), "and left out."),
    "a table is in another encoding": (
        written("targets.csv", "option,label\nx,Zoë\n".encode("latin-1")), "cannot be read (it is no text in UTF-8)",
    ),
    "a table has bytes of nought": (written("targets.csv", b"option,label\n\x00\x00\n"), "targets.csv is damaged"),
    "a number was altered": (another_number, "The file options.csv is not as carecap wrote it"),
    "an older version": (manifest(layout=None, digests=None), "written by another version, whose folders are laid out"),
    "a newer version": (manifest(layout=99), "written by another version, whose folders are laid out otherwise"),
    "another release of this layout": (manifest(versions={"carecap": "9.9"}), "results were made by carecap 9.9; "),
    "another number of futures": (manifest(replications=500), "manifest says 500 futures, but the table of options 3"),
    "another release": (manifest(layout=99, versions={"carecap": "9.9"}), "(carecap 9.9; this is "),
}  # fmt: skip

REFUSED: dict[str, tuple[Damage, str]] = {
    "the main table is missing": (gone("options.csv"), "there is no paper without the table opt"),
    "the main table is empty": (written("options.csv", b""), "there is no paper without the table opt"),
    "the main table is bare": (written("options.csv", b"option,label\n"), "there is no paper without the table opt"),
    "the manifest is missing": (gone("manifest.json"), "this is no results folder: no manifest.json in it"),
    "the manifest is cut": (cut("manifest.json", 0.5), "manifest.json: this is damaged: it is not JSON"),
    "the manifest is no text": (written("manifest.json", b"\xff\xfe\x00"), "this is damaged: it is not JSON"),
    "the manifest is deep": (written("manifest.json", b"[" * 100_000), "this is damaged: it is not JSON"),
    "the manifest is a list": (written("manifest.json", b"[]"), "carecap did not write this"),
    "the manifest is another's": (written("manifest.json", b'{"versions": 3}'), "carecap did not write this"),
    "no seed": (manifest(seed=None), "manifest.json: seed: this is missing, or not as carecap writes it. Make the"),
    "a seed in words": (manifest(seed="seven"), "not as carecap writes it (found 'seven')"),
    "a date that is none": (manifest(start_date="2014-13-01"), "manifest.json: start_date: this is missing, or not"),
    "designs that are none": (manifest(designs=[{"name": 3}]), "manifest.json: designs[0].name: "),
    "files that are none": (manifest(files="options.csv"), "manifest.json: files: this is missing, or not"),
    "results of no kind": (manifest(files=["notes.csv"]), "there are no results here that a paper could be made of"),
}  # fmt: skip


@pytest.fixture
def results(papers: Any, tmp_path: Path) -> Path:
    """A comparison to be damaged."""
    folder: Path = shutil.copytree(papers.results("comparison"), tmp_path / "results")
    return folder


@pytest.fixture
def earlier(papers: Any, tmp_path: Path) -> Path:
    """A report that is there before."""
    folder: Path = shutil.copytree(papers.paper("single_run").parent, tmp_path / "report")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("what", TOLD)
def test_results_that_can_be_used_in_part_say_what_is_wrong(results: Path, what: str) -> None:
    damage, words = TOLD[what]
    damage(results)
    assert words in " ".join(read_found(results).faults)


def test_what_is_wrong_is_told_before_the_paper_begins(papers: Any) -> None:
    head = papers.paper("faults").read_text(encoding="utf-8").partition("<main")[0]
    for words in (
        "The table targets.csv is missing, so what it holds is left out.",
        "The file differences.csv is not as carecap wrote it: its figures may have been altered since.",
        "The table differences.csv is damaged: line ",
    ):
        assert f"Please note:</strong> <bdi>{words}" in head


@pytest.mark.parametrize("what", REFUSED)
def test_results_that_cannot_be_used_are_refused_in_one_sentence(results: Path, earlier: Path, what: str) -> None:
    damage, words = REFUSED[what]
    damage(results)
    before = content(earlier)
    done = carecap("report", results, "--out", earlier)
    assert done.exit_code == 2, done.output
    assert words in done.stderr
    assert done.stdout == ""
    assert content(earlier) == before


def test_a_number_that_is_none_is_named_with_its_place(results: Path, earlier: Path) -> None:
    file = results / "options.csv"
    heads, first, rest = file.read_text(encoding="utf-8").split("\n", 2)
    place = heads.split(",").index("wait_mean_days")
    cells = first.split(",")
    cells[place] = "about 20"
    file.write_text("\n".join([heads, ",".join(cells), rest]), encoding="utf-8")
    before = content(earlier)
    done = carecap("report", results, "--out", earlier)
    assert done.exit_code == 2
    assert done.stderr == "options.csv: line 2, wait_mean_days: a number is wanted (found 'about 20').\n"
    assert content(earlier) == before


def test_whole_results_have_nothing_to_be_told(papers: Any) -> None:
    for name in ("comparison", "single_run", "small_sweep", "plan_for_staff"):
        assert "Please note" not in papers.paper(name).read_text(encoding="utf-8").partition("<main")[0]


def test_what_is_no_results_folder_is_refused_and_nothing_is_made(tmp_path: Path, papers: Any) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    told = {
        "nowhere": "there is no such folder", "empty": "no manifest.json in it", "file": "this is no folder",
    }  # fmt: skip
    for name, words in told.items():
        done = carecap("report", tmp_path / name)
        assert done.exit_code == 2
        assert words in done.stderr
    done = carecap("report", papers.paper("comparison").parent, "--out", tmp_path / "report")
    assert done.exit_code == 2
    assert done.stderr.endswith("this is a report, not results. Name the folder that it was made from.\n")
    assert {each.name for each in tmp_path.iterdir()} == {"empty", "file"}


def other_texts(of: str, old: str, new: str) -> Damage:
    """The text of one config in the manifest changed."""

    def change(folder: Path) -> None:
        told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        (text,) = [each for each in told["texts"] if each["file"] == f"{of}.toml"]
        assert old in text["text"]
        text["text"] = text["text"].replace(old, new)
        manifest(texts=told["texts"])(folder)

    return change


def reported(results: Path, out: Path) -> tuple[str, str]:
    """The paper and the documentation of the model as text; the latter empty if there is none."""
    done = carecap("report", results, "--out", out)
    assert done.exit_code == 0, done.output
    paper, model = (
        BeautifulSoup((out / name).read_text(encoding="utf-8"), "html.parser") if (out / name).exists() else None
        for name in ("paper.html", "model.html")
    )
    assert paper is not None
    return paper.get_text(), "" if model is None else model.get_text()


def test_an_option_whose_config_means_something_else_by_now_is_told_in_the_paper_and_in_its_model(
    results: Path, tmp_path: Path
) -> None:
    other_texts("second-worker", "social_worker = 2", "social_worker = 3")(results)
    paper, model = reported(results, tmp_path / "report")
    why = "(the texts describe another service than the figures are of)"
    assert f"cannot be read back, of: {LABELS['second-worker']} {why}. What would be taken from it" in paper
    assert "A part of this paper is missing" not in paper
    assert "What each option would alter" in paper
    assert "1 of what was compared cannot be described" in model
    assert f"{why}: {LABELS['second-worker']}." in model
    assert f"{LABELS['second-worker']} (not described, see 2.3)" in model
    book = load_workbook(tmp_path / "report" / "workbook.xlsx")
    assert any(why in str(cell.value) for row in book["Inputs"].iter_rows(max_row=6) for cell in row)
    changed = {row[0].value for row in book["Option inputs"].iter_rows()}
    assert LABELS["quicker"] in changed and LABELS["second-worker"] not in changed


def test_results_that_hold_no_configs_say_that_the_model_is_not_documented(results: Path, tmp_path: Path) -> None:
    manifest(texts=None)(results)
    paper, model = reported(results, tmp_path / "report")
    assert "and 1 more (the manifest does not hold the texts of the configs)" in paper
    assert "There is no documentation of the model (model.html)" in paper
    assert model == ""


def test_a_table_that_a_spreadsheet_has_saved_is_read_as_it_was(papers: Any, results: Path) -> None:
    data = (results / "options.csv").read_bytes()
    (results / "options.csv").write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    found, whole = read_found(results), read_found(papers.results("comparison"))
    assert found.faults == (
        "The file options.csv is not as carecap wrote it: its figures may have been altered since.",
    )
    assert found.tables["options"] == whole.tables["options"]


def compressed(folder: Path) -> None:
    """Tables as ``carecap compare --compact`` leaves them."""
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name in [each for each in told["files"] if each.endswith(".csv")]:
        (folder / f"{name}.gz").write_bytes(gzip.compress((folder / name).read_bytes()))
        (folder / name).unlink()
    files = [f"{name}.gz" if name.endswith(".csv") else name for name in told["files"]]
    manifest(files=files, digests=None)(folder)


def test_compressed_tables_are_read_alike_and_cut_ones_are_told(papers: Any, results: Path) -> None:
    compressed(results)
    found, whole = read_found(results), read_found(papers.results("comparison"))
    assert found.faults == ()
    assert [row.cells for row in found.rows("options")] == [row.cells for row in whole.rows("options")]
    cut("targets.csv.gz", 0.6)(results)
    (told,) = read_found(results).faults
    assert told.startswith("The table targets.csv.gz cannot be read (Compressed file ended before")


def refusal(folder: Path) -> str:
    """Why results cannot be used; empty if they can."""
    try:
        read_found(folder)
    except InputFault as fault:
        return str(fault)
    return ""


@pytest.mark.parametrize("value", [None, "x", -1, 2.5, True, [], {}, [[]], [{}], {"x": "y"}], ids=repr)
def test_whatever_stands_in_a_manifest_is_read_or_refused(results: Path, value: object) -> None:
    whole = (results / "manifest.json").read_bytes()
    refused = {}
    for name in json.loads(whole):
        manifest(**{name: value})(results)
        refused[name] = refusal(results)
        (results / "manifest.json").write_bytes(whole)
    assert all(refused[name] for name in ("start_date", "evidence", "files", "versions"))
    assert all(name in why for name, why in refused.items() if why and name not in ("files", "versions"))
