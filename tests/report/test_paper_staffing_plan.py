"""The staffing plan in the paper: its sums are those of the tables, and every figure is led back to its cell."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from paper_made import compared
from paper_walk import grid_of, not_led_back, rows_of, text_of

from sim.cli import main
from sim.report.paper.blocks import Picture, Section
from sim.report.paper.found import Found, Material, read_found
from sim.report.paper.sections.sensitivities import sensitivities
from sim.report.paper.sections.workforce import workforce
from small_search import SEARCH
from tiny import tiny_config

ROBUST = '[staffing.robust]\nvalues = ["demand.referral.per_year"]'
BUDGET = "[staffing.budget]\nposts = 3"
PHASES = "[staffing.phases]\nmonths = 3\nuntil = 2014-10-01\nweeks_to_fill = 8"


def searched(folder: Path, more: str, terms: str = "") -> Found:
    """The results of a small search."""
    tiny_config(folder)
    (folder / "staff.toml").write_text(SEARCH.replace("[staffing]", f"[staffing]\n{terms}") + more, encoding="utf-8")
    words = ["staff", str(folder / "staff.toml"), "--out", str(folder / "out"), "--store", str(folder / "s.sqlite")]
    done = CliRunner().invoke(main, [*words, "--jobs", "1", "--quiet"])
    assert done.exit_code == 0, done.output
    return read_found(folder / "out")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return searched(tmp_path_factory.mktemp("robust"), ROBUST)


def section_of(found: Found) -> Section:
    section = workforce(Material(found))
    assert section is not None
    return section


def test_every_figure_is_led_back_to_its_cell(found: Found) -> None:
    assert not_led_back(found.folder, section_of(found)) == []


def test_the_lead_has_the_sums_of_the_posts(found: Found) -> None:
    rows = list(found.rows("posts"))
    now, needed = (round(sum(row.number(column) for row in rows)) for column in ("posts_now", "posts_needed"))
    pay = sum((row.number("posts_needed") - row.number("posts_now")) * row.number("gbp_per_year") for row in rows)
    assert (now, needed, pay) == (2, 3, 32_000)
    text = text_of(section_of(found))
    assert "The service needs 3 posts: 1 more than today's 2, for about £32,000 more a year in pay." in text
    assert "Where: social workers +1." in text
    assert rows_of(grid_of(section_of(found), "Posts today"))[-1][:4] == ["Together", "2", "3", "+1"]


def test_the_sentences_of_the_search_stand_as_it_said_them(found: Found) -> None:
    (entry,) = found.manifest["staffing"]
    text = text_of(section_of(found))
    assert all(sentence in text for sentence in entry["sentences"][1:])
    assert entry["sentences"][0] not in text, "the lead says it, rounded"


def test_the_certificate_has_promises_and_one_fewer_of_each(found: Found) -> None:
    rows = rows_of(grid_of(section_of(found), "The certificate"))
    assert rows[0][:2] == ["Assessed within 28 days", "at least 80.0 %"]
    assert rows[0][-1] == "met"
    fewer = [row[0] for row in rows if row[0].startswith("One fewer of")]
    assert [name.partition(":")[0] for name in fewer] == ["One fewer of Social workers", "One fewer of Advisers"]
    assert "figures are what is beyond it" not in text_of(section_of(found))


def test_growth_and_what_posts_depend_on_are_told(found: Found) -> None:
    rows = rows_of(grid_of(section_of(found), "How much more demand"))
    assert [float(row[0]) for row in rows] == sorted(float(row[0]) for row in rows)
    section = sensitivities(Material(found))
    assert section is not None
    (picture,) = section.parts[0].blocks[1:]
    assert isinstance(picture, Picture) and picture.behind is not None
    assert rows_of(picture.behind)[0][0] == "Referrals: per year"
    assert "depend most on Referrals: per year: 2 at its low value and 3 at its high value" in picture.alt
    assert not_led_back(found.folder, section) == []


def test_options_that_add_posts_stand_beside_the_plan(found: Found) -> None:
    board = read_found(compared())
    section = workforce(Material(board, (found,)))
    assert section is not None
    grid = grid_of(section, "The plan beside")
    assert [column.head for column in grid.columns] == ["Posts", "Today", "This plan", "Two more for a year"]
    rows = rows_of(grid)
    assert rows[0] == ["Social workers", "1", "2", "3"]
    assert rows[2][:4] == ["Together", "2", "3", "4"]
    with pytest.raises(LookupError):
        grid_of(section_of(found), "The plan beside")


def test_an_older_folder_that_does_not_say_what_posts_cost_is_told_without(found: Found) -> None:
    rows = [
        replace(row, cells={k: v for k, v in row.cells.items() if k != "gbp_per_year"}) for row in found.rows("posts")
    ]
    text = text_of(section_of(replace(found, tables={**found.tables, "posts": rows})))
    assert "The service needs 3 posts: 1 more than today's 2." in text
    assert "nan" not in text


def test_a_budget_says_what_it_buys_and_where_the_next_post_goes(tmp_path: Path) -> None:
    bought = searched(tmp_path, BUDGET)
    section = section_of(bought)
    assert "The best service that the money buys has 3 posts" in text_of(section)
    rows = dict(rows_of(grid_of(section, "What the budget buys")))
    assert (rows["Budget, posts"], rows["Posts"], rows["Verdict"]) == ("3", "3", "kept")
    assert {row[0] for row in rows_of(grid_of(section, "Where the next post"))} == {"Social workers", "Advisers"}
    assert not_led_back(bought.folder, section) == []


def test_posts_that_start_later_have_a_recruitment_plan(tmp_path: Path) -> None:
    phased = searched(tmp_path, PHASES, "from = 2014-07-01")
    section = section_of(phased)
    rows = rows_of(grid_of(section, "The recruitment plan"))
    assert rows == [["2014-10-01", "2014-08-06", "Social workers", "North", "+1", "2"]]
    assert [row.number("gbp_per_year_more") for row in phased.rows("recruitment")] == [32_000]
    assert phased.manifest["staffing"][0]["sentences"][0].startswith(
        "3 posts are needed from 1 October 2014 on, 1 more than today: +1 on 1 October 2014. Their pay is then"
        " GBP 84,000 a year, +32,000; from 1 July 2014 to the end of the run it is GBP 77,"
    )
    assert "Posts differ from 1 July 2014." in text_of(section)
    assert any("One fewer of Social workers from 2014-10-01" in row[0] for row in rows_of(grid_of(section, "The cert")))
    assert not_led_back(phased.folder, section) == []


def test_results_without_a_search_have_no_plan() -> None:
    assert workforce(Material(read_found(compared()))) is None


def test_without_a_certificate_the_plan_is_not_said_to_be_enough(found: Found) -> None:
    rows = [replace(row, cells={**row.cells, "verdict": "undecided"}) for row in found.rows("certificate")]
    text = text_of(section_of(replace(found, tables={**found.tables, "certificate": rows})))
    assert "It is not certain that it is enough, but the cheapest plan found has 3 posts" in text


def test_a_folder_whose_posts_are_missing_has_no_plan(found: Found) -> None:
    tables = {name: rows for name, rows in found.tables.items() if name != "posts"}
    assert workforce(Material(replace(found, tables=tables))) is None
