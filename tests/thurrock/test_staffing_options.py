"""The options about staff: posts, dates and capacity as they say, the same people as before, and where they stop."""

import datetime as dt

import numpy as np
import pytest
from options_read import (
    BASE,
    differs_from_the_start,
    from_the_start,
    laid_over,
    load_of,
    own,
    posts,
    service,
    set_by_date,
    shortened,
)

from sim.demand import draw_demand
from sim.engine import simulate
from sim.errors import InputFault
from sim.eventlog.log import FINISHED
from sim.measures.load import OfferedLoad, offered_load
from sim.scenario.option_sheet import OptionSheet
from sim.workforce import draw_workforce, expected_capacity

ASSESSORS = ("twenty-assessors", "twenty-assessors-with-deputies", "twenty-three-with-deputies")
STAFFING = (*ASSESSORS, "hiring-freeze", "voluntary-redundancy", "headcount-saving", "recruitment-and-retention",
            "buddying", "overtime", "agency-cover")  # fmt: skip
BEFORE, AFTER = "2014-10-01", "2016-10-01"
PLAN = {"social_worker": 39, "support_planner": 36, "deputy_manager": 14, "team_manager": 6,
        "local_area_coordinator": 9}  # fmt: skip
ROLES = tuple(PLAN)[:4]


@pytest.fixture(scope="module")
def base() -> tuple[OfferedLoad, ...]:
    return tuple(load_of(BASE, year) for year in range(5))


def loads(load: OfferedLoad) -> list[float]:
    return [load.role(role).load for role in ROLES]


@pytest.mark.parametrize("name", STAFFING)
def test_a_sheet_says_whose_it_is_and_what_it_saturates_at(name: str) -> None:
    sheet = service(name).base.option
    assert isinstance(sheet, OptionSheet)
    assert sheet.kind == "staffing"
    assert len(sheet.label) <= 45
    assert all((sheet.mechanism, sheet.limit, sheet.asks, sheet.from_))
    for cost in (sheet.one_off_gbp, sheet.yearly_gbp):
        assert cost.low is not None
        assert cost.high is not None
        assert cost.high > cost.low


@pytest.mark.parametrize("name", STAFFING)
def test_an_option_touches_staff_only_and_nothing_before_its_date(name: str) -> None:
    dips = {"productivity_dip"} if name == "voluntary-redundancy" else set()
    assert differs_from_the_start(name) == dips
    assert {key.split(".")[0] for key in set_by_date(name)} <= {"role", "team"}
    first = min(change["from"] for change in own(name)["change"])
    assert first == (dt.date(2015, 1, 5) if dips else dt.date(2015, 4, 1)) == own(name)["option"]["from"]


def test_the_same_people_come_with_the_same_needs_whoever_works() -> None:
    tables = [
        draw_demand(shortened(name, 1.02), seed=3, replication=0) for name in (BASE, "twenty-three-with-deputies")
    ]
    assert len(tables[0].received) > 15_000
    for column in ("received", "stream", "priority", "work_type", "activity", "effort", "delay", "team", "patience"):
        assert np.array_equal(getattr(tables[0], column), getattr(tables[1], column)), column


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("twenty-assessors", {"social_worker": 6, "support_planner": 14}),
        ("twenty-assessors-with-deputies", {"social_worker": 7, "support_planner": 10, "deputy_manager": 3}),
        ("twenty-three-with-deputies", {"social_worker": 8, "support_planner": 12, "deputy_manager": 3}),
        ("hiring-freeze", {}),
        ("voluntary-redundancy", {"support_planner": -3.6}),
        ("headcount-saving", {"social_worker": -2, "support_planner": -2, "deputy_manager": -1}),
        ("recruitment-and-retention", {}),
        ("buddying", {}),
        ("overtime", {}),
        ("agency-cover", {"social_worker": 3}),
    ],
)
def test_posts_before_and_after(name: str, more: dict[str, float]) -> None:
    assert posts(name, BEFORE) == PLAN
    assert posts(name, AFTER) == pytest.approx({role: number + more.get(role, 0) for role, number in PLAN.items()})


def test_a_new_post_takes_no_warrant_from_those_who_have_it() -> None:
    for name in STAFFING:
        team = service(name).epochs[-1].scenario.team["mh_complex_safeguarding"]
        given = team.posts["social_worker"]
        assert given.warrants["amhp"].value == min(8, given.number)
        assert given.warrants["best_interests"].value == 3


@pytest.mark.parametrize("name", STAFFING)
def test_the_work_stays_what_it_was(name: str, base: tuple[OfferedLoad, ...]) -> None:
    found = load_of(name, 2)
    assert {item.activity: item.hours for item in found.activities} == pytest.approx(
        {item.activity: item.hours for item in base[2].activities}, rel=1e-4
    )


# ---------------------------------------------------------------------------------------------------------
# Assessors for the Care Act


@pytest.fixture(scope="module")
def act() -> dict[str, OfferedLoad]:
    """2016/17, the year of the cap, with the Act's demand and each of the three options."""
    found = {name: offered_load(laid_over("care-act-forecast", name), 2) for name in ASSESSORS}
    return {"nobody": load_of("care-act-forecast", 2), **found}


def test_without_hiring_the_act_is_more_than_anybody_can_do(
    act: dict[str, OfferedLoad], base: tuple[OfferedLoad, ...]
) -> None:
    assert all(
        after > max(1.05, before) for after, before in zip(loads(act["nobody"])[:3], loads(base[2])[:3], strict=True)
    )


def test_twenty_assessors_bring_assessors_back_to_where_they_were_and_stop_at_authorisation(
    act: dict[str, OfferedLoad], base: tuple[OfferedLoad, ...]
) -> None:
    workers, planners, deputies, _ = loads(act["twenty-assessors"])
    assert workers == pytest.approx(base[2].role("social_worker").load, abs=0.02)
    assert planners < base[2].role("support_planner").load
    # Twenty more to supervise: deputies are further above what they can do than if nobody had come.
    assert deputies > act["nobody"].role("deputy_manager").load > 1.05


def test_with_three_deputies_there_is_somebody_to_authorise(
    act: dict[str, OfferedLoad], base: tuple[OfferedLoad, ...]
) -> None:
    for name in ASSESSORS[1:]:
        assert act[name].role("deputy_manager").load == pytest.approx(base[2].role("deputy_manager").load, abs=0.03)
    # Ten planners are what the Act's work takes; twelve leave some room.
    assert act[ASSESSORS[1]].role("support_planner").load == pytest.approx(1, abs=0.03)
    assert act[ASSESSORS[2]].role("support_planner").load < 0.98


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("twenty-assessors", 95),
        ("twenty-assessors-with-deputies", 92),
        ("agency-cover", 78),
        ("headcount-saving", 71),
        ("voluntary-redundancy", 71.4),
    ],
)
def test_supervision_grows_with_those_who_are_supervised(name: str, people: float) -> None:
    role = service(name).epochs[1].scenario.role
    given = [role[name].blocks["supervision_given"].value for name in ("deputy_manager", "team_manager")]
    assert given == pytest.approx([1_380.4 * people / 75, 243.6 * people / 75], abs=0.06)


def authorised(name: str, settings: dict[str, object]) -> int:
    """Assessments authorised in nine months of an option that is in force from the first day."""
    made = from_the_start(name, 0.75, settings)
    demand = draw_demand(made, seed=2014, replication=0)
    log = simulate(made, demand, draw_workforce(made, seed=2014, replication=0))
    there = demand.activity[demand.first[log.case] + log.step] == made.activities.index("authorisation")
    return int((there & (log.status == FINISHED)).sum())


@pytest.mark.slow
def test_where_deputies_are_full_twenty_assessors_finish_nothing_more_and_three_deputies_do() -> None:
    # Deputies with little more than half of their casework: they decide who takes a case, and sign what was assessed.
    few: dict[str, object] = {f"role.{role}.casework_share": 0.40 for role in ("deputy_manager", "business_deputy")}
    nobody, twenty, with_deputies = (authorised(name, few) for name in (BASE, "twenty-assessors", ASSESSORS[2]))
    assert twenty < 1.02 * nobody
    assert with_deputies > 1.05 * twenty


# ---------------------------------------------------------------------------------------------------------
# Fewer people


def test_a_freeze_costs_what_leavers_take_and_is_made_good_in_the_end(base: tuple[OfferedLoad, ...]) -> None:
    frozen = [load_of("hiring-freeze", year) for year in range(5)]
    ratio = [[frozen[year].role(role).capacity_hours / base[year].role(role).capacity_hours for role in ROLES]
             for year in range(5)]  # fmt: skip
    assert ratio[0] == pytest.approx([1, 1, 1, 1])
    # Filled share of social workers over the year: the mean of 0.95 e^(-0.1716 t) over 0.95; starters save a little.
    mean = (1 - np.exp(-0.1716)) / 0.1716
    assert mean < ratio[1][0] < mean + 0.02
    # The year after: sixteen weeks more without those who left, then starters.
    assert 0.92 < ratio[2][0] < ratio[2][1] < ratio[2][2] < 1
    assert ratio[4][:3] == pytest.approx([1, 1, 1], abs=0.003)
    assert [row[3] for row in ratio] == pytest.approx([1] * 5)


def test_nobody_begins_while_hiring_is_stopped() -> None:
    made = shortened("hiring-freeze", 2.4)
    work = draw_workforce(made, seed=1, replication=0)
    council = [made.roles.index(role) for role in ("social_worker", "support_planner", "deputy_manager")]
    begun = work.employed_from[np.isin(work.role, council)] // 1440
    assert not ((begun > 365) & (begun <= 365 + 366)).any()
    assert (begun == 365 + 366 + 112).sum() > 5


def test_redundancy_takes_time_from_planners_and_for_a_while_from_those_who_stay(base: tuple[OfferedLoad, ...]) -> None:
    after = load_of("voluntary-redundancy", 2)
    assert after.role("support_planner").capacity_hours == pytest.approx(
        0.9 * base[2].role("support_planner").capacity_hours, rel=0.002
    )
    assert after.role("social_worker").load == pytest.approx(base[2].role("social_worker").load, rel=1e-4)
    year = load_of("voluntary-redundancy", 0)
    # January to March 2015, 61 of 253 working days: a dip of 8 % that has come half-way back by then.
    lost = (
        1
        - year.cell("social_worker", "locality_north").capacity_hours
        / base[0].cell("social_worker", "locality_north").capacity_hours
    )
    assert lost == pytest.approx(0.08 * 0.77 * 61 / 253, abs=0.001)
    assert year.cell("social_worker", "ld_transitions").capacity_hours == pytest.approx(
        base[0].cell("social_worker", "ld_transitions").capacity_hours
    )


def test_five_posts_fewer_leave_no_team_without_a_role(base: tuple[OfferedLoad, ...]) -> None:
    after = load_of("headcount-saving", 2)
    assert {(cell.role, cell.team) for cell in after.cells} == {(cell.role, cell.team) for cell in base[2].cells}
    assert loads(after)[:3] == pytest.approx([1.056, 1.048, 0.994], abs=0.004)


# ---------------------------------------------------------------------------------------------------------
# More from those there are


def test_recruitment_wins_no_more_than_the_posts_that_stood_empty(base: tuple[OfferedLoad, ...]) -> None:
    after = load_of("recruitment-and-retention", 4)
    for role, empty, left in (("social_worker", 0.05, 0.0281), ("support_planner", 0.04, 0.0224),
                              ("deputy_manager", 0.03, 0.0167)):  # fmt: skip
        gain = after.role(role).capacity_hours / base[4].role(role).capacity_hours
        assert (1 - left) / (1 - empty) < gain < 1 / (1 - empty)
        terms = service("recruitment-and-retention").epochs[1].scenario.role[role]
        days = float(terms.weeks_to_fill or 0) * 7
        leavers = left / (days * (1 - left)) * 365.25
        assert leavers == pytest.approx(0.8 * empty / (112 * (1 - empty)) * 365.25, rel=0.01)


def test_buddies_win_little_and_never_more_than_starters_lose(base: tuple[OfferedLoad, ...]) -> None:
    for role, blocks, starters in (("social_worker", 102, 6.4), ("support_planner", 73, 4.6)):
        after = load_of("buddying", 3).role(role)
        won = after.capacity_hours - base[3].role(role).capacity_hours
        assert after.block_hours - base[3].role(role).block_hours == pytest.approx(blocks, abs=0.5)
        assert blocks < won < starters * 47
        assert after.load < base[3].role(role).load


def test_two_hours_of_overtime_are_as_many_hours_as_they_say(base: tuple[OfferedLoad, ...]) -> None:
    after = load_of("overtime", 1)
    assert after.role("social_worker").capacity_hours - base[1].role("social_worker").capacity_hours == pytest.approx(
        3_130, rel=0.015
    )
    assert after.role("support_planner").capacity_hours - base[1].role(
        "support_planner"
    ).capacity_hours == pytest.approx(2_840, rel=0.015)
    assert after.role("deputy_manager").load == pytest.approx(base[1].role("deputy_manager").load)


@pytest.mark.parametrize(("role", "hours", "fits"), [("social_worker", 13, True), ("social_worker", 14, False),
                                                     ("hub_worker", 2, False)])  # fmt: skip
def test_overtime_ends_where_the_day_does(role: str, hours: float, fits: bool) -> None:
    settings = {f"role.{role}.overtime_hours_per_week": hours}
    if fits:
        assert from_the_start(BASE, 0.5, settings).base.role[role].overtime_hours_per_week.value == hours
        return
    with pytest.raises(InputFault, match="does not fit its opening hours"):
        from_the_start(BASE, 0.5, settings)


def test_agency_workers_come_for_two_years_and_help_their_own_teams(base: tuple[OfferedLoad, ...]) -> None:
    assert [posts("agency-cover", f"{year}-10-01")["social_worker"] for year in range(2014, 2018)] == [39, 42, 42, 39]
    after = load_of("agency-cover", 2)
    assert after.role("social_worker").load == pytest.approx(0.923, abs=0.004)
    for team, least, most in (("hospital_rapid", 0.8, 0.9), ("locality_north", 0.98, 1.0)):
        assert least < after.cell("social_worker", team).load < most
    # They hold twelve cases each and no warrant.
    terms = service("agency-cover").base.role["agency_social_worker"]
    assert terms.caseload is not None
    assert terms.caseload.value == 12
    assert [warrant.posts for warrant in after.warrants] == [warrant.posts for warrant in base[2].warrants]


@pytest.mark.parametrize("name", STAFFING)
def test_capacity_of_the_first_nine_months_is_that_of_the_baseline(name: str) -> None:
    # Redundancies begin in January; all others a year after the start.
    if name == "voluntary-redundancy":
        assert [change["from"] for change in own(name)["change"]] == [dt.date(2015, 1, 5)]
        return
    one, other = (expected_capacity(service(option)) for option in (BASE, name))
    assert other == one
