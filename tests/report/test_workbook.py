"""The workbook, read back: every number is that of the results, every word stays a word, and nothing else is there."""

import datetime as dt
from pathlib import Path
from zipfile import ZipFile

import pytest
import sweep_made as made
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hostile_board import HOSTILE, QUESTION, TITLE, hostile_board
from sim.report.paper.book.fields import FIELDS
from sim.report.paper.book.sheet import Field, Sheet
from sim.report.paper.found import Material, read_found
from sim.report.paper.workbook import CUT, MOST_CHARACTERS, sheets_of, workbook_of, write_sheets
from sim.report.sweep_results import write_sweep

SHEETS = ["Answer", "Options", "Option sheets", "Targets", "Monthly", "Differences"]
CARE = ["Care Matrix", "Care Matrix posts"]
INPUTS = ["Inputs", "Option inputs", "Definitions", "About"]
FOLDED = {"option", "against", "measure", "month"}
"""Columns whose names are told by their labels, or whose words are days."""


@pytest.fixture(scope="module")
def material() -> Material:
    return Material(read_found(hostile_board()))


@pytest.fixture(scope="module")
def file(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("written") / "workbook.xlsx"
    workbook_of(material, written)
    return written


@pytest.fixture(scope="module")
def book(file: Path) -> Workbook:
    return load_workbook(file)


def table(page: Worksheet) -> list[dict[str, object]]:
    """The rows of the one table of a sheet, by the heads of its columns."""
    (found,) = page.tables.values()
    head, *rows = page[found.ref]
    names = [str(cell.value) for cell in head]
    assert names == found.column_names
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows]


def test_the_sheets_have_their_names_in_their_order(book: Workbook) -> None:
    assert book.sheetnames == [*SHEETS, *CARE, *INPUTS]


@pytest.mark.parametrize(
    ("name", "source"),
    [("Options", "options"), ("Targets", "targets"), ("Monthly", "monthly"), ("Differences", "differences")],
)
def test_every_number_is_the_number_of_the_table(book: Workbook, material: Material, name: str, source: str) -> None:
    shown, rows = table(book[name]), material.main.tables[source]
    fields = {field.column: field for field in FIELDS[source]}
    assert len(shown) == len(rows)
    numbers = 0
    for got, row in zip(shown, rows, strict=True):
        for column in row.cells.keys() & fields.keys() - FOLDED:
            field, text = fields[column], row.text(column)
            value = got.get(field.head)
            if field.form in ("name", "text", "long") or text in ("", "inf"):
                assert (value or "") == text, f"{name}: {field.head}"
            else:
                assert isinstance(value, int | float), f"{name}: {field.head}"
                assert value == float(text), f"{name}: {field.head}"
                numbers += 1
    assert numbers > 0


def test_options_and_their_sheets_have_every_column_of_the_results(material: Material) -> None:
    known = {field.column for name in ("options", "option sheets") for field in FIELDS[name]}
    assert set(material.main.tables["options"][0].cells) <= known


def test_months_are_days_that_a_chart_can_use(book: Workbook) -> None:
    months = {row["Month"] for row in table(book["Monthly"])}
    assert min(months) == dt.datetime(2014, 4, 1)  # type: ignore[type-var]


def test_words_stay_words_whatever_they_begin_with(book: Workbook) -> None:
    labels = {str(row["Option"]) for row in table(book["Options"])}
    assert labels == {"No change", *HOSTILE.values()}
    assert {row["Owner"] for row in table(book["Options"])} == {None, "=1+2"}
    assert book["Answer"]["A1"].value == TITLE
    assert book["Answer"]["A2"].value == QUESTION


def test_there_is_no_formula_no_link_and_no_macro(file: Path, book: Workbook) -> None:
    for page in book.worksheets:
        # openpyxl takes any word that begins with = for a formula: the file itself says what it is.
        assert all(cell.hyperlink is None for row in page.iter_rows() for cell in row)
    with ZipFile(file) as parts:
        names = parts.namelist()
        sheets = [parts.read(name) for name in names if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(book.sheetnames)
    assert not any(b"<f>" in sheet or b"<f " in sheet or b"hyperlink" in sheet for sheet in sheets)
    assert not any("vba" in name.lower() or "external" in name.lower() for name in names)


def test_tables_have_filters_frozen_heads_and_a_page_to_print_on(book: Workbook) -> None:
    names = set()
    for page in book.worksheets:
        (found,) = page.tables.values()
        names.add(found.name)
        assert found.autoFilter is not None, page.title
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.print_title_rows is not None
        if page.title != "Answer":
            head = int(found.ref.split(":")[0].lstrip("A"))
            assert page.freeze_panes == f"B{head + 1}", page.title
    assert len(names) == len(book.worksheets)


def test_figures_of_no_change_have_names_of_their_own(book: Workbook, material: Material) -> None:
    sheet, cell = next(iter(book.defined_names["No_change_wait_days"].destinations))
    assert book[sheet][cell].value == material.main.tables["options"][0].number("wait_mean_days")


def test_inputs_are_the_register_of_the_baseline_with_its_evidence(book: Workbook) -> None:
    rows = {row["Setting"]: row for row in table(book["Inputs"])}
    posts = rows["team.north.posts.social_worker"]
    assert (posts["Value"], posts["Unit"], posts["Evidence grade"]) == (1, "posts", "assumption")
    assert posts["What it is"] == "North: posts: social worker"


def test_option_inputs_say_what_was_what_is_and_from_when(book: Workbook) -> None:
    rows = [row for row in table(book["Option inputs"]) if row["Option"] == HOSTILE["more-people"]]
    (change,) = rows
    assert (change["Setting"], change["No change: value"], change["Option: value"]) == (
        "demand.referral.per_year",
        300,
        400,
    )
    assert (change["Low"], change["High"], change["Evidence grade"]) == (200, 500, "derived")
    assert change["From"] == dt.datetime(2014, 4, 1)


def test_hours_of_the_care_matrix_sum_to_the_work_of_each_role(book: Workbook) -> None:
    work, posts = table(book["Care Matrix"]), table(book["Care Matrix posts"])
    assert posts
    for role in posts:
        hours = [row["In future (hours a year)"] for row in work if row["Role"] == role["Role"]]
        assert sum(map(float, map(str, hours))) == pytest.approx(role["Work in future (hours a year)"])


def test_measures_of_the_results_are_defined(book: Workbook) -> None:
    defined = {row["Name in the tables of the results"] for row in table(book["Definitions"])}
    assert {"contact_to_assessment_mean_days", "contact_to_assessment_within_28_days", "waiting_cases_end"} <= defined


def test_the_file_says_what_it_is_of(book: Workbook, material: Material) -> None:
    assert book.properties.title == TITLE
    assert book.properties.created == material.main.finished.replace(tzinfo=None)
    facts = {row["What"]: row["Says"] for row in table(book["About"])}
    assert facts["Seed"] == "7"
    assert "board.toml" in str(facts["How to repeat"])


def test_it_has_the_same_bytes_each_time(material: Material, file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    workbook_of(material, again)
    assert again.read_bytes() == file.read_bytes()


@pytest.mark.parametrize("sign", ["x", "\U0001f600"])
def test_what_a_cell_cannot_hold_is_cut_and_says_so(material: Material, tmp_path: Path, sign: str) -> None:
    text = sign * 40_000
    sheet = Sheet("Long", "Long", (Field("a", "A", "long"),), [(text,), ("short",)])
    write_sheets([sheet], tmp_path / "long.xlsx", material)
    long, short = (row["A"] for row in table(load_workbook(tmp_path / "long.xlsx")["Long"]))
    kept = str(long).removesuffix(CUT)
    assert str(long).endswith(CUT)
    assert text.startswith(kept)
    assert MOST_CHARACTERS - 2 < len(str(long).encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert short == "short"


def test_heads_that_are_alike_or_long_are_told_apart(material: Material, tmp_path: Path) -> None:
    fields = tuple(Field(str(place), head) for place, head in enumerate(["Wait", "wait", "W" * 300, "W" * 300, " "]))
    write_sheets([Sheet("Heads", "Heads", fields, [("a", "b", "c", "d", "e")])], tmp_path / "heads.xlsx", material)
    (row,) = table(load_workbook(tmp_path / "heads.xlsx")["Heads"])
    assert list(row.values()) == ["a", "b", "c", "d", "e"]
    assert all(len(head) <= 255 for head in row)


def test_rows_beyond_what_a_sheet_holds_are_left_out_and_counted(
    material: Material, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.report.paper.workbook.MOST_ROWS", 20)
    sheet = Sheet("Many", "Many", (Field("a", "A", "whole"),), [(float(place),) for place in range(50)])
    write_sheets([sheet], tmp_path / "many.xlsx", material)
    page = load_workbook(tmp_path / "many.xlsx")["Many"]
    rows = table(page)
    assert page.max_row <= 20
    assert [row["A"] for row in rows] == list(range(len(rows)))
    assert f"{50 - len(rows)} rows are left out" in str(page["A2"].value)


def test_a_sweep_has_its_points_with_all_their_columns(tmp_path: Path) -> None:
    write_sweep(tmp_path / "sweep", made.grid(), where="here")
    found = read_found(tmp_path / "sweep")
    workbook_of(Material(found), tmp_path / "sweep.xlsx")
    shown, rows = table(load_workbook(tmp_path / "sweep.xlsx")["Points"]), found.tables["points"]
    filled = [column for column in rows[0].cells if any(row.text(column) for row in rows)]
    assert len(shown) == len(rows)
    assert len(shown[0]) == len(filled)
    assert [row["Contact to assessment mean days mean"] for row in shown] == [
        row.number("contact_to_assessment_mean_days_mean") for row in rows
    ]


def test_a_second_folder_of_a_kind_has_sheets_of_its_own(material: Material) -> None:
    names = [sheet.name for sheet in sheets_of(Material(material.main, (material.main,)))]
    assert names[: 2 * len(SHEETS) - 1] == [*SHEETS, *(f"{name} 2" for name in SHEETS[1:])]
