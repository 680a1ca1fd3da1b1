"""Files laid over one another: several that one file extends, and the part of an option that a baseline has not."""

from pathlib import Path

import pytest
from small import SMALL, problems, write
from trial import BUSY, LIGHT, MORE, council, told, trial

from sim.scenario import Service, load_service
from sim.scenario.experiments import load_experiment
from sim.scenario.layers import beyond, joined, laid
from sim.scenario.read import read_scenario


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return council(tmp_path)


def flat(folder: Path, text: str) -> Service:
    return load_service(write(folder, text, "flat.toml"))


def test_two_files_extended_together_equal_the_file_written_by_hand(folder: Path) -> None:
    both = write(folder, 'extends = ["options/more.toml", "options/light.toml", "options/busy.toml"]\n', "both.toml")
    service = load_service(both)
    assert service.files == ("small.toml", "more.toml", "light.toml", "busy.toml", "both.toml")
    hand = SMALL.replace('title = "Small"', 'title = "More people"').replace("caseload = 20", "caseload = 10")
    sheet = MORE[MORE.index("[option]") : MORE.index("[[change]]")]
    change = MORE[MORE.index("[[change]]") :] + BUSY[BUSY.index("[[change]]") :]
    assert service.epochs == flat(folder, hand + sheet + change).epochs
    assert [epoch.start > 0 for epoch in service.epochs] == [False, True, True]


def test_an_option_of_one_config_laid_over_another_equals_the_file_written_by_hand(folder: Path) -> None:
    local = 'extends = "small.toml"\ntitle = "Ours"\n[role.planner]\ncasework_share = 0.5\n'
    write(folder, local, "ours.toml")
    design = load_experiment(trial(folder, 'baseline = "ours"\noptions = ["options/light"]\n')).designs[1]
    assert design.files == ("small.toml", "ours.toml", "light.toml")
    hand = SMALL.replace('"Small"', '"Lighter caseloads"').replace("casework_share = 0.7", "casework_share = 0.5")
    assert design.service.epochs == flat(folder, hand.replace("caseload = 20", "caseload = 10")).epochs


def test_an_option_that_extends_what_the_baseline_extends_keeps_the_files_between(folder: Path) -> None:
    write(folder / "options", 'extends = "more.toml"\n[role.nurse]\ncaseload = 5\n', "further.toml")
    design = load_experiment(trial(folder, 'baseline = "small"\noptions = ["options/further"]\n')).designs[1]
    assert design.files == ("small.toml", "more.toml", "further.toml")
    assert design.service.epochs[1].scenario.team["north"].posts["planner"].number == 6


def test_a_base_that_two_files_share_is_laid_once(folder: Path) -> None:
    more, light = (read_scenario(folder / "options" / f"{name}.toml").layers for name in ("more", "light"))
    assert [layer.file for layer in joined([more, light])] == ["small.toml", "more.toml", "light.toml"]
    assert [layer.file for layer in beyond(light, more)] == ["light.toml"]
    assert laid(joined([more])).raw == read_scenario(folder / "options" / "more.toml").raw


def test_a_copy_of_a_file_under_its_name_counts_as_the_file(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    write(folder / "elsewhere", SMALL)
    design = load_experiment(trial(folder, 'baseline = "elsewhere/small"\noptions = ["options/light"]\n')).designs[1]
    assert design.files == ("small.toml", "light.toml")


def test_copies_whose_files_beside_them_differ_are_two_files(folder: Path) -> None:
    text = SMALL + '[day_one.waiting]\ncsv = "waiting.csv"\n'
    (folder / "elsewhere").mkdir()
    for place, days in ((folder, 40), (folder / "elsewhere", 50)):
        write(place, text)
        (place / "waiting.csv").write_text(f"stream,activity,days_since_contact\nreferral,visit,{days}\n")
    ours, theirs = (read_scenario(place / "small.toml").chain for place in (folder, folder / "elsewhere"))
    assert ours[0].text == theirs[0].text
    assert beyond(theirs, ours) == theirs
    assert beyond(ours, ours) == ()
    found = told(trial(folder, 'baseline = "elsewhere/small"\noptions = ["options/light"]\n'))
    assert any("shares no file" in line or "another root" in line for line in found)


CONFLICTS = {
    "one setting": (
        "[role.planner]\ncaseload = 12\n",
        "light.toml and other.toml set 'role.planner.caseload' to different values (found 10 and 12)",
    ),
    "another setting, from a date": (
        '[[change]]\nfrom = 2015-01-01\nset = { "role.planner.casework_share" = 0.5 }\n',
        None,
    ),
    "the same value": ("[role.planner]\ncaseload = 10\n", None),
    "another setting of the same table": ("[role.planner]\nslice_hours = 2\n", None),
    "the titles": ('title = "Other"\n', None),
}


@pytest.mark.parametrize("case", CONFLICTS)
def test_files_side_by_side_may_not_set_one_thing_to_two_values(folder: Path, case: str) -> None:
    text, conflict = CONFLICTS[case]
    write(folder / "options", f'extends = "../small.toml"\n{text}', "other.toml")
    both = write(folder, 'extends = ["options/light.toml", "options/other.toml"]\n', "both.toml")
    if conflict is None:
        load_service(both)
    else:
        hint = "Set it in this file, or leave one of the two out."
        assert problems(both) == [f"both.toml: extends: {conflict}. {hint}"]


CHANGES = {
    "from another date": ("2015-06-01", "7", "6 from 2014-10-01 and 7 from 2015-06-01"),
    "to another value": ("2014-10-01", "5", "6 from 2014-10-01 and 5 from 2014-10-01"),
    "to the same value from the same date": ("2014-10-01", "6", None),
}


@pytest.mark.parametrize("case", CHANGES)
def test_files_side_by_side_may_not_change_one_thing_in_two_ways(folder: Path, case: str) -> None:
    date, value, found = CHANGES[case]
    text = f'extends = "../small.toml"\n[[change]]\nfrom = {date}\nset = {{ "team.north.posts.planner" = {value} }}\n'
    write(folder / "options", text, "other.toml")
    both = write(folder, 'extends = ["options/more.toml", "options/other.toml"]\n', "both.toml")
    if found is None:
        load_service(both)
    else:
        assert problems(both) == [
            "both.toml: extends: more.toml and other.toml set 'team.north.posts.planner' to different values"
            f" (found {found}). Set it in this file, or leave one of the two out."
        ]


def test_a_setting_from_the_start_meets_a_change_of_it_by_date(folder: Path) -> None:
    write(folder / "options", 'extends = "../small.toml"\n[team.north.posts]\nplanner = 9\n', "other.toml")
    both = write(folder, 'extends = ["options/more.toml", "options/other.toml"]\n', "both.toml")
    assert "(found 6 from 2014-10-01 and 9)" in problems(both)[0]


def test_a_change_of_the_whole_meets_a_change_of_a_part(folder: Path) -> None:
    change = 'extends = "small.toml"\n[[change]]\nfrom = 2014-10-01\nset = {{ "role.planner.absence{}" = {} }}\n'
    write(folder, change.format("", "{ leave_days = 20 }").replace("2014-10-01", "2015-04-01"), "a.toml")
    write(folder, change.format(".leave_days", "25").replace("2014-10-01", "2015-04-01"), "b.toml")
    found = problems(write(folder, 'extends = ["a.toml", "b.toml"]\n', "both.toml"))
    assert "(found 20 from 2015-04-01 and 25 from 2015-04-01)" in found[0]


def test_two_ways_of_coming_meet(folder: Path) -> None:
    for name, text in (("a", "every_hours = 3"), ("b", "per_year = 3")):
        write(folder, f'extends = "small.toml"\n[demand.referral]\n{text}\n', f"{name}.toml")
    found = problems(write(folder, 'extends = ["a.toml", "b.toml"]\n', "both.toml"))
    assert found[0].startswith("both.toml: extends: a.toml and b.toml set 'demand.referral.every_hours' to different")


def test_what_the_joining_file_sets_itself_is_no_conflict(folder: Path) -> None:
    write(folder / "options", LIGHT.replace("10", "12"), "other.toml")
    both = 'extends = ["options/light.toml", "options/other.toml"]\n[role.planner]\ncaseload = 11\n'
    caseload = load_service(write(folder, both, "both.toml")).base.role["planner"].caseload
    assert caseload is not None
    assert caseload.value == 11


def test_many_conflicts_are_counted(folder: Path) -> None:
    for name, number in (("a", 1), ("b", 2)):
        keys = "".join(f"[source.s{place}]\ntitle = '{number}'\n" for place in range(20))
        write(folder, f'extends = "small.toml"\n{keys}', f"{name}.toml")
    found = problems(write(folder, 'extends = ["a.toml", "b.toml"]\n', "both.toml"))
    assert len(found) == 6
    assert found[-1].endswith("There are 14 more like this.")


def test_a_circle_through_a_list_is_refused(folder: Path) -> None:
    write(folder, 'extends = ["small.toml", "two.toml"]\n', "one.toml")
    write(folder, 'extends = "one.toml"\n', "two.toml")
    assert problems(folder / "one.toml") == [
        "two.toml: extends: files extend one another in a circle (found 'one.toml')."
    ]


def test_every_file_of_a_list_that_is_not_there_is_told(folder: Path) -> None:
    own = write(folder, 'extends = ["small.toml", "none.toml", "small.toml", "nil.toml"]\n', "own.toml")
    assert problems(own) == [
        "own.toml: extends: there is no such file (found 'none.toml').",
        "own.toml: extends: a file is extended once (found 'small.toml').",
        "own.toml: extends: there is no such file (found 'nil.toml').",
    ]


def test_what_is_wrong_in_several_files_of_a_list_is_told_of_each(folder: Path) -> None:
    for name in ("a", "b"):
        write(folder, f'extends = "small.toml"\n[role.planner]\n{name} = ', f"{name}.toml")
    found = problems(write(folder, 'extends = ["a.toml", "b.toml"]\n', "both.toml"))
    assert [line.partition(":")[0] for line in found] == ["a.toml", "b.toml"]


def test_an_option_that_the_baseline_undoes_later_is_refused(folder: Path) -> None:
    write(folder, MORE.replace("../", "").replace("2014-10", "2015-06"), "ours.toml")
    write(folder / "options", 'extends = "../small.toml"\n[team.north.posts]\nplanner = 9\n', "nine.toml")
    assert told(trial(folder, 'baseline = "ours"\noptions = ["options/nine"]\n')) == [
        "trial.toml: options[0]: the baseline changes 'team.north.posts.planner' again on 2015-06-01 (ours.toml), so"
        " the option 'nine' would not hold. Let its file extend 'ours.toml'."
    ]


def test_an_option_that_knows_what_the_baseline_changes_later_is_taken(folder: Path) -> None:
    write(folder, MORE.replace("../", "").replace("2014-10", "2015-06"), "ours.toml")
    write(folder / "options", 'extends = "../ours.toml"\n[team.north.posts]\nplanner = 9\n', "nine.toml")
    design = load_experiment(trial(folder, 'baseline = "ours"\noptions = ["options/nine"]\n')).designs[1]
    numbers = [epoch.scenario.team["north"].posts["planner"].number for epoch in design.service.epochs]
    assert numbers == [9, 6]
