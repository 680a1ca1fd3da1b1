"""Settings that cannot be used: each is told once, in plain words, with its file and its place."""

from pathlib import Path

import pytest
from small import SMALL, altered, problems, write

from sim.scenario import load_service

CASES = {
    "text for a whole number": ("caseload = 20", 'caseload = "20"', [
        "role.planner.caseload: a whole number is wanted (found '20').",
    ]),
    "a broken number for a whole one": ("caseload = 20", "caseload = 20.5", [
        "role.planner.caseload: a whole number is wanted (found 20.5).",
    ]),
    "a number for true or false": ("held = true", "held = 1", [
        "activity.visit.held: true or false is wanted (found 1).",
    ]),
    "text for true or false": ("held = true", 'held = "yes"', [
        "activity.visit.held: true or false is wanted (found 'yes').",
    ]),
    "a number for text": ('title = "Small"', "title = 2014", ["title: text in quotes is wanted (found 2014)."]),
    "a list for a table": ("[clock]\n", "[[clock]]\n", ["clock: a table is wanted (found a list)."]),
    "a word for a list": ('priorities = { urgent', 'teams = "north"\npriorities = { urgent', [
        "demand.referral.teams: a table is wanted (found 'north').",
    ]),
    "a setting of no name": ("casework_share = 0.7", "caswork_share = 0.7", [
        "role.planner.caswork_share: there is no such setting. Did you mean 'casework_share'?",
    ]),
    "a table of no name": ("[clock]\n", "[clok]\n", [
        "clock: this setting is needed. Write [clock] with start_date = 2014-04-01 and years = 5.",
        "clok: there is no such setting. Did you mean 'clock'?",
    ]),
    "a negative number of posts": ("planner = 4", "planner = -4", [
        "team.north.posts.planner.number: must be at least 0 (found -4).",
    ]),
    "a part of a post": ("planner = 4", "planner = 4.5", [
        "team.north.posts.planner: posts are whole numbers; give part-time posts as { number = 6, part_time = [0.6] }"
        " (found 4.5).",
    ]),
    "more part-time posts than posts": ("part_time = [0.5]", "part_time = [0.5, 0.5, 0.5]", [
        "team.north.posts.nurse: part_time names 3 posts of only 2.",
    ]),
    "posts above their range": ("high = 3", "high = 1", [
        "team.north.posts.nurse: high (1) may not be below number (2).",
    ]),
    "a share above one": ("casework_share = 0.7", "casework_share = 70", [
        "role.planner.casework_share: value must be between 0 and 1, not 70.",
    ]),
    "shares that do not sum to one": ("standard = 0.75", "standard = 0.7", [
        "demand.referral.priorities: shares must sum to 1, not 0.95.",
    ]),
    "routes that do not sum to one": ("close = 0.6", "close = 0.5", [
        "activity.front_door.next: shares must sum to 1, not 0.9.",
    ]),
    "lists that do not sum to one": ('by = ["planner"]', 'by = [{ share = 0.5, who = ["planner"] }]', [
        "activity.visit.by: the shares of the lists must sum to 1, not 0.5.",
    ]),
    "nobody in a list": ('by = ["planner"]', "by = []", ["activity.visit.by: at least one entry is needed."]),
    "a route to nowhere": ("visit = 0.4", "visti = 0.4", [
        "activity.front_door.next: there is no activity or work type of this name (found 'visti'). Did you mean"
        " 'visit'?",
    ]),
    "a start to nowhere": ('begins_at = "front_door"', 'begins_at = "close"', [
        "demand.referral.begins_at: there is no activity or work type of this name (found 'close'). Known:"
        " front_door, visit.",
    ]),
    "an endless loop of one": ('next = "close"', 'next = "visit"', [
        "activity.visit.next: an endless loop: no route from here ever leads to 'close'. Give some cases a way out.",
    ]),
    "a loop that some leave": ('next = "close"', "next = { front_door = 1, close = 0 }", []),
    "an almost endless loop": ('next = "close"', "next = { visit = 0.9999, close = 0.0001 }", [
        "activity.visit.next: an almost endless loop: after 1,000 steps one case in 3 is still here. Give more cases"
        " a way out.",
    ]),
    "a role of no name": ('by = ["planner"]', 'by = ["planer"]', [
        "activity.visit.by[0].who: there is no role of this name (found 'planer'). Did you mean 'planner'?",
    ]),
    "a team of no name": ('"planner@north"', '"planner@nroth"', [
        "activity.front_door.by[0].who: there is no team of this name (found 'nroth'). Did you mean 'north'?",
    ]),
    "a priority of no name": ("urgent = 0.25", "urgnet = 0.25", [
        "demand.referral.priorities: there is no priority of this name (found 'urgnet'). Did you mean 'urgent'?",
    ]),
    "two priorities of one number": ("number = 2\n[demand", "number = 1\n[demand", [
        "priority.standard.number: priority 'urgent' has this number already (found 1).",
    ]),
    "a country of no name": ('"England"', '"Englnd"', [
        "clock.bank_holidays: England, Wales, Scotland, Northern Ireland or none is wanted (found 'Englnd'). Did you"
        " mean 'England'?",
    ]),
    "holidays that are no dates": ('"England"', "[2014-05-05, 5]", [
        "clock.bank_holidays[1]: a date such as 2014-04-01 is wanted, without quotes (found 5).",
    ]),
    "a date in quotes": ("2014-04-01", '"1 April 2014"', [
        "clock.start_date: a date such as 2014-04-01 is wanted, without quotes (found '1 April 2014').",
    ]),
    "a start long ago": ("2014-04-01", "0014-04-01", [
        "clock.start_date: must lie between 1948-01-01 and 2100-01-01 (found 0014-04-01).",
    ]),
    "no time at all": ("years = 2", "years = 0", ["clock.years: must be above zero (found 0)."]),
    "a minute of time": ("years = 2", "years = 0.000001", [
        "clock.years: must be at least a day (1/365) and at most 50 years (found 1e-06).",
    ]),
    "too long a time": ("years = 2", "years = 2014", [
        "clock.years: must be at least a day (1/365) and at most 50 years (found 2014).",
    ]),
    "a warm-up past the end": ("years = 2", "years = 2\nwarm_up_days = 800", [
        "clock.warm_up_days: the warm-up must end before the run does (found 800).",
    ]),
    "work of no kind": ("effort_hours = 3\n", "", [
        "activity.visit: give exactly one of effort_hours, effort_share, delay_days, gate, place, awaits; found"
        " none.",
    ]),
    "work of two kinds": ("effort_hours = 3\n", "effort_hours = 3\ndelay_days = 2\n", [
        "activity.visit: give exactly one of effort_hours, effort_share, delay_days, gate, place, awaits; found"
        " effort_hours, delay_days.",
    ]),
    "a share of no effort": ("effort_hours = 3\n", "effort_share = 0.5\n", [
        "activity.visit.effort_share: a share of no effort: cases reach it without a work type, which has no"
        " effort_hours.",
    ]),
    "hours that are no hours": ("[role.nurse]", '[role.nurse]\nhours = "9-5"', [
        "role.nurse.hours: write a time as HH:MM, not '9' (found '9-5').",
    ]),
    "a week longer than its hours": ("[role.nurse]", "[role.nurse]\ncontract_hours_per_week = 50", [
        "role.nurse: the casework of a day (600 minutes) does not fit its opening hours (480 minutes).",
    ]),
    "vacancy told twice": ("[role.nurse]", "[role.nurse]\nnet_vacancy_share = 0.1\nturnover_per_year = 0.1", [
        "role.nurse: give net_vacancy_share or turnover_per_year, never both.",
    ]),
    "a moment in another time zone": ("[priority.urgent]", "[demand.other]\nbegins_at = 'visit'\n"
     "dates = [2014-05-01T09:00:00Z, 2014-05-02]\n[priority.urgent]", [
        "demand.other.dates[0]: write local time, without Z or an offset (found 2014-05-01 09:00:00+00:00).",
    ]),
    "a band that nobody follows": ("[priority.urgent]", "[population.old]\ngrowth_per_year = 0.03\n[priority.urgent]",
        []),
    "a shrinking to nobody": ("[priority.urgent]", "[population.all]\ngrowth_per_year = -1\n[priority.urgent]", [
        "population.all.growth_per_year: must be above -0.99 (found -1).",
    ]),
    "cases that the file may not hold": ("[priority.urgent]", "[day_one]\nwaiting_cases = []\n[priority.urgent]", [
        "day_one.waiting_cases: there is no such setting. Name a file of cases as day_one.waiting.csv.",
    ]),
}  # fmt: skip
"""What is slipped into the small config, and what is told; nothing where it is no slip."""


@pytest.mark.parametrize(("old", "new", "told"), CASES.values(), ids=CASES)
def test_each_slip_is_told_once_and_plainly(tmp_path: Path, old: str, new: str, told: list[str]) -> None:
    file = write(tmp_path, altered(old, new))
    if told:
        assert problems(file) == [f"small.toml: {line}" for line in told]
    else:
        load_service(file)


def test_a_role_that_no_team_holds(tmp_path: Path) -> None:
    file = write(tmp_path, altered('by = ["planner"]', 'by = ["doctor"]') + "[role.doctor]\n")
    assert problems(file) == [
        "small.toml: activity.visit.by[0].who: no team has posts of this role (found 'doctor'). Give a team posts of"
        " it."
    ]


def test_growth_beyond_all_sense(tmp_path: Path) -> None:
    growth = "[population.all]\ngrowth_per_year = 9\n[demand.referral.growth]\nall = 1\n"
    file = write(tmp_path, altered("years = 2", "years = 6") + growth)
    rule = "this would grow to more than 10,000,000 a year by the end of the run"
    assert problems(file) == [f"small.toml: demand.referral.growth: {rule} (found 5e+08 a year)."]


def test_an_endless_loop_names_all_that_are_caught_in_it(tmp_path: Path) -> None:
    loop = "[activity.plan]\nby = ['nurse']\neffort_hours = 1\nnext = 'visit'\n"
    file = write(tmp_path, altered('next = "close"', 'next = "plan"') + loop)
    assert problems(file) == [
        "small.toml: activity.visit.next: an endless loop: no route from here ever leads to 'close' (nor from plan)."
        " Give some cases a way out."
    ]


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = (
        SMALL.replace("years = 2", 'years = "2"')
        .replace("held = true", "hold = true")
        .replace("caseload = 20", "caseload = -20")
    )
    assert problems(write(tmp_path, text)) == [
        "small.toml: clock.years: a number is wanted, or a table with value, low, high, unit, source, grade"
        " (found '2').",
        "small.toml: activity.visit.hold: there is no such setting. Did you mean 'held'?",
        "small.toml: role.planner.caseload: value must be at least 0, not -20.",
    ]


def test_one_slip_that_many_places_share_is_told_once(tmp_path: Path) -> None:
    more = "".join(f"[demand.s{n}]\nper_year = 1\nbegins_at = 'reception'\n" for n in range(6))
    assert problems(write(tmp_path, SMALL + more)) == [
        "small.toml: demand.s0.begins_at: there is no activity or work type of this name (found 'reception')."
        " Known: front_door, visit. The same at 5 more places."
    ]


def test_names_that_do_not_exist_are_told_beside_settings_that_are_broken(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        altered('begins_at = "front_door"', 'begins_at = "frnt_door"').replace("caseload = 20", 'caseload = "ten"'),
    )
    assert problems(file) == [
        "small.toml: role.planner.caseload: a whole number is wanted (found 'ten').",
        "small.toml: demand.referral.begins_at: there is no activity or work type of this name (found 'frnt_door')."
        " Did you mean 'front_door'?",
    ]


def test_a_table_that_is_missing_is_told_by_a_few_of_the_names_that_nothing_has(tmp_path: Path) -> None:
    more = "".join(
        f"[demand.s{n}]\nper_year = {{ value = 1, source = 'x{n}' }}\nbegins_at = 'visit'\n" for n in range(9)
    )
    text = SMALL.replace('[source.plan]\ntitle = "A plan"\n', "").replace('source = "plan", ', "")
    assert problems(write(tmp_path, text + more)) == [
        "small.toml: demand.s0.per_year.source: there is no source of this name (found 'x0').",
        "small.toml: demand.s1.per_year.source: there is no source of this name (found 'x1').",
        "small.toml: demand.s2.per_year.source: there is no source of this name (found 'x2'). There are 6 more like"
        " this.",
    ]
