"""Under every option the same people come, with the same needs but for what the option says it changes."""

import datetime as dt
import re
from dataclasses import replace
from functools import cache

import pytest
from option_people import Differences, Person, Who, differences, people, since
from option_worlds import BASELINE, NAMES, in_force, option, shortened, touched

from sim.demand import draw_demand
from sim.demand.tables import OPEN_STRIP, WAITING_STRIP
from sim.scenario import Service

WEEKS = 0.15
"""Years of a world in which an option holds from the first day."""

LAST = dt.date(2018, 4, 1)
"""The date whose terms hold there: after all changes."""

YEARS = 1.15
"""Long enough for eight weeks of what begins in April 2015."""

LATE = 10**9

DAY_ONE = (WAITING_STRIP, OPEN_STRIP)

OF_STAFF = ("role", "team", "productivity_dip", "source", "cost", "rules")
"""Tables that say who works and how, and nothing of who comes. (Of a role direct work with open cases does.)"""


def only_of_staff(name: str) -> bool:
    return all(setting.split(".")[0] in OF_STAFF and "direct_work" not in setting for setting in touched(name))


DOORS = {"way on from front_door", "way on from hub_front_door"}

CHANGES = {
    "more-lacs": DOORS,
    "front-door-64": DOORS
    | {"way on from carer_front_door", "hours front_door", "hours hub_front_door", "hours carer_front_door"},
    "self-assessment-modest": DOORS,
    "self-assessment-ambitious": DOORS,
    "online-planning": {"way on from authorisation"},
    "marketplace-and-cards": {"way on from panel"},
    "combined-package": DOORS
    | {"way on from carer_front_door", "hours front_door", "hours hub_front_door", "hours carer_front_door"},
    "carers-by-cariads": {"way on from carer_front_door"},
    "mobile-working": set(),
    "dols-surge": {"people of dols"},
    "provider-failure": set(),
    "rising-complexity": {
        f"hours {step}" for step in ("preparation", "visit", "joint_visit", "rapid_visit", "write_up")
    }
    | {"hours contact_assessment"},
    "new-criteria": {f"hours {step}" for step in ("preparation", "visit", "joint_visit", "write_up")},
    "care-act-forecast": {f"hours {step}" for step in ("preparation", "visit", "joint_visit", "write_up")}
    | {"people of care_act_carer", "people of care_act_self_funder"}
    | {"way on from self_funder_front_door", "way on from authorisation"},
    "care-act-outturn": {f"hours {step}" for step in ("preparation", "visit", "joint_visit", "write_up")}
    | {"people of carer_20_to_49_hours", "people of carer_50_hours_plus"},
}
"""What these options change of people, and nothing else; the others are held to what their settings may change."""


@cache
def drawn(name: str, years: float = 0) -> tuple[Service, dict[Who, Person]]:
    """An option, or the baseline: so many years of it, or some weeks in which it holds from the first day."""
    if years:
        service = shortened(option(name) if name else BASELINE, years)
    else:
        service = in_force(*((name,) if name else ()), years=WEEKS, date=LAST)
    found = people(service, draw_demand(service, seed=2014, replication=0))
    # Those who are there on day one have come so far on other paths if paths were others before it.
    return service, found if years else {who: person for who, person in found.items() if who[1] not in DAY_ONE}


@cache
def compared(name: str, years: float = 0) -> Differences:
    return differences(drawn("", years)[1], drawn(name, years)[1])


def may_change(what: str, where: str, work_type: str) -> str:
    """A pattern of the settings that may bring about a difference."""
    act = re.escape(where)
    stream = rf"population\..+|demand\.{act}\..+|pattern\..+" if where else "day_one.+"
    return {
        "people of": stream,
        "contact of": stream,
        "way on from": rf"activity\.{act}\..+|work_type\..+\.at.*|work_type\..+\.begins_at|demand\..+\.begins_at",
        "hours": rf"activity\.{act}\..+|work_type\.{work_type}\..+|role\..+\.direct_work_share|day_one.+",
        "delay": rf"activity\.{act}\..+|priority\..+|work_type\..+\.priorities",
        "patience": rf"activity\.{act}\..+|work_type\.{work_type}\..+",
        "team of": r"activity\..+\.by.*|work_type\..+\.by.*|demand\..+\.teams|team\..+",
        "workers of": r"activity\..+\.by.*|work_type\..+\.by.*|role\..+|warrant\..+|team\..+",
        "priority": r"work_type\..+\.priorities|demand\..+\.priorities",
    }[what]


def unexplained(name: str, found: Differences) -> list[str]:
    """Differences for which the option has no setting, or which come before the date of all that it has."""
    settings = touched(name)
    told = []
    for (what, where, work_type), count in found.of.items():
        pattern = may_change(what, where, work_type)
        dates = [date for setting, date in settings.items() if re.fullmatch(pattern, setting)]
        first = found.first[what, where, work_type]
        if not dates or first < min(since(date) for date in dates):
            told.append(f"{what} {where} {work_type} differs for {count} people, for the first at minute {first}")
    return told


@pytest.mark.parametrize("name", [name for name in NAMES if not only_of_staff(name)])
def test_nobody_differs_but_by_what_the_option_sets(name: str) -> None:
    found = replace(compared(name), first=dict.fromkeys(compared(name).of, LATE))
    assert found.shared > 1_500
    assert unexplained(name, found) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_nobody_differs_before_the_date_of_what_the_option_sets(name: str) -> None:
    found = compared(name, YEARS)
    assert found.shared > 10_000
    assert unexplained(name, found) == []


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_each_option_changes_what_it_says_and_nothing_else(name: str) -> None:
    assert compared(name).names == CHANGES[name]


def test_nobody_makes_contact_at_another_time_under_any_option() -> None:
    several = ("population-growth", "care-act-forecast", "front-door-64", "rising-complexity", "carers-by-cariads")
    moved = {name for name in several if any(what == "contact of" for what, _, _ in compared(name).of)}
    assert moved == set()


def test_the_walk_sees_people_who_differ() -> None:
    mine = Person(5, "high", "full", [("door", 60, 0, 0, 0, 9, "", ()), ("visit", 30, 0, 0, 0, 9, "north", ("nurse",))])
    theirs = Person(
        6, "high", "full", [("door", 60, 0, 0, 0, 9, "", ()), ("visit", 31, 0, 0, 0, 9, "south", ("nurse",))]
    )
    away = Person(5, "high", "full", [("door", 60, 0, 0, 0, 9, "", ())])
    who, other = ("a", 0, 0), ("b", 0, 0)
    found = differences({who: mine, other: mine}, {who: theirs})
    assert found.names == {"contact of a", "hours visit", "team of visit", "people of b"}
    assert differences({who: mine}, {who: away}).names == {"way on from door"}
    assert differences({who: mine}, {who: replace(mine, priority="low")}).names == {"priority"}


@pytest.mark.slow
def test_growth_at_its_upper_readings_only_adds_people() -> None:
    base, more = drawn("", YEARS)[1], drawn("population-growth", YEARS)[1]
    assert {who: more[who] for who in base} == base
    assert len(more) > len(base)


def test_the_forecast_adds_its_people_to_an_unchanged_population() -> None:
    base, more = drawn("")[1], drawn("care-act-forecast")[1]
    assert base.keys() < more.keys()
    assert {who[0] for who in more.keys() - base.keys()} == {"care_act_carer", "care_act_self_funder"}


def test_the_outturn_takes_carers_away_and_brings_nobody() -> None:
    base, fewer = drawn("")[1], drawn("care-act-outturn")[1]
    assert fewer.keys() < base.keys()
    assert {who[0] for who in base.keys() - fewer.keys()} <= {"carer_20_to_49_hours", "carer_50_hours_plus"}
