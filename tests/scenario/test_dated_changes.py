"""Changes by date: cumulative states, each in force from its minute on."""

from pathlib import Path

import pytest
from small import SMALL, problems, write
from whole import WHOLE

from sim.scenario import Service, load_service
from sim.units import MINUTES_PER_DAY

CHANGES = """
[[change]]
from = 2014-04-11
label = "More planners"
set = { "team.north.posts.planner" = 6 }
[[change]]
from = 2015-04-01
label = "More people, and less time"
set = { "demand.referral.per_year" = 700, "role.planner.casework_share" = 0.6, "activity.front_door.next" = "close" }
"""


def loaded(folder: Path, changes: str) -> Service:
    return load_service(write(folder, SMALL + changes))


def test_each_change_holds_from_its_date_on_and_adds_to_those_before(tmp_path: Path) -> None:
    service = loaded(tmp_path, CHANGES)
    assert [epoch.start for epoch in service.epochs] == [0, 10 * MINUTES_PER_DAY, 365 * MINUTES_PER_DAY]
    posts = [epoch.scenario.team["north"].posts["planner"].number for epoch in service.epochs]
    rates = [epoch.scenario.demand["referral"].per_year for epoch in service.epochs]
    assert posts == [4, 6, 6]
    assert [rate.value for rate in rates if rate is not None] == [500, 500, 700]
    assert list(service.epochs[2].scenario.activity["front_door"].next) == ["close"]
    assert service.base == service.epochs[0].scenario


@pytest.mark.parametrize(("day", "epoch"), [(-5, 0), (0, 0), (9, 0), (10, 1), (364, 1), (365, 2), (5000, 2)])
def test_the_epoch_of_a_minute_is_the_last_that_has_begun(tmp_path: Path, day: int, epoch: int) -> None:
    service = loaded(tmp_path, CHANGES)
    assert service.epoch_at(day * MINUTES_PER_DAY) is service.epochs[epoch]


def test_changes_of_one_day_make_one_state(tmp_path: Path) -> None:
    second = '[[change]]\nfrom = 2014-04-11\nset = { "role.nurse.casework_share" = 0.5 }\n'
    service = loaded(tmp_path, CHANGES.split("[[change]]\nfrom = 2015", maxsplit=1)[0] + second)
    assert len(service.epochs) == 2
    later = service.epochs[1].scenario
    assert (later.team["north"].posts["planner"].number, later.role["nurse"].casework_share.value) == (6, 0.5)


def test_each_epoch_numbers_its_own_lists(tmp_path: Path) -> None:
    change = '[[change]]\nfrom = 2015-04-01\nset = { "activity.visit.by" = ["nurse", "planner"] }\n'
    service = loaded(tmp_path, change)
    numbers = [epoch.first_list["activity", "visit"] for epoch in service.epochs]
    roles = [[service.roles[who.role] for who in service.lists[number].who] for number in numbers]
    assert roles == [["planner"], ["nurse", "planner"]]


def test_a_dotted_setting_may_do_without_quotes(tmp_path: Path) -> None:
    quoted = loaded(tmp_path, CHANGES)
    plain = loaded(tmp_path, CHANGES.replace('"team.north.posts.planner"', "team.north.posts.planner"))
    assert [epoch.scenario.team for epoch in plain.epochs] == [epoch.scenario.team for epoch in quoted.epochs]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        (
            '"role.planner.caseload" = 3',
            "small.toml: change[0].set.\"role.planner.caseload\": 'caseload' cannot alter part-way through a run"
            " (found 3). Set it for the whole run, in a file that extends this one.",
        ),
        (
            '"clock.years" = 3',
            'small.toml: change[0].set."clock.years": a dated change may set demand, clients, work_type, activity,'
            " role and team only (found 3). Known: activity, clients, demand, role, team, work_type.",
        ),
        (
            '"rol.planner.casework_share" = 0.3',
            'small.toml: change[0].set."rol.planner.casework_share": a dated change may set demand, clients,'
            " work_type, activity, role and team only (found 0.3). Did you mean 'role'?",
        ),
        (
            '"role.planer.casework_share" = 0.3',
            'small.toml: change[0].set."role.planer.casework_share": there is no role.planer from the start; add it'
            " there (with none of it) and change it here (found 0.3). Did you mean 'planner'?",
        ),
        (
            '"team.north.posts.nurse.number" = 3',
            'small.toml: change[0].set."team.north.posts.nurse.number": posts.nurse alters as a whole;'
            " set team.north.posts.nurse (found 3).",
        ),
        (
            '"team.north.posts.planner" = "six"',
            "small.toml: change[0] (from 2015-01-05): team.north.posts.planner: a table is wanted (found 'six').",
        ),
        (
            '"activity.visit.next" = "front_dor"',
            "small.toml: change[0] (from 2015-01-05): activity.visit.next: there is no activity or work type of this"
            " name (found 'front_dor'). Did you mean 'front_door'?",
        ),
        (
            '"activity.visit.next" = "visit"',
            "small.toml: change[0] (from 2015-01-05): activity.visit.next: an endless loop: no route from here ever"
            " leads to 'close'. Give some cases a way out.",
        ),
    ],
)
def test_what_cannot_alter_is_refused(tmp_path: Path, setting: str, told: str) -> None:
    file = write(tmp_path, SMALL + f"[[change]]\nfrom = 2015-01-05\nset = {{ {setting} }}\n")
    assert problems(file) == [told]


@pytest.mark.parametrize("date", ["2014-04-01", "2013-01-01", "2016-04-01", "2031-01-01"])
def test_a_change_comes_within_the_run(tmp_path: Path, date: str) -> None:
    file = write(tmp_path, SMALL + f'[[change]]\nfrom = {date}\nset = {{ "role.planner.casework_share" = 0.5 }}\n')
    rule = "a change must come after the first day and before the end of the run"
    assert problems(file) == [f"small.toml: change[0].from: {rule} (found {date})."]


def test_dates_out_of_order_are_told_beside_everything_else(tmp_path: Path) -> None:
    first, second = CHANGES.split("[[change]]")[1:]
    file = write(tmp_path, SMALL.replace("years = 2", "years = -2") + f"[[change]]{second}[[change]]{first}")
    assert problems(file) == [
        "small.toml: change[1].from: dates out of order (found 2014-04-11)."
        " It stands after 2015-04-01; put the changes in order of date.",
        "small.toml: clock.years: must be above zero (found -2).",
    ]


def test_a_date_in_quotes_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, SMALL + '[[change]]\nfrom = "2015-04-01"\nset = { "role.planner.casework_share" = 0.5 }\n')
    rule = "a date such as 2014-04-01 is wanted, without quotes"
    assert problems(file) == [f"small.toml: change[0].from: {rule} (found '2015-04-01')."]


def changed(folder: Path, settings: str) -> Path:
    """The whole config with a change in its second year."""
    return write(folder, f"{WHOLE}[[change]]\nfrom = 2015-04-01\nset = {{ {settings} }}\n", "whole.toml")


def test_the_terms_that_demand_is_drawn_by_alter_from_a_date(tmp_path: Path) -> None:
    settings = """
"demand.carer.uptake" = { of = "carers", per_person_per_year = 0.08 },
"demand.referral.patience" = { days = 5, then = "withdraw" },
"demand.referral.returns.share" = 0.05,
"demand.referral.deaths_per_year" = 0.2,
"clients.long_term.join_share" = 0.5,
"activity.coordinator.place" = { if_full = "close" },
"activity.visit.joint.effort_hours" = 4,
"activity.front_door.chased_by" = "call",
"activity.visit.price_gbp" = 9,
"activity.advice.alongside" = "call",
"role.planner.pay_premium_share" = 0.3,
"team.north.posts.planner" = 6
"""
    first, then = (epoch.scenario for epoch in load_service(changed(tmp_path, settings.replace("\n", " "))).epochs)
    terms = [
        (
            scenario.demand["carer"].uptake.per_person_per_year.value,  # type: ignore[union-attr]
            list(scenario.demand["referral"].patience.then),  # type: ignore[union-attr]
            scenario.demand["referral"].returns.share.value,  # type: ignore[union-attr]
            scenario.demand["referral"].returns.after_days.average,  # type: ignore[union-attr]
            scenario.demand["referral"].deaths_per_year.value,
            scenario.clients["long_term"].join_share.value,
            scenario.activity["coordinator"].place.if_full,  # type: ignore[union-attr]
            scenario.activity["visit"].joint.effort_hours.average,  # type: ignore[union-attr]
            scenario.activity["front_door"].chased_by,
            scenario.activity["advice"].alongside,
            scenario.role["planner"].pay_premium_share.value,
            scenario.team["north"].posts["planner"].warrants["amhp"].value,
        )
        for scenario in (first, then)
    ]
    assert terms == [
        (0.05, ["withdraw", "escalate", "advice"], 0.1, 30, 0.1, 0.4, "assessment", 2, "call_wait", None, 0, 2),
        (0.08, ["withdraw"], 0.05, 30, 0.2, 0.5, "close", 4, "call", "call", 0.3, 2),
    ]


HINT = " Set it for the whole run, in a file that extends this one."


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ('"activity.visit.held" = false', "change[0].set.\"activity.visit.held\": 'held' cannot alter part-way through"
         f" a run: how an activity is run is taken from the start (found false).{HINT}"),
        ('"activity.kept.releases" = false', "change[0].set.\"activity.kept.releases\": 'releases' cannot alter"
         f" part-way through a run: how an activity is run is taken from the start (found false).{HINT}"),
        ('"activity.wait_for_money.awaits" = "call"', "change[0].set.\"activity.wait_for_money.awaits\": 'awaits'"
         f" cannot alter part-way through a run: how an activity is run is taken from the start (found 'call').{HINT}"),
        ('"clients.long_term.leaves_per_year" = 1', "change[0].set.\"clients.long_term.leaves_per_year\":"
         " 'leaves_per_year' cannot alter part-way through a run: who is in support, and what they bring about, is"
         f" drawn by the terms of the start (found 1).{HINT}"),
        ('"demand.transition.batches" = []', "change[0].set.\"demand.transition.batches\": 'batches' cannot alter"
         f" part-way through a run: batches carry their own dates (found []).{HINT}"),
        ('"role.planner.slice_hours" = 3', "change[0].set.\"role.planner.slice_hours\": 'slice_hours' cannot alter"
         f" part-way through a run (found 3).{HINT}"),
        ('"demand.referral.patience.days" = 3', 'change[0].set."demand.referral.patience.days": patience alters as a'
         " whole; set demand.referral.patience (found 3)."),
        ('"demand.carer.uptake.per_person_per_year" = 3', 'change[0].set."demand.carer.uptake.per_person_per_year":'
         " uptake alters as a whole; set demand.carer.uptake (found 3)."),
        ('"activity.advice.delay_days" = 3', "change[0] (from 2015-04-01): activity.advice: what an activity is cannot"
         " alter part-way through a run: this is work from the start (found delay). Write another activity, and"
         " alter the routes to it."),
        ('"demand.review.per_year" = 3', "change[0] (from 2015-04-01): demand.review: whether people in support bring"
         " these cases about cannot alter part-way through a run. Write another stream."),
        ('"activity.advice.patience" = { days = 3, then = "escalate", escalates_to = "urgent" }',
         "change[0] (from 2015-04-01): activity.advice.patience.escalates_to: the priority that people escalate to is"
         " taken from the start (found 'urgent'). Give patience there with escalates_to = 'urgent', and a share of 0"
         " who escalate if nobody does yet."),
        ('"demand.referral.patience" = { days = 3, then = "escalate", escalates_to = "standard" }',
         "change[0] (from 2015-04-01): demand.referral.patience.escalates_to: the priority that people escalate to is"
         " taken from the start (found 'standard'). Give patience there with escalates_to = 'standard', and a share of"
         " 0 who escalate if nobody does yet."),
        ('"team.north.posts.planner" = { number = 4, warrants = { amhp = 3 } }', "change[0] (from 2015-04-01):"
         " team.north.posts.planner.warrants: holders of posts that are there already cannot gain or lose the warrant"
         " 'amhp'. Give new posts another role, which may report as this one."),
    ],
)  # fmt: skip
def test_what_is_taken_from_the_start_is_refused_with_the_reason(tmp_path: Path, setting: str, told: str) -> None:
    assert problems(changed(tmp_path, setting)) == [f"whole.toml: {told}"]


@pytest.mark.parametrize(
    "setting",
    [
        '"demand.referral.patience" = { days = 3, then = "escalate", escalates_to = "urgent" }',
        '"team.north.posts.planner" = 1',
        '"team.north.posts.planner" = { number = 1, warrants = { amhp = 1 } }',
    ],
)
def test_what_stays_as_it_was_may_be_said_again(tmp_path: Path, setting: str) -> None:
    assert len(load_service(changed(tmp_path, setting)).epochs) == 2
