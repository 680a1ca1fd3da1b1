"""What several configs have in common is read and validated once, and never taken for what only looks like it."""

from pathlib import Path

import pytest
from small import SMALL, altered, problems, write

from sim.scenario import load_service
from sim.scenario.parts import MOST_KEPT, validated
from sim.scenario.service import Group
from sim.scenario.staffing import Role


def test_an_option_has_the_very_objects_of_its_base_where_it_says_the_same(tmp_path: Path) -> None:
    base = load_service(write(tmp_path, SMALL)).base
    option = load_service(write(tmp_path, 'extends = "small.toml"\n[activity.visit]\neffort_hours = 4\n', "four.toml"))
    assert option.base.demand["referral"] is base.demand["referral"]
    assert option.base.activity["front_door"] is base.activity["front_door"]
    assert option.base.activity["visit"] is not base.activity["visit"]
    assert option.base.activity["visit"].effort_hours != base.activity["visit"].effort_hours


@pytest.mark.parametrize("wrong", ["1.0", "true"])
def test_what_equals_a_valid_number_but_is_of_another_kind_is_refused(tmp_path: Path, wrong: str) -> None:
    load_service(write(tmp_path, SMALL))
    (problem,) = problems(write(tmp_path, altered("number = 1\n", f"number = {wrong}\n"), "wrong.toml"))
    assert "priority.urgent.number" in problem


def test_a_part_is_not_taken_for_one_of_another_table(tmp_path: Path) -> None:
    scenario = load_service(write(tmp_path, SMALL + "[group.nurse]\n")).base
    assert isinstance(scenario.role["nurse"], Role)
    assert isinstance(scenario.group["nurse"], Group)


def test_a_file_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    file = write(tmp_path, SMALL)
    assert load_service(file).base.role["planner"].casework_share.value == 0.7
    write(tmp_path, altered("casework_share = 0.7", "casework_share = 0.6"))
    assert load_service(file).base.role["planner"].casework_share.value == 0.6


def test_files_of_the_same_words_have_the_cases_beside_them(tmp_path: Path) -> None:
    text = SMALL + '[day_one.waiting]\ncsv = "cases.csv"\n'
    header = "stream,activity,days_since_contact,days_in_activity,team,role,priority\n"
    days = []
    for name, row in (("one", "referral,visit,40,,,,\n"), ("other", "referral,visit,41,,,,\n")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "cases.csv").write_text(header + row, encoding="utf-8")
        days.append(load_service(write(folder, text)).base.day_one.waiting_cases[0].days_since_contact)
    assert days == [40, 41]


def test_parts_do_not_grow_without_end(tmp_path: Path) -> None:
    from sim.scenario import parts
    from sim.scenario.read import read_scenario

    raw = read_scenario(write(tmp_path, SMALL)).raw
    for number in range(MOST_KEPT + 10):
        validated({**raw, "source": {"plan": {"title": f"Plan {number}"}}})
    assert len(parts._kept) <= MOST_KEPT + len(raw["activity"]) + 20
