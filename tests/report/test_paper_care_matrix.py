"""The Care Matrix: hours by role and kind of work can be worked out by hand, and what is lacking follows from them."""

from dataclasses import replace

import pytest
from paper_made import compared
from paper_walk import grid_of, rows_of, text_of

from sim.report.paper.blocks import Name, Picture, appended
from sim.report.paper.found import Found, Material, read_found
from sim.report.paper.matrix import Matrix, matrices
from sim.report.paper.sections.care_matrix import care_matrix
from sim.workforce import expected_capacity

ADVISER, WORKER = ("adviser", False), ("social_worker", False)


@pytest.fixture(scope="module")
def found() -> Found:
    return read_found(compared())


@pytest.fixture(scope="module")
def matrix(found: Found) -> Matrix:
    (made,) = matrices(Material(found))
    return made


def test_hours_are_people_times_hours_each(matrix: Matrix) -> None:
    assert (matrix.now.label, matrix.future.label) == ("2014/15", "2014/15")
    assert matrix.kinds == ("Front door", "Assessment", "Duty")
    # 300 referrals, half an hour each at the front door; half of them assessed, eight hours each. Then 600.
    assert matrix.now.of("Front door", ADVISER) == pytest.approx(150)
    assert matrix.now.of("Assessment", WORKER) == pytest.approx(1200)
    assert matrix.future.of("Front door", ADVISER) == pytest.approx(300)
    assert matrix.future.of("Assessment", WORKER) == pytest.approx(2400)
    assert matrix.now.of("Duty", WORKER) == matrix.future.of("Duty", WORKER) == pytest.approx(100)
    assert matrix.now.of("Front door", WORKER) == 0


def test_what_is_lacking_is_work_over_nine_tenths_of_the_time(found: Found, matrix: Matrix) -> None:
    service = found.service("tiny")
    time = {service.roles[item.role]: item.casework_hours for item in expected_capacity(service)}
    gaps = {gap.now.role: gap for gap in matrix.gaps()}
    worker = gaps["social_worker"]
    assert worker.hours == pytest.approx(2500 - 0.9 * time["social_worker"])
    assert worker.posts == pytest.approx(2500 / (0.9 * time["social_worker"]) - 1)
    assert gaps["adviser"].posts < 0 < worker.posts


def test_the_section_says_that_it_is_no_simulation_and_who_lacks_posts(found: Found) -> None:
    section = care_matrix(Material(found))
    assert section is not None
    text = text_of(section)
    assert "not a simulation" in text
    assert "With Many <b>more</b> people, work in 2014/15 comes to" in text
    table = rows_of(grid_of(section, "Hours and posts of each role"))
    assert [row[0] for row in table] == ["Advisers", "Social workers"]
    assert table[1][2:4] == ["1,300", "2,500"]
    assert Name("Many <b>more</b> people") in section.blocks[0].words  # type: ignore[union-attr]
    futures = rows_of(grid_of(section, "Work and posts lacking"))
    assert [row[:3] for row in futures] == [
        ["No change", "1,450", "none"],
        ["Many <b>more</b> people", "2,800", "93 % more"],
    ]


def test_the_picture_has_its_table_and_says_what_grows_most(found: Found) -> None:
    section = care_matrix(Material(found))
    assert section is not None
    (whole,) = appended((section,))
    (picture,) = [block for block in whole.section.blocks if isinstance(block, Picture)]
    assert "grows most is assessment: +1,200 hours" in picture.alt
    assert picture.behind is not None
    assert rows_of(picture.behind) == [
        ["Assessment", "-", "1,200 to 2,400"],
        ["Front door", "150 to 300", "-"],
        ["Duty", "-", "100"],
    ]


def test_without_a_demand_option_the_future_is_the_period_of_the_results(found: Found) -> None:
    others = [row for row in found.tables["options"] if row.text("kind") != "demand"]
    alone = replace(found, tables={**found.tables, "options": others})
    (made,) = matrices(Material(alone))
    assert made.title == ""
    assert made.now.hours == made.future.hours


def test_without_the_texts_of_configs_there_is_no_matrix(found: Found) -> None:
    bare = {key: value for key, value in found.manifest.items() if key not in ("texts", "config")}
    assert care_matrix(Material(replace(found, manifest=bare))) is None
