"""Day-one CSVs: real cases in place of a number, and every bad row told by its line."""

from pathlib import Path

import pytest
from small import SMALL, problems, write

from sim.scenario import load_service
from sim.scenario.stock import StockCase

HEADER = "stream,activity,days_since_contact,days_in_activity,team,role,priority\n"
NAMED = SMALL + '[day_one.waiting]\ncsv = "cases.csv"\n'


def stocked(folder: Path, rows: str | bytes, name: str = "cases.csv") -> Path:
    (folder / name).write_bytes(rows if isinstance(rows, bytes) else rows.encode())
    return write(folder, NAMED)


def test_each_row_is_a_case(tmp_path: Path) -> None:
    rows = "referral,front_door,12.5,3,north,planner,urgent\nreferral,visit,40,,,,\n"
    day_one = load_service(stocked(tmp_path, HEADER + rows)).base.day_one
    assert day_one.waiting_cases == (
        StockCase(
            stream="referral",
            activity="front_door",
            days_since_contact=12.5,
            days_in_activity=3,
            team="north",
            role="planner",
            priority="urgent",
        ),
        StockCase(stream="referral", activity="visit", days_since_contact=40),
    )
    assert day_one.open_cases == ()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_files_of_any_system_and_of_excel_are_read(tmp_path: Path, ends: str) -> None:
    text = HEADER + "referral , visit, 40 ,,,,\n\nreferral,visit,41,,,,\n"
    file = stocked(tmp_path, b"\xef\xbb\xbf" + text.replace("\n", ends).encode())
    assert [case.days_since_contact for case in load_service(file).base.day_one.waiting_cases] == [40, 41]


def test_a_file_is_looked_for_beside_the_config_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    stocked(tmp_path / "base", HEADER + "referral,visit,40,,,,\n")
    own = write(tmp_path, 'extends = "base/small.toml"\n', "own.toml")
    assert len(load_service(own).base.day_one.waiting_cases) == 1


def test_the_cases_are_part_of_what_a_run_is_remade_from(tmp_path: Path) -> None:
    one = load_service(stocked(tmp_path, HEADER + "referral,visit,40,,,,\n")).content
    other = load_service(stocked(tmp_path, HEADER + "referral,visit,41,,,,\n")).content
    assert one != other


def test_every_bad_row_is_told_by_its_line(tmp_path: Path) -> None:
    rows = [
        "referral,visit,forty,,,,",
        "referral,visit,-1,,,,",
        "",
        "referral,visit,40,50,,,",
        "referral,visit,40,,",
        ",visit,40,,,,",
        "referral,visit,nan,,,,",
        "referral,visit,99999,,,,",
        "referral,,40,,,,",
        "referral,visit,40,,,,",
    ]
    assert problems(stocked(tmp_path, HEADER + "\n".join(rows))) == [
        "cases.csv: line 2, days_since_contact: a number of days is wanted (found 'forty').",
        "cases.csv: line 3, days_since_contact: must be at least 0 (found -1.0).",
        "cases.csv: line 5: days_in_activity may not be above days_since_contact (found 50).",
        "cases.csv: line 6: the row has more or fewer cells than the header.",
        "cases.csv: line 7: give the case a work_type or a stream.",
        "cases.csv: line 8, days_since_contact: a number below a million million is wanted (found nan).",
        "cases.csv: line 9, days_since_contact: must be at most 36,525 days (found 99999).",
        "cases.csv: line 10, activity: this setting is needed.",
    ]


def test_names_are_checked_by_line_even_after_empty_ones(tmp_path: Path) -> None:
    rows = "referral,visit,40,,,,\n\nreferral,vist,40,,nort,planer,\nreferal,visit,40,,,,urgnt\n"
    assert problems(stocked(tmp_path, HEADER + rows)) == [
        "cases.csv: line 4, activity: there is no activity of this name (found 'vist'). Did you mean 'visit'?",
        "cases.csv: line 4, team: there is no team of this name (found 'nort'). Did you mean 'north'?",
        "cases.csv: line 4, role: there is no role of this name (found 'planer'). Did you mean 'planner'?",
        "cases.csv: line 5, stream: there is no stream of this name (found 'referal'). Did you mean 'referral'?",
        "cases.csv: line 5, priority: there is no priority of this name (found 'urgnt'). Did you mean 'urgent'?",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", ["line 1: the column 'activity' is needed.", "line 1: the column 'days_since_contact' is needed."]),
        ("activty,days_since_contact\n", [
            "line 1: there is no such column (found 'activty'). Did you mean 'activity'?",
            "line 1: the column 'activity' is needed.",
        ]),
        ("activity,activity,days_since_contact\n", ["line 1: this column is there more than once (found 'activity')."]),
        (HEADER + 'referral,"visit,40', ["line 2: this is not valid CSV: unexpected end of data."]),
        (HEADER.encode() + b"caf\xe9,visit,40", ["the file is not UTF-8 text (byte 74). Save it again as UTF-8."]),
    ],
)  # fmt: skip
def test_what_is_no_day_one_file_is_refused(tmp_path: Path, content: str | bytes, told: list[str]) -> None:
    assert problems(stocked(tmp_path, content)) == [f"cases.csv: {line}" for line in told]


def test_a_missing_day_one_file_is_told_with_where_it_was_looked_for(tmp_path: Path) -> None:
    file = write(tmp_path, NAMED)
    assert problems(file) == [f"cases.csv: there is no such day-one file in {tmp_path}."]


def test_problems_of_the_config_and_of_its_day_one_file_are_told_together(tmp_path: Path) -> None:
    stocked(tmp_path, HEADER + "referral,visit,forty,,,,\n")
    assert problems(write(tmp_path, NAMED.replace("years = 2", "years = -2"))) == [
        "cases.csv: line 2, days_since_contact: a number of days is wanted (found 'forty').",
        "small.toml: clock.years: must be above zero (found -2).",
    ]


@pytest.mark.parametrize(
    ("stock", "told"),
    [
        ("cases = 3", "day_one.open: reached is needed: the activities that these cases have reached, with shares."),
        ("cases = 3\ncsv = 'cases.csv'", "day_one.open: give either cases (a number) or csv (a file of cases)."),
        ("cases = 2.5\nstream = 'referral'\nreached = { visit = 1 }", "day_one.open: cases must be a whole number."),
        ("cases = 2\nreached = { visit = 1 }", "day_one.open: give either work_types (with shares) or a stream."),
        ("cases = 2\nstream = 'referral'\nreached = { visti = 1 }", "day_one.open.reached: there is no activity of"
         " this name (found 'visti'). Did you mean 'visit'?"),
        ("cases = 2\nstream = 'referral'\nages = 'even over a month'\nreached = { visit = 1 }",
         "day_one.open.ages: write ages as \"even over 30 days\" or as a distribution of days, not 'even over a"
         " month'."),
    ],
)  # fmt: skip
def test_a_number_of_cases_needs_all_that_places_them(tmp_path: Path, stock: str, told: str) -> None:
    (tmp_path / "cases.csv").write_text(HEADER)
    assert problems(write(tmp_path, SMALL + f"[day_one.open]\n{stock}\n")) == [f"small.toml: {told}"]
